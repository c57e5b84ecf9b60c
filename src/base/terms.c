/* Words to terms.  The stemmers know words in lower case; they meet them without accents here, since people leave
 * these out when they ask: "qualites" and "qualités" have to give one term. */
#include <vigie/base/terms.h>

#include <ctype.h>
#include <libstemmer.h>
#include <stdlib.h>

#include <vigie/base/fold.h>

#include "utf8.h"

struct vg_terms {
    struct sb_stemmer *stemmer;
    struct vg_buf upper, plain, word;
};

#define MAX_TEXT ((size_t)16 << 20)
#define MAX_STEMMED 256 /* bytes; what is longer is no word of any language */

struct vg_terms *vg_terms_new(enum vg_lang lang, struct vg_error *err)
{
    struct vg_terms *t = calloc(1, sizeof *t);
    if (t)
        t->stemmer = sb_stemmer_new(lang == VG_FR ? "french" : "english", "UTF_8");
    if (!t || !t->stemmer) {
        free(t);
        (void)vg_fail(err, VG_NO_MEMORY, "", "out of memory");
        return NULL;
    }
    vg_buf_init(&t->upper, MAX_TEXT);
    vg_buf_init(&t->plain, MAX_TEXT);
    vg_buf_init(&t->word, MAX_TEXT);
    return t;
}

void vg_terms_free(struct vg_terms *t)
{
    if (!t)
        return;
    sb_stemmer_delete(t->stemmer);
    vg_buf_finish(&t->upper);
    vg_buf_finish(&t->plain);
    vg_buf_finish(&t->word);
    free(t);
}

void vg_terms_freep(struct vg_terms **t)
{
    vg_terms_free(*t);
}

/* Letters of the Latin script that no accent makes, by their UTF-8 after folding. */
static const struct {
    const char *letter, *spelt;
} latin[] = {
    {"Æ", "ae"}, {"Œ", "oe"}, {"Ø", "o"}, {"Ł", "l"}, {"Đ", "d"}, {"Ð", "d"}, {"Þ", "th"}, {"ẞ", "ss"},
};

/* Signs between words beyond ASCII: quotes, dashes, spaces, arrows, symbols. */
static const struct {
    uint32_t first, last;
} signs[] = {
    {0x80, 0xA9},     {0xAB, 0xB4},     {0xB6, 0xB9},     {0xBB, 0xBF},     {0xD7, 0xD7},     {0xF7, 0xF7},
    {0x2000, 0x206F}, {0x20A0, 0x20CF}, {0x2190, 0x2BFF}, {0x2E00, 0x2E7F}, {0x3000, 0x3004}, {0x3008, 0x3020},
    {0xE000, 0xF8FF}, {0xFE10, 0xFE6F}, {0xFF00, 0xFF0F}, {0xFFF0, 0xFFFF}, {0x1F000, 0x1FAFF},
};

static bool is_sign(uint32_t c)
{
    for (size_t i = 0; i < VG_COUNT(signs); i++)
        if (c >= signs[i].first && c <= signs[i].last)
            return true;
    return false;
}

static uint32_t code_of(const unsigned char *p, size_t n)
{
    uint32_t c = n == 2 ? p[0] & 0x1F : n == 3 ? p[0] & 0x0F : p[0] & 0x07;
    for (size_t i = 1; i < n; i++)
        c = c << 6 | (p[i] & 0x3F);
    return c;
}

bool vg_terms_any(struct vg_str text)
{
    for (size_t at = 0; at < text.len;) {
        const unsigned char *p = (const unsigned char *)text.ptr + at;
        size_t len = vg_utf8_length(p, text.len - at);
        if (len == 1 ? isalnum(*p) : len && !is_sign(code_of(p, len)))
            return true;
        at += len ? len : 1;
    }
    return false;
}

/* One character of a word; false: it is none, and the word ends here. */
static bool put_letter(struct vg_buf *b, const char *p, size_t n)
{
    if (n == 1) {
        char c = *p;
        if (!((c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')))
            return false;
        vg_buf_char(b, c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c);
        return true;
    }
    for (size_t i = 0; i < VG_COUNT(latin); i++)
        if (strlen(latin[i].letter) == n && !memcmp(latin[i].letter, p, n)) {
            vg_buf_cstr(b, latin[i].spelt);
            return true;
        }
    uint32_t c = code_of((const unsigned char *)p, n);
    if (is_sign(c))
        return false;
    vg_buf_printf(b, "x%x", c);
    return true;
}

/* The stem of the word in t->word. */
static void put_term(struct vg_terms *t, struct vg_buf *b, bool first, bool stem)
{
    const char *term = t->word.ptr;
    size_t len = t->word.len;
    if (stem && len <= MAX_STEMMED) {
        term = (const char *)sb_stemmer_stem(t->stemmer, (const sb_symbol *)term, (int)len);
        len = (size_t)sb_stemmer_length(t->stemmer);
    }
    if (!term || !len) {
        term = t->word.ptr;
        len = t->word.len;
    }
    if (!first)
        vg_buf_char(b, ' ');
    vg_buf_add(b, term, len < VG_MAX_TERM ? len : VG_MAX_TERM);
}

size_t vg_terms_put(struct vg_terms *t, struct vg_buf *b, struct vg_str text, size_t most, bool stem)
{
    size_t n = 0;
    vg_buf_clear(&t->upper);
    vg_buf_clear(&t->plain);
    vg_fold_accents(&t->plain, text);
    vg_fold_case(&t->upper, (struct vg_str){t->plain.ptr, t->plain.len});
    struct vg_str s = {t->upper.ptr, t->upper.len};
    for (size_t at = 0; at < s.len && n < most && b->len + VG_MAX_TERM + 1 < b->max;) {
        vg_buf_clear(&t->word);
        while (at < s.len) {
            size_t len = vg_utf8_length((const unsigned char *)s.ptr + at, s.len - at);
            size_t step = len ? len : 1;
            bool letter = len && put_letter(&t->word, s.ptr + at, len);
            at += step;
            if (!letter)
                break;
        }
        if (t->word.len)
            put_term(t, b, n++ == 0, stem);
    }
    return n;
}
