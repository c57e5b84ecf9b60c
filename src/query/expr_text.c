/* Conditions on the text of a record. */
#include <vigie/query/expr.h>

const struct vg_expr *vg_expr_text(struct vg_arena *a, const struct vg_str *phrases, size_t n)
{
    struct vg_expr *e = VG_NEW(a, struct vg_expr);
    const struct vg_expr **args = vg_arena_array(a, n, sizeof *args);

    if (!e || !args)
        return NULL;
    for (size_t i = 0; i < n; i++)
        args[i] = vg_expr_literal(a, (struct vg_value){.kind = VG_V_TEXT, .text = phrases[i]});
    *e = (struct vg_expr){.op = VG_OP_TEXT, .args = args, .n_args = n};
    return e;
}
