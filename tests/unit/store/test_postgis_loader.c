/* What is loaded is there whole and as it was given, or nothing of it is. */
#include "postgis_db.h"

#include <math.h>

static struct vg_store *store;

static int open_for_writing(void **state)
{
    (void)state;
    store = open_store_with((struct vg_store_options){.pool_size = 1, .writable = true});
    return 0;
}

static int close_it(void **state)
{
    (void)state;
    vg_store_close(store);
    return 0;
}

static const struct vg_crs *crs(const char *name)
{
    const struct vg_crs *c = NULL;
    struct vg_error err = {0};
    if (vg_crs_find(db.crs, vg_str_of(name), &c, &err) != VG_OK)
        fail_msg("%s", err.text);
    return c;
}

static struct vg_value text(const char *s)
{
    return (struct vg_value){.kind = VG_V_TEXT, .text = vg_str_of(s)};
}

static struct vg_value integer(int64_t v)
{
    return (struct vg_value){.kind = VG_V_INT, .integer = v};
}

/* "name", an integer "n" and points in EPSG:2154; by_name: the name is the id. */
static struct vg_collection *plain(const char *id, bool by_name)
{
    struct vg_collection *c = VG_NEW(db.arena, struct vg_collection);
    c->id = id;
    c->fields = vg_arena_array(db.arena, 2, sizeof *c->fields);
    c->fields[0] = (struct vg_field){.name = "name", .type = VG_T_TEXT, .width = 20, .nullable = !by_name};
    c->fields[1] = (struct vg_field){.name = "n", .type = VG_T_INT, .nullable = true};
    c->n_fields = 2;
    c->n_key = by_name;
    c->geom_name = "geom";
    c->geom_type = VG_GEOM_POINT;
    c->crs = crs("EPSG:2154");
    return c;
}

static struct vg_loader *begin(const struct vg_collection *c, enum vg_load_mode mode)
{
    struct vg_loader *l = NULL;
    struct vg_error err = {0};
    if (vg_loader_begin(store, c, mode, &l, &err) != VG_OK)
        fail_msg("%s", err.text);
    return l;
}

static enum vg_status put(struct vg_loader *l, int64_t fid, const char *name, int64_t n, struct vg_error *err)
{
    struct vg_value v[] = {text(name), integer(n)};
    return vg_loader_put(l, fid, v, vg_geom_of_point(db.arena, 600000 + (double)n, 6800000), err);
}

/* Rows first to last, named n<i>. */
static void put_many(struct vg_loader *l, int first, int last, bool with_fid)
{
    struct vg_error err = {0};
    for (int i = first; i <= last; i++) {
        char name[20];
        snprintf(name, sizeof name, "n%d", i);
        if (put(l, with_fid ? i : -1, name, i, &err) != VG_OK)
            fail_msg("%s", err.text);
    }
}

static void commit(struct vg_loader *l)
{
    struct vg_error err = {0};
    if (vg_loader_commit(l, &err) != VG_OK)
        fail_msg("%s", err.text);
    vg_loader_free(l);
}

static void a_new_collection_appears_at_commit(void **state)
{
    (void)state;
    struct vg_collection *c = plain("fresh", false);
    c->title = "Fresh ones";
    c->description = "Points that were not there before.";
    c->fields[1].description = "a number";
    struct vg_loader *l = begin(c, VG_LOAD_CREATE);
    put_many(l, 1, 3000, true);
    assert_null(ask_text("select to_regclass('fresh')"));
    commit(l);
    assert_string_equal(ask_text("select count(*) || ' ' || min(fid) || ' ' || max(fid) from fresh"), "3000 1 3000");
    assert_string_equal(ask_text("select st_srid(geom) || ' ' || st_x(geom) from fresh where fid = 7"), "2154 600007");
    assert_string_equal(ask_text("select obj_description('fresh'::regclass)"),
                        "Fresh ones\nPoints that were not there before.");
    assert_string_equal(ask_text("select col_description('fresh'::regclass, 3)"), "a number");
    assert_string_equal(ask_text("select string_agg(indexname, ',' order by indexname) from pg_indexes where tablename = 'fresh'"),
                        "fresh_geom_idx,fresh_pkey");
    assert_string_equal(ask_text("insert into fresh (name) values ('next') returning fid"), "3001");
    assert_true(atof(ask_text("select reltuples from pg_class where relname = 'fresh'")) == 3000);
    struct vg_discovery d = discover(store);
    assert_non_null(find_collection(&d, "fresh"));
    assert_string_equal(find_collection(&d, "fresh")->title, "Fresh ones");
}

