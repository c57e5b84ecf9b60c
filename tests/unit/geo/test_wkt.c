#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include <stdio.h>

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

/* The text read and written again. */
static const char *again(struct vg_arena *a, const char *wkt)
{
    struct vg_geom g;
    struct vg_error err = {0};
    VG_AUTO(vg_buf_finish) struct vg_buf b;
    vg_buf_init(&b, 1 << 16);
    if (vg_geom_from_wkt(vg_str_of(wkt), a, &g, &err) != VG_OK ||
        vg_geom_put_wkt(&b, g, 9, &err) != VG_OK)
        fail_msg("'%s': %s", wkt, err.text);
    return vg_arena_cstr(a, (struct vg_str){b.ptr, b.len});
}

static void every_type_comes_back_as_it_was(void **state)
{
    static const char *const same[] = {
        "POINT (1 2)",
        "POINT EMPTY",
        "POINT Z (1 2 3)",
        "POINT M (1 2 3)",
        "POINT ZM (1.5 -2.25 3 4)",
        "POINT ZM EMPTY",
        "LINESTRING (0 0,1 1,2 3)",
        "LINESTRING EMPTY",
        "POLYGON ((0 0,4 0,4 4,0 0),(1 1,2 1,2 2,1 1))",
        "POLYGON Z ((0 0 1,4 0 2,4 4 3,0 0 1))",
        "POLYGON (EMPTY)",
        "POLYGON EMPTY",
        "MULTIPOINT ((1 2),EMPTY,(3 4))",
        "MULTIPOINT EMPTY",
        "MULTILINESTRING ((0 0,1 1),EMPTY)",
        "MULTIPOLYGON (((0 0,1 0,1 1,0 0)),((5 5,6 5,6 6,5 5)))",
        "GEOMETRYCOLLECTION (POINT (1 2),GEOMETRYCOLLECTION (LINESTRING (0 0,1 1)),POLYGON EMPTY)",
        "GEOMETRYCOLLECTION Z (POINT Z (1 2 3))",
        "GEOMETRYCOLLECTION EMPTY",
        "CIRCULARSTRING (0 0,1 1,2 0)",
        "COMPOUNDCURVE ((0 0,1 0),CIRCULARSTRING (1 0,2 1,3 0))",
        "CURVEPOLYGON ((0 0,1 0,1 1,0 0),CIRCULARSTRING (0 0,1 1,0 0),COMPOUNDCURVE ((0 0,1 0)))",
        "MULTICURVE ((0 0,1 1),CIRCULARSTRING (0 0,1 1,2 0))",
        "MULTISURFACE (((0 0,1 0,1 1,0 0)),CURVEPOLYGON (CIRCULARSTRING (0 0,2 0,0 0)))",
        "POLYHEDRALSURFACE Z (((0 0 0,1 0 0,1 1 0,0 0 0)))",
        "TIN (((0 0,1 0,1 1,0 0)),((1 1,1 0,2 0,1 1)))",
        "TRIANGLE ((0 0,1 0,1 1,0 0))",
    };
    for (size_t i = 0; i < VG_COUNT(same); i++)
        assert_string_equal(again(*state, same[i]), same[i]);
}

static void other_spellings_are_understood(void **state)
{
    static const char *const pairs[][2] = {
        {"point(1 2)", "POINT (1 2)"},
        {"  Point \n (\t1   2 ) ", "POINT (1 2)"},
        {"POINT(1 2 3)", "POINT Z (1 2 3)"},
        {"POINT(1 2 3 4)", "POINT ZM (1 2 3 4)"},
        {"POINTZ(1 2 3)", "POINT Z (1 2 3)"},
        {"LineStringZM (1 2 3 4,5 6 7 8)", "LINESTRING ZM (1 2 3 4,5 6 7 8)"},
        {"POINTM(1 2 3)", "POINT M (1 2 3)"},
        {"MULTIPOINT(1 2, 3 4)", "MULTIPOINT ((1 2),(3 4))"},
        {"MULTIPOINT Z(1 2 5, EMPTY)", "MULTIPOINT Z ((1 2 5),EMPTY)"},
        {"GEOMETRYCOLLECTION(POINT Z(1 2 3))", "GEOMETRYCOLLECTION Z (POINT Z (1 2 3))"},
        {"GEOMETRYCOLLECTION Z(POINT (1 2 3),POINT EMPTY)",
         "GEOMETRYCOLLECTION Z (POINT Z (1 2 3),POINT Z EMPTY)"},
        {"MULTIPOLYGON(POLYGON((0 0,1 0,1 1,0 0)))", "MULTIPOLYGON (((0 0,1 0,1 1,0 0)))"},
        {"MULTISURFACE(EMPTY)", "MULTISURFACE (EMPTY)"},
        {"POINT(1e2 -.5)", "POINT (100 -0.5)"},
        {"GEOMCOLLECTION(POINT(1 2))", "GEOMETRYCOLLECTION (POINT (1 2))"},
    };
    for (size_t i = 0; i < VG_COUNT(pairs); i++)
        assert_string_equal(again(*state, pairs[i][0]), pairs[i][1]);
}

