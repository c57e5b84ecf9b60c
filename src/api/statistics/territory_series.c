/* How a commune's values went over time: a sentence for each property, and a chart of all. */
#include <math.h>

#include "territory_section.h"

#define MAX_PICTURE (4u << 20)

static const char *with_unit(struct vg_call *call, double v, const char *unit)
{
    return vg_arena_printf(call->arena, "%s%s%s", vg_territory_number(call, v, 3), unit ? "\u00a0" : "", unit ? unit : "");
}

static void tell_property(struct vg_section *s, const struct vg_series *series, size_t p)
{
    const struct vg_series_property *is = &series->properties[p];
    const double *v = series->values[p];
    size_t first = series->n_steps, last = 0, most = 0, least = 0;

    for (size_t i = 0; i < series->n_steps; i++) {
        if (!isfinite(v[i]))
            continue;
        if (first == series->n_steps)
            first = most = least = i;
        last = i;
        most = v[i] > v[most] ? i : most;
        least = v[i] < v[least] ? i : least;
    }
    if (first == series->n_steps)
        return;
    struct vg_call *call = s->call;
    const struct vg_product *kind = s->collection->product;
    const struct vg_figure figures[] = {{"place", vg_section_place(s)}, {"first", vg_territory_step(call, series->steps[first])},
                                        {"last", vg_territory_step(call, series->steps[last])}, {"from", vg_territory_number(call, v[first], 3)},
                                        {"to", vg_territory_number(call, v[last], 3)}, {"unit", is->unit ? is->unit : ""}};
    bool is_value = kind && vg_product_field(kind, s->collection, kind->value_field) == is->field;
    const char *said = is_value && last != first ? vg_territory_kind_sentence(call, kind, "change", figures, VG_COUNT(figures)) : NULL;
    if (said) {
        vg_section_say(s, said);
        return;
    }
    if (v[least] == v[most] && last != first) {
        vg_section_say(s, vg_territory_sentence(call, "territory_of.constant", "name", is->title, "first", figures[1].value, "last",
                                                figures[2].value, "to", with_unit(call, v[last], is->unit), NULL));
        return;
    }
    const char *change = v[first] != 0 && last != first
                             ? vg_arena_printf(call->arena, "%s%s", v[last] > v[first] ? "+" : "",
                                               vg_territory_number(call, (v[last] / v[first] - 1) * 100, 2)) : NULL;
    vg_section_say(s, vg_territory_sentence(call, change ? "territory_of.change" : "territory_of.now", "name", is->title, "first",
                                 vg_territory_step(call, series->steps[first]), "last", vg_territory_step(call, series->steps[last]), "from",
                                 with_unit(call, v[first], is->unit), "to", with_unit(call, v[last], is->unit), "change", change,
                                 "most", with_unit(call, v[most], is->unit), "when", vg_territory_step(call, series->steps[most]), NULL));
}

static void add_series(struct vg_section *s, const struct vg_series *series)
{
    struct vg_arena *a = s->call->arena;
    struct vg_node *one = vg_node_add_map(a, s->doc, "series"), *steps = vg_node_add_list(a, one, "steps");

    for (size_t i = 0; i < series->n_steps; i++)
        vg_node_add_str(a, steps, NULL, series->steps[i]);
    for (size_t p = 0; p < series->n_properties; p++) {
        struct vg_node *list = vg_node_add_list(a, one, series->properties[p].name);
        for (size_t i = 0; i < series->n_steps; i++) {
            if (isfinite(series->values[p][i]))
                vg_node_add_double(a, list, NULL, series->values[p][i]);
            else
                vg_node_add_null(a, list, NULL);
        }
    }
}

enum vg_status vg_section_tell_series(struct vg_section *s, struct vg_error *err)
{
    struct vg_series series = {0};
    struct vg_buf b;

    vg_series_kind_of(s->call, s->collection, &series.kind);
    series.n_properties = vg_series_properties(s->call, &series.kind, series.properties);
    if (!vg_series_is(&series.kind) || !series.n_properties || series.kind.key != s->key)
        return VG_OK;
    enum vg_status r = vg_series_read(s->call, s->territory->code, &series, err);
    if (r != VG_OK || !series.rows || series.n_steps < 2)
        return r;
    s->told = true;
    for (size_t p = 0; p < series.n_properties; p++)
        tell_property(s, &series, p);
    add_series(s, &series);
    vg_buf_init(&b, MAX_PICTURE);
    vg_series_put_chart(s->call, &series, vg_arena_printf(s->call->arena, "%s-series", s->id), s->collection->title, false, &b);
    vg_section_keep_svg(s, "series_chart", &b);
    const char *code = vg_arena_cstr(s->call->arena, s->territory->code);
    const char *href = vg_call_url(s->call, "/collections/%s/series?key=%s", s->collection->id, code);
    vg_section_link(s, "related", vg_arena_printf(s->call->arena, "%s&f=csv", href), "text/csv", vg_page_text(s->call, "territory_of.series_csv"));
    return VG_OK;
}
