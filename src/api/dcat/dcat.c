/* DCAT: the whole catalogue as RDF, page by page, for open-data portals (udata, ckanext-dcat).
 *
 * Pages hold their place by the number that a record got when it came in: it never changes, and what comes later has a
 * higher one.  So a harvest misses nothing that was there throughout and gets nothing twice, whatever is written meanwhile.
 * A page backwards is read backwards: in RDF the order within a page says nothing. */
#include "../common/call.h"

#include <vigie/catalog/entry.h>
#include <vigie/codec/dcat.h>

#define DEFAULT_LIMIT 100
#define NO_NUMBER (-1) /* of a page's place: from the start */

static const struct vg_format rdf = {"rdf", "application/rdf+xml", "RDF/XML", {"application/xml", "text/xml", NULL}};
static const struct vg_format ttl = {"ttl", "text/turtle", "Turtle", {"application/x-turtle", NULL}};
static const struct vg_format jsonld = {"jsonld", "application/ld+json", "JSON-LD", {"application/json", NULL}};

static const struct {
    const struct vg_format *format;
    const char *form; /* that is kept ready */
} forms[] = {{&rdf, VG_RECORD_DCAT_XML}, {&ttl, VG_RECORD_DCAT_TURTLE}, {&jsonld, VG_RECORD_DCAT_JSON}};

/* Which page: at most so many records after a number, or before one. */
struct page {
    int64_t limit;
    int64_t after, before;
    bool backwards;
    /* what was read */
    int64_t lowest, highest, total;
    bool more;
    struct vg_query query;
    struct vg_dcat_catalogue catalogue;
    struct vg_dcat_writer writer;
};

/* --- the question ---------------------------------------------------------------------------------- */

static void add_condition(struct vg_call *call, struct vg_query *q, int field, enum vg_op op, int64_t number)
{
    const struct vg_expr *e = vg_expr_compare(call->arena, op, vg_expr_property(call->arena, field),
                                              vg_expr_literal(call->arena, (struct vg_value){.kind = VG_V_INT, .integer = number}));
    q->filter = vg_expr_and(call->arena, q->filter, e);
}

static enum vg_status read_place(struct vg_call *call, struct page *p, struct vg_error *err)
{
    const struct vg_param_value *after = vg_call_param(call, "after"), *before = vg_call_param(call, "before");
    if (after->given && before->given)
        return vg_fail(err, VG_BAD_INPUT, "before", "'after' and 'before' cannot go together");
    p->limit = vg_call_param(call, "limit")->integer;
    p->after = after->given ? after->integer : NO_NUMBER;
    p->before = before->integer;
    p->backwards = before->given;
    return VG_OK;
}

static enum vg_status find_catalogue(struct vg_call *call, const struct vg_collection **out, struct vg_error *err)
{
    call->vars[0] = VG_STR(VG_CATALOGUE);
    return vg_call_collection(call, out, err);
}

static enum vg_status make_query(struct vg_call *call, struct page *p, struct vg_error *err)
{
    const struct vg_collection *c;
    int *fields = vg_arena_array(call->arena, 3, sizeof *fields);
    enum vg_status r = find_catalogue(call, &c, err);
    if (r != VG_OK || !fields)
        return r != VG_OK ? r : vg_arena_check(call->arena, err);
    fields[0] = vg_record_column(c, VG_R_TITLE);
    fields[1] = vg_record_column(c, VG_R_TYPE);
    fields[2] = vg_record_column(c, VG_R_UPDATED);
    p->query = (struct vg_query){.collection = c,
                                 .sort = {{vg_record_number_column(c), p->backwards}},
                                 .n_sort = 1,
                                 .limit = p->limit + 1, /* one more tells whether there is another page */
                                 .fields = fields,
                                 .n_fields = 3,
                                 .no_geometry = true,
                                 .form = p->writer.codec->name,
                                 .deadline_ms = call->rq->deadline_ms};
    return vg_gate_narrow(&call->who, &p->query, 0, call->arena, err);
}

/* --- reading --------------------------------------------------------------------------------------- */

static struct vg_str text_of(const struct vg_feature *f, size_t i)
{
    return f->values[i].kind == VG_V_TEXT ? f->values[i].text : (struct vg_str){"", 0};
}

