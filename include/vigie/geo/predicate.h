/* predicate.h — exact relations between geometries (GEOS), prepared once and asked for many rows.
 *
 * One per thread and query.  Curves are linearized first; a geometry GEOS cannot take (broken, or invalid beyond
 * use) answers false and is counted. */
#ifndef VIGIE_GEO_PREDICATE_H
#define VIGIE_GEO_PREDICATE_H

#include <vigie/geo/geom.h>

enum vg_relation {
    VG_REL_INTERSECTS, VG_REL_DISJOINT, VG_REL_EQUALS, VG_REL_TOUCHES, VG_REL_CROSSES, VG_REL_WITHIN,
    VG_REL_CONTAINS, VG_REL_OVERLAPS
};

struct vg_predicate;
/* Prepare the constant side. */
enum vg_status vg_predicate_new(struct vg_geom constant, struct vg_predicate **out, struct vg_error *err) VG_MUST_USE;
void vg_predicate_free(struct vg_predicate *p);
/* row REL constant */
bool vg_predicate_test(struct vg_predicate *p, enum vg_relation rel, struct vg_geom row);
/* Rows so far that could not be compared. */
uint64_t vg_predicate_skipped(const struct vg_predicate *p);

/* NULL if valid; else GEOS's reason with the place, in the arena ("Ring Self-intersection at 3.1 48.2"), in the language where it is a
 * known one. */
const char *vg_geom_invalid_reason(struct vg_geom g, enum vg_lang lang, struct vg_arena *a);
/* True only where a polygon or multipolygon is certainly valid: a quick look that spares GEOS most of them.
 * Coordinates must be finite.  Works in the arena. */
bool vg_geom_surely_valid(struct vg_geom g, struct vg_arena *a);
/* The valid polygon, or polygons, nearest to g whose coordinates are whole multiples of `cell`.  *out is {0} where no area
 * remains. */
enum vg_status vg_geom_on_grid(struct vg_geom g, double cell, struct vg_arena *a, struct vg_geom *out,
                               struct vg_error *err) VG_MUST_USE;
/* Make valid (structure method, keeping the dimension); VG_BAD_INPUT when that cannot be. */
enum vg_status vg_geom_make_valid(struct vg_geom g, struct vg_arena *a, struct vg_geom *out, struct vg_error *err) VG_MUST_USE;
/* All within the distance (of the CRS's units) of g, arcs of so many sides a quarter; VG_BAD_INPUT where GEOS cannot. */
enum vg_status vg_geom_buffer(struct vg_geom g, double distance, int sides_a_quarter, struct vg_arena *a,
                              struct vg_geom *out, struct vg_error *err) VG_MUST_USE;

#endif
