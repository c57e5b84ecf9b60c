/* MapLibre styles as rules: layers of kind fill, line and circle with filters of either form, and colours that are plain or
 * chosen by "match" or "step".  Backgrounds and base maps are left to the page. */
#include "read.h"

#include <vigie/codec/json.h>

#define MAX_DEPTH 16

static struct vg_str text_of(const struct vg_node *n)
{
    return n && n->kind == VG_N_STR ? n->text : (struct vg_str){"", 0};
}

static const struct vg_node *nth(const struct vg_node *list, size_t i)
{
    const struct vg_node *n = list ? list->first : NULL;
    while (n && i--)
        n = n->next;
    return n;
}

static bool number_of(const struct vg_node *n, double *out)
{
    if (n && n->kind == VG_N_INT)
        *out = (double)n->integer;
    else if (n && n->kind == VG_N_DOUBLE)
        *out = n->real;
    else
        return false;
    return true;
}

static bool is_op(const struct vg_node *n, const char *op)
{
    return n && n->kind == VG_N_LIST && vg_str_is(text_of(n->first), op);
}

/* The field that a test is about: its name, ["get", name], or either as text or number. */
static struct vg_str field_of(const struct vg_node *n)
{
    for (int depth = 0; n && n->kind == VG_N_LIST && depth < 4; depth++) {
        if (is_op(n, "get"))
            return text_of(nth(n, 1));
        if (!is_op(n, "to-string") && !is_op(n, "to-number") && !is_op(n, "string") && !is_op(n, "number"))
            return (struct vg_str){"", 0};
        n = nth(n, 1);
    }
    return text_of(n);
}

static bool is_geometry(const struct vg_node *n)
{
    return vg_str_is(text_of(n), "$type") || is_op(n, "geometry-type");
}

/* --- values ----------------------------------------------------------------------------------- */

static enum vg_status add_value(struct vg_style_reader *x, struct vg_condition *c, const struct vg_node *n)
{
    struct vg_buf b;
    if (!n || n->kind == VG_N_LIST || n->kind == VG_N_MAP)
        return vg_style_cannot(x, "the value", VG_STR("[…]"));
    if (n->kind == VG_N_STR)
        return vg_condition_add(x, c, n->text);
    if (n->kind == VG_N_NULL) {
        c->kind = VG_RULE_NONE;
        return VG_OK;
    }
    vg_buf_init(&b, 64);
    vg_node_put_json(&b, n, 0);
    enum vg_status r = vg_condition_add(x, c, (struct vg_str){b.ptr ? b.ptr : "", b.len});
    vg_buf_finish(&b);
    return r;
}

static enum vg_status add_all(struct vg_style_reader *x, struct vg_condition *c, const struct vg_node *first)
{
    enum vg_status r = VG_OK;
    for (const struct vg_node *n = first; r == VG_OK && n; n = n->next)
        r = add_value(x, c, n);
    return r;
}

/* ["literal", [a, b]], [a, b], or a alone; and what follows it in the older form. */
static enum vg_status add_listed(struct vg_style_reader *x, struct vg_condition *c, const struct vg_node *n)
{
    if (is_op(n, "literal") && nth(n, 1) && nth(n, 1)->kind == VG_N_LIST)
        return add_all(x, c, nth(n, 1)->first);
    return n && n->kind == VG_N_LIST ? add_all(x, c, n->first) : add_all(x, c, n);
}

/* --- filters ---------------------------------------------------------------------------------- */

static const struct {
    const char *op;
    enum vg_rule_kind kind;
    bool min, strict; /* of a range */
} tests[] = {
    {"!=", VG_RULE_REST, false, false}, {"!has", VG_RULE_NONE, false, false}, {"!in", VG_RULE_REST, false, false},
    {"<", VG_RULE_RANGE, false, true},  {"<=", VG_RULE_RANGE, false, false},  {"==", VG_RULE_VALUES, false, false},
    {">", VG_RULE_RANGE, true, true},   {">=", VG_RULE_RANGE, true, false},   {"has", VG_RULE_REST, false, false},
    {"in", VG_RULE_VALUES, false, false}, {"match", VG_RULE_VALUES, false, false},
};

static enum vg_status read_bound(struct vg_style_reader *x, struct vg_condition *c, const struct vg_node *n, bool min, bool strict)
{
    double v;
    if (!number_of(n, &v))
        return vg_style_cannot(x, "the bound", text_of(n));
    c->has_min = min;
    c->has_max = !min;
    *(min ? &c->min : &c->max) = v;
    c->above_min = min && strict;
    c->up_to_max = !min && !strict;
    return VG_OK;
}

