/* Appending puts aside the triggers that keep the R*Tree and the count: they would call functions that only some
 * programs have, row by row, for what the loader does at once at the end.  All within one transaction, so that
 * nobody ever sees the table without them. */
#include "target.h"

#include "../../ops.h"
#include "../metadata.h"
#include "../write_sql.h"
#include "create.h"

/* ---- names ---- */

static enum vg_status check_name(const struct vg_collection *c, struct vg_error *err)
{
    static const char *const taken[] = { "gpkg_", "rtree_", "sqlite_", "vigie_" };
    for (size_t i = 0; i < VG_COUNT(taken); i++)
        if (!strncasecmp(c->id, taken[i], strlen(taken[i])))
            return vg_fail(err, VG_BAD_INPUT, c->id, "a collection in a GeoPackage must not be called '%s…'", taken[i]);
    return *c->id ? VG_OK : vg_fail(err, VG_BAD_INPUT, "", "the collection has no name");
}

/* ---- an existing table ---- */

struct column {
    char *name, *type;
    bool pk;
    struct column *next;
};

static enum vg_status read_columns(sqlite3 *db, const char *table, struct vg_arena *a, struct column **out,
                                   struct vg_error *err)
{
    VG_AUTO(vg_gpkg_finalize) sqlite3_stmt *s = NULL;
    if (sqlite3_prepare_v2(db, "SELECT name, type, pk FROM pragma_table_info(?1)", -1, &s, NULL) != SQLITE_OK)
        return vg_gpkg_sql_fail(db, sqlite3_db_filename(db, "main"), err);
    sqlite3_bind_text(s, 1, table, -1, SQLITE_STATIC);
    while (sqlite3_step(s) == SQLITE_ROW) {
        struct column *col = VG_NEW(a, struct column);
        if (!col)
            break;
        col->name = vg_arena_strdup(a, (const char *)sqlite3_column_text(s, 0));
        col->type = vg_arena_strdup(a, (const char *)sqlite3_column_text(s, 1));
        col->pk = sqlite3_column_int(s, 2) > 0;
        *out = col;
        out = &col->next;
    }
    return vg_arena_check(a, err);
}

/* Column types by how they begin, and the field types each may be given. */
static const struct {
    const char *begins;
    unsigned takes;
} takers[] = {
    { "BOOLEAN", 1u << VG_T_BOOL },
    { "TINYINT", 1u << VG_T_INT },
    { "SMALLINT", 1u << VG_T_INT },
    { "MEDIUMINT", 1u << VG_T_INT },
    { "INT", 1u << VG_T_INT },
    { "FLOAT", 1u << VG_T_FLOAT | 1u << VG_T_DOUBLE | 1u << VG_T_INT },
    { "DOUBLE", 1u << VG_T_FLOAT | 1u << VG_T_DOUBLE | 1u << VG_T_INT },
    { "REAL", 1u << VG_T_FLOAT | 1u << VG_T_DOUBLE | 1u << VG_T_INT },
    { "TEXT", 1u << VG_T_TEXT | 1u << VG_T_UUID | 1u << VG_T_JSON | 1u << VG_T_TIME | 1u << VG_T_DECIMAL },
    { "DATETIME", 1u << VG_T_DATETIME | 1u << VG_T_LOCALTIME },
    { "DATE", 1u << VG_T_DATE },
    { "BLOB", 1u << VG_T_BYTES },
};

static bool column_takes(const char *column_type, enum vg_type t)
{
    for (size_t i = 0; i < VG_COUNT(takers); i++)
        if (!strncasecmp(column_type, takers[i].begins, strlen(takers[i].begins)))
            return takers[i].takes & 1u << t;
    return true; /* a type SQLite allows and the standard does not name: anything goes */
}

static enum vg_status check_field(const struct vg_collection *c, const struct vg_field *f, const struct column *cols,
                                  struct vg_error *err)
{
    for (const struct column *col = cols; col; col = col->next) {
        if (strcasecmp(col->name, f->name))
            continue;
        if (column_takes(col->type, f->type))
            return VG_OK;
        return vg_fail(err, VG_CONFLICT, f->name, "the field '%s' is %s here and %s in the collection '%s'", f->name,
                       vg_type_name(f->type), col->type, c->id);
    }
    return vg_fail(err, VG_CONFLICT, f->name, "the collection '%s' has no field '%s'", c->id, f->name);
}

