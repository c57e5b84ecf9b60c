/* OGC API Features Part 1 (Core, GeoJSON, HTML, OpenAPI 3.0) and Part 2 (CRS by reference): the tables. */
#include "features.h"

#include "../common/query_params.h"

static const char *const yes_no[] = {"true", "false", NULL};

#define PROFILE \
    {.name = "profile", .kind = VG_P_LIST, .values = vg_profiles, \
     .doc = "how codes are told: with their titles, or by the address of their list; and references: by the id, the " \
            "address, or a link"}

#define SELECTION \
    {.name = "properties", .kind = VG_P_LIST, \
     .doc = "only these properties; the geometry is one of them, and comes where it is named or skipGeometry=false"}, \
    {.name = "exclude-properties", .kind = VG_P_LIST, .doc = "all properties but these"}, \
    {.name = "skipGeometry", .kind = VG_P_ENUM, .values = yes_no, .doc = "true: features without their geometry"}, \
    {.name = "zoom-level", .kind = VG_P_NUMBER, .max = 30, \
     .doc = "lighter geometries, good enough for a map at this level of WebMercatorQuad"}, \
    {.name = "max-allowable-offset", .kind = VG_P_NUMBER, \
     .doc = "lighter geometries that stray by this much at most, in units of crs"}, \
    PROFILE

/* Those of a page come first: a download takes the rest. */
#define N_PAGING 4
static const struct vg_param items_params[] = {
    VG_PARAM_LIMIT,
    VG_PARAM_TOKEN,
    VG_PARAM_OFFSET,
    VG_PARAM_RESULT_TYPE,
    VG_PARAM_BBOX,
    VG_PARAM_BBOX_CRS,
    VG_PARAM_DATETIME,
    VG_PARAM_CRS,
    VG_PARAMS_FILTER(vg_filter_languages),
    VG_PARAM_SORTBY,
    SELECTION,
};

static const struct vg_param item_params[] = {
    {.name = "crs", .kind = VG_P_CRS, .doc = "the CRS of the geometry, one of the collection's"},
    SELECTION,
};

static const struct vg_param schema_params[] = {
    PROFILE,
};

static const struct vg_format schema = {"json", "application/schema+json", "JSON Schema", {"application/json", NULL}};

static const struct vg_format *const document_forms[] = {&vg_format_json, &vg_format_html, NULL};
static const struct vg_format *const schema_forms[] = {&schema, &vg_format_html, NULL};
static const struct vg_format *const returnable_forms[] = {&schema, &vg_format_html, &vg_format_xsd, NULL};

static const struct vg_route routes[] = {
    {.method = "GET", .pattern = "/collections/{collectionId}/items", .handle = vg_get_items,
     .params = items_params, .n_params = VG_COUNT(items_params), .formats = vg_item_forms, .field_params = true, .own_paths = true,
     .summary = "Features of a collection", .tag = "Features", .schema = "featureCollectionGeoJSON"},
    {.method = "GET", .pattern = "/collections/{collectionId}/items/{featureId}", .handle = vg_get_item,
     .params = item_params, .n_params = VG_COUNT(item_params), .formats = vg_item_forms,
     .summary = "One feature", .tag = "Features", .schema = "featureGeoJSON"},
    {.method = "GET", .pattern = "/collections/{collectionId}/download", .handle = vg_get_download,
     .params = items_params + N_PAGING, .n_params = VG_COUNT(items_params) - N_PAGING, .formats = vg_download_forms,
     .field_params = true, .summary = "All features of a collection as one file", .tag = "Features"},
#define SCHEMA(which) .method = "GET", .pattern = "/collections/{collectionId}/" #which, .handle = vg_get_##which, \
    .params = schema_params, .n_params = VG_COUNT(schema_params), .tag = "Schemas"
    {SCHEMA(schema), .formats = returnable_forms, .summary = "What a feature is made of"},
    {SCHEMA(queryables), .formats = schema_forms, .summary = "What a filter may name"},
    {SCHEMA(sortables), .formats = schema_forms, .summary = "What features can be sorted by"},
#undef SCHEMA
    {.method = "GET", .pattern = "/functions", .handle = vg_get_functions, .formats = document_forms,
     .summary = "What a filter may call", .tag = "Features"},
};

static void landing_links(struct vg_call *call, struct vg_node *links)
{
    vg_link_add(call, links, "http://www.opengis.net/def/rel/ogc/1.0/functions", vg_call_url(call, "/functions"),
                vg_format_json.media_type, vg_text(call->lang, "What a filter may call"));
}

