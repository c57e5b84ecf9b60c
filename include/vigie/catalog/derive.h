/* derive.h — the metadata record that a data collection has by itself: made of its facts and of the configuration. */
#ifndef VIGIE_CATALOG_DERIVE_H
#define VIGIE_CATALOG_DERIVE_H

#include <vigie/catalog/entry.h>

/* What is the same for all collections of a service. */
struct vg_catalog_site {
    const struct vg_contact *contact;   /* of the operator; NULL: none */
    const char *license_url, *license_title, *attribution;
    const char *lang;                   /* where a collection says none: "fr" */
};

/* The record of c in the arena; addresses begin with base_url.  stamp_us: when the record was last changed, 0: not told.
 * Its identifier is the collection's. */
const struct vg_record *vg_catalog_describe(const struct vg_collection *c, const struct vg_catalog_site *site,
                                            const char *base_url, int64_t stamp_us, struct vg_arena *a);

/* Bring the records of all collections but the catalogue into the catalogue of a store, and take away those of
 * collections that have gone.  Hidden collections have none.  *n_changed: how many were added, changed or removed.
 * VG_NOT_FOUND: the store has no tables for records. */
enum vg_status vg_catalog_refresh(struct vg_store *s, const struct vg_collection *const *collections, size_t n,
                                  const struct vg_catalog_site *site, int64_t *n_changed, struct vg_error *err) VG_MUST_USE;

#endif
