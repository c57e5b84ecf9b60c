/* Facets (the facets extension of OGC API Records): facets=keywords:20:value_asc,type — how many records have which value,
 * among all that the question finds. */
#include "records.h"

#include <vigie/store/aggregate.h>

#define DEFAULT_BUCKETS 10
#define MAX_BUCKETS 1000
#define MAX_FACETS 8

struct facet {
    int field;
    int64_t buckets;
    enum vg_group_order order;
};

/* What a page offers, where nothing is asked. */
static const enum vg_record_field shown[] = {VG_R_TYPE, VG_R_CONTACTS, VG_R_KEYWORDS};

static const struct {
    const char *name;
    enum vg_group_order order;
} orders[] = {
    {"count_asc", VG_SMALLEST_FIRST}, {"count_desc", VG_LARGEST_FIRST},
    {"value_asc", VG_BY_GROUP},       {"value_desc", VG_BY_GROUP_DOWN},
};

static bool is_facet(const struct vg_call *call, const struct vg_collection *c, int field)
{
    if (!vg_gate_may_ask(&call->who, c, field))
        return false;
    return c->fields[field].type == VG_T_JSON || c->fields[field].type == VG_T_TEXT;
}

static const char *known_facets(struct vg_call *call, const struct vg_collection *c)
{
    struct vg_buf b;
    vg_buf_init(&b, 1024);
    for (size_t i = 0; i < c->n_fields; i++)
        if (is_facet(call, c, (int)i))
            vg_buf_printf(&b, "%s%s", b.len ? ", " : "", c->fields[i].name);
    const char *text = vg_arena_cstr(call->arena, (struct vg_str){b.ptr ? b.ptr : "", b.len});
    vg_buf_finish(&b);
    return text ? text : "";
}

static enum vg_status read_order(struct vg_str text, enum vg_group_order *out, struct vg_error *err)
{
    for (size_t i = 0; i < VG_COUNT(orders); i++)
        if (vg_str_is(text, orders[i].name)) {
            *out = orders[i].order;
            return VG_OK;
        }
    return text.len ? vg_fail(err, VG_BAD_INPUT, "facets", "'%.*s' is not one of %s", vg_cut(text), text.ptr,
                              "count_asc, count_desc, value_asc, value_desc")
                    : VG_OK;
}

static enum vg_status read_facet(struct vg_call *call, const struct vg_collection *c, struct vg_str text,
                                 struct facet *out, struct vg_error *err)
{
    struct vg_str rest, name = vg_str_cut(text, ':', &rest);
    *out = (struct facet){.field = vg_collection_field(c, name), .buckets = DEFAULT_BUCKETS, .order = VG_LARGEST_FIRST};
    if (!is_facet(call, c, out->field))
        return vg_fail(err, VG_BAD_INPUT, "facets", "'%.*s' is no facet; there are: %s", vg_cut(name), name.ptr,
                       known_facets(call, c));
    struct vg_str count = rest.ptr ? vg_str_cut(rest, ':', &rest) : (struct vg_str){0};
    if (count.len && (!vg_str_int64(count, &out->buckets) || out->buckets < 1 || out->buckets > MAX_BUCKETS))
        return vg_fail(err, VG_BAD_INPUT, "facets", "'%.*s' is not an integer from %lld to %lld", vg_cut(count),
                       count.ptr, 1LL, (long long)MAX_BUCKETS);
    return rest.ptr ? read_order(rest, &out->order, err) : VG_OK;
}

static enum vg_status read_facets(struct vg_call *call, const struct vg_collection *c, struct facet *out, size_t *n,
                                  struct vg_error *err)
{
    struct vg_str *asked;
    size_t n_asked;
    *n = 0;
    if (!vg_call_param(call, "facets")->given) {
        for (size_t i = 0; call->format == &vg_format_html && i < VG_COUNT(shown); i++)
            out[(*n)++] = (struct facet){vg_record_column(c, shown[i]), DEFAULT_BUCKETS, VG_LARGEST_FIRST};
        return VG_OK;
    }
    enum vg_status r = vg_call_values(call, "facets", false, &asked, &n_asked, err);
    if (r == VG_OK && n_asked > MAX_FACETS)
        return vg_fail(err, VG_BAD_INPUT, "facets", "more than %d values", MAX_FACETS);
    for (size_t i = 0; r == VG_OK && i < n_asked; i++)
        r = read_facet(call, c, asked[i], &out[(*n)++], err);
    return r;
}

/* Null is no value: one group more is asked for in its place, and one to tell whether there are more. */
static enum vg_status count_facet(struct vg_call *call, struct vg_session *x, const struct vg_query *q,
                                  const struct facet *f, struct vg_node *to, struct vg_error *err)
{
    const struct vg_aggregate ask = {.query = q, .group = {f->field}, .n_group = 1, .measures = {{VG_M_COUNT, -1}},
                                     .n_measures = 1, .limit = f->buckets + 2, .order = f->order};
    struct vg_group *groups = NULL;
    size_t n = 0;
    int64_t given = 0;
    enum vg_status r = vg_session_aggregate(x, &ask, call->arena, &groups, &n, err);
    if (r != VG_OK)
        return r;
    const char *name = q->collection->fields[f->field].name;
    struct vg_node *facet = vg_node_add_map(call->arena, to, name);
    vg_node_add_str(call->arena, facet, "type", "term");
    vg_node_add_str(call->arena, facet, "property", name);
    struct vg_node *buckets = vg_node_add_list(call->arena, facet, "buckets");
    for (size_t i = 0; i < n; i++) {
        if (groups[i].keys[0].kind != VG_V_TEXT || given++ >= f->buckets)
            continue;
        struct vg_node *one = vg_node_add_map(call->arena, buckets, NULL);
        vg_node_add_text(call->arena, one, "value", groups[i].keys[0].text);
        vg_node_add_int(call->arena, one, "count", groups[i].measures[0].integer);
    }
    vg_node_add_bool(call->arena, facet, "more", given > f->buckets);
    return VG_OK;
}

enum vg_status vg_records_facets(struct vg_call *call, struct vg_session *x, const struct vg_query *q,
                                 const struct vg_node **out, struct vg_error *err)
{
    struct facet facets[MAX_FACETS];
    size_t n;
    struct vg_query all = {.collection = q->collection, .filter = q->filter, .ids = q->ids, .n_ids = q->n_ids,
                           .moment = q->moment, .deadline_ms = q->deadline_ms};
    enum vg_status r = read_facets(call, q->collection, facets, &n, err);
    if (r != VG_OK || !n)
        return r;
    struct vg_node *doc = vg_node_map(call->arena), *list = vg_node_add_map(call->arena, doc, "facets");
    for (size_t i = 0; r == VG_OK && i < n; i++)
        r = count_facet(call, x, &all, &facets[i], list, err);
    *out = doc;
    return r;
}
