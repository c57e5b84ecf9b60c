/* What a GeoPackage says of its tables, and what it keeps to itself. */
#include "gpkg_file.h"

/* ---------------------------------------------------------------------------------------- texts and times */

static void titles_descriptions_and_columns_come_from_the_standards_tables(void **state)
{
    (void)state;
    features("stations", "fid integer primary key, nom text(30) not null, h double", "POINT", 4326);
    run("update gpkg_contents set identifier = 'Stations', description = 'de mesure' where table_name = 'stations'");
    run("%s", vg_gpkg_sql_schema_extension);
    run("insert into gpkg_data_columns values ('Stations', 'nom', 'Nom', null, 'ce qui est écrit', null, null),"
        " ('stations', 'h', 'h', 'Hauteur', null, null, null)");
    const struct vg_collection *c = collection("stations");
    assert_string_equal(c->title, "Stations");
    assert_string_equal(c->description, "de mesure");
    assert_int_equal(c->n_fields, 3);
    assert_string_equal(field(c, "nom")->title, "Nom");
    assert_string_equal(field(c, "nom")->description, "ce qui est écrit");
    assert_int_equal(field(c, "nom")->width, 30);
    assert_false(field(c, "nom")->nullable);
    assert_string_equal(field(c, "h")->title, "Hauteur");
    assert_true(c->modified_us > 0);
    assert_true(c->small);
    assert_int_equal(c->estimate, 0);
}

static void a_table_without_a_title_goes_by_its_name(void **state)
{
    (void)state;
    features("Sans titre", "fid integer primary key", "POINT", 4326);
    assert_string_equal(collection("Sans titre")->title, "Sans titre");
    assert_null(collection("Sans titre")->description);
}

static void declared_types_are_those_of_the_standard_else_of_sqlite(void **state)
{
    (void)state;
    static const struct {
        const char *declared;
        enum vg_type type;
    } cases[] = {
        {"BOOLEAN", VG_T_BOOL}, {"TINYINT", VG_T_INT}, {"SMALLINT", VG_T_INT}, {"MEDIUMINT", VG_T_INT}, {"INT", VG_T_INT},
        {"integer", VG_T_INT}, {"FLOAT", VG_T_FLOAT}, {"DOUBLE", VG_T_DOUBLE}, {"REAL", VG_T_DOUBLE},
        {"TEXT", VG_T_TEXT}, {"TEXT(7)", VG_T_TEXT}, {"BLOB", VG_T_BYTES}, {"BLOB(9)", VG_T_BYTES}, {"DATE", VG_T_DATE},
        {"DATETIME", VG_T_DATETIME}, {"TIMESTAMP", VG_T_DATETIME}, {"JSON", VG_T_JSON}, {"VARCHAR(40)", VG_T_TEXT},
        {"BIGINT", VG_T_INT}, {"UNSIGNED BIG INT", VG_T_INT}, {"DOUBLE PRECISION", VG_T_DOUBLE},
        {"NUMERIC(10,2)", VG_T_DOUBLE}, {"DECIMAL", VG_T_DOUBLE}, {"CLOB", VG_T_TEXT}, {"whatever", VG_T_TEXT},
    };
    run("create table typed (fid integer primary key)");
    for (size_t i = 0; i < VG_COUNT(cases); i++)
        run("alter table typed add column c%d %s", (int)i, cases[i].declared);
    run("insert into gpkg_contents (table_name, data_type) values ('typed', 'attributes')");
    const struct vg_collection *c = collection("typed");
    for (size_t i = 0; i < VG_COUNT(cases); i++)
        if (c->fields[i + 1].type != cases[i].type)
            fail_msg("%s is %s", cases[i].declared, vg_type_name(c->fields[i + 1].type));
    assert_int_equal(c->fields[11].width, 7);
    assert_int_equal(c->fields[18].width, 40);
}

static void the_time_of_a_row_is_a_pair_of_fields_else_the_first(void **state)
{
    (void)state;
    run("create table one_time (fid integer primary key, d date);"
        "create table two_times (fid integer primary key, d date, e date);"
        "create table pair (fid integer primary key, date_debut datetime, date_fin datetime, saisie datetime);"
        "insert into pair values (1, '2020-01-01T00:00:00Z', '2021-01-01T00:00:00.5Z', null), (2, 'gestern', '', null),"
        " (3, 7, 8, null);"
        "insert into gpkg_contents (table_name, data_type) values ('one_time', 'attributes'), ('two_times', 'attributes'),"
        " ('pair', 'attributes')");
    assert_int_equal(collection("one_time")->time_start, 1);
    assert_false(collection("one_time")->has_interval);
    assert_int_equal(collection("two_times")->time_start, 1);
    assert_int_equal(collection("two_times")->time_end, -1);
    const struct vg_collection *c = collection("pair");
    assert_int_equal(c->time_start, 1);
    assert_int_equal(c->time_end, 2);
    assert_true(c->has_interval && c->interval.has_end);
    assert_int_equal(c->interval.end_us, INT64_C(1609459200500000));
}

