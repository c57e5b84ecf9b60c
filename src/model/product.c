/* Looking things up in a kind of products, and laying it over a collection. */
#include <math.h>
#include <stdlib.h>

#include <vigie/base/number.h>
#include <vigie/model/domain.h>
#include <vigie/model/product.h>

const struct vg_product *vg_product_find(const struct vg_products *all, struct vg_str id)
{
    for (size_t i = 0; i < all->n; i++)
        if (vg_str_is(id, all->list[i]->id))
            return all->list[i];
    return NULL;
}

/* --- values ----------------------------------------------------------------------------------- */

/* "LCZ 3", "lcz_a", "3.0": the prefix of the kind and the digits of a real number mean nothing. */
static struct vg_str bare_code(const struct vg_product *p, struct vg_str s)
{
    size_t n = strlen(p->id);
    s = vg_str_trim(s);
    if (s.len > n && vg_str_is_nocase((struct vg_str){s.ptr, n}, p->id)) {
        s.ptr += n;
        s.len -= n;
        while (s.len && (*s.ptr == ' ' || *s.ptr == '_' || *s.ptr == '-')) {
            s.ptr++;
            s.len--;
        }
    }
    if (s.len > 2 && s.ptr[s.len - 2] == '.' && s.ptr[s.len - 1] == '0')
        s.len -= 2;
    return s;
}

static int class_of(const struct vg_product *p, struct vg_str code)
{
    for (size_t i = 0; i < p->n_classes; i++)
        if (vg_str_is_nocase(code, p->classes[i].code))
            return (int)i;
    for (size_t i = 0; i < p->n_classes; i++)
        for (size_t k = 0; k < p->classes[i].n_codings; k++)
            if (vg_str_is_nocase(code, p->classes[i].codings[k]))
                return (int)i;
    return -1;
}

int vg_product_code(const struct vg_product *p, const struct vg_value *v)
{
    char text[VG_NUMBER_MAX];
    switch (v->kind) {
    case VG_V_INT:
        return class_of(p, (struct vg_str){text, (size_t)(vg_int64_write(text, v->integer) - text)});
    case VG_V_DOUBLE:
    case VG_V_FLOAT:
        if (!(fabs(v->real) < 1e15) || v->real != floor(v->real))
            return -1;
        return class_of(p, (struct vg_str){text, (size_t)(vg_int64_write(text, (int64_t)v->real) - text)});
    case VG_V_TEXT:
    case VG_V_NUMBER: {
        if (v->text.len > VG_MAX_CLASS_CODE)
            return -1;
        int as_it_stands = class_of(p, v->text); /* codes may themselves begin with the kind's name, or end in ".0" */
        return as_it_stands >= 0 ? as_it_stands : class_of(p, bare_code(p, v->text));
    }
    default:
        return -1;
    }
}

int vg_product_step(const struct vg_product *p, double v)
{
    int at = -1;
    for (size_t i = 0; i < p->n_steps && v >= p->steps[i].from; i++)
        at = (int)i;
    return at;
}

bool vg_product_no_data(const struct vg_product *p, const char *field, const struct vg_value *v)
{
    int at = field ? vg_schema_field(p->schema, vg_str_of(field)) : -1;
    const char *none = at >= 0 ? p->schema->fields[at].no_data : NULL;
    double number;
    if (v->kind == VG_V_NULL)
        return true;
    if (v->kind == VG_V_TEXT)
        return vg_schema_missing(p->schema, v->text) || (none && vg_str_is(v->text, none));
    if (!none || !vg_str_double(vg_str_of(none), &number))
        return false;
    return v->kind == VG_V_INT ? (double)v->integer == number
                               : (v->kind == VG_V_DOUBLE || v->kind == VG_V_FLOAT) && (v->real == number || isnan(v->real));
}

const struct vg_product_sentence *vg_product_sentence(const struct vg_product *p, const char *id)
{
    for (size_t i = 0; i < p->n_sentences; i++)
        if (!strcmp(p->sentences[i].id, id))
            return &p->sentences[i];
    return NULL;
}

/* --- collections ------------------------------------------------------------------------------ */

int vg_product_field(const struct vg_product *p, const struct vg_collection *c, const char *field)
{
    int at = field ? vg_schema_field(p->schema, vg_str_of(field)) : -1;
    if (at < 0)
        return -1;
    int exact = vg_collection_field(c, vg_str_of(p->schema->fields[at].name));
    if (exact >= 0)
        return exact;
    for (size_t i = 0; i < c->n_fields; i++)
        if (vg_schema_field(p->schema, vg_str_of(c->fields[i].name)) == at)
            return (int)i;
    return -1;
}

/* Every coding of a list, since rows are kept as they came: each is a value that the field may have. */
static const struct vg_domain *domain_of(const struct vg_schema_field *f, enum vg_type type, enum vg_lang lang, struct vg_arena *a)
{
    size_t room = 0, n = 0;
    for (size_t i = 0; i < f->n_codes; i++)
        room += 1 + f->codes[i].n_synonyms;
    struct vg_domain *d = VG_NEW(a, struct vg_domain);
    struct vg_code *codes = vg_arena_array(a, room, sizeof *codes);
    if (!d || !codes)
        return NULL;
    for (size_t i = 0; i < f->n_codes; i++) {
        const struct vg_schema_code *c = &f->codes[i];
        for (size_t k = 0; k <= c->n_synonyms; k++) {
            codes[n].title = vg_words_in(&c->title, lang);
            n += vg_code_parse(type, vg_str_of(k ? c->synonyms[k - 1] : c->value), &codes[n].value);
        }
    }
    d->codes = codes;
    d->n_codes = n;
    return n ? d : NULL;
}

/* Under which words a record of it is found; the topic category is one of them. */
static void set_keywords(const struct vg_product *p, enum vg_lang lang, struct vg_collection *c, struct vg_arena *a)
{
    const char **words = c->n_keywords ? NULL : vg_arena_array(a, p->n_keywords + 1, sizeof *words);
    size_t n = 0;
    for (size_t i = 0; words && i < p->n_keywords; i++)
        words[n++] = vg_words_in(&p->keywords[i], lang);
    if (words && p->topic)
        words[n++] = p->topic;
    if (words) {
        c->keywords = words;
        c->n_keywords = n;
    }
}

enum vg_status vg_product_complete(const struct vg_product *p, enum vg_lang lang, struct vg_collection *c, struct vg_arena *a,
                                   struct vg_error *err)
{
    c->product = p;
    set_keywords(p, lang, c, a);
    for (size_t i = 0; i < c->n_fields; i++) {
        struct vg_field *to = &c->fields[i];
        int at = vg_schema_field(p->schema, vg_str_of(to->name));
        if (at < 0)
            continue;
        const struct vg_schema_field *f = &p->schema->fields[at];
        to->title = to->title ? to->title : vg_words_in(&f->title, lang);
        to->description = to->description ? to->description : vg_words_in(&f->description, lang);
        to->unit = to->unit ? to->unit : f->unit;
        if (!to->domain && f->n_codes)
            to->domain = domain_of(f, to->type, lang, a);
    }
    return vg_arena_check(a, err);
}
