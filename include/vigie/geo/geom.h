/* geom.h — geometries as WKB in memory: read, check, measure, transform; never copied into objects.
 *
 * Accepted: ISO WKB and EWKB (PostGIS), either byte order, XY/XYZ/XYM/XYZM, all types below, curves
 * included.  Coordinates are x then y, whatever the CRS says: axes are swapped only at the edges.
 * Nesting is bounded by VG_GEOM_MAX_DEPTH and every count is checked against the bytes that are there. */
#ifndef VIGIE_GEO_GEOM_H
#define VIGIE_GEO_GEOM_H

#include <vigie/base/arena.h>
#include <vigie/geo/bbox.h>

#define VG_GEOM_MAX_DEPTH 32

/* OGC 06-103r4 codes. */
enum vg_geom_type {
    VG_GEOM_ANY = 0,
    VG_GEOM_POINT = 1,
    VG_GEOM_LINESTRING = 2,
    VG_GEOM_POLYGON = 3,
    VG_GEOM_MULTIPOINT = 4,
    VG_GEOM_MULTILINESTRING = 5,
    VG_GEOM_MULTIPOLYGON = 6,
    VG_GEOM_COLLECTION = 7,
    VG_GEOM_CIRCULARSTRING = 8,
    VG_GEOM_COMPOUNDCURVE = 9,
    VG_GEOM_CURVEPOLYGON = 10,
    VG_GEOM_MULTICURVE = 11,
    VG_GEOM_MULTISURFACE = 12,
    VG_GEOM_CURVE = 13,
    VG_GEOM_SURFACE = 14,
    VG_GEOM_POLYHEDRALSURFACE = 15,
    VG_GEOM_TIN = 16,
    VG_GEOM_TRIANGLE = 17,
};

/* "MULTIPOLYGON" <-> VG_GEOM_MULTIPOLYGON, as gpkg_geometry_columns and geometry_columns write them
 * (any case; a trailing Z, M or ZM is ignored); VG_GEOM_ANY for "GEOMETRY" and what is unknown. */
enum vg_geom_type vg_geom_type_of_name(struct vg_str name);
const char *vg_geom_type_name(enum vg_geom_type type);    /* "MULTIPOLYGON" */
const char *vg_geom_type_geojson(enum vg_geom_type type); /* "MultiPolygon": what its GeoJSON form is, curves
                                                             as their straight kin; NULL for VG_GEOM_ANY and the abstract ones */

/* A view on one WKB geometry; {0} is no geometry (SQL NULL). */
struct vg_geom {
    const unsigned char *wkb;
    size_t len;
};

/* One geometry's head; after it stand `count` points, rings or parts.
 * For a point count is 1 (its coordinates may be NaN: POINT EMPTY). */
struct vg_geom_head {
    enum vg_geom_type type;
    bool has_z, has_m;
    int dims;       /* doubles a point: 2 to 4 */
    uint32_t count;
};

/* Walks the bytes front to back. */
struct vg_wkb {
    const unsigned char *at, *end;
    bool swap; /* byte order of the geometry last entered is not the machine's */
};

static inline struct vg_wkb vg_wkb_of(struct vg_geom g)
{
    return (struct vg_wkb){g.wkb, g.wkb ? g.wkb + g.len : NULL, false};
}

/* Enter the geometry at r->at.  VG_BAD_INPUT: truncated, unknown type. */
enum vg_status vg_wkb_head(struct vg_wkb *r, struct vg_geom_head *out, struct vg_error *err) VG_MUST_USE;
/* A ring's or (inside a polygon) sequence's number of points, checked against what is left. */
enum vg_status vg_wkb_ring(struct vg_wkb *r, int dims, uint32_t *n_out, struct vg_error *err) VG_MUST_USE;
/* The next n points as doubles in machine order: a view on the bytes where they need no swapping and
 * are aligned, else copied to buf (room for n * dims doubles; n at most what the caller sized it for).
 * NULL if so many are not left: head and ring have checked their counts. */
