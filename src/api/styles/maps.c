/* /maps and /maps/{mapId}: collections drawn over each other, as the configuration puts them together. */
#include "maps.h"

#include <vigie/store/records.h>

const struct vg_format vg_format_owc = {"owc", "application/geo+json", "OWS Context", {NULL}};

/* --- what is drawn ------------------------------------------------------------------------------ */

/* From the top one down; *n 0: none may be seen. */
static enum vg_status parts_of(struct vg_call *call, const struct vg_map *m, struct vg_map_part **out, size_t *n, struct vg_error *err)
{
    struct vg_map_part *parts = vg_arena_array(call->arena, m->n_layers + 1, sizeof *parts);
    size_t n_plain = 0;
    *n = 0;
    for (size_t i = 0; parts && i < m->n_layers; i++) {
        const struct vg_collection *c = m->layers[i].collection;
        const struct vg_styles *all = NULL;
        if (!vg_gate_sees(&call->who, c) || (!c->raster && !vg_is_drawn(c)))
            continue;
        enum vg_status r = c->raster ? VG_OK : vg_call_styles(call, c, &all, err);
        if (r != VG_OK)
            return r;
        const struct vg_style *s = all && m->layers[i].style.ptr ? vg_style_find(all, m->layers[i].style) : NULL;
        s = s || !all ? s : all->list; /* a style that is not there gives way to the usual one */
        bool usual = all && s == all->list;
        const struct vg_style *worn = s && s->field < 0 ? vg_style_in_colour(s, n_plain++, call->arena) : s;
        parts[(*n)++] = (struct vg_map_part){c, {c, worn, usual}, worn != s};
    }
    *out = parts;
    return vg_arena_check(call->arena, err);
}

static enum vg_status find_map(struct vg_call *call, const struct vg_map **map, struct vg_map_part **parts, size_t *n,
                               struct vg_error *err)
{
    const struct vg_map *all = call->gen->maps[call->lang];
    for (size_t i = 0; i < call->gen->n_maps; i++) {
        if (!vg_str_is(call->vars[0], all[i].id))
            continue;
        *map = &all[i];
        enum vg_status r = parts_of(call, *map, parts, n, err);
        if (r != VG_OK || *n)
            return r;
    }
    return vg_fail(err, VG_NOT_FOUND, "mapId", "there is no map '%.*s'; /maps lists them", vg_cut(call->vars[0]), call->vars[0].ptr);
}

/* --- the documents ------------------------------------------------------------------------------ */

static void add_texts(struct vg_call *call, struct vg_node *to, const struct vg_map *m)
{
    struct vg_arena *a = call->arena;
    vg_node_add_str(a, to, "id", m->id);
    vg_node_add_str(a, to, "title", m->title);
    vg_node_add_str(a, to, "description", m->description);
    struct vg_node *words = m->n_keywords ? vg_node_add_list(a, to, "keywords") : NULL;
    for (size_t i = 0; i < m->n_keywords; i++)
        vg_node_add_str(a, words, NULL, m->keywords[i]);
    struct vg_node *box = m->has_extent ? vg_node_add_list(a, to, "bbox") : NULL;
    for (int i = 0; box && i < 4; i++)
        vg_node_add_double(a, box, NULL, i < 2 ? m->extent.min[i] : m->extent.max[i - 2]);
}

static void add_links(struct vg_call *call, struct vg_node *links, const struct vg_map *m)
{
    vg_link_add(call, links, "alternate", vg_call_url(call, "/maps/%s?f=html", m->id), "text/html", vg_text(call->lang, "The map as a page"));
    vg_link_add(call, links, "alternate", vg_call_url(call, "/maps/%s?f=owc", m->id), vg_format_owc.media_type,
                vg_text(call->lang, "The map as OWS Context"));
    vg_link_add(call, links, "stylesheet", vg_call_url(call, "/maps/%s?f=mapbox", m->id), vg_format_mapbox.media_type,
                vg_text(call->lang, "The map as a MapLibre style"));
    vg_link_add(call, links, "describedby",
                vg_call_url(call, "/collections/" VG_CATALOGUE "/items/%s", vg_arena_printf(call->arena, VG_MAP_RECORD "%s", m->id)),
                "application/geo+json", vg_text(call->lang, "The record of the map in the catalogue"));
    if (m->viewer_url)
        vg_link_add(call, links, "related", m->viewer_url, "text/html", m->viewer_title ? m->viewer_title : m->title);
}

