#include "wkt.h"

#include <math.h>
#include <stdlib.h>

static struct vg_geom_info check(struct vg_geom g)
{
    struct vg_geom_info info;
    struct vg_error err = {0};
    if (vg_geom_check(g, &info, &err) != VG_OK)
        fail_msg("%s", err.text);
    return info;
}

/* Bytes from hex digits, for geometries as other programs write them. */
static struct vg_geom hex(void **state, const char *digits)
{
    size_t len = strlen(digits) / 2;
    unsigned char *p = vg_arena_alloc(*state, len);
    for (size_t i = 0; i < len; i++) {
        char pair[3] = {digits[2 * i], digits[2 * i + 1], 0};
        p[i] = (unsigned char)strtoul(pair, NULL, 16);
    }
    return (struct vg_geom){p, len};
}

static void names_of_types_are_known_in_any_spelling(void **state)
{
    (void)state;
    assert_int_equal(vg_geom_type_of_name(VG_STR("MULTIPOLYGON")), VG_GEOM_MULTIPOLYGON);
    assert_int_equal(vg_geom_type_of_name(VG_STR("MultiPolygonZM")), VG_GEOM_MULTIPOLYGON);
    assert_int_equal(vg_geom_type_of_name(VG_STR("Point M")), VG_GEOM_POINT);
    assert_int_equal(vg_geom_type_of_name(VG_STR("tin z")), VG_GEOM_TIN);
    assert_int_equal(vg_geom_type_of_name(VG_STR("GEOMCOLLECTION")), VG_GEOM_COLLECTION);
    assert_int_equal(vg_geom_type_of_name(VG_STR("GEOMETRY")), VG_GEOM_ANY);
    assert_int_equal(vg_geom_type_of_name(VG_STR("ZM")), VG_GEOM_ANY);
    assert_int_equal(vg_geom_type_of_name((struct vg_str){0}), VG_GEOM_ANY);
    for (int t = VG_GEOM_ANY; t <= VG_GEOM_TRIANGLE; t++)
        assert_int_equal(vg_geom_type_of_name(vg_str_of(vg_geom_type_name(t))), t);
    assert_string_equal(vg_geom_type_geojson(VG_GEOM_CURVEPOLYGON), "Polygon");
    assert_string_equal(vg_geom_type_geojson(VG_GEOM_TIN), "MultiPolygon");
    assert_null(vg_geom_type_geojson(VG_GEOM_ANY));
    assert_null(vg_geom_type_geojson(VG_GEOM_SURFACE));
}

static void a_check_measures_the_whole(void **state)
{
    struct vg_geom_info i =
        check(wkt(state, "MULTIPOLYGON Z (((0 0 5,4 0 6,4 -3 7,0 0 5)),EMPTY)"));
    assert_int_equal(i.type, VG_GEOM_MULTIPOLYGON);
    assert_true(i.has_z && !i.has_m && !i.empty && !i.has_curve && i.finite);
    assert_int_equal(i.n_points, 4);
    assert_true(i.box.min[0] == 0 && i.box.max[0] == 4 && i.box.min[1] == -3 && i.box.max[1] == 0);
    assert_true(i.box.has_z && i.box.min[2] == 5 && i.box.max[2] == 7);

    i = check(wkt(state, "LINESTRING M (1 9 100,2 8 -100,3 7 0)"));
    assert_true(i.has_m && !i.has_z && !i.box.has_z);
    assert_true(i.box.min[0] == 1 && i.box.max[0] == 3 && i.box.min[1] == 7 && i.box.max[1] == 9);
}

static void emptiness_is_seen_at_any_depth(void **state)
{
    static const char *const empty[] = {"POINT EMPTY", "LINESTRING EMPTY", "POLYGON (EMPTY)",
                                        "MULTIPOINT (EMPTY,EMPTY)",
                                        "GEOMETRYCOLLECTION Z (TIN Z EMPTY)"};
    for (size_t k = 0; k < VG_COUNT(empty); k++) {
        struct vg_geom_info i = check(wkt(state, empty[k]));
        assert_true(i.empty && i.finite && i.n_points == 0);
        assert_true(vg_bbox_is_none(&i.box) && !i.box.has_z);
    }
    assert_false(check(wkt(state, "GEOMETRYCOLLECTION (POINT EMPTY,POINT (1 2))")).empty);
}

