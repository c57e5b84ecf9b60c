/* What the pages of collections show beside their documents: templates have no logic, so addresses and
 * words are made here. */
#include "common.h"

#include <stdio.h>

#define FIRST_CARDS 12 /* of the landing page; /collections has them all */

const char *vg_page_text(const struct vg_call *call, const char *key)
{
    return vg_html_text(vg_call_html(call), call->lang, key);
}

/* Codes of the standards as people call them; others stay as they are. */
const char *vg_page_code(const struct vg_call *call, const char *code)
{
    char key[80];
    int n = code ? snprintf(key, sizeof key, "code_names.%s", code) : -1;
    const char *name = n > 0 && n < (int)sizeof key ? vg_page_text(call, key) : key;
    return name == key ? code : name;
}

/* --- words ------------------------------------------------------------------------------------ */

static const char *taken(struct vg_call *call, struct vg_buf *b)
{
    const char *text = vg_arena_cstr(call->arena, (struct vg_str){b->ptr ? b->ptr : "", b->len});
    vg_buf_finish(b);
    return text;
}

const char *vg_page_count(struct vg_call *call, int64_t n, const char *one, const char *many)
{
    struct vg_buf b;
    vg_buf_init(&b, 256);
    vg_html_put_count(&b, call->lang, n);
    vg_buf_printf(&b, " %s", vg_page_text(call, n < 2 && (n == 1 || call->lang == VG_FR) ? one : many));
    return taken(call, &b);
}

/* What a large collection holds is not known for nothing; that it is large is. */
static const char *size_of(struct vg_call *call, const struct vg_collection *c)
{
    bool records = c->item_type == VG_ITEM_RECORD;
    const char *one = records ? "count_record" : "count_item", *many = records ? "count_records" : "count_items";
    if (c->small)
        return vg_page_count(call, c->estimate, one, many);
    return vg_arena_printf(call->arena, "%s %s", vg_page_text(call, "more_than"), vg_page_count(call, VG_SMALL_COLLECTION, one, many));
}

static const struct {
    const char *icon, *text;
} shapes[] = {{"table", "no_geometry"}, {"point", "geom_point"}, {"line", "geom_line"}, {"area", "geom_area"},
              {"mixed", "geom_mixed"}};

static size_t shape_of(const struct vg_collection *c)
{
    if (!c->geom_name)
        return 0;
    switch (c->geom_type) {
    case VG_GEOM_POINT:
    case VG_GEOM_MULTIPOINT:
        return 1;
    case VG_GEOM_LINESTRING:
    case VG_GEOM_MULTILINESTRING:
        return 2;
    case VG_GEOM_POLYGON:
    case VG_GEOM_MULTIPOLYGON:
        return 3;
    default:
        return 4;
    }
}

/* The first n characters of an instant: 4 the year, 10 the day. */
static const char *day_of(struct vg_call *call, bool known, int64_t us, int n)
{
    const char *text = known ? vg_time_text(call->arena, us) : NULL;
    return text ? vg_arena_printf(call->arena, "%.*s", n, text) : "…";
}

static const char *period_of(struct vg_call *call, const struct vg_collection *c, int n)
{
    const struct vg_interval *i = &c->interval;
    if (!c->has_interval || (!i->has_start && !i->has_end))
        return NULL;
    const char *from = day_of(call, i->has_start, i->start_us, n), *to = day_of(call, i->has_end, i->end_us, n);
    return from && to && strcmp(from, to) != 0 ? vg_arena_printf(call->arena, "%s – %s", from, to) : from;
}

/* --- cards ------------------------------------------------------------------------------------ */

static void add_summary(struct vg_call *call, struct vg_node *to, const struct vg_collection *c)
{
    struct vg_arena *a = call->arena;
    vg_node_add_str(a, to, "id", c->id);
    vg_node_add_str(a, to, "title", c->title);
    vg_node_add_str(a, to, "description", c->description);
    vg_node_add_str(a, to, "href", vg_call_url(call, "/collections/%s", c->id));
    vg_node_add_str(a, to, "count", size_of(call, c));
    if (c->item_type == VG_ITEM_RECORD) /* its records lie anywhere and any time */
        return;
    struct vg_node *shape = vg_node_add_map(a, to, "shape");
    vg_node_add_str(a, shape, "icon", shapes[shape_of(c)].icon);
    vg_node_add_str(a, shape, "geometry", vg_page_text(call, shapes[shape_of(c)].text));
    vg_node_add_str(a, to, "period", period_of(call, c, 4));
}

