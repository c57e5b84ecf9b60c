/* Temporal conditions (CQL2, table 9): each is two or three comparisons of the ends of two intervals.
 *
 * An instant is an interval that ends where it begins, a date the interval of its day.  An end is a moment, a
 * field, or open: before or after all moments. */
#include "typing.h"

#define FOREVER INT64_MAX

struct end {
    int field;      /* -1: a moment */
    int64_t us;     /* -FOREVER, FOREVER: open */
    const struct vg_syntax *from;
};

struct span {
    struct end end[2];
};

/* Ends of the first and the second interval that are compared. */
enum { A_START, A_END, B_START, B_END };

struct step {
    int left;
    enum vg_op op; /* VG_OP_TRUE: no further step */
    int right;
};

#define NONE {0, VG_OP_TRUE, 0}

static const struct step steps[][3] = {
    [VG_TR_AFTER] = {{A_START, VG_OP_GT, B_END}, NONE},
    [VG_TR_BEFORE] = {{A_END, VG_OP_LT, B_START}, NONE},
    [VG_TR_CONTAINS] = {{A_START, VG_OP_LT, B_START}, {A_END, VG_OP_GT, B_END}, NONE},
    [VG_TR_DISJOINT] = {{A_START, VG_OP_GT, B_END}, {A_END, VG_OP_LT, B_START}, NONE}, /* one of them */
    [VG_TR_DURING] = {{A_START, VG_OP_GT, B_START}, {A_END, VG_OP_LT, B_END}, NONE},
    [VG_TR_EQUALS] = {{A_START, VG_OP_EQ, B_START}, {A_END, VG_OP_EQ, B_END}, NONE},
    [VG_TR_FINISHED_BY] = {{A_START, VG_OP_LT, B_START}, {A_END, VG_OP_EQ, B_END}, NONE},
    [VG_TR_FINISHES] = {{A_START, VG_OP_GT, B_START}, {A_END, VG_OP_EQ, B_END}, NONE},
    [VG_TR_INTERSECTS] = {{A_START, VG_OP_LE, B_END}, {A_END, VG_OP_GE, B_START}, NONE},
    [VG_TR_MEETS] = {{A_END, VG_OP_EQ, B_START}, NONE},
    [VG_TR_MET_BY] = {{A_START, VG_OP_EQ, B_END}, NONE},
    [VG_TR_OVERLAPPED_BY] = {{A_START, VG_OP_GT, B_START}, {A_START, VG_OP_LT, B_END}, {A_END, VG_OP_GT, B_END}},
    [VG_TR_OVERLAPS] = {{A_START, VG_OP_LT, B_START}, {A_END, VG_OP_GT, B_START}, {A_END, VG_OP_LT, B_END}},
    [VG_TR_STARTED_BY] = {{A_START, VG_OP_EQ, B_START}, {A_END, VG_OP_GT, B_END}, NONE},
    [VG_TR_STARTS] = {{A_START, VG_OP_EQ, B_START}, {A_END, VG_OP_LT, B_END}, NONE},
};

/* --- operands ------------------------------------------------------------------------------------- */

static enum vg_status end_of(struct vg_typing *t, const struct vg_syntax *s, bool is_end, struct end *out)
{
    *out = (struct end){.field = -1, .us = s->time, .from = s};
    switch (s->kind) {
    case VG_S_DATE:
        out->us += is_end ? VG_US_PER_DAY - 1 : 0;
        return VG_OK;
    case VG_S_TIMESTAMP:
        return VG_OK;
    case VG_S_OPEN:
        out->us = is_end ? FOREVER : -FOREVER;
        return VG_OK;
    case VG_S_PROPERTY: {
        struct vg_operand o;
        enum vg_status r = vg_typing_operand(t, s, &o);
        if (r == VG_OK && o.sort != VG_SORT_TIME)
            return vg_typing_wrong(t, s, "a date or a timestamp");
        out->field = o.index;
        return r;
    }
    default:
        return vg_typing_wrong(t, s, "a date, a timestamp or an interval");
    }
}

