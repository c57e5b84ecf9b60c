/* The styles of a collection: one for each field that a colour can tell of, and a plain one.
 *
 * A domain with names for its codes says best what the classes are; where there is none, fields that have few values
 * have a class for each, and numbers are parted at breaks that hold about as many rows each, or around zero where there
 * are values on both sides of it.  Breaks have two significant digits: people read them. */
#include <math.h>

#include <vigie/base/number.h>
#include <vigie/model/domain.h>
#include <vigie/model/product.h>

#include "style_private.h"

#define PLAIN_OPACITY 0.35
#define CLASS_OPACITY 0.8

#define C(rgb) {(rgb) >> 16 & 255, (rgb) >> 8 & 255, (rgb) & 255}
static const struct vg_colour plain = C(0x0b6e99), edge = C(0x4a5a66), nothing = C(0x9aa5ad);
static const struct vg_colour classes[VG_MOST_CLASSES] = {C(0x0b6e99), C(0xe08e0b), C(0x3f9b5f), C(0xb5417a), C(0x7a6bb8), C(0x8a6d3b),
                                                          C(0x4fb6c8), C(0xd1603d), C(0x9aa82f), C(0x5c7080), C(0xd889b8), C(0x2f4b7c)};
static const struct vg_colour rising[] = {C(0xfff0c2), C(0xfdc96b), C(0xf39334), C(0xcf5316), C(0x8a2b08)};
static const struct vg_colour around[] = {C(0x8c3a0e), C(0xd98344), C(0xf4d3b0), C(0xbcdcea), C(0x4f9fc6), C(0x0b4f6c)};

struct maker {
    const struct vg_collection *collection;
    const struct vg_style_sample *sample;
    const struct vg_product *zones; /* recognised without being told; NULL */
    enum vg_lang lang;
    struct vg_arena *arena;
    struct vg_style *list; /* room for one a field and the plain one */
    size_t n;
    struct vg_rule rules[VG_MAX_RULES]; /* of the style being made */
    size_t n_rules;
};

/* --- looking rules up ------------------------------------------------------------------------- */

static bool has_value(const struct vg_rule *r, const struct vg_value *v)
{
    for (size_t i = 0; i < r->n_values; i++)
        if (vg_value_compare(&r->values[i], v) == 0)
            return true;
    return false;
}

static bool is_nothing(const struct vg_value *v)
{
    bool real = v->kind == VG_V_DOUBLE || v->kind == VG_V_FLOAT;
    return v->kind == VG_V_NULL || (real && !isfinite(v->real));
}

static bool in_range(const struct vg_rule *r, const struct vg_value *v)
{
    double x;
    if (v->kind == VG_V_INT)
        x = (double)v->integer;
    else if (v->kind == VG_V_DOUBLE || v->kind == VG_V_FLOAT)
        x = v->real;
    else if (v->kind != VG_V_NUMBER || !vg_str_double(v->text, &x))
        return false;
    bool low = !r->has_min || x > r->min || (x == r->min && !r->above_min);
    return low && (!r->has_max || x < r->max || (x == r->max && r->up_to_max));
}

static bool takes(const struct vg_rule *r, const struct vg_value *v)
{
    switch (r->kind) {
    case VG_RULE_ALL: return true;
    case VG_RULE_VALUES: return has_value(r, v);
    case VG_RULE_NONE: return is_nothing(v) || has_value(r, v);
    case VG_RULE_RANGE: return in_range(r, v);
    case VG_RULE_REST: return false;
    }
    return false;
}

int vg_style_rule(const struct vg_style *s, const struct vg_value *v)
{
    int rest = -1, none = -1;
    for (size_t i = 0; i < s->n_rules; i++) {
        const struct vg_rule *r = &s->rules[i];
        if (r->kind == VG_RULE_REST)
            rest = (int)i;
        else if (r->kind == VG_RULE_NONE && takes(r, v))
            none = (int)i; /* what stands for nothing is in no range */
    }
    for (size_t i = 0; none < 0 && i < s->n_rules; i++)
        if (takes(&s->rules[i], v))
            return (int)i;
    return none >= 0 ? none : rest;
}

const struct vg_style *vg_style_find(const struct vg_styles *all, struct vg_str id)
{
    for (size_t i = 0; i < all->n; i++)
        if (vg_str_is(id, all->list[i].id))
            return &all->list[i];
    return NULL;
}

