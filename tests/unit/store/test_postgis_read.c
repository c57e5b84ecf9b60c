/* Rows as they stand in the tables: every type, every order, every way to page and to filter. */
#include "postgis_db.h"
#include "question.h"

#include <math.h>

static struct vg_discovery found;

static int open_store(void **state)
{
    (void)state;
    store = open_store_with((struct vg_store_options){.pool_size = 2});
    return 0;
}

static int close_store(void **state)
{
    (void)state;
    vg_store_close(store);
    return 0;
}

/* All fields, in the table's order. */
static struct vg_query query_of(const char *id)
{
    found = discover(store);
    const struct vg_collection *c = find_collection(&found, id);
    if (!c)
        fail_msg("no collection %s: %s", id, reason_for(&found, id));
    return query_on(c);
}

/* The row as text, values joined by '|'; its geometry's WKT at the end. */
static const char *row_text(struct vg_query *q, const char *id)
{
    struct vg_error err = {0};
    struct vg_cursor *c = NULL;
    const struct vg_feature *f;
    struct vg_session *x = begin(false);
    struct vg_str wanted = vg_str_of(id);
    struct vg_buf b;
    vg_buf_init(&b, 1 << 20);
    q->ids = &wanted;
    q->n_ids = 1;
    enum vg_status r = vg_session_select(x, q, &c, &err);
    if (r == VG_OK)
        r = vg_cursor_next(c, &f, &err);
    if (r != VG_OK)
        fail_msg("%s: %s", id, r == VG_END ? "no such row" : err.text);
    for (size_t i = 0; i < q->n_fields; i++) {
        vg_buf_cstr(&b, i ? "|" : "");
        vg_value_put_text(&b, &f->values[i]);
    }
    vg_buf_char(&b, '|');
    if (f->geom.wkb && vg_geom_put_wkt(&b, f->geom, 3, &err) != VG_OK)
        fail_msg("%s", err.text);
    const char *text = vg_arena_strdup(db.arena, b.ptr);
    vg_buf_finish(&b);
    vg_session_end(x); /* closes the cursor */
    return text;
}

/* ------------------------------------------------------------------------------------------- values */

static void every_type_is_read_as_it_stands(void **state)
{
    (void)state;
    run("create type mood as enum ('sad', 'ok');"
        "create table typed (id bigint primary key, b boolean, i2 smallint, i4 int, f4 real, f8 double precision, n numeric,"
        " t text, vc varchar(7), c char(5), d date, ts timestamp, tz timestamptz, tm time, u uuid, j json, jb jsonb,"
        " arr int[], m mood, ip inet, o oid, geom geometry(LineStringZ, 4326));"
        "insert into typed values (1, true, -32768, 2147483647, 0.1, 1e300, 123456789012345678901234567890.10, 'é|\"',"
        " 'sept', 'abc', '2018-02-12', '2018-02-12 23:20:50.52', '1900-01-01 00:00:00+01', '23:59:59.5',"
        " 'A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11', '{\"a\" : 1}', '{\"b\" : [1, 2]}', '{1,null,3}', 'ok', '10.0.0.1', 4294967295,"
        " 'SRID=4326;LINESTRING(1 2 3,4 5 6)'), (-9223372036854775808, false, 32767, -2147483648, 'NaN', '-Infinity',"
        " 'NaN', '', '', '', '0001-01-01 BC', '0001-01-01 BC', '9999-12-31 23:59:59.999999Z', '00:00',"
        " '00000000-0000-0000-0000-000000000000', 'null', '\"x\"', '{}', 'sad', '::1', 0,"
        " 'SRID=4326;LINESTRING Z EMPTY'); insert into typed (id) values (2)");
    struct vg_query q = query_of("typed");
    assert_string_equal(row_text(&q, "1"),
                        "1|true|-32768|2147483647|0.1|1e+300|123456789012345678901234567890.10|é|\"|sept|abc|2018-02-12|"
                        "2018-02-12T23:20:50.52|1899-12-31T23:00:00Z|23:59:59.5|a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11|"
                        "{\"a\" : 1}|{\"b\":[1,2]}|[1,null,3]|ok|10.0.0.1/32|4294967295|LINESTRING Z (1 2 3,4 5 6)");
    assert_string_equal(row_text(&q, "2"), "2|||||||||||||||||||||");
    const char *low = row_text(&q, "-9223372036854775808");
    assert_non_null(strstr(low, "|false|32767|-2147483648|"));
    assert_non_null(strstr(low, "|0000-01-01|0000-01-01T00:00:00|9999-12-31T23:59:59.999999Z|00:00:00|"));
    assert_non_null(strstr(low, "|null|\"x\"|[]|sad|::1/128|0|LINESTRING"));
}

