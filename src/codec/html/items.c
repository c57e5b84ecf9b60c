/* Items as a page: the rows of the table are written as they come, into a buffer of their own; the page
 * around them is rendered at the end and cut open where the rows belong. */
#include <vigie/codec/html.h>

#include <stdio.h>

#include <vigie/base/escape.h>
#include <vigie/base/number.h>

#define MAX_PAGE (4u << 20)
#define MARK "<!--rows-->"

struct items {
    struct vg_buf rows;
    struct vg_buf scratch; /* one value as text */
};

static const struct vg_html_items *context_of(const struct vg_item_writer *w)
{
    return w->context;
}

static enum vg_status begin(struct vg_item_writer *w, struct vg_error *err)
{
    struct items *s = VG_NEW(w->arena, struct items);
    if (!s)
        return vg_arena_check(w->arena, err);
    vg_buf_init(&s->rows, w->out->max);
    vg_buf_init(&s->scratch, w->out->max);
    w->state = s;
    return VG_OK;
}

static void drop(struct vg_item_writer *w)
{
    struct items *s = w->state;
    if (!s)
        return;
    vg_buf_finish(&s->rows);
    vg_buf_finish(&s->scratch);
}

static void put_value(struct items *s, const struct vg_value *v)
{
    s->scratch.len = 0;
    if (v->kind == VG_V_BYTES)
        vg_buf_printf(&s->scratch, "%zu B", v->text.len);
    else
        vg_value_put_text(&s->scratch, v);
    vg_xml_put_text(&s->rows, (struct vg_str){s->scratch.ptr, s->scratch.len});
}

static bool is_number(enum vg_value_kind k)
{
    return k == VG_V_INT || k == VG_V_DOUBLE || k == VG_V_FLOAT || k == VG_V_NUMBER;
}

static enum vg_status failure_of(struct vg_item_writer *w, struct vg_error *err)
{
    struct items *s = w->state;
    enum vg_status r = vg_buf_check(&s->rows, err);
    return r == VG_OK ? vg_buf_check(&s->scratch, err) : r;
}

static enum vg_status item(struct vg_item_writer *w, const struct vg_feature *f, struct vg_error *err)
{
    struct items *s = w->state;
    VG_BUF_LIT(&s->rows, "<tr><th scope=\"row\"><a href=\"");
    vg_xml_put_text(&s->rows, vg_str_of(context_of(w)->items_url));
    vg_buf_char(&s->rows, '/');
    vg_url_put(&s->rows, f->id);
    VG_BUF_LIT(&s->rows, "\">");
    vg_xml_put_text(&s->rows, f->id);
    VG_BUF_LIT(&s->rows, "</a></th>");
    for (size_t i = 0; i < w->n_fields; i++) {
        if (is_number(f->values[i].kind))
            VG_BUF_LIT(&s->rows, "<td class=\"number\">");
        else
            VG_BUF_LIT(&s->rows, "<td>");
        put_value(s, &f->values[i]);
        VG_BUF_LIT(&s->rows, "</td>");
    }
    VG_BUF_LIT(&s->rows, "</tr>\n");
    return failure_of(w, err);
}

static void add_columns(const struct vg_item_writer *w, struct vg_node *view)
{
    struct vg_node *columns = vg_node_add_list(w->arena, view, "columns");
    for (size_t i = 0; i < w->n_fields; i++) {
        const struct vg_field *f = &w->collection->fields[w->fields[i]];
        struct vg_node *one = vg_node_add_map(w->arena, columns, NULL);
        vg_node_add_str(w->arena, one, "name", f->title ? f->title : f->name);
        vg_node_add_str(w->arena, one, "unit", f->unit);
    }
}

