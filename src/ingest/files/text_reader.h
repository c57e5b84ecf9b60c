/* text_reader.h — a text file as UTF-8, in pieces, from whatever encoding it is in. */
#ifndef INGEST_TEXT_READER_H
#define INGEST_TEXT_READER_H

#include <vigie/base/str.h>

struct vg_text_reader;

/* path as GDAL opens it.  encoding: a name iconv knows; NULL: UTF-16 or UTF-8 by its byte order mark, else UTF-8
 * unverified.  VG_NOT_FOUND, VG_BAD_INPUT (no such encoding). */
enum vg_status vg_text_open(const char *path, const char *encoding, struct vg_text_reader **out,
                            struct vg_error *err) VG_MUST_USE;
void vg_text_close(struct vg_text_reader *t); /* bears NULL */

#define VG_TEXT_MIN_ROOM ((size_t)16)

/* Up to `room` bytes more (at least VG_TEXT_MIN_ROOM of them asked for); 0 at the end.  VG_BAD_INPUT: bytes that the encoding does not have, or a damaged archive. */
enum vg_status vg_text_read(struct vg_text_reader *t, char *buf, size_t room, size_t *n_out,
                            struct vg_error *err) VG_MUST_USE;
enum vg_status vg_text_rewind(struct vg_text_reader *t, struct vg_error *err) VG_MUST_USE;

/* What the byte order mark said ("UTF-16LE"), or NULL. */
const char *vg_text_marked(const struct vg_text_reader *t);

#endif
