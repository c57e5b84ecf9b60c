/* /csw: from a request in any encoding to its operation. */
#include "csw.h"

#include <stdio.h>

#include "atom.h"
#include "inspire.h"

#define BOTH (1u << CSW_202 | 1u << CSW_300)

const struct csw_version vg_csw_versions[] = {
    [CSW_202] = {.number = "2.0.2",
                 .csw = "http://www.opengis.net/cat/csw/2.0.2",
                 .ows = "http://www.opengis.net/ows",
                 .filter = "http://www.opengis.net/ogc",
                 .filter_prefix = "ogc",
                 .gml = "http://www.opengis.net/gml",
                 .exception_version = "1.2.0",
                 .lang_attribute = "language",
                 .record_form = "dc",
                 .hits_by_default = true},
    [CSW_300] = {.number = "3.0.0",
                 .csw = "http://www.opengis.net/cat/csw/3.0",
                 .ows = "http://www.opengis.net/ows/2.0",
                 .filter = "http://www.opengis.net/fes/2.0",
                 .filter_prefix = "fes",
                 .gml = "http://www.opengis.net/gml/3.2",
                 .exception_version = "3.0.0",
                 .lang_attribute = "xml:lang",
                 .record_form = "dc30",
                 .bare_record = true},
};

const struct csw_operation vg_csw_operations[] = {
    {"GetCapabilities", vg_csw_get_capabilities, .versions = BOTH},
    {"DescribeRecord", vg_csw_describe_record, .versions = 1u << CSW_202},
    {"GetDomain", vg_csw_get_domain, .versions = BOTH},
    {"GetRecords", vg_csw_get_records, .versions = BOTH},
    {"GetRecordById", vg_csw_get_record_by_id, .versions = BOTH},
    {"GetRepositoryItem", vg_csw_get_repository_item, .versions = BOTH, .no_post = true},
    {"Transaction", vg_csw_transaction, .versions = BOTH, .no_get = true, .writes = true},
    {"Harvest", vg_csw_harvest, .versions = BOTH, .writes = true, .fetches = true},
};
const size_t vg_csw_n_operations = VG_COUNT(vg_csw_operations);

/* --- the request -------------------------------------------------------------------------------------- */

static void read_kvp(struct csw *c, const struct vg_query_param *query, size_t n)
{
    for (size_t i = 0; i < n; i++)
        vg_csw_add(c, query[i].name, query[i].value, true);
}

#define MAX_PARAMETERS 64

static enum vg_status read_request(struct csw *c, struct vg_error *err)
{
    struct vg_call *call = c->call;
    bool post = vg_str_is(call->rq->method, "POST");
    struct vg_query_param *params = NULL;
    size_t n;
    if (post && !vg_call_is_form(call))
        return vg_csw_read_body(c, call->rq->body, err);
    enum vg_status r = vg_query_split(post ? call->rq->body : call->rq->query, MAX_PARAMETERS, call->arena, &params, &n, err);
    if (r == VG_OK)
        read_kvp(c, params, n);
    return r;
}

/* --- the version -------------------------------------------------------------------------------------- */

static const struct csw_version *version_of(struct vg_str number)
{
    for (int i = 0; i < CSW_N_VERSIONS; i++)
        if (vg_str_is(number, vg_csw_versions[i].number))
            return &vg_csw_versions[i];
    return NULL;
}

/* The first of AcceptVersions that there is (06-121r9, 7.3.2). */
static enum vg_status negotiate(struct csw *c, struct vg_error *err)
{
    size_t n;
    struct vg_str *accepted = vg_csw_get_all(c, "acceptVersions", &n);
    for (size_t i = 0; i < n; i++) {
        const struct csw_version *v = version_of(accepted[i]);
        if (v) {
            c->version = v;
            return VG_OK;
        }
    }
    if (!n)
        return VG_OK;
    c->version = &vg_csw_versions[CSW_300];
    c->code = "VersionNegotiationFailed";
    return vg_fail(err, VG_BAD_INPUT, "acceptVersions", "none of these versions is served; there are 2.0.2 and 3.0.0");
}

/* Without any parameter the newest; old clients that name no version mean the old one. */
static enum vg_status find_version(struct csw *c, struct vg_error *err)
{
    struct vg_str number = vg_csw_get(c, "version");
    const struct csw_version *v = version_of(number);
    if (c->root)
        return VG_OK; /* its namespace told */
    if (v)
        c->version = v;
    else if (!number.ptr)
        c->version = &vg_csw_versions[c->n_pairs ? CSW_202 : CSW_300];
    enum vg_status r = negotiate(c, err);
    if (r == VG_OK && number.ptr && !v)
        return vg_csw_invalid(c, "version", number, "'2.0.2', '3.0.0'", err);
    return r;
}

