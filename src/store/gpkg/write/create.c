/* The layout is OGC 12-128r18 (GeoPackage 1.3) with GDAL's table of
 * counts beside it, so that QGIS and GDAL treat the file as one of their own. */
#include "create.h"

#include <stdio.h>

#include "../meta.h"
#include "../metadata.h"
#include "../write_sql.h"

#define APPLICATION_GPKG 1196444487 /* "GPKG" */
#define APPLICATION_GP10 1196437808 /* "GP10": GeoPackage 1.0 */
#define APPLICATION_GP11 1196437809 /* "GP11": GeoPackage 1.1 */
#define NEWEST_VERSION 10499
#define FIRST_OWN_SRS 100000 /* srs_ids of definitions that no authority numbers */

static enum vg_status check_version(sqlite3 *db, struct vg_error *err)
{
    int64_t application = 0, version = 0;
    enum vg_status r = vg_gpkg_sql_int(db, &application, err, "PRAGMA application_id");
    if (r == VG_OK)
        r = vg_gpkg_sql_int(db, &version, err, "PRAGMA user_version");
    if (r != VG_OK)
        return r;
    if (!vg_gpkg_has_table(db, "gpkg_contents") || !vg_gpkg_has_table(db, "gpkg_spatial_ref_sys"))
        return vg_fail(err, VG_BAD_INPUT, "", "it is an SQLite file, but not a GeoPackage");
    if (application == APPLICATION_GP10 || application == APPLICATION_GP11)
        return VG_OK;
    if (application != APPLICATION_GPKG)
        return vg_fail(err, VG_BAD_INPUT, "", "it is an SQLite file, but not marked as a GeoPackage");
    if (version > NEWEST_VERSION)
        return vg_fail(err, VG_BAD_INPUT, "", "its GeoPackage version %d.%d is newer than 1.4", (int)(version / 10000),
                       (int)(version / 100 % 100));
    return VG_OK;
}

enum vg_status vg_gpkg_make_base(sqlite3 *db, struct vg_error *err)
{
    int64_t objects = 0;
    enum vg_status r = vg_gpkg_sql_int(db, &objects, err, "SELECT count(*) FROM sqlite_master");
    if (r != VG_OK)
        return r;
    return objects == 0 ? vg_gpkg_sql_exec(db, err, "%s", vg_gpkg_sql_geopackage) : check_version(db, err);
}

/* srs_id wanted, else the first free number of our own. */
static enum vg_status free_srs_id(sqlite3 *db, int64_t wanted, int64_t *out, struct vg_error *err)
{
    int64_t found = 0;
    enum vg_status r = VG_OK;
    if (wanted > 0)
        r = vg_gpkg_sql_int(db, &found, err, "SELECT 1 FROM gpkg_spatial_ref_sys WHERE srs_id = %lld",
                            (long long)wanted);
    if (wanted > 0 && r != VG_OK) {
        *out = wanted;
        return r == VG_END ? VG_OK : r;
    }
    return vg_gpkg_sql_int(db, out, err, "SELECT max(%d, max(srs_id) + 1) FROM gpkg_spatial_ref_sys", FIRST_OWN_SRS);
}

static enum vg_status add_srs(sqlite3 *db, const struct vg_crs *crs, const char *organization, int64_t number,
                              const char *wkt, int *out, struct vg_error *err)
{
    int64_t id;
    enum vg_status r = free_srs_id(db, number, &id, err);
    if (r != VG_OK)
        return r;
    r = vg_gpkg_sql_exec(db, err,
                     "INSERT INTO gpkg_spatial_ref_sys (srs_name, srs_id, organization, organization_coordsys_id, "
                     "definition, description) VALUES (%Q, %lld, %Q, %lld, %Q, %Q)",
                     crs->name ? crs->name : crs->curie, (long long)id, organization,
                     (long long)(number > 0 ? number : id), wkt ? wkt : "undefined", crs->uri);
    if (r == VG_OK)
        *out = (int)id;
    return r;
}

