/* key.c — what makes an item's id: the configured field, else the primary key, else the narrowest
 * unique index on columns that are never null. */
#include "discover.h"

static int field_of(const struct vg_collection *c, const int *numbers, int number)
{
    for (size_t i = 0; i < c->n_fields; i++)
        if (numbers[i] == number)
            return (int)i;
    return -1;
}

static bool index_serves(const struct vg_pg_relation *r, const struct vg_pg_index *x,
                         const struct vg_collection *c, const int *numbers)
{
    if (!x->unique || !x->whole || x->n_keys < 1 || x->n_keys > VG_MAX_KEY_PARTS)
        return false;
    for (int i = 0; i < x->n_keys; i++) {
        int f = field_of(c, numbers, x->keys[i]);
        /* The columns of a materialized view cannot be declared not null. */
        if (f < 0 || !vg_store_serves_as_id(&c->fields[f]) || (c->fields[f].nullable && r->kind != 'm'))
            return false;
    }
    return true;
}

static void take_index(const struct vg_pg_index *x, const int *numbers, struct vg_collection *c)
{
    c->n_key = x->n_keys;
    for (int i = 0; i < x->n_keys; i++) {
        c->key[i] = field_of(c, numbers, x->keys[i]);
        c->fields[c->key[i]].nullable = false;
    }
}

static bool take_hint(const char *hint, struct vg_arena *a, struct vg_collection *c, const char **reason)
{
    int f = vg_collection_field(c, vg_str_of(hint));
    if (f < 0 || !vg_store_serves_as_id(&c->fields[f])) {
        const char *why = f < 0 ? "the configuration names '%s' as its id: there is no such column"
                                : "the configuration names '%s' as its id: its type cannot be one";
        *reason = vg_arena_printf(a, why, hint);
        return false;
    }
    c->n_key = 1;
    c->key[0] = f;
    c->fields[f].nullable = false;
    return true;
}

static void mark_indexed(const struct vg_pg_catalog *k, const struct vg_pg_relation *r, const int *numbers,
                         struct vg_collection *c)
{
    for (size_t i = 0; i < r->n_indexes; i++) {
        const struct vg_pg_index *x = &k->indexes[r->first_index + i];
        int f = x->whole && x->n_keys > 0 ? field_of(c, numbers, x->keys[0]) : -1;
        if (f >= 0)
            c->fields[f].indexed = true;
    }
}

/* Does the index hold the rows in our order: no cast, and no collation but its own? */
static bool orders_as_we_do(const struct vg_pg_table *t, const struct vg_collection *c, struct vg_arena *a)
{
    for (int i = 0; i < c->n_key; i++) {
        const char *plain = vg_arena_printf(a, "t.%s", t->base.columns[c->key[i]]);
        if (!plain || strcmp(t->columns[c->key[i]].operand, plain))
            return false;
    }
    return true;
}

/* Or has another index the key's columns in their order, its texts by code point? */
static bool has_ordered_index(const struct vg_pg_catalog *k, const struct vg_pg_relation *r, const int *numbers,
                              const struct vg_collection *c, const struct vg_pg_table *t)
{
    for (size_t i = 0; i < r->n_indexes; i++) {
        const struct vg_pg_index *x = &k->indexes[r->first_index + i];
        bool same = x->whole && x->codepoint && x->n_keys >= c->n_key;
        for (int n = 0; same && n < c->n_key; n++)
            same = field_of(c, numbers, x->keys[n]) == c->key[n] && vg_pg_orders_plainly(t, c->key[n]);
        if (same)
            return true;
    }
    return false;
}

bool vg_pg_choose_key(const struct vg_pg_catalog *k, const struct vg_pg_relation *r, const int *numbers,
                      const char *hint, struct vg_arena *a, struct vg_collection *c, struct vg_pg_table *t,
                      const char **reason)
{
    mark_indexed(k, r, numbers, c);
    if (hint)
        return take_hint(hint, a, c, reason);
    for (size_t i = 0; i < r->n_indexes; i++) { /* the primary key comes first, then those of fewest columns */
        if (index_serves(r, &k->indexes[r->first_index + i], c, numbers)) {
            take_index(&k->indexes[r->first_index + i], numbers, c);
            t->walkable = orders_as_we_do(t, c, a) || has_ordered_index(k, r, numbers, c, t);
            return true;
        }
    }
    *reason = r->kind == 'v' || r->kind == 'f'
                  ? "has no key of its own: name the column that is its 'id' in the configuration"
                  : "has no primary key and no unique not-null column";
    return false;
}
