/* node.h — a small document tree: what configuration files are read into and what the JSON and HTML
 * documents of the API (landing page, collections, OpenAPI…) are made from, once for both.
 *
 * Features never pass through it: they go from the cursor to the codec.
 * Nodes live in an arena and are not changed once handed on.  Building bears an exhausted arena: the
 * functions then return NULL, bear NULL as parent, and vg_arena_check() tells at the end. */
#ifndef VIGIE_BASE_NODE_H
#define VIGIE_BASE_NODE_H

#include <vigie/base/arena.h>
#include <vigie/base/str.h>

enum vg_node_kind { VG_N_NULL, VG_N_BOOL, VG_N_INT, VG_N_DOUBLE, VG_N_STR, VG_N_LIST, VG_N_MAP };

struct vg_node {
    enum vg_node_kind kind;
    int line, column; /* where it (a member's key) stood in a file, from 1; 0: made by us */
    union {
        bool boolean;
        int64_t integer;
        double real;
    };
    struct vg_str text; /* of VG_N_STR; of scalars read from YAML also the text as written */
    struct vg_str key;  /* its name, when its parent is a map */
    struct vg_node *first, *last, *next; /* children in order; next sibling */
    size_t n;           /* number of children */
};

/* A root: an empty map, an empty list. */
struct vg_node *vg_node_map(struct vg_arena *a);
struct vg_node *vg_node_list(struct vg_arena *a);

/* Add to a map (key not NULL) or to a list (key NULL); the new child is returned.  Keys and texts
 * are copied into a.  A NULL/absent text adds nothing and returns NULL: an absent member is left
 * out, not null. */
struct vg_node *vg_node_add_map(struct vg_arena *a, struct vg_node *to, const char *key);
struct vg_node *vg_node_add_list(struct vg_arena *a, struct vg_node *to, const char *key);
struct vg_node *vg_node_add_str(struct vg_arena *a, struct vg_node *to, const char *key, const char *s);
struct vg_node *vg_node_add_text(struct vg_arena *a, struct vg_node *to, const char *key, struct vg_str s);
struct vg_node *vg_node_add_int(struct vg_arena *a, struct vg_node *to, const char *key, int64_t v);
struct vg_node *vg_node_add_double(struct vg_arena *a, struct vg_node *to, const char *key, double v);
struct vg_node *vg_node_add_bool(struct vg_arena *a, struct vg_node *to, const char *key, bool v);
struct vg_node *vg_node_add_null(struct vg_arena *a, struct vg_node *to, const char *key);
/* Append an existing node (not yet in any tree). */
void vg_node_append(struct vg_arena *a, struct vg_node *to, const char *key, struct vg_node *child);

/* Member of a map by name; NULL if there is none or `map` is NULL or no map. */
const struct vg_node *vg_node_get(const struct vg_node *map, const char *key);
/* By path, "contact.email"; list elements by number, "crs.0". */
const struct vg_node *vg_node_at(const struct vg_node *root, const char *path);
/* Text of a member, or `otherwise`. */
const char *vg_node_cstr(const struct vg_node *map, const char *key, const char *otherwise);
/* Whole number of a member, as %lld prints it; 0 where there is none. */
long long vg_node_count(const struct vg_node *map, const char *key);

#define VG_EACH(child, parent) \
    for (const struct vg_node *child = (parent) ? (parent)->first : NULL; child; child = child->next)

/* The tree as JSON; indent 0 gives one line, otherwise so many spaces a level. */
void vg_node_put_json(struct vg_buf *b, const struct vg_node *n, int indent);

#endif