static struct vg_node *add_layer(struct vg_call *call, struct vg_node *list, const struct vg_map_part *p)
{
    struct vg_arena *a = call->arena;
    const struct vg_collection *c = p->collection;
    struct vg_node *one = vg_node_add_map(a, list, NULL);
    vg_node_add_str(a, one, "id", c->id);
    vg_node_add_str(a, one, "title", c->title);
    vg_node_add_str(a, one, "style", p->styled.style ? p->styled.style->id : NULL);
    struct vg_node *links = vg_node_add_list(a, one, "links");
    vg_link_add(call, links, "collection", vg_call_url(call, "/collections/%s", c->id), "application/json", c->title);
    if (p->styled.style)
        vg_style_links(call, &p->styled, false, links);
    return one;
}

static struct vg_node *document_of(struct vg_call *call, const struct vg_map *m, const struct vg_map_part *parts, size_t n)
{
    struct vg_arena *a = call->arena;
    struct vg_node *doc = vg_node_map(a);
    add_texts(call, doc, m);
    struct vg_node *layers = vg_node_add_list(a, doc, "layers");
    for (size_t i = 0; i < n; i++)
        add_layer(call, layers, &parts[i]);
    struct vg_node *links = vg_node_add_list(a, doc, "links");
    vg_link_add(call, links, "self", vg_call_this(call, NULL, NULL, (struct vg_str){0}), call->format->media_type,
                vg_text(call->lang, "This document"));
    add_links(call, links, m);
    return doc;
}

/* --- the page ------------------------------------------------------------------------------------ */

static void add_shown(struct vg_call *call, struct vg_node *list, const struct vg_map_part *p, size_t place)
{
    struct vg_arena *a = call->arena;
    const struct vg_collection *c = p->collection;
    struct vg_node *one = vg_node_add_map(a, list, NULL);
    vg_node_add_int(a, one, "n", (int64_t)place);
    vg_node_add_str(a, one, "title", c->title);
    vg_node_add_str(a, one, "description", c->description);
    vg_node_add_str(a, one, "href", vg_page_keep(call, vg_call_url(call, "/collections/%s", c->id)));
    vg_node_add_str(a, one, "items_href", vg_page_keep(call, c->raster ? NULL : vg_call_url(call, "/collections/%s/items", c->id)));
    vg_node_add_str(a, one, "license", c->license_title ? c->license_title : c->license_url);
    vg_node_add_str(a, one, "license_href", c->license_url);
    const struct vg_style *style = p->styled.style;
    VG_AUTO(vg_buf_finish) struct vg_buf colour;
    vg_buf_init(&colour, 16);
    if (style && style->field < 0 && style->n_rules == 1)
        vg_colour_put(&colour, style->rules->symbol.fill);
    if (colour.len)
        vg_node_add_text(a, one, "colour", (struct vg_str){colour.ptr, colour.len});
    if (style && style->field >= 0)
        vg_node_add_str(a, one, "legend_href", vg_page_keep(call, vg_style_url(call, &p->styled, false, "/legend?f=svg")));
}

