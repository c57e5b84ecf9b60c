/* discover.h — between the files that look at what a GeoPackage holds.
 *
 * discover.c goes through the tables; fields.c says what their columns are and what makes an id; place.c where they
 * lie; measure.c how many rows there are, whether all have a geometry, and when they were. */
#ifndef VIGIE_STORE_GPKG_DISCOVER_H
#define VIGIE_STORE_GPKG_DISCOVER_H

#include "../meta.h"
#include "columns.h"

struct vg_gpkg_discovery {
    struct vg_gpkg_conn *conn;
    struct vg_store *store;
    struct vg_arena *a;
    const struct vg_key_hint *hints;
    size_t n_hints;
    int64_t modified_us;
    int64_t measure_until_ms; /* what needs a look at rows is done until then, and left unknown after */
    bool again; /* the store was discovered before: requests are answered meanwhile */
    bool late;                /* something was left unknown */
    struct vg_discovery *out;
    size_t cap_collections, cap_unpublished;
};

/* One row of gpkg_contents with what gpkg_geometry_columns and gpkg_spatial_ref_sys say of it. */
struct vg_gpkg_contents {
    const char *table, *title, *description;
    bool has_box;
    struct vg_bbox box;
    const char *geometry, *geometry_type;
    int z, m, srs_id;
    const char *organization, *definition, *definition_wkt2;
    int code;
};

/* As vg_gpkg_ask_int(), of a question that looks at rows: VG_END when it was stopped, or there was no time left to begin. */
enum vg_status vg_gpkg_measure_int(struct vg_gpkg_discovery *d, char *sql, int64_t otherwise, int64_t *out);

/* fields.c.  The functions that give a text give NULL, or the reason why the table cannot be published. */
void vg_gpkg_make_fields(struct vg_gpkg_discovery *d, const struct vg_gpkg_contents *row,
                         const struct vg_gpkg_columns *k, struct vg_collection *c, struct vg_gpkg_table *t);
const char *vg_gpkg_find_key(struct vg_gpkg_discovery *d, const struct vg_gpkg_columns *k, const char *recorded,
                             struct vg_collection *c, const struct vg_gpkg_table *t);
/* domains.c: what the extension "schema" binds the values of fields to. */
void vg_gpkg_read_references(struct vg_gpkg_discovery *d, const char *table, struct vg_collection *c);
void vg_gpkg_read_domains(struct vg_gpkg_discovery *d, const char *table, struct vg_collection *c);
/* What the import knew and the table cannot say. */
void vg_gpkg_add_recorded(const struct vg_gpkg_meta *m, struct vg_collection *c);

/* place.c */
const char *vg_gpkg_find_place(struct vg_gpkg_discovery *d, const struct vg_gpkg_contents *row,
                               const struct vg_gpkg_columns *k, struct vg_collection *c, struct vg_gpkg_table *t);
/* c->extent from t->base.box. */
void vg_gpkg_find_extent(struct vg_gpkg_discovery *d, struct vg_collection *c, const struct vg_gpkg_table *t);

/* measure.c */
void vg_gpkg_measure(struct vg_gpkg_discovery *d, const struct vg_gpkg_columns *k, struct vg_collection *c,
                     struct vg_gpkg_table *t);
/* Once the time fields are known. */
void vg_gpkg_measure_time(struct vg_gpkg_discovery *d, struct vg_collection *c, const struct vg_gpkg_table *t);

#endif
