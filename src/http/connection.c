/* connection.c — what lives as long as a connection, and how one ends. */
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <netinet/in.h>
#include <unistd.h>

#include <vigie/base/time.h>

#include "serve.h"

#define STAGE_BITS 3
#define NEVER (UINT64_MAX >> STAGE_BITS)

/* A connection past the limit is answered at once or dropped: it must not keep others from /health. */
#define OVER_HEAD_MS 1000

/* How long what a refused client still sends is read and thrown away. */
#define LINGER_MS 2000
#define OVER_LINGER_MS 200

static uint64_t stage_word(enum vg_stage stage, int timeout_ms)
{
    uint64_t until = timeout_ms < 0 ? NEVER : (uint64_t)(vg_monotonic_ms() + timeout_ms);
    return until << STAGE_BITS | stage;
}

enum vg_stage vg_stage_of(uint64_t word)
{
    return (enum vg_stage)(word & ((1 << STAGE_BITS) - 1));
}

bool vg_stage_is_late(uint64_t word, int64_t now_ms)
{
    return word >> STAGE_BITS < (uint64_t)now_ms;
}

bool vg_stage_replace(struct vg_http_connection *c, uint64_t seen, enum vg_stage stage,
                      int timeout_ms)
{
    return atomic_compare_exchange_strong(&c->stage, &seen, stage_word(stage, timeout_ms));
}

bool vg_stage_enter(struct vg_http_connection *c, enum vg_stage stage, int timeout_ms)
{
    uint64_t next = stage_word(stage, timeout_ms), seen = atomic_load(&c->stage);
    do {
        if (vg_stage_of(seen) == VG_STAGE_ENDED)
            return false;
    } while (!atomic_compare_exchange_weak(&c->stage, &seen, next));
    return true;
}

struct vg_http_connection *vg_connection_of(struct MHD_Connection *mhd)
{
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(mhd, MHD_CONNECTION_INFO_SOCKET_CONTEXT);
    return info ? info->socket_context : NULL;
}

static void read_peer(struct vg_http_connection *c, const struct sockaddr *a)
{
    static const unsigned char mapped[12] = {[10] = 0xFF, [11] = 0xFF};
    struct vg_address peer = {{0}};
    if (a && a->sa_family == AF_INET) {
        memcpy(peer.bytes, mapped, sizeof(mapped));
        memcpy(peer.bytes + 12, &((const struct sockaddr_in *)(const void *)a)->sin_addr, 4);
    } else if (a && a->sa_family == AF_INET6) {
        memcpy(peer.bytes, &((const struct sockaddr_in6 *)(const void *)a)->sin6_addr, 16);
    } else {
        return;
    }
    vg_address_text(&peer, c->peer);
    c->trusted = vg_cidr_any_has(c->server->trusted, c->server->n_trusted, &peer);
}

static struct vg_http_connection *connection_new(struct vg_http_server *s,
                                                 struct MHD_Connection *mhd)
{
    struct vg_http_connection *c = calloc(1, sizeof(*c));
    if (!c)
        return NULL;
    c->server = s;
    c->arena = vg_arena_new(s->limits.arena_bytes);
    if (!c->arena) {
        free(c);
        return NULL;
    }
    c->fd = MHD_get_connection_info(mhd, MHD_CONNECTION_INFO_CONNECTION_FD)->connect_fd;
    c->rs = (struct vg_http_response){.status = 200, .n_items = -1};
    read_peer(c, MHD_get_connection_info(mhd, MHD_CONNECTION_INFO_CLIENT_ADDRESS)->client_addr);
    return c;
}

static void started(struct vg_http_server *s, struct MHD_Connection *mhd, void **context)
{
    struct vg_http_connection *c = connection_new(s, mhd);
    *context = c;
    if (!c)
        return;

    pthread_mutex_lock(&s->lock);
    c->over = ++s->n_connections > s->limits.connections;
    int head_ms = s->limits.head_ms;
    if (c->over && head_ms > OVER_HEAD_MS)
        head_ms = OVER_HEAD_MS;
    atomic_init(&c->stage, stage_word(VG_STAGE_HEAD, head_ms));
    c->next = s->connections;
    c->link = &s->connections;
    if (c->next)
        c->next->link = &c->next;
    s->connections = c;
    if (c->over)
        vg_watchdog_make_room(s);
    if (atomic_load(&s->draining))
        shutdown(c->fd, SHUT_RD);
    pthread_mutex_unlock(&s->lock);
    atomic_fetch_add_explicit(&s->open, 1, memory_order_relaxed);
}

static void closed(struct vg_http_server *s, struct vg_http_connection *c)
{
    pthread_mutex_lock(&s->lock);
    s->n_connections--;
    *c->link = c->next;
    if (c->next)
        c->next->link = c->link;
    if (atomic_load(&s->draining))
        pthread_cond_signal(&s->gone);
    pthread_mutex_unlock(&s->lock);
    atomic_fetch_sub_explicit(&s->open, 1, memory_order_relaxed);

    vg_connection_clear(c);
    vg_arena_free(c->arena);
    free(c);
}

void vg_connection_event(void *server, struct MHD_Connection *mhd, void **context,
                         enum MHD_ConnectionNotificationCode what)
{
    if (what == MHD_CONNECTION_NOTIFY_STARTED) {
        started(server, mhd, context);
    } else if (*context) {
        closed(server, *context);
        *context = NULL;
    }
}

void vg_connection_clear(struct vg_http_connection *c)
{
    vg_buf_finish(&c->body);
    vg_buf_finish(&c->rs.body);
    vg_buf_finish(&c->packed);
    vg_arena_reset(c->arena);
    c->target = (struct vg_str){0};
    c->head_done = c->closes = c->unread = false;
    c->fields = NULL;
    c->n_fields = 0;
    c->rq = (struct vg_http_request){0};
    vg_answer_release(&c->rs);
    c->rs = (struct vg_http_response){.status = 200, .n_items = -1};
    c->status = 0;
    c->sent_bytes = 0;
}

void vg_connection_linger(struct vg_http_connection *c)
{
    static const int tick_ms = 100;
    shutdown(c->fd, SHUT_WR);
    int64_t until = vg_monotonic_ms() + (c->over ? OVER_LINGER_MS : LINGER_MS);
    while (vg_monotonic_ms() < until && !atomic_load(&c->server->draining)) {
        struct pollfd p = {.fd = c->fd, .events = POLLIN};
        if (poll(&p, 1, tick_ms) <= 0)
            continue;
        char waste[16384];
        if (recv(c->fd, waste, sizeof(waste), MSG_DONTWAIT) <= 0)
            return;
    }
}

void vg_connection_last_words(struct vg_http_connection *c, int status, const char *title)
{
    char body[256], text[768];
    int n = snprintf(body, sizeof(body), "{\"title\":\"%s\",\"status\":%d}\n", title, status);
    n = snprintf(text, sizeof(text),
                 "HTTP/1.1 %d %s\r\n"
                 "Content-Type: application/problem+json\r\n"
                 "Content-Length: %d\r\n"
                 "Access-Control-Allow-Origin: *\r\n"
                 "Connection: close\r\n"
                 "%s"
                 "\r\n%s",
                 status, title, n, status == 503 ? "Retry-After: 1\r\n" : "", body);
    /* If there is no room for so little, the client does not read anyway. */
    ssize_t sent = send(c->fd, text, (size_t)n, MSG_DONTWAIT | MSG_NOSIGNAL);
    (void)sent;
}
