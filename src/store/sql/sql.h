/* sql.h — a query as one SQL statement, for any SQL database: the builder and what a dialect supplies.
 *
 * The builder knows order, paging, logic and ids; the dialect knows how a column is read, compared
 * and tested.  Values are always bound, the limit too, and identifiers come from the schema: queries of one shape
 * (same fields, sort, kinds of condition, null flags of the position) have the same text, so that a
 * backend can keep prepared statements by text.
 *
 * The table is always aliased t. */
#ifndef VIGIE_STORE_SQL_H
#define VIGIE_STORE_SQL_H

#include "../ops.h"

/* A table behind a collection (vg_collection.table).  A backend puts this first in a struct of its own. */
struct vg_table {
    const char *schema, *name; /* as the database has them, not quoted */
    const char *from;          /* quoted and qualified: "public"."Communes" */
    const char *const *columns;/* by field: its quoted name */
    const char *rowid;         /* quoted name of the row id, where n_key is 0 or an index refers to it; or NULL */
    const char *geometry;      /* quoted name; NULL: none */
    int srid;                  /* of the geometry column, as the database numbers it */
    const char *rtree;         /* quoted name of an R*Tree table over (id, minx, maxx, miny, maxy), or NULL */
    bool spatial_index;        /* boxes can be looked up (GiST, R*Tree) */
    int64_t estimate;          /* rows, about; -1: unknown */
    bool has_box;
    struct vg_bbox box;        /* of the data, in the storage CRS */
    /* A table of records (records.h) keeps versions: t.version, t.added and t.removed are columns of it. */
    bool versions;
    const char *forms, *texts, *words; /* quoted and qualified: where its forms, its terms and its words are; NULL: none */
};

#define VG_NO_FIELD (-2)

/* What is bound to one placeholder, in order. */
struct vg_sql_param {
    int field;                    /* the field the value is compared with, VG_ROWID, or VG_NO_FIELD (plain value) */
    struct vg_value value;
    const struct vg_shape *shape; /* not NULL: the shape itself is bound, `value` is not used */
    bool found;                   /* what was found by the drive is bound, in the backend's own form */
    bool stored;                  /* it is assigned to the column, not compared with it */
};

struct vg_sql_dialect;

/* A stretch of a column as it is kept, which an index on it finds: from <= it < until, as texts; absent: no bound. */
struct vg_sql_window {
    int field;
    struct vg_str from, until;
};

/* A statement while it is built and after. */
struct vg_sql {
    const struct vg_sql_dialect *dialect;
    const struct vg_collection *collection;
    const struct vg_table *table;
    struct vg_arena *arena;
    struct vg_buf text;
    struct vg_sql_param *params;
    size_t n_params, cap_params;
    bool ready;      /* vg_sql_init was called */
    const struct vg_sql_window *window; /* only rows of this stretch; NULL: all */
    bool spatial;    /* the statement is driven from the spatial index (VG_WALK_SPACE) */
    bool negated;    /* within NOT: null must stay null, so that nothing may be added for an index's sake */
};

/* How the rows are found. */
enum vg_walk {
    VG_WALK_ORDER, /* along the order asked for, testing each row */
    VG_WALK_SPACE, /* from the spatial index, then ordered; needs vg_sql_drive() */
};

/* How a query of a text index is written. */
struct vg_text_syntax {
    const char *quote, *followed_by, *or_else, *goes_on;
};

struct vg_sql_dialect {
    char mark;              /* placeholders are this and a number: '?' or '$' */
    bool drive_is_ordered;  /* where vg_sql_is_by_row_id(), what put_from drives from comes in the order asked for */
    bool returns_aliased;   /* returning … knows the alias t */
    const char *lock;       /* after a select: keeps its rows as they are until the transaction ends; "": nothing needed */
    bool nulls_first;       /* null sorts before all values when ascending and nothing is said (SQLite) */

    /* The column in the select list, value or raw; and the geometry. */
    void (*put_column)(struct vg_sql *s, const struct vg_column *col);
    void (*put_geometry)(struct vg_sql *s);
    /* The table, with alias t.  drive: the condition to drive from (put_from then joins the spatial index), or NULL. */
    void (*put_from)(struct vg_sql *s, const struct vg_expr *drive);

