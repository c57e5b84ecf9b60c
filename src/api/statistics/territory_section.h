/* territory_section.h — what one collection tells of a commune, between the files that tell it. */
#ifndef API_STATISTICS_TERRITORY_SECTION_H
#define API_STATISTICS_TERRITORY_SECTION_H

#include "territory.h"

struct vg_section {
    struct vg_call *call;
    const struct vg_territory *territory;
    const struct vg_collection *collection;
    struct vg_node *doc, *view;   /* of this section; the same for a page */
    struct vg_stat_question question;
    const char *id;               /* for the elements of the page */
    int key;                      /* field with the commune's code; -1: by place */
    bool told;                    /* there is something */
};

/* territory_section.c */
void vg_section_say(struct vg_section *s, const char *sentence);
const char *vg_section_place(struct vg_section *s);
const char *vg_territory_step(struct vg_call *call, const char *step); /* "2022-12" as people write it */

/* territory_row.c: the values of the commune's row. */
enum vg_status vg_section_tell_row(struct vg_section *s, struct vg_error *err);

#endif