enum vg_status vg_gpkg_srs(sqlite3 *db, struct vg_crs_registry *registry, const struct vg_crs *crs, int *out,
                           struct vg_error *err)
{
    if (!crs) {
        *out = -1;
        return VG_OK;
    }
    const char *organization = crs->auth && *crs->auth ? crs->auth : "NONE";
    int64_t number = 0;
    if (!vg_str_int64(vg_str_of(crs->code), &number))
        number = 0;
    if (!strcmp(organization, "OGC")) { /* a GeoPackage is always x, y: CRS84 is EPSG:4326 there */
        number = !strcmp(crs->code, "CRS84h") ? 4979 : 4326;
        organization = "EPSG";
    }
    VG_AUTO(vg_arena_freep) struct vg_arena *a = vg_arena_new(1 << 20);
    const char *wkt = a ? vg_crs_wkt(registry, crs, a) : NULL;
    int64_t id = 0;
    enum vg_status r = number > 0 ? vg_gpkg_sql_int(db, &id, err,
                                                    "SELECT srs_id FROM gpkg_spatial_ref_sys WHERE lower(organization) = "
                                                    "lower(%Q) AND organization_coordsys_id = %lld",
                                                    organization, (long long)number)
                                  : vg_gpkg_sql_int(db, &id, err,
                                                    "SELECT srs_id FROM gpkg_spatial_ref_sys WHERE definition = %Q",
                                                    wkt ? wkt : "");
    if (r == VG_END)
        return add_srs(db, crs, organization, number, wkt, out, err);
    if (r == VG_OK)
        *out = (int)id;
    return r;
}

/* Names of OGC 12-128r18 table 1.  A text, a UUID and a JSON text share one; JSON is told apart in
 * gpkg_data_columns, as GDAL does. */
static const char *const column_types[] = {
    [VG_T_BOOL] = "BOOLEAN",      [VG_T_INT] = "INTEGER",        [VG_T_FLOAT] = "FLOAT", [VG_T_DOUBLE] = "DOUBLE",
    [VG_T_DECIMAL] = "TEXT",      [VG_T_TEXT] = "TEXT",          [VG_T_DATE] = "DATE",   [VG_T_DATETIME] = "DATETIME",
    [VG_T_LOCALTIME] = "DATETIME", [VG_T_TIME] = "TEXT",         [VG_T_UUID] = "TEXT",   [VG_T_JSON] = "TEXT",
    [VG_T_BYTES] = "BLOB",
};

static void put_column(struct vg_buf *b, const struct vg_collection *c, int i)
{
    const struct vg_field *f = &c->fields[i];
    VG_BUF_LIT(b, ", ");
    vg_gpkg_put_name(b, f->name);
    if (c->n_key == 1 && c->key[0] == i && f->type == VG_T_INT) {
        VG_BUF_LIT(b, " INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL");
        return;
    }
    vg_buf_char(b, ' ');
    vg_buf_cstr(b, column_types[f->type]);
    if (f->type == VG_T_TEXT && f->width > 0)
        vg_buf_printf(b, "(%d)", f->width);
    if (!f->nullable || vg_collection_is_key(c, i))
        VG_BUF_LIT(b, " NOT NULL");
}

/* The types of annex G; a column for what is not among them takes any. */
static const char *geometry_type(const struct vg_collection *c)
{
    return vg_geom_type_name(c->geom_type <= VG_GEOM_SURFACE ? c->geom_type : VG_GEOM_ANY);
}

static bool key_is_fid(const struct vg_collection *c)
{
    return c->n_key == 1 && c->fields[c->key[0]].type == VG_T_INT;
}

static enum vg_status create_columns(sqlite3 *db, const struct vg_collection *c, const char *fid, struct vg_error *err)
{
    VG_AUTO(vg_buf_finish) struct vg_buf b;
    vg_buf_init(&b, 16 << 20);
    if (!key_is_fid(c)) {
        VG_BUF_LIT(&b, ", ");
        vg_gpkg_put_name(&b, fid);
        VG_BUF_LIT(&b, " INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL");
    }
    if (c->geom_name) {
        VG_BUF_LIT(&b, ", ");
        vg_gpkg_put_name(&b, c->geom_name);
        vg_buf_char(&b, ' ');
        vg_buf_cstr(&b, geometry_type(c));
    }
    for (size_t i = 0; i < c->n_fields; i++)
        put_column(&b, c, (int)i);
    enum vg_status r = vg_buf_check(&b, err);
    return r != VG_OK ? r : vg_gpkg_sql_exec(db, err, "CREATE TABLE \"%w\" (%s)", c->id, b.ptr + 2);
}

