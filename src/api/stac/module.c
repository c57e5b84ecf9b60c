/* A STAC API over the catalogue: the tables, and the landing page (STAC API - Core 1.0.0). */
#include "stac.h"

#include "../common/common.h"
#include "../common/query_params.h"

#include <vigie/store/records.h>

static const struct vg_param collections_params[] = {
    {.name = "q", .kind = VG_P_LIST,
     .doc = "words that a collection's texts hold: those with spaces between them one after the other, any of those with commas "
            "between them; without differences of case, accents, plurals"},
    {.name = "limit", .kind = VG_P_INT, .min = 1, .limit_of = vg_limit_of_items, .clamps = true,
     .doc = "how many collections to return at most"},
    {.name = "bbox", .kind = VG_P_BBOX, .doc = "only collections whose extent meets this box: minx,miny,maxx,maxy in degrees"},
    {.name = "datetime", .kind = VG_P_INTERVAL,
     .doc = "only collections whose time meets this instant or interval (RFC 3339; '..' for an open side)"},
    {.name = "filter", .kind = VG_P_TEXT,
     .doc = "only collections that meet this condition, in filter-lang; /collections/catalogue/queryables lists what it may name"},
    VG_PARAM_FILTER_LANG(vg_cql2_languages),
    {.name = "sortby", .kind = VG_P_LIST,
     .doc = "the order: names of sortables, each after '-' where it descends; null comes last"},
    VG_PARAM_TOKEN,
};

/* Of the items of one collection, too: pystac-client names that collection once more there. */
static const struct vg_param search_params[] = {
    {.name = "limit", .kind = VG_P_INT, .min = 1, .limit_of = vg_limit_of_items, .clamps = true,
     .doc = "how many items to return at most"},
    {.name = "bbox", .kind = VG_P_BBOX, .doc = "only items that meet this box: minx,miny,maxx,maxy in degrees"},
    {.name = "datetime", .kind = VG_P_INTERVAL,
     .doc = "only items whose time meets this instant or interval (RFC 3339; '..' for an open side)"},
    {.name = "intersects", .kind = VG_P_TEXT, .doc = "only items that meet this geometry, in GeoJSON; not beside bbox"},
    {.name = "ids", .kind = VG_P_LIST, .doc = "only items with these identifiers"},
    {.name = "collections", .kind = VG_P_LIST, .doc = "only items of these collections"},
    {.name = "filter", .kind = VG_P_TEXT,
     .doc = "only items that meet this condition, in filter-lang; queryables lists what it may name"},
    VG_PARAM_FILTER_LANG(vg_cql2_languages),
    {.name = "filter-crs", .kind = VG_P_CRS, .doc = "the CRS of coordinates in filter, one of the collection's; CRS84 without"},
    {.name = "query", .kind = VG_P_TEXT,
     .doc = "only items that meet these conditions, in JSON: {\"name\": {\"lt\": 10}}, with eq, neq, lt, lte, gt, gte, startsWith, endsWith, "
            "contains, in; filter says more"},
    {.name = "sortby", .kind = VG_P_LIST,
     .doc = "the order of the items: names as in sortables, each after '-' where it descends; null comes last"},
    {.name = "fields", .kind = VG_P_LIST,
     .doc = "what the items are to have beside what a valid one has: names of members and of properties, each after '-' where it is "
            "left out"},
    VG_PARAM_TOKEN,
};

/* Conformance classes of this API, which the landing page tells (Core, "conformsTo"). */
static const char *const conformance[] = {
    "https://api.stacspec.org/v1.0.0/core",
    "https://api.stacspec.org/v1.0.0/collections",
    "https://api.stacspec.org/v1.0.0/ogcapi-features",
    "https://api.stacspec.org/v1.0.0/ogcapi-features#fields",
    "https://api.stacspec.org/v1.0.0/ogcapi-features#filter",
    "https://api.stacspec.org/v1.0.0/ogcapi-features#query",
    "https://api.stacspec.org/v1.0.0/ogcapi-features#sort",
    "https://api.stacspec.org/v1.0.0/item-search",
    "https://api.stacspec.org/v1.0.0/item-search#fields",
    "https://api.stacspec.org/v1.0.0/item-search#filter",
    "https://api.stacspec.org/v1.0.0/item-search#query",
    "https://api.stacspec.org/v1.0.0/item-search#sort",
    "https://api.stacspec.org/v1.1.0/ogcapi-features#sort",
    "https://api.stacspec.org/v1.1.0/item-search#sort",
    "https://api.stacspec.org/v1.1.0/item-search#sortables",
    "https://api.stacspec.org/v1.0.0-rc.1/collection-search",
    "https://api.stacspec.org/v1.0.0-rc.1/collection-search#free-text",
    "https://api.stacspec.org/v1.0.0-rc.1/collection-search#filter",
    "https://api.stacspec.org/v1.0.0-rc.1/collection-search#sort",
    "http://www.opengis.net/spec/ogcapi-common-2/1.0/conf/simple-query",
    NULL,
};

