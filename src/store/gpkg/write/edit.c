/* Edits of a GeoPackage: the one writer's transaction, taken at its begin so that nobody is refused in the middle. */
#include "../gpkg.h"
#include "../values/bind.h"
#include "../write_sql.h"
#include "target.h"

#define MAX_BLOB ((size_t)256 << 20)

static struct vg_gpkg_conn *conn_of(const struct vg_session *x)
{
    return ((const struct vg_gpkg_session *)x)->conn;
}

static struct vg_gpkg_store *store_of(const struct vg_session *x)
{
    return (struct vg_gpkg_store *)x->store;
}

enum vg_status vg_gpkg_edit_begin(struct vg_session *x, struct vg_error *err)
{
    void *conn;
    enum vg_status r = vg_pool_take(store_of(x)->writers, 0, &conn, err);

    if (r != VG_OK)
        return r;
    ((struct vg_gpkg_session *)x)->conn = conn;
    vg_gpkg_set_deadline(conn, 0);
    r = vg_gpkg_run(conn, VG_STR("begin immediate"), err);
    if (r != VG_OK)
        vg_pool_give(store_of(x)->writers, conn, true);
    return r;
}

void vg_gpkg_edit_end(struct vg_session *x)
{
    struct vg_gpkg_conn *c = conn_of(x);
    bool broken = false;

    vg_gpkg_set_deadline(c, 0);
    if (!sqlite3_get_autocommit(c->db))
        broken = vg_gpkg_run(c, VG_STR("rollback"), NULL) != VG_OK;
    vg_pool_give(store_of(x)->writers, c, broken);
}

/* --- failures ------------------------------------------------------------------------------------- */

/* What follows the first ": " of SQLite's message: "NOT NULL constraint failed: communes.nom" */
static const char *culprit(sqlite3 *db, bool column)
{
    const char *text = sqlite3_errmsg(db), *colon = strstr(text, ": ");
    const char *name = colon ? colon + 2 : text, *dot = column ? strrchr(name, '.') : NULL;

    return dot ? dot + 1 : name;
}

static bool is_id(const struct vg_collection *c, const char *column)
{
    return c->n_key && strcmp(c->fields[c->key[0]].name, column) == 0;
}

static enum vg_status fail_row(struct vg_session *x, const struct vg_collection *c, int code, struct vg_error *err)
{
    sqlite3 *db = conn_of(x)->db;

    switch (sqlite3_extended_errcode(db)) {
    case SQLITE_CONSTRAINT_PRIMARYKEY:
    case SQLITE_CONSTRAINT_ROWID:
        return vg_edit_fail(VG_RULE_ID, c->n_key ? c->fields[c->key[0]].name : "", err);
    case SQLITE_CONSTRAINT_UNIQUE:
        return vg_edit_fail(is_id(c, culprit(db, true)) ? VG_RULE_ID : VG_RULE_UNIQUE, culprit(db, true), err);
    case SQLITE_CONSTRAINT_NOTNULL:
        return vg_edit_fail(VG_RULE_NOT_NULL, culprit(db, true), err);
    case SQLITE_CONSTRAINT_CHECK:
        return vg_edit_fail(VG_RULE_CHECK, culprit(db, false), err);
    case SQLITE_CONSTRAINT_FOREIGNKEY:
        return vg_edit_fail(VG_RULE_REFERENCE, "", err);
    case SQLITE_CONSTRAINT_TRIGGER:
        return vg_edit_fail(VG_RULE_TRIGGER, sqlite3_errmsg(db), err);
    default:
        return vg_gpkg_fail(conn_of(x), code, err);
    }
}

/* --- statements ----------------------------------------------------------------------------------- */

static enum vg_status bind_blob(sqlite3_stmt *st, int at, const struct vg_sql *sql, struct vg_geom g, struct vg_error *err)
{
    VG_AUTO(vg_buf_finish) struct vg_buf blob;
    struct vg_geom_info info;
    enum vg_status r = vg_geom_check(g, &info, err);

