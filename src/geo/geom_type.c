/* geom_type.c — the table of geometry types (OGC 06-103r4, SQL/MM) and their names. */
#include "geom_type.h"

#define B GEOM_BIT
#define CURVES (B(VG_GEOM_LINESTRING) | B(VG_GEOM_CIRCULARSTRING))
#define ANY_CURVE (CURVES | B(VG_GEOM_COMPOUNDCURVE))
#define ANY_PART                                                                                   \
    (B(VG_GEOM_TRIANGLE + 1) - 1 - B(VG_GEOM_ANY) - B(VG_GEOM_CURVE) - B(VG_GEOM_SURFACE))

const struct geom_kind vg_geom_kinds[GEOM_KINDS] = {
    [VG_GEOM_ANY] = {"GEOMETRY"},
    [VG_GEOM_POINT] = {"POINT", "Point", LAYOUT_POINT, 0, 0, VG_GEOM_POINT},
    [VG_GEOM_LINESTRING] = {"LINESTRING", "LineString", LAYOUT_POINTS, 0, 0, VG_GEOM_LINESTRING},
    [VG_GEOM_POLYGON] = {"POLYGON", "Polygon", LAYOUT_RINGS, 0, 0, VG_GEOM_POLYGON},
    [VG_GEOM_MULTIPOINT] = {"MULTIPOINT", "MultiPoint", LAYOUT_PARTS, B(VG_GEOM_POINT),
                            VG_GEOM_POINT, VG_GEOM_MULTIPOINT},
    [VG_GEOM_MULTILINESTRING] = {"MULTILINESTRING", "MultiLineString", LAYOUT_PARTS,
                                 B(VG_GEOM_LINESTRING), VG_GEOM_LINESTRING,
                                 VG_GEOM_MULTILINESTRING},
    [VG_GEOM_MULTIPOLYGON] = {"MULTIPOLYGON", "MultiPolygon", LAYOUT_PARTS, B(VG_GEOM_POLYGON),
                              VG_GEOM_POLYGON, VG_GEOM_MULTIPOLYGON},
    [VG_GEOM_COLLECTION] = {"GEOMETRYCOLLECTION", "GeometryCollection", LAYOUT_PARTS, ANY_PART, 0,
                            VG_GEOM_COLLECTION},
    [VG_GEOM_CIRCULARSTRING] = {"CIRCULARSTRING", "LineString", LAYOUT_POINTS, 0, 0,
                                VG_GEOM_LINESTRING},
    [VG_GEOM_COMPOUNDCURVE] = {"COMPOUNDCURVE", "LineString", LAYOUT_PARTS, CURVES,
                               VG_GEOM_LINESTRING, VG_GEOM_LINESTRING},
    [VG_GEOM_CURVEPOLYGON] = {"CURVEPOLYGON", "Polygon", LAYOUT_PARTS, ANY_CURVE,
                              VG_GEOM_LINESTRING, VG_GEOM_POLYGON},
    [VG_GEOM_MULTICURVE] = {"MULTICURVE", "MultiLineString", LAYOUT_PARTS, ANY_CURVE,
                            VG_GEOM_LINESTRING, VG_GEOM_MULTILINESTRING},
    [VG_GEOM_MULTISURFACE] = {"MULTISURFACE", "MultiPolygon", LAYOUT_PARTS,
                              B(VG_GEOM_POLYGON) | B(VG_GEOM_CURVEPOLYGON), VG_GEOM_POLYGON,
                              VG_GEOM_MULTIPOLYGON},
    [VG_GEOM_CURVE] = {"CURVE"},
    [VG_GEOM_SURFACE] = {"SURFACE"},
    [VG_GEOM_POLYHEDRALSURFACE] = {"POLYHEDRALSURFACE", "MultiPolygon", LAYOUT_PARTS,
                                   B(VG_GEOM_POLYGON), VG_GEOM_POLYGON, VG_GEOM_POLYHEDRALSURFACE},
    [VG_GEOM_TIN] = {"TIN", "MultiPolygon", LAYOUT_PARTS, B(VG_GEOM_TRIANGLE), VG_GEOM_TRIANGLE,
                     VG_GEOM_TIN},
    [VG_GEOM_TRIANGLE] = {"TRIANGLE", "Polygon", LAYOUT_RINGS, 0, 0, VG_GEOM_TRIANGLE},
};

enum vg_geom_type vg_geom_type_exact(struct vg_str name)
{
    for (unsigned i = 1; i < GEOM_KINDS; i++)
        if (vg_str_is_nocase(name, vg_geom_kinds[i].name))
            return i;
    /* SQL/MM's short form, which some writers of GeoPackage use. */
    return vg_str_is_nocase(name, "GEOMCOLLECTION") ? VG_GEOM_COLLECTION : VG_GEOM_ANY;
}

/* One trailing letter of any case. */
static bool cut_last(struct vg_str *s, char upper)
{
    if (s->len == 0 || (s->ptr[s->len - 1] & ~0x20) != upper)
        return false;
    s->len--;
    return true;
}

enum vg_geom_type vg_geom_type_of_name(struct vg_str name)
{
    if (!name.ptr)
        return VG_GEOM_ANY;
    struct vg_str s = vg_str_trim(name);
    enum vg_geom_type type = vg_geom_type_exact(s);
    if (type != VG_GEOM_ANY)
        return type;
    bool m = cut_last(&s, 'M'), z = cut_last(&s, 'Z');
    return m || z ? vg_geom_type_exact(vg_str_trim(s)) : VG_GEOM_ANY;
}

const char *vg_geom_type_name(enum vg_geom_type type)
{
    const struct geom_kind *kind = geom_kind(type);
    return kind ? kind->name : vg_geom_kinds[VG_GEOM_ANY].name;
}

const char *vg_geom_type_geojson(enum vg_geom_type type)
{
    const struct geom_kind *kind = geom_kind(type);
    return kind ? kind->geojson : NULL;
}
