/* describe.h — the collection an import makes, from what the source tells and the call asks. */
#ifndef INGEST_DESCRIBE_H
#define INGEST_DESCRIBE_H

#include "files/place.h"
#include "sources/source.h"

/* The collection lives in `a`; its fields are in the order of the source's.  Errors name what is missing: a CRS, the
 * id field. */
enum vg_status vg_describe(const struct vg_source *s, const struct vg_place *p, const struct vg_import_options *o,
                           struct vg_arena *a, struct vg_notes *notes, struct vg_collection *out,
                           struct vg_error *err) VG_MUST_USE;

#endif
