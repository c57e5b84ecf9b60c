/* OGC API Styles, Part 1 (draft 20-009), and legends: the route table. */
#include "maps.h"

#define FORMS(...) {__VA_ARGS__, NULL}

static const struct vg_format *const lists[] = FORMS(&vg_format_json, &vg_format_html);
static const struct vg_format *const sheets[] = FORMS(&vg_format_mapbox, &vg_format_sld10, &vg_format_sld11, &vg_format_html);
static const struct vg_format *const documents[] = FORMS(&vg_format_json);
static const struct vg_format *const map_forms[] = FORMS(&vg_format_json, &vg_format_html, &vg_format_owc, &vg_format_mapbox);
static const struct vg_format *const pictures[] = FORMS(&vg_format_svg, &vg_format_png);

#define TAG "Styles"
#define OF_COLLECTION "/collections/{collectionId}"

static const struct vg_route routes[] = {
    {.method = "GET", .pattern = "/styles", .handle = vg_get_all_styles, .formats = lists,
     .summary = "The styles of all collections", .tag = TAG},
    {.method = "GET", .pattern = "/styles/{styleId}", .handle = vg_get_any_style, .formats = sheets,
     .summary = "A style, as MapLibre style, as SLD or as a map", .tag = TAG},
    {.method = "GET", .pattern = "/styles/{styleId}/metadata", .handle = vg_get_any_metadata, .formats = documents,
     .summary = "What a style draws, and its forms", .tag = TAG},
    {.method = "GET", .pattern = "/styles/{styleId}/legend", .handle = vg_get_any_legend, .formats = pictures,
     .summary = "The legend of a style", .tag = TAG},
    {.method = "GET", .pattern = OF_COLLECTION "/styles", .handle = vg_get_styles, .formats = lists,
     .summary = "The styles of a collection; its usual one is the default", .tag = TAG},
    {.method = "GET", .pattern = OF_COLLECTION "/styles/{styleId}", .handle = vg_get_style, .formats = sheets,
     .summary = "A style of a collection, as MapLibre style, as SLD or as a map", .tag = TAG},
    {.method = "GET", .pattern = OF_COLLECTION "/styles/{styleId}/metadata", .handle = vg_get_metadata, .formats = documents,
     .summary = "What a style of a collection draws, and its forms", .tag = TAG},
    {.method = "GET", .pattern = OF_COLLECTION "/styles/{styleId}/legend", .handle = vg_get_legend, .formats = pictures,
     .summary = "The legend of a style of a collection", .tag = TAG},
    {.method = "GET", .pattern = OF_COLLECTION "/legend", .handle = vg_get_usual_legend, .formats = pictures,
     .summary = "The legend of the style that a collection is usually drawn with", .tag = TAG},
    {.method = "GET", .pattern = "/maps", .handle = vg_get_maps, .formats = lists, .summary = "Maps of several collections", .tag = "Maps"},
    {.method = "GET", .pattern = "/maps/{mapId}", .handle = vg_get_map, .formats = map_forms,
     .summary = "A map, as OWS Context, as one MapLibre style or as a page", .tag = "Maps"},
};

static void landing_links(struct vg_call *call, struct vg_node *links)
{
    vg_link_add(call, links, VG_REL_STYLES, vg_call_url(call, "/styles"), "application/json",
                vg_text(call->lang, "The styles of all collections"));
    if (call->gen->n_maps)
        vg_link_add(call, links, "related", vg_call_url(call, "/maps"), "application/json", vg_text(call->lang, "Maps of several collections"));
}

static void add_maps(struct vg_call *call, const struct vg_collection *c, struct vg_node *links)
{
    const struct vg_map *maps = call->gen->maps[call->lang];
    for (size_t i = 0; i < call->gen->n_maps; i++)
        if (vg_map_draws(&maps[i], c))
            vg_link_add(call, links, "related", vg_call_url(call, "/maps/%s", maps[i].id), "text/html", maps[i].title);
}

static void collection_links(struct vg_call *call, const struct vg_collection *c, struct vg_node *links)
{
    if (!vg_is_drawn(c))
        return;
    vg_link_add(call, links, VG_REL_STYLES, vg_call_url(call, "/collections/%s/styles", c->id), "application/json",
                vg_text(call->lang, "The styles of the collection"));
    vg_link_add(call, links, VG_REL_LEGEND, vg_call_url(call, "/collections/%s/legend?f=svg", c->id), "image/svg+xml",
                vg_arena_printf(call->arena, vg_text(call->lang, "The legend as %s"), "SVG"));
    vg_link_add(call, links, VG_REL_LEGEND, vg_call_url(call, "/collections/%s/legend?f=png", c->id), "image/png",
                vg_arena_printf(call->arena, vg_text(call->lang, "The legend as %s"), "PNG"));
    add_maps(call, c, links);
}

#define CLASS(name) "http://www.opengis.net/spec/ogcapi-styles-1/0.0/conf/" name
static const char *const conformance[] = {
    CLASS("core"), CLASS("mapbox-styles"), CLASS("sld-10"), CLASS("sld-11"), CLASS("html"), NULL,
};

extern const struct vg_api_module vg_api_styles;
const struct vg_api_module vg_api_styles = {
    .name = "styles",
    .routes = routes,
    .n_routes = VG_COUNT(routes),
    .conformance = conformance,
    .landing_links = landing_links,
    .collection_links = collection_links,
    .raster_links = add_maps,
};
