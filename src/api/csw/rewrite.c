/* What catalogues mean by a condition, where that is not what a typed tree says.
 *
 * Types are told in many spellings ("http://purl.org/dc/dcmitype/Dataset"), and kept in one.  A record without a place
 * lies outside every box, so that "not in this box" finds it.  A subject is a keyword or a topic (07-045, table 6). */
#include "search.h"

#include <vigie/model/record.h>

struct rewriting {
    struct vg_arena *arena;
    int type, keywords, themes; /* fields */
};

static const struct vg_expr *known_type(struct rewriting *w, const struct vg_expr *literal)
{
    const char *code = literal->literal.kind == VG_V_TEXT ? vg_record_code(VG_CODES_SCOPE, literal->literal.text) : NULL;
    return code ? vg_expr_literal(w->arena, (struct vg_value){.kind = VG_V_TEXT, .text = vg_str_of(code)}) : literal;
}

static bool holds_type(const struct rewriting *w, const struct vg_expr *e)
{
    bool found = e->op == VG_OP_PROPERTY && e->field == w->type;
    for (size_t i = 0; i < e->n_args && !found; i++)
        found = holds_type(w, e->args[i]);
    return found;
}

/* It has a place, and this one: false, not null, where it has none. */
static const struct vg_expr *with_place(struct vg_arena *a, const struct vg_expr *spatial)
{
    return vg_expr_and(a, vg_expr_not(a, vg_expr_is_null(a, vg_expr_geometry(a))), spatial);
}

/* One of the keywords meets it, or one of the topics. */
static const struct vg_expr *of_subject(struct rewriting *w, const struct vg_expr *e)
{
    struct vg_expr *copy = VG_NEW(w->arena, struct vg_expr);
    const struct vg_expr **args = vg_arena_array(w->arena, 2, sizeof *args);
    if (!copy || !args)
        return e;
    args[0] = vg_expr_property(w->arena, w->themes);
    args[1] = e->args[1];
    *copy = *e;
    copy->args = args;
    return vg_expr_or(w->arena, e, copy);
}

/* of_type: within a comparison with the type. */
static const struct vg_expr *rewritten(struct rewriting *w, const struct vg_expr *e, bool of_type)
{
    if (e->op == VG_OP_SPATIAL)
        return with_place(w->arena, e);
    if (e->op == VG_OP_ANY && e->args[0]->op == VG_OP_PROPERTY && e->args[0]->field == w->keywords)
        return of_subject(w, e);
    if (e->op == VG_OP_LITERAL)
        return of_type ? known_type(w, e) : e;
    if (e->n_args == 0)
        return e;
    bool logic = e->op == VG_OP_AND || e->op == VG_OP_OR || e->op == VG_OP_NOT;
    bool inside = of_type || (!logic && e->op != VG_OP_LIKE && holds_type(w, e));
    struct vg_expr *copy = VG_NEW(w->arena, struct vg_expr);
    const struct vg_expr **args = vg_arena_array(w->arena, e->n_args, sizeof *args);
    if (!copy || !args)
        return e;
    *copy = *e;
    copy->args = args;
    for (size_t i = 0; i < e->n_args; i++)
        args[i] = rewritten(w, e->args[i], inside);
    return copy;
}

const struct vg_expr *vg_csw_rewritten(struct vg_arena *a, const struct vg_expr *e, const struct vg_collection *catalogue)
{
    struct rewriting w = {a, vg_record_column(catalogue, VG_R_TYPE), vg_record_column(catalogue, VG_R_KEYWORDS),
                          vg_record_column(catalogue, VG_R_THEMES)};
    return rewritten(&w, e, false);
}
