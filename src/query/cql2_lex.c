/* CQL2 text into tokens (BNF of OGC 21-065r2, annex B).
 *
 * One token is looked at at a time; whether a word is a function shows in the character after it.  Positions in
 * messages are characters, since that is what an editor shows, and counted only as far as the tokens go. */
#include "cql2_lex.h"

#include <vigie/base/number.h>

#define MOST_SHOWN 40

static size_t skip_space(const struct cql2_lexer *l, size_t at)
{
    while (at < l->text.len) {
        size_t n = vg_syntax_space_length(l->text.ptr + at, l->text.len - at);
        if (!n)
            break;
        at += n;
    }
    return at;
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool starts_word(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == ':' || (unsigned char)c >= 0x80;
}

static size_t position(struct cql2_lexer *l, size_t byte)
{
    for (; l->counted_to < byte; l->counted_to++)
        l->characters += ((unsigned char)l->text.ptr[l->counted_to] & 0xC0) != 0x80;
    return l->characters + 1;
}

static enum vg_status fault(struct cql2_lexer *l, size_t byte, const char *what)
{
    const struct vg_error *err = l->maker->err;

    return vg_fail(l->maker->err, VG_BAD_INPUT, "filter", "character %zu: %s", position(l, byte),
                   vg_text(err ? err->lang : VG_EN, what));
}

enum vg_status vg_cql2_lex_expected(struct cql2_lexer *l, const char *wanted)
{
    struct vg_error *err = l->maker->err;
    const char *said = vg_text(err ? err->lang : VG_EN, wanted);
    struct vg_str raw = l->token.raw;
    size_t n = raw.len < MOST_SHOWN ? raw.len : MOST_SHOWN;

    if (l->token.kind == CQL2_END)
        return vg_fail(err, VG_BAD_INPUT, "filter", "character %zu: the filter ends where %s was expected",
                       l->token.at, said);
    while (n && n < raw.len && ((unsigned char)raw.ptr[n] & 0xC0) == 0x80)
        n--;
    return vg_fail(err, VG_BAD_INPUT, "filter", "character %zu: %s was expected, not '%.*s'", l->token.at, said,
                   (int)n, raw.ptr);
}

/* 'it''s', 'it\'s': to the closing quote, escapes taken out.  The quote in a name is escaped by doubling alone. */
static enum vg_status read_quoted(struct cql2_lexer *l, size_t start, char quote)
{
    size_t at = start + 1, n = 0;
    char *text = vg_arena_alloc(l->maker->arena, l->text.len - start);

    if (!text)
        return vg_arena_check(l->maker->arena, l->maker->err);
    for (;; at++) {
        if (at >= l->text.len)
            return fault(l, start, quote == '"' ? "the name that begins here has no closing double quote"
                                                : "the text that begins here has no closing quote");
        char c = l->text.ptr[at];
        bool more = at + 1 < l->text.len;
        bool escapes = more && l->text.ptr[at + 1] == quote && (c == quote || (c == '\\' && quote == '\''));
        if (escapes)
            at++;
        else if (c == quote)
            break;
        text[n++] = l->text.ptr[at];
    }
    if (quote == '"' && n == 0)
        return fault(l, start, "a name must not be empty");
    l->next = at + 1;
    l->token.kind = quote == '"' ? CQL2_NAME : CQL2_TEXT;
    l->token.text = (struct vg_str){text, n};
    return VG_OK;
}

static size_t skip_digits(const struct cql2_lexer *l, size_t at)
{
    while (at < l->text.len && is_digit(l->text.ptr[at]))
        at++;
    return at;
}

static enum vg_status read_number(struct cql2_lexer *l, size_t start)
{
    size_t at = skip_digits(l, start);

    if (at < l->text.len && l->text.ptr[at] == '.')
        at = skip_digits(l, at + 1);
    if (at < l->text.len && (l->text.ptr[at] == 'e' || l->text.ptr[at] == 'E')) {
        size_t digits = at + 1;
        if (digits < l->text.len && (l->text.ptr[digits] == '+' || l->text.ptr[digits] == '-'))
            digits++;
        at = skip_digits(l, digits);
        if (at == digits)
            return fault(l, start, "the number that begins here has no digits after its 'E'");
    }
    if (at < l->text.len && starts_word(l->text.ptr[at]))
        return fault(l, start, "a name that begins with a digit must be in double quotes");
    l->next = at;
    l->token.kind = CQL2_NUMBER;
    return VG_OK;
}

static void read_word(struct cql2_lexer *l, size_t start)
{
    size_t at = start;

    while (at < l->text.len && (starts_word(l->text.ptr[at]) || is_digit(l->text.ptr[at]) || l->text.ptr[at] == '.') &&
           !vg_syntax_space_length(l->text.ptr + at, l->text.len - at))
        at++;
    l->next = at;
    l->token.kind = CQL2_WORD;
}

static enum vg_status read_sign(struct cql2_lexer *l, size_t start)
{
    static const char *const two[] = {"<>", "<=", ">="};
    struct vg_str rest = {l->text.ptr + start, l->text.len - start};

    l->next = start + 1;
    for (size_t i = 0; i < VG_COUNT(two); i++)
        if (vg_str_starts(rest, vg_str_of(two[i])))
            l->next = start + 2;
    if (!strchr("(),=<>+-*/%^", *rest.ptr))
        return vg_fail(l->maker->err, VG_BAD_INPUT, "filter", "character %zu: '%c' has no meaning here",
                       position(l, start), *rest.ptr >= ' ' && *rest.ptr < 127 ? *rest.ptr : '?');
    l->token.kind = CQL2_SIGN;
    return VG_OK;
}

enum vg_status vg_cql2_lex_next(struct cql2_lexer *l)
{
    size_t start = skip_space(l, l->next);
    enum vg_status r = VG_OK;

    l->token = (struct cql2_token){.kind = CQL2_END, .at = position(l, start)};
    l->next = start;
    if (start == l->text.len)
        return VG_OK;
    char c = l->text.ptr[start], after = start + 1 < l->text.len ? l->text.ptr[start + 1] : 0;
    if (c == '\'' || c == '"')
        r = read_quoted(l, start, c);
    else if (is_digit(c) || (c == '.' && is_digit(after)))
        r = read_number(l, start);
    else if (starts_word(c))
        read_word(l, start);
    else
        r = read_sign(l, start);
    l->token.raw = (struct vg_str){l->text.ptr + start, l->next - start};
    if (l->token.kind != CQL2_NAME && l->token.kind != CQL2_TEXT)
        l->token.text = l->token.raw;
    return r;
}

enum vg_status vg_cql2_lex_start(struct cql2_lexer *l, struct vg_str text, struct vg_syntax_maker *m)
{
    *l = (struct cql2_lexer){.text = text, .maker = m};
    return vg_cql2_lex_next(l);
}

char vg_cql2_lex_peek(const struct cql2_lexer *l)
{
    size_t at = skip_space(l, l->next);

    return at < l->text.len ? l->text.ptr[at] : 0;
}

bool vg_cql2_lex_is_word(const struct cql2_lexer *l, const char *word)
{
    return l->token.kind == CQL2_WORD && vg_str_is_nocase(l->token.text, word);
}

bool vg_cql2_lex_is_sign(const struct cql2_lexer *l, const char *sign)
{
    return l->token.kind == CQL2_SIGN && vg_str_is(l->token.text, sign);
}

enum vg_status vg_cql2_lex_span(struct cql2_lexer *l, struct vg_str *out)
{
    const char *start = l->token.raw.ptr;
    size_t at = (size_t)(start - l->text.ptr), depth = 0;

    for (; at < l->text.len; at++) {
        depth += l->text.ptr[at] == '(';
        if (l->text.ptr[at] == ')' && depth <= 1)
            break;
        depth -= l->text.ptr[at] == ')';
    }
    l->next = at < l->text.len ? at + 1 : at;
    *out = (struct vg_str){start, (size_t)(l->text.ptr + l->next - start)};
    return vg_cql2_lex_next(l);
}
