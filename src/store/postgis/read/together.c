/* together.c — short reads of several requests in one packet.
 *
 * Where one item is read, that a thread and a server process wake each other costs more than the reading.  So while a
 * packet is on its way, the short reads of other requests gather; who sent it sends them all in the next one, on the same
 * connection, for a little while, then who came first of them does, and hands out the rows as they come.  Nobody waits for others to
 * come: a read that finds no packet on its way is sent at once, alone.
 *
 * Of those that ask the very same, one is sent, and its rows are copied for the others: they asked before it was.
 *
 * What goes wrong with a packet is nobody's answer: whoever has none asks again alone, and is told there what is wrong.  Only
 * where the leader waited for a connection in vain, all have waited.
 * A read is short when it walks along a key, or when the same statement took no time the last time it was asked alone; one
 * that keeps a packet waiting (its table may be locked), or makes it fail, is not taken into any for a while. */
#include <semaphore.h>

#include "../pg.h"

#define SHORT_MS 2
#define LATE_MS 250     /* a packet not answered by then has a statement in it that is not short: it is cancelled */
#define LATE_FOR_MS 60000 /* and that statement, or one that fails, is asked alone for so long */

struct asker {
    struct vg_pg_job job; /* first: answered() is given its address */
    struct asker *next, *alike; /* who waits behind it; who asks the same as it, and is answered with it */
    bool leads; /* it is its turn to send, for all that hang on it */
    enum vg_status refused; /* there was no connection to be had, for any of them */
    struct vg_error *err;
    sem_t wake;
};

static struct vg_pg_habit *habit_of(struct vg_pg_together *t, const char *sql, uint64_t *key)
{
    *key = vg_hash_bytes(sql, strlen(sql)).lo;
    return &t->habits[*key % VG_COUNT(t->habits)];
}

bool vg_pg_is_short(struct vg_pg_store *s, const char *sql, bool walks)
{
    uint64_t key;
    struct vg_pg_habit *h = habit_of(&s->together, sql, &key);
    pthread_mutex_lock(&s->together.lock);
    bool known = h->key == key;
    bool is_short = walks ? !known || h->alone_until_ms <= vg_monotonic_ms() : known && h->alone_until_ms == 0;
    pthread_mutex_unlock(&s->together.lock);
    return is_short;
}

void vg_pg_note_time(struct vg_pg_store *s, const char *sql, int64_t ms)
{
    uint64_t key;
    struct vg_pg_habit *h = habit_of(&s->together, sql, &key);
    int64_t now = vg_monotonic_ms();
    pthread_mutex_lock(&s->together.lock);
    if (ms > SHORT_MS)
        *h = (struct vg_pg_habit){key, ms >= LATE_MS ? now + LATE_FOR_MS : now};
    else if (h->key != key || h->alone_until_ms <= now)
        *h = (struct vg_pg_habit){key, 0};
    pthread_mutex_unlock(&s->together.lock);
}

/* The lead goes to the first of those who wait, with all the others. */
static void pass_on(struct vg_pg_together *t)
{
    pthread_mutex_lock(&t->lock);
    struct asker *first = t->first;
    t->sent_ms = vg_monotonic_ms();
    if (first)
        first->leads = true;
    else
        t->n_leading--;
    t->first = t->last = NULL;
    t->n_waiting = 0;
    pthread_mutex_unlock(&t->lock);
    if (first)
        sem_post(&first->wake);
}

/* An asker is gone once it is woken. */
static void wake(struct vg_pg_job *job)
{
    static const int whole = PG_COPYRES_ATTRS | PG_COPYRES_TUPLES;
    struct asker *a = (struct asker *)job;
    for (struct asker *other = a->alike, *next; other; other = next) {
        next = other->alike;
        other->job.rows = job->rows ? PQcopyResult(job->rows, whole) : NULL;
        sem_post(&other->wake);
    }
    if (!a->leads)
        sem_post(&a->wake);
}

static void refuse(struct asker *a, enum vg_status r, const struct vg_error *why)
{
    for (; a; a = a->alike)
        a->refused = vg_fail(a->err, r, why->where, "%s", why->text);
}

static bool are_alike(const struct vg_pg_job *a, const struct vg_pg_job *b)
{
    const struct vg_pg_params *p = a->params, *q = b->params;
    if (a->mode != b->mode || p->n != q->n)
        return false;
    for (int i = 0; i < p->n; i++) {
        if (p->types[i] != q->types[i] || p->formats[i] != q->formats[i] || !p->values[i] != !q->values[i])
            return false;
        if (p->values[i] && (p->lengths[i] != q->lengths[i] || memcmp(p->values[i], q->values[i], (size_t)p->lengths[i]) != 0))
            return false;
    }
    return !strcmp(a->sql, b->sql);
}

