/* node.c — a document tree in an arena. */
#include <math.h>

#include <vigie/base/escape.h>
#include <vigie/base/node.h>
#include <vigie/base/number.h>

static struct vg_node *node_new(struct vg_arena *a, enum vg_node_kind kind)
{
    struct vg_node *n = VG_NEW(a, struct vg_node);
    if (n)
        n->kind = kind;
    return n;
}

struct vg_node *vg_node_map(struct vg_arena *a)
{
    return node_new(a, VG_N_MAP);
}

struct vg_node *vg_node_list(struct vg_arena *a)
{
    return node_new(a, VG_N_LIST);
}

void vg_node_append(struct vg_arena *a, struct vg_node *to, const char *key, struct vg_node *child)
{
    if (!to || !child)
        return;
    if (key) {
        child->key = vg_arena_str(a, vg_str_of(key));
        if (!child->key.ptr)
            return;
    }
    if (to->last)
        to->last->next = child;
    else
        to->first = child;
    to->last = child;
    to->n++;
}

static struct vg_node *add(struct vg_arena *a, struct vg_node *to, const char *key,
                           enum vg_node_kind kind)
{
    struct vg_node *n = to ? node_new(a, kind) : NULL;
    vg_node_append(a, to, key, n);
    return n;
}

struct vg_node *vg_node_add_map(struct vg_arena *a, struct vg_node *to, const char *key)
{
    return add(a, to, key, VG_N_MAP);
}

struct vg_node *vg_node_add_list(struct vg_arena *a, struct vg_node *to, const char *key)
{
    return add(a, to, key, VG_N_LIST);
}

struct vg_node *vg_node_add_str(struct vg_arena *a, struct vg_node *to, const char *key,
                                const char *s)
{
    return vg_node_add_text(a, to, key, vg_str_of(s));
}

struct vg_node *vg_node_add_text(struct vg_arena *a, struct vg_node *to, const char *key,
                                 struct vg_str s)
{
    if (!s.ptr)
        return NULL;
    struct vg_str copy = vg_arena_str(a, s);
    struct vg_node *n = copy.ptr ? add(a, to, key, VG_N_STR) : NULL;
    if (n)
        n->text = copy;
    return n;
}

struct vg_node *vg_node_add_int(struct vg_arena *a, struct vg_node *to, const char *key, int64_t v)
{
    struct vg_node *n = add(a, to, key, VG_N_INT);
    if (n)
        n->integer = v;
    return n;
}

struct vg_node *vg_node_add_double(struct vg_arena *a, struct vg_node *to, const char *key,
                                   double v)
{
    struct vg_node *n = add(a, to, key, VG_N_DOUBLE);
    if (n)
        n->real = v;
    return n;
}

struct vg_node *vg_node_add_bool(struct vg_arena *a, struct vg_node *to, const char *key, bool v)
{
    struct vg_node *n = add(a, to, key, VG_N_BOOL);
    if (n)
        n->boolean = v;
    return n;
}

struct vg_node *vg_node_add_null(struct vg_arena *a, struct vg_node *to, const char *key)
{
    return add(a, to, key, VG_N_NULL);
}

static const struct vg_node *member(const struct vg_node *map, struct vg_str key)
{
    if (!map || map->kind != VG_N_MAP)
        return NULL;
    VG_EACH(child, map) {
        if (vg_str_eq(child->key, key))
            return child;
    }
    return NULL;
}

const struct vg_node *vg_node_get(const struct vg_node *map, const char *key)
{
    return member(map, vg_str_of(key));
}

static const struct vg_node *element(const struct vg_node *list, struct vg_str number)
{
    int64_t i;
    if (!vg_str_int64(number, &i) || i < 0)
        return NULL;
    VG_EACH(child, list) {
        if (i-- == 0)
            return child;
    }
    return NULL;
}

const struct vg_node *vg_node_at(const struct vg_node *root, const char *path)
{
    const struct vg_node *n = root;
    for (struct vg_str rest = vg_str_of(path); rest.ptr && n;) {
        struct vg_str part = vg_str_cut(rest, '.', &rest);
        n = n->kind == VG_N_LIST ? element(n, part) : member(n, part);
    }
    return n;
}

const char *vg_node_cstr(const struct vg_node *map, const char *key, const char *otherwise)
{
    const struct vg_node *n = vg_node_get(map, key);
    return n && n->kind == VG_N_STR ? n->text.ptr : otherwise;
}

long long vg_node_count(const struct vg_node *map, const char *key)
{
    const struct vg_node *n = vg_node_get(map, key);
    return n && n->kind == VG_N_INT ? n->integer : 0;
}

static void new_line(struct vg_buf *b, int indent, int depth)
{
    if (indent <= 0)
        return;
    vg_buf_char(b, '\n');
    for (int i = 0; i < indent * depth; i++)
        vg_buf_char(b, ' ');
}

static void put_json(struct vg_buf *b, const struct vg_node *n, int indent, int depth);

static void put_children(struct vg_buf *b, const struct vg_node *n, int indent, int depth)
{
    bool map = n->kind == VG_N_MAP;
    vg_buf_char(b, map ? '{' : '[');
    VG_EACH(child, n) {
        if (child != n->first)
            vg_buf_char(b, ',');
        new_line(b, indent, depth + 1);
        if (map) {
            vg_json_put_str(b, child->key);
            vg_buf_char(b, ':');
            if (indent > 0)
                vg_buf_char(b, ' ');
        }
        put_json(b, child, indent, depth + 1);
    }
    if (n->first)
        new_line(b, indent, depth);
    vg_buf_char(b, map ? '}' : ']');
}

static void put_json(struct vg_buf *b, const struct vg_node *n, int indent, int depth)
{
    switch (n->kind) {
    case VG_N_NULL:
        VG_BUF_LIT(b, "null");
        break;
    case VG_N_BOOL:
        vg_buf_cstr(b, n->boolean ? "true" : "false");
        break;
    case VG_N_INT:
        vg_buf_int64(b, n->integer);
        break;
    case VG_N_DOUBLE:
        vg_buf_double(b, n->real);
        break;
    case VG_N_STR:
        vg_json_put_str(b, n->text);
        break;
    case VG_N_LIST:
    case VG_N_MAP:
        put_children(b, n, indent, depth);
        break;
    }
}

void vg_node_put_json(struct vg_buf *b, const struct vg_node *n, int indent)
{
    if (n)
        put_json(b, n, indent, 0);
    else
        VG_BUF_LIT(b, "null");
}