static struct vg_node *page_of(struct vg_call *call, const struct vg_map *m, const struct vg_map_part *parts, size_t n)
{
    struct vg_arena *a = call->arena;
    struct vg_node *data = vg_page_data(call, m->title);
    vg_page_crumb(call, data, vg_call_url(call, "/maps"), vg_page_text(call, "maps"));
    vg_page_crumb(call, data, vg_call_url(call, "/maps/%s", m->id), m->title);
    struct vg_node *view = vg_node_add_map(a, data, "view");
    add_texts(call, view, m);
    vg_node_add_str(a, view, "sheet_href", vg_page_keep(call, vg_call_url(call, "/maps/%s?f=mapbox", m->id)));
    vg_node_add_str(a, view, "owc_href", vg_page_keep(call, vg_call_url(call, "/maps/%s?f=owc", m->id)));
    vg_node_add_str(a, view, "record_href",
                    vg_page_keep(call, vg_call_url(call, "/collections/" VG_CATALOGUE "/items/%s",
                                                   vg_arena_printf(a, VG_MAP_RECORD "%s", m->id))));
    vg_node_add_str(a, view, "viewer_href", m->viewer_url);
    vg_node_add_str(a, view, "viewer_title", m->viewer_title ? m->viewer_title : m->viewer_url);
    if (m->has_extent)
        vg_node_add_str(a, view, "extent", vg_arena_printf(a, "[%.6f,%.6f,%.6f,%.6f]", m->extent.min[0], m->extent.min[1],
                                                           m->extent.max[0], m->extent.max[1]));
    struct vg_node *layers = vg_node_add_list(a, view, "layers");
    for (size_t i = 0; i < n; i++)
        add_shown(call, layers, &parts[i], i);
    return data;
}

/* --- answers ------------------------------------------------------------------------------------- */

static enum vg_status put_tree(struct vg_call *call, const struct vg_node *tree, struct vg_error *err)
{
    struct vg_buf *b = vg_style_begin(call, call->format);
    vg_node_put_json(b, tree, 2);
    VG_BUF_LIT(b, "\n");
    enum vg_status r = vg_arena_check(call->arena, err);
    return r == VG_OK ? vg_buf_check(b, err) : r;
}

enum vg_status vg_get_map(struct vg_call *call, struct vg_error *err)
{
    const struct vg_map *m = NULL;
    struct vg_map_part *parts = NULL;
    size_t n = 0;
    enum vg_status r = find_map(call, &m, &parts, &n, err);
    if (r != VG_OK)
        return r;
    if (call->format == &vg_format_owc)
        return put_tree(call, vg_map_context(call, m, parts, n), err);
    if (call->format == &vg_format_mapbox)
        return put_tree(call, vg_map_sheet(call, m, parts, n), err);
    struct vg_node *page = call->format == &vg_format_html ? page_of(call, m, parts, n) : NULL;
    return vg_answer_document(call, document_of(call, m, parts, n), "map", NULL, page, err);
}

enum vg_status vg_get_maps(struct vg_call *call, struct vg_error *err)
{
    struct vg_arena *a = call->arena;
    const struct vg_map *all = call->gen->maps[call->lang];
    struct vg_node *doc = vg_node_map(a), *list = vg_node_add_list(a, doc, "maps"), *data = NULL, *cards = NULL;
    if (call->format == &vg_format_html) {
        const char *title = vg_page_text(call, "maps");
        data = vg_page_data(call, title);
        vg_page_crumb(call, data, vg_call_url(call, "/maps"), title);
        cards = vg_node_add_list(a, vg_node_add_map(a, data, "view"), "maps");
    }
    for (size_t i = 0; i < call->gen->n_maps; i++) {
        struct vg_map_part *parts;
        size_t n;
        enum vg_status r = parts_of(call, &all[i], &parts, &n, err);
        if (r != VG_OK)
            return r;
        struct vg_node *one = n ? vg_node_add_map(a, cards ? cards : list, NULL) : NULL;
        if (!one)
            continue;
        add_texts(call, one, &all[i]);
        if (cards)
            vg_node_add_str(a, one, "href", vg_page_keep(call, vg_call_url(call, "/maps/%s", all[i].id)));
        else
            add_links(call, vg_node_add_list(a, one, "links"), &all[i]);
    }
    vg_links_self(call, vg_node_add_list(a, doc, "links"));
    return vg_answer_document(call, doc, "maps", NULL, data, err);
}
