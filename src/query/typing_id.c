/* Ids of items in a filter: each is its key, part by part.  A text that cannot be an id is no item's. */
#include <vigie/query/query.h>

#include "typing.h"

/* "communes.12", as WFS writes it, is "12" here. */
static struct vg_str local_id(const struct vg_collection *c, struct vg_str id)
{
    struct vg_str name = vg_str_of(c->id);

    if (id.len > name.len && vg_str_starts(id, name) && id.ptr[name.len] == '.')
        return (struct vg_str){id.ptr + name.len + 1, id.len - name.len - 1};
    return id;
}

static const struct vg_expr *is_item(struct vg_typing *t, struct vg_str id)
{
    const struct vg_collection *c = t->collection;
    struct vg_value key[VG_MAX_KEY_PARTS];
    const struct vg_expr *all = NULL;

    if (!vg_id_parse(c, id, t->arena, key))
        return vg_expr_constant(t->arena, false);
    for (int i = 0; i < (c->n_key ? c->n_key : 1); i++)
        all = vg_expr_and(t->arena, all,
                          vg_expr_compare(t->arena, VG_OP_EQ,
                                          vg_expr_property(t->arena, c->n_key ? c->key[i] : VG_ROWID),
                                          vg_expr_literal(t->arena, key[i])));
    return all;
}

enum vg_status vg_typing_compare_id(struct vg_typing *t, enum vg_op op, const struct vg_operand *with,
                                    const struct vg_expr **out)
{
    const struct vg_syntax *s = with->from;

    if ((op != VG_OP_EQ && op != VG_OP_NE) || (s->kind != VG_S_TEXT && s->kind != VG_S_UNTYPED && s->kind != VG_S_NUMBER))
        return vg_typing_wrong(t, s, "the id of an item, to be equal or not");
    *out = is_item(t, s->text);
    if (op == VG_OP_NE)
        *out = vg_typing_node(t, VG_OP_NOT, out, 1);
    return VG_OK;
}

enum vg_status vg_typing_id(struct vg_typing *t, const struct vg_syntax *s, const struct vg_expr **out)
{
    const struct vg_expr **args = vg_arena_array(t->arena, s->n_args, sizeof *args);
    size_t n = 0;

    if (!args)
        return vg_arena_check(t->arena, t->err);
    for (const struct vg_syntax *id = s->first; id; id = id->next) {
        if (id->kind != VG_S_TEXT)
            return vg_typing_wrong(t, id, "a text");
        args[n++] = is_item(t, local_id(t->collection, id->text));
    }
    *out = vg_typing_node(t, VG_OP_OR, args, n);
    return VG_OK;
}