static const char *text_at(sqlite3_stmt *s, int i, struct vg_arena *a)
{
    return vg_arena_strdup(a, (const char *)sqlite3_column_text(s, i));
}

/* Does a column of type `holds` take a geometry of type t? */
static bool geometry_fits(enum vg_geom_type holds, enum vg_geom_type t)
{
    return holds == VG_GEOM_ANY || holds == t || (holds == VG_GEOM_COLLECTION && t == VG_GEOM_ANY);
}

static enum vg_status check_geometry(sqlite3 *db, const struct vg_collection *c, int srs_id, struct vg_arena *a,
                                     struct vg_gpkg_target *t, struct vg_error *err)
{
    VG_AUTO(vg_gpkg_finalize) sqlite3_stmt *s = NULL;
    if (!vg_gpkg_has_table(db, "gpkg_geometry_columns"))
        return VG_OK;
    if (sqlite3_prepare_v2(db,
                           "SELECT column_name, geometry_type_name, srs_id, z, m FROM gpkg_geometry_columns WHERE "
                           "lower(table_name) = lower(?1)",
                           -1, &s, NULL) != SQLITE_OK)
        return vg_gpkg_sql_fail(db, sqlite3_db_filename(db, "main"), err);
    sqlite3_bind_text(s, 1, t->table, -1, SQLITE_STATIC);
    if (sqlite3_step(s) == SQLITE_ROW) {
        t->geom = text_at(s, 0, a);
        t->srs_id = sqlite3_column_int(s, 2);
    }
    if (!c->geom_name)
        return VG_OK;
    if (!t->geom)
        return vg_fail(err, VG_CONFLICT, "", "the collection '%s' has no geometry, the new rows have one", c->id);
    if (t->srs_id != srs_id)
        return vg_fail(err, VG_CONFLICT, "", "the collection '%s' is in another coordinate reference system than '%s'",
                       c->id, c->crs ? c->crs->curie : "undefined");
    const char *type = text_at(s, 1, a);
    if (!geometry_fits(vg_geom_type_of_name(vg_str_of(type)), c->geom_type))
        return vg_fail(err, VG_CONFLICT, "", "the collection '%s' takes %s, the new rows are %s", c->id, type,
                       vg_geom_type_name(c->geom_type));
    if ((sqlite3_column_int(s, 3) == 0 && c->geom_z) || (sqlite3_column_int(s, 4) == 0 && c->geom_m))
        return vg_fail(err, VG_CONFLICT, "", "the collection '%s' takes no heights or measures, the new rows have them",
                       c->id);
    return VG_OK;
}

static enum vg_status put_aside_triggers(sqlite3 *db, struct vg_arena *a, struct vg_gpkg_target *t, struct vg_error *err)
{
    int64_t n = 0;
    static const char where[] = "FROM sqlite_master WHERE type = 'trigger' AND lower(tbl_name) = lower(%Q) AND "
                                "(name LIKE 'rtree!_%%' ESCAPE '!' OR name LIKE 'trigger!_%%!_feature!_count!_%%' ESCAPE '!')";
    VG_AUTO(vg_gpkg_freetext) char *from = sqlite3_mprintf(where, t->table);
    if (!from)
        return vg_fail(err, VG_NO_MEMORY, "", "out of memory");
    enum vg_status r = vg_gpkg_sql_int(db, &n, err, "SELECT count(*) %s", from);
    t->triggers = vg_arena_array(a, (size_t)n, sizeof *t->triggers);
    for (; r == VG_OK && t->triggers && n > 0; n--) {
        VG_AUTO(vg_gpkg_freetext) char *name = NULL;
        VG_AUTO(vg_gpkg_freetext) char *sql = NULL;
        r = vg_gpkg_sql_text(db, &name, err, "SELECT name %s", from);
        if (r == VG_OK)
            r = vg_gpkg_sql_text(db, &sql, err, "SELECT sql %s", from);
        if (r != VG_OK)
            return r;
        t->triggers[t->n_triggers++] = vg_arena_strdup(a, sql);
        r = vg_gpkg_sql_exec(db, err, "DROP TRIGGER \"%w\"", name);
    }
    return r != VG_OK ? r : vg_arena_check(a, err);
}