/* --- rules ------------------------------------------------------------------------------------ */

static struct vg_symbol symbol_of(struct vg_colour fill, double opacity)
{
    return (struct vg_symbol){.fill = fill, .stroke = edge, .opacity = opacity};
}

static struct vg_rule *add_rule(struct maker *m, enum vg_rule_kind kind, const char *title, struct vg_colour colour)
{
    if (m->n_rules == VG_MAX_RULES)
        return NULL;
    struct vg_rule *r = &m->rules[m->n_rules++];
    *r = (struct vg_rule){.kind = kind, .title = title ? title : "", .symbol = symbol_of(colour, CLASS_OPACITY)};
    return r;
}

/* Digits as people of the language write them. */
static const char *written(struct maker *m, struct vg_str digits)
{
    char *text = vg_arena_cstr(m->arena, digits);
    char *dot = text && m->lang == VG_FR ? strchr(text, '.') : NULL;
    if (dot)
        *dot = ',';
    return text ? text : "";
}

static const char *number_text(struct maker *m, double v)
{
    char digits[VG_NUMBER_MAX];
    return written(m, (struct vg_str){digits, (size_t)(vg_fixed_write(digits, v, 6) - digits)});
}

static const char *text_of(struct maker *m, const struct vg_value *v)
{
    struct vg_buf b;
    if (v->kind == VG_V_BOOL)
        return vg_text(m->lang, v->boolean ? "yes" : "no");
    vg_buf_init(&b, 64u << 10);
    vg_value_put_text(&b, v);
    struct vg_str whole = {b.ptr ? b.ptr : "", b.len};
    bool number = v->kind == VG_V_DOUBLE || v->kind == VG_V_FLOAT || v->kind == VG_V_NUMBER;
    const char *text = number ? written(m, whole) : vg_arena_cstr(m->arena, whole);
    vg_buf_finish(&b);
    return text;
}

static void add_none(struct maker *m, const struct vg_seen *seen)
{
    static const struct vg_value no_data[] = {{.kind = VG_V_INT, .integer = VG_NO_DATA}};
    struct vg_rule *r = add_rule(m, VG_RULE_NONE, vg_text(m->lang, "no value"), nothing);
    if (r && seen && seen->no_data) {
        r->values = no_data;
        r->n_values = 1;
    }
}

static void add_value(struct maker *m, const struct vg_value *v, const char *title, size_t nth)
{
    struct vg_rule *r = add_rule(m, VG_RULE_VALUES, title ? title : text_of(m, v), classes[nth % VG_COUNT(classes)]);
    struct vg_value *own = VG_NEW(m->arena, struct vg_value);
    if (!r || !own)
        return;
    *own = *v;
    if (v->kind == VG_V_TEXT || v->kind == VG_V_NUMBER)
        own->text = vg_arena_str(m->arena, v->text);
    r->values = own;
    r->n_values = 1;
}

/* --- styles ----------------------------------------------------------------------------------- */

static bool is_taken(const struct maker *m, const char *id)
{
    for (size_t i = 0; i < m->n; i++)
        if (strcmp(m->list[i].id, id) == 0)
            return true;
    return strcmp(id, VG_STYLE_PLAIN) == 0;
}

static void end_style(struct maker *m, int field)
{
    const struct vg_field *f = &m->collection->fields[field];
    struct vg_rule *rules = vg_arena_array(m->arena, m->n_rules + 1, sizeof *rules);
    const char *title = f->title ? f->title : f->name, *id = f->name;
    while (id && is_taken(m, id))
        id = vg_arena_printf(m->arena, "%s-", id);
    if (f->unit)
        title = vg_arena_printf(m->arena, "%s (%s)", title, f->unit);
    if (!rules || !title || !id)
        return;
    memcpy(rules, m->rules, m->n_rules * sizeof *rules);
    m->list[m->n++] = (struct vg_style){id, title, field, rules, m->n_rules};
}

static void by_domain(struct maker *m, int field)
{
    const struct vg_field *f = &m->collection->fields[field];
    for (size_t i = 0; i < f->domain->n_codes; i++)
        add_value(m, &f->domain->codes[i].value, f->domain->codes[i].title, i);
    if (f->nullable)
        add_none(m, NULL);
    end_style(m, field);
}

