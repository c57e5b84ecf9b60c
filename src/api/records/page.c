/* Records as people see them: the results of a search with its form and facets, and one record. */
#include "records.h"

#include <vigie/base/escape.h>
#include <vigie/codec/chart.h>
#include <vigie/codec/html.h>
#include <vigie/codec/json.h>

#define MOST_SHOWN 300 /* bytes of a description among results */
#define DAY_LENGTH 10  /* of "2025-07-01" */

static struct vg_html_items *make_page(struct vg_call *call, const struct vg_collection *c)
{
    struct vg_html_items *h = VG_NEW(call->arena, struct vg_html_items);
    if (!h || call->format != &vg_format_html)
        return NULL;
    vg_answer_page_headers(call);
    struct vg_node *data = vg_page_data(call, c->title);
    vg_page_crumb(call, data, vg_call_url(call, "/collections/%s/items", c->id), c->title);
    struct vg_node *view = vg_node_add_map(call->arena, data, "view");
    vg_node_add_str(call->arena, view, "id", c->id);
    vg_node_add_str(call->arena, view, "title", c->title);
    /* The map draws the same records, whatever the page's language. */
    static const char *const not_for_map[] = {"lang", "facets", NULL};
    vg_node_add_str(call->arena, view, "map_href", vg_call_this(call, not_for_map, "f", VG_STR("json")));
    h->html = vg_call_html(call);
    h->data = data;
    return h;
}

const void *vg_records_context(struct vg_call *call, const struct vg_collection *c)
{
    struct vg_records_context *k = VG_NEW(call->arena, struct vg_records_context);
    if (!k)
        return NULL;
    k->call = call;
    k->page = make_page(call, c);
    k->items_url = vg_call_url(call, "/collections/%s/items", c->id);
    return k;
}

static const struct vg_records_context *context_of(const struct vg_item_writer *w)
{
    return w->context;
}

static struct vg_node *view_of(const struct vg_item_writer *w)
{
    return (struct vg_node *)vg_node_get(context_of(w)->page->data, "view");
}

/* --- results -------------------------------------------------------------------------------------- */

static enum vg_status begin(struct vg_item_writer *w, struct vg_error *err)
{
    w->state = vg_node_add_list(w->arena, view_of(w), "records");
    return vg_arena_check(w->arena, err);
}

static const struct vg_value *value_of(const struct vg_item_writer *w, const struct vg_feature *f, enum vg_record_field field)
{
    static const struct vg_value none = {.kind = VG_V_NULL};
    int wanted = vg_record_column(w->collection, field);
    for (size_t i = 0; i < w->n_fields; i++)
        if (w->fields[i] == wanted)
            return &f->values[i];
    return &none;
}

static void add_value(const struct vg_item_writer *w, struct vg_node *to, const char *name, const struct vg_value *v)
{
    struct vg_buf b;
    if (v->kind == VG_V_NULL)
        return;
    vg_buf_init(&b, 1u << 20);
    vg_value_put_text(&b, v);
    vg_node_add_text(w->arena, to, name, (struct vg_str){b.ptr ? b.ptr : "", b.len});
    vg_buf_finish(&b);
}

/* Of a moment people want the day. */
static void add_day(const struct vg_item_writer *w, struct vg_node *to, const char *name, const struct vg_value *v)
{
    struct vg_buf moment, day;
    if (v->kind != VG_V_DATETIME && v->kind != VG_V_DATE)
        return;
    vg_buf_init(&moment, 64);
    vg_buf_init(&day, 256);
    vg_value_put_text(&moment, v);
    vg_chart_put_step(&day, w->lang, (struct vg_str){moment.ptr, moment.len < DAY_LENGTH ? moment.len : DAY_LENGTH});
    vg_node_add_text(w->arena, to, name, (struct vg_str){day.ptr ? day.ptr : "", day.len});
    vg_buf_finish(&moment);
    vg_buf_finish(&day);
}

/* The first sentences of a long text, cut at a space. */
static void add_beginning(const struct vg_item_writer *w, struct vg_node *to, const char *name, const struct vg_value *v)
{
    if (v->kind != VG_V_TEXT || v->text.len <= MOST_SHOWN) {
        add_value(w, to, name, v);
        return;
    }
    size_t n = MOST_SHOWN;
    while (n > 0 && v->text.ptr[n] != ' ')
        n--;
    vg_node_add_str(w->arena, to, name, vg_arena_printf(w->arena, "%.*s …", (int)n, v->text.ptr));
}

/* A code, or an address that is one, under the name that people have for it. */
static void add_code(const struct vg_item_writer *w, struct vg_node *to, const char *name, struct vg_str code)
{
    struct vg_call *call = context_of(w)->call;
    const char *known = vg_records_name(call, code);
    vg_node_add_str(w->arena, to, name, known ? known : vg_page_code(call, vg_arena_cstr(w->arena, code)));
}

