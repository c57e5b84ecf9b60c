/* A fair pool: takers that must wait stand in a queue, and what is given back goes to the first of them.
 *
 * What is handed on to a waiter is either a connection or a place (the right to open one): a connection that came
 * back broken leaves its place, and the next in the queue opens another in its own thread, so that no giver ever
 * waits for a database. */
#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <time.h>

#include <vigie/base/time.h>

#include "pool.h"

struct waiter {
    pthread_cond_t wake;
    struct waiter *next;
    bool served;
    void *conn; /* NULL: a place, to open one in */
};

struct held {
    void *conn;
    unsigned generation;
};

struct vg_pool {
    struct vg_pool_options o;
    pthread_mutex_t lock;
    struct waiter *first, *last;
    int n_waiting;
    int n_open; /* connections, and places handed out to open one */
    struct held *idle, *out; /* o.size each; out: with takers, to know how old one is when it comes back */
    int n_idle, n_out;
    unsigned generation;
};

static enum vg_status no_memory(struct vg_error *err)
{
    return vg_fail(err, VG_NO_MEMORY, "", "no memory for a connection pool");
}

enum vg_status vg_pool_new(const struct vg_pool_options *o, struct vg_pool **out, struct vg_error *err)
{
    struct vg_pool *p = calloc(1, sizeof(*p));

    if (!p)
        return no_memory(err);
    p->o = *o;
    p->idle = calloc((size_t)o->size, sizeof(*p->idle));
    p->out = calloc((size_t)o->size, sizeof(*p->out));
    if (!p->idle || !p->out || pthread_mutex_init(&p->lock, NULL) != 0) {
        free(p->idle);
        free(p->out);
        free(p);
        return no_memory(err);
    }
    *out = p;
    return VG_OK;
}

void vg_pool_free(struct vg_pool *p)
{
    if (!p)
        return;
    for (int i = 0; i < p->n_idle; i++)
        p->o.close(p->o.owner, p->idle[i].conn);
    pthread_mutex_destroy(&p->lock);
    free(p->idle);
    free(p->out);
    free(p);
}

static void unlink_waiter(struct vg_pool *p, struct waiter *w)
{
    struct waiter *before = NULL;

    for (struct waiter *at = p->first; at; before = at, at = at->next) {
        if (at != w)
            continue;
        if (before)
            before->next = w->next;
        else
            p->first = w->next;
        if (p->last == w)
            p->last = before;
        p->n_waiting--;
        return;
    }
}

/* Serve the first in the queue; false: nobody waits. */
static bool hand_on(struct vg_pool *p, void *conn)
{
    struct waiter *w = p->first;

    if (!w)
        return false;
    unlink_waiter(p, w);
    w->served = true;
    w->conn = conn;
    pthread_cond_signal(&w->wake);
    return true;
}

/* A place is free: the next in the queue may open a connection in it. */
static void free_place(struct vg_pool *p)
{
    if (!hand_on(p, NULL))
        p->n_open--;
}

static struct timespec timespec_of(int64_t ms)
{
    struct timespec t = {.tv_sec = (time_t)(ms / 1000), .tv_nsec = (long)(ms % 1000) * 1000000};

    return t;
}

/* Stand in the queue; the lock is held before and after.  *conn NULL: a place. */
static enum vg_status wait_turn(struct vg_pool *p, int64_t until_ms, void **conn, struct vg_error *err)
{
    struct waiter w = {.served = false};
    struct timespec until = timespec_of(until_ms);

    if (p->n_waiting >= p->o.queue_length)
        return vg_fail(err, VG_UNAVAILABLE, "",
                       "all %d store connections are busy and %d requests wait already", p->o.size,
                       p->n_waiting);
    if (pthread_cond_init(&w.wake, NULL) != 0)
        return no_memory(err);
    if (p->last)
        p->last->next = &w;
    else
        p->first = &w;
    p->last = &w;
    p->n_waiting++;

    int late = 0;
    while (!w.served && late == 0)
        late = pthread_cond_clockwait(&w.wake, &p->lock, CLOCK_MONOTONIC, &until);
    if (!w.served)
        unlink_waiter(p, &w);
    pthread_cond_destroy(&w.wake);
    if (!w.served)
        return vg_fail(err, VG_UNAVAILABLE, "", "no store connection came free in time");
    *conn = w.conn;
    return VG_OK;
}