static void faults_are_refused_with_their_offset(void **state)
{
    static const struct {
        const char *text;
        int offset;
    } cases[] = {
        {"", 0},
        {"   ", 3},
        {"POINT", 5},
        {"POINT(", 6},
        {"POINT(1)", 7},
        {"POINT(1 2", 9},
        {"POINT(1 2))", 10},
        {"POINT(1 2) x", 11},
        {"POINT(1,2)", 7},
        {"POINT(1 nan)", 8},
        {"POINT(1 1e999)", 8},
        {"POINT(1 2 3 4 5)", 14},
        {"POINT Z(1 2)", 11},
        {"POINT Z(1 2 3 4)", 14},
        {"LINESTRING(1 2, 3 4 5)", 20},
        {"LINESTRING(1 2 3, 3 4)", 21},
        {"LINESTRING(1 2,)", 15},
        {"POLYGON(0 0,1 1)", 8},
        {"POLYGON((0 0,1 1)", 17},
        {"CIRCLE(1 2)", 0},
        {" GEOMETRY(1 2)", 1},
        {"SURFACE EMPTY", 0},
        {"MULTIPOINT(LINESTRING(0 0,1 1))", 11},
        {"GEOMETRYCOLLECTION((0 0))", 19},
        {"GEOMETRYCOLLECTION(EMPTY)", 19},
        {"GEOMETRYCOLLECTION(POINT Z(1 2 3),POINT M(1 2 3))", 39},
        {"COMPOUNDCURVE(COMPOUNDCURVE((0 0,1 1)))", 14},
        {"SRID=4326;POINT(1 2)", 0},
    };
    for (size_t i = 0; i < VG_COUNT(cases); i++) {
        struct vg_geom g = {0};
        struct vg_error err = {0};
        assert_int_equal(vg_geom_from_wkt(vg_str_of(cases[i].text), *state, &g, &err),
                         VG_BAD_INPUT);
        char wanted[32];
        snprintf(wanted, sizeof(wanted), "offset %d:", cases[i].offset);
        if (!strstr(err.text, wanted))
            fail_msg("'%s': '%s' does not say '%s'", cases[i].text, err.text, wanted);
        assert_null(g.wkb);
    }
}

static void faults_are_told_in_french_too(void **state)
{
    struct vg_geom g = {0};
    struct vg_error err = {.lang = VG_FR};
    assert_int_equal(vg_geom_from_wkt(VG_STR("POINT(1 x)"), *state, &g, &err), VG_BAD_INPUT);
    assert_string_equal(err.text, "le WKT est faux à la position 8 : il fallait un nombre fini");
}

static void nesting_is_bounded(void **state)
{
    VG_AUTO(vg_buf_finish) struct vg_buf b;
    for (int depth = VG_GEOM_MAX_DEPTH; depth <= VG_GEOM_MAX_DEPTH + 1; depth++) {
        vg_buf_init(&b, 1 << 16);
        for (int i = 1; i < depth; i++)
            vg_buf_cstr(&b, "GEOMETRYCOLLECTION(");
        vg_buf_cstr(&b, "POINT(1 2)");
        for (int i = 1; i < depth; i++)
            vg_buf_char(&b, ')');
        struct vg_geom g;
        struct vg_geom_info info;
        struct vg_error err = {0};
        enum vg_status s = vg_geom_from_wkt((struct vg_str){b.ptr, b.len}, *state, &g, &err);
        assert_int_equal(s, depth <= VG_GEOM_MAX_DEPTH ? VG_OK : VG_BAD_INPUT);
        if (s == VG_OK)
            assert_int_equal(vg_geom_check(g, &info, NULL), VG_OK);
        else
            assert_non_null(strstr(err.text, "deeper than 32"));
        vg_buf_finish(&b);
    }
    vg_buf_init(&b, 1);
}

static void an_exhausted_arena_is_told(void **state)
{
    (void)state;
    struct vg_arena *small = vg_arena_new(64);
    struct vg_geom g = {0};
    struct vg_error err = {0};
    const char *line = "LINESTRING(0 0,1 1,2 2,3 3,4 4,5 5,6 6,7 7,8 8,9 9)";
    assert_int_equal(vg_geom_from_wkt(vg_str_of(line), small, &g, &err), VG_TOO_LARGE);
    assert_null(g.wkb);
    vg_arena_free(small);
}

static void decimals_are_rounded_and_a_full_buffer_is_told(void **state)
{
    struct vg_geom g;
    struct vg_buf b;
    assert_int_equal(vg_geom_from_wkt(VG_STR("LINESTRING(1.23456 2,3 4)"), *state, &g, NULL),
                     VG_OK);
    vg_buf_init(&b, 100);
    assert_int_equal(vg_geom_put_wkt(&b, g, 2, NULL), VG_OK);
    assert_string_equal(b.ptr, "LINESTRING (1.23 2,3 4)");
    vg_buf_finish(&b);
    vg_buf_init(&b, 16);
    assert_int_equal(vg_geom_put_wkt(&b, g, 2, NULL), VG_TOO_LARGE);
    vg_buf_finish(&b);
}

static void a_broken_geometry_writes_nothing(void **state)
{
    struct vg_geom g;
    struct vg_buf b;
    vg_buf_init(&b, 100);
    assert_int_equal(vg_geom_from_wkt(VG_STR("LINESTRING(1 2,3 4)"), *state, &g, NULL), VG_OK);
    g.len--;
    assert_int_equal(vg_geom_put_wkt(&b, g, 2, NULL), VG_BAD_INPUT);
    assert_int_equal(b.len, 0);
    vg_buf_finish(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_type_comes_back_as_it_was),
        cmocka_unit_test(other_spellings_are_understood),
        cmocka_unit_test(faults_are_refused_with_their_offset),
        cmocka_unit_test(faults_are_told_in_french_too),
        cmocka_unit_test(nesting_is_bounded),
        cmocka_unit_test(an_exhausted_arena_is_told),
        cmocka_unit_test(decimals_are_rounded_and_a_full_buffer_is_told),
        cmocka_unit_test(a_broken_geometry_writes_nothing),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
