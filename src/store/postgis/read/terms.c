/* Computed operands of a filter in PostgreSQL.
 *
 * Numbers are computed as float8.  Texts are folded by ICU, whose upper case is Unicode's full one whatever the
 * database's locale, and compared by code point.  Arrays are jsonb. */
#include "../pg.h"

#include <math.h>

#include <vigie/query/function.h>

static void put_number(struct vg_sql *s, const struct vg_expr *e)
{
    vg_sql_put(s, "(");
    s->dialect->put_term(s, e);
    vg_sql_put(s, ")::float8");
}

/* What PostgreSQL would refuse for a row (an overflow, an underflow, a power that is none) is null there, as whatever is no
 * finite number, and what is too small is 0.  Whether it would is asked of operands brought nearer by powers of 2, which
 * changes no digit.  $1 and $2 are the operands. */
#define MIDDLING(x) "abs(" x ") between 1e-150 and 1e150" /* as is_middling() of gpkg/functions/term_functions.c */
#define NOT_FINITE "not (abs($1) <= 1.7976931348623157e308 and abs($2) <= 1.7976931348623157e308)"
#define P_512 "7.458340731200207e-155" /* 2 ^ -512 */
#define P537 "4.4989137945431964e161"
#define P_537 "2.2227587494850775e-162"
#define P1023 "8.98846567431157954e307"
#define SUM(op)                                                                                                          \
    "(case when abs($1) <= 8e307 and abs($2) <= 8e307 then $1 " op " $2 when " NOT_FINITE " then null"                     \
    " when abs($1) < 1 or abs($2) < 1 then $1 " op " $2 when abs($1 / 2 " op " $2 / 2) < " P1023 " then $1 " op " $2 end)"
#define PRODUCT                                                                                                          \
    "(case when ($1 = 0 or " MIDDLING("$1") ") and ($2 = 0 or " MIDDLING("$2") ") then $1 * $2 when " NOT_FINITE " then null"   \
    " when $1 = 0 or $2 = 0 then 0 * $1 * $2"                                                                                   \
    " when abs($1) < 1 and abs($2) < 1 then case when abs(($1 * " P537 ") * ($2 * " P537 ")) > 0.5 then $1 * $2 else 0 end"  \
    " when abs($1) < 1 or abs($2) < 1 or abs(($1 * " P_512 ") * ($2 * " P_512 ")) < 1 then $1 * $2 end)"
#define QUOTIENT                                                                                                         \
    "(case when ($1 = 0 or " MIDDLING("$1") ") and " MIDDLING("$2") " then $1 / $2 when $2 = 0 or " NOT_FINITE " then null"      \
    " when $1 = 0 then $1 * $2 when abs($2) < 1 then case when abs($1) - abs($2) * " P1023 " < abs($2) * " P1023 " then $1 / $2 end"   \
    " when abs($1) >= 1 or abs(($1 * " P537 ") / ($2 * " P_537 ")) > 0.5 then $1 / $2 else 0 * $1 * $2 end)"

static const struct math {
    enum vg_op op;
    const char *plain, *careful; /* plain: for operands that cannot fail; NULL: there are none */
} maths[] = {
    {VG_OP_ADD, "($1 + $2)", SUM("+")},
    {VG_OP_SUBTRACT, "($1 - $2)", SUM("-")},
    {VG_OP_MULTIPLY, "($1 * $2)", PRODUCT},
    {VG_OP_DIVIDE, "($1 / nullif($2, 0))", QUOTIENT},
    {VG_OP_WHOLE_DIVIDE, "trunc($1 / nullif($2, 0))", "trunc(" QUOTIENT ")"},
    {VG_OP_MOD, NULL,
     "(case when ($1 = 0 or " MIDDLING("$1") ") and " MIDDLING("$2") " then case when abs($1 / $2) < 9007199254740992"
     " then $1 - $2 * trunc($1 / $2) end end)"},
    {VG_OP_POWER, NULL,
     "(case when $2 = 0 then power($1, 0) when $1 = 0 then case when $2 > 0 then 0 end when $1 < 0 and $2 <> trunc($2) then null"
     " when abs($1) = 1 then power($1, $2) when abs($2) < 1e300 and $2 * ln(abs($1)) between -744 and 709.7 then power($1, $2)"
     " when ($2 > 0) = (abs($1) < 1) then 0 end)"},
};

static bool is_leaf(const struct vg_expr *e)
{
    return e->op == VG_OP_PROPERTY || e->op == VG_OP_LITERAL;
}

