/* Styled Layer Descriptors as rules: each Rule of the first UserStyle with its Filter and symbolizers, 1.0 and 1.1 alike. */
#include "read.h"

#include <stdlib.h>

#include "../record/xml_map.h"

#define MAX_DEPTH 16

static bool is(const xmlNode *n, const char *name)
{
    return n->type == XML_ELEMENT_NODE && strcmp((const char *)n->name, name) == 0;
}

static const xmlNode *child(const xmlNode *n, const char *name)
{
    for (const xmlNode *c = n ? n->children : NULL; c; c = c->next)
        if (is(c, name))
            return c;
    return NULL;
}

static const xmlNode *first_element(const xmlNode *n)
{
    const xmlNode *c = n ? n->children : NULL;
    while (c && c->type != XML_ELEMENT_NODE)
        c = c->next;
    return c;
}

static struct vg_str content(struct vg_style_reader *x, const xmlNode *n)
{
    const char *text = n ? vg_xml_content(x->arena, n) : NULL;
    return text ? vg_str_of(text) : (struct vg_str){"", 0};
}

static struct vg_str name_of(const xmlNode *n)
{
    return vg_str_of((const char *)n->name);
}

/* --- filters ---------------------------------------------------------------------------------- */

static const struct {
    const char *name;
    enum vg_rule_kind kind;
    bool min, strict;
} tests[] = {
    {"PropertyIsEqualTo", VG_RULE_VALUES, false, false},   {"PropertyIsGreaterThan", VG_RULE_RANGE, true, true},
    {"PropertyIsGreaterThanOrEqualTo", VG_RULE_RANGE, true, false}, {"PropertyIsLessThan", VG_RULE_RANGE, false, true},
    {"PropertyIsLessThanOrEqualTo", VG_RULE_RANGE, false, false}, {"PropertyIsNotEqualTo", VG_RULE_REST, false, false},
    {"PropertyIsNull", VG_RULE_NONE, false, false},
};

static enum vg_status read_bound(struct vg_style_reader *x, struct vg_condition *c, const xmlNode *literal, bool min, bool strict)
{
    double v;
    struct vg_str text = content(x, literal);
    if (!vg_str_double(text, &v))
        return vg_style_cannot(x, "the bound", text);
    *(min ? &c->has_min : &c->has_max) = true;
    *(min ? &c->min : &c->max) = v;
    if (min)
        c->above_min = strict;
    else
        c->up_to_max = !strict;
    return VG_OK;
}

static enum vg_status read_test(struct vg_style_reader *x, const xmlNode *n, struct vg_condition **out)
{
    bool between = is(n, "PropertyIsBetween");
    size_t i = 0;
    while (i < VG_COUNT(tests) && !is(n, tests[i].name))
        i++;
    if (i == VG_COUNT(tests) && !between)
        return vg_style_cannot(x, "the filter", name_of(n));
    struct vg_condition *c = vg_condition_new(x, between ? VG_RULE_RANGE : tests[i].kind);
    enum vg_status r = c ? vg_condition_on(x, c, content(x, child(n, "PropertyName"))) : vg_arena_check(x->arena, x->err);
    *out = c;
    if (r != VG_OK || c->kind == VG_RULE_NONE)
        return r;
    if (between) {
        r = read_bound(x, c, first_element(child(n, "LowerBoundary")), true, false);
        return r == VG_OK ? read_bound(x, c, first_element(child(n, "UpperBoundary")), false, false) : r;
    }
    const xmlNode *literal = child(n, "Literal");
    return c->kind == VG_RULE_RANGE ? read_bound(x, c, literal, tests[i].min, tests[i].strict) : vg_condition_add(x, c, content(x, literal));
}

static enum vg_status read_filter(struct vg_style_reader *x, const xmlNode *n, int depth, struct vg_condition **out)
{
    if (!n || depth > MAX_DEPTH)
        return vg_style_cannot(x, "the filter", n ? name_of(n) : (struct vg_str){"", 0});
    bool any = is(n, "Or"), all = is(n, "And");
    if (!any && !all)
        return read_test(x, n, out);
    struct vg_condition *whole = NULL;
    enum vg_status r = VG_OK;
    for (const xmlNode *p = n->children; r == VG_OK && p; p = p->next) {
        struct vg_condition *part;
        if (p->type != XML_ELEMENT_NODE)
            continue;
        r = read_filter(x, p, depth + 1, &part);
        if (r == VG_OK && !whole)
            whole = part;
        else if (r == VG_OK)
            r = any ? vg_condition_or(x, whole, part) : vg_condition_and(x, whole, part);
    }
    *out = whole;
    return r == VG_OK && !whole ? vg_style_cannot(x, "the filter", name_of(n)) : r;
}

/* --- symbols ---------------------------------------------------------------------------------- */

