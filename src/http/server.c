/* server.c — start, stop and the way of a request through libmicrohttpd.
 *
 * For each request the library calls, on the connection's thread: request_begun() once its first line
 * is there; on_access() once the head is whole, then for each piece of the body, then a last time;
 * request_ended() when the answer is sent or the connection broke.  An answer queued in the first of
 * those calls makes the library close, so only refusals are. */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/random.h>
#include <sys/socket.h>
#include <unistd.h>

#include <vigie/base/log.h>
#include <vigie/base/time.h>

#include "field.h"
#include "serve.h"

#define STACK_BYTES (2 * 1024 * 1024)

/* Beyond our limit, so that there is a thread to say 503 and to answer /health. */
#define RESERVE(connections) ((connections) / 8 + 16)

static void make_id(struct vg_http_server *s, char out[17])
{
    /* splitmix64 of a counter from a secret start: no id comes twice, none can be guessed from a few others */
    uint64_t n = atomic_fetch_add_explicit(&s->id_count, 1, memory_order_relaxed);
    uint64_t x = s->id_key + n * UINT64_C(0x9E3779B97F4A7C15);
    x = (x ^ x >> 30) * UINT64_C(0xBF58476D1CE4E5B9);
    x = (x ^ x >> 27) * UINT64_C(0x94D049BB133111EB);
    x ^= x >> 31;
    for (int i = 0; i < 16; i++)
        out[i] = "0123456789abcdef"[x >> (60 - 4 * i) & 15];
    out[16] = '\0';
}

static void *request_begun(void *server, const char *target, struct MHD_Connection *mhd)
{
    struct vg_http_server *s = server;
    struct vg_http_connection *c = vg_connection_of(mhd);
    if (!c)
        return NULL;
    vg_connection_clear(c);
    c->begun_ms = vg_monotonic_ms();
    make_id(s, c->id);
    c->target = vg_arena_str(c->arena, vg_str_of(target ? target : ""));
    vg_stage_enter(c, VG_STAGE_HEAD, s->limits.head_ms);
    return c;
}

static bool is_always_answered(const struct vg_http_connection *c)
{
    const struct vg_http_options *o = &c->server->o;
    return o->always && o->always(o->ctx, c->rq.path);
}

static bool is_past_limit(const struct vg_http_connection *c)
{
    return c->over && atomic_load_explicit(&c->server->open, memory_order_relaxed) >
                          c->server->limits.connections;
}

static enum MHD_Result refuse(struct vg_http_connection *c, struct MHD_Connection *mhd, int status,
                              const char *why)
{
    c->closes = true;
    c->unread = vg_request_has_body(c);
    if (!vg_stage_enter(c, VG_STAGE_HANDLER, -1))
        return MHD_NO;
    vg_answer_explain(c, status, why);
    return vg_answer_send(c, mhd);
}

static enum MHD_Result head_is_whole(struct vg_http_connection *c, struct MHD_Connection *mhd,
                                     const char *method, const char *version)
{
    c->head_done = true;
    const char *why = NULL;
    int status = vg_request_read_head(c, mhd, method, version, &why);
    if (status)
        return refuse(c, mhd, status, why);
    if (is_past_limit(c) && !is_always_answered(c)) {
        atomic_fetch_add_explicit(&c->server->refused, 1, memory_order_relaxed);
        return refuse(c, mhd, 503, "too many connections are open, please try again");
    }
    c->closes = c->over;
    if (!vg_request_has_body(c))
        return MHD_YES;
    vg_buf_init(&c->body, c->server->limits.body_bytes);
    return vg_stage_enter(c, VG_STAGE_BODY, c->server->limits.body_ms) ? MHD_YES : MHD_NO;
}

/* A body in chunks shows its size only as it comes, when the library takes no answer any more. */
static enum MHD_Result take_body(struct vg_http_connection *c, const char *bytes, size_t *len)
{
    vg_buf_add(&c->body, bytes, *len);
    *len = 0;
    if (c->body.failed == VG_OK)
        return MHD_YES;
    bool too_large = c->body.failed == VG_TOO_LARGE;
    c->status = too_large ? 413 : 503;
    c->unread = true;
    if (!vg_stage_enter(c, VG_STAGE_SENDING, c->server->limits.idle_ms))
        return MHD_NO;
    vg_connection_last_words(c, c->status, too_large ? "Content Too Large" : "Service Unavailable");
    return MHD_NO;
}

