/* counts.c — how many records a question matches, remembered.
 *
 * A catalogue says how many records match with every page (07-006r1, 12-176r7, OGC API Records), and to count them costs
 * many times what a page does.  Its rows are versions of records, so what matches as of a moment is the same for ever: a
 * count holds until the next moment, whoever asks, on whatever page.  A table of a fixed size, in sets. */
#include <pthread.h>
#include <stdlib.h>

#include "ops.h"
#include "sql/sql.h"

#define SETS 1024
#define WAYS 4

struct count {
    struct vg_hash key;
    int64_t n;
    uint64_t used; /* 0: free; else when, in questions */
};

struct vg_counts {
    pthread_mutex_t lock;
    uint64_t questions;
    struct count sets[SETS][WAYS];
};

struct vg_counts *vg_counts_new(void)
{
    struct vg_counts *c = calloc(1, sizeof *c);

    if (c)
        pthread_mutex_init(&c->lock, NULL);
    return c;
}

void vg_counts_free(struct vg_counts *c)
{
    if (!c)
        return;
    pthread_mutex_destroy(&c->lock);
    free(c);
}

/* The one of this key, else the one to be given up. */
static struct count *place_of(struct vg_counts *all, struct vg_hash key)
{
    struct count *set = all->sets[key.lo % SETS], *oldest = set;

    for (int i = 0; i < WAYS; i++) {
        if (set[i].used && vg_hash_is(set[i].key, key))
            return &set[i];
        if (set[i].used < oldest->used)
            oldest = &set[i];
    }
    return oldest;
}

static bool look_up(struct vg_counts *all, struct vg_hash key, int64_t *out)
{
    pthread_mutex_lock(&all->lock);
    struct count *c = place_of(all, key);
    bool known = c->used && vg_hash_is(c->key, key);
    if (known) {
        c->used = ++all->questions;
        *out = c->n;
    }
    pthread_mutex_unlock(&all->lock);
    return known;
}

static void keep(struct vg_counts *all, struct vg_hash key, int64_t n)
{
    pthread_mutex_lock(&all->lock);
    *place_of(all, key) = (struct count){key, n, ++all->questions};
    pthread_mutex_unlock(&all->lock);
}

/* What is to be shown of the rows, and in which order, does not change their number.  The newest moment belongs to the key
 * although a question may be as of an older one: with its time it tells a store from another that has taken its place. */
static struct vg_hash key_of(const struct vg_query *q, struct vg_moment newest)
{
    struct vg_query rows = {.collection = q->collection, .filter = q->filter, .ids = q->ids, .n_ids = q->n_ids, .moment = q->moment};

    return vg_hash_more(vg_query_hash(&rows), &newest, sizeof newest);
}

/* A batch of records that is being written reads what may yet change: its sessions are no snapshots. */
static bool is_remembered(const struct vg_session *x, const struct vg_query *q, int64_t max)
{
    return max == 0 && x->snapshot && q->collection->table->versions;
}

enum vg_status vg_session_count(struct vg_session *x, const struct vg_query *q, int64_t max, int64_t *out,
                                struct vg_error *err)
{
    struct vg_moment newest = {0};
    struct vg_hash key;
    enum vg_status r = is_remembered(x, q, max) ? vg_session_newest(x, q->collection, &newest, err) : VG_OK;

    if (r != VG_OK)
        return r;
    if (!newest.number)
        return x->store->ops->count(x, q, max, out, err);
    key = key_of(q, newest);
    if (look_up(x->store->counts, key, out))
        return VG_OK;
    r = x->store->ops->count(x, q, max, out, err);
    if (r == VG_OK)
        keep(x->store->counts, key, *out);
    return r;
}
