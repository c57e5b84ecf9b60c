/* columns.h — what the columns and indexes of one table are, for discover.c. */
#ifndef VIGIE_STORE_GPKG_COLUMNS_H
#define VIGIE_STORE_GPKG_COLUMNS_H

#include "gpkg.h"

struct vg_gpkg_column {
    const char *name, *declared;
    bool not_null, unique, indexed, collate;
    int pk;                /* its place in the primary key, from 1; 0: none */
};

struct vg_gpkg_columns {
    struct vg_gpkg_column *list;
    size_t n;
    const char *integer_key; /* the INTEGER PRIMARY KEY's name, NULL: none */
};

enum vg_status vg_gpkg_columns_read(struct vg_gpkg_conn *c, const char *table, struct vg_arena *a,
                                    struct vg_gpkg_columns *out, struct vg_error *err) VG_MUST_USE;

/* A declared type as one of ours: the names of GeoPackage (table 1 of OGC 12-128r18), else SQLite's affinity. */
enum vg_type vg_gpkg_type_of(const char *declared, int *width);

#endif