/* Every value of the field is a code of the kind's classes, and it is called as their field is. */
static bool are_zones(const struct maker *m, int field, const struct vg_seen *seen)
{
    if (!m->zones || !seen || seen->n_distinct < 2 || seen->n_distinct > VG_MOST_CODES)
        return false;
    struct vg_str name = vg_str_of(m->collection->fields[field].name), usual = vg_str_of(m->zones->class_field);
    bool all = name.len >= usual.len && vg_str_is_nocase((struct vg_str){name.ptr, usual.len}, usual.ptr);
    for (size_t i = 0; all && i < seen->n_distinct; i++)
        all = vg_product_code(m->zones, &seen->distinct[i]) >= 0;
    return all;
}

/* The rule of a class, without its values. */
static struct vg_rule *add_class(struct maker *m, const struct vg_product_class *c)
{
    const char *title = vg_words_in(&c->title, m->lang);
    bool brief = strlen(c->code) <= 3 && title;
    return add_rule(m, VG_RULE_VALUES, brief ? vg_arena_printf(m->arena, "%s – %s", c->code, title) : title ? title : c->code,
                    c->colour);
}

/* The classes that there are, in the order of the kind, each in the codings that were met. */
static void by_zone(struct maker *m, int field, const struct vg_seen *seen)
{
    for (size_t at = 0; at < m->zones->n_classes; at++) {
        struct vg_value *values = vg_arena_array(m->arena, seen->n_distinct, sizeof *values);
        size_t n = 0;
        for (size_t i = 0; values && i < seen->n_distinct; i++) {
            if (vg_product_code(m->zones, &seen->distinct[i]) != (int)at)
                continue;
            values[n] = seen->distinct[i];
            if (values[n].kind == VG_V_TEXT || values[n].kind == VG_V_NUMBER)
                values[n].text = vg_arena_str(m->arena, values[n].text);
            n++;
        }
        struct vg_rule *r = n ? add_class(m, &m->zones->classes[at]) : NULL;
        if (r) {
            r->values = values;
            r->n_values = n;
        }
    }
    if (seen->nothing || seen->no_data)
        add_none(m, seen);
    if (!m->sample->whole)
        add_rule(m, VG_RULE_REST, vg_text(m->lang, "other values"), nothing);
    end_style(m, field);
}

static void by_value(struct maker *m, int field, const struct vg_seen *seen)
{
    for (size_t i = 0; i < seen->n_distinct; i++)
        add_value(m, &seen->distinct[i], NULL, i);
    if (seen->nothing || seen->no_data)
        add_none(m, seen);
    if (!m->sample->whole)
        add_rule(m, VG_RULE_REST, vg_text(m->lang, "other values"), nothing);
    end_style(m, field);
}

/* Two significant digits; a break among whole numbers is one. */
static double rounded(double v, bool whole)
{
    if (v == 0)
        return 0;
    double digits = 1 - floor(log10(fabs(v))), power = pow(10, fabs(digits));
    double near = digits > 0 ? nearbyint(v * power) / power : nearbyint(v / power) * power;
    return whole ? nearbyint(near) : near;
}

/* Breaks in rising order; how many differ. */
static size_t find_breaks(const struct vg_seen *s, bool whole, double *breaks, bool *diverging)
{
    double low = s->numbers[0], high = s->numbers[s->n_numbers - 1];
    *diverging = low < 0 && high > 0;
    double most = fmax(-s->numbers[(size_t)((double)s->n_numbers * .05)], s->numbers[(size_t)((double)s->n_numbers * .95)]);
    const double parts[] = {-.5, -.1, 0, .1, .5}, shares[] = {.2, .4, .6, .8};
    size_t n = 0;
    for (size_t i = 0; i < (*diverging ? VG_COUNT(parts) : VG_COUNT(shares)); i++) {
        double at = *diverging ? most * parts[i] : s->numbers[(size_t)((double)s->n_numbers * shares[i])];
        at = rounded(at, whole);
        bool parts_rows = at > low && at <= high;
        if (parts_rows && (n == 0 || at > breaks[n - 1]))
            breaks[n++] = at;
    }
    *diverging = *diverging && n == VG_COUNT(parts); /* each colour has its side */
    return n;
}

static const char *range_title(struct maker *m, const double *breaks, size_t n, size_t i)
{
    if (i == 0)
        return vg_arena_printf(m->arena, vg_text(m->lang, "less than %s"), number_text(m, breaks[0]));
    if (i == n)
        return vg_arena_printf(m->arena, vg_text(m->lang, "%s and more"), number_text(m, breaks[n - 1]));
    return vg_arena_printf(m->arena, vg_text(m->lang, "%s to %s"), number_text(m, breaks[i - 1]), number_text(m, breaks[i]));
}

