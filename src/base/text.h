/* text.h — the catalogue of sentences in other languages than English. */
#ifndef VIGIE_SRC_BASE_TEXT_H
#define VIGIE_SRC_BASE_TEXT_H

#include <stddef.h>

struct vg_text_row {
    const char *english; /* the format as it stands in the code: the key */
    const char *text;    /* the same conversions in the same order, or all of them as %1$s */
};

extern const struct vg_text_row vg_text_fr[]; /* sorted by english */
extern const size_t vg_text_fr_count;

#endif
