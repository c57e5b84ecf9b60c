/* OGC API Features Part 1 (Core, GeoJSON, HTML, OpenAPI 3.0) and Part 2 (CRS by reference): the tables. */
#include "features.h"

static void limit_of_items(const struct vg_api_limits *l, int64_t *max, int64_t *dflt)
{
    *max = l->items_max;
    *dflt = l->items_default;
}

static void limit_of_offset(const struct vg_api_limits *l, int64_t *max, int64_t *dflt)
{
    *max = l->offset_max;
    *dflt = 0;
}

static const char *const result_types[] = {"results", "hits", NULL};

static const struct vg_param items_params[] = {
    {.name = "limit", .kind = VG_P_INT, .min = 1, .limit_of = limit_of_items, .clamps = true,
     .doc = "how many features to return at most"},
    {.name = "bbox", .kind = VG_P_BBOX,
     .doc = "only features whose geometry meets this box: minx,miny[,minz],maxx,maxy[,maxz] in bbox-crs"},
    {.name = "bbox-crs", .kind = VG_P_CRS, .doc = "the CRS of bbox, one of the collection's; CRS84 without"},
    {.name = "datetime", .kind = VG_P_INTERVAL,
     .doc = "only features whose time meets this instant or interval (RFC 3339; '..' for an open side)"},
    {.name = "crs", .kind = VG_P_CRS, .doc = "the CRS of the geometries, one of the collection's"},
    {.name = "token", .kind = VG_P_TEXT, .doc = "the place a next or prev link leads to; opaque"},
    {.name = "offset", .kind = VG_P_INT, .min = 0, .limit_of = limit_of_offset,
     .doc = "how many features to skip; next links are faster and hold their place"},
    {.name = "resultType", .kind = VG_P_ENUM, .values = result_types, .doc = "hits: only how many there are"},
};

static const struct vg_param item_params[] = {
    {.name = "crs", .kind = VG_P_CRS, .doc = "the CRS of the geometry, one of the collection's"},
};

static const struct vg_format *const forms[] = {&vg_format_geojson, &vg_format_html, NULL};

static const struct vg_route routes[] = {
    {.method = "GET", .pattern = "/collections/{collectionId}/items", .handle = vg_get_items,
     .params = items_params, .n_params = VG_COUNT(items_params), .formats = forms, .field_params = true,
     .summary = "Features of a collection", .tag = "Features", .schema = "featureCollectionGeoJSON"},
    {.method = "GET", .pattern = "/collections/{collectionId}/items/{featureId}", .handle = vg_get_item,
     .params = item_params, .n_params = VG_COUNT(item_params), .formats = forms,
     .summary = "One feature", .tag = "Features", .schema = "featureGeoJSON"},
};

static void collection_links(struct vg_call *call, const struct vg_collection *c, struct vg_node *links)
{
    const char *items = vg_call_url(call, "/collections/%s/items", c->id);
    vg_link_add(call, links, "items", items, vg_format_geojson.media_type,
                vg_text(call->lang, "The features as GeoJSON"));
    vg_link_add(call, links, "items", vg_arena_printf(call->arena, "%s?f=html", items ? items : ""),
                vg_format_html.media_type, vg_text(call->lang, "The features as a page"));
}

static const char *const conformance[] = {
    "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/core",
    "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/oas30",
    "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/html",
    "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/geojson",
    "http://www.opengis.net/spec/ogcapi-features-2/1.0/conf/crs",
    NULL,
};

extern const struct vg_api_module vg_api_features;
const struct vg_api_module vg_api_features = {
    .name = "features",
    .routes = routes,
    .n_routes = VG_COUNT(routes),
    .conformance = conformance,
    .collection_links = collection_links,
};
