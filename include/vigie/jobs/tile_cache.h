/* tile_cache.h — tiles that were made, kept until what they were made of has changed.
 *
 * A key holds all that decides the bytes, the state of the data included, so nothing kept ever becomes wrong: it is only
 * no longer asked for, and goes when room is needed.  The tiles used last are in memory, all others are files in the cache
 * folder, which several processes may share and anybody may empty.  All functions are thread-safe. */
#ifndef VIGIE_JOBS_TILE_CACHE_H
#define VIGIE_JOBS_TILE_CACHE_H

#include <vigie/base/hash.h>

struct vg_tile_cache;

struct vg_tile_cache_options {
    const char *folder;   /* the tiles lie in a folder of it; NULL: in memory alone */
    size_t memory_bytes;  /* 0: none in memory */
    int64_t folder_bytes; /* 0: no files */
};

/* o is copied.  The folder is first looked at when a tile is kept.  VG_NO_MEMORY. */
enum vg_status vg_tile_cache_new(const struct vg_tile_cache_options *o, struct vg_tile_cache **out, struct vg_error *err) VG_MUST_USE;
void vg_tile_cache_free(struct vg_tile_cache *c); /* bears NULL; nothing may be lent */

/* A tile as it is sent.  Its bytes live until it is given back. */
struct vg_tile {
    struct vg_str plain, gzip; /* gzip: {0} where packing it does not pay */
    struct vg_hash etag;       /* of plain */
};

/* The tile kept under the key, lent; NULL: there is none, or it is older than max_age_ms (0: no bound). */
const struct vg_tile *vg_tile_cache_get(struct vg_tile_cache *c, struct vg_hash key, int64_t max_age_ms);
/* Keep a copy of t, which is lent to the caller; NULL: no memory, and t is kept nowhere. */
const struct vg_tile *vg_tile_cache_put(struct vg_tile_cache *c, struct vg_hash key, const struct vg_tile *t);
/* Give back what was lent (vg_http_response.release); any thread. */
void vg_tile_cache_give(void *tile);

struct vg_tile_cache_stats {
    int64_t from_memory, from_file, missed;
    size_t bytes; /* in memory */
};
void vg_tile_cache_stats(struct vg_tile_cache *c, struct vg_tile_cache_stats *out);

#endif
