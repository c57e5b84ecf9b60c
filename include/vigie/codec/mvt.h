/* mvt.h — features as one layer of a Mapbox Vector Tile (version 2.1 of its specification).
 *
 * Geometry goes straight from the WKB of a row into the whole numbers of the tile: what no eye can tell apart there
 * is thinned out before it is projected, then clipped to the tile and a margin around it.  The same rows in the same
 * order give the same bytes, whatever store they come from.  One writer serves one thread. */
#ifndef VIGIE_CODEC_MVT_H
#define VIGIE_CODEC_MVT_H

#include <vigie/geo/crs.h>
#include <vigie/model/feature.h>

#define VG_MVT_MEDIA_TYPE "application/vnd.mapbox-vector-tile"
#define VG_MVT_EXTENT 4096 /* whole numbers along a side */
#define VG_MVT_MARGIN 64   /* drawn beyond each side, so that lines and symbols meet those of the next tile */

struct vg_mvt;

struct vg_mvt_layer {
    const char *name;
    const struct vg_collection *collection;
    const int *fields;             /* of the features' values, as in the query; they become the attributes */
    size_t n_fields;
    struct vg_bbox tile;           /* in the CRS of the tile, x then y */
    struct vg_bbox reach;          /* around tile and margin in the CRS of the geometries: vg_mvt_reach */
    struct vg_transform *to_tile;  /* from the CRS of the geometries to that of the tile; must outlive the writer */
    bool exact;                    /* keep every position that the whole numbers tell apart; else also simplify */
    bool make;                     /* for vg_mvt_make(): `tile` is the first of its zoom, reach is not looked at */
    int32_t corner[2];             /* for vg_mvt_add_made(): whole numbers from the first tile of the zoom to this one */
    double smallest;               /* square whole numbers: polygons below it are not drawn by themselves, but one square of that
                                    * size for so many as have its area; 0: 16 */
    size_t max_bytes, max_features;/* of the layer.  Past them the largest areas, the longest lines and an even
                                    * sample of the points are kept */
};

/* Where rows must lie to be seen in a tile: its box with the margin, in the CRS that from_tile leads to (where
 * it ends at the antimeridian).  false: that CRS has no image of it. */
bool vg_mvt_reach(const struct vg_bbox *tile, struct vg_transform *from_tile, struct vg_bbox *out);

/* l is copied, what it points to must outlive the writer. */
enum vg_status vg_mvt_new(const struct vg_mvt_layer *l, struct vg_mvt **out, struct vg_error *err) VG_MUST_USE;
/* Geometries are in their own CRS (x, y).  Nothing is kept of f.  A collection of several kinds of geometry becomes one
 * feature a kind.  VG_BAD_INPUT: broken bytes. */
enum vg_status vg_mvt_add(struct vg_mvt *m, const struct vg_feature *f, struct vg_error *err) VG_MUST_USE;
/* A row drawn as the square of l->smallest around (x, y), in the CRS of the rows, whatever its geometry: it stands for others
 * that are too small. */
enum vg_status vg_mvt_add_square(struct vg_mvt *m, const struct vg_feature *f, double x, double y, struct vg_error *err) VG_MUST_USE;
/* A shape made once for all tiles of a zoom, wherever it lies: in whole numbers from the corner of the first tile.  In memory
 * the bytes of its commands follow, filled up to eight. */
struct vg_mvt_made {
    int64_t key;                   /* of the row; one of several kinds of geometry is several */
    double measure;                /* area or length, of what is drawn */
    int32_t min[2], max[2];        /* around all that is drawn and may be, small_at included */
    int32_t first[2];              /* where it begins; the commands are those after that */
    int32_t small_at[2];
    float small;                   /* area of its polygons that are too small to be drawn, all of them counted at small_at */
    uint16_t kind, unused;
    uint32_t bytes;                /* of commands; 0: all of it is small */
};
static inline size_t vg_mvt_made_size(const struct vg_mvt_made *w)
{
    return sizeof *w + ((size_t)w->bytes + 7) / 8 * 8;
}

/* Are its numbers such as are made?  What its commands say is looked at when they are drawn. */
bool vg_mvt_made_is_sound(const struct vg_mvt_made *w);

/* Append the shapes of a row, entries with their commands, and count them; those that nobody sees are none.  The writer's
 * layer is one with `make`. */
enum vg_status vg_mvt_make(struct vg_mvt *m, const struct vg_feature *f, int64_t key, struct vg_buf *out, uint64_t *n,
                           struct vg_error *err) VG_MUST_USE;
/* A row drawn by one of its shapes, whatever geometry it has. */
enum vg_status vg_mvt_add_made(struct vg_mvt *m, const struct vg_feature *f, const struct vg_mvt_made *w,
                               struct vg_error *err) VG_MUST_USE;
/* Append the layer; nothing where no feature is seen (a tile without layers is an empty body). */
enum vg_status vg_mvt_put(struct vg_mvt *m, struct vg_buf *out, struct vg_error *err) VG_MUST_USE;
void vg_mvt_free(struct vg_mvt *m); /* bears NULL */

#endif
