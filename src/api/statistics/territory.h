/* territory.h — the pages of communes, private to this folder. */
#ifndef API_STATISTICS_TERRITORY_H
#define API_STATISTICS_TERRITORY_H

#include <vigie/model/product.h>

#include "series.h"

vg_handler vg_get_territories; /* territory_find.c */
vg_handler vg_get_territory;   /* territory.c */

/* A commune, from the official table, from the collection of communes, or from both. */
struct vg_territory {
    struct vg_str code, name;
    const struct vg_place *place;  /* NULL: not in the table */
    struct vg_stat_question reference; /* whose reference, code, name and population are set; reference NULL: none */
    struct vg_query row;           /* of the reference: this commune alone, in lon/lat */
    bool has_box;
    struct vg_bbox box;            /* lon/lat */
    int64_t population;            /* -1: unknown */
};
/* VG_NOT_FOUND: no such commune. */
enum vg_status vg_territory_find(struct vg_call *call, struct vg_str code, struct vg_territory *out,
                                 struct vg_error *err) VG_MUST_USE;
/* question.c: the collection of communes, into reference, code, name, population. */
void vg_stat_set_communes(struct vg_call *call, struct vg_stat_question *q);
/* question.c: the property that a collection is told by, and its style; ranges: of numbers, else of classes; -1. */
int vg_stat_usual_field(struct vg_call *call, const struct vg_collection *c, bool ranges, const struct vg_style **style);

/* territory_section.c: what one collection tells of the commune, as a member of `to`; nothing where it tells nothing. */
enum vg_status vg_territory_section(struct vg_call *call, const struct vg_territory *t, const struct vg_collection *c,
                                    struct vg_node *doc, struct vg_node *view, struct vg_error *err) VG_MUST_USE;
/* A sentence of share/text whose {names} are filled with values: name, value, …, NULL. */
const char *vg_territory_sentence(struct vg_call *call, const char *key, ...);
const char *vg_territory_number(struct vg_call *call, double v, int digits);

/* territory_words.c: a sentence of the kind of products, its {{names}} filled with figures; NULL: it has none of this id, or one that
 * names a figure which is not among these. */
struct vg_figure {
    const char *name, *value;
};
const char *vg_territory_kind_sentence(struct vg_call *call, const struct vg_product *p, const char *id, const struct vg_figure *figures,
                                       size_t n);
/* The share of each of the kind's groups of classes (of 1), p->n_groups of them; false: no row is of a class that belongs to one. */
bool vg_territory_groups(const struct vg_product *p, const struct vg_stat_table *t, double *shares);

/* territory_map.c: a map of the collection within the commune, as SVG; NULL: nothing to draw. */
enum vg_status vg_territory_map(struct vg_call *call, const struct vg_territory *t, const struct vg_collection *c,
                                const struct vg_query *rows, const struct vg_style *style, const char **svg,
                                struct vg_error *err) VG_MUST_USE;
/* The commune among its neighbours, of what has no shapes of its own; NULL: the collection of communes has none. */
enum vg_status vg_territory_locator(struct vg_call *call, const struct vg_territory *t, const char **svg,
                                    struct vg_error *err) VG_MUST_USE;

#endif
