/* What is found in a database, and that changes of it are noticed. */
#include "postgis_db.h"

static struct vg_store *open_store(void)
{
    return open_store_with((struct vg_store_options){.pool_size = 2});
}

static void a_table_is_described_by_what_the_database_says(void **state)
{
    (void)state;
    run("create table stations (code varchar(12) primary key, label text not null, level numeric(8,2), seen timestamptz,"
        " geom geometry(PointZ, 2154));"
        "comment on table stations is E'Water stations\\nEvery station of the river.\\nUpdated daily.';"
        "comment on column stations.level is 'level over the gauge, in metres';"
        "create index on stations using gist (geom); create index on stations (seen);"
        "insert into stations select 's' || i, 'x', i, now(), st_setsrid(st_makepoint(600000 + i, 6800000 + i, 1), 2154)"
        " from generate_series(1, 50) i; analyze stations");
    struct vg_store *s = open_store();
    struct vg_discovery d = discover(s);
    struct vg_collection *c = find_collection(&d, "stations");
    assert_non_null(c);
    assert_string_equal(c->title, "Water stations");
    assert_string_equal(c->description, "Every station of the river.\nUpdated daily.");
    assert_int_equal(c->n_fields, 4);
    assert_int_equal(c->n_key, 1);
    assert_string_equal(c->fields[c->key[0]].name, "code");
    assert_int_equal(field(c, "code")->width, 12);
    assert_false(field(c, "label")->nullable);
    assert_true(field(c, "level")->nullable);
    assert_int_equal(field(c, "level")->type, VG_T_DECIMAL);
    assert_string_equal(field(c, "level")->description, "level over the gauge, in metres");
    assert_true(field(c, "seen")->indexed);
    assert_true(field(c, "code")->indexed);
    assert_false(field(c, "label")->indexed);
    assert_string_equal(c->geom_name, "geom");
    assert_int_equal(c->geom_type, VG_GEOM_POINT);
    assert_true(c->geom_z);
    assert_false(c->geom_m);
    assert_string_equal(c->crs->curie, "EPSG:2154");
    assert_true(c->has_extent);
    assert_true(c->extent.min[0] > 1.5 && c->extent.max[0] < 1.8 && c->extent.min[1] > 48 && c->extent.max[1] < 49);
    assert_true(c->small);
    assert_int_equal(c->estimate, 50);
    assert_string_equal(c->fields[c->time_start].name, "seen");
    vg_store_close(s);
}

static void what_cannot_be_published_is_told_with_the_reason(void **state)
{
    (void)state;
    run("create table nokey (name text, geom geometry(Point, 4326));"
        "create table nosrid (id int primary key, geom geometry);"
        "create table oddsrid (id int primary key, geom geometry(Point, 0));"
        "create table nullable_key (id int unique, geom geometry(Point, 4326));"
        "create view plain_view as select * from nokey");
    struct vg_store *s = open_store();
    struct vg_discovery d = discover(s);
    assert_string_equal(reason_for(&d, "nokey"), "has no primary key and no unique not-null column");
    assert_string_equal(reason_for(&d, "nullable_key"), "has no primary key and no unique not-null column");
    assert_non_null(strstr(reason_for(&d, "nosrid"), "has no SRID"));
    assert_non_null(strstr(reason_for(&d, "oddsrid"), "has no SRID"));
    assert_non_null(strstr(reason_for(&d, "plain_view"), "name the column"));
    assert_null(find_collection(&d, "nokey"));
    vg_store_close(s);
}

static void a_view_is_published_by_the_field_the_configuration_names(void **state)
{
    (void)state;
    run("create table base (id int primary key, geom geometry(Point, 4326)); insert into base values (1, null);"
        "create view base_view as select id as nr, geom from base;"
        "create materialized view base_copy as select id, geom from base; create unique index on base_copy (id)");
    struct vg_store *s = open_store();
    struct vg_key_hint hints[] = {{"base_view", "nr"}, {"base", "nothing"}};
    struct vg_discovery d = {0};
    struct vg_error err = {0};
    assert_int_equal(vg_store_discover(s, hints, 2, db.arena, &d, &err), VG_OK);
    struct vg_collection *c = find_collection(&d, "base_view");
    assert_non_null(c);
    assert_string_equal(c->fields[c->key[0]].name, "nr");
    assert_true(c->small);
    assert_int_equal(c->estimate, 1);
    assert_non_null(find_collection(&d, "base_copy"));
    assert_non_null(strstr(reason_for(&d, "base"), "'nothing'"));
    vg_store_close(s);
}

