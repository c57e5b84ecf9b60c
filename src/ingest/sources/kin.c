/* Files often mix Polygon and MultiPolygon in one layer.  A column of the multi kind holds both, and clients that want
 * one type for a layer get one; only real strangers make it a column of any geometry. */
#include "kin.h"

/* MultiPolygon of Polygon; VG_GEOM_ANY where there is none. */
static enum vg_geom_type multi_of(enum vg_geom_type single)
{
    switch (single) {
    case VG_GEOM_POINT:
        return VG_GEOM_MULTIPOINT;
    case VG_GEOM_LINESTRING:
        return VG_GEOM_MULTILINESTRING;
    case VG_GEOM_POLYGON:
        return VG_GEOM_MULTIPOLYGON;
    case VG_GEOM_CIRCULARSTRING:
    case VG_GEOM_COMPOUNDCURVE:
        return VG_GEOM_MULTICURVE;
    case VG_GEOM_CURVEPOLYGON:
        return VG_GEOM_MULTISURFACE;
    default:
        return VG_GEOM_ANY;
    }
}

enum vg_geom_type vg_kin_type(unsigned types)
{
    for (int t = VG_GEOM_POINT; t <= VG_GEOM_TRIANGLE; t++) {
        unsigned rest = types & ~(1u << t);
        if (rest == types)
            continue;
        enum vg_geom_type multi = multi_of((enum vg_geom_type)t);
        if (rest == 0)
            return (enum vg_geom_type)t;
        return multi != VG_GEOM_ANY && rest == 1u << multi ? multi : VG_GEOM_ANY;
    }
    return VG_GEOM_ANY;
}
