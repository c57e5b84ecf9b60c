/* conn.c — asking a connection: prepared statements, waiting with a bound, and giving up.
 *
 * A request that reads one item costs one round trip: its statement is prepared once for a
 * connection and then only bound.  What must come before it now and then (begin, prepare, another
 * plan_cache_mode, the end of a statement that had to go) travels in the same packet, by libpq's
 * pipeline. */
#include "conn.h"

#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <semaphore.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <time.h>

/* How long a cancelled statement may take to say so. */
#define CANCEL_MS 2000

void vg_pg_clearp(PGresult **r)
{
    PQclear(*r);
}

/* ------------------------------------------------------------------------------------------ waiting */

enum wait { WAIT_READY, WAIT_LATE, WAIT_LOST };

/* Until PQgetResult would not block.  TLS may hold back what the socket no longer shows: there the wait is
 * cut into short ones. */
static enum wait wait_until(struct vg_pg_conn *c, int64_t end_ms)
{
    int64_t most = PQsslInUse(c->pq) ? 10 : 60000;
    while (PQisBusy(c->pq)) {
        struct pollfd f = {PQsocket(c->pq), POLLIN, 0};
        int64_t left = end_ms - vg_monotonic_ms();
        if (left <= 0)
            return WAIT_LATE;
        poll(&f, 1, (int)(left < most ? left : most));
        if (!PQconsumeInput(c->pq))
            return WAIT_LOST;
    }
    return WAIT_READY;
}

/* Read all that is left of what was sent; false when it does not come in time. */
static bool drain(struct vg_pg_conn *c, int64_t end_ms)
{
    bool synced = PQpipelineStatus(c->pq) == PQ_PIPELINE_OFF;
    for (;;) {
        if (vg_monotonic_ms() > end_ms || wait_until(c, end_ms) != WAIT_READY)
            return false;
        PGresult *r = PQgetResult(c->pq);
        if (!r && synced)
            break;
        if (PQresultStatus(r) == PGRES_PIPELINE_SYNC)
            synced = true;
        bool over = PQstatus(c->pq) == CONNECTION_BAD;
        PQclear(r);
        if (over)
            return false;
    }
    return PQpipelineStatus(c->pq) == PQ_PIPELINE_OFF || PQexitPipelineMode(c->pq);
}

/* --------------------------------------------------------------------------------------- cancelling */

/* libpq asks for it on a connection of its own, and waits for a server that is silent as long as the system does: minutes, or
 * for ever.  So a thread asks, which is left alone with it where that takes too long. */
struct canceller {
    PGcancel *key;
    sem_t asked;
    atomic_bool heard;  /* set before asked is posted */
    atomic_int holders; /* the thread, and who waits for it */
};

static void let_go(struct canceller *k)
{
    if (atomic_fetch_sub(&k->holders, 1) != 1)
        return;
    PQfreeCancel(k->key);
    sem_destroy(&k->asked);
    free(k);
}

static void *ask_to_cancel(void *arg)
{
    struct canceller *k = arg;
    char text[64];
    atomic_store(&k->heard, PQcancel(k->key, text, sizeof text));
    sem_post(&k->asked);
    let_go(k);
    return NULL;
}

static struct canceller *canceller_new(struct vg_pg_conn *c)
{
    struct canceller *k = calloc(1, sizeof *k);
    pthread_t thread;
    if (!k)
        return NULL;
    k->key = PQgetCancel(c->pq);
    sem_init(&k->asked, 0, 0);
    atomic_init(&k->holders, 2);
    if (k->key && pthread_create(&thread, NULL, ask_to_cancel, k) == 0) {
        pthread_detach(thread);
        return k;
    }
    atomic_store(&k->holders, 1);
    let_go(k);
    return NULL;
}

static bool was_cancelled(struct vg_pg_conn *c, int64_t end_ms)
{
    struct canceller *k = canceller_new(c);
    const struct timespec end = {.tv_sec = (time_t)(end_ms / 1000), .tv_nsec = (long)(end_ms % 1000) * 1000000};
    int late;
    if (!k)
        return false;
    while ((late = sem_clockwait(&k->asked, CLOCK_MONOTONIC, &end)) != 0 && errno == EINTR)
        ;
    bool heard = !late && atomic_load(&k->heard);
    let_go(k);
    return heard;
}

