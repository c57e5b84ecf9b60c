#include "../arena.h"
#include "../wkt.h"
#include "golden.h"

#include <math.h>

#include <vigie/codec/items.h>
#include <vigie/geo/geom.h>

static const struct vg_crs lonlat = {.decimals = 7}, latlon = {.decimals = 7, .flipped = true},
                           metres = {.decimals = 2};
static struct vg_field one_field[] = {{.name = "v"}};
static const struct vg_collection by_row_id = {.id = "c", .fields = one_field, .n_fields = 1};
static const int first_field[] = {0};

static const char *between(struct vg_buf *b, const char *from, const char *to)
{
    char *start = strstr(b->ptr, from);
    assert_non_null(start);
    char *end = strstr(start, to);
    assert_non_null(end);
    start += strlen(from);
    return vg_arena_cstr(arena, (struct vg_str){start, (size_t)(end - start)});
}

static enum vg_status write_geometry(struct vg_geom g, const struct vg_crs *crs, const char **out, struct vg_error *err)
{
    struct vg_buf b;
    vg_buf_init(&b, 1 << 20);
    struct vg_item_writer w = {.out = &b, .arena = arena, .collection = &by_row_id, .crs = crs};
    struct vg_feature f = {.id = VG_STR("1"), .geom = g};
    enum vg_status r = vg_codec_geojson.begin(&w, err);
    if (r == VG_OK)
        r = vg_codec_geojson.item(&w, &f, err);
    if (r == VG_OK)
        *out = between(&b, "\"geometry\":", ",\"properties\"");
    vg_buf_finish(&b);
    return r;
}

static void assert_geometry(struct vg_geom g, const struct vg_crs *crs, const char *want)
{
    const char *got = NULL;
    struct vg_error err = {0};

    if (write_geometry(g, crs, &got, &err) != VG_OK)
        fail_msg("%s: %s", want, err.text);
    assert_string_equal(got, want);
}

static void each_geometry_type_has_its_geojson_form(void **state)
{
    static const char *const cases[][2] = {
        {"POINT(1.5 -2)", "{\"type\":\"Point\",\"coordinates\":[1.5,-2]}"},
        {"LINESTRING(0 0,1 1.25)", "{\"type\":\"LineString\",\"coordinates\":[[0,0],[1,1.25]]}"},
        {"POLYGON((0 0,4 0,4 4,0 0),(1 1,2 1,2 2,1 1))",
         "{\"type\":\"Polygon\",\"coordinates\":[[[0,0],[4,0],[4,4],[0,0]],[[1,1],[2,2],[2,1],[1,1]]]}"},
        {"MULTIPOINT((1 2),(3 4))", "{\"type\":\"MultiPoint\",\"coordinates\":[[1,2],[3,4]]}"},
        {"MULTILINESTRING((0 0,1 1),(2 2,3 3))",
         "{\"type\":\"MultiLineString\",\"coordinates\":[[[0,0],[1,1]],[[2,2],[3,3]]]}"},
        {"MULTIPOLYGON(((0 0,1 0,1 1,0 0)),((5 5,6 5,6 6,5 5)))",
         "{\"type\":\"MultiPolygon\",\"coordinates\":[[[[0,0],[1,0],[1,1],[0,0]]],[[[5,5],[6,5],[6,6],[5,5]]]]}"},
        {"GEOMETRYCOLLECTION(POINT(1 2),GEOMETRYCOLLECTION(LINESTRING(0 0,1 1)))",
         "{\"type\":\"GeometryCollection\",\"geometries\":[{\"type\":\"Point\",\"coordinates\":[1,2]},"
         "{\"type\":\"GeometryCollection\",\"geometries\":[{\"type\":\"LineString\",\"coordinates\":[[0,0],[1,1]]}]}]}"},
        {"TRIANGLE((0 0,1 0,1 1,0 0))", "{\"type\":\"Polygon\",\"coordinates\":[[[0,0],[1,0],[1,1],[0,0]]]}"},
        {"TIN(((0 0,1 0,1 1,0 0)))", "{\"type\":\"MultiPolygon\",\"coordinates\":[[[[0,0],[1,0],[1,1],[0,0]]]]}"},
        {"POLYHEDRALSURFACE Z(((0 0 1,1 0 1,1 1 1,0 0 1)))",
         "{\"type\":\"MultiPolygon\",\"coordinates\":[[[[0,0,1],[1,0,1],[1,1,1],[0,0,1]]]]}"},
    };

    (void)state;
    for (size_t i = 0; i < VG_COUNT(cases); i++)
        assert_geometry(wkt_in(arena, cases[i][0]), &lonlat, cases[i][1]);
}

