/* call.h — what every front end is made of: routes and parameters as tables, and one call at a time.
 *
 * A front end is a struct vg_api_module: the router matches its routes, the parser validates by their
 * parameters and refuses others, /api and /conformance are printed from them.  A handler gets a
 * vg_call that is already routed, parsed and negotiated, and either answers or fails with an error. */
#ifndef API_COMMON_CALL_H
#define API_COMMON_CALL_H

#include <vigie/access/gate.h>
#include <vigie/api/api.h>
#include <vigie/http/negotiate.h>
#include <vigie/http/router.h>
#include <vigie/model/style.h>
#include <vigie/store/store.h>

struct vg_item_codec;
struct vg_meaning;
struct vg_syntax;
struct vg_catalog_site;

/* A representation: what f= calls it and what Accept does. */
struct vg_format {
    const char *name;       /* "json" */
    const char *media_type; /* without charset */
    const char *title;      /* "JSON" */
    const char *also[3];    /* further media types that mean it */
    const struct vg_item_codec *items; /* writes features so; NULL: a form of documents alone */
    const char *extension;  /* of a file in this form, "csv"; NULL: never given as a file */
    bool is_twin;           /* the form before it under another name: an alternate of answers, not offered beside it */
};
extern const struct vg_format vg_format_json, vg_format_html, vg_format_geojson, vg_format_openapi, vg_format_xml,
    vg_format_iso19139;

/* Can it be had in this process?  What GDAL writes needs the driver. */
bool vg_format_is_there(const struct vg_format *f);
/* Is it offered in pages, and of a collection? */
bool vg_format_linked(const struct vg_format *f);
/* Does an answer in one form lead to itself in another?  To each that is there, but for a page, which offers a thing once. */
bool vg_format_alternate(const struct vg_format *f, const struct vg_format *of);
/* Of a list that ends in NULL: the one that f= means, whether it is there or not; the one that an Accept header likes most, of
 * those that are; NULL: none. */
const struct vg_format *vg_format_named(const struct vg_format *const *formats, struct vg_str name);
const struct vg_format *vg_format_accepted(const struct vg_format *const *formats, struct vg_str accept);

enum vg_param_kind {
    VG_P_TEXT,
    VG_P_INT,      /* within min..max */
    VG_P_BBOX,     /* parsed once bbox-crs is known */
    VG_P_INTERVAL,
    VG_P_CRS,      /* one of the collection's list: checked by the handler */
    VG_P_ENUM,     /* one of values */
    VG_P_NUMBER,   /* from 0, to max where that is not 0: read by the handler */
    VG_P_LIST,     /* names with commas between them: read by the handler */
};

struct vg_param {
    const char *name;
    enum vg_param_kind kind;
    int64_t min, max;           /* of VG_P_INT; max 0: the site's limit, see limit_of; of VG_P_LIST: characters of each value */
    const char *const *values;  /* of VG_P_ENUM, ending in NULL; of VG_P_LIST for /api, may be NULL */
    const char *doc;
    /* The bounds and default a site sets, for VG_P_INT; NULL where the table has them. */
    void (*limit_of)(const struct vg_api_limits *l, int64_t *max, int64_t *dflt);
    bool clamps;                /* above max: the maximum is used instead (Features Part 1, 7.15.2) */
};

struct vg_param_value {
    bool given;
    struct vg_str text;         /* decoded */
    int64_t integer;            /* VG_P_INT: given or default */
    struct vg_interval interval;
    int choice;                 /* VG_P_ENUM: which of values */
};

struct vg_call;
typedef enum vg_status vg_handler(struct vg_call *call, struct vg_error *err);

