/* /collections/{id}/queryables: what a filter may name, as JSON Schema (OGC API Features Part 3, 6.2). */
#include "features.h"

static void add_field(struct vg_arena *a, struct vg_node *properties, const struct vg_field *f, bool is_id)
{
    struct vg_node *p = vg_node_add_map(a, properties, f->name);
    vg_node_add_str(a, p, "title", f->title ? f->title : f->name);
    vg_node_add_str(a, p, "description", f->description);
    if (f->type == VG_T_JSON)
        vg_node_add_str(a, p, "type", "array");
    else
        vg_node_add_str(a, p, "type", vg_type_json(f->type));
    vg_node_add_str(a, p, "format", vg_type_json_format(f->type));
    if (f->type == VG_T_TEXT && f->width > 0)
        vg_node_add_int(a, p, "maxLength", f->width);
    vg_node_add_str(a, p, "x-ogc-unit", f->unit);
    vg_node_add_str(a, p, "x-ogc-role", is_id ? "id" : NULL);
}

static const char *geometry_format(enum vg_geom_type type)
{
    switch (type) {
    case VG_GEOM_POINT: return "geometry-point";
    case VG_GEOM_MULTIPOINT: return "geometry-multipoint";
    case VG_GEOM_LINESTRING: return "geometry-linestring";
    case VG_GEOM_MULTILINESTRING: return "geometry-multilinestring";
    case VG_GEOM_POLYGON: return "geometry-polygon";
    case VG_GEOM_MULTIPOLYGON: return "geometry-multipolygon";
    case VG_GEOM_COLLECTION: return "geometry-geometrycollection";
    default: return "geometry-any";
    }
}

enum vg_status vg_get_queryables(struct vg_call *call, struct vg_error *err)
{
    const struct vg_collection *c;
    struct vg_arena *a = call->arena;
    enum vg_status r = vg_call_collection(call, &c, err);
    if (r != VG_OK)
        return r;
    struct vg_node *doc = vg_node_map(a);
    vg_node_add_str(a, doc, "$schema", "https://json-schema.org/draft/2020-12/schema");
    vg_node_add_str(a, doc, "$id", vg_call_url(call, "/collections/%s/queryables", c->id));
    vg_node_add_str(a, doc, "type", "object");
    vg_node_add_str(a, doc, "title", c->title);
    struct vg_node *properties = vg_node_add_map(a, doc, "properties");
    for (size_t i = 0; i < c->n_fields; i++)
        if (vg_gate_may_ask(&call->who, c, (int)i) && c->fields[i].type != VG_T_BYTES)
            add_field(a, properties, &c->fields[i], c->n_key == 1 && c->key[0] == (int)i);
    if (c->geom_name && vg_collection_field(c, vg_str_of(c->geom_name)) < 0) {
        struct vg_node *p = vg_node_add_map(a, properties, c->geom_name);
        vg_node_add_str(a, p, "title", c->geom_name);
        vg_node_add_str(a, p, "format", geometry_format(c->geom_type));
        vg_node_add_str(a, p, "x-ogc-role", "primary-geometry");
    }
    vg_node_add_bool(a, doc, "additionalProperties", false);
    return vg_answer_document(call, doc, NULL, NULL, NULL, err);
}
