/* Sessions, cursors and counts of the GeoPackage store. */
#include "../values/bind.h"
#include "read.h"
#include "walk.h"

static struct vg_gpkg_store *store_of(const struct vg_session *x)
{
    return (struct vg_gpkg_store *)x->store;
}

static struct vg_gpkg_conn *conn_of(const struct vg_session *x)
{
    return ((const struct vg_gpkg_session *)x)->conn;
}

/* --- sessions ------------------------------------------------------------------------------------- */

enum vg_status vg_gpkg_session_begin(struct vg_session *base, struct vg_error *err)
{
    struct vg_gpkg_session *x = (struct vg_gpkg_session *)base;
    enum vg_status r = vg_gpkg_take(store_of(base), &x->conn, err);

    if (r != VG_OK || !base->snapshot)
        return r;
    r = vg_gpkg_run(x->conn, VG_STR("begin"), err);
    if (r != VG_OK)
        vg_gpkg_give(store_of(base), x->conn, true);
    return r;
}

void vg_gpkg_session_end(struct vg_session *base)
{
    struct vg_gpkg_conn *c = conn_of(base);
    bool broken = false;

    vg_gpkg_set_deadline(c, 0);
    if (!sqlite3_get_autocommit(c->db))
        broken = vg_gpkg_run(c, VG_STR("commit"), NULL) != VG_OK;
    vg_gpkg_give(store_of(base), c, broken);
}

/* --- statements ----------------------------------------------------------------------------------- */

static bool bind_one(sqlite3_stmt *st, int at, const struct vg_sql_param *p, struct vg_gpkg_found *found)
{
    if (p->found)
        return sqlite3_bind_pointer(st, at, found, VG_GPKG_FOUND_TYPE, NULL) == SQLITE_OK;
    if (p->shape)
        return sqlite3_bind_pointer(st, at, (void *)(uintptr_t)p->shape, "vg_shape", NULL) == SQLITE_OK;
    return vg_gpkg_bind(st, at, &p->value);
}

static enum vg_status prepare(struct vg_gpkg_conn *c, struct vg_sql *sql, struct vg_gpkg_found *found,
                              sqlite3_stmt **out, struct vg_error *err)
{
    enum vg_status r = vg_gpkg_prepare(c, (struct vg_str){sql->text.ptr, sql->text.len}, out, err);

    for (size_t i = 0; r == VG_OK && i < sql->n_params; i++) {
        if (!bind_one(*out, (int)i + 1, &sql->params[i], found))
            r = vg_fail(err, VG_BAD_INPUT, "", "a date to compare with lies outside the years 0 to 9999");
    }
    return r;
}

static enum vg_status step(struct vg_session *x, sqlite3_stmt *st, bool deadline_is_query, struct vg_error *err)
{
    struct vg_gpkg_conn *c = conn_of(x);
    int code = sqlite3_step(st);

    if (code == SQLITE_ROW)
        return VG_OK;
    if (code == SQLITE_DONE)
        return VG_END;
    if (c->timed_out)
        return vg_store_out_of_time(x->store, deadline_is_query, err);
    return vg_gpkg_fail(c, code, err);
}

/* --- cursors -------------------------------------------------------------------------------------- */

static void release(struct vg_gpkg_cursor *c)
{
    vg_gpkg_release(conn_of(c->base.session), c->st);
    c->st = NULL;
    vg_sql_finish(&c->sql);
    vg_gpkg_found_free(&c->found);
}

static enum vg_status ask(struct vg_gpkg_cursor *c, enum vg_walk walk, struct vg_error *err)
{
    const struct vg_query *q = c->base.query;

    vg_sql_init(&c->sql, &vg_gpkg_dialect, q->collection, c->base.session->arena);
    c->sql.window = c->window.on ? &c->window.sql : NULL;
    enum vg_status r = vg_sql_select(&c->sql, q, &c->base.columns, c->part, walk, c->left, err);
    return r == VG_OK ? prepare(conn_of(c->base.session), &c->sql, &c->found, &c->st, err) : r;
}

enum vg_status vg_gpkg_cursor_start(struct vg_cursor *base, enum vg_part part, int64_t limit, struct vg_error *err)
{
    struct vg_gpkg_cursor *c = (struct vg_gpkg_cursor *)base;
    struct vg_gpkg_conn *conn = conn_of(base->session);
    const struct vg_query *q = base->query;

    release(c);
    vg_gpkg_set_deadline(conn, base->deadline_ms);
    c->part = part;
    c->left = limit;
    enum vg_walk walk = VG_WALK_ORDER;
    if (!q->keys)
        walk = vg_gpkg_walk(conn, q, limit, &c->found);
    else if (!vg_gpkg_found_of(q->keys, q->n_keys, &c->found))
        return vg_fail(err, VG_NO_MEMORY, "", "there is no memory left");
    c->window.on = false;
    if (walk == VG_WALK_ORDER && !q->keys)
        vg_gpkg_window_begin(conn, q, part, limit, &c->window);
    return ask(c, walk, err);
}

/* One row; where a window has no more, of the next one. */
static enum vg_status step_on(struct vg_gpkg_cursor *c, struct vg_error *err)
{
    struct vg_session *x = c->base.session;
    enum vg_status r = step(x, c->st, c->base.deadline_is_query, err);

    while (r == VG_END && c->left != 0 && vg_gpkg_window_next(conn_of(x), c->base.query, &c->window)) {
        release(c);
        r = ask(c, VG_WALK_ORDER, err);
        if (r == VG_OK)
            r = step(x, c->st, c->base.deadline_is_query, err);
    }
    c->left -= r == VG_OK && c->left > 0;
    return r;
}

