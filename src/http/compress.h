/* compress.h — bodies packed by gzip (libdeflate, zlib) or zstd, at their fastest level.
 *
 * The compressors hold some hundred kilobytes each, so threads borrow them from a pool. */
#ifndef VIGIE_HTTP_COMPRESS_H
#define VIGIE_HTTP_COMPRESS_H

#include <vigie/base/str.h>

#include "conditional.h"

struct vg_compressors;
struct vg_compressors *vg_compressors_new(int max); /* so many at work at once; NULL: no memory */
void vg_compressors_free(struct vg_compressors *c);

/* What is packed: all of the body, and the sealed buffer it is a view of, NULL where there is none. */
struct vg_unpacked {
    struct vg_str bytes;
    const struct vg_buf *buf;
};

/* Pack into out, which the caller has made and finishes.  False where it cannot be done (no memory, no room for the
 * file) or would not make the body smaller: it is then sent as it is. */
bool vg_compress(struct vg_compressors *c, enum vg_coding coding, struct vg_unpacked body, struct vg_buf *out);

#endif
