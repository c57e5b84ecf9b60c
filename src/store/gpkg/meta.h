/* meta.h — what vigie's own table in a GeoPackage tells of a collection. */
#ifndef STORE_GPKG_META_H
#define STORE_GPKG_META_H

#include <sqlite3.h>

#include <vigie/base/arena.h>

/* The field that was recorded as the id of the table's items, and the language of its title; both NULL
 * where nothing was recorded or the file has no table of ours.  Texts live in `a`. */
struct vg_gpkg_meta {
    const char *id_field, *lang;
};
enum vg_status vg_gpkg_meta_read(sqlite3 *db, const char *table, struct vg_arena *a, struct vg_gpkg_meta *out,
                                 struct vg_error *err) VG_MUST_USE;

/* Only the id field. */
enum vg_status vg_gpkg_id_field(sqlite3 *db, const char *table, struct vg_arena *a, const char **out,
                                struct vg_error *err) VG_MUST_USE;

/* Record (or forget) what was said of a table; makes our table where it is missing. */
enum vg_status vg_gpkg_meta_write(sqlite3 *db, const char *table, const struct vg_gpkg_meta *m,
                                  struct vg_error *err) VG_MUST_USE;
enum vg_status vg_gpkg_meta_forget(sqlite3 *db, const char *table, struct vg_error *err) VG_MUST_USE;

#endif
