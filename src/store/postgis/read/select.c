/* select.c — sessions, cursors and counts.
 *
 * Up to VG_PG_WHOLE_ROWS rows are taken as one result; beyond that they come one by one, so that
 * memory does not grow with the limit and the server works on while the page is written.
 *
 * A statement that finds its connection dead is asked once more on another one, as long as nothing of
 * the session's snapshot was read; one whose plan has gone stale after an ALTER TABLE, once more on
 * the same. */
#include "../pg.h"

/* Beyond about this many rows single ones cost no more than a whole result, since the server works on
 * meanwhile. */
#define VG_PG_WHOLE_ROWS 20
/* A lost connection is replaced, and the one that replaces it may turn out to be lost as well. */
#define MAX_RETRIES 2
/* The rest of a result is read for so long before its statement is cancelled: what is left is mostly
 * little, and a snapshot does not survive a cancel. */
#define REST_MS 300
/* One row's numbers, uuids… as text: numeric goes up to 147 455 digits. */
#define VG_MAX_ROW_TEXTS (64u << 20)

/* ----------------------------------------------------------------------------------------- session */

/* A snapshot lives on its connection; what needs none takes one with its first question, or reads together with others. */
enum vg_status vg_pg_session_begin(struct vg_session *base, struct vg_error *err)
{
    return base->snapshot ? vg_pg_take_reader((struct vg_pg_session *)base, err) : VG_OK;
}

enum vg_status vg_pg_hold(struct vg_pg_session *x, struct vg_error *err)
{
    if (x->conn)
        return VG_OK;
    return x->begun ? vg_fail(err, VG_UNAVAILABLE, "", "the database connection was lost") : vg_pg_take_reader(x, err);
}

void vg_pg_give_back(struct vg_pg_session *x)
{
    if (x->conn)
        vg_pool_give(x->from, x->conn, x->conn->broken);
    x->conn = NULL;
}

void vg_pg_session_end(struct vg_session *base)
{
    struct vg_pg_session *x = (struct vg_pg_session *)base;
    if (x->conn)
        vg_pg_end(x->conn);
    vg_pg_give_back(x);
}

/* --------------------------------------------------------------------------------- asking, with a retry */

struct question {
    struct vg_sql *sql;
    int mode;
    int64_t deadline_ms; /* of the request; 0: statement_ms alone, which the server keeps itself */
};

static enum vg_status ask_once(struct vg_pg_session *x, const struct question *q, PGresult **out,
                               struct vg_error *err)
{
    struct vg_pg_params params;
    bool spatial, begin = x->base.snapshot && !x->begun;
    enum vg_status r = vg_pg_bind(q->sql, x->conn->geometry, &params, &spatial, err);
    if (r != VG_OK)
        return r;
    int mode = q->mode | (spatial ? VG_PG_PLAN_BOX : 0) | (begin ? VG_PG_BEGIN : 0);
    x->conn->stale = false;
    if (!(mode & VG_PG_SINGLE_ROWS)) {
        r = vg_pg_ask(x->conn, q->sql->text.ptr, &params, mode, q->deadline_ms, out, err);
    } else {
        r = vg_pg_send(x->conn, q->sql->text.ptr, &params, mode, q->deadline_ms, err);
        if (r == VG_OK)
            r = vg_pg_result(x->conn, q->deadline_ms, out, err);
    }
    if (r == VG_OK && begin)
        x->begun = true;
    return r;
}

/* A fresh connection or a fresh plan: true if it is worth asking again. */
static bool recover(struct vg_pg_session *x, struct vg_error *err)
{
    if (x->begun || !x->conn)
        return false;
    if (x->conn->lost) {
        vg_pg_give_back(x);
        return vg_pg_take_reader(x, err) == VG_OK;
    }
    if (!x->conn->stale || x->conn->broken)
        return false;
    vg_pg_end(x->conn);
    if (!vg_pg_settle(x->conn))
        return false;
    vg_pg_forget(x->conn);
    return true;
}