/* ------------------------------------------------------------------------------------------------- keys */

static const char *key_of(const struct vg_collection *c)
{
    struct vg_buf b;
    vg_buf_init(&b, 1000);
    for (int i = 0; i < c->n_key; i++)
        vg_buf_printf(&b, i ? ",%s" : "%s", c->fields[c->key[i]].name);
    const char *text = vg_arena_strdup(file.arena, b.ptr);
    vg_buf_finish(&b);
    return text;
}

static void attributes(const char *name, const char *columns)
{
    run("create table \"%w\" (%s); insert into gpkg_contents (table_name, data_type) values (%Q, 'attributes')", name, columns,
        name);
}

static void the_key_is_the_hint_the_recorded_field_the_primary_key_or_what_is_unique(void **state)
{
    (void)state;
    attributes("keyed", "fid integer primary key, code text unique not null, other text");
    assert_string_equal(key_of(collection("keyed")), "fid");
    run("%s", vg_gpkg_sql_vigie);
    run("insert into vigie_collection (table_name, id_field, lang) values ('Keyed', 'code', 'fr')");
    assert_string_equal(key_of(collection("keyed")), "code");
    assert_string_equal(collection("keyed")->lang, "fr");
    const struct vg_key_hint hint[] = {{"keyed", "other"}};
    struct vg_discovery d = discover_with(hint, 1);
    assert_string_equal(key_of(find_collection(&d, "keyed")), "other");
    assert_false(field(find_collection(&d, "keyed"), "other")->nullable);

    attributes("composite_key", "a text not null, b int not null, c text, primary key (b, a)");
    assert_string_equal(key_of(collection("composite_key")), "b,a");
    attributes("unique_only", "a text not null, b int not null, c text not null unique, unique (a, b)");
    assert_string_equal(key_of(collection("unique_only")), "c");
    attributes("unique_pair", "a text not null, b int not null, c text unique, unique (a, b)");
    assert_string_equal(key_of(collection("unique_pair")), "a,b");
    attributes("without_rowid", "code text primary key, v int) without rowid; create table unused (x int");
    assert_string_equal(key_of(collection("without_rowid")), "code");
}

static void a_table_without_a_usable_key_is_not_published_and_says_why(void **state)
{
    (void)state;
    attributes("keyless", "a text, b int unique");
    assert_string_equal(reason("keyless"), "it has no primary key and no unique not-null column");
    attributes("part_unique", "a text not null");
    run("create unique index part_unique_a on part_unique (a) where a > 'x'");
    assert_non_null(reason("part_unique"));
    attributes("real_key", "a double primary key not null");
    assert_non_null(reason("real_key"));
    attributes("null_key", "a text primary key, b int");
    assert_string_equal(key_of(collection("null_key")), "a");
    run("insert into null_key values (null, 1), (null, 2), ('x', 3)");
    assert_string_equal(reason("null_key"), "its primary key 'a' is null in some row");
    const struct vg_key_hint hint[] = {{"null_key", "c"}};
    struct vg_discovery d = discover_with(hint, 1);
    assert_string_equal(reason_for(&d, "null_key"), "the configuration names 'c' as its id: there is no such column");
}

static void a_wide_key_is_no_id(void **state)
{
    (void)state;
    attributes("wide", "a int not null, b int not null, c int not null, d int not null, e int not null, f int not null,"
                       " g int not null, h int not null, i int not null, primary key (a, b, c, d, e, f, g, h, i)");
    assert_non_null(reason("wide"));
}

