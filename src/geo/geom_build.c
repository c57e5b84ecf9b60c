/* geom_build.c — small geometries made from numbers. */
#include <vigie/geo/geom.h>

#include "wkb.h"

#define POINT_BYTES (5 + 2 * sizeof(double))

/* −0 becomes 0: a ring that begins with the one and ends with the other is not closed for PostGIS. */
static unsigned char *put_xy(unsigned char *p, double x, double y)
{
    x += 0.0;
    y += 0.0;
    memcpy(p, &x, sizeof(x));
    memcpy(p + sizeof(x), &y, sizeof(y));
    return p + 2 * sizeof(double);
}

struct vg_geom vg_geom_of_point(struct vg_arena *a, double x, double y)
{
    unsigned char *p = vg_arena_alloc(a, POINT_BYTES);
    if (!p)
        return (struct vg_geom){0};
    put_xy(wkb_put_type(p, VG_GEOM_POINT, false, false), x, y);
    return (struct vg_geom){p, POINT_BYTES};
}

/* n positions from one corner towards the next, which itself is left to the next side. */
static unsigned char *put_side(unsigned char *p, const double from[2], const double to[2], size_t n)
{
    for (size_t i = 0; i < n; i++) {
        double share = (double)i / (double)n;
        p = put_xy(p, from[0] + (to[0] - from[0]) * share, from[1] + (to[1] - from[1]) * share);
    }
    return p;
}

/* From the one corner to the other. */
static struct vg_geom line_of_box(struct vg_arena *a, const struct vg_bbox *box, size_t n)
{
    size_t len = WKB_HEAD_BYTES + (n + 1) * 2 * sizeof(double);
    unsigned char *start = vg_arena_alloc(a, len);
    if (!start)
        return (struct vg_geom){0};
    unsigned char *p = wkb_put_u32(wkb_put_type(start, VG_GEOM_LINESTRING, false, false), (uint32_t)(n + 1));
    put_xy(put_side(p, box->min, box->max, n), box->max[0], box->max[1]);
    return (struct vg_geom){start, len};
}

struct vg_geom vg_geom_of_box(struct vg_arena *a, const struct vg_bbox *box, int n)
{
    size_t side = n < 1 ? 1 : (size_t)n, points = 4 * side + 1;
    bool wide = box->min[0] != box->max[0], high = box->min[1] != box->max[1];
    if (!wide && !high)
        return vg_geom_of_point(a, box->min[0], box->min[1]);
    if (!wide || !high)
        return line_of_box(a, box, side);
    size_t len = WKB_HEAD_BYTES + 4 + points * 2 * sizeof(double);
    unsigned char *start = vg_arena_alloc(a, len);
    if (!start)
        return (struct vg_geom){0};
    const double corner[5][2] = {{box->min[0], box->min[1]},
                                 {box->max[0], box->min[1]},
                                 {box->max[0], box->max[1]},
                                 {box->min[0], box->max[1]},
                                 {box->min[0], box->min[1]}};
    unsigned char *p = wkb_put_type(start, VG_GEOM_POLYGON, false, false);
    p = wkb_put_u32(p, 1);
    p = wkb_put_u32(p, (uint32_t)points);
    for (int i = 0; i < 4; i++)
        p = put_side(p, corner[i], corner[i + 1], side);
    put_xy(p, corner[0][0], corner[0][1]);
    return (struct vg_geom){start, len};
}
