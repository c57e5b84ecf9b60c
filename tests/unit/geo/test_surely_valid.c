/* The quick look must never call valid what GEOS does not, and must settle the ordinary cases. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>

#include <cmocka.h>

#include <vigie/geo/predicate.h>

#include "../wkt.h"

static void check(const char *const *wkts, size_t n, bool expected)
{
    struct vg_arena *a = vg_arena_new(16 << 20);
    for (size_t i = 0; i < n; i++) {
        vg_arena_reset(a);
        if (vg_geom_surely_valid(wkt_in(a, wkts[i]), a) != expected)
            fail_msg("%s", wkts[i]);
    }
    vg_arena_free(a);
}

static void ordinary_polygons_are_settled(void **state)
{
    (void)state;
    static const char *const wkts[] = {
        "POLYGON ((0 0,1 0,1 1,0 0))",
        "POLYGON ((0 0,10 0,10 10,0 10,0 0))",
        "POLYGON ((0 0,5 0,10 0,10 10,10 10,0 10,0 0))", /* a corner twice, three in a row on a line */
        "POLYGON ((0 0,10 0,10 10,0 10,0 0),(1 1,2 1,2 2,1 1),(4 4,5 4,5 5,4 4))",
        "MULTIPOLYGON (((0 0,1 0,1 1,0 0)),((5 5,6 5,6 6,5 5)))",
        "MULTIPOLYGON (((0 0,4 0,0 4,0 0)),((3 3,4 3,4 4,3 3)))", /* boxes overlap */
        "POLYGON EMPTY",
        "POLYGON Z ((0 0 1,1 0 2,1 1 3,0 0 1))",
    };
    check(wkts, VG_COUNT(wkts), true);
}

static void what_is_wrong_or_unusual_is_left_to_geos(void **state)
{
    (void)state;
    static const char *const wkts[] = {
        "POLYGON ((0 0,1 1,1 0,0 1,0 0))",                                     /* bow tie */
        "POLYGON ((0 0,2 0,2 2,1 0,0 2,0 0))",                                 /* a corner on a side */
        "POLYGON ((0 0,4 0,2 0,2 2,0 0))",                                     /* a spike */
        "POLYGON ((0 0,1 0,0 0))",                                             /* no area */
        "POLYGON ((0 0,10 0,10 10,0 10,0 0),(20 20,21 20,21 21,20 20))",       /* hole outside */
        "POLYGON ((0 0,10 0,10 10,0 10,0 0),(1 1,8 1,8 8,1 1),(6 3,7 3,7 4,6 3))", /* hole in a hole */
        "POLYGON ((0 0,10 0,10 10,0 10,0 0),(0 0,2 1,1 2,0 0))",               /* touches: valid, but unusual */
        "MULTIPOLYGON (((0 0,9 0,9 9,0 9,0 0)),((1 1,2 1,2 2,1 1)))",          /* one within the other */
        "MULTIPOLYGON (((1 1,2 1,2 2,1 1)),((0 0,9 0,9 9,0 9,0 0)))",
        "MULTIPOLYGON (((0 0,2 0,2 2,0 0)),((1 0,3 0,3 2,1 0)))",              /* overlap */
        "POINT (1 2)",
        "GEOMETRYCOLLECTION (POLYGON ((0 0,1 0,1 1,0 0)))",
    };
    check(wkts, VG_COUNT(wkts), false);
}

/* Polygons on a small grid, so that sides often touch and cross. */
static void never_contradicts_geos(void **state)
{
    (void)state;
    struct vg_arena *a = vg_arena_new(16 << 20);
    uint32_t seed = 12345;
    int settled = 0;
    for (int i = 0; i < 4000; i++) {
        char wkt[600] = "POLYGON ((";
        int corners = 3 + i % 14, first_x = 0, first_y = 0, grid = 4 + i % 29;
        for (int k = 0; k < corners; k++) {
            seed = seed * 1664525u + 1013904223u;
            int x = (int)(seed >> 8) % grid, y = (int)(seed >> 20) % grid;
            first_x = k ? first_x : x;
            first_y = k ? first_y : y;
            sprintf(wkt + strlen(wkt), "%d %d,", x, y);
        }
        sprintf(wkt + strlen(wkt), "%d %d))", first_x, first_y);
        vg_arena_reset(a);
        struct vg_geom g = wkt_in(a, wkt);
        if (!vg_geom_surely_valid(g, a))
            continue;
        settled++;
        const char *reason = vg_geom_invalid_reason(g, VG_EN, a);
        if (reason)
            fail_msg("%s: %s", wkt, reason);
    }
    assert_true(settled > 300);
    vg_arena_free(a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ordinary_polygons_are_settled),
        cmocka_unit_test(what_is_wrong_or_unusual_is_left_to_geos),
        cmocka_unit_test(never_contradicts_geos),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
