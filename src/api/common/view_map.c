/* What the map of a page and its legend are made from: where the rows are, which style draws them, and for each class
 * of it the address of the items that are in it, so that a legend leads somewhere without a script too. */
#include "call.h"

#include <vigie/base/escape.h>
#include <vigie/base/number.h>
#include <vigie/codec/style.h>
#include <vigie/query/cql2.h>

#define MAX_CONDITION (64u << 10)

/* --- a class as a condition ------------------------------------------------------------------- */

static void put_literal(struct vg_buf *b, const struct vg_value *v)
{
    if (v->kind == VG_V_TEXT)
        vg_cql2_put_text(b, v->text);
    else
        vg_value_put_text(b, v);
}

static void put_values(struct vg_buf *b, const char *field, const struct vg_rule *r)
{
    vg_cql2_put_name(b, vg_str_of(field));
    VG_BUF_LIT(b, " IN (");
    for (size_t i = 0; i < r->n_values; i++) {
        if (i)
            VG_BUF_LIT(b, ", ");
        put_literal(b, &r->values[i]);
    }
    vg_buf_char(b, ')');
}

static void put_bound(struct vg_buf *b, const char *field, const char *op, double v)
{
    vg_cql2_put_name(b, vg_str_of(field));
    vg_buf_printf(b, " %s ", op);
    vg_buf_double(b, v);
}

static void put_range(struct vg_buf *b, const char *field, const struct vg_rule *r)
{
    if (r->has_min)
        put_bound(b, field, r->above_min ? ">" : ">=", r->min);
    if (r->has_min && r->has_max)
        VG_BUF_LIT(b, " AND ");
    if (r->has_max)
        put_bound(b, field, r->up_to_max ? "<=" : "<", r->max);
}

static void put_rest(struct vg_buf *b, const struct vg_style *s, const char *field)
{
    vg_cql2_put_name(b, vg_str_of(field));
    VG_BUF_LIT(b, " IS NOT NULL");
    for (size_t i = 0; i < s->n_rules; i++) {
        const struct vg_rule *r = &s->rules[i];
        bool range = r->kind == VG_RULE_RANGE && (r->has_min || r->has_max);
        if (!range && r->n_values == 0)
            continue;
        VG_BUF_LIT(b, " AND NOT (");
        if (range)
            put_range(b, field, r);
        else
            put_values(b, field, r);
        vg_buf_char(b, ')');
    }
}

static void put_condition(struct vg_buf *b, const struct vg_style *s, const struct vg_rule *r, const char *field)
{
    switch (r->kind) {
    case VG_RULE_ALL: break;
    case VG_RULE_VALUES: put_values(b, field, r); break;
    case VG_RULE_REST: put_rest(b, s, field); break;
    case VG_RULE_RANGE:
        put_range(b, field, r);
        for (size_t i = 0; i < s->n_rules; i++)
            if (s->rules[i].kind == VG_RULE_NONE && s->rules[i].n_values) {
                VG_BUF_LIT(b, " AND NOT (");
                put_values(b, field, &s->rules[i]);
                vg_buf_char(b, ')');
            }
        break;
    case VG_RULE_NONE:
        vg_cql2_put_name(b, vg_str_of(field));
        VG_BUF_LIT(b, " IS NULL");
        if (r->n_values) {
            VG_BUF_LIT(b, " OR ");
            put_values(b, field, r);
        }
        break;
    }
}

/* The items of a class, in CQL2; NULL: all of them. */
static const char *condition_of(struct vg_call *call, const struct vg_collection *c, const struct vg_style *s,
                              const struct vg_rule *r)
{
    struct vg_buf b;
    if (s->field < 0)
        return NULL;
    vg_buf_init(&b, MAX_CONDITION);
    put_condition(&b, s, r, c->fields[s->field].name);
    const char *text = b.failed || !b.len ? NULL : vg_arena_cstr(call->arena, (struct vg_str){b.ptr, b.len});
    vg_buf_finish(&b);
    return text;
}

/* --- the legend ------------------------------------------------------------------------------- */

static const char *filtered_url(struct vg_call *call, const struct vg_collection *c, const char *condition)
{
    const char *items = condition ? vg_call_url(call, "/collections/%s/items?filter=%s", c->id, condition) : NULL;
    return vg_page_keep(call, items);
}

static const char *colour_text(struct vg_call *call, struct vg_colour c)
{
    return vg_arena_printf(call->arena, "#%02x%02x%02x", c.red, c.green, c.blue);
}

