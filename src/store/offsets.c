/* offsets.c — the places that pages by offset reached.
 *
 * A table of a fixed size, in sets: of each question the places last reached, as page tokens.  Long ones (sorted by long
 * texts) are not kept. */
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include <vigie/store/offsets.h>

#include "ops.h"

#define SETS 64
#define WAYS 4
#define PLACES 64
#define MAX_PLACE 96 /* bytes of a token and a NUL */

struct place {
    int64_t rows; /* before its first one; 0: free */
    bool inclusive;
    char token[MAX_PLACE];
};

struct question {
    struct vg_hash key;
    uint64_t used; /* 0: free; else when, in uses */
    unsigned next; /* the place to be given up */
    struct place places[PLACES];
};

struct vg_offsets {
    pthread_mutex_t lock;
    uint64_t uses;
    struct question sets[SETS][WAYS];
};

struct vg_offsets *vg_offsets_new(void)
{
    struct vg_offsets *o = calloc(1, sizeof *o);

    if (o)
        pthread_mutex_init(&o->lock, NULL);
    return o;
}

void vg_offsets_free(struct vg_offsets *o)
{
    if (!o)
        return;
    pthread_mutex_destroy(&o->lock);
    free(o);
}

static bool is_of(const struct question *q, struct vg_hash key)
{
    return q->used && vg_hash_is(q->key, key);
}

/* The one of this key, else the one to be given up. */
static struct question *question_of(struct vg_offsets *all, struct vg_hash key)
{
    struct question *set = all->sets[key.lo % SETS], *oldest = set;

    for (int i = 0; i < WAYS; i++) {
        if (is_of(&set[i], key))
            return &set[i];
        if (set[i].used < oldest->used)
            oldest = &set[i];
    }
    return oldest;
}

static const struct place *nearest(const struct question *of, int64_t rows)
{
    const struct place *best = NULL;

    for (int i = 0; i < PLACES; i++) {
        const struct place *p = &of->places[i];
        if (p->rows > 0 && p->rows <= rows && (!best || p->rows > best->rows))
            best = p;
    }
    return best;
}

struct vg_offset_key vg_offset_key(struct vg_store *s, const struct vg_query *q)
{
    /* What is shown of the rows changes neither their order nor their number. */
    struct vg_query rows = {.collection = q->collection, .filter = q->filter, .ids = q->ids, .n_ids = q->n_ids, .keys = q->keys,
                            .n_keys = q->n_keys, .n_sort = q->n_sort, .moment = q->moment};
    struct vg_data_state state;

    memcpy(rows.sort, q->sort, sizeof rows.sort);
    vg_store_data_state(s, q->collection, &state);
    struct vg_hash h = vg_query_hash(&rows);
    return (struct vg_offset_key){state.kind == VG_STATE_KNOWN, vg_hash_more(h, &state.stamp, sizeof state.stamp)};
}

void vg_offset_find(struct vg_store *s, struct vg_offset_key key, struct vg_query *q, struct vg_arena *a)
{
    struct vg_offsets *all = s->offsets;
    struct place found = {0};
    struct vg_position *from;
    struct vg_error ignored = {0};

    if (!key.known || q->from)
        return;
    pthread_mutex_lock(&all->lock);
    struct question *of = question_of(all, key.hash);
    const struct place *p = is_of(of, key.hash) ? nearest(of, q->offset) : NULL;
    if (p) {
        of->used = ++all->uses;
        found = *p;
    }
    pthread_mutex_unlock(&all->lock);
    if (!found.rows || vg_token_parse(vg_str_of(found.token), q, a, &from, &ignored) != VG_OK)
        return;
    from->inclusive = found.inclusive;
    q->from = from;
    q->offset -= found.rows;
}

void vg_offset_keep(struct vg_store *s, struct vg_offset_key key, const struct vg_query *q, int64_t rows,
                    const struct vg_position *at)
{
    struct vg_offsets *all = s->offsets;
    VG_AUTO(vg_buf_finish) struct vg_buf token;

    vg_buf_init(&token, MAX_PLACE - 1);
    vg_token_put(&token, q, at);
    if (!key.known || token.failed)
        return;
    pthread_mutex_lock(&all->lock);
    struct question *of = question_of(all, key.hash);
    if (!is_of(of, key.hash))
        *of = (struct question){.key = key.hash};
    of->used = ++all->uses;
    const struct place *near = nearest(of, rows);
    if (!near || near->rows < rows) {
        struct place *p = &of->places[of->next++ % PLACES];
        p->rows = rows;
        p->inclusive = at->inclusive;
        memcpy(p->token, token.ptr, token.len);
        p->token[token.len] = '\0';
    }
    pthread_mutex_unlock(&all->lock);
}
