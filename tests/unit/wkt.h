/* wkt.h — a geometry written as WKT, in an arena of the test. */
#ifndef UNIT_WKT_H
#define UNIT_WKT_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <vigie/geo/geom.h>

static inline struct vg_geom wkt_in(struct vg_arena *a, const char *text)
{
    struct vg_geom g = {0};
    struct vg_error err = {0};
    if (vg_geom_from_wkt(vg_str_of(text), a, &g, &err) != VG_OK)
        fail_msg("%s: %s", text, err.text);
    return g;
}

#endif
