/* What is loaded into a GeoPackage is there whole, as the standard lays it out, or nothing of it is. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>
#include <sqlite3.h>

#include <vigie/store/loader.h>

#include "../../../src/store/gpkg/meta.h"
#include "../../../src/store/gpkg/write/newfile.h"

static char folder[] = "/tmp/vigie-test-XXXXXX";
static char path[100], hidden[120];
static struct vg_crs_registry *registry;
static struct vg_arena *arena;
static struct vg_store *store;
static struct vg_error err;

static int set_up(void **state)
{
    (void)state;
    registry = vg_crs_registry_new(NULL);
    arena = vg_arena_new(16 << 20);
    if (!registry || !arena || !mkdtemp(folder))
        return -1;
    snprintf(path, sizeof path, "%s/s.gpkg", folder);
    snprintf(hidden, sizeof hidden, "%s/.s.gpkg.vigie-new", folder);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    vg_arena_free(arena);
    vg_crs_registry_free(registry);
    return rmdir(folder);
}

static int open_it(void **state)
{
    (void)state;
    const struct vg_store_options o = { .crs = registry, .pool_size = 1, .wait_ms = 20, .writable = true, .create = true };
    err = (struct vg_error){0};
    vg_arena_reset(arena);
    return vg_store_open(path, &o, &store, &err) == VG_OK ? 0 : -1;
}

static int close_it(void **state)
{
    (void)state;
    vg_store_close(store);
    unlink(path);
    return 0;
}

/* ---- what is loaded ---- */

static struct vg_value text(const char *s)
{
    return (struct vg_value){ .kind = VG_V_TEXT, .text = vg_str_of(s) };
}

static struct vg_value integer(int64_t v)
{
    return (struct vg_value){ .kind = VG_V_INT, .integer = v };
}

enum key { NO_KEY, BY_NAME, BY_NUMBER };

/* "name", "n" and points in EPSG:2154 */
static struct vg_collection *collection(const char *id, enum key key)
{
    struct vg_collection *c = VG_NEW(arena, struct vg_collection);
    c->id = id;
    c->title = "Un titre";
    c->fields = vg_arena_array(arena, 2, sizeof *c->fields);
    c->fields[0] = (struct vg_field){ .name = "name", .type = VG_T_TEXT, .width = 20, .nullable = true };
    c->fields[1] = (struct vg_field){ .name = "n", .type = VG_T_INT, .nullable = true };
    c->n_fields = 2;
    c->n_key = key != NO_KEY;
    c->key[0] = key == BY_NUMBER;
    c->geom_name = "geom";
    c->geom_type = VG_GEOM_POINT;
    assert_int_equal(vg_crs_find(registry, VG_STR("EPSG:2154"), &c->crs, &err), VG_OK);
    return c;
}

static struct vg_loader *begin(const struct vg_collection *c, enum vg_load_mode mode)
{
    struct vg_loader *l = NULL;
    if (vg_loader_begin(store, c, mode, &l, &err) != VG_OK)
        fail_msg("%s", err.text);
    return l;
}

static enum vg_status put(struct vg_loader *l, int64_t fid, const char *name, int64_t n)
{
    struct vg_value values[2] = { text(name), integer(n) };
    return vg_loader_put(l, fid, values, vg_geom_of_point(arena, 650000.0 + (double)n, 6860000.0 - (double)n), &err);
}

static void load(const struct vg_collection *c, enum vg_load_mode mode, int64_t first, int64_t rows)
{
    struct vg_loader *l = begin(c, mode);
    for (int64_t i = first; i < first + rows; i++) {
        char name[30];
        snprintf(name, sizeof name, "row %lld", (long long)i);
        assert_int_equal(put(l, -1, name, i), VG_OK);
    }
    if (vg_loader_commit(l, &err) != VG_OK)
        fail_msg("%s", err.text);
    vg_loader_free(l);
}

/* The first column of the first row, as text. */
static const char *ask(const char *sql)
{
    sqlite3 *db;
    sqlite3_stmt *s;
    assert_int_equal(sqlite3_open_v2(path, &db, SQLITE_OPEN_READONLY, NULL), SQLITE_OK);
    if (sqlite3_prepare_v2(db, sql, -1, &s, NULL) != SQLITE_OK)
        fail_msg("%s: %s", sql, sqlite3_errmsg(db));
    const char *kept = sqlite3_step(s) == SQLITE_ROW ? vg_arena_strdup(arena, (const char *)sqlite3_column_text(s, 0)) : NULL;
    sqlite3_finalize(s);
    sqlite3_close(db);
    return kept;
}

