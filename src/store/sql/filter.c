/* A filter tree as a condition.  Three-valued logic is the database's own: a condition that is null gives no row. */
#include "filter.h"

#include <assert.h>

#define MOST_IN_A_ROW 64 /* a longer chain is written as a tree: databases bound how deep an expression may be */

struct part {
    const struct vg_expr *e, *drive;
    bool driven;
};

static void put_filter(struct vg_sql *s, const struct vg_expr *e, const struct vg_expr *drive, bool driven);

static void put_between(struct vg_sql *s, size_t first, size_t n, const char *between,
                        void (*put)(struct vg_sql *s, const void *of, size_t i), const void *of)
{
    vg_sql_put(s, "(");
    if (n > MOST_IN_A_ROW) {
        put_between(s, first, n / 2, between, put, of);
        vg_sql_put(s, between);
        put_between(s, first + n / 2, n - n / 2, between, put, of);
    } else {
        for (size_t i = first; i < first + n; i++) {
            if (i > first)
                vg_sql_put(s, between);
            put(s, of, i);
        }
    }
    vg_sql_put(s, ")");
}

void vg_sql_put_chain(struct vg_sql *s, size_t n, const char *between, const char *none,
                      void (*put)(struct vg_sql *s, const void *of, size_t i), const void *of)
{
    if (n)
        put_between(s, 0, n, between, put, of);
    else
        vg_sql_put(s, none);
}

static void put_arg(struct vg_sql *s, const void *of, size_t i)
{
    const struct part *p = of;

    put_filter(s, p->e->args[i], p->drive, p->driven);
}

static int field_of(const struct vg_expr *e)
{
    return e->op == VG_OP_PROPERTY ? e->field : VG_NO_FIELD;
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
        vg_sql_put_compare(s, vg_op_mirrored(e->op), r->field, &l->literal);
    } else if (!s->dialect->put_mixed || !s->dialect->put_mixed(s, e)) {
        s->dialect->put_term(s, l);
        vg_sql_put(s, vg_sql_op(e->op));
        s->dialect->put_term(s, r);
    }
}

static void put_member(struct vg_sql *s, const void *of, size_t i)
{
    const struct vg_expr *in = of;

    vg_sql_put_compare(s, VG_OP_EQ, field_of(in->args[0]), &in->args[i + 1]->literal);
}

/* What every text that is like the pattern begins with, as far as an ASCII character that another can follow. */
static struct vg_str prefix_of(struct vg_arena *a, struct vg_str pattern)
{
    char *text = vg_arena_alloc(a, pattern.len + 1);
    size_t n = 0;

    for (size_t i = 0; text && i < pattern.len && pattern.ptr[i] != '%' && pattern.ptr[i] != '_'; i++) {
        i += pattern.ptr[i] == '\\' && i + 1 < pattern.len;
        text[n++] = pattern.ptr[i];
    }
    while (n > 0 && (unsigned char)text[n - 1] >= 0x7E)
        n--;
    return (struct vg_str){text, n};
}

/* A fixed beginning is a range, which an index on the texts serves. */
static void put_prefix(struct vg_sql *s, int field, const struct vg_value *pattern)
{
    struct vg_value bound = {.kind = VG_V_TEXT, .text = prefix_of(s->arena, pattern->text)};

    if (s->negated || !bound.text.len || s->collection->fields[field].type != VG_T_TEXT)
        return;
    vg_sql_put_compare(s, VG_OP_GE, field, &bound);
    vg_sql_put(s, " and ");
    char *next = vg_arena_cstr(s->arena, bound.text);
    if (next)
        next[bound.text.len - 1]++;
    bound.text.ptr = next;
    vg_sql_put_compare(s, VG_OP_LT, field, &bound);
    vg_sql_put(s, " and ");
}

static void put_like(struct vg_sql *s, const struct vg_expr *e)
{
    if (e->args[0]->op != VG_OP_PROPERTY || e->args[1]->op != VG_OP_LITERAL) {
        s->dialect->put_term(s, e);
        return;
    }
    vg_sql_put(s, "(");
    put_prefix(s, e->args[0]->field, &e->args[1]->literal);
    s->dialect->put_like(s, e->args[0]->field, &e->args[1]->literal);
    vg_sql_put(s, ")");
}

