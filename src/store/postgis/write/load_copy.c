/* load_copy.c — rows as COPY BINARY: signature, then for each row the number of fields and each field's
 * length and bytes, all big-endian (PostgreSQL's manual, COPY, "Binary Format"). */
#include <poll.h>

#include "load.h"

/* Sent to the server in pieces of about this size. */
#define CHUNK_BYTES ((size_t)128 << 10)
/* One row: PostgreSQL's own bound on a value is 1 GB. */
#define MAX_ROW_BYTES ((size_t)1 << 30)

static const char signature[] = "PGCOPY\n\377\r\n\0\0\0\0\0\0\0\0"; /* and 8 bytes of flags and extension */

static enum vg_status put_names(struct vg_pg_loader *l, struct vg_buf *b, struct vg_error *err)
{
    const struct vg_collection *c = l->c;
    int n = 0;
    vg_buf_printf(b, "copy %s (", l->loading);
    if (l->fid)
        vg_buf_printf(b, "%s%s", n++ ? ", " : "", vg_sql_quote(l->arena, l->fid));
    for (size_t i = 0; i < c->n_fields; i++)
        vg_buf_printf(b, "%s%s", n++ ? ", " : "", vg_sql_quote(l->arena, c->fields[i].name));
    if (l->geometry)
        vg_buf_printf(b, "%s%s", n++ ? ", " : "", vg_sql_quote(l->arena, l->geometry));
    /* Rows of a table made in this transaction may be written as everybody's at once. */
    vg_buf_printf(b, ") from stdin (format binary%s)", l->mode == VG_LOAD_APPEND ? "" : ", freeze");
    enum vg_status r = vg_arena_check(l->arena, err);
    return r == VG_OK ? vg_buf_check(b, err) : r;
}

enum vg_status vg_pg_copy_begin(struct vg_pg_loader *l, struct vg_error *err)
{
    VG_AUTO(vg_buf_finish) struct vg_buf sql;
    vg_buf_init(&sql, 16 << 20);
    enum vg_status r = put_names(l, &sql, err);
    if (r != VG_OK)
        return r;
    VG_AUTO(vg_pg_clearp) PGresult *got = PQexec(l->conn->pq, sql.ptr);
    if (PQresultStatus(got) != PGRES_COPY_IN)
        return vg_pg_load_fail(l, got, err);
    l->copying = true;
    vg_buf_init(&l->rows, MAX_ROW_BYTES + CHUNK_BYTES);
    vg_buf_init(&l->shape, MAX_ROW_BYTES);
    vg_buf_add(&l->rows, signature, sizeof signature); /* its NUL is the 19th byte */
    return vg_buf_check(&l->rows, err);
}

/* -------------------------------------------------------------------------------------------- rows */

static enum vg_status put_geometry(struct vg_pg_loader *l, struct vg_geom geom, struct vg_error *err)
{
    if (!geom.wkb) {
        vg_pg_put32(&l->rows, UINT32_MAX);
        return VG_OK;
    }
    enum vg_status r = vg_geom_iso(geom, &l->shape, &geom, err);
    if (r != VG_OK)
        return r;
    size_t at = l->rows.len;
    vg_pg_put32(&l->rows, 0);
    vg_pg_put_ewkb(&l->rows, geom, l->srid);
    if (!l->rows.failed)
        vg_pg_set32(l->rows.ptr + at, (uint32_t)(l->rows.len - at - 4));
    return VG_OK;
}

static bool is_text(const struct vg_value *v)
{
    return v->kind == VG_V_TEXT || v->kind == VG_V_JSON || v->kind == VG_V_NUMBER;
}

