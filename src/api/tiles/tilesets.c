/* Lists of tilesets, one tileset's metadata (17-083r4, 8; Tiles Part 1, 8 and 9), and the same as TileJSON 3.0. */
#include "tiles.h"

#include <vigie/base/escape.h>
#include <vigie/codec/mvt.h>
#include <vigie/codec/raster.h>

/* Zooms that a client is told to ask for: past it, it draws the last one larger. */
#define MAX_TOLD_ZOOM 18

struct tileset {
    const struct vg_tile_grid *grid;
    struct vg_tiles_layers layers;
    const char *tiles;          /* address under which its tileset lies */
    const char *title;
    const char *collections;    /* the parameter, to be repeated; NULL: not given */
    struct vg_bbox degrees, place;
    bool has_place;
    const struct vg_collection *raster; /* whose pictures the tiles are; NULL: they hold features */
};

/* Of a raster the one whose pixels are no larger than its cells: past it a client has as good a picture. */
static int max_zoom(const struct tileset *s)
{
    int last = s->grid->max_zoom < MAX_TOLD_ZOOM ? s->grid->max_zoom : MAX_TOLD_ZOOM;
    for (int zoom = 0; s->raster && zoom < last; zoom++)
        if (vg_tile_cell(s->grid, zoom) <= s->raster->raster->cell[0] * s->raster->crs->metres_per_unit)
            return zoom;
    return last;
}

/* The box around all layers, and its place on the grid. */
static void find_place(struct vg_call *call, struct tileset *s)
{
    vg_bbox_none(&s->degrees);
    for (size_t i = 0; i < s->layers.n; i++) {
        const struct vg_collection *c = s->layers.list[i];
        if (!c->has_extent)
            continue;
        struct vg_bbox parts[2];
        int n = vg_bbox_split(&c->extent, parts);
        for (int k = 0; k < n; k++)
            vg_bbox_join(&s->degrees, &parts[k]);
    }
    s->has_place = !vg_bbox_is_none(&s->degrees) && vg_tiles_place(call, s->grid, &s->degrees, &s->place);
}

static const char *template_of(struct vg_call *call, const struct tileset *s, const char *names)
{
    return vg_arena_printf(call->arena, "%s/%s/%s?f=%s%s%s", s->tiles, s->grid->id, names, s->raster ? "png" : "mvt",
                           s->collections ? "&collections=" : "", s->collections ? s->collections : "");
}

static void add_links(struct vg_call *call, struct vg_node *links, const struct tileset *s)
{
    struct vg_arena *a = call->arena;
    vg_link_add(call, links, VG_REL_OGC "tiling-scheme", vg_call_url(call, "/tileMatrixSets/%s", s->grid->id),
                "application/json", s->grid->title);
    vg_link_add(call, links, "item", template_of(call, s, "{tileMatrix}/{tileRow}/{tileCol}"), s->raster ? VG_PNG_MEDIA_TYPE : VG_MVT_MEDIA_TYPE,
                vg_text(call->lang, "The tiles"));
    if (links && links->last)
        vg_node_add_bool(a, links->last, "templated", true);
    for (size_t i = 0; i < s->layers.n; i++)
        vg_link_add(call, links, VG_REL_OGC "geodata", vg_call_url(call, "/collections/%s", s->layers.list[i]->id),
                    "application/json", s->layers.list[i]->title);
}

/* What the list tells of a tileset, beside its limits and links: whoever has the list can ask for tiles. */
static struct vg_node *head_of(struct vg_call *call, const struct tileset *s)
{
    struct vg_arena *a = call->arena;
    const struct vg_crs *crs = vg_tiles_crs(call, s->grid);
    struct vg_node *doc = vg_node_map(a);
    vg_node_add_str(a, doc, "title", s->title);
    vg_node_add_str(a, doc, "dataType", s->raster ? "map" : "vector");
    vg_node_add_str(a, doc, "crs", crs ? crs->uri : NULL);
    vg_node_add_str(a, doc, "tileMatrixSetId", s->grid->id);
    vg_node_add_str(a, doc, "tileMatrixSetURI",
                    s->grid->uri ? s->grid->uri : vg_call_url(call, "/tileMatrixSets/%s", s->grid->id));
    return doc;
}