static enum vg_status find_rtree(sqlite3 *db, struct vg_arena *a, struct vg_gpkg_target *t, struct vg_error *err)
{
    if (t->geom) {
        t->rtree = vg_arena_printf(a, "rtree_%s_%s", t->table, t->geom);
        if (t->rtree && !vg_gpkg_has_table(db, t->rtree))
            t->rtree = NULL;
    }
    return vg_arena_check(a, err);
}

static enum vg_status find_target(sqlite3 *db, const struct vg_collection *c, int srs_id, struct vg_arena *a,
                                  struct vg_gpkg_target *t, struct vg_error *err)
{
    VG_AUTO(vg_gpkg_freetext) char *name = NULL;
    enum vg_status r = vg_gpkg_sql_text(db, &name, err,
                                        "SELECT name FROM sqlite_master WHERE type = 'table' AND lower(name) = "
                                        "lower(%Q)",
                                        c->id);
    if (r == VG_END)
        return vg_fail(err, VG_NOT_FOUND, "", "there is no collection '%s' to append to", c->id);
    if (r != VG_OK)
        return r;
    t->table = vg_arena_strdup(a, name);
    struct column *cols = NULL;
    r = read_columns(db, name, a, &cols, err);
    for (size_t i = 0; r == VG_OK && i < c->n_fields; i++)
        r = check_field(c, &c->fields[i], cols, err);
    for (struct column *col = cols; col; col = col->next)
        if (col->pk)
            t->fid = col->name;
    if (r == VG_OK && !t->fid)
        r = vg_fail(err, VG_CONFLICT, "", "the table '%s' has no integer primary key", c->id);
    if (r == VG_OK)
        r = check_geometry(db, c, srs_id, a, t, err);
    if (r == VG_OK)
        r = find_rtree(db, a, t, err);
    return r != VG_OK ? r : put_aside_triggers(db, a, t, err);
}

/* ---- a new table ---- */

static enum vg_status make_target(sqlite3 *db, const struct vg_collection *c, struct vg_arena *a,
                                  struct vg_gpkg_target *t, struct vg_error *err)
{
    bool key_is_fid = c->n_key == 1 && c->fields[c->key[0]].type == VG_T_INT;
    t->table = c->id;
    t->fid = key_is_fid ? c->fields[c->key[0]].name : vg_store_free_fid(c, a);
    t->geom = c->geom_name;
    t->fresh = true;
    enum vg_status r = vg_arena_check(a, err);
    if (r == VG_OK)
        r = vg_gpkg_create_table(db, c, t->fid, t->srs_id, err);
    if (r != VG_OK || !t->geom)
        return r;
    VG_AUTO(vg_gpkg_freetext) char *rtree = NULL;
    r = vg_gpkg_create_rtree(db, t->table, t->geom, &rtree, err);
    if (r == VG_OK)
        t->rtree = vg_arena_strdup(a, rtree);
    return r != VG_OK ? r : vg_arena_check(a, err);
}

enum vg_status vg_gpkg_target_prepare(sqlite3 *db, struct vg_crs_registry *registry, const struct vg_collection *c,
                                      enum vg_load_mode mode, struct vg_arena *a, struct vg_gpkg_target *out,
                                      struct vg_error *err)
{
    struct vg_gpkg_target t = { .srs_id = -1 };
    enum vg_status r = check_name(c, err);
    if (r == VG_OK && mode == VG_LOAD_CREATE && vg_gpkg_has_table(db, c->id))
        r = vg_fail(err, VG_CONFLICT, "", "the collection '%s' is there already", c->id);
    if (r == VG_OK && mode == VG_LOAD_REPLACE)
        r = vg_gpkg_drop_table(db, c->id, err);
    if (r == VG_OK && c->geom_name)
        r = vg_gpkg_srs(db, registry, c->crs, &t.srs_id, err);
    if (r == VG_OK)
        r = mode == VG_LOAD_APPEND ? find_target(db, c, t.srs_id, a, &t, err) : make_target(db, c, a, &t, err);
    if (r == VG_OK && c->metadata.ptr)
        r = vg_gpkg_metadata_write(db, t.table, c->metadata, err);
    if (r == VG_OK)
        *out = t;
    return r;
}

