/* syntax.h — the untyped tree that the readers of filter languages make. */
#ifndef VIGIE_SRC_QUERY_SYNTAX_H
#define VIGIE_SRC_QUERY_SYNTAX_H

#include <vigie/query/cql2.h>

enum vg_syntax_kind {
    VG_S_OP,       /* op and its args */
    VG_S_CALL,     /* a function that CQL2 does not define: text is its name */
    VG_S_PROPERTY, /* text; empty: the geometry */
    VG_S_TEXT,     /* text */
    VG_S_UNTYPED,  /* text, of the type of what it meets */
    VG_S_NUMBER,   /* real, and text as a JSON number */
    VG_S_BOOL,     /* boolean */
    VG_S_DATE,     /* time: its first microsecond */
    VG_S_TIMESTAMP,/* time: microseconds */
    VG_S_OPEN,     /* the open side of an interval */
    VG_S_INTERVAL, /* two args: dates, timestamps, open, properties, calls */
    VG_S_GEOMETRY, /* geom, in the axis order of the filter's CRS */
    VG_S_BOX,      /* box: the numbers in the order given, of the filter's CRS */
    VG_S_ARRAY,    /* args */
};

enum vg_syntax_class {
    VG_SC_LOGIC, VG_SC_COMPARE, VG_SC_LIKE, VG_SC_BETWEEN, VG_SC_IN, VG_SC_NULL, VG_SC_ARITHMETIC, VG_SC_FOLD,
    VG_SC_SPACE, VG_SC_DISTANCE, VG_SC_TIME, VG_SC_ARRAY, VG_SC_ID
};

/* Relations of times and arrays, in the order of their names. */
enum vg_time_relation {
    VG_TR_AFTER, VG_TR_BEFORE, VG_TR_CONTAINS, VG_TR_DISJOINT, VG_TR_DURING, VG_TR_EQUALS, VG_TR_FINISHED_BY,
    VG_TR_FINISHES, VG_TR_INTERSECTS, VG_TR_MEETS, VG_TR_MET_BY, VG_TR_OVERLAPPED_BY, VG_TR_OVERLAPS,
    VG_TR_STARTED_BY, VG_TR_STARTS
};

enum vg_syntax_match { VG_SM_ANY, VG_SM_ALL, VG_SM_ONE };

struct vg_syntax_op {
    const char *name;           /* in lower case: how CQL2 JSON calls it but for case, and CQL2 text but for IS NULL */
    enum vg_syntax_class class;
    int meaning;                /* enum vg_op, or the class's relation */
    size_t min_args, max_args;
};

struct vg_syntax {
    enum vg_syntax_kind kind;
    const struct vg_syntax_op *op;
    struct vg_str text;
    double real;
    int64_t time;
    bool boolean;
    bool fold;                      /* of a comparison: case is overlooked where texts are compared */
    enum vg_syntax_match match;     /* of a comparison: how many values of a property of several must meet it */
    struct vg_geom geom;
    struct vg_bbox box;
    struct vg_str crs;              /* of a geometry or a box that names its own */
    bool is_xy;                     /* its coordinates are in x, y order, whatever its authority says */
    size_t at;                      /* the character of a text where it begins, from 1; 0: it stood in JSON */
    const struct vg_syntax *parent; /* in JSON, for its path; */
    const char *step;               /* "args/1": the way from there */
    const char *element;            /* in XML, with its line; */
    int line;
    struct vg_syntax *first, *last, *next;
    size_t n_args;
    int depth;                      /* of what hangs below */
};

/* What a reader carries along to keep the limits. */
struct vg_syntax_maker {
    struct vg_arena *arena;
    struct vg_error *err;
    size_t n_nodes;
    int depth;
};

/* The row of an operator or a function of CQL2, case ignored; NULL: none of them. */
const struct vg_syntax_op *vg_syntax_op_find(struct vg_str name);
/* Words that cannot name a function or (unquoted) a property. */
bool vg_syntax_reserved(struct vg_str word);
/* A name that CQL2 text can say a function by, so that every tree has a canonical text: point(…) would be a geometry. */
bool vg_syntax_is_function_name(struct vg_str s);
/* Bytes of the white space at p; 0: there is none. */
size_t vg_syntax_space_length(const char *p, size_t left);
/* Is it written name(…), and not between or behind its operands?  NULL: no. */
bool vg_syntax_is_call(const struct vg_syntax_op *op);
/* May lists stand as arguments of this operator or function? */
bool vg_syntax_takes_lists(const struct vg_syntax *s);

/* A new node, counted; VG_BAD_INPUT past the limits. */
enum vg_status vg_syntax_new(struct vg_syntax_maker *m, enum vg_syntax_kind kind, struct vg_syntax **out) VG_MUST_USE;
/* The child is whole by then. */
void vg_syntax_append(struct vg_syntax *to, struct vg_syntax *child);
/* Around each recursion of a reader. */
enum vg_status vg_syntax_enter(struct vg_syntax_maker *m) VG_MUST_USE;
void vg_syntax_leave(struct vg_syntax_maker *m);
/* Once it is whole: long chains of operators are deep without any recursion. */
enum vg_status vg_syntax_finish(struct vg_syntax_maker *m, const struct vg_syntax *root) VG_MUST_USE;

/* Fill the node's time from a text: a date or a timestamp as kind says.  False: it is none. */
bool vg_syntax_set_time(struct vg_syntax *s, enum vg_syntax_kind kind, struct vg_str text);

/* Where the node stands, for messages: "character 12", "/args/0", "line 3, <Literal>". */
const char *vg_syntax_place(const struct vg_syntax *s, struct vg_arena *a, struct vg_error *err);

#endif
