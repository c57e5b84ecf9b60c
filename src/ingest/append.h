/* append.h — rows that are to join a collection that is there already. */
#ifndef INGEST_APPEND_H
#define INGEST_APPEND_H

#include "sources/source.h"

/* How a source's values become those of the collection. */
struct vg_append {
    enum vg_type *from; /* of each field, as the source has it; NULL: nothing is to be converted */
    struct vg_value *values;
    struct vg_arena *row;
};

/* Make c, the description of the source, that of the collection it names: spelling and types of fields, key, type and
 * CRS of the geometry.  VG_NOT_FOUND: no such collection; VG_CONFLICT: a field it does not have or whose values it
 * cannot take, another CRS. */
enum vg_status vg_append_prepare(struct vg_append *p, struct vg_store *store, const struct vg_source *s,
                                 const struct vg_import_options *o, struct vg_arena *a, struct vg_collection *c,
                                 struct vg_error *err) VG_MUST_USE;
void vg_append_finish(struct vg_append *p); /* bears {0} */

/* The values of a row, converted; they live until the next call.  NULL: no memory. */
const struct vg_value *vg_append_values(struct vg_append *p, const struct vg_collection *c, const struct vg_value *values);

#endif