/* What another standard adds to items of a collection of its own kind; any member may be NULL. */
struct vg_items_extra {
    /* Narrow the question, once filter, order and what is read are in it. */
    enum vg_status (*narrow)(struct vg_call *call, const struct vg_collection *c, struct vg_query *q, struct vg_error *err);
    /* What a name of a filter means, where that is none of the collection's fields, or another than it seems; false: it is for
     * the fields to tell. */
    bool (*resolve)(const struct vg_call *call, const struct vg_collection *c, struct vg_str name, struct vg_meaning *out);
    /* Read more in the page's session: *out is a map whose members end the document. */
    enum vg_status (*more)(struct vg_call *call, struct vg_session *x, const struct vg_query *q, const struct vg_node **out,
                           struct vg_error *err);
    /* What the form's codec needs beside (vg_item_writer.context). */
    const void *(*context)(struct vg_call *call, const struct vg_collection *c);
    const struct vg_item_codec *page; /* writes vg_format_html; NULL: vg_codec_html */
};

struct vg_route {
    const char *method, *pattern;
    vg_handler *handle;
    const struct vg_param *params; /* beside f and lang, which every route with formats has */
    size_t n_params;
    const struct vg_format *const *formats; /* most liked first, ending in NULL; NULL: the handler sees to it */
    const char *summary, *tag;     /* for /api; NULL: not listed there */
    const char *operation;         /* the operationId that a standard gives it; NULL: one is made of the pattern */
    const char *schema;            /* of its JSON form, in schemas/openapi-components.json; NULL: any object */
    const struct vg_items_extra *extra; /* of routes to items; NULL: they are plain features */
    const char *body;              /* of the body's schema, for those that change something and take one, or search by one */
    bool any_params;               /* the handler sees to parameters itself: they are split and no more */
    bool own_paths;                /* /api lists it for each collection beside the pattern */
    bool field_params;             /* each scalar field of the collection is a parameter too */
    bool open_params;              /* the handler reads the parameters itself, and answers its failures too */
};

struct vg_api_module {
    const char *name;
    const struct vg_route *routes;
    size_t n_routes;
    const char *const *conformance; /* URIs, ending in NULL */
    /* Further links of the landing page and of a collection; NULL: none. */
    void (*landing_links)(struct vg_call *call, struct vg_node *links);
    /* The collections that the parameters of /collections ask for, in their order, and how many there are without limit;
     * NULL: it searches none. */
    enum vg_status (*find_collections)(struct vg_call *call, const struct vg_collection *const **out, size_t *n,
                                       int64_t *matched, struct vg_error *err);
    void (*collection_links)(struct vg_call *call, const struct vg_collection *c, struct vg_node *links);
    /* Where the pages of a collection, of its items and of one of them find a chart: members of a map.  NULL: none. */
    void (*collection_chart)(struct vg_call *call, const struct vg_collection *c, struct vg_node *chart);
    void (*raster_links)(struct vg_call *call, const struct vg_collection *c, struct vg_node *links); /* instead, of a raster */
    /* A failure before a request is routed (a body too large, too many connections), told in the standard's own form; false:
     * the request is none of its.  There is no generation.  NULL: problem+json does. */
    bool (*explain)(struct vg_call *call, int http_status, const struct vg_error *err);
};
/* features/: items and one item of the collection that is the path's first variable, in any form of the route that
 * writes items.  Routes of other modules may lead there. */
vg_handler vg_get_items, vg_get_item;
/* The first rows of a collection as a table within another page, and the form that filters them: members of its view. */
enum vg_status vg_items_first(struct vg_call *call, const struct vg_collection *c, struct vg_node *data,
                              struct vg_error *err) VG_MUST_USE;

/* What the parameters of a route to items (bbox, datetime, filter, sortby…) ask of a collection. */
enum vg_status vg_items_question(struct vg_call *call, const struct vg_collection *c, struct vg_query *out,
                                 struct vg_error *err) VG_MUST_USE;

/* Narrow q by a condition that another parameter than `filter` gave; its names are those of filters of the route. */
enum vg_status vg_items_condition(struct vg_call *call, const struct vg_collection *c, const struct vg_syntax *tree, struct vg_query *q,
                                  struct vg_error *err) VG_MUST_USE;