/* identifier is unique in a GeoPackage: where the title is taken already, the table's name must do. */
static enum vg_status register_table(sqlite3 *db, const struct vg_collection *c, int srs_id, struct vg_error *err)
{
    int64_t taken = 0;
    const char *identifier = c->title ? c->title : c->id;
    enum vg_status r = vg_gpkg_sql_int(db, &taken, err, "SELECT 1 FROM gpkg_contents WHERE identifier = %Q", identifier);
    if (r != VG_OK && r != VG_END)
        return r;
    char srs[16];
    snprintf(srs, sizeof srs, "%d", srs_id);
    r = vg_gpkg_sql_exec(db, err,
                     "INSERT INTO gpkg_contents (table_name, data_type, identifier, description, srs_id) "
                     "VALUES (%Q, %Q, %Q, %Q, %s)",
                     c->id, c->geom_name ? "features" : "attributes", taken ? c->id : identifier,
                     c->description ? c->description : "", c->geom_name ? srs : "NULL");
    if (r != VG_OK || !c->geom_name)
        return r;
    return vg_gpkg_sql_exec(db, err, "INSERT INTO gpkg_geometry_columns VALUES (%Q, %Q, %Q, %d, %d, %d)", c->id,
                        c->geom_name, geometry_type(c), srs_id, c->geom_z, c->geom_m);
}

static enum vg_status describe_column(sqlite3 *db, const char *table, const struct vg_field *f, struct vg_error *err)
{
    if (!vg_gpkg_has_table(db, "gpkg_data_columns")) {
        enum vg_status r = vg_gpkg_sql_exec(db, err, "%s", vg_gpkg_sql_schema_extension);
        if (r != VG_OK)
            return r;
    }
    return vg_gpkg_sql_exec(db, err,
                        "INSERT INTO gpkg_data_columns (table_name, column_name, title, description, mime_type) "
                        "VALUES (%Q, %Q, %Q, %Q, %Q)",
                        table, f->name, f->title, f->description, f->type == VG_T_JSON ? "application/json" : NULL);
}

enum vg_status vg_gpkg_name_geometries(sqlite3 *db, const char *table, const char *geom, unsigned types,
                                       struct vg_error *err)
{
    enum vg_status r = VG_OK;
    for (int t = VG_GEOM_COLLECTION + 1; r == VG_OK && t <= VG_GEOM_TRIANGLE; t++)
        if (types & 1u << t)
            r = vg_gpkg_sql_exec(db, err,
                                 "INSERT OR IGNORE INTO gpkg_extensions VALUES (%Q, %Q, 'gpkg_geom_%s', "
                                 "'http://www.geopackage.org/spec131/#extension_geometry_types', 'read-write')",
                                 table, geom, vg_geom_type_name((enum vg_geom_type)t));
    return r;
}

/* Files made by others may lack the tables that the standard calls optional. */
enum vg_status vg_gpkg_ensure_optional(sqlite3 *db, struct vg_error *err)
{
    return vg_gpkg_sql_exec(db, err,
                        "CREATE TABLE IF NOT EXISTS gpkg_extensions (table_name TEXT, column_name TEXT, extension_name "
                        "TEXT NOT NULL, definition TEXT NOT NULL, scope TEXT NOT NULL, CONSTRAINT ge_tce UNIQUE "
                        "(table_name, column_name, extension_name));"
                        "CREATE TABLE IF NOT EXISTS gpkg_geometry_columns (table_name TEXT NOT NULL, column_name TEXT NOT "
                        "NULL, geometry_type_name TEXT NOT NULL, srs_id INTEGER NOT NULL, z TINYINT NOT NULL, m TINYINT "
                        "NOT NULL, CONSTRAINT pk_geom_cols PRIMARY KEY (table_name, column_name), CONSTRAINT "
                        "uk_gc_table_name UNIQUE (table_name), CONSTRAINT fk_gc_tn FOREIGN KEY (table_name) REFERENCES "
                        "gpkg_contents(table_name), CONSTRAINT fk_gc_srs FOREIGN KEY (srs_id) REFERENCES "
                        "gpkg_spatial_ref_sys (srs_id));"
                        "CREATE TABLE IF NOT EXISTS gpkg_ogr_contents (table_name TEXT NOT NULL PRIMARY KEY, "
                        "feature_count INTEGER DEFAULT NULL)");
}

