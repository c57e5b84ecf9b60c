/* Reading a Table Schema.  What is published as one is often careless (a constraint misspelt, a member of another standard):
 * what has no meaning here is passed over, what has one must be right. */
#include <stdio.h>

#include <vigie/base/number.h>
#include <vigie/base/pattern.h>

#include "table_schema_read.h"
#include "table_value.h"

/* --- pieces ----------------------------------------------------------------------------------- */

const char *vg_words_in(const struct vg_words *w, enum vg_lang lang)
{
    return w->in[lang] ? w->in[lang] : w->in[!lang];
}

const char *vg_read_text(const struct vg_node *n, struct vg_arena *a)
{
    char number[VG_NUMBER_MAX];
    if (!n || n->kind == VG_N_NULL || n->kind == VG_N_LIST || n->kind == VG_N_MAP)
        return NULL;
    if (n->kind == VG_N_STR || n->text.ptr)
        return vg_arena_cstr(a, n->text);
    if (n->kind == VG_N_BOOL)
        return n->boolean ? "true" : "false";
    char *end = n->kind == VG_N_INT ? vg_int64_write(number, n->integer) : vg_double_write(number, n->real);
    return vg_arena_cstr(a, (struct vg_str){number, (size_t)(end - number)});
}

const char *vg_read_member(const struct vg_node *map, const char *key, struct vg_arena *a)
{
    return vg_read_text(vg_node_get(map, key), a);
}

const char *const *vg_read_texts(const struct vg_node *n, struct vg_arena *a, size_t *n_out)
{
    size_t room = n && n->kind == VG_N_LIST ? n->n : 1;
    const char **out = vg_arena_array(a, room + 1, sizeof *out);
    *n_out = 0;
    if (!out || !n)
        return out;
    if (n->kind != VG_N_LIST) {
        const char *one = vg_read_text(n, a);
        *n_out = one != NULL;
        out[0] = one;
        return out;
    }
    VG_EACH(child, n) {
        const char *one = vg_read_text(child, a);
        if (one)
            out[(*n_out)++] = one;
    }
    return out;
}

struct vg_words vg_words_read(const struct vg_node *n, struct vg_arena *a)
{
    struct vg_words w = {{NULL, NULL}};
    if (n && n->kind == VG_N_MAP) {
        w.in[VG_EN] = vg_read_member(n, "en", a);
        w.in[VG_FR] = vg_read_member(n, "fr", a);
    } else {
        w.in[VG_EN] = w.in[VG_FR] = vg_read_text(n, a);
    }
    return w;
}

enum vg_status vg_read_at(const struct vg_node *n, enum vg_status r, struct vg_error *err)
{
    if (err && n && n->line > 0)
        snprintf(err->where, sizeof err->where, "line %d", n->line);
    return r;
}

/* --- types ------------------------------------------------------------------------------------ */

static const char *const type_names[VG_SCHEMA_TYPES] = {
    [VG_SCHEMA_ANY] = "any",         [VG_SCHEMA_ARRAY] = "array",       [VG_SCHEMA_BOOLEAN] = "boolean",
    [VG_SCHEMA_DATE] = "date",       [VG_SCHEMA_DATETIME] = "datetime", [VG_SCHEMA_DURATION] = "duration",
    [VG_SCHEMA_GEOJSON] = "geojson", [VG_SCHEMA_GEOPOINT] = "geopoint", [VG_SCHEMA_INTEGER] = "integer",
    [VG_SCHEMA_NUMBER] = "number",   [VG_SCHEMA_OBJECT] = "object",     [VG_SCHEMA_STRING] = "string",
    [VG_SCHEMA_TIME] = "time",       [VG_SCHEMA_YEAR] = "year",         [VG_SCHEMA_YEARMONTH] = "yearmonth",
};

const char *vg_schema_type_name(enum vg_schema_type t)
{
    return type_names[t];
}

