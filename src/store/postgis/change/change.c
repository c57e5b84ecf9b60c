/* change.c — the log of changes, read so that nothing is missed while writers run.
 *
 * A window is all that the transactions from <= tx < upto did, upto being pg_snapshot_xmin when the window was opened: every
 * one of them has ended, so the window never grows behind a reader's back, and whatever ends later belongs to a later
 * window.  Inside it the rows come by seq, which a transaction takes while it holds the lock of the row it changes: for
 * one item seq has the order in which things happened, which the numbers of transactions have not.  And two changes of one
 * item never fall into the wrong windows: the later one waited for the earlier one's end, so while the later one is
 * over, the earlier one is, too. */
#include "../pg.h"

static enum vg_status asked(enum vg_status r, const struct vg_error *why, struct vg_error *err)
{
    if (r == VG_NOT_FOUND) /* no such table, no such schema */
        return vg_change_no_log(err);
    return r == VG_OK ? VG_OK : vg_fail(err, r, why->where, "%s", why->text);
}

/* Statements of the log: texts for parameters, whose types the statement says; NULL is null. */
static enum vg_status ask(struct vg_pg_session *x, const char *sql, const char *const *values, int n, PGresult **out,
                          struct vg_error *err)
{
    static const int zeros[8] = {0};
    static const Oid types[8] = {0};
    struct vg_pg_params p = {n, types, values, zeros, zeros};
    struct vg_error why = vg_pg_apart(err);
    bool begin = x->base.snapshot && !x->begun;

    enum vg_status r = vg_pg_hold(x, err);
    if (r != VG_OK)
        return r;
    /* Planned for these very values: how much of the log lies in the window decides. */
    r = vg_pg_ask(x->conn, sql, &p, VG_PG_PLAN_BOX | (begin ? VG_PG_BEGIN : 0), 0, out, &why);
    x->begun |= r == VG_OK && begin;
    return asked(r, &why, err);
}

static int64_t number_at(const PGresult *r, int row, int column)
{
    return PQgetisnull(r, row, column) ? -1
                                       : (int64_t)vg_pg_get64((const unsigned char *)PQgetvalue(r, row, column));
}

static struct vg_str text_at(const PGresult *r, int row, int column)
{
    return (struct vg_str){PQgetvalue(r, row, column), (size_t)PQgetlength(r, row, column)};
}

static enum vg_status open_window(struct vg_pg_session *x, const struct vg_change_question *q,
                                  struct vg_change_place *place, struct vg_error *err)
{
    static const char sql[] = "select pg_snapshot_xmin(pg_current_snapshot())::text::int8,"
                              " case when $2::text is null then 0 else (select coalesce(min(seq) - 1, 9223372036854775807)"
                              " from vigie.change where at >= $2::text::timestamptz"
                              " and ($1::text is null or collection = $1)) end";
    VG_AUTO(vg_buf_finish) struct vg_buf time;
    VG_AUTO(vg_pg_clearp) PGresult *r = NULL;
    vg_buf_init(&time, 64);
    if (q->has_time && !vg_datetime_put(&time, q->time_us, true))
        return vg_fail(err, VG_BAD_INPUT, "since", "a date outside the years 0 to 9999");
    /* PostgreSQL counts the year before 1 as 1 BC. */
    bool early = q->has_time && !memcmp(time.ptr, "0000", 4);
    const char *moment = early ? "-infinity" : q->has_time ? time.ptr : NULL;
    const char *values[] = {q->collection, moment};
    enum vg_status st = ask(x, sql, values, 2, &r, err);
    if (st != VG_OK)
        return st;
    place->upto = number_at(r, 0, 0);
    place->seq = number_at(r, 0, 1);
    return place->from > place->upto ? vg_change_other_log(err) : VG_OK;
}

