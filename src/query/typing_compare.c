/* Comparisons: a literal takes the type of what it meets.
 *
 * A date that meets a time of day stands for its whole day, as in the parameters.  A text that meets a date, a time or
 * a UUID is read as one: clients write both. */
#include <math.h>

#include "literal.h"
#include "typing.h"

static struct vg_value own_value(const struct vg_syntax *s)
{
    struct vg_value v = {.kind = VG_V_NULL};

    switch (s->kind) {
    case VG_S_TEXT:
    case VG_S_UNTYPED: return (struct vg_value){.kind = VG_V_TEXT, .text = s->text};
    case VG_S_BOOL: return (struct vg_value){.kind = VG_V_BOOL, .boolean = s->boolean};
    case VG_S_NUMBER: return (struct vg_value){.kind = VG_V_DOUBLE, .real = s->real};
    case VG_S_DATE:
    case VG_S_TIMESTAMP: return (struct vg_value){.kind = VG_V_DATETIME, .integer = s->time};
    default: return v;
    }
}

enum vg_status vg_typing_plain(struct vg_typing *t, const struct vg_operand *o, const struct vg_expr **out)
{
    *out = o->is_literal ? vg_expr_literal(t->arena, own_value(o->from)) : o->expr;
    return VG_OK;
}

/* The number as an integer field has it; 1.0 is 1, and 1.5 stays what it is: such a field can be compared with it.  What is
 * more than any such field holds is without end: databases round the field's values to a double beside one. */
static struct vg_value number_for_integer(const struct vg_syntax *s)
{
    int64_t whole;

    if (vg_str_int64(s->text, &whole))
        return (struct vg_value){.kind = VG_V_INT, .integer = whole};
    if (s->real >= -0x1p63 && s->real < 0x1p63 && s->real == (double)(int64_t)s->real)
        return (struct vg_value){.kind = VG_V_INT, .integer = (int64_t)s->real};
    if (s->real >= 0x1p63)
        return (struct vg_value){.kind = VG_V_DOUBLE, .real = INFINITY};
    return (struct vg_value){.kind = VG_V_DOUBLE, .real = s->real};
}

static bool is_numeric(enum vg_type type)
{
    return type == VG_T_INT || type == VG_T_FLOAT || type == VG_T_DOUBLE || type == VG_T_DECIMAL;
}

/* GDAL knows no true and false, and writes a day as "1900-01-01T". */
static bool is_bit(const struct vg_syntax *s)
{
    return s->kind == VG_S_NUMBER && (s->real == 0 || s->real == 1);
}

static struct vg_str without_t(struct vg_str day)
{
    return day.len == 11 && day.ptr[10] == 'T' ? (struct vg_str){day.ptr, 10} : day;
}

static enum vg_status fits(struct vg_typing *t, const struct vg_field *f, const struct vg_syntax *s, bool *whole_day)
{
    bool time = f->type == VG_T_DATETIME || f->type == VG_T_LOCALTIME;

    switch (s->kind) {
    case VG_S_UNTYPED:
        return VG_OK;
    case VG_S_TEXT:
        if (f->type == VG_T_TEXT || f->type == VG_T_UUID || f->type == VG_T_DATE || f->type == VG_T_TIME || time)
            return VG_OK;
        break;
    case VG_S_NUMBER:
        if (is_numeric(f->type) || (f->type == VG_T_BOOL && is_bit(s)))
            return VG_OK;
        break;
    case VG_S_BOOL:
        if (f->type == VG_T_BOOL)
            return VG_OK;
        break;
    case VG_S_DATE:
        *whole_day = time;
        if (f->type == VG_T_DATE || time)
            return VG_OK;
        break;
    case VG_S_TIMESTAMP:
        if (time)
            return VG_OK;
        break;
    default:
        break;
    }
    return vg_fail(t->err, VG_BAD_INPUT, "filter", "%s: '%s' is of type %s and does not compare with this",
                   vg_syntax_place(s, t->arena, t->err), f->name,
                   vg_text(t->err ? t->err->lang : VG_EN, vg_type_name(f->type)));
}