const double *vg_wkb_points(struct vg_wkb *r, uint32_t n, int dims, double *buf);
/* Nothing that has a place follows its head; the bytes of an empty point are passed over. */
bool vg_wkb_skip_empty(struct vg_wkb *r, const struct vg_geom_head *h);

/* What one pass over the whole tells. */
struct vg_geom_info {
    enum vg_geom_type type;
    bool has_z, has_m;
    bool empty;      /* no point at all */
    bool has_curve;  /* some part is a curve that is not a line string */
    bool finite;     /* every x and y is finite (NaN of empty points aside) */
    uint32_t n_points;
    struct vg_bbox box; /* of x, y (and z); none when empty; curves by their arcs */
};

/* Check the whole and measure it.  VG_BAD_INPUT: broken bytes, too deep, bytes left over. */
enum vg_status vg_geom_check(struct vg_geom g, struct vg_geom_info *out, struct vg_error *err) VG_MUST_USE;

/* Does any part of g lie in the closed box (not crossing the antimeridian)?  Exact for straight
 * geometries, areas taken as filled by the even-odd rule; never fails on invalid ones (broken bytes: false).
 * Curves count by their linearization at 4 degrees.  z of the box is ignored; empty: false. */
bool vg_geom_meets_box(struct vg_geom g, const struct vg_bbox *box);

/* Curves as line strings of at most step_deg of arc a segment (default 4 where 0): WKB in the arena.
 * A geometry without curves is returned as it is. */
enum vg_status vg_geom_linearize(struct vg_geom g, double step_deg, struct vg_arena *a, struct vg_geom *out,
                                 struct vg_error *err) VG_MUST_USE;

/* Lighter geometries for a map: lines and rings lose positions that lie within a tolerance (in the units of x and y) of
 * what stays (Douglas and Peucker), whole positions stay or go, so z and m are kept.  Holes and, beside larger ones, parts
 * that would shrink to nothing go; the largest part stays, if only as a triangle.  A valid polygon stays valid.
 * Points, curves and surfaces in space are left as they are. */
struct vg_simplifier;
struct vg_simplifier *vg_simplifier_new(double tolerance); /* NULL: no memory; for one thread */
void vg_simplifier_free(struct vg_simplifier *s);          /* bears NULL */
/* *out lives until the next call; {0} stays {0}.  VG_BAD_INPUT: broken bytes. */
enum vg_status vg_simplify(struct vg_simplifier *s, struct vg_geom g, struct vg_geom *out, struct vg_error *err) VG_MUST_USE;

/* The same as ISO WKB, without what PostGIS adds and with 0 for -0 (for PostGIS a ring that begins with the one and ends with the
 * other is open): in machine byte order in buf (which must not spill and is emptied first), or as it is where nothing was to do. */
enum vg_status vg_geom_iso(struct vg_geom g, struct vg_buf *buf, struct vg_geom *out, struct vg_error *err) VG_MUST_USE;

/* WKB builders, ISO, machine byte order: for tests, boxes and readers of other forms. */
struct vg_geom vg_geom_of_point(struct vg_arena *a, double x, double y);
/* The box as polygon, every side cut into n segments (n >= 1), counter-clockwise; as line where it has no width or height, as
 * point where it has neither: a ring without area has no inside, which each library takes in another way. */
struct vg_geom vg_geom_of_box(struct vg_arena *a, const struct vg_bbox *box, int n);

/* WKT into WKB and back (for CSV, tests, CQL2); VG_BAD_INPUT with the offset of the fault.
 * VG_WKT_EXACT for decimals: as many as read back as the same numbers. */
#define VG_WKT_EXACT (-1)
enum vg_status vg_geom_from_wkt(struct vg_str wkt, struct vg_arena *a, struct vg_geom *out, struct vg_error *err) VG_MUST_USE;
enum vg_status vg_geom_put_wkt(struct vg_buf *b, struct vg_geom g, int decimals, struct vg_error *err) VG_MUST_USE;
/* flipped: y before x, where the CRS's authority has them so. */
enum vg_status vg_geom_put_wkt_in_order(struct vg_buf *b, struct vg_geom g, int decimals, bool flipped,
                                        struct vg_error *err) VG_MUST_USE;

#endif
