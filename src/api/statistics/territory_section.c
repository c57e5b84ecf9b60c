/* What a collection tells of a commune: how much of it each class covers, how its values went over time, or the values of its
 * row; each with a sentence, a chart, a map, the data behind it and its licence. */
#include <math.h>
#include <stdarg.h>
#include <stdio.h>

#include "territory_section.h"

#define MAX_PICTURE (4u << 20)

/* --- words ---------------------------------------------------------------------------------------- */

const char *vg_territory_number(struct vg_call *call, double v, int digits)
{
    struct vg_buf b;

    vg_buf_init(&b, 256);
    vg_chart_put_number(&b, call->lang, v, digits);
    const char *text = vg_arena_cstr(call->arena, (struct vg_str){b.ptr ? b.ptr : "", b.len});
    vg_buf_finish(&b);
    return text ? text : "";
}

static const char *value_of(va_list names, const char *name, size_t len)
{
    va_list list;
    const char *key, *found = "";

    va_copy(list, names);
    while ((key = va_arg(list, const char *)) != NULL) {
        const char *value = va_arg(list, const char *);
        if (strlen(key) == len && memcmp(key, name, len) == 0)
            found = value ? value : "";
    }
    va_end(list);
    return found;
}

const char *vg_territory_sentence(struct vg_call *call, const char *key, ...)
{
    const char *p = vg_page_text(call, key);
    struct vg_buf b;
    va_list names;

    va_start(names, key);
    vg_buf_init(&b, 64 << 10);
    while (*p) {
        size_t plain = strcspn(p, "{");
        vg_buf_add(&b, p, plain);
        p += plain;
        const char *end = *p ? strchr(p, '}') : NULL;
        if (!end)
            break;
        vg_buf_cstr(&b, value_of(names, p + 1, (size_t)(end - p - 1)));
        p = end + 1;
    }
    va_end(names);
    const char *text = vg_arena_cstr(call->arena, (struct vg_str){b.ptr ? b.ptr : "", b.len});
    vg_buf_finish(&b);
    return text ? text : "";
}

void vg_section_say(struct vg_section *s, const char *sentence)
{
    struct vg_arena *a = s->call->arena;
    struct vg_node *said = (struct vg_node *)vg_node_get(s->doc, "sentences");
    vg_node_add_str(a, said ? said : vg_node_add_list(a, s->doc, "sentences"), NULL, sentence);
}

void vg_section_keep_svg(struct vg_section *s, const char *name, struct vg_buf *b)
{
    if (!b->failed)
        vg_node_add_text(s->call->arena, s->view, name, (struct vg_str){b->ptr ? b->ptr : "", b->len});
    vg_buf_finish(b);
}

void vg_section_link(struct vg_section *s, const char *rel, const char *href, const char *type, const char *title)
{
    vg_link_add(s->call, (struct vg_node *)vg_node_get(s->doc, "links"), rel, href, type, title);
}

const char *vg_territory_step(struct vg_call *call, const char *step)
{
    struct vg_buf b;

    vg_buf_init(&b, 4096);
    vg_chart_put_step(&b, call->lang, vg_str_of(step));
    const char *text = vg_arena_cstr(call->arena, (struct vg_str){b.ptr ? b.ptr : "", b.len});
    vg_buf_finish(&b);
    return text ? text : "";
}

/* --- shares of classes ---------------------------------------------------------------------------- */

static void add_classes(struct vg_section *s, const struct vg_stat_table *t)
{
    struct vg_arena *a = s->call->arena;
    struct vg_node *list = vg_node_add_list(a, s->doc, "classes");
    const char *measure = t->size_kind == VG_SIZE_AREA ? "area" : t->size_kind == VG_SIZE_LENGTH ? "length" : NULL;

    for (size_t i = 0; i < t->n; i++) {
        const struct vg_stat_row *r = &t->rows[i];
        struct vg_node *one = vg_node_add_map(a, list, NULL);
        vg_node_add_text(a, one, "class", r->group.class);
        vg_node_add_str(a, one, "title", vg_stat_title(s->call, r));
        vg_node_add_str(a, one, "colour", vg_stat_colour(s->call, r));
        vg_node_add_double(a, one, "count", round(r->group.count * 1e6) / 1e6);
        if (measure)
            vg_node_add_double(a, one, measure, round(r->group.size * 100) / 100);
        vg_node_add_double(a, one, "share", round(r->share * 1e6) / 1e6);
    }
}