/* The tiles of each zoom that the box of the layers touches. */
static void add_limits(struct vg_arena *a, struct vg_node *doc, const struct tileset *s)
{
    struct vg_node *limits = vg_node_add_list(a, doc, "tileMatrixSetLimits");
    for (int zoom = 0; s->has_place && zoom <= max_zoom(s); zoom++) {
        struct vg_tile_range t;
        if (!vg_tile_range(s->grid, zoom, &s->place, &t))
            continue;
        struct vg_node *one = vg_node_add_map(a, limits, NULL);
        vg_node_add_str(a, one, "tileMatrix", vg_arena_printf(a, "%d", zoom));
        vg_node_add_int(a, one, "minTileRow", t.min_row);
        vg_node_add_int(a, one, "maxTileRow", t.max_row);
        vg_node_add_int(a, one, "minTileCol", t.min_column);
        vg_node_add_int(a, one, "maxTileCol", t.max_column);
    }
}

static enum vg_status answer_list(struct vg_call *call, struct tileset *s, struct vg_error *err)
{
    struct vg_arena *a = call->arena;
    struct vg_node *doc = vg_node_map(a);
    struct vg_node *list = vg_node_add_list(a, doc, "tilesets");
    for (size_t i = 0; i < vg_n_tile_grids; i++) {
        s->grid = &vg_tile_grids[i];
        find_place(call, s);
        if (!s->has_place && !vg_bbox_is_none(&s->degrees))
            continue; /* it lies beside this grid */
        struct vg_node *one = head_of(call, s);
        add_limits(a, one, s);
        struct vg_node *links = vg_node_add_list(a, one, "links");
        vg_link_add(call, links, "self", vg_arena_printf(a, "%s/%s", s->tiles, s->grid->id), "application/json", s->title);
        add_links(call, links, s);
        vg_node_append(a, list, NULL, one);
    }
    vg_links_self(call, vg_node_add_list(a, doc, "links"));
    return vg_answer_document(call, doc, NULL, NULL, NULL, err);
}

/* --- one tileset ------------------------------------------------------------------------------- */

static void add_pair(struct vg_arena *a, struct vg_node *to, const char *key, const double p[2])
{
    struct vg_node *pair = vg_node_add_list(a, to, key);
    vg_node_add_double(a, pair, NULL, p[0]);
    vg_node_add_double(a, pair, NULL, p[1]);
}

static void add_box(struct vg_arena *a, struct vg_node *doc, const struct tileset *s)
{
    if (vg_bbox_is_none(&s->degrees))
        return;
    struct vg_node *box = vg_node_add_map(a, doc, "boundingBox");
    add_pair(a, box, "lowerLeft", s->degrees.min);
    add_pair(a, box, "upperRight", s->degrees.max);
    vg_node_add_str(a, box, "crs", "http://www.opengis.net/def/crs/OGC/1.3/CRS84");
}

static int dimension_of(enum vg_geom_type type)
{
    switch (type) {
    case VG_GEOM_POINT:
    case VG_GEOM_MULTIPOINT: return 0;
    case VG_GEOM_LINESTRING:
    case VG_GEOM_MULTILINESTRING:
    case VG_GEOM_CIRCULARSTRING:
    case VG_GEOM_COMPOUNDCURVE:
    case VG_GEOM_MULTICURVE:
    case VG_GEOM_CURVE: return 1;
    case VG_GEOM_ANY:
    case VG_GEOM_COLLECTION: return -1;
    default: return 2;
    }
}

