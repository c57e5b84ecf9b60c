/* geojson.h — a WKB geometry as a GeoJSON one. */
#ifndef VIGIE_SRC_CODEC_GEOJSON_H
#define VIGIE_SRC_CODEC_GEOJSON_H

#include <vigie/geo/crs.h>

/* How positions are written. */
struct vg_geojson_form {
    int decimals;  /* of x and y; of z at most VG_GEOJSON_Z_DECIMALS */
    bool flipped;  /* y before x: the authority's axis order */
};

#define VG_GEOJSON_Z_DECIMALS 4

/* {0} is null.  Rings keep their order, M is left out, curves become line strings, empty parts vanish.
 * VG_BAD_INPUT: broken bytes, a position that is not finite, nesting past VG_GEOM_MAX_DEPTH. */
enum vg_status vg_geojson_put_geom(struct vg_buf *b, struct vg_geom g, const struct vg_geojson_form *form,
                                   struct vg_error *err) VG_MUST_USE;

#endif