static enum vg_status ask_alone(struct vg_pg_session *x, const struct question *q, PGresult **out, struct vg_error *err)
{
    enum vg_status r = vg_pg_hold(x, err);
    if (r == VG_OK)
        r = ask_once(x, q, out, err);
    for (int i = 0; i < MAX_RETRIES && r != VG_OK && r != VG_END && recover(x, err); i++)
        r = ask_once(x, q, out, err);
    return r;
}

/* Only of what is read whole, compares no shapes, and needs no snapshot nor a server of its own choice. */
static bool may_read_together(const struct vg_pg_session *x, const struct question *q)
{
    if (x->conn || x->base.snapshot || x->base.fresh || (q->mode & VG_PG_SINGLE_ROWS))
        return false;
    for (size_t i = 0; i < q->sql->n_params; i++)
        if (q->sql->params[i].shape)
            return false;
    return true;
}

static enum vg_status read_together(struct vg_pg_session *x, const struct question *q, PGresult **out,
                                    struct vg_error *err)
{
    struct vg_pg_store *s = (struct vg_pg_store *)x->base.store;
    const char *sql = q->sql->text.ptr;
    struct vg_pg_params params;
    bool spatial;
    if (vg_pg_is_short(s, sql, q->mode & VG_PG_PLAN_WALK)) {
        enum vg_status r = vg_pg_bind(q->sql, 0, &params, &spatial, err);
        if (r == VG_OK)
            r = vg_pg_read_together(x, sql, &params, q->mode, out, err);
        if (r != VG_END)
            return r;
    }
    int64_t began = vg_monotonic_ms();
    enum vg_status r = ask_alone(x, q, out, err);
    if (r == VG_OK && !(q->mode & VG_PG_PLAN_WALK))
        vg_pg_note_time(s, sql, vg_monotonic_ms() - began);
    return r;
}

static enum vg_status ask(struct vg_pg_session *x, const struct question *q, PGresult **out, struct vg_error *err)
{
    if (x->reading)
        return vg_fail(err, VG_BUG, "", "a cursor of this session is still reading");
    struct vg_error why = vg_pg_apart(err);
    enum vg_status r = may_read_together(x, q) ? read_together(x, q, out, &why) : ask_alone(x, q, out, &why);
    if (r == VG_END)
        return vg_fail(err, VG_BUG, "", "the database gave no answer");
    return r == VG_OK ? VG_OK : vg_fail(err, r, why.where, "%s", why.text);
}

/* ------------------------------------------------------------------------------------------- cursor */

/* Each id is one row's at most. */
static bool is_few(const struct vg_query *q, int64_t limit)
{
    return (limit >= 0 && limit <= VG_PG_WHOLE_ROWS) || (q->ids && q->n_ids <= VG_PG_WHOLE_ROWS);
}

/* One item, or a page by key alone: there is one good way to read it. */
static bool is_walk(const struct vg_query *q)
{
    return !q->filter && !q->keys && q->n_ids <= 1 && q->n_sort == 0 && vg_pg_table_of(q->collection->table)->walkable;
}

static enum vg_status choose_decoders(struct vg_pg_cursor *c, struct vg_error *err)
{
    size_t n = c->base.columns.n;
    if (!c->decoders)
        c->decoders = vg_arena_array(c->base.session->arena, n + 1, sizeof(vg_pg_decode *));
    if (!c->decoders)
        return vg_arena_check(c->base.session->arena, err);
    if (PQnfields(c->rows) != (int)n + c->base.columns.geometry + c->base.columns.form + c->base.columns.form_type)
        return vg_fail(err, VG_BUG, "", "the database gave %d columns", PQnfields(c->rows));
    for (size_t i = 0; i < n; i++) {
        c->decoders[i] = vg_pg_decoder(PQftype(c->rows, (int)i));
        if (!c->decoders[i])
            return vg_fail(err, VG_UNAVAILABLE, PQfname(c->rows, (int)i),
                           "the table was altered: the type of a column has changed");
    }
    return VG_OK;
}

