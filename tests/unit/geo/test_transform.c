#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include <math.h>

#include <vigie/geo/crs.h>

#include "../wkt.h"

static int setup(void **state)
{
    *state = vg_crs_registry_new(NULL);
    return *state ? 0 : -1;
}

static int teardown(void **state)
{
    vg_crs_registry_free(*state);
    return 0;
}

static struct vg_transform *borrow(void **state, const char *from, const char *to)
{
    const struct vg_crs *a, *b;
    struct vg_transform *t = NULL;
    struct vg_error err = {0};
    if (vg_crs_find(*state, vg_str_of(from), &a, &err) != VG_OK ||
        vg_crs_find(*state, vg_str_of(to), &b, &err) != VG_OK ||
        vg_transform_borrow(*state, a, b, NULL, &t, &err) != VG_OK)
        fail_msg("%s to %s: %s", from, to, err.text);
    return t;
}

static void near(double a, double b, double tolerance)
{
    if (!(fabs(a - b) <= tolerance))
        fail_msg("%.12g is not %.12g", a, b);
}

static void points_go_x_y_to_x_y_whatever_the_authority_says(void **state)
{
    static const char *const degrees[] = {"EPSG:4326", "OGC:CRS84", "EPSG:4258"};
    for (size_t i = 0; i < VG_COUNT(degrees); i++) {
        struct vg_transform *t = borrow(state, "EPSG:2154", degrees[i]);
        double xy[4] = {700000, 6600000, 652381.0, 6862047.0};
        assert_true(vg_transform_points(t, xy, 2, 2));
        near(xy[0], 3, 1e-9);
        near(xy[1], 46.5, 1e-9);
        near(xy[2], 2.3514, 1e-3);
        near(xy[3], 48.8566, 1e-3);
        vg_transform_return(t);
    }
    struct vg_transform *t = borrow(state, "EPSG:3035", "EPSG:4326");
    double xy[2] = {4321000, 3210000};
    assert_true(vg_transform_points(t, xy, 1, 2));
    near(xy[0], 10, 1e-9);
    near(xy[1], 52, 1e-9);
    vg_transform_return(t);
}

static void systems_of_the_same_positions_cost_nothing(void **state)
{
    static const char *const pairs[][2] = {{"OGC:CRS84", "EPSG:4326"},
                                           {"EPSG:2154", "EPSG:2154"},
                                           {"EPSG:4258", "EPSG:4326"},
                                           {"OGC:CRS84", "OGC:CRS84h"}};
    struct vg_arena *a = vg_arena_new(1000);
    struct vg_geom g = vg_geom_of_point(a, 2.123456789, 48.1), out;
    for (size_t i = 0; i < VG_COUNT(pairs); i++) {
        struct vg_transform *t = borrow(state, pairs[i][0], pairs[i][1]);
        struct vg_buf b;
        vg_buf_init(&b, 100);
        assert_int_equal(vg_transform_geom(t, g, &b, &out, NULL), VG_OK);
        assert_ptr_equal(out.wkb, g.wkb);
        struct vg_bbox box = {{1, 2}, {3, 4}, false}, image;
        assert_true(vg_transform_bbox(t, &box, &image));
        assert_memory_equal(&box.min, &image.min, sizeof(box.min));
        vg_buf_finish(&b);
        vg_transform_return(t);
    }
    vg_arena_free(a);
}

static void what_is_returned_is_lent_again(void **state)
{
    struct vg_transform *t = borrow(state, "EPSG:2154", "EPSG:3857"), *second;
    second = borrow(state, "EPSG:2154", "EPSG:3857");
    assert_ptr_not_equal(t, second);
    vg_transform_return(t);
    assert_ptr_equal(borrow(state, "EPSG:2154", "EPSG:3857"), t);
    vg_transform_return(t);
    vg_transform_return(second);
    vg_transform_return(NULL);
}