static void read_geometry(struct vg_gpkg_cursor *c, int column, const char **broken)
{
    struct vg_gpkg_blob blob;
    sqlite3_value *v = sqlite3_column_value(c->st, column);

    switch (sqlite3_value_type(v)) {
    case SQLITE_NULL:
        return;
    case SQLITE_BLOB:
        break;
    default:
        *broken = "it is no blob";
        return;
    }
    const void *bytes = sqlite3_value_blob(v);
    *broken = vg_gpkg_blob_read(bytes, (size_t)sqlite3_value_bytes(v), &blob);
    if (!*broken)
        c->base.geom = blob.geom;
}

static void read_form(struct vg_gpkg_cursor *c, int column)
{
    struct vg_feature *f = &c->base.feature;

    f->form = f->form_type = (struct vg_str){0};
    if (sqlite3_column_type(c->st, column) == SQLITE_NULL)
        return;
    f->form.ptr = sqlite3_column_blob(c->st, column);
    f->form.len = (size_t)sqlite3_column_bytes(c->st, column);
    if (!f->form.ptr)
        f->form = VG_STR("");
    if (!c->base.columns.form_type)
        return;
    f->form_type.ptr = (const char *)sqlite3_column_text(c->st, column + 1);
    f->form_type.len = (size_t)sqlite3_column_bytes(c->st, column + 1);
}

enum vg_status vg_gpkg_cursor_row(struct vg_cursor *base, const char **broken, struct vg_error *err)
{
    struct vg_gpkg_cursor *c = (struct vg_gpkg_cursor *)base;
    const struct vg_columns *k = &base->columns;
    const struct vg_field *fields = base->query->collection->fields;
    enum vg_status r = step_on(c, err);

    if (r != VG_OK)
        return r;
    for (size_t i = 0; i < k->n; i++) {
        int field = k->list[i].field;
        enum vg_type type = field == VG_ROWID ? VG_T_INT : fields[field].type;
        if (k->list[i].raw)
            vg_gpkg_value_raw(c->st, (int)i, type, &base->values[i]);
        else
            vg_gpkg_value(c->st, (int)i, type, &base->values[i]);
    }
    if (k->geometry)
        read_geometry(c, (int)k->n, broken);
    if (k->form)
        read_form(c, (int)k->n + k->geometry);
    return VG_OK;
}

void vg_gpkg_cursor_close(struct vg_cursor *base)
{
    release((struct vg_gpkg_cursor *)base);
}

/* Dates are ordered as texts, moments as what vigie_us() makes of them: a page token must hold them as they compare. */
bool vg_gpkg_sorts_raw(const struct vg_collection *c, int field)
{
    switch (c->fields[field].type) {
    case VG_T_INT:
    case VG_T_TEXT:
    case VG_T_DOUBLE:
        return false;
    default:
        return true;
    }
}

/* --- counts --------------------------------------------------------------------------------------- */

enum vg_status vg_gpkg_count(struct vg_session *x, const struct vg_query *q, int64_t max, int64_t *out,
                             struct vg_error *err)
{
    struct vg_gpkg_conn *conn = conn_of(x);
    struct vg_gpkg_found found = {0};
    struct vg_sql sql;
    sqlite3_stmt *st = NULL;
    bool is_query;

    vg_sql_init(&sql, &vg_gpkg_dialect, q->collection, x->arena);
    vg_gpkg_set_deadline(conn, vg_store_deadline(x->store, q->deadline_ms, &is_query));
    enum vg_walk walk = vg_gpkg_walk_to_count(conn, q, max, &found);
    enum vg_status r = vg_sql_count(&sql, q, walk, max, err);
    if (r == VG_OK)
        r = prepare(conn, &sql, &found, &st, err);
    if (r == VG_OK)
        r = step(x, st, is_query, err);
    if (r == VG_OK) {
        int64_t n = sqlite3_column_int64(st, 0) + found.n_counted;
        *out = max > 0 && n > max ? max + 1 : n;
    }
    vg_gpkg_release(conn, st);
    vg_sql_finish(&sql);
    vg_gpkg_found_free(&found);
    return r;
}

/* --- groups --------------------------------------------------------------------------------------- */

enum vg_status vg_gpkg_aggregate(struct vg_session *x, struct vg_groups *g, struct vg_error *err)
{
    const struct vg_query *q = g->asked->query;
    struct vg_value row[VG_MAX_GROUP_FIELDS + VG_MAX_MEASURES];
    struct vg_gpkg_conn *conn = conn_of(x);
    struct vg_gpkg_found found = {0};
    struct vg_sql sql;
    sqlite3_stmt *st = NULL;
    bool is_query;

    vg_sql_init(&sql, &vg_gpkg_dialect, q->collection, x->arena);
    vg_gpkg_set_deadline(conn, vg_store_deadline(x->store, q->deadline_ms, &is_query));
    enum vg_walk walk = vg_gpkg_walk(conn, q, -1, &found);
    enum vg_status r = vg_sql_aggregate(&sql, g->asked, walk, err);
    if (r == VG_OK)
        r = prepare(conn, &sql, &found, &st, err);
    while (r == VG_OK && (r = step(x, st, is_query, err)) == VG_OK) {
        for (int i = 0; i < g->n_columns; i++)
            vg_gpkg_value(st, i, g->types[i], &row[i]);
        vg_groups_keep(g, row);
    }
    vg_gpkg_release(conn, st);
    vg_sql_finish(&sql);
    vg_gpkg_found_free(&found);
    return r == VG_END ? VG_OK : r;
}
