/* MapLibre style specification, version 8.
 *
 * A layer for each rule and kind of geometry, with a filter of the older form (["in", field, value…]): every reader
 * knows it, it never fails over a null, and a rule is hidden by hiding its layers. */
#include <vigie/codec/style.h>

struct writer {
    const struct vg_style_writing *w;
    struct vg_arena *arena;
    struct vg_node *layers;
    const struct vg_rule *rule;
    size_t nth;
};

struct vg_style_shapes vg_style_shapes(const struct vg_collection *c)
{
    switch (c->geom_type) {
    case VG_GEOM_POINT:
    case VG_GEOM_MULTIPOINT: return (struct vg_style_shapes){.points = true};
    case VG_GEOM_LINESTRING:
    case VG_GEOM_MULTILINESTRING:
    case VG_GEOM_CIRCULARSTRING:
    case VG_GEOM_COMPOUNDCURVE:
    case VG_GEOM_MULTICURVE:
    case VG_GEOM_CURVE: return (struct vg_style_shapes){.lines = true};
    case VG_GEOM_ANY:
    case VG_GEOM_COLLECTION: return (struct vg_style_shapes){true, true, true};
    default: return (struct vg_style_shapes){.areas = true};
    }
}

/* --- filters ---------------------------------------------------------------------------------- */

static void add_value(struct vg_arena *a, struct vg_node *to, const struct vg_value *v)
{
    double number;
    switch (v->kind) {
    case VG_V_BOOL: vg_node_add_bool(a, to, NULL, v->boolean); break;
    case VG_V_INT: vg_node_add_int(a, to, NULL, v->integer); break;
    case VG_V_DOUBLE:
    case VG_V_FLOAT: vg_node_add_double(a, to, NULL, v->real); break;
    case VG_V_NUMBER:
        if (vg_str_double(v->text, &number))
            vg_node_add_double(a, to, NULL, number);
        break;
    default: vg_node_add_text(a, to, NULL, v->text); break;
    }
}

static struct vg_node *add_test(struct vg_arena *a, struct vg_node *to, const char *op, const char *field)
{
    struct vg_node *test = vg_node_add_list(a, to, NULL);
    vg_node_add_str(a, test, NULL, op);
    vg_node_add_str(a, test, NULL, field);
    return test;
}

static void add_in(struct writer *x, struct vg_node *to, const char *op, const char *field, const struct vg_rule *r)
{
    if (r->n_values == 0)
        return;
    struct vg_node *test = add_test(x->arena, to, op, field);
    for (size_t i = 0; i < r->n_values; i++)
        add_value(x->arena, test, &r->values[i]);
}

static void add_range(struct writer *x, struct vg_node *to, const char *field, const struct vg_rule *r)
{
    if (r->has_min)
        vg_node_add_double(x->arena, add_test(x->arena, to, r->above_min ? ">" : ">=", field), NULL, r->min);
    if (r->has_max)
        vg_node_add_double(x->arena, add_test(x->arena, to, r->up_to_max ? "<=" : "<", field), NULL, r->max);
    if (!r->has_min && !r->has_max)
        add_test(x->arena, to, "has", field);
}

/* What stands for nothing lies in no range. */
static void exclude_nothing(struct writer *x, struct vg_node *to, const char *field)
{
    const struct vg_style *s = x->w->style;
    for (size_t i = 0; i < s->n_rules; i++)
        if (s->rules[i].kind == VG_RULE_NONE)
            add_in(x, to, "!in", field, &s->rules[i]);
}

static void add_none(struct writer *x, struct vg_node *to, const char *field, const struct vg_rule *r)
{
    struct vg_node *any = vg_node_add_list(x->arena, to, NULL);
    vg_node_add_str(x->arena, any, NULL, "any");
    add_test(x->arena, any, "!has", field);
    add_in(x, any, "in", field, r);
}

static void add_rest(struct writer *x, struct vg_node *to, const char *field)
{
    const struct vg_style *s = x->w->style;
    add_test(x->arena, to, "has", field);
    for (size_t i = 0; i < s->n_rules; i++) {
        const struct vg_rule *r = &s->rules[i];
        if (r->kind == VG_RULE_VALUES || r->kind == VG_RULE_NONE)
            add_in(x, to, "!in", field, r);
        if (r->kind != VG_RULE_RANGE)
            continue;
        struct vg_node *not = vg_node_add_list(x->arena, to, NULL);
        vg_node_add_str(x->arena, not, NULL, "none");
        struct vg_node *all = vg_node_add_list(x->arena, not, NULL);
        vg_node_add_str(x->arena, all, NULL, "all");
        add_range(x, all, field, r);
    }
}

static void add_filter(struct writer *x, struct vg_node *layer, const char *shape)
{
    const struct vg_style *s = x->w->style;
    struct vg_node *all = vg_node_add_list(x->arena, layer, "filter");
    vg_node_add_str(x->arena, all, NULL, "all");
    vg_node_add_str(x->arena, add_test(x->arena, all, "==", "$type"), NULL, shape);
    if (s->field < 0)
        return;
    const char *field = x->w->collection->fields[s->field].name;
    switch (x->rule->kind) {
    case VG_RULE_ALL: break;
    case VG_RULE_VALUES: add_in(x, all, "in", field, x->rule); break;
    case VG_RULE_RANGE:
        add_range(x, all, field, x->rule);
        exclude_nothing(x, all, field);
        break;
    case VG_RULE_NONE: add_none(x, all, field, x->rule); break;
    case VG_RULE_REST: add_rest(x, all, field); break;
    }
}

/* --- layers ----------------------------------------------------------------------------------- */

