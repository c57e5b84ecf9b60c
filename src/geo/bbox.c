/* bbox.c — boxes: reading, growing, and the antimeridian.
 *
 * A box with min x > max x is one that crosses the antimeridian, unless it is the empty one
 * (+inf/-inf), so every function that compares x must tell the two apart first. */
#include <vigie/geo/bbox.h>

#include <math.h>

/* How much of a faulty number an error repeats. */
#define SHOWN 40

static int shown(struct vg_str s)
{
    return s.len < SHOWN ? (int)s.len : SHOWN;
}

/* Up to 7 numbers, so that one too many is seen; the count, or -1 with err filled. */
static int read_numbers(struct vg_str s, double v[6], struct vg_error *err)
{
    int n = 0;
    for (struct vg_str rest = s; rest.ptr;) {
        struct vg_str part = vg_str_trim(vg_str_cut(rest, ',', &rest));
        if (n == 6)
            return 7;
        if (!vg_str_double(part, &v[n])) {
            vg_fail(err, VG_BAD_INPUT, "bbox", "number %d, '%.*s', is not a finite number", n + 1,
                    shown(part), part.ptr);
            return -1;
        }
        n++;
    }
    return n;
}

enum vg_status vg_bbox_parse(struct vg_str s, bool wraps, struct vg_bbox *out, struct vg_error *err)
{
    double v[6];
    if (vg_str_trim(s).len == 0)
        return vg_fail(err, VG_BAD_INPUT, "bbox", "no numbers given, 4 or 6 are needed");
    int n = read_numbers(s, v, err);
    if (n < 0)
        return VG_BAD_INPUT;
    if (n > 6)
        return vg_fail(err, VG_BAD_INPUT, "bbox", "more than 6 numbers given, 4 or 6 are needed");
    if (n != 4 && n != 6)
        return vg_fail(err, VG_BAD_INPUT, "bbox", "%d numbers given, 4 or 6 are needed", n);

    int half = n / 2;
    for (int axis = wraps ? 1 : 0; axis < half; axis++) {
        if (v[axis] > v[axis + half])
            return vg_fail(err, VG_BAD_INPUT, "bbox",
                           "number %d, the lower bound, is above number %d, the upper one",
                           axis + 1, axis + half + 1);
    }
    *out = (struct vg_bbox){.has_z = half == 3};
    for (int axis = 0; axis < half; axis++) {
        out->min[axis] = v[axis];
        out->max[axis] = v[axis + half];
    }
    return VG_OK;
}

void vg_bbox_none(struct vg_bbox *b)
{
    *b = (struct vg_bbox){{INFINITY, INFINITY, INFINITY}, {-INFINITY, -INFINITY, -INFINITY}, false};
}

bool vg_bbox_is_none(const struct vg_bbox *b)
{
    return b->min[1] > b->max[1];
}

void vg_bbox_add(struct vg_bbox *b, double x, double y)
{
    /* Written so that a NaN changes nothing. */
    b->min[0] = x < b->min[0] ? x : b->min[0];
    b->max[0] = x > b->max[0] ? x : b->max[0];
    b->min[1] = y < b->min[1] ? y : b->min[1];
    b->max[1] = y > b->max[1] ? y : b->max[1];
}

static bool wraps(const struct vg_bbox *b)
{
    return b->min[0] > b->max[0];
}

/* The longitudes of a box that wraps, and of another that may: what both leave free is the gap. */
static void join_wrapped(struct vg_bbox *b, const struct vg_bbox *other)
{
    const struct vg_bbox *w = wraps(b) ? b : other, *o = wraps(b) ? other : b;
    double west = w->min[0], east = w->max[0]; /* the gap is the open interval (east, west) */
    if (wraps(o)) {
        west = fmin(west, o->min[0]);
        east = fmax(east, o->max[0]);
    } else if (o->max[0] > east && o->min[0] < west) {
        /* o reaches into the gap: grow on the side that costs less. */
        if (o->max[0] - east < west - o->min[0])
            east = o->max[0];
        else
            west = o->min[0];
    }
    bool all = east >= west;
    b->min[0] = all ? -180 : west;
    b->max[0] = all ? 180 : east;
}

void vg_bbox_join(struct vg_bbox *b, const struct vg_bbox *other)
{
    if (vg_bbox_is_none(other))
        return;
    if (vg_bbox_is_none(b)) {
        *b = *other;
        return;
    }
    if (wraps(b) || wraps(other)) {
        join_wrapped(b, other);
    } else {
        b->min[0] = fmin(b->min[0], other->min[0]);
        b->max[0] = fmax(b->max[0], other->max[0]);
    }
    b->min[1] = fmin(b->min[1], other->min[1]);
    b->max[1] = fmax(b->max[1], other->max[1]);
    if (other->has_z) {
        b->min[2] = b->has_z ? fmin(b->min[2], other->min[2]) : other->min[2];
        b->max[2] = b->has_z ? fmax(b->max[2], other->max[2]) : other->max[2];
        b->has_z = true;
    }
}

int vg_bbox_split(const struct vg_bbox *b, struct vg_bbox out[2])
{
    out[0] = *b;
    if (!wraps(b) || vg_bbox_is_none(b))
        return 1;
    out[1] = *b;
    out[0].max[0] = 180;
    out[1].min[0] = -180;
    return 2;
}