/* Of each property that a filter may name, or that features can be sorted by, its JSON Schema: members of a map. */
struct vg_node *vg_items_queryables(struct vg_call *call, const struct vg_collection *c);
struct vg_node *vg_items_sortables(struct vg_call *call, const struct vg_collection *c);

extern const struct vg_api_module *const vg_api_modules[];
extern const size_t vg_api_n_modules;
/* dispatch.c: the first route of this pattern; NULL: none. */
const struct vg_route *vg_api_route(const char *pattern);

#define VG_MAX_PARAMS 32

/* How much of what a client sent is repeated to it in a message. */
static inline int vg_cut(struct vg_str s)
{
    return s.len < 40 ? (int)s.len : 40;
}

/* The same of an address, whose end tells most. */
static inline int vg_cut_uri(struct vg_str s)
{
    return s.len < 100 ? (int)s.len : 100;
}

struct vg_call {
    struct vg_api *api;
    const struct vg_generation *gen;
    struct vg_http_request *rq;
    struct vg_http_response *rs;
    struct vg_arena *arena;
    const struct vg_route *route;
    struct vg_str vars[VG_MAX_PATH_VARS];
    int n_vars;
    struct vg_param_value params[VG_MAX_PARAMS]; /* in the order of route->params */
    const struct vg_query_param *query;          /* all of them, decoded, as sent */
    size_t n_query;
    bool is_field_param[64];                     /* of query[i]: not one of the route's own */
    const struct vg_collection *const *found;    /* of /collections: those that the request asks for; NULL: all */
    size_t n_found;
    enum vg_lang lang;
    const struct vg_format *format;
    struct vg_visitor who;
    int refusal;                                 /* HTTP status of a failure, where its kind does not tell; 0 */
    struct vg_node *faults;                      /* what else a problem tells: [{pointer, detail}]; NULL */
    const char *retry_after;                     /* seconds, of an answer 503 whose reason the client may know; NULL */
};

/* Refuse with this status; the headers that go with it have been added. */
static inline enum vg_status vg_refuse(struct vg_call *call, int http_status, enum vg_status failure)
{
    call->refusal = http_status;
    return failure;
}

/* Answer as GET of this path does, which becomes the request's own, with further parameters (Features Part 3: a filter too long
 * for an address). */
enum vg_status vg_call_as_get(struct vg_call *call, struct vg_str path, const struct vg_query_param *more, size_t n_more,
                              struct vg_error *err) VG_MUST_USE;

/* A connection to read with for this call: where it is written, if who asks may have written. */
static inline enum vg_status VG_MUST_USE vg_call_session(const struct vg_call *call, struct vg_store *s, bool snapshot,
                                                         struct vg_session **out, struct vg_error *err)
{
    return vg_session_begin(s, (struct vg_hold){.snapshot = snapshot, .fresh = vg_gate_reads_own(&call->who)}, out, err);
}

/* Who asks a collection, and which of its fields he may ask (may_ask and user of a vg_filter_scope). */
struct vg_asker {
    const struct vg_visitor *who;
    const struct vg_collection *collection;
};

static inline bool vg_asker_may(void *user, int field)
{
    const struct vg_asker *a = user;
    return vg_gate_may_ask(a->who, a->collection, field);
}

struct vg_store *vg_call_store(const struct vg_call *call);
struct vg_crs_registry *vg_call_crs(const struct vg_call *call);
const struct vg_html *vg_call_html(const struct vg_call *call);
const struct vg_api_options *vg_call_options(const struct vg_call *call);

/* The value of a parameter of the address as it was sent, in the route's table or not; absent: not sent. */
struct vg_str vg_call_sent(const struct vg_call *call, const char *name);
/* The value of a parameter; not given where the route has none of that name. */
const struct vg_param_value *vg_call_param(const struct vg_call *call, const char *name);