    /* A field (or VG_ROWID) as it is ordered and compared: with the collation that makes text compare by code point. */
    void (*put_operand)(struct vg_sql *s, int field);
    /* The same where rows are ordered by it, if that is something else (a moment kept as text); NULL: put_operand.  What is
     * null here comes last. */
    void (*put_order)(struct vg_sql *s, int field);
    /* A value to be compared with that field: a placeholder (vg_sql_param) with the cast it needs.  NULL field
     * types: VG_NO_FIELD. */
    void (*put_value)(struct vg_sql *s, int field, const struct vg_value *v);
    /* field OP value written specially (dates kept as text): true if it did.  May be NULL. */
    bool (*put_compare)(struct vg_sql *s, enum vg_op op, int field, const struct vg_value *v);
    /* A comparison of two terms written specially (a whole number and a double): true if it did.  May be NULL. */
    bool (*put_mixed)(struct vg_sql *s, const struct vg_expr *comparison);
    /* Exact spatial condition on the geometry column; null where the geometry is.  `driven`: the box has been
     * looked up in the spatial index already. */
    void (*put_spatial)(struct vg_sql *s, const struct vg_shape *shape, bool driven);
    /* After the only column of an id: that it is one of q->keys. */
    void (*put_keys)(struct vg_sql *s, const struct vg_query *q);
    /* field LIKE pattern, % and _ and \ as escape, by code point, case kept. */
    void (*put_like)(struct vg_sql *s, int field, const struct vg_value *pattern);
    /* Whatever else is an operand, or a condition on operands: a property, a literal, a computed number or text, LIKE
     * between such, a relation of arrays.  What comes out compares with other terms of its kind. */
    void (*put_term)(struct vg_sql *s, const struct vg_expr *e);
    /* A record's text holds one of these phrases, said in French or in English terms. */
    struct vg_text_syntax text;
    /* Join the texts of the JSON array in a field, as the i-th such; and one of them as an operand.  What is no array has
     * none. */
    void (*put_elements)(struct vg_sql *s, int i, int field);
    void (*put_element)(struct vg_sql *s, int i);
    void (*put_text)(struct vg_sql *s, struct vg_str fr, struct vg_str en);
};

/* An empty statement; texts and parameters live in the arena of the session. */
void vg_sql_init(struct vg_sql *s, const struct vg_sql_dialect *d, const struct vg_collection *c, struct vg_arena *a);
void vg_sql_finish(struct vg_sql *s); /* bears {0} */

#define VG_SQL_MAX_SHAPES 8

/* What a spatial walk can start from: a spatial condition of the filter that every row must meet, or an OR of nothing
 * but such (a box cut at the antimeridian) and of having no geometry.  NULL: none, or more than VG_SQL_MAX_SHAPES. */
const struct vg_expr *vg_sql_drive(const struct vg_query *q);
/* The shapes of what vg_sql_drive() gave: returns their number. */
size_t vg_sql_drive_shapes(const struct vg_expr *drive, const struct vg_shape *out[VG_SQL_MAX_SHAPES]);
/* Do rows without geometry belong to it, too? */
bool vg_sql_drive_nulls(const struct vg_expr *drive);

/* Is the row id, by which a spatial index knows the rows, all that they are ordered by? */
bool vg_sql_is_by_row_id(const struct vg_query *q);

/* select … for the rows of `part` of q, at most limit (-1: all). */
enum vg_status vg_sql_select(struct vg_sql *s, const struct vg_query *q, const struct vg_columns *columns, enum vg_part part,
                             enum vg_walk walk, int64_t limit, struct vg_error *err) VG_MUST_USE;
/* select count(*) …, up to max + 1 where max > 0. */
enum vg_status vg_sql_count(struct vg_sql *s, const struct vg_query *q, enum vg_walk walk, int64_t max,
                            struct vg_error *err) VG_MUST_USE;

/* aggregate.c: select groups and measures … */
enum vg_status vg_sql_aggregate(struct vg_sql *s, const struct vg_aggregate *g, enum vg_walk walk, struct vg_error *err) VG_MUST_USE;

/* For dialects: write text; write the placeholder of a new parameter. */
void vg_sql_put(struct vg_sql *s, const char *text);
void vg_sql_param(struct vg_sql *s, int field, const struct vg_value *v);
void vg_sql_param_shape(struct vg_sql *s, const struct vg_shape *shape);
void vg_sql_param_double(struct vg_sql *s, double v);
void vg_sql_param_found(struct vg_sql *s);
/* A value, or (shape not NULL) a geometry, to be stored in that field's column. */
void vg_sql_param_stored(struct vg_sql *s, int field, const struct vg_value *v, const struct vg_shape *shape);
/* "name" with quotes doubled, in the arena. */
const char *vg_sql_quote(struct vg_arena *a, const char *name);
/* The condition within a term. */
void vg_sql_put_condition(struct vg_sql *s, const struct vg_expr *e);
/* " = ", " < "…; for op of VG_OP_EQ to VG_OP_GE. */
const char *vg_sql_op(enum vg_op op);

#endif
