/* Which columns a query reads: what it asks for first, then what its ids and page tokens need beyond that. */
#include "ops.h"

static int place_of(const struct vg_columns *c, struct vg_column wanted)
{
    for (size_t i = 0; i < c->n; i++) {
        if (c->list[i].field == wanted.field && c->list[i].raw == wanted.raw)
            return (int)i;
    }
    return -1;
}

static int find_or_add(struct vg_columns *c, int field, bool raw)
{
    struct vg_column wanted = {field, raw};
    int at = place_of(c, wanted);

    if (at >= 0)
        return at;
    c->list[c->n] = wanted;
    return (int)c->n++;
}

enum vg_status vg_columns_of(const struct vg_store_ops *ops, const struct vg_query *q, struct vg_arena *a,
                             struct vg_columns *out, struct vg_error *err)
{
    const struct vg_collection *c = q->collection;
    struct vg_columns columns = {.n_key = c->n_key ? c->n_key : 1,
                                 .geometry = c->geom_name && !q->no_geometry,
                                 .form = q->form && c->item_type == VG_ITEM_RECORD,
                                 .form_type = q->form && q->form_type && c->item_type == VG_ITEM_RECORD};
    size_t most = q->n_fields + VG_MAX_KEY_PARTS + VG_MAX_SORT_KEYS;

    columns.list = vg_arena_array(a, most, sizeof(*columns.list));
    enum vg_status r = vg_arena_check(a, err);
    if (r != VG_OK)
        return r;

    for (size_t i = 0; i < q->n_fields; i++)
        columns.list[columns.n++] = (struct vg_column){q->fields[i], false};
    for (int i = 0; i < columns.n_key; i++)
        columns.key[i] = find_or_add(&columns, c->n_key ? c->key[i] : VG_ROWID, false);
    for (int i = 0; i < q->n_sort; i++) {
        bool raw = ops->sorts_raw && ops->sorts_raw(c, q->sort[i].field);
        columns.sort[i] = find_or_add(&columns, q->sort[i].field, raw);
    }
    *out = columns;
    return VG_OK;
}