static void add_links(const struct vg_item_writer *w, struct vg_node *view, const struct vg_page_info *p)
{
    struct vg_node *forms = vg_node_add_list(w->arena, view, "forms");
    for (size_t i = 0; i < p->n_links; i++) {
        const struct vg_link *l = &p->links[i];
        if (strcmp(l->rel, "next") == 0)
            vg_node_add_str(w->arena, view, "next_href", l->href);
        else if (strcmp(l->rel, "prev") == 0)
            vg_node_add_str(w->arena, view, "prev_href", l->href);
        else if (strcmp(l->rel, "alternate") == 0) {
            struct vg_node *one = vg_node_add_map(w->arena, forms, NULL);
            vg_node_add_str(w->arena, one, "href", l->href);
            vg_node_add_str(w->arena, one, "title", l->title);
            vg_node_add_str(w->arena, one, "type", l->type);
        }
    }
}

/* The page in two halves around MARK, with the rows between them. */
static enum vg_status put_page(struct vg_item_writer *w, const char *page, struct vg_error *err)
{
    struct items *s = w->state;
    const struct vg_html_items *h = context_of(w);
    struct vg_buf text;
    vg_buf_init(&text, MAX_PAGE);
    enum vg_status r = vg_html_put(h->html, page, w->lang, h->data, &text, err);
    if (r == VG_OK) {
        const char *mark = memmem(text.ptr, text.len, MARK, sizeof MARK - 1);
        size_t head = mark ? (size_t)(mark - text.ptr) : text.len;
        size_t tail = mark ? head + sizeof MARK - 1 : text.len;
        vg_buf_add(w->out, text.ptr, head);
        vg_buf_add(w->out, s->rows.ptr, s->rows.len);
        vg_buf_add(w->out, text.ptr + tail, text.len - tail);
        r = vg_buf_check(w->out, err);
    }
    vg_buf_finish(&text);
    return r;
}

static struct vg_node *view_of(const struct vg_item_writer *w)
{
    return (struct vg_node *)vg_node_get(context_of(w)->data, "view");
}

static enum vg_status end(struct vg_item_writer *w, const struct vg_page_info *p, struct vg_error *err)
{
    struct vg_node *view = view_of(w);
    add_columns(w, view);
    add_links(w, view, p);
    vg_node_add_int(w->arena, view, "returned", p->returned);
    if (p->matched >= 0)
        vg_node_add_int(w->arena, view, "matched", p->matched);
    vg_node_add_bool(w->arena, view, "map", w->crs != NULL && p->returned > 0);
    vg_node_add_bool(w->arena, view, "none", p->returned == 0);
    enum vg_status r = vg_arena_check(w->arena, err);
    if (r == VG_OK)
        r = failure_of(w, err);
    return r == VG_OK ? put_page(w, "items", err) : r;
}

static enum vg_status single(struct vg_item_writer *w, const struct vg_feature *f, const struct vg_page_info *p,
                             struct vg_error *err)
{
    enum vg_status r = begin(w, err);
    if (r != VG_OK)
        return r;
    struct items *s = w->state;
    struct vg_node *view = view_of(w);
    for (size_t i = 0; i < w->n_fields; i++) {
        const struct vg_field *field = &w->collection->fields[w->fields[i]];
        VG_BUF_LIT(&s->rows, "<tr><th scope=\"row\">");
        vg_xml_put_text(&s->rows, vg_str_of(field->title ? field->title : field->name));
        VG_BUF_LIT(&s->rows, "</th><td>");
        put_value(s, &f->values[i]);
        if (field->unit && f->values[i].kind != VG_V_NULL) {
            vg_buf_char(&s->rows, ' ');
            vg_xml_put_text(&s->rows, vg_str_of(field->unit));
        }
        VG_BUF_LIT(&s->rows, "</td></tr>\n");
    }
    add_links(w, view, p);
    vg_node_add_text(w->arena, view, "item_id", f->id);
    vg_node_add_bool(w->arena, view, "map", f->geom.wkb != NULL);
    r = vg_arena_check(w->arena, err);
    if (r == VG_OK)
        r = failure_of(w, err);
    return r == VG_OK ? put_page(w, "item", err) : r;
}

const struct vg_item_codec vg_codec_html = {
    .name = "html",
    .media_type = "text/html",
    .title = "HTML",
    .begin = begin,
    .item = item,
    .end = end,
    .single = single,
    .drop = drop,
};