/* What a page of another origin may send: all it likes, since we know no cookies. */
static void answer_preflight(struct vg_http_connection *c)
{
    struct vg_http_request *rq = &c->rq;
    struct vg_http_response *rs = &c->rs;
    rs->status = 204;
    rs->vary = "Access-Control-Request-Headers";
    struct vg_str wanted = vg_http_header(rq, "Access-Control-Request-Headers");
    bool plain = wanted.len > 0 && wanted.len <= 1024;
    for (struct vg_str rest = wanted; rest.ptr && plain;)
        plain = vg_field_is_token(vg_field_cut(rest, ',', &rest));
    const char *headers = plain ? vg_arena_cstr(c->arena, wanted) : NULL;
    vg_http_add_header(rq, rs, "Access-Control-Allow-Methods",
                       "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS");
    vg_http_add_header(rq, rs, "Access-Control-Allow-Headers",
                       headers ? headers
                               : "Accept, Accept-Language, Authorization, Content-Type, If-Match, "
                                 "If-None-Match, Range");
    vg_http_add_header(rq, rs, "Access-Control-Max-Age", "86400");
}

static enum MHD_Result request_is_whole(struct vg_http_connection *c, struct MHD_Connection *mhd)
{
    const struct vg_http_server *s = c->server;
    if (!vg_stage_enter(c, VG_STAGE_HANDLER, -1))
        return MHD_NO;
    c->rq.body = (struct vg_str){c->body.ptr, c->body.len};
    c->rq.deadline_ms = vg_monotonic_ms() + s->limits.request_ms;

    bool options = vg_str_is(c->rq.method, "OPTIONS");
    if (options && vg_http_header(&c->rq, "Access-Control-Request-Method").ptr)
        answer_preflight(c);
    else if (options && vg_str_is(c->rq.path, "*"))
        c->rs.status = 204;
    else
        s->o.handle(s->o.ctx, &c->rq, &c->rs);
    return vg_answer_send(c, mhd);
}

static enum MHD_Result on_access(void *server, struct MHD_Connection *mhd, const char *url,
                                 const char *method, const char *version, const char *upload,
                                 size_t *upload_len, void **request)
{
    (void)server;
    (void)url; /* unescaped in part; what was sent is in target */
    struct vg_http_connection *c = *request;
    if (!c)
        return MHD_NO;
    if (!c->head_done)
        return head_is_whole(c, mhd, method, version);
    if (*upload_len > 0)
        return take_body(c, upload, upload_len);
    return request_is_whole(c, mhd);
}

static void count(struct vg_http_server *s, int status)
{
    atomic_fetch_add_explicit(&s->requests, 1, memory_order_relaxed);
    if (status >= 100 && status < 600)
        atomic_fetch_add_explicit(&s->by_class[status / 100], 1, memory_order_relaxed);
}

static void request_ended(void *server, struct MHD_Connection *mhd, void **request,
                          enum MHD_RequestTerminationCode how)
{
    struct vg_http_server *s = server;
    struct vg_http_connection *c = *request;
    if (!c)
        return;
    *request = NULL;
    if (!c->status) { /* the library refused it, or the watchdog */
        const union MHD_ConnectionInfo *info =
            MHD_get_connection_info(mhd, MHD_CONNECTION_INFO_HTTP_STATUS);
        bool late = vg_stage_of(atomic_load(&c->stage)) == VG_STAGE_ENDED;
        c->status = info ? (int)info->http_status : late ? 408 : 0;
    }
    count(s, c->status);
    vg_access_log(c, how == MHD_REQUEST_TERMINATED_COMPLETED_OK);
    if (c->unread)
        vg_connection_linger(c);
    vg_connection_clear(c);
    vg_stage_enter(c, VG_STAGE_IDLE, s->limits.idle_ms);
    if (atomic_load(&s->draining))
        shutdown(c->fd, SHUT_RD);
}

/* What the library refuses before there is a request to log. */
static void library_says(void *server, const char *format, va_list args)
{
    (void)server;
    char text[512];
    int n = vsnprintf(text, sizeof(text), format, args);
    if (n <= 0)
        return;
    bool refused = vg_str_starts(vg_str_of(text), VG_STR("Error processing request"));
    struct vg_log_line l;
    vg_log_begin(&l, refused ? VG_LOG_INFO : VG_LOG_DEBUG,
                 refused ? "request malformed" : "http library");
    vg_log_str(&l, "detail", vg_str_trim(vg_str_of(text)));
    vg_log_end(&l);
}

