/* Styled Layer Descriptors: 1.0.0 (OGC 02-070) and 1.1.0 (05-078r4, with Symbology Encoding 05-077r4).
 *
 * Both tell the same; what differs is which namespace an element is in and what a parameter is called: rows of a table. */
#include <vigie/base/escape.h>
#include <vigie/codec/style.h>

#include <vigie/base/number.h>

struct dialect {
    const char *root;  /* the start tag */
    const char *se;    /* prefix of what Symbology Encoding took over */
    const char *param; /* CssParameter or SvgParameter */
    bool described;    /* titles stand in a Description */
};

static const struct dialect dialects[] = {
    [VG_SLD_10] = {"<StyledLayerDescriptor version=\"1.0.0\" xmlns=\"http://www.opengis.net/sld\" "
                   "xmlns:ogc=\"http://www.opengis.net/ogc\">\n", "", "CssParameter", false},
    [VG_SLD_11] = {"<StyledLayerDescriptor version=\"1.1.0\" xmlns=\"http://www.opengis.net/sld\" "
                   "xmlns:se=\"http://www.opengis.net/se\" xmlns:ogc=\"http://www.opengis.net/ogc\">\n",
                   "se:", "SvgParameter", true},
};

struct writer {
    const struct vg_style_writing *w;
    const struct dialect *d;
    struct vg_buf *b;
    const struct vg_rule *rule;
};

static void leaf(struct writer *x, const char *prefix, const char *name, const char *text)
{
    vg_buf_printf(x->b, "<%s%s>", prefix, name);
    vg_xml_put_text(x->b, vg_str_of(text));
    vg_buf_printf(x->b, "</%s%s>", prefix, name);
}

static void title(struct writer *x, const char *text)
{
    if (x->d->described)
        VG_BUF_LIT(x->b, "<se:Description>");
    leaf(x, x->d->se, "Title", text);
    if (x->d->described)
        VG_BUF_LIT(x->b, "</se:Description>");
}

/* --- filters ---------------------------------------------------------------------------------- */

static const char *field_of(const struct writer *x)
{
    return x->w->collection->fields[x->w->style->field].name;
}

static void put_test(struct writer *x, const char *op, const struct vg_value *v)
{
    vg_buf_printf(x->b, "<ogc:%s>", op);
    leaf(x, "ogc:", "PropertyName", field_of(x));
    if (v) {
        struct vg_buf text;
        vg_buf_init(&text, 1u << 20);
        vg_value_put_text(&text, v);
        leaf(x, "ogc:", "Literal", text.ptr ? text.ptr : "");
        vg_buf_finish(&text);
    }
    vg_buf_printf(x->b, "</ogc:%s>", op);
}

static void put_bound(struct writer *x, const char *op, double bound)
{
    const struct vg_value v = {.kind = VG_V_DOUBLE, .real = bound};
    put_test(x, op, &v);
}

/* Several conditions need an operator around them, one alone must not have it. */
static void open_group(struct writer *x, const char *op, size_t n)
{
    if (n > 1)
        vg_buf_printf(x->b, "<ogc:%s>", op);
}

static void close_group(struct writer *x, const char *op, size_t n)
{
    if (n > 1)
        vg_buf_printf(x->b, "</ogc:%s>", op);
}

static void put_values(struct writer *x, bool or_null)
{
    const struct vg_rule *r = x->rule;
    size_t n = r->n_values + or_null;
    open_group(x, "Or", n);
    if (or_null)
        put_test(x, "PropertyIsNull", NULL);
    for (size_t i = 0; i < r->n_values; i++)
        put_test(x, "PropertyIsEqualTo", &r->values[i]);
    close_group(x, "Or", n);
}

static void put_range(struct writer *x)
{
    const struct vg_rule *r = x->rule;
    const struct vg_style *s = x->w->style;
    size_t n = (size_t)r->has_min + r->has_max;
    for (size_t i = 0; i < s->n_rules; i++)
        n += s->rules[i].kind == VG_RULE_NONE ? s->rules[i].n_values : 0;
    open_group(x, "And", n);
    if (r->has_min)
        put_bound(x, r->above_min ? "PropertyIsGreaterThan" : "PropertyIsGreaterThanOrEqualTo", r->min);
    if (r->has_max)
        put_bound(x, r->up_to_max ? "PropertyIsLessThanOrEqualTo" : "PropertyIsLessThan", r->max);
    for (size_t i = 0; i < s->n_rules; i++)
        for (size_t k = 0; s->rules[i].kind == VG_RULE_NONE && k < s->rules[i].n_values; k++)
            put_test(x, "PropertyIsNotEqualTo", &s->rules[i].values[k]);
    close_group(x, "And", n);
}

