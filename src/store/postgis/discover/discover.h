/* discover.h — from the catalogue to collections. */
#ifndef VIGIE_STORE_POSTGIS_DISCOVER_H
#define VIGIE_STORE_POSTGIS_DISCOVER_H

#include "../pg.h"
#include "catalog.h"

/* fields.c */
bool vg_pg_is_field(const struct vg_pg_attribute *at);
void vg_pg_make_field(const struct vg_pg_conn *c, const struct vg_pg_attribute *at, struct vg_arena *a,
                      struct vg_field *field, struct vg_pg_column *column);

/* domains.c — the values it may hold; NULL: all of its type. */
const struct vg_domain *vg_pg_domain_of(const struct vg_pg_catalog *k, const struct vg_pg_attribute *at,
                                        enum vg_type type, struct vg_arena *a);

/* key.c — the fields that make the item id, and which fields are indexed; false with *reason where there
 * is no such.  numbers: the attnum of each field. */
bool vg_pg_choose_key(const struct vg_pg_catalog *k, const struct vg_pg_relation *r, const int *numbers,
                      const char *hint, struct vg_arena *a, struct vg_collection *c, struct vg_pg_table *t,
                      const char **reason);

/* spans.c — the time span of the collections, and whether geometries are missing, where that is had by a
 * look at an index or at few rows. */
enum vg_status vg_pg_measure_spans(struct vg_pg_conn *conn, struct vg_collection **collections, size_t n,
                                   struct vg_error *err) VG_MUST_USE;

/* ../beside.c: may the list of imported tables be read? */
enum vg_status vg_pg_beside_lists(struct vg_pg_conn *c, bool *out, struct vg_error *err) VG_MUST_USE;
/* ../beside.c: which kinds of products they were imported as, and the documents of metadata that came with them. */
enum vg_status vg_pg_beside_read(struct vg_pg_conn *c, struct vg_arena *a, struct vg_collection *const *list, size_t n,
                                struct vg_error *err) VG_MUST_USE;

#endif
