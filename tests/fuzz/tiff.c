/* The check of GeoTIFF files, which may be anything. */
#include <stdlib.h>

#include <vigie/codec/raster.h>

#include "fuzz.h"

struct bytes {
    const uint8_t *ptr;
    size_t len;
};

static bool read_bytes(void *ctx, uint64_t at, size_t n, void *to)
{
    const struct bytes *b = ctx;
    if (at > b->len || n > b->len - at)
        return false;
    memcpy(to, b->ptr + at, n);
    return true;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct bytes b = {data, size};
    const struct vg_raster_source s = {read_bytes, &b};
    struct vg_buf faults;
    struct vg_error err = {0};
    vg_buf_init(&faults, 1 << 20);
    (void)!vg_raster_check(&s, &faults, &err);
    vg_buf_finish(&faults);
    return 0;
}
