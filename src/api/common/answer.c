/* How answers leave: documents as JSON or as a page, errors as problem+json (RFC 9457) or as a page. */
#include "call.h"

#include <stdio.h>

#include <vigie/base/fold.h>

#define MAX_DOCUMENT (64u << 20)

static const char *with_charset(struct vg_call *call, const char *media_type)
{
    if (strncmp(media_type, "text/", 5) == 0)
        return vg_arena_printf(call->arena, "%s; charset=utf-8", media_type);
    return media_type;
}

/* Whoever chose a language keeps it from page to page: by the address alone, without a cookie. */
static bool lang_is_asked(const struct vg_call *call)
{
    for (size_t i = 0; i < call->n_query; i++)
        if (vg_str_is(call->query[i].name, "lang"))
            return true;
    return false;
}

const char *vg_page_keep(struct vg_call *call, const char *href)
{
    if (!href || !lang_is_asked(call))
        return href;
    return vg_arena_printf(call->arena, "%s%clang=%s", href, strchr(href, '?') ? '&' : '?',
                           call->lang == VG_FR ? "fr" : "en");
}

static void add_alternates(struct vg_call *call, struct vg_node *page)
{
    struct vg_node *alternates = vg_node_add_list(call->arena, page, "alternates");
    for (size_t i = 0; call->route && call->route->formats && call->route->formats[i]; i++) {
        const struct vg_format *f = call->route->formats[i];
        if (f != &vg_format_html && vg_format_linked(f))
            vg_link_add(call, alternates, "alternate", vg_call_this(call, NULL, "f", vg_str_of(f->name)),
                        f->media_type, f->title);
    }
}

static void add_site(struct vg_call *call, struct vg_node *data)
{
    struct vg_arena *a = call->arena;
    const struct vg_site *site = &call->gen->site;
    struct vg_node *s = vg_node_add_map(a, data, "site");
    vg_node_add_str(a, s, "title", site->title[call->lang]);
    vg_node_add_str(a, s, "description", site->description[call->lang]);
    vg_node_add_str(a, s, "license", site->license_title ? site->license_title : site->license_url);
    vg_node_add_str(a, s, "license_href", site->license_url);
    vg_node_add_str(a, s, "attribution", site->attribution);
    vg_node_add_str(a, s, "basemap", site->basemap_url);
    vg_node_add_str(a, s, "basemap_attribution", site->basemap_attribution);
    vg_node_add_str(a, s, "version", vg_call_options(call)->version);
    vg_node_add_bool(a, s, "has_maps", call->gen->n_maps > 0);
    if (site->contact) {
        const struct vg_contact *c = site->contact;
        struct vg_node *contact = vg_node_add_map(a, s, "contact");
        vg_node_add_str(a, contact, "name", c->organization ? c->organization : c->name);
        vg_node_add_str(a, contact, "email", c->email);
        vg_node_add_str(a, contact, "url", c->url);
    }
}

/* Where there are communes, each page leads to them. */
static void add_places(struct vg_call *call, struct vg_node *page)
{
    size_t n;
    const struct vg_collection *const *all = vg_call_collections(call, &n);
    for (size_t i = 0; i < n; i++)
        if (strcmp(all[i]->id, call->gen->site.territories.collection) == 0 && vg_gate_sees(&call->who, all[i]))
            vg_node_add_str(call->arena, page, "territories_href", vg_call_url(call, "/territories"));
}

struct vg_node *vg_page_data(struct vg_call *call, const char *title)
{
    struct vg_arena *a = call->arena;
    struct vg_node *data = vg_node_map(a);
    struct vg_node *page = vg_node_add_map(a, data, "page");
    const char *lang = call->lang == VG_FR ? "fr" : "en", *other = call->lang == VG_FR ? "en" : "fr";