static void assert_answer(const char *sql, const char *expected)
{
    const char *got = ask(sql);
    if (!got || strcmp(got, expected))
        fail_msg("%s: %s instead of %s", sql, got ? got : "nothing", expected);
}

static void run(const char *sql)
{
    sqlite3 *db;
    assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
    if (sqlite3_exec(db, sql, NULL, NULL, NULL) != SQLITE_OK)
        fail_msg("%s: %s", sql, sqlite3_errmsg(db));
    sqlite3_close(db);
}

/* ---- cases ---- */

static void new_file_is_a_whole_geopackage(void **state)
{
    (void)state;
    load(collection("t", NO_KEY), VG_LOAD_CREATE, 1, 200);
    assert_answer("PRAGMA application_id", "1196444487");
    assert_answer("PRAGMA user_version", "10300");
    assert_answer("PRAGMA journal_mode", "wal");
    assert_answer("PRAGMA integrity_check", "ok");
    assert_answer("SELECT count(*) FROM t", "200");
    assert_answer("SELECT count(*) FROM pragma_foreign_key_check", "0");
    assert_answer("SELECT rtreecheck('rtree_t_geom')", "ok");
    assert_answer("SELECT count(*) FROM rtree_t_geom", "200");
    assert_answer("SELECT feature_count FROM gpkg_ogr_contents", "200");
    assert_answer("SELECT identifier || min_x || ' ' || min_y || ' ' || max_x || ' ' || max_y FROM gpkg_contents "
                  "WHERE table_name = 't'", "Un titre650001.0 6859800.0 650200.0 6859999.0");
    assert_answer("SELECT geometry_type_name || srs_id || z || m FROM gpkg_geometry_columns", "POINT215400");
    assert_answer("SELECT organization || organization_coordsys_id FROM gpkg_spatial_ref_sys WHERE srs_id = 2154", "EPSG2154");
    assert_answer("SELECT substr(definition, 1, 7) FROM gpkg_spatial_ref_sys WHERE srs_id = 2154", "PROJCS[");
    assert_answer("SELECT count(*) FROM gpkg_extensions WHERE extension_name = 'gpkg_rtree_index'", "1");
    assert_answer("SELECT count(*) FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 't'", "8");
    assert_answer("SELECT hex(substr(geom, 1, 13)) FROM t WHERE fid = 1", "475000016A0800000101000000");
}

static void text_id_stands_beside_an_integer_key(void **state)
{
    (void)state;
    load(collection("t", BY_NAME), VG_LOAD_CREATE, 1, 3);
    assert_answer("SELECT name FROM pragma_table_info('t') WHERE pk = 1", "fid");
    assert_answer("SELECT \"notnull\" FROM pragma_table_info('t') WHERE name = 'name'", "1");
    assert_answer("SELECT sum(\"unique\") FROM pragma_index_list('t')", "1");
    assert_answer("SELECT id_field || '/' || row_id FROM vigie_collection", "name/fid");
}

static void integer_id_is_the_key_itself(void **state)
{
    (void)state;
    load(collection("t", BY_NUMBER), VG_LOAD_CREATE, 41, 2);
    assert_answer("SELECT name FROM pragma_table_info('t') WHERE pk = 1", "n");
    assert_answer("SELECT group_concat(id) FROM rtree_t_geom", "41,42");
    assert_null(ask("SELECT row_id FROM vigie_collection"));
}

static void own_row_ids_are_kept_and_numbering_goes_on(void **state)
{
    (void)state;
    struct vg_loader *l = begin(collection("t", NO_KEY), VG_LOAD_CREATE);
    assert_int_equal(put(l, 70, "a", 1), VG_OK);
    assert_int_equal(put(l, 7, "b", 2), VG_OK);
    assert_int_equal(put(l, -1, "c", 3), VG_OK);
    assert_int_equal(put(l, 7, "d", 4), VG_CONFLICT);
    assert_string_equal(err.text, "the id '7' is there already");
    assert_int_equal(vg_loader_commit(l, &err), VG_OK);
    vg_loader_free(l);
    assert_answer("SELECT group_concat(fid) FROM t", "7,70,71");
}

