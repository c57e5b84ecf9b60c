/* terms.h — a text as the terms it is found by: folded, stemmed, the same when writing and when asking.
 *
 * A term is made of a-z and 0-9 alone (a letter of another script is spelt by its number), so that no text index
 * needs to know any language: it stores terms as they are, between spaces.  Every word gives one term, so that
 * phrases can be looked for. */
#ifndef VIGIE_BASE_TERMS_H
#define VIGIE_BASE_TERMS_H

#include <vigie/base/str.h>

#define VG_MAX_TERM 64 /* bytes; a longer word is cut */

struct vg_terms;

/* A stemmer for words of one language (libstemmer); belongs to one thread. */
struct vg_terms *vg_terms_new(enum vg_lang lang, struct vg_error *err);
void vg_terms_free(struct vg_terms *t); /* bears NULL */
void vg_terms_freep(struct vg_terms **t); /* for VG_AUTO */

/* The terms of a text, at most `most` of them and as many as b has room for, separated by spaces; returns how many there were.
 * "Qualités de l'air" gives "qualit de l air" in French.  stem false: folded only, for the beginnings of words. */
size_t vg_terms_put(struct vg_terms *t, struct vg_buf *b, struct vg_str text, size_t most, bool stem);

/* Whether anything of it can be a term: "--" and "*" are signs alone, which say nothing to look for. */
bool vg_terms_any(struct vg_str text);

#endif
