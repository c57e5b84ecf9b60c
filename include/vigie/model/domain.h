/* domain.h — which values a field may have, where its type does not say it all: a constraint of the store, or what the
 * configuration lists.  It is what every row holds now and later, not what rows happen to hold. */
#ifndef VIGIE_MODEL_DOMAIN_H
#define VIGIE_MODEL_DOMAIN_H

#include <vigie/model/feature.h>

struct vg_code {
    struct vg_value value;  /* of the field's type: an integer, else a text */
    const char *title;      /* for people; NULL: none */
};

struct vg_domain {
    const struct vg_code *codes; /* in the order they were listed in */
    size_t n_codes;              /* 0: not enumerated */
    const char *codelist;        /* address of the list that the codes are from; NULL: none */
    struct vg_value min, max;    /* numbers; VG_V_NULL: no bound */
    bool above_min, below_max;   /* the bound itself lies outside */
};

/* Do people have names for its codes? */
bool vg_domain_has_titles(const struct vg_domain *d);
/* A code from its text: a whole number for a field of integers.  False: it is no value of that type. */
bool vg_code_parse(enum vg_type type, struct vg_str text, struct vg_value *out);

#endif
