/* What the pages of items and of one item show beside their rows. */
#include "features.h"

#define FIRST_ROWS 10        /* on the page of the collection */
#define MAX_FIRST (1u << 20) /* bytes of them */

/* The map draws the same rows, in lon/lat whatever the page's CRS. */
static const char *const not_for_map[] = {"crs", "lang", NULL};
static const char *const not_for_count[] = {"crs", "f", "lang", "limit", "offset", "sortby", "token", NULL};
static const char *const not_for_order[] = {"offset", "token", NULL};

static const char *this_in_order(struct vg_call *call, const struct vg_collection *c, const char *sortby)
{
    (void)c;
    return vg_call_this(call, not_for_order, "sortby", vg_str_of(sortby));
}

static const char *items_in_order(struct vg_call *call, const struct vg_collection *c, const char *sortby)
{
    const char *items = vg_call_url(call, "/collections/%s/items?sortby=%s", c->id, sortby);
    return vg_page_keep(call, vg_arena_printf(call->arena, "%s&limit=%d", items ? items : "", VG_PAGE_ITEMS));
}

/* Rows without a wish come by their id. */
static int order_of(const struct vg_query *q, int field)
{
    const struct vg_collection *c = q->collection;
    if (q->n_sort == 0)
        return c->n_key == 1 && c->key[0] == field;
    return q->sort[0].field != field ? 0 : q->sort[0].descending ? -1 : 1;
}

typedef const char *address_in_order(struct vg_call *call, const struct vg_collection *c, const char *sortby);

/* Each leads to the rows in the order of its field, the other way round where they have that order already. */
static const struct vg_html_column *columns_of(struct vg_call *call, const struct vg_query *q, address_in_order *href)
{
    const struct vg_collection *c = q->collection;
    struct vg_html_column *all = vg_arena_alloc(call->arena, (c->n_fields + 1) * sizeof *all);
    for (size_t i = 0; all && i < c->n_fields; i++) {
        const char *name = c->fields[i].name;
        int sorted = order_of(q, (int)i);
        all[i] = (struct vg_html_column){.sorted = sorted};
        const char *sign = sorted > 0 ? "-" : strchr("+- ", name[0]) ? "+" : "";
        const char *sortby = vg_arena_printf(call->arena, "%s%s", sign, name);
        if (sortby && vg_property_is(call, c, (int)i, VG_SORTABLE))
            all[i].sort_href = href(call, c, sortby);
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
        if (!vg_format_linked(f) || (f->items->needs_geometry && !c->geom_name))
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

/* What rows need: where they lead, and which of their values a chart is found by. */
static struct vg_html_items *rows_of(struct vg_call *call, const struct vg_collection *c, struct vg_node *data)
{
    struct vg_html_items *h = VG_NEW(call->arena, struct vg_html_items);
    struct vg_node *view = (struct vg_node *)vg_node_get(data, "view");
    if (!h)
        return NULL;
    vg_view_chart(call, c, view);
    vg_node_add_bool(call->arena, view, "map_here", c->geom_name != NULL);
    const char *key = vg_node_cstr(vg_node_get(view, "chart"), "key", NULL);
    *h = (struct vg_html_items){.html = vg_call_html(call), .data = data, .keep = vg_page_keep(call, ""),
                                .items_url = vg_call_url(call, "/collections/%s/items", c->id),
                                .chart_places = vg_node_get(vg_node_get(view, "chart"), "territories") ? vg_call_options(call)->places : NULL,
                                .chart_key = key ? vg_collection_field(c, vg_str_of(key)) : -1};
    return h;
}

struct vg_html_items *vg_items_page(struct vg_call *call, const struct vg_query *q, const char *item_id)
{
    const struct vg_collection *c = q->collection;
    struct vg_arena *a = call->arena;
    if (call->format != &vg_format_html)
        return NULL;
    vg_answer_page_headers(call);
    struct vg_node *data = vg_page_data(call, c->title);
    vg_page_part(call, data, item_id ? item_id : vg_page_text(call, "items"));
    add_crumbs(call, data, c, item_id);
    struct vg_node *view = vg_node_add_map(a, data, "view");
    struct vg_html_items *h = rows_of(call, c, data);
    if (!h)
        return NULL;
    vg_node_add_str(a, view, "id", c->id);
    vg_node_add_str(a, view, "title", c->title);
    vg_node_add_str(a, view, "items_href", h->items_url);
    vg_node_add_str(a, view, "schema_href", vg_page_keep(call, vg_call_url(call, "/collections/%s/schema", c->id)));
    struct vg_error ignored = {0}; /* a map without colours is one still */
    const char *rows = vg_call_this(call, not_for_map, "f", VG_STR("json"));
    if (vg_view_map(call, c, NULL, rows, view, &ignored) != VG_OK)
        vg_node_add_str(a, view, "map_href", rows);
    if (!item_id) {
        vg_node_add_str(a, view, "hits_href", vg_call_this(call, not_for_count, "resultType", VG_STR("hits")));
        vg_items_form(call, c, view);
        add_downloads(call, c, view);
        h->columns = columns_of(call, q, this_in_order);
    }
    return h;
}

/* --- within the page of the collection -------------------------------------------------------------- */

static enum vg_status put_first(const struct vg_call *call, const struct vg_query *q, struct vg_item_writer *w, struct vg_error *err)
{
    struct vg_session *session;
    struct vg_cursor *cursor;
    const struct vg_feature *f;
    struct vg_page_info info = {.matched = -1};
    enum vg_status r = vg_call_session(call, q->collection->store, false, &session, err);
    if (r != VG_OK)
        return r;
    r = vg_session_select(session, q, &cursor, err);
    if (r == VG_OK) {
        while ((r = vg_cursor_next(cursor, &f, err)) == VG_OK && (r = w->codec->item(w, f, err)) == VG_OK)
            info.returned++;
        vg_cursor_close(cursor);
    }
    vg_session_end(session);
    return r == VG_END ? w->codec->end(w, &info, err) : r;
}

enum vg_status vg_items_first(struct vg_call *call, const struct vg_collection *c, struct vg_node *data, struct vg_error *err)
{
    struct vg_node *view = (struct vg_node *)vg_node_get(data, "view");
    struct vg_question q;
    struct vg_buf room;
    if (c->item_type != VG_ITEM_FEATURE)
        return VG_OK;
    enum vg_status r = vg_question_what(call, c, &q, err);
    if (r != VG_OK)
        return r;
    q.query.limit = FIRST_ROWS;
    q.query.no_geometry = true;
    r = vg_gate_narrow(&call->who, &q.query, FIRST_ROWS, call->arena, err);
    struct vg_html_items *h = r == VG_OK ? rows_of(call, c, data) : NULL;
    if (!h)
        return r == VG_OK ? vg_arena_check(call->arena, err) : r;
    h->columns = columns_of(call, &q.query, items_in_order);
    vg_items_form(call, c, view);
    vg_buf_init(&room, MAX_FIRST);
    struct vg_item_writer w = {.codec = &vg_codec_html_rows, .out = &room, .arena = call->arena, .collection = c,
                               .fields = q.query.fields, .n_fields = q.query.n_fields, .lang = call->lang, .context = h};
    r = w.codec->begin(&w, err);
    if (r == VG_OK)
        r = put_first(call, &q.query, &w, err);
    w.codec->drop(&w);
    vg_buf_finish(&room);
    if (r == VG_TOO_LARGE) /* values of megabytes: the page does without */
        r = VG_OK;
    return r;
}
