/* readings.c — which moment a reader of several pages is at, for all nodes over one database.
 *
 * It is kept by a connection that writes, on the primary: an unlogged table is not on stand-bys.  Its commits wait for no
 * disk, so that the first page of a search costs one round trip more. */
#include "../../records.h"
#include "../pg.h"

#define KEY_BYTES 16
#define MAX_READINGS "200000"
#define SWEEP_EVERY 256 /* of the keys, told apart by their bits: about so many are kept between two sweeps */

static void put_number(unsigned char out[8], uint64_t v)
{
    for (int i = 0; i < 8; i++)
        out[i] = (unsigned char)(v >> (56 - 8 * i));
}

static void put_key(unsigned char out[KEY_BYTES], struct vg_hash key)
{
    put_number(out, key.hi);
    put_number(out + 8, key.lo);
}

/* One statement on a connection of the writers; a connection that died while idle is replaced once. */
static enum vg_status ask(struct vg_store *base, const char *sql, const struct vg_pg_params *p, PGresult **out,
                          struct vg_error *err)
{
    struct vg_pg_store *s = (struct vg_pg_store *)base;
    enum vg_status r = VG_UNAVAILABLE;
    bool lost = true;

    for (int attempt = 0; attempt < 2 && lost; attempt++) {
        void *taken;
        r = vg_pool_take(s->writers, 0, &taken, err);
        if (r != VG_OK)
            return r;
        struct vg_pg_conn *c = taken;
        r = vg_pg_ask(c, sql, p, VG_PG_WHOLE, 0, out, err);
        lost = r != VG_OK && c->lost;
        vg_pool_give(s->writers, c, c->broken);
    }
    return r;
}

static enum vg_status sweep(struct vg_store *s, struct vg_error *err)
{
    static const char sql[] =
        "delete from vigie.record_reading where at < clock_timestamp() - interval '1 hour' or at < (select at from "
        "vigie.record_reading order by at desc offset " MAX_READINGS " limit 1)";
    const struct vg_pg_params none = {0};
    VG_AUTO(vg_pg_clearp) PGresult *r = NULL;

    return ask(s, sql, &none, &r, err);
}

enum vg_status vg_pg_keep_reading(struct vg_store *s, struct vg_hash key, int64_t moment, struct vg_error *err)
{
    static const char sql[] =
        "with c as (select set_config('synchronous_commit', 'off', true)) insert into vigie.record_reading (key, moment) "
        "select $1, $2 from c on conflict (key) do update set moment = excluded.moment, at = excluded.at";
    unsigned char name[KEY_BYTES], number[8];
    const char *values[] = {(const char *)name, (const char *)number};
    static const Oid types[] = {VG_PG_BYTEA, VG_PG_INT8};
    static const int lengths[] = {KEY_BYTES, 8}, formats[] = {1, 1};
    const struct vg_pg_params p = {2, types, values, lengths, formats};
    VG_AUTO(vg_pg_clearp) PGresult *r = NULL;

    put_key(name, key);
    put_number(number, (uint64_t)moment);
    enum vg_status st = ask(s, sql, &p, &r, err);
    return st == VG_OK && key.lo % SWEEP_EVERY == 0 ? sweep(s, err) : st;
}

enum vg_status vg_pg_find_reading(struct vg_store *s, struct vg_hash key, int64_t *moment, struct vg_error *err)
{
    static const char sql[] = "select moment from vigie.record_reading where key = $1 and at > clock_timestamp() - $2 * "
                              "interval '1 second'";
    unsigned char name[KEY_BYTES], seconds[8];
    const char *values[] = {(const char *)name, (const char *)seconds};
    static const Oid types[] = {VG_PG_BYTEA, VG_PG_INT8};
    static const int lengths[] = {KEY_BYTES, 8}, formats[] = {1, 1};
    const struct vg_pg_params p = {2, types, values, lengths, formats};
    VG_AUTO(vg_pg_clearp) PGresult *r = NULL;

    put_key(name, key);
    put_number(seconds, VG_READING_S);
    enum vg_status st = ask(s, sql, &p, &r, err);
    if (st != VG_OK)
        return st;
    if (!PQntuples(r) || PQgetisnull(r, 0, 0))
        return VG_NOT_FOUND;
    *moment = (int64_t)vg_pg_get64((const unsigned char *)PQgetvalue(r, 0, 0));
    return VG_OK;
}
