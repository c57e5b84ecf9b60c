/* transform_geom.c — a whole geometry through a transformation, into ISO WKB.
 *
 * Positions go through an aligned block, since those in WKB stand at any address.  The image of
 * an arc is no arc, so curves are made straight before. */
#include <vigie/geo/crs.h>

#include <math.h>

#include "transform.h"
#include "wkb.h"

#define ISO_MOST 3999 /* a larger type code has the flags of EWKB */
#define BLOCK 256 /* positions at a time */
/* The most that a geometry's curves may grow to on the way. */
#define CURVES_MAX_BYTES ((size_t)256 << 20)

struct copier {
    struct vg_transform *t; /* NULL: positions stay, but for -0, which becomes 0 */
    unsigned char *to;
    bool all; /* every position had an image so far */
};

static void copy_points(struct copier *c, struct vg_wkb *r, const struct vg_geom_head *h, size_t n)
{
    double block[BLOCK * 4];
    size_t stride = (size_t)h->dims * sizeof(double);
    while (n > 0) {
        size_t some = n < BLOCK ? n : BLOCK;
        vg_wkb_copy(block, r->at, some * (size_t)h->dims, r->swap);
        if (c->t)
            c->all &= vg_transform_block(c->t, block, some, h->dims, h->has_z);
        for (size_t i = 0; !c->t && i < some * (size_t)h->dims; i++)
            block[i] += 0.0;
        memcpy(c->to, block, some * stride);
        c->to += some * stride;
        r->at += some * stride;
        n -= some;
    }
}

/* An empty point is its NaNs, and stays so. */
static void copy_point(struct copier *c, struct vg_wkb *r, const struct vg_geom_head *h)
{
    bool empty = isnan(wkb_f64(r->at, r->swap)) && isnan(wkb_f64(r->at + 8, r->swap));
    bool all = c->all;
    copy_points(c, r, h, 1);
    c->all = empty ? all : c->all;
}

static enum vg_status copy(struct copier *c, struct vg_wkb *r, struct vg_error *err)
{
    struct vg_geom_head h;
    enum vg_status s = vg_wkb_head(r, &h, err);
    if (s != VG_OK)
        return s;
    const struct geom_kind *kind = geom_kind(h.type);
    c->to = wkb_put_type(c->to, h.type, h.has_z, h.has_m);
    if (kind->layout == LAYOUT_POINT) {
        copy_point(c, r, &h);
        return VG_OK;
    }
    c->to = wkb_put_u32(c->to, h.count);
    if (kind->layout == LAYOUT_POINTS) {
        copy_points(c, r, &h, h.count);
        return VG_OK;
    }
    for (uint32_t i = 0; i < h.count && s == VG_OK; i++) {
        if (kind->layout == LAYOUT_PARTS) {
            s = copy(c, r, err);
        } else {
            uint32_t n;
            if ((s = vg_wkb_ring(r, h.dims, &n, err)) != VG_OK)
                return s;
            c->to = wkb_put_u32(c->to, n);
            copy_points(c, r, &h, n);
        }
    }
    return s;
}

static enum vg_status transform_straight(struct vg_transform *t, struct vg_geom g,
                                         struct vg_buf *buf, struct vg_geom *out,
                                         struct vg_error *err)
{
    vg_buf_clear(buf);
    /* Never longer than the source: heads are the same but for an SRID, which is left out. */
    char *start = vg_buf_reserve(buf, g.len);
    if (!start)
        return vg_buf_check(buf, err);
    struct copier c = {t, (unsigned char *)start, true};
    struct vg_wkb r = vg_wkb_of(g);
    enum vg_status s = copy(&c, &r, err);
    if (s != VG_OK)
        return s;
    if (!c.all)
        return vg_fail(err, VG_BAD_INPUT, "",
                       "the geometry reaches places that '%s' cannot express", t->to->name);
    size_t len = (size_t)((char *)c.to - start);
    vg_buf_commit(buf, len);
    if ((s = vg_buf_check(buf, err)) == VG_OK)
        *out = (struct vg_geom){(unsigned char *)buf->ptr, len};
    return s;
}

enum vg_status vg_transform_geom(struct vg_transform *t, struct vg_geom g, struct vg_buf *buf,
                                 struct vg_geom *out, struct vg_error *err)
{
    struct vg_geom_info info;
    enum vg_status s = vg_geom_check(g, &info, err);
    if (s != VG_OK)
        return s;
    if (!t->pj) {
        *out = g;
        return VG_OK;
    }
    if (!info.has_curve)
        return transform_straight(t, g, buf, out, err);
    VG_AUTO(vg_arena_freep) struct vg_arena *a = vg_arena_new(CURVES_MAX_BYTES);
    if (!a)
        return vg_fail(err, VG_NO_MEMORY, "", "there is no memory left");
    s = vg_geom_linearize(g, 0, a, &g, err);
    return s == VG_OK ? transform_straight(t, g, buf, out, err) : s;
}

/* Where a -0 may stand: its bytes are there, in one order or the other. */
static bool may_have_minus_zero(struct vg_geom g)
{
    static const unsigned char minus_zero[] = {0x80, 0, 0, 0, 0, 0, 0, 0, 0x80};
    return memmem(g.wkb, g.len, minus_zero, sizeof(double)) || memmem(g.wkb, g.len, minus_zero + 1, sizeof(double));
}

enum vg_status vg_geom_iso(struct vg_geom g, struct vg_buf *buf, struct vg_geom *out, struct vg_error *err)
{
    struct vg_geom_info info;
    enum vg_status s = vg_geom_check(g, &info, err);
    if (s != VG_OK)
        return s;
    if (wkb_u32(g.wkb + 1, g.wkb[0] != WKB_ORDER) <= ISO_MOST && !may_have_minus_zero(g)) {
        *out = g;
        return VG_OK;
    }
    return transform_straight(NULL, g, buf, out, err);
}