/* The literal as a value of the field. */
static enum vg_status value_for(struct vg_typing *t, const struct vg_field *f, const struct vg_syntax *s,
                                struct vg_value *out, bool *whole_day)
{
    struct vg_error why = {.lang = t->err ? t->err->lang : VG_EN};
    enum vg_status r;

    *whole_day = false;
    if (s->kind == VG_S_UNTYPED && is_numeric(f->type)) {
        const struct vg_syntax *number;
        s = vg_typing_settle(t, s, VG_SORT_NUMBER, &number) ? number : s;
    }
    r = fits(t, f, s, whole_day);
    if (r != VG_OK)
        return r;
    *out = own_value(s);
    if (s->kind == VG_S_DATE || s->kind == VG_S_TIMESTAMP) {
        out->kind = f->type == VG_T_DATETIME ? VG_V_DATETIME : f->type == VG_T_DATE ? VG_V_DATE : VG_V_LOCALTIME;
        if (f->type == VG_T_DATE)
            out->integer /= VG_US_PER_DAY; /* a date begins at midnight: no remainder */
        return VG_OK;
    }
    if (f->type == VG_T_INT && s->kind == VG_S_NUMBER) {
        *out = number_for_integer(s);
        return VG_OK;
    }
    if (f->type == VG_T_BOOL && is_bit(s)) {
        *out = (struct vg_value){.kind = VG_V_BOOL, .boolean = s->real == 1};
        return VG_OK;
    }
    if (s->kind == VG_S_BOOL ||
        (f->type == VG_T_DECIMAL && s->kind == VG_S_NUMBER && !vg_literal_is_number(s->text)))
        return VG_OK;
    r = vg_literal_parse(f, f->type == VG_T_DATE ? without_t(s->text) : s->text, t->arena, out, whole_day, &why);
    return r == VG_OK ? r
                      : vg_fail(t->err, r, "filter", "%s: '%s': %s", vg_syntax_place(s, t->arena, t->err), f->name,
                                why.text);
}

/* What holds of a moment compared with a day holds of the day's first or last microsecond. */
static const struct vg_expr *compare_day(struct vg_typing *t, enum vg_op op, const struct vg_expr *property,
                                         struct vg_value first)
{
    struct vg_value last = first;
    last.integer += VG_US_PER_DAY - 1;
    const struct vg_expr *from = vg_expr_literal(t->arena, first), *to = vg_expr_literal(t->arena, last);
    struct vg_arena *a = t->arena;

    switch (op) {
    case VG_OP_EQ:
        return vg_expr_and(a, vg_expr_compare(a, VG_OP_GE, property, from),
                           vg_expr_compare(a, VG_OP_LE, property, to));
    case VG_OP_NE:
        return vg_expr_or(a, vg_expr_compare(a, VG_OP_LT, property, from),
                          vg_expr_compare(a, VG_OP_GT, property, to));
    case VG_OP_LE:
    case VG_OP_GT:
        return vg_expr_compare(a, op, property, to);
    default:
        return vg_expr_compare(a, op, property, from);
    }
}

static bool is_timestamp(const struct vg_syntax *s, int64_t *us)
{
    struct vg_syntax read = *s;
    bool yes = s->kind == VG_S_TIMESTAMP || (s->kind == VG_S_TEXT && vg_syntax_set_time(&read, VG_S_TIMESTAMP, s->text));

    *us = read.time;
    return yes;
}