static void infinite_dates_do_not_break_a_row(void **state)
{
    (void)state;
    run("create table endless (id int primary key, d date, t timestamptz, geom geometry(Point, 4326));"
        "insert into endless values (1, 'infinity', '-infinity', null), (2, '-infinity', 'infinity', null)");
    struct vg_query q = query_of("endless");
    struct vg_position at;
    q.sort[0] = (struct vg_sort_key){1, false};
    q.n_sort = 1;
    q.limit = 1;
    assert_string_equal(ids_to(&q, &at), "2");
    q.from = &at;
    assert_string_equal(ids_to(&q, &at), "1");
    assert_string_equal(ids(&q), "");
}

static void awkward_names_are_only_names(void **state)
{
    (void)state;
    run("create schema \"Zwei Worte\"; create table \"Zwei Worte\".\"Où \"\"là\"\"; drop\" (\"sélect\" text primary key,"
        " \"$1\" int, \"a\"\"b\" int, \"%s\" text, \"Géom\" geometry(Point, 4326));"
        "insert into \"Zwei Worte\".\"Où \"\"là\"\"; drop\" values ('é/:%,\\', 7, 8, 'x', 'SRID=4326;POINT(1 2)'), ('', 1, 1, '', null)");
    struct vg_query q = query_of("Où \"là\"; drop");
    assert_string_equal(row_text(&q, "é/:%,\\"), "é/:%,\\|7|8|x|POINT (1 2)");
    assert_string_equal(row_text(&q, ""), "|1|1||");
}

static void a_composite_key_pages_and_finds(void **state)
{
    (void)state;
    run("create table composite (a text, b int, geom geometry(Point, 4326), primary key (a, b));"
        "insert into composite select x, i, null from unnest('{\"x,y\",x,é,Z}'::text[]) x, generate_series(1, 3) i");
    struct vg_query q = query_of("composite");
    struct vg_position at = {0};
    q.limit = 5;
    assert_string_equal(ids_to(&q, &at), "Z,1 Z,2 Z,3 x,1 x,2");
    q.from = &at;
    assert_string_equal(ids_to(&q, &at), "x,3 x\\,y,1 x\\,y,2 x\\,y,3 é,1");
    struct vg_position back = at;
    assert_string_equal(ids_to(&q, &at), "é,2 é,3");
    back.backwards = true;
    q.from = &back;
    assert_string_equal(ids(&q), "x\\,y,3 x\\,y,2 x\\,y,1 x,3 x,2");
    q.from = NULL;
    assert_string_equal(row_text(&q, "x\\,y,2"), "x,y|2|");
}

static void text_is_ordered_by_code_point(void **state)
{
    (void)state;
    run("create collation folding (provider = icu, locale = 'fr'); create table words (w text collate folding primary key, geom geometry(Point, 4326))");
    run("insert into words values ('a'), ('B'), ('é'), ('z'), ('Z')");
    struct vg_query q = query_of("words");
    struct vg_position at;
    q.limit = 3;
    assert_string_equal(ids_to(&q, &at), "B Z a");
    q.from = &at;
    assert_string_equal(ids_to(&q, &at), "z é");
    at.backwards = true;
    assert_string_equal(ids(&q), "z a Z");
}