/* The collection named by the path's first variable, in the call's language. VG_NOT_FOUND. */
enum vg_status vg_call_collection(struct vg_call *call, const struct vg_collection **out, struct vg_error *err) VG_MUST_USE;
/* The same of any kind: vg_call_collection() refuses rasters, which have no items, and vg_call_raster() all others. */
enum vg_status vg_call_any_collection(struct vg_call *call, const struct vg_collection **out, struct vg_error *err) VG_MUST_USE;
enum vg_status vg_call_raster(struct vg_call *call, const struct vg_collection **out, struct vg_error *err) VG_MUST_USE;
const struct vg_collection *const *vg_call_collections(const struct vg_call *call, size_t *n);
/* The one of that id, in the call's language; NULL: there is none that the visitor may see. */
const struct vg_collection *vg_call_find(const struct vg_call *call, struct vg_str id);

/* drawn.c: the styles of a collection, whose first is the usual one; they live as long as call->gen.  VG_NOT_FOUND: it has
 * no geometry to draw. */
enum vg_status vg_call_styles(struct vg_call *call, const struct vg_collection *c, const struct vg_styles **out,
                              struct vg_error *err) VG_MUST_USE;
/* The same of any collection of features, as charts show classes of tables too. */
enum vg_status vg_call_classes(struct vg_call *call, const struct vg_collection *c, const struct vg_styles **out,
                               struct vg_error *err) VG_MUST_USE;
bool vg_is_drawn(const struct vg_collection *c);
struct vg_drawn *vg_drawn_new(size_t n_collections); /* NULL: no memory, nothing is kept */
void vg_drawn_free(struct vg_drawn *d);              /* bears NULL */

/* keep.c: a copy that outlives the request, for a job; to be dropped once. */
enum vg_status vg_call_keep(const struct vg_call *call, struct vg_call **out, struct vg_error *err) VG_MUST_USE;
void vg_call_drop(void *kept); /* bears NULL */
/* dispatch.c: the same generation once more, and one less. */
const struct vg_generation *vg_api_hold(struct vg_api *api, const struct vg_generation *g);
void vg_api_release(struct vg_api *api, const struct vg_generation *g);

/* params.c: fill call->params from the query string by the route's table. */
enum vg_status vg_call_parse(struct vg_call *call, struct vg_error *err) VG_MUST_USE;
/* The same from call->query as it is. */
enum vg_status vg_call_parse_query(struct vg_call *call, struct vg_error *err) VG_MUST_USE;
/* lists.c: the values of a parameter that takes several, a,b,c; of `name` as sent, so that "%2C" may stand in one.  *n 0:
 * there is none.  whole: where no bare comma is sent, the undivided text is one of them too. */
enum vg_status vg_call_values(struct vg_call *call, const char *name, bool whole, struct vg_str **out, size_t *n,
                              struct vg_error *err) VG_MUST_USE;
/* The parameter q as a condition of a question to the catalogue; what has no word in it ("*", "--") asks for nothing. */
enum vg_status vg_call_words(struct vg_call *call, struct vg_query *q, struct vg_error *err) VG_MUST_USE;
/* Is the body a form's parameters? */
bool vg_call_is_form(const struct vg_call *call);
/* A parameter's bounds and default on this site. */
void vg_param_bounds(const struct vg_param *p, const struct vg_api_limits *l, int64_t *min, int64_t *max, int64_t *dflt);

/* --- links.c ---------------------------------------------------------------------------------- */

/* base URL + path; every %s stands for a path segment or query value that is percent-encoded. */
const char *vg_call_url(struct vg_call *call, const char *path, ...);
/* This request's address with some parameters left out and one added (name NULL: none). */
const char *vg_call_this(struct vg_call *call, const char *const *without, const char *name, struct vg_str value);

/* Some of what is asked came in the body and is too long for an address: links lead on where the same body is sent again. */
#define VG_MAX_FILTER_IN_LINK 4096
bool vg_call_is_posted(const struct vg_call *call);

/* This request's address without the parameters that have no value; NULL where each has one. */
const char *vg_call_tidy(struct vg_call *call);

struct vg_node *vg_link_add(struct vg_call *call, struct vg_node *links, const char *rel, const char *href, const char *type, const char *title);
/* self, and alternate for the other formats of the route. */
void vg_links_self(struct vg_call *call, struct vg_node *links);