/* A date, which is the midnight that begins it, and a moment: between two midnights only the days before and after tell. */
static const struct vg_expr *compare_midnight(struct vg_typing *t, enum vg_op op, const struct vg_expr *property, int64_t us)
{
    int64_t part = us % VG_US_PER_DAY, day = us / VG_US_PER_DAY - (part < 0);
    const struct vg_expr *date = vg_expr_literal(t->arena, (struct vg_value){.kind = VG_V_DATE, .integer = day});

    if (part && (op == VG_OP_EQ || op == VG_OP_NE)) /* of no date, of each that is there */
        return vg_expr_compare(t->arena, op == VG_OP_EQ ? VG_OP_NE : VG_OP_EQ, property, property);
    if (part)
        op = op == VG_OP_LT ? VG_OP_LE : op == VG_OP_GE ? VG_OP_GT : op;
    return vg_expr_compare(t->arena, op, property, date);
}

static enum vg_status compare_field(struct vg_typing *t, enum vg_op op, const struct vg_operand *l,
                                    const struct vg_syntax *literal, const struct vg_expr **out)
{
    struct vg_value v;
    bool whole_day;
    int64_t us;

    if (l->is_moment && is_timestamp(literal, &us)) {
        *out = compare_midnight(t, op, l->expr, us - l->of_day_us);
        return VG_OK;
    }
    enum vg_status r = value_for(t, l->field, literal, &v, &whole_day);
    if (r == VG_OK && whole_day)
        *out = compare_day(t, op, l->expr, v);
    else if (r == VG_OK)
        *out = vg_expr_compare(t->arena, op, l->expr, vg_expr_literal(t->arena, v));
    return r;
}

static bool holds(enum vg_op op, int order)
{
    switch (op) {
    case VG_OP_EQ: return order == 0;
    case VG_OP_NE: return order != 0;
    case VG_OP_LT: return order < 0;
    case VG_OP_LE: return order <= 0;
    case VG_OP_GT: return order > 0;
    default: return order >= 0;
    }
}

static bool compares(const struct vg_operand *l, const struct vg_operand *r)
{
    if (l->sort != r->sort || l->sort == VG_SORT_GEOMETRY || l->sort == VG_SORT_ARRAY || l->sort >= VG_SORT_SEARCH)
        return false;
    bool exact = l->sort == VG_SORT_TIME || (l->field && l->field->type == VG_T_UUID) ||
                 (r->field && r->field->type == VG_T_UUID);
    return !exact || !l->field || !r->field || l->field->type == r->field->type;
}

/* What is of no type itself, on both sides, are two numbers where both write one. */
static void settle_numbers(struct vg_typing *t, struct vg_operand *l, struct vg_operand *r)
{
    const struct vg_syntax *left, *right;

    if (!l->is_literal || !r->is_literal || !vg_typing_settle(t, l->from, VG_SORT_NUMBER, &left) ||
        !vg_typing_settle(t, r->from, VG_SORT_NUMBER, &right))
        return;
    l->from = left;
    r->from = right;
    l->sort = r->sort = VG_SORT_NUMBER;
}

static enum vg_status compare_operands(struct vg_typing *t, enum vg_op op, struct vg_operand l, struct vg_operand r,
                                       const struct vg_expr **out)
{
    if (l.field && r.is_literal)
        return compare_field(t, op, &l, r.from, out);
    if (r.field && l.is_literal)
        return compare_field(t, vg_op_mirrored(op), &r, l.from, out);
    settle_numbers(t, &l, &r);
    if (vg_typing_settle(t, l.from, r.sort, &l.from))
        l.sort = r.sort;
    if (vg_typing_settle(t, r.from, l.sort, &r.from))
        r.sort = l.sort;
    if (!compares(&l, &r))
        return vg_fail(t->err, VG_BAD_INPUT, "filter", "%s: what is compared here is not of the same type",
                       vg_syntax_place(l.from, t->arena, t->err));
    if (l.is_literal && r.is_literal) {
        struct vg_value a = own_value(l.from), b = own_value(r.from);
        *out = vg_expr_constant(t->arena, holds(op, vg_value_compare(&a, &b)));
        return VG_OK;
    }
    const struct vg_expr *left = NULL, *right = NULL;
    enum vg_status s = vg_typing_plain(t, &l, &left);
    if (s == VG_OK)
        s = vg_typing_plain(t, &r, &right);
    if (s == VG_OK)
        *out = vg_expr_compare(t->arena, op, left, right);
    return s;
}

