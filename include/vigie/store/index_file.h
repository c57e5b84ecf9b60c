/* index_file.h — the spatial indexes of a GeoPackage that something else has just written. */
#ifndef VIGIE_STORE_INDEX_FILE_H
#define VIGIE_STORE_INDEX_FILE_H

#include <vigie/base/error.h>

/* Give each table with a geometry column and no R*Tree one, as annex F.3 has it, built whole.  The file is not in use, and
 * worth nothing if this fails or the process dies meanwhile: it is written without a journal.
 * go_on is asked now and then; what it returns but VG_OK ends the work and is returned.  Bears NULL. */
enum vg_status vg_gpkg_index_file(const char *path, enum vg_status (*go_on)(void *user, struct vg_error *err), void *user,
                                  struct vg_error *err) VG_MUST_USE;

#endif
