/* Words of records' texts: which are to be kept, and which hold some letters.
 *
 * An index of terms knows beginnings of words and no more.  So the store keeps each word of all records once, by each of its endings;
 * letters inside a word are the beginning of one of these, and what is then asked of the index of terms is whole words.
 *
 * Words of a batch are told apart by 64 bits of their hashes: of a hundred thousand words two are alike once in four
 * thousand million batches, and the later one is then not found by the letters inside it. */
#include "record_words.h"

#include <stdlib.h>

#include <vigie/base/hash.h>
#include <vigie/base/terms.h>

#include "records.h"
#include "sql/sql.h"

#define MAX_WORD_BYTES ((size_t)2 << 20)
#define MOST_SEEN ((size_t)1 << 20) /* 8 MB; past it all are forgotten, and kept once more */

static size_t slot_of(const uint64_t *seen, size_t cap, uint64_t hash)
{
    size_t at = (size_t)hash & (cap - 1);

    while (seen[at] && seen[at] != hash)
        at = (at + 1) & (cap - 1);
    return at;
}

static bool grow(struct vg_record_words *w)
{
    size_t cap = w->cap ? 2 * w->cap : 4096;
    uint64_t *more = calloc(cap, sizeof *more);

    if (!more)
        return false;
    for (size_t i = 0; i < w->cap; i++)
        if (w->seen[i])
            more[slot_of(more, cap, w->seen[i])] = w->seen[i];
    free(w->seen);
    w->seen = more;
    w->cap = cap;
    return true;
}

static bool is_fresh(struct vg_record_words *w, struct vg_str word)
{
    uint64_t hash = vg_hash_bytes(word.ptr, word.len).lo | 1;

    if (w->n >= MOST_SEEN)
        vg_record_words_forget(w);
    if (2 * (w->n + 1) > w->cap && !grow(w))
        return true;
    size_t at = slot_of(w->seen, w->cap, hash);
    if (w->seen[at])
        return false;
    w->seen[at] = hash;
    w->n++;
    return true;
}

struct vg_str vg_record_words_fresh(struct vg_record_words *w, struct vg_terms *t, struct vg_str text)
{
    if (!w->all.max) {
        vg_buf_init(&w->all, MAX_WORD_BYTES);
        vg_buf_init(&w->fresh, MAX_WORD_BYTES);
    }
    vg_buf_clear(&w->all);
    vg_buf_clear(&w->fresh);
    vg_terms_put(t, &w->all, text, VG_MAX_RECORD_TERMS, false);
    for (struct vg_str rest = {w->all.len ? w->all.ptr : NULL, w->all.len}; rest.ptr;) {
        struct vg_str word = vg_str_cut(rest, ' ', &rest);
        if (!is_fresh(w, word))
            continue;
        if (w->fresh.len)
            vg_buf_char(&w->fresh, ' ');
        vg_buf_str(&w->fresh, word);
    }
    return (struct vg_str){w->fresh.len ? w->fresh.ptr : "", w->fresh.len};
}

void vg_record_words_forget(struct vg_record_words *w)
{
    free(w->seen);
    w->seen = NULL;
    w->n = w->cap = 0;
}

void vg_record_words_finish(struct vg_record_words *w)
{
    vg_record_words_forget(w);
    vg_buf_finish(&w->all);
    vg_buf_finish(&w->fresh);
}

enum vg_status vg_session_words(struct vg_session *x, const struct vg_collection *catalogue, struct vg_str letters, bool ends,
                                size_t most, struct vg_arena *a, struct vg_str **out, size_t *n_out, struct vg_error *err)
{
    VG_AUTO(vg_terms_freep) struct vg_terms *t = vg_terms_new(VG_EN, err);
    VG_AUTO(vg_buf_finish) struct vg_buf from, until;

    vg_buf_init(&from, 2 * VG_MAX_TERM + 2);
    vg_buf_init(&until, 2 * VG_MAX_TERM + 2);
    if (!t)
        return VG_NO_MEMORY;
    if (!catalogue->table->words || vg_terms_put(t, &from, letters, 2, false) != 1)
        return VG_NOT_FOUND;
    /* The next text after all that begin so; or after this one, since a blank is before all that words are made of. */
    vg_buf_add(&until, from.ptr, from.len);
    if (ends)
        vg_buf_char(&until, ' ');
    else
        until.ptr[until.len - 1]++;
    enum vg_status r = x->store->ops->words(x, catalogue, (struct vg_str){from.ptr, from.len},
                                            (struct vg_str){until.ptr, until.len}, most + 1, a, out, n_out, err);
    return r == VG_OK && *n_out > most ? VG_TOO_LARGE : r;
}
