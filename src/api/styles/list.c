/* /styles and /collections/{collectionId}/styles: which styles there are. */
#include "styles.h"

static struct vg_node *add_one(struct vg_call *call, struct vg_node *list, const struct vg_styled *s, bool among_all)
{
    struct vg_arena *a = call->arena;
    struct vg_node *one = vg_node_add_map(a, list, NULL);
    const char *name = vg_arena_printf(a, "%s.%s", s->collection->id, s->style->id);
    vg_node_add_str(a, one, "id", among_all ? name : s->style->id);
    vg_node_add_str(a, one, "title", among_all ? vg_arena_printf(a, "%s – %s", s->collection->title, s->style->title) : s->style->title);
    vg_style_links(call, s, among_all, vg_node_add_list(a, one, "links"));
    return one;
}

static enum vg_status add_styles(struct vg_call *call, const struct vg_collection *c, struct vg_node *list, bool among_all,
                                 struct vg_error *err)
{
    const struct vg_styles *all;
    enum vg_status r = vg_call_styles(call, c, &all, err);
    for (size_t i = 0; r == VG_OK && i < all->n; i++) {
        const struct vg_styled s = {c, &all->list[i], i == 0};
        add_one(call, list, &s, among_all);
    }
    return r;
}

/* The page shows each with its legend. */
static struct vg_node *page_of(struct vg_call *call, const struct vg_collection *c, const struct vg_node *styles)
{
    struct vg_arena *a = call->arena;
    const char *title = vg_page_text(call, "styles");
    struct vg_node *data = vg_page_data(call, title);
    if (c) {
        vg_page_crumb(call, data, vg_call_url(call, "/collections"), vg_page_text(call, "collections"));
        vg_page_crumb(call, data, vg_call_url(call, "/collections/%s", c->id), c->title);
        vg_page_crumb(call, data, vg_call_url(call, "/collections/%s/styles", c->id), title);
    } else {
        vg_page_crumb(call, data, vg_call_url(call, "/styles"), title);
    }
    struct vg_node *view = vg_node_add_map(a, data, "view"), *cards = vg_node_add_list(a, view, "styles");
    vg_node_add_str(a, view, "title", c ? vg_arena_printf(a, "%s – %s", c->title, title) : title);
    VG_EACH (one, styles) {
        struct vg_node *card = vg_node_add_map(a, cards, NULL);
        vg_node_add_str(a, card, "title", vg_node_cstr(one, "title", ""));
        struct vg_node *forms = vg_node_add_list(a, card, "forms");
        VG_EACH (link, vg_node_get(one, "links")) {
            const char *rel = vg_node_cstr(link, "rel", ""), *type = vg_node_cstr(link, "type", "");
            if (strcmp(rel, "alternate") == 0)
                vg_node_add_str(a, card, "href", vg_page_keep(call, vg_node_cstr(link, "href", "")));
            else if (strcmp(rel, VG_REL_LEGEND) == 0 && strcmp(type, vg_format_svg.media_type) == 0)
                vg_node_add_str(a, card, "legend", vg_page_keep(call, vg_node_cstr(link, "href", "")));
            else if (strcmp(rel, "stylesheet") == 0)
                vg_link_add(call, forms, rel, vg_page_keep(call, vg_node_cstr(link, "href", "")), type, vg_node_cstr(link, "title", ""));
        }
    }
    return data;
}

static enum vg_status answer(struct vg_call *call, const struct vg_collection *c, struct vg_node *doc, struct vg_node *styles,
                             struct vg_error *err)
{
    vg_links_self(call, vg_node_add_list(call->arena, doc, "links"));
    struct vg_node *data = call->format == &vg_format_html ? page_of(call, c, styles) : NULL;
    return vg_answer_document(call, doc, "styles", NULL, data, err);
}

enum vg_status vg_get_all_styles(struct vg_call *call, struct vg_error *err)
{
    size_t n;
    const struct vg_collection *const *all = vg_call_collections(call, &n);
    struct vg_node *doc = vg_node_map(call->arena), *styles = vg_node_add_list(call->arena, doc, "styles");
    for (size_t i = 0; i < n; i++) {
        if (!vg_is_drawn(all[i]) || !vg_gate_sees(&call->who, all[i]))
            continue;
        enum vg_status r = add_styles(call, all[i], styles, true, err);
        if (r != VG_OK)
            return r;
    }
    return answer(call, NULL, doc, styles, err);
}

enum vg_status vg_get_styles(struct vg_call *call, struct vg_error *err)
{
    const struct vg_collection *c;
    enum vg_status r = vg_call_collection(call, &c, err);
    if (r != VG_OK)
        return r;
    struct vg_node *doc = vg_node_map(call->arena), *styles = vg_node_add_list(call->arena, doc, "styles");
    r = add_styles(call, c, styles, false, err);
    if (r != VG_OK)
        return r;
    if (styles && styles->first)
        vg_node_add_str(call->arena, doc, "default", vg_node_cstr(styles->first, "id", ""));
    return answer(call, c, doc, styles, err);
}
