/* csv_reader.h — a table of separated values as records of cells (RFC 4180, with ; tab and | as well).
 *
 * Why not OGR's: it types a column by its first rows, knows no line numbers, pads short records in silence, and takes
 * what is not UTF-8 as it is. */
#ifndef INGEST_CSV_READER_H
#define INGEST_CSV_READER_H

#include <vigie/base/str.h>

#define VG_CSV_MAX_RECORD ((size_t)64 << 20) /* bytes of one record */
#define VG_CSV_MAX_CELLS 20000               /* cells of one record */

struct vg_csv_reader;

struct vg_csv_record {
    const struct vg_str *cells; /* empty ones have ptr set and len 0; valid until the next call */
    size_t n;
    int64_t line; /* where it begins, from 1 */
};

/* encoding as of ../files/text_reader.h.  The separator is found out from the first records. */
enum vg_status vg_csv_reader_open(const char *path, const char *encoding, struct vg_csv_reader **out,
                                  struct vg_error *err) VG_MUST_USE;
void vg_csv_reader_close(struct vg_csv_reader *r); /* bears NULL */

/* Next record that is not blank; VG_END after the last.  VG_BAD_INPUT: err->text says what is wrong with it,
 * out->line where it begins and out->n which cell. */
enum vg_status vg_csv_next(struct vg_csv_reader *r, struct vg_csv_record *out, struct vg_error *err) VG_MUST_USE;
enum vg_status vg_csv_rewind(struct vg_csv_reader *r, struct vg_error *err) VG_MUST_USE;

char vg_csv_separator(const struct vg_csv_reader *r);
const char *vg_csv_marked(const struct vg_csv_reader *r); /* encoding its byte order mark told, or NULL */

#endif
