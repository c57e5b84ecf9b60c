/* The service: everything wired together, and one thread that keeps it up to date. */
#include <vigie/app/service.h>

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>

#include "background.h"
#include "catalogue.h"
#include "generation.h"

#include <vigie/base/file.h>
#include <vigie/base/log.h>
#include <vigie/base/time.h>

#define MAX_CONFIG (1u << 20)
#define TOLD_AGAIN_MS 600000

struct vg_service {
    struct vg_arena *arena;         /* the options and the configuration it started with */
    struct vg_config config;
    const char *config_file;
    const char *address;

    struct vg_crs_registry *crs;
    struct vg_store *store;
    struct vg_store *derived;       /* the catalogue, where the store has no tables for one */
    struct vg_html *html;
    struct vg_places *places;
    struct vg_budget *pages;
    struct vg_background background;
    struct vg_api *api;
    struct vg_http_server *http;
    int64_t started_us;

    pthread_t refresher;
    bool refreshing;
    pthread_mutex_t lock;           /* over what the refresher waits for */
    pthread_cond_t wake;
    bool stop, reload;
    const struct vg_generation *shown; /* the one being served; the refresher's alone */
    struct vg_hash projects_seen;
    uint64_t store_stamp;
    int64_t told_ms; /* when a change of the store was last logged for everybody */
    struct timespec config_time;
    char *last_warnings;            /* said once, not every time */
};

/* --- generations ------------------------------------------------------------------------------ */

static void say_warnings(struct vg_service *s, const struct vg_buf *b)
{
    const char *text = b->ptr ? b->ptr : "";
    if (s->last_warnings && strcmp(s->last_warnings, text) == 0)
        return;
    free(s->last_warnings);
    s->last_warnings = strdup(text);
    for (struct vg_str rest = vg_str_of(text); rest.ptr;) {
        struct vg_str line = vg_str_cut(rest, '\n', &rest);
        if (line.len)
            vg_log(VG_LOG_WARN, "%.*s", (int)line.len, line.ptr);
    }
}

static enum vg_status read_config(struct vg_service *s, struct vg_arena *a, struct vg_str *out, struct vg_error *err)
{
    *out = (struct vg_str){0};
    return s->config_file ? vg_file_read(s->config_file, MAX_CONFIG, a, out, err) : VG_OK;
}

/* A catalogue that cannot be written says what it said before. */
static void refresh_catalogue(struct vg_service *s, struct vg_generation *g, struct vg_buf *warnings)
{
    struct vg_error err = {0};
    int64_t n = 0;
    if (vg_catalogue_refresh(g, s->derived, &n, &err) != VG_OK)
        vg_buf_printf(warnings, "the catalogue is not brought up to date: %s\n", err.text);
    else if (n)
        vg_log(VG_LOG_INFO, "catalogue: %lld records changed", (long long)n);
}

static enum vg_status renew(struct vg_service *s, struct vg_error *err)
{
    VG_AUTO(vg_arena_freep) struct vg_arena *a = vg_arena_new(4 * MAX_CONFIG);
    struct vg_generation *g = NULL;
    struct vg_str text;
    if (!a)
        return vg_fail(err, VG_NO_MEMORY, "", "out of memory");
    enum vg_status r = read_config(s, a, &text, err);
    if (r != VG_OK)
        return r;
    struct vg_buf warnings;
    vg_buf_init(&warnings, 1u << 20);
    r = vg_generation_build(s->store, s->derived, s->crs, text, s->config_file, &warnings, &g, err);
    if (r == VG_OK) {
        refresh_catalogue(s, g, &warnings);
        say_warnings(s, &warnings);
        vg_api_set_generation(s->api, g);
        s->shown = g;
        s->projects_seen = g->projects_state;
    }
    vg_buf_finish(&warnings);
    return r;
}

static bool config_changed(struct vg_service *s)
{
    struct stat st;
    if (!s->config_file || stat(s->config_file, &st) != 0)
        return false;
    bool changed = st.st_mtim.tv_sec != s->config_time.tv_sec || st.st_mtim.tv_nsec != s->config_time.tv_nsec;
    s->config_time = st.st_mtim;
    return changed;
}

/* A store that is written to all the time is no news each time. */
static enum vg_log_level level_of_change(struct vg_service *s, bool wished)
{
    int64_t now = vg_monotonic_ms();
    if (!wished && s->told_ms && now - s->told_ms < TOLD_AGAIN_MS)
        return VG_LOG_DEBUG;
    if (!wished)
        s->told_ms = now;
    return VG_LOG_INFO;
}

