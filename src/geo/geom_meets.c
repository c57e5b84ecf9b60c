/* geom_meets.c — does a geometry meet a box?  The exact test behind every bbox parameter.
 *
 * Each position gets four bits: left of, right of, below, above the box (Cohen and Sutherland).  No
 * bit: it is inside, and that ends it.  Two neighbours that share a bit: the segment between them
 * cannot meet the box.  Only the others are looked at with the exact orientation test.
 *
 * If no boundary meets the box, it lies wholly inside or outside each area, so one corner tells:
 * the same bits count, on the way, the edges that pass the corner on its left (even-odd rule), and
 * a polygon needs a single pass, too.
 *
 * A position that is not finite has bits that contradict each other: it is never inside, and its
 * segments meet nothing. */
#include <vigie/geo/geom.h>

#include <math.h>

#include "arc.h"
#include "lanes.h"
#include "orient.h"
#include "wkb.h"

/* Beyond any place, while the products of such numbers do not overflow: a box without bound ends
 * here where segments are concerned, and a segment that reaches beyond crosses nothing. */
#define FAR 1e150

/* Positions whose bits are worked out at a time; few at first, as one inside is all it takes. */
#define BLOCK 64
#define FIRST_BLOCK 8

enum answer { NO, YES, BROKEN };

struct meeting {
    double low[2], high[2];   /* the box */
    double first[2], last[2]; /* of the run of positions in hand */
    unsigned char bits;       /* of the last */
    bool running;             /* there is a last */
    bool odd;                 /* so many edges of this area pass the corner on its left */
};

static inline bool near(double v)
{
    return fabs(v) <= FAR; /* no NaN is */
}

/* A segment with both ends outside and its own box meeting ours: crossing us, if our corners do
 * not all lie on one side of it.  If it does not, it may still be an edge that passes the lower
 * left corner on its left. */
static bool crosses(struct meeting *m, const double a[2], const double b[2])
{
    if (!near(a[0]) || !near(a[1]) || !near(b[0]) || !near(b[1]))
        return false;
    double x0 = fmax(m->low[0], -FAR), y0 = fmax(m->low[1], -FAR);
    double x1 = fmin(m->high[0], FAR), y1 = fmin(m->high[1], FAR);
    bool rising = (a[0] <= b[0]) == (a[1] <= b[1]);
    /* The two corners farthest from the line, one on each side of it if it crosses. */
    int one = vg_orient(a[0], a[1], b[0], b[1], x0, rising ? y1 : y0);
    int two = vg_orient(a[0], a[1], b[0], b[1], x1, rising ? y0 : y1);
    if (one * two <= 0)
        return true;
    if ((a[1] < m->low[1]) != (b[1] < m->low[1])) {
        int corner = vg_orient(a[0], a[1], b[0], b[1], x0, y0);
        m->odd ^= (a[1] < b[1]) == (corner < 0);
    }
    return false;
}

/* Eight bytes of bits at once, in any order: what is asked of them is asked of each. */
static inline uint64_t eight(const unsigned char *bits)
{
    uint64_t v;
    memcpy(&v, bits, sizeof(v));
    return v;
}

#define ONES 0x0101010101010101u

static inline bool any_zero(uint64_t v)
{
    return (v - ONES) & ~v & (ONES << 7);
}

static inline bool odd_number_of_ones(uint64_t v) /* of bytes that are 0 or 1 */
{
    return (v * ONES) >> 56 & 1;
}

/* The segments that end at positions from..to of a block and share no bit with their beginning. */
static bool some_cross(struct meeting *m, const unsigned char *p, size_t stride,
                       const unsigned char *bits, size_t from, size_t to)
{
    for (size_t i = from; i < to; i++) {
        if (bits[i] & bits[i + 1])
            continue;
        double a[2], b[2];
        if (i > 0)
            vg_wkb_copy(a, p + (i - 1) * stride, 2, false);
        vg_wkb_copy(b, p + i * stride, 2, false);
        if (crosses(m, i > 0 ? a : m->last, b))
            return true;
    }
    return false;
}

/* The next 1 to BLOCK positions of a run; true: met. */
static bool run_block(struct meeting *m, const unsigned char *p, size_t n, size_t stride)
{
    /* bits[0] is the position before.  The first of a run has itself before it and the last of a
     * block itself behind: that changes no answer. */
    unsigned char bits[1 + BLOCK + 8];
    vg_lanes_place(p, n, stride, m->low, m->high, bits + 1);
    bits[0] = m->running ? m->bits : bits[1];
    memset(bits + 1 + n, bits[n], 8);
    if (!m->running)
        vg_wkb_copy(m->first, p, 2, false);
    for (size_t i = 0; i < n; i += 8) {
        uint64_t before = eight(bits + i), now = eight(bits + i + 1), both = before & now;
        if (any_zero(now))
            return true;
        /* An edge left of the corner that passes its height. */
        m->odd ^= odd_number_of_ones((before ^ now) >> 1 & both & (ONES * PLACE_LEFT));
        if (any_zero(both) && some_cross(m, p, stride, bits, i, i + 8 < n ? i + 8 : n))
            return true;
    }
    m->running = true;
    m->bits = bits[n];
    vg_wkb_copy(m->last, p + (n - 1) * stride, 2, false);
    return false;
}

static bool run_points(struct meeting *m, struct vg_wkb *r, size_t n, int dims)
{
    size_t stride = (size_t)dims * sizeof(double), most = FIRST_BLOCK;
    for (; n > 0; most = BLOCK) {
        size_t some = n < most ? n : most;
        double block[BLOCK * 4];
        const unsigned char *p = r->at;
        if (r->swap) {
            vg_wkb_copy(block, p, some * (size_t)dims, true);
            p = (const unsigned char *)block;
        }
        if (run_block(m, p, some, stride))
            return true;
        r->at += some * stride;
        n -= some;
    }
    return false;
}

static bool run_point(struct meeting *m, double x, double y)
{
    const double xy[2] = {x, y};
    return run_block(m, (const unsigned char *)xy, 1, sizeof(xy));
}

static bool run_arc(struct meeting *m, const double pt[6])
{
    struct arc a = vg_arc_of(pt);
    for (int half = 0; half < 2; half++) {
        unsigned n = vg_arc_segments(&a, half, ARC_STEP_DEG);
        double xy[2], share;
        for (unsigned k = 1; k < n; k++) {
            vg_arc_point(&a, pt, half, k, n, xy, &share);
            if (run_point(m, xy[0], xy[1]))
                return true;
        }
        if (run_point(m, pt[2 * half + 2], pt[2 * half + 3]))
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
    bool open = m->running && (m->last[0] != m->first[0] || m->last[1] != m->first[1]);
    bool met = open && run_point(m, m->first[0], m->first[1]);
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
    struct meeting m = {.low = {box->min[0], box->min[1]}, .high = {box->max[0], box->max[1]}};
    struct vg_wkb r = vg_wkb_of(g);
    return meet(&m, &r, 1) == YES;
}
