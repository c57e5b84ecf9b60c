/* tiles.h — OGC API Tiles Part 1 (20-057), private to this folder. */
#ifndef API_TILES_TILES_H
#define API_TILES_TILES_H

#include "../common/call.h"

#include <vigie/geo/tile_grid.h>

#define VG_REL_OGC "http://www.opengis.net/def/rel/ogc/1.0/"

extern const struct vg_format vg_format_mvt, vg_format_tilejson;

vg_handler vg_get_grids, vg_get_grid;                    /* grids.c: /tileMatrixSets */
vg_handler vg_get_tilesets, vg_get_tileset;              /* tilesets.c: of a collection */
vg_handler vg_get_site_tilesets, vg_get_site_tileset;    /* of all of them */
vg_handler vg_get_tile, vg_get_site_tile;                /* tile.c */

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

/* May this field be an attribute?  Those that are hidden, and bytes, may not. */
bool vg_tiles_has_field(const struct vg_call *call, const struct vg_collection *c, int field);

#endif