enum vg_status vg_pg_cursor_start(struct vg_cursor *base, enum vg_part part, int64_t limit, struct vg_error *err)
{
    struct vg_pg_cursor *c = (struct vg_pg_cursor *)base;
    struct vg_pg_session *x = (struct vg_pg_session *)base->session;
    if (!c->texts)
        c->texts = vg_arena_new(VG_MAX_ROW_TEXTS);
    if (!c->texts)
        return vg_fail(err, VG_NO_MEMORY, "", "no memory for a cursor");
    vg_sql_finish(&c->sql);
    vg_sql_init(&c->sql, &vg_pg_dialect, base->query->collection, base->session->arena);
    enum vg_status r = vg_sql_select(&c->sql, base->query, &base->columns, part, VG_WALK_ORDER, limit, err);
    if (r != VG_OK)
        return r;
    c->streaming = !is_few(base->query, limit);
    c->wanted = limit;
    c->given = 0;
    c->row = 0;
    PQclear(c->rows);
    c->rows = NULL;
    int mode = (c->streaming ? VG_PG_SINGLE_ROWS : VG_PG_WHOLE) | (is_walk(base->query) ? VG_PG_PLAN_WALK : 0);
    struct question q = {&c->sql, mode, base->deadline_is_query ? base->deadline_ms : 0};
    r = ask(x, &q, &c->rows, err);
    if (r != VG_OK) {
        c->streaming = false;
        return r;
    }
    if (c->streaming)
        x->reading = c;
    c->n_rows = PQntuples(c->rows);
    return choose_decoders(c, err);
}

/* The next of the rows that come one by one; after the last one the connection is free again. */
static enum vg_status next_result(struct vg_pg_cursor *c, struct vg_error *err)
{
    struct vg_pg_session *x = (struct vg_pg_session *)c->base.session;
    int64_t deadline = c->base.deadline_is_query ? c->base.deadline_ms : 0;
    PQclear(c->rows);
    c->rows = NULL;
    c->row = c->n_rows = 0;
    enum vg_status r = vg_pg_result(x->conn, deadline, &c->rows, err);
    if (r == VG_OK) {
        c->n_rows = PQntuples(c->rows);
        return VG_OK;
    }
    c->streaming = false;
    x->reading = NULL;
    return r;
}

static struct vg_str bytes_at(const struct vg_pg_cursor *c, int row, int column)
{
    if (PQgetisnull(c->rows, row, column))
        return (struct vg_str){0};
    return (struct vg_str){PQgetvalue(c->rows, row, column), (size_t)PQgetlength(c->rows, row, column)};
}

static enum vg_status decode_row(struct vg_pg_cursor *c, struct vg_error *err)
{
    size_t n = c->base.columns.n;
    int row = c->row++;
    vg_arena_reset(c->texts);
    for (size_t i = 0; i < n; i++) {
        struct vg_value *v = &c->base.values[i];
        int at = (int)i;
        if (PQgetisnull(c->rows, row, at))
            *v = (struct vg_value){.kind = VG_V_NULL};
        else if (!c->decoders[i]((const unsigned char *)PQgetvalue(c->rows, row, at),
                                 PQgetlength(c->rows, row, at), c->texts, v))
            return vg_fail(err, VG_UNAVAILABLE, PQfname(c->rows, at), "the database gave a value that cannot be read");
    }
    c->base.geom = (struct vg_geom){0};
    if (c->base.columns.geometry && !PQgetisnull(c->rows, row, (int)n))
        c->base.geom = (struct vg_geom){(const unsigned char *)PQgetvalue(c->rows, row, (int)n),
                                        (size_t)PQgetlength(c->rows, row, (int)n)};
    if (c->base.columns.form)
        c->base.feature.form = bytes_at(c, row, (int)n + c->base.columns.geometry);
    if (c->base.columns.form_type)
        c->base.feature.form_type = bytes_at(c, row, (int)n + c->base.columns.geometry + 1);
    c->given++;
    return VG_OK;
}

/* After the last row asked for only the end of the answer is to come: take it, for nobody asks for
 * another row, and the session is free for the next question. */
static enum vg_status take_end(struct vg_pg_cursor *c, struct vg_error *err)
{
    struct vg_pg_session *x = (struct vg_pg_session *)c->base.session;
    PGresult *more;
    enum vg_status r;
    while ((r = vg_pg_result(x->conn, c->base.deadline_is_query ? c->base.deadline_ms : 0, &more, err)) == VG_OK)
        PQclear(more);
    c->streaming = false;
    x->reading = NULL;
    return r == VG_END ? VG_OK : r;
}

