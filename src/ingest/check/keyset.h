/* keyset.h — which values were there before, in bounded memory: hashes of them with the row they came in. */
#ifndef INGEST_KEYSET_H
#define INGEST_KEYSET_H

#include <vigie/base/hash.h>

struct vg_keyset {
    struct vg_keyset_slot *slots;
    size_t n, cap, max;
    bool full; /* more came than max: later ones are not remembered */
};

void vg_keyset_clear(struct vg_keyset *k); /* empty again */
void vg_keyset_finish(struct vg_keyset *k);
/* Remember a value of this row (from 1); the row that had it before, else 0; -1: no memory. */
int64_t vg_keyset_put(struct vg_keyset *k, struct vg_hash h, int64_t row);
int64_t vg_keyset_find(const struct vg_keyset *k, struct vg_hash h); /* its row; 0: not there */

/* One value after another; *at is 0 at first.  false: that was all. */
bool vg_keyset_each(const struct vg_keyset *k, size_t *at, struct vg_hash *h, int64_t *row);

#endif
