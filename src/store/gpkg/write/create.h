/* create.h — the standard's own tables of a GeoPackage, and the tables of collections in it.
 *
 * All of it runs inside the caller's transaction. */
#ifndef STORE_GPKG_CREATE_H
#define STORE_GPKG_CREATE_H

#include <sqlite3.h>

#include <vigie/model/collection.h>

/* Make the file a GeoPackage if it is empty; else check that it is one, of a version we write to. */
enum vg_status vg_gpkg_make_base(sqlite3 *db, struct vg_error *err) VG_MUST_USE;

/* The tables that the standard calls optional and files made by others may lack. */
enum vg_status vg_gpkg_ensure_optional(sqlite3 *db, struct vg_error *err) VG_MUST_USE;

/* The srs_id of a CRS in this file; its row is added where it is missing.  NULL gives -1. */
enum vg_status vg_gpkg_srs(sqlite3 *db, struct vg_crs_registry *r, const struct vg_crs *crs, int *out,
                           struct vg_error *err) VG_MUST_USE;

/* The table of a collection with its rows in gpkg_contents, gpkg_geometry_columns and so on, but for the
 * spatial index.  fid is the name its integer primary key gets. */
enum vg_status vg_gpkg_create_table(sqlite3 *db, const struct vg_collection *c, const char *fid, int srs_id,
                                    struct vg_error *err) VG_MUST_USE;

/* Geometry types beyond the basic seven are an extension that must be named (annex F.1).  types: bits
 * 1 << enum vg_geom_type. */
enum vg_status vg_gpkg_name_geometries(sqlite3 *db, const char *table, const char *geom, unsigned types,
                                       struct vg_error *err) VG_MUST_USE;

/* The table, its index and every row that tells of it. */
enum vg_status vg_gpkg_drop_table(sqlite3 *db, const char *table, struct vg_error *err) VG_MUST_USE;

/* An R*Tree of the table's geometry: the virtual table (empty) with its row in gpkg_extensions, and later the
 * triggers that keep it.  *name is "rtree_<table>_<column>", to be freed with sqlite3_free. */
enum vg_status vg_gpkg_create_rtree(sqlite3 *db, const char *table, const char *geom, char **name,
                                    struct vg_error *err) VG_MUST_USE;
enum vg_status vg_gpkg_create_rtree_triggers(sqlite3 *db, const char *table, const char *geom, const char *fid,
                                             struct vg_error *err) VG_MUST_USE;

/* GDAL's count of features: the row and the triggers that keep it. */
enum vg_status vg_gpkg_create_count(sqlite3 *db, const char *table, int64_t rows, struct vg_error *err) VG_MUST_USE;

#endif
