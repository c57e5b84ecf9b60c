/* CQL2 text, read by recursive descent.
 *
 * The grammar of the standard has a rule a type (a numeric, a boolean, a character expression…), and cannot be read
 * from the left by them: what an opening bracket begins shows at its end only.  So there is one ladder of
 * expressions by precedence here, and the types are looked at later, once the properties' types are known. */
#include "cql2_lex.h"
#include "cql2_literal.h"

static enum vg_status read_or(struct cql2_lexer *l, struct vg_syntax **out);
static enum vg_status read_sum(struct cql2_lexer *l, struct vg_syntax **out);

static enum vg_status new_op(struct cql2_lexer *l, const char *name, size_t at, struct vg_syntax *first,
                             struct vg_syntax **out)
{
    enum vg_status r = vg_syntax_new(l->maker, VG_S_OP, out);

    if (r != VG_OK)
        return r;
    (*out)->op = vg_syntax_op_find(vg_str_of(name));
    (*out)->at = at;
    if (first)
        vg_syntax_append(*out, first);
    return VG_OK;
}

static enum vg_status take_sign(struct cql2_lexer *l, const char *sign, const char *wanted)
{
    return vg_cql2_lex_is_sign(l, sign) ? vg_cql2_lex_next(l) : vg_cql2_lex_expected(l, wanted);
}

/* --- lists and calls ------------------------------------------------------------------------------ */

typedef enum vg_status reader(struct cql2_lexer *l, struct vg_syntax **out);

/* What stands up to the ')', by commas; the '(' has been taken. */
static enum vg_status read_list(struct cql2_lexer *l, struct vg_syntax *to, reader *read)
{
    for (;;) {
        struct vg_syntax *item;
        enum vg_status r = read(l, &item);
        if (r != VG_OK)
            return r;
        vg_syntax_append(to, item);
        if (!vg_cql2_lex_is_sign(l, ","))
            return take_sign(l, ")", "',' or ')'");
        r = vg_cql2_lex_next(l);
        if (r != VG_OK)
            return r;
    }
}

static enum vg_status read_element(struct cql2_lexer *l, struct vg_syntax **out);

/* ('a', 'b'); the '(' is the token. */
static enum vg_status read_array(struct cql2_lexer *l, struct vg_syntax **out)
{
    enum vg_status r = vg_syntax_new(l->maker, VG_S_ARRAY, out);

    if (r == VG_OK) {
        (*out)->at = l->token.at;
        r = vg_cql2_lex_next(l);
    }
    if (r == VG_OK && vg_cql2_lex_is_sign(l, ")"))
        return vg_cql2_lex_next(l);
    return r == VG_OK ? read_list(l, *out, read_element) : r;
}

/* Brackets around one thing are around an expression, where they cannot be a list's. */
static struct vg_syntax *unwrapped(struct vg_syntax_maker *m, struct vg_syntax *s)
{
    while (s->kind == VG_S_ARRAY && s->n_args == 1) {
        s = s->first;
        m->n_nodes--;
    }
    return s;
}

/* Where a list may stand a bracket begins one; with an operator behind it, it was the first operand. */
static enum vg_status read_element(struct cql2_lexer *l, struct vg_syntax **out)
{
    if (!vg_cql2_lex_is_sign(l, "("))
        return read_or(l, out);
    enum vg_status r = vg_syntax_enter(l->maker);
    if (r == VG_OK)
        r = read_array(l, out);
    vg_syntax_leave(l->maker);
    if (r != VG_OK || vg_cql2_lex_is_sign(l, ",") || vg_cql2_lex_is_sign(l, ")"))
        return r;
    l->read = unwrapped(l->maker, *out);
    return read_or(l, out);
}

/* name(…): an operator of CQL2, or a function of the server. */
static enum vg_status read_call(struct cql2_lexer *l, struct vg_syntax **out)
{
    const struct vg_syntax_op *op = vg_syntax_op_find(l->token.text);
    enum vg_status r = vg_syntax_new(l->maker, vg_syntax_is_call(op) ? VG_S_OP : VG_S_CALL, out);
    if (r != VG_OK)
        return r;
    struct vg_syntax *s = *out;
    s->at = l->token.at;
    s->op = vg_syntax_is_call(op) ? op : NULL;
    s->text = vg_arena_str(l->maker->arena, l->token.text);
    r = vg_cql2_lex_next(l);
    if (r == VG_OK)
        r = vg_cql2_lex_next(l); /* the '(' */
    if (r != VG_OK)
        return r;
    if (vg_cql2_lex_is_sign(l, ")"))
        r = vg_cql2_lex_next(l);
    else
        r = read_list(l, s, vg_syntax_takes_lists(s) ? read_element : read_or);
    if (r == VG_OK && s->op && (s->n_args < s->op->min_args || s->n_args > s->op->max_args))
        return vg_fail(l->maker->err, VG_BAD_INPUT, "filter", "character %zu: '%.*s' takes %zu arguments, not %zu",
                       s->at, (int)s->text.len, s->text.ptr, s->op->min_args, s->n_args);
    return r;
}