static void cancel(struct vg_pg_conn *c)
{
    int64_t end_ms = vg_monotonic_ms() + CANCEL_MS;
    /* A cancel that came too late would hit the next statement: let it hit one that is none. */
    if (!was_cancelled(c, end_ms) || !drain(c, end_ms) || !PQsendQuery(c->pq, "") || !drain(c, vg_monotonic_ms() + CANCEL_MS))
        c->broken = true;
}

/* -------------------------------------------------------------------------------------- statements */

static struct vg_hash key_of(const char *sql, const struct vg_pg_params *p)
{
    struct vg_hash h = vg_hash_bytes(sql, strlen(sql));
    return p->n && p->types ? vg_hash_more(h, p->types, (size_t)p->n * sizeof *p->types) : h;
}

static struct vg_pg_statement *find(struct vg_pg_conn *c, struct vg_hash key)
{
    for (size_t i = 0; i < VG_PG_MAX_STATEMENTS; i++) {
        struct vg_pg_statement *s = &c->statements[i];
        if (s->number && s->key.lo == key.lo && s->key.hi == key.hi)
            return s;
    }
    return NULL;
}

static struct vg_pg_statement *unused_longest(struct vg_pg_conn *c)
{
    struct vg_pg_statement *s = &c->statements[0];
    for (size_t i = 1; i < VG_PG_MAX_STATEMENTS; i++)
        if (c->statements[i].used < s->used)
            s = &c->statements[i];
    return s;
}

/* ---------------------------------------------------------------------------------------- preludes */

#define BEGIN_NAME "vigie_begin"

static const struct plan_setting {
    int plan;
    const char *name, *cache, *sort;
} plan_settings[] = {
    {0, "vigie_plan", "auto", "on"},
    {VG_PG_PLAN_BOX, "vigie_box", "force_custom_plan", "on"},
    {VG_PG_PLAN_WALK, "vigie_walk", "force_generic_plan", "off"},
};

static const char *plan_name(int plan)
{
    for (size_t i = 0; i < VG_COUNT(plan_settings); i++)
        if (plan_settings[i].plan == plan)
            return plan_settings[i].name;
    return plan_settings[0].name;
}

static bool prepare_one(struct vg_pg_conn *c, const char *name, const char *sql)
{
    struct vg_error ignored = {0};
    PGresult *r;
    bool ok = PQsendPrepare(c->pq, name, sql, 0, NULL) && vg_pg_result(c, 0, &r, &ignored) == VG_OK;
    if (!ok)
        return false;
    PQclear(r);
    return vg_pg_result(c, 0, &r, &ignored) == VG_END;
}

/* Left alone, PostgreSQL plans anew for each limit, and takes an exact test of a geometry for so dear
 * that it goes through a spatial index long after a walk along the key has become the shorter way:
 * with the test's cost as good as gone, it finds that point within the noise of measuring it. */
bool vg_pg_prepare_preludes(struct vg_pg_conn *c)
{
    char sql[256];
    bool ok = prepare_one(c, BEGIN_NAME, "begin isolation level repeatable read read only");
    for (size_t i = 0; ok && i < VG_COUNT(plan_settings); i++) {
        const struct plan_setting *p = &plan_settings[i];
        snprintf(sql, sizeof sql,
                 "select set_config('plan_cache_mode', '%s', false), set_config('enable_sort', '%s', false),"
                 " set_config('cpu_operator_cost', '%s', false)",
                 p->cache, p->sort, p->plan == VG_PG_PLAN_BOX ? "0.00001" : c->operator_cost);
        ok = prepare_one(c, p->name, sql);
    }
    return ok;
}

void vg_pg_forget(struct vg_pg_conn *c)
{
    memset(c->statements, 0, sizeof c->statements);
    c->stale = false;
    struct vg_error ignored = {0};
    c->broken |= vg_pg_run(c, "deallocate all", &ignored) != VG_OK || !vg_pg_prepare_preludes(c);
}

/* ----------------------------------------------------------------------------------------- sending */