static void rows_without_ids_are_numbered_on(void **state)
{
    (void)state;
    struct vg_error err = {0};
    struct vg_loader *l = begin(plain("numbered", false), VG_LOAD_CREATE);
    put_many(l, 1, 3, false);
    assert_int_equal(put(l, 10, "ten", 10, &err), VG_OK);
    assert_int_equal(put(l, -1, "eleven", 11, &err), VG_OK);
    commit(l);
    assert_string_equal(ask_text("select string_agg(fid::text, ',' order by fid) from numbered"), "1,2,3,10,11");
}

static void a_dropped_load_leaves_no_trace(void **state)
{
    (void)state;
    struct vg_loader *l = begin(plain("dropped", false), VG_LOAD_CREATE);
    put_many(l, 1, 100, true);
    vg_loader_free(l);
    assert_null(ask_text("select to_regclass('dropped')"));
    l = begin(plain("dropped", false), VG_LOAD_CREATE); /* and holds no lock */
    vg_loader_free(l);
}

static void an_id_given_twice_is_a_conflict_that_names_it(void **state)
{
    (void)state;
    struct vg_error err = {0};
    struct vg_loader *l = begin(plain("twice", true), VG_LOAD_CREATE);
    put_many(l, 1, 5, false);
    enum vg_status r = put(l, -1, "n3", 3, &err);
    if (r == VG_OK)
        r = vg_loader_commit(l, &err);
    assert_int_equal(r, VG_CONFLICT);
    assert_string_equal(err.where, "name");
    assert_non_null(strstr(err.text, "'n3'"));
    vg_loader_free(l);
    assert_null(ask_text("select to_regclass('twice')"));
}

static void an_id_must_not_be_null(void **state)
{
    (void)state;
    struct vg_error err = {0};
    struct vg_loader *l = begin(plain("nullid", true), VG_LOAD_CREATE);
    struct vg_value v[] = {{.kind = VG_V_NULL}, integer(1)};
    assert_int_equal(vg_loader_put(l, -1, v, (struct vg_geom){0}, &err), VG_BAD_INPUT);
    assert_string_equal(err.where, "name");
    put_many(l, 1, 2, false); /* the load can go on without the row */
    commit(l);
    assert_string_equal(ask_text("select count(*) from nullid"), "2");
    assert_string_equal(ask_text("select collation_name from information_schema.columns where table_name = 'nullid'"
                                 " and column_name = 'name'"), "C"); /* its index walks in our order */
}

static void what_is_there_is_not_created_again(void **state)
{
    (void)state;
    struct vg_error err = {0};
    struct vg_loader *l = NULL;
    assert_int_equal(vg_loader_begin(store, plain("fresh", false), VG_LOAD_CREATE, &l, &err), VG_CONFLICT);
    assert_non_null(strstr(err.text, "'fresh'"));
    assert_int_equal(vg_loader_begin(store, plain("nothing", false), VG_LOAD_APPEND, &l, &err), VG_NOT_FOUND);
}

static void appended_rows_join_the_others(void **state)
{
    (void)state;
    run("create table joined (name varchar(20) primary key, extra text, n int, geom geometry(Point, 2154));"
        "insert into joined values ('old', 'x', 1, null)");
    struct vg_loader *l = begin(plain("joined", true), VG_LOAD_APPEND);
    put_many(l, 1, 1000, false);
    assert_string_equal(ask_text("select count(*) from joined"), "1");
    commit(l);
    assert_string_equal(ask_text("select count(*) || ' ' || count(extra) || ' ' || sum(n) from joined"), "1001 1 500501");
}

static void an_appended_id_that_exists_is_a_conflict(void **state)
{
    (void)state;
    struct vg_error err = {0};
    struct vg_loader *l = begin(plain("joined", true), VG_LOAD_APPEND);
    put_many(l, 2000, 2010, false);
    enum vg_status r = put(l, -1, "old", 3, &err);
    if (r == VG_OK)
        r = vg_loader_commit(l, &err);
    assert_int_equal(r, VG_CONFLICT);
    assert_string_equal(err.where, "name");
    assert_non_null(strstr(err.text, "'old'"));
    vg_loader_free(l);
    assert_string_equal(ask_text("select count(*) from joined"), "1001");
}