static const char *const type_words[VG_SCHEMA_TYPES] = {
    [VG_SCHEMA_ANY] = "any value",   [VG_SCHEMA_ARRAY] = "list",             [VG_SCHEMA_BOOLEAN] = "boolean",
    [VG_SCHEMA_DATE] = "date",       [VG_SCHEMA_DATETIME] = "date and time", [VG_SCHEMA_DURATION] = "duration",
    [VG_SCHEMA_GEOJSON] = "GeoJSON", [VG_SCHEMA_GEOPOINT] = "point",         [VG_SCHEMA_INTEGER] = "integer",
    [VG_SCHEMA_NUMBER] = "number",   [VG_SCHEMA_OBJECT] = "JSON",            [VG_SCHEMA_STRING] = "text",
    [VG_SCHEMA_TIME] = "time of day", [VG_SCHEMA_YEAR] = "year",             [VG_SCHEMA_YEARMONTH] = "month of a year",
};

const char *vg_schema_type_word(enum vg_schema_type t)
{
    return type_words[t];
}

static bool find_type(const char *name, enum vg_schema_type *out)
{
    for (int t = 0; t < VG_SCHEMA_TYPES; t++)
        if (!strcmp(name, type_names[t])) {
            *out = (enum vg_schema_type)t;
            return true;
        }
    return false;
}

/* --- a field ---------------------------------------------------------------------------------- */

static bool flag(const struct vg_node *map, const char *key)
{
    const struct vg_node *n = vg_node_get(map, key);
    return n && n->kind == VG_N_BOOL && n->boolean;
}

static int64_t length(const struct vg_node *map, const char *key)
{
    const struct vg_node *n = vg_node_get(map, key);
    return n && n->kind == VG_N_INT && n->integer >= 0 ? n->integer : -1;
}

/* A bound, whichever of the two members has it. */
static const char *bound(const struct vg_node *map, const char *in, const char *out, bool *outside, struct vg_arena *a)
{
    const char *text = vg_read_member(map, in, a);
    *outside = !text;
    text = text ? text : vg_read_member(map, out, a);
    *outside = *outside && text;
    return text;
}

/* A code is a scalar, or in a kind a map {value, title, synonyms}. */
static enum vg_status read_codes(const struct vg_node *list, struct vg_arena *a, struct vg_schema_field *f, struct vg_error *err)
{
    if (!list || list->kind != VG_N_LIST || list->n == 0)
        return VG_OK;
    if (list->n > VG_SCHEMA_MAX_CODES)
        return vg_fail(err, VG_TOO_LARGE, f->name, "the field '%s' has more than %d values in its list", f->name,
                       VG_SCHEMA_MAX_CODES);
    struct vg_schema_code *codes = vg_arena_array(a, list->n, sizeof *codes);
    if (!codes)
        return vg_arena_check(a, err);
    VG_EACH(n, list) {
        struct vg_schema_code *c = &codes[f->n_codes];
        const struct vg_node *value = n->kind == VG_N_MAP ? vg_node_get(n, "value") : n;
        if (value && value->kind == VG_N_NULL) /* "or nothing": what is missing is no matter of the list */
            continue;
        c->value = vg_read_text(value, a);
        if (!c->value)
            return vg_read_at(n, vg_fail(err, VG_BAD_INPUT, f->name, "a value of the field '%s' is neither a text nor a number", f->name), err);
        c->title = vg_words_read(vg_node_get(n, "title"), a);
        c->synonyms = vg_read_texts(vg_node_get(n, "synonyms"), a, &c->n_synonyms);
        f->n_codes++;
    }
    f->codes = codes;
    return VG_OK;
}

