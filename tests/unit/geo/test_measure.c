#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include <math.h>

#include <vigie/geo/measure.h>
#include <vigie/geo/overlay.h>

#include "../wkt.h"

struct fixture {
    struct vg_crs_registry *crs;
    struct vg_arena *arena;
};

static int setup(void **state)
{
    static struct fixture f;
    f.crs = vg_crs_registry_new(NULL);
    f.arena = vg_arena_new(1 << 22);
    *state = &f;
    return f.crs && f.arena ? 0 : -1;
}

static int teardown(void **state)
{
    struct fixture *f = *state;
    vg_crs_registry_free(f->crs);
    vg_arena_free(f->arena);
    return 0;
}

static double size_in(void **state, const char *crs, const char *text, enum vg_size_kind expected)
{
    struct fixture *f = *state;
    const struct vg_crs *c;
    struct vg_ruler *r;
    enum vg_size_kind kind;
    double size;
    assert_int_equal(vg_crs_find(f->crs, vg_str_of(crs), &c, NULL), VG_OK);
    assert_int_equal(vg_ruler_new(f->crs, c, NULL, &r, NULL), VG_OK);
    assert_int_equal(vg_ruler_size(r, wkt_in(f->arena, text), &kind, &size, NULL), VG_OK);
    vg_ruler_free(r);
    assert_int_equal(kind, expected);
    return size;
}

static void a_national_grid_is_measured_in_its_plane(void **state)
{
    const char *ring = "POLYGON((700000 6600000, 701000 6600000, 701000 6602000, 700000 6602000, 700000 6600000),"
                       "(700100 6600100, 700200 6600100, 700200 6600200, 700100 6600200, 700100 6600100))";
    assert_true(size_in(state, "EPSG:2154", ring, VG_SIZE_AREA) == 1990000);
    assert_true(size_in(state, "EPSG:2154", "LINESTRING(700000 6600000, 700003 6600004)", VG_SIZE_LENGTH) == 5);
    assert_true(size_in(state, "EPSG:2154", "POINT(700000 6600000)", VG_SIZE_NONE) == 0);
}

/* The whole of WGS 84 has 510 065 621 724 089 m2. */
static void degrees_are_measured_on_the_ellipsoid(void **state)
{
    double all = size_in(state, "OGC:CRS84", "POLYGON((-180 -90, 180 -90, 180 90, -180 90, -180 -90))", VG_SIZE_AREA);
    assert_true(fabs(all - 510065621724089.0) < 1e3);
    double metre = size_in(state, "OGC:CRS84", "LINESTRING(0 45, 0 46)", VG_SIZE_LENGTH);
    assert_true(fabs(metre - 111141.55) < 1); /* geodesic of PROJ */
}

/* The square kilometre there is on the ground less than half of what its plane says. */
static void web_mercator_is_no_plane_to_measure_in(void **state)
{
    double area = size_in(state, "EPSG:3857", "POLYGON((0 6000000, 1000 6000000, 1000 6001000, 0 6001000, 0 6000000))", VG_SIZE_AREA);
    assert_true(area > 430000 && area < 480000);
}

static void parts_add_up_and_what_is_larger_in_dimension_counts(void **state)
{
    assert_true(size_in(state, "EPSG:2154", "MULTIPOLYGON(((0 0, 2 0, 2 2, 0 2, 0 0)),((9 9, 10 9, 10 10, 9 10, 9 9)))",
                        VG_SIZE_AREA) == 5);
    assert_true(size_in(state, "EPSG:2154", "GEOMETRYCOLLECTION(LINESTRING(0 0, 9 0), POLYGON((0 0, 2 0, 2 2, 0 2, 0 0)))",
                        VG_SIZE_AREA) == 4);
}

static void rows_lie_within_beside_or_are_cut(void **state)
{
    struct fixture *f = *state;
    struct vg_overlay *o;
    struct vg_geom part;
    assert_int_equal(vg_overlay_new(wkt_in(f->arena, "POLYGON((0 0, 10 0, 10 10, 0 10, 0 0))"), &o, NULL), VG_OK);
    assert_int_equal(vg_overlay_cut(o, wkt_in(f->arena, "POLYGON((1 1, 2 1, 2 2, 1 2, 1 1))"), &part), VG_OVERLAY_WHOLE);
    assert_int_equal(vg_overlay_cut(o, wkt_in(f->arena, "POLYGON((10 0, 20 0, 20 10, 10 10, 10 0))"), &part), VG_OVERLAY_OUTSIDE);
    assert_int_equal(vg_overlay_cut(o, wkt_in(f->arena, "POINT(5 5)"), &part), VG_OVERLAY_WHOLE);
    assert_int_equal(vg_overlay_cut(o, wkt_in(f->arena, "LINESTRING(5 5, 15 5)"), &part), VG_OVERLAY_PART);
    assert_int_equal(vg_overlay_cut(o, wkt_in(f->arena, "POLYGON((8 8, 12 8, 12 9, 8 9, 8 8))"), &part), VG_OVERLAY_PART);
    struct vg_geom_info info;
    assert_int_equal(vg_geom_check(part, &info, NULL), VG_OK);
    assert_true(info.box.min[0] == 8 && info.box.max[0] == 10);
    vg_overlay_free(o);
    assert_int_equal(vg_overlay_new(wkt_in(f->arena, "LINESTRING(0 0, 1 1)"), &o, NULL), VG_BAD_INPUT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_national_grid_is_measured_in_its_plane),
        cmocka_unit_test(degrees_are_measured_on_the_ellipsoid),
        cmocka_unit_test(web_mercator_is_no_plane_to_measure_in),
        cmocka_unit_test(parts_add_up_and_what_is_larger_in_dimension_counts),
        cmocka_unit_test(rows_lie_within_beside_or_are_cut),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
