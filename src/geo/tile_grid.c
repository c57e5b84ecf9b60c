/* Few grids, each a row: what they are quads of is enough to compute every tile.  Sides are halved by ldexp, which is
 * exact, so a tile's edge is the same number for both tiles that share it. */
#include <vigie/geo/tile_grid.h>

#include <math.h>

/* Half the equator of the sphere that EPSG:3857 takes the Earth for, in metres. */
#define MERCATOR_HALF 20037508.3427892439

const struct vg_tile_grid vg_tile_grids[] = { /* sorted */
    /* Powers of two metres a pixel (8 192 m at zoom 0, 1 m at zoom 13) around metropolitan France. */
    {"Lambert93Quad", "Lambert-93 of metropolitan France", NULL, NULL, "EPSG:2154", -400000, 8000000, 2097152, 18},
    {"WebMercatorQuad", "Google Maps Compatible for the World",
     "http://www.opengis.net/def/tilematrixset/OGC/1.0/WebMercatorQuad",
     "http://www.opengis.net/def/wkss/OGC/1.0/GoogleMapsCompatible", "EPSG:3857", -MERCATOR_HALF, MERCATOR_HALF,
     2 * MERCATOR_HALF, 24},
};
const size_t vg_n_tile_grids = VG_COUNT(vg_tile_grids);

const struct vg_tile_grid *vg_tile_grid_find(struct vg_str id)
{
    for (size_t i = 0; i < vg_n_tile_grids; i++)
        if (vg_str_is(id, vg_tile_grids[i].id))
            return &vg_tile_grids[i];
    return NULL;
}

double vg_tile_cell(const struct vg_tile_grid *g, int zoom)
{
    return ldexp(g->width / VG_TILE_PIXELS, -zoom);
}

void vg_tile_box(const struct vg_tile_grid *g, int zoom, uint32_t row, uint32_t column, struct vg_bbox *out)
{
    double side = ldexp(g->width, -zoom);
    *out = (struct vg_bbox){
        .min = {g->left + side * column, g->top - side * (row + 1.0)},
        .max = {g->left + side * (column + 1.0), g->top - side * row},
    };
}

/* false where the interval misses all of the n tiles. */
static bool clamp(double from, double to, uint32_t n, uint32_t *min, uint32_t *max)
{
    if (!(to >= 0) || !(from <= n))
        return false;
    *min = from <= 0 ? 0 : from >= n ? n - 1 : (uint32_t)from;
    *max = to >= n ? n - 1 : (uint32_t)to;
    return true;
}

bool vg_tile_range(const struct vg_tile_grid *g, int zoom, const struct vg_bbox *box, struct vg_tile_range *out)
{
    double side = ldexp(g->width, -zoom);
    uint32_t n = vg_tile_count(zoom);
    return clamp((box->min[0] - g->left) / side, (box->max[0] - g->left) / side, n, &out->min_column, &out->max_column) &&
           clamp((g->top - box->max[1]) / side, (g->top - box->min[1]) / side, n, &out->min_row, &out->max_row);
}
