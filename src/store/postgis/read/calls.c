/* The functions of filters in PostgreSQL: each is an expression over its arguments, $1 to $3, which stand in brackets and
 * have the type that the function takes; none but a list is written twice, or calls within calls would grow without
 * bounds (OFFSET 0 keeps the planner from writing them out again).  What they give is what
 * gpkg/functions/call_functions.c computes. */
#include "../pg.h"

#include <assert.h>

#include <vigie/base/keyword.h>
#include <vigie/query/function.h>

#define NUMBER_PATTERN "'^-?[0-9]{1,200}([.][0-9]{1,200})?([eE][-+]?[0-9]{1,2})?$'"

/* Sorted by name. */
static const struct row {
    const char *name, *sql;
} rows[] = {
    {"abs", "abs($1)"},
    {"array_length", "(case when jsonb_typeof($1) = 'array' then jsonb_array_length($1)::float8 end)"},
    {"ceil", "ceil($1)"},
    {"concat", "(($1 || $2) collate \"C\")"},
    {"contains", "(strpos($1, $2) > 0)"},
    {"day", "extract(day from $1)::float8"},
    {"day_of_week", "extract(isodow from $1)::float8"},
    {"day_of_year", "extract(doy from $1)::float8"},
    {"ends_with", "(select right(x, char_length(y)) = y from (select $1, $2 offset 0) a(x, y))"},
    {"floor", "floor($1)"},
    {"hour", "extract(hour from $1::timestamp)::float8"},
    {"length", "char_length($1)::float8"},
    {"lower", "(replace(lower($1 collate \"und-x-icu\"), 'ς', 'σ') collate \"C\")"},
    {"minute", "extract(minute from $1::timestamp)::float8"},
    {"month", "extract(month from $1)::float8"},
    {"position", "strpos($1, $2)::float8"},
    {"round", "(select case when x < 0 then -floor(0.5 - x) else floor(x + 0.5) end from (select $1 offset 0) a(x))"},
    {"second", "extract(second from $1::timestamp)::float8"},
    {"sign", "sign($1)"},
    {"sqrt", "(select case when x >= 0 then sqrt(x) end from (select $1 offset 0) a(x))"},
    {"starts_with", "starts_with($1, $2)"},
    {"substring", "(select substr(x, greatest(least(trunc(y), 1e9), 1)::int, greatest(least(trunc(z), 1e9), 0)::int) collate \"C\""
                  " from (select $1, $2, $3 offset 0) a(x, y, z) where y is not null and z is not null)"},
    {"to_number", "(select case when x ~ " NUMBER_PATTERN " then x::float8 end from (select $1 offset 0) a(x))"},
    {"trim", "(btrim($1, ' ') collate \"C\")"},
    {"upper", "(upper($1 collate \"und-x-icu\") collate \"C\")"},
    {"year", "(select y + (y < 0)::int from (select extract(year from $1)::float8 offset 0) a(y))"}, /* 1 BC is the year 0 */
};

static void put_argument(struct vg_sql *s, const struct vg_expr *e, int i)
{
    enum vg_function_type type = e->function->args[i];
    vg_sql_put(s, "((");
    if (type == VG_FT_ARRAY)
        vg_pg_put_json(s, e->args[i]);
    else
        s->dialect->put_term(s, e->args[i]);
    vg_sql_put(s, type == VG_FT_NUMBER ? ")::float8)" : "))");
}

void vg_pg_put_template(struct vg_sql *s, const char *text, const struct vg_expr *e,
                        void (*put)(struct vg_sql *s, const struct vg_expr *e, int i))
{
    for (const char *p = text; *p;) {
        if (*p == '$' && p[1] >= '1' && p[1] <= '3') {
            put(s, e, p[1] - '1');
            p += 2;
        } else {
            size_t n = 1 + strcspn(p + 1, "$");
            vg_buf_add(&s->text, p, n);
            p += n;
        }
    }
}

void vg_pg_put_call(struct vg_sql *s, const struct vg_expr *e)
{
    const struct row *row = VG_KEYWORD(vg_str_of(e->function->name), rows);

    assert(row);
    vg_pg_put_template(s, row->sql, e, put_argument);
}