static void text_ids_that_meet_fail_at_the_end(void **state)
{
    (void)state;
    struct vg_loader *l = begin(collection("t", BY_NAME), VG_LOAD_CREATE);
    assert_int_equal(put(l, -1, "a", 1), VG_OK);
    assert_int_equal(put(l, -1, "a", 2), VG_OK);
    assert_int_equal(vg_loader_commit(l, &err), VG_CONFLICT);
    assert_string_equal(err.where, "name");
    vg_loader_free(l);
    assert_int_not_equal(access(path, F_OK), 0);
}

static void dropped_load_leaves_no_file(void **state)
{
    (void)state;
    struct vg_loader *l = begin(collection("t", NO_KEY), VG_LOAD_CREATE);
    assert_int_equal(put(l, -1, "a", 1), VG_OK);
    assert_int_equal(access(hidden, F_OK), 0);
    assert_int_not_equal(access(path, F_OK), 0);
    vg_loader_free(l);
    assert_int_not_equal(access(hidden, F_OK), 0);
    assert_int_not_equal(access(path, F_OK), 0);
}

static void what_a_killed_load_left_is_cleared(void **state)
{
    (void)state;
    FILE *f = fopen(hidden, "w");
    assert_non_null(f);
    fputs("half a file", f);
    fclose(f);
    load(collection("t", NO_KEY), VG_LOAD_CREATE, 1, 1);
    assert_int_not_equal(access(hidden, F_OK), 0);
    assert_answer("SELECT count(*) FROM t", "1");
}

static void two_processes_do_not_make_the_same_file(void **state)
{
    (void)state;
    struct vg_newfile *one, *two;
    assert_int_equal(vg_newfile_begin(path, &one, &err), VG_OK);
    assert_int_equal(vg_newfile_begin(path, &two, &err), VG_UNAVAILABLE);
    vg_newfile_free(one);
}

static void existing_file_is_not_written_over(void **state)
{
    (void)state;
    struct vg_newfile *f;
    assert_int_equal(vg_newfile_begin(path, &f, &err), VG_OK);
    FILE *other = fopen(path, "w");
    fclose(other);
    assert_int_equal(vg_newfile_commit(f, &err), VG_CONFLICT);
    vg_newfile_free(f);
    struct stat st;
    assert_int_equal(stat(path, &st), 0);
    assert_int_equal(st.st_size, 0);
    assert_int_equal(vg_newfile_begin(path, &f, &err), VG_CONFLICT);
}

static void second_collection_joins_the_first(void **state)
{
    (void)state;
    load(collection("a", NO_KEY), VG_LOAD_CREATE, 1, 3);
    load(collection("b", NO_KEY), VG_LOAD_CREATE, 1, 4); /* with the same title */
    struct vg_loader *l = NULL;
    assert_int_equal(vg_loader_begin(store, collection("A", NO_KEY), VG_LOAD_CREATE, &l, &err), VG_CONFLICT);
    assert_answer("SELECT count(*) FROM a", "3");
    assert_answer("SELECT identifier FROM gpkg_contents WHERE table_name = 'b'", "b");
    assert_answer("SELECT count(*) FROM gpkg_spatial_ref_sys", "4");
}

static void dropped_load_leaves_an_existing_file_as_it_was(void **state)
{
    (void)state;
    load(collection("a", NO_KEY), VG_LOAD_CREATE, 1, 3);
    struct vg_loader *l = begin(collection("a", NO_KEY), VG_LOAD_REPLACE);
    assert_int_equal(put(l, -1, "x", 9), VG_OK);
    vg_loader_free(l);
    assert_answer("SELECT count(*) FROM a", "3");
    assert_answer("SELECT count(*) FROM rtree_a_geom", "3");
}

static void replaced_collection_leaves_nothing_behind(void **state)
{
    (void)state;
    load(collection("a", NO_KEY), VG_LOAD_CREATE, 1, 3);
    struct vg_collection *c = collection("a", BY_NUMBER);
    c->geom_name = NULL;
    load(c, VG_LOAD_REPLACE, 5, 1);
    assert_answer("SELECT count(*) FROM a", "1");
    assert_answer("SELECT count(*) FROM sqlite_master WHERE name LIKE 'rtree%'", "0");
    assert_answer("SELECT count(*) FROM gpkg_geometry_columns", "0");
    assert_answer("SELECT count(*) FROM gpkg_extensions", "0");
    assert_answer("SELECT data_type FROM gpkg_contents WHERE table_name = 'a'", "attributes");
    assert_answer("SELECT count(*) FROM vigie_collection", "1");
}