static size_t leave_escaped(void *server, struct MHD_Connection *mhd, char *text)
{
    (void)server;
    (void)mhd;
    return strlen(text);
}

static int or_default(int given, int otherwise)
{
    return given > 0 ? given : otherwise;
}

static void set_limits(struct vg_http_limits *l)
{
    l->connections = or_default(l->connections, 512);
    l->head_bytes = l->head_bytes ? l->head_bytes : 32 * 1024;
    l->body_bytes = l->body_bytes ? l->body_bytes : 10 * 1024 * 1024;
    l->head_ms = or_default(l->head_ms, 10000);
    l->body_ms = or_default(l->body_ms, 60000);
    l->idle_ms = or_default(l->idle_ms, 60000);
    l->request_ms = or_default(l->request_ms, 30000);
    l->drain_ms = or_default(l->drain_ms, 20000);
    l->arena_bytes = l->arena_bytes ? l->arena_bytes : 16 * 1024 * 1024;
}

static enum vg_status read_trusted(struct vg_http_server *s, const struct vg_http_options *o,
                                   struct vg_error *err)
{
    static const char *const loopback[] = {"127.0.0.0/8", "::1"};
    const char *const *texts = o->n_trusted ? o->trusted_proxies : loopback;
    size_t n = o->n_trusted ? o->n_trusted : VG_COUNT(loopback);
    s->trusted = calloc(n, sizeof(*s->trusted));
    if (!s->trusted)
        return vg_fail(err, VG_NO_MEMORY, "", "there is no memory left");
    for (; s->n_trusted < n; s->n_trusted++)
        if (!vg_cidr_parse(vg_str_of(texts[s->n_trusted]), &s->trusted[s->n_trusted]))
            return vg_fail(err, VG_BAD_INPUT, "trusted_proxies",
                           "'%s' is neither an address nor a block such as 10.0.0.0/8",
                           texts[s->n_trusted]);
    return VG_OK;
}

static char *without_last_slash(const char *url)
{
    size_t n = strlen(url);
    while (n > 0 && url[n - 1] == '/')
        n--;
    return strndup(url, n);
}

static enum vg_status prepare(struct vg_http_server *s, const struct vg_http_options *o,
                              struct vg_error *err)
{
    enum vg_status r = read_trusted(s, o, err);
    if (r != VG_OK)
        return r;
    char host[VG_LISTEN_HOST];
    r = vg_listen(o->listen, &s->listen_fd, &s->port, host, err);
    if (r != VG_OK)
        return r;
    long processors = sysconf(_SC_NPROCESSORS_ONLN);
    s->compressors = vg_compressors_new(processors > 0 ? (int)processors * 2 : 2);
    s->base_url = o->base_url ? without_last_slash(o->base_url) : NULL;
    if (asprintf(&s->own_url, "http://%s:%d", host, s->port) < 0)
        s->own_url = NULL;
    if (!s->compressors || !s->own_url || (o->base_url && !s->base_url))
        return vg_fail(err, VG_NO_MEMORY, "", "there is no memory left");
    if (getrandom(&s->id_key, sizeof(s->id_key), 0) != (ssize_t)sizeof(s->id_key))
        s->id_key = (uint64_t)vg_now_us();
    return VG_OK;
}

static void server_free(struct vg_http_server *s)
{
    if (s->listen_fd >= 0)
        close(s->listen_fd);
    vg_compressors_free(s->compressors);
    free(s->trusted);
    free(s->base_url);
    free(s->own_url);
    pthread_cond_destroy(&s->gone);
    pthread_cond_destroy(&s->wake);
    pthread_mutex_destroy(&s->lock);
    free(s);
}

static struct MHD_Daemon *start_library(struct vg_http_server *s)
{
    const struct vg_http_limits *l = &s->limits;
    /* Besides the head the library keeps a list of its fields there, and the head of the answer. */
    size_t pool = l->head_bytes + 16 * 1024;
    unsigned flags = MHD_USE_THREAD_PER_CONNECTION | MHD_USE_INTERNAL_POLLING_THREAD |
                     MHD_USE_POLL | MHD_USE_ITC | MHD_USE_ERROR_LOG;
    return MHD_start_daemon(
        flags, 0, NULL, NULL, on_access, s, MHD_OPTION_EXTERNAL_LOGGER, library_says, s,
        MHD_OPTION_LISTEN_SOCKET, s->listen_fd, MHD_OPTION_CONNECTION_LIMIT,
        (unsigned)(l->connections + RESERVE(l->connections)), MHD_OPTION_CONNECTION_MEMORY_LIMIT,
        pool, MHD_OPTION_THREAD_STACK_SIZE, (size_t)STACK_BYTES, MHD_OPTION_URI_LOG_CALLBACK,
        request_begun, s, MHD_OPTION_UNESCAPE_CALLBACK, leave_escaped, s,
        MHD_OPTION_NOTIFY_COMPLETED, request_ended, s, MHD_OPTION_NOTIFY_CONNECTION,
        vg_connection_event, s, MHD_OPTION_END);
}