static void appending_numbers_on_after_the_highest_id(void **state)
{
    (void)state;
    struct vg_loader *l = begin(plain("numbered", false), VG_LOAD_APPEND);
    put_many(l, 1, 2, false);
    commit(l);
    assert_string_equal(ask_text("select string_agg(fid::text, ',' order by fid) from numbered"), "1,2,3,10,11,12,13");
    assert_string_equal(ask_text("insert into numbered (name) values ('x') returning fid"), "14");
}

static void appending_what_does_not_fit_is_refused_at_once(void **state)
{
    (void)state;
    struct vg_error err = {0};
    struct vg_loader *l = NULL;
    struct vg_collection *c = plain("joined", true);
    c->fields[1].name = "unknown";
    assert_int_equal(vg_loader_begin(store, c, VG_LOAD_APPEND, &l, &err), VG_CONFLICT);
    assert_string_equal(err.where, "unknown");
    c = plain("joined", true);
    c->fields[1].type = VG_T_DATE;
    assert_int_equal(vg_loader_begin(store, c, VG_LOAD_APPEND, &l, &err), VG_CONFLICT);
    c = plain("joined", true);
    c->crs = crs("EPSG:4326");
    assert_int_equal(vg_loader_begin(store, c, VG_LOAD_APPEND, &l, &err), VG_CONFLICT);
    assert_non_null(strstr(err.text, "coordinate reference system"));
}

static void a_replaced_table_is_readable_until_the_end_and_keeps_its_grants(void **state)
{
    (void)state;
    run("create table swapped (id int primary key, junk text, geom geometry(Point, 4326));"
        "insert into swapped values (1, 'x', null); grant select on swapped to public");
    struct vg_loader *l = begin(plain("swapped", false), VG_LOAD_REPLACE);
    put_many(l, 5, 6, true);
    run("set lock_timeout = '1s'");
    assert_string_equal(ask_text("select max(junk) from swapped"), "x");
    commit(l);
    assert_string_equal(ask_text("select string_agg(name, ',' order by fid) from swapped"), "n5,n6");
    assert_string_equal(ask_text("select relacl::text like '%=r/%' from pg_class where relname = 'swapped'"), "t");
    assert_string_equal(ask_text("select string_agg(indexname, ',' order by indexname) from pg_indexes where tablename = 'swapped'"),
                        "swapped_geom_idx,swapped_pkey");
    assert_string_equal(ask_text("insert into swapped (name) values ('x') returning fid"), "7");
    l = begin(plain("swapped", false), VG_LOAD_REPLACE); /* and once more */
    put_many(l, 1, 1, true);
    commit(l);
    l = begin(plain("swapped", false), VG_LOAD_REPLACE);
    put_many(l, 1, 1, true);
    vg_loader_free(l);
    assert_string_equal(ask_text("select count(*) from swapped"), "1");
    l = begin(plain("was_not_there", false), VG_LOAD_REPLACE);
    put_many(l, 1, 1, true);
    commit(l);
    assert_string_equal(ask_text("select count(*) from was_not_there"), "1");
}

static void a_table_that_others_need_is_not_replaced(void **state)
{
    (void)state;
    struct vg_error err = {0};
    struct vg_loader *l = NULL;
    run("create view on_swapped as select * from swapped");
    assert_int_equal(vg_loader_begin(store, plain("swapped", false), VG_LOAD_REPLACE, &l, &err), VG_CONFLICT);
    assert_int_equal(vg_loader_begin(store, plain("on_swapped", false), VG_LOAD_REPLACE, &l, &err), VG_CONFLICT);
    run("drop view on_swapped");
}