static enum vg_status read_constraints(const struct vg_node *n, const struct vg_node *c, struct vg_arena *a,
                                       struct vg_schema_field *f, struct vg_error *err)
{
    struct vg_pattern *pattern = NULL;
    f->required = flag(c, "required");
    f->unique = flag(c, "unique");
    f->min_length = length(c, "minLength");
    f->max_length = length(c, "maxLength");
    f->minimum = bound(c, "minimum", "exclusiveMinimum", &f->minimum_out, a);
    f->maximum = bound(c, "maximum", "exclusiveMaximum", &f->maximum_out, a);
    f->pattern_text = vg_read_member(c, "pattern", a);
    const struct vg_node *codes = vg_node_get(n, "codes");
    enum vg_status r = read_codes(codes ? codes : vg_node_get(c, "enum"), a, f, err);
    if (r != VG_OK || !f->pattern_text)
        return r;
    struct vg_error said = {.lang = err ? err->lang : VG_EN};
    r = vg_pattern_new(vg_str_of(f->pattern_text), &pattern, &said);
    if (r != VG_OK)
        return vg_read_at(c, vg_fail(err, VG_BAD_INPUT, f->name, "the pattern of the field '%s': %s", f->name, said.text), err);
    f->pattern = pattern;
    return VG_OK;
}

static enum vg_status read_field(const struct vg_node *n, struct vg_arena *a, struct vg_schema_field *f, struct vg_error *err)
{
    static const char *const yes[] = {"true", "True", "TRUE", "1"}, *const no[] = {"false", "False", "FALSE", "0"};
    f->name = vg_read_member(n, "name", a);
    if (!f->name || !*f->name)
        return vg_read_at(n, vg_fail(err, VG_BAD_INPUT, "fields", "a field has no name"), err);
    const char *type = vg_read_member(n, "type", a);
    if (type && !find_type(type, &f->type))
        return vg_read_at(n, vg_fail(err, VG_BAD_INPUT, f->name, "the field '%s' is of the type '%s', which Table Schema does not have", f->name, type), err);
    f->type = type ? f->type : VG_SCHEMA_STRING;
    f->format = vg_read_member(n, "format", a);
    if (f->format && !strcmp(f->format, "default"))
        f->format = NULL;
    bool when = f->type == VG_SCHEMA_DATE || f->type == VG_SCHEMA_DATETIME || f->type == VG_SCHEMA_TIME;
    if (when && f->format && !vg_when_format(f->format))
        return vg_read_at(n, vg_fail(err, VG_BAD_INPUT, f->name, "the format '%s' of the field '%s' has a directive that is not known; %%Y %%y %%m %%d %%H %%M %%S %%f %%z %%T are", f->format, f->name), err);
    f->title = vg_words_read(vg_node_get(n, "title"), a);
    f->description = vg_words_read(vg_node_get(n, "description"), a);
    f->unit = vg_read_member(n, "unit", a);
    f->example = vg_read_member(n, "example", a);
    f->no_data = vg_read_member(n, "noData", a);
    f->aliases = vg_read_texts(vg_node_get(n, "aliases"), a, &f->n_aliases);
    f->decimal_char = vg_read_member(n, "decimalChar", a);
    f->group_char = vg_read_member(n, "groupChar", a);
    const struct vg_node *bare = vg_node_get(n, "bareNumber");
    f->bare_number = !bare || bare->kind != VG_N_BOOL || bare->boolean;
    f->true_values = vg_read_texts(vg_node_get(n, "trueValues"), a, &f->n_true);
    f->false_values = vg_read_texts(vg_node_get(n, "falseValues"), a, &f->n_false);
    if (!f->n_true) {
        f->true_values = yes;
        f->n_true = VG_COUNT(yes);
    }
    if (!f->n_false) {
        f->false_values = no;
        f->n_false = VG_COUNT(no);
    }
    return read_constraints(n, vg_node_get(n, "constraints"), a, f, err);
}