/* --- operands ------------------------------------------------------------------------------------- */

static enum vg_status read_name(struct cql2_lexer *l, struct vg_syntax **out)
{
    enum vg_status r = vg_syntax_new(l->maker, VG_S_PROPERTY, out);

    if (r != VG_OK)
        return r;
    (*out)->at = l->token.at;
    (*out)->text = vg_arena_str(l->maker->arena, l->token.text);
    return vg_cql2_lex_next(l);
}

static enum vg_status read_bool(struct cql2_lexer *l, struct vg_syntax **out)
{
    enum vg_status r = vg_syntax_new(l->maker, VG_S_BOOL, out);

    if (r != VG_OK)
        return r;
    (*out)->at = l->token.at;
    (*out)->boolean = vg_cql2_lex_is_word(l, "true");
    return vg_cql2_lex_next(l);
}

static enum vg_status read_literal(struct cql2_lexer *l, struct vg_syntax **out)
{
    struct vg_syntax *literal, *property;
    enum vg_status r = vg_cql2_read_literal(l, &literal);

    if (r != VG_OK || literal->kind != VG_S_BOX || !literal->text.ptr) {
        *out = literal;
        return r;
    }
    r = vg_syntax_new(l->maker, VG_S_PROPERTY, &property);
    if (r != VG_OK)
        return r;
    property->at = literal->at;
    property->text = literal->text;
    literal->text = (struct vg_str){0};
    r = new_op(l, "s_intersects", literal->at, property, out);
    if (r == VG_OK)
        vg_syntax_append(*out, literal);
    return r;
}

static enum vg_status read_word(struct cql2_lexer *l, struct vg_syntax **out)
{
    if (vg_cql2_lex_is_word(l, "true") || vg_cql2_lex_is_word(l, "false"))
        return read_bool(l, out);
    if (vg_syntax_reserved(l->token.text))
        return vg_cql2_lex_expected(l, "a property, a literal or '('");
    if (vg_cql2_starts_literal(l))
        return read_literal(l, out);
    return vg_cql2_lex_peek(l) == '(' ? read_call(l, out) : read_name(l, out);
}

/* A bracket around an expression; with a comma in it, or empty, it is an array. */
static enum vg_status read_bracket(struct cql2_lexer *l, struct vg_syntax **out)
{
    enum vg_status r = read_array(l, out);

    if (r == VG_OK)
        *out = unwrapped(l->maker, *out);
    return r;
}

/* What was read already, if that is the next operand. */
static bool take_read(struct cql2_lexer *l, struct vg_syntax **out)
{
    struct vg_syntax *s = l->read;

    l->read = NULL;
    if (s)
        *out = s;
    return s != NULL;
}

static enum vg_status read_operand(struct cql2_lexer *l, struct vg_syntax **out)
{
    if (take_read(l, out))
        return VG_OK;
    switch (l->token.kind) {
    case CQL2_TEXT:
    case CQL2_NUMBER:
        return vg_cql2_read_scalar(l, false, out);
    case CQL2_NAME:
        return read_name(l, out);
    case CQL2_WORD:
        return read_word(l, out);
    case CQL2_SIGN:
        if (vg_cql2_lex_is_sign(l, "("))
            return read_bracket(l, out);
        break;
    case CQL2_END:
        break;
    }
    return vg_cql2_lex_expected(l, "a property, a literal or '('");
}

/* A sign: part of a number, or -1 times what follows. */
static enum vg_status read_factor(struct cql2_lexer *l, struct vg_syntax **out)
{
    bool minus = vg_cql2_lex_is_sign(l, "-");
    size_t at = l->token.at;
    struct vg_syntax *operand, *minus_one;