static enum vg_status read_window(struct vg_pg_session *x, const struct vg_change_question *q,
                                  struct vg_change_place *place, struct vg_arena *a, struct vg_changes *out,
                                  struct vg_error *err)
{
    static const char sql[] = "select seq, collection, item, kind, at from vigie.change where tx >= $1::int8 and tx < $2::int8"
                              " and seq > $3::int8%s order by seq limit $4::int8";
    VG_AUTO(vg_pg_clearp) PGresult *r = NULL;
    const char *values[] = {vg_arena_printf(a, "%lld", (long long)place->from),
                            vg_arena_printf(a, "%lld", (long long)place->upto),
                            vg_arena_printf(a, "%lld", (long long)place->seq),
                            vg_arena_printf(a, "%lld", (long long)q->limit + 1), q->collection};
    const char *text = vg_arena_printf(a, sql, q->collection ? " and collection = $5::text" : "");
    enum vg_status st = vg_arena_check(a, err);

    if (st == VG_OK)
        st = ask(x, text, values, q->collection ? 5 : 4, &r, err);
    for (int i = 0; st == VG_OK && i < PQntuples(r) && (int64_t)out->n < q->limit; i++) {
        place->seq = number_at(r, i, 0);
        vg_change_keep(out, a, text_at(r, i, 1), text_at(r, i, 2), text_at(r, i, 3),
                       number_at(r, i, 4) + VG_PG_EPOCH_US);
    }
    if (st == VG_OK)
        out->more = PQntuples(r) > q->limit;
    return st;
}

enum vg_status vg_pg_changes(struct vg_session *base, const struct vg_change_question *q, struct vg_change_place *place,
                             struct vg_arena *a, struct vg_changes *out, struct vg_error *err)
{
    struct vg_pg_session *x = (struct vg_pg_session *)base;
    enum vg_status r = place->upto ? VG_OK : open_window(x, q, place, err);

    if (r == VG_OK)
        r = read_window(x, q, place, a, out, err);
    if (r == VG_OK && !out->more)
        *place = (struct vg_change_place){.from = place->upto};
    return r;
}

enum vg_status vg_pg_item_changed(struct vg_session *base, const struct vg_collection *c, struct vg_str id, int64_t *us,
                                  struct vg_error *err)
{
    struct vg_pg_session *x = (struct vg_pg_session *)base;
    /* Asked of the catalogue, since a statement that may not be run would end the edit that it is in. */
    static const char readable[] =
        "select " VG_PG_IS_TRACKED " and exists (select from pg_class l join pg_namespace n on n.oid = l.relnamespace"
        " where n.nspname = 'vigie' and l.relname = 'change' and has_schema_privilege(n.oid, 'usage')"
        " and has_table_privilege(l.oid, 'select'))";
    VG_AUTO(vg_pg_clearp) PGresult *tracked = NULL, *r = NULL;
    const char *values[] = {c->id, vg_arena_cstr(base->arena, id)}, *table[] = {c->table->from};
    enum vg_status st = vg_arena_check(base->arena, err);

    if (st == VG_OK)
        st = ask(x, readable, table, 1, &tracked, err);
    if (st == VG_OK && !*PQgetvalue(tracked, 0, 0))
        return VG_END;
    if (st == VG_OK)
        st = ask(x, "select max(at) from vigie.change where collection = $1::text and item = $2::text", values, 2, &r, err);
    if (st != VG_OK)
        return st;
    if (PQgetisnull(r, 0, 0))
        return VG_END;
    *us = number_at(r, 0, 0) + VG_PG_EPOCH_US;
    return VG_OK;
}

enum vg_status vg_pg_log_change(struct vg_pg_conn *c, const char *collection, struct vg_str item,
                                enum vg_change_kind kind, struct vg_error *err)
{
    const char *values[] = {collection, item.ptr, vg_change_name(kind)};
    const Oid types[] = {VG_PG_TEXT, VG_PG_TEXT, VG_PG_TEXT};
    const int lengths[] = {(int)strlen(collection), (int)item.len, (int)strlen(values[2])}, formats[] = {1, 1, 1};
    struct vg_pg_params p = {3, types, values, lengths, formats};
    VG_AUTO(vg_pg_clearp) PGresult *r = NULL;

    return vg_pg_ask(c, "insert into vigie.change (collection, item, kind) values ($1, $2, $3)", &p, VG_PG_WHOLE, 0, &r, err);
}
