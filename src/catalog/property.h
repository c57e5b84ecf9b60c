/* property.h — changing one property of a record, by its name or by its path; private to this folder. */
#ifndef CATALOG_PROPERTY_H
#define CATALOG_PROPERTY_H

#include <vigie/catalog/change.h>

/* By its name.  *stamps becomes true where it is the record's own date. */
enum vg_status vg_catalog_set_property(struct vg_record *r, const struct vg_catalog_property *p, struct vg_arena *a,
                                       bool *stamps, struct vg_error *err) VG_MUST_USE;

/* By paths: all properties of the list whose names are paths, in a document that is XML. */
bool vg_catalog_is_path(struct vg_str name);
enum vg_status vg_catalog_set_paths(struct vg_str document, const struct vg_catalog_property *list, size_t n,
                                    struct vg_arena *a, struct vg_str *out, struct vg_error *err) VG_MUST_USE;

#endif