/* RFC 7946, 3.1.6; longer than what is written at once */
static void rings_run_the_right_hand_way(void **state)
{
    struct vg_buf wkt_text, expected;

    (void)state;
    assert_geometry(wkt_in(arena, "POLYGON((0 0,4 4,4 0,0 0),(1 1,2 1,2 2,1 1))"), &lonlat,
                    "{\"type\":\"Polygon\",\"coordinates\":[[[0,0],[4,0],[4,4],[0,0]],[[1,1],[2,2],[2,1],[1,1]]]}");
    vg_buf_init(&wkt_text, 1 << 16);
    vg_buf_init(&expected, 1 << 16);
    VG_BUF_LIT(&wkt_text, "POLYGON((0 0");
    VG_BUF_LIT(&expected, "{\"type\":\"Polygon\",\"coordinates\":[[[0,0],[300,0]");
    for (int i = 1; i < 300; i++)
        vg_buf_printf(&wkt_text, ",%d 1", i);
    for (int i = 299; i > 0; i--)
        vg_buf_printf(&expected, ",[%d,1]", i);
    VG_BUF_LIT(&wkt_text, ",300 0,0 0))");
    VG_BUF_LIT(&expected, ",[0,0]]]}");
    assert_geometry(wkt_in(arena, wkt_text.ptr), &lonlat, expected.ptr);
    vg_buf_finish(&wkt_text);
    vg_buf_finish(&expected);
}

static void no_geometry_is_null_and_empty_ones_have_no_coordinates(void **state)
{
    (void)state;
    assert_geometry((struct vg_geom){0}, &lonlat, "null");
    assert_geometry((struct vg_geom){0}, NULL, "null");
    assert_geometry(wkt_in(arena, "POINT EMPTY"), &lonlat, "{\"type\":\"Point\",\"coordinates\":[]}");
    assert_geometry(wkt_in(arena, "POINT Z EMPTY"), &lonlat, "{\"type\":\"Point\",\"coordinates\":[]}");
    assert_geometry(wkt_in(arena, "POLYGON EMPTY"), &lonlat, "{\"type\":\"Polygon\",\"coordinates\":[]}");
    assert_geometry(wkt_in(arena, "MULTIPOLYGON EMPTY"), &lonlat, "{\"type\":\"MultiPolygon\",\"coordinates\":[]}");
    assert_geometry(wkt_in(arena, "GEOMETRYCOLLECTION EMPTY"), &lonlat, "{\"type\":\"GeometryCollection\",\"geometries\":[]}");
}

static void empty_parts_vanish(void **state)
{
    (void)state;
    assert_geometry(wkt_in(arena, "MULTIPOINT(EMPTY,(1 2),EMPTY,(3 4))"), &lonlat,
                    "{\"type\":\"MultiPoint\",\"coordinates\":[[1,2],[3,4]]}");
    assert_geometry(wkt_in(arena, "MULTILINESTRING(EMPTY,(0 0,1 1))"), &lonlat,
                    "{\"type\":\"MultiLineString\",\"coordinates\":[[[0,0],[1,1]]]}");
}

static void axes_are_swapped_where_the_authority_says_so(void **state)
{
    (void)state;
    assert_geometry(wkt_in(arena, "POINT Z(2.35 48.85 35)"), &latlon, "{\"type\":\"Point\",\"coordinates\":[48.85,2.35,35]}");
    assert_geometry(wkt_in(arena, "LINESTRING(1 2,3 4)"), &latlon, "{\"type\":\"LineString\",\"coordinates\":[[2,1],[4,3]]}");
}

