/* measure.c — areas and lengths by our own formulas, so that every store gives the same digits.
 *
 * A ring's area is the sum of the trapezoids to its first position, which keeps small differences between large numbers
 * small.  On the ellipsoid positions are brought to the cylindrical equal-area plane (Snyder 1987, 3-12 and 10-15) by
 * hand: PROJ would take ten times as long for the same digits. */
#include <vigie/geo/measure.h>

#include <math.h>
#include <stdlib.h>

#include "wkb.h"

#define WORKING_BYTES ((size_t)256 << 20)
/* A projected CRS of a wider area of use is one of the whole world: its plane tells little of areas. */
#define WIDEST_GRID_DEG 30

/* WGS 84; that of GRS 80 differs by a tenth of a millimetre. */
#define SEMI_MAJOR_M 6378137.0
#define ECCENTRICITY2 0.00669437999014131699
#define RADIAN (M_PI / 180)

struct vg_ruler {
    bool ellipsoid;
    double metres;                  /* a unit of the plane */
    struct vg_transform *to_degrees; /* NULL: they are degrees, or a plane */
    struct vg_buf transformed;
    struct vg_arena *memory;
    double *room;
    size_t room_points;
};

static bool is_plane(const struct vg_crs *c)
{
    double width = c->area.max[0] - c->area.min[0];
    return !c->geographic && c->has_area && (width < 0 ? width + 360 : width) <= WIDEST_GRID_DEG;
}

const char *vg_ruler_plane(const struct vg_crs *crs)
{
    return is_plane(crs) && crs->curie[0] ? crs->curie : is_plane(crs) ? crs->name : "EPSG:6933";
}

enum vg_status vg_ruler_new(struct vg_crs_registry *registry, const struct vg_crs *crs, const struct vg_bbox *area,
                            struct vg_ruler **out, struct vg_error *err)
{
    struct vg_ruler *r = calloc(1, sizeof(*r));
    enum vg_status s = VG_OK;

    if (!r || !(r->memory = vg_arena_new(WORKING_BYTES))) {
        free(r);
        return vg_fail(err, VG_NO_MEMORY, "", "there is no memory left");
    }
    vg_buf_init(&r->transformed, WORKING_BYTES);
    r->ellipsoid = !is_plane(crs);
    r->metres = crs->metres_per_unit;
    if (r->ellipsoid && !crs->geographic)
        s = vg_transform_borrow(registry, crs, vg_crs84(registry), area, &r->to_degrees, err);
    if (s != VG_OK) {
        vg_ruler_free(r);
        return s;
    }
    *out = r;
    return VG_OK;
}

void vg_ruler_free(struct vg_ruler *r)
{
    if (!r)
        return;
    vg_transform_return(r->to_degrees);
    vg_buf_finish(&r->transformed);
    vg_arena_free(r->memory);
    free(r->room);
    free(r);
}

/* --- the ellipsoid -------------------------------------------------------------------------------- */

/* Degrees to the plane: x the longitude in radians, y so that areas are a² / 2 of what they are there. */
static void to_equal_area(double *x, double *y)
{
    const double e = sqrt(ECCENTRICITY2);
    double s = sin(*y * RADIAN), es = e * s;

    *x *= RADIAN;
    *y = (1 - ECCENTRICITY2) * (s / (1 - es * es) - log((1 - es) / (1 + es)) / (2 * e));
}

/* One side, short enough for the radii of curvature at its middle. */
static double side_on_ellipsoid(const double *p, const double *q)
{
    double phi = (p[1] + q[1]) / 2 * RADIAN, s = sin(phi), w2 = 1 - ECCENTRICITY2 * s * s;
    double across = SEMI_MAJOR_M / sqrt(w2), along = across * (1 - ECCENTRICITY2) / w2;

    return hypot((q[0] - p[0]) * RADIAN * across * cos(phi), (q[1] - p[1]) * RADIAN * along);
}

/* --- positions ------------------------------------------------------------------------------------ */