static void appended_rows_join_index_and_count(void **state)
{
    (void)state;
    load(collection("a", BY_NAME), VG_LOAD_CREATE, 1, 3);
    load(collection("a", BY_NAME), VG_LOAD_APPEND, 4, 60);
    assert_answer("SELECT count(*) FROM rtree_a_geom", "63");
    assert_answer("SELECT rtreecheck('rtree_a_geom')", "ok");
    assert_answer("SELECT feature_count FROM gpkg_ogr_contents", "63");
    assert_answer("SELECT max_x FROM gpkg_contents WHERE table_name = 'a'", "650063.0");
    assert_answer("SELECT count(*) FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'a'", "8");
    struct vg_loader *l = begin(collection("a", BY_NAME), VG_LOAD_APPEND);
    assert_int_equal(put(l, -1, "row 2", 1), VG_CONFLICT);
    assert_string_equal(err.text, "the id 'row 2' is there already");
    vg_loader_free(l);
}

static void append_refuses_what_does_not_fit(void **state)
{
    (void)state;
    load(collection("a", NO_KEY), VG_LOAD_CREATE, 1, 1);
    struct vg_loader *l = NULL;
    struct vg_collection *c = collection("a", NO_KEY);
    c->fields[1].type = VG_T_TEXT;
    assert_int_equal(vg_loader_begin(store, c, VG_LOAD_APPEND, &l, &err), VG_CONFLICT);
    c = collection("a", NO_KEY);
    c->fields[1].name = "m";
    assert_int_equal(vg_loader_begin(store, c, VG_LOAD_APPEND, &l, &err), VG_CONFLICT);
    c = collection("a", NO_KEY);
    c->geom_type = VG_GEOM_POLYGON;
    assert_int_equal(vg_loader_begin(store, c, VG_LOAD_APPEND, &l, &err), VG_CONFLICT);
    c = collection("a", NO_KEY);
    c->crs = vg_crs84(registry);
    assert_int_equal(vg_loader_begin(store, c, VG_LOAD_APPEND, &l, &err), VG_CONFLICT);
    assert_int_equal(vg_loader_begin(store, collection("b", NO_KEY), VG_LOAD_APPEND, &l, &err), VG_NOT_FOUND);
    assert_answer("SELECT count(*) FROM a", "1");
}

static void names_may_hold_anything(void **state)
{
    (void)state;
    struct vg_collection *c = collection("l'été \"2024\"; --", BY_NAME);
    c->fields[0].name = "nom d'\"été\"";
    c->fields[1].name = "fid";
    c->geom_name = "gé\"om'";
    load(c, VG_LOAD_CREATE, 1, 3);
    load(c, VG_LOAD_APPEND, 4, 1);
    assert_answer("SELECT count(*) FROM \"l'été \"\"2024\"\"; --\"", "4");
    assert_answer("PRAGMA integrity_check", "ok");
    load(c, VG_LOAD_REPLACE, 1, 1);
    assert_answer("SELECT count(*) FROM sqlite_master WHERE name LIKE 'rtree%' AND type = 'table'", "4");
}

static void times_are_written_as_the_standard_has_them(void **state)
{
    (void)state;
    static const struct vg_value times[] = {
        { .kind = VG_V_DATE, .integer = -1 },
        { .kind = VG_V_DATETIME, .integer = -500000 },
        { .kind = VG_V_LOCALTIME, .integer = 1234567 },
        { .kind = VG_V_TIME, .integer = 3723000000 },
    };
    static const enum vg_type types[] = { VG_T_DATE, VG_T_DATETIME, VG_T_LOCALTIME, VG_T_TIME };
    static const char *const names[] = { "d", "dt", "lt", "t" };
    struct vg_collection *c = collection("t", NO_KEY);
    c->geom_name = NULL;
    c->n_fields = 4;
    c->fields = vg_arena_array(arena, 4, sizeof *c->fields);
    for (size_t i = 0; i < 4; i++)
        c->fields[i] = (struct vg_field){ .name = names[i], .type = types[i], .nullable = true };
    struct vg_loader *l = begin(c, VG_LOAD_CREATE);
    assert_int_equal(vg_loader_put(l, -1, times, (struct vg_geom){0}, &err), VG_OK);
    struct vg_value bad[4] = { { .kind = VG_V_DATE, .integer = 100000000 } };
    assert_int_equal(vg_loader_put(l, -1, bad, (struct vg_geom){0}, &err), VG_BAD_INPUT);
    assert_string_equal(err.where, "d");
    assert_int_equal(vg_loader_commit(l, &err), VG_OK);
    vg_loader_free(l);
    assert_answer("SELECT d || ' ' || dt || ' ' || lt || ' ' || t FROM t",
                  "1969-12-31 1969-12-31T23:59:59.500Z 1970-01-01T00:00:01.234567Z 01:02:03");
    assert_answer("SELECT local_times FROM vigie_collection", "lt");
}

