/* geom_meets.c — does a geometry meet a box?  The exact test behind every bbox parameter.
 *
 * Each position gets four bits: left of, right of, below, above the box (Cohen and Sutherland).  No
 * bit: it is inside, and that ends it.  Two neighbours that share a bit: the segment between them cannot
 * meet the box.  Only the others are looked at with the exact orientation test.
 *
 * If no boundary meets the box, it lies wholly inside or outside each area, so one corner tells: the
 * same bits count, on the way, the edges that pass the corner on its left (even-odd rule), and a
 * polygon needs a single pass, too.
 *
 * A position that is not finite has bits that contradict each other: it is never inside, and its
 * segments meet nothing. */
#include <vigie/geo/geom.h>

#include <math.h>

#include "arc.h"
#include "orient.h"
#include "wkb.h"

/* Where a side of the box without bound is put: products of such numbers do not overflow. */
#define FAR 1e150

enum { LEFT = 1, RIGHT = 2, BELOW = 4, ABOVE = 8 };
enum answer { NO, YES, BROKEN };

struct meeting {
    double x0, y0, x1, y1; /* the box */
    double first_x, first_y, x, y; /* of the run of positions in hand: its first and latest */
    unsigned bits;                 /* of the latest */
    bool running;                  /* there is a latest */
    bool odd;                      /* so many edges of this area pass the corner on its left */
};

static inline unsigned bits_of(const struct meeting *m, double x, double y)
{
    /* Negated, so that a NaN sets both bits of its axis. */
    return (unsigned)!(x >= m->x0) | (unsigned)!(x <= m->x1) << 1 | (unsigned)!(y >= m->y0) << 2 |
           (unsigned)!(y <= m->y1) << 3;
}

/* A segment with both ends outside and its own box meeting ours: crossing us, if our corners do not all
 * lie on one side of it.  If it does not, it may still be an edge that passes the corner x0, y0 on its left. */
static bool crosses(struct meeting *m, double ax, double ay, double bx, double by)
{
    if (!isfinite(ax) || !isfinite(ay) || !isfinite(bx) || !isfinite(by))
        return false;
    bool rising = (ax <= bx) == (ay <= by);
    /* The two corners farthest from the line, one on each side of it if it crosses. */
    int one = vg_orient(ax, ay, bx, by, m->x0, rising ? m->y1 : m->y0);
    int two = vg_orient(ax, ay, bx, by, m->x1, rising ? m->y0 : m->y1);
    if (one * two <= 0)
        return true;
    if ((ay < m->y0) != (by < m->y0)) {
        int corner = vg_orient(ax, ay, bx, by, m->x0, m->y0);
        m->odd ^= (ay < by) == (corner < 0);
    }
    return false;
}

/* The next position of a run; true: met. */
static inline bool step(struct meeting *m, double x, double y)
{
    unsigned bits = bits_of(m, x, y), before = m->bits, both = bits & before;
    if (bits == 0 || (both == 0 && crosses(m, m->x, m->y, x, y)))
        return true;
    m->odd ^= ((bits ^ before) & BELOW) && (both & LEFT);
    m->bits = bits;
    m->x = x;
    m->y = y;
    return false;
}

static inline bool begin(struct meeting *m, double x, double y)
{
    m->bits = bits_of(m, x, y);
    m->first_x = m->x = x;
    m->first_y = m->y = y;
    m->running = true;
    return m->bits == 0;
}

static inline bool run(struct meeting *m, const unsigned char *p, size_t n, size_t stride, bool swap)
{
    struct meeting local = *m; /* in registers, not in memory */
    bool met = false;
    for (size_t i = 0; i < n && !met; i++, p += stride) {
        double x = wkb_f64(p, swap), y = wkb_f64(p + 8, swap);
        met = local.running ? step(&local, x, y) : begin(&local, x, y);
    }
    *m = local;
    return met;
}

static bool run_points(struct meeting *m, struct vg_wkb *r, size_t n, int dims)
{
    const unsigned char *p = r->at;
    size_t stride = (size_t)dims * sizeof(double);
    r->at += n * stride;
    if (r->swap)
        return run(m, p, n, stride, true);
    return dims == 2 ? run(m, p, n, 16, false) : run(m, p, n, stride, false);
}

static bool run_arc(struct meeting *m, const double pt[6])
{
    struct arc a = vg_arc_of(pt);
    for (int half = 0; half < 2; half++) {
        unsigned n = vg_arc_segments(&a, half, ARC_STEP_DEG);
        double xy[2], share;
        for (unsigned k = 1; k < n; k++) {
            vg_arc_point(&a, pt, half, k, n, xy, &share);
            if (step(m, xy[0], xy[1]))
                return true;
        }
        if (step(m, pt[2 * half + 2], pt[2 * half + 3]))
            return true;
    }
    return false;
}

