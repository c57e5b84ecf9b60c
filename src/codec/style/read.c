/* Style sheets that people made, as rules: conditions, and the rules they lead to.
 *
 * A sheet may hold much that no rule can tell.  It is refused with the place and the reason rather than drawn otherwise
 * than its maker saw it. */
#include "read.h"

#include <math.h>

#define CLASS_OPACITY 0.8

static int cut(struct vg_str s)
{
    return s.len < 40 ? (int)s.len : 40;
}

enum vg_status vg_style_cannot(struct vg_style_reader *x, const char *what, struct vg_str culprit)
{
    return vg_fail(x->err, VG_BAD_INPUT, x->where, "%s: %s '%.*s' is not read here", x->where,
                   vg_text(x->err ? x->err->lang : VG_EN, what), cut(culprit), culprit.ptr ? culprit.ptr : "");
}

enum vg_status vg_style_colour(struct vg_style_reader *x, struct vg_str text, struct vg_colour *out)
{
    if (vg_colour_parse(vg_str_trim(text), out))
        return VG_OK;
    return vg_fail(x->err, VG_BAD_INPUT, x->where, "%s: '%.*s' is not a colour as #rrggbb", x->where, cut(text), text.ptr ? text.ptr : "");
}

/* --- conditions ------------------------------------------------------------------------------- */

struct vg_condition *vg_condition_new(struct vg_style_reader *x, enum vg_rule_kind kind)
{
    struct vg_condition *c = VG_NEW(x->arena, struct vg_condition);
    if (c) {
        c->kind = kind;
        c->field = -1;
    }
    return c;
}

enum vg_status vg_condition_on(struct vg_style_reader *x, struct vg_condition *c, struct vg_str field)
{
    int at = vg_collection_field(x->collection, field);
    if (at < 0 || x->collection->fields[at].hidden)
        return vg_fail(x->err, VG_BAD_INPUT, x->where, "%s: the collection has no field '%.*s'", x->where, cut(field), field.ptr);
    if (x->field >= 0 && x->field != at)
        return vg_fail(x->err, VG_BAD_INPUT, x->where, "%s: classes are told by '%s' already, not by '%.*s' too", x->where,
                       x->collection->fields[x->field].name, cut(field), field.ptr);
    x->field = c->field = at;
    return VG_OK;
}

static bool value_of(enum vg_type t, struct vg_str text, struct vg_value *out)
{
    struct vg_str s = vg_str_trim(text);
    switch (t) {
    case VG_T_INT: {
        double real;
        out->kind = VG_V_INT;
        if (vg_str_int64(s, &out->integer))
            return true;
        bool whole = vg_str_double(s, &real) && real == nearbyint(real) && fabs(real) < 1e15;
        out->integer = whole ? (int64_t)real : 0;
        return whole;
    }
    case VG_T_FLOAT:
    case VG_T_DOUBLE:
    case VG_T_DECIMAL:
        out->kind = VG_V_DOUBLE;
        return vg_str_double(s, &out->real);
    case VG_T_BOOL:
        out->kind = VG_V_BOOL;
        out->boolean = vg_str_is_nocase(s, "true") || vg_str_is(s, "1");
        return out->boolean || vg_str_is_nocase(s, "false") || vg_str_is(s, "0");
    case VG_T_TEXT:
        out->kind = VG_V_TEXT;
        out->text = text;
        return true;
    default:
        return false;
    }
}

enum vg_status vg_condition_add(struct vg_style_reader *x, struct vg_condition *c, struct vg_str text)
{
    const struct vg_field *f = &x->collection->fields[c->field];
    struct vg_value v = {0};
    if (!value_of(f->type, text, &v))
        return vg_fail(x->err, VG_BAD_INPUT, x->where, "%s: '%.*s' cannot be a value of the field '%s' of type %s", x->where, cut(text),
                       text.ptr ? text.ptr : "", f->name, vg_text(x->err ? x->err->lang : VG_EN, vg_type_name(f->type)));
    if (v.kind == VG_V_TEXT)
        v.text = vg_arena_str(x->arena, text);
    if (c->n_values == VG_COUNT(c->values))
        return vg_fail(x->err, VG_TOO_LARGE, x->where, "%s: more than %d values", x->where, VG_MAX_RULES);
    c->values[c->n_values++] = v;
    return vg_arena_check(x->arena, x->err);
}

static enum vg_status add_values(struct vg_style_reader *x, struct vg_condition *into, const struct vg_condition *c)
{
    if (into->n_values + c->n_values > VG_COUNT(into->values))
        return vg_fail(x->err, VG_TOO_LARGE, x->where, "%s: more than %d values", x->where, VG_MAX_RULES);
    memcpy(into->values + into->n_values, c->values, c->n_values * sizeof c->values[0]);
    into->n_values += c->n_values;
    return VG_OK;
}

enum vg_status vg_condition_and(struct vg_style_reader *x, struct vg_condition *into, const struct vg_condition *c)
{
    /* What is left out belongs to other rules: a range tells enough, and all but some is the rest. */
    if (c->kind == VG_RULE_ALL || (c->kind == VG_RULE_REST && into->kind != VG_RULE_ALL))
        return into->kind == VG_RULE_VALUES ? vg_style_cannot(x, "the condition", VG_STR("and")) : VG_OK;
    if (into->kind == VG_RULE_ALL || (into->kind == VG_RULE_REST && c->kind == VG_RULE_RANGE)) {
        *into = *c;
        return VG_OK;
    }
    if (into->kind != VG_RULE_RANGE || c->kind != VG_RULE_RANGE || (into->has_min && c->has_min) || (into->has_max && c->has_max))
        return vg_style_cannot(x, "the condition", VG_STR("and"));
    if (c->has_min) {
        into->has_min = true;
        into->above_min = c->above_min;
        into->min = c->min;
    }
    if (c->has_max) {
        into->has_max = true;
        into->up_to_max = c->up_to_max;
        into->max = c->max;
    }
    return VG_OK;
}

