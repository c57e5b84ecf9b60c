/* escape.h — one escaping function per target, and the ways back.
 *
 * Bytes that are not UTF-8 are written as U+FFFD, one for each faulty byte, so that what leaves is
 * always well formed.  SQL has none on purpose: values are bound. */
#ifndef VIGIE_BASE_ESCAPE_H
#define VIGIE_BASE_ESCAPE_H

#include <vigie/base/arena.h>
#include <vigie/base/str.h>

/* A JSON string with its quotes (RFC 8259). */
void vg_json_put_str(struct vg_buf *b, struct vg_str s);

/* XML 1.0 and HTML character data; also safe inside a double- or single-quoted attribute.
 * Control characters that XML 1.0 forbids become U+FFFD. */
void vg_xml_put_text(struct vg_buf *b, struct vg_str s);

/* Percent-encode all but RFC 3986 unreserved characters: for one path segment or query value. */
void vg_url_put(struct vg_buf *b, struct vg_str s);
/* A whole address: percent-encoded is only what may not stand in one (RFC 3986), so that a right one stays as it is. */
void vg_url_put_legal(struct vg_buf *b, const char *url);

/* A CSV field (RFC 4180), quoted when it must be. */
void vg_csv_put_field(struct vg_buf *b, struct vg_str s);

/* Decode %XX (and '+' as space where plus is true) into the arena.
 * VG_BAD_INPUT: a '%' without two hex digits, a NUL, or bytes that are not UTF-8. */
enum vg_status vg_url_decode(struct vg_str s, bool plus, struct vg_arena *a, struct vg_str *out,
                             struct vg_error *err) VG_MUST_USE;

/* base64url without padding (RFC 4648 section 5). */
void vg_base64url_put(struct vg_buf *b, const void *bytes, size_t len);
enum vg_status vg_base64url_decode(struct vg_str s, struct vg_arena *a, struct vg_str *out,
                                   struct vg_error *err) VG_MUST_USE;

#endif