static enum vg_status put_record(struct vg_call *call, struct page *p, const struct vg_feature *f, struct vg_error *err)
{
    struct vg_buf form;
    vg_buf_init(&form, VG_MAX_RECORD_BYTES);
    vg_catalog_splice(&form, f->form, call->rq->base_url);
    enum vg_status r = vg_buf_check(&form, err);
    const struct vg_dcat_entry entry = {
        .id = f->id,
        .title = text_of(f, 0),
        .form = {form.ptr ? form.ptr : "", form.len},
        .updated = vg_str_of(f->values[2].kind == VG_V_DATETIME ? vg_time_text(call->arena, f->values[2].integer) : NULL),
        .is_service = vg_str_is(text_of(f, 1), "service"),
    };
    if (r == VG_OK)
        r = vg_dcat_put_member(&p->writer, &entry, err);
    vg_buf_finish(&form);
    return r == VG_OK ? vg_buf_check(p->writer.out, err) : r;
}

static void note_number(struct page *p, int64_t number)
{
    bool first = p->writer.n_members == 1;
    p->lowest = first || number < p->lowest ? number : p->lowest;
    p->highest = first || number > p->highest ? number : p->highest;
}

static enum vg_status put_records(struct vg_call *call, struct page *p, struct vg_cursor *cursor, struct vg_error *err)
{
    const struct vg_feature *f;
    struct vg_position at;
    enum vg_status r = VG_OK;
    while ((int64_t)p->writer.n_members < p->limit && (r = vg_cursor_next(cursor, &f, err)) == VG_OK) {
        r = put_record(call, p, f, err);
        if (r == VG_OK)
            r = vg_cursor_position(cursor, call->arena, &at, err);
        if (r != VG_OK)
            return r;
        note_number(p, at.sort[0].integer);
    }
    return r == VG_OK ? vg_cursor_more(cursor, &p->more, err) : r == VG_END ? VG_OK : r;
}

static enum vg_status read_records(struct vg_call *call, struct page *p, struct vg_session *session, struct vg_error *err)
{
    struct vg_cursor *cursor;
    enum vg_status r = vg_session_count(session, &p->query, 0, &p->total, err);
    if (r != VG_OK)
        return r;
    int number = vg_record_number_column(p->query.collection);
    if (p->backwards)
        add_condition(call, &p->query, number, VG_OP_LT, p->before);
    else if (p->after != NO_NUMBER)
        add_condition(call, &p->query, number, VG_OP_GT, p->after);
    r = vg_arena_check(call->arena, err);
    if (r == VG_OK)
        r = vg_session_select(session, &p->query, &cursor, err);
    if (r != VG_OK)
        return r;
    r = put_records(call, p, cursor, err);
    vg_cursor_close(cursor);
    return r;
}

static enum vg_status read_page(struct vg_call *call, struct page *p, struct vg_error *err)
{
    struct vg_session *session;
    enum vg_status r = vg_call_session(call, p->query.collection->store, true, &session, err);
    if (r != VG_OK)
        return r;
    r = read_records(call, p, session, err);
    vg_session_end(session);
    return r;
}

/* --- the answer ------------------------------------------------------------------------------------ */

/* A page's address always says its form: who follows it may ask for none. */
static const char *page_url(struct vg_call *call, const struct page *p, const char *place, int64_t number)
{
    const char *form = call->route->formats[1] ? vg_arena_printf(call->arena, "f=%s&", call->format->name) : "";
    const char *rest = place ? vg_arena_printf(call->arena, "&%s=%lld", place, (long long)number) : "";
    return vg_arena_printf(call->arena, "%s%.*s?%slimit=%lld%s", call->rq->base_url, (int)call->rq->path.len, call->rq->path.ptr,
                           form ? form : "", (long long)p->limit, rest ? rest : "");
}

static const char *self_of(struct vg_call *call, const struct page *p)
{
    if (p->backwards)
        return page_url(call, p, "before", p->before);
    return page_url(call, p, p->after == NO_NUMBER ? NULL : "after", p->after);
}

static struct vg_dcat_paging paging_of(struct vg_call *call, const struct page *p)
{
    bool any = p->writer.n_members > 0;
    bool more_after = any && (p->backwards ? p->before <= INT64_MAX - 1 : p->more);
    bool more_before = any && (p->backwards ? p->more : p->after != NO_NUMBER);
    return (struct vg_dcat_paging){
        .self = self_of(call, p),
        .first = page_url(call, p, NULL, 0),
        .previous = more_before ? page_url(call, p, "before", p->lowest) : NULL,
        .next = more_after ? page_url(call, p, "after", p->highest) : NULL,
        .last = page_url(call, p, "before", INT64_MAX),
        .total = p->total,
        .per_page = p->limit,
    };
}

