#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include <float.h>
#include <math.h>

#include <vigie/geo/geom.h>

static int setup(void **state)
{
    *state = vg_arena_new(1 << 20);
    return *state ? 0 : -1;
}

static int teardown(void **state)
{
    vg_arena_free(*state);
    return 0;
}

struct meet_case {
    const char *wkt;
    bool meets;
};

static void expect(void **state, const struct meet_case *c, size_t n, struct vg_bbox box)
{
    for (size_t i = 0; i < n; i++) {
        struct vg_geom g;
        assert_int_equal(vg_geom_from_wkt(vg_str_of(c[i].wkt), *state, &g, NULL), VG_OK);
        if (vg_geom_meets_box(g, &box) != c[i].meets)
            fail_msg("%s: wrong", c[i].wkt);
    }
}

static const struct vg_bbox ten = {{0, 0}, {10, 10}, false};

static void points_meet_the_closed_box(void **state)
{
    static const struct meet_case cases[] = {
        {"POINT (5 5)", true},           {"POINT (0 0)", true},
        {"POINT (10 10)", true},         {"POINT (10.000000000000002 5)", false},
        {"POINT (-1e-300 5)", false},    {"POINT EMPTY", false},
        {"POINT Z (5 5 1e9)", true},     {"MULTIPOINT ((20 20),EMPTY,(0 10))", true},
        {"MULTIPOINT ((20 20))", false}, {"MULTIPOINT EMPTY", false},
    };
    expect(state, cases, VG_COUNT(cases), ten);
}

static void lines_meet_the_box_by_any_place_of_theirs(void **state)
{
    static const struct meet_case cases[] = {
        {"LINESTRING (-5 5,15 5)", true},
        {"LINESTRING (-5 -5,15 15)", true},
        {"LINESTRING (-1 5,5 -1)", true},
        {"LINESTRING (-1 1,1 -1)", true}, /* the corner 0 0 only */
        {"LINESTRING (-1 0.99,1 -1)", false},
        {"LINESTRING (9 11,11 9)", true},
        {"LINESTRING (8.9 11,11 9)", true},
        {"LINESTRING (9 11.001,11.001 9)", false},
        {"LINESTRING (-5 11,15 11)", false},
        {"LINESTRING (-5 10,15 10)", true},                    /* along a side */
        {"LINESTRING (-5 -5,-5 15,15 15,15 -5,-5 -5)", false}, /* around it */
        {"LINESTRING (20 20,20 20)", false},
        {"LINESTRING (-1 5,-1 5,11 5)", true},
        {"LINESTRING EMPTY", false},
        {"MULTILINESTRING ((20 20,30 30),(5 -1,5 11))", true},
    };
    expect(state, cases, VG_COUNT(cases), ten);
}

