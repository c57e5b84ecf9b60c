/* Rows as they stand in the file: every type, what does not fit its column, geometries whole and broken, ids. */
#include "ask.h"

#include "../../../src/store/gpkg/values/json.h"

/* ------------------------------------------------------------------------------------------- values */

static void every_type_is_read_as_it_stands(void **state)
{
    (void)state;
    features("typed", "fid integer primary key, b boolean, i integer, s smallint, f float, d double, t text, day date,"
                      " at datetime, j json, bytes blob, num numeric(9,2)", "GEOMETRY", 4326);
    run("insert into typed values (1, 1, 9223372036854775807, -32768, 0.1, 1e300, 'é|\"', '2018-02-12',"
        " '2018-02-12T23:20:50.520Z', '{\"a\":[1,null]}', x'00ff10', 12, geom('LINESTRING Z(1 2 3,4 5 6)')),"
        " (2, 0, null, null, 3.4028234663852886e38, 9e999, '', '0001-01-01', '1969-12-31T23:59:59.999999Z', '[7]', x'', 0.5,"
        " null), (3, null, null, null, null, null, null, null, null, null, null, null, null)");
    struct vg_query q = query_of("typed");
    assert_string_equal(row_text(&q, "1"),
                        "int 1|bool true|int 9223372036854775807|int -32768|float 0.1|double 1e+300|text é|\"|"
                        "date 2018-02-12|datetime 2018-02-12T23:20:50.52Z|json {\"a\":[1,null]}|bytes AP8Q|double 12|"
                        "LINESTRING Z (1 2 3,4 5 6)");
    assert_string_equal(row_text(&q, "2"),
                        "int 2|bool false|null|null|float 3.4028235e+38|double Infinity|text |date 0001-01-01|"
                        "datetime 1969-12-31T23:59:59.999999Z|json [7]|bytes |double 0.5");
    assert_string_equal(row_text(&q, "3"), "int 3|null|null|null|null|null|null|null|null|null|null|null");
}

static void what_does_not_fit_its_column_is_given_as_it_is(void **state)
{
    (void)state;
    features("misfits", "fid integer primary key, b boolean, i integer, t text, day date, at datetime, j json", "POINT", 4326);
    run("insert into misfits values (1, 'oui', 'douze', x'ff', 'hier', '2018-02-12', '{\"a\":', null),"
        " (2, 7, 2.5, 5, 20180212, 12, 'nul', null),"
        " (3, 0.5, x'01', cast(x'636166e9' as text), '2018-02-12T00:00:00Z', '2018-02-12 10:00:00+02:00', 3, null)");
    struct vg_query q = query_of("misfits");
    assert_string_equal(row_text(&q, "1"), "int 1|text oui|text douze|bytes /w==|text hier|text 2018-02-12|text {\"a\":");
    assert_string_equal(row_text(&q, "2"), "int 2|int 7|double 2.5|text 5|int 20180212|int 12|text nul");
    assert_string_equal(row_text(&q, "3"), "int 3|double 0.5|bytes AQ==|text caf\xe9|text 2018-02-12T00:00:00Z|"
                                           "datetime 2018-02-12T08:00:00Z|int 3");
}