static void by_number(struct maker *m, int field, const struct vg_seen *seen)
{
    double breaks[8];
    bool diverging;
    size_t n = find_breaks(seen, m->collection->fields[field].type == VG_T_INT, breaks, &diverging);
    if (n == 0)
        return;
    for (size_t i = 0; i <= n; i++) {
        struct vg_colour colour = diverging ? around[i] : rising[n < VG_COUNT(rising) ? i * (VG_COUNT(rising) - 1) / n : i % VG_COUNT(rising)];
        struct vg_rule *r = add_rule(m, VG_RULE_RANGE, range_title(m, breaks, n, i), colour);
        if (!r)
            return;
        r->has_min = i > 0;
        r->has_max = i < n;
        r->min = i > 0 ? breaks[i - 1] : 0;
        r->max = i < n ? breaks[i] : 0;
    }
    if (seen->nothing || seen->no_data)
        add_none(m, seen);
    end_style(m, field);
}

/* --- of a kind of products -------------------------------------------------------------------- */

/* The class in every way that it is written in a field of this type. */
static void add_codings(struct maker *m, struct vg_rule *r, const struct vg_product_class *c, enum vg_type type)
{
    struct vg_value *values = vg_arena_array(m->arena, c->n_codings + 1, sizeof *values);
    enum vg_type as = type == VG_T_TEXT ? VG_T_TEXT : VG_T_INT;
    for (size_t i = 0; values && i <= c->n_codings; i++) {
        const char *code = i == 0 ? c->code : c->codings[i - 1];
        if (vg_code_parse(as, vg_str_of(code), &values[r->n_values]))
            r->n_values++;
    }
    r->values = values;
}

static void by_classes(struct maker *m, const struct vg_product *p, int field)
{
    for (size_t i = 0; i < p->n_classes; i++) {
        struct vg_rule *r = add_class(m, &p->classes[i]);
        if (r)
            add_codings(m, r, &p->classes[i], m->collection->fields[field].type);
    }
    add_none(m, vg_style_seen(m->sample, field));
    end_style(m, field);
}

static void by_steps(struct maker *m, const struct vg_product *p, int field)
{
    const struct vg_seen *seen = vg_style_seen(m->sample, field);
    for (size_t i = 0; i < p->n_steps; i++) {
        const struct vg_product_step *s = &p->steps[i];
        bool last = i + 1 == p->n_steps, first = !isfinite(s->from);
        const char *title = vg_words_in(&s->title, m->lang);
        const char *from = first ? "" : number_text(m, s->from), *to = last ? "" : number_text(m, p->steps[i + 1].from);
        if (!title)
            title = first  ? vg_arena_printf(m->arena, vg_text(m->lang, "less than %s"), to)
                    : last ? vg_arena_printf(m->arena, vg_text(m->lang, "%s and more"), from)
                           : vg_arena_printf(m->arena, vg_text(m->lang, "%s to %s"), from, to);
        struct vg_rule *r = add_rule(m, VG_RULE_RANGE, title, s->colour);
        if (!r)
            return;
        r->has_min = !first;
        r->has_max = !last;
        r->min = first ? 0 : s->from;
        r->max = last ? 0 : p->steps[i + 1].from;
    }
    add_none(m, seen);
    end_style(m, field);
}

/* What the kind says of its class and value fields, the usual one first; *told are the fields that need no other style. */
static void add_product(struct maker *m, int told[2])
{
    const struct vg_product *p = m->collection->product;
    int class_at = p && p->n_classes ? vg_product_field(p, m->collection, p->class_field) : -1;
    int value_at = p && p->n_steps ? vg_product_field(p, m->collection, p->value_field) : -1;
    bool values_first = p && p->style && strcmp(p->style, "values") == 0;
    told[0] = class_at;
    told[1] = value_at;
    for (int turn = 0; turn < 2; turn++) {
        bool now_values = (turn == 0) == values_first;
        int field = now_values ? value_at : class_at;
        if (field < 0 || m->collection->fields[field].hidden)
            continue;
        m->n_rules = 0;
        if (now_values)
            by_steps(m, p, field);
        else
            by_classes(m, p, field);
    }
}

