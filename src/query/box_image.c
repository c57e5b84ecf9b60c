/* The outline of a box in another CRS: points along the sides, transformed one by one.
 *
 * Straight in one CRS is curved in another, so the sides are cut until the straight pieces follow the true
 * course to a tenth of a metre or a millionth of the box. */
#include <math.h>

#include "box_image.h"

#define FIRST_SEGMENTS 4 /* a side; even, so that no triple of points below goes round a corner */
#define MOST_SEGMENTS 128
#define POLE_POINTS 3    /* more than the ring itself has, to close it over a pole */

/* Counter-clockwise from the lower left corner, n segments a side, closed; a line or a point where the box is one. */
static size_t put_outline(const struct vg_bbox *b, int n, enum vg_geom_type type, double *xy)
{
    const double corner[5][2] = {{b->min[0], b->min[1]}, {b->max[0], b->min[1]}, {b->max[0], b->max[1]},
                                 {b->min[0], b->max[1]}, {b->min[0], b->min[1]}};
    int first = 0, last = 4;
    size_t at = 0;

    if (type == VG_GEOM_LINESTRING) {
        first = b->min[0] == b->max[0] ? 1 : 0; /* the upright side, or the lower one */
        last = first + 1;
    } else if (type == VG_GEOM_POINT) {
        last = 0;
    }
    for (int side = first; side < last; side++) {
        const double *from = corner[side], *to = corner[side + 1];
        for (int i = 0; i < n; i++, at++) {
            xy[2 * at] = from[0] + (to[0] - from[0]) * i / n;
            xy[2 * at + 1] = from[1] + (to[1] - from[1]) * i / n;
        }
    }
    memcpy(xy + 2 * at, corner[last], sizeof(corner[last]));
    return at + 1;
}

/* How far the straight pieces may leave the true course: of each three points, the middle one from the chord. */
static double sagitta(const double *xy, size_t n)
{
    double most = 0;

    for (size_t i = 0; i + 2 < n; i += 2) {
        const double *p = xy + 2 * i;
        most = fmax(most, fabs((p[0] + p[4]) / 2 - p[2]) + fabs((p[1] + p[5]) / 2 - p[3]));
    }
    return most;
}

/* Longitudes that jump by a world from one point to the next pass 180 there. */
static void unwrap(double *xy, size_t n)
{
    for (size_t i = 1; i < n; i++)
        xy[2 * i] -= 360 * round((xy[2 * i] - xy[2 * i - 2]) / 360);
}

/* A ring that ends a world away from its start goes round a pole, which lies inside: close it there. */
static size_t close_over_pole(double *xy, size_t n)
{
    double first = xy[0], last = xy[2 * n - 2], sum = 0;

    if (fabs(last - first) < 180)
        return n;
    for (size_t i = 0; i < n; i++)
        sum += xy[2 * i + 1];
    double pole = sum < 0 ? -90 : 90;
    const double more[2 * POLE_POINTS] = {last, pole, first, pole, first, xy[1]};
    memcpy(xy + 2 * n, more, sizeof(more));
    return n + POLE_POINTS;
}

static bool measure(struct vg_box_image *i)
{
    vg_bbox_none(&i->box);
    for (size_t p = 0; p < i->n; p++) {
        if (!isfinite(i->xy[2 * p]) || !isfinite(i->xy[2 * p + 1]))
            return false;
        vg_bbox_add(&i->box, i->xy[2 * p], i->xy[2 * p + 1]);
    }
    return true;
}

static bool is_fine(const struct vg_box_image *i, const struct vg_crs *to)
{
    double size = fmax(i->box.max[0] - i->box.min[0], i->box.max[1] - i->box.min[1]);

    return sagitta(i->xy, i->n) <= fmax(0.1 / to->metres_per_unit, 1e-6 * size);
}

bool vg_box_image_make(const struct vg_bbox *box, struct vg_transform *t, const struct vg_crs *to,
                       struct vg_arena *a, struct vg_box_image *out)
{
    int flat = (box->min[0] == box->max[0]) + (box->min[1] == box->max[1]);
    struct vg_box_image i = {.type = flat == 0   ? VG_GEOM_POLYGON
                                     : flat == 1 ? VG_GEOM_LINESTRING
                                                 : VG_GEOM_POINT};
    int n = t ? FIRST_SEGMENTS : 1, most = t ? MOST_SEGMENTS : 1;

    i.xy = vg_arena_array(a, 4 * (size_t)most + 1 + POLE_POINTS, 2 * sizeof(double));
    if (!i.xy)
        return false;
    for (;; n *= 2) {
        i.n = put_outline(box, n, i.type, i.xy);
        if (t && !vg_transform_points(t, i.xy, i.n, 2))
            return false;
        if (t && to->geographic)
            unwrap(i.xy, i.n);
        if (!measure(&i))
            return false;
        if (n >= most || is_fine(&i, to))
            break;
    }
    if (t && to->geographic && i.type == VG_GEOM_POLYGON) {
        i.n = close_over_pole(i.xy, i.n);
        (void)measure(&i);
    }
    *out = i;
    return true;
}

void vg_box_image_shift(struct vg_box_image *i, double dx)
{
    for (size_t p = 0; p < i->n; p++)
        i->xy[2 * p] += dx;
    i->box.min[0] += dx;
    i->box.max[0] += dx;
}

struct vg_geom vg_box_image_wkb(const struct vg_box_image *i, struct vg_arena *a)
{
    const uint16_t probe = 1;
    const uint32_t one_ring = 1, type = i->type, n = (uint32_t)i->n;
    unsigned char *wkb = vg_arena_alloc(a, 13 + i->n * 2 * sizeof(double)), *p = wkb;

    if (!wkb)
        return (struct vg_geom){0};
    memcpy(p++, &probe, 1); /* 1 where the low byte comes first: what WKB writes for that order */
    p = (unsigned char *)memcpy(p, &type, 4) + 4;
    if (i->type == VG_GEOM_POLYGON)
        p = (unsigned char *)memcpy(p, &one_ring, 4) + 4;
    if (i->type != VG_GEOM_POINT)
        p = (unsigned char *)memcpy(p, &n, 4) + 4;
    memcpy(p, i->xy, i->n * 2 * sizeof(double));
    return (struct vg_geom){wkb, (size_t)(p - wkb) + i->n * 2 * sizeof(double)};
}
