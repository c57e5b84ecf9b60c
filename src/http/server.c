/* server.c — start and stop. */
#include <malloc.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/random.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include <vigie/base/time.h>

#include "serve.h"

#define STACK_BYTES (2 * 1024 * 1024)
#define FILES_BESIDE 512
#define MAX_COMPRESSORS 8
#define KEPT_POOL (16 * 1024 * 1024)   /* free memory at the end of a pool, beyond which it goes back to the system */
#define POOLED_MOST (32 * 1024 * 1024) /* larger blocks are the system's own */

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

/* One a processor; each may hold a body of 16 MiB and what it packs it into. */
static int how_many_compressors(void)
{
    long processors = sysconf(_SC_NPROCESSORS_ONLN);
    return processors < 1 ? 1 : processors < MAX_COMPRESSORS ? (int)processors : MAX_COMPRESSORS;
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
    s->compressors = vg_compressors_new(how_many_compressors());
    s->base_url = o->base_url ? without_last_slash(o->base_url) : NULL;
    if (asprintf(&s->own_url, "http://%s:%d", host, s->port) < 0)
        s->own_url = NULL;
    if (!s->compressors || !s->own_url || (o->base_url && !s->base_url))
        return vg_fail(err, VG_NO_MEMORY, "", "there is no memory left");
    if (getrandom(&s->id_key, sizeof(s->id_key), 0) != (ssize_t)sizeof(s->id_key))
        s->id_key = (uint64_t)vg_now_us();
    return VG_OK;
}

/* Each connection is a file, and the usual limit of 1024 leaves little for all else. */
static void raise_file_limit(rlim_t needed)
{
    struct rlimit l;
    if (getrlimit(RLIMIT_NOFILE, &l) != 0 || l.rlim_cur >= needed)
        return;
    l.rlim_cur = needed < l.rlim_max ? needed : l.rlim_max;
    setrlimit(RLIMIT_NOFILE, &l);
}

/* The allocator gives the threads of connections pools of their own, eight a processor, and what one frees no other takes:
 * 200 readers of pages of 20 MB then cost 480 MB where two pools cost 320.  What a page of common size was built in is not
 * handed back to the system at once: to get it anew, page by page, took half the time that a page of 800 kB took. */
static void share_memory_pools(void)
{
    mallopt(M_ARENA_MAX, 2);
    mallopt(M_TRIM_THRESHOLD, KEPT_POOL);
    mallopt(M_MMAP_THRESHOLD, POOLED_MOST);
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
    /* Besides the head the library keeps a list of its fields there, and the head of the answer.  No more than
     * needed: it clears all of it for each request. */
    size_t pool = l->head_bytes + 8 * 1024;
    unsigned flags = MHD_USE_THREAD_PER_CONNECTION | MHD_USE_INTERNAL_POLLING_THREAD |
                     MHD_USE_POLL | MHD_USE_ITC | MHD_USE_ERROR_LOG;
    return MHD_start_daemon(
        flags, 0, NULL, NULL, vg_call_access, s, MHD_OPTION_EXTERNAL_LOGGER, vg_call_log, s,
        MHD_OPTION_LISTEN_SOCKET, s->listen_fd, MHD_OPTION_CONNECTION_LIMIT,
        (unsigned)(l->connections + VG_RESERVE(l->connections)), MHD_OPTION_CONNECTION_MEMORY_LIMIT,
        pool, MHD_OPTION_THREAD_STACK_SIZE, (size_t)STACK_BYTES, MHD_OPTION_URI_LOG_CALLBACK,
        vg_call_begun, s, MHD_OPTION_UNESCAPE_CALLBACK, vg_call_unescape, s,
        MHD_OPTION_NOTIFY_COMPLETED, vg_call_ended, s, MHD_OPTION_NOTIFY_CONNECTION,
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
    share_memory_pools();
    raise_file_limit((rlim_t)s->limits.connections * 2 + FILES_BESIDE);
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
