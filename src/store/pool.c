/* A fair pool: takers that must wait stand in a queue, and what is given back goes to the first of them.
 *
 * What is handed on to a waiter is either a connection or a place (the right to open one): a connection that came
 * back broken leaves its place, and the next in the queue opens another in its own thread, so that no giver ever
 * waits for a database. */
#include <assert.h>
#include <errno.h>
#include <pthread.h>
#include <semaphore.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <time.h>

#include <vigie/base/time.h>

#include "pool.h"

struct waiter {
    sem_t wake;
    struct waiter *next;
    atomic_bool served; /* set after conn, before wake is posted */
    void *conn;         /* NULL: a place, to open one in */
};

struct vg_pool {
    struct vg_pool_options o;
    pthread_mutex_t lock;
    struct waiter *first, *last;
    int n_waiting;
    int n_open; /* connections, and places handed out to open one */
    void **idle; /* o.size */
    int n_idle;
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
    if (!p->idle || pthread_mutex_init(&p->lock, NULL) != 0) {
        free(p->idle);
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
        p->o.close(p->o.owner, p->idle[i]);
    pthread_mutex_destroy(&p->lock);
    free(p->idle);
    free(p);
}

static bool unlink_waiter(struct vg_pool *p, struct waiter *w)
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
        return true;
    }
    return false;
}

/* The first in the queue, who is to be served by hand_on() once the lock is given back: who wakes with the lock still
 * held by the giver sleeps again at once.  NULL: nobody waits. */
static struct waiter *next_in_queue(struct vg_pool *p)
{
    struct waiter *w = p->first;

    if (w)
        unlink_waiter(p, w);
    return w;
}

/* *w is gone when this returns. */
static void hand_on(struct waiter *w, void *conn)
{
    w->conn = conn;
    atomic_store_explicit(&w->served, true, memory_order_release);
    sem_post(&w->wake);
}

/* A place is free: the next in the queue may open a connection in it. */
static void free_place(struct vg_pool *p)
{
    pthread_mutex_lock(&p->lock);
    struct waiter *w = next_in_queue(p);
    if (!w)
        p->n_open--;
    pthread_mutex_unlock(&p->lock);
    if (w)
        hand_on(w, NULL);
}

/* false: it is no longer there, since somebody serves it. */
static bool leave_queue(struct vg_pool *p, struct waiter *w)
{
    pthread_mutex_lock(&p->lock);
    bool found = unlink_waiter(p, w);
    pthread_mutex_unlock(&p->lock);
    return found;
}

static struct timespec timespec_of(int64_t ms)
{
    struct timespec t = {.tv_sec = (time_t)(ms / 1000), .tv_nsec = (long)(ms % 1000) * 1000000};

    return t;
}

/* Stand in the queue; the lock is held and given back. */
static enum vg_status wait_turn(struct vg_pool *p, int64_t until_ms, void **conn, struct vg_error *err)
{
    struct waiter w = {.next = NULL};
    struct timespec until = timespec_of(until_ms);
    int n_waiting = p->n_waiting;

    if (n_waiting < p->o.queue_length) {
        sem_init(&w.wake, 0, 0);
        *(p->last ? &p->last->next : &p->first) = &w;
        p->last = &w;
        p->n_waiting++;
    }
    pthread_mutex_unlock(&p->lock);
    if (n_waiting >= p->o.queue_length)
        return vg_fail(err, VG_UNAVAILABLE, "", "all %d store connections are busy and %d requests wait already",
                       p->o.size, n_waiting);

    int late;
    while ((late = sem_clockwait(&w.wake, CLOCK_MONOTONIC, &until)) != 0 && errno == EINTR)
        ;
    if (late && leave_queue(p, &w)) {
        sem_destroy(&w.wake);
        return vg_fail(err, VG_UNAVAILABLE, "", "no store connection came free in time");
    }
    while (late && (late = sem_wait(&w.wake)) != 0) /* somebody is about to serve it */
        ;
    bool served = atomic_load_explicit(&w.served, memory_order_acquire);
    assert(served);
    (void)served;
    sem_destroy(&w.wake);
    *conn = w.conn;
    return VG_OK;
}

/* Open one in a place that is ours. */
static enum vg_status open_one(struct vg_pool *p, void **out, struct vg_error *err)
{
    enum vg_status r = p->o.open(p->o.owner, out, err);
    if (r != VG_OK)
        free_place(p);
    return r;
}

enum vg_status vg_pool_take(struct vg_pool *p, int64_t deadline_ms, void **out, struct vg_error *err)
{
    enum vg_status r = VG_OK;
    void *conn = NULL;

    pthread_mutex_lock(&p->lock);
    bool idle = p->n_idle > 0;
    if (idle) {
        conn = p->idle[--p->n_idle];
        pthread_mutex_unlock(&p->lock);
    } else if (p->n_open < p->o.size) {
        p->n_open++;
        pthread_mutex_unlock(&p->lock);
    } else {
        int64_t until = vg_monotonic_ms() + p->o.wait_ms;
        r = wait_turn(p, deadline_ms != 0 && deadline_ms < until ? deadline_ms : until, &conn, err);
    }
    if (r != VG_OK)
        return r;

    /* What another has just used and handed on needs no look. */
    if (idle && p->o.usable && !p->o.usable(p->o.owner, conn)) {
        p->o.close(p->o.owner, conn);
        conn = NULL;
    }
    if (!conn)
        r = open_one(p, &conn, err);
    if (r == VG_OK)
        *out = conn;
    return r;
}

void vg_pool_give(struct vg_pool *p, void *conn, bool broken)
{
    struct waiter *w = NULL;

    pthread_mutex_lock(&p->lock);
    if (!broken && !(w = next_in_queue(p)))
        p->idle[p->n_idle++] = conn;
    pthread_mutex_unlock(&p->lock);
    if (w)
        hand_on(w, conn);
    if (!broken)
        return;
    p->o.close(p->o.owner, conn);
    free_place(p);
}

enum vg_status vg_pool_warm(struct vg_pool *p, int n, struct vg_error *err)
{
    for (;;) {
        void *conn;
        pthread_mutex_lock(&p->lock);
        bool more = p->n_open < n && p->n_open < p->o.size;
        p->n_open += more;
        pthread_mutex_unlock(&p->lock);
        if (!more)
            return VG_OK;
        enum vg_status r = open_one(p, &conn, err);
        if (r != VG_OK)
            return r;
        vg_pool_give(p, conn, false);
    }
}

struct vg_pool_state vg_pool_look(struct vg_pool *p)
{
    pthread_mutex_lock(&p->lock);
    struct vg_pool_state s = {p->n_open, p->n_idle, p->n_waiting};
    pthread_mutex_unlock(&p->lock);
    return s;
}
