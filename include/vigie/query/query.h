/* query.h — one question to a store: which rows of a collection, in what order, from where, how many. */
#ifndef VIGIE_QUERY_QUERY_H
#define VIGIE_QUERY_QUERY_H

#include <vigie/base/hash.h>
#include <vigie/query/expr.h>

#define VG_MAX_SORT_KEYS 8

struct vg_sort_key {
    int field;
    bool descending;
};

/* A place in the total order (sort keys, then id): what a page token holds. */
struct vg_position {
    struct vg_value sort[VG_MAX_SORT_KEYS]; /* values of the sort keys of the row; VG_V_NULL for null */
    struct vg_value key[VG_MAX_KEY_PARTS];  /* its id, part by part (n_key 0: the row id) */
    bool backwards; /* the rows before it are wanted: they come nearest first and the caller turns them round */
    bool inclusive; /* the row at the place is wanted, too; not in a token, not with backwards */
};

struct vg_query {
    const struct vg_collection *collection;
    const struct vg_expr *filter;         /* NULL: all rows */
    const struct vg_str *ids;             /* only these items; text as in the address; absent: NULL */
    size_t n_ids;
    const int64_t *keys;                  /* only the items whose id is one of these whole numbers, ascending; for a page without
                                           * `from` of a collection that vg_query_has_numbers(); absent: NULL */
    size_t n_keys;
    struct vg_sort_key sort[VG_MAX_SORT_KEYS];
    int n_sort;                           /* 0: by id alone */
    const struct vg_position *from;       /* strictly after (or before) this place; NULL: from the start */
    int64_t offset;                       /* rows to skip after that; 0 unless a client asked */
    int64_t limit;                        /* most rows; -1: all */
    const int *fields;                    /* what to read, in this order */
    size_t n_fields;
    bool no_geometry;
    const char *form;                     /* of records: the form to give beside the row, "original"…; NULL: none */
    bool form_type;                       /* and its media type: each row costs one more look at the forms */
    int64_t moment;                       /* of records: as they were then (vg_session_moment); 0: as they are */
    double tolerance;                     /* lighter geometries: by so much, in units of crs; 0: as they are */
    const struct vg_crs *crs;             /* of the geometries given; NULL: storage CRS */
    int64_t deadline_ms;                  /* vg_monotonic_ms() by which it must be done; 0: none */
};

/* What is asked, whoever asks and whatever page: a key for answers that are kept.  Limit, offset, from and deadline are
 * not in it. */
struct vg_hash vg_query_hash(const struct vg_query *q);

/* Are its ids whole numbers, each of one column? */
bool vg_query_has_numbers(const struct vg_collection *c);

#define VG_MAX_TOKEN 8192 /* bytes of a token: an address must hold it */

/* A page token: opaque text, made of a position and tied to collection and sort.  It is the client's to forge:
 * key values have their fields' types for sure, sort values may be of any kind (what SQLite lets a column hold), their
 * texts broken UTF-8; a store whose column cannot meet one answers VG_BAD_INPUT. */
void vg_token_put(struct vg_buf *b, const struct vg_query *q, const struct vg_position *p);
/* VG_BAD_INPUT: not a token of ours, or one of another collection or sort. */
enum vg_status vg_token_parse(struct vg_str text, const struct vg_query *q, struct vg_arena *a,
                              struct vg_position **out, struct vg_error *err) VG_MUST_USE;

/* The id of an item as it stands in its address (not encoded) and in vg_feature.id: the parts of its key as plain
 * text, joined by ','; in a composite key, ',' and '\' inside a text have a '\' before them.  n_key 0: the row id. */
void vg_id_put(struct vg_buf *b, const struct vg_collection *c, const struct vg_value *key);

/* The values of an item id, part by part; false when the text cannot be an id of this collection
 * ("abc" where the key is an integer, or "007": an item has one address): then there is no such item. */
bool vg_id_parse(const struct vg_collection *c, struct vg_str id, struct vg_arena *a, struct vg_value *key_out);

#endif
