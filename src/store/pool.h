/* pool.h — a bounded set of connections and a fair queue for them.
 *
 * Connections are opaque here; the callbacks open, check and close them.  Who asks first is served
 * first.  All functions are thread-safe; the callbacks run without the pool's lock held. */
#ifndef VIGIE_STORE_POOL_H
#define VIGIE_STORE_POOL_H

#include <stdbool.h>
#include <stdint.h>

#include <vigie/base/error.h>

struct vg_pool;

struct vg_pool_options {
    void *owner;      /* given to the callbacks */
    int size;         /* connections at most */
    int wait_ms;      /* a taker waits at most so long */
    int queue_length; /* takers that may wait at once */

    enum vg_status (*open)(void *owner, void **conn_out, struct vg_error *err);
    void (*close)(void *owner, void *conn);
    /* Is an idle connection still fit for use?  Called each time before one is handed out, so it must be quick; an
     * unfit one is closed and another opened.  NULL: always. */
    bool (*usable)(void *owner, void *conn);
};

enum vg_status vg_pool_new(const struct vg_pool_options *o, struct vg_pool **out, struct vg_error *err) VG_MUST_USE;
/* Closes all; none may be taken.  Bears NULL. */
void vg_pool_free(struct vg_pool *p);

/* Take one, the one given back last first.  deadline_ms (vg_monotonic_ms, 0: none) may cut wait_ms short.
 * VG_UNAVAILABLE: the queue is full, none came free in time, or what open() says. */
enum vg_status vg_pool_take(struct vg_pool *p, int64_t deadline_ms, void **out, struct vg_error *err) VG_MUST_USE;
/* Give it back; broken: it is closed and not used again. */
void vg_pool_give(struct vg_pool *p, void *conn, bool broken);

/* Open connections until n are there, so that the first requests need not. */
enum vg_status vg_pool_warm(struct vg_pool *p, int n, struct vg_error *err) VG_MUST_USE;

struct vg_pool_state {
    int open, idle, waiting;
};
struct vg_pool_state vg_pool_look(struct vg_pool *p);

#endif
