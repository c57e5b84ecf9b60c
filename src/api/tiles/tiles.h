/* tiles.h — OGC API Tiles Part 1 (20-057), private to this folder. */
#ifndef API_TILES_TILES_H
#define API_TILES_TILES_H

#include "../common/call.h"

#include <vigie/geo/tile_grid.h>
#include <vigie/jobs/overview.h>
#include <vigie/jobs/shapes.h>

#define VG_REL_OGC "http://www.opengis.net/def/rel/ogc/1.0/"

extern const struct vg_format vg_format_tilejson;

vg_handler vg_get_grids, vg_get_grid;                    /* grids.c: /tileMatrixSets */
vg_handler vg_get_tilesets, vg_get_tileset;              /* tilesets.c: of a collection */
vg_handler vg_get_site_tilesets, vg_get_site_tileset;    /* of all of them */
vg_handler vg_get_tile, vg_get_site_tile;                /* tile.c */
vg_handler vg_get_map_tilesets, vg_get_map_tileset;      /* tilesets.c: of a raster */
vg_handler vg_get_map_tile;                              /* map.c */

/* The grid that the path names. VG_NOT_FOUND lists those there are. */
enum vg_status vg_tiles_grid(struct vg_call *call, struct vg_str id, const struct vg_tile_grid **out,
                             struct vg_error *err) VG_MUST_USE;
const struct vg_crs *vg_tiles_crs(struct vg_call *call, const struct vg_tile_grid *g);

/* What tiles are made of: one collection, or those that the parameter `collections` names (all that have a geometry,
 * without it). */
struct vg_tiles_layers {
    const struct vg_collection **list;
    size_t n;
};
enum vg_status vg_tiles_one(struct vg_call *call, struct vg_tiles_layers *out, struct vg_error *err) VG_MUST_USE;
enum vg_status vg_tiles_several(struct vg_call *call, struct vg_tiles_layers *out, struct vg_error *err) VG_MUST_USE;

/* The place of a box of degrees on the grid; false: it has none there. */
bool vg_tiles_place(struct vg_call *call, const struct vg_tile_grid *g, const struct vg_bbox *degrees,
                    struct vg_bbox *out);

/* One tile of a grid, as the path names it. */
struct vg_tile_place {
    const struct vg_tile_grid *grid;
    const struct vg_crs *crs;
    int zoom;
    uint32_t row, column;
    struct vg_bbox box;
};
/* vars: grid, matrix, row, column.  VG_NOT_FOUND: off the grid; VG_BAD_INPUT: not numbers. */
enum vg_status vg_tiles_read_place(struct vg_call *call, const struct vg_str *vars, struct vg_tile_place *out,
                                   struct vg_error *err) VG_MUST_USE;

/* tile.c: the rows of a layer wherever they lie, narrowed by the gate. */
enum vg_status vg_tiles_query(struct vg_call *call, const struct vg_collection *c, struct vg_query *out,
                              struct vg_error *err) VG_MUST_USE;

/* From this zoom on shapes are not simplified: a whole number is then less than a metre. */
#define VG_TILES_EXACT_ZOOM 16

/* dense.c: what a tile is drawn from. */
struct vg_tiles_choice {
    enum { VG_TILES_ROWS, VG_TILES_LARGEST, VG_TILES_SHAPES } how; /* all rows; those chosen below; their shapes made once */
    struct vg_shapes shapes;  /* of the rows drawn; of the largest only if there are any */
    double smallest;          /* vg_mvt_layer.smallest */
    int64_t *drawn, *squares; /* keys, ascending: drawn as they are, and as vg_mvt_add_square() does */
    double (*middles)[2];     /* of squares */
    size_t n_drawn, n_squares;
};
/* all: the rows of the layer wherever they lie; here: those in the tile's reach.  No session may be open, for it may have to
 * wait for the overview. */
enum vg_status vg_tiles_choose(struct vg_call *call, const struct vg_tile_place *t, const struct vg_query *all,
                               const struct vg_query *here, const struct vg_bbox *reach, struct vg_tiles_choice *out,
                               struct vg_error *err) VG_MUST_USE;
/* In whole numbers of the zoom, from its first tile; below VG_TILES_EXACT_ZOOM. */
void vg_tiles_corner(const struct vg_tile_place *t, int32_t *out);
bool vg_tiles_shows(const struct vg_tile_place *t, const struct vg_mvt_made *w);
void vg_tiles_choice_finish(struct vg_tiles_choice *c); /* bears {0} */

/* kept.c: the tile of a key that is built up by these. */
struct vg_kept {
    struct vg_tile_cache *cache; /* NULL: it is not to be kept */
    struct vg_hash key;
    int64_t max_age_ms;
};
void vg_kept_begin(struct vg_call *call, const char *kind, struct vg_kept *out);
void vg_kept_add_place(struct vg_kept *k, const struct vg_tile_place *t);
/* q: narrowed by the gate, without the box of the tile. */
void vg_kept_add_layer(struct vg_call *call, struct vg_kept *k, const struct vg_query *q);
/* Answer with the tile kept; false: there is none. */
bool vg_kept_answer(struct vg_call *call, struct vg_kept *k);
/* Keep what is in the response's buffer, and answer with it. */
enum vg_status vg_kept_keep(struct vg_call *call, struct vg_kept *k, struct vg_error *err) VG_MUST_USE;

/* May this field be an attribute?  Those that are hidden, and bytes, may not. */
bool vg_tiles_has_field(const struct vg_call *call, const struct vg_collection *c, int field);

#endif
