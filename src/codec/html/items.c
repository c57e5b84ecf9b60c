/* Items as a page: the rows of the table are written as they come, into a buffer of their own; the page
 * around them is rendered at the end and cut open where the rows belong. */
#include <vigie/codec/html.h>

#include <stdio.h>

#include <vigie/base/escape.h>
#include <vigie/base/number.h>
#include <vigie/codec/json.h>
#include <vigie/model/domain.h>
#include <vigie/model/places.h>

#define MAX_PAGE (4u << 20)
#define MARK "<!--rows-->"
#define DECIMALS 6 /* of real numbers in a table; the item's own page has them all */
#define MAX_LINE 40   /* bytes of a text that stays on one line of a table */

struct items {
    struct vg_buf rows;
    struct vg_buf scratch; /* one value as text */
    struct vg_arena *tree; /* one value of JSON, read */
    int key;               /* the field that is the id, told by the link alone; -1: none */
    int label;             /* the value that names an item to people; -1: none */
};

/* Fields under which French and English tables keep the name of a thing, most telling first. */
static const char *const label_names[] = {"nom", "name", "libelle", "libellé", "title", "titre", "label", "nom_com",
                                          "nom_commune", "commune", "lib_com", "toponyme"};

static const struct vg_html_items *context_of(const struct vg_item_writer *w)
{
    return w->context;
}

static struct vg_node *view_of(const struct vg_item_writer *w)
{
    return (struct vg_node *)vg_node_get(context_of(w)->data, "view");
}

static const struct vg_field *field_of(const struct vg_item_writer *w, size_t i)
{
    return &w->collection->fields[w->fields[i]];
}

static const char *name_of(const struct vg_field *f)
{
    return f->title ? f->title : f->name;
}

static int find_label(const struct vg_item_writer *w)
{
    for (size_t k = 0; k < VG_COUNT(label_names); k++)
        for (size_t i = 0; i < w->n_fields; i++)
            if (field_of(w, i)->type == VG_T_TEXT && vg_str_is_nocase(vg_str_of(field_of(w, i)->name), label_names[k]))
                return (int)i;
    return -1;
}

static enum vg_status begin(struct vg_item_writer *w, struct vg_error *err)
{
    struct items *s = VG_NEW(w->arena, struct items);
    if (!s)
        return vg_arena_check(w->arena, err);
    vg_buf_init(&s->rows, w->out->max);
    vg_buf_init(&s->scratch, w->out->max);
    s->tree = vg_arena_new(w->out->max);
    s->key = w->collection->n_key == 1 ? w->collection->key[0] : -1;
    s->label = find_label(w);
    w->state = s;
    if (!s->tree)
        return vg_fail(err, VG_NO_MEMORY, "", "out of memory");
    return VG_OK;
}

static void drop(struct vg_item_writer *w)
{
    struct items *s = w->state;
    if (!s)
        return;
    vg_buf_finish(&s->rows);
    vg_buf_finish(&s->scratch);
    vg_arena_free(s->tree);
}

static bool is_number(enum vg_type t)
{
    return t == VG_T_INT || t == VG_T_DOUBLE || t == VG_T_FLOAT || t == VG_T_DECIMAL;
}

/* Numbers stand under each other by their last digit, unless they are codes with words behind them. */
static bool is_aligned(const struct vg_field *f)
{
    for (size_t i = 0; f->domain && i < f->domain->n_codes; i++)
        if (f->domain->codes[i].title)
            return false;
    return is_number(f->type);
}

/* --- values ----------------------------------------------------------------------------------- */

static bool is_address(struct vg_str s)
{
    return (vg_str_starts(s, VG_STR("https://")) || vg_str_starts(s, VG_STR("http://"))) &&
           !memchr(s.ptr, ' ', s.len);
}

static void put_text(struct items *s, struct vg_str text)
{
    if (!is_address(text)) {
        vg_xml_put_text(&s->rows, text);
        return;
    }
    VG_BUF_LIT(&s->rows, "<a rel=\"nofollow noopener\" href=\"");
    vg_xml_put_text(&s->rows, text);
    VG_BUF_LIT(&s->rows, "\">");
    vg_xml_put_text(&s->rows, text);
    VG_BUF_LIT(&s->rows, "</a>");
}

