/* meta.h — what vigie's own table in a GeoPackage tells of a collection. */
#ifndef STORE_GPKG_META_H
#define STORE_GPKG_META_H

#include <sqlite3.h>

#include <vigie/base/arena.h>

/* What was recorded of a table; all NULL where nothing was, or the file has no table of ours.  Texts live in `a`. */
struct vg_gpkg_meta {
    const char *id_field;    /* the field that is the items' id */
    const char *row_id;      /* integer primary key that is no field of the collection */
    const char *local_times; /* names of fields, one a line: moments without a time zone */
    const char *lang;
    const char *product;     /* kind that it was imported as */
};
enum vg_status vg_gpkg_meta_read(sqlite3 *db, const char *table, struct vg_arena *a, struct vg_gpkg_meta *out,
                                 struct vg_error *err) VG_MUST_USE;

/* Is the field among local_times? */
bool vg_gpkg_meta_is_local(const struct vg_gpkg_meta *m, const char *field);

/* Record (or forget) what was said of a table; makes our table where it is missing. */
enum vg_status vg_gpkg_meta_write(sqlite3 *db, const char *table, const struct vg_gpkg_meta *m,
                                  struct vg_error *err) VG_MUST_USE;
enum vg_status vg_gpkg_meta_forget(sqlite3 *db, const char *table, struct vg_error *err) VG_MUST_USE;

#endif
