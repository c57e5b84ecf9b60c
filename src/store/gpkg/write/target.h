/* target.h — the table that rows are loaded into: made new, or looked at to append to. */
#ifndef STORE_GPKG_TARGET_H
#define STORE_GPKG_TARGET_H

#include <sqlite3.h>

#include <vigie/store/loader.h>

struct vg_gpkg_target {
    const char *table;  /* as the file spells it */
    const char *fid;    /* its integer primary key */
    const char *geom;   /* NULL: none */
    const char *rtree;  /* virtual table of its boxes; NULL: none */
    bool fresh;         /* made just now, so the R*Tree is empty */
    int srs_id;
    char **triggers;    /* put aside while rows are written, to be made again */
    size_t n_triggers;
};

/* Make or find the table of c; texts live in `a`.  Errors: VG_CONFLICT where it exists (VG_LOAD_CREATE) or is not
 * like c (VG_LOAD_APPEND), VG_NOT_FOUND where there is none to append to, VG_BAD_INPUT for a name that is taken by
 * the standard. */
enum vg_status vg_gpkg_target_prepare(sqlite3 *db, struct vg_crs_registry *r, const struct vg_collection *c,
                                      enum vg_load_mode mode, struct vg_arena *a, struct vg_gpkg_target *out,
                                      struct vg_error *err) VG_MUST_USE;

/* What the rows came to. */
struct vg_gpkg_loaded {
    int64_t rows;
    struct vg_bbox extent;
    unsigned types; /* bits 1 << enum vg_geom_type */
};

/* Triggers, counts, extent and extensions, once all rows are in. */
enum vg_status vg_gpkg_target_complete(sqlite3 *db, const struct vg_gpkg_target *t, const struct vg_gpkg_loaded *loaded,
                                       struct vg_error *err) VG_MUST_USE;

/* gpkg_contents: its box grows by e; it has changed just now. */
enum vg_status vg_gpkg_record_extent(sqlite3 *db, const char *table, const struct vg_bbox *e, struct vg_error *err) VG_MUST_USE;
enum vg_status vg_gpkg_record_change(sqlite3 *db, const char *table, struct vg_error *err) VG_MUST_USE;

#endif