/* Far from the ends of float8, so that nothing of it and another such leads there. */
static bool is_tame(const struct vg_sql *s, const struct vg_expr *e)
{
    if (e->op == VG_OP_PROPERTY)
        return s->collection->fields[e->field].type == VG_T_INT;
    double size = fabs(e->literal.kind == VG_V_INT ? (double)e->literal.integer : e->literal.real);
    return e->op == VG_OP_LITERAL && (e->literal.kind == VG_V_INT || e->literal.kind == VG_V_DOUBLE) &&
           (size == 0 || (size > 1e-100 && size < 1e100));
}

static void put_operand(struct vg_sql *s, const struct vg_expr *e, int i)
{
    put_number(s, e->args[i]);
}

static void put_name(struct vg_sql *s, const struct vg_expr *e, int i)
{
    (void)e;
    vg_sql_put(s, i == 0 ? "a" : "b");
}

/* A term is written once, or terms within terms would grow without bounds; what costs nothing to write stays where it is, for a
 * sub-select for each row takes longer than the sum. */
static void put_math(struct vg_sql *s, const struct vg_expr *e)
{
    const struct math *m = maths;
    bool leaves = is_leaf(e->args[0]) && is_leaf(e->args[1]);
    while (m->op != e->op)
        m++;
    if (m->plain && leaves && is_tame(s, e->args[0]) && is_tame(s, e->args[1])) {
        vg_pg_put_template(s, m->plain, e, put_operand);
    } else if (leaves) {
        vg_pg_put_template(s, m->careful, e, put_operand);
    } else {
        vg_sql_put(s, "(select ");
        vg_pg_put_template(s, m->careful, e, put_name);
        vg_pg_put_template(s, " from (select $1, $2 offset 0) m(a, b))", e, put_operand);
    }
}

static bool is_long(const struct vg_sql *s, const struct vg_expr *e)
{
    return e->op == VG_OP_PROPERTY && vg_pg_table_of(s->table)->columns[e->field].type == VG_PG_INT8;
}

static bool is_double(const struct vg_sql *s, const struct vg_expr *e)
{
    if (e->op == VG_OP_CALL)
        return e->function->returns == VG_FT_NUMBER;
    if (e->op != VG_OP_PROPERTY)
        return e->op >= VG_OP_ADD && e->op <= VG_OP_POWER;
    enum vg_type type = s->collection->fields[e->field].type;
    return type == VG_T_FLOAT || type == VG_T_DOUBLE;
}

/* Beside a double PostgreSQL rounds a long whole number to one.  Where they are the same then, the double is whole. */
bool vg_pg_put_mixed(struct vg_sql *s, const struct vg_expr *e)
{
    bool turned = is_double(s, e->args[0]);
    const struct vg_expr *sides[] = {e->args[turned], e->args[!turned]};
    const struct vg_expr both = {.args = sides, .n_args = 2};
    const char *op = vg_sql_op(turned ? vg_op_mirrored(e->op) : e->op);

    if (!is_long(s, sides[0]) || !is_double(s, sides[1]))
        return false;
    vg_sql_put(s, vg_arena_printf(s->arena,
                                  "(select case when a is null or a::float8 <> b then a::float8 %s b when b >= 9223372036854775808"
                                  " then a::numeric %s 9223372036854775808 else a %s b::int8 end from (select ", op, op, op));
    s->dialect->put_term(s, sides[0]);
    vg_pg_put_template(s, ", $2 offset 0) m(a, b))", &both, put_operand);
    return true;
}

static void put_around(struct vg_sql *s, const struct vg_expr *e, const char *before, const char *after)
{
    vg_sql_put(s, before);
    s->dialect->put_term(s, e->args[0]);
    vg_sql_put(s, after);
}

static void put_like(struct vg_sql *s, const struct vg_expr *e)
{
    vg_sql_put(s, "(");
    s->dialect->put_term(s, e->args[0]);
    vg_sql_put(s, " like (select p || repeat('\\', length(p) - length(rtrim(p, '\\')) & 1) from (select ");
    s->dialect->put_term(s, e->args[1]);
    vg_sql_put(s, " offset 0) l(p)) escape '\\')");
}

/* --- arrays --------------------------------------------------------------------------------------- */

