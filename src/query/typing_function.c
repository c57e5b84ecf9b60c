/* Calls of functions: their arguments become what the function takes, and they an operand of what it gives. */
#include "typing.h"

#include <vigie/query/function.h>

static const struct {
    enum vg_sort sort;
    const char *wanted;
} types[] = {
    [VG_FT_NUMBER] = {VG_SORT_NUMBER, "a number"},
    [VG_FT_TEXT] = {VG_SORT_TEXT, "a text"},
    [VG_FT_BOOL] = {VG_SORT_BOOL, "true or false"},
    [VG_FT_TIME] = {VG_SORT_TIME, "a date or a timestamp"},
    [VG_FT_ARRAY] = {VG_SORT_ARRAY, "a list"},
};

static enum vg_status read_argument(struct vg_typing *t, const struct vg_syntax *s, enum vg_function_type type,
                                    const struct vg_expr **out)
{
    struct vg_operand o;

    if (type == VG_FT_ARRAY)
        return vg_typing_array_operand(t, s, out);
    enum vg_status r = vg_typing_operand_as(t, s, types[type].sort, types[type].wanted, &o);
    return r == VG_OK ? vg_typing_plain(t, &o, out) : r;
}

enum vg_status vg_typing_call(struct vg_typing *t, const struct vg_syntax *s, struct vg_operand *out)
{
    const struct vg_function *f = vg_function_find(s->text);
    const struct vg_expr *args[VG_MAX_FUNCTION_ARGS] = {0};
    size_t n = 0;

    if (!f)
        return vg_fail(t->err, VG_BAD_INPUT, "filter", "%s: there is no function '%.*s'; /functions lists them",
                       vg_syntax_place(s, t->arena, t->err), (int)(s->text.len < 60 ? s->text.len : 60), s->text.ptr);
    if (s->n_args != f->n_args)
        return vg_fail(t->err, VG_BAD_INPUT, "filter", "%s: '%s' takes %zu arguments, not %zu",
                       vg_syntax_place(s, t->arena, t->err), f->name, f->n_args, s->n_args);
    for (const struct vg_syntax *arg = s->first; arg; arg = arg->next, n++) {
        enum vg_status r = read_argument(t, arg, f->args[n], &args[n]);
        if (r != VG_OK)
            return r;
    }
    out->sort = types[f->returns].sort;
    out->expr = vg_expr_call(t->arena, f, args);
    return VG_OK;
}
