/* Tiles in memory: a hash table whose entries are also in a list, the one used last first.  An entry is counted by those it is
 * lent to, so one that leaves the table lives until its last answer is sent. */
#include <vigie/jobs/tile_cache.h>

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>

#include <vigie/base/time.h>

#include "tile_files.h"

#define SLOTS 8192
#define SMALLEST_SHARE 8 /* what takes more than one part in so many of the memory is not kept there */

struct entry {
    struct vg_tile tile; /* first: what is lent is the entry */
    struct vg_hash key;
    int64_t made_us;
    atomic_int holders;
    struct entry *chain;
    struct entry *newer, *older;
};

struct vg_tile_cache {
    size_t max_bytes;
    struct vg_tile_files *files; /* NULL: none */
    pthread_mutex_t lock;        /* over all below */
    struct entry *slots[SLOTS];
    struct entry *newest, *oldest;
    size_t bytes;
    struct vg_tile_cache_stats stats;
};

/* --- entries ------------------------------------------------------------------------------------- */

static size_t size_of(const struct entry *e)
{
    return sizeof *e + e->tile.plain.len + e->tile.gzip.len;
}

static struct entry *entry_new(struct vg_hash key, const struct vg_tile *t, int64_t made_us)
{
    struct entry *e = malloc(sizeof *e + t->plain.len + t->gzip.len + 1);
    if (!e)
        return NULL;
    char *bytes = (char *)(e + 1);
    *e = (struct entry){.tile = {.etag = t->etag}, .key = key, .made_us = made_us};
    atomic_init(&e->holders, 1);
    memcpy(bytes, t->plain.ptr ? t->plain.ptr : "", t->plain.len);
    e->tile.plain = (struct vg_str){bytes, t->plain.len};
    if (t->gzip.ptr) {
        memcpy(bytes + t->plain.len, t->gzip.ptr, t->gzip.len);
        e->tile.gzip = (struct vg_str){bytes + t->plain.len, t->gzip.len};
    }
    return e;
}

void vg_tile_cache_give(void *tile)
{
    struct entry *e = tile;
    if (e && atomic_fetch_sub(&e->holders, 1) == 1)
        free(e);
}

/* --- the table, under the lock -------------------------------------------------------------------- */

static struct entry **place_of(struct vg_tile_cache *c, struct vg_hash key)
{
    struct entry **at = &c->slots[key.lo % SLOTS];
    while (*at && !vg_hash_is((*at)->key, key))
        at = &(*at)->chain;
    return at;
}

static void leave_list(struct vg_tile_cache *c, struct entry *e)
{
    *(e->newer ? &e->newer->older : &c->newest) = e->older;
    *(e->older ? &e->older->newer : &c->oldest) = e->newer;
}

static void lead_list(struct vg_tile_cache *c, struct entry *e)
{
    e->newer = NULL;
    e->older = c->newest;
    *(c->newest ? &c->newest->newer : &c->oldest) = e;
    c->newest = e;
}

static void drop(struct vg_tile_cache *c, struct entry *e)
{
    *place_of(c, e->key) = e->chain;
    leave_list(c, e);
    c->bytes -= size_of(e);
    vg_tile_cache_give(e);
}

static void insert(struct vg_tile_cache *c, struct entry *e)
{
    size_t size = size_of(e);
    if (size > c->max_bytes / SMALLEST_SHARE)
        return;
    struct entry *before = *place_of(c, e->key);
    if (before)
        drop(c, before);
    while (c->oldest && c->bytes + size > c->max_bytes)
        drop(c, c->oldest);
    atomic_fetch_add(&e->holders, 1); /* the table's own */
    e->chain = NULL;
    *place_of(c, e->key) = e;
    lead_list(c, e);
    c->bytes += size;
}

/* --- asking --------------------------------------------------------------------------------------- */

static bool is_young(int64_t made_us, int64_t max_age_ms)
{
    return max_age_ms == 0 || made_us + max_age_ms * 1000 > vg_now_us();
}

static struct entry *from_memory(struct vg_tile_cache *c, struct vg_hash key, int64_t max_age_ms)
{
    pthread_mutex_lock(&c->lock);
    struct entry *e = *place_of(c, key);
    if (e && !is_young(e->made_us, max_age_ms)) {
        drop(c, e);
        e = NULL;
    }
    if (e) {
        leave_list(c, e);
        lead_list(c, e);
        atomic_fetch_add(&e->holders, 1);
        c->stats.from_memory++;
    }
    pthread_mutex_unlock(&c->lock);
    return e;
}

static struct entry *from_file(struct vg_tile_cache *c, struct vg_hash key, int64_t max_age_ms)
{
    struct vg_tile t;
    int64_t made_us;
    char *bytes = c->files ? vg_tile_files_read(c->files, key, max_age_ms, &t, &made_us) : NULL;
    struct entry *e = bytes ? entry_new(key, &t, made_us) : NULL;
    free(bytes);
    return e;
}

const struct vg_tile *vg_tile_cache_get(struct vg_tile_cache *c, struct vg_hash key, int64_t max_age_ms)
{
    struct entry *e = from_memory(c, key, max_age_ms);
    if (e)
        return &e->tile;
    e = from_file(c, key, max_age_ms);
    pthread_mutex_lock(&c->lock);
    if (e)
        insert(c, e);
    *(e ? &c->stats.from_file : &c->stats.missed) += 1;
    pthread_mutex_unlock(&c->lock);
    return e ? &e->tile : NULL;
}

const struct vg_tile *vg_tile_cache_put(struct vg_tile_cache *c, struct vg_hash key, const struct vg_tile *t)
{
    struct entry *e = entry_new(key, t, vg_now_us());
    if (!e)
        return NULL;
    pthread_mutex_lock(&c->lock);
    insert(c, e);
    pthread_mutex_unlock(&c->lock);
    if (c->files)
        vg_tile_files_write(c->files, key, t);
    return &e->tile;
}

void vg_tile_cache_stats(struct vg_tile_cache *c, struct vg_tile_cache_stats *out)
{
    pthread_mutex_lock(&c->lock);
    *out = c->stats;
    out->bytes = c->bytes;
    pthread_mutex_unlock(&c->lock);
}

/* --- beginning and end ------------------------------------------------------------------------------ */

enum vg_status vg_tile_cache_new(const struct vg_tile_cache_options *o, struct vg_tile_cache **out, struct vg_error *err)
{
    struct vg_tile_cache *c = calloc(1, sizeof *c);
    if (!c)
        return vg_fail(err, VG_NO_MEMORY, "", "out of memory");
    c->max_bytes = o->memory_bytes;
    enum vg_status r = o->folder && o->folder_bytes ? vg_tile_files_new(o->folder, o->folder_bytes, &c->files, err) : VG_OK;
    if (r != VG_OK) {
        free(c);
        return r;
    }
    pthread_mutex_init(&c->lock, NULL);
    *out = c;
    return VG_OK;
}

void vg_tile_cache_free(struct vg_tile_cache *c)
{
    if (!c)
        return;
    while (c->oldest)
        drop(c, c->oldest);
    vg_tile_files_free(c->files);
    pthread_mutex_destroy(&c->lock);
    free(c);
}
