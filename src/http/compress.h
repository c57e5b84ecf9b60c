/* compress.h — whole bodies packed at once (gzip by libdeflate, zstd), at their fastest level.
 *
 * The compressors hold some hundred kilobytes each, so threads borrow them from a pool. */
#ifndef VIGIE_HTTP_COMPRESS_H
#define VIGIE_HTTP_COMPRESS_H

#include <vigie/base/str.h>

#include "conditional.h"

struct vg_compressors;
struct vg_compressors *vg_compressors_new(int max); /* so many at work at once; NULL: no memory */
void vg_compressors_free(struct vg_compressors *c);

/* Packed bytes: in memory, or mapped from an unlinked file where the body is large. */
struct vg_packed {
    char *ptr;
    size_t len;
    size_t mapped; /* bytes of the mapping; 0: from malloc */
};
void vg_packed_finish(struct vg_packed *p);

/* False where it cannot be done (no memory, no room for the file) or would not make the body smaller:
 * it is then sent as it is. */
bool vg_compress(struct vg_compressors *c, enum vg_coding coding, struct vg_str body,
                 struct vg_packed *out);

#endif