static void json_is_believed_after_a_look(void **state)
{
    (void)state;
    static const char *const good[] = {"null", " [ ] ", "{}", "-0.5e+3", "\"\\u00e9\\n\"", "[1,[2,{\"a\":[]}],{}]",
                                       "{\"a\":{\"b\":1},\"c\":\"\"}", "0", "1E9", "[true,false]", "\"é\""};
    static const char *const bad[] = {"", " ", "nul", "[", "]", "[1,]", "[,1]", "{\"a\"}", "{\"a\":}", "{a:1}", "{\"a\":1,}",
                                      "01", "1.", ".5", "+1", "1e", "- 1", "\"", "\"\\x\"", "\"\\u00g0\"", "\"\n\"", "1 2",
                                      "[1}", "{\"a\":1]", "true false", "\"\xff\"", "NaN", "[1] x", "{1:2}", "\"\\u12\""};
    for (size_t i = 0; i < VG_COUNT(good); i++)
        if (!vg_gpkg_json_is_valid(vg_str_of(good[i])))
            fail_msg("%s is JSON", good[i]);
    for (size_t i = 0; i < VG_COUNT(bad); i++)
        if (vg_gpkg_json_is_valid(vg_str_of(bad[i])))
            fail_msg("%s is no JSON", bad[i]);
    char deep[2 * VG_GPKG_JSON_DEPTH + 3];
    memset(deep, '[', VG_GPKG_JSON_DEPTH + 1);
    memset(deep + VG_GPKG_JSON_DEPTH + 1, ']', VG_GPKG_JSON_DEPTH + 1);
    assert_false(vg_gpkg_json_is_valid((struct vg_str){deep, sizeof deep - 1}));
    assert_true(vg_gpkg_json_is_valid((struct vg_str){deep + 1, sizeof deep - 3}));
}

static void only_the_fields_asked_for_are_given_in_their_order(void **state)
{
    (void)state;
    features("chosen", "fid integer primary key, a text, b text", "POINT", 4326);
    run("insert into chosen values (1, 'a', 'b', geom('POINT(1 2)'))");
    struct vg_query q = query_of("chosen");
    int fields[] = {2, 0};
    q.fields = fields;
    q.n_fields = 2;
    assert_string_equal(row_text(&q, "1"), "text b|int 1|POINT (1 2)");
    q.no_geometry = true;
    q.n_fields = 1;
    assert_string_equal(row_text(&q, "1"), "text b");
    q.n_fields = 0;
    assert_string_equal(row_text(&q, "1"), "");
}

/* ---------------------------------------------------------------------------------------- geometries */

static void geometries_of_every_kind_are_given(void **state)
{
    (void)state;
    static const char *const kinds[] = {
        "POINT (1 2)", "POINT Z (1 2 3)", "POINT M (1 2 3)", "POINT ZM (1 2 3 4)", "LINESTRING (0 0,1 1)",
        "POLYGON ((0 0,4 0,4 4,0 0),(1 1,2 1,2 2,1 1))", "MULTIPOINT ((1 1),(2 2))", "POLYGON EMPTY", "POINT EMPTY",
        "GEOMETRYCOLLECTION (POINT (1 1),LINESTRING (0 0,1 1))", "GEOMETRYCOLLECTION EMPTY",
        "CIRCULARSTRING (0 0,1 1,2 0)", "CURVEPOLYGON (CIRCULARSTRING (0 0,2 0,0 0))",
        "COMPOUNDCURVE (CIRCULARSTRING (0 0,1 1,2 0),(2 0,5 5))",
    };
    features("kinds", "fid integer primary key", "GEOMETRY", 4326);
    for (size_t i = 0; i < VG_COUNT(kinds); i++)
        run("insert into kinds values (%d, geom(%Q))", (int)i, kinds[i]);
    struct vg_query q = query_of("kinds");
    for (size_t i = 0; i < VG_COUNT(kinds); i++) {
        char id[16], want[256];
        snprintf(id, sizeof id, "%d", (int)i);
        snprintf(want, sizeof want, "int %s|%s", id, kinds[i]);
        assert_string_equal(row_text(&q, id), want);
    }
}

static void blobs_with_boxes_and_of_the_other_byte_order_are_read(void **state)
{
    (void)state;
    features("heads", "fid integer primary key", "POINT", 4326);
    run("insert into heads values"
        " (1, x'47500003e6100000000000000000f03f000000000000f03f00000000000000400000000000000040"
        "0101000000000000000000f03f0000000000000040'),"
        " (2, x'47500000000010e600000000013ff00000000000004000000000000000')");
    struct vg_query q = query_of("heads");
    assert_string_equal(row_text(&q, "1"), "int 1|POINT (1 2)");
    assert_string_equal(row_text(&q, "2"), "int 2|POINT (1 2)");
    q.filter = box_of(q.collection, 0.5, 1.5, 1.5, 2.5);
    assert_string_equal(ids(&q), "1 2");
}