static bool is_rounded(const struct vg_value *v)
{
    return (v->kind == VG_V_DOUBLE || v->kind == VG_V_FLOAT) && (v->real >= 1e-5 || v->real <= -1e-5);
}

/* What people call a code, after it; text alone where there is no such name. */
static void put_title(struct items *s, const struct vg_field *f, const struct vg_value *v)
{
    const struct vg_domain *d = f->domain;
    for (size_t i = 0; d && v->kind != VG_V_NULL && i < d->n_codes; i++)
        if (d->codes[i].title && vg_value_compare(&d->codes[i].value, v) == 0) {
            VG_BUF_LIT(&s->rows, " – ");
            vg_xml_put_text(&s->rows, vg_str_of(d->codes[i].title));
            return;
        }
}

/* As French has its numbers. */
static void decimal_comma(struct vg_buf *number)
{
    char *point = number->len ? memchr(number->ptr, '.', number->len) : NULL;
    if (point)
        *point = ',';
}

static const char *yes_or_no(const struct vg_item_writer *w, bool yes)
{
    return vg_html_text(context_of(w)->html, w->lang, yes ? "value_yes" : "value_no");
}

/* One value of JSON: a text without its quotes, what has members of its own as it is. */
static void put_node(const struct vg_item_writer *w, const struct vg_node *n)
{
    struct items *s = w->state;
    s->scratch.len = 0;
    if (n->kind == VG_N_STR) {
        put_text(s, n->text);
        return;
    }
    if (n->kind == VG_N_BOOL)
        vg_buf_cstr(&s->scratch, yes_or_no(w, n->boolean));
    else
        vg_node_put_json(&s->scratch, n, 0);
    if (w->lang == VG_FR && n->kind == VG_N_DOUBLE)
        decimal_comma(&s->scratch);
    vg_xml_put_text(&s->rows, (struct vg_str){s->scratch.ptr, s->scratch.len});
}

/* A list is told as people tell one, "a, b, c"; where commas stand within its numbers, they are not between them too.
 * false: it is no list, nor one text or number, and is best shown as it is. */
static bool put_json(const struct vg_item_writer *w, struct vg_str text)
{
    struct items *s = w->state;
    struct vg_node *root;
    struct vg_error ignored = {0};
    vg_arena_reset(s->tree);
    if (vg_json_parse(text, s->tree, &root, &ignored) != VG_OK || root->kind == VG_N_MAP)
        return false;
    if (root->kind != VG_N_LIST) {
        put_node(w, root);
        return true;
    }
    bool commas = false;
    VG_EACH(n, root)
        commas = commas || (w->lang == VG_FR && n->kind == VG_N_DOUBLE);
    VG_EACH(n, root) {
        put_node(w, n);
        if (n->next)
            vg_buf_cstr(&s->rows, commas ? "\xC2\xA0; " : ", ");
    }
    return true;
}

static void put_value(const struct vg_item_writer *w, const struct vg_field *f, const struct vg_value *v, bool whole)
{
    struct items *s = w->state;
    if (v->kind == VG_V_JSON && put_json(w, v->text))
        return;
    s->scratch.len = 0;
    if (v->kind == VG_V_BYTES)
        vg_buf_printf(&s->scratch, "%zu B", v->text.len);
    else if (v->kind == VG_V_BOOL)
        vg_buf_cstr(&s->scratch, yes_or_no(w, v->boolean));
    else if (!whole && is_rounded(v))
        vg_buf_fixed(&s->scratch, v->real, DECIMALS);
    else
        vg_value_put_text(&s->scratch, v);
    if (w->lang == VG_FR && is_number(f->type))
        decimal_comma(&s->scratch);
    put_text(s, (struct vg_str){s->scratch.ptr, s->scratch.len});
    put_title(s, f, v);
}

static enum vg_status failure_of(struct vg_item_writer *w, struct vg_error *err)
{
    struct items *s = w->state;
    enum vg_status r = vg_buf_check(&s->rows, err);
    return r == VG_OK ? vg_buf_check(&s->scratch, err) : r;
}