static void partitions_are_read_through_their_parent(void **state)
{
    (void)state;
    run("create table parted (id int, geom geometry(Point, 4326), primary key (id)) partition by range (id);"
        "create table parted_1 partition of parted for values from (0) to (1000);"
        "create table parted_2 partition of parted for values from (1000) to (9000);"
        "create index on parted using gist (geom);"
        "insert into parted select i, st_setsrid(st_makepoint(i / 1000.0, 45), 4326) from generate_series(1, 3000) i;"
        "analyze parted");
    struct vg_store *s = open_store();
    struct vg_discovery d = discover(s);
    struct vg_collection *c = find_collection(&d, "parted");
    assert_non_null(c);
    assert_null(find_collection(&d, "parted_1"));
    assert_int_equal(c->estimate, 3000);
    assert_false(c->small);
    assert_true(c->has_extent && c->extent.min[0] < 0.0011 && c->extent.max[0] > 2.999 && c->extent.max[0] < 3.1);
    vg_store_close(s);
}

static void schemas_share_names_by_the_search_path(void **state)
{
    (void)state;
    run("create schema other; create schema \"Zwei Worte\";"
        "create table shared (id int primary key, geom geometry(Point, 4326));"
        "create table other.shared (id int primary key, geom geometry(Point, 4326));"
        "create table other.alone (id int primary key, geom geometry(Point, 4326));"
        "create table catalogue (id int primary key, geom geometry(Point, 4326));"
        "create table \"Zwei Worte\".\"Où \"\"là\"\"; drop\" (\"sélect\" int primary key, \"Géom\" geometry(Point, 4326))");
    struct vg_store *s = open_store();
    struct vg_discovery d = discover(s);
    assert_non_null(find_collection(&d, "shared"));
    assert_non_null(find_collection(&d, "other.shared"));
    assert_non_null(find_collection(&d, "alone"));
    assert_non_null(find_collection(&d, "public.catalogue"));
    assert_null(find_collection(&d, "catalogue"));
    assert_non_null(find_collection(&d, "Où \"là\"; drop"));
    vg_store_close(s);
}

static void a_box_is_told_whatever_the_name(void **state)
{
    (void)state;
    run("create table \"q\"\"uote'd\" (id int primary key, \"g\"\"'\" geometry(Point, 4326));"
        "insert into \"q\"\"uote'd\" select i, st_setsrid(st_makepoint(i / 1000.0, 1), 4326) from generate_series(1, 2000) i;"
        "create table \"plain name\" (id int primary key, geom geometry(Point, 4326));"
        "insert into \"plain name\" select * from \"q\"\"uote'd\";"
        "create index on \"q\"\"uote'd\" using gist (\"g\"\"'\"); analyze \"q\"\"uote'd\"; analyze \"plain name\"");
    struct vg_store *s = open_store();
    struct vg_discovery d = discover(s);
    struct vg_collection *c = find_collection(&d, "q\"uote'd");
    assert_true(c && c->has_extent && c->extent.min[0] <= 0.001 && c->extent.max[0] >= 2 && c->extent.max[0] < 2.001);
    c = find_collection(&d, "plain name"); /* from statistics alone */
    assert_true(c && c->has_extent && c->extent.max[0] > 1.9 && c->extent.max[0] < 2.1);
    vg_store_close(s);
}

static void a_constraint_binds_what_the_type_does_not(void **state)
{
    (void)state;
    run("create table old (id int primary key, geom geometry, check (st_srid(geom) = 2154), check (geometrytype(geom) = 'POINT'),"
        " check (st_ndims(geom) = 3));"
        "create table loose (id int primary key, geom geometry check (st_srid(geom) = 2154))");
    struct vg_store *s = open_store();
    struct vg_discovery d = discover(s);
    struct vg_collection *c = find_collection(&d, "old");
    assert_non_null(c);
    assert_string_equal(c->crs->curie, "EPSG:2154");
    assert_int_equal(c->geom_type, VG_GEOM_POINT);
    assert_true(c->geom_z);
    c = find_collection(&d, "loose"); /* heights are allowed, not demanded */
    assert_non_null(c);
    assert_false(c->geom_z);
    vg_store_close(s);
}