static void values_that_are_not_finite_are_seen_wherever_they_stand(void **state)
{
    const double bad[] = {NAN, INFINITY, -INFINITY};
    for (size_t at = 0; at < 10; at++) {
        for (size_t k = 0; k < VG_COUNT(bad); k++) {
            struct vg_geom g = wkt(state, "LINESTRING (1 2,3 4,5 6,7 8,9 10)");
            memcpy((unsigned char *)g.wkb + 9 + 8 * at, &bad[k], 8);
            assert_false(check(g).finite);
        }
    }
    struct vg_geom z = wkt(state, "POINT Z (1 2 3)");
    memcpy((unsigned char *)z.wkb + 21, &bad[0], 8);
    struct vg_geom_info i = check(z);
    assert_true(i.finite && i.has_z && !i.box.has_z);
    struct vg_geom half = wkt(state, "POINT (1 2)");
    memcpy((unsigned char *)half.wkb + 5, &bad[0], 8);
    i = check(half);
    assert_false(i.finite || i.empty);
}

static void curves_are_boxed_by_their_arcs(void **state)
{
    struct vg_geom_info i = check(wkt(state, "CIRCULARSTRING (-1 0,0 1,1 0)"));
    assert_true(i.has_curve && i.n_points == 3);
    assert_true(i.box.min[1] == 0 && fabs(i.box.max[1] - 1) < 1e-12);
    i = check(wkt(state, "CURVEPOLYGON (CIRCULARSTRING (3 4,3 6,3 4))"));
    assert_true(fabs(i.box.min[0] - 2) < 1e-12 && fabs(i.box.max[0] - 4) < 1e-12);
    assert_true(fabs(i.box.min[1] - 4) < 1e-12 && fabs(i.box.max[1] - 6) < 1e-12);
    assert_true(check(wkt(state, "MULTISURFACE (((0 0,1 0,1 1,0 0)))")).has_curve);
    assert_false(check(wkt(state, "POLYHEDRALSURFACE (((0 0,1 0,1 1,0 0)))")).has_curve);
}

static void both_byte_orders_and_ewkb_are_read(void **state)
{
    static const struct {
        const char *digits;
        bool z, m;
    } cases[] = {
        /* POINT (1 2): little and big end first, EWKB with SRID, its Z, its ZM, ISO Z, M and ZM. */
        {"0101000000000000000000F03F0000000000000040", false, false},
        {"00000000013FF00000000000004000000000000000", false, false},
        {"0101000020E6100000000000000000F03F0000000000000040", false, false},
        {"01010000A0E6100000000000000000F03F00000000000000400000000000000840", true, false},
        {"00E0000001000010E63FF0000000000000400000000000000040080000000000004010000000000000", true,
         true},
        {"01E9030000000000000000F03F00000000000000400000000000000840", true, false},
        {"00000007D13FF000000000000040000000000000004008000000000000", false, true},
        {"0000000BB93FF0000000000000400000000000000040080000000000004010000000000000", true, true},
    };
    for (size_t k = 0; k < VG_COUNT(cases); k++) {
        struct vg_geom g = hex(state, cases[k].digits);
        struct vg_geom_info i = check(g);
        assert_int_equal(i.type, VG_GEOM_POINT);
        assert_int_equal(i.has_z, cases[k].z);
        assert_int_equal(i.has_m, cases[k].m);
        assert_true(i.box.min[0] == 1 && i.box.max[1] == 2);
        assert_true(!i.has_z || i.box.min[2] == 3);
    }
}

static void parts_may_have_another_byte_order_than_the_whole(void **state)
{
    struct vg_geom g = hex(state, "000000000500000002"
                                  "010200000002000000"
                                  "000000000000F03F000000000000004000000000000008400000000000001040"
                                  "0000000002000000013FF00000000000004014000000000000");
    struct vg_geom_info i = check(g);
    assert_int_equal(i.n_points, 3);
    assert_true(i.box.min[0] == 1 && i.box.max[0] == 3 && i.box.min[1] == 2 && i.box.max[1] == 5);
    struct vg_buf b;
    vg_buf_init(&b, 100);
    assert_int_equal(vg_geom_put_wkt(&b, g, 1, NULL), VG_OK);
    assert_string_equal(b.ptr, "MULTILINESTRING ((1 2,3 4),(1 5))");
    vg_buf_finish(&b);
}