/* What goes before a statement in the same packet. */
struct prelude {
    const char *names[2]; /* prepared */
    int n;
    char deallocate[32];  /* "": nothing */
    bool prepare;
};

static void plan_prelude(struct vg_pg_conn *c, const struct vg_pg_statement *s, int mode, struct prelude *out)
{
    int plan = mode & VG_PG_PLAN;
    if (mode & VG_PG_BEGIN)
        out->names[out->n++] = BEGIN_NAME;
    if (plan != c->plan)
        out->names[out->n++] = plan_name(plan);
    if (out->prepare && s->number)
        snprintf(out->deallocate, sizeof out->deallocate, "deallocate v%u", s->number);
    c->plan = plan;
}

static bool queue_prelude(struct vg_pg_conn *c, const struct prelude *pre, const char *name, const char *sql,
                          const struct vg_pg_params *p)
{
    for (int i = 0; i < pre->n; i++)
        if (!PQsendQueryPrepared(c->pq, pre->names[i], 0, NULL, NULL, NULL, 0))
            return false;
    if (*pre->deallocate && !PQsendQueryParams(c->pq, pre->deallocate, 0, NULL, NULL, NULL, NULL, 0))
        return false;
    return !pre->prepare || PQsendPrepare(c->pq, name, sql, p->n, p->types);
}

static int prelude_answers(const struct prelude *pre)
{
    return pre->n + (*pre->deallocate != 0) + pre->prepare;
}

/* The answers of the prelude, each up to the NULL that ends it; a failure is the whole packet's. */
static enum vg_status read_prelude(struct vg_pg_conn *c, int n, int64_t end_ms, struct vg_error *err)
{
    for (int i = 0; i < n; i++) {
        PGresult *r;
        enum vg_status st = vg_pg_result(c, end_ms, &r, err);
        if (st != VG_OK)
            return st == VG_END ? vg_fail(err, VG_BUG, "", "the database answered out of turn") : st;
        do
            PQclear(r);
        while (wait_until(c, end_ms) == WAIT_READY && (r = PQgetResult(c->pq)));
    }
    return VG_OK;
}

/* The statement's place on this connection, and what is to go before it. */
static struct vg_pg_statement *enlist(struct vg_pg_conn *c, const char *sql, const struct vg_pg_params *p, int mode,
                                      struct prelude *pre)
{
    struct vg_hash key = key_of(sql, p);
    struct vg_pg_statement *s = find(c, key);
    *pre = (struct prelude){.prepare = !s};
    if (!s)
        s = unused_longest(c);
    plan_prelude(c, s, mode, pre);
    if (pre->prepare)
        *s = (struct vg_pg_statement){.key = key, .number = ++c->last_number};
    s->used = ++c->tick;
    return s;
}

static bool queue(struct vg_pg_conn *c, const struct prelude *pre, const struct vg_pg_statement *s, const char *sql,
                  const struct vg_pg_params *p)
{
    char name[16];
    snprintf(name, sizeof name, "v%u", s->number);
    return queue_prelude(c, pre, name, sql, p) &&
           PQsendQueryPrepared(c->pq, name, p->n, p->values, p->lengths, p->formats, 1);
}

static const struct vg_pg_params none;

/* When waiting for a statement that is sent now ends.  The server ends it at statement_timeout by itself; past a grace it
 * counts as gone. */
static int64_t end_ms_of(const struct vg_pg_conn *c, int64_t deadline_ms)
{
    if (c->patient)
        return INT64_MAX;
    int64_t end = vg_monotonic_ms() + c->target->statement_ms + VG_PG_GRACE_MS;
    return deadline_ms && deadline_ms < end ? deadline_ms : end;
}