/* What the row's chart is asked for by, as text; absent: it has none.  It lives until the next value is made. */
static struct vg_str chart_key(const struct vg_item_writer *w, const struct vg_feature *f)
{
    struct items *s = w->state;
    int key = context_of(w)->chart_key;
    for (size_t i = 0; key >= 0 && i < w->n_fields; i++) {
        if (w->fields[i] != key || f->values[i].kind == VG_V_NULL)
            continue;
        s->scratch.len = 0;
        vg_value_put_text(&s->scratch, &f->values[i]);
        return (struct vg_str){s->scratch.ptr, s->scratch.len};
    }
    return key >= 0 && key == s->key ? f->id : (struct vg_str){0};
}

/* The value as it is, and as it stands in an address. */
static void add_chart(const struct vg_item_writer *w, struct vg_node *view, const struct vg_feature *f)
{
    struct vg_buf b;
    struct vg_str key = chart_key(w, f);
    if (!key.len)
        return;
    vg_buf_init(&b, w->out->max);
    vg_place_put(&b, context_of(w)->chart_places, key);
    vg_node_add_text(w->arena, view, "chart_of", (struct vg_str){b.ptr, b.len});
    vg_buf_clear(&b);
    vg_url_put(&b, key);
    vg_node_add_text(w->arena, view, "chart_key", (struct vg_str){b.ptr, b.len});
    vg_buf_finish(&b);
}

/* --- a table of items ------------------------------------------------------------------------- */

static void put_link(const struct vg_item_writer *w, struct vg_str id, struct vg_str chart)
{
    struct items *s = w->state;
    VG_BUF_LIT(&s->rows, "<tr");
    if (chart.len) {
        VG_BUF_LIT(&s->rows, " data-key=\"");
        vg_xml_put_text(&s->rows, chart);
        vg_buf_char(&s->rows, '"');
    }
    VG_BUF_LIT(&s->rows, "><th scope=\"row\"><a href=\"");
    vg_xml_put_text(&s->rows, vg_str_of(context_of(w)->items_url));
    vg_buf_char(&s->rows, '/');
    vg_url_put(&s->rows, id);
    vg_buf_cstr(&s->rows, context_of(w)->keep);
    VG_BUF_LIT(&s->rows, "\">");
    vg_xml_put_text(&s->rows, id);
    VG_BUF_LIT(&s->rows, "</a></th>");
}

static enum vg_status item(struct vg_item_writer *w, const struct vg_feature *f, struct vg_error *err)
{
    struct items *s = w->state;
    if (s->rows.len == 0)
        add_chart(w, view_of(w), f);
    put_link(w, f->id, chart_key(w, f));
    for (size_t i = 0; i < w->n_fields; i++) {
        if (w->fields[i] == s->key)
            continue;
        bool is_long = f->values[i].kind == VG_V_JSON || (f->values[i].kind == VG_V_TEXT && f->values[i].text.len > MAX_LINE);
        if (is_aligned(field_of(w, i)))
            VG_BUF_LIT(&s->rows, "<td class=\"number\">");
        else
            vg_buf_cstr(&s->rows, is_long ? "<td class=\"long\">" : "<td>");
        put_value(w, field_of(w, i), &f->values[i], false);
        VG_BUF_LIT(&s->rows, "</td>");
    }
    VG_BUF_LIT(&s->rows, "</tr>\n");
    return failure_of(w, err);
}

static void add_column(const struct vg_item_writer *w, struct vg_node *to, int field)
{
    const struct items *s = w->state;
    const struct vg_field *f = &w->collection->fields[field];
    const struct vg_html_column *link = context_of(w)->columns ? &context_of(w)->columns[field] : NULL;
    vg_node_add_str(w->arena, to, "name", name_of(f));
    vg_node_add_str(w->arena, to, "unit", f->unit);
    vg_node_add_bool(w->arena, to, "number", is_aligned(f) && field != s->key);
    if (!link)
        return;
    vg_node_add_str(w->arena, to, "sort_href", link->sort_href);
    if (link->sorted)
        vg_node_add_str(w->arena, to, "sorted", link->sorted > 0 ? "ascending" : "descending");
}

