#include "wkt.h"

#include <math.h>

static struct vg_geom straight(void **state, const char *text, double step)
{
    struct vg_geom g;
    struct vg_error err = {0};
    if (vg_geom_linearize(wkt(state, text), step, *state, &g, &err) != VG_OK)
        fail_msg("%s: %s", text, err.text);
    struct vg_geom_info info;
    assert_int_equal(vg_geom_check(g, &info, NULL), VG_OK);
    assert_false(info.has_curve);
    return g;
}

static void expect(void **state, const char *text, double step, const char *wanted)
{
    VG_AUTO(vg_buf_finish) struct vg_buf b;
    vg_buf_init(&b, 1 << 16);
    assert_int_equal(vg_geom_put_wkt(&b, straight(state, text, step), 6, NULL), VG_OK);
    assert_string_equal(b.ptr, wanted);
}

static void a_geometry_without_curves_is_returned_as_it_is(void **state)
{
    struct vg_geom g = wkt(state, "POLYHEDRALSURFACE (((0 0,1 0,1 1,0 0)))"), out;
    assert_int_equal(vg_geom_linearize(g, 0, *state, &out, NULL), VG_OK);
    assert_ptr_equal(out.wkb, g.wkb);
    assert_int_equal(out.len, g.len);
}

static void arcs_are_cut_at_the_step(void **state)
{
    expect(state, "CIRCULARSTRING (1 0,0 1,-1 0)", 45,
           "LINESTRING (1 0,0.707107 0.707107,0 1,-0.707107 0.707107,-1 0)");
    expect(state, "CIRCULARSTRING (-1 0,0 1,1 0)", 90, "LINESTRING (-1 0,0 1,1 0)");
    /* the long way round, clockwise */
    expect(state, "CIRCULARSTRING (0 1,0 -1,-1 0)", 90, "LINESTRING (0 1,1 0,0 -1,-1 0)");
    /* two arcs in one */
    expect(state, "CIRCULARSTRING (0 0,1 1,2 0,3 -1,4 0)", 90, "LINESTRING (0 0,1 1,2 0,3 -1,4 0)");
}

static void the_default_step_is_four_degrees(void **state)
{
    struct vg_geom_info info;
    assert_int_equal(
        vg_geom_check(straight(state, "CIRCULARSTRING (1 0,0 1,-1 0)", 0), &info, NULL), VG_OK);
    assert_int_equal(info.n_points, 2 * 23 + 1);
}

static void a_step_too_fine_is_bounded(void **state)
{
    struct vg_geom_info info;
    struct vg_geom g = straight(state, "CIRCULARSTRING (1 0,-1 0,1 0)", 1e-300);
    assert_int_equal(vg_geom_check(g, &info, NULL), VG_OK);
    assert_int_equal(info.n_points, 3601);
}

static void the_same_first_and_last_point_make_a_circle(void **state)
{
    expect(state, "CURVEPOLYGON (CIRCULARSTRING (3 0,-1 0,3 0))", 90,
           "POLYGON ((3 0,1 2,-1 0,1 -2,3 0))");
    expect(state, "CIRCULARSTRING (3 0,3 0,3 0)", 90, "LINESTRING (3 0,3 0,3 0)");
}

static void points_on_a_line_stay_straight(void **state)
{
    expect(state, "CIRCULARSTRING (0 0,5 5,10 10)", 4, "LINESTRING (0 0,5 5,10 10)");
    expect(state, "CIRCULARSTRING (0 0,5 5.00000000001,10 10)", 4, "LINESTRING (0 0,5 5,10 10)");
    expect(state, "CIRCULARSTRING (0 0,0 0,10 10)", 4, "LINESTRING (0 0,0 0,10 10)");
}

static void compound_curves_are_joined_without_doubled_points(void **state)
{
    expect(state, "COMPOUNDCURVE ((0 0,1 0),CIRCULARSTRING (1 0,2 1,3 0),(3 0,4 0))", 90,
           "LINESTRING (0 0,1 0,2 1,3 0,4 0)");
    expect(state, "COMPOUNDCURVE (EMPTY,(0 0,1 0),(2 0,3 0))", 90, "LINESTRING (0 0,1 0,2 0,3 0)");
    expect(state, "COMPOUNDCURVE EMPTY", 90, "LINESTRING EMPTY");
}

