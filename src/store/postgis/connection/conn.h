/* conn.h — one connection to PostgreSQL: made, asked, waited for, found broken.
 *
 * A connection belongs to one thread at a time.  Nothing here blocks without a bound: every wait has
 * a deadline, after which the statement is cancelled and, should even that not be heard, the
 * connection is given up. */
#ifndef VIGIE_STORE_POSTGIS_CONN_H
#define VIGIE_STORE_POSTGIS_CONN_H

#include <libpq-fe.h>

#include <vigie/base/hash.h>

#include "../../ops.h"

/* Statements kept prepared on one connection; past it the one unused longest goes. */
#define VG_PG_MAX_STATEMENTS 100
/* How long a new connection may take, where the address does not say. */
#define VG_PG_CONNECT_S "5"
/* How long past its own time-out a server may stay silent before it counts as away. */
#define VG_PG_GRACE_MS 3000

/* Where to connect and with what session.  Made once, shared by all threads, never changed. */
struct vg_pg_target {
    const struct vg_store *store; /* for its limits */
    char *address; /* as given; holds the password, so it is never shown */
    char *name;    /* the same without it */
    bool several;  /* it names more hosts than one */
    int statement_ms;
    bool writable; /* otherwise every transaction is read-only */
    bool primary;  /* of several hosts, the one that takes writes */
};

/* VG_BAD_INPUT: the store's address is none that libpq understands. */
enum vg_status vg_pg_target_new(const struct vg_store *s, struct vg_pg_target **out, struct vg_error *err) VG_MUST_USE;
void vg_pg_target_free(struct vg_pg_target *t);

struct vg_pg_statement {
    struct vg_hash key; /* of text and parameter types; {0}: free */
    uint64_t used;      /* the connection's tick when it was last asked for */
    unsigned number;    /* its name is v<number> */
};

/* What the server said of the statement that failed last, for those who can say more of it than its kind. */
struct vg_pg_fault {
    char state[6], column[64], constraint[64], detail[256], text[200];
};

struct vg_pg_conn {
    PGconn *pq;
    const struct vg_pg_target *target;
    Oid geometry, geography; /* differ from database to database */
    bool codepoint;          /* the database's default collation already sorts by code point */
    bool broken;             /* to be dropped, not asked again */
    bool lost;               /* it broke under the statement: a fresh one may well answer */
    bool stale;              /* the last failure was a plan made for another shape of the table */
    bool patient;            /* of a loader: waits as long as it takes */
    bool standby;            /* the server was one when it was looked at last */
    uint64_t replayed;       /* of a stand-by: how far it had come then */
    bool pending;            /* a COMMIT was sent whose answer nobody has read yet */
    bool single_rows;        /* the last statement's came one by one */
    int plan;                /* how it plans just now: VG_PG_PLAN_*; -1: not known */
    char operator_cost[24];  /* cpu_operator_cost as the server has it */
    struct vg_pg_fault fault;
    uint64_t tick;
    unsigned last_number;
    struct vg_pg_statement statements[VG_PG_MAX_STATEMENTS];
};

/* Connect, set the session up, make sure PostGIS is there and loaded.  VG_UNAVAILABLE: no answer;
 * VG_NOT_FOUND: no such database; VG_FORBIDDEN: not let in; VG_BAD_INPUT: no PostGIS, no such service. */
enum vg_status vg_pg_connect(const struct vg_pg_target *t, struct vg_pg_conn **out,
                             struct vg_error *err) VG_MUST_USE;
void vg_pg_disconnect(struct vg_pg_conn *c); /* bears NULL */
/* What the server allows one statement from now on. */
enum vg_status vg_pg_limit_time(struct vg_pg_conn *c, int ms, struct vg_error *err) VG_MUST_USE;
/* Is an idle connection still open at the other end?  Does not ask the server. */
bool vg_pg_is_alive(struct vg_pg_conn *c);

/* The values that stand for $1, $2 … */
struct vg_pg_params {
    int n;
    const Oid *types; /* 0: as the statement suggests */
    const char *const *values;
    const int *lengths, *formats;
};

