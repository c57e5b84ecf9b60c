/* open.h — the source that a place holds, checked on the way where a schema is asked for. */
#ifndef INGEST_OPEN_H
#define INGEST_OPEN_H

#include <vigie/ingest/check.h>

#include "sources/source.h"

enum vg_status vg_source_open(const struct vg_place *p, const struct vg_import_options *o, struct vg_arena *a,
                              struct vg_notes *notes, struct vg_check_report *report, struct vg_source **out,
                              struct vg_error *err) VG_MUST_USE;

#endif
