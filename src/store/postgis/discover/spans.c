/* spans.c — what only rows can tell of a collection: from when to when it reaches, and whether geometries
 * are missing.
 *
 * Asked only where an index or few rows tell it, all in one statement.  What cannot be found out stays
 * unknown, or as the planner's statistics have it: start-up must not look through large tables. */
#include "discover.h"

#define MAX_SQL (64u << 20)

/* 0000-01-01 and the end of 9999-12-31: what can be written as a date. */
#define FIRST_US INT64_C(-62167219200000000)
#define LAST_US INT64_C(253402300799999999)

/* Up to so many rows a look for a missing geometry takes about a millisecond. */
#define FEW_ROWS 20000

static int end_of(const struct vg_collection *c)
{
    return c->time_end >= 0 ? c->time_end : c->time_start;
}

static bool wants_span(const struct vg_collection *c)
{
    if (c->time_start < 0)
        return false;
    return c->small || (c->fields[c->time_start].indexed && c->fields[end_of(c)].indexed);
}

/* Those of small tables were counted already. */
static bool wants_nulls(const struct vg_collection *c)
{
    const struct vg_pg_table *t = vg_pg_table_of(c->table);
    return c->geom_name && !c->small && !c->geom_nulls && !t->never_null && c->estimate >= 0 && c->estimate <= FEW_ROWS;
}

/* A view is asked on its own: it may fail. */
static bool is_view(const struct vg_collection *c)
{
    char kind = vg_pg_table_of(c->table)->kind;
    return kind == 'v' || kind == 'f';
}

static void put_question(struct vg_buf *b, const struct vg_collection *c, size_t i)
{
    const struct vg_table *t = c->table;
    vg_buf_printf(b, "%sselect %zu::int4", b->len ? " union all " : "", i);
    if (wants_span(c))
        vg_buf_printf(b, ", (select min(t.%s) from %s t)::timestamptz, (select max(t.%s) from %s t)::timestamptz",
                      t->columns[c->time_start], t->from, t->columns[end_of(c)], t->from);
    else
        VG_BUF_LIT(b, ", null::timestamptz, null::timestamptz");
    if (wants_nulls(c))
        vg_buf_printf(b, ", exists (select from %s t where t.%s is null)", t->from, t->geometry);
    else
        VG_BUF_LIT(b, ", false");
}

static bool read_bound(const PGresult *r, int row, int column, int64_t *out)
{
    struct vg_value v;
    if (PQgetisnull(r, row, column) ||
        !vg_pg_decoder(VG_PG_TIMESTAMPTZ)((const unsigned char *)PQgetvalue(r, row, column), PQgetlength(r, row, column),
                                          NULL, &v) ||
        v.integer < FIRST_US || v.integer > LAST_US)
        return false;
    *out = v.integer;
    return true;
}

static void read_answer(const PGresult *r, int row, struct vg_collection *c)
{
    c->interval.has_start = read_bound(r, row, 1, &c->interval.start_us);
    c->interval.has_end = read_bound(r, row, 2, &c->interval.end_us);
    if (c->interval.has_end && c->fields[end_of(c)].type == VG_T_DATE)
        c->interval.end_us += VG_US_PER_DAY - 1;
    c->has_interval = c->interval.has_start || c->interval.has_end;
    c->geom_nulls |= *PQgetvalue(r, row, 3) != 0;
}

/* Empties sql.  Only a lost connection is a failure. */
static enum vg_status ask(struct vg_pg_conn *conn, struct vg_buf *sql, struct vg_collection **collections,
                          struct vg_error *err)
{
    VG_AUTO(vg_pg_clearp) PGresult *r = NULL;
    struct vg_error why = vg_pg_apart(err);
    if (!sql->len)
        return VG_OK;
    enum vg_status st = vg_buf_check(sql, &why);
    if (st == VG_OK)
        st = vg_pg_ask(conn, sql->ptr, NULL, VG_PG_WHOLE, 0, &r, &why);
    vg_buf_clear(sql);
    for (int i = 0; st == VG_OK && i < PQntuples(r); i++) {
        uint32_t of = vg_pg_get32((const unsigned char *)PQgetvalue(r, i, 0));
        read_answer(r, i, collections[of]);
    }
    return conn->broken ? vg_fail(err, why.kind, why.where, "%s", why.text) : VG_OK;
}

enum vg_status vg_pg_measure_spans(struct vg_pg_conn *conn, struct vg_collection **collections, size_t n,
                                   struct vg_error *err)
{
    VG_AUTO(vg_buf_finish) struct vg_buf sql;
    vg_buf_init(&sql, MAX_SQL);
    for (size_t i = 0; i < n; i++)
        if ((wants_span(collections[i]) || wants_nulls(collections[i])) && !is_view(collections[i]))
            put_question(&sql, collections[i], i);
    enum vg_status r = ask(conn, &sql, collections, err);
    for (size_t i = 0; r == VG_OK && i < n; i++) {
        if (!wants_span(collections[i]) || !is_view(collections[i]))
            continue;
        put_question(&sql, collections[i], i);
        r = ask(conn, &sql, collections, err);
    }
    return r;
}