void vg_section_draw_parts(struct vg_section *s, const char *title, const char *unit, const char *const *labels,
                           const char *const *colours, const double *values, size_t n)
{
    const struct vg_chart chart = {.form = VG_DRAW_PARTS, .lang = s->call->lang, .unit = unit, .labels = labels, .colours = colours,
                                   .id = vg_arena_printf(s->call->arena, "%s-chart", s->id), .n_steps = n, .n_series = 1, .title = title,
                                   .series = {{.values = values}}};
    struct vg_buf b;

    vg_buf_init(&b, MAX_PICTURE);
    vg_chart_put_svg(&chart, false, &b);
    vg_section_keep_svg(s, "chart", &b);
}

static void draw_classes(struct vg_section *s, const struct vg_stat_table *t)
{
    struct vg_call *call = s->call;
    const char **labels = vg_arena_array(call->arena, t->n, sizeof *labels), **colours = vg_arena_array(call->arena, t->n, sizeof *colours);
    double *values = vg_arena_array(call->arena, t->n, sizeof *values);

    if (!labels || !colours || !values)
        return;
    for (size_t i = 0; i < t->n; i++) {
        labels[i] = vg_stat_title(call, &t->rows[i]);
        colours[i] = vg_stat_colour(call, &t->rows[i]);
        values[i] = t->rows[i].share * 100;
    }
    vg_section_draw_parts(s, s->collection->title, "%", labels, colours, values, t->n);
}

static const char *size_text(struct vg_call *call, const struct vg_stat_table *t)
{
    double v = t->total.group.size;

    if (t->size_kind == VG_SIZE_AREA)
        return vg_arena_printf(call->arena, "%s\u00a0ha", vg_territory_number(call, v / 10000, 3));
    if (t->size_kind == VG_SIZE_LENGTH)
        return vg_arena_printf(call->arena, "%s\u00a0km", vg_territory_number(call, v / 1000, 3));
    return vg_arena_printf(call->arena, "%s %s", vg_territory_number(call, t->total.group.count, 1),
                           vg_page_text(call, "territory_of.features"));
}

static const char *title_of_section(const struct vg_section *s)
{
    return s->crossing ? s->crossing->title : s->collection->title;
}

/* Without classes: how much of the commune it takes, or, of lines, how long it is there. */
static void draw_size(struct vg_section *s, const struct vg_stat_table *t, double whole)
{
    static const char *const colours[] = {"#0b6e99", "#c3ccd2"};
    const struct vg_tally_group *g = &t->total.group;
    bool area = t->size_kind == VG_SIZE_AREA && whole > 0;
    const char *const labels[] = {title_of_section(s), vg_page_text(s->call, "territory_of.elsewhere")};
    double share = area ? fmin(g->size / whole * 100, 100) : 0;
    const double shares[] = {share, 100 - share}, length[] = {t->size_kind == VG_SIZE_LENGTH ? g->size / 1000 : g->count};

    vg_section_draw_parts(s, title_of_section(s), area ? "%" : t->size_kind == VG_SIZE_LENGTH ? "km" : NULL, labels, colours,
                          area ? shares : length, area ? 2 : 1);
}

const char *vg_section_place(struct vg_section *s)
{
    const char *name = vg_arena_cstr(s->call->arena, s->territory->name);
    return name ? name : "";
}

/* What the classes have in common, as heat sensitivity: its share of the place, class by class added up. */
static void tell_groups(struct vg_section *s, const struct vg_stat_table *t)
{
    const struct vg_product *p = s->collection->product;
    struct vg_arena *a = s->call->arena;
    double *shares = p && p->n_groups ? vg_arena_array(a, p->n_groups, sizeof *shares) : NULL;
    struct vg_figure *figures = shares ? vg_arena_array(a, p->n_groups + 1, sizeof *figures) : NULL;

    if (!figures || !vg_territory_groups(p, t, shares))
        return;
    struct vg_node *list = vg_node_add_list(a, s->doc, "groups");
    for (size_t i = 0; i < p->n_groups; i++) {
        const char *percent = vg_territory_number(s->call, shares[i] * 100, 2);
        struct vg_node *one = vg_node_add_map(a, list, NULL);
        vg_node_add_str(a, one, "group", p->groups[i].id);
        vg_node_add_str(a, one, "title", vg_words_in(&p->groups[i].title, s->call->lang));
        vg_node_add_double(a, one, "share", round(shares[i] * 1e6) / 1e6);
        if (s->view == s->doc)
            vg_node_add_str(a, one, "percent", percent);
        figures[i] = (struct vg_figure){p->groups[i].id, percent};
    }
    figures[p->n_groups] = (struct vg_figure){"place", vg_section_place(s)};
    const char *said = vg_territory_kind_sentence(s->call, p, "groups", figures, p->n_groups + 1);
    if (said)
        vg_section_say(s, said);
}

