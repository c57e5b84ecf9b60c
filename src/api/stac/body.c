/* A search as a body (STAC API - Item Search; Fields, Filter and Sort Extensions): its members become the parameters of GET, which are then read
 * as any. */
#include "stac.h"

#include <vigie/base/escape.h>
#include <vigie/codec/json.h>
#include <vigie/query/cql2.h>

static void put_scalar(struct vg_buf *b, const struct vg_node *v)
{
    if (v->kind == VG_N_STR)
        vg_buf_str(b, v->text);
    else
        vg_node_put_json(b, v, 0);
}

/* "name=a,b%2Cc" as a parameter would have been sent, and what it says. */
static enum vg_status add_param(struct vg_call *call, const struct vg_node *m, struct vg_query_param *out, struct vg_error *err)
{
    struct vg_buf raw, value, one;
    vg_buf_init(&raw, VG_MAX_FILTER_IN_LINK);
    vg_buf_init(&value, VG_MAX_FILTER_BYTES);
    vg_buf_init(&one, VG_MAX_FILTER_BYTES);
    vg_url_put(&raw, m->key);
    vg_buf_char(&raw, '=');
    if (m->kind == VG_N_LIST) {
        VG_EACH(v, m) {
            vg_buf_cstr(&raw, v == m->first ? "" : ",");
            vg_buf_cstr(&value, v == m->first ? "" : ",");
            vg_buf_clear(&one);
            put_scalar(&one, v);
            vg_url_put(&raw, (struct vg_str){one.ptr, one.len});
            vg_buf_str(&value, (struct vg_str){one.ptr, one.len});
        }
    } else {
        put_scalar(&value, m);
        vg_url_put(&raw, (struct vg_str){value.ptr, value.len});
    }
    enum vg_status r = vg_buf_check(&value, err);
    *out = (struct vg_query_param){m->key, vg_arena_str(call->arena, (struct vg_str){value.ptr, value.len}), {0}};
    if (!raw.failed)
        out->raw = vg_arena_str(call->arena, (struct vg_str){raw.ptr, raw.len});
    vg_buf_finish(&one);
    vg_buf_finish(&value);
    vg_buf_finish(&raw);
    return r == VG_OK ? vg_arena_check(call->arena, err) : r;
}

/* One of "sortby": {"field": "id", "direction": "desc"} as "-id"; a text stays what it is. */
static enum vg_status add_sort_key(struct vg_call *call, const struct vg_node *v, struct vg_node *to, struct vg_error *err)
{
    const struct vg_node *field = vg_node_get(v, "field"), *direction = vg_node_get(v, "direction");
    if (v->kind == VG_N_STR) {
        vg_node_add_text(call->arena, to, NULL, v->text);
        return VG_OK;
    }
    bool descending = direction && vg_str_is(direction->text, "desc");
    if (!field || field->kind != VG_N_STR || (direction && !descending && !vg_str_is(direction->text, "asc")))
        return vg_fail(err, VG_BAD_INPUT, "sortby", "/sortby/%zu: an object with 'field', a name, and 'direction', asc or desc, was expected",
                       to->n);
    vg_node_add_str(call->arena, to, NULL, vg_arena_printf(call->arena, "%c%.*s", descending ? '-' : '+', (int)field->text.len,
                                                          field->text.ptr));
    return VG_OK;
}

static enum vg_status read_sort(struct vg_call *call, const struct vg_node *m, const struct vg_node **out, struct vg_error *err)
{
    struct vg_node *list = vg_node_list(call->arena);
    enum vg_status r = list ? VG_OK : vg_arena_check(call->arena, err);
    if (r == VG_OK && m->kind != VG_N_LIST)
        r = add_sort_key(call, m, list, err);
    for (const struct vg_node *v = m->kind == VG_N_LIST ? m->first : NULL; v && r == VG_OK; v = v->next)
        r = add_sort_key(call, v, list, err);
    if (list)
        list->key = m->key;
    *out = list;
    return r;
}

