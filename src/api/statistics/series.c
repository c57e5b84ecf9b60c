/* /collections/{id}/series: without a key the steps and properties there are; with one, a place's values as JSON, CSV or a
 * chart. */
#include "territory.h"

#include <math.h>

#include <vigie/base/escape.h>
#include <vigie/base/number.h>

/* --- what is asked -------------------------------------------------------------------------------- */

static enum vg_status read_kind(struct vg_call *call, struct vg_series *s, struct vg_error *err)
{
    const struct vg_param_value *key_field = vg_call_param(call, "key-field");
    const struct vg_collection *c;
    enum vg_status r = vg_call_collection(call, &c, err);

    if (r != VG_OK)
        return r;
    vg_series_kind_of(call, c, &s->kind);
    if (!vg_series_is(&s->kind))
        return vg_fail(err, VG_NOT_FOUND, "", "the collection '%s' has no time: neither a field of years or dates nor columns "
                       "whose names end in a year", c->id);
    if (key_field->given) {
        s->kind.key = vg_collection_field(c, key_field->text);
        if (s->kind.key < 0 || !vg_gate_may_ask(&call->who, c, s->kind.key) || c->fields[s->kind.key].type == VG_T_BYTES ||
            c->fields[s->kind.key].type == VG_T_JSON)
            return vg_fail(err, VG_BAD_INPUT, "key-field", "'%.*s' is no property of this collection to find a place by",
                           vg_cut(key_field->text), key_field->text.ptr);
    }
    if (s->kind.key < 0)
        return vg_fail(err, VG_BAD_INPUT, "key-field", "the items of '%s' have no code to be told by: name a property", c->id);
    return VG_OK;
}

static enum vg_status read_properties(struct vg_call *call, struct vg_series *s, struct vg_error *err)
{
    const struct vg_param_value *p = vg_call_param(call, "property");
    struct vg_series_property all[VG_MAX_SERIES_PROPERTIES];
    size_t n = vg_series_properties(call, &s->kind, all);

    for (struct vg_str rest = p->given ? p->text : (struct vg_str){0}; rest.ptr;) {
        struct vg_str name = vg_str_cut(rest, ',', &rest);
        size_t i = 0;
        while (i < n && !vg_str_is(name, all[i].name))
            i++;
        if (i == n || s->n_properties == VG_MAX_SERIES_PROPERTIES)
            return vg_fail(err, VG_BAD_INPUT, "property", "'%.*s' is no property that has a series; the address without "
                           "parameters lists them", vg_cut(name), name.ptr);
        s->properties[s->n_properties++] = all[i];
    }
    if (!p->given) {
        memcpy(s->properties, all, n * sizeof *all);
        s->n_properties = n;
    }
    if (!s->n_properties)
        return vg_fail(err, VG_NOT_FOUND, "property", "the collection '%s' has no property of numbers", s->kind.collection->id);
    return VG_OK;
}

/* As people know it: of a commune its name and code. */
static struct vg_str name_of_key(struct vg_call *call, const struct vg_series *s)
{
    struct vg_str key = vg_call_param(call, "key")->text;
    struct vg_error ignored = {0};
    struct vg_territory t;
    if (s->kind.key < 0 || s->kind.key != vg_collection_place_field(s->kind.collection) ||
        vg_territory_find(call, key, &t, &ignored) != VG_OK || !vg_str_eq(t.code, key) || vg_str_eq(t.name, key))
        return key;
    return vg_str_of(vg_arena_printf(call->arena, "%.*s (%.*s)", vg_cut(t.name), t.name.ptr, vg_cut(key), key.ptr));
}

/* --- JSON and CSV --------------------------------------------------------------------------------- */

static void add_values(struct vg_arena *a, struct vg_node *to, const double *values, size_t n)
{
    struct vg_node *list = vg_node_add_list(a, to, "values");
    for (size_t i = 0; i < n; i++) {
        if (isfinite(values[i]))
            vg_node_add_double(a, list, NULL, values[i]);
        else
            vg_node_add_null(a, list, NULL);
    }
}