enum vg_status vg_pg_send(struct vg_pg_conn *c, const char *sql, const struct vg_pg_params *p, int mode,
                          int64_t deadline_ms, struct vg_error *err)
{
    p = p ? p : &none;
    if (c->broken || !vg_pg_settle(c))
        return vg_pg_fail(c, NULL, err);
    struct prelude pre;
    struct vg_pg_statement *s = enlist(c, sql, p, mode, &pre);
    bool pipeline = prelude_answers(&pre) > 0;
    bool ok = (!pipeline || PQenterPipelineMode(c->pq)) && queue(c, &pre, s, sql, p) &&
              (!pipeline || PQpipelineSync(c->pq));
    enum vg_status r = ok ? read_prelude(c, prelude_answers(&pre), end_ms_of(c, deadline_ms), err)
                          : vg_pg_fail(c, NULL, err);
    c->single_rows = r == VG_OK && (mode & VG_PG_SINGLE_ROWS) && PQsetSingleRowMode(c->pq);
    if (r != VG_OK && pre.prepare)
        memset(s, 0, sizeof *s);
    return r;
}

/* ----------------------------------------------------------------------------------------- reading */

static enum vg_status fail_late(struct vg_pg_conn *c, bool by_request, struct vg_error *err)
{
    if (by_request) {
        cancel(c);
        c->plan = -1;
        return vg_store_out_of_time(c->target->store, true, err);
    }
    c->broken = true;
    return vg_fail(err, VG_UNAVAILABLE, "", "the database server fell silent");
}

static enum vg_status finish_with_error(struct vg_pg_conn *c, PGresult *r, struct vg_error *err)
{
    enum vg_status st = vg_pg_fail(c, r, err);
    c->plan = -1; /* a setting goes back with the packet or transaction it was part of */
    c->stale = vg_pg_is_stale(r);
    PQclear(r);
    if (!drain(c, vg_monotonic_ms() + CANCEL_MS))
        c->broken = true;
    return st;
}

enum vg_status vg_pg_result(struct vg_pg_conn *c, int64_t deadline_ms, PGresult **out, struct vg_error *err)
{
    int64_t end_ms = 0;
    for (;;) {
        if (PQisBusy(c->pq)) {
            end_ms = end_ms ? end_ms : end_ms_of(c, deadline_ms);
            enum wait w = wait_until(c, end_ms);
            if (w == WAIT_LATE)
                return fail_late(c, end_ms == deadline_ms, err);
            if (w == WAIT_LOST)
                return vg_pg_fail(c, NULL, err);
        }
        PGresult *r = PQgetResult(c->pq);
        if (!r && PQpipelineStatus(c->pq) == PQ_PIPELINE_OFF)
            return VG_END;
        if (!r)
            continue; /* between two statements of a pipeline */
        switch (PQresultStatus(r)) {
        case PGRES_PIPELINE_SYNC:
            PQclear(r);
            PQexitPipelineMode(c->pq);
            return VG_END;
        case PGRES_COMMAND_OK:
        case PGRES_TUPLES_OK:
        case PGRES_SINGLE_TUPLE:
            *out = r;
            return VG_OK;
        default:
            return finish_with_error(c, r, err);
        }
    }
}

enum vg_status vg_pg_ask(struct vg_pg_conn *c, const char *sql, const struct vg_pg_params *p, int mode,
                         int64_t deadline_ms, PGresult **out, struct vg_error *err)
{
    PGresult *got = NULL, *more;
    enum vg_status r = vg_pg_send(c, sql, p, mode & ~VG_PG_SINGLE_ROWS, deadline_ms, err);
    if (r == VG_OK)
        r = vg_pg_result(c, deadline_ms, &got, err);
    while (r == VG_OK && (r = vg_pg_result(c, deadline_ms, &more, err)) == VG_OK)
        PQclear(more);
    if (r != VG_END || !got) {
        PQclear(got);
        return r == VG_END ? vg_fail(err, VG_BUG, "", "the database gave no answer") : r;
    }
    *out = got;
    return VG_OK;
}

/* How much of the packet comes before a job's own rows, and the statement if it is new. */
struct sent {
    int n_preludes;
    struct vg_pg_statement *fresh;
};

static enum vg_status read_job(struct vg_pg_conn *c, struct sent *sent, struct vg_pg_job *job, int64_t deadline_ms,
                               struct vg_error *err)
{
    enum vg_status r = read_prelude(c, sent->n_preludes, deadline_ms, err);
    if (r != VG_OK)
        return r;
    sent->fresh = NULL; /* prepared it stays, whatever becomes of its rows */
    r = vg_pg_result(c, deadline_ms, &job->rows, err);
    return r == VG_END ? vg_fail(err, VG_BUG, "", "the database gave no answer") : r;
}

