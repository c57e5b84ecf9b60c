/* expr.h — the syntax tree of a filter: what is asked, said once for every language and every store.
 *
 * Trees live in the request's arena.  They are typed and checked before they reach a store: a
 * property is an index into the collection's fields, literals have the type of what they meet. */
#ifndef VIGIE_QUERY_EXPR_H
#define VIGIE_QUERY_EXPR_H

#include <vigie/geo/predicate.h>
#include <vigie/model/feature.h>

#define VG_ROWID (-1) /* a field: the row id of a GeoPackage table without a key field (n_key 0) */

enum vg_op {
    /* logic; args: any number for AND and OR, one for NOT */
    VG_OP_AND, VG_OP_OR, VG_OP_NOT, VG_OP_TRUE, VG_OP_FALSE,
    /* comparison: two args; IS_NULL one; BETWEEN three; IN: the first is looked for in the others */
    VG_OP_EQ, VG_OP_NE, VG_OP_LT, VG_OP_LE, VG_OP_GT, VG_OP_GE,
    VG_OP_IS_NULL, VG_OP_BETWEEN, VG_OP_IN,
    VG_OP_LIKE, /* two args: text and pattern with % and _ and \ as escape */
    /* numbers, two args each: a division by zero is null; what overflows is null or VG_BAD_INPUT */
    VG_OP_ADD, VG_OP_SUBTRACT, VG_OP_MULTIPLY, VG_OP_DIVIDE, VG_OP_MOD, VG_OP_WHOLE_DIVIDE, VG_OP_POWER,
    VG_OP_CALL, /* function, and its args: literals of moments are VG_V_DATETIME; a VG_T_JSON one as below */
    VG_OP_CASEI, VG_OP_ACCENTI, /* one arg, a text: without differences of case, of accents */
    /* two args, each a VG_T_JSON property or a literal of VG_V_JSON that is an array; taken as sets */
    VG_OP_ARRAY_CONTAINS, VG_OP_ARRAY_CONTAINED_BY, VG_OP_ARRAY_EQUALS, VG_OP_ARRAY_OVERLAPS,
    VG_OP_ANY, /* two args: a VG_T_JSON property that is an array, and a condition on VG_OP_ELEMENT that one of it meets */
    /* space: args[0] is the geometry property; shape below is in the storage CRS */
    VG_OP_SPATIAL,
    VG_OP_TEXT, /* args: literals, each a phrase as people write it, '*' at its end for a word that goes on; a record whose
                 * text holds one of them.  For collections of records alone. */
    /* leaves */
    VG_OP_ELEMENT, /* of the array around, as text */
    VG_OP_PROPERTY, VG_OP_LITERAL, VG_OP_GEOMETRY /* the collection's own geometry */
};

struct vg_function; /* function.h */

/* The constant side of VG_OP_SPATIAL. */
struct vg_shape {
    enum vg_relation relation;
    struct vg_geom geom;   /* WKB in the storage CRS */
    struct vg_bbox box;    /* around it */
    bool is_box;           /* geom is exactly that box, sides parallel to the axes: the cheap test settles it */
    bool box_3d;           /* z of box counts too: 3D boxes of bbox */
};

struct vg_expr {
    enum vg_op op;
    int field;                      /* VG_OP_PROPERTY; VG_ROWID */
    struct vg_value literal;        /* VG_OP_LITERAL */
    const struct vg_shape *shape;   /* VG_OP_SPATIAL */
    const struct vg_function *function; /* VG_OP_CALL */
    const struct vg_expr *const *args;
    size_t n_args;
};

/* Builders; NULL when the arena is exhausted (vg_arena_check at the end tells). */
const struct vg_expr *vg_expr_property(struct vg_arena *a, int field);
const struct vg_expr *vg_expr_literal(struct vg_arena *a, struct vg_value v);
const struct vg_expr *vg_expr_constant(struct vg_arena *a, bool value); /* VG_OP_TRUE, VG_OP_FALSE */
const struct vg_expr *vg_expr_call(struct vg_arena *a, const struct vg_function *f, const struct vg_expr *const *args);
const struct vg_expr *vg_expr_geometry(struct vg_arena *a);
/* Of a comparison, the one that says the same with its sides changed: < is >. */
enum vg_op vg_op_mirrored(enum vg_op op);
const struct vg_expr *vg_expr_compare(struct vg_arena *a, enum vg_op op, const struct vg_expr *l, const struct vg_expr *r);
/* The JSON array has one of the values, at most a megabyte of them. */
const struct vg_expr *vg_expr_overlaps(struct vg_arena *a, const struct vg_expr *array, const struct vg_str *values, size_t n);
/* And, or, of two; where one is NULL (nothing said yet) the other.  Chains are flattened, TRUE and FALSE folded. */
const struct vg_expr *vg_expr_and(struct vg_arena *a, const struct vg_expr *l, const struct vg_expr *r);
const struct vg_expr *vg_expr_or(struct vg_arena *a, const struct vg_expr *l, const struct vg_expr *r);
const struct vg_expr *vg_expr_is_null(struct vg_arena *a, const struct vg_expr *e);
const struct vg_expr *vg_expr_not(struct vg_arena *a, const struct vg_expr *e);
const struct vg_expr *vg_expr_spatial(struct vg_arena *a, const struct vg_shape *shape);

/* Records that are found by one of the phrases; n > 0. */
const struct vg_expr *vg_expr_text(struct vg_arena *a, const struct vg_str *phrases, size_t n);

/* field = text, the text read as the field's type ("12" for an integer, "true", a date…); a date for a field
 * with times of day stands for the whole day.
 * VG_BAD_INPUT names the field and says what would be right. */
enum vg_status vg_expr_equals_text(const struct vg_collection *c, int field, struct vg_str text, struct vg_arena *a,
                                   const struct vg_expr **out, struct vg_error *err) VG_MUST_USE;

/* Rows whose time meets the interval (Features Part 1, 7.15.4): one instant field or a start and an end, open
 * where null; rows without any time match (its requirement fc-time-response, C), and so do all rows of a
 * collection without time field: *out is NULL, no condition. */
enum vg_status vg_expr_datetime(const struct vg_collection *c, const struct vg_interval *t, struct vg_arena *a,
                                const struct vg_expr **out, struct vg_error *err) VG_MUST_USE;

/* Rows that meet a box given in `crs` in x, y order (Features Part 1, 7.15.3): split at the
 * antimeridian, brought to the storage CRS with densified sides. Box and storage alike: is_box.
 * Where c->geom_nulls says that some rows have no geometry, these match too (fc-bbox-response, C): the tree is
 * then OR(SPATIAL…, IS_NULL(GEOMETRY)).  Without geometry column: NULL, no condition.
 * VG_BAD_INPUT: a latitude that does not exist. */
enum vg_status vg_expr_bbox(struct vg_crs_registry *r, const struct vg_collection *c, const struct vg_bbox *box,
                            const struct vg_crs *crs, struct vg_arena *a, const struct vg_expr **out,
                            struct vg_error *err) VG_MUST_USE;

#endif
