/* derive.h — the metadata record that a data collection has by itself: made of its facts and of the configuration. */
#ifndef VIGIE_CATALOG_DERIVE_H
#define VIGIE_CATALOG_DERIVE_H

#include <vigie/catalog/entry.h>
#include <vigie/model/map.h>
#include <vigie/model/project.h>

/* What is the same for all collections of a service. */
struct vg_catalog_site {
    const struct vg_contact *contact;   /* of the operator; NULL: none */
    const char *license_url, *license_title, *attribution;
    const char *lang;                   /* where a collection says none: "fr" */
    const struct vg_map *maps;          /* made of the collections, in that language */
    size_t n_maps;
    struct vg_projects projects;        /* rows of the collections */
    /* The catalogue forgets its records when the program ends: they get no stamp of now, which would make them new at each start,
     * but the time when the data was changed or, later, the configuration (config_us, 0: none). */
    bool forgets;
    int64_t config_us;
};

/* Read c->metadata, where there is one, into c->described.  VG_BAD_INPUT: it is no record of data that is known here; err says
 * why, and c is as it was. */
enum vg_status vg_catalog_read_metadata(struct vg_collection *c, struct vg_arena *a, struct vg_error *err) VG_MUST_USE;
/* Title, description, keywords, contacts and licence of c->described, in a language, where the store has said none. */
void vg_catalog_adopt_metadata(struct vg_collection *c, enum vg_lang lang, struct vg_arena *a);

/* The record of c in the arena, completed by c->described; addresses begin with base_url.  stamp_us: when the record was last changed, 0: not told.
 * Its identifier is the collection's. */
const struct vg_record *vg_catalog_describe(const struct vg_collection *c, const struct vg_catalog_site *site,
                                            const char *base_url, int64_t stamp_us, struct vg_arena *a);

/* The record of a map, linked with those of its layers; it is known by VG_MAP_RECORD and the map's id. */
const struct vg_record *vg_catalog_describe_map(const struct vg_map *m, const struct vg_catalog_site *site, const char *base_url,
                                                int64_t stamp_us, struct vg_arena *a);

/* Bring the records of the site's maps, of its projects and of all collections but the catalogue into the catalogue of a store, and take away those of
 * collections that have gone.  Hidden collections have none.  *n_changed: how many were added, changed or removed.
 * VG_NOT_FOUND: the store has no tables for records. */
enum vg_status vg_catalog_refresh(struct vg_store *s, const struct vg_collection *const *collections, size_t n,
                                  const struct vg_catalog_site *site, int64_t *n_changed, struct vg_error *err) VG_MUST_USE;

#endif