static void nulls_come_last_both_ways_and_pages_hold_their_place(void **state)
{
    (void)state;
    run("create table sorted (id int primary key, v double precision, geom geometry(Point, 4326));"
        "insert into sorted select i, case when i % 3 = 0 then null when i % 7 = 0 then 'NaN'::float8 else i % 5 end, null"
        " from generate_series(1, 60) i; create index on sorted (v)");
    static const char *const orders[] = {"v asc nulls last, id", "v desc nulls last, id"};
    for (int descending = 0; descending < 2; descending++) {
        struct vg_query q = query_of("sorted");
        struct vg_position at = {0};
        char sql[200];
        struct vg_buf all;
        q.sort[0] = (struct vg_sort_key){1, descending};
        q.n_sort = 1;
        q.limit = 7;
        vg_buf_init(&all, 1 << 16);
        for (int page = 0; page < 9; page++) {
            const char *text = ids_to(&q, &at);
            if (*text && all.len)
                vg_buf_char(&all, ' ');
            vg_buf_cstr(&all, text);
            q.from = &at;
        }
        snprintf(sql, sizeof sql, "select string_agg(id::text, ' ' order by %s) from sorted", orders[descending]);
        assert_string_equal(all.ptr, ask_text(sql));
        vg_buf_finish(&all);
    }
}

/* ------------------------------------------------------------------------------------------ geometry */

static const struct vg_expr *box_of(const struct vg_query *q, double x0, double y0, double x1, double y1)
{
    struct vg_error err = {0};
    struct vg_bbox box = {.min = {x0, y0}, .max = {x1, y1}};
    const struct vg_expr *e = NULL;
    if (vg_expr_bbox(db.crs, q->collection, &box, q->collection->crs, db.arena, &e, &err) != VG_OK)
        fail_msg("%s", err.text);
    return e;
}

static void a_box_is_exact_to_the_last_bit(void **state)
{
    (void)state;
    run("create table grid (id int primary key, geom geometry(Geometry, 4326)); create index on grid using gist (geom);"
        "insert into grid values (1, 'SRID=4326;POINT(2.1 48.7)'), (2, 'SRID=4326;POINT(2.1000000001 48.7)'),"
        " (3, 'SRID=4326;POINT(2.0999999999 48.7)'), (4, 'SRID=4326;LINESTRING(2 48, 2.1 48)'),"
        " (5, 'SRID=4326;LINESTRING(2 48, 2.0999999999 48)'), (6, null), (7, 'SRID=4326;POINT EMPTY'),"
        " (8, 'SRID=4326;POLYGON((0 0,10 0,10 60,0 60,0 0),(1 1,9 1,9 59,1 59,1 1))'),"
        " (9, 'SRID=4326;POLYGON((0 0,10 0,10 60,0 60,0 0))'),"
        " (10, 'SRID=4326;CURVEPOLYGON(CIRCULARSTRING(2 48,3 49,4 48,3 47,2 48))')");
    struct vg_query q = query_of("grid");
    /* Row 6 has no geometry and meets every box (Features Part 1, 7.15.3 C). */
    q.filter = box_of(&q, 2.1, 47, 2.2, 49);
    assert_string_equal(ids(&q), "1 2 4 6 9 10");
    assert_int_equal(count(&q, 0), 6);
    q.filter = box_of(&q, 2.1, 48.7, 2.1, 48.7);
    assert_string_equal(ids(&q), "1 6 9");
    q.filter = box_of(&q, 100, 0, 101, 1);
    assert_string_equal(ids(&q), "6");
}

static void polyhedral_surfaces_are_met_too(void **state)
{
    (void)state;
    run("create table surfaces (id int primary key, geom geometry(PolyhedralSurfaceZ, 4326));"
        "insert into surfaces values (1, 'SRID=4326;POLYHEDRALSURFACE(((0 0 0,0 5 0,5 5 0,0 0 0)))')");
    struct vg_query q = query_of("surfaces");
    q.filter = box_of(&q, 1, 1, 9, 9);
    assert_string_equal(ids(&q), "1");
    q.filter = box_of(&q, 4, 0, 9, 1);
    assert_string_equal(ids(&q), "");
}