/* More kinds and more loans than are kept: those that are out must stay whole. */
static void the_pool_is_bounded(void **state)
{
    struct vg_transform *out[200];
    const struct vg_crs *web, *degrees = vg_crs84(*state);
    assert_int_equal(vg_crs_find(*state, VG_STR("EPSG:3857"), &web, NULL), VG_OK);
    for (int i = 0; i < 200; i++) {
        struct vg_bbox area = {{0, 40}, {1 + i / 1000.0, 41}, false};
        assert_int_equal(vg_transform_borrow(*state, web, degrees, &area, &out[i], NULL), VG_OK);
    }
    for (int i = 0; i < 200; i++) {
        double xy[2] = {111319.490793273573, 4500000};
        assert_true(vg_transform_points(out[i], xy, 1, 2));
        near(xy[0], 1, 1e-9);
        vg_transform_return(out[i]);
    }
    for (int i = 0; i < 100; i++)
        assert_int_equal(vg_transform_borrow(*state, web, degrees, NULL, &out[i], NULL), VG_OK);
    for (int i = 0; i < 100; i++)
        vg_transform_return(out[i]);
}

/* There by our own two lines, or PROJ's where they do not hold; back by PROJ. */
static void web_mercator_is_what_proj_makes_of_it(void **state)
{
    struct vg_transform *there = borrow(state, "OGC:CRS84", "EPSG:3857"), *back = borrow(state, "EPSG:3857", "OGC:CRS84");
    double known[] = {2.3522, 48.8566, 7, -180, -85.0511287798066, 7};
    assert_true(vg_transform_points(there, known, 2, 3));
    near(known[0], 261845.706, 1e-3);
    near(known[1], 6250564.350, 1e-3);
    near(known[3], -20037508.343, 1e-3);
    near(known[4], -20037508.343, 1e-3);
    assert_true(known[2] == 7 && known[5] == 7);
    for (double lat = -89.9; lat < 90; lat += 0.7) {
        double xy[] = {lat * 2, lat, 181, lat};
        assert_true(vg_transform_points(there, xy, lat < 0 ? 2 : 1, 2));
        assert_true(vg_transform_points(back, xy, 1, 2));
        near(xy[0], lat * 2, 1e-11);
        near(xy[1], lat, 1e-11);
    }
    vg_transform_return(there);
    vg_transform_return(back);
}

static void positions_without_image_become_nan(void **state)
{
    struct vg_transform *t = borrow(state, "OGC:CRS84", "EPSG:2154");
    double xy[8] = {3, 46.5, 3, -90, NAN, 1, 3, 46.5};
    assert_false(vg_transform_points(t, xy, 4, 2));
    near(xy[0], 700000, 1e-6);
    assert_true(isnan(xy[2]) && isnan(xy[3]) && isnan(xy[4]) && isnan(xy[5]));
    near(xy[6], 700000, 1e-6);
    assert_true(vg_transform_points(t, xy + 6, 0, 2));
    vg_transform_return(t);
}

static void measures_and_flat_heights_are_left_alone(void **state)
{
    struct vg_transform *t = borrow(state, "EPSG:2154", "OGC:CRS84");
    double xyz[8] = {700000, 6600000, 35, -7, 700000, 6600000, NAN, 9};
    assert_true(vg_transform_points(t, xyz, 2, 4));
    near(xyz[0], 3, 1e-9);
    assert_true(xyz[2] == 35 && xyz[3] == -7 && isnan(xyz[6]) && xyz[7] == 9);
    vg_transform_return(t);
}