static void areas_meet_the_box_they_surround_unless_it_lies_in_a_hole(void **state)
{
    static const struct meet_case cases[] = {
        {"POLYGON ((-5 -5,15 -5,15 15,-5 15,-5 -5))", true},
        {"POLYGON ((-5 -5,-5 15,15 15,15 -5,-5 -5))", true},
        {"POLYGON ((-5 -5,15 -5,15 15,-5 15,-5 -5),(-1 -1,11 -1,11 11,-1 11,-1 -1))", false},
        {"POLYGON ((-5 -5,15 -5,15 15,-5 15,-5 -5),(-1 -1,10 -1,10 11,-1 11,-1 -1))", true},
        {"POLYGON ((-5 -5,15 -5,15 15,-5 15,-5 -5),(1 1,2 1,2 2,1 1))", true},
        {"POLYGON ((-5 -5,15 -5,15 15,-5 15))", true}, /* not closed */
        {"POLYGON ((4 4,6 4,5 6,4 4))", true},
        /* a U around the box, and one that holds it in its foot */
        {"POLYGON ((-5 -5,15 -5,15 15,12 15,12 -2,-2 -2,-2 15,-5 15,-5 -5))", false},
        {"POLYGON ((-5 -5,15 -5,15 25,12 25,12 12,-2 12,-2 25,-5 25,-5 -5))", true},
        {"POLYGON ((20 0,30 0,30 10,20 10,20 0))", false},
        {"POLYGON ((10 10,30 10,30 30,10 10))", true},
        /* slanted edges that the corner 0 0 passes by */
        {"POLYGON ((-1 -3,40 0,-1 40,-30 5,-1 -3))", true},
        {"POLYGON ((-30 -40,-1 -20,-2 40,-40 5,-30 -40))", false},
        {"TRIANGLE ((-50 -50,100 -50,0 100,-50 -50))", true},
        {"MULTIPOLYGON (((20 0,30 0,30 10,20 0)),((-5 -5,15 -5,15 15,-5 15,-5 -5)))", true},
        {"TIN (((20 0,30 0,30 10,20 0)),((-50 -50,100 -50,0 100,-50 -50)))", true},
        {"POLYHEDRALSURFACE Z (((-5 -5 1,15 -5 1,15 15 1,-5 15 1,-5 -5 1)))", true},
        {"GEOMETRYCOLLECTION (POINT (20 20),POLYGON ((-5 -5,15 -5,15 15,-5 15,-5 -5)))", true},
        {"GEOMETRYCOLLECTION EMPTY", false},
        {"POLYGON EMPTY", false},
    };
    expect(state, cases, VG_COUNT(cases), ten);
}

static void curves_meet_the_box_by_their_arcs(void **state)
{
    static const struct meet_case cases[] = {
        {"CIRCULARSTRING (-5 -1,5 1,15 -1)", true}, /* only the arc reaches it */
        {"CIRCULARSTRING (-5 -1,5 -0.5,15 -1)", false},
        {"CURVEPOLYGON (CIRCULARSTRING (-15 5,25 5,-15 5))", true},
        {"CURVEPOLYGON (CIRCULARSTRING (-25 5,35 5,-25 5),CIRCULARSTRING (-10 5,20 5,-10 5))",
         false},
        {"CURVEPOLYGON (COMPOUNDCURVE (CIRCULARSTRING (-20 5,5 30,30 5),(30 5,-20 5)))", true},
        {"CURVEPOLYGON (COMPOUNDCURVE (CIRCULARSTRING (-20 -1,5 -30,30 -1),(30 -1,-20 -1)))",
         false},
        {"CURVEPOLYGON ((-5 -5,15 -5,15 15,-5 15,-5 -5))", true},
        {"MULTISURFACE (CURVEPOLYGON (CIRCULARSTRING (40 5,50 5,40 5)),((1 1,2 1,2 2,1 1)))", true},
        {"MULTICURVE (CIRCULARSTRING (40 5,50 5,40 5),(5 -5,5 50))", true},
        {"COMPOUNDCURVE ((-5 -1,-2 -1),CIRCULARSTRING (-2 -1,5 2,12 -1))", true},
    };
    expect(state, cases, VG_COUNT(cases), ten);
}

static void boxes_without_area_and_impossible_ones_are_understood(void **state)
{
    static const struct meet_case cases[] = {
        {"POLYGON ((-5 -5,15 -5,15 15,-5 15,-5 -5))", true},
        {"LINESTRING (0 0,9 6)", true},
        {"LINESTRING (0 0,9 6.0000001)", false},
        {"POINT (3 2)", true},
        {"POINT (3 2.5)", false},
    };
    expect(state, cases, VG_COUNT(cases), (struct vg_bbox){{3, 2}, {3, 2}, false});
    struct vg_geom g = vg_geom_of_point(*state, 3, 2);
    assert_false(vg_geom_meets_box(g, &(struct vg_bbox){{4, 0}, {2, 9}, false}));
    assert_false(vg_geom_meets_box(g, &(struct vg_bbox){{NAN, 0}, {2, 9}, false}));
    assert_true(
        vg_geom_meets_box(g, &(struct vg_bbox){{-INFINITY, -INFINITY}, {INFINITY, 9}, false}));
    assert_false(vg_geom_meets_box((struct vg_geom){0}, &ten));
    static const struct meet_case far = {"LINESTRING (-5 -1,15 -1)", false};
    expect(state, &far, 1, (struct vg_bbox){{-INFINITY, 0}, {INFINITY, INFINITY}, false});
}

