/* The shares of classes as a chart, and where the pages of a collection find the charts that belong to it. */
#include "territory.h"

#include <vigie/codec/chart.h>

#define MAX_CHART (1u << 20)
#define MOST_BARS 40

enum vg_status vg_stat_chart_put(struct vg_call *call, const struct vg_stat_question *q, const struct vg_stat_table *t, bool alone,
                                 struct vg_buf *b, struct vg_error *err)
{
    const char *labels[MOST_BARS], *keys[MOST_BARS], *colours[MOST_BARS];
    double values[MOST_BARS];
    struct vg_stat_table folded = *t;

    if (q->by != VG_BY_WHOLE)
        return vg_fail(err, VG_BAD_INPUT, "by", "a chart is of the whole: leave this out, or ask for CSV or JSON");
    if (q->class_field < 0)
        return vg_fail(err, VG_BAD_INPUT, "class", "a chart is of classes: name the property that tells them");
    folded.rows = vg_arena_array(call->arena, t->n + 1, sizeof *folded.rows);
    if (!folded.rows)
        return vg_arena_check(call->arena, err);
    memcpy(folded.rows, t->rows, t->n * sizeof *folded.rows);
    vg_stat_table_fold(q, &folded);
    if (folded.n > MOST_BARS)
        return vg_fail(err, VG_BAD_INPUT, "class", "these are more than the %d classes that a chart can show", MOST_BARS);
    for (size_t i = 0; i < folded.n; i++) {
        const struct vg_stat_row *r = &folded.rows[i];
        labels[i] = vg_stat_title(call, r);
        keys[i] = r->group.class.ptr ? vg_arena_cstr(call->arena, r->group.class) : NULL;
        values[i] = r->share * 100;
        colours[i] = vg_stat_colour(call, r);
    }
    const struct vg_chart chart = {.form = VG_DRAW_PARTS, .lang = call->lang, .id = "aggregate-chart", .title = q->collection->title,
                                   .unit = "%", .labels = labels, .keys = keys, .colours = colours, .n_steps = folded.n, .n_series = 1,
                                   .series = {{.values = values}}};
    vg_chart_put_svg(&chart, alone, b);
    return VG_OK;
}

const char *vg_stat_chart(struct vg_call *call, const struct vg_stat_question *q, const struct vg_stat_table *t)
{
    struct vg_error ignored = {0};
    struct vg_buf b;
    const char *svg = NULL;

    if (t->n < 2)
        return NULL;
    vg_buf_init(&b, MAX_CHART);
    if (vg_stat_chart_put(call, q, t, false, &b, &ignored) == VG_OK && !b.failed)
        svg = vg_arena_cstr(call->arena, (struct vg_str){b.ptr, b.len});
    vg_buf_finish(&b);
    return svg;
}

/* --- on the pages of a collection ------------------------------------------------------------------- */

static const char *lang_name(const struct vg_call *call)
{
    return call->lang == VG_FR ? "fr" : "en";
}

/* Where each row has a place or a station of its own to be told by, or all of its steps. */
static void add_series(struct vg_call *call, const struct vg_collection *c, struct vg_node *chart)
{
    struct vg_arena *a = call->arena;
    struct vg_series_property properties[VG_MAX_SERIES_PROPERTIES];
    struct vg_series_kind k;

    vg_series_kind_of(call, c, &k);
    if (!vg_series_is(&k) || k.key < 0 || (!k.wide && vg_collection_is_key(c, k.key)) || !vg_series_properties(call, &k, properties))
        return;
    vg_node_add_str(a, chart, "series", vg_call_url(call, "/collections/%s/series?lang=%s", c->id, lang_name(call)));
    vg_node_add_str(a, chart, "key", c->fields[k.key].name);
    vg_node_add_bool(a, chart, "is_key", vg_collection_is_key(c, k.key));
    struct vg_stat_question communes = {0};
    vg_stat_set_communes(call, &communes);
    if (communes.reference && k.key == vg_collection_place_field(c))
        vg_node_add_str(a, chart, "territories", vg_call_url(call, "/territories"));
}

/* The shares of the classes, or, of what is drawn, of the ranges of a value.  A row that has no values over time is found among
 * them by its class. */
static void add_shares(struct vg_call *call, const struct vg_collection *c, struct vg_node *chart)
{
    struct vg_arena *a = call->arena;
    const struct vg_style *style = NULL;
    int field = vg_stat_usual_field(call, c, false, &style);
    bool classes = field >= 0 && style;

    if (!classes && vg_is_drawn(c))
        field = vg_stat_usual_field(call, c, true, &style);
    if (field < 0 || !style || style->n_rules > MOST_BARS - 2 || !vg_gate_may_ask(&call->who, c, field))
        return;
    const char *name = c->fields[field].name;
    vg_node_add_str(a, chart, "shares", vg_call_url(call, "/collections/%s/aggregate?class=%s&functions=share&f=svg&lang=%s", c->id, name,
                                                    lang_name(call)));
    vg_node_add_str(a, chart, "shares_page", vg_page_keep(call, vg_call_url(call, "/collections/%s/aggregate?class=%s&f=html", c->id, name)));
    vg_node_add_str(a, chart, "shares_of", c->fields[field].title ? c->fields[field].title : name);
    if (classes && !vg_node_get(chart, "key"))
        vg_node_add_str(a, chart, "key", name);
    vg_node_add_bool(a, chart, "at_once", c->small); /* of a large collection it is made when somebody asks for it */
}

void vg_stat_chart_links(struct vg_call *call, const struct vg_collection *c, struct vg_node *chart)
{
    add_series(call, c, chart);
    add_shares(call, c, chart);
}