static void z_is_written_and_m_is_not(void **state)
{
    (void)state;
    assert_geometry(wkt_in(arena, "POINT M(1 2 9)"), &lonlat, "{\"type\":\"Point\",\"coordinates\":[1,2]}");
    assert_geometry(wkt_in(arena, "LINESTRING ZM(1 2 3 9,4 5 6.00004 9)"), &lonlat,
                    "{\"type\":\"LineString\",\"coordinates\":[[1,2,3],[4,5,6]]}");
}

static void decimals_follow_the_crs(void **state)
{
    (void)state;
    assert_geometry(wkt_in(arena, "POINT Z(2.123456789 48.5 1.23456)"), &lonlat,
                    "{\"type\":\"Point\",\"coordinates\":[2.1234568,48.5,1.2346]}");
    assert_geometry(wkt_in(arena, "POINT Z(652709.999 6862305.123 1.23456)"), &metres,
                    "{\"type\":\"Point\",\"coordinates\":[652710,6862305.12,1.23]}");
}

static void curves_become_line_strings(void **state)
{
    const char *got = NULL;
    struct vg_error err = {0};

    (void)state;
    assert_int_equal(write_geometry(wkt_in(arena, "CIRCULARSTRING(0 0,1 1,2 0)"), &lonlat, &got, &err), VG_OK);
    assert_memory_equal(got, "{\"type\":\"LineString\",\"coordinates\":[[0,0],", strlen("{\"type\":\"LineString\",\"coordinates\":[[0,0],"));
    assert_non_null(strstr(got, ",[2,0]]}"));
    assert_int_equal(write_geometry(wkt_in(arena, "GEOMETRYCOLLECTION(POINT(9 9),CURVEPOLYGON(CIRCULARSTRING(0 0,1 1,2 0,1 -1,0 0)))"),
                                    &lonlat, &got, &err), VG_OK);
    assert_non_null(strstr(got, "{\"type\":\"Polygon\",\"coordinates\":[[[0,0],"));
}

static void long_runs_are_written_whole(void **state)
{
    enum { N = 1000 };
    unsigned char *wkb = vg_arena_alloc(arena, 9 + N * 16);
    const uint32_t type = 2, n = N;
    const char *got = NULL;
    struct vg_error err = {0};
    size_t commas = 0;

    (void)state;
    wkb[0] = *(const unsigned char *)&(uint16_t){1};
    memcpy(wkb + 1, &type, 4);
    memcpy(wkb + 5, &n, 4);
    for (int i = 0; i < N; i++) {
        double xy[2] = {i, -i};
        memcpy(wkb + 9 + 16 * i, xy, 16);
    }
    assert_int_equal(write_geometry((struct vg_geom){wkb, 9 + N * 16}, &lonlat, &got, &err), VG_OK);
    for (const char *p = got; *p; p++)
        commas += *p == ',';
    assert_int_equal(commas, 2 * N); /* one in each position, one between two, one after the type */
    assert_non_null(strstr(got, "[127,-127],[128,-128],"));
    assert_non_null(strstr(got, ",[999,-999]]}"));
}

static void a_geometry_that_cannot_be_written_is_our_error_and_names_the_item(void **state)
{
    struct vg_geom cut = wkt_in(arena, "LINESTRING(0 0,1 1)"), open = wkt_in(arena, "POINT(1 2)"), more = wkt_in(arena, "POINT(1 2)");
    unsigned char *bytes = vg_arena_alloc(arena, open.len + 1);
    const char *got = NULL;
    struct vg_error err = {0};
    double infinite = INFINITY;

    (void)state;
    cut.len -= 8;
    assert_int_equal(write_geometry(cut, &lonlat, &got, &err), VG_BUG);
    assert_non_null(strstr(err.text, "item '1'"));
    memcpy(bytes, open.wkb, open.len);
    memcpy(bytes + 5, &infinite, sizeof(infinite));
    open.wkb = bytes;
    assert_int_equal(write_geometry(open, &lonlat, &got, &err), VG_BUG);
    assert_non_null(strstr(err.text, "not finite"));
    bytes = vg_arena_alloc(arena, more.len + 1);
    memcpy(bytes, more.wkb, more.len);
    assert_int_equal(write_geometry((struct vg_geom){bytes, more.len + 1}, &lonlat, &got, &err), VG_BUG);
}