/* How much of the commune what counts covers. */
static void tell_cover(struct vg_section *s, const struct vg_stat_table *t, double whole)
{
    double share = whole > 0 ? t->total.group.size / whole * 100 : 0;
    const struct vg_figure figures[] = {{"place", vg_section_place(s)}, {"value", vg_territory_number(s->call, share, 3)}, {"unit", "%"}};
    const char *said = vg_territory_kind_sentence(s->call, vg_stat_crossing_kind(), "summary", figures, VG_COUNT(figures));
    if (said)
        vg_section_say(s, said);
    vg_node_add_double(s->call->arena, s->doc, "area", round(t->total.group.size * 100) / 100);
    vg_node_add_double(s->call->arena, s->doc, "share", round(share * 1e4) / 1e6);
}

static void tell_classes(struct vg_section *s, const struct vg_stat_table *t)
{
    struct vg_call *call = s->call;
    size_t most = 0;

    for (size_t i = 1; i < t->n; i++)
        if (t->rows[i].share > t->rows[most].share)
            most = i;
    if (s->question.class_field < 0 || !isfinite(t->rows[most].share)) {
        vg_section_say(s, vg_territory_sentence(call, "territory_of.size", "size", size_text(call, t), NULL));
        return;
    }
    const struct vg_figure figures[] = {{"place", vg_section_place(s)}, {"class", vg_stat_title(call, &t->rows[most])},
                                        {"share", vg_territory_number(call, t->rows[most].share * 100, 2)}, {"size", size_text(call, t)}};
    const char *said = vg_territory_kind_sentence(call, s->collection->product, "summary", figures, VG_COUNT(figures));
    vg_section_say(s, said ? said : vg_territory_sentence(call, t->n > 1 ? "territory_of.classes" : "territory_of.one_class", "size", figures[3].value, "class", figures[1].value,
                                               "share", figures[2].value, NULL));
    tell_groups(s, t);
}

static void tell_mean(struct vg_section *s, const struct vg_stat_table *t)
{
    const struct vg_tally_group *g = &t->total.group;
    const struct vg_field *f = &s->collection->fields[s->question.property];

    if (g->weight <= 0)
        return;
    const struct vg_figure figures[] = {{"place", vg_section_place(s)}, {"value", vg_territory_number(s->call, g->sum / g->weight, 3)},
                                        {"unit", f->unit ? f->unit : ""}};
    const char *said = vg_territory_kind_sentence(s->call, s->collection->product, "summary", figures, VG_COUNT(figures));
    if (said)
        vg_section_say(s, said);
    vg_section_say(s, vg_territory_sentence(s->call, "territory_of.mean", "name", f->title ? f->title : f->name, "unit", figures[2].value,
                                 "mean", figures[1].value, "min", vg_territory_number(s->call, g->lowest, 3), "max",
                                 vg_territory_number(s->call, g->highest, 3), NULL));
    struct vg_node *one = vg_node_add_map(s->call->arena, s->doc, "values");
    vg_node_add_str(s->call->arena, one, "property", f->name);
    vg_node_add_double(s->call->arena, one, "mean", round(g->sum / g->weight * 1e9) / 1e9);
    vg_node_add_double(s->call->arena, one, "min", g->lowest);
    vg_node_add_double(s->call->arena, one, "max", g->highest);
}

static enum vg_status tell_place(struct vg_section *s, struct vg_error *err)
{
    struct vg_stat_table table;
    struct vg_tally t;
    const struct vg_stat_units none = {0};
    enum vg_status r = vg_stat_tally_now(s->call, &s->question, &t, err);

    if (r != VG_OK)
        return r;
    r = vg_stat_table_make(s->call, &s->question, &none, &t, s->call->arena, &table, err);
    if (r == VG_OK && s->by_ranges)
        vg_stat_table_fold(&s->question, &table);
    s->told = r == VG_OK && table.n > 0;
    if (s->told && s->crossing)
        tell_cover(s, &table, t.groups[0].unit_size);
    if (s->told) {
        if (!s->crossing)
            tell_classes(s, &table);
        if (s->question.class_field >= 0) {
            add_classes(s, &table);
            if (table.n > 1 || s->key < 0)
                draw_classes(s, &table);
        }
        if (s->question.property >= 0)
            tell_mean(s, &table);
        if (s->question.class_field < 0)
            draw_size(s, &table, t.groups[0].unit_size);
    }
    vg_tally_finish(&t);
    return r;
}

