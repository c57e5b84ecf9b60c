/* open.h — the source that a place holds, checked on the way where a schema is asked for. */
#ifndef INGEST_OPEN_H
#define INGEST_OPEN_H

#include <vigie/ingest/check.h>

#include "source.h"

enum vg_status vg_source_open(const struct vg_place *p, const struct vg_import_options *o, struct vg_arena *a,
                              struct vg_notes *notes, struct vg_check_report *report, struct vg_source **out,
                              struct vg_error *err) VG_MUST_USE;

/* json_rows.c: rows of a JSON document that is no GeoJSON, as the kind of o says where they lie.  VG_NOT_FOUND, without a
 * sentence: it is no such document. */
enum vg_status vg_json_rows_open(const struct vg_place *p, const struct vg_import_options *o, struct vg_arena *a,
                                 struct vg_notes *notes, struct vg_source **out, struct vg_error *err) VG_MUST_USE;

#endif
