/* Query parameters, read and refused by the route's table.
 *
 * Features Part 1 (7.6, 7.15.2 to 7.15.6): a parameter that the API definition does not name, or a value
 * out of its bounds, is 400; a limit above the maximum is not an error. */
#include "call.h"

#include <assert.h>
#include <stdio.h>

#define MAX_QUERY_PARAMS VG_COUNT(((struct vg_call *)0)->is_field_param)

bool vg_call_is_form(const struct vg_call *call)
{
    struct vg_str unused, type = vg_str_cut(vg_http_header(call->rq, "Content-Type"), ';', &unused);
    return vg_str_is_nocase(vg_str_trim(type), "application/x-www-form-urlencoded");
}

void vg_param_bounds(const struct vg_param *p, const struct vg_api_limits *l, int64_t *min,
                     int64_t *max, int64_t *dflt)
{
    *min = p->min;
    *max = p->max;
    *dflt = p->min;
    if (p->limit_of)
        p->limit_of(l, max, dflt);
}

static enum vg_status read_int(struct vg_call *call, const struct vg_param *p, struct vg_str text,
                               struct vg_param_value *v, struct vg_error *err)
{
    int64_t min, max, dflt;
    vg_param_bounds(p, &call->gen->site.limits, &min, &max, &dflt);
    bool ok = vg_str_int64(text, &v->integer);
    if (ok && v->integer > max && p->clamps)
        v->integer = max;
    if (!ok || v->integer < min || v->integer > max)
        return vg_fail(err, VG_BAD_INPUT, p->name, "'%.*s' is not an integer from %lld to %lld",
                       vg_cut(text), text.ptr, (long long)min, (long long)max);
    return VG_OK;
}

static enum vg_status read_choice(const struct vg_param *p, struct vg_str text,
                                  struct vg_param_value *v, struct vg_arena *a, struct vg_error *err)
{
    for (int i = 0; p->values[i]; i++)
        if (vg_str_is(text, p->values[i])) {
            v->choice = i;
            return VG_OK;
        }
    struct vg_buf known;
    vg_buf_init(&known, 512);
    for (int i = 0; p->values[i]; i++)
        vg_buf_printf(&known, "%s'%s'", i ? ", " : "", p->values[i]);
    const char *list = vg_arena_cstr(a, (struct vg_str){known.ptr, known.len});
    vg_buf_finish(&known);
    return vg_fail(err, VG_BAD_INPUT, p->name, "'%.*s' is not one of %s", vg_cut(text),
                   text.ptr, list ? list : "its values");
}

static enum vg_status read_value(struct vg_call *call, const struct vg_param *p, struct vg_str text,
                                 struct vg_param_value *v, struct vg_error *err)
{
    v->given = true;
    v->text = text;
    switch (p->kind) {
    case VG_P_INT:
        return read_int(call, p, text, v, err);
    case VG_P_ENUM:
        return read_choice(p, text, v, call->arena, err);
    case VG_P_INTERVAL: {
        enum vg_status r = vg_interval_parse(text, &v->interval, err);
        if (r != VG_OK && err)
            snprintf(err->where, sizeof err->where, "%s", p->name);
        return r;
    }
    case VG_P_TEXT:
    case VG_P_BBOX:
    case VG_P_CRS:
    case VG_P_LIST:
    case VG_P_NUMBER:
        return VG_OK; /* the handler reads these: they depend on the collection */
    }
    return VG_OK;
}

static int find_param(const struct vg_route *route, struct vg_str name)
{
    if (name.len == 0)
        return -1;
    for (size_t i = 0; i < route->n_params; i++)
        if (route->params[i].name[0] == name.ptr[0] && vg_str_is(name, route->params[i].name))
            return (int)i;
    return -1;
}

static bool is_common(const struct vg_route *route, struct vg_str name)
{
    return route->formats && (vg_str_is(name, "f") || vg_str_is(name, "lang"));
}

/* The names that would have been right, for the message. */
static const char *known_names(struct vg_call *call)
{
    struct vg_buf b;
    vg_buf_init(&b, 200);
    for (size_t i = 0; i < call->route->n_params; i++)
        vg_buf_printf(&b, "%s%s", b.len ? ", " : "", call->route->params[i].name);
    if (call->route->formats)
        vg_buf_printf(&b, "%sf, lang", b.len ? ", " : "");
    const char *text = b.failed ? NULL : vg_arena_cstr(call->arena, (struct vg_str){b.ptr, b.len});
    vg_buf_finish(&b);
    return text ? text : "those of /api";
}

static void set_defaults(struct vg_call *call)
{
    for (size_t i = 0; i < call->route->n_params; i++) {
        const struct vg_param *p = &call->route->params[i];
        int64_t min, max, dflt = 0;
        if (p->kind == VG_P_INT)
            vg_param_bounds(p, &call->gen->site.limits, &min, &max, &dflt);
        call->params[i] = (struct vg_param_value){.integer = dflt};
    }
}

static enum vg_status read_one(struct vg_call *call, size_t i, struct vg_error *err)
{
    const struct vg_query_param *qp = &call->query[i];
    int known = find_param(call->route, qp->name);
    if (known < 0) {
        call->is_field_param[i] = !is_common(call->route, qp->name);
        if (!call->is_field_param[i] || call->route->field_params)
            return VG_OK;
        char name[48];
        snprintf(name, sizeof name, "%.*s", vg_cut(qp->name), qp->name.ptr);
        const char *names = known_names(call);
        return *names ? vg_fail(err, VG_BAD_INPUT, name, "unknown parameter '%s'; known here: %s", name, names)
                      : vg_fail(err, VG_BAD_INPUT, name, "unknown parameter '%s'; none is known here", name);
    }
    struct vg_param_value *v = &call->params[known];
    if (v->given)
        return vg_fail(err, VG_BAD_INPUT, call->route->params[known].name, "'%s' is given twice",
                       call->route->params[known].name);
    return read_value(call, &call->route->params[known], qp->value, v, err);
}

enum vg_status vg_call_parse_query(struct vg_call *call, struct vg_error *err)
{
    enum vg_status r = VG_OK;
    assert(call->route->n_params <= VG_MAX_PARAMS);
    set_defaults(call);
    for (size_t i = 0; r == VG_OK && i < call->n_query; i++)
        r = read_one(call, i, err);
    return r;
}

/* A route that says nothing of parameters reads them itself, or hands them on. */
enum vg_status vg_call_parse(struct vg_call *call, struct vg_error *err)
{
    struct vg_query_param *query = NULL;
    enum vg_status r = vg_query_split(call->rq->query, MAX_QUERY_PARAMS, call->arena, &query, &call->n_query, err);
    call->query = query;
    return r == VG_OK && !call->route->any_params ? vg_call_parse_query(call, err) : r;
}

const struct vg_param_value *vg_call_param(const struct vg_call *call, const char *name)
{
    static const struct vg_param_value none;
    int i = find_param(call->route, vg_str_of(name));
    return i >= 0 ? &call->params[i] : &none;
}
