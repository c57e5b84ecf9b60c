/* A filter tree as a condition.  Three-valued logic is the database's own: a condition that is null gives no row. */
#include "filter.h"

#include <assert.h>

static void put_filter(struct vg_sql *s, const struct vg_expr *e, const struct vg_expr *drive, bool driven);

static void put_list(struct vg_sql *s, const struct vg_expr *e, const char *between, const char *none,
                     const struct vg_expr *drive, bool driven)
{
    if (!e->n_args) {
        vg_sql_put(s, none);
        return;
    }
    vg_sql_put(s, "(");
    for (size_t i = 0; i < e->n_args; i++) {
        if (i)
            vg_sql_put(s, between);
        put_filter(s, e->args[i], drive, driven);
    }
    vg_sql_put(s, ")");
}

/* One side of a comparison; `with` is the field it is compared with. */
static void put_side(struct vg_sql *s, const struct vg_expr *e, int with)
{
    if (e->op == VG_OP_PROPERTY)
        s->dialect->put_operand(s, e->field);
    else
        s->dialect->put_value(s, with, &e->literal);
}

static int field_of(const struct vg_expr *e)
{
    return e->op == VG_OP_PROPERTY ? e->field : VG_NO_FIELD;
}

static enum vg_op mirrored(enum vg_op op)
{
    switch (op) {
    case VG_OP_LT: return VG_OP_GT;
    case VG_OP_LE: return VG_OP_GE;
    case VG_OP_GT: return VG_OP_LT;
    case VG_OP_GE: return VG_OP_LE;
    default: return op;
    }
}

void vg_sql_put_compare(struct vg_sql *s, enum vg_op op, int field, const struct vg_value *v)
{
    if (s->dialect->put_compare && s->dialect->put_compare(s, op, field, v))
        return;
    s->dialect->put_operand(s, field);
    vg_sql_put(s, vg_sql_op(op));
    s->dialect->put_value(s, field, v);
}

static void put_comparison(struct vg_sql *s, const struct vg_expr *e)
{
    const struct vg_expr *l = e->args[0], *r = e->args[1];

    if (l->op == VG_OP_PROPERTY && r->op == VG_OP_LITERAL) {
        vg_sql_put_compare(s, e->op, l->field, &r->literal);
    } else if (l->op == VG_OP_LITERAL && r->op == VG_OP_PROPERTY) {
        vg_sql_put_compare(s, mirrored(e->op), r->field, &l->literal);
    } else {
        put_side(s, l, field_of(r));
        vg_sql_put(s, vg_sql_op(e->op));
        put_side(s, r, field_of(l));
    }
}

static void put_in(struct vg_sql *s, const struct vg_expr *e)
{
    int field = field_of(e->args[0]);

    if (e->n_args == 1) {
        vg_sql_put(s, "1 = 0");
        return;
    }
    vg_sql_put(s, "(");
    for (size_t i = 1; i < e->n_args; i++) {
        if (i > 1)
            vg_sql_put(s, " or ");
        vg_sql_put_compare(s, VG_OP_EQ, field, &e->args[i]->literal);
    }
    vg_sql_put(s, ")");
}

static void put_between(struct vg_sql *s, const struct vg_expr *e)
{
    int field = field_of(e->args[0]);

    vg_sql_put(s, "(");
    vg_sql_put_compare(s, VG_OP_GE, field, &e->args[1]->literal);
    vg_sql_put(s, " and ");
    vg_sql_put_compare(s, VG_OP_LE, field, &e->args[2]->literal);
    vg_sql_put(s, ")");
}

static void put_null_test(struct vg_sql *s, const struct vg_expr *e)
{
    if (e->args[0]->op == VG_OP_GEOMETRY)
        vg_sql_put(s, s->table->geometry);
    else
        s->dialect->put_operand(s, e->args[0]->field);
    vg_sql_put(s, " is null");
}

static void put_filter(struct vg_sql *s, const struct vg_expr *e, const struct vg_expr *drive, bool driven)
{
    driven = driven || e == drive;
    switch (e->op) {
    case VG_OP_AND:
        put_list(s, e, " and ", "1 = 1", drive, driven);
        break;
    case VG_OP_OR:
        put_list(s, e, " or ", "1 = 0", drive, driven);
        break;
    case VG_OP_NOT:
        vg_sql_put(s, "not (");
        put_filter(s, e->args[0], drive, driven);
        vg_sql_put(s, ")");
        break;
    case VG_OP_TRUE:
        vg_sql_put(s, "1 = 1");
        break;
    case VG_OP_FALSE:
        vg_sql_put(s, "1 = 0");
        break;
    case VG_OP_EQ:
    case VG_OP_NE:
    case VG_OP_LT:
    case VG_OP_LE:
    case VG_OP_GT:
    case VG_OP_GE:
        put_comparison(s, e);
        break;
    case VG_OP_IS_NULL:
        put_null_test(s, e);
        break;
    case VG_OP_BETWEEN:
        put_between(s, e);
        break;
    case VG_OP_IN:
        put_in(s, e);
        break;
    case VG_OP_LIKE:
        s->dialect->put_like(s, e->args[0]->field, &e->args[1]->literal);
        break;
    case VG_OP_SPATIAL:
        s->dialect->put_spatial(s, e->shape, driven);
        break;
    case VG_OP_PROPERTY:
    case VG_OP_LITERAL:
    case VG_OP_GEOMETRY:
    default:
        assert(!"a leaf is no condition");
    }
}

void vg_sql_put_filter(struct vg_sql *s, const struct vg_expr *e, const struct vg_expr *drive)
{
    put_filter(s, e, drive, false);
}

/* --- what a spatial walk starts from -------------------------------------------------------------- */

static bool only_spatial(const struct vg_expr *e)
{
    if (e->op == VG_OP_SPATIAL)
        return e->shape->relation != VG_REL_DISJOINT;
    if (e->op != VG_OP_OR || !e->n_args)
        return false;
    for (size_t i = 0; i < e->n_args; i++) {
        if (!only_spatial(e->args[i]))
            return false;
    }
    return true;
}

static const struct vg_expr *find_drive(const struct vg_expr *e)
{
    if (!e || only_spatial(e))
        return e;
    for (size_t i = 0; e->op == VG_OP_AND && i < e->n_args; i++) {
        const struct vg_expr *found = find_drive(e->args[i]);
        if (found)
            return found;
    }
    return NULL;
}

const struct vg_expr *vg_sql_drive(const struct vg_query *q)
{
    return find_drive(q->filter);
}

size_t vg_sql_drive_shapes(const struct vg_expr *drive, const struct vg_shape **out, size_t max)
{
    if (drive->op == VG_OP_SPATIAL) {
        if (max)
            out[0] = drive->shape;
        return max ? 1 : 0;
    }
    size_t n = 0;
    for (size_t i = 0; i < drive->n_args; i++)
        n += vg_sql_drive_shapes(drive->args[i], out + n, max - n);
    return n;
}
