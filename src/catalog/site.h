/* site.h — parts that all records of our own have, private to this folder. */
#ifndef CATALOG_SITE_H
#define CATALOG_SITE_H

#include <vigie/model/collection.h>
#include <vigie/model/record.h>

/* A moment as records tell it, to the second; {0} where it cannot be told. */
struct vg_record_when vg_catalog_when(struct vg_arena *a, int64_t us);
/* Append to a list of texts; nothing where there is none. */
void vg_catalog_add_text(struct vg_arena *a, void *list, const char *value);
/* Append to a list of contacts; nothing where it is NULL. */
void vg_catalog_add_contact(struct vg_arena *a, void *list, const struct vg_contact *from);
/* The licence as a legal constraint on use; nothing where both are NULL. */
void vg_catalog_add_licence(struct vg_arena *a, struct vg_record *r, const char *url, const char *title);
/* An extent with this box, to a millionth of a degree outwards; NULL: no memory. */
struct vg_record_extent *vg_catalog_add_box(struct vg_arena *a, struct vg_record *r, const struct vg_bbox *box);
/* Another record: its identifier, title and address. */
void vg_catalog_add_relation(struct vg_arena *a, struct vg_record *r, const char *id, const char *title, const char *href,
                             const char *association);

/* base_url, path and id, with `rest` behind; NULL: no memory. */
const char *vg_catalog_address(struct vg_arena *a, const char *base_url, const char *path, const char *id, const char *rest);
/* A way to a page or a document; NULL: there is no address, or no memory. */
struct vg_record_link *vg_catalog_add_link(struct vg_arena *a, struct vg_record *r, const char *href, const char *name,
                                           const char *media_type);

struct vg_catalog_site;
/* map.c: the maps that draw c, as relations and links of its record. */
void vg_catalog_add_maps_of(struct vg_arena *a, struct vg_record *r, const struct vg_collection *c, const struct vg_catalog_site *site,
                            const char *base_url);
/* project.c: the projects that made c, as relations of its record. */
void vg_catalog_add_projects_of(struct vg_arena *a, struct vg_record *r, const struct vg_collection *c,
                                const struct vg_catalog_site *site, const char *base_url);

#endif
