/* /tileMatrixSets: the definitions of the grids (17-083r4, 7). */
#include "tiles.h"

/* A pixel of 0.28 mm (17-083r4, 6.1). */
#define PIXEL_M 0.00028

enum vg_status vg_get_grids(struct vg_call *call, struct vg_error *err)
{
    struct vg_arena *a = call->arena;
    struct vg_node *doc = vg_node_map(a);
    struct vg_node *sets = vg_node_add_list(a, doc, "tileMatrixSets");
    for (size_t i = 0; i < vg_n_tile_grids; i++) {
        const struct vg_tile_grid *g = &vg_tile_grids[i];
        struct vg_node *set = vg_node_add_map(a, sets, NULL);
        vg_node_add_str(a, set, "id", g->id);
        vg_node_add_str(a, set, "title", g->title);
        vg_node_add_str(a, set, "uri", g->uri);
        vg_link_add(call, vg_node_add_list(a, set, "links"), VG_REL_OGC "tiling-scheme",
                    vg_call_url(call, "/tileMatrixSets/%s", g->id), "application/json", g->title);
    }
    vg_links_self(call, vg_node_add_list(a, doc, "links"));
    return vg_answer_document(call, doc, NULL, NULL, NULL, err);
}

static void add_point(struct vg_arena *a, struct vg_node *to, const char *key, double x, double y, bool flipped)
{
    struct vg_node *p = vg_node_add_list(a, to, key);
    vg_node_add_double(a, p, NULL, flipped ? y : x);
    vg_node_add_double(a, p, NULL, flipped ? x : y);
}

static void add_matrix(struct vg_arena *a, struct vg_node *list, const struct vg_tile_grid *g, bool flipped, int zoom)
{
    struct vg_node *m = vg_node_add_map(a, list, NULL);
    vg_node_add_str(a, m, "id", vg_arena_printf(a, "%d", zoom));
    vg_node_add_double(a, m, "scaleDenominator", vg_tile_cell(g, zoom) / PIXEL_M);
    vg_node_add_double(a, m, "cellSize", vg_tile_cell(g, zoom));
    vg_node_add_str(a, m, "cornerOfOrigin", "topLeft");
    add_point(a, m, "pointOfOrigin", g->left, g->top, flipped);
    vg_node_add_int(a, m, "tileWidth", VG_TILE_PIXELS);
    vg_node_add_int(a, m, "tileHeight", VG_TILE_PIXELS);
    vg_node_add_int(a, m, "matrixWidth", vg_tile_count(zoom));
    vg_node_add_int(a, m, "matrixHeight", vg_tile_count(zoom));
}

enum vg_status vg_get_grid(struct vg_call *call, struct vg_error *err)
{
    const struct vg_tile_grid *g;
    enum vg_status r = vg_tiles_grid(call, call->vars[0], &g, err);
    if (r != VG_OK)
        return r;
    struct vg_arena *a = call->arena;
    const struct vg_crs *crs = vg_tiles_crs(call, g);
    bool flipped = crs && crs->flipped;
    struct vg_node *doc = vg_node_map(a);
    vg_node_add_str(a, doc, "id", g->id);
    vg_node_add_str(a, doc, "title", g->title);
    vg_node_add_str(a, doc, "uri", g->uri);
    vg_node_add_str(a, doc, "crs", crs ? crs->uri : NULL);
    struct vg_node *axes = vg_node_add_list(a, doc, "orderedAxes");
    vg_node_add_str(a, axes, NULL, flipped ? "Y" : "X");
    vg_node_add_str(a, axes, NULL, flipped ? "X" : "Y");
    vg_node_add_str(a, doc, "wellKnownScaleSet", g->scale_set);
    struct vg_node *matrices = vg_node_add_list(a, doc, "tileMatrices");
    for (int zoom = 0; zoom <= g->max_zoom; zoom++)
        add_matrix(a, matrices, g, flipped, zoom);
    return vg_answer_document(call, doc, NULL, NULL, NULL, err);
}