enum vg_status vg_pg_cursor_row(struct vg_cursor *base, const char **broken, struct vg_error *err)
{
    (void)broken; /* a geometry column holds nothing but geometries */
    struct vg_pg_cursor *c = (struct vg_pg_cursor *)base;
    while (c->row >= c->n_rows) {
        if (!c->streaming)
            return VG_END;
        enum vg_status r = next_result(c, err);
        if (r != VG_OK)
            return r;
    }
    enum vg_status r = decode_row(c, err);
    return r == VG_OK && c->streaming && c->given == c->wanted ? take_end(c, err) : r;
}

void vg_pg_cursor_close(struct vg_cursor *base)
{
    struct vg_pg_cursor *c = (struct vg_pg_cursor *)base;
    struct vg_pg_session *x = (struct vg_pg_session *)base->session;
    if (c->streaming && x->conn)
        vg_pg_abandon(x->conn, x->begun ? REST_MS : 0);
    if (x->reading == c)
        x->reading = NULL;
    PQclear(c->rows);
    c->rows = NULL;
    vg_sql_finish(&c->sql);
    vg_arena_free(c->texts);
    c->texts = NULL;
}

/* -------------------------------------------------------------------------------------------- count */

/* The rows of an aggregate; their texts live in the result. */
static enum vg_status read_groups(const PGresult *rows, struct vg_groups *g, struct vg_arena *texts, struct vg_error *err)
{
    struct vg_value row[VG_MAX_GROUP_FIELDS + VG_MAX_MEASURES];
    for (int n = 0; n < PQntuples(rows); n++) {
        for (int i = 0; i < g->n_columns; i++) {
            vg_pg_decode *decode = vg_pg_decoder(PQftype(rows, i));
            row[i] = (struct vg_value){.kind = VG_V_NULL};
            if (!PQgetisnull(rows, n, i) && (!decode || !decode((const unsigned char *)PQgetvalue(rows, n, i),
                                                                PQgetlength(rows, n, i), texts, &row[i])))
                return vg_fail(err, VG_BUG, "", "the database gave a value that cannot be read");
        }
        vg_groups_keep(g, row);
    }
    return VG_OK;
}

enum vg_status vg_pg_aggregate(struct vg_session *base, struct vg_groups *g, struct vg_error *err)
{
    struct vg_pg_session *x = (struct vg_pg_session *)base;
    const struct vg_query *q = g->asked->query;
    bool is_query;
    int64_t deadline = vg_store_deadline(base->store, q->deadline_ms, &is_query);
    struct vg_sql sql = {0};
    VG_AUTO(vg_pg_clearp) PGresult *rows = NULL;
    vg_sql_init(&sql, &vg_pg_dialect, q->collection, base->arena);
    enum vg_status r = vg_sql_aggregate(&sql, g->asked, VG_WALK_ORDER, err);
    if (r == VG_OK)
        r = ask(x, &(struct question){&sql, VG_PG_WHOLE, is_query ? deadline : 0}, &rows, err);
    vg_sql_finish(&sql);
    return r == VG_OK ? read_groups(rows, g, base->arena, err) : r;
}

/* The one integer that a statement gives. */
static enum vg_status ask_integer(struct vg_pg_session *x, struct vg_sql *sql, int64_t deadline_ms, int64_t *out,
                                  struct vg_error *err)
{
    VG_AUTO(vg_pg_clearp) PGresult *r = NULL;
    struct vg_value v;
    enum vg_status st = ask(x, &(struct question){sql, VG_PG_WHOLE, deadline_ms}, &r, err);
    if (st != VG_OK)
        return st;
    vg_pg_decode *decode = PQntuples(r) == 1 ? vg_pg_decoder(PQftype(r, 0)) : NULL;
    if (!decode || !decode((const unsigned char *)PQgetvalue(r, 0, 0), PQgetlength(r, 0, 0), NULL, &v) ||
        v.kind != VG_V_INT)
        return vg_fail(err, VG_BUG, "", "the database did not count");
    *out = v.integer;
    return VG_OK;
}

