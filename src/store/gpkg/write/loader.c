/* A load is one transaction, whether into a file that others read meanwhile (WAL: they see the old state until the
 * end) or into a new file, which gets its name when it is whole.  Only the latter may skip the journal: until it has a
 * name there is nothing to go back to. */
#include <stdlib.h>
#include <unistd.h>

#include "../gpkg.h"
#include "../values/bind.h"
#include "../write_sql.h"
#include "create.h"
#include "load_log.h"
#include "newfile.h"
#include "rtree.h"
#include "target.h"

#define MAX_BLOB ((size_t)1 << 30)   /* SQLite's own bound on a value */
#define MAX_ARENA ((size_t)64 << 20) /* names and triggers of one table */

struct loader {
    struct vg_loader base;
    const char *path;
    struct vg_newfile *file; /* NULL: into a file that was there */
    sqlite3 *db;
    struct vg_arena *arena;
    const struct vg_collection *c, *before; /* before: as it is there; NULL: it is not */
    enum vg_load_mode mode;
    struct vg_load_log *log; /* of what the load changes; NULL: that is not to be told */
    struct vg_gpkg_target target;
    sqlite3_stmt *insert;
    int fid_at, geom_at; /* parameters; 0: none.  Field i is parameter i + 1 */
    struct vg_rtree *rtree;
    struct vg_buf blob;
    struct vg_gpkg_loaded loaded;
};

static enum vg_status failed(const struct loader *l, struct vg_error *err)
{
    return vg_gpkg_sql_fail(l->db, l->path, err);
}

/* ---- begin ---- */

static enum vg_status open_file(struct loader *l, struct vg_error *err)
{
    if (access(l->path, F_OK) != 0) {
        enum vg_status r = vg_newfile_begin(l->path, &l->file, err);
        if (r != VG_OK)
            return r;
    }
    const char *path = l->file ? vg_newfile_path(l->file) : l->path;
    if (sqlite3_open_v2(path, &l->db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL) != SQLITE_OK)
        return failed(l, err);
    sqlite3_extended_result_codes(l->db, 1);
    sqlite3_busy_timeout(l->db, l->base.store->options.wait_ms);
    return VG_OK;
}

/* SQLite opens a file that may only be read without a word. */
static enum vg_status check_writable(struct loader *l, struct vg_error *err)
{
    return sqlite3_db_readonly(l->db, "main") == 1
               ? vg_fail(err, VG_UNAVAILABLE, "", "the store '%s' cannot be written to", l->path)
               : VG_OK;
}

static enum vg_status set_journal(struct loader *l, struct vg_error *err)
{
    if (l->file)
        return vg_gpkg_sql_exec(l->db, err,
                            "PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; "
                            "PRAGMA cache_size = -65536");
    VG_AUTO(vg_gpkg_freetext) char *mode = NULL;
    enum vg_status r = vg_gpkg_sql_text(l->db, &mode, err, "PRAGMA journal_mode = WAL");
    if (r != VG_OK) /* somebody reads it in another mode: that mode is as safe, only slower */
        r = vg_gpkg_sql_text(l->db, &mode, err, "PRAGMA journal_mode");
    return r != VG_OK ? r : vg_gpkg_sql_exec(l->db, err, "PRAGMA synchronous = FULL; PRAGMA cache_size = -262144");
}

static enum vg_status prepare_insert(struct loader *l, struct vg_error *err)
{
    const struct vg_collection *c = l->c;
    VG_AUTO(vg_buf_finish) struct vg_buf b;
    vg_buf_init(&b, 16 << 20);
    VG_BUF_LIT(&b, "INSERT INTO ");
    vg_gpkg_put_name(&b, l->target.table);
    VG_BUF_LIT(&b, " (");
    int n = 0;
    for (size_t i = 0; i < c->n_fields; i++) {
        vg_buf_cstr(&b, n++ ? ", " : "");
        vg_gpkg_put_name(&b, c->fields[i].name);
    }
    if (!(c->n_key == 1 && !strcasecmp(c->fields[c->key[0]].name, l->target.fid))) {
        vg_buf_cstr(&b, n++ ? ", " : "");
        vg_gpkg_put_name(&b, l->target.fid);
        l->fid_at = n;
    }
    if (c->geom_name) {
        vg_buf_cstr(&b, n++ ? ", " : "");
        vg_gpkg_put_name(&b, l->target.geom);
        l->geom_at = n;
    }
    VG_BUF_LIT(&b, ") VALUES (");
    for (int i = 0; i < n; i++)
        vg_buf_cstr(&b, i ? ", ?" : "?");
    VG_BUF_LIT(&b, ")");
    enum vg_status r = vg_buf_check(&b, err);
    if (r != VG_OK)
        return r;
    return sqlite3_prepare_v3(l->db, b.ptr, -1, SQLITE_PREPARE_PERSISTENT, &l->insert, NULL) == SQLITE_OK
               ? VG_OK
               : failed(l, err);
}