static void a_view_goes_by_its_first_column_where_that_is_unique(void **state)
{
    (void)state;
    attributes("base", "fid integer primary key, kind text, v double");
    run("insert into base values (1, 'a', 0.5), (2, 'a', 2);"
        "create view seen as select fid, kind, v + 1 as more, 'x' || kind as made from base;"
        "create view twins as select kind, v from base;"
        "create view dangling as select * from base; drop view dangling; create view dangling as select * from nowhere;"
        "insert into gpkg_contents (table_name, data_type) values ('seen', 'attributes'), ('twins', 'attributes'),"
        " ('dangling', 'attributes')");
    const struct vg_collection *c = collection("seen");
    assert_string_equal(key_of(c), "fid");
    assert_int_equal(field(c, "more")->type, VG_T_DOUBLE);
    assert_int_equal(field(c, "made")->type, VG_T_TEXT);
    assert_non_null(strstr(reason("twins"), "first column 'kind' is null or the same in several rows"));
    assert_non_null(strstr(reason("dangling"), "it cannot be read"));
    run("drop view dangling; delete from gpkg_contents where table_name = 'dangling'");
}

/* ------------------------------------------------------------------------------------------------ tables */

static void what_is_registered_but_not_there_is_told(void **state)
{
    (void)state;
    run("insert into gpkg_contents (table_name, data_type, srs_id) values ('ghost', 'features', 4326)");
    assert_string_equal(reason("ghost"), "gpkg_contents names it, but there is no such table");
    run("delete from gpkg_contents where table_name = 'ghost'");
}

static void what_is_no_table_of_rows_is_passed_over_in_silence(void **state)
{
    (void)state;
    attributes("tiles_like", "fid integer primary key");
    run("update gpkg_contents set data_type = 'tiles' where table_name = 'tiles_like'");
    struct vg_discovery d = discover_with(NULL, 0);
    assert_null(find_collection(&d, "tiles_like"));
    assert_null(reason_for(&d, "tiles_like"));
    assert_null(find_collection(&d, "vigie_collection"));
}

static void a_table_named_like_an_address_of_ours_keeps_its_schema(void **state)
{
    (void)state;
    attributes("catalogue", "fid integer primary key");
    assert_non_null(collection("main.catalogue"));
}

static void only_the_registered_geometry_is_one(void **state)
{
    (void)state;
    features("twice", "fid integer primary key, other POINT, third GEOMETRY, n int", "POLYGON", 4326);
    const struct vg_collection *c = collection("twice");
    assert_int_equal(c->n_fields, 2);
    assert_string_equal(c->geom_name, "geom");
    assert_int_equal(c->geom_type, VG_GEOM_POLYGON);
    features("misnamed", "fid integer primary key", "POINT", 4326);
    run("update gpkg_geometry_columns set column_name = 'shape' where table_name = 'misnamed'");
    assert_string_equal(reason("misnamed"), "gpkg_geometry_columns names 'shape' as its geometry: there is no such column");
}

/* ------------------------------------------------------------------------------------------------- place */

static void systems_are_known_by_number_or_by_definition(void **state)
{
    (void)state;
    features("l93", "fid integer primary key", "POINT", 2154);
    assert_string_equal(collection("l93")->crs->curie, "EPSG:2154");
    run("insert into gpkg_spatial_ref_sys values ('mine', 100001, 'NONE', 100001, 'PROJCS[\"RGF93 / Lambert-93\","
        "GEOGCS[\"RGF93\",DATUM[\"Reseau_Geodesique_Francais_1993\",SPHEROID[\"GRS 1980\",6378137,298.257222101]],"
        "PRIMEM[\"Greenwich\",0],UNIT[\"degree\",0.0174532925199433]],PROJECTION[\"Lambert_Conformal_Conic_2SP\"],"
        "PARAMETER[\"standard_parallel_1\",49],PARAMETER[\"standard_parallel_2\",44],PARAMETER[\"latitude_of_origin\",46.5],"
        "PARAMETER[\"central_meridian\",3],PARAMETER[\"false_easting\",700000],PARAMETER[\"false_northing\",6600000],"
        "UNIT[\"metre\",1]]', null), ('nobody''s', 100002, 'NONE', 100002, 'undefined', null)");
    features("by_wkt", "fid integer primary key", "POINT", 100001);
    assert_string_equal(collection("by_wkt")->crs->curie, "EPSG:2154");
    features("unknown_crs", "fid integer primary key", "POINT", 100002);
    assert_string_equal(reason("unknown_crs"), "its coordinate reference system (srs_id 100002) is unknown to PROJ");
    features("undefined_crs", "fid integer primary key", "POINT", -1);
    assert_string_equal(reason("undefined_crs"), "its coordinate reference system is undefined (srs_id -1)");
    features("geographic", "fid integer primary key", "POINT", 0);
    assert_string_equal(collection("geographic")->crs->curie, "OGC:CRS84");
    features("missing_crs", "fid integer primary key", "POINT", 31467);
    assert_non_null(reason("missing_crs"));
}

