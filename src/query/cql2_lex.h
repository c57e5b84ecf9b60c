/* cql2_lex.h — the words of CQL2 text. */
#ifndef VIGIE_SRC_QUERY_CQL2_LEX_H
#define VIGIE_SRC_QUERY_CQL2_LEX_H

#include "syntax.h"

enum cql2_token_kind {
    CQL2_END,
    CQL2_WORD,   /* text as it stands */
    CQL2_NAME,   /* "quoted": text without the quotes */
    CQL2_TEXT,   /* 'quoted': likewise */
    CQL2_NUMBER, /* without sign */
    CQL2_SIGN,   /* ( ) , = <> < <= > >= + - * / % ^ */
};

struct cql2_token {
    enum cql2_token_kind kind;
    struct vg_str text; /* unquoted texts live in the arena */
    struct vg_str raw;  /* as it stands in the filter */
    size_t at;          /* character from 1 */
};

struct cql2_lexer {
    struct vg_str text;
    size_t next;       /* byte after the token */
    size_t counted_to; /* up to this byte, so many characters: */
    size_t characters;
    struct cql2_token token;
    struct vg_syntax *read; /* the operand before the token, where it was read before one knew that it is one; NULL */
    struct vg_syntax_maker *maker;
};

/* Step to the first token, the next one. */
enum vg_status vg_cql2_lex_start(struct cql2_lexer *l, struct vg_str text, struct vg_syntax_maker *m) VG_MUST_USE;
enum vg_status vg_cql2_lex_next(struct cql2_lexer *l) VG_MUST_USE;

/* The first character after the token, white space aside; 0 at the end. */
char vg_cql2_lex_peek(const struct cql2_lexer *l);
/* Is the token this word (case ignored), this sign? */
bool vg_cql2_lex_is_word(const struct cql2_lexer *l, const char *word);
bool vg_cql2_lex_is_sign(const struct cql2_lexer *l, const char *sign);
/* The text from the token up to and with the ')' that closes the first '(' after it; the token after it becomes the
 * current one. */
enum vg_status vg_cql2_lex_span(struct cql2_lexer *l, struct vg_str *out) VG_MUST_USE;

/* "character 12: a ')' was expected, not 'x'". */
enum vg_status vg_cql2_lex_expected(struct cql2_lexer *l, const char *wanted);

#endif