static bool is_text(const struct vg_operand *o)
{
    return o->sort == VG_SORT_TEXT && !(o->field && o->field->type == VG_T_UUID);
}

/* Of two texts, as they are or without their case. */
static enum vg_status compare_texts(struct vg_typing *t, enum vg_op op, const struct vg_operand *l,
                                    const struct vg_operand *r, bool fold, const struct vg_expr **out)
{
    const struct vg_expr *side[2] = {0};
    enum vg_status s = vg_typing_plain(t, l, &side[0]);

    if (s == VG_OK)
        s = vg_typing_plain(t, r, &side[1]);
    for (int i = 0; s == VG_OK && fold && i < 2; i++)
        side[i] = vg_typing_node(t, VG_OP_CASEI, &side[i], 1);
    if (s == VG_OK)
        *out = vg_expr_compare(t->arena, op, side[0], side[1]);
    return s;
}

/* The text of the whole row has or has not what is said. */
static enum vg_status search(struct vg_typing *t, const struct vg_syntax *s, enum vg_op op, const struct vg_operand *with,
                             const struct vg_expr **out)
{
    if ((op != VG_OP_EQ && op != VG_OP_NE && op != VG_OP_LIKE) || !with->is_literal || with->sort != VG_SORT_TEXT)
        return vg_typing_wrong(t, s, "a text that is equal or alike");
    enum vg_status r = t->scope->search(t->scope->user, with->from->text, op == VG_OP_LIKE, t->arena, out, t->err);
    if (r == VG_OK && op == VG_OP_NE)
        *out = vg_typing_node(t, VG_OP_NOT, out, 1);
    return r;
}

/* Some value of a list meets the condition, or all do: there is none that does not. */
static enum vg_status compare_elements(struct vg_typing *t, const struct vg_syntax *s, enum vg_op op,
                                       const struct vg_operand *l, const struct vg_operand *r, const struct vg_expr **out)
{
    const struct vg_operand element = {.sort = VG_SORT_TEXT, .from = s->first,
                                       .expr = vg_typing_node(t, VG_OP_ELEMENT, NULL, 0)};
    const struct vg_expr *args[2] = {l->expr, NULL};

    if (s->match == VG_SM_ONE)
        return vg_typing_wrong(t, s, "'Any' or 'All' as 'matchAction'");
    enum vg_status status = compare_texts(t, op, &element, r, s->fold, &args[1]);
    if (status == VG_OK && s->match == VG_SM_ALL)
        args[1] = vg_typing_node(t, VG_OP_NOT, &args[1], 1);
    if (status == VG_OK)
        *out = vg_typing_node(t, VG_OP_ANY, args, 2);
    if (status == VG_OK && s->match == VG_SM_ALL)
        *out = vg_typing_node(t, VG_OP_NOT, out, 1);
    return status;
}

/* What a comparison or LIKE says of its first operand and this one. */
static enum vg_status compare_with(struct vg_typing *t, const struct vg_syntax *s, enum vg_op op,
                                   const struct vg_operand *l, const struct vg_syntax *with, const struct vg_expr **out)
{
    struct vg_operand r;
    enum vg_status status = vg_typing_operand(t, with, &r);

    if (status != VG_OK)
        return status;
    if (l->sort == VG_SORT_SEARCH || r.sort == VG_SORT_SEARCH)
        return search(t, s, op, l->sort == VG_SORT_SEARCH ? &r : l, out);
    if (l->sort == VG_SORT_ID || r.sort == VG_SORT_ID)
        return vg_typing_compare_id(t, op, l->sort == VG_SORT_ID ? &r : l, out);
    if (l->field && l->sort == VG_SORT_ARRAY && (with->kind == VG_S_UNTYPED || (t->scope->by_value && with->kind == VG_S_TEXT)))
        return compare_elements(t, s, op, l, &r, out);
    if (op == VG_OP_LIKE && (!is_text(l) || !is_text(&r)))
        return vg_typing_wrong(t, is_text(l) ? with : l->from, "a text");
    if (op == VG_OP_LIKE || (s->fold && is_text(l) && is_text(&r)))
        return compare_texts(t, op, l, &r, s->fold, out);
    return compare_operands(t, op, *l, r, out);
}