static enum vg_status put_value(struct vg_pg_loader *l, size_t i, const struct vg_value *v, struct vg_error *err)
{
    const struct vg_field *f = &l->c->fields[i];
    size_t at = l->rows.len, bad_at;
    if (v->kind == VG_V_NULL) {
        bool key = l->c->n_key == 1 && l->c->key[0] == (int)i;
        vg_pg_put32(&l->rows, UINT32_MAX);
        if (key)
            return vg_fail(err, VG_BAD_INPUT, f->name, "the field '%s' is the id and must not be null", f->name);
        return f->nullable ? VG_OK : vg_fail(err, VG_BAD_INPUT, f->name, "the field '%s' must not be null", f->name);
    }
    if (is_text(v) && !vg_utf8_valid(v->text, &bad_at))
        return vg_fail(err, VG_BAD_INPUT, f->name, "the field '%s' is not UTF-8 at byte %zu", f->name, bad_at + 1);
    vg_pg_put32(&l->rows, 0);
    if (!vg_pg_encode(&l->rows, l->types[i], v))
        return vg_fail(err, VG_BAD_INPUT, f->name, "a value of the field '%s' does not fit its column", f->name);
    if (!l->rows.failed)
        vg_pg_set32(l->rows.ptr + at, (uint32_t)(l->rows.len - at - 4));
    return VG_OK;
}

static void put_fid(struct vg_pg_loader *l, int64_t fid)
{
    if (fid < 0)
        fid = l->next_fid;
    if (fid >= l->next_fid)
        l->next_fid = fid + 1;
    vg_pg_put32(&l->rows, 8);
    vg_pg_put64(&l->rows, (uint64_t)fid);
}

/* The server tells of a faulty row as soon as it meets it: the rest need not be sent. */
static enum vg_status send_rows(struct vg_pg_loader *l, struct vg_error *err)
{
    enum vg_status r = vg_buf_check(&l->rows, err);
    if (r != VG_OK)
        return r;
    struct pollfd f = {PQsocket(l->conn->pq), POLLIN, 0};
    if (PQputCopyData(l->conn->pq, l->rows.ptr, (int)l->rows.len) != 1)
        return vg_pg_load_fail(l, NULL, err);
    vg_buf_clear(&l->rows);
    return poll(&f, 1, 0) > 0 ? vg_pg_copy_end(l, err) : VG_OK;
}

enum vg_status vg_pg_copy_row(struct vg_pg_loader *l, int64_t fid, const struct vg_value *values, struct vg_geom geom,
                              struct vg_error *err)
{
    size_t start = l->rows.len, n = l->c->n_fields;
    enum vg_status r = VG_OK;
    if (!l->copying)
        return vg_fail(err, VG_BUG, "", "a load that failed goes on");
    vg_pg_put16(&l->rows, (uint16_t)(n + (l->fid != NULL) + (l->geometry != NULL)));
    if (l->fid)
        put_fid(l, fid);
    for (size_t i = 0; r == VG_OK && i < n; i++)
        r = put_value(l, i, &values[i], err);
    if (r == VG_OK && l->geometry)
        r = put_geometry(l, geom, err);
    if (r != VG_OK) {
        l->rows.len = start; /* the row may be mended or left out, and the load go on */
        return r;
    }
    l->n_rows++;
    return l->rows.len >= CHUNK_BYTES ? send_rows(l, err) : vg_buf_check(&l->rows, err);
}

enum vg_status vg_pg_copy_end(struct vg_pg_loader *l, struct vg_error *err)
{
    if (!l->copying)
        return VG_OK;
    l->copying = false;
    vg_pg_put16(&l->rows, UINT16_MAX); /* the trailer */
    enum vg_status r = vg_buf_check(&l->rows, err);
    if (r != VG_OK)
        return r;
    if (PQputCopyData(l->conn->pq, l->rows.ptr, (int)l->rows.len) != 1 || PQputCopyEnd(l->conn->pq, NULL) != 1)
        return vg_pg_load_fail(l, NULL, err);
    vg_buf_clear(&l->rows);
    VG_AUTO(vg_pg_clearp) PGresult *got = PQgetResult(l->conn->pq);
    PGresult *more;
    while ((more = PQgetResult(l->conn->pq)))
        PQclear(more);
    return PQresultStatus(got) == PGRES_COMMAND_OK ? VG_OK : vg_pg_load_fail(l, got, err);
}
