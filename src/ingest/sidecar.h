/* sidecar.h — the document of metadata that lies beside a source. */
#ifndef INGEST_SIDECAR_H
#define INGEST_SIDECAR_H

#include <vigie/ingest/import.h>

#include "files/place.h"
#include "sources/source.h"

/* The one that o names, else a file beside the source with its name: NAME.EXT.xml, NAME.xml, NAME_metadata.xml,
 * NAME.metadata.xml; in an archive, too.  Only one that is named has to be a record: of another a note says
 * that it is left aside, and why.  Into c: the document, and the texts it has where c has none.
 * VG_NOT_FOUND, VG_BAD_INPUT: of the one that o names. */
enum vg_status vg_sidecar_read(const struct vg_place *p, const struct vg_import_options *o, struct vg_arena *a,
                               struct vg_notes *notes, struct vg_collection *c, struct vg_error *err) VG_MUST_USE;

#endif