enum vg_status vg_typing_comparison(struct vg_typing *t, const struct vg_syntax *s, const struct vg_expr **out)
{
    struct vg_operand l;
    enum vg_status r = vg_typing_operand(t, s->first, &l);

    return r == VG_OK ? compare_with(t, s, (enum vg_op)s->op->meaning, &l, s->last, out) : r;
}

enum vg_status vg_typing_between(struct vg_typing *t, const struct vg_syntax *s, const struct vg_expr **out)
{
    const struct vg_expr *low = NULL, *high = NULL;
    struct vg_operand o;
    enum vg_status r = vg_typing_operand(t, s->first, &o);

    if (r == VG_OK)
        r = compare_with(t, s, VG_OP_GE, &o, s->first->next, &low);
    if (r == VG_OK)
        r = compare_with(t, s, VG_OP_LE, &o, s->last, &high);
    if (r == VG_OK)
        *out = vg_expr_and(t->arena, low, high);
    return r;
}

/* --- IN ------------------------------------------------------------------------------------------- */

static enum vg_status in_literals(struct vg_typing *t, const struct vg_operand *l, const struct vg_syntax *s,
                                  bool *simple, const struct vg_expr **out)
{
    const struct vg_expr **args = vg_arena_array(t->arena, s->n_args, sizeof *args);
    size_t n = 0;

    if (!args)
        return vg_arena_check(t->arena, t->err);
    args[n++] = l->expr;
    for (const struct vg_syntax *item = s->first->next; item; item = item->next) {
        struct vg_value v;
        bool whole_day;
        enum vg_status r = value_for(t, l->field, item, &v, &whole_day);
        if (r != VG_OK)
            return r;
        *simple = *simple && !whole_day;
        args[n++] = vg_expr_literal(t->arena, v);
    }
    *out = vg_typing_node(t, VG_OP_IN, args, n);
    return VG_OK;
}

enum vg_status vg_typing_in(struct vg_typing *t, const struct vg_syntax *s, const struct vg_expr **out)
{
    struct vg_operand l, r;
    enum vg_status status = vg_typing_operand(t, s->first, &l);
    bool listed = status == VG_OK && ((l.sort == VG_SORT_ARRAY && t->scope->by_value) || l.sort == VG_SORT_ID);
    bool simple = status == VG_OK && l.field != NULL && !listed && !l.is_moment;

    for (const struct vg_syntax *item = s->first->next; simple && item; item = item->next)
        simple = item->kind != VG_S_OP && item->kind != VG_S_PROPERTY && item->kind != VG_S_CALL;
    if (simple)
        status = in_literals(t, &l, s, &simple, out);
    if (status != VG_OK || simple)
        return status;

    const struct vg_expr **args = vg_arena_array(t->arena, s->n_args, sizeof *args);
    size_t n = 0;
    if (!args)
        return vg_arena_check(t->arena, t->err);
    for (const struct vg_syntax *item = s->first->next; item; item = item->next) {
        status = listed ? compare_with(t, s, VG_OP_EQ, &l, item, &args[n++]) : vg_typing_operand(t, item, &r);
        if (status == VG_OK && !listed)
            status = compare_operands(t, VG_OP_EQ, l, r, &args[n++]);
        if (status != VG_OK)
            return status;
    }
    *out = vg_typing_node(t, VG_OP_OR, args, n);
    return VG_OK;
}
