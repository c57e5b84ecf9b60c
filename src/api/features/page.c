/* What the pages of items and of one item show beside their rows. */
#include "features.h"

#include <vigie/base/escape.h>

/* The map draws the same rows, in lon/lat whatever the page's CRS. */
static const char *const not_for_map[] = {"crs", "lang", NULL};
static const char *const not_for_count[] = {"crs", "f", "lang", "limit", "offset", "sortby", "token", NULL};
static const char *const not_for_order[] = {"offset", "token", NULL};

/* This page in the order of a field, the other way round where it has that order already. */
static const char *sort_href(struct vg_call *call, const char *name, int sorted)
{
    struct vg_buf b;
    vg_buf_init(&b, 64 * 1024);
    if (sorted > 0)
        vg_buf_char(&b, '-');
    else if (strchr("+- ", name[0]))
        vg_buf_char(&b, '+');
    vg_buf_cstr(&b, name);
    const char *href = vg_call_this(call, not_for_order, "sortby", (struct vg_str){b.ptr, b.len});
    vg_buf_finish(&b);
    return href;
}

/* Rows without a wish come by their id. */
static int order_of(const struct vg_query *q, int field)
{
    const struct vg_collection *c = q->collection;
    if (q->n_sort == 0)
        return c->n_key == 1 && c->key[0] == field;
    return q->sort[0].field != field ? 0 : q->sort[0].descending ? -1 : 1;
}

static const struct vg_html_column *columns_of(struct vg_call *call, const struct vg_query *q)
{
    const struct vg_collection *c = q->collection;
    struct vg_html_column *all = vg_arena_alloc(call->arena, (c->n_fields + 1) * sizeof *all);
    for (size_t i = 0; all && i < c->n_fields; i++) {
        int sorted = order_of(q, (int)i);
        all[i] = (struct vg_html_column){.sorted = sorted};
        if (vg_property_is(call, c, (int)i, VG_SORTABLE))
            all[i].sort_href = sort_href(call, c->fields[i].name, sorted);
    }
    return all;
}

/* All that was asked for, not this page alone, as files. */
static void add_downloads(struct vg_call *call, const struct vg_collection *c, struct vg_node *view)
{
    static const char *const of_page[] = {"lang", "limit", "offset", "resultType", "token", NULL};
    struct vg_node *list = vg_node_add_list(call->arena, view, "whole");
    const char *base = vg_call_url(call, "/collections/%s/download", c->id);
    for (size_t i = 0; vg_call_options(call)->downloads && vg_download_forms[i]; i++) {
        const struct vg_format *f = vg_download_forms[i];
        if (!vg_format_linked(f))
            continue;
        const char *asked = vg_call_this(call, of_page, "f", vg_str_of(f->name));
        vg_link_add(call, list, "enclosure", vg_arena_printf(call->arena, "%s%s", base ? base : "", asked ? strchr(asked, '?') : ""),
                    f->media_type, f->title);
    }
    vg_node_add_bool(call->arena, view, "has_whole", list && list->n > 0);
}

static void add_crumbs(struct vg_call *call, struct vg_node *data, const struct vg_collection *c, const char *item_id)
{
    vg_page_crumb(call, data, vg_call_url(call, "/collections"), vg_page_text(call, "collections"));
    vg_page_crumb(call, data, vg_call_url(call, "/collections/%s", c->id), c->title);
    vg_page_crumb(call, data, vg_call_url(call, "/collections/%s/items", c->id), vg_page_text(call, "items"));
    if (item_id)
        vg_page_crumb(call, data, vg_call_url(call, "/collections/%s/items/%s", c->id, item_id), item_id);
}

struct vg_html_items *vg_items_page(struct vg_call *call, const struct vg_query *q, const char *item_id)
{
    const struct vg_collection *c = q->collection;
    struct vg_html_items *h = VG_NEW(call->arena, struct vg_html_items);
    if (!h || call->format != &vg_format_html)
        return NULL;
    vg_answer_page_headers(call);
    struct vg_node *data = vg_page_data(call, item_id ? vg_arena_printf(call->arena, "%s – %s", c->title, item_id)
                                                      : c->title);
    add_crumbs(call, data, c, item_id);
    struct vg_node *view = vg_node_add_map(call->arena, data, "view");
    h->html = vg_call_html(call);
    h->data = data;
    h->items_url = vg_call_url(call, "/collections/%s/items", c->id);
    h->keep = vg_page_keep(call, "");
    vg_node_add_str(call->arena, view, "id", c->id);
    vg_node_add_str(call->arena, view, "title", c->title);
    vg_node_add_str(call->arena, view, "items_href", h->items_url);
    vg_node_add_str(call->arena, view, "schema_href", vg_page_keep(call, vg_call_url(call, "/collections/%s/schema", c->id)));
    struct vg_error ignored = {0}; /* a map without colours is one still */
    const char *rows = vg_call_this(call, not_for_map, "f", VG_STR("json"));
    if (vg_view_map(call, c, NULL, rows, view, &ignored) != VG_OK)
        vg_node_add_str(call->arena, view, "map_href", rows);
    if (!item_id) {
        vg_node_add_str(call->arena, view, "hits_href", vg_call_this(call, not_for_count, "resultType", VG_STR("hits")));
        vg_items_form(call, c, view);
        add_downloads(call, c, view);
        h->columns = columns_of(call, q);
    }
    return h;
}