static void relations_hold_between_the_row_and_the_shape(void **state)
{
    (void)state;
    run("create table shapes (id int primary key, geom geometry(Geometry, 2154)); create index on shapes using gist (geom);"
        "insert into shapes values (1, 'SRID=2154;POLYGON((0 0,2 0,2 2,0 2,0 0))'), (2, 'SRID=2154;POINT(1 1)'),"
        " (3, 'SRID=2154;POLYGON((4 0,6 0,6 2,4 2,4 0))'), (4, null), (5, 'SRID=2154;POLYGON((-9 -9,9 -9,9 9,-9 9,-9 -9))')");
    struct vg_query q = query_of("shapes");
    static const char square[] = "POLYGON((0 0,4 0,4 4,0 4,0 0))";
    static const struct {
        enum vg_relation relation;
        const char *ids;
    } cases[] = {
        {VG_REL_INTERSECTS, "1 2 3 5"}, {VG_REL_DISJOINT, ""}, {VG_REL_TOUCHES, "3"}, {VG_REL_WITHIN, "1 2"},
        {VG_REL_CONTAINS, "5"}, {VG_REL_EQUALS, ""}, {VG_REL_OVERLAPS, ""},
    };
    for (size_t i = 0; i < VG_COUNT(cases); i++) {
        q.filter = related(cases[i].relation, square);
        assert_string_equal(ids(&q), cases[i].ids);
    }
    q.filter = related(VG_REL_DISJOINT, "POINT(5 1)");
    assert_string_equal(ids(&q), "1 2");
}

static void geometries_are_given_in_the_crs_asked_for(void **state)
{
    (void)state;
    run("create table lambert (id int primary key, geom geometry(Point, 2154));"
        "insert into lambert values (1, 'SRID=2154;POINT(700000 6600000)')");
    struct vg_query q = query_of("lambert");
    q.crs = vg_crs84(db.crs);
    assert_string_equal(row_text(&q, "1"), "1|POINT (3 46.5)");
}

static void a_geography_is_read_and_filtered(void **state)
{
    (void)state;
    run("create table places (id int primary key, g geography(Point));"
        "insert into places values (1, 'POINT(2 48)'), (2, 'POINT(3 48)')");
    struct vg_query q = query_of("places");
    assert_string_equal(row_text(&q, "1"), "1|POINT (2 48)");
    q.ids = NULL;
    q.n_ids = 0;
    q.filter = box_of(&q, 2.5, 47, 3.5, 49);
    assert_string_equal(ids(&q), "2");
}

/* ---------------------------------------------------------------------------------- limits and sessions */

static void many_rows_come_one_by_one(void **state)
{
    (void)state;
    run("create table many (id int primary key, v text, geom geometry(Point, 4326));"
        "insert into many select i, repeat('x', 100), st_setsrid(st_makepoint(i / 1000.0, 45), 4326)"
        " from generate_series(1, 20000) i; analyze many");
    struct vg_query q = query_of("many");
    struct vg_error err = {0};
    struct vg_cursor *c = NULL;
    const struct vg_feature *f;
    struct vg_session *x = begin(true);
    int64_t n = 0, sum = 0;
    q.limit = -1;
    assert_int_equal(vg_session_select(x, &q, &c, &err), VG_OK);
    while (vg_cursor_next(c, &f, &err) == VG_OK) {
        n++;
        sum += f->values[0].integer;
    }
    assert_int_equal(n, 20000);
    assert_int_equal(sum, INT64_C(20000) * 20001 / 2);
    vg_cursor_close(c);
    assert_int_equal(vg_session_count(x, &q, 0, &n, &err), VG_OK);
    assert_int_equal(n, 20000);
    vg_session_end(x);
    assert_int_equal(count(&q, 1000), 1001);
}

static void a_cursor_closed_early_leaves_the_session_usable(void **state)
{
    (void)state;
    struct vg_query q = query_of("many");
    struct vg_error err = {0};
    const struct vg_feature *f;
    struct vg_session *x = begin(true);
    for (int i = 0; i < 3; i++) {
        struct vg_cursor *c = NULL;
        q.limit = i == 1 ? -1 : i == 0 ? 15000 : 5000;
        if (vg_session_select(x, &q, &c, &err) != VG_OK)
            fail_msg("%s", err.text);
        for (int k = 0; k < (i == 2 ? 5000 : 10); k++)
            assert_int_equal(vg_cursor_next(c, &f, &err), VG_OK);
        vg_cursor_close(c);
    }
    q.limit = 3;
    assert_string_equal(ids_in(x, &q, NULL, NULL), "1 2 3");
    vg_session_end(x);
}

