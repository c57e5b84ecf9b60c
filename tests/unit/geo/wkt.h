/* wkt.h — geometries of a test, written as WKT; its state is the arena they lie in. */
#ifndef UNIT_GEO_WKT_H
#define UNIT_GEO_WKT_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include <vigie/geo/geom.h>

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
    struct vg_geom g;
    struct vg_error err = {0};
    if (vg_geom_from_wkt(vg_str_of(text), *state, &g, &err) != VG_OK)
        fail_msg("%s: %s", text, err.text);
    return g;
}

#endif
