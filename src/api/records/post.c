/* POST …/items with a CQL2 JSON filter as its body: what OWSLib sends where a filter is an object.  It is a search as any
 * other, and its links are those of the GET that asks the same. */
#include "records.h"

#include <vigie/base/escape.h>

#define CQL2_JSON 1 /* among the values of filter-lang */
#define MOST_QUERY VG_COUNT(((struct vg_call *)0)->is_field_param)

static struct vg_param_value *param_of(struct vg_call *call, const char *name)
{
    for (size_t i = 0; i < call->route->n_params; i++)
        if (!strcmp(call->route->params[i].name, name))
            return &call->params[i];
    return NULL;
}

/* "name=value" as it would have been sent; what is too long for an address is in none: see vg_call_is_posted. */
static struct vg_query_param sent_as(struct vg_call *call, const char *name, struct vg_str value)
{
    struct vg_buf b;
    vg_buf_init(&b, VG_MAX_FILTER_IN_LINK);
    vg_buf_printf(&b, "%s=", name);
    vg_url_put(&b, value);
    struct vg_query_param p = {vg_str_of(name), value, {0}};
    if (!b.failed)
        p.raw = vg_arena_str(call->arena, (struct vg_str){b.ptr, b.len});
    vg_buf_finish(&b);
    return p;
}

static enum vg_status add_to_query(struct vg_call *call, struct vg_str filter, struct vg_error *err)
{
    if (call->n_query + 2 > MOST_QUERY)
        return vg_fail(err, VG_BAD_INPUT, "filter", "more than %d values", (int)MOST_QUERY);
    struct vg_query_param *all = vg_arena_array(call->arena, call->n_query + 2, sizeof *all);
    if (!all)
        return vg_arena_check(call->arena, err);
    if (call->n_query)
        memcpy(all, call->query, call->n_query * sizeof *all);
    all[call->n_query++] = sent_as(call, "filter", filter);
    all[call->n_query++] = sent_as(call, "filter-lang", VG_STR("cql2-json"));
    if (!all[call->n_query - 2].raw.len)
        all[call->n_query - 1].raw = (struct vg_str){0};
    call->query = all;
    return vg_arena_check(call->arena, err);
}

enum vg_status vg_post_records(struct vg_call *call, struct vg_error *err)
{
    struct vg_str body = vg_str_trim(call->rq->body);
    struct vg_param_value *filter = param_of(call, "filter"), *lang = param_of(call, "filter-lang");
    if (!body.len)
        return vg_fail(err, VG_BAD_INPUT, "", "the body is to be a filter in CQL2 JSON");
    if (filter->given)
        return vg_fail(err, VG_BAD_INPUT, "filter", "'filter' is given twice");
    *filter = (struct vg_param_value){.given = true, .text = body};
    *lang = (struct vg_param_value){.given = true, .choice = CQL2_JSON};
    enum vg_status r = add_to_query(call, body, err);
    call->vars[0] = VG_STR(VG_CATALOGUE);
    return r == VG_OK ? vg_get_items(call, err) : r;
}