static size_t add(struct asker *a, struct vg_pg_job **jobs, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (are_alike(jobs[i], &a->job)) {
            struct asker *before = (struct asker *)jobs[i];
            a->alike = before->alike;
            before->alike = a;
            return n;
        }
    jobs[n] = &a->job;
    return n + 1;
}

/* Those with one plan after those with the other, so that the server changes its mind once at most.  The leader is the first
 * of its like, so that it is woken by nobody. */
static size_t collect(struct asker *first, struct vg_pg_job **jobs)
{
    size_t n = 0;
    for (int walk = 1; walk >= 0; walk--)
        for (struct asker *a = first; a; a = a->next)
            if (((a->job.mode & VG_PG_PLAN_WALK) != 0) == walk)
                n = add(a, jobs, n);
    return n;
}

/* Those who came meanwhile, for the same leader: that takes no thread that is woken for it. */
static struct asker *gathered(struct vg_pg_together *t)
{
    pthread_mutex_lock(&t->lock);
    struct asker *first = t->first;
    t->sent_ms = vg_monotonic_ms();
    t->first = t->last = NULL;
    t->n_waiting = 0;
    pthread_mutex_unlock(&t->lock);
    return first;
}

/* What is to be known of the one that the packet failed at.  A plan gone stale is the connection's. */
static void note_failure(struct vg_pg_store *s, struct vg_pg_conn *c, const struct vg_pg_job *job, bool late)
{
    if (late || (!c->broken && !c->stale))
        vg_pg_note_time(s, job->sql, LATE_MS);
    if (c->stale && !c->broken)
        vg_pg_forget(c);
}

static void lead(struct vg_pg_session *x, struct asker *first)
{
    struct vg_pg_store *s = (struct vg_pg_store *)x->base.store;
    struct vg_pg_job *jobs[VG_PG_TOGETHER];
    struct vg_error why = vg_pg_apart(first->err);
    size_t n = collect(first, jobs), n_answered = 0;
    enum vg_status taken = vg_pg_take_reader(x, &why), r = taken;
    int64_t began_ms = vg_monotonic_ms();
    while (r == VG_OK) {
        int64_t end_ms = vg_monotonic_ms() + LATE_MS;
        r = vg_pg_ask_together(x->conn, jobs, n, end_ms, wake, &n_answered, &why);
        if (r != VG_OK && n_answered < n)
            note_failure(s, x->conn, jobs[n_answered], vg_monotonic_ms() >= end_ms);
        if (r != VG_OK || vg_monotonic_ms() - began_ms > SHORT_MS || !(first = gathered(&s->together)))
            break;
        n = collect(first, jobs);
        n_answered = 0;
    }
    if (taken == VG_OK)
        vg_pg_give_back(x);
    pass_on(&s->together);
    for (; n_answered < n; n_answered++) {
        if (taken != VG_OK)
            refuse((struct asker *)jobs[n_answered], taken, &why);
        wake(jobs[n_answered]);
    }
}

enum turn { LEADS, WAITS, ALONE };

/* One packet at a time, so that many gather in the next, unless it is slow to come back or those who wait fill another. */
static bool may_lead(const struct vg_pg_together *t)
{
    return t->n_leading == 0 || (t->n_leading < t->most_leading && (t->n_waiting == VG_PG_TOGETHER ||
                                                                   vg_monotonic_ms() - t->sent_ms > SHORT_MS));
}

static enum turn join(struct vg_pg_together *t, struct asker *me)
{
    enum turn turn = ALONE; /* too many wait already */
    pthread_mutex_lock(&t->lock);
    if (may_lead(t)) {
        t->n_leading++;
        t->sent_ms = vg_monotonic_ms();
        me->leads = true;
        turn = LEADS;
    } else if (t->n_waiting < VG_PG_TOGETHER) {
        *(t->last ? &t->last->next : &t->first) = me;
        t->last = me;
        t->n_waiting++;
        turn = WAITS;
    }
    pthread_mutex_unlock(&t->lock);
    return turn;
}

enum vg_status vg_pg_read_together(struct vg_pg_session *x, const char *sql, const struct vg_pg_params *p, int mode,
                                   PGresult **out, struct vg_error *err)
{
    struct vg_pg_together *t = &((struct vg_pg_store *)x->base.store)->together;
    struct asker me = {.job = {.sql = sql, .params = p, .mode = mode}, .err = err};
    sem_init(&me.wake, 0, 0);
    enum turn turn = join(t, &me);
    /* Whoever leads waits a bounded time for a connection and for its packet. */
    while (turn == WAITS && sem_wait(&me.wake) != 0)
        ;
    if (turn == LEADS || (turn == WAITS && me.leads))
        lead(x, &me);
    sem_destroy(&me.wake);
    *out = me.job.rows;
    return me.job.rows ? VG_OK : me.refused ? me.refused : VG_END;
}
