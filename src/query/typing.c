/* The untyped tree against a collection: names become fields, operands get types, conditions become what a store takes.
 *
 * Who may ask for a field is for the caller's callback to say, and a field that may not be asked for is told like one
 * that does not exist. */
#include "typing.h"

static bool is_geometry_name(const struct vg_collection *c, struct vg_str name)
{
    return c->geom_name && (vg_str_is(name, c->geom_name) || vg_str_is(name, "geometry"));
}

static enum vg_status meaning_of(struct vg_typing *t, const struct vg_syntax *s, struct vg_meaning *out)
{
    const struct vg_filter_scope *scope = t->scope;
    struct vg_meaning m = {.kind = VG_M_FIELD};

    if (!s->text.len && t->collection->geom_name)
        m.kind = VG_M_GEOMETRY;
    else if (!scope->resolve || !scope->resolve(scope->user, s->text, &m))
        m.field = vg_collection_field(t->collection, s->text);
    if (m.kind == VG_M_FIELD && m.field < 0 && is_geometry_name(t->collection, s->text))
        m.kind = VG_M_GEOMETRY;
    *out = m;
    if (m.kind != VG_M_FIELD || (m.field >= 0 && scope->may_ask(scope->user, m.field)))
        return VG_OK;
    struct vg_str name = s->text.len ? s->text : VG_STR("geometry");
    return vg_fail(t->err, VG_BAD_INPUT, "filter",
                   "%s: '%.*s' is no property of this collection; its /queryables lists them",
                   vg_syntax_place(s, t->arena, t->err), (int)(name.len < 60 ? name.len : 60), name.ptr);
}

static const char *kind_name(struct vg_typing *t, const struct vg_syntax *s)
{
    static const char *const names[] = {
        [VG_S_OP] = "an expression",     [VG_S_CALL] = "a function", [VG_S_PROPERTY] = "a property",
        [VG_S_TEXT] = "a text",          [VG_S_UNTYPED] = "this", [VG_S_NUMBER] = "a number", [VG_S_BOOL] = "true or false",
        [VG_S_DATE] = "a date",          [VG_S_TIMESTAMP] = "a timestamp",
        [VG_S_OPEN] = "'..'",            [VG_S_INTERVAL] = "an interval",
        [VG_S_GEOMETRY] = "a geometry",  [VG_S_BOX] = "a box",       [VG_S_ARRAY] = "a list",
    };
    return vg_text(t->err ? t->err->lang : VG_EN, names[s->kind]);
}

enum vg_status vg_typing_wrong(struct vg_typing *t, const struct vg_syntax *s, const char *wanted)
{
    const char *place = vg_syntax_place(s, t->arena, t->err);
    enum vg_lang lang = t->err ? t->err->lang : VG_EN;
    int field = s->kind == VG_S_PROPERTY ? vg_collection_field(t->collection, s->text) : -1;

    if (field >= 0)
        return vg_fail(t->err, VG_BAD_INPUT, "filter", "%s: %s was expected, and '%s' is of type %s", place,
                       vg_text(lang, wanted), t->collection->fields[field].name,
                       vg_text(lang, vg_type_name(t->collection->fields[field].type)));
    return vg_fail(t->err, VG_BAD_INPUT, "filter", "%s: %s was expected, not %s", place, vg_text(lang, wanted),
                   kind_name(t, s));
}

const struct vg_expr *vg_typing_node(struct vg_typing *t, enum vg_op op, const struct vg_expr *const *args, size_t n)
{
    struct vg_expr *e = VG_NEW(t->arena, struct vg_expr);
    const struct vg_expr **copy = vg_arena_array(t->arena, n ? n : 1, sizeof *copy);

    if (!e || !copy)
        return NULL;
    for (size_t i = 0; i < n; i++) {
        if (!args[i])
            return NULL;
        copy[i] = args[i];
    }
    *e = (struct vg_expr){.op = op, .args = copy, .n_args = n};
    return e;
}

/* --- operands ------------------------------------------------------------------------------------- */

static enum vg_sort sort_of(enum vg_type type)
{
    switch (type) {
    case VG_T_BOOL: return VG_SORT_BOOL;
    case VG_T_INT:
    case VG_T_FLOAT:
    case VG_T_DOUBLE:
    case VG_T_DECIMAL: return VG_SORT_NUMBER;
    case VG_T_TEXT:
    case VG_T_UUID: return VG_SORT_TEXT;
    case VG_T_DATE:
    case VG_T_DATETIME:
    case VG_T_LOCALTIME: return VG_SORT_TIME;
    case VG_T_TIME: return VG_SORT_CLOCK;
    case VG_T_JSON: return VG_SORT_ARRAY;
    case VG_T_BYTES: break;
    }
    return VG_SORT_OTHER;
}