static void every_type_arrives(void **state)
{
    (void)state;
    static const enum vg_type types[] = {VG_T_BOOL, VG_T_INT, VG_T_FLOAT, VG_T_DOUBLE, VG_T_DECIMAL, VG_T_TEXT, VG_T_DATE,
                                         VG_T_DATETIME, VG_T_LOCALTIME, VG_T_TIME, VG_T_UUID, VG_T_JSON, VG_T_BYTES};
    struct vg_value values[] = {
        {.kind = VG_V_BOOL, .boolean = true},
        {.kind = VG_V_INT, .integer = INT64_MIN},
        {.kind = VG_V_FLOAT, .real = 0.1f},
        {.kind = VG_V_DOUBLE, .real = -INFINITY},
        {.kind = VG_V_NUMBER, .text = VG_STR("-123456789012345678901234567890.10")},
        {.kind = VG_V_TEXT, .text = VG_STR("é\\ \"'\t\n")},
        {.kind = VG_V_DATE, .integer = -719528},
        {.kind = VG_V_DATETIME, .integer = INT64_C(1700000000123456)},
        {.kind = VG_V_LOCALTIME, .integer = -1},
        {.kind = VG_V_TIME, .integer = INT64_C(86399999999)},
        {.kind = VG_V_TEXT, .text = VG_STR("a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11")},
        {.kind = VG_V_JSON, .text = VG_STR("{\"a\": [1, null]}")},
        {.kind = VG_V_BYTES, .text = VG_STR("\x00\xff")},
    };
    struct vg_field fields[VG_COUNT(types)];
    struct vg_value nulls[VG_COUNT(types)] = {0};
    struct vg_collection c = {.id = "all types", .fields = fields, .n_fields = VG_COUNT(types)};
    struct vg_error err = {0};
    for (size_t i = 0; i < VG_COUNT(types); i++)
        fields[i] = (struct vg_field){.name = vg_arena_printf(db.arena, "f\"%zu", i), .type = types[i], .nullable = true};
    struct vg_loader *l = begin(&c, VG_LOAD_CREATE);
    assert_int_equal(vg_loader_put(l, 1, values, (struct vg_geom){0}, &err), VG_OK);
    assert_int_equal(vg_loader_put(l, 2, nulls, (struct vg_geom){0}, &err), VG_OK);
    commit(l);
    run("set timezone = 'UTC'");
    assert_string_equal(
        ask_text("select row(t.*)::text from \"all types\" t where fid = 1"),
        "(1,t,-9223372036854775808,0.1,-Infinity,-123456789012345678901234567890.10,\"é\\\\ \"\"'\t\n\",\"0001-01-01 BC\","
        "\"2023-11-14 22:13:20.123456+00\",\"1969-12-31 23:59:59.999999\",23:59:59.999999,"
        "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11,\"{\"\"a\"\": [1, null]}\",\"\\\\x00ff\")");
    assert_string_equal(ask_text("select num_nulls(\"f\"\"0\", \"f\"\"5\", \"f\"\"12\") from \"all types\" where fid = 2"), "3");
    assert_string_equal(ask_text("select string_agg(format_type(atttypid, atttypmod), ',' order by attnum) from pg_attribute"
                                 " where attrelid = '\"all types\"'::regclass and attnum > 1"),
                        "boolean,bigint,real,double precision,numeric,text,date,timestamp with time zone,"
                        "timestamp without time zone,time without time zone,uuid,jsonb,bytea");
}

static void geometries_have_the_declared_type_and_dimensions(void **state)
{
    (void)state;
    struct vg_collection *c = plain("dims", false);
    struct vg_error err = {0};
    struct vg_geom g;
    c->geom_type = VG_GEOM_LINESTRING;
    c->geom_z = c->geom_m = true;
    c->crs = vg_crs84(db.crs);
    struct vg_value v[] = {text("a"), integer(1)};
    struct vg_loader *l = begin(c, VG_LOAD_CREATE);
    assert_int_equal(vg_geom_from_wkt(VG_STR("LINESTRING ZM (1 2 3 4, 5 6 7 8)"), db.arena, &g, &err), VG_OK);
    assert_int_equal(vg_loader_put(l, -1, v, g, &err), VG_OK);
    assert_int_equal(vg_loader_put(l, -1, v, (struct vg_geom){(const unsigned char *)"\1\2\0\0\0\7", 6}, &err), VG_BAD_INPUT);
    commit(l);
    assert_string_equal(ask_text("select type || ' ' || srid || ' ' || coord_dimension from geometry_columns"
                                 " where f_table_name = 'dims'"), "LINESTRING 4326 4");
    assert_string_equal(ask_text("select st_asewkt(geom) from dims"), "SRID=4326;LINESTRING(1 2 3 4,5 6 7 8)");
}

/* The server compares the ends of a ring byte for byte. */
static void a_ring_from_nought_to_minus_nought_is_closed(void **state)
{
    (void)state;
    struct vg_error err = {0};
    struct vg_collection *c = plain("noughts", false);
    c->geom_type = VG_GEOM_POLYGON;
    struct vg_loader *l = begin(c, VG_LOAD_CREATE);
    struct vg_value v[] = {text("a"), integer(1)};
    struct vg_geom g = vg_geom_of_box(db.arena, &(struct vg_bbox){.min = {0, 0}, .max = {4, 4}}, 1);
    unsigned char *bytes = vg_arena_alloc(db.arena, g.len);
    static const double minus_zero = -0.0;
    memcpy(bytes, g.wkb, g.len);
    memcpy(bytes + g.len - sizeof minus_zero, &minus_zero, sizeof minus_zero);
    assert_int_equal(vg_loader_put(l, -1, v, (struct vg_geom){bytes, g.len}, &err), VG_OK);
    commit(l);
    assert_string_equal(ask_text("select st_astext(geom) from noughts"), "POLYGON((0 0,4 0,4 4,0 4,0 0))");
}