static void add_list(const struct vg_item_writer *w, struct vg_node *to, const char *name, const struct vg_value *v)
{
    struct vg_node *list;
    if (v->kind == VG_V_JSON && vg_json_parse(v->text, w->arena, &list, NULL) == VG_OK)
        vg_node_append(w->arena, to, name, list);
}

static const char *record_url(const struct vg_item_writer *w, struct vg_str id)
{
    struct vg_buf b;
    vg_buf_init(&b, 64u << 10);
    vg_buf_cstr(&b, context_of(w)->items_url);
    vg_buf_char(&b, '/');
    vg_url_put(&b, id);
    const char *url = vg_arena_cstr(w->arena, (struct vg_str){b.ptr, b.len});
    vg_buf_finish(&b);
    return url;
}

static enum vg_status item(struct vg_item_writer *w, const struct vg_feature *f, struct vg_error *err)
{
    struct vg_node *one = vg_node_add_map(w->arena, w->state, NULL);
    vg_node_add_text(w->arena, one, "id", f->id);
    vg_node_add_str(w->arena, one, "href", record_url(w, f->id));
    add_value(w, one, "title", value_of(w, f, VG_R_TITLE));
    const struct vg_value *type = value_of(w, f, VG_R_TYPE);
    if (type->kind == VG_V_TEXT)
        add_code(w, one, "type", type->text);
    add_beginning(w, one, "description", value_of(w, f, VG_R_DESCRIPTION));
    add_list(w, one, "contacts", value_of(w, f, VG_R_CONTACTS));
    add_day(w, one, "updated", value_of(w, f, VG_R_UPDATED));
    return vg_arena_check(w->arena, err);
}

/* Facets with the address of the search that each value narrows to. */
static void add_facets(const struct vg_item_writer *w, struct vg_node *view, const struct vg_node *extra)
{
    struct vg_call *call = context_of(w)->call;
    struct vg_node *list = vg_node_add_list(w->arena, view, "facets");
    VG_EACH(facet, vg_node_get(extra, "facets")) {
        const char *name = vg_node_cstr(facet, "property", "");
        const char *const without[] = {"token", "offset", "facets", name, NULL};
        const struct vg_node *buckets = vg_node_get(facet, "buckets");
        int field = vg_collection_field(w->collection, vg_str_of(name));
        if (field < 0 || !buckets || !buckets->n)
            continue;
        struct vg_node *one = vg_node_add_map(w->arena, list, NULL);
        vg_node_add_str(w->arena, one, "title", w->collection->fields[field].title);
        struct vg_node *values = vg_node_add_list(w->arena, one, "values");
        VG_EACH(bucket, buckets) {
            const struct vg_node *value = vg_node_get(bucket, "value"), *count = vg_node_get(bucket, "count");
            struct vg_node *v = vg_node_add_map(w->arena, values, NULL);
            add_code(w, v, "value", value->text);
            vg_node_add_int(w->arena, v, "count", count->integer);
            vg_node_add_str(w->arena, v, "href", vg_call_this(call, without, name, value->text));
        }
    }
}

/* What was asked stays in the form, whatever it has no box for in hidden ones. */
static void add_form(const struct vg_item_writer *w, struct vg_node *view)
{
    static const char *const paging[] = {"token", "offset", "q", "bbox", NULL};
    struct vg_call *call = context_of(w)->call;
    vg_node_add_str(w->arena, view, "action", context_of(w)->items_url);
    vg_node_add_text(w->arena, view, "q", vg_call_param(call, "q")->text);
    const char *words = vg_node_cstr(view, "q", "");
    vg_page_part(call, context_of(w)->page->data, *words ? words : NULL);
    vg_node_add_text(w->arena, view, "bbox", vg_call_param(call, "bbox")->text);
    struct vg_node *kept = vg_node_add_list(w->arena, view, "kept");
    struct vg_node *chosen = vg_node_add_list(w->arena, view, "chosen");
    for (size_t i = 0; i < call->n_query; i++) {
        const struct vg_query_param *p = &call->query[i];
        bool own = false;
        for (const char *const *name = paging; *name; name++)
            own = own || vg_str_is(p->name, *name);
        if (own)
            continue;
        const char *name = vg_arena_cstr(w->arena, p->name);
        struct vg_node *one = vg_node_add_map(w->arena, kept, NULL);
        vg_node_add_str(w->arena, one, "name", name);
        vg_node_add_text(w->arena, one, "value", p->value);
        if (vg_str_is(p->name, "f") || vg_str_is(p->name, "lang") || vg_str_is(p->name, "limit"))
            continue;
        const char *const without[] = {"token", "offset", name, NULL};
        struct vg_node *c = vg_node_add_map(w->arena, chosen, NULL);
        vg_node_add_str(w->arena, c, "name", name);
        add_code(w, c, "value", p->value);
        vg_node_add_str(w->arena, c, "href", vg_call_this(call, without, NULL, (struct vg_str){0}));
    }
    vg_node_add_bool(w->arena, view, "any_chosen", chosen && chosen->n > 0);
}

