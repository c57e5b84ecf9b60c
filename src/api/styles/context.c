/* OGC OWS Context in GeoJSON (14-055r2): a map for other programs to open, a resource for each layer, from the top one down. */
#include "maps.h"

#define REQUIREMENTS "http://www.opengis.net/spec/owc-geojson/1.0/req/"
#define FEATURES "http://www.opengis.net/spec/ogcapi-features-1/1.0/req/core"
#define TILES "http://www.opengis.net/spec/ogcapi-tiles-1/1.0/req/core"

static struct vg_node *add_offering(struct vg_arena *a, struct vg_node *list, const char *code)
{
    struct vg_node *one = vg_node_add_map(a, list, NULL);
    vg_node_add_str(a, one, "code", code);
    return one;
}

static void add_operation(struct vg_arena *a, struct vg_node *offering, const char *code, const char *type, const char *href)
{
    struct vg_node *list = (struct vg_node *)vg_node_get(offering, "operations");
    struct vg_node *one = vg_node_add_map(a, list ? list : vg_node_add_list(a, offering, "operations"), NULL);
    vg_node_add_str(a, one, "code", code);
    vg_node_add_str(a, one, "method", "GET");
    vg_node_add_str(a, one, "type", type);
    vg_node_add_str(a, one, "href", href);
}

static void add_content(struct vg_arena *a, struct vg_node *offering, const char *type, const char *href)
{
    struct vg_node *one = vg_node_add_map(a, vg_node_add_list(a, offering, "contents"), NULL);
    vg_node_add_str(a, one, "type", type);
    vg_node_add_str(a, one, "href", href);
}

#define MAX_SHEET (1u << 20) /* bytes of a style sheet within the document */

/* The sheet by its address, or itself where the map alone has it so. */
static void add_sheet(struct vg_call *call, struct vg_node *content, const struct vg_map_part *p)
{
    const struct vg_style_writing w = {.collection = p->collection, .style = p->styled.style};
    struct vg_buf b;
    vg_node_add_str(call->arena, content, "type", vg_format_sld11.media_type);
    if (!p->recoloured) {
        vg_node_add_str(call->arena, content, "href", vg_style_url(call, &p->styled, false, "?f=sld11"));
        return;
    }
    vg_buf_init(&b, MAX_SHEET);
    vg_style_put_sld(&w, VG_SLD_11, &b);
    vg_node_add_text(call->arena, content, "content", (struct vg_str){b.ptr ? b.ptr : "", b.len});
    vg_buf_finish(&b);
}

static void add_style(struct vg_call *call, struct vg_node *offering, const struct vg_map_part *p)
{
    struct vg_arena *a = call->arena;
    const struct vg_styled *s = &p->styled;
    struct vg_node *one = vg_node_add_map(a, vg_node_add_list(a, offering, "styles"), NULL);
    vg_node_add_str(a, one, "name", s->style->id);
    vg_node_add_str(a, one, "title", s->style->title ? s->style->title : s->style->id);
    vg_node_add_bool(a, one, "default", true);
    if (!p->recoloured)
        vg_node_add_str(a, one, "legendURL", vg_style_url(call, s, false, "/legend?f=png"));
    add_sheet(call, vg_node_add_map(a, one, "content"), p);
}

static void add_offerings(struct vg_call *call, struct vg_node *properties, const struct vg_map_part *p)
{
    struct vg_arena *a = call->arena;
    const struct vg_collection *c = p->collection;
    struct vg_node *list = vg_node_add_list(a, properties, "offerings"), *one;
    if (c->raster) {
        one = add_offering(a, list, REQUIREMENTS "geotiff");
        add_content(a, one, "image/tiff", vg_call_url(call, "/collections/%s/coverage", c->id));
        one = add_offering(a, list, TILES);
        add_operation(a, one, "GetTile", "image/png",
                      vg_call_url(call, "/collections/%s/map/tiles/WebMercatorQuad/{z}/{y}/{x}?f=png", c->id));
        return;
    }
    one = add_offering(a, list, FEATURES);
    add_operation(a, one, "GetCapabilities", "application/json", vg_call_url(call, "/collections/%s", c->id));
    add_operation(a, one, "GetFeature", "application/geo+json", vg_call_url(call, "/collections/%s/items", c->id));
    add_style(call, one, p);
    one = add_offering(a, list, TILES);
    add_operation(a, one, "GetTile", "application/vnd.mapbox-vector-tile",
                  vg_call_url(call, "/collections/%s/tiles/WebMercatorQuad/{z}/{y}/{x}?f=mvt", c->id));
    one = add_offering(a, list, REQUIREMENTS "gml");
    add_content(a, one, "application/gml+xml;version=3.2", vg_call_url(call, "/collections/%s/items?f=gml", c->id));
}