static void a_point_with_one_coordinate_missing_is_an_error(void **state)
{
    struct vg_geom p = wkt_in(arena, "POINT(1 2)");
    unsigned char *bytes = vg_arena_alloc(arena, p.len);
    const char *got = NULL;
    struct vg_error err = {0};
    double nan_value = NAN;

    (void)state;
    memcpy(bytes, p.wkb, p.len);
    memcpy(bytes + 5, &nan_value, sizeof(nan_value));
    assert_int_equal(write_geometry((struct vg_geom){bytes, p.len}, &lonlat, &got, &err), VG_BUG);
}

static void assert_value(struct vg_value v, const char *want)
{
    struct vg_buf b;
    vg_buf_init(&b, 1 << 16);
    struct vg_item_writer w = {.out = &b, .arena = arena, .collection = &by_row_id, .fields = first_field,
                               .n_fields = 1};
    struct vg_feature f = {.id = VG_STR("1"), .values = &v};
    assert_int_equal(vg_codec_geojson.begin(&w, NULL), VG_OK);
    assert_int_equal(vg_codec_geojson.item(&w, &f, NULL), VG_OK);
    assert_string_equal(between(&b, "{\"v\":", "}}"), want);
    vg_buf_finish(&b);
}

static void each_kind_of_value_has_its_json_form(void **state)
{
    (void)state;
    assert_value((struct vg_value){.kind = VG_V_NULL}, "null");
    assert_value((struct vg_value){.kind = VG_V_BOOL, .boolean = false}, "false");
    assert_value((struct vg_value){.kind = VG_V_INT, .integer = INT64_MIN}, "-9223372036854775808");
    assert_value((struct vg_value){.kind = VG_V_DOUBLE, .real = 0.1}, "0.1");
    assert_value((struct vg_value){.kind = VG_V_DOUBLE, .real = 3}, "3.0");
    assert_value((struct vg_value){.kind = VG_V_DOUBLE, .real = 1e300}, "1e+300");
    assert_value((struct vg_value){.kind = VG_V_FLOAT, .real = -4}, "-4.0");
    assert_value((struct vg_value){.kind = VG_V_DOUBLE, .real = NAN}, "null");
    assert_value((struct vg_value){.kind = VG_V_FLOAT, .real = -INFINITY}, "null");
    assert_value((struct vg_value){.kind = VG_V_FLOAT, .real = 0.1f}, "0.1");
    assert_value((struct vg_value){.kind = VG_V_TEXT, .text = VG_STR("l'\"île\"\n\xff")}, "\"l'\\\"île\\\"\\n\xEF\xBF\xBD\"");
    assert_value((struct vg_value){.kind = VG_V_NUMBER, .text = VG_STR("12.50")}, "12.50");
    assert_value((struct vg_value){.kind = VG_V_JSON, .text = VG_STR("[1,{\"a\":null}]")}, "[1,{\"a\":null}]");
    assert_value((struct vg_value){.kind = VG_V_BYTES, .text = VG_STR("fo")}, "\"Zm8=\"");
    assert_value((struct vg_value){.kind = VG_V_DATE, .integer = 0}, "\"1970-01-01\"");
    assert_value((struct vg_value){.kind = VG_V_DATETIME, .integer = 1}, "\"1970-01-01T00:00:00.000001Z\"");
    assert_value((struct vg_value){.kind = VG_V_LOCALTIME, .integer = -1000000}, "\"1969-12-31T23:59:59\"");
    assert_value((struct vg_value){.kind = VG_V_TIME, .integer = VG_US_PER_DAY}, "\"24:00:00\"");
}

