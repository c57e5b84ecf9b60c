/* OGC API Tiles Part 1: the route table. */
#include "tiles.h"

#include <vigie/codec/mvt.h>
#include <vigie/codec/raster.h>

static const struct vg_format mvt = {"mvt", VG_MVT_MEDIA_TYPE, "Mapbox Vector Tile", {"application/x-protobuf", NULL}};
const struct vg_format vg_format_tilejson = {"tilejson", "application/vnd.mapbox.tile+json", "TileJSON", {NULL}};

static const struct vg_format png = {"png", VG_PNG_MEDIA_TYPE, "PNG", {NULL}};

#define FORMS(...) {__VA_ARGS__, NULL}

static const struct vg_format *const documents[] = FORMS(&vg_format_json);
static const struct vg_format *const tileset_forms[] = FORMS(&vg_format_json, &vg_format_tilejson);
static const struct vg_format *const tile_forms[] = FORMS(&mvt);
static const struct vg_format *const map_forms[] = FORMS(&png);

#define COLLECTIONS \
    {"collections", VG_P_TEXT, .doc = "identifiers of the collections that make up the tile, separated by commas"}
#define TILE_PARAMS \
    {"datetime", VG_P_INTERVAL, .doc = "only features that hold within this instant or interval (RFC 3339)"}, \
    {"properties", VG_P_TEXT, .doc = "names of the attributes wanted, separated by commas; empty for none"}

static const struct vg_param site_params[] = {COLLECTIONS};
static const struct vg_param tile_params[] = {TILE_PARAMS};
static const struct vg_param site_tile_params[] = {COLLECTIONS, TILE_PARAMS};

#define TAG "Tiles"
#define PLACE "/{tileMatrixSetId}/{tileMatrix}/{tileRow}/{tileCol}"

/* The operations are named as Tiles Part 1 names them (/req/oas30/operation-id). */
static const struct vg_route routes[] = {
    {.method = "GET", .pattern = "/tileMatrixSets",
     .operation = "getTileMatrixSetsList", .handle = vg_get_grids, .formats = documents,
     .summary = "The tile matrix sets", .tag = TAG},
    {.method = "GET", .pattern = "/tileMatrixSets/{tileMatrixSetId}",
     .operation = "getTileMatrixSet", .handle = vg_get_grid, .formats = documents,
     .summary = "The definition of a tile matrix set", .tag = TAG},
    {.method = "GET", .pattern = "/tiles",
     .operation = ".dataset.vector.getTileSetsList", .handle = vg_get_site_tilesets, .formats = documents, .params = site_params,
     .n_params = VG_COUNT(site_params), .summary = "The tilesets of all collections together", .tag = TAG},
    {.method = "GET", .pattern = "/tiles/{tileMatrixSetId}",
     .operation = ".dataset.vector.getTileSet", .handle = vg_get_site_tileset, .formats = tileset_forms,
     .params = site_params, .n_params = VG_COUNT(site_params),
     .summary = "A tileset of all collections together, a layer each", .tag = TAG},
    {.method = "GET", .pattern = "/tiles" PLACE,
     .operation = ".dataset.vector.getTile", .handle = vg_get_site_tile, .formats = tile_forms,
     .params = site_tile_params, .n_params = VG_COUNT(site_tile_params),
     .summary = "A tile of all collections together", .tag = TAG},
    {.method = "GET", .pattern = "/collections/{collectionId}/tiles",
     .operation = ".collection.vector.getTileSetsList", .handle = vg_get_tilesets, .formats = documents,
     .summary = "The tilesets of a collection", .tag = TAG},
    {.method = "GET", .pattern = "/collections/{collectionId}/tiles/{tileMatrixSetId}",
     .operation = ".collection.vector.getTileSet", .handle = vg_get_tileset,
     .formats = tileset_forms, .summary = "A tileset of a collection", .tag = TAG},
    {.method = "GET", .pattern = "/collections/{collectionId}/tiles" PLACE,
     .operation = ".collection.vector.getTile", .handle = vg_get_tile, .formats = tile_forms,
     .params = tile_params, .n_params = VG_COUNT(tile_params), .summary = "A tile of a collection", .tag = TAG},
    {.method = "GET", .pattern = "/collections/{collectionId}/map/tiles",
     .operation = ".collection.map.getTileSetsList", .handle = vg_get_map_tilesets, .formats = documents,
     .summary = "The tilesets of a raster's map", .tag = TAG},
    {.method = "GET", .pattern = "/collections/{collectionId}/map/tiles/{tileMatrixSetId}",
     .operation = ".collection.map.getTileSet", .handle = vg_get_map_tileset,
     .formats = tileset_forms, .summary = "A tileset of a raster's map", .tag = TAG},
    {.method = "GET", .pattern = "/collections/{collectionId}/map/tiles" PLACE,
     .operation = ".collection.map.getTile", .handle = vg_get_map_tile, .formats = map_forms,
     .summary = "A tile of a raster's map", .tag = TAG},
};

static void landing_links(struct vg_call *call, struct vg_node *links)
{
    vg_link_add(call, links, VG_REL_OGC "tilesets-vector", vg_call_url(call, "/tiles"), "application/json",
                vg_text(call->lang, "Vector tiles of all collections"));
    vg_link_add(call, links, VG_REL_OGC "tiling-schemes", vg_call_url(call, "/tileMatrixSets"), "application/json",
                vg_text(call->lang, "The grids of the tiles"));
}

static void collection_links(struct vg_call *call, const struct vg_collection *c, struct vg_node *links)
{
    if (c->geom_name && c->crs && c->item_type == VG_ITEM_FEATURE)
        vg_link_add(call, links, VG_REL_OGC "tilesets-vector", vg_call_url(call, "/collections/%s/tiles", c->id),
                    "application/json", vg_text(call->lang, "Vector tiles"));
}

static void raster_links(struct vg_call *call, const struct vg_collection *c, struct vg_node *links)
{
    vg_link_add(call, links, VG_REL_OGC "tilesets-map", vg_call_url(call, "/collections/%s/map/tiles", c->id), "application/json",
                vg_text(call->lang, "Map tiles"));
}

#define CLASS(name) "http://www.opengis.net/spec/ogcapi-tiles-1/1.0/conf/" name
static const char *const conformance[] = {
    CLASS("core"), CLASS("tileset"), CLASS("tilesets-list"), CLASS("dataset-tilesets"), CLASS("geodata-tilesets"),
    CLASS("collections-selection"), CLASS("datetime"), CLASS("oas30"), CLASS("mvt"), CLASS("png"), NULL,
};

extern const struct vg_api_module vg_api_tiles;
const struct vg_api_module vg_api_tiles = {
    .name = "tiles",
    .routes = routes,
    .n_routes = VG_COUNT(routes),
    .conformance = conformance,
    .landing_links = landing_links,
    .collection_links = collection_links,
    .raster_links = raster_links,
};