static void put_range(struct vg_sql *s, const struct vg_expr *e)
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
    else if (e->args[0]->op == VG_OP_PROPERTY)
        s->dialect->put_operand(s, e->args[0]->field);
    else
        s->dialect->put_term(s, e->args[0]);
    vg_sql_put(s, " is null");
}

static void put_not(struct vg_sql *s, const struct part *p)
{
    bool within = s->negated;

    s->negated = true;
    vg_sql_put(s, "not (");
    put_arg(s, p, 0);
    vg_sql_put(s, ")");
    s->negated = within;
}

static void put_filter(struct vg_sql *s, const struct vg_expr *e, const struct vg_expr *drive, bool driven)
{
    struct part p = {e, drive, driven || e == drive};

    switch (e->op) {
    case VG_OP_AND:
        vg_sql_put_chain(s, e->n_args, " and ", "1 = 1", put_arg, &p);
        break;
    case VG_OP_OR:
        vg_sql_put_chain(s, e->n_args, " or ", "1 = 0", put_arg, &p);
        break;
    case VG_OP_NOT:
        put_not(s, &p);
        break;
    case VG_OP_TRUE:
    case VG_OP_FALSE:
        vg_sql_put(s, e->op == VG_OP_TRUE ? "1 = 1" : "1 = 0");
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
        put_range(s, e);
        break;
    case VG_OP_IN:
        vg_sql_put_chain(s, e->n_args - 1, " or ", "1 = 0", put_member, e);
        break;
    case VG_OP_LIKE:
        put_like(s, e);
        break;
    case VG_OP_ARRAY_CONTAINS:
    case VG_OP_ARRAY_CONTAINED_BY:
    case VG_OP_ARRAY_EQUALS:
    case VG_OP_ARRAY_OVERLAPS:
    case VG_OP_ANY:
        s->dialect->put_term(s, e);
        break;
    case VG_OP_TEXT:
        vg_sql_put_text(s, e);
        break;
    case VG_OP_SPATIAL:
        s->dialect->put_spatial(s, e->shape, p.driven);
        break;
    default: /* and neither is what computes */
        assert(!"a leaf is no condition");
    }
}

void vg_sql_put_filter(struct vg_sql *s, const struct vg_expr *e, const struct vg_expr *drive)
{
    put_filter(s, e, drive, false);
}

void vg_sql_put_condition(struct vg_sql *s, const struct vg_expr *e)
{
    put_filter(s, e, NULL, false);
}

/* --- what a spatial walk starts from -------------------------------------------------------------- */

static bool is_null_geometry(const struct vg_expr *e)
{
    return e->op == VG_OP_IS_NULL && e->args[0]->op == VG_OP_GEOMETRY;
}

/* How many shapes there are to look up, where there is nothing else but, in an OR, rows without geometry; 0: otherwise. */
static size_t n_shapes(const struct vg_expr *e)
{
    size_t n = 0;

    if (e->op == VG_OP_SPATIAL)
        return e->shape->relation != VG_REL_DISJOINT;
    for (size_t i = 0; e->op == VG_OP_OR && i < e->n_args; i++) {
        if (is_null_geometry(e->args[i]))
            continue;
        size_t more = n_shapes(e->args[i]);
        if (!more)
            return 0;
        n += more;
    }
    return n;
}

static const struct vg_expr *find_drive(const struct vg_expr *e)
{
    size_t n = e ? n_shapes(e) : 0;

    if (n > 0 && n <= VG_SQL_MAX_SHAPES)
        return e;
    for (size_t i = 0; e && e->op == VG_OP_AND && i < e->n_args; i++) {
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

size_t vg_sql_drive_shapes(const struct vg_expr *drive, const struct vg_shape *out[VG_SQL_MAX_SHAPES])
{
    if (drive->op == VG_OP_SPATIAL) {
        out[0] = drive->shape;
        return 1;
    }
    size_t n = 0;
    for (size_t i = 0; i < drive->n_args; i++) {
        if (!is_null_geometry(drive->args[i]))
            n += vg_sql_drive_shapes(drive->args[i], out + n);
    }
    return n;
}

bool vg_sql_drive_nulls(const struct vg_expr *drive)
{
    for (size_t i = 0; drive->op == VG_OP_OR && i < drive->n_args; i++) {
        if (is_null_geometry(drive->args[i]) || vg_sql_drive_nulls(drive->args[i]))
            return true;
    }
    return false;
}
