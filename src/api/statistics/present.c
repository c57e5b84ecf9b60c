/* Aggregates as JSON, as CSV, as a chart and as a page.  The first two are written straight into the answer: there may be many groups. */
#include "statistics.h"

#include <math.h>

#include <vigie/base/escape.h>
#include <vigie/base/number.h>
#include <vigie/codec/chart.h>

#define MOST_ON_PAGE 500
/* What adds up to nothing over places and classes. */
#define OF_PLACES (1u << VG_F_PEOPLE | 1u << VG_F_SHARE_PEOPLE | 1u << VG_F_PLACE_AREA | 1u << VG_F_COVER)

static void put_value(struct vg_buf *b, double v, enum vg_stat_function f)
{
    if (!isfinite(v))
        return;
    if (vg_stat_decimals(f) >= 0)
        vg_buf_fixed(b, v, vg_stat_decimals(f));
    else
        vg_buf_double(b, v);
}

static bool has(unsigned functions, int f)
{
    return functions & (1u << f);
}

void vg_stat_begin(struct vg_call *call)
{
    const struct vg_api_limits *limits = &call->gen->site.limits;
    const struct vg_spill_options spill = {.mem_max = limits->page_memory, .budget = vg_call_options(call)->pages};
    struct vg_http_response *rs = call->rs;
    bool text = strncmp(call->format->media_type, "text/", 5) == 0;

    rs->body_kind = VG_BODY_BUF;
    rs->compressible = true;
    rs->wants_etag = true;
    rs->vary = "Accept, Accept-Language";
    rs->content_type = text ? vg_arena_printf(call->arena, "%s; charset=utf-8", call->format->media_type)
                            : call->format->media_type;
    vg_buf_init_spill(&rs->body, limits->page_bytes, &spill);
}

/* --- JSON ----------------------------------------------------------------------------------------- */

static void put_member(struct vg_buf *b, const char *name, struct vg_str text)
{
    vg_buf_printf(b, "\"%s\": ", name);
    if (text.ptr)
        vg_json_put_str(b, text);
    else
        VG_BUF_LIT(b, "null");
}

static void put_measures(struct vg_buf *b, const struct vg_stat_row *r, unsigned columns, const char *between)
{
    for (int f = 0; f < VG_F_N; f++) {
        if (!has(columns, f))
            continue;
        double v = vg_stat_value(r, (enum vg_stat_function)f);
        vg_buf_printf(b, "%s\"%s\": ", between, vg_stat_functions[f]);
        if (isfinite(v))
            put_value(b, v, (enum vg_stat_function)f);
        else
            VG_BUF_LIT(b, "null");
        between = ", ";
    }
}

static void put_group(const struct vg_stat_question *q, const struct vg_stat_row *r, unsigned columns, struct vg_buf *b)
{
    const char *between = "";

    VG_BUF_LIT(b, "    {");
    if (q->by != VG_BY_WHOLE) {
        put_member(b, "code", r->group.unit);
        VG_BUF_LIT(b, ", ");
        put_member(b, "name", r->name);
        between = ", ";
    }
    if (q->class_field >= 0) {
        vg_buf_cstr(b, between);
        put_member(b, "class", r->group.class);
        between = ", ";
        if (r->title) {
            VG_BUF_LIT(b, ", ");
            put_member(b, "title", vg_str_of(r->title));
        }
        if (r->title && r->rule) {
            VG_BUF_LIT(b, ", \"colour\": \"");
            vg_colour_put(b, r->rule->symbol.fill);
            vg_buf_char(b, '"');
        }
    }
    put_measures(b, r, columns, between);
    vg_buf_char(b, '}');
}

static const char *by_text(const struct vg_stat_question *q)
{
    return q->by == VG_BY_WHOLE ? NULL : q->by == VG_BY_LEVEL ? vg_stat_levels[q->level] : q->reference->id;
}

static void put_field(struct vg_buf *b, const char *name, const struct vg_stat_question *q, int field)
{
    put_member(b, name, vg_str_of(field >= 0 ? q->collection->fields[field].name : NULL));
    VG_BUF_LIT(b, ",\n  ");
}