static void a_second_definition_in_wkt_2_is_read_too(void **state)
{
    (void)state;
    run("alter table gpkg_spatial_ref_sys add column definition_12_063 text;"
        "insert into gpkg_spatial_ref_sys values ('mine', 100003, 'NONE', 100003, 'undefined', null,"
        " 'GEOGCRS[\"WGS 84\",DATUM[\"World Geodetic System 1984\",ELLIPSOID[\"WGS 84\",6378137,298.257223563]],"
        "CS[ellipsoidal,2],AXIS[\"longitude\",east],AXIS[\"latitude\",north],ANGLEUNIT[\"degree\",0.0174532925199433]]')");
    features("by_wkt2", "fid integer primary key", "POINT", 100003);
    assert_true(collection("by_wkt2")->crs->geographic);
    run("alter table gpkg_spatial_ref_sys drop column definition_12_063");
}

static void assert_box(const struct vg_collection *c, double x0, double y0, double x1, double y1)
{
    if (!c->has_extent || c->extent.min[0] != x0 || c->extent.min[1] != y0 || c->extent.max[0] != x1 ||
        c->extent.max[1] != y1)
        fail_msg("%s: %.10g,%.10g,%.10g,%.10g", c->has_extent ? "extent" : "no extent", c->extent.min[0], c->extent.min[1],
                 c->extent.max[0], c->extent.max[1]);
}

/* More than small: nothing is looked at. */
static void fill_large(const char *table)
{
    run("with recursive n(i) as (select 1 union all select i + 1 from n where i < 1500)"
        " insert into \"%w\" (geom) select geom(format('POINT(%%g %%g)', i %% 40 + 0.1, i / 40)) from n", table);
}

static void the_extent_is_what_the_index_says_or_the_record(void **state)
{
    (void)state;
    features("indexed", "fid integer primary key", "POINT", 4326);
    fill_large("indexed");
    assert_false(collection("indexed")->has_extent);
    run("update gpkg_contents set min_x = -180, min_y = -90, max_x = 180, max_y = 90 where table_name = 'indexed'");
    assert_box(collection("indexed"), -180, -90, 180, 90);
    spatial_index("indexed");
    const struct vg_collection *c = collection("indexed"); /* a record that is too large is not believed */
    assert_true(c->extent.min[0] <= 0.1 && c->extent.min[0] > 0.0999999);
    assert_true(c->extent.max[0] >= 39.1 && c->extent.max[0] < 39.1001);
    run("update gpkg_contents set min_x = 0.1, min_y = 0, max_x = 39.1, max_y = 37 where table_name = 'indexed'");
    assert_box(collection("indexed"), 0.1, 0, 39.1, 37); /* one that fits has more digits */
    run("update gpkg_contents set min_x = 1, min_y = 1, max_x = 2, max_y = 2 where table_name = 'indexed'");
    assert_true(collection("indexed")->extent.max[1] == 37);
    assert_int_equal(collection("indexed")->estimate, 1500);
    assert_false(collection("indexed")->small);
}

static void a_small_table_that_nobody_measured_is_looked_at(void **state)
{
    (void)state;
    features("unmeasured", "fid integer primary key", "POINT", 4326);
    assert_false(collection("unmeasured")->has_extent);
    run("insert into unmeasured (geom) values (geom('POINT(1 2)')), (geom('POINT(-3.5 4)')), (null), (geom('POINT EMPTY')),"
        " ('rubbish'), (x'00'), (geom('POINT(2 -1)'))");
    assert_box(collection("unmeasured"), -3.5, -1, 2, 4);
}

static void a_box_that_nobody_can_believe_is_none(void **state)
{
    (void)state;
    features("boundless", "fid integer primary key", "POINT", 4326);
    fill_large("boundless");
    run("update gpkg_contents set min_x = -9e999, min_y = -90, max_x = 9e999, max_y = 90 where table_name = 'boundless'");
    assert_false(collection("boundless")->has_extent);
    run("update gpkg_contents set min_x = 3, min_y = 0, max_x = -3, max_y = 1 where table_name = 'boundless'");
    assert_false(collection("boundless")->has_extent);
}

/* ------------------------------------------------------------------------------- rows without geometry */

