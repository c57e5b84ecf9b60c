/* transform.h — a borrowed transformation, as the transform files see it. */
#ifndef GEO_TRANSFORM_H
#define GEO_TRANSFORM_H

#include "registry.h"

struct vg_transform {
    struct vg_crs_registry *registry;
    const struct vg_crs *from, *to;
    bool has_area;
    struct vg_bbox area;
    PJ_CONTEXT *ctx;           /* its own: a PJ and its context serve one thread at a time */
    PJ *pj;                    /* NULL: nothing to do */
    bool is_web_mercator;      /* pj goes from degrees to Web Mercator and no further: mercator.c does it faster */
    struct vg_transform *next; /* of the idle ones of its kind */
};

/* n positions of dims doubles; the third is a height to transform if has_z. */
bool vg_transform_block(struct vg_transform *t, double *v, size_t n, int dims, bool has_z);

/* mercator.c */
bool vg_mercator_is(PJ *op);
/* n positions of dims doubles, in place.  false: one of them lies beyond ±180 or near a pole, and nothing was changed. */
bool vg_mercator_block(double *v, size_t n, int dims);

#endif