    if (r != VG_OK)
        return r;
    vg_buf_init(&blob, MAX_BLOB);
    vg_gpkg_put_blob(&blob, g, &info, sql->table->srid);
    r = vg_buf_check(&blob, err);
    if (r == VG_OK && sqlite3_bind_blob64(st, at, blob.ptr, blob.len, SQLITE_TRANSIENT) != SQLITE_OK)
        r = vg_fail(err, VG_NO_MEMORY, "", "out of memory");
    return r;
}

static enum vg_status bind_all(sqlite3_stmt *st, const struct vg_sql *sql, struct vg_error *err)
{
    enum vg_status r = VG_OK;

    for (size_t i = 0; r == VG_OK && i < sql->n_params; i++) {
        const struct vg_sql_param *p = &sql->params[i];
        if (p->shape)
            r = bind_blob(st, (int)i + 1, sql, p->shape->geom, err);
        else if (!vg_gpkg_bind(st, (int)i + 1, &p->value))
            r = vg_fail(err, VG_BAD_INPUT, p->field >= 0 ? sql->collection->fields[p->field].name : "",
                        "a date outside the years 0 to 9999");
    }
    return r;
}

static void read_key(sqlite3_stmt *st, const struct vg_collection *c, struct vg_arena *a, struct vg_value *key)
{
    for (int i = 0; i < (c->n_key ? c->n_key : 1); i++) {
        vg_gpkg_value(st, i, c->n_key ? c->fields[c->key[i]].type : VG_T_INT, &key[i]);
        if (key[i].kind == VG_V_TEXT)
            key[i].text = vg_arena_str(a, key[i].text);
    }
}

enum vg_status vg_gpkg_edit_run(struct vg_session *x, struct vg_sql *sql, struct vg_value *key, bool *found,
                                struct vg_error *err)
{
    struct vg_gpkg_conn *c = conn_of(x);
    sqlite3_stmt *st;
    bool is_query;

    vg_gpkg_set_deadline(c, vg_store_deadline(x->store, 0, &is_query));
    enum vg_status r = vg_gpkg_prepare(c, (struct vg_str){sql->text.ptr, sql->text.len}, &st, err);
    if (r != VG_OK)
        return r;
    r = bind_all(st, sql, err);
    int code = r == VG_OK ? sqlite3_step(st) : SQLITE_OK;
    *found = code == SQLITE_ROW;
    if (*found)
        read_key(st, sql->collection, x->arena, key);
    while (code == SQLITE_ROW)
        code = sqlite3_step(st);
    if (r == VG_OK && code != SQLITE_DONE)
        r = c->timed_out ? vg_store_out_of_time(x->store, false, err) : fail_row(x, sql->collection, code, err);
    vg_gpkg_release(c, st);
    return r;
}

/* Where triggers of ours log for others, they have logged this one, too. */
enum vg_status vg_gpkg_edit_log(struct vg_session *x, const struct vg_collection *c, struct vg_str id,
                                enum vg_change_kind kind, struct vg_error *err)
{
    struct vg_gpkg_session *g = (struct vg_gpkg_session *)x;

    if (!g->log_known)
        g->logs = vg_gpkg_has_table(g->conn->db, "vigie_change") && !vg_gpkg_is_tracked(g->conn->db, c->table->name);
    g->log_known = true;
    return g->logs ? vg_gpkg_log_change(g->conn, c->id, id, kind, err) : VG_OK;
}

enum vg_status vg_gpkg_edit_commit(struct vg_session *x, const struct vg_collection *c, const struct vg_edit_done *done,
                                   struct vg_error *err)
{
    struct vg_gpkg_conn *conn = conn_of(x);
    const char *table = c->table->name;
    enum vg_status r = VG_OK;

    vg_gpkg_set_deadline(conn, 0);
    if (done->changed && !vg_bbox_is_none(&done->box))
        r = vg_gpkg_record_extent(conn->db, table, &done->box, err);
    if (r == VG_OK && done->changed)
        r = vg_gpkg_record_change(conn->db, table, err);
    if (r != VG_OK)
        return r;
    sqlite3_stmt *st;
    r = vg_gpkg_prepare(conn, VG_STR("commit"), &st, err);
    if (r != VG_OK)
        return r;
    int code = sqlite3_step(st);
    if (code != SQLITE_DONE)
        r = fail_row(x, c, code, err); /* rules that are looked at last */
    vg_gpkg_release(conn, st);
    return r;
}
