/* geom_linearize.c — curves into line strings.
 *
 * The same walk is made twice: first it only counts bytes, then it writes them into a piece of the
 * arena of just that size.  The geometry has been checked before, so the walk meets no surprise.
 * The points that define an arc are all kept as they are. */
#include <vigie/geo/geom.h>

#include "arc.h"
#include "wkb.h"

struct writer {
    unsigned char *to; /* NULL: only count */
    size_t n;          /* bytes so far */
    double step_deg;
};

/* A run of positions whose number is known when it ends. */
struct line {
    size_t count_at; /* where the number goes */
    uint32_t count;
    int dims;
    double last[4];
};

static void put_head(struct writer *w, enum vg_geom_type type, const struct vg_geom_head *h)
{
    if (w->to)
        wkb_put_type(w->to + w->n, type, h->has_z, h->has_m);
    w->n += 5;
}

static void put_count(struct writer *w, uint32_t count)
{
    if (w->to)
        wkb_put_u32(w->to + w->n, count);
    w->n += 4;
}

/* Positions as they stand. */
static void put_points(struct writer *w, struct vg_wkb *r, size_t n, int dims)
{
    size_t count = n * (size_t)dims;
    if (w->to)
        vg_wkb_copy(w->to + w->n, r->at, count, r->swap);
    w->n += count * sizeof(double);
    r->at += count * sizeof(double);
}

static struct line begin_line(struct writer *w, int dims)
{
    struct line l = {.count_at = w->n, .dims = dims};
    w->n += 4;
    return l;
}

static void end_line(struct writer *w, const struct line *l)
{
    if (w->to)
        wkb_put_u32(w->to + l->count_at, l->count);
}

static void add(struct writer *w, struct line *l, const double *v)
{
    size_t bytes = (size_t)l->dims * sizeof(double);
    if (w->to)
        memcpy(w->to + w->n, v, bytes);
    w->n += bytes;
    memcpy(l->last, v, bytes);
    l->count++;
}

/* The first position of a part: not again if the part before ended there. */
static void add_joint(struct writer *w, struct line *l, const double *v)
{
    if (l->count == 0 || v[0] != l->last[0] || v[1] != l->last[1])
        add(w, l, v);
}

static void next_point(struct vg_wkb *r, int dims, double *out)
{
    vg_wkb_copy(out, r->at, (size_t)dims, r->swap);
    r->at += (size_t)dims * sizeof(double);
}

/* From the first to the third of v, without the first itself. */
static void add_arc(struct writer *w, struct line *l, double v[3][4])
{
    const double pt[6] = {v[0][0], v[0][1], v[1][0], v[1][1], v[2][0], v[2][1]};
    struct arc a = vg_arc_of(pt);
    for (int half = 0; half < 2; half++) {
        const double *from = v[half], *to = v[half + 1];
        unsigned n = vg_arc_segments(&a, half, w->step_deg);
        for (unsigned k = 1; k < n; k++) {
            double p[4] = {0}, share = 0;
            if (w->to)
                vg_arc_point(&a, pt, half, k, n, p, &share);
            for (int d = 2; d < l->dims; d++)
                p[d] = from[d] + (to[d] - from[d]) * share;
            add(w, l, p);
        }
        add(w, l, to);
    }
}

static void add_circular(struct writer *w, struct line *l, struct vg_wkb *r, uint32_t count)
{
    double v[3][4];
    if (count == 0)
        return;
    next_point(r, l->dims, v[0]);
    add_joint(w, l, v[0]);
    uint32_t i = 1;
    for (; i + 1 < count; i += 2) {
        next_point(r, l->dims, v[1]);
        next_point(r, l->dims, v[2]);
        add_arc(w, l, v);
        memcpy(v[0], v[2], sizeof(v[0]));
    }
    if (i < count) { /* an even number of points: the last has no arc */
        next_point(r, l->dims, v[1]);
        add(w, l, v[1]);
    }
}

static void add_straight(struct writer *w, struct line *l, struct vg_wkb *r, uint32_t count)
{
    double v[4];
    for (uint32_t i = 0; i < count; i++) {
        next_point(r, l->dims, v);
        if (i == 0)
            add_joint(w, l, v);
        else
            add(w, l, v);
    }
}