static enum vg_status read_fields(const struct vg_node *list, struct vg_arena *a, struct vg_table_schema *s, struct vg_error *err)
{
    if (list->n > VG_SCHEMA_MAX_FIELDS)
        return vg_fail(err, VG_TOO_LARGE, "fields", "a schema may have %d fields", VG_SCHEMA_MAX_FIELDS);
    struct vg_schema_field *fields = vg_arena_array(a, list->n, sizeof *fields);
    if (!fields)
        return vg_arena_check(a, err);
    s->fields = fields;
    VG_EACH(n, list) {
        struct vg_schema_field *f = &fields[s->n_fields++];
        enum vg_status r = read_field(n, a, f, err);
        if (r != VG_OK)
            return r;
        for (struct vg_schema_field *other = fields; other < f; other++)
            if (!strcmp(other->name, f->name))
                return vg_read_at(n, vg_fail(err, VG_BAD_INPUT, f->name, "the field '%s' stands there twice", f->name), err);
    }
    return VG_OK;
}

/* --- keys ------------------------------------------------------------------------------------- */

static int exact_field(const struct vg_table_schema *s, const char *name)
{
    for (size_t i = 0; i < s->n_fields; i++)
        if (!strcmp(s->fields[i].name, name))
            return (int)i;
    return -1;
}

static enum vg_status read_key(const struct vg_node *n, const char *what, const struct vg_table_schema *s, struct vg_arena *a,
                               const int **out, size_t *n_out, struct vg_error *err)
{
    size_t count;
    const char *const *names = vg_read_texts(n, a, &count);
    int *key = vg_arena_array(a, count + 1, sizeof *key);
    if (!names || !key)
        return vg_arena_check(a, err);
    for (size_t i = 0; i < count; i++)
        if ((key[i] = exact_field(s, names[i])) < 0)
            return vg_read_at(n, vg_fail(err, VG_BAD_INPUT, what, "'%s' names the field '%s', which the schema does not have", what, names[i]), err);
    *out = key;
    *n_out = count;
    return VG_OK;
}

static enum vg_status read_reference(const struct vg_node *n, const struct vg_table_schema *s, struct vg_arena *a,
                                     struct vg_schema_reference *r, struct vg_error *err)
{
    const struct vg_node *to = vg_node_get(n, "reference");
    size_t n_to;
    enum vg_status st = read_key(vg_node_get(n, "fields"), "foreignKeys", s, a, &r->fields, &r->n_fields, err);
    if (st != VG_OK)
        return st;
    r->to = vg_read_texts(vg_node_get(to, "fields"), a, &n_to);
    r->resource = vg_read_member(to, "resource", a);
    r->resource = r->resource ? r->resource : "";
    if (!r->n_fields || n_to != r->n_fields)
        return vg_read_at(n, vg_fail(err, VG_BAD_INPUT, "foreignKeys", "a foreign key must name as many fields as it refers to"), err);
    for (size_t i = 0; i < n_to && !*r->resource; i++)
        if (exact_field(s, r->to[i]) < 0)
            return vg_read_at(n, vg_fail(err, VG_BAD_INPUT, "foreignKeys", "'%s' names the field '%s', which the schema does not have", "foreignKeys", r->to[i]), err);
    return VG_OK;
}

static enum vg_status read_references(const struct vg_node *list, struct vg_arena *a, struct vg_table_schema *s,
                                      struct vg_error *err)
{
    if (!list || list->kind != VG_N_LIST || !list->n)
        return VG_OK;
    struct vg_schema_reference *refs = vg_arena_array(a, list->n, sizeof *refs);
    if (!refs)
        return vg_arena_check(a, err);
    s->references = refs;
    VG_EACH(n, list) {
        enum vg_status r = read_reference(n, s, a, &refs[s->n_references++], err);
        if (r != VG_OK)
            return r;
    }
    return VG_OK;
}

/* --- the schema ------------------------------------------------------------------------------- */