    if (l->read || (!minus && !vg_cql2_lex_is_sign(l, "+")))
        return read_operand(l, out);
    enum vg_status r = vg_cql2_lex_next(l);
    if (r == VG_OK && l->token.kind == CQL2_NUMBER)
        return vg_cql2_read_scalar(l, minus, out);
    if (r == VG_OK && !minus)
        return vg_cql2_lex_expected(l, "a number");
    if (r == VG_OK)
        r = vg_syntax_new(l->maker, VG_S_NUMBER, &minus_one);
    if (r != VG_OK)
        return r;
    minus_one->at = at;
    minus_one->real = -1;
    minus_one->text = VG_STR("-1");
    r = new_op(l, "*", at, minus_one, out);
    if (r == VG_OK)
        r = read_operand(l, &operand);
    if (r == VG_OK)
        vg_syntax_append(*out, operand);
    return r;
}

/* --- arithmetic ----------------------------------------------------------------------------------- */

/* One step of the ladder: operators of one precedence, from the left. */
static enum vg_status read_chain(struct cql2_lexer *l, const char *const *signs, bool once, reader *tighter,
                                 struct vg_syntax **out)
{
    enum vg_status r = tighter(l, out);

    while (r == VG_OK) {
        const char *sign = NULL;
        for (int i = 0; signs[i] && !sign; i++)
            if (vg_cql2_lex_is_sign(l, signs[i]) || vg_cql2_lex_is_word(l, signs[i]))
                sign = signs[i];
        if (!sign)
            return VG_OK;
        struct vg_syntax *op, *right;
        r = new_op(l, sign, l->token.at, *out, &op);
        if (r == VG_OK)
            r = vg_cql2_lex_next(l);
        if (r == VG_OK)
            r = tighter(l, &right);
        if (r != VG_OK)
            return r;
        vg_syntax_append(op, right);
        *out = op;
        if (once)
            return VG_OK;
    }
    return r;
}

static enum vg_status read_power(struct cql2_lexer *l, struct vg_syntax **out)
{
    static const char *const signs[] = {"^", NULL};

    return read_chain(l, signs, true, read_factor, out);
}

static enum vg_status read_product(struct cql2_lexer *l, struct vg_syntax **out)
{
    static const char *const signs[] = {"*", "/", "%", "div", NULL};

    return read_chain(l, signs, false, read_power, out);
}

static enum vg_status read_sum(struct cql2_lexer *l, struct vg_syntax **out)
{
    static const char *const signs[] = {"+", "-", NULL};

    return read_chain(l, signs, false, read_product, out);
}

/* --- predicates ----------------------------------------------------------------------------------- */

static enum vg_status read_between(struct cql2_lexer *l, struct vg_syntax *op)
{
    struct vg_syntax *low, *high;
    enum vg_status r = read_sum(l, &low);

    if (r == VG_OK && !vg_cql2_lex_is_word(l, "and"))
        return vg_cql2_lex_expected(l, "AND");
    if (r == VG_OK)
        r = vg_cql2_lex_next(l);
    if (r == VG_OK)
        r = read_sum(l, &high);
    if (r != VG_OK)
        return r;
    vg_syntax_append(op, low);
    vg_syntax_append(op, high);
    return VG_OK;
}

static enum vg_status read_like(struct cql2_lexer *l, struct vg_syntax *op)
{
    struct vg_syntax *pattern;
    enum vg_status r = read_sum(l, &pattern);

    if (r == VG_OK)
        vg_syntax_append(op, pattern);
    return r;
}

static enum vg_status read_in(struct cql2_lexer *l, struct vg_syntax *op)
{
    enum vg_status r = take_sign(l, "(", "'('");

    return r == VG_OK ? read_list(l, op, read_sum) : r;
}

/* x [NOT] LIKE, BETWEEN, IN; the word is the token.  ILIKE is no word of CQL2 but of what came before, which GDAL writes. */
static enum vg_status read_worded(struct cql2_lexer *l, struct vg_syntax **out)
{
    static const struct {
        const char *word, *op;
        enum vg_status (*read)(struct cql2_lexer *l, struct vg_syntax *op);
        bool fold;
    } words[] = {{"like", "like", read_like, false}, {"ilike", "like", read_like, true},
                 {"between", "between", read_between, false}, {"in", "in", read_in, false}};
    size_t at = l->token.at;
    bool negated = vg_cql2_lex_is_word(l, "not");
    enum vg_status r = negated ? vg_cql2_lex_next(l) : VG_OK;

    for (size_t i = 0; r == VG_OK && i < VG_COUNT(words); i++) {
        if (!vg_cql2_lex_is_word(l, words[i].word))
            continue;
        struct vg_syntax *op;
        r = new_op(l, words[i].op, at, *out, &op);
        if (r == VG_OK)
            r = vg_cql2_lex_next(l);
        if (r == VG_OK)
            r = words[i].read(l, op);
        if (r != VG_OK)
            return r;
        op->fold = words[i].fold;
        *out = op;
        return negated ? new_op(l, "not", at, op, out) : VG_OK;
    }
    return r == VG_OK && negated ? vg_cql2_lex_expected(l, "LIKE, BETWEEN or IN") : r;
}