static void the_time_span_is_told_where_it_costs_nothing(void **state)
{
    (void)state;
    run("create table span (id int primary key, date_debut date, date_fin date, geom geometry(Point, 4326));"
        "insert into span values (1, '2018-02-12', '2018-03-01', null), (2, null, '2019-12-31', null);"
        "create table forever (id int primary key, t timestamptz, geom geometry(Point, 4326));"
        "insert into forever values (1, '-infinity', null), (2, '2020-01-01 00:00:01Z', null);"
        "create table long (id int primary key, t timestamp, geom geometry(Point, 4326));"
        "insert into long select i, timestamp '2000-01-01' + i * interval '1 day', null from generate_series(0, 2000) i;"
        "analyze long");
    struct vg_store *s = open_store();
    struct vg_discovery d = discover(s);
    struct vg_collection *c = find_collection(&d, "span");
    assert_true(c && c->has_interval && c->interval.has_start && c->interval.has_end);
    assert_int_equal(c->interval.start_us, INT64_C(1518393600000000));
    assert_int_equal(c->interval.end_us, INT64_C(1577836799999999)); /* the last moment of the day */
    c = find_collection(&d, "forever");
    assert_true(c && c->has_interval && !c->interval.has_start && c->interval.has_end);
    assert_int_equal(c->interval.end_us, INT64_C(1577836801000000));
    assert_false(find_collection(&d, "long")->has_interval);
    run("create index on long (t)");
    d = discover(s);
    assert_true(find_collection(&d, "long")->has_interval);
    assert_int_equal(find_collection(&d, "long")->interval.start_us, INT64_C(946684800000000));
    vg_store_close(s);
}

static void rows_without_geometry_are_known_of(void **state)
{
    (void)state;
    run("create table some_null (id int primary key, geom geometry(Point, 4326));"
        "insert into some_null select i, case when i > 1 then st_setsrid(st_makepoint(1, 1), 4326) end from generate_series(1, 9) i;"
        "create table many_null (id int primary key, geom geometry(Point, 4326));"
        "insert into many_null select i, case when i % 2 = 0 then st_setsrid(st_makepoint(1, 1), 4326) end"
        " from generate_series(1, 3000) i; analyze many_null;"
        "create table none_null (id int primary key, geom geometry(Point, 4326));"
        "insert into none_null select i, st_setsrid(st_makepoint(1, 1), 4326) from generate_series(1, 3000) i; analyze none_null;"
        "create table never_null (id int primary key, geom geometry(Point, 4326) not null)");
    struct vg_store *s = open_store();
    struct vg_discovery d = discover(s);
    assert_true(find_collection(&d, "some_null")->geom_nulls);
    assert_true(find_collection(&d, "many_null")->geom_nulls);
    assert_false(find_collection(&d, "none_null")->geom_nulls);
    assert_false(find_collection(&d, "never_null")->geom_nulls);
    vg_store_close(s);
}

static void columns_have_the_types_they_are_read_as(void **state)
{
    (void)state;
    run("create type mood as enum ('sad', 'ok'); create domain percent as numeric(5,2) check (value >= 0);"
        "create type pair as (a int, b text);"
        "create table typed (id bigint primary key, b boolean, i2 smallint, f4 real, f8 double precision, n numeric, t text,"
        " vc varchar(7), c char(3), d date, ts timestamp, tz timestamptz, tm time, u uuid, j json, jb jsonb, arr int[], by bytea,"
        " m mood, p percent, pr pair, ip inet, o oid, tsv tsvector, g1 geometry(Polygon, 4326), g2 geometry(Point, 4326))");
    static const struct {
        const char *name;
        enum vg_type type;
    } expected[] = {
        {"id", VG_T_INT}, {"b", VG_T_BOOL}, {"i2", VG_T_INT}, {"f4", VG_T_FLOAT}, {"f8", VG_T_DOUBLE}, {"n", VG_T_DECIMAL},
        {"t", VG_T_TEXT}, {"vc", VG_T_TEXT}, {"c", VG_T_TEXT}, {"d", VG_T_DATE}, {"ts", VG_T_LOCALTIME},
        {"tz", VG_T_DATETIME}, {"tm", VG_T_TIME}, {"u", VG_T_UUID}, {"j", VG_T_JSON}, {"jb", VG_T_JSON}, {"arr", VG_T_JSON},
        {"by", VG_T_BYTES}, {"m", VG_T_TEXT}, {"p", VG_T_DECIMAL}, {"pr", VG_T_JSON}, {"ip", VG_T_TEXT}, {"o", VG_T_INT},
    };
    struct vg_store *s = open_store();
    struct vg_discovery d = discover(s);
    struct vg_collection *c = find_collection(&d, "typed");
    assert_non_null(c);
    assert_int_equal(c->n_fields, VG_COUNT(expected)); /* no search vector, no second geometry */
    for (size_t i = 0; i < VG_COUNT(expected); i++) {
        assert_string_equal(c->fields[i].name, expected[i].name);
        assert_int_equal(c->fields[i].type, expected[i].type);
    }
    assert_int_equal(field(c, "vc")->width, 7);
    assert_int_equal(field(c, "c")->width, 3);
    assert_string_equal(c->geom_name, "g1");
    assert_false(c->has_extent);
    assert_int_equal(c->estimate, 0);
    vg_store_close(s);
}

