/* wkb.c — the reader of well-known binary: ISO 19125 (thousands for Z and M) and PostGIS's EWKB
 * (flag bits, SRID), which do not collide, so both are read by the same lines.
 *
 * Every count is held against the bytes that are left, at the least size one of its members can
 * have: so no count, however large, makes a caller loop or allocate for what is not there. */
#include "wkb.h"

#include <math.h>

#define EWKB_Z 0x80000000u
#define EWKB_M 0x40000000u
#define EWKB_SRID 0x20000000u
#define EWKB_UNUSED 0x10000000u
#define EWKB_FLAGS 0xF0000000u

static enum vg_status truncated(struct vg_error *err)
{
    return vg_fail(err, VG_BAD_INPUT, "", "the geometry's bytes end too early");
}

/* Type and dimensions from the code; false if it is none. */
static inline bool decode(uint32_t code, struct vg_geom_head *h)
{
    uint32_t type = code, dims = 0;
    if (code >= GEOM_KINDS) { /* not plain x and y */
        uint32_t iso = code & ~EWKB_FLAGS;
        type = iso % 1000;
        dims = iso / 1000;
    }
    if (type >= GEOM_KINDS || vg_geom_kinds[type].layout == LAYOUT_ABSTRACT || dims > 3 ||
        (code & EWKB_UNUSED))
        return false;
    h->type = type;
    h->has_z = (code & EWKB_Z) || (dims & 1);
    h->has_m = (code & EWKB_M) || (dims & 2);
    h->dims = 2 + h->has_z + h->has_m;
    return true;
}

/* The least bytes a member can have. */
static inline size_t least_bytes(enum geom_layout layout, int dims)
{
    if (layout == LAYOUT_POINTS)
        return (size_t)dims * sizeof(double);
    return layout == LAYOUT_RINGS ? sizeof(uint32_t) : WKB_HEAD_BYTES;
}

enum vg_status vg_wkb_head(struct vg_wkb *r, struct vg_geom_head *out, struct vg_error *err)
{
    if (wkb_left(r) < WKB_HEAD_BYTES)
        return truncated(err);
    if (r->at[0] > 1)
        return vg_fail(err, VG_BAD_INPUT, "",
                       "the geometry's byte order is '%u', 0 or 1 would be right", r->at[0]);
    bool swap = r->at[0] != WKB_ORDER;
    uint32_t code = wkb_u32(r->at + 1, swap);
    struct vg_geom_head h;
    if (!decode(code, &h))
        return vg_fail(err, VG_BAD_INPUT, "", "'%u' is not a known geometry type", code);

    const unsigned char *at = r->at + 5;
    enum geom_layout layout = vg_geom_kinds[h.type].layout;
    size_t need =
        (code & EWKB_SRID ? 4 : 0) + (layout == LAYOUT_POINT ? (size_t)h.dims * sizeof(double) : 4);
    if ((size_t)(r->end - at) < need)
        return truncated(err);
    at += code & EWKB_SRID ? 4 : 0;
    h.count = 1;
    if (layout != LAYOUT_POINT) {
        h.count = wkb_u32(at, swap);
        at += 4;
        if ((uint64_t)h.count * least_bytes(layout, h.dims) > (uint64_t)(r->end - at))
            return truncated(err);
    }
    r->at = at;
    r->swap = swap;
    *out = h;
    return VG_OK;
}

enum vg_status vg_wkb_ring(struct vg_wkb *r, int dims, uint32_t *n_out, struct vg_error *err)
{
    if (wkb_left(r) < 4)
        return truncated(err);
    uint32_t n = wkb_u32(r->at, r->swap);
    if ((uint64_t)n * (unsigned)dims * sizeof(double) > wkb_left(r) - 4)
        return truncated(err);
    r->at += 4;
    *n_out = n;
    return VG_OK;
}

void vg_wkb_copy(void *to, const unsigned char *from, size_t n, bool swap)
{
    if (!swap) {
        memcpy(to, from, n * sizeof(double));
        return;
    }
    unsigned char *p = to;
    for (size_t i = 0; i < n; i++) {
        double v = wkb_f64(from + i * sizeof(double), true);
        memcpy(p + i * sizeof(double), &v, sizeof(v));
    }
}

const double *vg_wkb_points(struct vg_wkb *r, uint32_t n, int dims, double *buf)
{
    size_t count = (size_t)n * (size_t)dims;
    if (count * sizeof(double) > wkb_left(r))
        return NULL;
    const unsigned char *p = r->at;
    r->at += count * sizeof(double);
    if (!r->swap && (uintptr_t)p % _Alignof(double) == 0)
        return (const double *)(const void *)p;
    vg_wkb_copy(buf, p, count, r->swap);
    return buf;
}

bool vg_wkb_skip_empty(struct vg_wkb *r, const struct vg_geom_head *h)
{
    struct vg_wkb ahead = *r;
    double copy[4];

    if (h->type != VG_GEOM_POINT)
        return h->count == 0;
    const double *at = vg_wkb_points(&ahead, 1, h->dims, copy);
    if (!at || !isnan(at[0]) || !isnan(at[1]))
        return false;
    *r = ahead;
    return true;
}
