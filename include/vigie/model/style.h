/* style.h — how a collection is drawn: rules that give each class of its items a name and a symbol.  No I/O.
 *
 * The same rules are written as MapLibre style, SLD and legends, and colour what the server draws itself, so that a class
 * looks alike wherever it is seen.  A style belongs to one language, as the collection it was made from does. */
#ifndef VIGIE_MODEL_STYLE_H
#define VIGIE_MODEL_STYLE_H

#include <vigie/model/feature.h>

struct vg_colour {
    uint8_t red, green, blue;
};

/* Lengths are pixels of a screen. */
struct vg_symbol {
    struct vg_colour fill;   /* of areas and points, of lines where they are no edges */
    struct vg_colour stroke; /* of the edges of areas and points */
    double opacity;          /* of areas, 0 to 1 */
    double width;            /* of lines; 0: as usual */
    double radius;           /* of points; 0: as usual */
};

#define VG_LINE_WIDTH 3.0
#define VG_EDGE_WIDTH 0.7
#define VG_POINT_RADIUS 5.5

enum vg_rule_kind {
    VG_RULE_ALL,    /* every item */
    VG_RULE_VALUES, /* the field has one of values */
    VG_RULE_RANGE,  /* min <= the field < max, or as above_min and up_to_max say */
    VG_RULE_NONE,   /* the field is null, or has one of values, which stand for nothing (-9999) */
    VG_RULE_REST,   /* what no other rule of the style takes */
};

struct vg_rule {
    enum vg_rule_kind kind;
    const char *title;             /* for people, never NULL */
    const struct vg_value *values; /* integers, texts, booleans, numbers */
    size_t n_values;
    bool has_min, has_max;
    bool above_min, up_to_max;     /* min itself lies outside, max itself inside */
    double min, max;
    struct vg_symbol symbol;
};

#define VG_MAX_RULES 64

struct vg_style {
    const char *id;            /* among the collection's styles */
    const char *title;
    int field;                 /* that the rules are about; -1: none, every item looks alike */
    const struct vg_rule *rules;
    size_t n_rules;            /* at least 1 */
};

/* The styles of a collection; the first is the one that it is drawn with where nobody asks. */
struct vg_styles {
    const struct vg_style *list;
    size_t n; /* at least 1 */
};

/* The name among its styles of the one that every item looks alike in. */
#define VG_STYLE_PLAIN "plain"

/* The first rule that takes the value; -1: none does, the item is not drawn. */
int vg_style_rule(const struct vg_style *s, const struct vg_value *v);

/* The same of one colour in the n-th of those that classes have, so that several over each other can be told apart; n 0, a style of
 * classes, or one that somebody drew: as it is.  NULL: no memory. */
const struct vg_style *vg_style_in_colour(const struct vg_style *s, size_t n, struct vg_arena *a);

/* By its id; NULL. */
const struct vg_style *vg_style_find(const struct vg_styles *all, struct vg_str id);

/* --- making them ------------------------------------------------------------------------------ */

/* What was seen of the values of some fields: classes are made from it where neither a product nor a domain tells
 * them.  It lives in the arena. */
struct vg_style_sample;

/* Rows that are looked at, by id from the first one on. */
#define VG_STYLE_SAMPLE 2000

/* May a field be told by colours?  Keys, bytes, JSON, times and dates may not. */
bool vg_style_may_tell(const struct vg_collection *c, int field);

/* Values will come for these fields, in this order; NULL past the ceiling. */
struct vg_style_sample *vg_style_sample_new(struct vg_arena *a, const struct vg_collection *c, const int *fields,
                                            size_t n_fields);
void vg_style_sample_add(struct vg_style_sample *s, const struct vg_feature *f);
/* No more will come; whole: they were all there are. */
void vg_style_sample_end(struct vg_style_sample *s, bool whole);

struct vg_product; /* product.h */

/* The styles of a collection, which must outlive them; the sample need not.  sample NULL: of what its fields' domains
 * tell alone.  zones: the kind whose classes are recognised in a collection of no kind, where a field's name begins as
 * that of its class field and every value is one of its codes; NULL: none. */
enum vg_status vg_styles_make(const struct vg_collection *c, const struct vg_style_sample *sample,
                              const struct vg_product *zones, enum vg_lang lang,
                              struct vg_arena *a, struct vg_styles *out, struct vg_error *err) VG_MUST_USE;

/* --- colours ---------------------------------------------------------------------------------- */

/* "#rrggbb" or "#rgb"; false: it is none. */
bool vg_colour_parse(struct vg_str s, struct vg_colour *out);
void vg_colour_put(struct vg_buf *b, struct vg_colour c); /* "#rrggbb" */

#endif
