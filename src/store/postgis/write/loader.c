/* loader.c — a load: one connection, one transaction, and the words for what may go wrong. */
#include <stdarg.h>
#include <stdlib.h>

#include "load.h"

#define MAX_LOADER_BYTES (64u << 20) /* names and statements of one table */

/* ------------------------------------------------------------------------------------------- asking */

/* "Key (code)=(75056) already exists." in whatever language: what stands between ")=(" and the last ")". */
static struct vg_str id_in(const char *detail)
{
    const char *from = detail ? strstr(detail, ")=(") : NULL;
    const char *to = from ? strrchr(from, ')') : NULL;
    return to ? (struct vg_str){from + 3, (size_t)(to - from - 3)} : (struct vg_str){0};
}

enum vg_status vg_pg_load_fail(struct vg_pg_loader *l, const PGresult *r, struct vg_error *err)
{
    const char *code = r ? PQresultErrorField(r, PG_DIAG_SQLSTATE) : NULL;
    const char *field = l->fid ? l->fid : l->c->n_key ? l->c->fields[l->c->key[0]].name : "";
    struct vg_str id = id_in(r ? PQresultErrorField(r, PG_DIAG_MESSAGE_DETAIL) : NULL);
    if (!code)
        return vg_pg_fail(l->conn, r, err);
    if (!strcmp(code, "23505") && id.ptr)
        return vg_fail(err, VG_CONFLICT, field, "the id '%.*s' is there already", (int)(id.len < 100 ? id.len : 100), id.ptr);
    if (!strcmp(code, "2BP01"))
        return vg_fail(err, VG_CONFLICT, "", "the table '%s' cannot be replaced: views or other tables need it", l->c->id);
    if (!strncmp(code, "22", 2) || !strncmp(code, "23", 2)) {
        char text[160], where[80];
        const char *context = PQresultErrorField(r, PG_DIAG_CONTEXT);
        vg_pg_flatten(text, sizeof text, PQresultErrorField(r, PG_DIAG_MESSAGE_PRIMARY));
        vg_pg_flatten(where, sizeof where, context ? context : "");
        return vg_fail(err, VG_BAD_INPUT, "", "the database does not take a row: %s (%s)", text, where);
    }
    return vg_pg_fail(l->conn, r, err);
}

enum vg_status vg_pg_load_ask(struct vg_pg_loader *l, const char *sql, const char *const *values, int n,
                              const char **out, struct vg_error *err)
{
    if (!sql)
        return vg_arena_check(l->arena, err);
    Oid types[4] = {VG_PG_TEXT, VG_PG_TEXT, VG_PG_TEXT, VG_PG_TEXT};
    VG_AUTO(vg_pg_clearp) PGresult *r = PQexecParams(l->conn->pq, sql, n, types, values, NULL, NULL, 0);
    if (PQresultStatus(r) != PGRES_TUPLES_OK)
        return vg_pg_load_fail(l, r, err);
    *out = PQntuples(r) && !PQgetisnull(r, 0, 0) ? vg_arena_strdup(l->arena, PQgetvalue(r, 0, 0)) : NULL;
    return vg_arena_check(l->arena, err);
}

enum vg_status vg_pg_load_run(struct vg_pg_loader *l, struct vg_error *err, const char *fmt, ...)
{
    char *sql = NULL;
    va_list args;
    va_start(args, fmt);
    int n = vasprintf(&sql, fmt, args);
    va_end(args);
    if (n < 0)
        return vg_fail(err, VG_NO_MEMORY, "", "no memory for a statement");
    VG_AUTO(vg_pg_clearp) PGresult *r = PQexec(l->conn->pq, sql);
    free(sql);
    ExecStatusType s = PQresultStatus(r);
    return s == PGRES_COMMAND_OK || s == PGRES_TUPLES_OK ? VG_OK : vg_pg_load_fail(l, r, err);
}

/* ------------------------------------------------------------------------------------- the operations */

static enum vg_status put(struct vg_loader *base, int64_t fid, const struct vg_value *values, struct vg_geom geom,
                          struct vg_error *err)
{
    return vg_pg_copy_row((struct vg_pg_loader *)base, fid, values, geom, err);
}

static enum vg_status commit(struct vg_loader *base, struct vg_error *err)
{
    struct vg_pg_loader *l = (struct vg_pg_loader *)base;
    enum vg_status r = l->copying ? vg_pg_copy_end(l, err)
                                  : vg_fail(err, VG_BUG, "", "a load that failed cannot be committed");
    if (r == VG_OK)
        r = vg_pg_load_finish(l, err);
    return r == VG_OK ? vg_pg_load_run(l, err, "commit") : r;
}

/* Closing the connection undoes what was not committed. */
static void loader_free(struct vg_loader *base)
{
    struct vg_pg_loader *l = (struct vg_pg_loader *)base;
    vg_pg_disconnect(l->conn);
    vg_buf_finish(&l->rows);
    vg_buf_finish(&l->shape);
    vg_arena_free(l->arena);
    free(l);
}

static const struct vg_loader_ops loader_ops = {.put = put, .commit = commit, .free = loader_free};

static enum vg_status begin(struct vg_pg_loader *l, struct vg_error *err)
{
    enum vg_status r = vg_pg_connect(((struct vg_pg_store *)l->base.store)->primary, &l->conn, err);
    if (r != VG_OK)
        return r;
    l->conn->patient = true;
    /* A lock is waited for a bounded time, the work itself as long as it takes. */
    r = vg_pg_load_run(l, err,
                       "begin; set local statement_timeout = 0; set local lock_timeout = '10s';"
                       " set local maintenance_work_mem = '256MB'; set local max_parallel_maintenance_workers = 2");
    if (r == VG_OK)
        r = vg_pg_load_table(l, err);
    return r == VG_OK ? vg_pg_copy_begin(l, err) : r;
}

enum vg_status vg_pg_loader_begin(struct vg_store *s, const struct vg_collection *c, const struct vg_collection *before,
                                  enum vg_load_mode mode, struct vg_loader **out, struct vg_error *err)
{
    struct vg_pg_loader *l = calloc(1, sizeof *l);
    if (!l)
        return vg_fail(err, VG_NO_MEMORY, "", "no memory for a load");
    l->base = (struct vg_loader){.ops = &loader_ops, .store = s};
    l->c = c;
    l->before = before;
    l->mode = mode;
    l->arena = vg_arena_new(MAX_LOADER_BYTES);
    enum vg_status r = l->arena ? begin(l, err) : vg_fail(err, VG_NO_MEMORY, "", "no memory for a load");
    if (r != VG_OK) {
        loader_free(&l->base);
        return r;
    }
    *out = &l->base;
    return VG_OK;
}
