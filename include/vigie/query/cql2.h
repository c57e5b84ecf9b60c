/* cql2.h — OGC CQL2 1.0 filters: text and JSON read into one syntax tree, and that typed against a collection.
 *
 * Reading knows nothing of any collection: it gives an untyped tree in the arena.  Other filter languages may be
 * read into the same tree; vg_filter_type() makes of it what a store understands.  All errors are VG_BAD_INPUT that name
 * the place (a character of a text, counted from 1; a path in JSON) and what would be right. */
#ifndef VIGIE_QUERY_CQL2_H
#define VIGIE_QUERY_CQL2_H

#include <vigie/query/expr.h>

#define VG_MAX_FILTER_BYTES 131072 /* of its text */
#define VG_MAX_FILTER_DEPTH 100    /* brackets, and whatever else stands within something of the text */
#define VG_MAX_FILTER_LEVELS 16    /* conditions and expressions within each other, brackets and chains aside: what any store takes */
#define VG_MAX_FILTER_NODES 10000  /* conditions, operands and literals in all */

/* A filter as it was said: names not yet looked up, nothing compared.  Private to the folder: src/query/syntax.h. */
struct vg_syntax;

/* The text is not kept: what the tree needs is copied. */
enum vg_status vg_cql2_text(struct vg_str text, struct vg_arena *a, const struct vg_syntax **out,
                            struct vg_error *err) VG_MUST_USE;
enum vg_status vg_cql2_json(struct vg_str json, struct vg_arena *a, const struct vg_syntax **out,
                            struct vg_error *err) VG_MUST_USE;

/* STAC's Query Extension, a JSON object of properties and what they are to meet, as the same tree. */
enum vg_status vg_stac_query(struct vg_str json, struct vg_arena *a, const struct vg_syntax **out,
                             struct vg_error *err) VG_MUST_USE;

/* The tree as CQL2 text in one canonical form: filters that say the same in the same order, in whatever language and
 * layout, give the same text. */
void vg_syntax_put(struct vg_buf *b, const struct vg_syntax *s);

/* Parts of a filter in CQL2 text, for addresses made here: a property's name, and a text.  (One that ends in a backslash cannot
 * be said in CQL2 text at all; it comes out as no reader would take it.) */
void vg_cql2_put_name(struct vg_buf *b, struct vg_str name);
void vg_cql2_put_text(struct vg_buf *b, struct vg_str text);

/* What a name of a filter stands for. */
enum vg_meaning_kind {
    VG_M_FIELD,    /* a field of the collection */
    VG_M_GEOMETRY, /* its geometry */
    VG_M_SEARCH,   /* the text of the whole row: to be asked with =, <> and LIKE, through `search` */
    VG_M_NOTHING,  /* a name that is known and holds nothing in any row: always null */
    VG_M_TEXT,     /* a text that is the same in every row */
    VG_M_ID,       /* the item's id as in its address, of whatever its key is made: to be asked with =, <> and IN */
};

struct vg_meaning {
    enum vg_meaning_kind kind;
    int field;          /* VG_M_FIELD */
    bool is_moment;     /* of a date: it compares with timestamps, too, as a moment of its day, */
    int64_t of_day_us;  /* which is so long after its midnight */
    struct vg_str text; /* VG_M_TEXT */
};

/* What a filter is asked of, and by whom. */
struct vg_filter_scope {
    const struct vg_collection *collection;
    bool (*may_ask)(void *user, int field); /* may the asker name this field? */
    void *user;
    /* Names beyond the fields' own and the geometry's (csw:AnyText, apiso:Title, /gmd:…): asked first; false: it is for
     * the fields' names to tell.  NULL: there are none. */
    bool (*resolve)(void *user, struct vg_str name, struct vg_meaning *out);
    /* The condition that a row's text holds this; a pattern has % and _ and \ as in LIKE.  NULL where resolve never says
     * VG_M_SEARCH. */
    enum vg_status (*search)(void *user, struct vg_str text, bool is_pattern, struct vg_arena *a,
                             const struct vg_expr **out, struct vg_error *err);
    bool by_value; /* a list compares with a text by its values: one of them does (a filter of FES always asks so) */
    struct vg_crs_registry *registry;
    const struct vg_crs *crs;               /* of the coordinates in the filter, which are in its axis order */
};

/* The tree with names looked up and literals typed: what a query's filter is.  VG_BAD_INPUT also where a property is
 * unknown or not to be asked for, where what is compared is not of one type, and for geometries that are not valid. */
enum vg_status vg_filter_type(const struct vg_syntax *s, const struct vg_filter_scope *scope, struct vg_arena *a,
                              const struct vg_expr **out, struct vg_error *err) VG_MUST_USE;

#endif