    vg_node_add_str(a, page, "title", title);
    vg_node_add_str(a, page, "base", call->rq->base_url);
    vg_node_add_str(a, page, "assets", vg_call_url(call, "/assets/%s", vg_asset_release));
    vg_node_add_str(a, page, "lang", lang);
    vg_node_add_str(a, page, "other_lang", other);
    vg_node_add_str(a, page, "other_lang_href", vg_call_this(call, NULL, "lang", vg_str_of(other)));
    vg_node_add_str(a, page, "keep", lang_is_asked(call) ? vg_page_keep(call, "") : NULL);
    add_places(call, page);
    add_alternates(call, page);
    vg_node_add_bool(a, page, "has_alternates", vg_node_get(page, "alternates")->n > 0);
    vg_node_add_list(a, page, "crumbs");
    add_site(call, data);
    return data;
}

void vg_page_part(struct vg_call *call, struct vg_node *data, const char *part)
{
    vg_node_add_str(call->arena, (struct vg_node *)vg_node_get(data, "page"), "part", part);
}

void vg_page_crumb(struct vg_call *call, struct vg_node *data, const char *href, const char *title)
{
    struct vg_node *page = (struct vg_node *)vg_node_get(data, "page");
    struct vg_node *crumbs = (struct vg_node *)vg_node_get(page, "crumbs");
    struct vg_node *c = vg_node_add_map(call->arena, crumbs, NULL);
    if (crumbs && crumbs->n == 1)
        vg_node_add_bool(call->arena, page, "deep", true);
    vg_node_add_str(call->arena, c, "href", href);
    vg_node_add_str(call->arena, c, "title", title);
}

static void tell_language(struct vg_call *call)
{
    vg_http_add_header(call->rq, call->rs, "Content-Language", call->lang == VG_FR ? "fr" : "en");
}

/* A basemap is the only other host a page may ask. MapLibre makes images from blobs; nothing needs a script or a
 * style written into the page. */
void vg_answer_page_headers(struct vg_call *call)
{
    struct vg_str map = vg_str_of(call->gen ? call->gen->site.basemap_url : NULL);
    const char *origin = "";
    if (map.ptr) {
        const char *host = strstr(map.ptr, "://");
        size_t n = host ? (size_t)(host - map.ptr) + 3 + strcspn(host + 3, "/") : 0;
        origin = n ? vg_arena_printf(call->arena, " %.*s", (int)n, map.ptr) : "";
    }
    tell_language(call);
    vg_http_add_header(call->rq, call->rs, "Content-Security-Policy",
                       vg_arena_printf(call->arena,
                                       "default-src 'self'; img-src 'self' data: blob:%s; connect-src 'self'%s; "
                                       "base-uri 'none'; form-action 'self'; object-src 'none'; frame-ancestors 'self'",
                                       origin, origin));
}

static enum vg_status put_page(struct vg_call *call, const char *page, const struct vg_node *data,
                               struct vg_error *err)
{
    call->rs->content_type = "text/html; charset=utf-8";
    vg_answer_page_headers(call);
    return vg_html_put(vg_call_html(call), page, call->lang, data, &call->rs->body, err);
}

static void start_body(struct vg_call *call)
{
    vg_buf_finish(&call->rs->body);
    vg_buf_init(&call->rs->body, MAX_DOCUMENT);
    call->rs->body_kind = VG_BODY_BUF;
    call->rs->compressible = true;
    call->rs->wants_etag = true;
    call->rs->vary = call->format ? "Accept, Accept-Language" : NULL;
}

enum vg_status vg_answer_document(struct vg_call *call, const struct vg_node *doc, const char *page,
                                  const char *title, const struct vg_node *view, struct vg_error *err)
{
    start_body(call);
    if (call->format != &vg_format_html) {
        call->rs->content_type = with_charset(call, call->format->media_type);
        tell_language(call);
        if (call->format == &vg_format_xml) {
            vg_document_put_xml(&call->rs->body, page, doc);
        } else {
            vg_node_put_json(&call->rs->body, doc, 2);
            VG_BUF_LIT(&call->rs->body, "\n");
        }
        enum vg_status r = vg_arena_check(call->arena, err);
        return r == VG_OK ? vg_buf_check(&call->rs->body, err) : r;
    }
    struct vg_node *data = (struct vg_node *)view; /* made by vg_page_data: room for the document in it */
    if (!data)
        data = vg_page_data(call, title);
    vg_node_append(call->arena, data, "doc", (struct vg_node *)doc);
    enum vg_status r = vg_arena_check(call->arena, err);
    return r == VG_OK ? put_page(call, page, data, err) : r;
}

