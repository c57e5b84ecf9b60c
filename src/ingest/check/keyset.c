/* Open addressing over hashes of 128 bits, taken for the values themselves: two that differ and collide are rarer than a
 * fault of the disk, and a value of any length costs the same.  Past its ceiling the set says that it is full instead of
 * growing. */
#include "keyset.h"

#include <stdlib.h>

struct vg_keyset_slot {
    struct vg_hash hash;
    int64_t row; /* 0: free */
};

static struct vg_keyset_slot *find(const struct vg_keyset *k, struct vg_hash h)
{
    size_t at = (size_t)h.lo & (k->cap - 1);
    while (k->slots[at].row && (k->slots[at].hash.hi != h.hi || k->slots[at].hash.lo != h.lo))
        at = (at + 1) & (k->cap - 1);
    return &k->slots[at];
}

static bool grow(struct vg_keyset *k)
{
    struct vg_keyset bigger = {.cap = k->cap ? k->cap * 2 : 1024};
    bigger.slots = calloc(bigger.cap, sizeof *bigger.slots);
    if (!bigger.slots)
        return false;
    for (size_t i = 0; i < k->cap; i++)
        if (k->slots[i].row)
            *find(&bigger, k->slots[i].hash) = k->slots[i];
    free(k->slots);
    k->slots = bigger.slots;
    k->cap = bigger.cap;
    return true;
}

void vg_keyset_clear(struct vg_keyset *k)
{
    if (k->slots)
        memset(k->slots, 0, k->cap * sizeof *k->slots);
    k->n = 0;
    k->full = false;
}

void vg_keyset_finish(struct vg_keyset *k)
{
    free(k->slots);
    *k = (struct vg_keyset){0};
}

int64_t vg_keyset_put(struct vg_keyset *k, struct vg_hash h, int64_t row)
{
    if (k->n * 2 >= k->cap && k->n < k->max && !grow(k))
        return -1;
    struct vg_keyset_slot *slot = find(k, h);
    if (slot->row)
        return slot->row;
    if (k->n >= k->max) {
        k->full = true;
        return 0;
    }
    *slot = (struct vg_keyset_slot){h, row};
    k->n++;
    return 0;
}

int64_t vg_keyset_find(const struct vg_keyset *k, struct vg_hash h)
{
    return k->cap ? find(k, h)->row : 0;
}

bool vg_keyset_each(const struct vg_keyset *k, size_t *at, struct vg_hash *h, int64_t *row)
{
    while (*at < k->cap && !k->slots[*at].row)
        ++*at;
    if (*at == k->cap)
        return false;
    *h = k->slots[*at].hash;
    *row = k->slots[(*at)++].row;
    return true;
}