static void put_filter(struct writer *x)
{
    const struct vg_rule *r = x->rule;
    bool open_range = r->kind == VG_RULE_RANGE && !r->has_min && !r->has_max;
    if (x->w->style->field < 0 || r->kind == VG_RULE_ALL || open_range)
        return;
    if (r->kind == VG_RULE_REST) {
        vg_buf_printf(x->b, "<%sElseFilter/>", x->d->se);
        return;
    }
    VG_BUF_LIT(x->b, "<ogc:Filter>");
    if (r->kind == VG_RULE_RANGE)
        put_range(x);
    else
        put_values(x, r->kind == VG_RULE_NONE);
    VG_BUF_LIT(x->b, "</ogc:Filter>");
}

/* --- symbols ---------------------------------------------------------------------------------- */

static void open(struct writer *x, const char *name)
{
    vg_buf_printf(x->b, "<%s%s>", x->d->se, name);
}

static void close(struct writer *x, const char *name)
{
    vg_buf_printf(x->b, "</%s%s>", x->d->se, name);
}

static void param(struct writer *x, const char *name, const char *value)
{
    vg_buf_printf(x->b, "<%s%s name=\"%s\">%s</%s%s>", x->d->se, x->d->param, name, value, x->d->se, x->d->param);
}

static void number_param(struct writer *x, const char *name, double v)
{
    char text[VG_NUMBER_MAX + 1];
    *vg_fixed_write(text, v, 3) = '\0';
    param(x, name, text);
}

static void colour_param(struct writer *x, const char *name, struct vg_colour c)
{
    struct vg_buf b;
    vg_buf_init(&b, 16);
    vg_colour_put(&b, c);
    param(x, name, b.ptr ? b.ptr : "");
    vg_buf_finish(&b);
}

static void put_fill(struct writer *x, double opacity)
{
    open(x, "Fill");
    colour_param(x, "fill", x->rule->symbol.fill);
    if (opacity < 1)
        number_param(x, "fill-opacity", opacity);
    close(x, "Fill");
}

static void put_stroke(struct writer *x, struct vg_colour colour, double width, bool round)
{
    open(x, "Stroke");
    colour_param(x, "stroke", colour);
    number_param(x, "stroke-width", width);
    if (round) {
        param(x, "stroke-linejoin", "round");
        param(x, "stroke-linecap", "round");
    }
    close(x, "Stroke");
}

static void put_area(struct writer *x)
{
    const struct vg_symbol *s = &x->rule->symbol;
    open(x, "PolygonSymbolizer");
    put_fill(x, s->opacity);
    put_stroke(x, s->stroke, s->width > 0 ? s->width : VG_EDGE_WIDTH, false);
    close(x, "PolygonSymbolizer");
}

static void put_line(struct writer *x)
{
    const struct vg_symbol *s = &x->rule->symbol;
    open(x, "LineSymbolizer");
    put_stroke(x, s->fill, s->width > 0 ? s->width : VG_LINE_WIDTH, true);
    close(x, "LineSymbolizer");
}

static void put_point(struct writer *x)
{
    static const struct vg_colour white = {255, 255, 255};
    const struct vg_symbol *s = &x->rule->symbol;
    char size[VG_NUMBER_MAX + 1];
    *vg_fixed_write(size, 2 * (s->radius > 0 ? s->radius : VG_POINT_RADIUS), 3) = '\0';
    open(x, "PointSymbolizer");
    open(x, "Graphic");
    open(x, "Mark");
    leaf(x, x->d->se, "WellKnownName", "circle");
    put_fill(x, 1);
    put_stroke(x, white, 1, false);
    close(x, "Mark");
    leaf(x, x->d->se, "Size", size);
    close(x, "Graphic");
    close(x, "PointSymbolizer");
}

static void put_rule(struct writer *x, size_t i)
{
    struct vg_style_shapes shapes = vg_style_shapes(x->w->collection);
    open(x, "Rule");
    vg_buf_printf(x->b, "<%sName>%zu</%sName>", x->d->se, i, x->d->se);
    title(x, x->rule->title);
    put_filter(x);
    if (shapes.areas)
        put_area(x);
    if (shapes.lines)
        put_line(x);
    if (shapes.points)
        put_point(x);
    close(x, "Rule");
    VG_BUF_LIT(x->b, "\n");
}

void vg_style_put_sld(const struct vg_style_writing *w, enum vg_sld_version version, struct vg_buf *out)
{
    struct writer x = {.w = w, .d = &dialects[version], .b = out};
    VG_BUF_LIT(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    vg_buf_cstr(out, x.d->root);
    VG_BUF_LIT(out, "<NamedLayer>");
    leaf(&x, x.d->se, "Name", w->collection->id);
    VG_BUF_LIT(out, "<UserStyle>");
    leaf(&x, x.d->se, "Name", w->style->id);
    title(&x, w->style->title);
    open(&x, "FeatureTypeStyle");
    VG_BUF_LIT(out, "\n");
    for (size_t i = 0; i < w->style->n_rules; i++) {
        x.rule = &w->style->rules[i];
        put_rule(&x, i);
    }
    close(&x, "FeatureTypeStyle");
    VG_BUF_LIT(out, "</UserStyle></NamedLayer>\n</StyledLayerDescriptor>\n");
}