void vg_view_collections(struct vg_call *call, struct vg_node *data, bool all)
{
    struct vg_arena *a = call->arena;
    struct vg_node *view = vg_node_add_map(a, data, "view");
    struct vg_node *list = vg_node_add_list(a, view, "collections");
    struct vg_node *catalogues = vg_node_add_list(a, view, "catalogues");
    size_t n, seen = 0;
    const struct vg_collection *const *each = vg_call_collections(call, &n);
    for (size_t i = 0; i < n; i++) {
        if (!vg_gate_sees(&call->who, each[i]))
            continue;
        if (each[i]->item_type == VG_ITEM_RECORD) { /* no data set itself */
            if (all)
                add_summary(call, vg_node_add_map(a, catalogues, NULL), each[i]);
            continue;
        }
        if (all || seen < FIRST_CARDS)
            add_summary(call, vg_node_add_map(a, list, NULL), each[i]);
        seen++;
    }
    vg_node_add_str(a, view, "count_text", vg_page_count(call, (int64_t)seen, "count_collection", "count_collections"));
    vg_node_add_bool(a, view, "none", seen == 0);
    vg_node_add_bool(a, view, "has_catalogues", catalogues && catalogues->n > 0);
    vg_node_add_bool(a, view, "more", !all && seen > FIRST_CARDS);
    vg_node_add_str(a, view, "collections_href", vg_call_url(call, "/collections"));
    vg_node_add_str(a, view, "catalogue_href", vg_call_url(call, "/collections/catalogue/items"));
    vg_node_add_str(a, view, "api_href", vg_call_url(call, "/api"));
    vg_node_add_str(a, view, "conformance_href", vg_call_url(call, "/conformance"));
}

/* --- a collection ----------------------------------------------------------------------------- */

static void add_fields(struct vg_call *call, struct vg_node *view, const struct vg_collection *c)
{
    struct vg_arena *a = call->arena;
    struct vg_node *fields = vg_node_add_list(a, view, "fields");
    bool units = false, words = false;
    for (size_t i = 0; i < c->n_fields; i++) {
        const struct vg_field *f = &c->fields[i];
        if (!vg_gate_may_ask(&call->who, c, (int)i))
            continue;
        struct vg_node *one = vg_node_add_map(a, fields, NULL);
        vg_node_add_str(a, one, "name", f->name);
        vg_node_add_str(a, one, "title", f->title);
        vg_node_add_str(a, one, "description", f->description);
        vg_node_add_str(a, one, "type", vg_text(call->lang, vg_type_name(f->type)));
        vg_node_add_str(a, one, "unit", f->unit);
        vg_node_add_bool(a, one, "key", vg_collection_is_key(c, (int)i));
        units |= f->unit != NULL;
        words |= f->title || f->description;
    }
    vg_node_add_bool(a, view, "has_units", units);
    vg_node_add_bool(a, view, "has_words", words);
}

static void add_crs(struct vg_arena *a, struct vg_node *view, const struct vg_collection *c)
{
    struct vg_node *crs = vg_node_add_list(a, view, "crs");
    for (size_t i = 0; i < vg_collection_answer_crs(c); i++) {
        struct vg_node *one = vg_node_add_map(a, crs, NULL);
        vg_node_add_str(a, one, "uri", c->crs_list[i]->uri);
        vg_node_add_str(a, one, "name", c->crs_list[i]->name);
        vg_node_add_bool(a, one, "storage", c->crs_list[i] == c->crs);
    }
}

struct vg_node *vg_view_fact(struct vg_call *call, struct vg_node *facts, const char *label, const char *value, const char *href)
{
    if (!value)
        return NULL;
    struct vg_node *one = vg_node_add_map(call->arena, facts, NULL);
    vg_node_add_str(call->arena, one, "label", vg_page_text(call, label));
    vg_node_add_str(call->arena, one, "value", value);
    vg_node_add_str(call->arena, one, "href", href);
    return one;
}

static const char *keywords_of(struct vg_call *call, const struct vg_collection *c)
{
    struct vg_buf b;
    vg_buf_init(&b, 64u << 10);
    for (size_t i = 0; i < c->n_keywords; i++)
        vg_buf_printf(&b, "%s%s", i ? ", " : "", vg_page_code(call, c->keywords[i]));
    const char *text = taken(call, &b);
    return c->n_keywords ? text : NULL;
}

static void add_contact(struct vg_call *call, struct vg_node *facts, const struct vg_contact *c)
{
    const char *name = c->organization ? c->organization : c->name;
    const char *mail = c->email ? vg_arena_printf(call->arena, "mailto:%s", c->email) : c->url;
    vg_view_fact(call, facts, "contact", name ? name : c->email ? c->email : c->url, mail);
}

