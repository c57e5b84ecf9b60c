/* columns.h — what the columns and indexes of one table are, for discovery. */
#ifndef VIGIE_STORE_GPKG_COLUMNS_H
#define VIGIE_STORE_GPKG_COLUMNS_H

#include "../gpkg.h"

struct vg_gpkg_column {
    const char *name, *declared;
    bool not_null;
    bool indexed;          /* first column of an index that serves ordering by code point */
    bool collate;          /* its declared collation is not BINARY */
    bool has_default;      /* a value is found where none is given */
    bool generated;        /* computed from others */
    int pk;                /* its place in the primary key, from 1; 0: none */
};

/* An index over whole rows, or the primary key, that may make an id. */
struct vg_gpkg_unique {
    const char *columns[VG_MAX_KEY_PARTS];
    int n;
};

struct vg_gpkg_columns {
    struct vg_gpkg_column *list;
    size_t n;
    const char *integer_key; /* the INTEGER PRIMARY KEY's name, NULL: none */
    const char *row_id;      /* a name by which SQLite's own row id is reached; NULL: none (view, WITHOUT ROWID) */
    struct vg_gpkg_unique *unique; /* the primary key first, then those of fewest columns */
    size_t n_unique;
    bool is_view;
    const char *why;         /* not NULL: it cannot be read, and this is the reason */
};

/* Is there a table of that name?  Views are none. */
bool vg_gpkg_is_table(struct vg_gpkg_conn *c, const char *table);
/* Failures of the file; one of the table alone is told in out->why. */
enum vg_status vg_gpkg_columns_read(struct vg_gpkg_conn *c, const char *table, struct vg_arena *a,
                                    struct vg_gpkg_columns *out, struct vg_error *err) VG_MUST_USE;
/* By any case of its name, as SQLite has it; NULL. */
struct vg_gpkg_column *vg_gpkg_column_named(const struct vg_gpkg_columns *k, const char *name);

/* A declared type as one of ours: the names of GeoPackage (table 1 of OGC 12-128r18), else SQLite's affinity. */
enum vg_type vg_gpkg_type_of(const char *declared, int *width);

#endif
