/* geom_check.c — one pass that tells whether bytes are a geometry, and measures it.
 *
 * It runs over every geometry that is stored or sent, so the loop over positions is what counts: it
 * has no branch, and it sees that a value is not finite by adding up v * 0, which stays 0 for any
 * finite v and becomes NaN for ever otherwise. */
#include <vigie/geo/geom.h>

#include <math.h>

#include "arc.h"
#include "wkb.h"

struct check {
    struct vg_bbox box;
    double taint; /* 0 while x and y are finite */
    uint64_t n_points;
    bool has_curve;
};

/* The part that a head is met in: what may stand there. */
struct place {
    const struct vg_geom_head *parent; /* NULL: outermost */
    uint32_t allowed;
    int depth;
};

#define LOWER(a, b) ((b) < (a) ? (b) : (a)) /* a NaN in b leaves a */
#define UPPER(a, b) ((b) > (a) ? (b) : (a))

/* Two positions a turn in lanes of their own, so that one's minimum need not wait for the other's. */
static inline void scan(struct check *c, const unsigned char *p, size_t n, size_t stride, bool swap)
{
    double lo[4] = {c->box.min[0], c->box.min[1], INFINITY, INFINITY};
    double hi[4] = {c->box.max[0], c->box.max[1], -INFINITY, -INFINITY};
    double taint[4] = {c->taint, 0, 0, 0};
    size_t i = 0;
    for (; i + 2 <= n; i += 2, p += 2 * stride) {
        double v[4] = {wkb_f64(p, swap), wkb_f64(p + 8, swap), wkb_f64(p + stride, swap),
                       wkb_f64(p + stride + 8, swap)};
        for (int k = 0; k < 4; k++) {
            lo[k] = LOWER(lo[k], v[k]);
            hi[k] = UPPER(hi[k], v[k]);
            taint[k] += v[k] * 0;
        }
    }
    if (i < n) {
        for (int k = 0; k < 2; k++) {
            double v = wkb_f64(p + 8 * k, swap);
            lo[k] = LOWER(lo[k], v);
            hi[k] = UPPER(hi[k], v);
            taint[k] += v * 0;
        }
    }
    for (int k = 0; k < 2; k++) {
        c->box.min[k] = LOWER(lo[k], lo[k + 2]);
        c->box.max[k] = UPPER(hi[k], hi[k + 2]);
    }
    c->taint = taint[0] + taint[1] + taint[2] + taint[3];
}

static void scan_z(struct check *c, const unsigned char *p, size_t n, size_t stride, bool swap)
{
    for (size_t i = 0; i < n; i++) {
        double z = wkb_f64(p + i * stride + 16, swap);
        c->box.min[2] = LOWER(c->box.min[2], z);
        c->box.max[2] = UPPER(c->box.max[2], z);
    }
}

static void take_points(struct check *c, struct vg_wkb *r, const struct vg_geom_head *h, size_t n)
{
    const unsigned char *p = r->at;
    size_t stride = (size_t)h->dims * sizeof(double);
    r->at += n * stride;
    c->n_points += n;
    if (r->swap)
        scan(c, p, n, stride, true);
    else if (h->dims == 2)
        scan(c, p, n, 16, false);
    else
        scan(c, p, n, stride, false);
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

static enum vg_status fits(const struct vg_geom_head *h, const struct place *at, struct vg_error *err)
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
        return vg_fail(err, VG_BAD_INPUT, "", "a part of the '%s' has other dimensions than the whole",
                       vg_geom_type_name(at->parent->type));
    return VG_OK;
}

static enum vg_status take(struct check *c, struct vg_wkb *r, struct place at,
                           struct vg_geom_head *h, struct vg_error *err)
{
    enum vg_status s = vg_wkb_head(r, h, err);
    if (s != VG_OK || (s = fits(h, &at, err)) != VG_OK)
        return s;
    const struct geom_kind *kind = vg_geom_kind(h->type);
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
        .finite = c.taint == 0,
        .n_points = c.n_points < UINT32_MAX ? (uint32_t)c.n_points : UINT32_MAX,
        .box = c.box,
    };
    return VG_OK;
}
