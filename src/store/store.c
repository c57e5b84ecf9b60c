/* Opening a store by its address, and what concerns it as a whole. */
#include <stdlib.h>

#include "records.h"

#define STORE_MEMORY (1 << 20) /* address and name: a ceiling no honest one meets */

#define DEFAULT_POOL_SIZE 4
#define DEFAULT_WAIT_MS 2000
#define DEFAULT_QUEUE_LENGTH 64
#define DEFAULT_STATEMENT_MS 30000

static const struct vg_store_ops *ops_for(const char *address)
{
    for (const struct vg_store_ops *const *k = vg_store_kinds; *k; k++) {
        if ((*k)->claims(address))
            return *k;
    }
    return NULL;
}

static int or_default(int given, int otherwise)
{
    return given > 0 ? given : otherwise;
}

static void free_store(struct vg_store *s)
{
    vg_readings_free(s->readings);
    vg_counts_free(s->counts);
    vg_offsets_free(s->offsets);
    vg_arena_free(s->arena);
    free(s);
}

static enum vg_status new_store(const struct vg_store_ops *ops, const char *address,
                                const struct vg_store_options *o, struct vg_store **out,
                                struct vg_error *err)
{
    struct vg_store *s = calloc(1, ops->store_size);
    struct vg_arena *a = vg_arena_new(STORE_MEMORY);

    if (!s || !a) {
        free(s);
        vg_arena_free(a);
        return vg_fail(err, VG_NO_MEMORY, "", "no memory to open a store");
    }
    s->ops = ops;
    s->arena = a;
    s->options = *o;
    s->options.pool_size = or_default(o->pool_size, DEFAULT_POOL_SIZE);
    s->options.wait_ms = or_default(o->wait_ms, DEFAULT_WAIT_MS);
    s->options.queue_length = or_default(o->queue_length, DEFAULT_QUEUE_LENGTH);
    s->options.statement_ms = or_default(o->statement_ms, DEFAULT_STATEMENT_MS);
    s->address = s->name = vg_arena_strdup(a, address);
    s->readings = vg_readings_new();
    s->counts = vg_counts_new();
    s->offsets = vg_offsets_new();

    bool made = s->readings && s->counts && s->offsets;
    enum vg_status r = made ? vg_arena_check(a, err) : vg_fail(err, VG_NO_MEMORY, "", "no memory to open a store");
    if (r != VG_OK)
        free_store(s);
    else
        *out = s;
    return r;
}

enum vg_status vg_store_open(const char *address, const struct vg_store_options *o,
                             struct vg_store **out, struct vg_error *err)
{
    const struct vg_store_ops *ops = ops_for(address);
    struct vg_store *s = NULL;

    if (!ops)
        return vg_fail(err, VG_BAD_INPUT, "",
                       "'%s' is no store: give a path that ends in .gpkg, or postgresql://…",
                       address);
    if (o->create && !ops->create)
        return vg_fail(err, VG_BAD_INPUT, "", "a store of kind '%s' cannot be made", ops->kind);

    enum vg_status r = o->create ? ops->create(address, err) : VG_OK;
    if (r == VG_OK)
        r = new_store(ops, address, o, &s, err);
    if (r != VG_OK)
        return r;
    r = ops->open(s, err);
    if (r != VG_OK)
        free_store(s);
    else
        *out = s;
    return r;
}

void vg_store_close(struct vg_store *s)
{
    if (!s)
        return;
    s->ops->close(s);
    free_store(s);
}

const char *vg_store_name(const struct vg_store *s)
{
    return s->name;
}

static int by_id(const void *a, const void *b)
{
    const struct vg_collection *const *x = a, *const *y = b;

    return strcmp((*x)->id, (*y)->id);
}

static const struct vg_collection *find(const struct vg_discovery *d, const char *id)
{
    for (size_t i = 0; i < d->n_collections; i++)
        if (strcmp(d->collections[i]->id, id) == 0)
            return d->collections[i];
    return NULL;
}

/* An item is found by its id: a reference to anything else leads nowhere. */
static bool leads_to_items(const struct vg_discovery *d, const struct vg_field *f)
{
    const struct vg_collection *to = find(d, f->refers_to->collection);
    const struct vg_field *key = to && to->n_key == 1 ? &to->fields[to->key[0]] : NULL;

    return key && key->type == f->type && (f->type == VG_T_INT || f->type == VG_T_TEXT || f->type == VG_T_UUID) &&
           (!f->refers_to->field || strcmp(key->name, f->refers_to->field) == 0);
}

static void check_references(struct vg_discovery *d)
{
    for (size_t i = 0; i < d->n_collections; i++)
        for (size_t k = 0; k < d->collections[i]->n_fields; k++) {
            struct vg_field *f = &d->collections[i]->fields[k];
            if (f->refers_to && !leads_to_items(d, f))
                f->refers_to = NULL;
        }
}

enum vg_status vg_store_discover(struct vg_store *s, const struct vg_key_hint *hints, size_t n_hints,
                                 struct vg_arena *a, struct vg_discovery *out, struct vg_error *err)
{
    struct vg_discovery d = {0};
    enum vg_status r = s->ops->discover(s, hints, n_hints, a, &d, err);

    if (r != VG_OK)
        return r;
    for (size_t i = 0; i < d.n_collections; i++)
        d.collections[i]->store = s;
    if (d.n_collections > 1)
        qsort(d.collections, d.n_collections, sizeof(*d.collections), by_id);
    check_references(&d);
    *out = d;
    return VG_OK;
}

enum vg_status vg_store_changed(struct vg_store *s, uint64_t *stamp, bool *changed,
                                struct vg_error *err)
{
    return s->ops->changed(s, stamp, changed, err);
}

void vg_store_data_state(struct vg_store *s, const struct vg_collection *c, struct vg_data_state *out)
{
    int64_t edited = atomic_load(&s->edited_us);

    *out = (struct vg_data_state){VG_STATE_UNKNOWN, vg_hash_bytes(&edited, sizeof edited)};
    s->ops->data_state(s, c, out);
}

enum vg_status vg_store_ping(struct vg_store *s, struct vg_error *err)
{
    return s->ops->ping(s, err);
}

enum vg_status vg_store_out_of_time(const struct vg_store *s, bool deadline_is_query,
                                    struct vg_error *err)
{
    if (deadline_is_query)
        return vg_fail(err, VG_UNAVAILABLE, "", "the time for this request is over");
    return vg_fail(err, VG_TOO_LARGE, "",
                   "the query takes longer than statement_ms (%d ms): ask for less",
                   s->options.statement_ms);
}

int64_t vg_store_deadline(const struct vg_store *s, int64_t query_deadline_ms, bool *is_query)
{
    int64_t statement = vg_monotonic_ms() + s->options.statement_ms;

    *is_query = query_deadline_ms != 0 && query_deadline_ms < statement;
    return *is_query ? query_deadline_ms : statement;
}

enum vg_status vg_store_open_memory(const struct vg_store_options *o, struct vg_store **out, struct vg_error *err)
{
    struct vg_store_options own = *o;
    struct vg_records *w;
    struct vg_store *s;

    own.writable = true;
    own.create = false;
    enum vg_status r = vg_store_open(VG_STORE_MEMORY ".gpkg", &own, &s, err);
    if (r != VG_OK)
        return r;
    r = vg_records_begin(s, true, &w, err);
    if (r == VG_OK) {
        r = vg_records_commit(w, err);
        vg_records_free(w);
    }
    if (r == VG_OK)
        *out = s;
    else
        vg_store_close(s);
    return r;
}
