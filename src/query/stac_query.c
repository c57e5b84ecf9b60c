/* The conditions of STAC's Query Extension into the same tree: {"name": {"lt": 10, "gte": 0}, "other": {"startsWith": "a"}}, all of
 * which must hold. */
#include <jansson.h>

#include "cql2_literal.h"

static void freep(json_t **j)
{
    json_decref(*j);
}

/* What an operator is in CQL2; a text that is part of another stands in a pattern. */
static const struct {
    const char *name, *op;
    bool any_before, any_after; /* of LIKE */
} operators[] = {
    {"contains", "like", true, true},    {"endsWith", "like", true, false}, {"eq", "=", false, false},
    {"gt", ">", false, false},           {"gte", ">=", false, false},       {"in", "in", false, false},
    {"lt", "<", false, false},           {"lte", "<=", false, false},       {"neq", "<>", false, false},
    {"startsWith", "like", false, true},
};

/* Where a condition is read from, for its nodes: "/name/lt". */
struct place {
    struct vg_syntax_maker *m;
    const char *path;
};

static enum vg_status expected(const struct place *at, const char *wanted)
{
    struct vg_error *err = at->m->err;
    return vg_fail(err, VG_BAD_INPUT, "query", "%s: %s was expected", at->path, vg_text(err ? err->lang : VG_EN, wanted));
}

static enum vg_status add_node(const struct place *at, enum vg_syntax_kind kind, struct vg_syntax **out)
{
    enum vg_status r = vg_syntax_new(at->m, kind, out);
    if (r == VG_OK)
        (*out)->step = at->path + 1;
    return r;
}

static enum vg_status add_value(const struct place *at, const json_t *j, struct vg_syntax *to)
{
    struct vg_syntax *value;
    if (!json_is_string(j) && !json_is_number(j) && !json_is_boolean(j))
        return expected(at, "a text, a number, true or false");
    enum vg_status r = add_node(at, VG_S_TEXT, &value);
    if (r == VG_OK)
        r = vg_cql2_set_json_scalar(value, j, at->m);
    if (r == VG_OK)
        vg_syntax_append(to, value);
    return r;
}

static enum vg_status add_pattern(const struct place *at, size_t operator, const json_t *j, struct vg_syntax *to)
{
    struct vg_syntax *pattern;
    struct vg_buf b;
    if (!json_is_string(j))
        return expected(at, "a text");
    enum vg_status r = add_node(at, VG_S_TEXT, &pattern);
    vg_buf_init(&b, 2 * VG_MAX_FILTER_BYTES + 3);
    vg_buf_cstr(&b, operators[operator].any_before ? "%" : "");
    for (const char *s = json_string_value(j), *end = s + json_string_length(j); s < end; s++) {
        if (memchr("%_\\", *s, 3))
            vg_buf_char(&b, '\\');
        vg_buf_char(&b, *s);
    }
    vg_buf_cstr(&b, operators[operator].any_after ? "%" : "");
    if (r == VG_OK)
        r = vg_buf_check(&b, at->m->err);
    if (r == VG_OK) {
        pattern->text = vg_arena_str(at->m->arena, (struct vg_str){b.ptr, b.len});
        vg_syntax_append(to, pattern);
    }
    vg_buf_finish(&b);
    return r;
}

static enum vg_status add_values(const struct place *at, const json_t *list, struct vg_syntax *to)
{
    enum vg_status r = VG_OK;
    if (!json_array_size(list))
        return expected(at, "a list that is not empty");
    for (size_t i = 0; i < json_array_size(list) && r == VG_OK; i++)
        r = add_value(at, json_array_get(list, i), to);
    return r;
}

/* Nothing is equal to null: whether it is null is another condition. */
static enum vg_status make_null_test(const struct place *at, struct vg_syntax *property, bool negated, struct vg_syntax **out)
{
    struct vg_syntax *test, *not;
    enum vg_status r = add_node(at, VG_S_OP, &test);
    if (r != VG_OK)
        return r;
    test->op = vg_syntax_op_find(VG_STR("isNull"));
    vg_syntax_append(test, property);
    *out = test;
    if (!negated)
        return VG_OK;
    r = add_node(at, VG_S_OP, &not);
    if (r != VG_OK)
        return r;
    not->op = vg_syntax_op_find(VG_STR("not"));
    vg_syntax_append(not, test);
    *out = not;
    return VG_OK;
}