/* Of the classes that other standards' routes answer for, those whose words hold here too; they are declared there. */
static const char *const conformance_elsewhere[] = {
    "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/core",
    "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/oas30",
    "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/geojson",
    "http://www.opengis.net/spec/ogcapi-features-3/1.0/conf/queryables",
    "http://www.opengis.net/spec/ogcapi-features-3/1.0/conf/filter",
    "http://www.opengis.net/spec/ogcapi-features-3/1.0/conf/features-filter",
    "http://www.opengis.net/spec/ogcapi-features-5/1.0/conf/sortables",
    VG_CONFORMANCE_CQL2,
    NULL,
};

static void add_conformance(struct vg_call *call, struct vg_node *doc)
{
    static const char *const *const lists[] = {conformance, conformance_elsewhere};
    struct vg_node *classes = vg_node_add_list(call->arena, doc, "conformsTo");
    for (size_t i = 0; i < VG_COUNT(lists); i++)
        for (const char *const *uri = lists[i]; *uri; uri++)
            vg_node_add_str(call->arena, classes, NULL, *uri);
}

static enum vg_status get_conformance(struct vg_call *call, struct vg_error *err)
{
    struct vg_node *doc = vg_node_map(call->arena);
    add_conformance(call, doc);
    return vg_answer_document(call, doc, NULL, NULL, NULL, err);
}

static const struct vg_format schema = {"json", "application/schema+json", "JSON Schema", {"application/json", NULL}};

static enum vg_status get_landing(struct vg_call *call, struct vg_error *err)
{
    struct vg_arena *a = call->arena;
    const struct vg_site *site = &call->gen->site;
    const char *root = vg_call_url(call, "/stac");
    const char *title = site->title[call->lang], *description = site->description[call->lang];
    struct vg_node *doc = vg_node_map(a);
    vg_node_add_str(a, doc, "type", "Catalog");
    vg_node_add_str(a, doc, "stac_version", "1.1.0");
    vg_node_add_str(a, doc, "id", VG_CATALOGUE);
    vg_node_add_str(a, doc, "title", title);
    vg_node_add_str(a, doc, "description", description && *description ? description : title); /* required */
    add_conformance(call, doc);
    struct vg_node *links = vg_node_add_list(a, doc, "links");
    vg_link_add(call, links, "self", root, "application/json", vg_text(call->lang, "This document"));
    vg_link_add(call, links, "root", root, "application/json", vg_text(call->lang, "This document"));
    vg_link_add(call, links, "data", vg_call_url(call, "/stac/collections"), "application/json",
                vg_text(call->lang, "The collections"));
    vg_node_add_str(a, vg_link_add(call, links, "search", vg_call_url(call, "/stac/search"), "application/geo+json",
                                   vg_text(call->lang, "Search for items")), "method", "GET");
    vg_node_add_str(a, vg_link_add(call, links, "search", vg_call_url(call, "/stac/search"), "application/geo+json",
                                   vg_text(call->lang, "Search for items")), "method", "POST");
    vg_link_add(call, links, VG_STAC_REL_QUERYABLES, vg_call_url(call, "/stac/queryables"), schema.media_type,
                vg_text(call->lang, "What a filter may name"));
    vg_link_add(call, links, VG_STAC_REL_SORTABLES, vg_call_url(call, "/stac/sortables"), schema.media_type,
                vg_text(call->lang, "What items can be sorted by"));
    vg_link_add(call, links, "conformance", vg_call_url(call, "/stac/conformance"), "application/json",
                vg_text(call->lang, "The standards this service follows"));
    vg_link_add(call, links, "service-desc", vg_call_url(call, "/api"), vg_format_openapi.media_type,
                vg_text(call->lang, "The API definition"));
    vg_link_add(call, links, "service-doc", vg_call_url(call, "/api?f=html"), "text/html",
                vg_text(call->lang, "The API, to read and try"));
    return vg_answer_document(call, doc, NULL, NULL, NULL, err);
}

