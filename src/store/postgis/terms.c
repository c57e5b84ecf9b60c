/* Computed operands of a filter in PostgreSQL.
 *
 * Numbers are computed as float8.  Texts are folded by ICU, whose upper case is Unicode's full one whatever the
 * database's locale, and compared by code point.  Arrays are jsonb. */
#include "pg.h"

static void put_number(struct vg_sql *s, const struct vg_expr *e)
{
    vg_sql_put(s, "(");
    s->dialect->put_term(s, e);
    vg_sql_put(s, ")::float8");
}

static void put_infix(struct vg_sql *s, const struct vg_expr *e, const char *before, const char *between,
                      const char *after)
{
    vg_sql_put(s, before);
    put_number(s, e->args[0]);
    vg_sql_put(s, between);
    put_number(s, e->args[1]);
    vg_sql_put(s, after);
}

/* The server ends a statement for a power that is no number, or none that a double can hold: here one is null, and what is
 * next to nothing is 0, as gpkg/term_functions.c computes. */
static void put_power(struct vg_sql *s, const struct vg_expr *e)
{
    put_infix(s, e, "(select case when x = 0 then case when y >= 0 then power(x, y) end when x < 0 and y <> trunc(y) then null"
                    " when y * ln(abs(x)) > 709.78 then null when y * ln(abs(x)) < -744 then 0 else power(x, y) end"
                    " from (select ", ", ", " offset 0) a(x, y))");
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
    vg_sql_put(s, " like ");
    s->dialect->put_term(s, e->args[1]);
    vg_sql_put(s, " escape '\\')");
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

static void put_pair(struct vg_sql *s, const struct vg_expr *l, const char *between, const struct vg_expr *r)
{
    vg_pg_put_json(s, l);
    vg_sql_put(s, between);
    vg_pg_put_json(s, r);
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
        put_pair(s, l, " @> ", r);
        vg_sql_put(s, " and ");
        put_pair(s, l, " <@ ", r);
    } else {
        put_pair(s, l, e->op == VG_OP_ARRAY_CONTAINS ? " @> " : " <@ ", r);
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
    case VG_OP_ADD: put_infix(s, e, "(", " + ", ")"); break;
    case VG_OP_SUBTRACT: put_infix(s, e, "(", " - ", ")"); break;
    case VG_OP_MULTIPLY: put_infix(s, e, "(", " * ", ")"); break;
    case VG_OP_DIVIDE: put_infix(s, e, "(", " / nullif(", ", 0))"); break;
    case VG_OP_MOD: put_infix(s, e, "(mod((", ")::numeric, nullif((", ")::numeric, 0))::float8)"); break;
    case VG_OP_WHOLE_DIVIDE: put_infix(s, e, "trunc(", " / nullif(", ", 0))"); break;
    case VG_OP_POWER: put_power(s, e); break;
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
