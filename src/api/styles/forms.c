/* Finding a style, its addresses, and the forms it comes in. */
#include "styles.h"

const struct vg_format vg_format_mapbox = {"mapbox", VG_STYLE_MAPBOX, "MapLibre", {"application/json", NULL}};
const struct vg_format vg_format_sld10 = {"sld10", VG_STYLE_SLD10, "SLD 1.0", {NULL}};
const struct vg_format vg_format_sld11 = {"sld11", VG_STYLE_SLD11, "SLD 1.1", {"application/vnd.ogc.sld+xml", NULL}};
const struct vg_format vg_format_svg = {"svg", "image/svg+xml", "SVG", {NULL}};
const struct vg_format vg_format_png = {"png", "image/png", "PNG", {NULL}};

#define MAX_SHEET (4u << 20)

static enum vg_status find_in(struct vg_call *call, const struct vg_collection *c, struct vg_str id, struct vg_styled *out,
                              struct vg_error *err)
{
    const struct vg_styles *all;
    enum vg_status r = vg_call_styles(call, c, &all, err);
    if (r != VG_OK)
        return r;
    const struct vg_style *s = vg_style_find(all, id);
    if (!s)
        return vg_fail(err, VG_NOT_FOUND, "styleId", "collection '%s' has no style '%.*s'; /collections/%s/styles lists them", c->id,
                       vg_cut(id), id.ptr, c->id);
    *out = (struct vg_styled){c, s, s == all->list};
    return VG_OK;
}

enum vg_status vg_styled_find(struct vg_call *call, struct vg_styled *out, struct vg_error *err)
{
    const struct vg_collection *c;
    enum vg_status r = vg_call_collection(call, &c, err);
    return r == VG_OK ? find_in(call, c, call->vars[1], out, err) : r;
}

/* Collections and styles may have dots in their names: the first way to part the name that leads to a style counts. */
enum vg_status vg_styled_find_any(struct vg_call *call, struct vg_styled *out, struct vg_error *err)
{
    struct vg_str name = call->vars[0];
    size_t n;
    const struct vg_collection *const *all = vg_call_collections(call, &n);
    for (size_t i = 0; i < n; i++) {
        struct vg_str id = vg_str_of(all[i]->id);
        if (!vg_str_starts(name, id) || name.len <= id.len || name.ptr[id.len] != '.' || !vg_is_drawn(all[i]) ||
            !vg_gate_sees(&call->who, all[i]))
            continue;
        struct vg_error ignored = {0};
        struct vg_str style = {name.ptr + id.len + 1, name.len - id.len - 1};
        enum vg_status r = find_in(call, all[i], style, out, &ignored);
        if (r == VG_OK)
            return r;
        if (r != VG_NOT_FOUND) {
            *err = ignored;
            return r;
        }
    }
    return vg_fail(err, VG_NOT_FOUND, "styleId", "no style '%.*s'; /styles lists them", vg_cut(name), name.ptr);
}

const char *vg_style_url(struct vg_call *call, const struct vg_styled *s, bool among_all, const char *below)
{
    const char *url;
    if (among_all) {
        const char *name = vg_arena_printf(call->arena, "%s.%s", s->collection->id, s->style->id);
        url = vg_call_url(call, "/styles/%s", name ? name : "");
    } else {
        url = vg_call_url(call, "/collections/%s/styles/%s", s->collection->id, s->style->id);
    }
    return vg_arena_printf(call->arena, "%s%s", url ? url : "", below);
}

struct vg_style_writing vg_style_writing_of(struct vg_call *call, const struct vg_styled *s)
{
    const struct vg_collection *c = s->collection;
    return (struct vg_style_writing){
        .collection = c,
        .style = s->style,
        .tiles = vg_call_url(call, "/collections/%s/tiles/WebMercatorQuad/{z}/{y}/{x}?f=mvt", c->id),
        .attribution = c->attribution ? c->attribution : call->gen->site.attribution,
        .max_zoom = VG_STYLE_TILE_ZOOM,
    };
}

struct vg_buf *vg_style_begin(struct vg_call *call, const struct vg_format *f)
{
    struct vg_http_response *rs = call->rs;
    rs->body_kind = VG_BODY_BUF;
    rs->content_type = f->media_type;
    rs->compressible = rs->wants_etag = true;
    rs->vary = "Accept, Accept-Language";
    vg_buf_init(&rs->body, MAX_SHEET);
    return &rs->body;
}

void vg_style_links(struct vg_call *call, const struct vg_styled *s, bool among_all, struct vg_node *links)
{
    static const struct vg_format *const sheets[] = {&vg_format_mapbox, &vg_format_sld10, &vg_format_sld11};
    static const struct vg_format *const pictures[] = {&vg_format_svg, &vg_format_png};
    for (size_t i = 0; i < VG_COUNT(sheets); i++)
        vg_link_add(call, links, "stylesheet", vg_style_url(call, s, among_all, vg_arena_printf(call->arena, "?f=%s", sheets[i]->name)),
                    sheets[i]->media_type, vg_arena_printf(call->arena, vg_text(call->lang, "The style as %s"), sheets[i]->title));
    vg_link_add(call, links, "alternate", vg_style_url(call, s, among_all, "?f=html"), "text/html",
                vg_text(call->lang, "A map in this style"));
    vg_link_add(call, links, "describedby", vg_style_url(call, s, among_all, "/metadata"), "application/json",
                vg_text(call->lang, "What the style draws"));
    for (size_t i = 0; i < VG_COUNT(pictures); i++)
        vg_link_add(call, links, VG_REL_LEGEND, vg_style_url(call, s, among_all, vg_arena_printf(call->arena, "/legend?f=%s", pictures[i]->name)),
                    pictures[i]->media_type, vg_arena_printf(call->arena, vg_text(call->lang, "The legend as %s"), pictures[i]->title));
}
