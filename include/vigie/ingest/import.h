/* import.h — any file GDAL reads, or a CSV table, into a collection of a store, all or nothing. */
#ifndef VIGIE_INGEST_IMPORT_H
#define VIGIE_INGEST_IMPORT_H

#include <vigie/ingest/check.h>
#include <vigie/store/loader.h>

/* What to do with polygons that are not valid (OGC 06-103r4): the ring crosses itself, a hole lies outside… */
enum vg_geometry_rule {
    VG_GEOMETRY_REPAIR, /* make them valid and say which */
    VG_GEOMETRY_REFUSE, /* fail, naming the first VG_IMPORT_REFUSED of them */
    VG_GEOMETRY_KEEP,   /* take them as they are */
};

#define VG_IMPORT_REFUSED 20  /* invalid geometries after which a refusal stops looking */
#define VG_IMPORT_LISTED 1000 /* invalid geometries and notes a report names; all are counted */

struct vg_import_options {
    const char *source;     /* path; archives are looked into */
    const char *layer;      /* NULL: the only one */
    const char *collection; /* NULL: named after the layer or the file */
    const char *id_field;   /* NULL: the source's own ids, else numbers from 1 */
    const char *title, *description;
    const char *lang;       /* language of title and description, "fr"; NULL: unknown */
    const char *metadata;   /* a document of ISO 19139 or 19115-3 that tells of the data; NULL: one that lies beside the source */
    bool stac;              /* the source is a STAC Item or several: what they say beside their links is kept */
    bool no_metadata;       /* what lies beside is of no concern */
    enum vg_load_mode mode;
    enum vg_geometry_rule geometry;
    const char *encoding;   /* of texts; NULL: what the source says, else found out from the bytes */
    const char *crs;        /* NULL: what the source says.  Names, never transforms */
    const char *x, *y, *wkt; /* columns of a CSV table; NULL: found by their names */
    struct vg_crs_registry *registry;

    const struct vg_table_schema *schema; /* that rows are checked against; NULL: none */
    const struct vg_product *product;     /* the kind it belongs to; NULL: none */
    bool rows_only;         /* of no concern: geometry and CRS */
    bool strict;            /* any fault: nothing is imported; otherwise faulty rows are left out */
    const char *quarantine; /* file that takes the rows left out, as CSV; NULL: none */

    /* Called every few thousand rows; total is -1 where unknown.  Either may be NULL.  What stop() answers
     * with true is an import that fails with VG_UNAVAILABLE and leaves nothing. */
    void (*progress)(void *ctx, int64_t rows, int64_t total);
    bool (*stop)(void *ctx);
    void *ctx;
};

/* A feature whose geometry was not valid. */
struct vg_import_invalid {
    const char *id, *reason;
};

struct vg_import_report {
    const char *collection, *format, *layer;
    const char *encoding;   /* as found out from the bytes; NULL where the source says it */
    const char *id_field;   /* NULL: numbered */
    bool own_ids;           /* numbered by the source itself */
    const char *geometry;   /* "MULTIPOLYGON Z"; NULL: none */
    const char *crs;        /* "EPSG:2154"; NULL without geometry */
    int64_t rows;
    int64_t n_invalid;      /* repaired, or refused */
    struct vg_import_invalid *invalid; /* the first n_listed of them */
    size_t n_listed;
    const char **notes;     /* whole sentences: what was decided, renamed, left out */
    size_t n_notes;
    struct vg_check_report check; /* where there is a schema */
    int64_t elapsed_ms;
};

/* Import.  Everything in *out lives in `a`; it is filled as far as things came also on failure.
 * Errors: VG_BAD_INPUT, VG_NOT_FOUND, VG_CONFLICT, VG_TOO_LARGE: the source or the options are at fault;
 * VG_UNAVAILABLE, VG_NO_MEMORY, VG_BUG: the store or the machine is. */
enum vg_status vg_import(struct vg_store *s, const struct vg_import_options *o, struct vg_arena *a,
                         struct vg_import_report *out, struct vg_error *err) VG_MUST_USE;

#endif
