/* source.h — rows to import, whatever they are read from: one interface over OGR's layers and CSV tables. */
#ifndef INGEST_SOURCE_H
#define INGEST_SOURCE_H

#include <vigie/ingest/import.h>

struct vg_source;

struct vg_source_row {
    int64_t number; /* from 1, as it stands in the file */
    int64_t line;   /* of a text table; 0: not known */
    int64_t fid;    /* the source's own id where schema.has_fids; else -1 */
    const struct vg_value *values;
    struct vg_geom geom; /* {0}: none */
    size_t cells;   /* of a table: how many the row has where the header has another number and a schema is to judge it; else 0 */
    bool changed;   /* the row does not fit the schema told so far, which was changed: begin again */
};

struct vg_source_schema {
    const char *format;    /* "GeoJSON" */
    const char *layer;     /* NULL: the file is the layer */
    const char *encoding;  /* found out from the bytes; NULL: told by the source */
    struct vg_field *fields;
    bool *all_null;        /* of each field: no row has a value, its type is arbitrary; NULL: not known */
    size_t n_fields;
    size_t n_columns;      /* of a text table: cells of its header */
    int key;               /* field with the source's own ids; -1 */
    bool has_fids;         /* rows have numbers of their own that are worth keeping */
    const char *geom_name; /* NULL: no geometry */
    enum vg_geom_type geom_type; /* VG_GEOM_ANY where not known */
    bool geom_z, geom_m;
    const struct vg_crs *crs; /* NULL: not told */
    int64_t total;         /* rows, -1 unknown */
};

struct vg_source_ops {
    enum vg_status (*next)(struct vg_source *s, struct vg_source_row *out, struct vg_error *err); /* VG_END after the last */
    enum vg_status (*rewind)(struct vg_source *s, struct vg_error *err);
    void (*close)(struct vg_source *s);
};

struct vg_notes;

struct vg_source {
    const struct vg_source_ops *ops;
    struct vg_source_schema schema;
    const char *file;  /* for messages: its name without folders */
    struct vg_arena *arena; /* lives as long as the import */
    struct vg_notes *notes;
};

struct vg_place;

/* Both take the whole description of the source from o; place tells what to open. */
enum vg_status vg_ogr_open(const struct vg_place *p, const struct vg_import_options *o, struct vg_arena *a,
                           struct vg_notes *notes, struct vg_source **out, struct vg_error *err) VG_MUST_USE;
enum vg_status vg_csv_open(const struct vg_place *p, const struct vg_import_options *o, struct vg_arena *a,
                           struct vg_notes *notes, struct vg_source **out, struct vg_error *err) VG_MUST_USE;
/* json_rows.c: rows of a JSON document that is no GeoJSON, as the kind of o says where they lie.  VG_NOT_FOUND, without a
 * sentence: it is no such document. */
enum vg_status vg_json_rows_open(const struct vg_place *p, const struct vg_import_options *o, struct vg_arena *a,
                                 struct vg_notes *notes, struct vg_source **out, struct vg_error *err) VG_MUST_USE;
void vg_source_close(struct vg_source *s); /* bears NULL */

/* Put the file, the row (NULL: none) and the field (NULL: none) before the sentence that is in err. */
enum vg_status vg_source_blame(const struct vg_source *s, const struct vg_source_row *row, const char *field,
                               struct vg_error *err);

/* Sentences for the report, at most VG_IMPORT_LISTED; the same one is kept once. */
struct vg_notes {
    struct vg_arena *arena;
    enum vg_lang lang;
    const char **list;
    size_t n;
};
void vg_notes_add(struct vg_notes *n, const char *fmt, ...) VG_PRINTF(2, 3);

#endif
