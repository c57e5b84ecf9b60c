/* measure.h — how large geometries are: areas in square metres, lengths in metres.
 *
 * Positions in degrees, and those of a CRS made for the whole world (Web Mercator), are measured on the ellipsoid: areas in
 * the plane of EPSG:6933, which keeps them, lengths along each side.  All else is measured in the plane of its own CRS, as
 * people who work in it do: a grid of a country, a UTM zone. */
#ifndef VIGIE_GEO_MEASURE_H
#define VIGIE_GEO_MEASURE_H

#include <vigie/geo/crs.h>

struct vg_ruler;

/* For geometries in `crs`, somewhere in `area` (lon/lat, may be NULL).  One thread at a time. */
enum vg_status vg_ruler_new(struct vg_crs_registry *r, const struct vg_crs *crs, const struct vg_bbox *area,
                            struct vg_ruler **out, struct vg_error *err) VG_MUST_USE;
void vg_ruler_free(struct vg_ruler *r); /* bears NULL */

/* The CRS in whose plane a ruler for `crs` measures areas: "EPSG:2154". */
const char *vg_ruler_plane(const struct vg_crs *crs);

/* Of what kind the geometries are whose size it is; the largest dimension within a collection. */
enum vg_size_kind { VG_SIZE_NONE, VG_SIZE_LENGTH, VG_SIZE_AREA };

/* Area of what has one, else length, else 0.  Holes count off; rings that cross themselves count as they turn.
 * VG_BAD_INPUT: broken bytes, or no image on the ellipsoid. */
enum vg_status vg_ruler_size(struct vg_ruler *r, struct vg_geom g, enum vg_size_kind *kind, double *out,
                             struct vg_error *err) VG_MUST_USE;

#endif