static void a_broken_geometry_names_the_item(void **state)
{
    (void)state;
    static const char *const broken[] = {
        "'text'", "5", "x''", "x'4750'", "x'58500001e6100000'", "x'4750002100000000'", "x'4750000f00000000'",
        "x'4750000100000000'", "x'475000010000000001'", "x'47500001000000000101000000000000000000f03f'",
        "cast(geom('POINT(1 2)') || x'00' as blob)", "x'47500001000000000163000000'",
        "x'47500001000000000102000000ffffff7f'",
    };
    features("broken", "fid integer primary key, what text", "GEOMETRY", 4326);
    run("insert into broken values (100, 'good', geom('POINT(1 2)'))");
    for (size_t i = 0; i < VG_COUNT(broken); i++)
        run("insert into broken values (%d, 'bad', %s)", (int)i, broken[i]);
    struct vg_query q = query_of("broken");
    struct vg_error err;
    for (size_t i = 0; i < VG_COUNT(broken); i++) {
        char id[16], want[64];
        snprintf(id, sizeof id, "%d", (int)i);
        snprintf(want, sizeof want, "the geometry of item '%s' is broken", id);
        struct vg_str wanted = vg_str_of(id);
        q.ids = &wanted;
        q.n_ids = 1;
        if (outcome(&q, &err) != VG_BUG || !strstr(err.text, want))
            fail_msg("%s: %s", broken[i], err.text);
        assert_string_equal(err.where, "broken");
    }
    q.ids = NULL;
    q.no_geometry = true;
    q.limit = 100;
    assert_int_equal(outcome(&q, &err), VG_END); /* who asks for no geometry is not told */
    q.filter = box_of(q.collection, 0, 0, 9, 9);
    assert_string_equal(ids(&q), "10 100"); /* what cannot be read meets nothing; 10 only ends too late */
}

static void geometries_are_given_in_the_system_asked_for(void **state)
{
    (void)state;
    features("lambert", "fid integer primary key", "POINT", 2154);
    run("insert into lambert values (1, geom('POINT(700000 6600000)', 2154)), (2, null), (3, geom('POINT EMPTY', 2154))");
    struct vg_query q = query_of("lambert");
    assert_string_equal(row_text(&q, "1"), "int 1|POINT (700000 6600000)");
    q.crs = vg_crs84(file.crs);
    assert_string_equal(row_text(&q, "1"), "int 1|POINT (3 46.5)");
    assert_string_equal(row_text(&q, "2"), "int 2");
    assert_string_equal(row_text(&q, "3"), "int 3|POINT EMPTY");
}

/* --------------------------------------------------------------------------------------------- ids */

static void awkward_names_are_only_names(void **state)
{
    (void)state;
    run("create table \"Où \"\"là\"\"; drop\" (\"sélect\" text primary key not null, \"$1\" int, \"a\"\"b\" int, \"?\" text,"
        " \"Géom\" POINT);"
        "insert into gpkg_contents (table_name, data_type, srs_id) values ('Où \"là\"; drop', 'features', 4326);"
        "insert into gpkg_geometry_columns values ('Où \"là\"; drop', 'Géom', 'POINT', 4326, 0, 0);"
        "insert into \"Où \"\"là\"\"; drop\" values ('é/:%%,\\', 7, 8, 'x', geom('POINT(1 2)')), ('', 1, 1, '', null);"
        "create virtual table \"rtree_Où \"\"là\"\"; drop_Géom\" using rtree(id, minx, maxx, miny, maxy);"
        "insert into \"rtree_Où \"\"là\"\"; drop_Géom\" values (1, 1, 1, 2, 2)");
    struct vg_query q = query_of("Où \"là\"; drop");
    assert_string_equal(row_text(&q, "é/:%,\\"), "text é/:%,\\|int 7|int 8|text x|POINT (1 2)");
    assert_string_equal(row_text(&q, ""), "text |int 1|int 1|text ");
    q.filter = box_of(q.collection, 0, 0, 9, 9);
    assert_string_equal(ids(&q), " é/:%,\\"); /* the one without geometry, and the other */
}

