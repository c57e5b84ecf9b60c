/* check_expr.c — CHECK constraints that list values or bound numbers.
 *
 * PostgreSQL writes them in one way whatever the user wrote: (kind = ANY (ARRAY['a'::text, 'b'::text])),
 * ((n >= 0) AND (n <= 10)).  Brackets and casts are left out; what is left is a chain of comparisons joined by AND, where
 * no bracket changes anything, or it is not read. */
#include "check_expr.h"

#include <ctype.h>

#define MAX_CODES 1000

enum token_kind { END, WORD, NAME, TEXT, OTHER };

struct token {
    enum token_kind kind;
    struct vg_str text;
};

struct reader {
    const char *at, *end;
    struct vg_arena *arena;
    struct token now;
};

static bool is_word(char c)
{
    return isalnum((unsigned char)c) || c == '_' || c == '$' || c == '.' || (unsigned char)c >= 0x80;
}

/* The text between quotes, those in it written once. */
static struct vg_str read_quoted(struct reader *r, char quote)
{
    char *text = vg_arena_alloc(r->arena, (size_t)(r->end - r->at) + 1);
    size_t n = 0;
    for (r->at++; text && r->at < r->end; r->at++) {
        if (*r->at == quote && (++r->at == r->end || *r->at != quote))
            break;
        text[n++] = *r->at;
    }
    return (struct vg_str){text, text ? n : 0};
}

static struct vg_str read_word(struct reader *r)
{
    const char *start = r->at;
    if (r->at < r->end && *r->at == '-')
        r->at++;
    while (r->at < r->end && is_word(*r->at))
        r->at++;
    return (struct vg_str){start, (size_t)(r->at - start)};
}

static void skip_spaces(struct reader *r)
{
    while (r->at < r->end && *r->at == ' ')
        r->at++;
}

static bool goes_on(const struct reader *r)
{
    static const char *const words[] = {" precision", " varying", " without time zone", " with time zone"};
    struct vg_str rest = {r->at, (size_t)(r->end - r->at)};
    for (size_t i = 0; i < VG_COUNT(words); i++)
        if (vg_str_starts(rest, vg_str_of(words[i])))
            return true;
    return false;
}

/* ::double precision, ::character varying(10)[], ::"My Schema".kind */
static void skip_cast(struct reader *r)
{
    r->at += 2;
    do {
        skip_spaces(r);
        if (r->at < r->end && *r->at == '"')
            (void)read_quoted(r, '"');
        else
            (void)read_word(r);
    } while (r->at < r->end && (*r->at == '.' || *r->at == '"' || goes_on(r) || isalpha((unsigned char)*r->at)));
    if (r->at < r->end && *r->at == '(')
        while (r->at < r->end && *r->at++ != ')')
            ;
    while (r->at + 1 < r->end && r->at[0] == '[' && r->at[1] == ']')
        r->at += 2;
}

static void next(struct reader *r)
{
    while (r->at < r->end && (*r->at == ' ' || *r->at == '(' || *r->at == ')' || *r->at == ':')) {
        if (*r->at == ':')
            skip_cast(r);
        else
            r->at++;
    }
    const char *start = r->at;
    if (r->at == r->end) {
        r->now = (struct token){.kind = END};
    } else if (*r->at == '\'') {
        r->now = (struct token){TEXT, read_quoted(r, '\'')};
    } else if (*r->at == '"') {
        r->now = (struct token){NAME, read_quoted(r, '"')};
    } else if (is_word(*r->at) || *r->at == '-') {
        r->now = (struct token){WORD, read_word(r)};
    } else {
        r->at++;
        if (r->at < r->end && *r->at == '=')
            r->at++;
        r->now = (struct token){OTHER, {start, (size_t)(r->at - start)}};
    }
}

static bool take(struct reader *r, enum token_kind kind, const char *text)
{
    if (r->now.kind != kind || !vg_str_is(r->now.text, text))
        return false;
    next(r);
    return true;
}

static bool take_value(struct reader *r, enum vg_type type, struct vg_value *out)
{
    struct vg_str text = r->now.text;
    bool quoted = r->now.kind == TEXT;
    if (r->now.kind != TEXT && r->now.kind != WORD)
        return false;
    next(r);
    if (type == VG_T_TEXT || type == VG_T_INT)
        return (quoted || type == VG_T_INT) && vg_code_parse(type, text, out);
    *out = (struct vg_value){.kind = VG_V_DOUBLE};
    return (type == VG_T_DOUBLE || type == VG_T_FLOAT || type == VG_T_DECIMAL) && vg_str_double(text, &out->real);
}

static bool read_list(struct reader *r, enum vg_type type, struct vg_domain *out)
{
    struct vg_code *codes = vg_arena_array(r->arena, MAX_CODES, sizeof *codes);
    size_t n = 0;
    if (!codes || out->n_codes || !take(r, WORD, "ARRAY") || !take(r, OTHER, "["))
        return false;
    do {
        if (n == MAX_CODES || !take_value(r, type, &codes[n++].value))
            return false;
    } while (take(r, OTHER, ","));
    if (!take(r, OTHER, "]"))
        return false;
    out->codes = codes;
    out->n_codes = n;
    return true;
}

static bool read_bound(struct reader *r, bool lower, bool open, enum vg_type type, struct vg_domain *out)
{
    struct vg_value *bound = lower ? &out->min : &out->max;
    if (bound->kind != VG_V_NULL || type == VG_T_TEXT)
        return false;
    *(lower ? &out->above_min : &out->below_max) = open;
    return take_value(r, type, bound);
}

static bool read_clause(struct reader *r, const char *column, enum vg_type type, struct vg_domain *out)
{
    if (!take(r, WORD, column) && !take(r, NAME, column))
        return false;
    if (take(r, OTHER, "="))
        return take(r, WORD, "ANY") && (type == VG_T_TEXT || type == VG_T_INT) && read_list(r, type, out);
    static const struct { const char *text; bool lower, open; } bounds[] = {
        {">", true, true}, {">=", true, false}, {"<", false, true}, {"<=", false, false},
    };
    for (size_t i = 0; i < VG_COUNT(bounds); i++)
        if (take(r, OTHER, bounds[i].text))
            return read_bound(r, bounds[i].lower, bounds[i].open, type, out);
    return false;
}

bool vg_pg_check_read(struct vg_str expression, const char *column, enum vg_type type, struct vg_arena *a,
                      struct vg_domain *out)
{
    struct reader r = {.at = expression.ptr, .end = expression.ptr + expression.len, .arena = a};
    struct vg_domain read = *out;
    next(&r);
    do {
        if (!read_clause(&r, column, type, &read))
            return false;
    } while (take(&r, WORD, "AND"));
    if (r.now.kind != END)
        return false;
    *out = read;
    return true;
}