static void geometries_of_all_types_are_transformed_whole(void **state)
{
    static const char *const pairs[][2] = {
        {"POINT (700000 6600000)", "POINT (3 46.5)"},
        {"POINT Z EMPTY", "POINT Z EMPTY"},
        {"LINESTRING M (700000 6600000 5,700000 6600000 6)", "LINESTRING M (3 46.5 5,3 46.5 6)"},
        {"GEOMETRYCOLLECTION Z (MULTIPOINT Z ((700000 6600000 1),EMPTY),POLYGON Z EMPTY,"
         "TIN Z (((700000 6600000 2))))",
         "GEOMETRYCOLLECTION Z (MULTIPOINT Z ((3 46.5 1),EMPTY),POLYGON Z EMPTY,TIN Z (((3 46.5 "
         "2))))"},
        {"MULTIPOLYGON (((700000 6600000),(700000 6600000)),EMPTY)",
         "MULTIPOLYGON (((3 46.5),(3 46.5)),EMPTY)"},
    };
    struct vg_transform *t = borrow(state, "EPSG:2154", "OGC:CRS84");
    struct vg_arena *a = vg_arena_new(1 << 16);
    struct vg_buf b, text;
    vg_buf_init(&b, 1 << 16);
    for (size_t i = 0; i < VG_COUNT(pairs); i++) {
        struct vg_geom out;
        struct vg_error err = {0};
        if (vg_transform_geom(t, wkt_in(a, pairs[i][0]), &b, &out, &err) != VG_OK)
            fail_msg("%s: %s", pairs[i][0], err.text);
        vg_buf_init(&text, 1000);
        assert_int_equal(vg_geom_put_wkt(&text, out, 6, NULL), VG_OK);
        assert_string_equal(text.ptr, pairs[i][1]);
        vg_buf_finish(&text);
    }
    vg_buf_finish(&b);
    vg_arena_free(a);
    vg_transform_return(t);
}

static void long_lines_in_the_other_byte_order_come_out_in_ours_without_srid(void **state)
{
    enum { N = 1000 };
    static unsigned char wkb[13 + 16 * N];
    const unsigned char head[13] = {0, 0x20, 0, 0, 2, 0, 0, 0x08, 0x6A, 0, 0, N >> 8, N & 255};
    memcpy(wkb, head, sizeof(head));
    for (int i = 0; i < N; i++) {
        const double xy[2] = {700000, 6600000 + i};
        for (int k = 0; k < 16; k++)
            wkb[13 + 16 * i + k] = ((const unsigned char *)xy)[(k / 8) * 8 + 7 - k % 8];
    }
    struct vg_transform *t = borrow(state, "EPSG:2154", "OGC:CRS84");
    struct vg_buf b;
    struct vg_geom out;
    vg_buf_init(&b, 1 << 16);
    assert_int_equal(vg_transform_geom(t, (struct vg_geom){wkb, sizeof(wkb)}, &b, &out, NULL),
                     VG_OK);
    assert_int_equal(out.len, 9 + 16 * N);
    struct vg_geom_info info;
    assert_int_equal(vg_geom_check(out, &info, NULL), VG_OK);
    near(info.box.min[0], 3, 1e-9);
    near(info.box.max[0], 3, 1e-9);
    near(info.box.min[1], 46.5, 1e-9);
    assert_true(info.box.max[1] > 46.508 && info.box.max[1] < 46.51);
    vg_buf_finish(&b);
    vg_transform_return(t);
}

static void curves_are_straight_before_they_are_transformed(void **state)
{
    struct vg_transform *t = borrow(state, "EPSG:2154", "OGC:CRS84");
    struct vg_arena *a = vg_arena_new(1 << 16);
    struct vg_buf b;
    struct vg_geom out;
    struct vg_geom_info info;
    vg_buf_init(&b, 1 << 16);
    struct vg_geom circle =
        wkt_in(a, "CURVEPOLYGON (CIRCULARSTRING (690000 6600000,710000 6600000,690000 6600000))");
    assert_int_equal(vg_transform_geom(t, circle, &b, &out, NULL), VG_OK);
    assert_int_equal(vg_geom_check(out, &info, NULL), VG_OK);
    assert_int_equal(info.type, VG_GEOM_POLYGON);
    /* a circle on the ground is wider than high in degrees */
    double width = info.box.max[0] - info.box.min[0], height = info.box.max[1] - info.box.min[1];
    near(height / width, cos(46.5 * M_PI / 180), 0.01);
    vg_buf_finish(&b);
    vg_arena_free(a);
    vg_transform_return(t);
}