/* --- the section ---------------------------------------------------------------------------------- */

static bool boxes_meet(const struct vg_bbox *a, const struct vg_bbox *b)
{
    return a->min[0] <= b->max[0] && a->max[0] >= b->min[0] && a->min[1] <= b->max[1] && a->max[1] >= b->min[1];
}

/* The rows of the commune: by its code, or by its box, to be cut by its border. */
static enum vg_status make_question(struct vg_section *s, struct vg_error *err)
{
    struct vg_stat_question *q = &s->question;
    const struct vg_territory *t = s->territory;
    const struct vg_expr *e = NULL;
    struct vg_call *call = s->call;

    *q = (struct vg_stat_question){.collection = s->collection, .by = VG_BY_WHOLE, .code = -1, .name = -1, .population = -1};
    q->rows = (struct vg_query){.collection = s->collection, .limit = -1, .deadline_ms = call->rq->deadline_ms};
    enum vg_status r = vg_gate_narrow(&call->who, &q->rows, 0, call->arena, err);
    if (r == VG_OK && s->key >= 0)
        r = vg_expr_equals_text(s->collection, s->key, t->code, call->arena, &e, err);
    if (r != VG_OK)
        return r;
    q->rows.filter = vg_expr_and(call->arena, q->rows.filter, e);
    q->rows.limit = -1;
    if (s->crossing)
        q->rows.filter = vg_expr_and(call->arena, q->rows.filter, s->crossing->counts);
    q->class_field = s->crossing ? -1 : vg_stat_usual_field(call, s->collection, false, &q->style);
    q->property = q->class_field < 0 && !s->crossing ? vg_stat_usual_field(call, s->collection, true, &q->style) : -1;
    s->by_ranges = q->property >= 0 && q->style;
    if (s->by_ranges)
        q->class_field = q->property;
    q->units = t->row;
    q->units.limit = -1;
    q->units.crs = NULL;
    q->tally = (struct vg_tally_question){.rows = &q->rows, .class_field = q->class_field, .property = q->property,
                                          .unit_field = -1, .sizes = s->collection->crs != NULL};
    if (s->key < 0) {
        q->tally.units = &q->units;
        q->tally.unit_key = t->reference.code;
    }
    return VG_OK;
}

static void add_head(struct vg_section *s)
{
    struct vg_call *call = s->call;
    struct vg_arena *a = call->arena;
    const struct vg_collection *c = s->collection;
    const struct vg_site *site = &call->gen->site;
    bool own = c->license_url || c->license_title;
    const char *url = own ? c->license_url : site->license_url, *title = own ? c->license_title : site->license_title;

    vg_node_add_str(a, s->doc, "collection", c->id);
    vg_node_add_str(a, s->doc, "title", title_of_section(s));
    vg_node_add_str(a, s->doc, "description", c->description);
    vg_node_add_str(a, s->doc, "license", title ? title : url);
    vg_node_add_str(a, s->doc, "licenseUrl", url);
    vg_node_add_str(a, s->doc, "attribution", c->attribution ? c->attribution : site->attribution);
    vg_node_add_list(a, s->doc, "links");
    vg_node_add_bool(a, s->view, "no_license", !title && !url);
    vg_node_add_str(a, s->view, "id", s->id);
    vg_node_add_str(a, s->view, "href", vg_page_keep(call, vg_call_url(call, "/collections/%s", c->id)));
}

static void add_data_links(struct vg_section *s)
{
    static const struct { const char *form, *type, *title; } forms[] = {
        {"json", "application/geo+json", "GeoJSON"}, {"csv", "text/csv", "CSV"}, {"gpkg", "application/geopackage+sqlite3", "GeoPackage"},
    };
    struct vg_arena *a = s->call->arena;
    const struct vg_territory *t = s->territory;
    const char *items, *code = vg_arena_cstr(a, t->code);
    char box[128];

    if (s->key >= 0) {
        items = vg_arena_printf(a, "%s=%s", vg_call_url(s->call, "/collections/%s/items?%s", s->collection->id,
                                                        s->collection->fields[s->key].name), code);
    } else {
        snprintf(box, sizeof box, "%.6f,%.6f,%.6f,%.6f", t->box.min[0], t->box.min[1], t->box.max[0], t->box.max[1]);
        items = vg_arena_printf(a, "%s?bbox=%s", vg_call_url(s->call, "/collections/%s/items", s->collection->id), box);
    }
    vg_section_link(s, "items", vg_page_keep(s->call, vg_arena_printf(a, "%s&f=html&limit=50", items)), "text/html",
             vg_page_text(s->call, "territory_of.table"));
    for (size_t i = 0; i < VG_COUNT(forms); i++)
        vg_section_link(s, "items", vg_arena_printf(a, "%s&f=%s&limit=10000", items, forms[i].form), forms[i].type, forms[i].title);
    vg_section_link(s, "collection", vg_call_url(s->call, "/collections/%s", s->collection->id), "application/json", s->collection->title);
}