static void add_legend(struct vg_call *call, const struct vg_collection *c, const struct vg_style *s, struct vg_node *view)
{
    struct vg_arena *a = call->arena;
    struct vg_style_shapes shapes = vg_style_shapes(c);
    struct vg_node *list = vg_node_add_list(a, view, "legend");
    for (size_t i = 0; s->field >= 0 && i < s->n_rules; i++) {
        const struct vg_rule *r = &s->rules[i];
        const char *condition = condition_of(call, c, s, r);
        struct vg_node *one = vg_node_add_map(a, list, NULL);
        vg_node_add_int(a, one, "n", (int64_t)i);
        vg_node_add_str(a, one, "title", r->title);
        vg_node_add_str(a, one, "colour", colour_text(call, r->symbol.fill));
        vg_node_add_bool(a, one, "point", shapes.points && !shapes.areas);
        vg_node_add_bool(a, one, "line", shapes.lines && !shapes.areas);
        vg_node_add_str(a, one, "condition", condition);
        vg_node_add_str(a, one, "href", filtered_url(call, c, condition));
    }
    vg_node_add_bool(a, view, "has_legend", list && list->n > 0);
}

static void add_choices(struct vg_call *call, const struct vg_collection *c, const struct vg_styles *all,
                        const struct vg_style *chosen, struct vg_node *view)
{
    struct vg_arena *a = call->arena;
    struct vg_node *list = vg_node_add_list(a, view, "styles");
    for (size_t i = 0; i < all->n; i++) {
        struct vg_node *one = vg_node_add_map(a, list, NULL);
        vg_node_add_str(a, one, "title", all->list[i].title);
        vg_node_add_str(a, one, "href", vg_page_keep(call, vg_call_url(call, "/collections/%s/styles/%s?f=html", c->id, all->list[i].id)));
        vg_node_add_bool(a, one, "chosen", &all->list[i] == chosen);
    }
    vg_node_add_bool(a, view, "has_styles", all->n > 1);
}

/* --- the map ---------------------------------------------------------------------------------- */

/* The items of a small collection, tiles of a large one. */
static void add_rows(struct vg_call *call, const struct vg_collection *c, const char *items, struct vg_node *view)
{
    struct vg_arena *a = call->arena;
    if (!items && !c->small) {
        vg_node_add_str(a, view, "tiles_href",
                        vg_call_url(call, "/collections/%s/tiles/WebMercatorQuad/{z}/{y}/{x}?f=mvt", c->id));
        if (c->n_key == 1)
            vg_node_add_str(a, view, "key_name", c->fields[c->key[0]].name);
    } else if (!items) {
        const char *all = vg_call_url(call, "/collections/%s/items?f=json", c->id);
        items = vg_arena_printf(a, "%s&limit=%d", all ? all : "", VG_SMALL_COLLECTION);
    }
    vg_node_add_str(a, view, "map_href", items);
    if (!vg_node_get(view, "items_href"))
        vg_node_add_str(a, view, "items_href", vg_call_url(call, "/collections/%s/items", c->id));
}

enum vg_status vg_view_map(struct vg_call *call, const struct vg_collection *c, const struct vg_style *chosen,
                           const char *items, struct vg_node *view, struct vg_error *err)
{
    struct vg_arena *a = call->arena;
    const struct vg_styles *all;
    if (!vg_is_drawn(c))
        return VG_OK;
    enum vg_status r = vg_call_styles(call, c, &all, err);
    if (r != VG_OK)
        return r;
    chosen = chosen ? chosen : all->list;
    vg_node_add_str(a, view, "style_href", vg_page_keep(call, vg_call_url(call, "/collections/%s/styles/%s?f=mapbox", c->id, chosen->id)));
    vg_node_add_str(a, view, "style_title", chosen->title);
    vg_node_add_str(a, view, "source", c->attribution ? c->attribution : call->gen->site.attribution);
    if (!vg_node_get(view, "id"))
        vg_node_add_str(a, view, "id", c->id);
    add_rows(call, c, items, view);
    add_legend(call, c, chosen, view);
    add_choices(call, c, all, chosen, view);
    if (c->has_extent && !items)
        vg_node_add_str(a, view, "bbox", vg_arena_printf(a, "[%.6f,%.6f,%.6f,%.6f]", c->extent.min[0], c->extent.min[1],
                                                         c->extent.max[0], c->extent.max[1]));
    return vg_arena_check(a, err);
}
