/* arc.c — circular arcs.
 *
 * Neighbouring polygons share arcs, run through in opposite directions.  They must stay
 * neighbours once they are straight, so centre and points are always worked out from the same
 * end. */
#include "arc.h"

#include <math.h>

/* Below this sine of the angle between the chords the arc strays from them by less than a part
 * in 1e9 of its length, while a centre so far away would cost more than that in rounding. */
#define FLAT 1e-8

#define DEGREE (M_PI / 180)

static bool before(const double a[2], const double b[2])
{
    return a[0] != b[0] ? a[0] < b[0] : a[1] < b[1];
}

static bool same(const double a[2], const double b[2])
{
    return a[0] == b[0] && a[1] == b[1];
}

/* The centre of the circle through a, b, c relative to a; false if they are on a line. */
static bool centre(const double a[2], const double b[2], const double c[2], double out[2])
{
    double bx = b[0] - a[0], by = b[1] - a[1], cx = c[0] - a[0], cy = c[1] - a[1];
    double bb = bx * bx + by * by, cc = cx * cx + cy * cy, cross = bx * cy - by * cx;
    if (!(fabs(cross) > FLAT * sqrt(bb) * sqrt(cc)))
        return false;
    out[0] = a[0] + (cy * bb - by * cc) / (2 * cross);
    out[1] = a[1] + (bx * cc - cx * bb) / (2 * cross);
    return isfinite(out[0]) && isfinite(out[1]);
}

/* From one angle to another, turning one way only. */
static double turn(double from, double to, bool ccw)
{
    double t = to - from;
    if (ccw && t <= 0)
        t += 2 * M_PI;
    if (!ccw && t >= 0)
        t -= 2 * M_PI;
    return t;
}

static struct arc circle(const double pt[6])
{
    double mid[2] = {pt[0] / 2 + pt[2] / 2, pt[1] / 2 + pt[3] / 2};
    double dx = pt[0] - mid[0], dy = pt[1] - mid[1], angle = atan2(dy, dx);
    struct arc a = {.cx = mid[0], .cy = mid[1], .radius = hypot(dx, dy)};
    a.angle[0] = a.angle[2] = angle;
    a.angle[1] = angle + M_PI;
    a.sweep[0] = a.sweep[1] = M_PI;
    a.straight = !isfinite(a.radius) || a.radius == 0;
    return a;
}

struct arc vg_arc_of(const double pt[6])
{
    if (same(pt, pt + 4))
        return circle(pt);
    struct arc a = {.straight = true};
    bool forward = before(pt, pt + 4);
    double c[2];
    if (!centre(forward ? pt : pt + 4, pt + 2, forward ? pt + 4 : pt, c))
        return a;
    a.straight = false;
    a.cx = c[0];
    a.cy = c[1];
    const double *end = forward ? pt : pt + 4;
    a.radius = hypot(end[0] - c[0], end[1] - c[1]);
    for (int i = 0; i < 3; i++)
        a.angle[i] = atan2(pt[2 * i + 1] - c[1], pt[2 * i] - c[0]);
    bool ccw = (pt[2] - pt[0]) * (pt[5] - pt[1]) > (pt[3] - pt[1]) * (pt[4] - pt[0]);
    a.sweep[0] = turn(a.angle[0], a.angle[1], ccw);
    a.sweep[1] = turn(a.angle[1], a.angle[2], ccw);
    return a;
}

unsigned vg_arc_segments(const struct arc *a, int half, double step_deg)
{
    if (a->straight)
        return 1;
    /* The little that is taken off keeps 90 degrees at 4.5 a segment from being 21. */
    double n = ceil(fabs(a->sweep[half]) / (step_deg * DEGREE) - 1e-9);
    return n < 1 ? 1 : (unsigned)n;
}

void vg_arc_point(const struct arc *a, const double pt[6], int half, unsigned k, unsigned n,
                  double xy_out[2], double *share_out)
{
    bool forward = before(pt + 2 * half, pt + 2 * half + 2);
    unsigned steps = forward ? k : n - k;
    double share = (double)steps / n, sweep = forward ? a->sweep[half] : -a->sweep[half];
    double angle = a->angle[forward ? half : half + 1] + sweep * share;
    xy_out[0] = a->cx + a->radius * cos(angle);
    xy_out[1] = a->cy + a->radius * sin(angle);
    *share_out = forward ? share : 1 - share;
}

void vg_arc_extend(const struct arc *a, struct vg_bbox *box)
{
    if (a->straight)
        return;
    double from = a->angle[0], to = from + a->sweep[0] + a->sweep[1];
    double low = fmin(from, to), high = fmax(from, to);
    /* Each quarter turn that the arc passes is an outermost place of it. */
    for (int q = (int)ceil(low / (M_PI / 2)); q * (M_PI / 2) <= high; q++) {
        switch (((q % 4) + 4) % 4) {
        case 0:
            vg_bbox_add(box, a->cx + a->radius, a->cy);
            break;
        case 1:
            vg_bbox_add(box, a->cx, a->cy + a->radius);
            break;
        case 2:
            vg_bbox_add(box, a->cx - a->radius, a->cy);
            break;
        default:
            vg_bbox_add(box, a->cx, a->cy - a->radius);
        }
    }
}
