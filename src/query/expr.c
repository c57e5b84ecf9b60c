/* The builders of the syntax tree.
 *
 * AND and OR take any number of arguments: chains are flattened as they grow, so that a store's recursion is
 * as deep as the filter is, and not as long.  What is known to be true or false is folded away here once,
 * rather than in each store. */
#include <vigie/base/escape.h>
#include <vigie/query/expr.h>
#include <vigie/query/function.h>

enum vg_op vg_op_mirrored(enum vg_op op)
{
    switch (op) {
    case VG_OP_LT: return VG_OP_GT;
    case VG_OP_LE: return VG_OP_GE;
    case VG_OP_GT: return VG_OP_LT;
    case VG_OP_GE: return VG_OP_LE;
    default: return op;
    }
}

static struct vg_expr *make(struct vg_arena *a, enum vg_op op)
{
    struct vg_expr *e = VG_NEW(a, struct vg_expr);

    if (e)
        e->op = op;
    return e;
}

static struct vg_expr *make_with(struct vg_arena *a, enum vg_op op, size_t n_args,
                                 const struct vg_expr ***args_out)
{
    struct vg_expr *e = make(a, op);
    const struct vg_expr **args = vg_arena_array(a, n_args, sizeof(*args));

    if (!e || !args)
        return NULL;
    e->args = args;
    e->n_args = n_args;
    *args_out = args;
    return e;
}

const struct vg_expr *vg_expr_property(struct vg_arena *a, int field)
{
    struct vg_expr *e = make(a, VG_OP_PROPERTY);

    if (e)
        e->field = field;
    return e;
}

const struct vg_expr *vg_expr_literal(struct vg_arena *a, struct vg_value v)
{
    struct vg_expr *e = make(a, VG_OP_LITERAL);

    if (e)
        e->literal = v;
    return e;
}

const struct vg_expr *vg_expr_constant(struct vg_arena *a, bool value)
{
    return make(a, value ? VG_OP_TRUE : VG_OP_FALSE);
}

const struct vg_expr *vg_expr_geometry(struct vg_arena *a)
{
    return make(a, VG_OP_GEOMETRY);
}

const struct vg_expr *vg_expr_compare(struct vg_arena *a, enum vg_op op, const struct vg_expr *l,
                                      const struct vg_expr *r)
{
    const struct vg_expr **args;
    struct vg_expr *e = l && r ? make_with(a, op, 2, &args) : NULL;

    if (e) {
        args[0] = l;
        args[1] = r;
    }
    return e;
}

static struct vg_str json_list(struct vg_arena *a, const struct vg_str *values, size_t n)
{
    struct vg_buf b;

    vg_buf_init(&b, 1u << 20);
    vg_buf_char(&b, '[');
    for (size_t i = 0; i < n; i++) {
        vg_buf_cstr(&b, i ? "," : "");
        vg_json_put_str(&b, values[i]);
    }
    vg_buf_char(&b, ']');
    struct vg_str text = vg_arena_str(a, (struct vg_str){b.ptr, b.len});
    vg_buf_finish(&b);
    return text;
}

const struct vg_expr *vg_expr_overlaps(struct vg_arena *a, const struct vg_expr *array, const struct vg_str *values, size_t n)
{
    struct vg_value list = {.kind = VG_V_JSON, .text = json_list(a, values, n)};

    return vg_expr_compare(a, VG_OP_ARRAY_OVERLAPS, array, vg_expr_literal(a, list));
}

/* The arguments e brings into a chain of op: its own, or itself. */
static size_t n_links(const struct vg_expr *e, enum vg_op op)
{
    return e->op == op ? e->n_args : 1;
}

static void put_links(const struct vg_expr **to, const struct vg_expr *e, enum vg_op op)
{
    if (e->op == op)
        memcpy(to, e->args, e->n_args * sizeof(*to));
    else
        *to = e;
}

/* nothing: the constant that changes nothing in the chain; all: the one that settles it. */
static const struct vg_expr *chain(struct vg_arena *a, enum vg_op op, const struct vg_expr *l,
                                   const struct vg_expr *r, enum vg_op nothing, enum vg_op all)
{
    if (!l || !r)
        return l ? l : r;
    if (l->op == nothing || r->op == all)
        return r;
    if (r->op == nothing || l->op == all)
        return l;

    const struct vg_expr **args;
    size_t n = n_links(l, op);
    struct vg_expr *e = make_with(a, op, n + n_links(r, op), &args);
    if (e) {
        put_links(args, l, op);
        put_links(args + n, r, op);
    }
    return e;
}

const struct vg_expr *vg_expr_and(struct vg_arena *a, const struct vg_expr *l, const struct vg_expr *r)
{
    return chain(a, VG_OP_AND, l, r, VG_OP_TRUE, VG_OP_FALSE);
}

const struct vg_expr *vg_expr_or(struct vg_arena *a, const struct vg_expr *l, const struct vg_expr *r)
{
    return chain(a, VG_OP_OR, l, r, VG_OP_FALSE, VG_OP_TRUE);
}

const struct vg_expr *vg_expr_is_null(struct vg_arena *a, const struct vg_expr *e)
{
    const struct vg_expr **args;
    struct vg_expr *is_null = e ? make_with(a, VG_OP_IS_NULL, 1, &args) : NULL;

    if (is_null)
        args[0] = e;
    return is_null;
}

const struct vg_expr *vg_expr_not(struct vg_arena *a, const struct vg_expr *e)
{
    const struct vg_expr **args;
    struct vg_expr *is_null = e ? make_with(a, VG_OP_NOT, 1, &args) : NULL;

    if (is_null)
        args[0] = e;
    return is_null;
}

const struct vg_expr *vg_expr_spatial(struct vg_arena *a, const struct vg_shape *shape)
{
    const struct vg_expr **args;
    const struct vg_expr *geometry = vg_expr_geometry(a);
    struct vg_expr *e = geometry && shape ? make_with(a, VG_OP_SPATIAL, 1, &args) : NULL;

    if (e) {
        args[0] = geometry;
        e->shape = shape;
    }
    return e;
}

const struct vg_expr *vg_expr_call(struct vg_arena *a, const struct vg_function *f, const struct vg_expr *const *args)
{
    struct vg_expr *e = VG_NEW(a, struct vg_expr);
    const struct vg_expr **copy = vg_arena_array(a, f->n_args, sizeof *copy);

    if (!e || !copy)
        return NULL;
    for (size_t i = 0; i < f->n_args; i++) {
        if (!args[i])
            return NULL;
        copy[i] = args[i];
    }
    *e = (struct vg_expr){.op = VG_OP_CALL, .function = f, .args = copy, .n_args = f->n_args};
    return e;
}
