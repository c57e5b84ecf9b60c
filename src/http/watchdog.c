/* watchdog.c — one thread that looks at all connections several times within the shortest time-out.
 *
 * The library knows only how long a connection was silent, so a client that sends a byte now and then
 * would hold a thread for ever.  Here each stage has a time by which it must be over.  Sending has
 * none, but must get on: TCP tells how much the client has confirmed.
 *
 * A head begins with the connection or, on one that is used again, when its first line is whole; until
 * then the connection counts as idle, which has an end too. */
#include <linux/tcp.h>
#include <sys/socket.h>
#include <netinet/in.h>
#include <time.h>

#include <vigie/base/time.h>

#include "serve.h"

static int shortest(const struct vg_http_limits *l)
{
    int ms = l->head_ms < l->body_ms ? l->head_ms : l->body_ms;
    return ms < l->idle_ms ? ms : l->idle_ms;
}

static bool tcp_info(const struct vg_http_connection *c, struct tcp_info *out)
{
    socklen_t len = sizeof(*out);
    *out = (struct tcp_info){0};
    return getsockopt(c->fd, IPPROTO_TCP, TCP_INFO, out, &len) == 0;
}

/* The client took something since the last look; then it has as long again. */
static bool is_reading(struct vg_http_connection *c)
{
    struct tcp_info info;
    if (!tcp_info(c, &info) || info.tcpi_bytes_acked == c->acked_bytes)
        return false;
    c->acked_bytes = info.tcpi_bytes_acked;
    return true;
}

/* Browsers open connections in advance; those have asked nothing and are told nothing. */
static bool has_sent_something(const struct vg_http_connection *c)
{
    struct tcp_info info;
    return tcp_info(c, &info) && info.tcpi_bytes_received > 0;
}

static void look_at(struct vg_http_connection *c, int64_t now_ms)
{
    uint64_t seen = atomic_load(&c->stage);
    enum vg_stage stage = vg_stage_of(seen);
    if (stage == VG_STAGE_ENDED || !vg_stage_is_late(seen, now_ms))
        return;
    if (stage == VG_STAGE_SENDING && is_reading(c)) {
        vg_stage_replace(c, seen, VG_STAGE_SENDING, c->server->limits.idle_ms);
        return;
    }
    /* If the connection has gone on meanwhile, it is not late any more. */
    if (!vg_stage_replace(c, seen, VG_STAGE_ENDED, -1))
        return;
    if (stage == VG_STAGE_BODY || (stage == VG_STAGE_HEAD && has_sent_something(c)))
        vg_connection_last_words(c, 408, "Request Timeout");
    shutdown(c->fd, SHUT_RDWR);
}

/* Half of the reserve is room for those that are just coming and going. */
void vg_watchdog_make_room(struct vg_http_server *s)
{
    struct vg_http_connection *oldest = NULL;
    uint64_t stage = 0;
    int waiting = 0;
    for (struct vg_http_connection *c = s->connections; c; c = c->next) {
        uint64_t seen = atomic_load(&c->stage);
        if (!c->over || vg_stage_of(seen) != VG_STAGE_HEAD)
            continue;
        waiting++;
        oldest = c; /* the list begins with the newest */
        stage = seen;
    }
    if (waiting <= VG_RESERVE(s->limits.connections) / 2 || !vg_stage_replace(oldest, stage, VG_STAGE_ENDED, -1))
        return;
    if (has_sent_something(oldest))
        vg_connection_last_words(oldest, 503, "Service Unavailable");
    shutdown(oldest->fd, SHUT_RDWR);
}

void *vg_watchdog_run(void *server)
{
    struct vg_http_server *s = server;
    int tick_ms = shortest(&s->limits) / 4;
    if (tick_ms > 1000)
        tick_ms = 1000;
    if (tick_ms < 5)
        tick_ms = 5;

    pthread_mutex_lock(&s->lock);
    while (!s->watchdog_ends) {
        int64_t now_ms = vg_monotonic_ms();
        for (struct vg_http_connection *c = s->connections; c; c = c->next)
            look_at(c, now_ms);
        int64_t next_ms = now_ms + tick_ms;
        struct timespec until = {.tv_sec = next_ms / 1000, .tv_nsec = next_ms % 1000 * 1000000};
        pthread_cond_timedwait(&s->wake, &s->lock, &until);
    }
    pthread_mutex_unlock(&s->lock);
    return NULL;
}