/* A ring around a box; one over the antimeridian is left to the bounds of the whole. */
static void add_area(struct vg_arena *a, struct vg_node *to, const struct vg_collection *c)
{
    if (!c->has_extent || c->extent.min[0] > c->extent.max[0]) {
        vg_node_add_null(a, to, "geometry");
        return;
    }
    const struct vg_bbox *e = &c->extent;
    const double ring[][2] = {{e->min[0], e->min[1]}, {e->max[0], e->min[1]}, {e->max[0], e->max[1]}, {e->min[0], e->max[1]},
                              {e->min[0], e->min[1]}};
    struct vg_node *g = vg_node_add_map(a, to, "geometry");
    vg_node_add_str(a, g, "type", "Polygon");
    struct vg_node *points = vg_node_add_list(a, vg_node_add_list(a, g, "coordinates"), NULL);
    for (size_t i = 0; i < VG_COUNT(ring); i++) {
        struct vg_node *point = vg_node_add_list(a, points, NULL);
        vg_node_add_double(a, point, NULL, ring[i][0]);
        vg_node_add_double(a, point, NULL, ring[i][1]);
    }
}

static struct vg_node *add_links(struct vg_arena *a, struct vg_node *links, const char *kind, const char *href, const char *type,
                                 const char *title)
{
    struct vg_node *list = (struct vg_node *)vg_node_get(links, kind);
    struct vg_node *one = vg_node_add_map(a, list ? list : vg_node_add_list(a, links, kind), NULL);
    vg_node_add_str(a, one, "href", href);
    vg_node_add_str(a, one, "type", type);
    vg_node_add_str(a, one, "title", title);
    return one;
}

static int64_t to_second(int64_t us)
{
    return us / 1000000 * 1000000;
}

static void add_resource(struct vg_call *call, struct vg_node *features, const struct vg_map_part *p, const char *updated)
{
    struct vg_arena *a = call->arena;
    const struct vg_collection *c = p->collection;
    struct vg_node *one = vg_node_add_map(a, features, NULL);
    vg_node_add_str(a, one, "type", "Feature");
    vg_node_add_str(a, one, "id", vg_call_url(call, "/collections/%s", c->id));
    add_area(a, one, c);
    struct vg_node *properties = vg_node_add_map(a, one, "properties");
    vg_node_add_str(a, properties, "title", c->title);
    vg_node_add_str(a, properties, "abstract", c->description);
    vg_node_add_str(a, properties, "updated", c->modified_us ? vg_time_text(a, to_second(c->modified_us)) : updated);
    vg_node_add_str(a, properties, "rights", c->license_title ? c->license_title : c->license_url);
    vg_node_add_bool(a, properties, "active", true);
    struct vg_node *links = vg_node_add_map(a, properties, "links");
    add_links(a, links, "via", vg_call_url(call, "/collections/%s?f=iso19139", c->id), vg_format_iso19139.media_type, c->title);
    add_links(a, links, "alternates", vg_call_url(call, "/collections/%s?f=html", c->id), "text/html", c->title);
    add_offerings(call, properties, p);
}

static void add_author(struct vg_arena *a, struct vg_node *properties, const struct vg_contact *who)
{
    struct vg_node *one = who ? vg_node_add_map(a, vg_node_add_list(a, properties, "authors"), NULL) : NULL;
    if (!one)
        return;
    vg_node_add_str(a, one, "name", who->organization ? who->organization : who->name);
    vg_node_add_str(a, one, "email", who->email);
    vg_node_add_str(a, one, "uri", who->url);
    vg_node_add_str(a, properties, "publisher", who->organization ? who->organization : who->name);
}

struct vg_node *vg_map_context(struct vg_call *call, const struct vg_map *m, const struct vg_map_part *parts, size_t n)
{
    struct vg_arena *a = call->arena;
    const struct vg_generation *g = call->gen;
    const char *updated = vg_time_text(a, to_second(g->config_us ? g->config_us : g->made_us));
    struct vg_node *root = vg_node_map(a);
    vg_node_add_str(a, root, "type", "FeatureCollection");
    vg_node_add_str(a, root, "id", vg_call_url(call, "/maps/%s", m->id));
    struct vg_node *box = m->has_extent ? vg_node_add_list(a, root, "bbox") : NULL;
    for (int i = 0; box && i < 4; i++)
        vg_node_add_double(a, box, NULL, i < 2 ? m->extent.min[i] : m->extent.max[i - 2]);
    struct vg_node *properties = vg_node_add_map(a, root, "properties");
    vg_node_add_str(a, properties, "lang", call->lang == VG_FR ? "fr" : "en");
    vg_node_add_str(a, properties, "title", m->title);
    vg_node_add_str(a, properties, "subtitle", m->description);
    vg_node_add_str(a, properties, "updated", updated);
    add_author(a, properties, g->site.contact);
    vg_node_add_str(a, properties, "rights", g->site.license_title ? g->site.license_title : g->site.license_url);
    struct vg_node *generator = vg_node_add_map(a, properties, "generator");
    vg_node_add_str(a, generator, "title", "vigie");
    vg_node_add_str(a, generator, "version", vg_call_options(call)->version);
    struct vg_node *links = vg_node_add_map(a, properties, "links");
    vg_node_add_str(a, vg_node_add_list(a, links, "profiles"), NULL, REQUIREMENTS "core");
    add_links(a, links, "via", vg_call_url(call, "/maps/%s", m->id), "text/html", m->title);
    if (m->viewer_url)
        add_links(a, links, "alternates", m->viewer_url, "text/html", m->viewer_title ? m->viewer_title : m->title);
    struct vg_node *features = vg_node_add_list(a, root, "features");
    for (size_t i = 0; i < n; i++)
        add_resource(call, features, &parts[i], updated);
    return root;
}