static void the_last_row_of_a_page_frees_the_session(void **state)
{
    (void)state;
    struct vg_query q = query_of("many");
    struct vg_error err = {0};
    struct vg_cursor *c = NULL;
    const struct vg_feature *f;
    struct vg_session *x = begin(true);
    int64_t n = 0;
    q.limit = 100;
    assert_int_equal(vg_session_select(x, &q, &c, &err), VG_OK);
    for (int i = 0; i < 100; i++)
        assert_int_equal(vg_cursor_next(c, &f, &err), VG_OK);
    assert_int_equal(vg_session_count(x, &q, 1000, &n, &err), VG_OK);
    assert_int_equal(n, 1001);
    assert_string_equal(vg_arena_cstr(db.arena, f->id), "100"); /* the row still lives */
    vg_cursor_close(c);
    vg_session_end(x);
}

static void equality_is_by_code_point_where_the_collation_folds(void **state)
{
    (void)state;
    run("create collation blind (provider = icu, locale = 'und-u-ks-level1', deterministic = false);"
        "create table folded (id int primary key, w text collate blind, geom geometry(Point, 4326));"
        "insert into folded values (1, 'ete'), (2, 'été'), (3, 'ETE')");
    struct vg_query q = query_of("folded");
    struct vg_value v = {.kind = VG_V_TEXT, .text = VG_STR("ete")};
    q.filter = vg_expr_compare(db.arena, VG_OP_EQ, vg_expr_property(db.arena, 1), vg_expr_literal(db.arena, v));
    assert_string_equal(ids(&q), "1");
    q.filter = vg_expr_compare(db.arena, VG_OP_LIKE, vg_expr_property(db.arena, 1), vg_expr_literal(db.arena, v));
    assert_string_equal(ids(&q), "1");
    q.filter = NULL;
    q.sort[0] = (struct vg_sort_key){1, false};
    q.n_sort = 1;
    assert_string_equal(ids(&q), "3 1 2");
}

static void a_snapshot_sees_one_moment(void **state)
{
    (void)state;
    struct vg_query q = query_of("many");
    struct vg_error err = {0};
    struct vg_session *x = begin(true);
    int64_t before = 0, after = 0;
    assert_int_equal(vg_session_count(x, &q, 0, &before, &err), VG_OK);
    run("delete from many where id > 19000");
    assert_int_equal(vg_session_count(x, &q, 0, &after, &err), VG_OK);
    assert_int_equal(after, before);
    vg_session_end(x);
    assert_int_equal(count(&q, 0), 19000);
}

static void a_limit_of_nothing_asks_nothing(void **state)
{
    (void)state;
    struct vg_query q = query_of("many");
    q.limit = 0;
    assert_string_equal(ids(&q), "");
    q.limit = 2;
    q.offset = 5;
    assert_string_equal(ids(&q), "6 7");
}

static void several_ids_are_found_at_once(void **state)
{
    (void)state;
    struct vg_query q = query_of("composite");
    struct vg_str wanted[] = {VG_STR("x,1"), VG_STR("é,3"), VG_STR("nothing,1"), VG_STR("broken")};
    q.ids = wanted;
    q.n_ids = VG_COUNT(wanted);
    assert_string_equal(ids(&q), "x,1 é,3");
    assert_int_equal(count(&q, 0), 2);
}

/* -------------------------------------------------------------------------------------------- filters */

static const struct vg_expr *equals(const struct vg_query *q, const char *name, const char *text)
{
    struct vg_error err = {0};
    const struct vg_expr *e = NULL;
    if (vg_expr_equals_text(q->collection, vg_collection_field(q->collection, vg_str_of(name)), vg_str_of(text), db.arena, &e,
                            &err) != VG_OK)
        fail_msg("%s", err.text);
    return e;
}