static void a_geography_is_a_geometry_too(void **state)
{
    (void)state;
    run("create table geog (id int primary key, g geography(Point)); insert into geog values (1, 'POINT(2 48)')");
    struct vg_store *s = open_store();
    struct vg_discovery d = discover(s);
    struct vg_collection *c = find_collection(&d, "geog");
    assert_non_null(c);
    assert_string_equal(c->crs->curie, "EPSG:4326");
    assert_int_equal(c->geom_type, VG_GEOM_POINT);
    vg_store_close(s);
}

static bool changes(struct vg_store *s, uint64_t *stamp)
{
    bool changed = false;
    struct vg_error err = {0};
    if (vg_store_changed(s, stamp, &changed, &err) != VG_OK)
        fail_msg("%s", err.text);
    return changed;
}

static void whatever_discovery_tells_is_noticed_when_it_changes(void **state)
{
    (void)state;
    static const char *const steps[] = {
        "create table watched (id int primary key, geom geometry(Point, 4326))",
        "alter table watched add column more text",
        "alter table watched rename column more to less",
        "alter table watched alter column less set not null",
        "comment on table watched is 'words'",
        "comment on column watched.less is 'words'",
        "create unique index on watched (less)",
        "grant select on watched to public",
        "revoke select on watched from public",
        "grant select (id) on watched to public",
        "create view watching as select * from watched",
        "alter table watched rename to seen",
        "alter schema other rename to another",
        "drop view watching",
        "drop table seen",
    };
    struct vg_store *s = open_store();
    uint64_t stamp = 0;
    assert_true(changes(s, &stamp));
    assert_false(changes(s, &stamp));
    for (size_t i = 0; i < VG_COUNT(steps); i++) {
        run(steps[i]);
        if (!changes(s, &stamp))
            fail_msg("not noticed: %s", steps[i]);
        assert_false(changes(s, &stamp));
    }
    vg_store_close(s);
}

static void rows_and_statistics_change_nothing(void **state)
{
    (void)state;
    struct vg_store *s = open_store();
    uint64_t stamp = 0;
    assert_true(changes(s, &stamp));
    run("insert into stations values ('newer', 'x', 1, now(), null)");
    run("vacuum analyze stations");
    run("create table not_spatial (id int)");
    run("drop table not_spatial");
    assert_false(changes(s, &stamp));
    vg_store_close(s);
}

static void a_role_sees_what_it_was_granted(void **state)
{
    (void)state;
    char role[80], sql[512];
    struct vg_error err = {0};
    struct vg_store *s = NULL;
    struct vg_discovery d = {0};
    snprintf(role, sizeof role, "vigie_reader_%d", (int)getpid());
    snprintf(sql, sizeof sql,
             "create role %s login; create table secret (id int primary key, geom geometry(Point, 4326));"
             "create table open (id int primary key, a int, b int, geom geometry(Point, 4326));"
             "grant select (id, a, geom) on open to %s", role, role);
    run(sql);
    char address[700];
    snprintf(address, sizeof address, "%s?options=-crole%%3D%s", db.address, role);
    assert_int_equal(vg_store_open(address, &(struct vg_store_options){.crs = db.crs, .pool_size = 1}, &s, &err), VG_OK);
    assert_int_equal(vg_store_discover(s, NULL, 0, db.arena, &d, &err), VG_OK);
    assert_null(find_collection(&d, "secret"));
    struct vg_collection *c = find_collection(&d, "open");
    assert_non_null(c);
    assert_int_equal(c->n_fields, 2);
    vg_store_close(s);
    snprintf(sql, sizeof sql, "drop table open; drop role %s", role);
    run(sql);
}

