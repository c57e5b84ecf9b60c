/* transform_bbox.c — the box around the image of a box.
 *
 * What asks for it is a search in an index, so the answer may be a little too large and never too
 * small. The sides are followed at SIDE steps; between two of them the image bulges by about an
 * eighth of the second difference, and by so much the box is widened.
 *
 * Longitudes are followed as they turn, beyond 180 degrees if need be: that tells a box that
 * crosses the antimeridian from one that does not, and if the outline went round once there is a
 * pole inside.
 *
 * A projection holds near the area it was made for and may give any number far away, so a box of
 * degrees is first cut to that area, widened; one that holds all of it leads to all there is. */
#include <vigie/geo/crs.h>

#include <math.h>

#include "transform.h"

#define SIDE 32
#define OUTLINE (4 * SIDE + 1)
#define OUTWARD 1e-6
#define ALL 1e12 /* metres, feet…: beyond any place */
#define AREA_MARGIN_DEG 5
#define AREA_MARGIN_SHARE 0.2

/* A full turn in the units of a geographic system: degrees or grads. */
static double turn_of(const struct vg_crs *crs)
{
    return crs->metres_per_unit < 1.1e5 ? 400 : 360;
}

/* One coordinate along the outline. */
struct range {
    double low, high;
    double bulge; /* how far beyond it may reach between the points looked at */
};

static void trace(const struct vg_bbox *b, double xy[OUTLINE][2])
{
    const double corner[5][2] = {{b->min[0], b->min[1]},
                                 {b->max[0], b->min[1]},
                                 {b->max[0], b->max[1]},
                                 {b->min[0], b->max[1]},
                                 {b->min[0], b->min[1]}};
    for (int i = 0; i < OUTLINE; i++) {
        const double *from = corner[i / SIDE], *to = corner[i / SIDE + (i < OUTLINE - 1)];
        double share = (double)(i % SIDE) / SIDE;
        xy[i][0] = from[0] + (to[0] - from[0]) * share;
        xy[i][1] = from[1] + (to[1] - from[1]) * share;
    }
}

/* false: no point of the outline has an image. */
static bool measure(double xy[OUTLINE][2], int axis, struct range *out)
{
    *out = (struct range){INFINITY, -INFINITY, 0};
    for (int i = 0; i < OUTLINE; i++) {
        double v = xy[i][axis];
        if (!isfinite(v))
            continue;
        out->low = fmin(out->low, v);
        out->high = fmax(out->high, v);
        if (i % SIDE != 0) { /* a corner is no bulge */
            double bulge = fabs(xy[i - 1][axis] - 2 * v + xy[i + 1][axis]) / 8;
            out->bulge = isfinite(bulge) ? fmax(out->bulge, bulge) : out->bulge;
        }
    }
    return out->low <= out->high;
}

static void widen(struct range *r)
{
    double by = r->bulge + (r->high - r->low) * OUTWARD +
                fmax(fabs(r->low), fabs(r->high)) * 4 * __DBL_EPSILON__;
    r->low -= by;
    r->high += by;
}

/* Make each longitude the nearest to the one before, by whole turns; the sum of the way round. */
static double unwind(double xy[OUTLINE][2], double turn)
{
    double last = NAN, first = NAN;
    for (int i = 0; i < OUTLINE; i++) {
        double v = xy[i][0];
        if (!isfinite(v))
            continue;
        if (isnan(last))
            first = v;
        else
            v -= turn * round((v - last) / turn);
        xy[i][0] = last = v;
    }
    return last - first;
}

/* Widened, but not over the antimeridian where it only came near it. */
static void put_longitudes(struct range lon, double turn, struct vg_bbox *out)
{
    double half = turn / 2;
    struct range wide = lon;
    widen(&wide);
    if (wide.high - wide.low >= turn) {
        out->min[0] = -half;
        out->max[0] = half;
        return;
    }
    double by = turn * floor((lon.low + half) / turn);
    lon.low -= by;
    lon.high -= by;
    out->min[0] = fmax(wide.low - by, -half);
    out->max[0] = lon.high <= half ? fmin(wide.high - by, half) : wide.high - by - turn;
}

static bool holds_pole(struct vg_transform *t, const struct vg_bbox *box, double pole)
{
    PJ_COORD c = proj_trans(t->pj, PJ_INV, proj_coord(0, pole, 0, HUGE_VAL));
    proj_errno_reset(t->pj);
    return c.xy.x >= box->min[0] && c.xy.x <= box->max[0] && c.xy.y >= box->min[1] &&
           c.xy.y <= box->max[1];
}

