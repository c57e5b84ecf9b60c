/* metadata.h — the document of metadata of a table. */
#ifndef STORE_GPKG_METADATA_H
#define STORE_GPKG_METADATA_H

#include <sqlite3.h>

#include <vigie/base/arena.h>

#define VG_GPKG_MAX_METADATA (8 << 20) /* bytes; a longer one is left alone */

/* An ISO document of the table, in a; none: ptr NULL. */
enum vg_status vg_gpkg_metadata_read(sqlite3 *db, const char *table, struct vg_arena *a, struct vg_str *out,
                                     struct vg_error *err) VG_MUST_USE;
/* Keep one in the place of what was kept; makes the tables of the standard where they are missing. */
enum vg_status vg_gpkg_metadata_write(sqlite3 *db, const char *table, struct vg_str document, struct vg_error *err) VG_MUST_USE;
enum vg_status vg_gpkg_metadata_forget(sqlite3 *db, const char *table, struct vg_error *err) VG_MUST_USE;

#endif
