/* Is a geometry whole?  Heads and counts are walked, coordinates stepped over: what reads them later may then rely
 * on every count, and a page fails before its first byte leaves. */
#include "ops.h"

static bool skip_points(struct vg_wkb *r, uint64_t n, int dims)
{
    uint64_t bytes = n * (uint64_t)dims * sizeof(double);

    if (bytes > (uint64_t)(r->end - r->at))
        return false;
    r->at += bytes;
    return true;
}

static bool skip_rings(struct vg_wkb *r, const struct vg_geom_head *h)
{
    for (uint32_t i = 0; i < h->count; i++) {
        uint32_t n;
        if (vg_wkb_ring(r, h->dims, &n, NULL) != VG_OK || !skip_points(r, n, h->dims))
            return false;
    }
    return true;
}

static bool skip_geometry(struct vg_wkb *r, int depth)
{
    struct vg_geom_head h;

    if (depth > VG_GEOM_MAX_DEPTH || vg_wkb_head(r, &h, NULL) != VG_OK)
        return false;
    switch (h.type) {
    case VG_GEOM_POINT:
    case VG_GEOM_LINESTRING:
    case VG_GEOM_CIRCULARSTRING:
        return skip_points(r, h.count, h.dims);
    case VG_GEOM_POLYGON:
    case VG_GEOM_TRIANGLE:
        return skip_rings(r, &h);
    default:
        break;
    }
    for (uint32_t i = 0; i < h.count; i++) {
        if (!skip_geometry(r, depth + 1))
            return false;
    }
    return true;
}

const char *vg_store_geom_fault(struct vg_geom g)
{
    struct vg_wkb r = vg_wkb_of(g);

    if (!skip_geometry(&r, 1))
        return "it is cut short, nested too deep, or of an unknown type";
    return r.at == r.end ? NULL : "bytes are left over after it";
}
