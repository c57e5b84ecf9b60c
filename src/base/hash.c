/* hash.c — XXH3, 128 bits. */
#define XXH_STATIC_LINKING_ONLY /* its state as a local variable */
#include <xxhash.h>

#include <vigie/base/hash.h>

struct vg_hash vg_hash_bytes(const void *bytes, size_t len)
{
    XXH128_hash_t h = XXH3_128bits(bytes, len);
    return (struct vg_hash){h.high64, h.low64};
}

struct vg_hash vg_hash_more(struct vg_hash h, const void *bytes, size_t len)
{
    XXH3_state_t state;
    XXH3_128bits_reset(&state);
    XXH3_128bits_update(&state, &h, sizeof(h));
    if (len > 0)
        XXH3_128bits_update(&state, bytes, len);
    XXH128_hash_t more = XXH3_128bits_digest(&state);
    return (struct vg_hash){more.high64, more.low64};
}

void vg_hash_hex(struct vg_hash h, char out[33])
{
    static const char digits[] = "0123456789abcdef";
    for (int i = 0; i < 16; i++) {
        out[i] = digits[h.hi >> (60 - 4 * i) & 15];
        out[16 + i] = digits[h.lo >> (60 - 4 * i) & 15];
    }
    out[32] = '\0';
}