enum vg_pg_mode {
    VG_PG_WHOLE = 0,
    VG_PG_SINGLE_ROWS = 1, /* rows are handed on as they come */
    VG_PG_BEGIN = 2,       /* first begin a read-only transaction on one snapshot, in the same round trip */
    VG_PG_PLAN_BOX = 4,    /* plan for these very values: the share of the box in the table decides */
    VG_PG_PLAN_WALK = 8,   /* one plan for all: along the index of the order, whatever the limit */
    VG_PG_PLAN = VG_PG_PLAN_BOX | VG_PG_PLAN_WALK,
};

/* Send a prepared statement (prepared now if it is new); its results are read with vg_pg_result. */
enum vg_status vg_pg_send(struct vg_pg_conn *c, const char *sql, const struct vg_pg_params *p, int mode,
                          int64_t deadline_ms, struct vg_error *err) VG_MUST_USE;
/* The next result of what was sent: VG_OK with *out (rows, a single row, or a command's end; the
 * caller clears it), VG_END when all is read.  deadline_ms as vg_monotonic_ms(); 0: the session's own limit.
 * After a failure nothing more is to be read. */
enum vg_status vg_pg_result(struct vg_pg_conn *c, int64_t deadline_ms, PGresult **out,
                            struct vg_error *err) VG_MUST_USE;
/* Send, and read the one result there is. */
enum vg_status vg_pg_ask(struct vg_pg_conn *c, const char *sql, const struct vg_pg_params *p, int mode,
                         int64_t deadline_ms, PGresult **out, struct vg_error *err) VG_MUST_USE;
/* One of several statements that go in one packet. */
struct vg_pg_job {
    const char *sql;
    const struct vg_pg_params *params;
    int mode;       /* VG_PG_PLAN_*, or 0 */
    PGresult *rows; /* its answer, which whoever reads it clears; NULL: it has none */
};
#define VG_PG_TOGETHER 32 /* at most so many */
/* Send them all and read each one's rows; answered() is told of each as soon as it has its own, after which the job is
 * not touched again.  They are one transaction: past the first that fails, none has an answer.  *n_answered of them have. */
enum vg_status vg_pg_ask_together(struct vg_pg_conn *c, struct vg_pg_job *const *jobs, size_t n, int64_t deadline_ms,
                                  void (*answered)(struct vg_pg_job *), size_t *n_answered, struct vg_error *err) VG_MUST_USE;
/* One statement or several without parameters, by the simple protocol; nothing is returned, or what the last one gave, as
 * text. */
enum vg_status vg_pg_run(struct vg_pg_conn *c, const char *sql, struct vg_error *err) VG_MUST_USE;
enum vg_status vg_pg_run_for(struct vg_pg_conn *c, const char *sql, PGresult **out, struct vg_error *err) VG_MUST_USE;

/* Prepare what goes before statements; false: it cannot be. */
bool vg_pg_prepare_preludes(struct vg_pg_conn *c);
/* Drop every prepared statement (after c->stale). */
void vg_pg_forget(struct vg_pg_conn *c);
/* Read what is left of a statement, or after patience_ms cancel it, so that the connection can be
 * asked again (a cancelled statement fails the transaction it is in). */
void vg_pg_abandon(struct vg_pg_conn *c, int patience_ms);
/* End the transaction without waiting for the answer, which the next use reads. */
void vg_pg_end(struct vg_pg_conn *c);
/* Read such an answer; false: the connection is broken. */
bool vg_pg_settle(struct vg_pg_conn *c);

/* An error of one's own that is told in the language of the caller's (which may be NULL). */
static inline struct vg_error vg_pg_apart(const struct vg_error *err)
{
    return (struct vg_error){.lang = err ? err->lang : VG_EN};
}

/* Fill err from a failed result (NULL: from the connection), by its SQLSTATE. */
enum vg_status vg_pg_fail(struct vg_pg_conn *c, const PGresult *r, struct vg_error *err);
/* "cached plan must not change result type", or the statement is not there (a pooler's doing). */
bool vg_pg_is_stale(const PGresult *r);
/* A server's message as one line. */
void vg_pg_flatten(char *text, size_t size, const char *message);

void vg_pg_clearp(PGresult **r);

#endif