/* --- errors ----------------------------------------------------------------------------------- */

int vg_http_status_of(enum vg_status kind)
{
    static const int status[] = {
        [VG_OK] = 200,         [VG_END] = 200,         [VG_BAD_INPUT] = 400,  [VG_NOT_FOUND] = 404,
        [VG_FORBIDDEN] = 403,  [VG_CONFLICT] = 409,    [VG_TOO_LARGE] = 413,  [VG_UNAVAILABLE] = 503,
        [VG_NO_MEMORY] = 503,  [VG_BUG] = 500,
    };
    return (size_t)kind < VG_COUNT(status) ? status[kind] : 500;
}

const char *vg_http_reason(int status)
{
    switch (status) {
    case 400: return "Bad request";
    case 401: return "Not authenticated";
    case 403: return "Forbidden";
    case 404: return "Not found";
    case 405: return "Method not allowed";
    case 406: return "Not acceptable";
    case 408: return "Request timeout";
    case 409: return "Conflict";
    case 412: return "Precondition failed";
    case 413: return "Too large";
    case 414: return "Address too long";
    case 415: return "Unsupported media type";
    case 416: return "Range not satisfiable";
    case 422: return "Unprocessable content";
    case 428: return "Precondition required";
    case 431: return "Header too large";
    case 503: return "Service unavailable";
    default: return status >= 500 ? "Internal error" : "Error";
    }
}

void vg_call_challenge(struct vg_call *call)
{
    /* RFC 6750 section 3: without a token no error is named. */
    vg_http_add_header(call->rq, call->rs, "WWW-Authenticate",
                       call->who.presented ? "Bearer realm=\"vigie\", error=\"invalid_token\"" : "Bearer realm=\"vigie\"");
}

enum vg_status vg_call_unknown(const struct vg_call *call, struct vg_error *err)
{
    return vg_fail(err, VG_FORBIDDEN, "Authorization",
                   call->who.presented ? "this token is not known" : "changes need a bearer token in the header Authorization");
}

/* What the surroundings or we ourselves did wrong is no business of the client's: the log has it. */
const char *vg_call_failure_text(const struct vg_call *call, int status, const struct vg_error *err)
{
    if (status == 503 && !call->retry_after)
        return vg_text(call->lang, "the service cannot answer just now; try again in a moment");
    if (status >= 500 && status != 503)
        return vg_text(call->lang, "something went wrong here; the request id helps the operator find it");
    return err->text;
}

static struct vg_node *problem_of(struct vg_call *call, int status, const struct vg_error *err)
{
    struct vg_arena *a = call->arena;
    struct vg_node *p = vg_node_map(a);
    vg_node_add_str(a, p, "type", "about:blank");
    vg_node_add_str(a, p, "title", vg_text(call->lang, vg_http_reason(status)));
    vg_node_add_int(a, p, "status", status);
    vg_node_add_str(a, p, "detail", vg_call_failure_text(call, status, err));
    if (status < 500 && err->where[0])
        vg_node_add_str(a, p, "parameter", err->where);
    vg_node_add_text(a, p, "instance", call->rq->path);
    vg_node_add_str(a, p, "request", call->rq->id);
    if (call->faults)
        vg_node_append(a, p, "errors", call->faults);
    return p;
}

/* A message of the program as a sentence of a page: it begins with a capital, unless with a quotation. */
static void add_sentence(struct vg_call *call, struct vg_node *view, const char *message)
{
    struct vg_str rest = vg_str_of(message);
    VG_AUTO(vg_buf_finish) struct vg_buf b;
    size_t n = rest.len > 0;
    while (n < rest.len && ((unsigned char)rest.ptr[n] & 0xC0) == 0x80)
        n++;
    vg_buf_init(&b, 4096);
    vg_fold_case(&b, (struct vg_str){rest.ptr, n});
    vg_buf_add(&b, rest.ptr + n, rest.len - n);
    vg_node_add_text(call->arena, view, "detail", (struct vg_str){b.ptr ? b.ptr : "", b.len});
}

