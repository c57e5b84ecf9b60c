/* text.h — the catalogue of sentences in other languages than English.
 *
 * To add a sentence: copy the literal given to vg_fail or vg_text (joined to one line) into the table of the folder
 * that says it (french/), keep that table sorted by it (strcmp), and use the same conversions in the same order, or
 * number all of them (%2$s).  A sentence that two folders say stands in one table.  One that is missing is shown
 * in English. */
#ifndef VIGIE_SRC_BASE_TEXT_H
#define VIGIE_SRC_BASE_TEXT_H

#include <stddef.h>

struct vg_text_row {
    const char *english; /* the format as it stands in the code: the key */
    const char *text;    /* the same conversions in the same order, or all of them as %1$s */
};

struct vg_text_table {
    const struct vg_text_row *rows; /* sorted by english */
    size_t n;
};

/* French, a table a folder of src/. */
extern const struct vg_text_table *const vg_french[];
extern const size_t vg_n_french;

#endif
