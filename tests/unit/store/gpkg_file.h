/* A GeoPackage of a test's own in a temporary folder, made by SQL; geom('POINT(1 2)', srs) writes its geometries. */
#ifndef VIGIE_TESTS_GPKG_FILE_H
#define VIGIE_TESTS_GPKG_FILE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include <vigie/base/time.h>
#include <vigie/store/store.h>

#include "discovered.h"

#include "../../../src/store/gpkg/gpkg.h"
#include "../../../src/store/gpkg/values/bind.h"
#include "../../../src/store/gpkg/write_sql.h"

struct test_file {
    char folder[64], path[128];
    sqlite3 *sql;   /* to write with, beside the store under test */
    struct vg_crs_registry *crs;
    struct vg_arena *arena;
};

static struct test_file file;

static inline struct vg_arena *test_arena(void)
{
    return file.arena;
}

static inline void run(const char *format, ...)
{
    char *why = NULL;
    va_list args;
    va_start(args, format);
    char *sql = sqlite3_vmprintf(format, args);
    va_end(args);
    if (sqlite3_exec(file.sql, sql, NULL, NULL, &why) != SQLITE_OK)
        fail_msg("%s: %s", sql, why);
    sqlite3_free(sql);
}

static inline int64_t ask_number(const char *sql)
{
    sqlite3_stmt *s = NULL;
    if (sqlite3_prepare_v2(file.sql, sql, -1, &s, NULL) != SQLITE_OK || sqlite3_step(s) != SQLITE_ROW)
        fail_msg("%s: %s", sql, sqlite3_errmsg(file.sql));
    int64_t n = sqlite3_column_int64(s, 0);
    sqlite3_finalize(s);
    return n;
}

static inline const char *ask_text(const char *sql)
{
    sqlite3_stmt *s = NULL;
    if (sqlite3_prepare_v2(file.sql, sql, -1, &s, NULL) != SQLITE_OK || sqlite3_step(s) != SQLITE_ROW)
        fail_msg("%s: %s", sql, sqlite3_errmsg(file.sql));
    const char *text = vg_arena_strdup(file.arena, (const char *)sqlite3_column_text(s, 0));
    sqlite3_finalize(s);
    return text;
}

static inline void geom_function(sqlite3_context *ctx, int n, sqlite3_value **args)
{
    struct vg_arena *a = vg_arena_new(8 << 20);
    struct vg_error err = {0};
    struct vg_geom_info info;
    struct vg_geom g;
    struct vg_buf b;
    vg_buf_init(&b, 8 << 20);
    if (vg_geom_from_wkt(vg_str_of((const char *)sqlite3_value_text(args[0])), a, &g, &err) != VG_OK ||
        vg_geom_check(g, &info, &err) != VG_OK) {
        sqlite3_result_error(ctx, err.text, -1);
    } else {
        vg_gpkg_put_blob(&b, g, &info, n > 1 ? sqlite3_value_int(args[1]) : 4326);
        sqlite3_result_blob64(ctx, b.ptr, b.len, SQLITE_TRANSIENT);
    }
    vg_buf_finish(&b);
    vg_arena_free(a);
}

static inline void open_sql(void)
{
    sqlite3_close(file.sql);
    assert_int_equal(sqlite3_open(file.path, &file.sql), SQLITE_OK);
    assert_int_equal(vg_gpkg_register_functions(file.sql), SQLITE_OK);
    sqlite3_create_function(file.sql, "geom", 1, SQLITE_UTF8, NULL, geom_function, NULL, NULL);
    sqlite3_create_function(file.sql, "geom", 2, SQLITE_UTF8, NULL, geom_function, NULL, NULL);
    run("pragma synchronous = off");
}

