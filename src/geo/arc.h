/* arc.h — circular arcs through three points: where they go, and points along them. */
#ifndef GEO_ARC_H
#define GEO_ARC_H

#include <vigie/geo/bbox.h>

/* Degrees of arc a segment, where the caller names none, and the finest that is given. */
#define ARC_STEP_DEG 4.0
#define ARC_STEP_MIN_DEG 0.1
#define ARC_STEP_MAX_DEG 90.0

/* From the first point over the second to the third.  Counter-clockwise sweeps are positive. */
struct arc {
    bool straight; /* the three lie on one line (or on one place): no centre */
    double cx, cy, radius;
    double angle[3]; /* of the three points around the centre, radians */
    double sweep[2]; /* first to second, second to third */
};

/* pt: x and y of each of the three in turn.  Where the first is the third, the second stands
 * opposite it on a full circle. */
struct arc vg_arc_of(const double pt[6]);

/* Segments that half 0 (first to second point) or 1 is cut into; at least 1. */
unsigned vg_arc_segments(const struct arc *a, int half, double step_deg);

/* Point k of n along a half, 0 < k < n: its x and y, and the share of the way (for z and m).  The
 * same arc met from its other end gives the very same points. */
void vg_arc_point(const struct arc *a, const double pt[6], int half, unsigned k, unsigned n,
                  double xy_out[2], double *share_out);

/* Grow a box by what the arc reaches beyond its three points. */
void vg_arc_extend(const struct arc *a, struct vg_bbox *box);

#endif