static enum vg_status begin(struct loader *l, struct vg_crs_registry *crs, struct vg_error *err)
{
    enum vg_status r = open_file(l, err);
    if (r == VG_OK)
        r = check_writable(l, err);
    if (r == VG_OK)
        r = set_journal(l, err);
    if (r == VG_OK)
        r = vg_gpkg_sql_exec(l->db, err, "BEGIN IMMEDIATE");
    if (r == VG_OK)
        r = vg_gpkg_make_base(l->db, err);
    if (r == VG_OK && l->before)
        r = vg_load_log_begin(l->db, l->before, l->mode, l->arena, &l->log, err);
    if (r == VG_OK)
        r = vg_gpkg_target_prepare(l->db, crs, l->c, l->mode, l->arena, &l->target, err);
    if (r == VG_OK)
        r = prepare_insert(l, err);
    if (r == VG_OK && l->target.rtree && l->geom_at)
        r = vg_rtree_new(l->db, l->target.rtree, l->target.fresh, 0, &l->rtree, err);
    return r;
}

/* ---- rows ---- */

static enum vg_status bind_geometry(struct loader *l, struct vg_geom geom, struct vg_geom_info *info, struct vg_error *err)
{
    if (!geom.wkb)
        return sqlite3_bind_null(l->insert, l->geom_at) == SQLITE_OK ? VG_OK : failed(l, err);
    enum vg_status r = vg_geom_check(geom, info, err);
    if (r != VG_OK)
        return r;
    vg_gpkg_put_blob(&l->blob, geom, info, l->target.srs_id);
    r = vg_buf_check(&l->blob, err);
    if (r != VG_OK)
        return r;
    return sqlite3_bind_blob64(l->insert, l->geom_at, l->blob.ptr, l->blob.len, SQLITE_STATIC) == SQLITE_OK
               ? VG_OK
               : failed(l, err);
}

static enum vg_status bind_row(struct loader *l, int64_t fid, const struct vg_value *values, struct vg_error *err)
{
    for (size_t i = 0; i < l->c->n_fields; i++)
        if (!vg_gpkg_bind(l->insert, (int)i + 1, &values[i]))
            return vg_fail(err, VG_BAD_INPUT, l->c->fields[i].name, "a date outside the years 0 to 9999");
    if (l->fid_at && fid >= 0 && l->c->n_key == 0)
        sqlite3_bind_int64(l->insert, l->fid_at, fid);
    else if (l->fid_at)
        sqlite3_bind_null(l->insert, l->fid_at);
    return VG_OK;
}

static bool is_key(const struct loader *l, int code)
{
    if (code == SQLITE_CONSTRAINT_PRIMARYKEY || code == SQLITE_CONSTRAINT_ROWID)
        return true;
    /* SQLite names the column: "UNIQUE constraint failed: communes.code" */
    const char *said = sqlite3_errmsg(l->db), *dot = strrchr(said, '.');
    return code == SQLITE_CONSTRAINT_UNIQUE && l->c->n_key && dot &&
           !strcasecmp(dot + 1, l->c->fields[l->c->key[0]].name);
}

static enum vg_status failed_row(struct loader *l, int64_t fid, const struct vg_value *values, struct vg_error *err)
{
    if (!is_key(l, sqlite3_extended_errcode(l->db)))
        return failed(l, err);
    struct vg_value number = { .kind = VG_V_INT, .integer = fid };
    VG_AUTO(vg_buf_finish) struct vg_buf id;
    vg_buf_init(&id, 1 << 16);
    vg_value_put_text(&id, l->c->n_key ? &values[l->c->key[0]] : &number);
    return vg_fail(err, VG_CONFLICT, l->c->n_key ? l->c->fields[l->c->key[0]].name : l->target.fid,
                   "the id '%.100s' is there already", id.ptr ? id.ptr : "");
}

static enum vg_status put(struct vg_loader *base, int64_t fid, const struct vg_value *values, struct vg_geom geom,
                          struct vg_error *err)
{
    struct loader *l = (struct loader *)base;
    struct vg_geom_info info = { .empty = true };
    enum vg_status r = bind_row(l, fid, values, err);
    if (r == VG_OK && l->geom_at)
        r = bind_geometry(l, geom, &info, err);
    if (r != VG_OK)
        return r;
    int code = sqlite3_step(l->insert);
    if (code != SQLITE_DONE)
        r = failed_row(l, fid, values, err);
    sqlite3_reset(l->insert);
    if (r != VG_OK)
        return r;
    r = l->log ? vg_load_log_row(l->log, sqlite3_last_insert_rowid(l->db), err) : VG_OK;
    if (r != VG_OK)
        return r;
    l->loaded.rows++;
    l->loaded.types |= 1u << info.type;
    if (info.empty)
        return VG_OK;
    if (info.finite)
        vg_bbox_join(&l->loaded.extent, &info.box);
    return l->rtree ? vg_rtree_add(l->rtree, sqlite3_last_insert_rowid(l->db), &info.box, err) : VG_OK;
}