static void put_json(struct vg_call *call, const struct vg_stat_question *q, const struct vg_stat_table *t, struct vg_buf *b)
{
    unsigned columns = vg_stat_columns(q, t);
    struct vg_node *links = vg_node_list(call->arena);

    VG_BUF_LIT(b, "{\n  ");
    put_member(b, "collection", vg_str_of(q->collection->id));
    VG_BUF_LIT(b, ",\n  ");
    put_member(b, "by", vg_str_of(by_text(q)));
    VG_BUF_LIT(b, ",\n  ");
    put_field(b, "class", q, q->class_field);
    put_field(b, "property", q, q->property);
    put_member(b, "unit", vg_str_of(q->property >= 0 ? q->collection->fields[q->property].unit : NULL));
    vg_buf_printf(b, ",\n  \"sharedOut\": %s", q->tally.units ? "true" : "false");
    if (t->size_kind == VG_SIZE_AREA)
        vg_buf_printf(b, ",\n  \"areaUnit\": \"m2\",\n  \"areaPlane\": \"%s\"", vg_ruler_plane(q->collection->crs));
    if (t->size_kind == VG_SIZE_LENGTH)
        VG_BUF_LIT(b, ",\n  \"lengthUnit\": \"m\"");
    vg_buf_printf(b, ",\n  \"numberReturned\": %zu,\n  \"groups\": [", t->n);
    for (size_t i = 0; i < t->n; i++) {
        vg_buf_cstr(b, i ? ",\n" : "\n");
        put_group(q, &t->rows[i], columns, b);
    }
    VG_BUF_LIT(b, "\n  ],\n  \"total\": {");
    put_measures(b, &t->total, columns & ~OF_PLACES, "");
    VG_BUF_LIT(b, "},\n  \"links\": ");
    vg_links_self(call, links);
    vg_link_add(call, links, "collection", vg_call_url(call, "/collections/%s", q->collection->id), "application/json",
                q->collection->title);
    vg_node_put_json(b, links, 0);
    VG_BUF_LIT(b, "\n}\n");
}

/* --- CSV ------------------------------------------------------------------------------------------ */

static void put_csv(const struct vg_stat_question *q, const struct vg_stat_table *t, struct vg_buf *b)
{
    unsigned columns = vg_stat_columns(q, t);
    bool places = q->by != VG_BY_WHOLE, classes = q->class_field >= 0;
    const char *between = "";

    vg_buf_cstr(b, places ? "code,name" : "");
    vg_buf_cstr(b, classes ? places ? ",class,title" : "class,title" : "");
    between = places || classes ? "," : "";
    for (int f = 0; f < VG_F_N; f++)
        if (has(columns, f)) {
            vg_buf_printf(b, "%s%s", between, vg_stat_functions[f]);
            between = ",";
        }
    VG_BUF_LIT(b, "\r\n");
    for (size_t i = 0; i < t->n; i++) {
        const struct vg_stat_row *r = &t->rows[i];
        if (places) {
            vg_csv_put_field(b, r->group.unit);
            vg_buf_char(b, ',');
            vg_csv_put_field(b, r->name);
        }
        if (classes) {
            vg_buf_cstr(b, places ? "," : "");
            vg_csv_put_field(b, r->group.class);
            vg_buf_char(b, ',');
            vg_csv_put_field(b, vg_str_of(r->title));
        }
        between = places || classes ? "," : "";
        for (int f = 0; f < VG_F_N; f++)
            if (has(columns, f)) {
                vg_buf_cstr(b, between);
                put_value(b, vg_stat_value(r, (enum vg_stat_function)f), (enum vg_stat_function)f);
                between = ",";
            }
        VG_BUF_LIT(b, "\r\n");
    }
}

/* --- the page ------------------------------------------------------------------------------------- */

/* As people read it: shares in per cent, areas in hectares. */
static const char *shown(struct vg_call *call, double v, enum vg_stat_function f)
{
    struct vg_buf b;

    vg_buf_init(&b, 256);
    bool share = f == VG_F_SHARE || f == VG_F_SHARE_PEOPLE || f == VG_F_COVER;
    if (share)
        v *= 100;
    if (f == VG_F_AREA || f == VG_F_PLACE_AREA)
        v /= 10000;
    if (f == VG_F_LENGTH)
        v /= 1000;
    vg_chart_put_number(&b, call->lang, v, f == VG_F_ROWS || f == VG_F_COUNT || f == VG_F_PEOPLE ? 1 : 4);
    if (share && isfinite(v))
        vg_buf_cstr(&b, call->lang == VG_FR ? "\u00a0%" : "%");
    const char *text = vg_arena_cstr(call->arena, (struct vg_str){b.ptr ? b.ptr : "", b.len});
    vg_buf_finish(&b);
    return text;
}

static void add_head(struct vg_call *call, struct vg_node *view, unsigned columns)
{
    struct vg_node *head = vg_node_add_list(call->arena, view, "columns");

    for (int f = 0; f < VG_F_N; f++)
        if (has(columns, f))
            vg_node_add_str(call->arena, vg_node_add_map(call->arena, head, NULL), "title",
                            vg_page_text(call, vg_arena_printf(call->arena, "aggregate_of.%s", vg_stat_functions[f])));
}