static bool has_codes(const struct vg_field *f)
{
    return f->domain && f->domain->n_codes > 1 && f->domain->n_codes <= VG_MOST_CLASSES;
}

/* Some are met again, and not only because more rows are coming: where values go on to differ to the end of what was
 * looked at, there are others behind it. */
static bool has_few_values(const struct maker *m, const struct vg_seen *seen)
{
    bool settled = m->sample->whole || seen->last_new * 2 < m->sample->rows;
    bool again = seen->n_distinct < seen->n_values;
    return again && seen->n_distinct >= 2 && seen->n_distinct <= VG_MOST_CLASSES && settled;
}

static void add_style(struct maker *m, int field)
{
    const struct vg_field *f = &m->collection->fields[field];
    const struct vg_seen *seen = vg_style_seen(m->sample, field);
    m->n_rules = 0;
    if (are_zones(m, field, seen))
        by_zone(m, field, seen);
    else if (has_codes(f))
        by_domain(m, field);
    else if (seen && has_few_values(m, seen))
        by_value(m, field, seen);
    else if (seen && seen->numeric && seen->n_distinct > VG_MOST_CLASSES && !seen->numbering)
        by_number(m, field, seen);
}

static void add_plain(struct maker *m)
{
    struct vg_rule *r = VG_NEW(m->arena, struct vg_rule);
    if (!r)
        return;
    *r = (struct vg_rule){.kind = VG_RULE_ALL, .title = m->collection->title ? m->collection->title : m->collection->id,
                          .symbol = {.fill = plain, .stroke = plain, .opacity = PLAIN_OPACITY}};
    m->list[m->n++] = (struct vg_style){VG_STYLE_PLAIN, vg_text(m->lang, "one colour"), -1, r, 1};
}

static bool is_plain(const struct vg_style *s)
{
    return strcmp(s->id, VG_STYLE_PLAIN) == 0 && s->field < 0 && s->n_rules == 1 && s->rules->kind == VG_RULE_ALL &&
           memcmp(&s->rules->symbol.fill, &plain, sizeof plain) == 0;
}

const struct vg_style *vg_style_in_colour(const struct vg_style *s, size_t n, struct vg_arena *a)
{
    struct vg_style *copy = VG_NEW(a, struct vg_style);
    struct vg_rule *rule = VG_NEW(a, struct vg_rule);

    if (!n || !is_plain(s) || !copy || !rule)
        return copy && rule ? s : NULL;
    *rule = *s->rules;
    rule->symbol.fill = rule->symbol.stroke = classes[n % VG_MOST_CLASSES];
    *copy = *s;
    copy->rules = rule;
    return copy;
}

/* Whose codes have names is what people come for. */
static int first_field(const struct maker *m)
{
    const struct vg_collection *c = m->collection;
    for (size_t i = 0; i < c->n_fields; i++) {
        bool named = has_codes(&c->fields[i]) && vg_domain_has_titles(c->fields[i].domain);
        if (vg_style_may_tell(c, (int)i) && (named || are_zones(m, (int)i, vg_style_seen(m->sample, (int)i))))
            return (int)i;
    }
    return -1;
}

enum vg_status vg_styles_make(const struct vg_collection *c, const struct vg_style_sample *sample,
                              const struct vg_product *zones, enum vg_lang lang, struct vg_arena *a, struct vg_styles *out, struct vg_error *err)
{
    struct maker *m = VG_NEW(a, struct maker);
    struct vg_style *list = vg_arena_array(a, c->n_styles + c->n_fields + 1, sizeof *list);
    if (!m || !list)
        return vg_arena_check(a, err);
    *m = (struct maker){.collection = c, .sample = sample, .zones = zones, .lang = lang, .arena = a, .list = list};
    for (size_t i = 0; i < c->n_styles; i++)
        m->list[m->n++] = c->styles[i];
    int told[2];
    add_product(m, told);
    int first = m->n > c->n_styles ? -1 : first_field(m);
    bool usual = m->n > 0;
    if (first >= 0)
        add_style(m, first);
    else if (!usual)
        add_plain(m);
    for (size_t i = 0; i < c->n_fields; i++)
        if ((int)i != first && (int)i != told[0] && (int)i != told[1] && vg_style_may_tell(c, (int)i))
            add_style(m, (int)i);
    if (first >= 0 || usual)
        add_plain(m);
    *out = (struct vg_styles){m->list, m->n};
    return vg_arena_check(a, err);
}
