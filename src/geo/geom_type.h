/* geom_type.h — what each geometry type is made of: one table for all readers and writers. */
#ifndef GEO_GEOM_TYPE_H
#define GEO_GEOM_TYPE_H

#include <vigie/geo/geom.h>

/* What follows a geometry's head. */
enum geom_layout {
    LAYOUT_ABSTRACT, /* nothing: such a geometry does not exist */
    LAYOUT_POINT,    /* one position */
    LAYOUT_POINTS,   /* count positions */
    LAYOUT_RINGS,    /* count rings, each a number and positions */
    LAYOUT_PARTS,    /* count whole geometries */
};

#define GEOM_BIT(type) (1u << (type))

struct geom_kind {
    const char *name;    /* as in tables and WKT */
    const char *geojson; /* NULL: has none */
    enum geom_layout layout;
    uint32_t parts;         /* GEOM_BIT of each type that may be a part */
    enum vg_geom_type bare; /* in WKT, a part without a word is this; VG_GEOM_ANY: there is none */
    enum vg_geom_type straight; /* its type once curves are line strings */
};

#define GEOM_KINDS (VG_GEOM_TRIANGLE + 1)
extern const struct geom_kind vg_geom_kinds[GEOM_KINDS]; /* by type */

/* NULL for what is no type; VG_GEOM_ANY and the abstract ones have LAYOUT_ABSTRACT. */
static inline const struct geom_kind *geom_kind(unsigned type)
{
    return type < GEOM_KINDS ? &vg_geom_kinds[type] : NULL;
}

/* The type whose name is exactly `name` (any case), or VG_GEOM_ANY. */
enum vg_geom_type vg_geom_type_exact(struct vg_str name);

#endif
