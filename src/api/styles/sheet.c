/* A map as one MapLibre style: the styles of its layers one over the other, each layer's named after its place. */
#include "maps.h"

/* The layers of a style sheet, whose names are made different from those of others: "2.areas-0". */
static void take_layers(struct vg_call *call, struct vg_node *from, size_t place, struct vg_node *to)
{
    struct vg_node *next;
    for (struct vg_node *layer = from ? from->first : NULL; layer; layer = next) {
        struct vg_node *id = (struct vg_node *)vg_node_get(layer, "id");
        const char *name = vg_arena_printf(call->arena, "%zu.%s", place, vg_node_cstr(layer, "id", ""));
        next = layer->next;
        layer->next = NULL;
        if (id && name)
            id->text = vg_str_of(name);
        vg_node_append(call->arena, to, NULL, layer);
    }
}

static void take_sources(struct vg_call *call, struct vg_node *from, struct vg_node *to)
{
    struct vg_node *next;
    for (struct vg_node *source = from ? from->first : NULL; source; source = next) {
        next = source->next;
        source->next = NULL;
        const char *name = vg_arena_cstr(call->arena, source->key);
        if (name && !vg_node_get(to, name)) /* two layers of one collection share it */
            vg_node_append(call->arena, to, name, source);
    }
}

static void add_raster(struct vg_call *call, const struct vg_collection *c, size_t place, struct vg_node *sources, struct vg_node *layers)
{
    struct vg_arena *a = call->arena;
    struct vg_node *source = vg_node_add_map(a, sources, c->id), *layer = vg_node_add_map(a, layers, NULL);
    vg_node_add_str(a, source, "type", "raster");
    vg_node_add_str(a, vg_node_add_list(a, source, "tiles"), NULL,
                    vg_call_url(call, "/collections/%s/map/tiles/WebMercatorQuad/{z}/{y}/{x}?f=png", c->id));
    vg_node_add_int(a, source, "tileSize", 256);
    vg_node_add_str(a, layer, "id", vg_arena_printf(a, "%zu.picture", place));
    vg_node_add_str(a, layer, "type", "raster");
    vg_node_add_str(a, layer, "source", c->id);
}

static void add_centre(struct vg_arena *a, struct vg_node *root, const struct vg_map *m)
{
    struct vg_node *centre = m->has_extent ? vg_node_add_list(a, root, "center") : NULL;
    for (int i = 0; centre && i < 2; i++)
        vg_node_add_double(a, centre, NULL, (m->extent.min[i] + m->extent.max[i]) / 2);
}

struct vg_node *vg_map_sheet(struct vg_call *call, const struct vg_map *m, const struct vg_map_part *parts, size_t n)
{
    struct vg_arena *a = call->arena;
    struct vg_node *root = vg_node_map(a);
    vg_node_add_int(a, root, "version", 8);
    vg_node_add_str(a, root, "name", m->title);
    add_centre(a, root, m);
    struct vg_node *sources = vg_node_add_map(a, root, "sources"), *layers = vg_node_add_list(a, root, "layers");
    for (size_t i = n; i-- > 0;) { /* the lowest is drawn first */
        if (!parts[i].styled.style) {
            add_raster(call, parts[i].collection, i, sources, layers);
            continue;
        }
        const struct vg_style_writing w = vg_style_writing_of(call, &parts[i].styled);
        struct vg_node *own = vg_style_mapbox(&w, a);
        take_sources(call, (struct vg_node *)vg_node_get(own, "sources"), sources);
        take_layers(call, (struct vg_node *)vg_node_get(own, "layers"), i, layers);
    }
    return root;
}
