/* geom_check.c — one pass that tells whether bytes are a geometry, and measures it.
 *
 * It runs over every geometry that is stored or sent, so the loop over positions is what counts
 * (lanes.h). That a value is infinite shows in the box. */
#include <vigie/geo/geom.h>

#include <math.h>

#include "arc.h"
#include "lanes.h"
#include "wkb.h"

#define BLOCK 64 /* positions of the other byte order at a time */

struct check {
    struct vg_bbox box;
    bool nan; /* among x and y */
    uint64_t n_points;
    bool has_curve;
};

/* The part that a head is met in: what may stand there. */
struct place {
    const struct vg_geom_head *parent; /* NULL: outermost */
    uint32_t allowed;
    int depth;
};

static void scan_z(struct check *c, const unsigned char *p, size_t n, size_t stride, bool swap)
{
    for (size_t i = 0; i < n; i++) {
        double z = wkb_f64(p + i * stride + 16, swap);
        c->box.min[2] = z < c->box.min[2] ? z : c->box.min[2]; /* not by a NaN */
        c->box.max[2] = z > c->box.max[2] ? z : c->box.max[2];
    }
}

static void scan_swapped(struct check *c, const unsigned char *p, size_t n, int dims)
{
    double block[BLOCK * 4];
    size_t stride = (size_t)dims * sizeof(double);
    for (size_t some; n > 0; n -= some, p += some * stride) {
        some = n < BLOCK ? n : BLOCK;
        vg_wkb_copy(block, p, some * (size_t)dims, true);
        c->nan |= vg_lanes_grow((unsigned char *)block, some, stride, c->box.min, c->box.max);
    }
}

static void take_points(struct check *c, struct vg_wkb *r, const struct vg_geom_head *h, size_t n)
{
    const unsigned char *p = r->at;
    size_t stride = (size_t)h->dims * sizeof(double);
    r->at += n * stride;
    c->n_points += n;
    if (r->swap)
        scan_swapped(c, p, n, h->dims);
    else
        c->nan |= vg_lanes_grow(p, n, stride, c->box.min, c->box.max);
    if (h->has_z)
        scan_z(c, p, n, stride, r->swap);
}

static void take_point(struct check *c, struct vg_wkb *r, const struct vg_geom_head *h)
{
    if (isnan(wkb_f64(r->at, r->swap)) && isnan(wkb_f64(r->at + 8, r->swap)))
        r->at += (size_t)h->dims * sizeof(double);
    else
        take_points(c, r, h, 1);
}

/* Arcs reach beyond the points that define them. */
static void take_arcs(struct check *c, const struct vg_wkb *r, const struct vg_geom_head *h)
{
    size_t stride = (size_t)h->dims * sizeof(double);
    for (size_t i = 0; i + 2 < h->count; i += 2) {
        double pt[6];
        for (size_t k = 0; k < 3; k++)
            vg_wkb_copy(pt + 2 * k, r->at + (i + k) * stride, 2, r->swap);
        struct arc a = vg_arc_of(pt);
        vg_arc_extend(&a, &c->box);
    }
}

static enum vg_status take_rings(struct check *c, struct vg_wkb *r, const struct vg_geom_head *h,
                                 struct vg_error *err)
{
    for (uint32_t i = 0; i < h->count; i++) {
        uint32_t n;
        enum vg_status s = vg_wkb_ring(r, h->dims, &n, err);
        if (s != VG_OK)
            return s;
        take_points(c, r, h, n);
    }
    return VG_OK;
}

static enum vg_status fits(const struct vg_geom_head *h, const struct place *at,
                           struct vg_error *err)
{
    if (at->depth > VG_GEOM_MAX_DEPTH)
        return vg_fail(err, VG_BAD_INPUT, "", "the geometry is nested deeper than %d levels",
                       VG_GEOM_MAX_DEPTH);
    if (!at->parent)
        return VG_OK;
    if (!(at->allowed & GEOM_BIT(h->type)))
        return vg_fail(err, VG_BAD_INPUT, "", "a '%s' cannot be part of a '%s'",
                       vg_geom_type_name(h->type), vg_geom_type_name(at->parent->type));
    if (h->has_z != at->parent->has_z || h->has_m != at->parent->has_m)
        return vg_fail(err, VG_BAD_INPUT, "",
                       "a part of the '%s' has other dimensions than the whole",
                       vg_geom_type_name(at->parent->type));
    return VG_OK;
}

static enum vg_status take(struct check *c, struct vg_wkb *r, struct place at,
                           struct vg_geom_head *h, struct vg_error *err)
{
    enum vg_status s = vg_wkb_head(r, h, err);
    if (s != VG_OK || (s = fits(h, &at, err)) != VG_OK)
        return s;
    const struct geom_kind *kind = geom_kind(h->type);
    c->has_curve |= kind->straight != h->type;
    switch (kind->layout) {
    case LAYOUT_POINT:
        take_point(c, r, h);
        return VG_OK;
    case LAYOUT_POINTS:
        if (h->type == VG_GEOM_CIRCULARSTRING)
            take_arcs(c, r, h);
        take_points(c, r, h, h->count);
        return VG_OK;
    case LAYOUT_RINGS:
        return take_rings(c, r, h, err);
    default:
        break;
    }
    struct place inside = {h, kind->parts, at.depth + 1};
    struct vg_geom_head part;
    for (uint32_t i = 0; i < h->count && s == VG_OK; i++)
        s = take(c, r, inside, &part, err);
    return s;
}

static bool box_is_finite(const struct vg_bbox *b)
{
    return isfinite(b->min[0]) && isfinite(b->min[1]) && isfinite(b->max[0]) && isfinite(b->max[1]);
}

enum vg_status vg_geom_check(struct vg_geom g, struct vg_geom_info *out, struct vg_error *err)
{
    if (!g.wkb)
        return vg_fail(err, VG_BAD_INPUT, "", "there is no geometry");
    struct vg_wkb r = vg_wkb_of(g);
    struct check c = {0};
    vg_bbox_none(&c.box);
    struct vg_geom_head h;
    enum vg_status s = take(&c, &r, (struct place){.depth = 1}, &h, err);
    if (s != VG_OK)
        return s;
    if (wkb_left(&r) > 0)
        return vg_fail(err, VG_BAD_INPUT, "", "'%zu' bytes are left over after the geometry",
                       wkb_left(&r));
    c.box.has_z = h.has_z && c.box.min[2] <= c.box.max[2];
    *out = (struct vg_geom_info){
        .type = h.type,
        .has_z = h.has_z,
        .has_m = h.has_m,
        .empty = c.n_points == 0,
        .has_curve = c.has_curve,
        .finite = !c.nan && (c.n_points == 0 || box_is_finite(&c.box)),
        .n_points = c.n_points < UINT32_MAX ? (uint32_t)c.n_points : UINT32_MAX,
        .box = c.box,
    };
    return VG_OK;
}
