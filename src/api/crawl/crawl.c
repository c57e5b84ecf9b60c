/* What search engines ask first: robots.txt, and the sitemap of the pages of collections and records (sitemaps.org 0.9).
 *
 * A sitemap holds 50 000 addresses at most.  Records are shared out by the number that they got when they came in, so each
 * page is known without counting; where one page does not hold all, /sitemap.xml is the index of the pages. */
#include "../common/call.h"

#include <vigie/base/escape.h>
#include <vigie/store/records.h>

#define PER_PAGE 40000         /* numbers of records; the rest is for collections, on the first page */
#define MOST_COLLECTIONS 10000
#define MAX_SITEMAP ((size_t)64 << 20)
#define SPACE "xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\""

static void start(struct vg_call *call, const char *content_type)
{
    struct vg_http_response *rs = call->rs;
    const struct vg_spill_options spill = {.mem_max = call->gen->site.limits.page_memory, .budget = vg_call_options(call)->pages};
    vg_buf_init_spill(&rs->body, MAX_SITEMAP, &spill);
    rs->body_kind = VG_BODY_BUF;
    rs->content_type = content_type;
    rs->compressible = rs->wants_etag = true;
}

static enum vg_status check_there(const struct vg_call *call, struct vg_error *err)
{
    return call->gen ? VG_OK : vg_fail(err, VG_UNAVAILABLE, "", "the store has not answered yet");
}

static enum vg_status get_robots(struct vg_call *call, struct vg_error *err)
{
    enum vg_status r = check_there(call, err);
    if (r != VG_OK)
        return r;
    start(call, "text/plain; charset=utf-8");
    vg_buf_printf(&call->rs->body, "User-agent: *\nAllow: /\n\nSitemap: %s\n", vg_call_url(call, "/sitemap.xml"));
    return vg_buf_check(&call->rs->body, err);
}

/* --- entries --------------------------------------------------------------------------------------- */

static void put_entry(struct vg_call *call, const char *kind, const char *url, const char *modified)
{
    struct vg_buf *b = &call->rs->body;
    vg_buf_printf(b, "<%s><loc>", kind);
    vg_xml_put_text(b, vg_str_of(url ? url : ""));
    VG_BUF_LIT(b, "</loc>");
    if (modified)
        vg_buf_printf(b, "<lastmod>%s</lastmod>", modified);
    vg_buf_printf(b, "</%s>\n", kind);
}

static void put_collections(struct vg_call *call)
{
    size_t n;
    const struct vg_collection *const *all = vg_call_collections(call, &n);
    for (size_t i = 0; i < n && i < MOST_COLLECTIONS; i++)
        if (vg_gate_sees(&call->who, all[i]))
            put_entry(call, "url", vg_call_url(call, "/collections/%s", all[i]->id),
                      all[i]->modified_us ? vg_time_text(call->arena, all[i]->modified_us) : NULL);
}

static void put_record(struct vg_call *call, const struct vg_feature *f)
{
    const struct vg_value *updated = &f->values[0];
    const char *id = vg_arena_cstr(call->arena, f->id);
    if (id)
        put_entry(call, "url", vg_call_url(call, "/collections/" VG_CATALOGUE "/items/%s", id),
                  updated->kind == VG_V_DATETIME ? vg_time_text(call->arena, updated->integer) : NULL);
}

/* --- the records ------------------------------------------------------------------------------------ */

/* The catalogue; NULL where there is none: collections are listed all the same. */
static const struct vg_collection *catalogue_of(struct vg_call *call)
{
    const struct vg_collection *c;
    struct vg_error ignored = {0};
    call->vars[0] = VG_STR(VG_CATALOGUE);
    return vg_call_collection(call, &c, &ignored) == VG_OK && c->item_type == VG_ITEM_RECORD ? c : NULL;
}

static enum vg_status query_of(struct vg_call *call, const struct vg_collection *c, bool newest, struct vg_query *out,
                               struct vg_error *err)
{
    int *fields = VG_NEW(call->arena, int);
    if (!fields)
        return vg_arena_check(call->arena, err);
    *fields = vg_record_column(c, VG_R_UPDATED);
    *out = (struct vg_query){.collection = c,
                             .sort = {{vg_record_number_column(c), newest}},
                             .n_sort = 1,
                             .limit = newest ? 1 : PER_PAGE,
                             .fields = fields,
                             .n_fields = 1,
                             .no_geometry = true,
                             .deadline_ms = call->rq->deadline_ms};
    return vg_gate_narrow(&call->who, out, 0, call->arena, err);
}

static const struct vg_expr *compared(struct vg_arena *a, enum vg_op op, int field, int64_t number)
{
    return vg_expr_compare(a, op, vg_expr_property(a, field),
                           vg_expr_literal(a, (struct vg_value){.kind = VG_V_INT, .integer = number}));
}

