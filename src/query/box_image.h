/* box_image.h — the outline of a box, brought to another CRS. */
#ifndef VIGIE_SRC_QUERY_BOX_IMAGE_H
#define VIGIE_SRC_QUERY_BOX_IMAGE_H

#include <vigie/geo/crs.h>

struct vg_box_image {
    enum vg_geom_type type; /* POLYGON; of a box without width or height LINESTRING; of one without both POINT */
    double *xy;             /* in an arena */
    size_t n;               /* points */
    struct vg_bbox box;     /* around them */
    bool unchanged;         /* the outline is the box itself: t had nothing to do */
};

/* The outline as it is (t NULL), or each side cut finely and sent through t to the CRS `to`.  In longitudes it is
 * continuous, possibly past 180, and closed over the pole where it goes round one.
 * False: some position has no image, or the arena is exhausted. */
bool vg_box_image_make(const struct vg_bbox *box, struct vg_transform *t, const struct vg_crs *to,
                       struct vg_arena *a, struct vg_box_image *out);

/* Once round the world along a parallel, in units of a geographic CRS: 360 degrees, 400 grads. */
double vg_box_turn(const struct vg_crs *crs);

void vg_box_image_shift(struct vg_box_image *i, double dx);

/* As WKB, copied into a; {0} where the arena is exhausted. */
struct vg_geom vg_box_image_wkb(const struct vg_box_image *i, struct vg_arena *a);

#endif
