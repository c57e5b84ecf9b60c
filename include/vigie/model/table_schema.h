/* table_schema.h — what the rows of a table must be like: Frictionless Table Schema v1, in the form that
 * schema.data.gouv.fr publishes, with titles in two languages, units and code lists beside it.  No I/O.
 *
 * A schema is read from a node tree, lives in the arena it was read into and never changes. */
#ifndef VIGIE_MODEL_TABLE_SCHEMA_H
#define VIGIE_MODEL_TABLE_SCHEMA_H

#include <vigie/base/node.h>
#include <vigie/model/feature.h>

struct vg_pattern;

/* The same words in both languages, by enum vg_lang; either may be NULL. */
struct vg_words {
    const char *in[2];
};
/* In lang, else in the other one; NULL: in neither. */
const char *vg_words_in(const struct vg_words *w, enum vg_lang lang);
/* From a text (both languages) or a map {en: …, fr: …}; NULL gives {0}. */
struct vg_words vg_words_read(const struct vg_node *n, struct vg_arena *a);

enum vg_schema_type {
    VG_SCHEMA_ANY,
    VG_SCHEMA_ARRAY,
    VG_SCHEMA_BOOLEAN,
    VG_SCHEMA_DATE,
    VG_SCHEMA_DATETIME,
    VG_SCHEMA_DURATION,
    VG_SCHEMA_GEOJSON,
    VG_SCHEMA_GEOPOINT,
    VG_SCHEMA_INTEGER,
    VG_SCHEMA_NUMBER,
    VG_SCHEMA_OBJECT,
    VG_SCHEMA_STRING,
    VG_SCHEMA_TIME,
    VG_SCHEMA_YEAR,
    VG_SCHEMA_YEARMONTH,
    VG_SCHEMA_TYPES
};
const char *vg_schema_type_name(enum vg_schema_type t); /* "yearmonth" */
const char *vg_schema_type_word(enum vg_schema_type t); /* as people read it, for vg_text(): "month of a year" */

/* One value of a code list, and what else means it. */
struct vg_schema_code {
    const char *value;
    struct vg_words title;
    const char *const *synonyms;
    size_t n_synonyms;
};

struct vg_schema_field {
    const char *name;
    const char *const *aliases; /* other names that producers give it */
    size_t n_aliases;
    enum vg_schema_type type;
    const char *format;         /* "email", "uri", "%d/%m/%Y", "any", "topojson"…; NULL: default */
    struct vg_words title, description;
    const char *unit, *example; /* NULL: none */

    const char *decimal_char, *group_char; /* of numbers; decimal "." and group NULL where not said */
    bool bare_number;                      /* true: nothing but the number may stand there */
    const char *const *true_values; size_t n_true;
    const char *const *false_values; size_t n_false;

    bool required, unique;
    int64_t min_length, max_length;        /* -1: none; of texts, arrays and objects */
    const char *minimum, *maximum;         /* as written; NULL: none */
    bool minimum_out, maximum_out;         /* exclusive: the bound itself is outside */
    const char *pattern_text;
    const struct vg_pattern *pattern;      /* NULL: none */
    const struct vg_schema_code *codes;    /* its enum, with titles where a kind gives them */
    size_t n_codes;                        /* 0: any value */
    const char *no_data;                   /* a value that stands for none ("-9999"); NULL */
};

struct vg_schema_reference {
    const int *fields;             /* of this table */
    size_t n_fields;
    const char *resource;          /* "": this very table */
    const char *const *to;         /* names of the fields there, as many */
};

struct vg_table_schema {
    const char *name, *version, *homepage;
    struct vg_words title, description;
    const struct vg_schema_field *fields;
    size_t n_fields;
    const char *const *missing;    /* texts that stand for no value; "" where nothing is said */
    size_t n_missing;
    const int *key;                /* the primary key */
    size_t n_key;
    const struct vg_schema_reference *references;
    size_t n_references;
};

#define VG_SCHEMA_MAX_FIELDS 2000
#define VG_SCHEMA_MAX_CODES 10000

/* VG_BAD_INPUT: it is none; err->where is the member at fault, or "line L" where the tree came from a text that has lines. */
enum vg_status vg_table_schema_read(const struct vg_node *root, struct vg_arena *a, struct vg_table_schema **out,
                                    struct vg_error *err) VG_MUST_USE;
/* Patterns are compiled outside the arena: whoever drops the arena of a schema calls this first.  Bears NULL. */
void vg_table_schema_finish(struct vg_table_schema *s);

/* As schema.data.gouv.fr has it: the words of lang, and what Table Schema has no member for under names of its own. */
struct vg_node *vg_table_schema_node(const struct vg_table_schema *s, enum vg_lang lang, struct vg_arena *a);

/* Index of a field by its name or an alias (upper and lower case alike where nothing fits exactly); -1. */
int vg_schema_field(const struct vg_table_schema *s, struct vg_str name);
/* The code that a text means, by value or synonym; NULL. */
const struct vg_schema_code *vg_schema_code(const struct vg_schema_field *f, struct vg_str text);
/* Does the text stand for no value? */
bool vg_schema_missing(const struct vg_table_schema *s, struct vg_str text);

/* --- one value -------------------------------------------------------------------------------- */

/* The rule that a value breaks; each has a name that reports carry ("type-error"). */
enum vg_schema_rule {
    VG_KEEPS,
    VG_BREAKS_TYPE,
    VG_BREAKS_REQUIRED,
    VG_BREAKS_ENUM,
    VG_BREAKS_PATTERN,
    VG_BREAKS_MINIMUM,
    VG_BREAKS_MAXIMUM,
    VG_BREAKS_MIN_LENGTH,
    VG_BREAKS_MAX_LENGTH,
    VG_BREAKS_UNIQUE,
    VG_BREAKS_PRIMARY_KEY,
    VG_BREAKS_FOREIGN_KEY,
    VG_BREAKS_HEADER,      /* a column that must be there is not */
    VG_BREAKS_EXTRA,       /* a column that the schema does not know: told, no fault */
    VG_BREAKS_TWICE,       /* two columns for one field */
    VG_BREAKS_CELLS,       /* a row with more or fewer cells than the header */
    VG_BREAKS_N
};
const char *vg_schema_rule_name(enum vg_schema_rule r); /* "minimum-constraint"; never NULL */

/* Does the value keep to the field?  A text is read as the field says, other kinds must fit its type.  What is missing
 * keeps every rule but `required`.  On VG_KEEPS *out is the value as the field's type has it (text where vigie has no
 * such type); on any other *says gets a sentence in says->lang. */
enum vg_schema_rule vg_schema_check(const struct vg_table_schema *s, const struct vg_schema_field *f,
                                    const struct vg_value *v, struct vg_value *out, struct vg_error *says);
/* The type that a column of such values has in a store. */
enum vg_type vg_schema_column(const struct vg_schema_field *f);

#endif
