/* style_private.h — between the two halves of making styles: what was seen of the values, and the classes made of it. */
#ifndef MODEL_STYLE_PRIVATE_H
#define MODEL_STYLE_PRIVATE_H

#include <vigie/model/style.h>

#define VG_MOST_CLASSES 12 /* that colours without an order tell apart */
#define VG_MOST_CODES 20   /* that are kept of what was seen: known codes have their own colours */
#define VG_NO_DATA (-9999) /* what many tables hold where there is nothing */

/* Of one field. */
struct vg_seen {
    struct vg_value distinct[VG_MOST_CODES + 1]; /* in their order; one more than there may be: too many */
    size_t n_values, n_distinct;
    size_t last_new;       /* the row at which one more was seen */
    double *numbers;       /* in their order */
    size_t n_numbers;
    bool numeric;          /* all that was seen are numbers */
    bool nothing, no_data; /* nulls or empty texts; VG_NO_DATA */
    bool numbering;        /* whole numbers, all different: they count the rows */
};

struct vg_style_sample {
    struct vg_arena *arena;
    const struct vg_collection *collection;
    const int *fields;
    struct vg_seen *seen;
    size_t n, rows;
    bool whole;
};

/* NULL: the field was not among those looked at. */
const struct vg_seen *vg_style_seen(const struct vg_style_sample *s, int field);

#endif