/* The highest number of a record; -1: there is none. */
static enum vg_status find_newest(struct vg_call *call, struct vg_session *x, const struct vg_collection *c, int64_t *out,
                                  struct vg_error *err)
{
    struct vg_query q;
    struct vg_cursor *cursor;
    struct vg_position at;
    const struct vg_feature *f;
    enum vg_status r = query_of(call, c, true, &q, err);
    if (r == VG_OK)
        r = vg_session_select(x, &q, &cursor, err);
    if (r != VG_OK)
        return r;
    *out = -1;
    r = vg_cursor_next(cursor, &f, err);
    if (r == VG_OK)
        r = vg_cursor_position(cursor, call->arena, &at, err);
    if (r == VG_OK)
        *out = at.sort[0].integer;
    vg_cursor_close(cursor);
    return r == VG_END ? VG_OK : r;
}

static enum vg_status put_records(struct vg_call *call, struct vg_session *x, const struct vg_collection *c, int64_t page,
                                  struct vg_error *err)
{
    struct vg_query q;
    struct vg_cursor *cursor;
    const struct vg_feature *f;
    struct vg_arena *a = call->arena;
    int number = vg_record_number_column(c);
    enum vg_status r = query_of(call, c, false, &q, err);
    q.filter = vg_expr_and(a, q.filter, compared(a, VG_OP_GE, number, page * PER_PAGE));
    q.filter = vg_expr_and(a, q.filter, compared(a, VG_OP_LT, number, (page + 1) * PER_PAGE));
    if (r == VG_OK)
        r = vg_arena_check(a, err);
    if (r == VG_OK)
        r = vg_session_select(x, &q, &cursor, err);
    if (r != VG_OK)
        return r;
    while ((r = vg_cursor_next(cursor, &f, err)) == VG_OK && call->rs->body.failed == VG_OK)
        put_record(call, f);
    vg_cursor_close(cursor);
    return r == VG_END ? VG_OK : r;
}

/* --- the sitemap ------------------------------------------------------------------------------------ */

static void put_index(struct vg_call *call, int64_t n_pages)
{
    VG_BUF_LIT(&call->rs->body, "<sitemapindex " SPACE ">\n");
    for (int64_t i = 0; i < n_pages; i++) {
        const char *url = vg_call_url(call, "/sitemap.xml?page=");
        put_entry(call, "sitemap", vg_arena_printf(call->arena, "%s%lld", url ? url : "", (long long)i), NULL);
    }
    VG_BUF_LIT(&call->rs->body, "</sitemapindex>\n");
}

static enum vg_status put_page(struct vg_call *call, struct vg_session *x, const struct vg_collection *c, int64_t page,
                               struct vg_error *err)
{
    VG_BUF_LIT(&call->rs->body, "<urlset " SPACE ">\n");
    if (page == 0)
        put_collections(call);
    enum vg_status r = x ? put_records(call, x, c, page, err) : VG_OK;
    VG_BUF_LIT(&call->rs->body, "</urlset>\n");
    return r;
}

static enum vg_status put_sitemap(struct vg_call *call, struct vg_session *x, const struct vg_collection *c, struct vg_error *err)
{
    const struct vg_param_value *page = vg_call_param(call, "page");
    int64_t newest = -1;
    enum vg_status r = x ? find_newest(call, x, c, &newest, err) : VG_OK;
    int64_t n_pages = newest < 0 ? 1 : newest / PER_PAGE + 1;
    if (r != VG_OK)
        return r;
    int64_t wanted = 0;
    if (page->given && (!vg_str_int64(page->text, &wanted) || wanted < 0 || wanted >= n_pages))
        return vg_fail(err, VG_NOT_FOUND, "page", "the sitemap has no page '%.*s'; /sitemap.xml lists them", vg_cut(page->text),
                       page->text.ptr);
    start(call, "application/xml");
    VG_BUF_LIT(&call->rs->body, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    if (page->given || n_pages == 1)
        r = put_page(call, x, c, wanted, err);
    else
        put_index(call, n_pages);
    if (r == VG_OK)
        r = vg_arena_check(call->arena, err);
    return r == VG_OK ? vg_buf_check(&call->rs->body, err) : r;
}

static enum vg_status get_sitemap(struct vg_call *call, struct vg_error *err)
{
    struct vg_session *x = NULL;
    enum vg_status r = check_there(call, err);
    const struct vg_collection *c = r == VG_OK ? catalogue_of(call) : NULL;
    if (r == VG_OK && c)
        r = vg_call_session(call, c->store, true, &x, err);
    if (r != VG_OK)
        return r;
    r = put_sitemap(call, x, c, err);
    vg_session_end(x);
    return r;
}

static const struct vg_param sitemap_params[] = {
    {.name = "page", .kind = VG_P_TEXT, .doc = "one page of the sitemap, from 0"},
};

static const struct vg_route routes[] = {
    {.method = "GET", .pattern = "/robots.txt", .handle = get_robots},
    {.method = "GET", .pattern = "/sitemap.xml", .handle = get_sitemap, .params = sitemap_params,
     .n_params = VG_COUNT(sitemap_params)},
};

extern const struct vg_api_module vg_api_crawl;
const struct vg_api_module vg_api_crawl = {
    .name = "crawl",
    .routes = routes,
    .n_routes = VG_COUNT(routes),
};
