/* typing.h — between the files that type a syntax tree against a collection. */
#ifndef VIGIE_SRC_QUERY_TYPING_H
#define VIGIE_SRC_QUERY_TYPING_H

#include "syntax.h"

struct vg_typing {
    const struct vg_filter_scope *scope;
    const struct vg_collection *collection;
    struct vg_arena *arena;
    struct vg_error *err;
    bool negated; /* within NOT, once or three times: what is unknown is true here, for the whole not to hold */
};

/* What values compare with each other. */
enum vg_sort {
    VG_SORT_NUMBER, VG_SORT_TEXT, VG_SORT_BOOL, VG_SORT_TIME, VG_SORT_CLOCK, VG_SORT_ARRAY, VG_SORT_GEOMETRY,
    VG_SORT_SEARCH, VG_SORT_ID, VG_SORT_NOTHING, VG_SORT_OTHER
};

struct vg_operand {
    enum vg_sort sort;
    const struct vg_syntax *from;
    const struct vg_field *field;  /* a property as it is; else NULL */
    int index;                     /* of the field */
    bool is_moment;                /* as in struct vg_meaning */
    int64_t of_day_us;
    bool is_literal;               /* from tells its value; */
    const struct vg_expr *expr;    /* otherwise what gives it (NULL: the geometry) */
};

/* typing.c */
enum vg_status vg_typing_operand(struct vg_typing *t, const struct vg_syntax *s, struct vg_operand *out) VG_MUST_USE;
/* An operand of this sort: a literal of no type becomes one. */
enum vg_status vg_typing_operand_as(struct vg_typing *t, const struct vg_syntax *s, enum vg_sort sort, const char *wanted,
                                    struct vg_operand *out) VG_MUST_USE;
/* The literal of no type as one of the sort it meets; false: it is none. */
bool vg_typing_settle(struct vg_typing *t, const struct vg_syntax *s, enum vg_sort sort, const struct vg_syntax **out);
/* "character 12: <what>, not 'nom' (text)". */
enum vg_status vg_typing_wrong(struct vg_typing *t, const struct vg_syntax *s, const char *wanted) VG_MUST_USE;
/* An operator's node over n arguments. */
const struct vg_expr *vg_typing_node(struct vg_typing *t, enum vg_op op, const struct vg_expr *const *args, size_t n);

/* typing_compare.c */
enum vg_status vg_typing_comparison(struct vg_typing *t, const struct vg_syntax *s, const struct vg_expr **out) VG_MUST_USE;
enum vg_status vg_typing_between(struct vg_typing *t, const struct vg_syntax *s, const struct vg_expr **out) VG_MUST_USE;
enum vg_status vg_typing_in(struct vg_typing *t, const struct vg_syntax *s, const struct vg_expr **out) VG_MUST_USE;
/* An operand as an expression, a literal by its own kind. */
enum vg_status vg_typing_plain(struct vg_typing *t, const struct vg_operand *o, const struct vg_expr **out) VG_MUST_USE;

/* typing_frame.c: where the coordinates of a geometry or a box are, and they as x, y. */
struct vg_frame {
    const struct vg_crs *crs;
    bool flipped; /* they stand y, x */
};
enum vg_status vg_typing_frame(struct vg_typing *t, const struct vg_syntax *s, struct vg_frame *out) VG_MUST_USE;
enum vg_status vg_typing_turned(struct vg_typing *t, const struct vg_frame *f, struct vg_geom g,
                                struct vg_geom *out) VG_MUST_USE;
struct vg_bbox vg_typing_turned_box(const struct vg_frame *f, const struct vg_bbox *b);
/* "character 12: <why>" */
enum vg_status vg_typing_wrong_geometry(struct vg_typing *t, const struct vg_syntax *s, const char *why) VG_MUST_USE;

/* typing_space.c: the literal as x, y of the frame's CRS, and sound; brought into another CRS. */
enum vg_status vg_typing_geometry(struct vg_typing *t, const struct vg_syntax *s, const struct vg_frame *f,
                                  struct vg_geom *out) VG_MUST_USE;
enum vg_status vg_typing_transformed(struct vg_typing *t, const struct vg_syntax *s, struct vg_geom g,
                                     const struct vg_crs *from, const struct vg_crs *to, struct vg_geom *out) VG_MUST_USE;
enum vg_status vg_typing_shape(struct vg_typing *t, struct vg_geom g, enum vg_relation relation,
                               const struct vg_expr **out) VG_MUST_USE;

/* typing_function.c: what a call gives. */
enum vg_status vg_typing_call(struct vg_typing *t, const struct vg_syntax *s, struct vg_operand *out) VG_MUST_USE;

/* typing_id.c: the item's id is this text, or is not. */
enum vg_status vg_typing_compare_id(struct vg_typing *t, enum vg_op op, const struct vg_operand *with,
                                    const struct vg_expr **out) VG_MUST_USE;

/* typing_distance.c, typing_id.c, typing_space.c, typing_time.c, typing_array.c */
enum vg_status vg_typing_distance(struct vg_typing *t, const struct vg_syntax *s, const struct vg_expr **out) VG_MUST_USE;
enum vg_status vg_typing_id(struct vg_typing *t, const struct vg_syntax *s, const struct vg_expr **out) VG_MUST_USE;
enum vg_status vg_typing_space(struct vg_typing *t, const struct vg_syntax *s, const struct vg_expr **out) VG_MUST_USE;
enum vg_status vg_typing_time(struct vg_typing *t, const struct vg_syntax *s, const struct vg_expr **out) VG_MUST_USE;
/* A property of JSON, or a list that becomes it. */
enum vg_status vg_typing_array_operand(struct vg_typing *t, const struct vg_syntax *s, const struct vg_expr **out) VG_MUST_USE;
enum vg_status vg_typing_array(struct vg_typing *t, const struct vg_syntax *s, const struct vg_expr **out) VG_MUST_USE;

#endif
