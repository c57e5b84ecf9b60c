/* One style in each of its forms, and what it draws. */
#include "styles.h"

static enum vg_status put_mapbox(struct vg_call *call, const struct vg_styled *s, struct vg_error *err)
{
    const struct vg_style_writing w = vg_style_writing_of(call, s);
    struct vg_buf *b = vg_style_begin(call, &vg_format_mapbox);
    vg_node_put_json(b, vg_style_mapbox(&w, call->arena), 2);
    VG_BUF_LIT(b, "\n");
    enum vg_status r = vg_arena_check(call->arena, err);
    return r == VG_OK ? vg_buf_check(b, err) : r;
}

static enum vg_status put_sld(struct vg_call *call, const struct vg_styled *s, struct vg_error *err)
{
    const struct vg_style_writing w = vg_style_writing_of(call, s);
    struct vg_buf *b = vg_style_begin(call, call->format);
    vg_style_put_sld(&w, call->format == &vg_format_sld10 ? VG_SLD_10 : VG_SLD_11, b);
    return vg_buf_check(b, err);
}

static enum vg_status put_page(struct vg_call *call, const struct vg_styled *s, struct vg_error *err)
{
    struct vg_arena *a = call->arena;
    const struct vg_collection *c = s->collection;
    const char *title = vg_arena_printf(a, "%s – %s", c->title, s->style->title);
    struct vg_node *data = vg_page_data(call, title);
    vg_page_crumb(call, data, vg_call_url(call, "/collections"), vg_page_text(call, "collections"));
    vg_page_crumb(call, data, vg_call_url(call, "/collections/%s", c->id), c->title);
    vg_page_crumb(call, data, vg_call_url(call, "/collections/%s/styles", c->id), vg_page_text(call, "styles"));
    vg_page_crumb(call, data, vg_style_url(call, s, false, ""), s->style->title);
    struct vg_node *view = vg_node_add_map(a, data, "view");
    vg_node_add_str(a, view, "title", title);
    enum vg_status r = vg_view_map(call, c, s->style, NULL, view, err);
    return r == VG_OK ? vg_answer_document(call, vg_node_map(a), "style", NULL, data, err) : r;
}

static enum vg_status answer(struct vg_call *call, const struct vg_styled *s, struct vg_error *err)
{
    if (call->format == &vg_format_html)
        return put_page(call, s, err);
    return call->format == &vg_format_mapbox ? put_mapbox(call, s, err) : put_sld(call, s, err);
}

enum vg_status vg_get_style(struct vg_call *call, struct vg_error *err)
{
    struct vg_styled s;
    enum vg_status r = vg_styled_find(call, &s, err);
    return r == VG_OK ? answer(call, &s, err) : r;
}

enum vg_status vg_get_any_style(struct vg_call *call, struct vg_error *err)
{
    struct vg_styled s;
    enum vg_status r = vg_styled_find_any(call, &s, err);
    return r == VG_OK ? answer(call, &s, err) : r;
}

/* --- metadata --------------------------------------------------------------------------------- */

static void add_sheets(struct vg_call *call, struct vg_node *doc, const struct vg_styled *s, bool among_all)
{
    static const struct {
        const struct vg_format *form;
        const char *version, *specification;
    } rows[] = {
        {&vg_format_mapbox, "8", "https://maplibre.org/maplibre-style-spec/"},
        {&vg_format_sld10, "1.0", "https://portal.ogc.org/files/?artifact_id=1188"},
        {&vg_format_sld11, "1.1", "https://portal.ogc.org/files/?artifact_id=22364"},
    };
    struct vg_arena *a = call->arena;
    struct vg_node *sheets = vg_node_add_list(a, doc, "stylesheets");
    for (size_t i = 0; i < VG_COUNT(rows); i++) {
        struct vg_node *one = vg_node_add_map(a, sheets, NULL);
        vg_node_add_str(a, one, "title", rows[i].form->title);
        vg_node_add_str(a, one, "version", rows[i].version);
        vg_node_add_str(a, one, "specification", rows[i].specification);
        vg_node_add_bool(a, one, "native", i == 0);
        struct vg_node *link = vg_node_add_map(a, one, "link");
        vg_node_add_str(a, link, "href", vg_style_url(call, s, among_all, vg_arena_printf(a, "?f=%s", rows[i].form->name)));
        vg_node_add_str(a, link, "rel", "stylesheet");
        vg_node_add_str(a, link, "type", rows[i].form->media_type);
    }
}

static void add_layer(struct vg_call *call, struct vg_node *doc, const struct vg_styled *s)
{
    struct vg_arena *a = call->arena;
    const struct vg_collection *c = s->collection;
    struct vg_style_shapes shapes = vg_style_shapes(c);
    struct vg_node *layer = vg_node_add_map(a, vg_node_add_list(a, doc, "layers"), NULL);
    bool any = shapes.areas && shapes.points;
    vg_node_add_str(a, layer, "id", c->id);
    vg_node_add_str(a, layer, "title", c->title);
    vg_node_add_str(a, layer, "type", any ? "geometry" : shapes.areas ? "polygon" : shapes.lines ? "line" : "point");
    struct vg_node *link = vg_node_add_map(a, layer, "sampleData");
    vg_node_add_str(a, link, "href", vg_call_url(call, "/collections/%s/items?f=json", c->id));
    vg_node_add_str(a, link, "rel", "start");
    vg_node_add_str(a, link, "type", "application/geo+json");
    if (s->style->field < 0)
        return;
    const struct vg_field *f = &c->fields[s->style->field];
    struct vg_node *attribute = vg_node_add_map(a, vg_node_add_list(a, layer, "attributes"), NULL);
    const char *type = vg_type_json(f->type);
    vg_node_add_str(a, attribute, "id", f->name);
    vg_node_add_str(a, attribute, "title", f->title);
    vg_node_add_str(a, attribute, "type", type ? type : "string");
}

static enum vg_status answer_metadata(struct vg_call *call, const struct vg_styled *s, bool among_all, struct vg_error *err)
{
    struct vg_arena *a = call->arena;
    struct vg_node *doc = vg_node_map(a);
    const char *name = vg_arena_printf(a, "%s.%s", s->collection->id, s->style->id);
    vg_node_add_str(a, doc, "id", among_all ? name : s->style->id);
    vg_node_add_str(a, doc, "title", s->style->title);
    vg_node_add_str(a, doc, "scope", "style");
    vg_node_add_str(a, doc, "description", s->collection->description);
    add_sheets(call, doc, s, among_all);
    add_layer(call, doc, s);
    struct vg_node *links = vg_node_add_list(a, doc, "links");
    vg_links_self(call, links);
    vg_style_links(call, s, among_all, links);
    return vg_answer_document(call, doc, NULL, NULL, NULL, err);
}

enum vg_status vg_get_metadata(struct vg_call *call, struct vg_error *err)
{
    struct vg_styled s;
    enum vg_status r = vg_styled_find(call, &s, err);
    return r == VG_OK ? answer_metadata(call, &s, false, err) : r;
}

enum vg_status vg_get_any_metadata(struct vg_call *call, struct vg_error *err)
{
    struct vg_styled s;
    enum vg_status r = vg_styled_find_any(call, &s, err);
    return r == VG_OK ? answer_metadata(call, &s, true, err) : r;
}