static const double *positions(struct vg_ruler *r, struct vg_wkb *w, const struct vg_geom_head *h, uint32_t n)
{
    if (n > r->room_points) {
        double *more = realloc(r->room, (size_t)n * 2 * sizeof(double));
        if (!more)
            return NULL;
        r->room = more;
        r->room_points = n;
    }
    for (uint32_t i = 0; i < n; i++) {
        vg_wkb_copy(r->room + 2 * (size_t)i, w->at, 2, w->swap);
        w->at += (size_t)h->dims * sizeof(double);
    }
    return r->room;
}

static double ring_area(const struct vg_ruler *r, double *v, uint32_t n)
{
    double twice = 0;

    for (uint32_t i = 0; r->ellipsoid && i < n; i++)
        to_equal_area(&v[2 * (size_t)i], &v[2 * (size_t)i + 1]);
    for (uint32_t i = 1; i + 1 < n; i++) {
        const double *p = v + 2 * (size_t)i;
        twice += (p[0] - v[0]) * (p[3] - v[1]) - (p[2] - v[0]) * (p[1] - v[1]);
    }
    return fabs(twice) / 2 * (r->ellipsoid ? SEMI_MAJOR_M * SEMI_MAJOR_M / 2 : r->metres * r->metres);
}

static double line_length(const struct vg_ruler *r, const double *v, uint32_t n)
{
    double sum = 0;

    for (uint32_t i = 1; i < n; i++) {
        const double *q = v + 2 * (size_t)i, *p = q - 2;
        sum += r->ellipsoid ? side_on_ellipsoid(p, q) : hypot(q[0] - p[0], q[1] - p[1]) * r->metres;
    }
    return sum;
}

/* --- geometries ----------------------------------------------------------------------------------- */

struct sizes {
    double area, length;
    bool has_area, has_line;
};

static bool add_polygon(struct vg_ruler *r, struct vg_wkb *w, const struct vg_geom_head *h, struct sizes *to)
{
    double area = 0;

    for (uint32_t i = 0; i < h->count; i++) {
        uint32_t n;
        if (vg_wkb_ring(w, h->dims, &n, NULL) != VG_OK)
            return false;
        double *v = (double *)positions(r, w, h, n);
        if (!v && n)
            return false;
        double ring = ring_area(r, v, n);
        area += i ? -ring : ring;
    }
    to->has_area = true;
    to->area += area;
    return true;
}

/* Curves are gone; the depth has been checked. */
static bool add_geometry(struct vg_ruler *r, struct vg_wkb *w, struct sizes *to)
{
    struct vg_geom_head h;

    if (vg_wkb_head(w, &h, NULL) != VG_OK)
        return false;
    switch (h.type) {
    case VG_GEOM_POINT:
        w->at += (size_t)h.dims * sizeof(double);
        return true;
    case VG_GEOM_LINESTRING: {
        const double *v = positions(r, w, &h, h.count);
        to->has_line = true;
        to->length += v ? line_length(r, v, h.count) : 0;
        return v || !h.count;
    }
    case VG_GEOM_POLYGON:
    case VG_GEOM_TRIANGLE:
        return add_polygon(r, w, &h, to);
    default:
        for (uint32_t i = 0; i < h.count; i++)
            if (!add_geometry(r, w, to))
                return false;
        return true;
    }
}

enum vg_status vg_ruler_size(struct vg_ruler *r, struct vg_geom g, enum vg_size_kind *kind, double *out,
                             struct vg_error *err)
{
    struct vg_geom_info info;
    struct sizes all = {0};
    enum vg_status s = vg_geom_check(g, &info, err);

    vg_arena_reset(r->memory);
    if (s == VG_OK && !info.finite)
        s = vg_fail(err, VG_BAD_INPUT, "", "a coordinate is not a finite number");
    if (s == VG_OK && info.has_curve)
        s = vg_geom_linearize(g, 0, r->memory, &g, err);
    if (s == VG_OK && r->to_degrees)
        s = vg_transform_geom(r->to_degrees, g, &r->transformed, &g, err);
    if (s != VG_OK)
        return s;
    struct vg_wkb w = vg_wkb_of(g);
    if (!add_geometry(r, &w, &all))
        return vg_fail(err, VG_NO_MEMORY, "", "there is no memory left");
    *kind = all.has_area ? VG_SIZE_AREA : all.has_line ? VG_SIZE_LENGTH : VG_SIZE_NONE;
    *out = all.has_area ? all.area : all.length;
    return VG_OK;
}