static enum vg_status make_condition(const struct place *at, const char *name, size_t operator, const json_t *j, struct vg_syntax **out)
{
    struct vg_syntax *property;
    enum vg_status r = add_node(at, VG_S_PROPERTY, &property);
    if (r != VG_OK)
        return r;
    property->text = vg_arena_str(at->m->arena, vg_str_of(name));
    bool equal = strcmp(operators[operator].op, "=") == 0, unequal = strcmp(operators[operator].op, "<>") == 0;
    if (json_is_null(j) && (equal || unequal))
        return make_null_test(at, property, unequal, out);
    r = add_node(at, VG_S_OP, out);
    if (r != VG_OK)
        return r;
    (*out)->op = vg_syntax_op_find(vg_str_of(operators[operator].op));
    vg_syntax_append(*out, property);
    if (operators[operator].any_before || operators[operator].any_after)
        return add_pattern(at, operator, j, *out);
    return strcmp(operators[operator].op, "in") == 0 ? add_values(at, j, *out) : add_value(at, j, *out);
}

static enum vg_status read_property(struct vg_syntax_maker *m, const char *name, json_t *conditions, struct vg_syntax *to)
{
    struct place at = {m, vg_arena_printf(m->arena, "/%s", name)};
    const char *key;
    json_t *j;
    enum vg_status r = vg_arena_check(m->arena, m->err);
    if (r != VG_OK)
        return r;
    if (!*name || !json_object_size(conditions))
        return expected(&at, "a property's name and an object of operators");
    json_object_foreach(conditions, key, j) {
        struct vg_syntax *condition;
        size_t i = 0;
        at.path = vg_arena_printf(m->arena, "/%s/%s", name, key);
        while (i < VG_COUNT(operators) && strcmp(operators[i].name, key) != 0)
            i++;
        r = vg_arena_check(m->arena, m->err);
        if (r == VG_OK && i == VG_COUNT(operators))
            return expected(&at, "contains, endsWith, eq, gt, gte, in, lt, lte, neq or startsWith");
        if (r == VG_OK)
            r = make_condition(&at, name, i, j, &condition);
        if (r != VG_OK)
            return r;
        vg_syntax_append(to, condition);
    }
    return VG_OK;
}

/* What must hold of all properties: at least one condition. */
static enum vg_status read_all(struct vg_syntax_maker *m, json_t *properties, const struct vg_syntax **out)
{
    struct vg_syntax *root;
    const char *name;
    json_t *conditions;
    enum vg_status r = vg_syntax_new(m, VG_S_OP, &root);
    if (r != VG_OK)
        return r;
    root->op = vg_syntax_op_find(VG_STR("and"));
    json_object_foreach(properties, name, conditions) {
        r = read_property(m, name, conditions, root);
        if (r != VG_OK)
            return r;
    }
    if (root->n_args == 0) {
        root->kind = VG_S_BOOL;
        root->boolean = true;
    }
    *out = root->n_args == 1 ? root->first : root;
    return vg_syntax_finish(m, *out);
}

enum vg_status vg_stac_query(struct vg_str json, struct vg_arena *a, const struct vg_syntax **out, struct vg_error *err)
{
    struct vg_syntax_maker maker = {.arena = a, .err = err};
    const struct vg_syntax *root = NULL;
    json_error_t why;

    if (json.len > VG_MAX_FILTER_BYTES)
        return vg_fail(err, VG_BAD_INPUT, "query", "the filter is longer than %d bytes", VG_MAX_FILTER_BYTES);
    VG_AUTO(freep) json_t *j = json_loadb(json.ptr ? json.ptr : "", json.len, JSON_REJECT_DUPLICATES, &why);
    if (!j)
        return vg_fail(err, VG_BAD_INPUT, "query", "byte %d: the filter is not JSON: %s", why.position, why.text);
    if (!json_is_object(j))
        return vg_fail(err, VG_BAD_INPUT, "query", "an object of properties was expected");
    enum vg_status r = read_all(&maker, j, &root);
    if (r == VG_OK)
        r = vg_arena_check(a, err);
    if (r == VG_OK)
        *out = root;
    return r;
}