/* xml.c: the tree of one of the documents of Features Part 1 (landing, conformance, collections, collection). */
void vg_document_put_xml(struct vg_buf *b, const char *page, const struct vg_node *doc);

/* --- answer.c --------------------------------------------------------------------------------- */

/* Send a document: as JSON, or as page `page` made of the same tree and of what only a page needs.
 * The page sees {doc, view, page}; view may be NULL. */
enum vg_status vg_answer_document(struct vg_call *call, const struct vg_node *doc, const char *page, const char *title,
                                  const struct vg_node *view, struct vg_error *err) VG_MUST_USE;
/* {page, site} of every page: title, base, language, alternates, bread crumbs.  title: NULL where it is the service's own. */
struct vg_node *vg_page_data(struct vg_call *call, const char *title);
/* What of it this page is (an item, a search), before its title in the browser's tab; NULL: the whole. */
void vg_page_part(struct vg_call *call, struct vg_node *data, const char *part);
void vg_page_crumb(struct vg_call *call, struct vg_node *data, const char *href, const char *title);

/* The address with the language that was asked for by name, where one was. */
const char *vg_page_keep(struct vg_call *call, const char *href);
/* The text of a key of share/text in the call's language (view.c). */
const char *vg_page_text(const struct vg_call *call, const char *key);
/* "1 item", "522 items": a number with the word for one, or for several, of share/text. */
const char *vg_page_count(struct vg_call *call, int64_t n, const char *one, const char *many);

/* What people call a code of a standard ("dataset", a topic category); the code itself where there is no such name. */
const char *vg_page_code(const struct vg_call *call, const char *code);

/* view_map.c: a map in a style (NULL: the usual one), and its legend; items: the GeoJSON of the rows that it shows, NULL:
 * all of the collection.  Nothing where it is not drawn. */
enum vg_status vg_view_map(struct vg_call *call, const struct vg_collection *c, const struct vg_style *chosen,
                           const char *items, struct vg_node *view, struct vg_error *err) VG_MUST_USE;
/* view_steps.c: the steps in time of a collection, where it has an interval of them. */
void vg_view_steps(struct vg_call *call, const struct vg_collection *c, struct vg_node *view);
/* view.c: where its charts are (view.chart); nothing where it has none. */
void vg_view_chart(struct vg_call *call, const struct vg_collection *c, struct vg_node *view);

/* structured.c: what a page shows as schema.org, in a block of data for search engines; form: a record as it is kept ready
 * (VG_RECORD_JSON). */
void vg_page_structured_collection(struct vg_call *call, struct vg_node *data, const struct vg_collection *c);
void vg_page_structured_record(struct vg_call *call, struct vg_node *data, struct vg_str form);

/* Headers that every page has: its language, and that it asks no other host but the basemap. */
void vg_answer_page_headers(struct vg_call *call);

/* Of an answer 401: what the client may present, and why what it presented does not do. */
void vg_call_challenge(struct vg_call *call);
enum vg_status vg_call_unknown(const struct vg_call *call, struct vg_error *err);

/* Turn an error (or an HTTP status of its own) into problem+json or a page. */
void vg_answer_problem(struct vg_call *call, int http_status, const struct vg_error *err);
/* The sentence of a failure that the client is told: bland where the fault is ours; and its line in the log. */
const char *vg_call_failure_text(const struct vg_call *call, int http_status, const struct vg_error *err);
void vg_call_log_failure(const struct vg_call *call, int http_status, const struct vg_error *err);
int vg_http_status_of(enum vg_status kind);
const char *vg_http_reason(int status);

/* documents.c: what records of our own are made with; its header is vigie/catalog/derive.h. */
struct vg_catalog_site vg_call_catalog_site(const struct vg_call *call);

/* A spatial or temporal value as text for links and JSON. */
const char *vg_time_text(struct vg_arena *a, int64_t us);

#endif
