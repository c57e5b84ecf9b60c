/* tile_grid.h — the tile matrix sets that tiles are cut by (OGC 17-083r4, two-dimensional tile matrix sets).
 *
 * All of them are quads: one square tile at zoom 0, each tile four at the next zoom; rows are counted from the top,
 * columns from the left, both from 0.  Coordinates are x then y in the grid's CRS, whatever the authority's order. */
#ifndef VIGIE_GEO_TILE_GRID_H
#define VIGIE_GEO_TILE_GRID_H

#include <vigie/geo/bbox.h>

struct vg_tile_grid {
    const char *id;        /* "WebMercatorQuad" */
    const char *title;
    const char *uri;       /* of its registered definition; NULL: one of our own */
    const char *scale_set; /* URI of the well-known scale set; NULL: none */
    const char *crs;       /* "EPSG:3857" */
    double left, top;      /* the corner where row 0 and column 0 begin */
    double width;          /* side of the one tile at zoom 0 */
    int max_zoom;
};

#define VG_TILE_PIXELS 256 /* a side of a tile, by which the scale of a zoom is told */

/* Every grid there is, by id. */
extern const struct vg_tile_grid vg_tile_grids[];
extern const size_t vg_n_tile_grids;

const struct vg_tile_grid *vg_tile_grid_find(struct vg_str id); /* NULL: none */

/* Tiles in a row, and rows, at a zoom. */
static inline uint32_t vg_tile_count(int zoom)
{
    return UINT32_C(1) << zoom;
}

/* CRS units a pixel. */
double vg_tile_cell(const struct vg_tile_grid *g, int zoom);

/* The box of a tile, in the grid's CRS. */
void vg_tile_box(const struct vg_tile_grid *g, int zoom, uint32_t row, uint32_t column, struct vg_bbox *out);

/* The tiles that a box in the grid's CRS meets, first and last included; false: none. */
struct vg_tile_range {
    uint32_t min_row, max_row, min_column, max_column;
};
bool vg_tile_range(const struct vg_tile_grid *g, int zoom, const struct vg_bbox *box, struct vg_tile_range *out);

#endif