static void add_links(const struct vg_item_writer *w, struct vg_node *view, const struct vg_page_info *p)
{
    struct vg_node *forms = vg_node_add_list(w->arena, view, "forms");
    for (size_t i = 0; i < p->n_links; i++) {
        const struct vg_link *l = &p->links[i];
        if (!strcmp(l->rel, "next") || !strcmp(l->rel, "prev"))
            vg_node_add_str(w->arena, view, *l->rel == 'n' ? "next_href" : "prev_href", l->href);
        if (strcmp(l->rel, "alternate") != 0)
            continue;
        struct vg_node *one = vg_node_add_map(w->arena, forms, NULL);
        vg_node_add_str(w->arena, one, "href", l->href);
        vg_node_add_str(w->arena, one, "title", l->title);
        vg_node_add_str(w->arena, one, "type", l->type);
    }
}

static enum vg_status put_page(struct vg_item_writer *w, const char *name, struct vg_error *err)
{
    const struct vg_html_items *h = context_of(w)->page;
    enum vg_status r = vg_arena_check(w->arena, err);
    return r == VG_OK ? vg_html_put(h->html, name, w->lang, h->data, w->out, err) : r;
}

static enum vg_status end(struct vg_item_writer *w, const struct vg_page_info *p, struct vg_error *err)
{
    struct vg_node *view = view_of(w);
    add_form(w, view);
    add_facets(w, view, p->extra);
    add_links(w, view, p);
    vg_node_add_int(w->arena, view, "returned", p->returned);
    if (p->matched >= 0)
        vg_node_add_str(w->arena, view, "matched", vg_page_count(context_of(w)->call, p->matched, "count_record", "count_records"));
    vg_node_add_bool(w->arena, view, "map", p->returned > 0);
    vg_node_add_bool(w->arena, view, "none", p->returned == 0);
    vg_node_add_bool(w->arena, view, "place_asked", vg_call_param(context_of(w)->call, "bbox")->given);
    return put_page(w, "records", err);
}

/* --- one record ----------------------------------------------------------------------------------- */

/* What the record calls an address that it links to, as its licence, or else all do; the address itself: nothing. */
static struct vg_str name_of(struct vg_call *call, const struct vg_node *record, struct vg_str address)
{
    VG_EACH(link, vg_node_get(record, "links")) {
        const struct vg_node *href = vg_node_get(link, "href"), *title = vg_node_get(link, "title");
        if (!title || title->kind != VG_N_STR || !href || href->kind != VG_N_STR || !vg_str_eq(href->text, address))
            continue;
        if (!vg_str_eq(title->text, address))
            return title->text;
    }
    const char *known = vg_records_name(call, address);
    return known ? vg_str_of(known) : address;
}

/* A text of a record: addresses of this service are kept with a stand-in for where it is. */
static void add_text(struct vg_item_writer *w, struct vg_node *values, struct vg_str text, const struct vg_node *record)
{
    struct vg_buf b;
    vg_buf_init(&b, 1u << 20);
    vg_catalog_splice(&b, text, context_of(w)->call->rq->base_url);
    struct vg_str whole = {b.ptr ? b.ptr : "", b.len};
    if (vg_str_starts(whole, VG_STR("http://")) || vg_str_starts(whole, VG_STR("https://"))) {
        struct vg_node *one = vg_node_add_map(w->arena, values, NULL);
        vg_node_add_text(w->arena, one, "href", whole);
        vg_node_add_text(w->arena, one, "title", name_of(context_of(w)->call, record, whole));
    } else {
        add_code(w, values, NULL, whole);
    }
    vg_buf_finish(&b);
}

/* A list of names under one heading; nothing where there is none. */
static void add_row(struct vg_item_writer *w, struct vg_node *rows, const struct vg_feature *f, enum vg_record_field field,
                    const struct vg_node *record)
{
    const struct vg_value *v = value_of(w, f, field);
    int at = vg_record_column(w->collection, field);
    if (v->kind == VG_V_NULL || at < 0)
        return;
    struct vg_node *one = vg_node_add_map(w->arena, rows, NULL);
    vg_node_add_str(w->arena, one, "title", w->collection->fields[at].title);
    struct vg_node *values = vg_node_add_list(w->arena, one, "values"), *list = NULL;
    if (v->kind == VG_V_TEXT)
        add_text(w, values, v->text, record);
    else if (v->kind == VG_V_DATETIME || v->kind == VG_V_DATE)
        add_day(w, values, NULL, v);
    else if (v->kind != VG_V_JSON)
        add_value(w, values, NULL, v);
    else if (vg_json_parse(v->text, w->arena, &list, NULL) == VG_OK)
        VG_EACH(text, list)
            if (text->kind == VG_N_STR)
                add_text(w, values, text->text, record);
}