static enum vg_status read_null_test(struct cql2_lexer *l, struct vg_syntax **out)
{
    size_t at = l->token.at;
    enum vg_status r = vg_cql2_lex_next(l);
    bool negated = r == VG_OK && vg_cql2_lex_is_word(l, "not");

    if (negated)
        r = vg_cql2_lex_next(l);
    if (r == VG_OK && !vg_cql2_lex_is_word(l, "null"))
        return vg_cql2_lex_expected(l, negated ? "NULL" : "NULL or NOT NULL");
    if (r == VG_OK)
        r = vg_cql2_lex_next(l);
    if (r == VG_OK)
        r = new_op(l, "isnull", at, *out, out);
    return r == VG_OK && negated ? new_op(l, "not", at, *out, out) : r;
}

static enum vg_status read_predicate(struct cql2_lexer *l, struct vg_syntax **out)
{
    static const char *const signs[] = {"=", "<>", "<", "<=", ">", ">=", NULL};
    enum vg_status r = read_chain(l, signs, true, read_sum, out);

    if (r != VG_OK)
        return r;
    if (vg_cql2_lex_is_word(l, "is"))
        return read_null_test(l, out);
    return l->token.kind == CQL2_WORD ? read_worded(l, out) : VG_OK;
}

/* --- logic ---------------------------------------------------------------------------------------- */

static enum vg_status read_not(struct cql2_lexer *l, struct vg_syntax **out)
{
    size_t at = l->token.at;

    if (l->read || !vg_cql2_lex_is_word(l, "not"))
        return read_predicate(l, out);
    enum vg_status r = vg_cql2_lex_next(l);
    if (r == VG_OK && vg_cql2_lex_is_word(l, "not"))
        return vg_cql2_lex_expected(l, "a condition or '('");
    if (r == VG_OK)
        r = read_predicate(l, out);
    return r == VG_OK ? new_op(l, "not", at, *out, out) : r;
}

/* a AND b AND c as one node of three. */
static enum vg_status read_joined(struct cql2_lexer *l, const char *word, reader *tighter, struct vg_syntax **out)
{
    struct vg_syntax *op = NULL, *next;
    enum vg_status r = tighter(l, out);

    while (r == VG_OK && vg_cql2_lex_is_word(l, word)) {
        if (!op)
            r = new_op(l, word, l->token.at, *out, &op);
        if (r == VG_OK)
            r = vg_cql2_lex_next(l);
        if (r == VG_OK)
            r = tighter(l, &next);
        if (r != VG_OK)
            return r;
        vg_syntax_append(op, next);
        *out = op;
    }
    return r;
}

static enum vg_status read_and(struct cql2_lexer *l, struct vg_syntax **out)
{
    return read_joined(l, "and", read_not, out);
}

static enum vg_status read_or(struct cql2_lexer *l, struct vg_syntax **out)
{
    enum vg_status r = vg_syntax_enter(l->maker);

    if (r == VG_OK)
        r = read_joined(l, "or", read_and, out);
    vg_syntax_leave(l->maker);
    return r;
}

enum vg_status vg_cql2_text(struct vg_str text, struct vg_arena *a, const struct vg_syntax **out,
                            struct vg_error *err)
{
    struct vg_syntax_maker maker = {.arena = a, .err = err};
    struct cql2_lexer l;
    struct vg_syntax *root = NULL;
    size_t bad_at;

    if (text.len > VG_MAX_FILTER_BYTES)
        return vg_fail(err, VG_BAD_INPUT, "filter", "the filter is longer than %d bytes", VG_MAX_FILTER_BYTES);
    if (!vg_utf8_valid(text, &bad_at))
        return vg_fail(err, VG_BAD_INPUT, "filter", "the filter is not UTF-8 at byte %zu", bad_at + 1);
    enum vg_status r = vg_cql2_lex_start(&l, text.ptr ? text : VG_STR(""), &maker);
    if (r == VG_OK)
        r = read_or(&l, &root);
    if (r == VG_OK && l.token.kind != CQL2_END)
        r = vg_cql2_lex_expected(&l, "an operator or the end");
    if (r == VG_OK)
        r = vg_syntax_finish(&maker, root);
    if (r == VG_OK)
        *out = root;
    return r;
}
