/* geom_buffer.c — the area around a geometry, by GEOS. */
#include <vigie/geo/predicate.h>

#include "geos.h"

enum vg_status vg_geom_buffer(struct vg_geom g, double distance, int sides_a_quarter, struct vg_arena *a,
                              struct vg_geom *out, struct vg_error *err)
{
    struct geos geos;
    struct vg_geom straight;
    enum vg_status s = vg_geom_linearize(g, 0, a, &straight, err);

    if (s != VG_OK)
        return s;
    if (!vg_geos_begin(&geos))
        return vg_fail(err, VG_NO_MEMORY, "", "there is no memory left");
    GEOSGeometry *taken = vg_geos_import(&geos, straight, GEOS_STRICT, false);
    GEOSGeometry *made = taken ? GEOSBuffer_r(geos.ctx, taken, distance, sides_a_quarter) : NULL;
    if (made)
        s = vg_geos_export(&geos, made, a, out, err);
    else
        s = vg_fail(err, VG_BAD_INPUT, "", "no area can be drawn around this geometry");
    if (made)
        GEOSGeom_destroy_r(geos.ctx, made);
    if (taken)
        GEOSGeom_destroy_r(geos.ctx, taken);
    vg_geos_end(&geos);
    return s;
}