static void add_layer(struct vg_call *call, struct vg_node *layers, const struct vg_collection *c)
{
    struct vg_arena *a = call->arena;
    struct vg_node *layer = vg_node_add_map(a, layers, NULL);
    vg_node_add_str(a, layer, "id", c->id);
    vg_node_add_str(a, layer, "title", c->title);
    vg_node_add_str(a, layer, "dataType", c->raster ? "coverage" : "vector");
    if (c->raster)
        return;
    if (dimension_of(c->geom_type) >= 0)
        vg_node_add_int(a, layer, "geometryDimension", dimension_of(c->geom_type));
    struct vg_node *schema = vg_node_add_map(a, layer, "propertiesSchema");
    vg_node_add_str(a, schema, "type", "object");
    struct vg_node *properties = vg_node_add_map(a, schema, "properties");
    for (size_t i = 0; i < c->n_fields; i++) {
        if (!vg_tiles_has_field(call, c, (int)i))
            continue;
        const struct vg_field *f = &c->fields[i];
        struct vg_node *p = vg_node_add_map(a, properties, f->name);
        vg_node_add_str(a, p, "title", f->title);
        vg_node_add_str(a, p, "type", vg_type_json(f->type));
        vg_node_add_str(a, p, "format", vg_type_json_format(f->type));
    }
}

static enum vg_status answer_metadata(struct vg_call *call, const struct tileset *s, struct vg_error *err)
{
    struct vg_arena *a = call->arena;
    struct vg_node *doc = head_of(call, s);
    add_limits(a, doc, s);
    add_box(a, doc, s);
    struct vg_node *layers = vg_node_add_list(a, doc, "layers");
    for (size_t i = 0; i < s->layers.n; i++)
        add_layer(call, layers, s->layers.list[i]);
    struct vg_node *links = vg_node_add_list(a, doc, "links");
    vg_links_self(call, links);
    add_links(call, links, s);
    return vg_answer_document(call, doc, NULL, NULL, NULL, err);
}

/* --- TileJSON ---------------------------------------------------------------------------------- */

static const char *json_kind(enum vg_type type)
{
    const char *t = vg_type_json(type);
    return t && strcmp(t, "boolean") == 0 ? "Boolean" : t && strcmp(t, "string") != 0 ? "Number" : "String";
}

static void add_vector_layer(struct vg_call *call, struct vg_node *layers, const struct tileset *s,
                             const struct vg_collection *c)
{
    struct vg_arena *a = call->arena;
    struct vg_node *layer = vg_node_add_map(a, layers, NULL);
    vg_node_add_str(a, layer, "id", c->id);
    vg_node_add_str(a, layer, "description", c->title);
    vg_node_add_int(a, layer, "minzoom", 0);
    vg_node_add_int(a, layer, "maxzoom", max_zoom(s));
    struct vg_node *fields = vg_node_add_map(a, layer, "fields");
    for (size_t i = 0; i < c->n_fields; i++)
        if (vg_tiles_has_field(call, c, (int)i))
            vg_node_add_str(a, fields, c->fields[i].name, json_kind(c->fields[i].type));
}

static enum vg_status answer_tilejson(struct vg_call *call, const struct tileset *s, struct vg_error *err)
{
    struct vg_arena *a = call->arena;
    struct vg_node *doc = vg_node_map(a);
    const char *attribution = s->layers.n == 1 && s->layers.list[0]->attribution ? s->layers.list[0]->attribution
                                                                                    : call->gen->site.attribution;
    vg_node_add_str(a, doc, "tilejson", "3.0.0");
    vg_node_add_str(a, doc, "name", s->title);
    vg_node_add_str(a, doc, "attribution", attribution);
    vg_node_add_str(a, doc, "scheme", "xyz");
    vg_node_add_str(a, vg_node_add_list(a, doc, "tiles"), NULL, template_of(call, s, "{z}/{y}/{x}"));
    vg_node_add_int(a, doc, "minzoom", 0);
    vg_node_add_int(a, doc, "maxzoom", max_zoom(s));
    if (!vg_bbox_is_none(&s->degrees)) {
        struct vg_node *bounds = vg_node_add_list(a, doc, "bounds");
        for (int i = 0; i < 4; i++)
            vg_node_add_double(a, bounds, NULL, i < 2 ? s->degrees.min[i] : s->degrees.max[i - 2]);
    }
    struct vg_node *layers = s->raster ? NULL : vg_node_add_list(a, doc, "vector_layers");
    for (size_t i = 0; i < s->layers.n && !s->raster; i++)
        add_vector_layer(call, layers, s, s->layers.list[i]);
    return vg_answer_document(call, doc, NULL, NULL, NULL, err);
}

