/* From a request to its handler: route, language, format, parameters; and from its failure to an answer. */
#include "call.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

#include <vigie/base/log.h>

struct vg_api {
    struct vg_api_options options;
    struct vg_router *router;
    pthread_mutex_t lock; /* over `current` and the reference counts */
    struct vg_generation *current;
};

const struct vg_format vg_format_json = {"json", "application/json", "JSON", {NULL}};
const struct vg_format vg_format_html = {"html", "text/html", "HTML", {"application/xhtml+xml", NULL}, &vg_codec_html};
const struct vg_format vg_format_geojson = {
    "json", "application/geo+json", "GeoJSON", {"application/json", "application/vnd.geo+json", NULL},
    &vg_codec_geojson, "geojson"};
const struct vg_format vg_format_openapi = {
    "json", "application/vnd.oai.openapi+json;version=3.0", "OpenAPI 3.0", {"application/json",
    "application/openapi+json", NULL}};
const struct vg_format vg_format_xml = {"xml", "application/xml", "XML", {"text/xml", NULL}};
const struct vg_format vg_format_iso19139 = {
    "iso19139", "application/xml", "ISO 19139", {"application/vnd.iso.19139+xml", "text/xml", NULL}};

const struct vg_route *vg_api_route(const char *pattern)
{
    for (size_t m = 0; m < vg_api_n_modules; m++)
        for (size_t i = 0; i < vg_api_modules[m]->n_routes; i++)
            if (strcmp(vg_api_modules[m]->routes[i].pattern, pattern) == 0)
                return &vg_api_modules[m]->routes[i];
    return NULL;
}

/* --- generations ------------------------------------------------------------------------------ */

static struct vg_generation *take(struct vg_api *api)
{
    pthread_mutex_lock(&api->lock);
    struct vg_generation *g = api->current;
    if (g)
        g->refs++;
    pthread_mutex_unlock(&api->lock);
    return g;
}

static void drop(struct vg_api *api, struct vg_generation *g)
{
    if (!g)
        return;
    pthread_mutex_lock(&api->lock);
    bool last = --g->refs == 0;
    pthread_mutex_unlock(&api->lock);
    if (!last)
        return;
    vg_drawn_free(g->drawn);
    vg_arena_free(g->arena);
}

const struct vg_generation *vg_api_hold(struct vg_api *api, const struct vg_generation *g)
{
    pthread_mutex_lock(&api->lock);
    ((struct vg_generation *)g)->refs++;
    pthread_mutex_unlock(&api->lock);
    return g;
}

void vg_api_release(struct vg_api *api, const struct vg_generation *g)
{
    drop(api, (struct vg_generation *)g);
}

void vg_api_set_generation(struct vg_api *api, struct vg_generation *g)
{
    g->refs = 1;
    g->drawn = vg_drawn_new(g->n_collections);
    pthread_mutex_lock(&api->lock);
    struct vg_generation *old = api->current;
    api->current = g;
    pthread_mutex_unlock(&api->lock);
    drop(api, old);
}

/* --- what a call can be asked ----------------------------------------------------------------- */

struct vg_store *vg_call_store(const struct vg_call *call)
{
    return call->api->options.store;
}

struct vg_crs_registry *vg_call_crs(const struct vg_call *call)
{
    return call->api->options.crs;
}

const struct vg_html *vg_call_html(const struct vg_call *call)
{
    return call->api->options.html;
}

const struct vg_api_options *vg_call_options(const struct vg_call *call)
{
    return &call->api->options;
}

const struct vg_collection *const *vg_call_collections(const struct vg_call *call, size_t *n)
{
    if (call->found) {
        *n = call->n_found;
        return call->found;
    }
    *n = call->gen->n_collections;
    return (const struct vg_collection *const *)call->gen->collections[call->lang];
}

const struct vg_collection *vg_call_find(const struct vg_call *call, struct vg_str id)
{
    size_t lo = 0, hi = call->gen->n_collections;
    struct vg_collection **all = call->gen->collections[call->lang];
    while (lo < hi) {
        size_t mid = lo + (hi - lo) / 2;
        size_t len = strlen(all[mid]->id);
        int c = memcmp(all[mid]->id, id.ptr, len < id.len ? len : id.len);
        if (c == 0)
            c = len < id.len ? -1 : len > id.len;
        if (c == 0)
            return vg_gate_sees(&call->who, all[mid]) ? all[mid] : NULL;
        if (c < 0)
            lo = mid + 1;
        else
            hi = mid;
    }
    return NULL;
}

