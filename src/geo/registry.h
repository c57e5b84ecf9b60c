/* registry.h — what the crs and transform files share; only they see PROJ.
 *
 * Two locks: proj_lock for whatever uses the registry's own PROJ context, which may take a tenth
 * of a second, and lock for the tables, held for moments only.  Where both are needed proj_lock
 * comes first. */
#ifndef GEO_REGISTRY_H
#define GEO_REGISTRY_H

#include <pthread.h>
#include <proj.h>

#include <vigie/geo/crs.h>

#define CRS_BUCKETS 512
/* The most texts a registry remembers: all of PROJ's database, and some thousand definitions. */
#define CRS_MAX_KEYS 16384
#define CRS_MAX_MEMORY ((size_t)64 << 20)
/* Kinds of transformation (from, to, area) that are remembered, and idle ones of all kinds. */
#define TRANSFORM_MAX_KINDS 128
#define TRANSFORM_MAX_IDLE 64

struct crs_entry {
    struct vg_crs crs; /* first: a vg_crs of ours is its entry */
    PJ *pj;            /* used under proj_lock only */
    struct crs_entry *next;
};

/* A text that leads to an entry: "EPSG:2154", or the hash of a definition. */
struct crs_key {
    const char *text;
    const struct crs_entry *entry;
    struct crs_key *next; /* of the same bucket */
};

struct transform_kind;

struct vg_crs_registry {
    pthread_mutex_t proj_lock, lock;
    PJ_CONTEXT *ctx;                      /* proj_lock */
    struct vg_arena *memory;              /* lock; entries and keys, dropped with the registry */
    struct crs_key *buckets[CRS_BUCKETS]; /* lock */
    size_t n_keys;                        /* lock */
    struct crs_entry *entries;            /* lock; all, to free their PJ */
    const struct vg_crs *crs84, *crs84h;  /* set once, before anybody else sees the registry */
    struct transform_kind *kinds;         /* lock; most recently used first */
    size_t n_kinds, n_idle;               /* lock */
};

/* A context that is silent, offline and for one thread. */
PJ_CONTEXT *vg_crs_context_new(void);

/* What PROJ tells of pj, put into the registry's memory under its lock; auth and code may be "".
 * NULL: pj is no horizontal system, or memory ran out (which vg_arena_failed tells). */
struct crs_entry *vg_crs_describe(struct vg_crs_registry *r, PJ *pj, const char *auth,
                                  const char *code);

/* Drop all transformations; none may be borrowed. */
void vg_transform_drop_all(struct vg_crs_registry *r);

#endif