static struct vg_node *add_layer(struct writer *x, const char *name, const char *type, const char *shape)
{
    struct vg_arena *a = x->arena;
    struct vg_node *layer = vg_node_add_map(a, x->layers, NULL);
    vg_node_add_str(a, layer, "id", vg_arena_printf(a, "%s-%zu", name, x->nth));
    vg_node_add_str(a, layer, "type", type);
    vg_node_add_str(a, layer, "source", x->w->collection->id);
    vg_node_add_str(a, layer, "source-layer", x->w->collection->id);
    vg_node_add_str(a, vg_node_add_map(a, layer, "metadata"), "title", x->rule->title);
    add_filter(x, layer, shape);
    return layer;
}

static void add_colour(struct vg_arena *a, struct vg_node *paint, const char *key, struct vg_colour c)
{
    vg_node_add_str(a, paint, key, vg_arena_printf(a, "#%02x%02x%02x", c.red, c.green, c.blue));
}

/* Edges are hair lines from afar, where they would hide what they part. */
static void add_edge_width(struct vg_arena *a, struct vg_node *paint, double width)
{
    const double stops[][2] = {{5, .1}, {9, width}};
    struct vg_node *value = vg_node_add_list(a, paint, "line-width");
    vg_node_add_str(a, value, NULL, "interpolate");
    vg_node_add_str(a, vg_node_add_list(a, value, NULL), NULL, "linear");
    vg_node_add_str(a, vg_node_add_list(a, value, NULL), NULL, "zoom");
    for (size_t i = 0; i < VG_COUNT(stops); i++) {
        vg_node_add_double(a, value, NULL, stops[i][0]);
        vg_node_add_double(a, value, NULL, stops[i][1]);
    }
}

static void add_areas(struct writer *x)
{
    struct vg_arena *a = x->arena;
    const struct vg_symbol *s = &x->rule->symbol;
    struct vg_node *paint = vg_node_add_map(a, add_layer(x, "areas", "fill", "Polygon"), "paint");
    add_colour(a, paint, "fill-color", s->fill);
    vg_node_add_double(a, paint, "fill-opacity", s->opacity);
    paint = vg_node_add_map(a, add_layer(x, "edges", "line", "Polygon"), "paint");
    add_colour(a, paint, "line-color", s->stroke);
    add_edge_width(a, paint, s->width > 0 ? s->width : VG_EDGE_WIDTH);
}

static void add_lines(struct writer *x)
{
    struct vg_arena *a = x->arena;
    const struct vg_symbol *s = &x->rule->symbol;
    struct vg_node *layer = add_layer(x, "lines", "line", "LineString");
    struct vg_node *layout = vg_node_add_map(a, layer, "layout"), *paint = vg_node_add_map(a, layer, "paint");
    vg_node_add_str(a, layout, "line-cap", "round");
    vg_node_add_str(a, layout, "line-join", "round");
    add_colour(a, paint, "line-color", s->fill);
    vg_node_add_double(a, paint, "line-width", s->width > 0 ? s->width : VG_LINE_WIDTH);
}

static void add_points(struct writer *x)
{
    struct vg_arena *a = x->arena;
    const struct vg_symbol *s = &x->rule->symbol;
    struct vg_node *paint = vg_node_add_map(a, add_layer(x, "points", "circle", "Point"), "paint");
    add_colour(a, paint, "circle-color", s->fill);
    vg_node_add_double(a, paint, "circle-radius", s->radius > 0 ? s->radius : VG_POINT_RADIUS);
    vg_node_add_str(a, paint, "circle-stroke-color", "#ffffff");
    vg_node_add_double(a, paint, "circle-stroke-width", 1.25);
}

static void add_source(struct writer *x, struct vg_node *doc)
{
    struct vg_arena *a = x->arena;
    const struct vg_collection *c = x->w->collection;
    struct vg_node *source = vg_node_add_map(a, vg_node_add_map(a, doc, "sources"), c->id);
    vg_node_add_str(a, source, "type", "vector");
    vg_node_add_str(a, vg_node_add_list(a, source, "tiles"), NULL, x->w->tiles);
    vg_node_add_int(a, source, "minzoom", 0);
    vg_node_add_int(a, source, "maxzoom", x->w->max_zoom);
    vg_node_add_str(a, source, "attribution", x->w->attribution);
    if (c->n_key == 1)
        vg_node_add_str(a, source, "promoteId", c->fields[c->key[0]].name);
    if (!c->has_extent || c->extent.min[0] > c->extent.max[0])
        return;
    struct vg_node *bounds = vg_node_add_list(a, source, "bounds");
    const double sides[] = {c->extent.min[0], c->extent.min[1], c->extent.max[0], c->extent.max[1]};
    for (size_t i = 0; i < VG_COUNT(sides); i++)
        vg_node_add_double(a, bounds, NULL, sides[i]);
}

struct vg_node *vg_style_mapbox(const struct vg_style_writing *w, struct vg_arena *a)
{
    struct vg_node *doc = vg_node_map(a);
    struct writer x = {.w = w, .arena = a};
    struct vg_style_shapes shapes = vg_style_shapes(w->collection);
    vg_node_add_int(a, doc, "version", 8);
    vg_node_add_str(a, doc, "name", w->style->title);
    add_source(&x, doc);
    x.layers = vg_node_add_list(a, doc, "layers");
    for (x.nth = 0; x.nth < w->style->n_rules; x.nth++) {
        x.rule = &w->style->rules[x.nth];
        if (shapes.areas)
            add_areas(&x);
        if (shapes.lines)
            add_lines(&x);
        if (shapes.points)
            add_points(&x);
    }
    return doc;
}