static void geometries_beyond_the_projection_and_full_buffers_are_told(void **state)
{
    struct vg_transform *t = borrow(state, "OGC:CRS84", "EPSG:2154");
    struct vg_arena *a = vg_arena_new(1 << 16);
    struct vg_buf b;
    struct vg_geom out = {0};
    struct vg_error err = {0};
    vg_buf_init(&b, 64);
    assert_int_equal(vg_transform_geom(t, wkt_in(a, "LINESTRING (3 46,3 -90)"), &b, &out, &err),
                     VG_BAD_INPUT);
    assert_non_null(strstr(err.text, "Lambert-93"));
    assert_int_equal(
        vg_transform_geom(t, wkt_in(a, "LINESTRING (3 46,3 47,3 48,3 49,3 50,3 51,3 52,3 53)"), &b,
                          &out, &err),
        VG_TOO_LARGE);
    assert_int_equal(
        vg_transform_geom(t, (struct vg_geom){(const unsigned char *)"\1\2", 2}, &b, &out, &err),
        VG_BAD_INPUT);
    assert_null(out.wkb);
    assert_int_equal(vg_transform_geom(t, wkt_in(a, "POINT (3 46.5)"), &b, &out, &err), VG_OK);
    vg_buf_finish(&b);
    vg_arena_free(a);
    vg_transform_return(t);
}

static struct vg_bbox image(void **state, const char *from, const char *to, struct vg_bbox box)
{
    struct vg_transform *t = borrow(state, from, to);
    struct vg_bbox out = {0};
    assert_true(vg_transform_bbox(t, &box, &out));
    vg_transform_return(t);
    return out;
}

/* Every place of a box must lie in the box of its image, and the image's box be no wild guess. */
static void the_image_of_a_box_holds_all_its_places(void **state)
{
    static const struct {
        const char *from, *to;
        struct vg_bbox box;
    } cases[] = {
        {"EPSG:2154", "OGC:CRS84", {{100000, 6000000}, {1250000, 7150000}, false}},
        {"OGC:CRS84", "EPSG:2154", {{-5.2, 47.2}, {-1, 48.9}, false}},
        {"OGC:CRS84", "EPSG:2154", {{-9, 41.5}, {10, 51.5}, false}},
        {"OGC:CRS84", "EPSG:3035", {{-30, 30}, {40, 80}, false}},
        {"EPSG:3035", "OGC:CRS84", {{2500000, 1400000}, {7400000, 5500000}, false}},
        {"EPSG:3413", "OGC:CRS84", {{1000000, 1000000}, {2000000, 2000000}, false}},
        {"EPSG:2154", "EPSG:3857", {{600000, 6800000}, {700000, 6900000}, false}},
        {"EPSG:27572", "EPSG:2154", {{500000, 2200000}, {700000, 2400000}, false}},
    };
    for (size_t k = 0; k < VG_COUNT(cases); k++) {
        struct vg_bbox b = cases[k].box, seen;
        struct vg_bbox out = image(state, cases[k].from, cases[k].to, b);
        struct vg_transform *t = borrow(state, cases[k].from, cases[k].to);
        vg_bbox_none(&seen);
        for (int i = 0; i <= 40; i++) {
            for (int j = 0; j <= 40; j++) {
                double xy[2] = {b.min[0] + (b.max[0] - b.min[0]) * i / 40,
                                b.min[1] + (b.max[1] - b.min[1]) * j / 40};
                assert_true(vg_transform_points(t, xy, 1, 2));
                vg_bbox_add(&seen, xy[0], xy[1]);
            }
        }
        vg_transform_return(t);
        for (int axis = 0; axis < 2; axis++) {
            double size = seen.max[axis] - seen.min[axis];
            assert_true(out.min[axis] < seen.min[axis] && out.max[axis] > seen.max[axis]);
            assert_true(out.max[axis] - out.min[axis] < size * 1.01);
        }
    }
}

