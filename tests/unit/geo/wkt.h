/* wkt.h — geometries of a test, written as WKT; its state is the arena they lie in. */
#ifndef UNIT_GEO_WKT_H
#define UNIT_GEO_WKT_H

#include <string.h>

#include "../wkt.h"

static inline int setup(void **state)
{
    *state = vg_arena_new(1 << 22);
    return *state ? 0 : -1;
}

static inline int teardown(void **state)
{
    vg_arena_free(*state);
    return 0;
}

static inline struct vg_geom wkt(void **state, const char *text)
{
    return wkt_in(*state, text);
}

#endif