/* An idle connection, a place to open one in, or wait for either; the lock is held. */
static enum vg_status take_any(struct vg_pool *p, int64_t until_ms, void **conn, unsigned *generation,
                               struct vg_error *err)
{
    *conn = NULL;
    *generation = p->generation;
    if (p->n_idle > 0) {
        *conn = p->idle[--p->n_idle].conn;
        *generation = p->idle[p->n_idle].generation;
        return VG_OK;
    }
    if (p->n_open < p->o.size) {
        p->n_open++;
        return VG_OK;
    }
    return wait_turn(p, until_ms, conn, err);
}

static void note_out(struct vg_pool *p, void *conn, unsigned generation)
{
    p->out[p->n_out++] = (struct held){conn, generation};
}

/* The generation of a connection that comes back. */
static unsigned note_back(struct vg_pool *p, void *conn)
{
    for (int i = 0; i < p->n_out; i++) {
        if (p->out[i].conn == conn) {
            unsigned generation = p->out[i].generation;
            p->out[i] = p->out[--p->n_out];
            return generation;
        }
    }
    return p->generation;
}

static enum vg_status open_one(struct vg_pool *p, void **out, struct vg_error *err)
{
    enum vg_status r = p->o.open(p->o.owner, out, err);

    if (r != VG_OK) {
        pthread_mutex_lock(&p->lock);
        free_place(p);
        pthread_mutex_unlock(&p->lock);
    }
    return r;
}

enum vg_status vg_pool_take(struct vg_pool *p, int64_t deadline_ms, void **out, struct vg_error *err)
{
    int64_t until = vg_monotonic_ms() + p->o.wait_ms;
    unsigned generation;
    void *conn;

    if (deadline_ms != 0 && deadline_ms < until)
        until = deadline_ms;
    pthread_mutex_lock(&p->lock);
    enum vg_status r = take_any(p, until, &conn, &generation, err);
    pthread_mutex_unlock(&p->lock);
    if (r != VG_OK)
        return r;

    if (conn && p->o.usable && !p->o.usable(p->o.owner, conn)) {
        p->o.close(p->o.owner, conn);
        conn = NULL;
    }
    if (!conn) {
        r = open_one(p, &conn, err);
        if (r != VG_OK)
            return r;
    }
    pthread_mutex_lock(&p->lock);
    note_out(p, conn, generation);
    pthread_mutex_unlock(&p->lock);
    *out = conn;
    return VG_OK;
}

void vg_pool_give(struct vg_pool *p, void *conn, bool broken)
{
    pthread_mutex_lock(&p->lock);
    unsigned generation = note_back(p, conn);
    broken = broken || generation != p->generation;
    if (!broken && !hand_on(p, conn))
        p->idle[p->n_idle++] = (struct held){conn, generation};
    pthread_mutex_unlock(&p->lock);
    if (!broken)
        return;

    p->o.close(p->o.owner, conn);
    pthread_mutex_lock(&p->lock);
    free_place(p);
    pthread_mutex_unlock(&p->lock);
}

enum vg_status vg_pool_warm(struct vg_pool *p, int n, struct vg_error *err)
{
    enum vg_status r = VG_OK;

    while (r == VG_OK) {
        void *conn;
        pthread_mutex_lock(&p->lock);
        bool more = p->n_open < n && p->n_open < p->o.size;
        p->n_open += more;
        unsigned generation = p->generation;
        pthread_mutex_unlock(&p->lock);
        if (!more)
            break;
        r = open_one(p, &conn, err);
        if (r != VG_OK)
            break;
        pthread_mutex_lock(&p->lock);
        if (!hand_on(p, conn))
            p->idle[p->n_idle++] = (struct held){conn, generation};
        pthread_mutex_unlock(&p->lock);
    }
    return r;
}

void vg_pool_renew(struct vg_pool *p)
{
    pthread_mutex_lock(&p->lock);
    p->generation++;
    pthread_mutex_unlock(&p->lock);
    for (;;) {
        void *conn = NULL;
        pthread_mutex_lock(&p->lock);
        if (p->n_idle > 0)
            conn = p->idle[--p->n_idle].conn;
        pthread_mutex_unlock(&p->lock);
        if (!conn)
            return;
        p->o.close(p->o.owner, conn);
        pthread_mutex_lock(&p->lock);
        free_place(p);
        pthread_mutex_unlock(&p->lock);
    }
}

struct vg_pool_state vg_pool_look(struct vg_pool *p)
{
    pthread_mutex_lock(&p->lock);
    struct vg_pool_state s = {p->n_open, p->n_idle, p->n_waiting};
    pthread_mutex_unlock(&p->lock);
    return s;
}