/* An empty GeoPackage under that name becomes the test's file. */
static inline void new_file(const char *name)
{
    snprintf(file.path, sizeof file.path, "%s/%s.gpkg", file.folder, name);
    unlink(file.path);
    open_sql();
    run("%s", vg_gpkg_sql_geopackage);
    run("insert into gpkg_spatial_ref_sys values ('Lambert-93', 2154, 'EPSG', 2154, 'undefined', null)");
}

/* A table of features: the columns as in CREATE TABLE, the geometry column "geom" is added. */
static inline void features(const char *table, const char *columns, const char *type, int srs)
{
    run("create table \"%w\" (%s, geom %s)", table, columns, type);
    run("insert into gpkg_contents (table_name, data_type, identifier, srs_id) values (%Q, 'features', %Q, %d)", table,
        table, srs);
    run("insert into gpkg_geometry_columns values (%Q, 'geom', %Q, %d, 0, 0)", table, type, srs);
}

/* An R*Tree over what is in the table now; its ids are the row ids. */
static inline void spatial_index(const char *table)
{
    run("create virtual table \"rtree_%w_geom\" using rtree(id, minx, maxx, miny, maxy);"
        "insert into \"rtree_%w_geom\" select rowid, ST_MinX(geom), ST_MaxX(geom), ST_MinY(geom), ST_MaxY(geom) from \"%w\""
        " where geom is not null and not ST_IsEmpty(geom)", table, table, table);
}

static inline int file_set_up(void **state)
{
    (void)state;
    struct vg_error err = {0};
    const char *tmp = getenv("TMPDIR");
    snprintf(file.folder, sizeof file.folder, "%s/vigie-test-XXXXXX", tmp && strlen(tmp) < 40 ? tmp : "/tmp");
    file.crs = vg_crs_registry_new(&err);
    file.arena = vg_arena_new(256 << 20);
    if (!mkdtemp(file.folder) || !file.crs || !file.arena)
        return -1;
    new_file("test");
    return 0;
}

static inline int file_tear_down(void **state)
{
    (void)state;
    char command[128];
    sqlite3_close(file.sql);
    vg_crs_registry_free(file.crs);
    vg_arena_free(file.arena);
    snprintf(command, sizeof command, "rm -rf %s", file.folder);
    return system(command);
}

/* --- the store under test ------------------------------------------------------------------------------- */

static struct vg_store *store;

static inline void open_store_with(struct vg_store_options o)
{
    struct vg_error err = {0};
    o.crs = file.crs;
    if (vg_store_open(file.path, &o, &store, &err) != VG_OK)
        fail_msg("%s", err.text);
}

static inline int open_store(void **state)
{
    (void)state;
    open_store_with((struct vg_store_options){.pool_size = 2});
    return 0;
}

static inline int close_store(void **state)
{
    (void)state;
    vg_store_close(store);
    store = NULL;
    return 0;
}

static inline struct vg_discovery discover_with(const struct vg_key_hint *hints, size_t n)
{
    struct vg_error err = {0};
    struct vg_discovery d = {0};
    if (vg_store_discover(store, hints, n, file.arena, &d, &err) != VG_OK)
        fail_msg("%s", err.text);
    return d;
}

static inline struct vg_collection *collection(const char *id)
{
    struct vg_discovery d = discover_with(NULL, 0);
    struct vg_collection *c = find_collection(&d, id);
    if (!c)
        fail_msg("no collection %s: %s", id, reason_for(&d, id));
    return c;
}

static inline const char *reason(const char *table)
{
    struct vg_discovery d = discover_with(NULL, 0);
    if (find_collection(&d, table))
        fail_msg("%s is published", table);
    return reason_for(&d, table);
}

static inline const struct vg_field *field(const struct vg_collection *c, const char *name)
{
    int i = vg_collection_field(c, vg_str_of(name));
    if (i < 0)
        fail_msg("no field %s", name);
    return &c->fields[i];
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, open_store, close_store)
#define RUN_WITH_FILE(tests) return cmocka_run_group_tests(tests, file_set_up, file_tear_down)

#endif
