/* A replaced table is compared as a whole, by the ids before and after, and not logged row by row: most of its items are
 * there again.  An appended row is logged as it comes, unless triggers of the table do it.  Those of the old table are
 * made again on the new one, where its key has the same name. */
#include "load_log.h"

#include "../gpkg.h"
#include "../write_sql.h"

#define MAX_STATEMENT ((size_t)1 << 20)

struct vg_load_log {
    sqlite3 *db;
    const struct vg_collection *before;
    enum vg_load_mode mode;
    sqlite3_stmt *insert; /* of one appended row */
    char **triggers;      /* of the table that is replaced */
    size_t n_triggers;
};

static enum vg_status failed(const struct vg_load_log *l, struct vg_error *err)
{
    return vg_gpkg_sql_fail(l->db, sqlite3_db_filename(l->db, "main"), err);
}

static enum vg_status prepare_insert(struct vg_load_log *l, struct vg_error *err)
{
    const struct vg_collection *c = l->before;
    VG_AUTO(vg_buf_finish) struct vg_buf b;

    vg_buf_init(&b, MAX_STATEMENT);
    VG_BUF_LIT(&b, "INSERT INTO vigie_change (collection, item, kind) SELECT ?1, ");
    vg_gpkg_put_id(&b, c, "t");
    vg_buf_printf(&b, ", 'create' FROM %s t WHERE t._rowid_ = ?2", c->table->from);
    enum vg_status r = vg_buf_check(&b, err);
    if (r != VG_OK)
        return r;
    if (sqlite3_prepare_v3(l->db, b.ptr, -1, SQLITE_PREPARE_PERSISTENT, &l->insert, NULL) != SQLITE_OK)
        return failed(l, err);
    sqlite3_bind_text(l->insert, 1, c->id, -1, SQLITE_STATIC);
    return VG_OK;
}

static enum vg_status keep_triggers(struct vg_load_log *l, struct vg_arena *a, struct vg_error *err)
{
    VG_AUTO(vg_gpkg_finalize) sqlite3_stmt *s = NULL;

    l->triggers = vg_arena_array(a, 8, sizeof *l->triggers);
    if (sqlite3_prepare_v2(l->db, "SELECT sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = ?1 AND substr(name, 1, 13) = "
                                  "'vigie_change_' ORDER BY name LIMIT 8", -1, &s, NULL) != SQLITE_OK)
        return failed(l, err);
    sqlite3_bind_text(s, 1, l->before->table->name, -1, SQLITE_STATIC);
    while (l->triggers && sqlite3_step(s) == SQLITE_ROW)
        l->triggers[l->n_triggers++] = vg_arena_strdup(a, (const char *)sqlite3_column_text(s, 0));
    return vg_arena_check(a, err);
}

/* The ids that are there, in a table of this connection alone. */
static enum vg_status keep_ids(struct vg_load_log *l, struct vg_error *err)
{
    VG_AUTO(vg_buf_finish) struct vg_buf b;

    vg_buf_init(&b, MAX_STATEMENT);
    vg_gpkg_put_id(&b, l->before, "t");
    enum vg_status r = vg_buf_check(&b, err);
    if (r == VG_OK)
        r = vg_gpkg_sql_exec(l->db, err, "DROP TABLE IF EXISTS temp.vigie_before; CREATE TEMP TABLE vigie_before (item TEXT PRIMARY KEY) "
                                         "WITHOUT ROWID; INSERT INTO temp.vigie_before SELECT %s FROM %s t", b.ptr,
                             l->before->table->from);
    return r;
}

enum vg_status vg_load_log_begin(sqlite3 *db, const struct vg_collection *before, enum vg_load_mode mode, struct vg_arena *a,
                                 struct vg_load_log **out, struct vg_error *err)
{
    *out = NULL;
    if (!vg_gpkg_has_table(db, "vigie_change"))
        return VG_OK;
    if (mode == VG_LOAD_APPEND && vg_gpkg_is_tracked(db, before->table->name))
        return VG_OK;
    struct vg_load_log *l = VG_NEW(a, struct vg_load_log);
    if (!l)
        return vg_arena_check(a, err);
    *l = (struct vg_load_log){.db = db, .before = before, .mode = mode};
    *out = l;
    if (mode == VG_LOAD_APPEND)
        return prepare_insert(l, err);
    enum vg_status r = keep_triggers(l, a, err);
    return r == VG_OK ? keep_ids(l, err) : r;
}

enum vg_status vg_load_log_row(struct vg_load_log *l, int64_t rowid, struct vg_error *err)
{
    if (!l->insert)
        return VG_OK;
    sqlite3_bind_int64(l->insert, 2, rowid);
    int code = sqlite3_step(l->insert);
    sqlite3_reset(l->insert);
    return code == SQLITE_DONE ? VG_OK : failed(l, err);
}

/* The triggers name the key's column, and the new table may have another. */
static bool same_key(const struct vg_load_log *l, const struct vg_collection *c, const struct vg_gpkg_target *t)
{
    const struct vg_collection *b = l->before;
    VG_AUTO(vg_gpkg_freetext) char *now =
        sqlite3_mprintf("\"%w\"", c->n_key == 1 ? c->fields[c->key[0]].name : t->fid);
    const char *then = b->n_key == 1 ? b->table->columns[b->key[0]] : b->n_key == 0 ? b->table->rowid : NULL;

    return now && then && strcmp(now, then) == 0;
}

enum vg_status vg_load_log_end(struct vg_load_log *l, const struct vg_collection *c, struct vg_gpkg_target *t,
                               struct vg_error *err)
{
    if (l->mode == VG_LOAD_APPEND)
        return VG_OK;
    const char *key = c->n_key == 1 ? c->fields[c->key[0]].name : t->fid;
    enum vg_status r = vg_gpkg_sql_exec(
        l->db, err,
        "INSERT INTO vigie_change (collection, item, kind) SELECT %Q, item, 'delete' FROM temp.vigie_before WHERE item NOT IN "
        "(SELECT CAST(\"%w\" AS TEXT) FROM \"%w\") ORDER BY item;"
        "INSERT INTO vigie_change (collection, item, kind) SELECT %Q, i, CASE WHEN EXISTS (SELECT 1 FROM temp.vigie_before WHERE "
        "item = i) THEN 'update' ELSE 'create' END FROM (SELECT CAST(\"%w\" AS TEXT) AS i FROM \"%w\") ORDER BY i;"
        "DROP TABLE temp.vigie_before",
        l->before->id, key, t->table, l->before->id, key, t->table);
    if (r == VG_OK && same_key(l, c, t)) {
        t->triggers = l->triggers;
        t->n_triggers = l->n_triggers;
    }
    return r;
}

void vg_load_log_free(struct vg_load_log *l)
{
    if (l)
        sqlite3_finalize(l->insert);
}
