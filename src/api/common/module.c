/* OGC API Common (Core, Landing Page, Collections) and what every site has: the route table. */
#include "common.h"
#include "query_params.h"

#define FORMS(...) {__VA_ARGS__, NULL}

static const struct vg_format *const documents[] = FORMS(&vg_format_json, &vg_format_html, &vg_format_xml);
static const struct vg_format *const api_forms[] = FORMS(&vg_format_openapi, &vg_format_html);
static const struct vg_format *const collection_forms[] =
    FORMS(&vg_format_json, &vg_format_html, &vg_format_xml, &vg_format_iso19139);

/* MapLibre asks for its worker with its own version. */
static const struct vg_param asset_params[] = {
    {.name = "v", .kind = VG_P_TEXT, .doc = "any version: the file is the same"},
};

/* /collections as a local resources catalogue: what is asked of the collections' records.  Without limit all are given. */
static const struct vg_param collections_params[] = {
    VG_PARAM_WORDS,
    VG_PARAM_BBOX,
    VG_PARAM_DATETIME,
    VG_PARAM_LIMIT,
    VG_PARAM_OFFSET,
    VG_PARAMS_FILTER(vg_cql2_languages),
    VG_PARAM_SORTBY,
};

static const struct vg_route routes[] = {
    {.method = "GET", .pattern = "/", .operation = "getLandingPage", .handle = vg_get_landing, .formats = documents,
     .summary = "The landing page: where everything is", .tag = "Service", .schema = "landingPage"},
    {.method = "GET", .pattern = "/api", .operation = "getAPI", .handle = vg_get_api, .formats = api_forms,
     .summary = "This definition of the API", .tag = "Service"},
    {.method = "GET", .pattern = "/conformance",
     .operation = "getConformance", .handle = vg_get_conformance, .formats = documents,
     .summary = "The conformance classes that the service meets", .tag = "Service", .schema = "confClasses"},
    {.method = "GET", .pattern = "/collections",
     .operation = "getCollectionsList", .handle = vg_get_collections, .formats = documents,
     .params = collections_params, .n_params = VG_COUNT(collections_params),
     .summary = "The collections", .tag = "Collections", .schema = "collections"},
    {.method = "GET", .pattern = "/collections/{collectionId}", .operation = "getCollection", .handle = vg_get_collection,
     .formats = collection_forms, .summary = "One collection, with its ISO 19139 record on demand",
     .tag = "Collections", .schema = "collection"},
    {.method = "GET", .pattern = "/assets/{name}", .handle = vg_get_asset, .params = asset_params,
     .n_params = VG_COUNT(asset_params)},
    {.method = "GET", .pattern = "/assets/{release}/{name}", .handle = vg_get_asset, .params = asset_params,
     .n_params = VG_COUNT(asset_params)},
    {.method = "GET", .pattern = "/health", .handle = vg_get_health},
    {.method = "GET", .pattern = "/ready", .handle = vg_get_ready},
    {.method = "GET", .pattern = "/metrics", .handle = vg_get_metrics},
};

static const char *const conformance[] = {
    "http://www.opengis.net/spec/ogcapi-common-1/1.0/conf/core",
    "http://www.opengis.net/spec/ogcapi-common-1/1.0/conf/landing-page",
    "http://www.opengis.net/spec/ogcapi-common-1/1.0/conf/html",
    "http://www.opengis.net/spec/ogcapi-common-1/1.0/conf/json",
    "http://www.opengis.net/spec/ogcapi-common-1/1.0/conf/oas30",
    "http://www.opengis.net/spec/ogcapi-common-2/1.0/conf/collections",
    NULL,
};

extern const struct vg_api_module vg_api_common;
const struct vg_api_module vg_api_common = {
    .name = "common",
    .routes = routes,
    .n_routes = VG_COUNT(routes),
    .conformance = conformance,
};