enum vg_status vg_condition_or(struct vg_style_reader *x, struct vg_condition *into, const struct vg_condition *c)
{
    bool listed = (into->kind == VG_RULE_VALUES || into->kind == VG_RULE_NONE) && (c->kind == VG_RULE_VALUES || c->kind == VG_RULE_NONE);
    if (!listed)
        return vg_style_cannot(x, "the condition", VG_STR("or"));
    if (c->kind == VG_RULE_NONE)
        into->kind = VG_RULE_NONE;
    return add_values(x, into, c);
}

/* --- rules ------------------------------------------------------------------------------------ */

static bool same(const struct vg_condition *a, const struct vg_condition *b)
{
    if (a->kind != b->kind || a->field != b->field || a->n_values != b->n_values || a->has_min != b->has_min ||
        a->has_max != b->has_max || a->min != b->min || a->max != b->max)
        return false;
    for (size_t i = 0; i < a->n_values; i++)
        if (vg_value_compare(&a->values[i], &b->values[i]) != 0)
            return false;
    return true;
}

static const char *title_for(struct vg_style_reader *x, const struct vg_condition *c)
{
    struct vg_buf b;
    vg_buf_init(&b, 64u << 10);
    if (c->n_values)
        vg_value_put_text(&b, &c->values[0]);
    else if (c->has_min || c->has_max)
        vg_buf_printf(&b, "%s%.6g%s%.6g", c->has_min ? "" : "…", c->has_min ? c->min : c->max, c->has_max ? " – " : " –", c->has_max ? c->max : c->min);
    const char *text = b.len ? vg_arena_cstr(x->arena, (struct vg_str){b.ptr, b.len}) : x->collection->title;
    vg_buf_finish(&b);
    return text ? text : x->collection->id;
}

enum vg_status vg_style_rule_for(struct vg_style_reader *x, struct vg_condition *c, const char *title, struct vg_rule **out)
{
    static const struct vg_colour grey = {0x9a, 0xa5, 0xad}, edge = {0x4a, 0x5a, 0x66};
    for (size_t i = 0; i < x->n_rules; i++)
        if (same(x->conditions[i], c)) {
            *out = &x->rules[i];
            return VG_OK;
        }
    if (x->n_rules == VG_MAX_RULES)
        return vg_fail(x->err, VG_TOO_LARGE, x->where, "%s: a style may have %d rules at most", x->where, VG_MAX_RULES);
    struct vg_rule *r = &x->rules[x->n_rules];
    x->conditions[x->n_rules++] = c;
    *r = (struct vg_rule){.kind = c->kind, .title = title && *title ? title : title_for(x, c), .values = c->values,
                          .n_values = c->kind == VG_RULE_REST ? 0 : c->n_values, .has_min = c->has_min, .has_max = c->has_max,
                          .above_min = c->above_min, .up_to_max = c->up_to_max, .min = c->min, .max = c->max,
                          .symbol = {.fill = grey, .stroke = edge, .opacity = CLASS_OPACITY}};
    *out = r;
    return VG_OK;
}

enum vg_status vg_style_read(struct vg_str text, const struct vg_collection *c, const char *id, struct vg_arena *a,
                             struct vg_style *out, struct vg_error *err)
{
    struct vg_style_reader *x = VG_NEW(a, struct vg_style_reader);
    struct vg_str start = vg_str_trim(text);
    if (!x)
        return vg_arena_check(a, err);
    if (text.len > VG_MAX_STYLE_BYTES)
        return vg_fail(err, VG_TOO_LARGE, "", "a style sheet may have %u bytes at most", VG_MAX_STYLE_BYTES);
    if (vg_str_starts(start, VG_STR("\xEF\xBB\xBF")))
        start = (struct vg_str){start.ptr + 3, start.len - 3};
    *x = (struct vg_style_reader){.collection = c, .arena = a, .where = "style", .field = -1, .err = err};
    enum vg_status r;
    if (start.len && start.ptr[0] == '{')
        r = vg_style_read_mapbox(x, start);
    else if (start.len && start.ptr[0] == '<')
        r = vg_style_read_sld(x, start);
    else
        r = vg_fail(err, VG_BAD_INPUT, "", "a style sheet is a MapLibre style in JSON or a Styled Layer Descriptor in XML");
    if (r == VG_OK && !x->n_rules)
        r = vg_fail(err, VG_BAD_INPUT, "", "the style sheet has no layer or rule that draws something");
    if (r != VG_OK)
        return r;
    struct vg_rule *rules = vg_arena_array(a, x->n_rules, sizeof *rules);
    if (!rules)
        return vg_arena_check(a, err);
    memcpy(rules, x->rules, x->n_rules * sizeof *rules);
    *out = (struct vg_style){id, x->title && *x->title ? x->title : id, x->field, rules, x->n_rules};
    return vg_arena_check(a, err);
}