static void collections_of_curves_become_their_straight_kin(void **state)
{
    expect(state, "MULTICURVE ((0 0,1 1),CIRCULARSTRING (0 0,1 1,2 0),COMPOUNDCURVE ((5 5,6 6)))",
           90, "MULTILINESTRING ((0 0,1 1),(0 0,1 1,2 0),(5 5,6 6))");
    expect(state, "MULTISURFACE (((0 0,1 0,1 1,0 0)),CURVEPOLYGON ((5 5,6 5,6 6,5 5)))", 90,
           "MULTIPOLYGON (((0 0,1 0,1 1,0 0)),((5 5,6 5,6 6,5 5)))");
    expect(state,
           "GEOMETRYCOLLECTION (POINT (1 2),CIRCULARSTRING EMPTY,POLYGON ((0 0,1 0,1 1,0 0)))", 90,
           "GEOMETRYCOLLECTION (POINT (1 2),LINESTRING EMPTY,POLYGON ((0 0,1 0,1 1,0 0)))");
}

static void heights_and_measures_are_interpolated_along_the_arc(void **state)
{
    expect(state, "CIRCULARSTRING ZM (1 0 0 100,0 1 10 200,-1 0 30 0)", 45,
           "LINESTRING ZM (1 0 0 100,0.707107 0.707107 5 150,0 1 10 200,"
           "-0.707107 0.707107 20 100,-1 0 30 0)");
    /* from the other end it is the same curve */
    expect(state, "CIRCULARSTRING Z (-1 0 30,0 1 10,1 0 0)", 30,
           "LINESTRING Z (-1 0 30,-0.866025 0.5 23.333333,-0.5 0.866025 16.666667,0 1 10,"
           "0.5 0.866025 6.666667,0.866025 0.5 3.333333,1 0 0)");
}

static void an_arc_shared_by_two_neighbours_gets_the_same_points(void **state)
{
    const char *there =
        "CIRCULARSTRING (651234.56 6861234.5,651300.1 6861250.25,651388.9 6861190.7)";
    const char *back =
        "CIRCULARSTRING (651388.9 6861190.7,651300.1 6861250.25,651234.56 6861234.5)";
    struct vg_geom a = straight(state, there, 1), b = straight(state, back, 1);
    assert_int_equal(a.len, b.len);
    size_t n = (a.len - 9) / 16;
    assert_true(n > 20);
    for (size_t i = 0; i < n; i++)
        assert_memory_equal(a.wkb + 9 + 16 * i, b.wkb + 9 + 16 * (n - 1 - i), 16);
}

static void an_even_number_of_points_ends_straight(void **state)
{
    expect(state, "CIRCULARSTRING (0 0,1 1,2 0,5 0)", 90, "LINESTRING (0 0,1 1,2 0,5 0)");
    expect(state, "CIRCULARSTRING (0 0,1 1)", 90, "LINESTRING (0 0,1 1)");
}

static void an_exhausted_arena_is_told(void **state)
{
    struct vg_geom g = wkt(state, "CIRCULARSTRING (1 0,-1 0,1 0)"), out = {0};
    struct vg_arena *small = vg_arena_new(256);
    assert_int_equal(vg_geom_linearize(g, 0.1, small, &out, NULL), VG_TOO_LARGE);
    assert_null(out.wkb);
    vg_arena_free(small);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_geometry_without_curves_is_returned_as_it_is),
        cmocka_unit_test(arcs_are_cut_at_the_step),
        cmocka_unit_test(the_default_step_is_four_degrees),
        cmocka_unit_test(a_step_too_fine_is_bounded),
        cmocka_unit_test(the_same_first_and_last_point_make_a_circle),
        cmocka_unit_test(points_on_a_line_stay_straight),
        cmocka_unit_test(compound_curves_are_joined_without_doubled_points),
        cmocka_unit_test(collections_of_curves_become_their_straight_kin),
        cmocka_unit_test(heights_and_measures_are_interpolated_along_the_arc),
        cmocka_unit_test(an_arc_shared_by_two_neighbours_gets_the_same_points),
        cmocka_unit_test(an_even_number_of_points_ends_straight),
        cmocka_unit_test(an_exhausted_arena_is_told),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