static void add_columns(const struct vg_item_writer *w, struct vg_node *view)
{
    const struct items *s = w->state;
    struct vg_node *columns = vg_node_add_list(w->arena, view, "columns");
    if (s->key >= 0)
        add_column(w, vg_node_add_map(w->arena, view, "key"), s->key);
    for (size_t i = 0; i < w->n_fields; i++)
        if (w->fields[i] != s->key)
            add_column(w, vg_node_add_map(w->arena, columns, NULL), w->fields[i]);
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

/* Where one is, as far as paging by key can tell: from the first row on, or up to the last one. */
static void add_place(const struct vg_item_writer *w, struct vg_node *view, const struct vg_page_info *p)
{
    bool first = !vg_node_get(view, "prev_href"), last = !vg_node_get(view, "next_href");
    struct vg_buf b;
    vg_buf_init(&b, 128);
    if (p->matched >= 0) {
        vg_html_put_count(&b, w->lang, p->matched);
        vg_node_add_text(w->arena, view, "matched", (struct vg_str){b.ptr, b.len});
        vg_buf_clear(&b);
    }
    if (first || (last && p->matched >= 0)) {
        int64_t from = first ? 1 : p->matched - p->returned + 1;
        vg_html_put_count(&b, w->lang, from);
        VG_BUF_LIT(&b, "–");
        vg_html_put_count(&b, w->lang, from + p->returned - 1);
        vg_node_add_text(w->arena, view, "range", (struct vg_str){b.ptr, b.len});
    }
    vg_buf_finish(&b);
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

static enum vg_status end(struct vg_item_writer *w, const struct vg_page_info *p, struct vg_error *err)
{
    struct vg_node *view = view_of(w);
    add_columns(w, view);
    add_links(w, view, p);
    add_place(w, view, p);
    vg_node_add_int(w->arena, view, "returned", p->returned);
    vg_node_add_bool(w->arena, view, "map", w->crs != NULL && p->returned > 0);
    vg_node_add_bool(w->arena, view, "none", p->returned == 0);
    enum vg_status r = vg_arena_check(w->arena, err);
    if (r == VG_OK)
        r = failure_of(w, err);
    return r == VG_OK ? put_page(w, "items", err) : r;
}

/* For a page that renders itself: the table as members of its view. */
static enum vg_status end_rows(struct vg_item_writer *w, const struct vg_page_info *p, struct vg_error *err)
{
    const struct items *s = w->state;
    struct vg_node *view = view_of(w);
    enum vg_status r = failure_of(w, err);
    if (r != VG_OK)
        return r;
    add_columns(w, view);
    vg_node_add_text(w->arena, view, "rows", (struct vg_str){s->rows.ptr ? s->rows.ptr : "", s->rows.len});
    vg_node_add_bool(w->arena, view, "has_rows", p->returned > 0);
    vg_node_add_int(w->arena, view, "n_rows", p->returned);
    return vg_arena_check(w->arena, err);
}

/* --- one item --------------------------------------------------------------------------------- */

static void put_property(const struct vg_item_writer *w, const struct vg_field *field, const struct vg_value *v)
{
    struct items *s = w->state;
    VG_BUF_LIT(&s->rows, "<tr><th scope=\"row\">");
    vg_xml_put_text(&s->rows, vg_str_of(name_of(field)));
    VG_BUF_LIT(&s->rows, "</th><td>");
    put_value(w, field, v, true);
    if (field->unit && v->kind != VG_V_NULL) {
        vg_buf_char(&s->rows, ' ');
        vg_xml_put_text(&s->rows, vg_str_of(field->unit));
    }
    VG_BUF_LIT(&s->rows, "</td></tr>\n");
}

static void add_label(const struct vg_item_writer *w, struct vg_node *view, const struct vg_feature *f)
{
    const struct items *s = w->state;
    if (s->label >= 0 && f->values[s->label].kind == VG_V_TEXT && f->values[s->label].text.len &&
        !vg_str_eq(f->values[s->label].text, f->id))
        vg_node_add_text(w->arena, view, "label", f->values[s->label].text);
}

static enum vg_status single(struct vg_item_writer *w, const struct vg_feature *f, const struct vg_page_info *p,
                             struct vg_error *err)
{
    enum vg_status r = begin(w, err);
    if (r != VG_OK)
        return r;
    struct vg_node *view = view_of(w);
    for (size_t i = 0; i < w->n_fields; i++)
        put_property(w, field_of(w, i), &f->values[i]);
    add_links(w, view, p);
    add_label(w, view, f);
    add_chart(w, view, f);
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

const struct vg_item_codec vg_codec_html_rows = {.name = "html", .media_type = "text/html", .title = "HTML", .begin = begin, .item = item,
                                                 .end = end_rows, .drop = drop};