/* By both names of the relation: clients look for either. */
static void add_schema_links(struct vg_call *call, const struct vg_collection *c, struct vg_node *links)
{
    static const struct { const char *rel, *curie, *path, *title; } schemas[] = {
#define SCHEMA(which) "http://www.opengis.net/def/rel/ogc/1.0/" #which, "[ogc-rel:" #which "]", "/collections/%s/" #which
        {SCHEMA(schema), "What a feature is made of"},
        {SCHEMA(queryables), "What a filter may name"},
        {SCHEMA(sortables), "What features can be sorted by"},
#undef SCHEMA
    };
    for (size_t i = 0; i < VG_COUNT(schemas); i++) {
        const char *href = vg_call_url(call, schemas[i].path, c->id);
        const char *title = vg_text(call->lang, schemas[i].title);
        vg_link_add(call, links, schemas[i].rel, href, schema.media_type, title);
        vg_link_add(call, links, schemas[i].curie, href, schema.media_type, title);
    }
    if (c->item_type == VG_ITEM_FEATURE)
        vg_link_add(call, links, schemas[0].rel, vg_call_url(call, "/collections/%s/schema?f=xsd", c->id), vg_format_xsd.media_type,
                    vg_text(call->lang, "What a feature in GML is made of"));
}

static void collection_links(struct vg_call *call, const struct vg_collection *c, struct vg_node *links)
{
    const char *items = vg_call_url(call, "/collections/%s/items", c->id);
    vg_link_add(call, links, "items", items, vg_format_geojson.media_type,
                vg_text(call->lang, "The features as GeoJSON"));
    vg_link_add(call, links, "items", vg_arena_printf(call->arena, "%s?f=html", items ? items : ""),
                vg_format_html.media_type, vg_text(call->lang, "The features as a page"));
    for (size_t i = 2; vg_item_forms[i] && c->item_type == VG_ITEM_FEATURE; i++) {
        const struct vg_format *f = vg_item_forms[i];
        if (!vg_format_linked(f))
            continue;
        vg_link_add(call, links, "items", vg_arena_printf(call->arena, "%s?f=%s", items ? items : "", f->name),
                    f->media_type, vg_arena_printf(call->arena, vg_text(call->lang, "The features as %s"), f->title));
    }
    add_schema_links(call, c, links);
    vg_download_links(call, c, links);
}

static const char *const conformance[] = {
    "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/core",
    "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/oas30",
    "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/html",
    "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/geojson",
    "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/gmlsf0",
    "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/gmlsf2",
    "http://www.opengis.net/spec/ogcapi-features-2/1.0/conf/crs",
    "http://www.opengis.net/spec/ogcapi-features-3/1.0/conf/queryables",
    "http://www.opengis.net/spec/ogcapi-features-3/1.0/conf/queryables-query-parameters",
    "http://www.opengis.net/spec/ogcapi-features-3/1.0/conf/filter",
    "http://www.opengis.net/spec/ogcapi-features-3/1.0/conf/features-filter",
    "http://www.opengis.net/spec/json-fg-1/1.0/conf/core",
    "http://www.opengis.net/spec/json-fg-1/1.0/conf/types-schemas",
    "http://www.opengis.net/spec/json-fg-1/1.0/conf/circular-arcs",
    "http://www.opengis.net/spec/json-fg-1/1.0/conf/measures",
    "http://www.opengis.net/spec/ogcapi-common-3/1.0/conf/schemas",
    "http://www.opengis.net/spec/ogcapi-common-3/1.0/conf/advanced-property-roles",
    "http://www.opengis.net/spec/ogcapi-common-3/1.0/conf/references",
    "http://www.opengis.net/spec/ogcapi-common-3/1.0/conf/returnables-and-receivables",
    "http://www.opengis.net/spec/ogcapi-common-3/1.0/conf/queryables",
    "http://www.opengis.net/spec/ogcapi-common-3/1.0/conf/sortables",
    "http://www.opengis.net/spec/ogcapi-common-3/1.0/conf/profile-parameter",
    "http://www.opengis.net/spec/ogcapi-common-3/1.0/conf/profile-references",
    "http://www.opengis.net/spec/ogcapi-common-3/1.0/conf/profile-codelists",
    "http://www.opengis.net/spec/ogcapi-common-3/1.0/conf/profile-domains",
    "http://www.opengis.net/spec/ogcapi-features-5/1.0/conf/schemas",
    "http://www.opengis.net/spec/ogcapi-features-5/1.0/conf/queryables",
    "http://www.opengis.net/spec/ogcapi-features-5/1.0/conf/sortables",
    "http://www.opengis.net/spec/ogcapi-features-5/1.0/conf/profile-parameter",
    "http://www.opengis.net/spec/ogcapi-features-6/1.0/conf/properties",
    "http://www.opengis.net/spec/ogcapi-features-6/1.0/conf/properties-features",
    "http://www.opengis.net/spec/ogcapi-features-7/1.0/conf/zoom-level",
    "http://www.opengis.net/spec/ogcapi-features-7/1.0/conf/zoom-level-features",
    "http://www.opengis.net/spec/ogcapi-features-8/1.0/conf/sorting",
    "http://www.opengis.net/spec/ogcapi-features-8/1.0/conf/sortables",
    "http://www.opengis.net/spec/ogcapi-features-8/1.0/conf/features-sorting",
    VG_CONFORMANCE_CQL2,
    NULL,
};

extern const struct vg_api_module vg_api_features;
const struct vg_api_module vg_api_features = {
    .name = "features",
    .routes = routes,
    .n_routes = VG_COUNT(routes),
    .conformance = conformance,
    .landing_links = landing_links,
    .collection_links = collection_links,
};
