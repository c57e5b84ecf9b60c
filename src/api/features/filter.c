/* The parameters filter, filter-lang and filter-crs (OGC API Features Part 3, 8). */
#include "features.h"

#include <stdio.h>

#include <vigie/query/cql2.h>

enum { CQL2_JSON = 1 }; /* among the values of filter-lang */

struct asker {
    const struct vg_visitor *who;
    const struct vg_collection *collection;
};

static bool may_ask(void *user, int field)
{
    const struct asker *a = user;
    return vg_gate_may_ask(a->who, a->collection, field);
}

static enum vg_status read_filter(struct vg_call *call, const struct vg_syntax **out, struct vg_error *err)
{
    const struct vg_param_value *lang = vg_call_param(call, "filter-lang");
    struct vg_str text = vg_call_param(call, "filter")->text;
    return lang->given && lang->choice == CQL2_JSON ? vg_cql2_json(text, call->arena, out, err)
                                                    : vg_cql2_text(text, call->arena, out, err);
}

enum vg_status vg_question_filter(struct vg_call *call, const struct vg_collection *c, struct vg_query *q,
                                  struct vg_error *err)
{
    const struct vg_param_value *crs = vg_call_param(call, "filter-crs");
    struct asker asker = {&call->who, c};
    struct vg_filter_scope scope = {.collection = c, .may_ask = may_ask, .user = &asker,
                                    .registry = vg_call_crs(call), .crs = vg_crs84(vg_call_crs(call))};
    enum vg_status r = crs->given ? vg_question_crs_named(call, c, "filter-crs", crs->text, &scope.crs, err) : VG_OK;
    if (r != VG_OK || !vg_call_param(call, "filter")->given)
        return r;
    const struct vg_syntax *tree;
    const struct vg_expr *e = NULL;
    r = read_filter(call, &tree, err);
    if (r == VG_OK)
        r = vg_filter_type(tree, &scope, call->arena, &e, err);
    if (r != VG_OK) {
        if (err && !err->where[0])
            snprintf(err->where, sizeof err->where, "filter");
        return r;
    }
    q->filter = vg_expr_and(call->arena, q->filter, e);
    return VG_OK;
}
