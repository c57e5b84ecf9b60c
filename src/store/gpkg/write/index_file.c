/* GDAL puts box after box into a tree that it keeps balanced, which takes most of the time of writing a large file; read
 * in one go afterwards, the same boxes are a tree in a small part of it (rtree.c; docs/PERFORMANCE.md has the whole). */
#include <vigie/store/index_file.h>

#include "../gpkg.h"
#include "../write_sql.h"
#include "create.h"
#include "rtree.h"

#define LOOK_ROWS 4096          /* between looks whether to go on */
#define BATCH ((size_t)2000000) /* half of an import's: a server has other uses for its memory */

struct indexing {
    sqlite3 *db;
    const char *path;
    enum vg_status (*go_on)(void *user, struct vg_error *err);
    void *user;
};

static void close_db(sqlite3 **db)
{
    sqlite3_close(*db);
}

static void free_tree(struct vg_rtree **t)
{
    vg_rtree_free(*t);
}

/* A geometry without a place is in no tree. */
static enum vg_status add_row(struct vg_rtree *t, sqlite3_stmt *s, struct vg_error *err)
{
    struct vg_gpkg_blob blob;
    struct vg_geom_info info;

    if (sqlite3_column_type(s, 1) != SQLITE_BLOB)
        return VG_OK;
    if (vg_gpkg_blob_read(sqlite3_column_blob(s, 1), (size_t)sqlite3_column_bytes(s, 1), &blob) || blob.empty)
        return VG_OK;
    if (blob.has_box) {
        info.box = (struct vg_bbox){.min = {blob.min[0], blob.min[1]}, .max = {blob.max[0], blob.max[1]}};
    } else {
        enum vg_status r = vg_geom_check(blob.geom, &info, err);
        if (r != VG_OK || info.empty)
            return r;
    }
    return vg_rtree_add(t, sqlite3_column_int64(s, 0), &info.box, err);
}

static enum vg_status fill(const struct indexing *x, const char *table, const char *geom, const char *fid, const char *rtree,
                           struct vg_error *err)
{
    VG_AUTO(free_tree) struct vg_rtree *t = NULL;
    VG_AUTO(vg_gpkg_finalize) sqlite3_stmt *s = NULL;
    VG_AUTO(vg_gpkg_freetext) char *sql = sqlite3_mprintf("SELECT \"%w\", \"%w\" FROM \"%w\"", fid, geom, table);
    enum vg_status r = vg_rtree_new(x->db, rtree, true, BATCH, &t, err);

    if (r == VG_OK && (!sql || sqlite3_prepare_v2(x->db, sql, -1, &s, NULL) != SQLITE_OK))
        r = vg_gpkg_sql_fail(x->db, x->path, err);
    int code = SQLITE_ROW;
    for (int64_t n = 1; r == VG_OK && (code = sqlite3_step(s)) == SQLITE_ROW; n++) {
        r = add_row(t, s, err);
        if (r == VG_OK && x->go_on && n % LOOK_ROWS == 0)
            r = x->go_on(x->user, err);
    }
    if (r == VG_OK && code != SQLITE_DONE)
        r = vg_gpkg_sql_fail(x->db, x->path, err);
    return r == VG_OK ? vg_rtree_end(t, err) : r;
}

static enum vg_status index_table(const struct indexing *x, const char *table, const char *geom, struct vg_error *err)
{
    VG_AUTO(vg_gpkg_freetext) char *rtree = NULL, *fid = NULL;
    enum vg_status r = vg_gpkg_sql_text(x->db, &fid, err, "SELECT name FROM pragma_table_info(%Q) WHERE pk = 1", table);

    if (r == VG_END)
        return vg_fail(err, VG_BUG, "", "the table '%s' has no primary key", table);
    if (r == VG_OK)
        r = vg_gpkg_create_rtree(x->db, table, geom, &rtree, err);
    if (r == VG_OK)
        r = fill(x, table, geom, fid, rtree, err);
    return r == VG_OK ? vg_gpkg_create_rtree_triggers(x->db, table, geom, fid, err) : r;
}

static enum vg_status index_all(const struct indexing *x, struct vg_error *err)
{
    enum vg_status r = vg_gpkg_ensure_optional(x->db, err);

    while (r == VG_OK) {
        VG_AUTO(vg_gpkg_freetext) char *table = NULL, *geom = NULL;
        static const char next[] = "SELECT %s FROM gpkg_geometry_columns g WHERE NOT EXISTS (SELECT 1 FROM gpkg_extensions e WHERE "
                                   "lower(e.table_name) = lower(g.table_name) AND e.extension_name = 'gpkg_rtree_index') "
                                   "ORDER BY table_name LIMIT 1";
        r = vg_gpkg_sql_text(x->db, &table, err, next, "table_name");
        if (r == VG_END)
            return VG_OK;
        if (r == VG_OK)
            r = vg_gpkg_sql_text(x->db, &geom, err, next, "column_name");
        if (r == VG_OK)
            r = index_table(x, table, geom, err);
    }
    return r;
}

enum vg_status vg_gpkg_index_file(const char *path, enum vg_status (*go_on)(void *user, struct vg_error *err), void *user,
                                  struct vg_error *err)
{
    VG_AUTO(close_db) sqlite3 *db = NULL;

    if (sqlite3_open_v2(path, &db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL) != SQLITE_OK)
        return vg_gpkg_sql_fail(db, path, err);
    const struct indexing x = {db, path, go_on, user};
    enum vg_status r = vg_gpkg_sql_exec(db, err, "PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = OFF; PRAGMA synchronous = "
                                                 "OFF; PRAGMA cache_size = -32768; BEGIN");
    if (r == VG_OK)
        r = index_all(&x, err);
    return r == VG_OK ? vg_gpkg_sql_exec(db, err, "COMMIT") : r;
}