static enum vg_status answer_json(struct vg_call *call, const struct vg_series *s, bool of_place, struct vg_error *err)
{
    struct vg_arena *a = call->arena;
    const struct vg_collection *c = s->kind.collection;
    struct vg_node *doc = vg_node_map(a);

    vg_node_add_str(a, doc, "collection", c->id);
    vg_node_add_str(a, doc, "keyField", c->fields[s->kind.key].name);
    vg_node_add_str(a, doc, "timeField", s->kind.time >= 0 ? c->fields[s->kind.time].name : NULL);
    if (of_place) {
        vg_node_add_text(a, doc, "key", vg_call_param(call, "key")->text);
        vg_node_add_text(a, doc, "title", name_of_key(call, s));
    }
    struct vg_node *steps = vg_node_add_list(a, doc, "steps");
    for (size_t i = 0; i < s->n_steps; i++)
        vg_node_add_str(a, steps, NULL, s->steps[i]);
    struct vg_node *properties = vg_node_add_list(a, doc, "properties");
    for (size_t p = 0; p < s->n_properties; p++) {
        struct vg_node *one = vg_node_add_map(a, properties, NULL);
        vg_node_add_str(a, one, "name", s->properties[p].name);
        vg_node_add_str(a, one, "title", s->properties[p].title);
        vg_node_add_str(a, one, "unit", s->properties[p].unit);
        if (of_place)
            add_values(a, one, s->values[p], s->n_steps);
    }
    struct vg_node *links = vg_node_add_list(a, doc, "links");
    vg_links_self(call, links);
    vg_link_add(call, links, "collection", vg_call_url(call, "/collections/%s", c->id), "application/json", c->title);
    return vg_answer_document(call, doc, NULL, NULL, NULL, err);
}

static void put_csv(const struct vg_series *s, struct vg_buf *b)
{
    VG_BUF_LIT(b, "step");
    for (size_t p = 0; p < s->n_properties; p++) {
        vg_buf_char(b, ',');
        vg_csv_put_field(b, vg_str_of(s->properties[p].name));
    }
    VG_BUF_LIT(b, "\r\n");
    for (size_t i = 0; i < s->n_steps; i++) {
        vg_csv_put_field(b, vg_str_of(s->steps[i]));
        for (size_t p = 0; p < s->n_properties; p++) {
            vg_buf_char(b, ',');
            if (isfinite(s->values[p][i]))
                vg_buf_double(b, s->values[p][i]);
        }
        VG_BUF_LIT(b, "\r\n");
    }
}

static enum vg_status answer_bytes(struct vg_call *call, const struct vg_series *s, struct vg_error *err)
{
    struct vg_buf *b = &call->rs->body;
    struct vg_str name = name_of_key(call, s);

    vg_stat_begin(call);
    if (strcmp(call->format->name, "csv") == 0)
        put_csv(s, b);
    else
        vg_series_put_chart(call, s, "series", vg_arena_printf(call->arena, "%s – %.*s", s->kind.collection->title,
                            vg_cut(name), name.ptr ? name.ptr : ""), true, b);
    return vg_buf_check(b, err);
}

enum vg_status vg_get_series(struct vg_call *call, struct vg_error *err)
{
    const struct vg_param_value *key = vg_call_param(call, "key");
    struct vg_series s = {0};
    enum vg_status r = read_kind(call, &s, err);

    if (r == VG_OK)
        r = read_properties(call, &s, err);
    if (r != VG_OK)
        return r;
    if (!key->given && call->format != &vg_format_json)
        return vg_fail(err, VG_BAD_INPUT, "key", "a series is of one place: give its code as key");
    r = key->given ? vg_series_read(call, key->text, &s, err) : vg_series_steps(call, &s, err);
    if (r == VG_OK && key->given && !s.rows)
        r = vg_fail(err, VG_NOT_FOUND, "key", "'%.*s' is no place that the collection '%s' tells of", vg_cut(key->text),
                    key->text.ptr, s.kind.collection->id);
    if (r != VG_OK)
        return r;
    return call->format == &vg_format_json ? answer_json(call, &s, key->given, err) : answer_bytes(call, &s, err);
}
