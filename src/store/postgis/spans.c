/* spans.c — what only rows can tell of a collection: from when to when it reaches, and whether geometries are
 * missing.  Asked of small tables and where an index answers, all in one statement; what goes wrong costs the answers,
 * not the discovery. */
#include "catalog.h"
#include "value.h"

#include "../sql/sql.h"

#define MAX_SQL (16u << 20)

static bool is_cheap(const struct vg_collection *c, int field)
{
    return c->small || c->fields[field].indexed;
}

static void put_bound(struct vg_buf *b, const struct vg_collection *c, const char *function, int field)
{
    const struct vg_table *t = c->table;
    const char *column = t->columns[field];

    if (c->fields[field].type == VG_T_DATE)
        vg_buf_printf(b, ", (select to_char(%s(%s), 'YYYY-MM-DD') from %s)", function, column, t->from);
    else
        vg_buf_printf(b, ", (select to_char(%s(%s)%s, 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"') from %s)", function, column,
                      c->fields[field].type == VG_T_DATETIME ? " at time zone 'UTC'" : "", t->from);
}

static void put_question(struct vg_buf *b, const struct vg_collection *c, size_t i)
{
    const struct vg_table *t = c->table;
    int end = c->time_end >= 0 ? c->time_end : c->time_start;
    bool time = c->time_start >= 0 && is_cheap(c, c->time_start) && is_cheap(c, end);

    vg_buf_printf(b, "%sselect %zu::int4", b->len ? " union all " : "", i);
    if (time) {
        put_bound(b, c, "min", c->time_start);
        put_bound(b, c, "max", end);
    } else {
        VG_BUF_LIT(b, ", null::text, null::text");
    }
    if (c->small || t->spatial_index)
        vg_buf_printf(b, ", exists (select from %s where %s is null)", t->from, t->geometry);
    else
        VG_BUF_LIT(b, ", false");
}

static bool read_bound(const PGresult *r, int row, int column, struct vg_interval *out)
{
    struct vg_str text = {PQgetvalue(r, row, column), (size_t)PQgetlength(r, row, column)};

    return !PQgetisnull(r, row, column) && vg_interval_parse(text, out, NULL) == VG_OK && out->is_instant;
}

static void take_answer(const PGresult *r, int row, struct vg_discovery *d)
{
    uint32_t i = vg_pg_get32((const unsigned char *)PQgetvalue(r, row, 0));
    struct vg_interval t;

    if (i >= d->n_collections)
        return;
    struct vg_collection *c = d->collections[i];
    if ((c->interval.has_start = read_bound(r, row, 1, &t)))
        c->interval.start_us = t.start_us;
    if ((c->interval.has_end = read_bound(r, row, 2, &t)))
        c->interval.end_us = t.end_us;
    c->has_interval = c->interval.has_start || c->interval.has_end;
    c->geom_nulls = *PQgetvalue(r, row, 3) != 0;
}

void vg_pg_measure_spans(struct vg_pg_conn *c, struct vg_discovery *d)
{
    struct vg_error unused = {0};
    VG_AUTO(vg_pg_clearp) PGresult *r = NULL;
    VG_AUTO(vg_buf_finish) struct vg_buf sql;

    vg_buf_init(&sql, MAX_SQL);
    for (size_t i = 0; i < d->n_collections; i++)
        put_question(&sql, d->collections[i], i);
    if (!sql.len || sql.failed || vg_pg_ask(c, sql.ptr, NULL, VG_PG_WHOLE, 0, &r, &unused) != VG_OK)
        return;
    for (int i = 0; i < PQntuples(r); i++)
        take_answer(r, i, d);
}