static enum vg_status text_operand(struct vg_typing *t, const struct vg_syntax *s, struct vg_str text, struct vg_operand *o)
{
    struct vg_syntax *literal = VG_NEW(t->arena, struct vg_syntax);

    if (!literal)
        return vg_arena_check(t->arena, t->err);
    *literal = *s;
    literal->kind = VG_S_TEXT;
    literal->text = text;
    o->from = literal;
    o->is_literal = true;
    return VG_OK;
}

static enum vg_status property_operand(struct vg_typing *t, const struct vg_syntax *s, struct vg_operand *o)
{
    static const enum vg_sort sorts[] = {
        [VG_M_FIELD] = VG_SORT_OTHER,   [VG_M_GEOMETRY] = VG_SORT_GEOMETRY, [VG_M_SEARCH] = VG_SORT_SEARCH,
        [VG_M_NOTHING] = VG_SORT_NOTHING, [VG_M_TEXT] = VG_SORT_TEXT,       [VG_M_ID] = VG_SORT_ID,
    };
    struct vg_meaning m;
    enum vg_status r = meaning_of(t, s, &m);

    if (r != VG_OK)
        return r;
    o->index = m.field;
    o->sort = sorts[m.kind];
    if (m.kind == VG_M_TEXT)
        return text_operand(t, s, m.text, o);
    if (m.kind != VG_M_FIELD)
        return VG_OK;
    o->field = &t->collection->fields[o->index];
    o->is_moment = m.is_moment && o->field->type == VG_T_DATE;
    o->of_day_us = m.of_day_us;
    o->sort = sort_of(o->field->type);
    o->expr = vg_expr_property(t->arena, o->index);
    return VG_OK;
}

bool vg_typing_settle(struct vg_typing *t, const struct vg_syntax *s, enum vg_sort sort, const struct vg_syntax **out)
{
    struct vg_syntax *typed = VG_NEW(t->arena, struct vg_syntax);
    bool yes = false;

    if (s->kind != VG_S_UNTYPED || !typed)
        return false;
    *typed = *s;
    typed->kind = sort == VG_SORT_NUMBER ? VG_S_NUMBER : sort == VG_SORT_BOOL ? VG_S_BOOL : VG_S_TEXT;
    typed->boolean = vg_str_is(s->text, "true") || vg_str_is(s->text, "1");
    if (sort == VG_SORT_TEXT)
        yes = true;
    else if (sort == VG_SORT_NUMBER)
        yes = vg_str_double(s->text, &typed->real);
    else if (sort == VG_SORT_BOOL)
        yes = typed->boolean || vg_str_is(s->text, "false") || vg_str_is(s->text, "0");
    else if (sort == VG_SORT_TIME)
        yes = vg_syntax_set_time(typed, VG_S_DATE, s->text) || vg_syntax_set_time(typed, VG_S_TIMESTAMP, s->text);
    *out = typed;
    return yes;
}

enum vg_status vg_typing_operand_as(struct vg_typing *t, const struct vg_syntax *s, enum vg_sort sort, const char *wanted,
                                    struct vg_operand *out)
{
    if (s->kind == VG_S_UNTYPED && !vg_typing_settle(t, s, sort, &s))
        return vg_typing_wrong(t, s, wanted);
    enum vg_status r = vg_typing_operand(t, s, out);
    if (r == VG_OK && (out->sort != sort || (out->field && out->field->type == VG_T_UUID)))
        return vg_typing_wrong(t, s, wanted);
    return r;
}

/* casei(x), a + b: arguments of one sort make one more of it. */
static enum vg_status computed_operand(struct vg_typing *t, const struct vg_syntax *s, enum vg_sort sort,
                                       const char *wanted, struct vg_operand *o)
{
    const struct vg_expr *args[2];
    size_t n = 0;

    for (const struct vg_syntax *arg = s->first; arg && n < 2; arg = arg->next) {
        struct vg_operand operand;
        enum vg_status r = vg_typing_operand_as(t, arg, sort, wanted, &operand);
        if (r == VG_OK)
            r = vg_typing_plain(t, &operand, &args[n++]);
        if (r != VG_OK)
            return r;
    }
    o->sort = sort;
    o->expr = vg_typing_node(t, (enum vg_op)s->op->meaning, args, n);
    return VG_OK;
}

