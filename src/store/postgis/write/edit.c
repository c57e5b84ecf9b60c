/* edit.c — edits of PostgreSQL: a transaction on a connection to the primary.
 *
 * READ COMMITTED: the item is locked first and read afterwards, so what is read is what is there, however long another
 * transaction held it.  A COMMIT whose answer is lost with the connection is told as VG_UNAVAILABLE: it may have come about. */
#include "../pg.h"

static const char begin_sql[] =
    "begin isolation level read committed read write;"
    "set local lock_timeout = %d;"
    "select set_config('vigie.logged', 'on', true);"
    /* What is acknowledged is on the disk, also where the database is content with less. */
    "select set_config('synchronous_commit', 'on', true) where current_setting('synchronous_commit') = 'off'";

static struct vg_pg_store *store_of(struct vg_session *x)
{
    return (struct vg_pg_store *)x->store;
}

static enum vg_status begin_once(struct vg_pg_session *x, bool *lost, struct vg_error *err)
{
    struct vg_pg_store *s = store_of(&x->base);
    char sql[sizeof begin_sql + 16];
    int wait_ms = s->base.options.wait_ms;
    void *conn;
    enum vg_status r = vg_pool_take(s->writers, 0, &conn, err);

    *lost = false;
    if (r != VG_OK)
        return r;
    x->conn = conn;
    snprintf(sql, sizeof sql, begin_sql, wait_ms > 0 ? wait_ms : 1);
    r = vg_pg_run(x->conn, sql, err);
    if (r == VG_OK)
        return r;
    *lost = x->conn->lost;
    vg_pool_give(s->writers, x->conn, true);
    x->conn = NULL;
    return r;
}

/* A connection that has died since it was used last is replaced: nothing has been done on it. */
enum vg_status vg_pg_edit_begin(struct vg_session *base, struct vg_error *err)
{
    struct vg_pg_session *x = (struct vg_pg_session *)base;
    struct vg_error why = vg_pg_apart(err);
    bool lost;
    enum vg_status r = begin_once(x, &lost, &why);

    if (r != VG_OK && lost)
        r = begin_once(x, &lost, &why);
    x->begun = true; /* from here on it stays on this connection */
    return r == VG_OK ? VG_OK : vg_fail(err, r, why.where, "%s", why.text);
}

void vg_pg_edit_end(struct vg_session *base)
{
    struct vg_pg_session *x = (struct vg_pg_session *)base;
    bool broken = x->conn->broken;

    if (!broken && PQtransactionStatus(x->conn->pq) != PQTRANS_IDLE)
        broken = vg_pg_run(x->conn, "rollback", NULL) != VG_OK;
    vg_pool_give(store_of(base)->writers, x->conn, broken || x->conn->broken);
}

/* --- failures ------------------------------------------------------------------------------------- */

/* "Key (code)=(75056) already exists.", in whatever language: what stands between " (" and ")=(" */
static struct vg_str columns_in(const char *detail)
{
    const char *to = strstr(detail, ")=("), *from = to ? memchr(detail, '(', (size_t)(to - detail)) : NULL;

    return from ? (struct vg_str){from + 1, (size_t)(to - from - 1)} : (struct vg_str){0};
}

static enum vg_status fail_unique(const struct vg_collection *c, const struct vg_pg_fault *f, struct vg_error *err)
{
    struct vg_str columns = columns_in(f->detail);
    char name[sizeof f->detail];

    if (columns.len > 2 && columns.ptr[0] == '"' && columns.ptr[columns.len - 1] == '"')
        columns = (struct vg_str){columns.ptr + 1, columns.len - 2};
    snprintf(name, sizeof name, "%.*s", (int)columns.len, columns.ptr ? columns.ptr : "");
    const char *first = c->n_key ? c->fields[c->key[0]].name : "";
    if (c->n_key == 1 ? !strcmp(name, first) : c->n_key > 1 && strchr(name, ','))
        return vg_edit_fail(VG_RULE_ID, first, err);
    return vg_edit_fail(VG_RULE_UNIQUE, *name ? name : f->constraint, err);
}

