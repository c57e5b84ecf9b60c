/* The literals of CQL2 text: texts, numbers, dates, intervals, boxes and geometries (which geo reads as WKT). */
#include "cql2_literal.h"

#include <vigie/base/keyword.h>

static enum vg_status read_date(struct cql2_lexer *l, struct vg_syntax *s);
static enum vg_status read_timestamp(struct cql2_lexer *l, struct vg_syntax *s);
static enum vg_status read_interval(struct cql2_lexer *l, struct vg_syntax *s);
static enum vg_status read_box(struct cql2_lexer *l, struct vg_syntax *s);
static enum vg_status read_geometry(struct cql2_lexer *l, struct vg_syntax *s);

/* Sorted. */
static const struct literal {
    const char *name;
    enum vg_syntax_kind kind;
    enum vg_status (*read)(struct cql2_lexer *l, struct vg_syntax *s);
} literals[] = {
    {"bbox", VG_S_BOX, read_box},
    {"date", VG_S_DATE, read_date},
    {"geometrycollection", VG_S_GEOMETRY, read_geometry},
    {"interval", VG_S_INTERVAL, read_interval},
    {"linestring", VG_S_GEOMETRY, read_geometry},
    {"multilinestring", VG_S_GEOMETRY, read_geometry},
    {"multipoint", VG_S_GEOMETRY, read_geometry},
    {"multipolygon", VG_S_GEOMETRY, read_geometry},
    {"point", VG_S_GEOMETRY, read_geometry},
    {"polygon", VG_S_GEOMETRY, read_geometry},
    {"timestamp", VG_S_TIMESTAMP, read_timestamp},
};

static const struct literal *literal_of(struct vg_str word)
{
    char lower[20];

    if (word.len > sizeof lower)
        return NULL;
    for (size_t i = 0; i < word.len; i++)
        lower[i] = word.ptr[i] >= 'A' && word.ptr[i] <= 'Z' ? (char)(word.ptr[i] - 'A' + 'a') : word.ptr[i];
    return VG_KEYWORD(((struct vg_str){lower, word.len}), literals);
}

/* Before a '(' only, so that a property may have such a name; POINT Z ( and POINT EMPTY too. */
bool vg_cql2_starts_literal(const struct cql2_lexer *l)
{
    const struct literal *row = literal_of(l->token.text);
    char next = vg_cql2_lex_peek(l);

    if (!row || next == '(')
        return row != NULL;
    return row->kind == VG_S_GEOMETRY && (next == 'Z' || next == 'z');
}

enum vg_status vg_cql2_read_literal(struct cql2_lexer *l, struct vg_syntax **out)
{
    const struct literal *row = literal_of(l->token.text);
    enum vg_status r = vg_syntax_new(l->maker, row->kind, out);

    if (r != VG_OK)
        return r;
    (*out)->at = l->token.at;
    return row->read(l, *out);
}

enum vg_status vg_cql2_read_scalar(struct cql2_lexer *l, bool minus, struct vg_syntax **out)
{
    bool is_text = l->token.kind == CQL2_TEXT;
    enum vg_status r = vg_syntax_new(l->maker, is_text ? VG_S_TEXT : VG_S_NUMBER, out);
    struct vg_str text = l->token.text;

    if (r != VG_OK)
        return r;
    (*out)->at = l->token.at;
    if (is_text) {
        (*out)->text = text;
        return vg_cql2_lex_next(l);
    }
    const char *number = vg_arena_printf(l->maker->arena, "%s%s%.*s", minus ? "-" : "", *text.ptr == '.' ? "0" : "",
                                         (int)(text.len - (text.ptr[text.len - 1] == '.')), text.ptr);
    (*out)->text = vg_str_of(number);
    if (!number || !vg_str_double((*out)->text, &(*out)->real))
        return vg_cql2_lex_expected(l, "a number that a double can hold");
    return vg_cql2_lex_next(l);
}

/* --- times ---------------------------------------------------------------------------------------- */

static enum vg_status open_bracket(struct cql2_lexer *l)
{
    enum vg_status r = vg_cql2_lex_next(l); /* the word */

    if (r == VG_OK && !vg_cql2_lex_is_sign(l, "("))
        return vg_cql2_lex_expected(l, "'('");
    return r == VG_OK ? vg_cql2_lex_next(l) : r;
}

static enum vg_status close_bracket(struct cql2_lexer *l)
{
    return vg_cql2_lex_is_sign(l, ")") ? vg_cql2_lex_next(l) : vg_cql2_lex_expected(l, "')'");
}

static enum vg_status read_instant(struct cql2_lexer *l, struct vg_syntax *s, const char *wanted)
{
    enum vg_status r = open_bracket(l);

    if (r == VG_OK && (l->token.kind != CQL2_TEXT || !vg_syntax_set_time(s, s->kind, l->token.text)))
        return vg_cql2_lex_expected(l, wanted);
    if (r == VG_OK)
        r = vg_cql2_lex_next(l);
    return r == VG_OK ? close_bracket(l) : r;
}

static enum vg_status read_date(struct cql2_lexer *l, struct vg_syntax *s)
{
    return read_instant(l, s, "a date such as '2018-02-12'");
}