enum vg_status vg_typing_operand(struct vg_typing *t, const struct vg_syntax *s, struct vg_operand *out)
{
    struct vg_operand *o = out;

    *o = (struct vg_operand){.from = s, .is_literal = true};
    switch (s->kind) {
    case VG_S_TEXT:
    case VG_S_UNTYPED: o->sort = VG_SORT_TEXT; return VG_OK;
    case VG_S_NUMBER: o->sort = VG_SORT_NUMBER; return VG_OK;
    case VG_S_BOOL: o->sort = VG_SORT_BOOL; return VG_OK;
    case VG_S_DATE:
    case VG_S_TIMESTAMP: o->sort = VG_SORT_TIME; return VG_OK;
    case VG_S_GEOMETRY:
    case VG_S_BOX: o->sort = VG_SORT_GEOMETRY; return VG_OK;
    case VG_S_ARRAY: o->sort = VG_SORT_ARRAY; return VG_OK;
    case VG_S_OPEN:
    case VG_S_INTERVAL: return vg_typing_wrong(t, s, "a value");
    case VG_S_PROPERTY:
    case VG_S_OP:
    case VG_S_CALL: break;
    }
    o->is_literal = false;
    if (s->kind == VG_S_PROPERTY)
        return property_operand(t, s, o);
    if (s->kind == VG_S_CALL)
        return vg_typing_call(t, s, o);
    if (s->op->class == VG_SC_FOLD)
        return computed_operand(t, s, VG_SORT_TEXT, "a text", o);
    if (s->op->class == VG_SC_ARITHMETIC)
        return computed_operand(t, s, VG_SORT_NUMBER, "a number", o);
    return vg_typing_wrong(t, s, "a value");
}

/* --- conditions ----------------------------------------------------------------------------------- */

/* What stands in brackets within a chain of its own kind belongs to the chain. */
static const struct vg_expr *flattened(struct vg_typing *t, enum vg_op op, const struct vg_expr *const *args, size_t n)
{
    size_t n_links = 0;

    for (size_t i = 0; i < n; i++)
        n_links += args[i] && args[i]->op == op ? args[i]->n_args : 1;
    const struct vg_expr **links = vg_arena_array(t->arena, n_links, sizeof *links);
    if (!links)
        return NULL;
    n_links = 0;
    for (size_t i = 0; i < n; i++) {
        bool same = args[i] && args[i]->op == op;
        for (size_t k = 0; k < (same ? args[i]->n_args : 1); k++)
            links[n_links++] = same ? args[i]->args[k] : args[i];
    }
    return vg_typing_node(t, op, links, n_links);
}

static enum vg_status condition(struct vg_typing *t, const struct vg_syntax *s, const struct vg_expr **out);

static enum vg_status logic(struct vg_typing *t, const struct vg_syntax *s, const struct vg_expr **out)
{
    const struct vg_expr **args = vg_arena_array(t->arena, s->n_args, sizeof *args);
    enum vg_op op = (enum vg_op)s->op->meaning;
    size_t n = 0;

    if (!args)
        return vg_arena_check(t->arena, t->err);
    t->negated ^= op == VG_OP_NOT;
    for (const struct vg_syntax *arg = s->first; arg; arg = arg->next) {
        enum vg_status r = condition(t, arg, &args[n++]);
        if (r != VG_OK)
            return r;
    }
    t->negated ^= op == VG_OP_NOT;
    if (op == VG_OP_NOT && args[0] && args[0]->op == VG_OP_NOT)
        *out = args[0]->args[0];
    else
        *out = op == VG_OP_NOT ? vg_typing_node(t, op, args, n) : flattened(t, op, args, n);
    return VG_OK;
}

/* Is there a name in it that is known and holds nothing in any row? */
static bool names_nothing(struct vg_typing *t, const struct vg_syntax *s)
{
    const struct vg_filter_scope *scope = t->scope;
    struct vg_meaning m;

    if (s->kind == VG_S_PROPERTY)
        return scope->resolve && s->text.len && scope->resolve(scope->user, s->text, &m) && m.kind == VG_M_NOTHING;
    for (const struct vg_syntax *arg = s->first; arg; arg = arg->next)
        if (names_nothing(t, arg))
            return true;
    return false;
}

static enum vg_status null_test(struct vg_typing *t, const struct vg_syntax *s, const struct vg_expr **out)
{
    struct vg_operand o;