static void start(struct vg_call *call, struct page *p)
{
    const struct vg_site *site = &call->gen->site;
    struct vg_http_response *rs = call->rs;
    const struct vg_spill_options spill = {.mem_max = site->limits.page_memory, .budget = vg_call_options(call)->pages};
    vg_buf_init_spill(&rs->body, site->limits.page_bytes, &spill);
    rs->body_kind = VG_BODY_BUF;
    rs->compressible = rs->wants_etag = true;
    rs->vary = "Accept";
    /* Harvesters take a text without charset for Latin-1, or guess. */
    rs->content_type = vg_arena_printf(call->arena, "%s; charset=utf-8", call->format->media_type);
    p->catalogue = (struct vg_dcat_catalogue){
        .base_url = call->rq->base_url,
        .url = vg_call_url(call, "/dcat"),
        .title = {site->title[VG_EN], site->title[VG_FR]},
        .description = {site->description[VG_EN], site->description[VG_FR]},
        .lang = site->lang,
        .publisher = site->contact,
        .license_url = site->license_url,
    };
    p->writer.out = &rs->body;
    p->writer.arena = call->arena;
    p->writer.catalogue = &p->catalogue;
}

static const struct vg_record_codec *codec_of(const struct vg_format *f)
{
    for (size_t i = 0; i < VG_COUNT(forms); i++)
        if (forms[i].format == f)
            return vg_record_codec_find(vg_str_of(forms[i].form));
    return NULL;
}

static enum vg_status get_catalogue(struct vg_call *call, struct vg_error *err)
{
    struct page p = {.writer.codec = codec_of(call->format)};
    enum vg_status r = read_place(call, &p, err);
    if (r == VG_OK)
        r = make_query(call, &p, err);
    if (r != VG_OK)
        return r;
    start(call, &p);
    vg_dcat_begin(&p.writer);
    r = read_page(call, &p, err);
    if (r != VG_OK)
        return r;
    const struct vg_dcat_paging paging = paging_of(call, &p);
    r = vg_arena_check(call->arena, err);
    if (r == VG_OK)
        r = vg_dcat_end(&p.writer, &paging, err);
    call->rs->n_items = (int64_t)p.writer.n_members;
    return r == VG_OK ? vg_buf_check(&call->rs->body, err) : r;
}

/* --- the table -------------------------------------------------------------------------------------- */

static void limit_of_page(const struct vg_api_limits *l, int64_t *max, int64_t *dflt)
{
    *max = l->items_max;
    *dflt = l->items_max < DEFAULT_LIMIT ? l->items_max : DEFAULT_LIMIT;
}

static const struct vg_param params[] = {
    {.name = "limit", .kind = VG_P_INT, .min = 1, .limit_of = limit_of_page, .clamps = true,
     .doc = "how many records to return at most"},
    {.name = "after", .kind = VG_P_INT, .max = INT64_MAX, .doc = "only records that came in after the one of this number; hydra:next leads there"},
    {.name = "before", .kind = VG_P_INT, .max = INT64_MAX,
     .doc = "only records that came in before the one of this number; hydra:previous leads there"},
};

static const struct vg_format *const all_forms[] = {&rdf, &ttl, &jsonld, NULL};
static const struct vg_format *const rdf_only[] = {&rdf, NULL}, *const ttl_only[] = {&ttl, NULL}, *const jsonld_only[] = {&jsonld, NULL};

#define ROUTE(pattern_, formats_) \
    .method = "GET", .pattern = pattern_, .handle = get_catalogue, .params = params, .n_params = VG_COUNT(params), .formats = formats_

static const struct vg_route routes[] = {
    {ROUTE("/dcat", all_forms), .summary = "The catalogue as DCAT", .tag = "Records"},
    {ROUTE("/dcat.rdf", rdf_only)},
    {ROUTE("/dcat.ttl", ttl_only)},
    {ROUTE("/dcat.jsonld", jsonld_only)},
};

static void landing_links(struct vg_call *call, struct vg_node *links)
{
    vg_link_add(call, links, "search", vg_call_url(call, "/dcat"), rdf.media_type, vg_text(call->lang, "The catalogue as DCAT"));
}

extern const struct vg_api_module vg_api_dcat;
const struct vg_api_module vg_api_dcat = {
    .name = "dcat",
    .routes = routes,
    .n_routes = VG_COUNT(routes),
    .landing_links = landing_links,
};