static enum vg_status read_timestamp(struct cql2_lexer *l, struct vg_syntax *s)
{
    return read_instant(l, s, "a timestamp such as '2018-02-12T23:20:50Z'");
}

bool vg_cql2_set_side(struct vg_syntax *s, struct vg_str text)
{
    if (vg_str_is(text, "..")) {
        s->kind = VG_S_OPEN;
        return true;
    }
    return vg_syntax_set_time(s, VG_S_DATE, text) || vg_syntax_set_time(s, VG_S_TIMESTAMP, text);
}

static enum vg_status read_side(struct cql2_lexer *l, struct vg_syntax **out)
{
    static const char wanted[] = "a date, a timestamp, '..' or a property";
    enum vg_status r = vg_syntax_new(l->maker, VG_S_PROPERTY, out);

    if (r != VG_OK)
        return r;
    (*out)->at = l->token.at;
    if (l->token.kind == CQL2_TEXT) {
        if (!vg_cql2_set_side(*out, l->token.text))
            return vg_cql2_lex_expected(l, wanted);
    } else if (l->token.kind == CQL2_NAME ||
               (l->token.kind == CQL2_WORD && !vg_syntax_reserved(l->token.text) && vg_cql2_lex_peek(l) != '(')) {
        (*out)->text = vg_arena_str(l->maker->arena, l->token.text);
    } else {
        return vg_cql2_lex_expected(l, wanted);
    }
    return vg_cql2_lex_next(l);
}

static enum vg_status read_interval(struct cql2_lexer *l, struct vg_syntax *s)
{
    enum vg_status r = open_bracket(l);

    for (int i = 0; r == VG_OK && i < 2; i++) {
        struct vg_syntax *side;
        r = read_side(l, &side);
        if (r != VG_OK)
            return r;
        vg_syntax_append(s, side);
        if (i == 0)
            r = vg_cql2_lex_is_sign(l, ",") ? vg_cql2_lex_next(l) : vg_cql2_lex_expected(l, "','");
    }
    return r == VG_OK ? close_bracket(l) : r;
}

/* --- space ---------------------------------------------------------------------------------------- */

enum vg_status vg_cql2_set_box(struct vg_syntax *s, const double *numbers, size_t n, struct vg_syntax_maker *m)
{
    if (n != 4 && n != 6)
        return vg_fail(m->err, VG_BAD_INPUT, "filter", "%s: a box has 4 or 6 numbers, not %zu",
                       vg_syntax_place(s, m->arena, m->err), n);
    size_t half = n / 2;
    for (size_t i = 0; i < half; i++) {
        s->box.min[i] = numbers[i];
        s->box.max[i] = numbers[half + i];
    }
    s->box.has_z = half == 3;
    return VG_OK;
}

static enum vg_status read_box_number(struct cql2_lexer *l, double *out)
{
    bool minus = vg_cql2_lex_is_sign(l, "-");
    enum vg_status r = minus || vg_cql2_lex_is_sign(l, "+") ? vg_cql2_lex_next(l) : VG_OK;

    if (r != VG_OK)
        return r;
    if (l->token.kind != CQL2_NUMBER || !vg_str_double(l->token.text, out))
        return vg_cql2_lex_expected(l, "a number");
    if (minus)
        *out = -*out;
    return vg_cql2_lex_next(l);
}

static enum vg_status read_box(struct cql2_lexer *l, struct vg_syntax *s)
{
    double numbers[6];
    size_t n = 0;
    enum vg_status r = open_bracket(l);

    if (r == VG_OK && l->token.kind == CQL2_WORD) { /* of older dialects: "BBOX(place, 1, 2, 3, 4)" is a condition */
        s->text = vg_arena_str(l->maker->arena, l->token.text);
        r = vg_cql2_lex_next(l);
        if (r == VG_OK)
            r = vg_cql2_lex_is_sign(l, ",") ? vg_cql2_lex_next(l) : vg_cql2_lex_expected(l, "','");
    }
    while (r == VG_OK) {
        if (n == VG_COUNT(numbers))
            return vg_cql2_lex_expected(l, "')'");
        r = read_box_number(l, &numbers[n++]);
        if (r != VG_OK || !vg_cql2_lex_is_sign(l, ","))
            break;
        r = vg_cql2_lex_next(l);
    }
    if (r == VG_OK)
        r = close_bracket(l);
    return r == VG_OK ? vg_cql2_set_box(s, numbers, n, l->maker) : r;
}

enum vg_status vg_cql2_set_geometry(struct vg_syntax *s, struct vg_str wkt, struct vg_syntax_maker *m)
{
    struct vg_error why = {.lang = m->err ? m->err->lang : VG_EN};
    struct vg_geom_info info;
    enum vg_status r = vg_geom_from_wkt(wkt, m->arena, &s->geom, &why);

    if (r == VG_OK)
        r = vg_geom_check(s->geom, &info, &why);
    if (r == VG_OK)
        return VG_OK;
    return vg_fail(m->err, r, "filter", "%s: %s", vg_syntax_place(s, m->arena, m->err), why.text);
}

static enum vg_status read_geometry(struct cql2_lexer *l, struct vg_syntax *s)
{
    struct vg_str wkt;
    enum vg_status r = vg_cql2_lex_span(l, &wkt);

    return r == VG_OK ? vg_cql2_set_geometry(s, wkt, l->maker) : r;
}
