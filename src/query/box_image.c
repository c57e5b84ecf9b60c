/* The outline of a box in another CRS: points along the sides, transformed one by one.
 *
 * Straight in one CRS is curved in another, so the sides are cut until the straight pieces follow the true
 * course to a tenth of a metre or a millionth of the box. */
#include <math.h>

#include "box_image.h"

#define SIDES 4
#define FIRST_SEGMENTS 4 /* a side; even, so that the triples of points below end at its end */
#define MOST_SEGMENTS 512
#define POLE_POINTS 3    /* more than the ring itself has, to close it over a pole */

/* A box being drawn: which of its sides are drawn, counter-clockwise from the lower left corner, and how finely. */
struct outline {
    double corner[SIDES + 1][2];
    int first, last;
    int n[SIDES]; /* segments */
    int most;     /* segments a side may have */
};

/* All four sides; of a box without width or height one of them; of one without both none but its corner. */
static struct outline outline_of(const struct vg_bbox *b, enum vg_geom_type type, bool fine)
{
    int n = fine ? FIRST_SEGMENTS : 1;
    struct outline o = {.corner = {{b->min[0], b->min[1]}, {b->max[0], b->min[1]}, {b->max[0], b->max[1]},
                                   {b->min[0], b->max[1]}, {b->min[0], b->min[1]}},
                        .last = SIDES, .n = {n, n, n, n}, .most = fine ? MOST_SEGMENTS : 1};

    if (type == VG_GEOM_LINESTRING) {
        o.first = b->min[0] == b->max[0] ? 1 : 0; /* the upright side, or the lower one */
        o.last = o.first + 1;
    } else if (type == VG_GEOM_POINT) {
        o.last = 0;
    }
    return o;
}

static size_t most_points(const struct outline *o)
{
    return (size_t)(o->last - o->first) * (size_t)o->most + 1 + POLE_POINTS;
}

static size_t draw(const struct outline *o, double *xy)
{
    size_t at = 0;

    for (int side = o->first; side < o->last; side++) {
        const double *from = o->corner[side], *to = o->corner[side + 1];
        for (int i = 0; i < o->n[side]; i++, at++) {
            xy[2 * at] = from[0] + (to[0] - from[0]) * i / o->n[side];
            xy[2 * at + 1] = from[1] + (to[1] - from[1]) * i / o->n[side];
        }
    }
    memcpy(xy + 2 * at, o->corner[o->last], sizeof(o->corner[0]));
    return at + 1;
}

/* How far straight pieces leave the true course: of each three points, the middle one from the chord. */
static double sagitta(const double *xy, int n)
{
    double most = 0;

    for (int i = 0; i + 2 <= n; i += 2) {
        const double *p = xy + 2 * i;
        most = fmax(most, fabs((p[0] + p[4]) / 2 - p[2]) + fabs((p[1] + p[5]) / 2 - p[3]));
    }
    return most;
}

/* Double the segments of the sides that are too coarse; false: none is. */
static bool refine(struct outline *o, const double *xy, double tolerance)
{
    bool any = false;

    for (int side = o->first; side < o->last; side++) {
        int n = o->n[side];
        if (n < o->most && sagitta(xy, n) > tolerance) {
            o->n[side] *= 2;
            any = true;
        }
        xy += 2 * n;
    }
    return any;
}

double vg_box_turn(const struct vg_crs *crs)
{
    return round(2 * M_PI * 6378137 / crs->metres_per_unit);
}

/* Longitudes that jump by a world from one point to the next come round there. */
static void unwrap(double *xy, size_t n, double turn)
{
    for (size_t i = 1; i < n; i++)
        xy[2 * i] -= turn * round((xy[2 * i] - xy[2 * i - 2]) / turn);
}

/* A ring that ends a world away from its start goes round a pole, which lies inside: close it there. */
static size_t close_over_pole(double *xy, size_t n, double turn)
{
    double first = xy[0], last = xy[2 * n - 2], sum = 0;

    if (fabs(last - first) < turn / 2)
        return n;
    for (size_t i = 0; i < n; i++)
        sum += xy[2 * i + 1];
    double pole = sum < 0 ? -turn / 4 : turn / 4;
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

static double tolerance_of(const struct vg_box_image *i, const struct vg_crs *to)
{
    double size = fmax(i->box.max[0] - i->box.min[0], i->box.max[1] - i->box.min[1]);

    return fmax(0.1 / to->metres_per_unit, 1e-6 * size);
}

static bool transform(struct vg_box_image *i, struct vg_transform *t, const struct vg_crs *to)
{
    double first[2] = {i->xy[0], i->xy[1]}, far[2] = {i->xy[i->n / 2 * 2], i->xy[i->n / 2 * 2 + 1]};

    if (!vg_transform_points(t, i->xy, i->n, 2))
        return false;
    /* two opposite corners that stay where they are: no two systems agree there and differ in between */
    i->unchanged = memcmp(first, i->xy, sizeof(first)) == 0
                   && memcmp(far, i->xy + i->n / 2 * 2, sizeof(far)) == 0;
    if (to->geographic)
        unwrap(i->xy, i->n, vg_box_turn(to));
    return true;
}

bool vg_box_image_make(const struct vg_bbox *box, struct vg_transform *t, const struct vg_crs *to,
                       struct vg_arena *a, struct vg_box_image *out)
{
    int flat = (box->min[0] == box->max[0]) + (box->min[1] == box->max[1]);
    struct vg_box_image i = {.unchanged = true, .type = flat == 0   ? VG_GEOM_POLYGON
                                                        : flat == 1 ? VG_GEOM_LINESTRING
                                                                    : VG_GEOM_POINT};
    struct outline o = outline_of(box, i.type, t != NULL);

    i.xy = vg_arena_array(a, most_points(&o), 2 * sizeof(double));
    if (!i.xy)
        return false;
    do {
        i.n = draw(&o, i.xy);
        if ((t && !transform(&i, t, to)) || !measure(&i))
            return false;
    } while (refine(&o, i.xy, tolerance_of(&i, to)));
    if (t && to->geographic && i.type == VG_GEOM_POLYGON && !i.unchanged) {
        i.n = close_over_pole(i.xy, i.n, vg_box_turn(to));
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
    for (size_t k = 0; k < i->n * 2; k++) {
        double v = i->xy[k] + 0.0; /* −0 becomes 0: for PostGIS a ring from the one to the other is open */
        memcpy(p + k * sizeof(v), &v, sizeof(v));
    }
    return (struct vg_geom){wkb, (size_t)(p - wkb) + i->n * 2 * sizeof(double)};
}