enum vg_status vg_pg_count(struct vg_session *base, const struct vg_query *q, int64_t max, int64_t *out,
                           struct vg_error *err)
{
    struct vg_pg_session *x = (struct vg_pg_session *)base;
    bool is_query;
    int64_t deadline = vg_store_deadline(base->store, q->deadline_ms, &is_query);
    struct vg_sql sql = {0};
    vg_sql_init(&sql, &vg_pg_dialect, q->collection, base->arena);
    enum vg_status st = vg_sql_count(&sql, q, VG_WALK_ORDER, max, err);
    if (st == VG_OK)
        st = ask_integer(x, &sql, is_query ? deadline : 0, out, err);
    vg_sql_finish(&sql);
    return st;
}

enum vg_status vg_pg_moment(struct vg_session *base, const struct vg_collection *catalogue, enum vg_moment_question what,
                            int64_t arg, struct vg_moment *out, struct vg_error *err)
{
    static const struct {
        const char *before, *after; /* around the argument; after NULL: it takes none */
    } which[] = {
        [VG_MOMENT_NEWEST] = {"order by moment desc limit 1", NULL},
        [VG_MOMENT_SINCE] = {"where at >= to_timestamp(0) + interval '1 microsecond' * ", " order by moment limit 1"},
        [VG_MOMENT_TIME] = {"where moment = ", ""},
    };
    struct vg_sql sql = {0};
    VG_AUTO(vg_pg_clearp) PGresult *r = NULL;
    vg_sql_init(&sql, &vg_pg_dialect, catalogue, base->arena);
    vg_sql_put(&sql, "select moment, (extract(epoch from at) * 1000000)::bigint from vigie.record_moment ");
    vg_sql_put(&sql, which[what].before);
    if (which[what].after) {
        vg_sql_param(&sql, VG_NO_FIELD, &(struct vg_value){.kind = VG_V_INT, .integer = arg});
        vg_sql_put(&sql, which[what].after);
    }
    enum vg_status st = ask((struct vg_pg_session *)base, &(struct question){&sql, VG_PG_WHOLE, 0}, &r, err);
    vg_sql_finish(&sql);
    if (st == VG_OK && PQntuples(r) == 0)
        return VG_END;
    if (st == VG_OK)
        *out = (struct vg_moment){(int64_t)vg_pg_get64((const unsigned char *)PQgetvalue(r, 0, 0)),
                                  (int64_t)vg_pg_get64((const unsigned char *)PQgetvalue(r, 0, 1))};
    return st;
}

enum vg_status vg_pg_words(struct vg_session *base, const struct vg_collection *catalogue, struct vg_str from, struct vg_str until,
                           size_t most, struct vg_arena *a, struct vg_str **out, size_t *n_out, struct vg_error *err)
{
    struct vg_sql sql = {0};
    VG_AUTO(vg_pg_clearp) PGresult *r = NULL;
    vg_sql_init(&sql, &vg_pg_dialect, catalogue, base->arena);
    vg_sql_put(&sql, "select distinct word from vigie.record_word where ending >= ");
    vg_sql_param(&sql, VG_NO_FIELD, &(struct vg_value){.kind = VG_V_TEXT, .text = from});
    vg_sql_put(&sql, " and ending < ");
    vg_sql_param(&sql, VG_NO_FIELD, &(struct vg_value){.kind = VG_V_TEXT, .text = until});
    vg_sql_put(&sql, " limit ");
    vg_sql_param(&sql, VG_NO_FIELD, &(struct vg_value){.kind = VG_V_INT, .integer = (int64_t)most});
    enum vg_status st = ask((struct vg_pg_session *)base, &(struct question){&sql, VG_PG_WHOLE, 0}, &r, err);
    vg_sql_finish(&sql);
    if (st != VG_OK)
        return st;
    size_t n = (size_t)PQntuples(r);
    struct vg_str *words = vg_arena_array(a, n + 1, sizeof *words);
    for (size_t i = 0; words && i < n; i++)
        words[i] = vg_arena_str(a, (struct vg_str){PQgetvalue(r, (int)i, 0), (size_t)PQgetlength(r, (int)i, 0)});
    *out = words;
    *n_out = n;
    return vg_arena_check(a, err);
}
