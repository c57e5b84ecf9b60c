/* hash.h — a fast 128-bit hash (XXH3) for ETags and cache keys; not for secrets. */
#ifndef VIGIE_BASE_HASH_H
#define VIGIE_BASE_HASH_H

#include <vigie/base/str.h>

struct vg_hash {
    uint64_t hi, lo;
};

static inline bool vg_hash_is(struct vg_hash a, struct vg_hash b)
{
    return a.lo == b.lo && a.hi == b.hi;
}

/* The same on every machine and in every release, as names of cached files are made of it. */
struct vg_hash vg_hash_bytes(const void *bytes, size_t len);
/* Order matters: hash of a hash and more bytes. */
struct vg_hash vg_hash_more(struct vg_hash h, const void *bytes, size_t len);
/* 32 lower-case hex digits and a NUL. */
void vg_hash_hex(struct vg_hash h, char out[33]);

#endif