static enum vg_status add_names(struct vg_call *call, const struct vg_node *list, const char *sign, struct vg_node *to,
                                struct vg_error *err)
{
    VG_EACH(v, list) {
        if (v->kind != VG_N_STR)
            return vg_fail(err, VG_BAD_INPUT, "fields", "lists of names as 'include' and 'exclude' were expected");
        vg_node_add_str(call->arena, to, NULL, vg_arena_printf(call->arena, "%s%.*s", sign, (int)v->text.len, v->text.ptr));
    }
    return VG_OK;
}

/* {"include": ["a"], "exclude": ["b"]} as "a,-b". */
static enum vg_status read_fields(struct vg_call *call, const struct vg_node *m, const struct vg_node **out, struct vg_error *err)
{
    struct vg_node *list = vg_node_list(call->arena);
    enum vg_status r = list ? VG_OK : vg_arena_check(call->arena, err);
    bool whole = m->kind != VG_N_MAP; /* the list of names itself */
    const struct vg_node *include = whole ? m : vg_node_get(m, "include"), *exclude = vg_node_get(m, "exclude");
    const struct vg_node *const both[] = {include, exclude};
    for (size_t i = 0; i < VG_COUNT(both) && r == VG_OK; i++)
        if (both[i] && both[i]->kind != VG_N_LIST && both[i]->kind != VG_N_NULL)
            r = vg_fail(err, VG_BAD_INPUT, "fields", "lists of names as 'include' and 'exclude' were expected");
    if (r == VG_OK)
        r = add_names(call, include, "", list, err);
    if (r == VG_OK)
        r = add_names(call, exclude, "-", list, err);
    if (list)
        list->key = m->key;
    *out = list;
    return r;
}

/* Members that GET says in another form. */
static const struct {
    const char *name;
    enum vg_status (*read)(struct vg_call *call, const struct vg_node *m, const struct vg_node **out, struct vg_error *err);
} readers[] = {{"fields", read_fields}, {"sortby", read_sort}};

static enum vg_status read_member(struct vg_call *call, const struct vg_node *m, struct vg_query_param *out, struct vg_error *err)
{
    enum vg_status r = VG_OK;
    for (size_t i = 0; i < VG_COUNT(readers) && r == VG_OK; i++)
        if (vg_str_is(m->key, readers[i].name))
            r = readers[i].read(call, m, &m, err);
    return r == VG_OK ? add_param(call, m, out, err) : r;
}

/* A filter that is an object is in CQL2 JSON, told or not. */
static bool needs_language(const struct vg_node *body)
{
    const struct vg_node *filter = vg_node_get(body, "filter");
    return filter && filter->kind == VG_N_MAP && !vg_node_get(body, "filter-lang");
}

enum vg_status vg_stac_post_search(struct vg_call *call, struct vg_error *err)
{
    struct vg_query_param *params = NULL;
    struct vg_node *body;
    size_t n = 0;
    enum vg_status r = vg_json_parse(call->rq->body, call->arena, &body, err);
    if (r == VG_OK && body->kind != VG_N_MAP)
        return vg_fail(err, VG_BAD_INPUT, "", "the body is to be a JSON object with the parameters of a search");
    if (r == VG_OK)
        params = vg_arena_array(call->arena, body->n + 2, sizeof *params);
    if (r == VG_OK && !params)
        return vg_arena_check(call->arena, err);
    for (const struct vg_node *m = r == VG_OK ? body->first : NULL; m && r == VG_OK; m = m->next)
        if (m->kind != VG_N_NULL)
            r = read_member(call, m, &params[n++], err);
    if (r == VG_OK && needs_language(body))
        params[n++] = (struct vg_query_param){VG_STR("filter-lang"), VG_STR("cql2-json"), VG_STR("filter-lang=cql2-json")};
    return r == VG_OK ? vg_call_as_get(call, call->rq->path, params, n, err) : r;
}