/* ---- end ---- */

/* A text id gets its unique index at the end, which is faster than keeping one. */
static enum vg_status index_text_id(struct loader *l, struct vg_error *err)
{
    const struct vg_collection *c = l->c;
    if (!l->target.fresh || c->n_key != 1 || c->fields[c->key[0]].type == VG_T_INT)
        return VG_OK;
    const char *field = c->fields[c->key[0]].name;
    struct vg_error why = {0};
    enum vg_status r = vg_gpkg_sql_exec(l->db, &why, "CREATE UNIQUE INDEX \"id_%w_%w\" ON \"%w\" (\"%w\")", c->id, field,
                                    c->id, field);
    if (r == VG_CONFLICT)
        return vg_fail(err, VG_CONFLICT, field, "an id is there twice in the field '%s'", field);
    return r == VG_OK ? VG_OK : vg_fail(err, r, why.where, "%s", why.text);
}

static enum vg_status finish_transaction(struct loader *l, struct vg_error *err)
{
    enum vg_status r = index_text_id(l, err);
    if (r == VG_OK && l->rtree)
        r = vg_rtree_end(l->rtree, err);
    if (r == VG_OK && l->log)
        r = vg_load_log_end(l->log, l->c, &l->target, err);
    if (r == VG_OK)
        r = vg_gpkg_target_complete(l->db, &l->target, &l->loaded, err);
    return r != VG_OK ? r : vg_gpkg_sql_exec(l->db, err, "COMMIT");
}

/* The new file leaves our hands in WAL mode, closed and whole, so that it can be moved. */
static enum vg_status close_new(struct loader *l, struct vg_error *err)
{
    VG_AUTO(vg_gpkg_freetext) char *mode = NULL;
    enum vg_status r = vg_gpkg_sql_text(l->db, &mode, err, "PRAGMA journal_mode = WAL");
    if (r != VG_OK)
        return r;
    sqlite3_finalize(l->insert);
    l->insert = NULL;
    if (sqlite3_close(l->db) != SQLITE_OK)
        return failed(l, err);
    l->db = NULL;
    return vg_newfile_commit(l->file, err);
}

static enum vg_status commit(struct vg_loader *base, struct vg_error *err)
{
    struct loader *l = (struct loader *)base;
    enum vg_status r = finish_transaction(l, err);
    if (r != VG_OK)
        return r;
    if (l->file)
        return close_new(l, err);
    /* The rows are safe in the log; readers that hold it back only delay its clearing. */
    struct vg_error ignored = {0};
    r = vg_gpkg_sql_exec(l->db, &ignored, "PRAGMA wal_checkpoint(TRUNCATE)");
    return VG_OK;
}

static void loader_free(struct vg_loader *base)
{
    struct loader *l = (struct loader *)base;
    vg_load_log_free(l->log);
    vg_rtree_free(l->rtree);
    sqlite3_finalize(l->insert);
    sqlite3_close(l->db); /* rolls back what is not committed */
    vg_newfile_free(l->file);
    vg_buf_finish(&l->blob);
    vg_arena_free(l->arena);
    free(l);
}

static const struct vg_loader_ops loader_ops = { .put = put, .commit = commit, .free = loader_free };

enum vg_status vg_gpkg_loader_begin(struct vg_store *s, const struct vg_collection *c, const struct vg_collection *before,
                                    enum vg_load_mode mode, struct vg_loader **out, struct vg_error *err)
{
    struct loader *l = calloc(1, sizeof *l);
    if (!l)
        return vg_fail(err, VG_NO_MEMORY, "", "out of memory");
    l->base = (struct vg_loader){ .ops = &loader_ops, .store = s };
    l->path = s->address;
    l->c = c;
    l->before = before;
    l->mode = mode;
    vg_bbox_none(&l->loaded.extent);
    l->loaded.types = c->geom_name ? 1u << c->geom_type : 0;
    vg_buf_init(&l->blob, MAX_BLOB);
    l->arena = vg_arena_new(MAX_ARENA);
    enum vg_status r = l->arena ? begin(l, s->options.crs, err) : vg_fail(err, VG_NO_MEMORY, "", "out of memory");
    if (r != VG_OK) {
        loader_free(&l->base);
        return r;
    }
    *out = &l->base;
    return VG_OK;
}