static void add_row(struct vg_call *call, const struct vg_stat_question *q, struct vg_node *rows, const struct vg_stat_row *r,
                    unsigned columns)
{
    struct vg_arena *a = call->arena;
    struct vg_node *row = vg_node_add_map(a, rows, NULL);
    const char *code = r->group.unit.ptr ? vg_arena_cstr(a, r->group.unit) : "–";

    if (q->by != VG_BY_WHOLE) {
        vg_node_add_str(a, row, "code", code);
        vg_node_add_text(a, row, "name", r->name.ptr ? r->name : vg_str_of("–"));
        bool commune = q->by == VG_BY_LEVEL ? q->level == VG_PLACE_COMMUNE
                                            : strcmp(q->reference->id, call->gen->site.territories.collection) == 0;
        if (commune && r->group.unit.ptr)
            vg_node_add_str(a, row, "href", vg_page_keep(call, vg_call_url(call, "/territories/%s", code)));
    }
    if (q->class_field >= 0) {
        vg_node_add_str(a, row, "class", vg_stat_title(call, r));
        vg_node_add_str(a, row, "colour", vg_stat_colour(call, r));
    }
    struct vg_node *cells = vg_node_add_list(a, row, "cells");
    for (int f = 0; f < VG_F_N; f++)
        if (has(columns, f))
            vg_node_add_str(a, vg_node_add_map(a, cells, NULL), "text",
                            shown(call, vg_stat_value(r, (enum vg_stat_function)f), (enum vg_stat_function)f));
}

static enum vg_status answer_page(struct vg_call *call, const struct vg_stat_question *q, const struct vg_stat_table *t,
                                  struct vg_error *err)
{
    struct vg_arena *a = call->arena;
    const struct vg_collection *c = q->collection;
    unsigned columns = vg_stat_columns(q, t);
    struct vg_node *data = vg_page_data(call, vg_arena_printf(a, "%s – %s", c->title, vg_page_text(call, "aggregate")));
    struct vg_node *view = vg_node_add_map(a, data, "view");

    vg_page_crumb(call, data, vg_call_url(call, "/collections"), vg_page_text(call, "collections"));
    vg_page_crumb(call, data, vg_call_url(call, "/collections/%s", c->id), c->title);
    vg_page_crumb(call, data, vg_call_url(call, "/collections/%s/aggregate", c->id), vg_page_text(call, "aggregate"));
    if (q->crossing)
        vg_page_crumb(call, data, vg_call_url(call, "/collections/%s/crossings/%s", c->id, q->crossing->with), q->crossing->title);
    vg_node_add_str(a, view, "title", q->crossing ? q->crossing->title : c->title);
    vg_node_add_str(a, view, "lead", vg_page_text(call, q->crossing ? "crossing_lead" : "aggregate_lead"));
    vg_node_add_bool(a, view, "by", !q->crossing);
    vg_node_add_bool(a, view, "places", q->by != VG_BY_WHOLE);
    vg_node_add_str(a, view, "class", q->class_field < 0 ? NULL
                                      : c->fields[q->class_field].title ? c->fields[q->class_field].title
                                                                        : c->fields[q->class_field].name);
    vg_node_add_str(a, view, "chart", q->crossing ? NULL : vg_stat_chart(call, q, t));
    vg_node_add_str(a, view, "csv_href", vg_call_this(call, NULL, "f", VG_STR("csv")));
    vg_node_add_str(a, view, "json_href", vg_call_this(call, NULL, "f", VG_STR("json")));
    add_head(call, view, columns);
    struct vg_node *rows = vg_node_add_list(a, view, "rows");
    for (size_t i = 0; i < t->n && i < MOST_ON_PAGE; i++)
        add_row(call, q, rows, &t->rows[i], columns);
    vg_node_add_bool(a, view, "more", t->n > MOST_ON_PAGE);
    struct vg_node *levels = vg_node_add_list(a, view, "levels");
    static const char *const without[] = {"by", NULL};
    for (size_t i = 0; !q->crossing && vg_stat_levels[i]; i++) {
        struct vg_node *one = vg_node_add_map(a, levels, NULL);
        vg_node_add_str(a, one, "title", vg_page_text(call, vg_arena_printf(a, "place_level.%s", vg_stat_levels[i])));
        vg_node_add_str(a, one, "href", vg_call_this(call, without, "by", vg_str_of(vg_stat_levels[i])));
    }
    return vg_answer_document(call, vg_node_map(a), "aggregate", NULL, data, err);
}

enum vg_status vg_stat_answer(struct vg_call *call, const struct vg_stat_question *q, const struct vg_stat_table *t,
                              struct vg_error *err)
{
    enum vg_status r = VG_OK;

    if (call->format == &vg_format_html)
        return answer_page(call, q, t, err);
    vg_stat_begin(call);
    if (call->format == &vg_format_json)
        put_json(call, q, t, &call->rs->body);
    else if (strcmp(call->format->name, "csv") == 0)
        put_csv(q, t, &call->rs->body);
    else
        r = vg_stat_chart_put(call, q, t, true, &call->rs->body, err);
    if (r == VG_OK)
        r = vg_arena_check(call->arena, err);
    return r == VG_OK ? vg_buf_check(&call->rs->body, err) : r;
}