enum vg_status vg_call_any_collection(struct vg_call *call, const struct vg_collection **out, struct vg_error *err)
{
    struct vg_str id = call->vars[0];
    const struct vg_collection *c = vg_call_find(call, id);
    if (!c)
        return vg_fail(err, VG_NOT_FOUND, "collectionId", "no collection '%.*s'; /collections lists them", vg_cut(id), id.ptr);
    call->rs->what = vg_arena_strdup(call->arena, c->id);
    *out = c;
    return VG_OK;
}

enum vg_status vg_call_collection(struct vg_call *call, const struct vg_collection **out, struct vg_error *err)
{
    enum vg_status r = vg_call_any_collection(call, out, err);
    if (r == VG_OK && (*out)->raster)
        return vg_fail(err, VG_NOT_FOUND, "collectionId", "'%s' is a raster and has no items; its cells are at /collections/%s/coverage",
                       (*out)->id, (*out)->id);
    return r;
}

enum vg_status vg_call_raster(struct vg_call *call, const struct vg_collection **out, struct vg_error *err)
{
    enum vg_status r = vg_call_any_collection(call, out, err);
    if (r == VG_OK && !(*out)->raster)
        return vg_fail(err, VG_NOT_FOUND, "collectionId", "'%s' is no raster", (*out)->id);
    return r;
}

/* --- negotiation ------------------------------------------------------------------------------ */

struct vg_str vg_call_sent(const struct vg_call *call, const char *name)
{
    for (size_t i = 0; i < call->n_query; i++)
        if (vg_str_is(call->query[i].name, name))
            return call->query[i].value;
    return (struct vg_str){0};
}

static void choose_language(struct vg_call *call)
{
    static const char *const offered[2][2] = {{"en", "fr"}, {"fr", "en"}};
    enum vg_lang site = call->gen ? call->gen->site.lang : VG_EN;
    struct vg_str wish = vg_call_sent(call, "lang");
    call->lang = site;
    if (vg_str_is(wish, "fr") || vg_str_is(wish, "en")) {
        call->lang = vg_str_is(wish, "fr") ? VG_FR : VG_EN;
        return;
    }
    int best = vg_accept_language(vg_http_header(call->rq, "Accept-Language"), offered[site], 2);
    if (best >= 0)
        call->lang = offered[site][best][0] == 'f' ? VG_FR : VG_EN;
}

/* The HTTP status of the refusal, or 0. */
static int choose_format(struct vg_call *call, struct vg_error *err)
{
    const struct vg_format *const *formats = call->route->formats;
    struct vg_str f = vg_call_sent(call, "f");
    if (!formats)
        return 0;
    call->format = f.ptr ? vg_format_named(formats, f) : vg_format_accepted(formats, vg_http_header(call->rq, "Accept"));
    if (call->format && vg_format_is_there(call->format))
        return 0;
    if (call->format) {
        (void)vg_fail(err, VG_BAD_INPUT, "f", "GDAL has no driver for '%s' here", call->format->title);
        call->format = NULL;
        return 400;
    }
    struct vg_buf known;
    vg_buf_init(&known, 200);
    for (size_t i = 0; formats[i]; i++)
        if (vg_format_is_there(formats[i]))
            vg_buf_printf(&known, "%s'%s'", i ? ", " : "", f.ptr ? formats[i]->name : formats[i]->media_type);
    (void)vg_fail(err, VG_BAD_INPUT, f.ptr ? "f" : "Accept", "this can be had as %s", known.ptr);
    vg_buf_finish(&known);
    return f.ptr ? 400 : 406;
}

/* Errors are pages for a browser even where the route could not be found. */
static void guess_error_format(struct vg_call *call)
{
    static const char *const types[] = {"application/problem+json", "application/json", "text/html"};
    struct vg_str f = vg_call_sent(call, "f");
    bool html = f.ptr ? vg_str_is(f, "html")
                      : vg_accept_best(vg_http_header(call->rq, "Accept"), types, VG_COUNT(types)) == 2;
    if (html)
        call->format = &vg_format_html;
}