/* ---- afterwards ---- */

enum vg_status vg_gpkg_record_extent(sqlite3 *db, const char *table, const struct vg_bbox *e, struct vg_error *err)
{
    VG_AUTO(vg_gpkg_finalize) sqlite3_stmt *s = NULL;
    static const char sql[] =
        "UPDATE gpkg_contents SET min_x = min(ifnull(min_x, ?2), ?2), min_y = min(ifnull(min_y, ?3), ?3), "
        "max_x = max(ifnull(max_x, ?4), ?4), max_y = max(ifnull(max_y, ?5), ?5) WHERE lower(table_name) = lower(?1)";
    if (sqlite3_prepare_v2(db, sql, -1, &s, NULL) != SQLITE_OK)
        return vg_gpkg_sql_fail(db, sqlite3_db_filename(db, "main"), err);
    sqlite3_bind_text(s, 1, table, -1, SQLITE_STATIC);
    sqlite3_bind_double(s, 2, e->min[0]);
    sqlite3_bind_double(s, 3, e->min[1]);
    sqlite3_bind_double(s, 4, e->max[0]);
    sqlite3_bind_double(s, 5, e->max[1]);
    return sqlite3_step(s) == SQLITE_DONE ? VG_OK : vg_gpkg_sql_fail(db, sqlite3_db_filename(db, "main"), err);
}

enum vg_status vg_gpkg_record_change(sqlite3 *db, const char *table, struct vg_error *err)
{
    return vg_gpkg_sql_exec(db, err,
                            "UPDATE gpkg_contents SET last_change = strftime('%%Y-%%m-%%dT%%H:%%M:%%fZ','now') "
                            "WHERE lower(table_name) = lower(%Q)", table);
}

static enum vg_status update_count(sqlite3 *db, const char *table, int64_t more, struct vg_error *err)
{
    if (!vg_gpkg_has_table(db, "gpkg_ogr_contents"))
        return VG_OK;
    return vg_gpkg_sql_exec(db, err,
                            "UPDATE gpkg_ogr_contents SET feature_count = feature_count + %lld WHERE lower(table_name) = "
                            "lower(%Q)",
                            (long long)more, table);
}

static enum vg_status make_triggers(sqlite3 *db, const struct vg_gpkg_target *t, int64_t rows, struct vg_error *err)
{
    enum vg_status r = t->fresh ? vg_gpkg_create_count(db, t->table, rows, err) : update_count(db, t->table, rows, err);
    if (r == VG_OK && t->fresh && t->rtree)
        r = vg_gpkg_create_rtree_triggers(db, t->table, t->geom, t->fid, err);
    for (size_t i = 0; r == VG_OK && i < t->n_triggers; i++)
        r = vg_gpkg_sql_exec(db, err, "%s", t->triggers[i]);
    return r;
}

enum vg_status vg_gpkg_target_complete(sqlite3 *db, const struct vg_gpkg_target *t, const struct vg_gpkg_loaded *loaded,
                                       struct vg_error *err)
{
    enum vg_status r = make_triggers(db, t, loaded->rows, err);
    if (r == VG_OK && t->geom)
        r = vg_gpkg_name_geometries(db, t->table, t->geom, loaded->types, err);
    if (r == VG_OK && !vg_bbox_is_none(&loaded->extent))
        r = vg_gpkg_record_extent(db, t->table, &loaded->extent, err);
    return r != VG_OK ? r : vg_gpkg_record_change(db, t->table, err);
}