static enum vg_status record_meta(sqlite3 *db, const struct vg_collection *c, const char *fid, struct vg_error *err)
{
    VG_AUTO(vg_buf_finish) struct vg_buf local;
    vg_buf_init(&local, 1 << 20);
    for (size_t i = 0; i < c->n_fields; i++)
        if (c->fields[i].type == VG_T_LOCALTIME)
            vg_buf_printf(&local, "%s%s", local.len ? "\n" : "", c->fields[i].name);
    const struct vg_gpkg_meta m = {
        .id_field = c->n_key ? c->fields[c->key[0]].name : NULL,
        .row_id = c->n_key && !key_is_fid(c) ? fid : NULL,
        .local_times = local.len ? local.ptr : NULL,
        .lang = c->lang,
        .product = c->kind,
    };
    enum vg_status r = vg_buf_check(&local, err);
    return r != VG_OK ? r : vg_gpkg_meta_write(db, c->id, &m, err);
}

enum vg_status vg_gpkg_create_table(sqlite3 *db, const struct vg_collection *c, const char *fid, int srs_id,
                                    struct vg_error *err)
{
    enum vg_status r = vg_gpkg_ensure_optional(db, err);
    if (r == VG_OK)
        r = create_columns(db, c, fid, err);
    if (r == VG_OK)
        r = register_table(db, c, srs_id, err);
    for (size_t i = 0; r == VG_OK && i < c->n_fields; i++)
        if (c->fields[i].title || c->fields[i].description || c->fields[i].type == VG_T_JSON)
            r = describe_column(db, c->id, &c->fields[i], err);
    return r != VG_OK ? r : record_meta(db, c, fid, err);
}

/* Tables of the standard and of others that hold rows about a table, by the column that names it. */
static const char *const telling_tables[] = {
    "gpkg_extensions", "gpkg_data_columns", "gpkg_ogr_contents", "gpkg_geometry_columns", "gpkg_contents",
};

static enum vg_status drop_rtree(sqlite3 *db, const char *table, struct vg_error *err)
{
    if (!vg_gpkg_has_table(db, "gpkg_geometry_columns"))
        return VG_OK;
    VG_AUTO(vg_gpkg_freetext) char *geom = NULL;
    enum vg_status r = vg_gpkg_sql_text(db, &geom, err,
                                        "SELECT column_name FROM gpkg_geometry_columns WHERE lower(table_name) = "
                                        "lower(%Q)",
                                        table);
    if (r != VG_OK)
        return r == VG_END ? VG_OK : r;
    return vg_gpkg_sql_exec(db, err, "DROP TABLE IF EXISTS \"rtree_%w_%w\"", table, geom);
}

enum vg_status vg_gpkg_drop_table(sqlite3 *db, const char *table, struct vg_error *err)
{
    VG_AUTO(vg_gpkg_freetext) char *kind = NULL;
    enum vg_status r = vg_gpkg_sql_text(db, &kind, err,
                                        "SELECT type FROM sqlite_master WHERE type IN ('table', 'view') AND "
                                        "lower(name) = lower(%Q)",
                                        table);
    if (r != VG_OK)
        return r == VG_END ? VG_OK : r;
    r = drop_rtree(db, table, err);
    if (r == VG_OK)
        r = vg_gpkg_sql_exec(db, err, "DROP %s \"%w\"", kind, table);
    if (r == VG_OK)
        r = vg_gpkg_metadata_forget(db, table, err);
    for (size_t i = 0; r == VG_OK && i < VG_COUNT(telling_tables); i++)
        if (vg_gpkg_has_table(db, telling_tables[i]))
            r = vg_gpkg_sql_exec(db, err, "DELETE FROM %s WHERE lower(table_name) = lower(%Q)", telling_tables[i], table);
    return r != VG_OK ? r : vg_gpkg_meta_forget(db, table, err);
}
