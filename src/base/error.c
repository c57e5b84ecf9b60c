/* error.c — fill an error once, in the language of who reads it.
 *
 * The English format is the key of the catalogue in french/, so code is written and searched in
 * one language only.  A row there must hold the same conversions as its key (a test compares
 * them), since the arguments are those of the English sentence. */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <vigie/base/error.h>
#include <vigie/base/keyword.h>

#include "text.h"
#include "utf8.h"

static const char *const status_names[] = {
    [VG_OK] = "ok",
    [VG_END] = "end",
    [VG_BAD_INPUT] = "bad input",
    [VG_NOT_FOUND] = "not found",
    [VG_FORBIDDEN] = "forbidden",
    [VG_CONFLICT] = "conflict",
    [VG_TOO_LARGE] = "too large",
    [VG_UNAVAILABLE] = "unavailable",
    [VG_NO_MEMORY] = "no memory",
    [VG_BUG] = "bug",
};

/* snprintf cuts anywhere: leave out the bytes of a character that did not fit whole. */
static void copy_cut(char *to, size_t size, const char *from, int wanted)
{
    size_t n = wanted < 0 ? 0 : (size_t)wanted;
    if (n >= size)
        n = vg_utf8_floor(from, size - 1);
    memcpy(to, from, n);
    to[n] = '\0';
}

/* By way of local copies, since a caller who adds to a story may hand err's own texts in. */
enum vg_status vg_fail(struct vg_error *err, enum vg_status kind, const char *where,
                       const char *fmt, ...)
{
    if (!err)
        return kind;
    char place[sizeof(err->where)], text[sizeof(err->text)];
    int n_place = snprintf(place, sizeof(place), "%s", where ? where : "");

    va_list args;
    va_start(args, fmt);
    int n_text = vsnprintf(text, sizeof(text), vg_text(err->lang, fmt), args);
    va_end(args);

    err->kind = kind;
    copy_cut(err->where, sizeof(err->where), place, n_place);
    copy_cut(err->text, sizeof(err->text), text, n_text);
    return kind;
}

const char *vg_status_name(enum vg_status status)
{
    if ((size_t)status >= VG_COUNT(status_names))
        return "unknown";
    return status_names[status];
}

const char *vg_text(enum vg_lang lang, const char *english)
{
    if (lang != VG_FR)
        return english;
    struct vg_str key = vg_str_of(english);
    for (size_t i = 0; i < vg_n_french; i++) {
        const struct vg_text_row *row =
            vg_keyword_find(key, vg_french[i]->rows, vg_french[i]->n, sizeof(struct vg_text_row));
        if (row)
            return row->text;
    }
    return english;
}