static bool run_arcs(struct meeting *m, struct vg_wkb *r, uint32_t n, int dims)
{
    size_t stride = (size_t)dims * sizeof(double);
    if (n > 0 && run_points(m, r, 1, dims))
        return true;
    uint32_t i = 1;
    for (; i + 1 < n; i += 2) {
        double pt[6];
        for (size_t k = 0; k < 3; k++)
            vg_wkb_copy(pt + 2 * k, r->at + k * stride - stride, 2, r->swap);
        r->at += 2 * stride;
        if (run_arc(m, pt))
            return true;
    }
    return i < n && run_points(m, r, n - i, dims);
}

/* The end of a ring: back to its beginning, should it not be there. */
static bool close_ring(struct meeting *m)
{
    bool open = m->running && (m->x != m->first_x || m->y != m->first_y);
    bool met = open && step(m, m->first_x, m->first_y);
    m->running = false;
    return met;
}

static enum answer meet(struct meeting *m, struct vg_wkb *r, int depth);

static enum answer meet_rings(struct meeting *m, struct vg_wkb *r, const struct vg_geom_head *h)
{
    m->odd = false;
    for (uint32_t i = 0; i < h->count; i++) {
        uint32_t n;
        if (vg_wkb_ring(r, h->dims, &n, NULL) != VG_OK)
            return BROKEN;
        m->running = false;
        if (run_points(m, r, n, h->dims) || close_ring(m))
            return YES;
    }
    return m->odd ? YES : NO;
}

/* The positions of a curve, joined to those before it where it is part of a compound one. */
static enum answer meet_curve(struct meeting *m, struct vg_wkb *r, int depth)
{
    struct vg_geom_head h;
    if (depth > VG_GEOM_MAX_DEPTH || vg_wkb_head(r, &h, NULL) != VG_OK)
        return BROKEN;
    if (h.type == VG_GEOM_CIRCULARSTRING)
        return run_arcs(m, r, h.count, h.dims) ? YES : NO;
    if (h.type == VG_GEOM_LINESTRING)
        return run_points(m, r, h.count, h.dims) ? YES : NO;
    if (h.type != VG_GEOM_COMPOUNDCURVE)
        return BROKEN;
    enum answer a = NO;
    for (uint32_t i = 0; i < h.count && a == NO; i++)
        a = meet_curve(m, r, depth + 1);
    return a;
}

static enum answer meet_curve_rings(struct meeting *m, struct vg_wkb *r, uint32_t n, int depth)
{
    m->odd = false;
    for (uint32_t i = 0; i < n; i++) {
        m->running = false;
        enum answer a = meet_curve(m, r, depth);
        if (a != NO)
            return a;
        if (close_ring(m))
            return YES;
    }
    return m->odd ? YES : NO;
}

static enum answer meet(struct meeting *m, struct vg_wkb *r, int depth)
{
    struct vg_wkb start = *r;
    struct vg_geom_head h;
    if (depth > VG_GEOM_MAX_DEPTH || vg_wkb_head(r, &h, NULL) != VG_OK)
        return BROKEN;
    m->running = false;
    switch (h.type) {
    case VG_GEOM_POINT:
        return run_points(m, r, 1, h.dims) ? YES : NO;
    case VG_GEOM_LINESTRING:
        return run_points(m, r, h.count, h.dims) ? YES : NO;
    case VG_GEOM_POLYGON:
    case VG_GEOM_TRIANGLE:
        return meet_rings(m, r, &h);
    case VG_GEOM_CIRCULARSTRING:
    case VG_GEOM_COMPOUNDCURVE:
        *r = start;
        return meet_curve(m, r, depth);
    case VG_GEOM_CURVEPOLYGON:
        return meet_curve_rings(m, r, h.count, depth + 1);
    default:
        break;
    }
    enum answer a = NO;
    for (uint32_t i = 0; i < h.count && a == NO; i++)
        a = meet(m, r, depth + 1);
    return a;
}

bool vg_geom_meets_box(struct vg_geom g, const struct vg_bbox *box)
{
    if (!g.wkb || !(box->min[0] <= box->max[0] && box->min[1] <= box->max[1]))
        return false;
    struct meeting m = {.x0 = fmax(box->min[0], -FAR), .y0 = fmax(box->min[1], -FAR),
                        .x1 = fmin(box->max[0], FAR), .y1 = fmin(box->max[1], FAR)};
    struct vg_wkb r = vg_wkb_of(g);
    return meet(&m, &r, 1) == YES;
}