static void every_type_is_found_by_its_text(void **state)
{
    (void)state;
    static const char *const cases[][2] = {
        {"b", "true"}, {"i2", "-32768"}, {"i4", "2147483647"}, {"f4", "0.1"}, {"f8", "1e300"},
        {"n", "123456789012345678901234567890.1"}, {"t", "é|\""}, {"vc", "sept"}, {"c", "abc"}, {"d", "2018-02-12"},
        {"ts", "2018-02-12T23:20:50.52"}, {"tz", "1899-12-31T23:00:00Z"},
        {"u", "A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11"}, {"m", "ok"}, {"ip", "10.0.0.1/32"}, {"o", "4294967295"},
    };
    struct vg_query q = query_of("typed");
    for (size_t i = 0; i < VG_COUNT(cases); i++) {
        q.filter = equals(&q, cases[i][0], cases[i][1]);
        const char *got = ids(&q);
        if (strcmp(got, "1"))
            fail_msg("%s = %s gives '%s'", cases[i][0], cases[i][1], got);
    }
    q.filter = equals(&q, "i2", "99999999999"); /* beyond the column, not beyond us */
    assert_string_equal(ids(&q), "");
}

static void text_patterns_are_by_code_point_and_case(void **state)
{
    (void)state;
    run("create table liked (id int primary key, t text, geom geometry(Point, 4326));"
        "insert into liked values (1, 'Saint-Malo'), (2, 'saint-malo'), (3, '100%'), (4, '100x'), (5, null), (6, 'a\\b')");
    struct vg_query q = query_of("liked");
    static const char *const cases[][2] = {{"Saint-%", "1"}, {"_aint-%", "1 2"}, {"100\\%", "3"}, {"a\\\\b", "6"}};
    for (size_t i = 0; i < VG_COUNT(cases); i++) {
        struct vg_value v = {.kind = VG_V_TEXT, .text = vg_str_of(cases[i][0])};
        q.filter = vg_expr_compare(db.arena, VG_OP_LIKE, vg_expr_property(db.arena, 1), vg_expr_literal(db.arena, v));
        assert_string_equal(ids(&q), cases[i][1]);
    }
}

static void a_table_that_has_gone_is_not_found(void **state)
{
    (void)state;
    struct vg_query q = query_of("liked");
    struct vg_error err = {0};
    struct vg_cursor *c = NULL;
    assert_string_equal(ids(&q), "1 2 3 4 5 6");
    run("drop table liked");
    struct vg_session *x = begin(true);
    assert_int_equal(vg_session_select(x, &q, &c, &err), VG_NOT_FOUND);
    vg_session_end(x);
    q = query_of("many"); /* and the connection is sound */
    q.limit = 1;
    assert_string_equal(ids(&q), "1");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup_teardown(name, open_store, close_store)
        TEST(every_type_is_read_as_it_stands),
        TEST(infinite_dates_do_not_break_a_row),
        TEST(awkward_names_are_only_names),
        TEST(a_composite_key_pages_and_finds),
        TEST(text_is_ordered_by_code_point),
        TEST(nulls_come_last_both_ways_and_pages_hold_their_place),
        TEST(a_box_is_exact_to_the_last_bit),
        TEST(polyhedral_surfaces_are_met_too),
        TEST(relations_hold_between_the_row_and_the_shape),
        TEST(geometries_are_given_in_the_crs_asked_for),
        TEST(a_geography_is_read_and_filtered),
        TEST(many_rows_come_one_by_one),
        TEST(a_cursor_closed_early_leaves_the_session_usable),
        TEST(the_last_row_of_a_page_frees_the_session),
        TEST(equality_is_by_code_point_where_the_collation_folds),
        TEST(a_snapshot_sees_one_moment),
        TEST(a_limit_of_nothing_asks_nothing),
        TEST(several_ids_are_found_at_once),
        TEST(every_type_is_found_by_its_text),
        TEST(text_patterns_are_by_code_point_and_case),
        TEST(a_table_that_has_gone_is_not_found),
    };
    RUN_WITH_DB(tests);
}
