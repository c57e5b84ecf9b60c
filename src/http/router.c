/* router.c — a tree with a node for each segment of the patterns.
 *
 * A segment of the path goes to the child with its name, and to the variable only where that way leads
 * nowhere; so "/a/{x}/c" is found for "/a/b/c" although "/a/b" exists too.  Patterns are few segments
 * deep, which bounds the walk. */
#include <stdlib.h>

#include <vigie/base/escape.h>
#include <vigie/http/router.h>

#define MAX_SEGMENTS 16

struct method {
    const char *name;
    const char *pattern;
    const void *target;
};

struct node {
    struct vg_str name;    /* of a literal; absent: a variable */
    struct node *children; /* literal ones */
    struct node *variable; /* the child for any name */
    struct node *sibling;
    struct method *methods;
    size_t n_methods;
    char *allow;
};

struct vg_router {
    struct node root;
};

struct vg_router *vg_router_new(void)
{
    return calloc(1, sizeof(struct vg_router));
}

static void free_inside(struct node *n)
{
    while (n->children) {
        struct node *child = n->children;
        n->children = child->sibling;
        free_inside(child);
        free(child);
    }
    if (n->variable)
        free_inside(n->variable);
    free(n->variable);
    free(n->methods);
    free(n->allow);
}

void vg_router_free(struct vg_router *r)
{
    if (!r)
        return;
    free_inside(&r->root);
    free(r);
}

/* The path without the '/' it begins with and the one it may end with; absent: it has no segment. */
static struct vg_str inner(struct vg_str path)
{
    if (path.len == 1)
        return (struct vg_str){0};
    bool ends = path.ptr[path.len - 1] == '/';
    return (struct vg_str){path.ptr + 1, path.len - 1 - ends};
}

static bool is_variable(struct vg_str segment)
{
    return segment.len > 2 && segment.ptr[0] == '{' && segment.ptr[segment.len - 1] == '}';
}

/* "{" and "}" only around a whole segment, none empty, and no more variables than a match holds. */
static enum vg_status check_pattern(const char *pattern, struct vg_error *err)
{
    if (pattern[0] != '/')
        return vg_fail(err, VG_BAD_INPUT, pattern, "a route must begin with '/'");
    int segments = 0, variables = 0;
    for (struct vg_str rest = inner(vg_str_of(pattern)); rest.ptr;) {
        struct vg_str s = vg_str_cut(rest, '/', &rest);
        if (is_variable(s)) {
            variables++;
            s = (struct vg_str){s.ptr + 1, s.len - 2};
        }
        if (s.len == 0 || memchr(s.ptr, '{', s.len) || memchr(s.ptr, '}', s.len))
            return vg_fail(err, VG_BAD_INPUT, pattern,
                           "each segment of a route must be a text or a '{variable}'");
        segments++;
    }
    if (segments > MAX_SEGMENTS || variables > VG_MAX_PATH_VARS)
        return vg_fail(err, VG_BAD_INPUT, pattern,
                       "a route has at most %d segments and %d variables", MAX_SEGMENTS,
                       VG_MAX_PATH_VARS);
    return VG_OK;
}

static struct node *literal_child(const struct node *n, struct vg_str name)
{
    struct node *child = n->children;
    while (child && !vg_str_eq(child->name, name))
        child = child->sibling;
    return child;
}

static struct node *child_for(struct node *n, struct vg_str segment)
{
    bool variable = is_variable(segment);
    struct node *child = variable ? n->variable : literal_child(n, segment);
    if (child)
        return child;
    child = calloc(1, sizeof(*child));
    if (!child)
        return NULL;
    if (variable) {
        n->variable = child;
    } else {
        child->name = segment;
        child->sibling = n->children;
        n->children = child;
    }
    return child;
}

static const struct method *find_method(const struct node *n, struct vg_str name)
{
    for (size_t i = 0; i < n->n_methods; i++)
        if (vg_str_is(name, n->methods[i].name))
            return &n->methods[i];
    return NULL;
}