/* What follows the head h of a curve of any kind. */
static enum vg_status add_curve(struct writer *w, struct line *l, struct vg_wkb *r,
                                const struct vg_geom_head *h, struct vg_error *err)
{
    if (h->type == VG_GEOM_LINESTRING)
        add_straight(w, l, r, h->count);
    else if (h->type == VG_GEOM_CIRCULARSTRING)
        add_circular(w, l, r, h->count);
    else
        for (uint32_t i = 0; i < h->count; i++) {
            struct vg_geom_head part;
            enum vg_status s = vg_wkb_head(r, &part, err);
            if (s == VG_OK)
                s = add_curve(w, l, r, &part, err);
            if (s != VG_OK)
                return s;
        }
    return VG_OK;
}

static enum vg_status put_line(struct writer *w, struct vg_wkb *r, const struct vg_geom_head *h,
                               struct vg_error *err)
{
    struct line l = begin_line(w, h->dims);
    enum vg_status s = add_curve(w, &l, r, h, err);
    end_line(w, &l);
    return s;
}

/* The rings of a curve polygon are geometries of their own. */
static enum vg_status put_curve_rings(struct writer *w, struct vg_wkb *r,
                                      const struct vg_geom_head *h, struct vg_error *err)
{
    put_count(w, h->count);
    enum vg_status s = VG_OK;
    for (uint32_t i = 0; i < h->count && s == VG_OK; i++) {
        struct vg_geom_head ring;
        s = vg_wkb_head(r, &ring, err);
        if (s == VG_OK)
            s = put_line(w, r, &ring, err);
    }
    return s;
}

static enum vg_status put_rings(struct writer *w, struct vg_wkb *r, const struct vg_geom_head *h,
                                struct vg_error *err)
{
    put_count(w, h->count);
    for (uint32_t i = 0; i < h->count; i++) {
        uint32_t n;
        enum vg_status s = vg_wkb_ring(r, h->dims, &n, err);
        if (s != VG_OK)
            return s;
        put_count(w, n);
        put_points(w, r, n, h->dims);
    }
    return VG_OK;
}

static enum vg_status put(struct writer *w, struct vg_wkb *r, struct vg_error *err)
{
    struct vg_geom_head h;
    enum vg_status s = vg_wkb_head(r, &h, err);
    if (s != VG_OK)
        return s;
    put_head(w, geom_kind(h.type)->straight, &h);
    switch (h.type) {
    case VG_GEOM_POINT:
        put_points(w, r, 1, h.dims);
        return VG_OK;
    case VG_GEOM_LINESTRING:
        put_count(w, h.count);
        put_points(w, r, h.count, h.dims);
        return VG_OK;
    case VG_GEOM_POLYGON:
    case VG_GEOM_TRIANGLE:
        return put_rings(w, r, &h, err);
    case VG_GEOM_CIRCULARSTRING:
    case VG_GEOM_COMPOUNDCURVE:
        return put_line(w, r, &h, err);
    case VG_GEOM_CURVEPOLYGON:
        return put_curve_rings(w, r, &h, err);
    default:
        break;
    }
    put_count(w, h.count);
    for (uint32_t i = 0; i < h.count && s == VG_OK; i++)
        s = put(w, r, err);
    return s;
}

static double step_within_bounds(double step_deg)
{
    if (!(step_deg > 0))
        return ARC_STEP_DEG;
    if (step_deg < ARC_STEP_MIN_DEG)
        return ARC_STEP_MIN_DEG;
    return step_deg < ARC_STEP_MAX_DEG ? step_deg : ARC_STEP_MAX_DEG;
}

enum vg_status vg_geom_linearize(struct vg_geom g, double step_deg, struct vg_arena *a,
                                 struct vg_geom *out, struct vg_error *err)
{
    struct vg_geom_info info;
    enum vg_status s = vg_geom_check(g, &info, err);
    if (s != VG_OK)
        return s;
    if (!info.has_curve) {
        *out = g;
        return VG_OK;
    }
    struct writer w = {.step_deg = step_within_bounds(step_deg)};
    struct vg_wkb r = vg_wkb_of(g);
    if ((s = put(&w, &r, err)) != VG_OK)
        return s;
    w.to = vg_arena_alloc(a, w.n);
    if (!w.to)
        return vg_arena_check(a, err);
    size_t len = w.n;
    w.n = 0;
    r = vg_wkb_of(g);
    s = put(&w, &r, err);
    *out = (struct vg_geom){w.to, len};
    return s;
}