enum vg_status vg_pg_ask_together(struct vg_pg_conn *c, struct vg_pg_job *const *jobs, size_t n, int64_t deadline_ms,
                                  void (*answered)(struct vg_pg_job *), size_t *n_answered, struct vg_error *err)
{
    struct sent sent[VG_PG_TOGETHER] = {0};
    struct prelude pre;
    PGresult *end;
    size_t n_sent = 0;
    *n_answered = 0;
    if (c->broken || !vg_pg_settle(c) || !PQenterPipelineMode(c->pq))
        return vg_pg_fail(c, NULL, err);
    /* libpq would still give the first of them row by row: let that be a statement that has none. */
    bool ok = !c->single_rows || PQsendPrepare(c->pq, "", "", 0, NULL);
    int n_before = c->single_rows;
    c->single_rows = false;
    for (; ok && n_sent < n; n_sent++) {
        const struct vg_pg_job *job = jobs[n_sent];
        struct vg_pg_statement *s = enlist(c, job->sql, job->params, job->mode, &pre);
        sent[n_sent] = (struct sent){prelude_answers(&pre), pre.prepare ? s : NULL};
        ok = queue(c, &pre, s, job->sql, job->params);
    }
    enum vg_status r = ok && PQpipelineSync(c->pq) ? read_prelude(c, n_before, deadline_ms, err) : vg_pg_fail(c, NULL, err);
    for (size_t i = 0; r == VG_OK && i < n; i++) {
        r = read_job(c, &sent[i], jobs[i], deadline_ms, err);
        if (r == VG_OK) {
            answered(jobs[i]);
            ++*n_answered;
        }
    }
    for (size_t i = 0; i < n_sent; i++)
        if (r != VG_OK && sent[i].fresh)
            memset(sent[i].fresh, 0, sizeof *sent[i].fresh);
    if (r == VG_OK)
        r = vg_pg_result(c, deadline_ms, &end, err);
    return r == VG_END ? VG_OK : r;
}

enum vg_status vg_pg_run_for(struct vg_pg_conn *c, const char *sql, PGresult **out, struct vg_error *err)
{
    if (c->broken || !vg_pg_settle(c) || !PQsendQuery(c->pq, sql))
        return vg_pg_fail(c, NULL, err);
    PGresult *last = NULL, *r;
    enum vg_status st;
    while ((st = vg_pg_result(c, 0, &r, err)) == VG_OK) {
        PQclear(last);
        last = r;
    }
    if (st == VG_END && last) {
        *out = last;
        return VG_OK;
    }
    PQclear(last);
    return st == VG_END ? vg_fail(err, VG_BUG, "", "the database gave no answer") : st;
}

enum vg_status vg_pg_run(struct vg_pg_conn *c, const char *sql, struct vg_error *err)
{
    VG_AUTO(vg_pg_clearp) PGresult *r = NULL;
    return vg_pg_run_for(c, sql, &r, err);
}

/* ------------------------------------------------------------------------------------------ ending */

void vg_pg_abandon(struct vg_pg_conn *c, int patience_ms)
{
    if (c->broken || (PQtransactionStatus(c->pq) != PQTRANS_ACTIVE && PQpipelineStatus(c->pq) == PQ_PIPELINE_OFF))
        return;
    if (patience_ms && drain(c, vg_monotonic_ms() + patience_ms))
        return;
    cancel(c);
    c->plan = -1;
}

void vg_pg_end(struct vg_pg_conn *c)
{
    PGTransactionStatusType t = PQtransactionStatus(c->pq);
    if (c->broken || c->pending || t == PQTRANS_IDLE)
        return;
    if (t != PQTRANS_INTRANS && t != PQTRANS_INERROR)
        c->broken = true;
    else if (PQsendQuery(c->pq, "commit"))
        c->pending = true;
    else
        c->broken = c->lost = true;
}

bool vg_pg_settle(struct vg_pg_conn *c)
{
    if (!c->pending)
        return true;
    c->pending = false;
    if (!drain(c, vg_monotonic_ms() + CANCEL_MS))
        c->broken = c->lost = true;
    return !c->broken;
}
