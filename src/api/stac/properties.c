/* What a filter may name (Filter Extension, "Queryables"), and what items can be sorted by (Sort Extension 1.1, "Sortables"): of
 * the Items of a collection, and of those of all.
 *
 * Of all that is what each collection has, of the same type; a search takes the names of each collection asked besides. */
#include "stac.h"

#include <vigie/codec/stac_items.h>
#include <vigie/query/cql2.h>

/* One of the two lists: the properties of a collection by their own names. */
typedef struct vg_node *list_of(struct vg_call *call, const struct vg_collection *c);

static void add(struct vg_call *call, struct vg_node *to, const char *name, const char *title, const char *type, const char *format)
{
    struct vg_node *p = vg_node_add_map(call->arena, to, name);
    vg_node_add_str(call->arena, p, "title", vg_text(call->lang, title));
    vg_node_add_str(call->arena, p, "type", type);
    vg_node_add_str(call->arena, p, "format", format);
}

/* What every Item has; nothing is sorted by a geometry. */
static void add_own(struct vg_call *call, list_of *list, struct vg_node *to)
{
    add(call, to, "id", "Identifier", "string", NULL);
    add(call, to, "collection", "The collection", "string", NULL);
    if (list == vg_items_queryables)
        add(call, to, "geometry", "Geometry", NULL, "geometry-any");
    add(call, to, "datetime", "Time", "string", "date-time");
}

static void add_copy(struct vg_arena *a, struct vg_node *to, const struct vg_node *p)
{
    struct vg_node *copy = VG_NEW(a, struct vg_node);
    if (!copy)
        return;
    *copy = *p;
    copy->next = NULL;
    vg_node_append(a, to, vg_arena_cstr(a, p->key), copy);
}

static bool has(const struct vg_node *map, struct vg_str key)
{
    VG_EACH(m, map)
        if (vg_str_eq(m->key, key))
            return true;
    return false;
}

static struct vg_node *properties_of(struct vg_call *call, list_of *list, const struct vg_collection *c)
{
    struct vg_node *map = vg_node_map(call->arena);
    add_own(call, list, map);
    if (vg_stac_is_span(c)) {
        add(call, map, "start_datetime", "Start", "string", "date-time");
        add(call, map, "end_datetime", "End", "string", "date-time");
    }
    VG_EACH(p, list(call, c))
        if (!has(map, p->key) && !vg_str_is(p->key, "assets") && !(c->geom_name && vg_str_is(p->key, c->geom_name)))
            add_copy(call->arena, map, p);
    return map;
}

static bool is_alike(const struct vg_node *p, const struct vg_node *q)
{
    static const char *const told[] = {"type", "format"};
    for (size_t i = 0; i < VG_COUNT(told); i++)
        if (strcmp(vg_node_cstr(p, told[i], ""), vg_node_cstr(q, told[i], "")) != 0)
            return false;
    return true;
}

static struct vg_node *common_properties(struct vg_call *call, list_of *list)
{
    size_t n;
    const struct vg_collection *const *all = vg_call_collections(call, &n);
    struct vg_node *common = NULL;
    for (size_t i = 0; i < n; i++) {
        if (!vg_stac_has_items(all[i]))
            continue;
        struct vg_node *mine = properties_of(call, list, all[i]), *both = vg_node_map(call->arena);
        VG_EACH(p, common) {
            const char *name = vg_arena_cstr(call->arena, p->key);
            const struct vg_node *q = name ? vg_node_get(mine, name) : NULL;
            if (q && is_alike(p, q))
                add_copy(call->arena, both, p);
        }
        common = common ? both : mine;
    }
    if (!common) {
        common = vg_node_map(call->arena);
        add_own(call, list, common);
    }
    return common;
}

static enum vg_status answer(struct vg_call *call, const char *id, const char *title, struct vg_node *properties, bool more,
                             struct vg_error *err)
{
    struct vg_node *doc = vg_node_map(call->arena);
    vg_node_add_str(call->arena, doc, "$schema", "https://json-schema.org/draft/2020-12/schema");
    vg_node_add_str(call->arena, doc, "$id", id);
    vg_node_add_str(call->arena, doc, "type", "object");
    vg_node_add_str(call->arena, doc, "title", title);
    vg_node_append(call->arena, doc, "properties", properties);
    vg_node_add_bool(call->arena, doc, "additionalProperties", more);
    return vg_answer_document(call, doc, NULL, NULL, NULL, err);
}

static enum vg_status answer_all(struct vg_call *call, list_of *list, const char *path, const char *title, struct vg_error *err)
{
    return answer(call, vg_call_url(call, path), vg_text(call->lang, title), common_properties(call, list), true, err);
}

static enum vg_status answer_one(struct vg_call *call, list_of *list, const char *path, struct vg_error *err)
{
    const struct vg_collection *c;
    enum vg_status r = vg_stac_collection_of_items(call, &c, err);
    if (r != VG_OK)
        return r;
    return answer(call, vg_call_url(call, path, c->id), c->title, properties_of(call, list, c), false, err);
}

enum vg_status vg_stac_all_queryables(struct vg_call *call, struct vg_error *err)
{
    return answer_all(call, vg_items_queryables, "/stac/queryables", "What a filter may name", err);
}

enum vg_status vg_stac_queryables(struct vg_call *call, struct vg_error *err)
{
    return answer_one(call, vg_items_queryables, "/stac/collections/%s/queryables", err);
}

enum vg_status vg_stac_all_sortables(struct vg_call *call, struct vg_error *err)
{
    return answer_all(call, vg_items_sortables, "/stac/sortables", "What items can be sorted by", err);
}

enum vg_status vg_stac_sortables(struct vg_call *call, struct vg_error *err)
{
    return answer_one(call, vg_items_sortables, "/stac/collections/%s/sortables", err);
}