/* --- the operation ------------------------------------------------------------------------------------ */

static enum vg_status check_service(struct csw *c, struct vg_error *err)
{
    struct vg_str service = vg_csw_get(c, "service");
    if (!service.ptr)
        return vg_csw_missing(c, "service", err);
    if (!vg_str_is_nocase(service, "CSW"))
        return vg_csw_invalid(c, "service", service, "'CSW'", err);
    return VG_OK;
}

static enum vg_status find_operation(struct csw *c, struct vg_error *err)
{
    struct vg_str name = vg_csw_get(c, "request");
    const char *known = "";
    if (!name.ptr)
        return vg_csw_missing(c, "request", err);
    for (size_t i = 0; i < vg_csw_n_operations; i++) {
        const struct csw_operation *o = &vg_csw_operations[i];
        if (!(o->versions & 1u << (c->version - vg_csw_versions)))
            continue;
        if (vg_str_is(name, o->name)) {
            c->operation = o;
            return VG_OK;
        }
        known = vg_arena_printf(c->call->arena, "%s%s'%s'", known ? known : "", known && *known ? ", " : "", o->name);
    }
    return vg_csw_invalid(c, "request", name, known ? known : "", err);
}

static enum vg_status answer(struct csw *c, struct vg_error *err)
{
    enum vg_status r = read_request(c, err);
    vg_csw_choose_language(c);
    if (err)
        err->lang = c->call->lang;
    if (r == VG_OK && c->too_many)
        r = vg_fail(err, VG_TOO_LARGE, "", "more than %d parameters", CSW_MAX_PAIRS);
    if (r != VG_OK)
        return r;
    if (!c->root && c->n_pairs == 0) { /* the bare address describes itself (12-176r7, 6.4) */
        c->version = &vg_csw_versions[CSW_300];
        if (vg_csw_wants_opensearch(c) && c->call->gen)
            return vg_csw_describe_search(c, err);
        c->operation = &vg_csw_operations[0];
        return c->operation->answer(c, err);
    }
    r = find_version(c, err);
    if (r == VG_OK)
        r = check_service(c, err);
    if (r == VG_OK)
        r = find_operation(c, err);
    if (r == VG_OK && !c->call->gen)
        r = vg_fail(err, VG_UNAVAILABLE, "", "the store has not answered yet");
    return r == VG_OK ? c->operation->answer(c, err) : r;
}

static enum vg_status handle(struct vg_call *call, struct vg_error *err)
{
    struct csw c = {.call = call, .version = &vg_csw_versions[CSW_202]};
    enum vg_status r = answer(&c, err);
    if (r == VG_OK)
        r = vg_arena_check(call->arena, err);
    if (r != VG_OK)
        vg_csw_exception(&c, err);
    vg_csw_drop_body(&c);
    return VG_OK;
}

static enum vg_status get_opensearch(struct vg_call *call, struct vg_error *err)
{
    struct csw c = {.call = call, .version = &vg_csw_versions[CSW_300]};
    if (!call->gen)
        return vg_fail(err, VG_UNAVAILABLE, "", "the store has not answered yet");
    return vg_csw_describe_search(&c, err);
}

/* What the server refuses before it is read whole. */
static bool explain(struct vg_call *call, int status, const struct vg_error *err)
{
    struct csw c = {.call = call, .version = &vg_csw_versions[CSW_202], .status = status, .code = "NoApplicableCode"};
    struct vg_error told = *err;
    if (!vg_str_is(call->rq->path, "/csw"))
        return false;
    if (status == 413 || status == 408)
        snprintf(told.where, sizeof told.where, "body");
    vg_csw_exception(&c, &told);
    return true;
}

static const struct vg_route routes[] = {
    {.method = "GET", .pattern = "/csw", .handle = handle, .open_params = true},
    {.method = "POST", .pattern = "/csw", .handle = handle, .open_params = true},
    {.method = "GET", .pattern = "/csw/record", .handle = vg_csw_get_service_record, .any_params = true},
    {.method = "GET", .pattern = "/opensearch", .handle = get_opensearch},
};

static void landing_links(struct vg_call *call, struct vg_node *links)
{
    vg_link_add(call, links, "search", vg_call_url(call, "/csw?service=CSW&version=2.0.2&request=GetCapabilities"),
                "application/xml", vg_text(call->lang, "The catalogue as CSW"));
    vg_link_add(call, links, "search", vg_call_url(call, "/opensearch"), CSW_OPENSEARCH,
                vg_text(call->lang, "How the catalogue is searched (OpenSearch)"));
}

extern const struct vg_api_module vg_api_csw;
const struct vg_api_module vg_api_csw = {
    .name = "csw",
    .routes = routes,
    .n_routes = VG_COUNT(routes),
    .landing_links = landing_links,
    .explain = explain,
};