static void poles_and_the_antimeridian_are_met(void **state)
{
    struct vg_bbox b = image(state, "EPSG:3413", "OGC:CRS84",
                             (struct vg_bbox){{-1000000, -1000000}, {1000000, 1000000}, false});
    assert_true(b.min[0] == -180 && b.max[0] == 180 && b.max[1] == 90);
    assert_true(b.min[1] > 70 && b.min[1] < 80);
    b = image(state, "EPSG:3031", "OGC:CRS84",
              (struct vg_bbox){{-1000000, -1000000}, {1000000, 1000000}, false});
    assert_true(b.min[0] == -180 && b.max[0] == 180 && b.min[1] == -90);
    /* UTM 60 and 1 meet at the antimeridian */
    b = image(state, "EPSG:32601", "OGC:CRS84",
              (struct vg_bbox){{200000, 5000000}, {500000, 5500000}, false});
    assert_true(b.min[0] > 178 && b.min[0] < 180 && b.max[0] > -177.1 && b.max[0] < -176.9);
    struct vg_bbox back = image(state, "OGC:CRS84", "EPSG:32601", b);
    assert_true(back.min[0] < 200000 && back.max[0] > 500000 && back.max[0] < 520000);
    /* up to the antimeridian and not over it */
    b = image(state, "EPSG:3857", "OGC:CRS84",
              (struct vg_bbox){{-20037508.342789244, -1000000}, {0, 1000000}, false});
    assert_true(b.min[0] == -180 && b.max[0] > 0 && b.max[0] < 0.01);
}

static void a_box_wider_than_the_projection_holds_everything(void **state)
{
    struct vg_bbox world = {{-180, -90}, {180, 90}, false};
    static const char *const to[] = {"EPSG:2154", "EPSG:3857", "EPSG:32631", "EPSG:3413",
                                     "EPSG:2193"};
    for (size_t i = 0; i < VG_COUNT(to); i++) {
        struct vg_bbox b = image(state, "OGC:CRS84", to[i], world);
        assert_true(b.min[0] <= -3e7 && b.min[1] <= -3e7 && b.max[0] >= 3e7 && b.max[1] >= 3e7);
    }
    /* half the world, cut to where Lambert 93 is used: all of the north of France, and no more
     * than that */
    struct vg_bbox north =
        image(state, "OGC:CRS84", "EPSG:2154", (struct vg_bbox){{-180, 47}, {180, 90}, false});
    assert_true(north.min[0] < 100000 && north.max[0] > 1200000 && north.max[1] > 7150000);
    assert_true(north.min[1] > 6200000 && north.min[1] < 6660000);
}

static void heights_of_a_box_are_kept(void **state)
{
    struct vg_bbox b =
        image(state, "OGC:CRS84", "EPSG:2154", (struct vg_bbox){{2, 46, -5}, {3, 47, 80}, true});
    assert_true(b.has_z && b.min[2] == -5 && b.max[2] == 80);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(points_go_x_y_to_x_y_whatever_the_authority_says),
        cmocka_unit_test(systems_of_the_same_positions_cost_nothing),
        cmocka_unit_test(what_is_returned_is_lent_again),
        cmocka_unit_test(the_pool_is_bounded),
        cmocka_unit_test(web_mercator_is_what_proj_makes_of_it),
        cmocka_unit_test(positions_without_image_become_nan),
        cmocka_unit_test(measures_and_flat_heights_are_left_alone),
        cmocka_unit_test(geometries_of_all_types_are_transformed_whole),
        cmocka_unit_test(long_lines_in_the_other_byte_order_come_out_in_ours_without_srid),
        cmocka_unit_test(curves_are_straight_before_they_are_transformed),
        cmocka_unit_test(geometries_beyond_the_projection_and_full_buffers_are_told),
        cmocka_unit_test(the_image_of_a_box_holds_all_its_places),
        cmocka_unit_test(poles_and_the_antimeridian_are_met),
        cmocka_unit_test(a_box_wider_than_the_projection_holds_everything),
        cmocka_unit_test(heights_of_a_box_are_kept),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
