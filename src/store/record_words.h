/* record_words.h — which words of the records' texts this batch has kept already. */
#ifndef VIGIE_STORE_RECORD_WORDS_H
#define VIGIE_STORE_RECORD_WORDS_H

#include <vigie/base/str.h>

struct vg_terms;

/* {0} is an empty one. */
struct vg_record_words {
    uint64_t *seen;        /* hashes: an open table */
    size_t n, cap;
    struct vg_buf all, fresh;
};

/* The words of a text, folded, each once, that were not given before; separated by spaces.  It lives until the next call.
 * What there is no memory for is given again. */
struct vg_str vg_record_words_fresh(struct vg_record_words *w, struct vg_terms *t, struct vg_str text);
/* Nothing was given. */
void vg_record_words_forget(struct vg_record_words *w);
void vg_record_words_finish(struct vg_record_words *w); /* bears {0} */

#endif
