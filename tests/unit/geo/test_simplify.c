/* Lighter geometries: within the tolerance, never invalid, never gone. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>

#include <cmocka.h>

#include <math.h>

#include <vigie/geo/predicate.h>

#include "../arena.h"
#include "../wkt.h"

static const char *simplified(struct vg_geom g, double tolerance)
{
    struct vg_error err = {0};
    struct vg_geom out;
    struct vg_buf b;
    struct vg_simplifier *s = vg_simplifier_new(tolerance);
    assert_non_null(s);
    assert_int_equal(vg_simplify(s, g, &out, &err), VG_OK);
    vg_buf_init(&b, 16 << 20);
    assert_int_equal(vg_geom_put_wkt(&b, out, VG_WKT_EXACT, &err), VG_OK);
    const char *text = vg_arena_cstr(arena, (struct vg_str){b.ptr, b.len});
    vg_buf_finish(&b);
    vg_simplifier_free(s);
    return text;
}

static void positions_near_the_line_go(void **state)
{
    (void)state;
    static const struct { const char *from, *to; } cases[] = {
        {"LINESTRING (0 0,1 0.1,2 0,3 2,4 0)", "LINESTRING (0 0,2 0,3 2,4 0)"},
        {"LINESTRING Z (0 0 1,1 0.1 2,2 0 3)", "LINESTRING Z (0 0 1,2 0 3)"},
        {"LINESTRING M (0 0 1,1 0.1 2,2 0 3)", "LINESTRING M (0 0 1,2 0 3)"},
        {"LINESTRING (0 0,1 1)", "LINESTRING (0 0,1 1)"},
        {"MULTILINESTRING ((0 0,1 0.1,2 0),(5 5,6 6))", "MULTILINESTRING ((0 0,2 0),(5 5,6 6))"},
        {"POLYGON ((0 0,5 0.1,10 0,10 10,0 10,0 0))", "POLYGON ((0 0,10 0,10 10,0 10,0 0))"},
        /* a hole that is smaller than the tolerance */
        {"POLYGON ((0 0,10 0,10 10,0 10,0 0),(4 4,4.1 4,4.1 4.1,4 4))", "POLYGON ((0 0,10 0,10 10,0 10,0 0))"},
        /* small islands go, the largest part stays */
        {"MULTIPOLYGON (((0 0,0.1 0,0.1 0.1,0 0)),((5 5,9 5,9 9,5 9,5 5)))", "MULTIPOLYGON (((5 5,9 5,9 9,5 9,5 5)))"},
        {"GEOMETRYCOLLECTION (POINT (1 2),LINESTRING (0 0,1 0.1,2 0))",
         "GEOMETRYCOLLECTION (POINT (1 2),LINESTRING (0 0,2 0))"},
    };
    for (size_t i = 0; i < VG_COUNT(cases); i++)
        assert_string_equal(simplified(wkt_in(arena, cases[i].from), 0.5), cases[i].to);
}

static void what_cannot_be_lighter_stays(void **state)
{
    (void)state;
    static const char *const wkts[] = {
        "POINT (1 2)", "POINT EMPTY", "MULTIPOINT ((1 1),(1.1 1))", "POLYGON EMPTY", "MULTIPOLYGON EMPTY", "LINESTRING EMPTY",
        "GEOMETRYCOLLECTION EMPTY", "CIRCULARSTRING (0 0,1 1,2 0)",
        "CURVEPOLYGON (CIRCULARSTRING (0 0,1 0,0 0))",
    };
    for (size_t i = 0; i < VG_COUNT(wkts); i++)
        assert_string_equal(simplified(wkt_in(arena, wkts[i]), 100), wkts[i]);
}

