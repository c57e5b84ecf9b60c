/* What the pages of collections show beside their documents: templates have no logic, so addresses and
 * words are made here. */
#include "common.h"

#include <vigie/base/escape.h>

static void add_box(struct vg_arena *a, struct vg_node *to, const struct vg_bbox *b)
{
    struct vg_buf text;
    vg_buf_init(&text, 256);
    vg_buf_printf(&text, "[%.6f,%.6f,%.6f,%.6f]", b->min[0], b->min[1], b->max[0], b->max[1]);
    vg_node_add_text(a, to, "bbox", (struct vg_str){text.ptr, text.len});
    vg_buf_finish(&text);
}

static void add_summary(struct vg_call *call, struct vg_node *to, const struct vg_collection *c)
{
    struct vg_arena *a = call->arena;
    vg_node_add_str(a, to, "id", c->id);
    vg_node_add_str(a, to, "title", c->title);
    vg_node_add_str(a, to, "description", c->description);
    vg_node_add_str(a, to, "href", vg_call_url(call, "/collections/%s", c->id));
    vg_node_add_str(a, to, "items_href", vg_call_url(call, "/collections/%s/items", c->id));
    if (c->geom_name) {
        const char *type = vg_geom_type_geojson(c->geom_type);
        vg_node_add_str(a, to, "geometry", type ? type : "Geometry");
    }
    if (c->has_extent)
        add_box(a, to, &c->extent);
}

void vg_view_collections(struct vg_call *call, struct vg_node *data)
{
    struct vg_node *view = vg_node_add_map(call->arena, data, "view");
    size_t n, shown = 0;
    const struct vg_collection *const *all = vg_call_collections(call, &n);
    struct vg_node *list = vg_node_add_list(call->arena, view, "collections");
    for (size_t i = 0; i < n; i++)
        if (vg_gate_sees(&call->who, all[i])) {
            add_summary(call, vg_node_add_map(call->arena, list, NULL), all[i]);
            shown++;
        }
    vg_node_add_int(call->arena, view, "count", (int64_t)shown);
    vg_node_add_str(call->arena, view, "collections_href", vg_call_url(call, "/collections"));
    vg_node_add_str(call->arena, view, "api_href", vg_call_url(call, "/api?f=html"));
    vg_node_add_str(call->arena, view, "conformance_href", vg_call_url(call, "/conformance"));
}

static void add_fields(struct vg_call *call, struct vg_node *view, const struct vg_collection *c)
{
    struct vg_arena *a = call->arena;
    struct vg_node *fields = vg_node_add_list(a, view, "fields");
    for (size_t i = 0; i < c->n_fields; i++) {
        const struct vg_field *f = &c->fields[i];
        if (!vg_gate_may_ask(&call->who, c, (int)i))
            continue;
        struct vg_node *one = vg_node_add_map(a, fields, NULL);
        vg_node_add_str(a, one, "name", f->name);
        vg_node_add_str(a, one, "title", f->title);
        vg_node_add_str(a, one, "description", f->description);
        vg_node_add_str(a, one, "type", vg_text(call->lang, vg_type_name(f->type)));
        vg_node_add_str(a, one, "unit", f->unit);
        vg_node_add_bool(a, one, "key", vg_collection_is_key(c, (int)i));
    }
}

struct vg_node *vg_view_collection(struct vg_call *call, const struct vg_collection *c)
{
    struct vg_arena *a = call->arena;
    struct vg_node *data = vg_page_data(call, c->title);
    vg_page_crumb(call, data, vg_call_url(call, "/collections"), vg_text(call->lang, "Collections"));
    vg_page_crumb(call, data, vg_call_url(call, "/collections/%s", c->id), c->title);
    struct vg_node *view = vg_node_add_map(a, data, "view");
    add_summary(call, view, c);
    add_fields(call, view, c);
    struct vg_node *crs = vg_node_add_list(a, view, "crs");
    for (size_t i = 0; i < c->n_crs; i++) {
        struct vg_node *one = vg_node_add_map(a, crs, NULL);
        vg_node_add_str(a, one, "uri", c->crs_list[i]->uri);
        vg_node_add_str(a, one, "name", c->crs_list[i]->name);
        vg_node_add_bool(a, one, "storage", c->crs_list[i] == c->crs);
    }
    if (c->has_interval) {
        vg_node_add_str(a, view, "from", c->interval.has_start ? vg_time_text(a, c->interval.start_us) : NULL);
        vg_node_add_str(a, view, "to", c->interval.has_end ? vg_time_text(a, c->interval.end_us) : NULL);
    }
    vg_node_add_str(a, view, "license", c->license_title ? c->license_title : c->license_url);
    vg_node_add_str(a, view, "license_href", c->license_url);
    vg_node_add_str(a, view, "attribution", c->attribution);
    vg_node_add_str(a, view, "geojson_href", vg_call_url(call, "/collections/%s/items?f=json&limit=1000", c->id));
    vg_node_add_str(a, view, "iso_href", vg_call_url(call, "/collections/%s?f=iso19139", c->id));
    return data;
}