/* Signals are for the thread that waits for them, none of ours. */
static bool start_threads(struct vg_http_server *s)
{
    sigset_t all, before;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    bool started = pthread_create(&s->watchdog, NULL, vg_watchdog_run, s) == 0;
    if (started && !(s->daemon = start_library(s))) {
        pthread_mutex_lock(&s->lock);
        s->watchdog_ends = true;
        pthread_cond_signal(&s->wake);
        pthread_mutex_unlock(&s->lock);
        pthread_join(s->watchdog, NULL);
        started = false;
    }
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    return started;
}

enum vg_status vg_http_server_start(const struct vg_http_options *o, struct vg_http_server **out,
                                    struct vg_error *err)
{
    struct vg_http_server *s = calloc(1, sizeof(*s));
    if (!s)
        return vg_fail(err, VG_NO_MEMORY, "", "there is no memory left");
    s->o = *o;
    s->limits = o->limits;
    set_limits(&s->limits);
    s->listen_fd = -1;
    pthread_condattr_t monotonic;
    pthread_condattr_init(&monotonic);
    pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
    pthread_mutex_init(&s->lock, NULL);
    pthread_cond_init(&s->gone, &monotonic);
    pthread_cond_init(&s->wake, &monotonic);
    pthread_condattr_destroy(&monotonic);

    enum vg_status r = prepare(s, o, err);
    signal(SIGPIPE, SIG_IGN);
    if (r == VG_OK && !start_threads(s))
        r = vg_fail(err, VG_UNAVAILABLE, "", "the threads of the server could not be started");
    if (r != VG_OK) {
        server_free(s);
        return r;
    }
    *out = s;
    return VG_OK;
}

int vg_http_server_port(const struct vg_http_server *s)
{
    return s->port;
}

/* Tell all connections that nothing more is read from them.  What has arrived is still answered, and
 * one that has nothing to answer closes. */
static void drain(struct vg_http_server *s)
{
    int64_t until_ms = vg_monotonic_ms() + s->limits.drain_ms;
    struct timespec until = {.tv_sec = until_ms / 1000, .tv_nsec = until_ms % 1000 * 1000000};
    pthread_mutex_lock(&s->lock);
    for (struct vg_http_connection *c = s->connections; c; c = c->next) {
        enum vg_stage stage = vg_stage_of(atomic_load(&c->stage));
        if (stage == VG_STAGE_IDLE || stage == VG_STAGE_HEAD)
            shutdown(c->fd, SHUT_RD);
    }
    while (s->connections && pthread_cond_timedwait(&s->gone, &s->lock, &until) == 0)
        ;
    s->watchdog_ends = true;
    pthread_cond_signal(&s->wake);
    pthread_mutex_unlock(&s->lock);
}

void vg_http_server_stop(struct vg_http_server *s)
{
    if (!s)
        return;
    atomic_store(&s->draining, true);
    MHD_quiesce_daemon(s->daemon);
    shutdown(s->listen_fd,
             SHUT_RDWR); /* those who come now are turned away rather than left waiting */
    drain(s);
    pthread_join(s->watchdog, NULL);
    MHD_stop_daemon(s->daemon);
    server_free(s);
}

void vg_http_server_stats(const struct vg_http_server *s, struct vg_http_stats *out)
{
    *out = (struct vg_http_stats){
        .requests = atomic_load_explicit(&s->requests, memory_order_relaxed),
        .connections_open = atomic_load_explicit(&s->open, memory_order_relaxed),
        .refused = atomic_load_explicit(&s->refused, memory_order_relaxed)};
    for (size_t i = 0; i < VG_COUNT(out->by_class); i++)
        out->by_class[i] = atomic_load_explicit(&s->by_class[i], memory_order_relaxed);
}