/* --- the way through -------------------------------------------------------------------------- */

static int find_route(struct vg_call *call, struct vg_error *err)
{
    struct vg_route_match match = {0};
    enum vg_status r = vg_router_match(call->api->router, call->rq->method, call->rq->path,
                                       call->arena, &match, err);
    if (r == VG_NOT_FOUND)
        (void)vg_fail(err, r, "", "there is nothing at this address; '/' leads on");
    if (r != VG_OK)
        return vg_http_status_of(r);
    memcpy(call->vars, match.vars, sizeof call->vars);
    call->n_vars = match.n_vars;
    call->route = match.target;
    if (match.target)
        return 0;
    vg_http_add_header(call->rq, call->rs, "Allow", match.allow);
    if (vg_str_is(call->rq->method, "OPTIONS")) {
        call->rs->status = 204;
        return 204;
    }
    (void)vg_fail(err, VG_BAD_INPUT, "", "this address takes %s", match.allow);
    return 405;
}

/* Nothing is unpacked here: what is packed is refused for what it is, rather than for what it looks like (RFC 9110, 8.4). */
static int check_coding(struct vg_call *call, struct vg_error *err)
{
    struct vg_str coding = vg_str_trim(vg_http_header(call->rq, "Content-Encoding"));
    if (!call->rq->body.len || !coding.len || vg_str_is_nocase(coding, "identity"))
        return 0;
    vg_http_add_header(call->rq, call->rs, "Accept-Encoding", "identity");
    call->refusal = 415;
    (void)vg_fail(err, VG_BAD_INPUT, "Content-Encoding", "a body is sent here as it is, not packed as '%.*s'", vg_cut(coding), coding.ptr);
    return call->refusal;
}

/* A form sends its inputs that were left empty too: a page has the address of what was asked for. */
static bool leads_on(struct vg_call *call)
{
    const char *tidy = call->format == &vg_format_html ? vg_call_tidy(call) : NULL;
    if (!tidy)
        return false;
    call->rs->status = 303;
    call->rs->vary = "Accept, Accept-Language";
    vg_http_add_header(call->rq, call->rs, "Location", tidy);
    return true;
}

void vg_call_log_failure(const struct vg_call *call, int status, const struct vg_error *err)
{
    struct vg_log_line l;
    if (status < 500)
        return;
    vg_log_begin(&l, status == 503 ? VG_LOG_WARN : VG_LOG_ERROR, "request failed");
    vg_log_str(&l, "id", vg_str_of(call->rq->id));
    vg_log_str(&l, "kind", vg_str_of(vg_status_name(err->kind)));
    vg_log_str(&l, "where", vg_str_of(err->where));
    vg_log_str(&l, "detail", vg_str_of(err->text));
    vg_log_end(&l);
}

enum vg_status vg_call_as_get(struct vg_call *call, struct vg_str path, const struct vg_query_param *more, size_t n_more,
                              struct vg_error *err)
{
    struct vg_route_match match = {0};
    struct vg_query_param *all = vg_arena_array(call->arena, call->n_query + n_more + 1, sizeof *all);
    enum vg_status r = vg_router_match(call->api->router, VG_STR("GET"), path, call->arena, &match, err);
    if (call->n_query + n_more > VG_COUNT(call->is_field_param))
        return vg_fail(err, VG_BAD_INPUT, "", "too many parameters");
    if (r != VG_OK || !all)
        return r != VG_OK ? r : vg_arena_check(call->arena, err);
    call->rq->path = path;
    call->route = match.target;
    memcpy(call->vars, match.vars, sizeof call->vars);
    call->n_vars = match.n_vars;
    if (call->n_query)
        memcpy(all, call->query, call->n_query * sizeof *all);
    if (n_more)
        memcpy(all + call->n_query, more, n_more * sizeof *all);
    call->query = all;
    call->n_query += n_more;
    int status = choose_format(call, err);
    if (status)
        return vg_refuse(call, status, VG_BAD_INPUT);
    r = vg_call_parse_query(call, err);
    return r == VG_OK ? call->route->handle(call, err) : r;
}

