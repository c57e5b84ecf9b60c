/* orient.h — on which side of a line a point lies, without any rounding error. */
#ifndef GEO_ORIENT_H
#define GEO_ORIENT_H

/* > 0: c lies left of the way from a to b; < 0: right; 0: on the line.  All finite. */
int vg_orient(double ax, double ay, double bx, double by, double cx, double cy);

#endif
