/* Rasters among the collections: what their document tells of the cells, and their page. */
#include "common.h"

#include <vigie/codec/raster.h>
#include <vigie/geo/tile_grid.h>
#include <vigie/model/style.h>

static void add_pair(struct vg_arena *a, struct vg_node *to, const char *key, const double p[2])
{
    struct vg_node *pair = vg_node_add_list(a, to, key);
    vg_node_add_double(a, pair, NULL, p[0]);
    vg_node_add_double(a, pair, NULL, p[1]);
}

static const char *colour_of(struct vg_arena *a, const struct vg_raster_class *k)
{
    return vg_arena_printf(a, "#%02x%02x%02x", k->rgba[0], k->rgba[1], k->rgba[2]);
}

/* Palettes list every value there might be; a class that has no name says nothing. */
static void add_classes(struct vg_arena *a, struct vg_node *to, const char *key, const struct vg_raster *r)
{
    struct vg_node *list = NULL;
    for (size_t i = 0; i < r->n_classes; i++) {
        const struct vg_raster_class *k = &r->classes[i];
        if (!k->title || !k->rgba[3])
            continue;
        list = list ? list : vg_node_add_list(a, to, key);
        struct vg_node *one = vg_node_add_map(a, list, NULL);
        vg_node_add_double(a, one, "value", k->value);
        vg_node_add_str(a, one, "title", k->title);
        vg_node_add_str(a, one, "color", colour_of(a, k));
    }
}

static void add_bands(struct vg_arena *a, struct vg_node *to, const struct vg_raster *r)
{
    struct vg_node *list = vg_node_add_list(a, to, "bands");
    for (size_t i = 0; i < r->n_bands; i++) {
        const struct vg_raster_band *b = &r->bands[i];
        struct vg_node *one = vg_node_add_map(a, list, NULL);
        vg_node_add_str(a, one, "name", b->name ? b->name : vg_arena_printf(a, "%zu", i + 1));
        vg_node_add_str(a, one, "type", b->type);
        vg_node_add_str(a, one, "unit", b->unit);
        if (b->has_nodata)
            vg_node_add_double(a, one, "nodata", b->nodata);
    }
}

void vg_raster_add_facts(struct vg_arena *a, struct vg_node *doc, const struct vg_raster *r)
{
    struct vg_node *grid = vg_node_add_map(a, doc, "grid");
    const double size[] = {(double)r->width, (double)r->height};
    add_pair(a, grid, "cellsCount", size);
    add_pair(a, grid, "resolution", r->cell);
    add_pair(a, grid, "lowerLeft", r->box.min);
    add_pair(a, grid, "upperRight", r->box.max);
    vg_node_add_int(a, grid, "overviews", r->n_overviews);
    add_bands(a, doc, r);
    add_classes(a, doc, "classes", r);
}

/* --- the page --------------------------------------------------------------------------------------- */

static void add_view_facts(struct vg_call *call, struct vg_node *view, const struct vg_collection *c)
{
    struct vg_arena *a = call->arena;
    struct vg_node *facts = vg_node_add_list(a, view, "facts");
    const struct vg_raster *r = c->raster;
    const struct vg_site *site = &call->gen->site;
    bool own = c->license_url || c->license_title;
    const char *url = own ? c->license_url : site->license_url, *title = own ? c->license_title : site->license_title;
    vg_view_fact(call, facts, "raster_size", vg_arena_printf(a, "%lld × %lld", (long long)r->width, (long long)r->height), NULL);
    vg_view_fact(call, facts, "raster_cell", vg_arena_printf(a, "%g × %g %s", r->cell[0], r->cell[1], c->crs->geographic ? "°" : "m"), NULL);
    vg_view_fact(call, facts, "storage", vg_arena_printf(a, "%s (%s)", c->crs->name, c->crs->curie), NULL);
    vg_view_fact(call, facts, "license", title ? title : url, url);
    vg_view_fact(call, facts, "attribution", c->attribution ? c->attribution : site->attribution, NULL);
    vg_view_fact(call, facts, "identifier", c->id, NULL);
}

static int last_zoom(const struct vg_collection *c)
{
    const struct vg_tile_grid *g = vg_tile_grid_find(VG_STR("WebMercatorQuad"));
    int zoom = 0;
    while (zoom < 18 && vg_tile_cell(g, zoom) > c->raster->cell[0] * c->crs->metres_per_unit)
        zoom++;
    return zoom;
}

enum vg_status vg_view_raster(struct vg_call *call, const struct vg_collection *c, struct vg_node **out, struct vg_error *err)
{
    struct vg_arena *a = call->arena;
    struct vg_node *data = vg_page_data(call, c->title);
    vg_page_crumb(call, data, vg_call_url(call, "/collections"), vg_page_text(call, "collections"));
    vg_page_crumb(call, data, vg_call_url(call, "/collections/%s", c->id), c->title);
    struct vg_node *view = vg_node_add_map(a, data, "view");
    vg_node_add_str(a, view, "id", c->id);
    vg_node_add_str(a, view, "title", c->title);
    vg_node_add_str(a, view, "description", c->description);
    vg_node_add_str(a, view, "file_href", vg_call_url(call, "/collections/%s/coverage", c->id));
    vg_node_add_str(a, view, "file_size", vg_arena_printf(a, "%.1f", (double)c->raster->bytes / 1e6));
    vg_node_add_str(a, view, "iso_href", vg_call_url(call, "/collections/%s?f=iso19139", c->id));
    vg_node_add_str(a, view, "raster_href", vg_call_url(call, "/collections/%s/map/tiles/WebMercatorQuad/{z}/{y}/{x}?f=png", c->id));
    vg_node_add_int(a, view, "last_zoom", last_zoom(c));
    if (c->has_extent)
        vg_node_add_str(a, view, "bbox", vg_arena_printf(a, "[%.6f,%.6f,%.6f,%.6f]", c->extent.min[0], c->extent.min[1],
                                                         c->extent.max[0], c->extent.max[1]));
    add_view_facts(call, view, c);
    add_bands(a, view, c->raster);
    add_classes(a, view, "classes", c->raster);
    vg_page_structured_collection(call, data, c);
    *out = data;
    return vg_arena_check(a, err);
}