/* "GET, HEAD, POST, OPTIONS": as registered; OPTIONS is always answered. */
static char *allow_text(const struct node *n)
{
    struct vg_buf b;
    vg_buf_init(&b, 4096);
    for (size_t i = 0; i < n->n_methods; i++) {
        vg_buf_cstr(&b, n->methods[i].name);
        VG_BUF_LIT(&b, ", ");
        if (strcmp(n->methods[i].name, "GET") == 0 && !find_method(n, VG_STR("HEAD")))
            VG_BUF_LIT(&b, "HEAD, ");
    }
    if (!find_method(n, VG_STR("OPTIONS")))
        VG_BUF_LIT(&b, "OPTIONS, ");
    char *text = b.failed == VG_OK && b.len > 2 ? strndup(b.ptr, b.len - 2) : NULL;
    vg_buf_finish(&b);
    return text;
}

static enum vg_status add_method(struct node *n, struct method m, struct vg_error *err)
{
    if (find_method(n, vg_str_of(m.name)))
        return vg_fail(err, VG_CONFLICT, m.pattern, "'%s' of this route is given twice", m.name);
    struct method *grown = realloc(n->methods, (n->n_methods + 1) * sizeof(*grown));
    if (!grown)
        return vg_fail(err, VG_NO_MEMORY, "", "there is no memory left");
    n->methods = grown;
    n->methods[n->n_methods++] = m;
    char *allow = allow_text(n);
    if (!allow) {
        n->n_methods--;
        return vg_fail(err, VG_NO_MEMORY, "", "there is no memory left");
    }
    free(n->allow);
    n->allow = allow;
    return VG_OK;
}

enum vg_status vg_router_add(struct vg_router *r, const char *method, const char *pattern,
                             const void *target, struct vg_error *err)
{
    enum vg_status status = check_pattern(pattern, err);
    if (status != VG_OK)
        return status;
    struct node *n = &r->root;
    for (struct vg_str rest = inner(vg_str_of(pattern)); rest.ptr;) {
        n = child_for(n, vg_str_cut(rest, '/', &rest));
        if (!n)
            return vg_fail(err, VG_NO_MEMORY, "", "there is no memory left");
    }
    return add_method(n, (struct method){method, pattern, target}, err);
}

/* The decoded segments of a path, and the way found so far. */
struct walk {
    struct vg_str segments[MAX_SEGMENTS];
    int n_segments;
    struct vg_str vars[VG_MAX_PATH_VARS];
    int n_vars;
};

static const struct node *descend(const struct node *n, struct walk *w, int at)
{
    if (at == w->n_segments)
        return n->n_methods > 0 ? n : NULL;

    struct vg_str segment = w->segments[at];
    const struct node *child = literal_child(n, segment);
    const struct node *found = child ? descend(child, w, at + 1) : NULL;
    if (found || !n->variable || segment.len == 0)
        return found;

    /* check_pattern() saw to it that there is room. */
    w->vars[w->n_vars++] = segment;
    found = descend(n->variable, w, at + 1);
    if (!found)
        w->n_vars--;
    return found;
}

static enum vg_status no_route(struct vg_error *err)
{
    return vg_fail(err, VG_NOT_FOUND, "", "there is nothing at this address");
}

static enum vg_status split(struct vg_str path, struct vg_arena *a, struct walk *w,
                            struct vg_error *err)
{
    for (struct vg_str rest = inner(path); rest.ptr;) {
        struct vg_str raw = vg_str_cut(rest, '/', &rest);
        if (w->n_segments == MAX_SEGMENTS)
            return no_route(err);
        enum vg_status r = vg_url_decode(raw, false, a, &w->segments[w->n_segments++], err);
        if (r != VG_OK)
            return r;
    }
    return VG_OK;
}

enum vg_status vg_router_match(const struct vg_router *r, struct vg_str method, struct vg_str path,
                               struct vg_arena *a, struct vg_route_match *out, struct vg_error *err)
{
    if (path.len == 0 || path.ptr[0] != '/')
        return no_route(err);
    struct walk w = {.n_segments = 0};
    enum vg_status status = split(path, a, &w, err);
    if (status != VG_OK)
        return status;
    const struct node *n = descend(&r->root, &w, 0);
    if (!n)
        return no_route(err);

    const struct method *m = find_method(n, method);
    if (!m && vg_str_is(method, "HEAD"))
        m = find_method(n, VG_STR("GET"));
    *out = (struct vg_route_match){.target = m ? m->target : NULL,
                                   .pattern = m ? m->pattern : n->methods[0].pattern,
                                   .n_vars = w.n_vars,
                                   .allow = n->allow};
    memcpy(out->vars, w.vars, sizeof(w.vars));
    return VG_OK;
}