static enum vg_status span_of(struct vg_typing *t, const struct vg_syntax *s, struct span *out)
{
    bool interval = s->kind == VG_S_INTERVAL;
    enum vg_status r = end_of(t, interval ? s->first : s, false, &out->end[0]);

    if (r == VG_OK)
        r = end_of(t, interval ? s->last : s, true, &out->end[1]);
    if (r == VG_OK && out->end[0].field < 0 && out->end[1].field < 0 && out->end[0].us > out->end[1].us)
        return vg_fail(t->err, VG_BAD_INPUT, "filter", "%s: the interval ends before it begins",
                       vg_syntax_place(s, t->arena, t->err));
    return r;
}

/* --- comparisons ---------------------------------------------------------------------------------- */

static bool holds(enum vg_op op, int64_t l, int64_t r)
{
    switch (op) {
    case VG_OP_EQ: return l == r;
    case VG_OP_LT: return l < r;
    case VG_OP_LE: return l <= r;
    case VG_OP_GT: return l > r;
    default: return l >= r;
    }
}

/* What is known of every value, yet null where the field is. */
static const struct vg_expr *known(struct vg_typing *t, int field, bool value)
{
    const struct vg_expr *property = vg_expr_property(t->arena, field);

    return vg_expr_compare(t->arena, value ? VG_OP_EQ : VG_OP_NE, property, property);
}

static const struct vg_expr *field_and_moment(struct vg_typing *t, enum vg_op op, int field, int64_t us)
{
    enum vg_type type = t->collection->fields[field].type;
    struct vg_value v = {.kind = VG_V_DATETIME, .integer = us};

    if (us == FOREVER || us == -FOREVER)
        return known(t, field, op != VG_OP_EQ && holds(op, 0, us));
    if (type == VG_T_LOCALTIME)
        v.kind = VG_V_LOCALTIME;
    if (type == VG_T_DATE) {
        v.kind = VG_V_DATE;
        v.integer = us / VG_US_PER_DAY - (us % VG_US_PER_DAY < 0);
    }
    return vg_expr_compare(t->arena, op, vg_expr_property(t->arena, field), vg_expr_literal(t->arena, v));
}

static enum vg_status compare_ends(struct vg_typing *t, enum vg_op op, const struct end *l, const struct end *r,
                                   const struct vg_expr **out)
{
    const struct vg_field *f = t->collection->fields;

    if (l->field < 0 && r->field < 0) {
        *out = vg_expr_constant(t->arena, holds(op, l->us, r->us));
    } else if (r->field < 0) {
        *out = field_and_moment(t, op, l->field, r->us);
    } else if (l->field < 0) {
        *out = field_and_moment(t, vg_op_mirrored(op), r->field, l->us);
    } else if (f[l->field].type == f[r->field].type) {
        *out = vg_expr_compare(t->arena, op, vg_expr_property(t->arena, l->field),
                               vg_expr_property(t->arena, r->field));
    } else {
        return vg_fail(t->err, VG_BAD_INPUT, "filter", "%s: '%s' and '%s' are not of the same type",
                       vg_syntax_place(l->from, t->arena, t->err), f[l->field].name, f[r->field].name);
    }
    return VG_OK;
}

enum vg_status vg_typing_time(struct vg_typing *t, const struct vg_syntax *s, const struct vg_expr **out)
{
    const struct step *step = steps[s->op->meaning];
    struct span span[2];
    const struct vg_expr *all = NULL;
    enum vg_status r = span_of(t, s->first, &span[0]);

    if (r == VG_OK)
        r = span_of(t, s->last, &span[1]);
    for (int i = 0; r == VG_OK && i < 3 && step[i].op != VG_OP_TRUE; i++) {
        const struct vg_expr *e = NULL;
        r = compare_ends(t, step[i].op, &span[step[i].left / 2].end[step[i].left % 2],
                         &span[step[i].right / 2].end[step[i].right % 2], &e);
        all = s->op->meaning == VG_TR_DISJOINT ? vg_expr_or(t->arena, all, e) : vg_expr_and(t->arena, all, e);
    }
    if (r == VG_OK)
        *out = all;
    return r;
}