/* CssParameter or SvgParameter of that name; absent: none. */
static struct vg_str param(struct vg_style_reader *x, const xmlNode *n, const char *name)
{
    for (const xmlNode *c = n ? n->children : NULL; c; c = c->next) {
        if (!is(c, "CssParameter") && !is(c, "SvgParameter"))
            continue;
        const char *is_named = vg_xml_attr(x->arena, c, "name");
        if (is_named && strcmp(is_named, name) == 0)
            return content(x, c);
    }
    return (struct vg_str){0};
}

static enum vg_status colour_param(struct vg_style_reader *x, const xmlNode *n, const char *name, struct vg_colour *out)
{
    struct vg_str text = param(x, n, name);
    return text.ptr ? vg_style_colour(x, text, out) : VG_OK;
}

static void number_param(struct vg_style_reader *x, const xmlNode *n, const char *name, double max, double *out)
{
    double v;
    if (vg_str_double(param(x, n, name), &v) && v >= 0 && v <= max)
        *out = v;
}

static enum vg_status read_area(struct vg_style_reader *x, const xmlNode *n, struct vg_symbol *s)
{
    enum vg_status r = colour_param(x, child(n, "Fill"), "fill", &s->fill);
    if (r == VG_OK)
        r = colour_param(x, child(n, "Stroke"), "stroke", &s->stroke);
    number_param(x, child(n, "Fill"), "fill-opacity", 1, &s->opacity);
    number_param(x, child(n, "Stroke"), "stroke-width", 100, &s->width);
    return r;
}

static enum vg_status read_line(struct vg_style_reader *x, const xmlNode *n, struct vg_symbol *s)
{
    number_param(x, child(n, "Stroke"), "stroke-width", 100, &s->width);
    return colour_param(x, child(n, "Stroke"), "stroke", &s->fill);
}

static enum vg_status read_point(struct vg_style_reader *x, const xmlNode *n, struct vg_symbol *s)
{
    double size;
    const xmlNode *graphic = child(n, "Graphic"), *mark = child(graphic, "Mark");
    if (!mark)
        return vg_style_cannot(x, "a point without", VG_STR("Mark"));
    if (vg_str_double(content(x, child(graphic, "Size")), &size) && size > 0 && size < 200)
        s->radius = size / 2;
    return colour_param(x, child(mark, "Fill"), "fill", &s->fill);
}

static const struct {
    const char *name;
    enum vg_status (*read)(struct vg_style_reader *x, const xmlNode *n, struct vg_symbol *s);
} symbols[] = {{"LineSymbolizer", read_line}, {"PointSymbolizer", read_point}, {"PolygonSymbolizer", read_area}};

static const char *title_of(struct vg_style_reader *x, const xmlNode *n)
{
    const xmlNode *described = child(n, "Description"), *title = child(described ? described : n, "Title");
    struct vg_str text = content(x, title ? title : child(n, "Name"));
    return text.len ? text.ptr : NULL;
}

static enum vg_status read_rule(struct vg_style_reader *x, const xmlNode *n)
{
    const char *title = title_of(x, n);
    const xmlNode *filter = child(n, "Filter");
    struct vg_condition *c = NULL;
    struct vg_rule *rule;
    x->where = title ? title : "Rule";
    enum vg_status r = VG_OK;
    if (filter)
        r = read_filter(x, first_element(filter), 0, &c);
    else if (!(c = vg_condition_new(x, child(n, "ElseFilter") ? VG_RULE_REST : VG_RULE_ALL)))
        r = vg_arena_check(x->arena, x->err);
    if (r == VG_OK)
        r = vg_style_rule_for(x, c, title, &rule);
    for (const xmlNode *s = n->children; r == VG_OK && s; s = s->next)
        for (size_t i = 0; r == VG_OK && i < VG_COUNT(symbols); i++)
            if (is(s, symbols[i].name))
                r = symbols[i].read(x, s, &rule->symbol);
    return r;
}

enum vg_status vg_style_read_sld(struct vg_style_reader *x, struct vg_str text)
{
    VG_AUTO(vg_xml_doc_freep) xmlDoc *doc = NULL;
    struct vg_record_report unheard = {.arena = x->arena};
    enum vg_status r = vg_xml_parse(text, &unheard, &doc, x->err);
    if (r != VG_OK)
        return r;
    const xmlNode *root = xmlDocGetRootElement(doc), *layer = child(root, "NamedLayer");
    const xmlNode *style = child(layer ? layer : child(root, "UserLayer"), "UserStyle");
    if (!is(root, "StyledLayerDescriptor") || !style)
        return vg_fail(x->err, VG_BAD_INPUT, "", "a Styled Layer Descriptor holds a NamedLayer with a UserStyle");
    x->title = title_of(x, style);
    for (const xmlNode *t = style->children; r == VG_OK && t; t = t->next)
        for (const xmlNode *n = is(t, "FeatureTypeStyle") ? t->children : NULL; r == VG_OK && n; n = n->next)
            if (is(n, "Rule"))
                r = read_rule(x, n);
    return r;
}
