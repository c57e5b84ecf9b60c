/* territory_section.h — what one collection tells of a commune, between the files that tell it. */
#ifndef API_STATISTICS_TERRITORY_SECTION_H
#define API_STATISTICS_TERRITORY_SECTION_H

#include "territory.h"

struct vg_section {
    struct vg_call *call;
    const struct vg_territory *territory;
    const struct vg_collection *collection;
    struct vg_node *doc, *view;   /* of this section; the same for a page */
    const struct vg_crossing *crossing; /* with the communes: that is told, and nothing else; NULL: none */
    struct vg_stat_question question;
    const char *id;               /* for the elements of the page */
    int key;                      /* field with the commune's code; -1: by place */
    bool by_ranges;               /* the classes of the question are ranges of numbers */
    bool told;                    /* there is something */
};

/* territory_section.c */
void vg_section_say(struct vg_section *s, const char *sentence);
const char *vg_section_place(struct vg_section *s);
const char *vg_territory_step(struct vg_call *call, const char *step); /* "2022-12" as people write it */

void vg_section_keep_svg(struct vg_section *s, const char *name, struct vg_buf *svg); /* takes the buffer */
void vg_section_link(struct vg_section *s, const char *rel, const char *href, const char *type, const char *title);
/* A bar for each value, as the section's chart; colours may be NULL. */
void vg_section_draw_parts(struct vg_section *s, const char *title, const char *unit, const char *const *labels,
                           const char *const *colours, const double *values, size_t n);

/* territory_series.c: its values over time, where it has some. */
enum vg_status vg_section_tell_series(struct vg_section *s, struct vg_error *err) VG_MUST_USE;

/* territory_compare.c: what alone makes no chart, beside the other communes of the département, or all that are known. */
enum vg_status vg_section_compare(struct vg_section *s, struct vg_error *err) VG_MUST_USE;

/* territory_row.c: the values of the commune's row. */
enum vg_status vg_section_tell_row(struct vg_section *s, struct vg_error *err);

#endif
