/* lanes.h — the two loops over positions that every page runs through, x and y side by side.
 *
 * lanes_sse2.c and lanes_plain.c answer alike; the build picks one.  Positions stand at any
 * address, stride bytes apart, in this machine's byte order. */
#ifndef GEO_LANES_H
#define GEO_LANES_H

#include <stdbool.h>
#include <stddef.h>

/* Where a position lies beside a box; NaN lies on both sides of its axis. */
enum { PLACE_LEFT = 1, PLACE_BELOW = 2, PLACE_RIGHT = 4, PLACE_ABOVE = 8 };

/* Grow the box low, high by n positions; a NaN changes nothing and makes it true. */
bool vg_lanes_grow(const unsigned char *p, size_t n, size_t stride, double low[2], double high[2]);

/* One byte of PLACE_ bits for each of n positions; 0: in the closed box. */
void vg_lanes_place(const unsigned char *p, size_t n, size_t stride, const double low[2],
                    const double high[2], unsigned char *out);

#endif
