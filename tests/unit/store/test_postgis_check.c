/* What CHECK constraints say of values, as PostgreSQL writes them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>

#include <cmocka.h>

#include "../arena.h"
#include "../../../src/store/postgis/discover/check_expr.h"

/* "a|b", "[0,10[", or NULL where the expression is not read. */
static const char *domain(const char *expression, enum vg_type type)
{
    struct vg_domain d = {0};
    struct vg_buf b;
    if (!vg_pg_check_read(vg_str_of(expression), "n", type, arena, &d))
        return NULL;
    vg_buf_init(&b, 1 << 16);
    for (size_t i = 0; i < d.n_codes; i++) {
        vg_buf_cstr(&b, i ? "|" : "");
        vg_value_put_text(&b, &d.codes[i].value);
    }
    if (!d.n_codes) {
        vg_buf_cstr(&b, d.above_min ? "]" : "[");
        vg_value_put_text(&b, &d.min);
        vg_buf_cstr(&b, ",");
        vg_value_put_text(&b, &d.max);
        vg_buf_cstr(&b, d.below_max ? "[" : "]");
    }
    const char *text = vg_arena_strdup(arena, b.ptr);
    vg_buf_finish(&b);
    return text;
}

static void lists_and_bounds_are_read(void **state)
{
    (void)state;
    static const struct { const char *expression; enum vg_type type; const char *expected; } cases[] = {
        {"(n = ANY (ARRAY['tide'::text, 'air'::text]))", VG_T_TEXT, "tide|air"},
        {"((n)::text = ANY ((ARRAY['a'::character varying, 'l''eau'::character varying])::text[]))", VG_T_TEXT, "a|l'eau"},
        {"((n)::text = ANY (ARRAY[('a'::character varying)::text, ('b c'::character varying(10))::text]))", VG_T_TEXT, "a|b c"},
        {"(n = ANY (ARRAY[1, '-2'::integer, 3]))", VG_T_INT, "1|-2|3"},
        {"((n >= 0) AND (n <= 10))", VG_T_INT, "[0,10]"},
        {"((n > '-5'::integer) AND (n < 5))", VG_T_INT, "]-5,5["},
        {"(n >= (0)::double precision)", VG_T_DOUBLE, "[0,]"},
        {"(n <= 9.5)", VG_T_DECIMAL, "[,9.5]"},
        {"((n >= ('-11000.5'::numeric)::double precision) AND (n <= (9000)::double precision))", VG_T_DOUBLE, "[-11000.5,9000]"},
        {"(\"n\" > 0)", VG_T_INT, "]0,]"},
    };
    for (size_t i = 0; i < VG_COUNT(cases); i++) {
        const char *found = domain(cases[i].expression, cases[i].type);
        if (!found)
            fail_msg("%s: not read", cases[i].expression);
        assert_string_equal(found, cases[i].expected);
    }
}

static void whatever_else_is_left_out(void **state)
{
    (void)state;
    static const struct { const char *expression; enum vg_type type; } cases[] = {
        {"((n >= 0) OR (n IS NULL))", VG_T_INT},
        {"(NOT (n = ANY (ARRAY['a'::text])))", VG_T_TEXT},
        {"(n <> ALL (ARRAY['a'::text]))", VG_T_TEXT},
        {"(length(n) <= 10)", VG_T_TEXT},
        {"(n ~ '^[0-9]+$'::text)", VG_T_TEXT},
        {"((n >= 0) AND (other <= 10))", VG_T_INT},
        {"(other > 0)", VG_T_INT},
        {"(n > 0) AND", VG_T_INT},
        {"((n % 2) = 0)", VG_T_INT},
        {"(n >= '2020-01-01'::date)", VG_T_DATE},
        {"(n > 'a'::text)", VG_T_TEXT},
        {"(n = ANY (ARRAY[1, 2", VG_T_INT},
        {"(n = ANY (ARRAY['a", VG_T_TEXT},
        {"", VG_T_INT},
        {"n >", VG_T_INT},
        {"::", VG_T_INT},
        {"::(", VG_T_INT},
        {"((n > 0) AND (n > 1))", VG_T_INT},
    };
    for (size_t i = 0; i < VG_COUNT(cases); i++)
        if (domain(cases[i].expression, cases[i].type))
            fail_msg("%s: read as %s", cases[i].expression, domain(cases[i].expression, cases[i].type));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lists_and_bounds_are_read),
        cmocka_unit_test(whatever_else_is_left_out),
    };
    return cmocka_run_group_tests_name("postgis_check", tests, set_up, tear_down);
}
