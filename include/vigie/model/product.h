/* product.h — kinds of products: what a climate product's table holds, how it is told, drawn and described.  No I/O.
 *
 * A kind is one file, schemas/products/KIND.yaml, built into the program; vigie/codec/products.h reads them all.  A
 * collection that is of a kind has it as its member `product`.  Everything here is read-only and lives as long as the
 * list that it was read into. */
#ifndef VIGIE_MODEL_PRODUCT_H
#define VIGIE_MODEL_PRODUCT_H

#include <vigie/model/style.h>
#include <vigie/model/table_schema.h>

#define VG_MAX_CLASS_CODE 64 /* bytes of a class's code, in any coding */

/* What several classes have in common: "built", "low heat sensitivity". */
struct vg_product_group {
    const char *id;
    struct vg_words title;
};

/* One class of the class field. */
struct vg_product_class {
    const char *code;              /* as the schema's enum has it: "1", "A"; no two differ in case alone */
    struct vg_words title, meaning;
    struct vg_colour colour;
    const char *const *codings;    /* every other way to write it: "11", "101" */
    size_t n_codings;
    int group;                     /* -1: none */
    int level;                     /* 1 (least) upwards: heat sensitivity and the like; 0: not told */
};

/* A step of the value field's colours: from <= value < the next step's. */
struct vg_product_step {
    double from;                   /* -INFINITY: the lowest */
    struct vg_colour colour;
    struct vg_words title;         /* {0}: made from the numbers */
};

enum vg_chart_kind { VG_CHART_BARS, VG_CHART_LINE, VG_CHART_SHARES, VG_CHART_STEPS };

struct vg_product_chart {
    const char *id;
    enum vg_chart_kind kind;
    const char *property;          /* field of the schema that it shows */
    const char *over;              /* field with the time or the order; NULL: classes */
    struct vg_words title;
};

/* A sentence for the page of a place; {{name}} stands for a figure: docs/products.md lists them. */
struct vg_product_sentence {
    const char *id;                /* "summary", "change", "none"… */
    struct vg_words text;
};

/* What a field tells of a row that is a project: a record of its own in the catalogue. */
enum vg_row_part {
    VG_ROW_NAME,                   /* acronym */
    VG_ROW_TITLE, VG_ROW_ABSTRACT, VG_ROW_THEME, VG_ROW_LEAD, VG_ROW_PARTNERS, VG_ROW_CONTACT, VG_ROW_KEYWORDS, VG_ROW_SKILLS,
    VG_ROW_METHODS, VG_ROW_DATA, VG_ROW_SOFTWARE,
    VG_ROW_PRODUCTS,               /* ids of collections or records */
    VG_ROW_PLACE, VG_ROW_PAGE, VG_ROW_SOURCE,
    VG_ROW_CLASS, VG_ROW_YEAR,     /* the kind's own class field and year */
    VG_ROW_N_PARTS
};

struct vg_product {
    const char *id;                /* "lcz" */
    struct vg_words title, description;
    const struct vg_table_schema *schema;
    const char *geometry;          /* "polygon", "line", "point", "any", "none": what is usual */

    /* Fields of the schema by name; NULL: it has none. */
    const char *time_start, *time_end, *year; /* its time: an instant or interval, or a year (or year-month) */
    const char *step;              /* "P1M", "P1Y": from one value to the next; NULL: no series */
    const char *commune;           /* INSEE code of the commune */
    const char *place_name;
    const char *class_field, *value_field;
    struct vg_words value_title;
    const char *value_unit;

    const struct vg_product_class *classes;
    size_t n_classes;
    const struct vg_product_group *groups;
    size_t n_groups;
    const struct vg_product_step *steps;
    size_t n_steps;
    const struct vg_product_chart *charts;
    size_t n_charts;
    const struct vg_product_sentence *sentences;
    size_t n_sentences;
    const char *style;             /* "classes" or "values": drawn like this where nobody asks; NULL: as other collections */

    /* What a record of such a collection says. */
    const char *record_type;       /* "dataset", "project" */
    const char *topic;             /* ISO 19115 topic category */
    const char *inspire;           /* code of the INSPIRE theme; NULL */
    const struct vg_words *keywords;
    size_t n_keywords;
    struct vg_words lineage;
    const char *row[VG_ROW_N_PARTS]; /* fields of the schema; without VG_ROW_NAME rows are no records */

    /* Where rows lie in a JSON document that is no GeoJSON; all NULL: no such form. */
    const char *json_rows;         /* member that holds them: a list of maps, or a map by key */
    const char *json_key;          /* field that takes the key of a map */
    const char *const *json_cells; /* fields of a row that is a list, in order */
    size_t n_json_cells;
};

struct vg_products {
    const struct vg_product *const *list; /* by id */
    size_t n;
};

/* By id; NULL: no such kind. */
const struct vg_product *vg_product_find(const struct vg_products *all, struct vg_str id);

/* Read one kind.  err->where is "line L" or the member at fault. */
enum vg_status vg_product_read(const struct vg_node *root, struct vg_arena *a, struct vg_product **out,
                               struct vg_error *err) VG_MUST_USE;

/* The class that a value means in any coding, as text or number ("3", 3, 3.0, "LCZ 3", "103", "lcz a"); -1: none. */
int vg_product_code(const struct vg_product *p, const struct vg_value *v);

/* The step of a number; -1: none takes it (NaN, no data). */
int vg_product_step(const struct vg_product *p, double v);

/* Does the value stand for no data in this field of the schema (NULL value, missing text, -9999)? */
bool vg_product_no_data(const struct vg_product *p, const char *field, const struct vg_value *v);

const struct vg_product_sentence *vg_product_sentence(const struct vg_product *p, const char *id); /* NULL: none */

/* Index in the collection of the column for a field of the schema, by its name or one of its aliases; -1.  field NULL: -1. */
int vg_product_field(const struct vg_product *p, const struct vg_collection *c, const char *field);

/* Titles, units and domains of the collection's fields from its kind, where the collection has none of its own; c->product
 * is set.  Texts in lang. */
enum vg_status vg_product_complete(const struct vg_product *p, enum vg_lang lang, struct vg_collection *c, struct vg_arena *a,
                                   struct vg_error *err) VG_MUST_USE;

#endif
