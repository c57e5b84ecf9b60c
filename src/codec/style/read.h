/* read.h — what the readers of style sheets share; private to this folder. */
#ifndef CODEC_STYLE_READ_H
#define CODEC_STYLE_READ_H

#include <vigie/codec/style.h>

/* Which items a rule takes: one of the kinds of rules, with REST for "all but those of others". */
struct vg_condition {
    enum vg_rule_kind kind;
    int field; /* -1: of every item */
    struct vg_value values[VG_MAX_RULES];
    size_t n_values;
    bool has_min, has_max, above_min, up_to_max;
    double min, max;
};

struct vg_style_reader {
    const struct vg_collection *collection;
    struct vg_arena *arena;
    const char *where; /* the layer or rule being read */
    const char *title; /* of the style; NULL */
    struct vg_rule rules[VG_MAX_RULES];
    struct vg_condition *conditions[VG_MAX_RULES];
    size_t n_rules;
    int field;         /* that all tell classes by; -1: none so far */
    struct vg_error *err;
};

enum vg_status vg_style_read_mapbox(struct vg_style_reader *x, struct vg_str text) VG_MUST_USE;
enum vg_status vg_style_read_sld(struct vg_style_reader *x, struct vg_str text) VG_MUST_USE;

struct vg_condition *vg_condition_new(struct vg_style_reader *x, enum vg_rule_kind kind);
/* The field by its name. */
enum vg_status vg_condition_on(struct vg_style_reader *x, struct vg_condition *c, struct vg_str field) VG_MUST_USE;
/* A value by its text, of the field's type. */
enum vg_status vg_condition_add(struct vg_style_reader *x, struct vg_condition *c, struct vg_str text) VG_MUST_USE;
/* What both take, or either. */
enum vg_status vg_condition_and(struct vg_style_reader *x, struct vg_condition *into, const struct vg_condition *c) VG_MUST_USE;
enum vg_status vg_condition_or(struct vg_style_reader *x, struct vg_condition *into, const struct vg_condition *c) VG_MUST_USE;

/* The rule of this condition: the one there is, or a new one with this title and a symbol as usual. */
enum vg_status vg_style_rule_for(struct vg_style_reader *x, struct vg_condition *c, const char *title, struct vg_rule **out) VG_MUST_USE;

enum vg_status vg_style_cannot(struct vg_style_reader *x, const char *what, struct vg_str culprit);
enum vg_status vg_style_colour(struct vg_style_reader *x, struct vg_str text, struct vg_colour *out) VG_MUST_USE;

#endif