static void bytes_cut_off_or_left_over_are_refused(void **state)
{
    static const char *const texts[] = {
        "POINT ZM (1 2 3 4)",
        "POLYGON ((0 0,1 0,1 1,0 0),(0 0,1 0,1 1,0 0))",
        "GEOMETRYCOLLECTION (MULTIPOINT ((1 2)),LINESTRING (0 0,1 1),TRIANGLE ((0 0,1 0,1 1,0 0)))",
        "CURVEPOLYGON (COMPOUNDCURVE (CIRCULARSTRING (0 0,1 1,2 0),(2 0,0 0)))",
    };
    for (size_t k = 0; k < VG_COUNT(texts); k++) {
        struct vg_geom g = wkt(state, texts[k]);
        struct vg_geom_info info;
        struct vg_error err = {0};
        for (size_t len = 0; len < g.len; len++) {
            unsigned char *cut =
                malloc(len ? len : 1); /* so that a sanitizer sees a step too far */
            memcpy(cut, g.wkb, len);
            assert_int_equal(vg_geom_check((struct vg_geom){cut, len}, &info, &err), VG_BAD_INPUT);
            free(cut);
        }
        unsigned char *more = calloc(1, g.len + 3);
        memcpy(more, g.wkb, g.len);
        assert_int_equal(vg_geom_check((struct vg_geom){more, g.len + 3}, &info, &err),
                         VG_BAD_INPUT);
        assert_non_null(strstr(err.text, "'3' bytes"));
        free(more);
    }
    assert_int_equal(vg_geom_check((struct vg_geom){0}, &(struct vg_geom_info){0}, NULL),
                     VG_BAD_INPUT);
}

static void counts_beyond_the_bytes_are_refused(void **state)
{
    static const char *const broken[] = {
        "0102000000FFFFFFFF",                         /* positions */
        "0103000000FFFFFFFF00000000",                 /* rings */
        "010300000001000000FFFFFF0F0000000000000000", /* positions of a ring */
        "0107000000FFFFFFFF010700000000000000",       /* parts */
    };
    for (size_t k = 0; k < VG_COUNT(broken); k++)
        assert_int_equal(vg_geom_check(hex(state, broken[k]), &(struct vg_geom_info){0}, NULL),
                         VG_BAD_INPUT);
}

static void what_is_no_geometry_is_refused_with_the_reason(void **state)
{
    static const struct {
        const char *digits, *says;
    } cases[] = {
        {"0201000000000000000000F03F0000000000000040", "byte order is '2'"},
        {"0100000000000000000000F03F0000000000000040", "'0' is not a known geometry type"},
        {"010D00000000000000", "'13'"},
        {"011200000000000000", "'18'"},
        {"01A10F0000000000000000F03F0000000000000040", "'4001'"},
        {"010400000001000000010200000000000000", "'LINESTRING' cannot be part of a 'MULTIPOINT'"},
        {"01EC03000001000000010100000000000000000000000000000000000000", "other dimensions"},
    };
    for (size_t k = 0; k < VG_COUNT(cases); k++) {
        struct vg_error err = {0};
        assert_int_equal(
            vg_geom_check(hex(state, cases[k].digits), &(struct vg_geom_info){0}, &err),
            VG_BAD_INPUT);
        if (!strstr(err.text, cases[k].says))
            fail_msg("'%s' does not say '%s'", err.text, cases[k].says);
    }
}

static void depth_is_bounded(void **state)
{
    for (int depth = VG_GEOM_MAX_DEPTH; depth <= VG_GEOM_MAX_DEPTH + 1; depth++) {
        unsigned char *p = vg_arena_alloc(*state, (size_t)depth * 9);
        for (int i = 0; i < depth; i++) {
            const unsigned char head[9] = {1, 7, 0, 0, 0, i + 1 < depth, 0, 0, 0};
            memcpy(p + 9 * i, head, 9);
        }
        struct vg_geom g = {p, (size_t)depth * 9};
        assert_int_equal(vg_geom_check(g, &(struct vg_geom_info){0}, NULL),
                         depth <= VG_GEOM_MAX_DEPTH ? VG_OK : VG_BAD_INPUT);
        assert_false(vg_geom_meets_box(g, &(struct vg_bbox){{-1, -1}, {1, 1}, false}));
    }
}