static void ids_of_several_parts_are_found(void **state)
{
    (void)state;
    features("composite", "a text not null, b int not null", "POINT", 4326);
    run("create unique index composite_key on composite (a, b);"
        "insert into composite (a, b) values ('x,y', 1), ('x', 1), ('é', -2), ('', 0)");
    struct vg_query q = query_of("composite");
    assert_string_equal(ids(&q), ",0 x,1 x\\,y,1 é,-2");
    assert_string_equal(row_text(&q, "x\\,y,1"), "text x,y|int 1");
    struct vg_str wanted[] = {VG_STR("x,1"), VG_STR("é,-2"), VG_STR("x,y,1"), VG_STR("x"), VG_STR("nothing,1")};
    q.ids = wanted;
    q.n_ids = VG_COUNT(wanted);
    assert_string_equal(ids(&q), "x,1 é,-2");
    assert_int_equal(count(&q, 0), 2);
}

static void an_id_that_cannot_be_matches_nothing(void **state)
{
    (void)state;
    struct vg_query q = query_of("chosen");
    struct vg_str wanted[] = {VG_STR("abc"), VG_STR("01"), VG_STR("")};
    q.ids = wanted;
    q.n_ids = VG_COUNT(wanted);
    assert_string_equal(ids(&q), "");
    assert_int_equal(count(&q, 0), 0);
    q.n_ids = 0;
    assert_string_equal(ids(&q), "");
}

static void thousands_of_ids_are_no_trouble(void **state)
{
    (void)state;
    enum { N = 5000 };
    features("many_ids", "code text primary key not null", "POINT", 4326);
    run("with recursive n(i) as (select 1 union all select i + 1 from n where i < %d)"
        " insert into many_ids (code) select 'c' || i from n", N);
    struct vg_query q = query_of("many_ids");
    struct vg_str *wanted = vg_arena_array(file.arena, N, sizeof *wanted);
    for (int i = 0; i < N; i++)
        wanted[i] = vg_str_of(vg_arena_printf(file.arena, "c%d", 2 * i));
    q.ids = wanted;
    q.n_ids = N;
    assert_int_equal(count(&q, 0), N / 2);
}

static void ids_that_differ_in_case_differ(void **state)
{
    (void)state;
    features("folded", "code text collate nocase primary key not null, v text collate nocase", "POINT", 4326);
    run("insert into folded values ('a', 'x', null), ('B', 'X', null)");
    struct vg_query q = query_of("folded");
    assert_string_equal(ids(&q), "B a");
    q.filter = equals(&q, "v", "X");
    assert_string_equal(ids(&q), "B");
    struct vg_str wanted = VG_STR("b");
    q.filter = NULL;
    q.ids = &wanted;
    q.n_ids = 1;
    assert_string_equal(ids(&q), "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(every_type_is_read_as_it_stands),
        TEST(what_does_not_fit_its_column_is_given_as_it_is),
        TEST(json_is_believed_after_a_look),
        TEST(only_the_fields_asked_for_are_given_in_their_order),
        TEST(geometries_of_every_kind_are_given),
        TEST(blobs_with_boxes_and_of_the_other_byte_order_are_read),
        TEST(a_broken_geometry_names_the_item),
        TEST(geometries_are_given_in_the_system_asked_for),
        TEST(awkward_names_are_only_names),
        TEST(ids_of_several_parts_are_found),
        TEST(an_id_that_cannot_be_matches_nothing),
        TEST(thousands_of_ids_are_no_trouble),
        TEST(ids_that_differ_in_case_differ),
    };
    RUN_WITH_FILE(tests);
}
