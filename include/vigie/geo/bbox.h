/* bbox.h — boxes, in whatever CRS and axis order the holder says. */
#ifndef VIGIE_GEO_BBOX_H
#define VIGIE_GEO_BBOX_H

#include <stdbool.h>

#include <vigie/base/str.h>

/* x, y, z order.  In lon/lat, min[0] > max[0] means the box crosses the antimeridian. */
struct vg_bbox {
    double min[3], max[3];
    bool has_z;
};

/* "minx,miny[,minz],maxx,maxy[,maxz]": 4 or 6 finite numbers, y (and z) not inverted, x inverted only where
 * wraps is true.  Errors name what is wrong and which number. */
enum vg_status vg_bbox_parse(struct vg_str s, bool wraps, struct vg_bbox *out, struct vg_error *err) VG_MUST_USE;

void vg_bbox_none(struct vg_bbox *b); /* empty: +inf/-inf; grows with vg_bbox_add */
bool vg_bbox_is_none(const struct vg_bbox *b);
void vg_bbox_add(struct vg_bbox *b, double x, double y);
void vg_bbox_join(struct vg_bbox *b, const struct vg_bbox *other);

/* A box that crosses the antimeridian as two that do not: [min x, 180] and [-180, max x].
 * Returns 1 or 2. */
int vg_bbox_split(const struct vg_bbox *b, struct vg_bbox out[2]);

#endif