static void times_out_of_the_years_that_can_be_written_are_null(void **state)
{
    (void)state;
    assert_value((struct vg_value){.kind = VG_V_DATE, .integer = -719528}, "\"0000-01-01\"");
    assert_value((struct vg_value){.kind = VG_V_DATE, .integer = -719529}, "null");
    assert_value((struct vg_value){.kind = VG_V_DATE, .integer = 2932896}, "\"9999-12-31\"");
    assert_value((struct vg_value){.kind = VG_V_DATE, .integer = 2932897}, "null");
    assert_value((struct vg_value){.kind = VG_V_DATETIME, .integer = INT64_MAX}, "null");
    assert_value((struct vg_value){.kind = VG_V_DATETIME, .integer = INT64_C(253402300799999999)},
                 "\"9999-12-31T23:59:59.999999Z\"");
    assert_value((struct vg_value){.kind = VG_V_LOCALTIME, .integer = INT64_MIN}, "null");
    assert_value((struct vg_value){.kind = VG_V_TIME, .integer = -1}, "null");
}

static void assert_id(const struct vg_collection *c, const char *id, const char *want)
{
    struct vg_buf b;
    vg_buf_init(&b, 1 << 16);
    struct vg_item_writer w = {.out = &b, .arena = arena, .collection = c};
    struct vg_feature f = {.id = vg_str_of(id)};
    assert_int_equal(vg_codec_geojson.begin(&w, NULL), VG_OK);
    assert_int_equal(vg_codec_geojson.item(&w, &f, NULL), VG_OK);
    assert_string_equal(between(&b, "\"id\":", ",\"geometry\""), want);
    vg_buf_finish(&b);
}

static void the_id_is_a_number_where_the_key_is_one_integer(void **state)
{
    struct vg_field fields[] = {{.name = "code", .type = VG_T_TEXT}, {.name = "n", .type = VG_T_INT}};
    struct vg_collection c = {.id = "c", .fields = fields, .n_fields = 2};

    (void)state;
    assert_id(&c, "-12", "-12");
    c.n_key = 1;
    c.key[0] = 1;
    assert_id(&c, "9007199254740993", "9007199254740993");
    assert_id(&c, "x", "\"x\"");
    c.key[0] = 0;
    assert_id(&c, "01004", "\"01004\"");
    assert_id(&c, "2", "\"2\"");
    c.n_key = 2;
    c.key[1] = 1;
    assert_id(&c, "2", "\"2\"");
}

static void a_page_is_one_compact_feature_collection(void **state)
{
    struct vg_field fields[] = {{.name = "code", .type = VG_T_TEXT}, {.name = "a \"b\"", .type = VG_T_INT},
                                {.name = "skipped"}, {.name = "surface", .type = VG_T_DOUBLE}};
    const int chosen[] = {0, 3, 1};
    const struct vg_collection c = {.id = "c", .fields = fields, .n_fields = 4, .key = {0}, .n_key = 1};
    const struct vg_link links[] = {
        {.href = "http://x/items?f=json&limit=2", .rel = "self", .type = "application/geo+json", .title = "this page"},
        {.href = "http://x/d.gpkg", .rel = "enclosure", .hreflang = "fr", .length = 1234}};
    const struct vg_value values[] = {{.kind = VG_V_TEXT, .text = VG_STR("2A004")}, {.kind = VG_V_DOUBLE, .real = 8.5},
                                      {.kind = VG_V_INT, .integer = -1}};
    struct vg_buf b;

    (void)state;
    vg_buf_init(&b, 1 << 16);
    struct vg_item_writer w = {.out = &b, .arena = arena, .collection = &c, .fields = chosen, .n_fields = 3,
                               .crs = &lonlat};
    struct vg_feature f = {.id = VG_STR("2A004"), .values = values, .geom = wkt_in(arena, "POINT(8.73 41.92)")};
    struct vg_page_info p = {.returned = 2, .matched = 7, .timestamp = "2026-01-01T00:00:00Z", .links = links, .n_links = 2};
    assert_int_equal(vg_codec_geojson.begin(&w, NULL), VG_OK);
    assert_int_equal(vg_codec_geojson.item(&w, &f, NULL), VG_OK);
    f.geom = (struct vg_geom){0};
    assert_int_equal(vg_codec_geojson.item(&w, &f, NULL), VG_OK);
    assert_int_equal(vg_codec_geojson.end(&w, &p, NULL), VG_OK);
    assert_golden("geojson/page.json", (struct vg_str){b.ptr, b.len});

    vg_buf_clear(&b);
    assert_int_equal(vg_codec_geojson.begin(&w, NULL), VG_OK);
    p = (struct vg_page_info){.matched = -1};
    assert_int_equal(vg_codec_geojson.end(&w, &p, NULL), VG_OK);
    assert_golden("geojson/empty.json", (struct vg_str){b.ptr, b.len});

    vg_buf_clear(&b);
    p = (struct vg_page_info){.links = links, .n_links = 1};
    assert_int_equal(vg_codec_geojson.single(&w, &f, &p, NULL), VG_OK);
    assert_golden("geojson/single.json", (struct vg_str){b.ptr, b.len});
    vg_buf_finish(&b);
}

