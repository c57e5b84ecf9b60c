/* The parameter sortby (OGC API Features Part 8, 7.2): a,+b,-c.  A '+' that was not percent-encoded arrives as the space
 * that it means in a query. */
#include "features.h"

#include <vigie/query/cql2.h>

#define NO_FIELD (-2) /* what is the same in each row of the collection */

static bool take_sign(struct vg_str *s)
{
    bool descending = s->len && *s->ptr == '-';
    if (s->len && (descending || *s->ptr == '+' || *s->ptr == ' ')) {
        s->ptr++;
        s->len--;
    }
    return descending;
}

static bool is_sorted_by(const struct vg_query *q, int field)
{
    for (int i = 0; i < q->n_sort; i++)
        if (q->sort[i].field == field)
            return true;
    return false;
}

/* By the whole id, ascending, is how rows come anyway. */
static bool is_by_id(const struct vg_query *q)
{
    const struct vg_collection *c = q->collection;
    if (c->n_key != q->n_sort)
        return false;
    for (int i = 0; i < c->n_key; i++)
        if (q->sort[i].descending || q->sort[i].field != c->key[i])
            return false;
    return true;
}

/* Another standard may call fields by names of its own. */
static enum vg_status next_field(struct vg_name_list *l, int *field, struct vg_error *err)
{
    const struct vg_items_extra *extra = l->call->route->extra;
    const struct vg_collection *c = l->collection;
    struct vg_str rest, name = vg_str_cut(l->rest, ',', &rest);
    struct vg_meaning m;
    if (!extra || !extra->resolve || !extra->resolve(l->call, c, name, &m) || m.kind == VG_M_GEOMETRY
        || (m.kind == VG_M_FIELD && !vg_property_is(l->call, c, m.field, l->purpose)))
        return vg_names_next(l, field, err);
    if (m.kind == VG_M_ID && c->n_key != 1)
        return vg_fail(err, VG_BAD_INPUT, l->param, "the ids of '%s' are no single property to sort by", c->id);
    l->rest = rest;
    *field = m.kind == VG_M_FIELD ? m.field : m.kind == VG_M_ID ? c->key[0] : NO_FIELD;
    return VG_OK;
}

enum vg_status vg_question_sort(struct vg_call *call, const struct vg_collection *c, struct vg_query *q,
                                struct vg_error *err)
{
    const struct vg_param_value *p = vg_call_param(call, "sortby");
    struct vg_name_list names = {call, c, "sortby", VG_SORTABLE, p->text};
    if (!p->given)
        return VG_OK;
    while (names.rest.ptr) {
        int field;
        bool descending = take_sign(&names.rest);
        enum vg_status r = next_field(&names, &field, err);
        if (r != VG_OK)
            return r;
        if (field == NO_FIELD || (call->route->extra && call->route->extra->resolve && is_sorted_by(q, field)))
            continue; /* two names may mean the same there */
        if (is_sorted_by(q, field))
            return vg_fail(err, VG_BAD_INPUT, "sortby", "'%s' is named twice", c->fields[field].name);
        if (q->n_sort == VG_MAX_SORT_KEYS)
            return vg_fail(err, VG_BAD_INPUT, "sortby", "more than %d properties to sort by", VG_MAX_SORT_KEYS);
        q->sort[q->n_sort++] = (struct vg_sort_key){field, descending};
    }
    if (is_by_id(q))
        q->n_sort = 0;
    return VG_OK;
}