static enum vg_status read_test(struct vg_style_reader *x, const struct vg_node *n, struct vg_condition **out)
{
    struct vg_str op = text_of(n->first);
    size_t i = 0;
    while (i < VG_COUNT(tests) && !vg_str_is(op, tests[i].op))
        i++;
    if (i == VG_COUNT(tests))
        return vg_style_cannot(x, "the filter", op);
    bool geometry = is_geometry(nth(n, 1));
    struct vg_condition *c = vg_condition_new(x, geometry ? VG_RULE_ALL : tests[i].kind);
    if (!c)
        return vg_arena_check(x->arena, x->err);
    *out = c;
    if (geometry)
        return VG_OK;
    enum vg_status r = vg_condition_on(x, c, field_of(nth(n, 1)));
    if (r != VG_OK || n->n == 2)
        return r;
    if (c->kind == VG_RULE_RANGE)
        return read_bound(x, c, nth(n, 2), tests[i].min, tests[i].strict);
    if (!vg_str_is(op, "match"))
        return add_listed(x, c, nth(n, 2));
    const struct vg_node *labels = nth(n, 2);
    return labels && labels->kind == VG_N_LIST ? add_all(x, c, labels->first) : add_value(x, c, labels);
}

static enum vg_status read_filter(struct vg_style_reader *x, const struct vg_node *n, int depth, struct vg_condition **out)
{
    if (!n || n->kind != VG_N_LIST || depth > MAX_DEPTH)
        return vg_style_cannot(x, "the filter", text_of(n));
    bool all = is_op(n, "all"), any = is_op(n, "any"), none = is_op(n, "none") || is_op(n, "!");
    if (none) {
        *out = vg_condition_new(x, VG_RULE_REST);
        return *out ? VG_OK : vg_arena_check(x->arena, x->err);
    }
    if (!all && !any)
        return read_test(x, n, out);
    struct vg_condition *whole = vg_condition_new(x, VG_RULE_ALL);
    enum vg_status r = whole ? VG_OK : vg_arena_check(x->arena, x->err);
    for (const struct vg_node *p = nth(n, 1); r == VG_OK && p; p = p->next) {
        struct vg_condition *part;
        r = read_filter(x, p, depth + 1, &part);
        if (r == VG_OK && any && p == nth(n, 1))
            whole = part;
        else if (r == VG_OK)
            r = any ? vg_condition_or(x, whole, part) : vg_condition_and(x, whole, part);
    }
    *out = whole;
    return r;
}

/* --- layers ----------------------------------------------------------------------------------- */

static const struct {
    const char *type, *colour, *opacity, *width, *radius;
} kinds[] = {{"circle", "circle-color", NULL, NULL, "circle-radius"},
             {"fill", "fill-color", "fill-opacity", NULL, NULL},
             {"line", "line-color", NULL, "line-width", NULL}};

static void read_sizes(const struct vg_node *paint, size_t kind, struct vg_symbol *s)
{
    double v;
    if (kinds[kind].opacity && number_of(vg_node_get(paint, kinds[kind].opacity), &v) && v >= 0 && v <= 1)
        s->opacity = v;
    if (kinds[kind].width && number_of(vg_node_get(paint, kinds[kind].width), &v) && v > 0 && v < 100)
        s->width = v;
    if (kinds[kind].radius && number_of(vg_node_get(paint, kinds[kind].radius), &v) && v > 0 && v < 100)
        s->radius = v;
}

/* A line over what is filled already is its edge. */
static enum vg_status add_rule(struct vg_style_reader *x, const struct vg_node *layer, size_t kind, struct vg_condition *c,
                               const struct vg_node *colour, const char *title)
{
    struct vg_rule *rule;
    struct vg_colour to;
    size_t before = x->n_rules;
    enum vg_status r = vg_style_colour(x, text_of(colour), &to);
    if (r == VG_OK)
        r = vg_style_rule_for(x, c, title, &rule);
    if (r != VG_OK)
        return r;
    bool edge = before == x->n_rules && strcmp(kinds[kind].type, "line") == 0;
    *(edge ? &rule->symbol.stroke : &rule->symbol.fill) = to;
    read_sizes(vg_node_get(layer, "paint"), kind, &rule->symbol);
    return VG_OK;
}