/* One look.  A store that is away is no news: requests say so themselves, and it is looked at again. */
static void look(struct vg_service *s, bool asked)
{
    struct vg_error err = {0};
    bool changed = false;
    bool config = config_changed(s);
    if (vg_store_changed(s->store, &s->store_stamp, &changed, &err) != VG_OK) {
        s->store_stamp = 0; /* so that its return is noticed */
        if (!asked && !config)
            return;
    }
    if (!changed && !config && !asked && !vg_generation_is_behind(s->shown, &s->projects_seen))
        return;
    if (renew(s, &err) == VG_OK)
        vg_log(level_of_change(s, asked || config), "%s: collections and configuration read anew",
               asked ? "asked to" : config ? "configuration changed" : "store changed");
    else
        vg_log(VG_LOG_ERROR, "what was there keeps running: %s%s%s", err.where, err.where[0] ? ": " : "", err.text);
}

static void *refresh_loop(void *arg)
{
    struct vg_service *s = arg;
    pthread_mutex_lock(&s->lock);
    while (!s->stop) {
        struct timespec until;
        clock_gettime(CLOCK_REALTIME, &until);
        int ms = s->config.limits.refresh_ms;
        until.tv_sec += ms / 1000;
        until.tv_nsec += (long)(ms % 1000) * 1000000;
        if (until.tv_nsec >= 1000000000) {
            until.tv_sec++;
            until.tv_nsec -= 1000000000;
        }
        if (!s->reload)
            pthread_cond_timedwait(&s->wake, &s->lock, &until);
        if (s->stop)
            break;
        bool asked = s->reload;
        s->reload = false;
        pthread_mutex_unlock(&s->lock);
        look(s, asked);
        pthread_mutex_lock(&s->lock);
    }
    pthread_mutex_unlock(&s->lock);
    return NULL;
}

void vg_service_reload(struct vg_service *s)
{
    pthread_mutex_lock(&s->lock);
    s->reload = true;
    pthread_cond_signal(&s->wake);
    pthread_mutex_unlock(&s->lock);
}

/* --- metrics ---------------------------------------------------------------------------------- */

static void put_metrics(void *ctx, struct vg_buf *out)
{
    const struct vg_service *s = ctx;
    struct vg_http_stats stats;
    if (!s->http)
        return;
    vg_http_server_stats(s->http, &stats);
    vg_buf_printf(out, "# TYPE vigie_requests_total counter\n");
    for (int i = 2; i <= 5; i++)
        vg_buf_printf(out, "vigie_requests_total{class=\"%dxx\"} %lld\n", i, (long long)stats.by_class[i]);
    vg_buf_printf(out, "# TYPE vigie_connections gauge\nvigie_connections %lld\n", (long long)stats.connections_open);
    vg_buf_printf(out, "# TYPE vigie_refused_total counter\nvigie_refused_total %lld\n", (long long)stats.refused);
    vg_buf_printf(out, "# TYPE vigie_page_bytes gauge\nvigie_page_bytes %zu\n", vg_budget_used(s->pages));
    if (s->background.tiles) {
        struct vg_tile_cache_stats t;
        vg_tile_cache_stats(s->background.tiles, &t);
        vg_buf_printf(out, "# TYPE vigie_tiles_total counter\n");
        vg_buf_printf(out, "vigie_tiles_total{from=\"memory\"} %lld\n", (long long)t.from_memory);
        vg_buf_printf(out, "vigie_tiles_total{from=\"file\"} %lld\n", (long long)t.from_file);
        vg_buf_printf(out, "vigie_tiles_total{from=\"store\"} %lld\n", (long long)t.missed);
        vg_buf_printf(out, "# TYPE vigie_tile_memory_bytes gauge\nvigie_tile_memory_bytes %zu\n", t.bytes);
    }
    vg_buf_printf(out, "# TYPE vigie_start_time_seconds gauge\nvigie_start_time_seconds %lld\n",
                  (long long)(s->started_us / 1000000));
}

/* --- starting and stopping -------------------------------------------------------------------- */

static enum vg_status load_config(struct vg_service *s, const struct vg_service_options *o, struct vg_error *err)
{
    vg_config_default(&s->config);
    s->config_file = vg_arena_strdup(s->arena, o->config_file);
    (void)config_changed(s);
    enum vg_status r = s->config_file ? vg_config_load(s->config_file, s->arena, &s->config, err) : VG_OK;
    if (o->listen)
        s->config.listen = vg_arena_strdup(s->arena, o->listen);
    if (o->base_url)
        s->config.base_url = vg_arena_strdup(s->arena, o->base_url);
    return r == VG_OK ? vg_arena_check(s->arena, err) : r;
}