static struct vg_geom segment(struct vg_arena *a, double ax, double ay, double bx, double by)
{
    const double xy[4] = {ax, ay, bx, by};
    unsigned char *wkb = vg_arena_alloc(a, 9 + sizeof(xy));
    memcpy(wkb, (const unsigned char[9]){1, 2, 0, 0, 0, 2}, 9);
    memcpy(wkb + 9, xy, sizeof(xy));
    return (struct vg_geom){wkb, 9 + sizeof(xy)};
}

/* A segment that has the corner 1 1 as its exact middle meets the box there; moved outwards at
 * one end by the least that a double can be moved, it does not.  The plain formula cannot tell
 * the two apart. */
static void the_answer_is_exact_to_the_last_bit(void **state)
{
    const struct vg_bbox box = {{1, 1}, {9, 9}, false};
    for (int i = 1; i <= 50; i++) {
        double d = i / 64.0, e = 3 * i / 4096.0;
        assert_true(vg_geom_meets_box(segment(*state, 1 - d, 1 + e, 1 + d, 1 - e), &box));
        assert_true(vg_geom_meets_box(segment(*state, 1 + d, 1 - e, 1 - d, 1 + e), &box));
        double out = nextafter(1 - e, 0), west = nextafter(1 - d, 0);
        assert_false(vg_geom_meets_box(segment(*state, 1 - d, 1 + e, 1 + d, out), &box));
        assert_false(vg_geom_meets_box(segment(*state, 1 + d, out, 1 - d, 1 + e), &box));
        assert_false(vg_geom_meets_box(segment(*state, west, 1 + e, 1 + d, 1 - e), &box));
        double in = nextafter(1 + d, 2);
        assert_true(vg_geom_meets_box(segment(*state, 1 - d, 1 + e, in, 1 - e), &box));
    }
}

static void faulty_positions_neither_meet_nor_harm(void **state)
{
    struct vg_geom g;
    assert_int_equal(
        vg_geom_from_wkt(VG_STR("POLYGON ((20 -5,40 -5,40 15,20 15,20 -5))"), *state, &g, NULL),
        VG_OK);
    const double bad[] = {NAN, INFINITY, -INFINITY, DBL_MAX, -DBL_MAX};
    for (size_t at = 0; at < 10; at++) {
        for (size_t k = 0; k < VG_COUNT(bad); k++) {
            unsigned char *copy = vg_arena_alloc(*state, g.len);
            memcpy(copy, g.wkb, g.len);
            memcpy(copy + 13 + 8 * at, &bad[k], 8);
            bool met = vg_geom_meets_box((struct vg_geom){copy, g.len}, &ten);
            if (isnan(bad[k]))
                assert_false(met);
        }
    }
    for (size_t len = 0; len < g.len; len++)
        assert_false(vg_geom_meets_box((struct vg_geom){g.wkb, len}, &ten));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(points_meet_the_closed_box),
        cmocka_unit_test(lines_meet_the_box_by_any_place_of_theirs),
        cmocka_unit_test(areas_meet_the_box_they_surround_unless_it_lies_in_a_hole),
        cmocka_unit_test(curves_meet_the_box_by_their_arcs),
        cmocka_unit_test(boxes_without_area_and_impossible_ones_are_understood),
        cmocka_unit_test(the_answer_is_exact_to_the_last_bit),
        cmocka_unit_test(faulty_positions_neither_meet_nor_harm),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
