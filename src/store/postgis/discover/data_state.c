/* data_state.c — has a table changed since?
 *
 * The server counts what is inserted, updated and deleted, and an emptied or rewritten table gets another file: these
 * together are the state.  Counting costs the writers nothing and needs no trigger; it tells of a change some seconds
 * after it (ten at most), and nothing on a stand-by or of a table that is not a plain one.  Where some connections lead to
 * stand-bys, what the primary counts does not tell what a reader finds there: the state is unknown then, too. */
#include "../pg.h"

#include <stdlib.h>

#include <vigie/base/time.h>

#define SLOTS 256
#define LOOK_MS 1000 /* a table is looked at so often at most */

struct slot {
    struct vg_hash table;
    int64_t looked_ms; /* 0: never */
    bool known;
    struct vg_hash stamp;
};

struct vg_pg_states {
    pthread_mutex_t lock;
    struct slot slots[SLOTS];
};

static const char state_sql[] =
    "select c.relkind = 'r' and not pg_is_in_recovery() and current_setting('track_counts')::bool,"
    " concat_ws(' ', c.oid, c.relfilenode, pg_stat_get_tuples_inserted(c.oid), pg_stat_get_tuples_updated(c.oid),"
    " pg_stat_get_tuples_deleted(c.oid),"
    " (select d.stats_reset from pg_stat_database d where d.datname = current_database()))"
    " from pg_class c join pg_namespace n on n.oid = c.relnamespace where n.nspname = $1 and c.relname = $2";

struct vg_pg_states *vg_pg_states_new(void)
{
    struct vg_pg_states *s = calloc(1, sizeof *s);
    if (s)
        pthread_mutex_init(&s->lock, NULL);
    return s;
}

void vg_pg_states_free(struct vg_pg_states *s)
{
    if (!s)
        return;
    pthread_mutex_destroy(&s->lock);
    free(s);
}

static enum vg_status ask(struct vg_pg_store *s, const struct vg_table *t, struct slot *out, struct vg_error *err)
{
    const char *values[] = {t->schema, t->name};
    const Oid types[] = {VG_PG_TEXT, VG_PG_TEXT};
    const int lengths[] = {(int)strlen(t->schema), (int)strlen(t->name)}, formats[] = {0, 0};
    const struct vg_pg_params p = {2, types, values, lengths, formats};
    struct vg_pg_conn *c;
    enum vg_status r = vg_pg_take(s, &c, err);
    if (r != VG_OK)
        return r;
    VG_AUTO(vg_pg_clearp) PGresult *rows = NULL;
    r = vg_pg_ask(c, state_sql, &p, VG_PG_WHOLE, 0, &rows, err);
    vg_pool_give(s->pool, c, c->broken);
    if (r != VG_OK || PQntuples(rows) != 1)
        return r == VG_OK ? VG_NOT_FOUND : r;
    out->known = *PQgetvalue(rows, 0, 0) == 1; /* in binary */
    out->stamp = vg_hash_bytes(PQgetvalue(rows, 0, 1), (size_t)PQgetlength(rows, 0, 1));
    return VG_OK;
}

/* The slot as it stands; true: it is this caller's turn to look again, and others go on with what was seen before. */
static bool read_slot(struct vg_pg_states *s, struct vg_hash table, struct slot *out)
{
    int64_t now = vg_monotonic_ms();
    struct slot *at = &s->slots[table.lo % SLOTS];

    pthread_mutex_lock(&s->lock);
    bool same = vg_hash_is(at->table, table);
    bool turn = !same || at->looked_ms == 0 || now - at->looked_ms >= LOOK_MS;
    *out = same ? *at : (struct slot){.table = table};
    if (same && turn)
        at->looked_ms = now;
    pthread_mutex_unlock(&s->lock);
    return turn;
}

static void write_slot(struct vg_pg_states *s, struct slot *seen)
{
    seen->looked_ms = vg_monotonic_ms();
    pthread_mutex_lock(&s->lock);
    s->slots[seen->table.lo % SLOTS] = *seen;
    pthread_mutex_unlock(&s->lock);
}

void vg_pg_data_state(struct vg_store *base, const struct vg_collection *c, struct vg_data_state *out)
{
    struct vg_pg_store *s = (struct vg_pg_store *)base;
    const struct vg_table *t = c->table;
    struct vg_error ignored = {0};
    struct slot seen;
    struct vg_hash table = vg_hash_more(vg_hash_bytes(t->schema, strlen(t->schema) + 1), t->name, strlen(t->name));

    /* A database that does not answer is no news: what was seen before holds. */
    if (read_slot(s->states, table, &seen) && ask(s, t, &seen, &ignored) == VG_OK)
        write_slot(s->states, &seen);
    out->kind = seen.known && !atomic_load(&s->has_standbys) ? VG_STATE_KNOWN : VG_STATE_UNKNOWN;
    out->stamp = vg_hash_more(out->stamp, &seen.stamp, sizeof seen.stamp);
}
