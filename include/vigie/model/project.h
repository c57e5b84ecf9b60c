/* project.h — a project: a row of a collection whose kind of products says that each row is one.  It is a feature there and a
 * record of the catalogue, linked with the collections that it names as its products. */
#ifndef VIGIE_MODEL_PROJECT_H
#define VIGIE_MODEL_PROJECT_H

#include <vigie/model/product.h>

/* What a field of the row says: one text, or those of a list. */
struct vg_project_texts {
    const char *const *list;
    size_t n;
};

struct vg_project {
    const char *id;                         /* of its record: the collection's, ':' and the row's */
    const char *item;                       /* the row's */
    const struct vg_collection *collection;
    struct vg_project_texts parts[VG_ROW_N_PARTS];
    const struct vg_collection *const *products; /* as many as parts[VG_ROW_PRODUCTS]; NULL: no collection of this service */
    bool has_extent;
    struct vg_bbox extent;                  /* lon/lat (CRS84) */
};

/* Its title for people: "SatLCZ – Heat in the city", or what there is of both. */
const char *vg_project_title(const struct vg_project *p, struct vg_arena *a);

/* All of a service, and which of them name which collection as one of their products. */
struct vg_projects {
    const struct vg_project *list;
    size_t n;
    const struct vg_project_product *products; /* by collection, then in the order of the list */
    size_t n_products;
};
struct vg_project_product {
    const char *collection; /* its id, also of one that is not here */
    const struct vg_project *project;
};

/* Fill products, in the arena; without memory there are none, which the arena tells. */
void vg_projects_index(struct vg_projects *all, struct vg_arena *a);
/* Those that made c, one after the other; *n: how many. */
const struct vg_project_product *vg_projects_of(const struct vg_projects *all, const struct vg_collection *c, size_t *n);

#endif
