/* catalogue.h — the catalogue of a generation: the store's own where it has tables for records, else one that is derived
 * and kept in memory. */
#ifndef APP_CATALOGUE_H
#define APP_CATALOGUE_H

#include <vigie/api/api.h>
#include <vigie/store/records.h>

/* In its place among the others, which are sorted by id; nothing where memory is short, as the arena then says. */
void vg_discovery_insert(struct vg_discovery *d, struct vg_arena *a, struct vg_collection *c);

/* Add the catalogue of `derived` (may be NULL: nothing is added) where none was found. */
enum vg_status vg_catalogue_add(struct vg_store *derived, struct vg_arena *a, struct vg_discovery *d,
                                struct vg_error *err) VG_MUST_USE;

/* Its title and those of its fields in a language; the configuration may still change them. */
void vg_catalogue_name(struct vg_discovery *d, enum vg_lang lang);

/* Bring its records of collections up to date, and what is known of it.  derived: the store that lives in memory.  *n_changed: how
 * many records changed. */
enum vg_status vg_catalogue_refresh(struct vg_generation *g, const struct vg_store *derived, int64_t *n_changed,
                                    struct vg_error *err) VG_MUST_USE;

#endif
