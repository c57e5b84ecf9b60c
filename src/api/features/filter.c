/* The parameters filter, filter-lang and filter-crs (OGC API Features Part 3, 8). */
#include "features.h"

#include <stdio.h>

#include <vigie/query/fes.h>

/* In the order of the values of filter-lang in module.c. */
static enum vg_status (*const readers[])(struct vg_str text, struct vg_arena *a, const struct vg_syntax **out,
                                         struct vg_error *err) = {vg_cql2_text, vg_cql2_json, vg_cql2_text, vg_fes_xml,
                                                                  vg_fes_xml};
enum { FIRST_OF_XML = 3 };

/* Who asks, and by which request. */
struct asker {
    struct vg_asker is; /* first: a scope's `user` is either */
    const struct vg_call *call;
};

static struct vg_str local_name(struct vg_str path)
{
    size_t i = path.len;

    while (i > 0 && path.ptr[i - 1] != '/' && path.ptr[i - 1] != ':')
        i--;
    return (struct vg_str){path.ptr + i, path.len - i};
}

/* "app:nom", "/communes/app:nom": XML names its properties so, and some clients do not mind their case. */
static bool resolve_path(void *user, struct vg_str name, struct vg_meaning *out)
{
    const struct vg_collection *c = ((const struct vg_asker *)user)->collection;
    struct vg_str local = local_name(name);

    *out = (struct vg_meaning){VG_M_FIELD, vg_collection_field(c, name)};
    if (out->field < 0)
        out->field = vg_collection_field(c, local);
    for (size_t i = 0; out->field < 0 && i < c->n_fields; i++)
        if (vg_str_is_nocase(local, c->fields[i].name))
            out->field = (int)i;
    if (out->field < 0 && c->geom_name && (vg_str_is_nocase(local, c->geom_name) || vg_str_is(local, "geometry")))
        out->kind = VG_M_GEOMETRY;
    return true;
}

/* The standard that the route is of has names of its own. */
static bool resolve_extra(void *user, struct vg_str name, struct vg_meaning *out)
{
    const struct asker *a = user;
    return a->call->route->extra->resolve(a->call, a->is.collection, name, out);
}

static bool (*resolver_of(const struct vg_call *call))(void *, struct vg_str, struct vg_meaning *)
{
    const struct vg_items_extra *extra = call->route->extra;
    return extra && extra->resolve ? resolve_extra : NULL;
}

static enum vg_status read_filter(struct vg_call *call, struct vg_filter_scope *scope, const struct vg_syntax **out,
                                  struct vg_error *err)
{
    const struct vg_param_value *lang = vg_call_param(call, "filter-lang");
    int which = lang->given ? lang->choice : 0;

    scope->resolve = which >= FIRST_OF_XML ? resolve_path : resolver_of(call);
    return readers[which](vg_call_param(call, "filter")->text, call->arena, out, err);
}

static enum vg_status told_of(const char *param, enum vg_status r, struct vg_error *err)
{
    if (r != VG_OK && err && !err->where[0])
        snprintf(err->where, sizeof err->where, "%s", param);
    return r;
}

static enum vg_status narrow(struct vg_call *call, const struct vg_filter_scope *scope, const struct vg_syntax *tree, struct vg_query *q,
                             struct vg_error *err)
{
    const struct vg_expr *e = NULL;
    enum vg_status r = vg_filter_type(tree, scope, call->arena, &e, err);
    if (r == VG_OK)
        q->filter = vg_expr_and(call->arena, q->filter, e);
    return told_of("filter", r, err);
}

enum vg_status vg_question_filter(struct vg_call *call, const struct vg_collection *c, struct vg_query *q,
                                  struct vg_error *err)
{
    const struct vg_param_value *crs = vg_call_param(call, "filter-crs");
    struct asker asker = {{&call->who, c}, call};
    struct vg_filter_scope scope = {.collection = c, .may_ask = vg_asker_may, .user = &asker,
                                    .registry = vg_call_crs(call), .crs = vg_crs84(vg_call_crs(call))};
    enum vg_status r = crs->given ? vg_question_crs_named(call, c, "filter-crs", crs->text, &scope.crs, err) : VG_OK;
    if (r != VG_OK || !vg_call_param(call, "filter")->given)
        return r;
    const struct vg_syntax *tree;
    r = read_filter(call, &scope, &tree, err);
    return r == VG_OK ? narrow(call, &scope, tree, q, err) : told_of("filter", r, err);
}

enum vg_status vg_items_condition(struct vg_call *call, const struct vg_collection *c, const struct vg_syntax *tree, struct vg_query *q,
                                  struct vg_error *err)
{
    struct asker asker = {{&call->who, c}, call};
    const struct vg_filter_scope scope = {.collection = c, .may_ask = vg_asker_may, .user = &asker, .resolve = resolver_of(call),
                                          .registry = vg_call_crs(call), .crs = vg_crs84(vg_call_crs(call))};
    return narrow(call, &scope, tree, q, err);
}