static void null_and_empty_geometries_are_not_indexed(void **state)
{
    (void)state;
    struct vg_geom empty;
    struct vg_value values[2] = { text("x"), integer(1) };
    struct vg_loader *l = begin(collection("t", NO_KEY), VG_LOAD_CREATE);
    assert_int_equal(vg_geom_from_wkt(VG_STR("POINT EMPTY"), arena, &empty, &err), VG_OK);
    assert_int_equal(vg_loader_put(l, -1, values, (struct vg_geom){0}, &err), VG_OK);
    assert_int_equal(vg_loader_put(l, -1, values, empty, &err), VG_OK);
    assert_int_equal(put(l, -1, "y", 3), VG_OK);
    assert_int_equal(vg_loader_commit(l, &err), VG_OK);
    vg_loader_free(l);
    assert_answer("SELECT group_concat(id) FROM rtree_t_geom", "3");
    assert_answer("SELECT hex(substr(geom, 4, 1)) FROM t WHERE fid = 2", "11");
    assert_null(ask("SELECT geom FROM t WHERE fid = 1"));
}

static void locked_store_is_a_clear_error(void **state)
{
    (void)state;
    load(collection("a", NO_KEY), VG_LOAD_CREATE, 1, 1);
    sqlite3 *db;
    assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
    assert_int_equal(sqlite3_exec(db, "BEGIN IMMEDIATE", NULL, NULL, NULL), SQLITE_OK);
    struct vg_loader *l = NULL;
    assert_int_equal(vg_loader_begin(store, collection("b", NO_KEY), VG_LOAD_CREATE, &l, &err), VG_UNAVAILABLE);
    assert_string_equal(err.text, "the store 's.gpkg' is locked by another program");
    sqlite3_close(db);
}

static void files_of_others_are_taken_if_they_are_geopackages(void **state)
{
    (void)state;
    run("CREATE TABLE x (a)");
    struct vg_loader *l = NULL;
    assert_int_equal(vg_loader_begin(store, collection("t", NO_KEY), VG_LOAD_CREATE, &l, &err), VG_BAD_INPUT);
    unlink(path);
    load(collection("a", NO_KEY), VG_LOAD_CREATE, 1, 1);
    run("PRAGMA journal_mode = DELETE; DROP TABLE vigie_collection; DELETE FROM gpkg_contents WHERE table_name LIKE 'vigie%';"
        "DROP TABLE gpkg_ogr_contents; DROP TRIGGER trigger_insert_feature_count_a; DROP TRIGGER trigger_delete_feature_count_a;"
        "PRAGMA application_id = 1196437808; PRAGMA user_version = 0");
    load(collection("b", BY_NAME), VG_LOAD_CREATE, 1, 2);
    load(collection("a", NO_KEY), VG_LOAD_APPEND, 2, 1);
    assert_answer("SELECT count(*) FROM a", "2");
    assert_answer("SELECT id_field FROM vigie_collection WHERE table_name = 'b'", "name");
}

int main(void)
{
#define CASE(f) cmocka_unit_test_setup_teardown(f, open_it, close_it)
    const struct CMUnitTest tests[] = {
        CASE(new_file_is_a_whole_geopackage),
        CASE(text_id_stands_beside_an_integer_key),
        CASE(integer_id_is_the_key_itself),
        CASE(own_row_ids_are_kept_and_numbering_goes_on),
        CASE(text_ids_that_meet_fail_at_the_end),
        CASE(dropped_load_leaves_no_file),
        CASE(what_a_killed_load_left_is_cleared),
        CASE(two_processes_do_not_make_the_same_file),
        CASE(existing_file_is_not_written_over),
        CASE(second_collection_joins_the_first),
        CASE(dropped_load_leaves_an_existing_file_as_it_was),
        CASE(replaced_collection_leaves_nothing_behind),
        CASE(appended_rows_join_index_and_count),
        CASE(append_refuses_what_does_not_fit),
        CASE(names_may_hold_anything),
        CASE(times_are_written_as_the_standard_has_them),
        CASE(null_and_empty_geometries_are_not_indexed),
        CASE(locked_store_is_a_clear_error),
        CASE(files_of_others_are_taken_if_they_are_geopackages),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