static void what_postgresql_cannot_hold_is_refused_clearly(void **state)
{
    (void)state;
    struct vg_error err = {0};
    struct vg_loader *l = NULL;
    struct vg_collection *c = plain("odd", false);
    c->crs = NULL;
    assert_int_equal(vg_loader_begin(store, c, VG_LOAD_CREATE, &l, &err), VG_BAD_INPUT);
    run("delete from spatial_ref_sys where srid = 27561");
    c->crs = crs("EPSG:27561");
    assert_int_equal(vg_loader_begin(store, c, VG_LOAD_CREATE, &l, &err), VG_BAD_INPUT);
    assert_non_null(strstr(err.text, "EPSG:27561"));
    c = plain("odd", false);
    c->fields[0].name = "a_name_that_is_longer_than_what_the_catalogue_of_postgresql_can_hold";
    assert_int_equal(vg_loader_begin(store, c, VG_LOAD_CREATE, &l, &err), VG_BAD_INPUT);
    c->fields[0].name = "ctid";
    assert_int_equal(vg_loader_begin(store, c, VG_LOAD_CREATE, &l, &err), VG_BAD_INPUT);

    l = begin(plain("odd", false), VG_LOAD_CREATE);
    struct vg_value v[] = {{.kind = VG_V_TEXT, .text = VG_STR("a\xff")}, integer(1)};
    assert_int_equal(vg_loader_put(l, -1, v, (struct vg_geom){0}, &err), VG_BAD_INPUT);
    assert_string_equal(err.where, "name");
    v[0] = text("more than the twenty characters it may have");
    enum vg_status r = vg_loader_put(l, -1, v, (struct vg_geom){0}, &err);
    if (r == VG_OK)
        r = vg_loader_commit(l, &err);
    assert_int_equal(r, VG_BAD_INPUT);
    vg_loader_free(l);
    assert_null(ask_text("select to_regclass('odd')"));
}

static void a_store_open_for_reading_takes_no_load(void **state)
{
    (void)state;
    struct vg_error err = {0};
    struct vg_loader *l = NULL;
    struct vg_store *s = open_store_with((struct vg_store_options){.pool_size = 1});
    assert_int_equal(vg_loader_begin(s, plain("never", false), VG_LOAD_CREATE, &l, &err), VG_FORBIDDEN);
    vg_store_close(s);
}

static void a_server_that_ends_the_load_leaves_nothing(void **state)
{
    (void)state;
    struct vg_error err = {0};
    struct vg_loader *l = begin(plain("killed", false), VG_LOAD_CREATE);
    put_many(l, 1, 10, true);
    run("select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database()"
        " and state = 'active' and query like 'copy%'");
    enum vg_status r = VG_OK;
    for (int i = 11; r == VG_OK && i < 100000; i++)
        r = put(l, i, "x", i, &err);
    if (r == VG_OK)
        r = vg_loader_commit(l, &err);
    assert_int_equal(r, VG_UNAVAILABLE);
    vg_loader_free(l);
    assert_null(ask_text("select to_regclass('killed')"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup_teardown(name, open_for_writing, close_it)
        TEST(a_new_collection_appears_at_commit),
        TEST(rows_without_ids_are_numbered_on),
        TEST(a_dropped_load_leaves_no_trace),
        TEST(an_id_given_twice_is_a_conflict_that_names_it),
        TEST(an_id_must_not_be_null),
        TEST(what_is_there_is_not_created_again),
        TEST(appended_rows_join_the_others),
        TEST(an_appended_id_that_exists_is_a_conflict),
        TEST(appending_numbers_on_after_the_highest_id),
        TEST(appending_what_does_not_fit_is_refused_at_once),
        TEST(a_replaced_table_is_readable_until_the_end_and_keeps_its_grants),
        TEST(a_table_that_others_need_is_not_replaced),
        TEST(every_type_arrives),
        TEST(geometries_have_the_declared_type_and_dimensions),
        TEST(a_ring_from_nought_to_minus_nought_is_closed),
        TEST(what_postgresql_cannot_hold_is_refused_clearly),
        TEST(a_store_open_for_reading_takes_no_load),
        TEST(a_server_that_ends_the_load_leaves_nothing),
    };
    RUN_WITH_DB(tests);
}