static enum vg_status try_open(const char *address, struct vg_error *err)
{
    struct vg_store *s = NULL;
    enum vg_status r = vg_store_open(address, &(struct vg_store_options){.crs = db.crs, .pool_size = 1}, &s, err);
    vg_store_close(s);
    return r;
}

/* Of template0, which nobody can have put PostGIS into. */
static void a_database_without_postgis_says_so(void **state)
{
    (void)state;
    struct vg_error err = {0};
    char address[700], name[80], sql[200];
    int head = (int)(strrchr(db.address, '/') - db.address);
    snprintf(name, sizeof name, "%s_bare", db.name);
    snprintf(sql, sizeof sql, "create database %s template template0", name);
    run_on(db.admin, sql);
    snprintf(address, sizeof address, "%.*s/%s", head, db.address, name);
    enum vg_status r = try_open(address, &err);
    snprintf(sql, sizeof sql, "drop database %s with (force)", name);
    run_on(db.admin, sql);
    assert_int_equal(r, VG_BAD_INPUT);
    assert_non_null(strstr(err.text, "has no PostGIS"));
    assert_non_null(strstr(err.text, name));
}

static void a_store_that_cannot_be_opened_says_why(void **state)
{
    (void)state;
    struct vg_error err = {0};
    char address[700];
    int head = (int)(strrchr(db.address, '/') - db.address);
    snprintf(address, sizeof address, "%.*s/no_such_database", head, db.address);
    assert_int_equal(try_open(address, &err), VG_NOT_FOUND);
    assert_non_null(strstr(err.text, "no_such_database"));
    assert_int_equal(try_open("postgresql://u:s3cret@127.0.0.1:1/db", &err), VG_UNAVAILABLE);
    assert_null(strstr(err.text, "s3cret"));
    assert_int_equal(try_open("postgresql://u:s3cret@127.0.0.1:1/db?nonsense=s3cret", &err), VG_BAD_INPUT);
    assert_null(strstr(err.text, "s3cret"));
    assert_int_equal(try_open("service=there_is_no_such_service", &err), VG_BAD_INPUT);
}

static void a_name_holds_no_password(void **state)
{
    (void)state;
    struct vg_error err = {0};
    struct vg_store *s = NULL;
    char address[700];
    snprintf(address, sizeof address, "%s?password=s3cret&application_name=x", db.address);
    assert_int_equal(vg_store_open(address, &(struct vg_store_options){.crs = db.crs}, &s, &err), VG_OK);
    assert_null(strstr(vg_store_name(s), "s3cret"));
    assert_non_null(strstr(vg_store_name(s), db.name));
    assert_int_equal(vg_store_ping(s, &err), VG_OK);
    vg_store_close(s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_table_is_described_by_what_the_database_says),
        cmocka_unit_test(what_cannot_be_published_is_told_with_the_reason),
        cmocka_unit_test(a_view_is_published_by_the_field_the_configuration_names),
        cmocka_unit_test(partitions_are_read_through_their_parent),
        cmocka_unit_test(schemas_share_names_by_the_search_path),
        cmocka_unit_test(a_box_is_told_whatever_the_name),
        cmocka_unit_test(a_constraint_binds_what_the_type_does_not),
        cmocka_unit_test(the_time_span_is_told_where_it_costs_nothing),
        cmocka_unit_test(rows_without_geometry_are_known_of),
        cmocka_unit_test(columns_have_the_types_they_are_read_as),
        cmocka_unit_test(a_geography_is_a_geometry_too),
        cmocka_unit_test(whatever_discovery_tells_is_noticed_when_it_changes),
        cmocka_unit_test(rows_and_statistics_change_nothing),
        cmocka_unit_test(a_role_sees_what_it_was_granted),
        cmocka_unit_test(a_database_without_postgis_says_so),
        cmocka_unit_test(a_store_that_cannot_be_opened_says_why),
        cmocka_unit_test(a_name_holds_no_password),
    };
    RUN_WITH_DB(tests);
}
