/* standby.c — reads on stand-bys that never go behind what this node has written, nor behind what who asks may have written.
 *
 * A stand-by shows what the primary did a moment ago.  Whoever changed an item and reads it at once must find the change: so
 * each commit through this store leaves its place in the write-ahead log, and a stand-by that has not come so far yet
 * is passed over for the primary.  It is asked once for each place, so that reads cost no more when it has caught up.
 *
 * What other nodes have written is not known here, and asking the primary for it would cost as much as reading there.  So
 * a session that is to be fresh (its asker bears a token, and may have written elsewhere a moment ago) reads on the primary. */
#include "../pg.h"

#define NOT_KNOWN UINT64_MAX /* the place of the last commit could not be read: until the next one the primary is asked */

/* A place in the log, as the database counts it; false: it does not say. */
static bool read_place(struct vg_pg_conn *c, const char *sql, uint64_t *out, bool *null, struct vg_error *err)
{
    static const struct vg_pg_params none = {0};
    VG_AUTO(vg_pg_clearp) PGresult *r = NULL;

    if (vg_pg_ask(c, sql, &none, VG_PG_WHOLE, 0, &r, err) != VG_OK)
        return false;
    *null = PQgetisnull(r, 0, 0);
    if (!*null)
        *out = vg_pg_get64((const unsigned char *)PQgetvalue(r, 0, 0));
    return true;
}

void vg_pg_note_write(struct vg_pg_store *s, struct vg_pg_conn *c)
{
    struct vg_error ignored = {0};
    uint64_t place = NOT_KNOWN, before = atomic_load(&s->written);
    bool null;

    if (!atomic_load(&s->has_standbys))
        return;
    if (!read_place(c, "select (pg_current_wal_lsn() - '0/0')::int8", &place, &null, &ignored) || null)
        place = NOT_KNOWN;
    while ((before == NOT_KNOWN || before < place) && !atomic_compare_exchange_weak(&s->written, &before, place)) {
    }
}

/* Has the server of c come as far as the last write of this node? */
static bool is_abreast(struct vg_pg_store *s, struct vg_pg_conn *c)
{
    static const char sql[] =
        "select case when pg_is_in_recovery() then (pg_last_wal_replay_lsn() - '0/0')::int8 end";
    struct vg_error ignored = {0};
    uint64_t written = atomic_load(&s->written);
    bool null;

    if (!c->standby || c->replayed >= written)
        return true;
    if (!read_place(c, sql, &c->replayed, &null, &ignored))
        return true; /* who asks next will find what is wrong with it */
    c->standby = !null; /* it may have been made the primary meanwhile */
    return null || c->replayed >= written;
}

enum vg_status vg_pg_take_reader(struct vg_pg_session *x, struct vg_error *err)
{
    struct vg_pg_store *s = (struct vg_pg_store *)x->base.store;
    struct vg_error ignored = vg_pg_apart(err);
    enum vg_status r = vg_pg_take(s, &x->conn, err);
    void *fresh;

    x->from = s->pool;
    if (r != VG_OK)
        return r;
    if ((!x->base.fresh && is_abreast(s, x->conn)) || !x->conn->standby || vg_pool_take(s->fresh, 0, &fresh, &ignored) != VG_OK)
        return VG_OK; /* a primary that is away is what stand-bys are for */
    vg_pool_give(s->pool, x->conn, x->conn->broken);
    x->conn = fresh;
    x->from = s->fresh;
    return VG_OK;
}
