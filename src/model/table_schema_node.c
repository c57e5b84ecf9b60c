/* A schema as a document, in the form of schema.data.gouv.fr. */
#include <vigie/base/number.h>

#include "table_schema_read.h"

struct writing {
    struct vg_arena *a;
    enum vg_lang lang;
};

static void add_words(const struct writing *w, struct vg_node *to, const char *key, const struct vg_words *words)
{
    vg_node_add_str(w->a, to, key, vg_words_in(words, w->lang));
}

static void add_texts(const struct writing *w, struct vg_node *to, const char *key, const char *const *texts, size_t n)
{
    struct vg_node *list = n ? vg_node_add_list(w->a, to, key) : NULL;
    for (size_t i = 0; i < n; i++)
        vg_node_add_str(w->a, list, NULL, texts[i]);
}

/* Bounds and values of numbers are numbers, others texts. */
static void add_scalar(const struct writing *w, struct vg_node *to, const char *key, const struct vg_schema_field *f,
                       const char *text)
{
    int64_t n;
    double d;
    bool number = f->type == VG_SCHEMA_INTEGER || f->type == VG_SCHEMA_NUMBER || f->type == VG_SCHEMA_YEAR;
    if (text && number && vg_str_int64(vg_str_of(text), &n))
        vg_node_add_int(w->a, to, key, n);
    else if (text && number && vg_str_double(vg_str_of(text), &d))
        vg_node_add_double(w->a, to, key, d);
    else
        vg_node_add_str(w->a, to, key, text);
}

/* The bare list is what every reader of Table Schema knows; names and synonyms stand beside it. */
static void add_codes(const struct writing *w, struct vg_node *field, struct vg_node *constraints, const struct vg_schema_field *f)
{
    struct vg_node *list = vg_node_add_list(w->a, constraints, "enum"), *codes = NULL;
    for (size_t i = 0; i < f->n_codes; i++) {
        const struct vg_schema_code *c = &f->codes[i];
        add_scalar(w, list, NULL, f, c->value);
        for (size_t k = 0; k < c->n_synonyms; k++)
            add_scalar(w, list, NULL, f, c->synonyms[k]);
        if (!vg_words_in(&c->title, w->lang))
            continue;
        codes = codes ? codes : vg_node_add_list(w->a, field, "codes");
        struct vg_node *one = vg_node_add_map(w->a, codes, NULL);
        vg_node_add_str(w->a, one, "value", c->value);
        add_words(w, one, "title", &c->title);
        add_texts(w, one, "synonyms", c->synonyms, c->n_synonyms);
    }
}

static void add_constraints(const struct writing *w, struct vg_node *field, const struct vg_schema_field *f)
{
    struct vg_node *c = vg_node_map(w->a);
    vg_node_add_bool(w->a, c, "required", f->required);
    if (f->unique)
        vg_node_add_bool(w->a, c, "unique", true);
    if (f->min_length >= 0)
        vg_node_add_int(w->a, c, "minLength", f->min_length);
    if (f->max_length >= 0)
        vg_node_add_int(w->a, c, "maxLength", f->max_length);
    add_scalar(w, c, f->minimum_out ? "exclusiveMinimum" : "minimum", f, f->minimum);
    add_scalar(w, c, f->maximum_out ? "exclusiveMaximum" : "maximum", f, f->maximum);
    vg_node_add_str(w->a, c, "pattern", f->pattern_text);
    if (f->n_codes)
        add_codes(w, field, c, f);
    vg_node_append(w->a, field, "constraints", c);
}

static void add_field(const struct writing *w, struct vg_node *list, const struct vg_schema_field *f)
{
    struct vg_node *n = vg_node_add_map(w->a, list, NULL);
    bool boolean = f->type == VG_SCHEMA_BOOLEAN;
    vg_node_add_str(w->a, n, "name", f->name);
    add_words(w, n, "title", &f->title);
    add_words(w, n, "description", &f->description);
    vg_node_add_str(w->a, n, "type", vg_schema_type_name(f->type));
    vg_node_add_str(w->a, n, "format", f->format);
    vg_node_add_str(w->a, n, "example", f->example);
    vg_node_add_str(w->a, n, "unit", f->unit);
    vg_node_add_str(w->a, n, "noData", f->no_data);
    vg_node_add_str(w->a, n, "decimalChar", f->decimal_char);
    vg_node_add_str(w->a, n, "groupChar", f->group_char);
    if (!f->bare_number)
        vg_node_add_bool(w->a, n, "bareNumber", false);
    add_texts(w, n, "trueValues", f->true_values, boolean ? f->n_true : 0);
    add_texts(w, n, "falseValues", f->false_values, boolean ? f->n_false : 0);
    add_texts(w, n, "aliases", f->aliases, f->n_aliases);
    add_constraints(w, n, f);
}

static void add_keys(const struct writing *w, struct vg_node *to, const struct vg_table_schema *s)
{
    struct vg_node *key = s->n_key ? vg_node_add_list(w->a, to, "primaryKey") : NULL;
    for (size_t i = 0; i < s->n_key; i++)
        vg_node_add_str(w->a, key, NULL, s->fields[s->key[i]].name);
    struct vg_node *all = s->n_references ? vg_node_add_list(w->a, to, "foreignKeys") : NULL;
    for (size_t i = 0; i < s->n_references; i++) {
        const struct vg_schema_reference *r = &s->references[i];
        struct vg_node *one = vg_node_add_map(w->a, all, NULL), *fields = vg_node_add_list(w->a, one, "fields");
        for (size_t k = 0; k < r->n_fields; k++)
            vg_node_add_str(w->a, fields, NULL, s->fields[r->fields[k]].name);
        struct vg_node *to_map = vg_node_add_map(w->a, one, "reference");
        vg_node_add_str(w->a, to_map, "resource", r->resource);
        add_texts(w, to_map, "fields", r->to, r->n_fields);
    }
}

struct vg_node *vg_table_schema_node(const struct vg_table_schema *s, enum vg_lang lang, struct vg_arena *a)
{
    const struct writing w = {a, lang};
    struct vg_node *n = vg_node_map(a);
    vg_node_add_str(a, n, "$schema", "https://frictionlessdata.io/schemas/table-schema.json");
    vg_node_add_str(a, n, "name", s->name);
    add_words(&w, n, "title", &s->title);
    add_words(&w, n, "description", &s->description);
    vg_node_add_str(a, n, "version", s->version);
    vg_node_add_str(a, n, "homepage", s->homepage);
    add_texts(&w, n, "missingValues", s->missing, s->n_missing);
    struct vg_node *fields = vg_node_add_list(a, n, "fields");
    for (size_t i = 0; i < s->n_fields; i++)
        add_field(&w, fields, &s->fields[i]);
    add_keys(&w, n, s);
    return n;
}