static void positions_come_in_machine_order_from_any_address(void **state)
{
    static const char *const lines[] = {
        "010200000002000000000000000000F03F000000000000004000000000000008400000000000001040",
        "0000000002000000023FF0000000000000400000000000000040080000000000004010000000000000"};
    for (size_t k = 0; k < VG_COUNT(lines); k++) {
        for (size_t shift = 0; shift < 8; shift++) {
            struct vg_geom g = hex(state, lines[k]);
            unsigned char *p = vg_arena_alloc(*state, g.len + 8);
            memcpy(p + shift, g.wkb, g.len);
            struct vg_wkb r = vg_wkb_of((struct vg_geom){p + shift, g.len});
            struct vg_geom_head h;
            assert_int_equal(vg_wkb_head(&r, &h, NULL), VG_OK);
            assert_int_equal(h.count, 2);
            double room[4];
            const double *v = vg_wkb_points(&r, h.count, h.dims, room);
            assert_true(v[0] == 1 && v[1] == 2 && v[2] == 3 && v[3] == 4);
            assert_ptr_equal(r.at, r.end);
            assert_null(vg_wkb_points(&r, 1, 2, room));
        }
    }
}

static void points_and_boxes_are_built(void **state)
{
    struct vg_geom_info i = check(vg_geom_of_point(*state, 3, 4));
    assert_int_equal(i.type, VG_GEOM_POINT);
    assert_true(i.box.min[0] == 3 && i.box.min[1] == 4);

    struct vg_bbox box = {{0, 0}, {4, 2}, false};
    struct vg_buf b;
    vg_buf_init(&b, 400);
    assert_int_equal(vg_geom_put_wkt(&b, vg_geom_of_box(*state, &box, 1), 3, NULL), VG_OK);
    assert_string_equal(b.ptr, "POLYGON ((0 0,4 0,4 2,0 2,0 0))");
    vg_buf_finish(&b);
    vg_buf_init(&b, 400);
    assert_int_equal(vg_geom_put_wkt(&b, vg_geom_of_box(*state, &box, 2), 3, NULL), VG_OK);
    assert_string_equal(b.ptr, "POLYGON ((0 0,2 0,4 0,4 1,4 2,2 2,0 2,0 1,0 0))");
    vg_buf_finish(&b);

    const struct { struct vg_bbox box; const char *wkt; } flat[] = {
        {{{1, 2}, {1, 2}, false}, "POINT (1 2)"},
        {{{1, 2}, {1, 4}, false}, "LINESTRING (1 2,1 3,1 4)"},
        {{{1, 2}, {5, 2}, false}, "LINESTRING (1 2,3 2,5 2)"},
    };
    for (size_t k = 0; k < VG_COUNT(flat); k++) {
        vg_buf_init(&b, 400);
        assert_int_equal(vg_geom_put_wkt(&b, vg_geom_of_box(*state, &flat[k].box, 2), 3, NULL), VG_OK);
        assert_string_equal(b.ptr, flat[k].wkt);
        vg_buf_finish(&b);
    }

    struct vg_arena *full = vg_arena_new(16);
    assert_null(vg_geom_of_box(full, &box, 100).wkb);
    vg_arena_free(full);
}

/* The first and the last position of the ring, byte for byte. */
static void a_box_from_minus_zero_is_closed(void **state)
{
    const struct vg_bbox box = {.min = {-0.0, -0.0}, .max = {1, 2}};
    struct vg_geom g = vg_geom_of_box(*state, &box, 1);
    assert_memory_equal(g.wkb + g.len - 16, g.wkb + 13, 16);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_of_types_are_known_in_any_spelling),
        cmocka_unit_test(a_check_measures_the_whole),
        cmocka_unit_test(emptiness_is_seen_at_any_depth),
        cmocka_unit_test(values_that_are_not_finite_are_seen_wherever_they_stand),
        cmocka_unit_test(curves_are_boxed_by_their_arcs),
        cmocka_unit_test(both_byte_orders_and_ewkb_are_read),
        cmocka_unit_test(parts_may_have_another_byte_order_than_the_whole),
        cmocka_unit_test(bytes_cut_off_or_left_over_are_refused),
        cmocka_unit_test(counts_beyond_the_bytes_are_refused),
        cmocka_unit_test(what_is_no_geometry_is_refused_with_the_reason),
        cmocka_unit_test(depth_is_bounded),
        cmocka_unit_test(positions_come_in_machine_order_from_any_address),
        cmocka_unit_test(points_and_boxes_are_built),
        cmocka_unit_test(a_box_from_minus_zero_is_closed),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