static void a_full_buffer_is_no_error_of_the_codec_and_stays_full(void **state)
{
    struct vg_buf b;
    struct vg_error err = {0};

    (void)state;
    vg_buf_init(&b, 100);
    struct vg_item_writer w = {.out = &b, .arena = arena, .collection = &by_row_id, .crs = &lonlat};
    struct vg_feature f = {.id = VG_STR("1"), .geom = wkt_in(arena, "LINESTRING(0 0,1 1,2 2,3 3,4 4,5 5)")};
    assert_int_equal(vg_codec_geojson.begin(&w, &err), VG_OK);
    for (int i = 0; i < 3; i++)
        assert_int_equal(vg_codec_geojson.item(&w, &f, &err), VG_OK);
    assert_int_equal(vg_buf_check(&b, &err), VG_TOO_LARGE);
    vg_buf_finish(&b);

    /* in the middle of a long ring: what is left of it is not taken for broken bytes */
    struct vg_geom ring = vg_geom_of_box(arena, &(struct vg_bbox){.max = {1, 1}}, 100), point = wkt_in(arena, "POINT(1 2)");
    struct vg_geom head = wkt_in(arena, "GEOMETRYCOLLECTION(POINT(0 0),POINT(0 0))");
    unsigned char *wkb = vg_arena_alloc(arena, 9 + ring.len + point.len);
    memcpy(wkb, head.wkb, 9);
    memcpy(wkb + 9, ring.wkb, ring.len);
    memcpy(wkb + 9 + ring.len, point.wkb, point.len);
    f.geom = (struct vg_geom){wkb, 9 + ring.len + point.len};
    vg_buf_init(&b, 200);
    assert_int_equal(vg_codec_geojson.begin(&w, &err), VG_OK);
    assert_int_equal(vg_codec_geojson.item(&w, &f, &err), VG_OK);
    assert_int_equal(vg_buf_check(&b, &err), VG_TOO_LARGE);
    vg_buf_finish(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_geometry_type_has_its_geojson_form),
        cmocka_unit_test(rings_run_the_right_hand_way),
        cmocka_unit_test(no_geometry_is_null_and_empty_ones_have_no_coordinates),
        cmocka_unit_test(empty_parts_vanish),
        cmocka_unit_test(axes_are_swapped_where_the_authority_says_so),
        cmocka_unit_test(z_is_written_and_m_is_not),
        cmocka_unit_test(decimals_follow_the_crs),
        cmocka_unit_test(curves_become_line_strings),
        cmocka_unit_test(long_runs_are_written_whole),
        cmocka_unit_test(a_geometry_that_cannot_be_written_is_our_error_and_names_the_item),
        cmocka_unit_test(a_point_with_one_coordinate_missing_is_an_error),
        cmocka_unit_test(each_kind_of_value_has_its_json_form),
        cmocka_unit_test(times_out_of_the_years_that_can_be_written_are_null),
        cmocka_unit_test(the_id_is_a_number_where_the_key_is_one_integer),
        cmocka_unit_test(a_page_is_one_compact_feature_collection),
        cmocka_unit_test(a_full_buffer_is_no_error_of_the_codec_and_stays_full),
    };
    return cmocka_run_group_tests_name("geojson", tests, set_up, tear_down);
}
