/* Groups and their measures: checked here, read by the kind of store, kept in the caller's arena. */
#include "aggregate.h"

#include <assert.h>

#include "ops.h"

static bool is_number(enum vg_type t)
{
    return t == VG_T_INT || t == VG_T_FLOAT || t == VG_T_DOUBLE || t == VG_T_DECIMAL;
}

static enum vg_status bad_measure(const struct vg_field *f, struct vg_error *err)
{
    return vg_fail(err, VG_BAD_INPUT, f->name, "the field '%s' is %s: it cannot be measured so", f->name,
                   vg_type_name(f->type));
}

static enum vg_status type_of_measure(const struct vg_collection *c, const struct vg_measure *m, enum vg_type *out,
                                      struct vg_error *err)
{
    const struct vg_field *f = m->field >= 0 ? &c->fields[m->field] : NULL;

    assert(f || m->kind == VG_M_COUNT);
    switch (m->kind) {
    case VG_M_COUNT:
        *out = VG_T_INT;
        return VG_OK;
    case VG_M_SUM:
    case VG_M_MEAN:
        *out = VG_T_DOUBLE;
        return is_number(f->type) ? VG_OK : bad_measure(f, err);
    default:
        *out = f->type;
        return f->type != VG_T_JSON && f->type != VG_T_BYTES && f->type != VG_T_BOOL ? VG_OK : bad_measure(f, err);
    }
}

static enum vg_status find_types(struct vg_groups *g, struct vg_error *err)
{
    const struct vg_aggregate *q = g->asked;
    const struct vg_collection *c = q->query->collection;
    enum vg_status r = VG_OK;

    for (int i = 0; i < q->n_group; i++) {
        const struct vg_field *f = &c->fields[q->group[i]];
        if (f->type == VG_T_BYTES)
            return vg_fail(err, VG_BAD_INPUT, f->name, "the field '%s' holds bytes: it can be no group", f->name);
        g->types[g->n_columns++] = f->type == VG_T_JSON ? VG_T_TEXT : f->type;
    }
    for (int i = 0; r == VG_OK && i < q->n_measures; i++)
        r = type_of_measure(c, &q->measures[i], &g->types[g->n_columns++], err);
    return r;
}

static struct vg_value copied(const struct vg_value *v, struct vg_arena *a)
{
    struct vg_value copy = *v;

    if (v->kind == VG_V_TEXT || v->kind == VG_V_NUMBER || v->kind == VG_V_JSON || v->kind == VG_V_BYTES)
        copy.text = vg_arena_str(a, v->text);
    return copy;
}

void vg_groups_keep(struct vg_groups *g, const struct vg_value *row)
{
    if (!vg_arena_room(g->arena, &g->list, g->n, &g->cap, sizeof *g->list))
        return; /* the arena stays failed, and is looked at in the end */
    struct vg_group *to = &g->list[g->n++];
    for (int i = 0; i < g->n_columns; i++) {
        int measure = i - g->asked->n_group;
        *(measure < 0 ? &to->keys[i] : &to->measures[measure]) = copied(&row[i], g->arena);
    }
}

enum vg_status vg_session_aggregate(struct vg_session *x, const struct vg_aggregate *q, struct vg_arena *a,
                                    struct vg_group **out, size_t *n_out, struct vg_error *err)
{
    struct vg_aggregate own = *q;
    struct vg_groups g = {.asked = &own, .arena = a};

    if (own.limit < 0 || own.limit > VG_MAX_GROUPS)
        own.limit = VG_MAX_GROUPS;
    enum vg_status r = find_types(&g, err);
    if (r == VG_OK)
        r = x->store->ops->aggregate(x, &g, err);
    if (r == VG_OK)
        r = vg_arena_check(a, err);
    if (r != VG_OK)
        return r;
    *out = g.list;
    *n_out = g.n;
    return VG_OK;
}