    if (names_nothing(t, s)) {
        *out = vg_expr_constant(t->arena, true);
        return VG_OK;
    }
    enum vg_status r = vg_typing_operand(t, s->first, &o);

    if (r != VG_OK)
        return r;
    if (o.is_literal || o.sort == VG_SORT_SEARCH || o.sort == VG_SORT_ID)
        *out = vg_expr_constant(t->arena, false);
    else
        *out = vg_expr_is_null(t->arena, o.expr ? o.expr : vg_expr_geometry(t->arena));
    return VG_OK;
}

static enum vg_status boolean_operand(struct vg_typing *t, const struct vg_syntax *s, const struct vg_expr **out)
{
    struct vg_operand o;
    enum vg_status r = vg_typing_operand(t, s, &o);

    if (r == VG_OK && o.sort != VG_SORT_BOOL)
        return vg_typing_wrong(t, s, "a condition");
    if (r == VG_OK)
        *out = vg_expr_compare(t->arena, VG_OP_EQ, o.expr,
                               vg_expr_literal(t->arena, (struct vg_value){.kind = VG_V_BOOL, .boolean = true}));
    return r;
}

static enum vg_status operator(struct vg_typing *t, const struct vg_syntax *s, const struct vg_expr **out)
{
    switch (s->op->class) {
    case VG_SC_LOGIC: return logic(t, s, out);
    case VG_SC_COMPARE:
    case VG_SC_LIKE: return vg_typing_comparison(t, s, out);
    case VG_SC_BETWEEN: return vg_typing_between(t, s, out);
    case VG_SC_IN: return vg_typing_in(t, s, out);
    case VG_SC_NULL: return null_test(t, s, out);
    case VG_SC_SPACE: return vg_typing_space(t, s, out);
    case VG_SC_DISTANCE: return vg_typing_distance(t, s, out);
    case VG_SC_ID: return vg_typing_id(t, s, out);
    case VG_SC_TIME: return vg_typing_time(t, s, out);
    case VG_SC_ARRAY: return vg_typing_array(t, s, out);
    case VG_SC_ARITHMETIC:
    case VG_SC_FOLD: break;
    }
    return vg_typing_wrong(t, s, "a condition");
}

/* Is it one whole statement on values?  Where it names what holds nothing, it is unknown. */
static bool is_statement(const struct vg_syntax *s)
{
    if (s->kind != VG_S_OP)
        return true;
    return s->op->class != VG_SC_LOGIC && s->op->class != VG_SC_NULL && s->op->class != VG_SC_SPACE && s->op->class != VG_SC_DISTANCE;
}

static enum vg_status condition(struct vg_typing *t, const struct vg_syntax *s, const struct vg_expr **out)
{
    if (is_statement(s) && names_nothing(t, s)) {
        *out = vg_expr_constant(t->arena, t->negated);
        return VG_OK;
    }
    switch (s->kind) {
    case VG_S_OP:
        return operator(t, s, out);
    case VG_S_BOOL:
        *out = vg_expr_constant(t->arena, s->boolean);
        return VG_OK;
    case VG_S_PROPERTY:
    case VG_S_CALL:
        return boolean_operand(t, s, out);
    default:
        return vg_typing_wrong(t, s, "a condition");
    }
}

/* How many conditions and computations stand within each other: as deep as the reader let the text be, at most. */
static int levels_of(const struct vg_expr *e)
{
    int deepest = 0;

    for (size_t i = 0; i < e->n_args; i++) {
        int n = levels_of(e->args[i]);
        if (n > deepest)
            deepest = n;
    }
    return e->n_args ? deepest + 1 : 0;
}

enum vg_status vg_filter_type(const struct vg_syntax *s, const struct vg_filter_scope *scope, struct vg_arena *a,
                              const struct vg_expr **out, struct vg_error *err)
{
    struct vg_typing t = {.scope = scope, .collection = scope->collection, .arena = a, .err = err};
    const struct vg_expr *e = NULL;
    enum vg_status r = condition(&t, s, &e);

    if (r == VG_OK)
        r = vg_arena_check(a, err);
    if (r == VG_OK && levels_of(e) > VG_MAX_FILTER_LEVELS)
        return vg_fail(err, VG_BAD_INPUT, "filter", "more than %d conditions and expressions stand within each other",
                       VG_MAX_FILTER_LEVELS);
    if (r == VG_OK)
        *out = e;
    return r;
}
