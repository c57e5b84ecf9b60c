/* Identifiers in a hash table; where they came from in an arena of a named size. */
#include "records_seen.h"

#include <stdlib.h>

#include <vigie/base/arena.h>
#include <vigie/base/hash.h>

#define MEMORY ((size_t)64 << 20)
#define FIRST_ROOM 1024

struct seen {
    struct vg_hash id;
    const char *source; /* NULL: free */
};

struct vg_records_seen {
    struct vg_arena *arena;
    struct seen *table;
    size_t n, cap; /* cap: a power of two */
};

static struct vg_hash hash_of(const char *id)
{
    return vg_hash_bytes(id, strlen(id));
}

static struct seen *slot_of(struct seen *table, size_t cap, struct vg_hash id)
{
    size_t at = id.lo & (cap - 1);
    while (table[at].source && (table[at].id.lo != id.lo || table[at].id.hi != id.hi))
        at = (at + 1) & (cap - 1);
    return &table[at];
}

struct vg_records_seen *vg_records_seen_new(void)
{
    struct vg_records_seen *s = calloc(1, sizeof *s);
    struct seen *table = calloc(FIRST_ROOM, sizeof *table);
    struct vg_arena *a = vg_arena_new(MEMORY);
    if (s && table && a) {
        *s = (struct vg_records_seen){a, table, 0, FIRST_ROOM};
        return s;
    }
    free(s);
    free(table);
    vg_arena_free(a);
    return NULL;
}

static bool grow(struct vg_records_seen *s)
{
    struct seen *more = calloc(2 * s->cap, sizeof *more);
    if (!more)
        return false;
    for (size_t i = 0; i < s->cap; i++)
        if (s->table[i].source)
            *slot_of(more, 2 * s->cap, s->table[i].id) = s->table[i];
    free(s->table);
    s->table = more;
    s->cap *= 2;
    return true;
}

void vg_records_seen_add(struct vg_records_seen *s, const char *id, const char *source)
{
    const char *copy = s && id && source ? vg_arena_strdup(s->arena, source) : NULL;
    if (!copy || (2 * (s->n + 1) > s->cap && !grow(s)))
        return;
    struct seen *slot = slot_of(s->table, s->cap, hash_of(id));
    if (slot->source)
        return;
    *slot = (struct seen){hash_of(id), copy};
    s->n++;
}

const char *vg_records_seen_find(const struct vg_records_seen *s, const char *id)
{
    return s && id ? slot_of(s->table, s->cap, hash_of(id))->source : NULL;
}

void vg_records_seen_free(struct vg_records_seen *s)
{
    if (!s)
        return;
    vg_arena_free(s->arena);
    free(s->table);
    free(s);
}
