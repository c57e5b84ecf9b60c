/* places.h — the communes of France and the areas they belong to: EPCI, départements, regions; postcodes.
 *
 * The table is built into the program from the official one.  A program that was built without it knows none: everything
 * here then finds nothing. */
#ifndef VIGIE_MODEL_PLACES_H
#define VIGIE_MODEL_PLACES_H

#include <vigie/model/collection.h>

enum vg_place_level { VG_PLACE_COMMUNE, VG_PLACE_EPCI, VG_PLACE_DEPARTEMENT, VG_PLACE_REGION, VG_PLACE_N_LEVELS };

struct vg_place {
    struct vg_str code, name;
    struct vg_str within[VG_PLACE_N_LEVELS]; /* codes of the areas that hold it; empty: none; of itself at its own level */
    struct vg_str postcodes;                 /* "35600|35605" */
    int64_t population;                      /* -1: unknown */
};

struct vg_places;
/* From the table's text, which must outlive it; text absent or empty: none are known.  VG_BAD_INPUT names the line. */
enum vg_status vg_places_new(struct vg_str text, struct vg_places **out, struct vg_error *err) VG_MUST_USE;
void vg_places_free(struct vg_places *p); /* bears NULL */

size_t vg_places_count(const struct vg_places *p); /* communes; bears NULL */
/* By code; NULL.  Codes of what is no commune any more lead to the one that holds it. */
const struct vg_place *vg_places_find(const struct vg_places *p, enum vg_place_level level, struct vg_str code);
/* A commune as people write it, "Redon (35236)"; the code alone where it has no name. */
void vg_place_put(struct vg_buf *b, const struct vg_places *p, struct vg_str code);
/* Communes by what people type: the beginning of a postcode or code, or words of the name in any case and without accents;
 * those whose name begins so first, then the most populous.  Returns how many were written, *matched how many there are. */
size_t vg_places_search(const struct vg_places *p, struct vg_str q, const struct vg_place **out, size_t max, size_t *matched);

/* A text as it is searched by: without case, accents, hyphens and apostrophes. */
void vg_place_fold(struct vg_buf *b, struct vg_str s);

/* The field of a collection that holds the code of a commune, by the names people give it; -1. */
int vg_collection_place_field(const struct vg_collection *c);

#endif
