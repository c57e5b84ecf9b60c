/* overlay.h — what of many geometries lies within one area (GEOS). */
#ifndef VIGIE_GEO_OVERLAY_H
#define VIGIE_GEO_OVERLAY_H

#include <vigie/geo/geom.h>

struct vg_overlay;

/* Prepare the area, a polygon or several; an invalid one is mended.  VG_BAD_INPUT: it is none.  For one thread. */
enum vg_status vg_overlay_new(struct vg_geom area, struct vg_overlay **out, struct vg_error *err) VG_MUST_USE;
void vg_overlay_free(struct vg_overlay *o); /* bears NULL */

enum vg_overlay_place { VG_OVERLAY_OUTSIDE, VG_OVERLAY_WHOLE, VG_OVERLAY_PART };

/* Where a geometry in the same CRS lies; *part: what of it lies within, of the row's own dimension, until the next call,
 * where it is a part.  What GEOS cannot take lies outside. */
enum vg_overlay_place vg_overlay_cut(struct vg_overlay *o, struct vg_geom row, struct vg_geom *part);

#endif