static enum vg_status open_store(struct vg_service *s, const char *address, struct vg_error *err)
{
    const struct vg_limits *l = &s->config.limits;
    const struct vg_store_options options = {.crs = s->crs, .pool_size = l->store_connections,
                                             .wait_ms = l->store_wait_ms, .queue_length = l->store_queue,
                                             .statement_ms = l->statement_ms, .editable = true};
    bool changed;
    enum vg_status r = vg_store_open(address, &options, &s->store, err);
    if (r == VG_OK)
        r = vg_store_open_memory(&options, &s->derived, err);
    return r == VG_OK ? vg_store_changed(s->store, &s->store_stamp, &changed, err) : r;
}

static enum vg_status listen_http(struct vg_service *s, struct vg_error *err)
{
    const struct vg_config *c = &s->config;
    const struct vg_http_options options = {
        .listen = c->listen,
        .limits = c->http,
        .base_url = c->base_url,
        .trusted_proxies = c->trusted_proxies,
        .n_trusted = c->n_trusted,
        .handle = vg_api_handle,
        .explain = vg_api_explain,
        .always = vg_api_always,
        .ctx = s->api,
        .memory = s->pages,
    };
    enum vg_status r = vg_http_server_start(&options, &s->http, err);
    if (r != VG_OK)
        return r;
    const char *colon = strrchr(c->listen, ':');
    s->address = vg_arena_printf(s->arena, "http://%.*s:%d", (int)(colon - c->listen), c->listen,
                                 vg_http_server_port(s->http));
    return VG_OK;
}

/* The table may be empty: a program can be built without it. */
static enum vg_status start_places(struct vg_service *s, struct vg_error *err)
{
    struct vg_asset table = {0};
    (void)vg_asset_find(VG_STR("places.txt"), &table);
    return vg_places_new(table.bytes, &s->places, err);
}

static enum vg_status start(struct vg_service *s, const struct vg_service_options *o, struct vg_error *err)
{
    enum vg_status r = load_config(s, o, err);
    if (r != VG_OK)
        return r;
    if (!(s->crs = vg_crs_registry_new(err)) || !(s->html = vg_html_new(err)))
        return err->kind;
    if ((r = start_places(s, err)) != VG_OK)
        return r;
    s->pages = vg_budget_new(s->config.limits.pages_memory);
    if ((r = open_store(s, o->store, err)) != VG_OK)
        return r;
    if ((r = vg_background_start(&s->config, o->cache, o->store, s->crs, &s->background, err)) != VG_OK)
        return r;
    const struct vg_api_options api = {.downloads = s->background.downloads, .tiles = s->background.tiles, .store = s->store, .crs = s->crs, .html = s->html, .pages = s->pages,
                                       .places = s->places,
                                       .version = VG_VERSION, .metrics = put_metrics, .ctx = s};
    if ((r = vg_api_new(&api, &s->api, err)) != VG_OK || (r = renew(s, err)) != VG_OK ||
        (r = listen_http(s, err)) != VG_OK)
        return r;
    if (pthread_create(&s->refresher, NULL, refresh_loop, s) != 0)
        return vg_fail(err, VG_UNAVAILABLE, "", "cannot start a thread");
    s->refreshing = true;
    return VG_OK;
}

enum vg_status vg_service_start(const struct vg_service_options *o, struct vg_service **out, struct vg_error *err)
{
    struct vg_service *s = calloc(1, sizeof *s);
    if (!s || !(s->arena = vg_arena_new(16u << 20))) {
        free(s);
        return vg_fail(err, VG_NO_MEMORY, "", "out of memory");
    }
    pthread_mutex_init(&s->lock, NULL);
    pthread_cond_init(&s->wake, NULL);
    s->started_us = vg_now_us();
    enum vg_status r = start(s, o, err);
    if (r != VG_OK) {
        vg_service_stop(s);
        return r;
    }
    *out = s;
    return VG_OK;
}

const char *vg_service_address(const struct vg_service *s)
{
    return s->address;
}

const char *vg_service_store_name(const struct vg_service *s)
{
    return vg_store_name(s->store);
}

void vg_service_stop(struct vg_service *s)
{
    if (!s)
        return;
    if (s->refreshing) {
        pthread_mutex_lock(&s->lock);
        s->stop = true;
        pthread_cond_signal(&s->wake);
        pthread_mutex_unlock(&s->lock);
        pthread_join(s->refresher, NULL);
    }
    vg_background_stop(&s->background);
    if (s->http)
        vg_http_server_stop(s->http);
    vg_background_free(&s->background);
    vg_api_free(s->api);
    vg_store_close(s->derived);
    vg_store_close(s->store);
    vg_html_free(s->html);
    vg_places_free(s->places);
    vg_crs_registry_free(s->crs);
    vg_budget_free(s->pages);
    free(s->last_warnings);
    pthread_cond_destroy(&s->wake);
    pthread_mutex_destroy(&s->lock);
    vg_arena_free(s->arena);
    free(s);
}