/* As the page's other links call it; types that it has none of stay as they are. */
static const char *type_word(const struct vg_item_writer *w, const char *type)
{
    static const struct { const char *type, *word; } words[] = {
        {"application/geo+json", "GeoJSON"}, {"application/json", "JSON"}, {"application/xml", "XML"},
        {"application/zip", "zip"},          {"text/csv", "CSV"},          {"text/html", NULL},
        {"text/xml", "XML"},
    };
    for (size_t i = 0; type && i < VG_COUNT(words); i++)
        if (strcmp(type, words[i].type) == 0)
            return words[i].word ? words[i].word : vg_page_text(context_of(w)->call, "web_page");
    return type;
}

static void add_record_links(struct vg_item_writer *w, struct vg_node *view, const struct vg_node *record)
{
    struct vg_node *list = vg_node_add_list(w->arena, view, "links");
    const char *base = context_of(w)->call->rq->base_url;
    VG_EACH(link, vg_node_get(record, "links")) {
        struct vg_buf href;
        const struct vg_node *text = vg_node_get(link, "href");
        if (!text || text->kind != VG_N_STR)
            continue;
        struct vg_node *one = vg_node_add_map(w->arena, list, NULL);
        vg_buf_init(&href, 64u << 10);
        vg_catalog_splice(&href, text->text, base);
        bool web = vg_str_starts((struct vg_str){href.ptr, href.len}, VG_STR("http"));
        vg_node_add_text(w->arena, one, web ? "href" : "text", (struct vg_str){href.ptr ? href.ptr : "", href.len});
        const char *title = vg_node_cstr(link, "title", NULL), *type = vg_node_cstr(link, "type", NULL);
        if (!title || (type && !strcmp(title, type))) /* the type stands beside it */
            title = vg_node_cstr(link, "name", vg_node_cstr(link, "protocol", href.ptr));
        vg_node_add_str(w->arena, one, "title", title);
        vg_node_add_str(w->arena, one, "type", type_word(w, type));
        vg_buf_finish(&href);
    }
}

/* In the tab and in the path to it a record goes by its title. */
static void add_name(const struct vg_item_writer *w, struct vg_node *view, const struct vg_feature *f)
{
    struct vg_call *call = context_of(w)->call;
    struct vg_node *data = context_of(w)->page->data;
    add_value(w, view, "record_title", value_of(w, f, VG_R_TITLE));
    const char *name = vg_node_cstr(view, "record_title", vg_arena_cstr(w->arena, f->id));
    vg_page_part(call, data, name);
    vg_page_crumb(call, data, record_url(w, f->id), name);
}

static enum vg_status single(struct vg_item_writer *w, const struct vg_feature *f, const struct vg_page_info *p,
                             struct vg_error *err)
{
    static const enum vg_record_field rows[] = {
        VG_R_TYPE,    VG_R_CONTACTS, VG_R_KEYWORDS, VG_R_THEMES,  VG_R_LICENSE,    VG_R_FORMATS,      VG_R_LANGUAGE,
        VG_R_CREATED, VG_R_UPDATED,  VG_R_TIME_START, VG_R_TIME_END, VG_R_PARENT, VG_R_EXTERNAL_IDS, VG_R_SOURCE,
    };
    struct vg_node *view = view_of(w), *list = vg_node_add_list(w->arena, view, "rows"), *record = NULL;
    add_name(w, view, f);
    add_value(w, view, "record_description", value_of(w, f, VG_R_DESCRIPTION));
    vg_node_add_text(w->arena, view, "item_id", f->id);
    vg_node_add_bool(w->arena, view, "map", f->geom.wkb != NULL);
    if (f->form.ptr && vg_json_parse(f->form, w->arena, &record, NULL) == VG_OK)
        add_record_links(w, view, record);
    for (size_t i = 0; i < VG_COUNT(rows); i++)
        add_row(w, list, f, rows[i], record);
    add_links(w, view, p);
    vg_page_structured_record(context_of(w)->call, context_of(w)->page->data, f->form);
    const char *original = vg_arena_printf(w->arena, "%s/original", record_url(w, f->id));
    vg_node_add_str(w->arena, view, "original_href", original);
    return put_page(w, "record", err);
}

const struct vg_item_codec vg_codec_records_page = {
    .name = "html",
    .media_type = "text/html",
    .title = "HTML",
    .begin = begin,
    .item = item,
    .end = end,
    .single = single,
};