static void add_facts(struct vg_call *call, struct vg_node *view, const struct vg_collection *c)
{
    struct vg_arena *a = call->arena;
    struct vg_node *facts = vg_node_add_list(a, view, "facts");
    const struct vg_site *site = &call->gen->site;
    struct vg_node *count = vg_view_fact(call, facts, "content", size_of(call, c), NULL);
    if (!c->small)
        vg_node_add_str(a, count, "count_href", vg_call_url(call, "/collections/%s/items?resultType=hits", c->id));
    vg_view_fact(call, facts, "geometry", vg_page_text(call, shapes[shape_of(c)].text), NULL);
    vg_view_fact(call, facts, "period", period_of(call, c, 10), NULL);
    if (c->crs)
        vg_view_fact(call, facts, "storage", vg_arena_printf(a, "%s (%s)", c->crs->name, c->crs->curie), NULL);
    const char *url = c->license_url || c->license_title ? c->license_url : site->license_url;
    const char *title = c->license_url || c->license_title ? c->license_title : site->license_title;
    vg_view_fact(call, facts, "license", title ? title : url, url);
    vg_view_fact(call, facts, "attribution", c->attribution ? c->attribution : site->attribution, NULL);
    for (size_t i = 0; i < c->n_contacts; i++)
        add_contact(call, facts, &c->contacts[i]);
    if (!c->n_contacts && site->contact)
        add_contact(call, facts, site->contact);
    vg_view_fact(call, facts, "keywords", keywords_of(call, c), NULL);
    vg_node_add_bool(a, vg_view_fact(call, facts, "identifier", c->id, NULL), "code", true);
}

/* The items to take away, in each form that their route has: as many as one answer may hold. */
static void add_downloads(struct vg_call *call, struct vg_node *view, const struct vg_collection *c)
{
    struct vg_node *list = vg_node_add_list(call->arena, view, "downloads");
    const struct vg_route *route = vg_api_route("/collections/{collectionId}/items");
    long long max = (long long)call->gen->site.limits.items_max;
    for (size_t i = 0; route && route->formats[i]; i++) {
        const struct vg_format *f = route->formats[i];
        if (f == &vg_format_html || !vg_format_linked(f) || (f->items->needs_geometry && !c->geom_name))
            continue;
        const char *href = vg_call_url(call, "/collections/%s/items?f=%s", c->id, f->name);
        vg_link_add(call, list, "items", vg_arena_printf(call->arena, "%s&limit=%lld", href ? href : "", max),
                    f->media_type, f->title);
    }
    if (!c->small)
        vg_node_add_str(call->arena, view, "downloads_note",
                        vg_arena_printf(call->arena, "%s %s", vg_page_text(call, "at_most"),
                                        vg_page_count(call, max, "count_item", "count_items")));
}

void vg_view_chart(struct vg_call *call, const struct vg_collection *c, struct vg_node *view)
{
    struct vg_node *chart = vg_node_map(call->arena);
    for (size_t m = 0; m < vg_api_n_modules; m++)
        if (vg_api_modules[m]->collection_chart && c->item_type == VG_ITEM_FEATURE)
            vg_api_modules[m]->collection_chart(call, c, chart);
    if (chart && chart->n)
        vg_node_append(call->arena, view, "chart", chart);
}

enum vg_status vg_view_collection(struct vg_call *call, const struct vg_collection *c, struct vg_node **out,
                                  struct vg_error *err)
{
    struct vg_arena *a = call->arena;
    struct vg_node *data = vg_page_data(call, c->title);
    vg_page_crumb(call, data, vg_call_url(call, "/collections"), vg_page_text(call, "collections"));
    vg_page_crumb(call, data, vg_call_url(call, "/collections/%s", c->id), c->title);
    struct vg_node *view = vg_node_add_map(a, data, "view");
    add_summary(call, view, c);
    add_facts(call, view, c);
    add_fields(call, view, c);
    add_crs(a, view, c);
    add_downloads(call, view, c);
    vg_node_add_bool(a, view, "geom", c->geom_name != NULL);
    vg_node_add_str(a, view, "items_href", vg_call_url(call, "/collections/%s/items", c->id));
    vg_node_add_str(a, view, "open_href", vg_page_keep(call, vg_call_url(call, "/collections/%s/items?limit=50", c->id)));
    vg_node_add_str(a, view, "schema_href", vg_page_keep(call, vg_call_url(call, "/collections/%s/schema", c->id)));
    vg_page_structured_collection(call, data, c);
    vg_node_add_str(a, view, "iso_href", vg_call_url(call, "/collections/%s?f=iso19139", c->id));
    vg_view_steps(call, c, view);
    *out = data;
    enum vg_status r = vg_view_map(call, c, NULL, NULL, view, err);
    return r == VG_OK ? vg_items_first(call, c, data, err) : r;
}
