/* Which curves JSON-FG can hold as they are (clause 11, requirement valid-geometry): one walk over the bytes. */
#include "jsonfg.h"

#define MOST_POSITIONS 11 /* of one circular string: five arcs */

static bool is_arc(const double *a, const double *b, const double *c)
{
    double ux = b[0] - a[0], uy = b[1] - a[1], vx = c[0] - b[0], vy = c[1] - b[1];
    bool differ = (ux != 0 || uy != 0) && (vx != 0 || vy != 0) && (a[0] != c[0] || a[1] != c[1]);

    return differ && ux * vy != uy * vx;
}

static bool are_arcs(struct vg_wkb *in, const struct vg_geom_head *h)
{
    double copy[MOST_POSITIONS * 4];

    if (h->count < 3 || h->count > MOST_POSITIONS || h->count % 2 == 0)
        return false;
    const double *at = vg_wkb_points(in, h->count, h->dims, copy);
    for (uint32_t i = 0; at && i + 2 < h->count; i += 2) {
        const double *first = at + (size_t)i * (size_t)h->dims;
        if (!is_arc(first, first + h->dims, first + 2 * h->dims))
            return false;
    }
    return at != NULL;
}

static void skip_points(struct vg_wkb *in, const struct vg_geom_head *h, uint32_t n)
{
    in->at += (size_t)n * (size_t)h->dims * sizeof(double);
}

static bool skip_rings(struct vg_wkb *in, const struct vg_geom_head *h)
{
    for (uint32_t i = 0; i < h->count; i++) {
        uint32_t n;
        if (vg_wkb_ring(in, h->dims, &n, NULL) != VG_OK)
            return false;
        skip_points(in, h, n);
    }
    return true;
}

static bool fits(struct vg_wkb *in, int depth)
{
    struct vg_geom_head h;

    if (depth == VG_GEOM_MAX_DEPTH || vg_wkb_head(in, &h, NULL) != VG_OK || h.count == 0)
        return false;
    switch (h.type) {
    case VG_GEOM_CIRCULARSTRING:
        return are_arcs(in, &h);
    case VG_GEOM_LINESTRING:
        skip_points(in, &h, h.count);
        return true;
    case VG_GEOM_POLYGON:
        return skip_rings(in, &h);
    case VG_GEOM_COMPOUNDCURVE:
    case VG_GEOM_CURVEPOLYGON:
    case VG_GEOM_MULTICURVE:
    case VG_GEOM_MULTISURFACE:
        for (uint32_t i = 0; i < h.count; i++)
            if (!fits(in, depth + 1))
                return false;
        return true;
    default:
        return false;
    }
}

bool vg_jsonfg_has_arcs(struct vg_geom g)
{
    struct vg_wkb in = vg_wkb_of(g), ahead = in;
    struct vg_geom_head h;

    return g.wkb && vg_wkb_head(&ahead, &h, NULL) == VG_OK && h.type >= VG_GEOM_CIRCULARSTRING
           && h.type <= VG_GEOM_MULTISURFACE && fits(&in, 0);
}