/* Where people go on who asked for what is not there: the collection of it, or the list of its like. */
static void add_way(struct vg_call *call, struct vg_node *view, const struct vg_route *route)
{
    static const struct {
        const char *below, *text;
    } lists[] = {{"/maps", "maps"}, {"/schemas/products", "products"}};
    struct vg_str path = call->rq->path, id = path, rest;
    if (route && call->n_vars > 0 && strstr(route->pattern, "/{collectionId}"))
        id = call->vars[0];
    else if (vg_str_starts(path, VG_STR("/collections/")))
        id = vg_str_cut((struct vg_str){path.ptr + strlen("/collections/"), path.len - strlen("/collections/")}, '/', &rest);
    const struct vg_collection *c = vg_call_find(call, id);
    bool records = c && c->item_type == VG_ITEM_RECORD;
    const char *href = NULL, *text = records ? vg_page_text(call, "site_search") : c ? c->title : NULL;
    if (c)
        href = vg_call_url(call, records ? "/collections/%s/items" : "/collections/%s", c->id);
    for (size_t i = 0; !href && i < VG_COUNT(lists); i++)
        if (vg_str_starts(path, vg_str_of(lists[i].below))) {
            href = vg_arena_printf(call->arena, "%s%s", call->rq->base_url, lists[i].below);
            text = vg_page_text(call, lists[i].text);
        }
    struct vg_node *way = href ? vg_node_add_map(call->arena, view, "way") : NULL;
    vg_node_add_str(call->arena, way, "href", href);
    vg_node_add_str(call->arena, way, "title", text);
}

/* What went wrong, and what a person can do about it. */
static void add_help(struct vg_call *call, struct vg_node *data, int status, const struct vg_error *err, const struct vg_route *route)
{
    struct vg_node *view = vg_node_add_map(call->arena, data, "view");
    add_sentence(call, view, vg_call_failure_text(call, status, err));
    bool asked = status < 500 && status != 404 && status != 410;
    bool place = !asked && status < 500 && vg_node_get(vg_node_get(data, "page"), "territories_href") &&
                 vg_str_starts(call->rq->path, VG_STR("/territories/"));
    vg_node_add_str(call->arena, view, "help", vg_page_text(call, status >= 500 ? "error_help_later" : asked ? "error_help_asked" : place ? "error_help_place" : "error_help"));
    vg_node_add_bool(call->arena, view, "place", place);
    vg_node_add_bool(call->arena, view, "asked", asked);
    if (status < 500)
        add_way(call, view, route);
}

void vg_answer_problem(struct vg_call *call, int http_status, const struct vg_error *err)
{
    struct vg_http_response *rs = call->rs;
    int status = http_status ? http_status : vg_http_status_of(err->kind);
    start_body(call);
    rs->status = status;
    rs->n_items = -1;
    rs->wants_etag = rs->has_etag = false;
    rs->last_modified_us = 0;
    rs->cache_control = "no-store";
    if (status == 503)
        vg_http_add_header(call->rq, rs, "Retry-After", call->retry_after ? call->retry_after : "1");

    const struct vg_node *doc = problem_of(call, status, err);
    struct vg_error ignored = {0};
    if (call->format == &vg_format_html && call->gen) {
        const struct vg_route *asked = call->route;
        call->route = NULL; /* a page that is not there has no other forms */
        struct vg_node *data = vg_page_data(call, vg_text(call->lang, vg_http_reason(status)));
        add_help(call, data, status, err, asked);
        vg_node_append(call->arena, data, "doc", (struct vg_node *)doc);
        if (put_page(call, "error", data, &ignored) == VG_OK)
            return;
        start_body(call);
    }
    rs->content_type = "application/problem+json";
    vg_node_put_json(&rs->body, doc, 2);
}
