/* crs.h — coordinate reference systems and transformations (PROJ).
 *
 * A registry is made once per process and shared by all threads; the vg_crs it hands out live as long as it and
 * never change, and are compared by pointer.  Transformations are borrowed: a PJ serves one thread at a time. */
#ifndef VIGIE_GEO_CRS_H
#define VIGIE_GEO_CRS_H

#include <vigie/geo/bbox.h>
#include <vigie/geo/geom.h>

struct vg_crs_registry;
struct vg_transform;

struct vg_crs {
    const char *auth;  /* "EPSG", "OGC" */
    const char *code;  /* "2154", "CRS84" */
    const char *uri;   /* "http://www.opengis.net/def/crs/EPSG/0/2154" */
    const char *curie; /* "EPSG:2154", "OGC:CRS84" */
    const char *name;  /* "RGF93 v1 / Lambert-93" */
    bool flipped;      /* the authority's first axis is our second: swap at the edges */
    bool geographic;   /* degrees */
    bool has_z;        /* three axes */
    double metres_per_unit; /* of a horizontal axis; a degree counts as 111 319.49 */
    int decimals;      /* places worth writing of x and y: 9 for degrees, 4 for metres */
    bool has_area;
    struct vg_bbox area; /* area of use, lon/lat; may cross the antimeridian */
};

/* NULL with err: PROJ's database is not there. */
struct vg_crs_registry *vg_crs_registry_new(struct vg_error *err);
void vg_crs_registry_free(struct vg_crs_registry *r);

/* Any usual spelling: "EPSG:2154", "http://www.opengis.net/def/crs/EPSG/0/2154" (https, other versions),
 * "urn:ogc:def:crs:EPSG::2154", "[EPSG:2154]", "OGC:CRS84", "urn:ogc:def:crs:OGC:1.3:CRS84", "CRS84h"…
 * VG_NOT_FOUND: PROJ does not know it; VG_BAD_INPUT: no such form.  The error does not list the registry. */
enum vg_status vg_crs_find(struct vg_crs_registry *r, struct vg_str name, const struct vg_crs **out,
                           struct vg_error *err) VG_MUST_USE;

/* From a store's own definition, when auth:code is unknown or absent: WKT (1 or 2), PROJ string.  If it means a
 * system of PROJ's database, that one is given; otherwise auth, code, uri and curie are "".
 * VG_BAD_INPUT: it defines none; VG_NOT_FOUND: none of places on a map (vertical, geocentric, local). */
enum vg_status vg_crs_from_wkt(struct vg_crs_registry *r, struct vg_str wkt, const struct vg_crs **out,
                               struct vg_error *err) VG_MUST_USE;

/* Its definition as WKT 1, as a GeoPackage keeps it, in the arena; NULL where PROJ has none. */
const char *vg_crs_wkt(struct vg_crs_registry *r, const struct vg_crs *crs, struct vg_arena *a);

/* Longitude and latitude in degrees, always there; the second one with heights in metres. */
const struct vg_crs *vg_crs84(struct vg_crs_registry *r);
const struct vg_crs *vg_crs84h(struct vg_crs_registry *r);

/* Same positions, so that no transformation is needed (CRS84 and EPSG:4326 in x, y order). */
bool vg_crs_same(const struct vg_crs *a, const struct vg_crs *b);

/* Borrow a transformation x,y -> x,y (never authority order); give it back with vg_transform_return.
 * PROJ picks the operation best for the area (lon/lat, may be NULL). */
enum vg_status vg_transform_borrow(struct vg_crs_registry *r, const struct vg_crs *from, const struct vg_crs *to,
                                   const struct vg_bbox *area, struct vg_transform **out, struct vg_error *err) VG_MUST_USE;
void vg_transform_return(struct vg_transform *t); /* bears NULL */

/* In place, n points of `dims` doubles each; the third is a height where both CRS have one, else left alone.
 * Points that have no image become NaN; false if any did. */
bool vg_transform_points(struct vg_transform *t, double *xy, size_t n, int dims);

/* A whole geometry, into ISO WKB in the buffer (which must not spill and is emptied first; *out views it).
 * Where there is nothing to do *out is g.  Curves are linearized before.  A position without image makes
 * VG_BAD_INPUT. */
enum vg_status vg_transform_geom(struct vg_transform *t, struct vg_geom g, struct vg_buf *buf,
                                 struct vg_geom *out, struct vg_error *err) VG_MUST_USE;

/* The box around the image of a box, its sides densified; outward by one part in a million and what the
 * sides may bulge between points.  Either may cross the antimeridian.  A box of degrees is cut to where the
 * other CRS is used, and gives ±1e12 if it holds all of that.  false: no image. */
bool vg_transform_bbox(struct vg_transform *t, const struct vg_bbox *box, struct vg_bbox *out);

#endif
