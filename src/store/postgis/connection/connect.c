/* connect.c — a connection and its session, ready to be asked.
 *
 * libpq tells why a connection failed by a sentence alone, in the server's language.  To tell "no
 * such database" from "not let in" from "away", a failed attempt that was answered at once is made a
 * second time with the verbosity that prints the SQLSTATE. */
#include "conn.h"

#include <poll.h>
#include <stdlib.h>

/* UTC and ISO so that what is cast to text reads alike everywhere; parallel workers and JIT off
 * because they are started for ordered pages and cost more than they save there. */
static const char session_sql[] =
    "set client_min_messages = error;"
    "set timezone = 'UTC';"
    "set datestyle = 'ISO, YMD';"
    "set intervalstyle = 'iso_8601';"
    "set extra_float_digits = 1;"
    "set bytea_output = 'hex';"
    "set standard_conforming_strings = on;"
    "set max_parallel_workers_per_gather = 0;"
    "set jit = off;"
    "set plan_cache_mode = auto;"
    "set default_transaction_read_only = %s;";

/* Where PostGIS lives outside the search path, its schema is put at the path's end, so that its
 * functions and operators are found without a prefix. */
static const char postgis_sql[] =
    "select g.oid, y.oid, current_setting('cpu_operator_cost'),"
    " d.datcollate in ('C', 'POSIX', 'C.UTF-8', 'C.utf8')"
    "  and (not to_jsonb(d) ? 'datlocprovider' or to_jsonb(d)->>'datlocprovider' in ('c', 'b')),"
    " case when n.nspname = any(current_schemas(true)) then ''"
    "  else set_config('search_path', case when current_setting('search_path') in ('', '\"\"') then ''"
    "   else current_setting('search_path') || ', ' end || quote_ident(n.nspname), false) end"
    ", pg_is_in_recovery()"
    " from pg_extension e join pg_namespace n on n.oid = e.extnamespace"
    " join pg_type g on g.typnamespace = n.oid and g.typname = 'geometry'"
    " join pg_type y on y.typnamespace = n.oid and y.typname = 'geography',"
    " pg_database d"
    " where e.extname = 'postgis' and d.datname = current_database()";

/* Loads PostGIS, GEOS and what they look up: 7 to 10 ms that no request should pay. */
static const char warm_sql[] =
    "select st_intersects(st_geomfromtext('POLYGON((0 0,2 0,2 2,0 0))', 4326), st_makeenvelope(0, 0, 1, 1, 4326))";

static void finishp(PGconn **c)
{
    PQfinish(*c);
}

/* What stands before dbname is for addresses that do not say: of several hosts a stand-by is read from.  What stands after it
 * wins over the address: which of its hosts is the primary is ours to find. */
static const char *const keywords[] = {"connect_timeout", "fallback_application_name", "target_session_attrs", "dbname",
                                       "client_encoding", "target_session_attrs", NULL};

/* Drive an attempt to its end, at most `ms`; only its message is of interest. */
static void drive(PGconn *c, int ms)
{
    int64_t end = vg_monotonic_ms() + ms;
    PostgresPollingStatusType p = PGRES_POLLING_WRITING;
    while (p != PGRES_POLLING_OK && p != PGRES_POLLING_FAILED) {
        struct pollfd f = {PQsocket(c), p == PGRES_POLLING_READING ? POLLIN : POLLOUT, 0};
        int64_t left = end - vg_monotonic_ms();
        if (f.fd < 0 || left <= 0 || poll(&f, 1, (int)left) <= 0)
            return;
        p = PQconnectPoll(c);
    }
}

/* The SQLSTATE is the last word of the message: "… FATAL:  3D000". */
static void diagnose(const char *const *values, char state[6])
{
    VG_AUTO(finishp) PGconn *c = PQconnectStartParams(keywords, values, 1);
    state[0] = '\0';
    if (!c || PQstatus(c) == CONNECTION_BAD)
        return;
    PQsetErrorVerbosity(c, PQERRORS_SQLSTATE);
    drive(c, 2000);
    struct vg_str m = vg_str_trim(vg_str_of(PQerrorMessage(c)));
    if (m.len < 6 || m.ptr[m.len - 6] != ' ')
        return;
    memcpy(state, m.ptr + m.len - 5, 5);
    state[5] = '\0';
}

static enum vg_status fail_connect(const struct vg_pg_target *t, const char *const *values, PGconn *c,
                                   bool at_once, struct vg_error *err)
{
    char state[6] = "", text[200];
    if (at_once)
        diagnose(values, state);
    vg_pg_flatten(text, sizeof text, c ? PQerrorMessage(c) : "no memory");
    if (!strcmp(state, "3D000"))
        return vg_fail(err, VG_NOT_FOUND, "store", "there is no such database: '%s'", t->name);
    if (!strncmp(state, "28", 2))
        return vg_fail(err, VG_FORBIDDEN, "store", "the database does not let this role in: %s", text);
    if (!state[0] && !strncmp(t->name, "service=", 8) && strstr(text, "service"))
        return vg_fail(err, VG_BAD_INPUT, "store", "%s", text);
    return vg_fail(err, VG_UNAVAILABLE, "store", "the database server does not answer: %s", text);
}

