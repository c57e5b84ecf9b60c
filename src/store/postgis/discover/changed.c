/* changed.c — a stamp of all that discovery reads.
 *
 * PostgreSQL writes a catalogue row anew for each change of a definition, a comment or a grant, and
 * its xmin tells by which transaction; statistics are written in place and leave it alone.  So the sum
 * of hashes of (row, xmin) over what concerns spatial tables changes when, and only when, discovery
 * may find something else.
 *
 * Extents, intervals and small counts come from rows: the server's own counters of what is inserted, updated and deleted
 * tell that some have changed, a few seconds after it.  A stand-by counts nothing; there the log it has replayed tells that
 * something somewhere may have.  As tables may be written to all the time, rows make the stamp another one only so often. */
#include "../pg.h"

#include <vigie/base/time.h>

#define ROWS_MS 5000
#define REPLAYED_MS 60000

/* Rows of vigie's own tables aside, the records of this very service, which are no news; but for the list of tables. */
#define CHANGED(tables) \
    "with r as materialized (select distinct oid from (" tables ") x)" \
    " select (" \
    "  select coalesce(sum(hashtextextended(c.oid || ' ' || c.xmin, 1)), 0) from r join pg_class c using (oid)) + (" \
    "  select coalesce(sum(hashtextextended(a.attrelid || ' ' || a.attnum || ' ' || a.xmin, 2)), 0)" \
    "   from r join pg_attribute a on a.attrelid = r.oid where a.attnum > 0) + (" \
    "  select coalesce(sum(hashtextextended(d.objoid || ' ' || d.objsubid || ' ' || d.xmin, 3)), 0)" \
    "   from r join pg_description d on d.objoid = r.oid and d.classoid = 'pg_class'::regclass) + (" \
    "  select coalesce(sum(hashtextextended(i.indexrelid || ' ' || i.xmin, 4)), 0)" \
    "   from r join pg_index i on i.indrelid = r.oid) + (" \
    "  select coalesce(sum(hashtextextended(n.oid || ' ' || n.xmin, 5)), 0) from pg_namespace n" \
    "   where n.nspname !~ '^pg_') + (" \
    "  select coalesce(sum(hashtextextended(m.roleid || ' ' || m.member || ' ' || m.xmin, 6)), 0) from pg_auth_members m)" \
    " as stamp," \
    " coalesce((select pg_stat_get_tuples_inserted(k.oid) from pg_class k join pg_namespace s on s.oid = k.relnamespace" \
    "  where s.nspname = 'vigie' and k.relname = 'collection'), 0) + (" \
    " select coalesce(sum(pg_stat_get_tuples_inserted(c.oid) + pg_stat_get_tuples_updated(c.oid) +" \
    "  pg_stat_get_tuples_deleted(c.oid)), 0)::int8 from r join pg_class c using (oid)" \
    "  join pg_namespace n on n.oid = c.relnamespace where n.nspname <> 'vigie')," \
    " case when pg_is_in_recovery() then (pg_last_wal_replay_lsn() - '0/0')::int8 end"

static const char *const changed_sql[] = {CHANGED(VG_PG_SPATIAL), CHANGED(VG_PG_SPATIAL VG_PG_LISTED)};

struct seen {
    uint64_t stamp;   /* of the catalogue */
    uint64_t counted; /* rows written */
    uint64_t replayed; /* 0: it is no stand-by */
};

static uint64_t number_at(const PGresult *r, int column)
{
    return PQgetisnull(r, 0, column) ? 0 : vg_pg_get64((const unsigned char *)PQgetvalue(r, 0, column));
}

static enum vg_status read_seen(struct vg_pg_conn *c, bool lists, struct seen *out, struct vg_error *err)
{
    char numbers[2][16];
    snprintf(numbers[0], sizeof numbers[0], "%u", c->geometry);
    snprintf(numbers[1], sizeof numbers[1], "%u", c->geography);
    const char *values[] = {numbers[0], numbers[1]};
    const Oid types[] = {VG_PG_OID, VG_PG_OID};
    const int zeros[] = {0, 0};
    struct vg_pg_params p = {2, types, values, zeros, zeros};
    VG_AUTO(vg_pg_clearp) PGresult *r = NULL;
    enum vg_status st = vg_pg_ask(c, changed_sql[lists], &p, VG_PG_WHOLE, 0, &r, err);
    if (st != VG_OK)
        return st;
    struct vg_hash h = vg_hash_bytes(PQgetvalue(r, 0, 0), (size_t)PQgetlength(r, 0, 0));
    h = vg_hash_more(h, values[0], strlen(values[0])); /* another PostGIS: another database behind the address */
    *out = (struct seen){h.lo, number_at(r, 1), number_at(r, 2)};
    return VG_OK;
}

/* Connections of one pool may lead to a primary and to stand-bys, each of which is compared with its like. */
static void note_rows(struct vg_pg_store *s, const struct seen *now)
{
    int64_t at = vg_monotonic_ms(), since = at - s->rows_ms;
    bool other = now->replayed ? now->replayed > s->replayed && since >= REPLAYED_MS
                               : now->counted != s->counted && since >= ROWS_MS;
    if (!other)
        return;
    *(now->replayed ? &s->replayed : &s->counted) = now->replayed ? now->replayed : now->counted;
    s->rows_ms = at;
    s->rows_changes++;
}

enum vg_status vg_pg_changed(struct vg_store *base, uint64_t *stamp, bool *changed, struct vg_error *err)
{
    struct vg_pg_store *s = (struct vg_pg_store *)base;
    struct vg_pg_conn *c;
    struct seen seen;
    enum vg_status r = vg_pg_take(s, &c, err);
    if (r != VG_OK)
        return r;
    r = read_seen(c, atomic_load(&s->lists), &seen, err);
    if (r != VG_OK && !c->broken && atomic_exchange(&s->lists, false)) /* the list is gone, or may no longer be read */
        r = read_seen(c, false, &seen, err);
    vg_pool_give(s->pool, c, c->broken);
    if (r != VG_OK)
        return r;
    note_rows(s, &seen);
    uint64_t now = seen.stamp + s->rows_changes;
    now += !now;
    *changed = now != *stamp;
    *stamp = now;
    return VG_OK;
}
