/* Clipping to a square: rings side by side after Sutherland and Hodgman, segments after Liang and Barsky.  Edges of a ring
 * that run along the square's own sides lie outside the tile, in its margin, where nobody sees them. */
#include <math.h>

#include "shape.h"

struct side {
    int axis;     /* 0: x, 1: y */
    double limit;
    double sign;  /* 1: what is above the limit is inside; -1: below */
};

static double depth(const struct side *s, const double *p)
{
    return s->sign * (p[s->axis] - s->limit);
}

static double *put_crossing(double *out, const double *a, double da, const double *b, double db, const struct side *s)
{
    double t = da / (da - db);
    out[0] = a[0] + t * (b[0] - a[0]);
    out[1] = a[1] + t * (b[1] - a[1]);
    out[s->axis] = s->limit;
    return out + 2;
}

/* Each position gives itself and at most one crossing: room for twice as many. */
static size_t clip_side(const double *in, size_t n, double *out, const struct side *s)
{
    double *to = out;
    const double *before = in + 2 * (n - 1);
    double depth_before = depth(s, before);
    for (const double *at = in; at < in + 2 * n; before = at, at += 2) {
        double d = depth(s, at);
        if ((d >= 0) != (depth_before >= 0))
            to = put_crossing(to, before, depth_before, at, d, s);
        if (d >= 0) {
            to[0] = at[0];
            to[1] = at[1];
            to += 2;
        }
        depth_before = d;
    }
    return (size_t)(to - out) / 2;
}

void vg_mvt_clip_ring(struct mvt_shaper *s, double low, double high)
{
    const struct side sides[] = {{0, low, 1}, {0, high, -1}, {1, low, 1}, {1, high, -1}};
    for (size_t i = 0; i < VG_COUNT(sides) && s->in.n > 0; i++) {
        if (!vg_mvt_points_room(s, &s->turned, 2 * s->in.n))
            return;
        s->turned.n = clip_side(s->in.xy, s->in.n, s->turned.xy, &sides[i]);
        struct mvt_points swap = s->in;
        s->in = s->turned;
        s->turned = swap;
    }
}

/* Narrow [t0, t1] to where the segment is inside one side; false: nowhere. */
static bool narrow(double from, double delta, double limit, double sign, double *t0, double *t1)
{
    double d = sign * (limit - from), v = sign * delta;
    if (v == 0)
        return d <= 0;
    double t = d / v;
    if (v > 0)
        *t0 = fmax(*t0, t);
    else
        *t1 = fmin(*t1, t);
    return *t0 <= *t1;
}

bool vg_mvt_clip_segment(double a[2], double b[2], double low, double high)
{
    double t0 = 0, t1 = 1, delta[2] = {b[0] - a[0], b[1] - a[1]};
    for (int axis = 0; axis < 2; axis++)
        if (!narrow(a[axis], delta[axis], low, 1, &t0, &t1) || !narrow(a[axis], delta[axis], high, -1, &t0, &t1))
            return false;
    for (int axis = 0; axis < 2; axis++) {
        double from = a[axis];
        if (t1 < 1)
            b[axis] = from + t1 * delta[axis];
        if (t0 > 0)
            a[axis] = from + t0 * delta[axis];
    }
    return true;
}