enum vg_status vg_pg_limit_time(struct vg_pg_conn *c, int ms, struct vg_error *err)
{
    char sql[64];
    snprintf(sql, sizeof sql, "set statement_timeout = %d", ms);
    return vg_pg_run(c, sql, err);
}

static enum vg_status read_postgis(struct vg_pg_conn *c, struct vg_error *err)
{
    VG_AUTO(vg_pg_clearp) PGresult *r = NULL;
    enum vg_status st = vg_pg_run_for(c, postgis_sql, &r, err);
    if (st != VG_OK)
        return st;
    if (PQntuples(r) != 1)
        return vg_fail(err, VG_BAD_INPUT, "store",
                       "the database '%s' has no PostGIS: run 'create extension postgis' in it",
                       c->target->name);
    c->geometry = (Oid)strtoul(PQgetvalue(r, 0, 0), NULL, 10);
    c->geography = (Oid)strtoul(PQgetvalue(r, 0, 1), NULL, 10);
    snprintf(c->operator_cost, sizeof c->operator_cost, "%s", PQgetvalue(r, 0, 2));
    c->codepoint = *PQgetvalue(r, 0, 3) == 't';
    c->standby = *PQgetvalue(r, 0, 5) == 't';
    return VG_OK;
}

static enum vg_status set_up(struct vg_pg_conn *c, struct vg_error *err)
{
    char sql[sizeof session_sql + 32];
    snprintf(sql, sizeof sql, session_sql, c->target->writable ? "off" : "on");
    enum vg_status r = vg_pg_run(c, sql, err);
    /* Gives a statement up when its client is gone; PostgreSQL 14 and later. */
    if (r == VG_OK && PQserverVersion(c->pq) >= 140000)
        r = vg_pg_run(c, "set client_connection_check_interval = 1000", err);
    if (r == VG_OK)
        r = read_postgis(c, err);
    if (r == VG_OK)
        r = vg_pg_run(c, warm_sql, err);
    if (r == VG_OK && !vg_pg_prepare_preludes(c))
        r = vg_pg_fail(c, NULL, err);
    if (r == VG_OK)
        r = vg_pg_limit_time(c, c->target->statement_ms, err);
    return r;
}

/* libpq would print them: what matters of them comes again as an error. */
static void ignore_notice(void *arg, const char *message)
{
    (void)arg;
    (void)message;
}

/* *lost: the server let us in and then ended the session. */
static enum vg_status connect_once(const struct vg_pg_target *t, struct vg_pg_conn **out, bool *lost,
                                   struct vg_error *err)
{
    const char *values[] = {VG_PG_CONNECT_S, "vigie", t->several ? "prefer-standby" : NULL, t->address, "UTF8", t->primary ? "read-write" : NULL, NULL};
    struct vg_pg_conn *c = calloc(1, sizeof *c);
    if (!c)
        return vg_fail(err, VG_NO_MEMORY, "", "no memory for a database connection");
    int64_t start = vg_monotonic_ms();
    c->target = t;
    c->pq = PQconnectdbParams(keywords, values, 1);
    enum vg_status r = VG_OK;
    if (c->pq)
        PQsetNoticeProcessor(c->pq, ignore_notice, NULL);
    if (!c->pq || PQstatus(c->pq) != CONNECTION_OK)
        r = fail_connect(t, values, c->pq, vg_monotonic_ms() - start < 1000, err);
    if (r == VG_OK)
        r = set_up(c, err);
    if (r != VG_OK) {
        *lost = c->lost;
        vg_pg_disconnect(c);
        return r;
    }
    *out = c;
    return VG_OK;
}

enum vg_status vg_pg_connect(const struct vg_pg_target *t, struct vg_pg_conn **out, struct vg_error *err)
{
    bool lost = false;
    struct vg_error why = vg_pg_apart(err);
    enum vg_status r = connect_once(t, out, &lost, &why);
    if (r != VG_OK && lost)
        r = connect_once(t, out, &lost, &why);
    return r == VG_OK ? VG_OK : vg_fail(err, r, why.where, "%s", why.text);
}

void vg_pg_disconnect(struct vg_pg_conn *c)
{
    if (!c)
        return;
    PQfinish(c->pq);
    free(c);
}

/* An idle connection has nothing to tell, unless the server has ended it: then a message comes, and the end of the stream after
 * it, a moment later on a busy machine.  Whatever there is to read is taken for that farewell: another is opened. */
bool vg_pg_is_alive(struct vg_pg_conn *c)
{
    if (c->broken || !vg_pg_settle(c))
        return false;
    struct pollfd f = {PQsocket(c->pq), POLLIN, 0};
    return poll(&f, 1, 0) == 0;
}