static enum vg_status read_match(struct vg_style_reader *x, const struct vg_node *layer, size_t kind, const struct vg_node *colour)
{
    enum vg_status r = VG_OK;
    struct vg_str field = field_of(nth(colour, 1));
    const struct vg_node *n = nth(colour, 2);
    for (; r == VG_OK && n && n->next; n = n->next->next) {
        struct vg_condition *c = vg_condition_new(x, VG_RULE_VALUES);
        r = c ? vg_condition_on(x, c, field) : vg_arena_check(x->arena, x->err);
        if (r == VG_OK)
            r = n->kind == VG_N_LIST ? add_all(x, c, n->first) : add_value(x, c, n);
        if (r == VG_OK)
            r = add_rule(x, layer, kind, c, n->next, NULL);
    }
    if (r != VG_OK || !n)
        return r;
    struct vg_condition *rest = vg_condition_new(x, VG_RULE_REST);
    r = rest ? vg_condition_on(x, rest, field) : vg_arena_check(x->arena, x->err);
    return r == VG_OK ? add_rule(x, layer, kind, rest, n, "…") : r;
}

static enum vg_status read_step(struct vg_style_reader *x, const struct vg_node *layer, size_t kind, const struct vg_node *colour)
{
    enum vg_status r = VG_OK;
    struct vg_str field = field_of(nth(colour, 1));
    double low = 0;
    bool has_low = false;
    for (const struct vg_node *n = nth(colour, 2); r == VG_OK && n; n = n->next) {
        struct vg_condition *c = vg_condition_new(x, VG_RULE_RANGE);
        r = c ? vg_condition_on(x, c, field) : vg_arena_check(x->arena, x->err);
        if (r != VG_OK)
            return r;
        const struct vg_node *shown = n;
        c->has_min = has_low;
        c->min = low;
        n = n->next;
        if (n && !number_of(n, &low))
            return vg_style_cannot(x, "the bound", text_of(n));
        has_low = c->has_max = n != NULL;
        c->max = n ? low : 0;
        r = add_rule(x, layer, kind, c, shown, NULL);
        if (!n)
            break;
    }
    return r;
}

static enum vg_status read_layer(struct vg_style_reader *x, const struct vg_node *layer)
{
    struct vg_str type = text_of(vg_node_get(layer, "type"));
    x->where = vg_node_cstr(layer, "id", "layer");
    if (vg_str_is(type, "background") || vg_str_is(type, "raster"))
        return VG_OK;
    size_t kind = 0;
    while (kind < VG_COUNT(kinds) && !vg_str_is(type, kinds[kind].type))
        kind++;
    if (kind == VG_COUNT(kinds))
        return vg_style_cannot(x, "a layer of type", type);
    const struct vg_node *colour = vg_node_get(vg_node_get(layer, "paint"), kinds[kind].colour), *filter = vg_node_get(layer, "filter");
    if (!colour)
        return vg_fail(x->err, VG_BAD_INPUT, x->where, "%s: the layer has no %s", x->where, kinds[kind].colour);
    if (is_op(colour, "match"))
        return read_match(x, layer, kind, colour);
    if (is_op(colour, "step"))
        return read_step(x, layer, kind, colour);
    if (colour->kind == VG_N_LIST)
        return vg_style_cannot(x, "a colour by", text_of(colour->first));
    struct vg_condition *c = filter ? NULL : vg_condition_new(x, VG_RULE_ALL);
    enum vg_status r = filter ? read_filter(x, filter, 0, &c) : c ? VG_OK : vg_arena_check(x->arena, x->err);
    return r == VG_OK ? add_rule(x, layer, kind, c, colour, vg_node_cstr(vg_node_get(layer, "metadata"), "title", NULL)) : r;
}

enum vg_status vg_style_read_mapbox(struct vg_style_reader *x, struct vg_str text)
{
    struct vg_node *doc;
    enum vg_status r = vg_json_parse(text, x->arena, &doc, x->err);
    if (r != VG_OK)
        return r;
    const struct vg_node *version = vg_node_get(doc, "version"), *layers = vg_node_get(doc, "layers");
    if (!version || version->kind != VG_N_INT || version->integer != 8)
        return vg_fail(x->err, VG_BAD_INPUT, "version", "a MapLibre style has the version 8");
    if (!layers || layers->kind != VG_N_LIST)
        return vg_fail(x->err, VG_BAD_INPUT, "layers", "a MapLibre style has a list 'layers'");
    x->title = vg_node_cstr(doc, "name", NULL);
    VG_EACH (layer, layers) {
        r = read_layer(x, layer);
        if (r != VG_OK)
            return r;
    }
    return VG_OK;
}
