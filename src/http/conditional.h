/* conditional.h — entity tags, preconditions and ranges (RFC 9110 sections 8.8, 13 and 14). */
#ifndef VIGIE_HTTP_CONDITIONAL_H
#define VIGIE_HTTP_CONDITIONAL_H

#include <vigie/base/hash.h>

/* Most liked first. */
enum vg_coding { VG_CODING_ZSTD, VG_CODING_GZIP, VG_CODING_IDENTITY, VG_CODINGS };

const char *vg_coding_name(enum vg_coding c);

/* The tag of one coding of a representation, with its quotes: "\"0123…-gzip\"".  Each coding is
 * a representation of its own, hence the suffix. */
#define VG_ETAG_TEXT 48
void vg_etag_text(struct vg_hash h, enum vg_coding c, char out[VG_ETAG_TEXT]);

/* Does If-None-Match (a list or "*") name this representation?  *coding is the coding now chosen; where only the
 * tag of another coding is named, it becomes that one, since the client holds the same bytes in it. */
bool vg_if_none_match(struct vg_str field, struct vg_hash h, enum vg_coding *coding);

/* If-Modified-Since: nothing changed after that second.  A date that cannot be read says nothing. */
bool vg_not_modified_since(struct vg_str field, int64_t last_modified_us);

/* If-Range: may the rest be sent?  True also where the field is absent. */
bool vg_if_range(struct vg_str field, const char *etag, int64_t last_modified_us);

enum vg_range {
    VG_RANGE_WHOLE, /* absent, several ranges, another unit or not to be read: send all */
    VG_RANGE_PART,
    VG_RANGE_NONE, /* 416 */
};

/* "bytes=0-499", "bytes=500-", "bytes=-500" of something of that size. */
enum vg_range vg_range_parse(struct vg_str field, int64_t size, int64_t *start, int64_t *length);

#endif