static enum vg_status fail_row(const struct vg_pg_conn *conn, const struct vg_collection *c, enum vg_status r,
                               const struct vg_error *why, struct vg_error *err)
{
    const struct vg_pg_fault *f = &conn->fault;

    if (!strcmp(f->state, "23505"))
        return fail_unique(c, f, err);
    if (!strcmp(f->state, "23502"))
        return vg_edit_fail(VG_RULE_NOT_NULL, f->column, err);
    if (!strcmp(f->state, "23503"))
        return vg_edit_fail(VG_RULE_REFERENCE, "", err);
    if (!strcmp(f->state, "23514") || !strcmp(f->state, "23P01"))
        return vg_edit_fail(VG_RULE_CHECK, f->constraint, err);
    if (!strncmp(f->state, "P0", 2))
        return vg_edit_fail(VG_RULE_TRIGGER, f->text, err);
    if (!strncmp(f->state, "22", 2) || !strcmp(f->state, "428C9"))
        return vg_fail(err, VG_BAD_INPUT, f->column, "a value does not fit its column: %s", f->text);
    if (!strcmp(f->state, "55000"))
        return vg_fail(err, VG_FORBIDDEN, "", "the store lets nobody write this: %s", f->text);
    return vg_fail(err, r, why->where, "%s", why->text);
}

/* --- statements ----------------------------------------------------------------------------------- */

static enum vg_status read_key(const PGresult *r, const struct vg_collection *c, struct vg_arena *a, struct vg_value *key,
                               struct vg_error *err)
{
    for (int i = 0; i < c->n_key; i++) {
        vg_pg_decode *decode = vg_pg_decoder(PQftype(r, i));
        if (!decode || PQgetisnull(r, 0, i) ||
            !decode((const unsigned char *)PQgetvalue(r, 0, i), PQgetlength(r, 0, i), a, &key[i]))
            return vg_fail(err, VG_UNAVAILABLE, "", "the database gave a value that cannot be read");
        if (key[i].kind == VG_V_TEXT)
            key[i].text = vg_arena_str(a, key[i].text);
    }
    return VG_OK;
}

enum vg_status vg_pg_edit_run(struct vg_session *base, struct vg_sql *sql, struct vg_value *key, bool *found,
                              struct vg_error *err)
{
    struct vg_pg_session *x = (struct vg_pg_session *)base;
    struct vg_error why = vg_pg_apart(err);
    VG_AUTO(vg_pg_clearp) PGresult *got = NULL;
    struct vg_pg_params params;
    bool spatial;
    enum vg_status r = vg_pg_bind(sql, x->conn->geometry, &params, &spatial, err);

    if (r != VG_OK)
        return r;
    memset(&x->conn->fault, 0, sizeof x->conn->fault);
    r = vg_pg_ask(x->conn, sql->text.ptr, &params, VG_PG_WHOLE, 0, &got, &why);
    if (r != VG_OK)
        return fail_row(x->conn, sql->collection, r, &why, err);
    *found = PQntuples(got) > 0;
    return *found ? read_key(got, sql->collection, base->arena, key, err) : VG_OK;
}

/* Asked once an edit: a statement that fails would end the transaction. */
static enum vg_status has_log(struct vg_pg_session *x, bool *out, struct vg_error *err)
{
    VG_AUTO(vg_pg_clearp) PGresult *r = NULL;
    enum vg_status st = VG_OK;

    if (!x->log_known) {
        st = vg_pg_ask(x->conn, "select to_regclass('vigie.change') is not null", NULL, VG_PG_WHOLE, 0, &r, err);
        x->has_log = st == VG_OK && *PQgetvalue(r, 0, 0) != 0;
        x->log_known = st == VG_OK;
    }
    *out = x->has_log;
    return st;
}

enum vg_status vg_pg_edit_log(struct vg_session *base, const struct vg_collection *c, struct vg_str id,
                              enum vg_change_kind kind, struct vg_error *err)
{
    struct vg_pg_session *x = (struct vg_pg_session *)base;
    bool there = false;
    enum vg_status r = has_log(x, &there, err);

    return r == VG_OK && there ? vg_pg_log_change(x->conn, c->id, id, kind, err) : r;
}

enum vg_status vg_pg_edit_commit(struct vg_session *base, const struct vg_collection *c, const struct vg_edit_done *done,
                                 struct vg_error *err)
{
    struct vg_pg_session *x = (struct vg_pg_session *)base;
    struct vg_error why = vg_pg_apart(err);

    (void)done; /* boxes and times are found in the table itself */
    memset(&x->conn->fault, 0, sizeof x->conn->fault);
    enum vg_status r = vg_pg_run(x->conn, "commit", &why);
    if (r != VG_OK)
        return fail_row(x->conn, c, r, &why, err); /* deferred rules are looked at last */
    vg_pg_note_write(store_of(base), x->conn);
    return VG_OK;
}