void vg_pg_put_json(struct vg_sql *s, const struct vg_expr *e)
{
    if (e->op == VG_OP_PROPERTY) {
        vg_sql_put(s, "(");
        vg_sql_put(s, vg_pg_table_of(s->table)->columns[e->field].read);
    } else {
        vg_sql_put(s, "(");
        vg_sql_param(s, VG_NO_FIELD, &(struct vg_value){.kind = VG_V_TEXT, .text = e->literal.text});
    }
    vg_sql_put(s, ")::jsonb");
}

/* A list of nothing but plain values?  Lists and objects within each other are contained, for jsonb, in what has more. */
static bool is_plain(const struct vg_expr *e)
{
    return e->op == VG_OP_LITERAL && !memchr(e->literal.text.ptr + 1, '[', e->literal.text.len - 1);
}

/* Every element of inner is one of outer. */
static void put_holds(struct vg_sql *s, const struct vg_expr *outer, const struct vg_expr *inner)
{
    bool plain = is_plain(outer) || is_plain(inner);

    vg_sql_put(s, plain ? "" : "not exists (select 1 from jsonb_array_elements(");
    vg_pg_put_json(s, inner);
    vg_sql_put(s, plain ? " <@ " : ") b(v) where not exists (select 1 from jsonb_array_elements(");
    vg_pg_put_json(s, outer);
    vg_sql_put(s, plain ? "" : ") a(v) where a.v = b.v))");
}

/* Null where a side is no array. */
static void put_array(struct vg_sql *s, const struct vg_expr *e)
{
    const struct vg_expr *l = e->args[0], *r = e->args[1];

    vg_sql_put(s, "(case when jsonb_typeof(");
    vg_pg_put_json(s, l);
    vg_sql_put(s, ") = 'array' and jsonb_typeof(");
    vg_pg_put_json(s, r);
    vg_sql_put(s, ") = 'array' then ");
    if (e->op == VG_OP_ARRAY_OVERLAPS) {
        vg_sql_put(s, "exists (select 1 from jsonb_array_elements(");
        vg_pg_put_json(s, l);
        vg_sql_put(s, ") a(v), jsonb_array_elements(");
        vg_pg_put_json(s, r);
        vg_sql_put(s, ") b(v) where a.v = b.v)");
    } else if (e->op == VG_OP_ARRAY_EQUALS) {
        put_holds(s, l, r);
        vg_sql_put(s, " and ");
        put_holds(s, r, l);
    } else if (e->op == VG_OP_ARRAY_CONTAINS) {
        put_holds(s, l, r);
    } else {
        put_holds(s, r, l);
    }
    vg_sql_put(s, " end)");
}

/* Null where it is no array. */
static void put_any(struct vg_sql *s, const struct vg_expr *e)
{
    vg_sql_put(s, "(case when jsonb_typeof(");
    vg_pg_put_json(s, e->args[0]);
    vg_sql_put(s, ") = 'array' then exists (select 1 from jsonb_array_elements_text(");
    vg_pg_put_json(s, e->args[0]);
    vg_sql_put(s, ") e(v) where ");
    vg_sql_put_condition(s, e->args[1]);
    vg_sql_put(s, ") end)");
}

void vg_pg_put_term(struct vg_sql *s, const struct vg_expr *e)
{
    switch (e->op) {
    case VG_OP_ADD:
    case VG_OP_SUBTRACT:
    case VG_OP_MULTIPLY:
    case VG_OP_DIVIDE:
    case VG_OP_MOD:
    case VG_OP_WHOLE_DIVIDE:
    case VG_OP_POWER: put_math(s, e); break;
    case VG_OP_CASEI: put_around(s, e, "(upper((", ") collate \"und-x-icu\") collate \"C\")"); break;
    case VG_OP_ACCENTI:
        put_around(s, e, "(normalize(regexp_replace(normalize(", ", nfd), '[\\u0300-\\u036f]', '', 'g'), nfc) collate \"C\")");
        break;
    case VG_OP_LIKE: put_like(s, e); break;
    case VG_OP_CALL: vg_pg_put_call(s, e); break;
    case VG_OP_ARRAY_CONTAINS:
    case VG_OP_ARRAY_CONTAINED_BY:
    case VG_OP_ARRAY_EQUALS:
    case VG_OP_ARRAY_OVERLAPS: put_array(s, e); break;
    case VG_OP_ANY: put_any(s, e); break;
    case VG_OP_ELEMENT: vg_sql_put(s, "(e.v collate \"C\")"); break;
    case VG_OP_LITERAL: vg_sql_param(s, VG_NO_FIELD, &e->literal); break;
    default: s->dialect->put_operand(s, e->field); break;
    }
}
