/* geometry.h — a row's geometry as the collection takes it. */
#ifndef INGEST_GEOMETRY_H
#define INGEST_GEOMETRY_H

#include "sources/source.h"

/* What has been learnt of an import's geometries; kept when the load begins again. */
struct vg_geometry_intake {
    enum vg_geometry_rule rule;
    unsigned types;      /* bits 1 << enum vg_geom_type of all that the column must hold */
    bool z, m;
    struct vg_arena *row;    /* memory of repaired geometries, reset for each row */
    struct vg_buf promoted;
};

enum vg_status vg_geometry_intake_init(struct vg_geometry_intake *g, const struct vg_import_options *o,
                                       const struct vg_collection *c, struct vg_error *err) VG_MUST_USE;
void vg_geometry_intake_finish(struct vg_geometry_intake *g);

/* Check, repair and fit *geom, in place.  *reason: why it was not valid (in g->row), NULL if it was; under
 * VG_GEOMETRY_REFUSE it is left as it is.  *widened: the column must hold more than c says; c has been changed, and
 * the load must begin again.  VG_BAD_INPUT: broken, or a position that is not a number. */
enum vg_status vg_geometry_take(struct vg_geometry_intake *g, struct vg_collection *c, struct vg_geom *geom,
                                const char **reason, bool *widened, struct vg_error *err) VG_MUST_USE;

#endif