/* Points that belong to no commune by a code, and are of no kind, would be counted and no more. */
static bool tells_little(const struct vg_section *s)
{
    return s->key < 0 && !s->collection->product && s->collection->geom_type == VG_GEOM_POINT;
}

static enum vg_status tell(struct vg_section *s, struct vg_error *err)
{
    enum vg_status r = VG_OK;

    if (s->key < 0)
        return tell_place(s, err);
    r = vg_section_tell_series(s, err);
    if (r == VG_OK && !s->told && s->collection->crs && s->question.class_field >= 0 && s->collection->geom_type != VG_GEOM_POINT)
        r = tell_place(s, err);
    if (r == VG_OK && !vg_node_get(s->doc, "series"))
        r = vg_section_tell_row(s, err);
    return r;
}

/* What the collection draws there; else where the commune lies. */
static enum vg_status draw(struct vg_section *s, struct vg_error *err)
{
    const char *svg = NULL;
    enum vg_status r = VG_OK;

    if (!s->territory->has_box || s->call->format != &vg_format_html)
        return VG_OK;
    if (s->collection->crs)
        r = vg_territory_map(s->call, s->territory, s->collection, &s->question.rows, s->question.style, &svg, err);
    if (r == VG_OK && !svg)
        r = vg_territory_locator(s->call, s->territory, &svg, err);
    vg_node_add_str(s->call->arena, s->view, "map", svg);
    return r;
}

static enum vg_status add_section(struct vg_call *call, const struct vg_territory *t, const struct vg_collection *c,
                                  const struct vg_crossing *crossing, struct vg_node *doc, struct vg_node *view,
                                  struct vg_error *err)
{
    struct vg_arena *a = call->arena;
    struct vg_section s = {.call = call, .territory = t, .collection = c, .crossing = crossing, .doc = vg_node_map(a)};

    bool html = call->format == &vg_format_html;

    s.view = html ? s.doc : vg_node_map(a); /* a page shows the document and more */
    s.key = vg_collection_place_field(c);
    if (crossing || (s.key >= 0 && !vg_gate_may_ask(&call->who, c, s.key)))
        s.key = -1;
    if (s.key < 0 && (!c->crs || !t->has_box || !t->reference.reference || !c->has_extent || !boxes_meet(&c->extent, &t->box)))
        return VG_OK;
    if (tells_little(&s))
        return VG_OK;
    s.id = vg_arena_printf(a, "product-%zu", view ? view->n : 0);
    add_head(&s);
    enum vg_status r = make_question(&s, err);
    if (r == VG_OK)
        r = tell(&s, err);
    if (r != VG_OK || !s.told)
        return r;
    if (!vg_node_get(s.view, "chart") && !vg_node_get(s.view, "series_chart"))
        r = vg_section_compare(&s, err);
    if (r == VG_OK)
        r = draw(&s, err);
    add_data_links(&s);
    if (crossing)
        vg_section_link(&s, "related", vg_page_keep(call, vg_call_url(call, "/collections/%s/crossings/%s?f=html", c->id, crossing->with)),
                        "text/html", crossing->title);
    vg_node_add_bool(a, s.view, "has_facts", vg_node_get(s.doc, "facts") != NULL);
    vg_node_add_bool(a, s.view, "has_groups", vg_node_get(s.doc, "groups") != NULL);
    vg_node_append(a, html ? view : doc, NULL, s.doc);
    return r;
}

enum vg_status vg_territory_section(struct vg_call *call, const struct vg_territory *t, const struct vg_collection *c,
                                    struct vg_node *doc, struct vg_node *view, struct vg_error *err)
{
    enum vg_status r = add_section(call, t, c, NULL, doc, view, err);

    for (size_t i = 0; r == VG_OK && i < c->n_crossings && t->reference.reference; i++)
        if (strcmp(c->crossings[i].with, t->reference.reference->id) == 0)
            r = add_section(call, t, c, &c->crossings[i], doc, view, err);
    return r;
}