/* Other things are published under the same file name; which one it is helps more than what is missing. */
static enum vg_status refuse(const struct vg_node *root, struct vg_error *err)
{
    if (vg_node_get(root, "properties") || vg_node_get(root, "definitions") || vg_node_get(root, "$defs") ||
        vg_node_get(root, "allOf") || vg_node_get(root, "oneOf") || vg_node_get(root, "anyOf"))
        return vg_read_at(NULL, vg_fail(err, VG_BAD_INPUT, "fields", "this is a JSON Schema, not a Table Schema: it has no list 'fields'"), err);
    if (vg_node_get(root, "resources"))
        return vg_read_at(NULL, vg_fail(err, VG_BAD_INPUT, "fields", "this is a Data Package, not a Table Schema: check against the schema of one of its resources"), err);
    return vg_read_at(root, vg_fail(err, VG_BAD_INPUT, "fields", "this is no Table Schema: it has no list 'fields'"), err);
}

enum vg_status vg_table_schema_read(const struct vg_node *root, struct vg_arena *a, struct vg_table_schema **out,
                                    struct vg_error *err)
{
    static const char *const nothing[] = {""};
    const struct vg_node *fields = vg_node_get(root, "fields"), *missing = vg_node_get(root, "missingValues");
    if (!fields || fields->kind != VG_N_LIST || !fields->n)
        return refuse(root, err);
    struct vg_table_schema *s = VG_NEW(a, struct vg_table_schema);
    if (!s)
        return vg_arena_check(a, err);
    s->name = vg_read_member(root, "name", a);
    s->version = vg_read_member(root, "version", a);
    s->homepage = vg_read_member(root, "homepage", a);
    s->title = vg_words_read(vg_node_get(root, "title"), a);
    s->description = vg_words_read(vg_node_get(root, "description"), a);
    s->missing = missing ? vg_read_texts(missing, a, &s->n_missing) : nothing;
    s->n_missing = missing ? s->n_missing : 1;
    enum vg_status r = read_fields(fields, a, s, err);
    if (r == VG_OK)
        r = read_key(vg_node_get(root, "primaryKey"), "primaryKey", s, a, &s->key, &s->n_key, err);
    if (r == VG_OK)
        r = read_references(vg_node_get(root, "foreignKeys"), a, s, err);
    if (r == VG_OK)
        r = vg_arena_check(a, err);
    if (r != VG_OK) {
        vg_table_schema_finish(s);
        return r;
    }
    *out = s;
    return VG_OK;
}

void vg_table_schema_finish(struct vg_table_schema *s)
{
    for (size_t i = 0; s && i < s->n_fields; i++)
        vg_pattern_free((struct vg_pattern *)s->fields[i].pattern);
}

/* --- finding ---------------------------------------------------------------------------------- */

static bool is_called(const struct vg_schema_field *f, struct vg_str name, bool (*same)(struct vg_str, const char *))
{
    for (size_t i = 0; i < f->n_aliases; i++)
        if (same(name, f->aliases[i]))
            return true;
    return same(name, f->name);
}

int vg_schema_field(const struct vg_table_schema *s, struct vg_str name)
{
    for (size_t i = 0; i < s->n_fields; i++)
        if (vg_str_is(name, s->fields[i].name))
            return (int)i;
    for (size_t i = 0; i < s->n_fields; i++)
        if (is_called(&s->fields[i], name, vg_str_is))
            return (int)i;
    for (size_t i = 0; i < s->n_fields; i++)
        if (is_called(&s->fields[i], name, vg_str_is_nocase))
            return (int)i;
    return -1;
}

const struct vg_schema_code *vg_schema_code(const struct vg_schema_field *f, struct vg_str text)
{
    for (size_t i = 0; i < f->n_codes; i++)
        if (vg_str_is(text, f->codes[i].value))
            return &f->codes[i];
    for (size_t i = 0; i < f->n_codes; i++)
        for (size_t k = 0; k < f->codes[i].n_synonyms; k++)
            if (vg_str_is_nocase(text, f->codes[i].synonyms[k]))
                return &f->codes[i];
    return NULL;
}

bool vg_schema_missing(const struct vg_table_schema *s, struct vg_str text)
{
    for (size_t i = 0; i < s->n_missing; i++)
        if (vg_str_is(text, s->missing[i]))
            return true;
    return false;
}