static void rows_without_geometry_are_known_of(void **state)
{
    (void)state;
    discover_with(NULL, 0); /* the first look may be cut short on a busy machine */
    features("nulls", "fid integer primary key", "POINT", 4326);
    run("insert into nulls (geom) values (geom('POINT(1 2)')), (geom('POINT EMPTY'))");
    assert_false(collection("nulls")->geom_nulls);
    run("insert into nulls (geom) values (null)");
    assert_true(collection("nulls")->geom_nulls);

    features("large_nulls", "fid integer primary key", "POINT", 4326);
    fill_large("large_nulls");
    assert_false(collection("large_nulls")->geom_nulls); /* seen by a scan */
    spatial_index("large_nulls");
    run("insert into gpkg_ogr_contents values ('large_nulls', 1500)");
    assert_false(collection("large_nulls")->geom_nulls); /* as many entries as rows */
    run("insert into large_nulls (geom) values (null); update gpkg_ogr_contents set feature_count = 1501");
    assert_true(collection("large_nulls")->geom_nulls);
    run("delete from gpkg_ogr_contents");
    assert_true(collection("large_nulls")->geom_nulls); /* counted */
    run("delete from large_nulls where geom is null");
    assert_false(collection("large_nulls")->geom_nulls);
    run("insert into large_nulls (geom) values (geom('POINT EMPTY'))");
    assert_true(collection("large_nulls")->geom_nulls); /* feared */
    run("create index no_geometry on large_nulls (fid) where geom is null");
    assert_false(collection("large_nulls")->geom_nulls); /* and known better */
    run("insert into large_nulls (geom) values (null)");
    assert_true(collection("large_nulls")->geom_nulls);
}

static void a_column_that_takes_no_null_has_none(void **state)
{
    (void)state;
    run("create table always (fid integer primary key, geom POINT not null);"
        "insert into gpkg_contents (table_name, data_type, srs_id) values ('always', 'features', 4326);"
        "insert into gpkg_geometry_columns values ('always', 'geom', 'POINT', 4326, 1, 0)");
    assert_false(collection("always")->geom_nulls);
    assert_true(collection("always")->geom_z);
    assert_string_equal(collection("always")->crs_list[0]->curie, "OGC:CRS84h");
}

/* ------------------------------------------------------------------------------------------------ change */

static void a_change_is_noticed_once(void **state)
{
    (void)state;
    struct vg_error err = {0};
    uint64_t stamp = 0;
    bool changed = false;
    discover_with(NULL, 0); /* the first look may be cut short on a busy machine */
    assert_int_equal(vg_store_changed(store, &stamp, &changed, &err), VG_OK);
    assert_true(changed);
    discover_with(NULL, 0);
    assert_int_equal(vg_store_changed(store, &stamp, &changed, &err), VG_OK);
    assert_false(changed);
    attributes("later", "fid integer primary key");
    assert_int_equal(vg_store_changed(store, &stamp, &changed, &err), VG_OK);
    assert_true(changed);
    assert_non_null(collection("later"));
    run("drop table later; delete from gpkg_contents where table_name = 'later'");
    struct vg_discovery d = discover_with(NULL, 0);
    assert_null(find_collection(&d, "later"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(titles_descriptions_and_columns_come_from_the_standards_tables),
        TEST(a_table_without_a_title_goes_by_its_name),
        TEST(declared_types_are_those_of_the_standard_else_of_sqlite),
        TEST(the_time_of_a_row_is_a_pair_of_fields_else_the_first),
        TEST(the_key_is_the_hint_the_recorded_field_the_primary_key_or_what_is_unique),
        TEST(a_table_without_a_usable_key_is_not_published_and_says_why),
        TEST(a_wide_key_is_no_id),
        TEST(a_view_goes_by_its_first_column_where_that_is_unique),
        TEST(what_is_registered_but_not_there_is_told),
        TEST(what_is_no_table_of_rows_is_passed_over_in_silence),
        TEST(a_table_named_like_an_address_of_ours_keeps_its_schema),
        TEST(only_the_registered_geometry_is_one),
        TEST(systems_are_known_by_number_or_by_definition),
        TEST(a_second_definition_in_wkt_2_is_read_too),
        TEST(the_extent_is_what_the_index_says_or_the_record),
        TEST(a_small_table_that_nobody_measured_is_looked_at),
        TEST(a_box_that_nobody_can_believe_is_none),
        TEST(rows_without_geometry_are_known_of),
        TEST(a_column_that_takes_no_null_has_none),
        TEST(a_change_is_noticed_once),
    };
    RUN_WITH_FILE(tests);
}