/* --- handlers ---------------------------------------------------------------------------------- */

static enum vg_status answer_one(struct vg_call *call, struct tileset *s, struct vg_str grid, struct vg_error *err)
{
    enum vg_status r = vg_tiles_grid(call, grid, &s->grid, err);
    if (r != VG_OK)
        return r;
    if (call->format == &vg_format_tilejson && strcmp(s->grid->crs, "EPSG:3857") != 0)
        return vg_fail(err, VG_BAD_INPUT, "f", "TileJSON knows tiles of WebMercatorQuad only");
    find_place(call, s);
    return call->format == &vg_format_tilejson ? answer_tilejson(call, s, err) : answer_metadata(call, s, err);
}

/* The parameter `collections` as it stands in an address; NULL: not given. */
static const char *names_given(struct vg_call *call)
{
    const struct vg_param_value *names = vg_call_param(call, "collections");
    struct vg_buf b;
    if (!names->given)
        return NULL;
    vg_buf_init(&b, 64 * 1024);
    vg_url_put(&b, names->text);
    const char *text = b.failed ? NULL : vg_arena_cstr(call->arena, (struct vg_str){b.ptr, b.len});
    vg_buf_finish(&b);
    return text;
}

typedef enum vg_status finder(struct vg_call *call, struct tileset *out, struct vg_error *err);

static enum vg_status of_collection(struct vg_call *call, struct tileset *out, struct vg_error *err)
{
    enum vg_status r = vg_tiles_one(call, &out->layers, err);
    if (r != VG_OK)
        return r;
    out->title = out->layers.list[0]->title;
    out->tiles = vg_call_url(call, "/collections/%s/tiles", out->layers.list[0]->id);
    return VG_OK;
}

static enum vg_status of_site(struct vg_call *call, struct tileset *out, struct vg_error *err)
{
    enum vg_status r = vg_tiles_several(call, &out->layers, err);
    if (r != VG_OK)
        return r;
    out->title = call->gen->site.title[call->lang];
    out->tiles = vg_call_url(call, "/tiles");
    out->collections = names_given(call);
    return VG_OK;
}

static enum vg_status of_raster(struct vg_call *call, struct tileset *out, struct vg_error *err)
{
    const struct vg_collection **list = vg_arena_array(call->arena, 1, sizeof *list);
    enum vg_status r = list ? vg_call_raster(call, list, err) : vg_arena_check(call->arena, err);
    if (r != VG_OK)
        return r;
    *out = (struct tileset){.layers = {list, 1}, .raster = list[0], .title = list[0]->title,
                            .tiles = vg_call_url(call, "/collections/%s/map/tiles", list[0]->id)};
    return VG_OK;
}

static enum vg_status list_of(struct vg_call *call, finder *find, struct vg_error *err)
{
    struct tileset s = {0};
    enum vg_status r = find(call, &s, err);
    return r == VG_OK ? answer_list(call, &s, err) : r;
}

static enum vg_status one_of(struct vg_call *call, finder *find, struct vg_str grid, struct vg_error *err)
{
    struct tileset s = {0};
    enum vg_status r = find(call, &s, err);
    return r == VG_OK ? answer_one(call, &s, grid, err) : r;
}

enum vg_status vg_get_tilesets(struct vg_call *call, struct vg_error *err)
{
    return list_of(call, of_collection, err);
}

enum vg_status vg_get_tileset(struct vg_call *call, struct vg_error *err)
{
    return one_of(call, of_collection, call->vars[1], err);
}

enum vg_status vg_get_site_tilesets(struct vg_call *call, struct vg_error *err)
{
    return list_of(call, of_site, err);
}

enum vg_status vg_get_site_tileset(struct vg_call *call, struct vg_error *err)
{
    return one_of(call, of_site, call->vars[0], err);
}

enum vg_status vg_get_map_tilesets(struct vg_call *call, struct vg_error *err)
{
    return list_of(call, of_raster, err);
}

enum vg_status vg_get_map_tileset(struct vg_call *call, struct vg_error *err)
{
    return one_of(call, of_raster, call->vars[1], err);
}
