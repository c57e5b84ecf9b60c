/* The parameter sortby (OGC API Features Part 8, 7.2): a,+b,-c.  A '+' that was not percent-encoded arrives as the space
 * that it means in a query. */
#include "features.h"

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
        enum vg_status r = vg_names_next(&names, &field, err);
        if (r != VG_OK)
            return r;
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