static const struct vg_format *const json_only[] = {&vg_format_json, NULL};
static const struct vg_format *const schema_only[] = {&schema, NULL};

static const struct vg_route routes[] = {
    {.method = "GET", .pattern = "/stac", .handle = get_landing, .formats = json_only,
     .summary = "The catalogue for STAC clients", .tag = "STAC"},
    {.method = "GET", .pattern = "/stac/collections", .handle = vg_stac_collections, .params = collections_params,
     .n_params = VG_COUNT(collections_params), .formats = vg_stac_forms, .extra = &vg_stac_extra,
     .summary = "Data sets and series of the catalogue as STAC Collections", .tag = "STAC"},
    {.method = "GET", .pattern = "/stac/collections/{collectionId}", .handle = vg_stac_collection, .formats = vg_stac_forms,
     .extra = &vg_stac_extra, .summary = "One STAC Collection", .tag = "STAC"},
    {.method = "GET", .pattern = "/stac/collections/{collectionId}/queryables", .handle = vg_stac_queryables, .formats = schema_only,
     .summary = "What a filter of the items of a collection may name", .tag = "STAC"},
    {.method = "GET", .pattern = "/stac/collections/{collectionId}/sortables", .handle = vg_stac_sortables, .formats = schema_only,
     .summary = "What the items of a collection can be sorted by", .tag = "STAC"},
    {.method = "GET", .pattern = "/stac/conformance", .handle = get_conformance, .formats = json_only,
     .summary = "The standards that the STAC API follows", .tag = "STAC", .schema = "confClasses"},
    {.method = "GET", .pattern = "/stac/queryables", .handle = vg_stac_all_queryables, .formats = schema_only,
     .summary = "What a filter of any items may name", .tag = "STAC"},
    {.method = "GET", .pattern = "/stac/sortables", .handle = vg_stac_all_sortables, .formats = schema_only,
     .summary = "What items can be sorted by", .tag = "STAC"},
    {.method = "GET", .pattern = "/stac/collections/{collectionId}/items", .handle = vg_stac_items, .params = search_params,
     .n_params = VG_COUNT(search_params), .formats = vg_stac_item_forms, .extra = &vg_stac_items_extra,
     .summary = "The STAC Items of a collection", .tag = "STAC", .schema = "featureCollectionGeoJSON"},
    {.method = "GET", .pattern = "/stac/collections/{collectionId}/items/{featureId}", .handle = vg_stac_item,
     .formats = vg_stac_item_forms, .extra = &vg_stac_items_extra, .summary = "One STAC Item", .tag = "STAC",
     .schema = "featureGeoJSON"},
    {.method = "GET", .pattern = "/stac/search", .handle = vg_stac_search, .params = search_params,
     .n_params = VG_COUNT(search_params), .formats = vg_stac_item_forms, .extra = &vg_stac_search_extra,
     .summary = "Search for STAC Items", .tag = "STAC", .schema = "featureCollectionGeoJSON"},
    {.method = "POST", .pattern = "/stac/search", .handle = vg_stac_post_search, .any_params = true,
     .formats = vg_stac_item_forms, .body = "stacSearch", .summary = "Search for STAC Items by a body that is an object of the parameters",
     .tag = "STAC", .schema = "featureCollectionGeoJSON"},
};

static void landing_links(struct vg_call *call, struct vg_node *links)
{
    vg_link_add(call, links, "search", vg_call_url(call, "/stac"), "application/json",
                vg_text(call->lang, "The catalogue for STAC clients"));
}

extern const struct vg_api_module vg_api_stac;
const struct vg_api_module vg_api_stac = {
    .name = "stac",
    .routes = routes,
    .n_routes = VG_COUNT(routes),
    .conformance = conformance,
    .landing_links = landing_links,
};