static void a_polygon_is_never_gone(void **state)
{
    (void)state;
    assert_string_equal(simplified(wkt_in(arena, "POLYGON ((0 0,4 0,4 3,0 3,0 0))"), 100), "POLYGON ((0 0,4 3,0 3,0 0))");
    assert_string_equal(simplified(wkt_in(arena, "POLYGON ((0 0,1 0,1 1,0 0))"), 100), "POLYGON ((0 0,1 0,1 1,0 0))");
    assert_string_equal(simplified(wkt_in(arena, "MULTIPOLYGON (((0 0,1 0,1 1,0 0)),((5 5,7 5,7 7,5 7,5 5)))"), 100),
                        "MULTIPOLYGON (((5 5,7 7,5 7,5 5)))");
}

/* A star whose points reach between each other: thinned as it comes, its rings would cross. */
static struct vg_geom star(int n, double wobble, unsigned seed)
{
    struct vg_buf b;
    vg_buf_init(&b, 1 << 20);
    vg_buf_cstr(&b, "POLYGON ((");
    for (int i = 0; i < n; i++) {
        double angle = 2 * 3.14159265358979 * i / n;
        seed = seed * 1103515245 + 12345;
        double radius = 10 + wobble * ((seed >> 16 & 1023) / 512.0 - 1);
        vg_buf_printf(&b, "%s%.6f %.6f", i ? "," : "", radius * cos(angle), radius * sin(angle));
    }
    vg_buf_printf(&b, ",%.6f 0))", 0.0);
    struct vg_str text = {b.ptr, b.len};
    char *wkt = vg_arena_strdup(arena, vg_arena_cstr(arena, text));
    vg_buf_finish(&b);
    char *first = strchr(wkt, '(') + 2, *last = strrchr(wkt, ',');
    const char *closed = vg_arena_printf(arena, "%.*s,%.*s))", (int)(last - wkt), wkt, (int)strcspn(first, ","), first);
    return wkt_in(arena, closed);
}

static void a_valid_polygon_stays_valid_and_gets_lighter(void **state)
{
    (void)state;
    for (unsigned seed = 0; seed < 60; seed++) {
        vg_arena_reset(arena);
        struct vg_geom g = star(200, 1 + seed % 9, seed);
        assert_null(vg_geom_invalid_reason(g, VG_EN, arena));
        struct vg_simplifier *s = vg_simplifier_new(0.05 * (1 + seed % 40));
        struct vg_geom out;
        struct vg_geom_info before, after;
        assert_int_equal(vg_simplify(s, g, &out, NULL), VG_OK);
        const char *reason = vg_geom_invalid_reason(out, VG_EN, arena);
        if (reason)
            fail_msg("seed %u: %s", seed, reason);
        assert_int_equal(vg_geom_check(g, &before, NULL), VG_OK);
        assert_int_equal(vg_geom_check(out, &after, NULL), VG_OK);
        assert_false(after.empty);
        assert_true(after.n_points <= before.n_points);
        vg_simplifier_free(s);
    }
}

static void broken_bytes_are_refused(void **state)
{
    (void)state;
    struct vg_geom g = wkt_in(arena, "POLYGON ((0 0,10 0,10 10,0 10,0 0))"), out;
    struct vg_simplifier *s = vg_simplifier_new(1);
    for (size_t n = 1; n < g.len; n++)
        assert_int_equal(vg_simplify(s, (struct vg_geom){g.wkb, n}, &out, NULL), VG_BAD_INPUT);
    assert_int_equal(vg_simplify(s, (struct vg_geom){0}, &out, NULL), VG_OK);
    assert_null(out.wkb);
    vg_simplifier_free(s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(positions_near_the_line_go),
        cmocka_unit_test(what_cannot_be_lighter_stays),
        cmocka_unit_test(a_polygon_is_never_gone),
        cmocka_unit_test(a_valid_polygon_stays_valid_and_gets_lighter),
        cmocka_unit_test(broken_bytes_are_refused),
    };
    return cmocka_run_group_tests_name("simplify", tests, set_up, tear_down);
}