/* The image in degrees (or grads) of an outline that has been transformed. */
static bool into_degrees(struct vg_transform *t, const struct vg_bbox *box, double xy[OUTLINE][2],
                         struct vg_bbox *out)
{
    double turn = turn_of(t->to), pole = turn / 4;
    double round_way = unwind(xy, turn);
    struct range lon, lat;
    if (!measure(xy, 0, &lon) || !measure(xy, 1, &lat))
        return false;
    widen(&lat);
    bool north = false, south = false;
    if (!t->from->geographic) {
        north = holds_pole(t, box, pole);
        south = holds_pole(t, box, -pole);
        if (!north && !south && fabs(round_way) > turn / 2) {
            north = lat.low + lat.high > 0;
            south = !north;
        }
    }
    if (north || south)
        lon = (struct range){-turn, turn, 0};
    put_longitudes(lon, turn, out);
    out->min[1] = south ? -pole : fmax(lat.low, -pole);
    out->max[1] = north ? pole : fmin(lat.high, pole);
    return true;
}

/* A box that does not cross the antimeridian. */
static bool image(struct vg_transform *t, const struct vg_bbox *box, struct vg_bbox *out)
{
    double xy[OUTLINE][2];
    trace(box, xy);
    (void)vg_transform_block(t, &xy[0][0], OUTLINE, 2, false); /* what has no image is left out */
    if (t->to->geographic)
        return into_degrees(t, box, xy, out);
    for (int axis = 0; axis < 2; axis++) {
        struct range r;
        if (!measure(xy, axis, &r))
            return false;
        widen(&r);
        out->min[axis] = r.low;
        out->max[axis] = r.high;
    }
    return true;
}

static double margin(double low, double high)
{
    return AREA_MARGIN_DEG + (high - low) * AREA_MARGIN_SHARE;
}

/* The area a projection is used in, widened; max x may pass 180. */
static struct vg_bbox usable_area(const struct vg_crs *crs)
{
    struct vg_bbox a = crs->area;
    if (a.max[0] < a.min[0])
        a.max[0] += 360;
    double dx = margin(a.min[0], a.max[0]), dy = margin(a.min[1], a.max[1]);
    bool round = a.max[0] - a.min[0] + 2 * dx >= 360;
    a.min[0] = round ? -180 : a.min[0] - dx;
    a.max[0] = round ? 180 : a.max[0] + dx;
    a.min[1] = fmax(a.min[1] - dy, -89.9);
    a.max[1] = fmin(a.max[1] + dy, 89.9);
    return a;
}

/* From degrees to a projection, by the part of the box that lies in its area; the box may cross the
 * antimeridian, and so may the area. */
static bool into_projection(struct vg_transform *t, const struct vg_bbox *box, struct vg_bbox *out)
{
    struct vg_bbox area = usable_area(t->to), joined;
    double west = box->min[0], east = box->max[0] + (box->max[0] < west ? 360 : 0);
    if (east - west >= 360) {
        west = area.min[0];
        east = area.max[0];
    }
    vg_bbox_none(&joined);
    for (int turn = -360; turn <= 360; turn += 360) {
        struct vg_bbox part = {{fmax(west + turn, area.min[0]), fmax(box->min[1], area.min[1])},
                               {fmin(east + turn, area.max[0]), fmin(box->max[1], area.max[1])},
                               false};
        if (part.min[0] > part.max[0] || part.min[1] > part.max[1])
            continue;
        struct vg_bbox one = {0};
        if (memcmp(part.min, area.min, sizeof(double[2])) == 0 &&
            memcmp(part.max, area.max, sizeof(double[2])) == 0)
            one = (struct vg_bbox){{-ALL, -ALL}, {ALL, ALL}, false};
        else if (!image(t, &part, &one))
            continue;
        vg_bbox_join(&joined, &one);
    }
    if (!vg_bbox_is_none(&joined))
        *out = joined;
    return !vg_bbox_is_none(&joined);
}

/* Both halves of a box of degrees that may cross the antimeridian, as they are. */
static bool halves(struct vg_transform *t, const struct vg_bbox *box, struct vg_bbox *out)
{
    struct vg_bbox half[2], joined;
    int n = t->from->geographic ? vg_bbox_split(box, half) : 1;
    if (n == 1)
        half[0] = *box;
    vg_bbox_none(&joined);
    for (int i = 0; i < n; i++) {
        struct vg_bbox one = {0};
        if (image(t, &half[i], &one))
            vg_bbox_join(&joined, &one);
    }
    if (!vg_bbox_is_none(&joined))
        *out = joined;
    return !vg_bbox_is_none(&joined);
}

bool vg_transform_bbox(struct vg_transform *t, const struct vg_bbox *box, struct vg_bbox *out)
{
    if (!t->pj) {
        *out = *box;
        return true;
    }
    bool cut =
        t->from->geographic && turn_of(t->from) == 360 && !t->to->geographic && t->to->has_area;
    struct vg_bbox b = {0};
    /* A box wholly outside the area still has an image, for what that is worth. */
    if (!(cut && into_projection(t, box, &b)) && !halves(t, box, &b))
        return false;
    b.has_z = box->has_z;
    b.min[2] = box->has_z ? box->min[2] : 0;
    b.max[2] = box->has_z ? box->max[2] : 0;
    *out = b;
    return true;
}
