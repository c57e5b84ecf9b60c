/* What a statement over records has beyond one over features: versions, forms, the text index. */
#include "filter.h"

#include <vigie/base/terms.h>

#define MAX_ASKED_TERMS 64 /* in one phrase */
#define MAX_ASKED_BYTES (64 * 1024)

/* --- versions and forms --------------------------------------------------------------------------- */

static void put_moment(struct vg_sql *s, int64_t moment)
{
    vg_sql_param(s, VG_NO_FIELD, &(struct vg_value){.kind = VG_V_INT, .integer = moment});
}

void vg_sql_put_versions(struct vg_sql *s, int64_t moment)
{
    if (!moment) {
        vg_sql_put(s, "t.removed is null");
        return;
    }
    vg_sql_put(s, "t.added <= ");
    put_moment(s, moment);
    vg_sql_put(s, " and (t.removed is null or t.removed > ");
    put_moment(s, moment);
    vg_sql_put(s, ")");
}

/* Looked up for each row, and not joined: PostgreSQL puts that off until rows are sorted and cut to the limit.  The form's name is
 * one of ours, and written out: each form has a partition of its own, which a plan for all values would look for anew. */
void vg_sql_put_form_column(struct vg_sql *s, const char *column, const char *form)
{
    vg_sql_put(s, ", (select f.");
    vg_sql_put(s, column);
    vg_sql_put(s, " from ");
    vg_sql_put(s, s->table->forms);
    vg_sql_put(s, " f where f.version = t.version and f.form = '");
    vg_sql_put(s, form);
    vg_sql_put(s, "')");
}

/* --- text ----------------------------------------------------------------------------------------- */

/* The terms of one phrase, as the dialect writes a phrase in its query of a text index. */
static bool put_phrase(struct vg_sql *s, struct vg_terms *t, struct vg_buf *b, struct vg_str phrase)
{
    const struct vg_text_syntax *x = &s->dialect->text;
    VG_AUTO(vg_buf_finish) struct vg_buf terms;
    bool goes_on = phrase.len && phrase.ptr[phrase.len - 1] == '*', first = true;

    vg_buf_init(&terms, MAX_ASKED_BYTES);
    vg_terms_put(t, &terms, phrase, MAX_ASKED_TERMS, !goes_on);
    for (struct vg_str rest = {terms.len ? terms.ptr : NULL, terms.len}; rest.ptr; first = false) {
        struct vg_str term = vg_str_cut(rest, ' ', &rest);
        vg_buf_cstr(b, first ? "(" : x->followed_by);
        vg_buf_cstr(b, x->quote);
        vg_buf_str(b, term);
        vg_buf_cstr(b, x->quote);
        if (goes_on && !rest.ptr)
            vg_buf_cstr(b, x->goes_on);
    }
    if (!first)
        vg_buf_char(b, ')');
    return !first;
}

static bool put_phrases(struct vg_sql *s, enum vg_lang lang, const struct vg_expr *e, struct vg_buf *b)
{
    VG_AUTO(vg_terms_freep) struct vg_terms *t = vg_terms_new(lang, NULL);
    bool any = false;

    for (size_t i = 0; t && i < e->n_args; i++) {
        size_t before = b->len;
        if (any)
            vg_buf_cstr(b, s->dialect->text.or_else);
        if (put_phrase(s, t, b, e->args[i]->literal.text))
            any = true;
        else
            b->len = before;
    }
    return any;
}

/* Both languages are asked: nobody says in which one he asks, and a record may be found in either. */
void vg_sql_put_text(struct vg_sql *s, const struct vg_expr *e)
{
    struct vg_buf phrases[2];
    bool any = true;

    for (int lang = VG_EN; lang <= VG_FR; lang++) {
        vg_buf_init(&phrases[lang], MAX_ASKED_BYTES);
        any = put_phrases(s, (enum vg_lang)lang, e, &phrases[lang]) && any;
    }
    if (any && s->table->texts)
        s->dialect->put_text(s, (struct vg_str){phrases[VG_FR].ptr, phrases[VG_FR].len},
                             (struct vg_str){phrases[VG_EN].ptr, phrases[VG_EN].len});
    else
        vg_sql_put(s, "1 = 0"); /* nothing but signs is said: no text holds that */
    for (int lang = VG_EN; lang <= VG_FR; lang++)
        vg_buf_finish(&phrases[lang]);
}