static void answer_failure(struct vg_call *call, int status, const struct vg_error *err)
{
    if (!status)
        status = call->refusal;
    if (!status)
        status = vg_http_status_of(err->kind);
    vg_call_log_failure(call, status, err);
    if (status != 405 && !call->refusal)
        call->rs->n_headers = 0; /* those of the answer that was begun */
    vg_answer_problem(call, status, err);
}

static void run(struct vg_call *call)
{
    struct vg_error err = {0};
    struct vg_query_param *early = NULL;
    /* Language and format come first, so that even a refusal is in the form asked for. */
    if (vg_query_split(call->rq->query, 64, call->arena, &early, &call->n_query, &err) != VG_OK)
        call->n_query = 0;
    call->query = early;
    choose_language(call);
    guess_error_format(call);
    err = (struct vg_error){.lang = call->lang};

    int status = find_route(call, &err);
    if (status == 204)
        return;
    if (status == 0 && !call->gen && call->route->formats) {
        (void)vg_fail(&err, VG_UNAVAILABLE, "", "the store has not answered yet");
        status = 503;
    }
    if (status == 0)
        status = choose_format(call, &err);
    if (status == 0)
        status = check_coding(call, &err);
    if (status == 0 && leads_on(call))
        return;
    enum vg_status r = status ? VG_BAD_INPUT : call->route->open_params ? VG_OK : vg_call_parse(call, &err);
    if (r == VG_OK)
        r = call->route->handle(call, &err);
    if (r != VG_OK)
        answer_failure(call, status, &err);
}

static void identify(struct vg_call *call)
{
    struct vg_visitor *who = &call->who;
    if (!call->gen)
        return;
    who->token = vg_token_find(call->gen->tokens, call->gen->n_tokens, vg_http_header(call->rq, "Authorization"),
                               &who->presented);
    who->subject = who->token ? who->token->name : NULL;
}

void vg_api_handle(void *ctx, struct vg_http_request *rq, struct vg_http_response *rs)
{
    struct vg_api *api = ctx;
    struct vg_generation *g = take(api);
    struct vg_call call = {.api = api, .gen = g, .rq = rq, .rs = rs, .arena = rq->arena};
    rs->n_items = -1;
    identify(&call);
    run(&call);
    drop(api, g);
}

void vg_api_explain(void *ctx, int status, const char *detail, struct vg_http_request *rq,
                    struct vg_http_response *rs)
{
    struct vg_call call = {.api = ctx, .rq = rq, .rs = rs, .arena = rq->arena};
    struct vg_error err = {.kind = VG_BAD_INPUT};
    snprintf(err.text, sizeof err.text, "%s", detail ? detail : vg_http_reason(status));
    for (size_t m = 0; m < vg_api_n_modules; m++)
        if (vg_api_modules[m]->explain && vg_api_modules[m]->explain(&call, status, &err))
            return;
    vg_answer_problem(&call, status, &err);
}

bool vg_api_always(void *ctx, struct vg_str path)
{
    (void)ctx;
    return vg_str_is(path, "/health") || vg_str_is(path, "/ready");
}

enum vg_status vg_api_new(const struct vg_api_options *o, struct vg_api **out, struct vg_error *err)
{
    struct vg_api *api = calloc(1, sizeof *api);
    if (!api)
        return vg_fail(err, VG_NO_MEMORY, "", "out of memory");
    api->options = *o;
    pthread_mutex_init(&api->lock, NULL);
    api->router = vg_router_new();
    enum vg_status r = api->router ? VG_OK : vg_fail(err, VG_NO_MEMORY, "", "out of memory");
    for (size_t m = 0; r == VG_OK && m < vg_api_n_modules; m++)
        for (size_t i = 0; r == VG_OK && i < vg_api_modules[m]->n_routes; i++) {
            const struct vg_route *route = &vg_api_modules[m]->routes[i];
            r = vg_router_add(api->router, route->method, route->pattern, route, err);
        }
    if (r != VG_OK) {
        vg_api_free(api);
        return r;
    }
    *out = api;
    return VG_OK;
}

void vg_api_free(struct vg_api *api)
{
    if (!api)
        return;
    drop(api, api->current);
    vg_router_free(api->router);
    pthread_mutex_destroy(&api->lock);
    free(api);
}
