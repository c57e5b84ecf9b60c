/* Computed operands of a filter in SQLite: arithmetic and folding by functions of ours, arrays by its JSON functions. */
#include <vigie/query/function.h>

#include "../gpkg.h"

static void put_call(struct vg_sql *s, const char *function, const struct vg_expr *e)
{
    vg_sql_put(s, function);
    for (size_t i = 0; i < e->n_args; i++) {
        if (i)
            vg_sql_put(s, ", ");
        s->dialect->put_term(s, e->args[i]);
    }
    vg_sql_put(s, ")");
}

/* Elements are alike when their values are, and both are numbers or neither is (true is 1 here). */
#define ALIKE \
    "a.value is b.value and (a.type in ('integer', 'real')) = (b.type in ('integer', 'real'))"

static void put_each(struct vg_sql *s, const struct vg_expr *e, const char *alias)
{
    vg_sql_put(s, "json_each(");
    s->dialect->put_term(s, e);
    vg_sql_put(s, ")");
    vg_sql_put(s, alias);
}

/* every element of inner is one of outer */
static void put_holds(struct vg_sql *s, const struct vg_expr *outer, const struct vg_expr *inner)
{
    vg_sql_put(s, "not exists (select 1 from ");
    put_each(s, inner, " b");
    vg_sql_put(s, " where not exists (select 1 from ");
    put_each(s, outer, " a");
    vg_sql_put(s, " where " ALIKE "))");
}

static void put_array_guard(struct vg_sql *s, const struct vg_expr *e)
{
    if (e->op != VG_OP_PROPERTY)
        return;
    vg_sql_put(s, " when not json_valid(");
    s->dialect->put_term(s, e);
    vg_sql_put(s, ") or json_type(");
    s->dialect->put_term(s, e);
    vg_sql_put(s, ") <> 'array' or ");
    s->dialect->put_term(s, e);
    vg_sql_put(s, " is null then null");
}

static void put_array(struct vg_sql *s, const struct vg_expr *e)
{
    const struct vg_expr *l = e->args[0], *r = e->args[1];

    vg_sql_put(s, "(case");
    put_array_guard(s, l);
    put_array_guard(s, r);
    vg_sql_put(s, l->op == VG_OP_PROPERTY || r->op == VG_OP_PROPERTY ? " else " : " when 1 then ");
    if (e->op == VG_OP_ARRAY_OVERLAPS) {
        vg_sql_put(s, "exists (select 1 from ");
        put_each(s, l, " a, ");
        put_each(s, r, " b where " ALIKE ")");
    }
    if (e->op == VG_OP_ARRAY_CONTAINS || e->op == VG_OP_ARRAY_EQUALS)
        put_holds(s, l, r);
    if (e->op == VG_OP_ARRAY_EQUALS)
        vg_sql_put(s, " and ");
    if (e->op == VG_OP_ARRAY_CONTAINED_BY || e->op == VG_OP_ARRAY_EQUALS)
        put_holds(s, r, l);
    vg_sql_put(s, " end)");
}

/* Null where it is no array. */
static void put_any(struct vg_sql *s, const struct vg_expr *e)
{
    vg_sql_put(s, "(case");
    put_array_guard(s, e->args[0]);
    vg_sql_put(s, " else exists (select 1 from ");
    put_each(s, e->args[0], " e where ");
    vg_sql_put_condition(s, e->args[1]);
    vg_sql_put(s, ") end)");
}

/* A moment is a number, of a field as of a literal; a float what rounds to it. */
static void put_leaf(struct vg_sql *s, const struct vg_expr *e)
{
    enum vg_type type = e->op == VG_OP_LITERAL || e->field < 0 ? VG_T_INT : s->collection->fields[e->field].type;

    if (e->op == VG_OP_LITERAL && e->literal.kind == VG_V_DATETIME) {
        vg_sql_param(s, VG_NO_FIELD, &(struct vg_value){.kind = VG_V_INT, .integer = e->literal.integer});
    } else if (e->op == VG_OP_LITERAL) {
        vg_sql_param(s, VG_NO_FIELD, &e->literal);
    } else if (type == VG_T_DATETIME || type == VG_T_FLOAT) {
        vg_sql_put(s, type == VG_T_FLOAT ? "vigie_float(" : "vigie_us(");
        s->dialect->put_operand(s, e->field);
        vg_sql_put(s, ")");
    } else {
        s->dialect->put_operand(s, e->field);
    }
}

/* array_length is SQLite's; the others are ours, by name. */
static void put_function(struct vg_sql *s, const struct vg_expr *e)
{
    if (strcmp(e->function->name, "array_length") == 0) {
        vg_sql_put(s, "(case");
        put_array_guard(s, e->args[0]);
        vg_sql_put(s, e->args[0]->op == VG_OP_PROPERTY ? " else " : " when 1 then ");
        put_call(s, "json_array_length(", e);
        vg_sql_put(s, " end)");
    } else {
        put_call(s, vg_arena_printf(s->arena, "vigie_%s(", e->function->name), e);
    }
}

void vg_gpkg_put_term(struct vg_sql *s, const struct vg_expr *e)
{
    switch (e->op) {
    case VG_OP_ADD: put_call(s, "vigie_math('+', ", e); break;
    case VG_OP_SUBTRACT: put_call(s, "vigie_math('-', ", e); break;
    case VG_OP_MULTIPLY: put_call(s, "vigie_math('*', ", e); break;
    case VG_OP_DIVIDE: put_call(s, "vigie_math('/', ", e); break;
    case VG_OP_MOD: put_call(s, "vigie_math('%', ", e); break;
    case VG_OP_WHOLE_DIVIDE: put_call(s, "vigie_math('d', ", e); break;
    case VG_OP_POWER: put_call(s, "vigie_math('^', ", e); break;
    case VG_OP_CASEI: put_call(s, "vigie_fold('c', ", e); break;
    case VG_OP_ACCENTI: put_call(s, "vigie_fold('a', ", e); break;
    case VG_OP_LIKE: put_call(s, "vigie_like(", e); break;
    case VG_OP_CALL: put_function(s, e); break;
    case VG_OP_ARRAY_CONTAINS:
    case VG_OP_ARRAY_CONTAINED_BY:
    case VG_OP_ARRAY_EQUALS:
    case VG_OP_ARRAY_OVERLAPS: put_array(s, e); break;
    case VG_OP_ANY: put_any(s, e); break;
    case VG_OP_ELEMENT: vg_sql_put(s, "cast(e.value as text)"); break;
    default: put_leaf(s, e); break;
    }
}
