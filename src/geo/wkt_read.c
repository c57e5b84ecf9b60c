/* wkt_read.c — well-known text into WKB.
 *
 * Forms beyond the standard that are in use are read, too: dimensions told by the numbers alone
 * ("POINT (1 2 3)"), the letters glued to the word ("POINTZ"), MULTIPOINT without inner
 * parentheses. All of a geometry has the dimensions of its whole.  As its type code stands before
 * the first number, a look ahead finds them out before anything is written.
 *
 * The bytes are gathered in a buffer, since their number is known at the end only, and then
 * copied. */
#include <vigie/geo/geom.h>

#include <math.h>

#include "wkb.h"

/* The most bytes of WKB that a character of WKT can make ("EMPTY," of a MULTIPOINT ZM: 37 from
 * 6). */
#define BYTES_PER_CHAR 8
#define WORD_MAX 32

struct reader {
    struct vg_str text;
    size_t at;
    struct vg_buf *to;
    struct vg_error *err;
    bool has_z, has_m;
    int dims;
};

static bool is_space(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* What a number is made of; whether it is one is for vg_str_double to say. */
static bool is_numeric(char c)
{
    return (c >= '0' && c <= '9') || c == '+' || c == '-' || c == '.' || is_letter(c);
}

/* wanted: English, a key of the catalogue of sentences like any other. */
static enum vg_status fault(struct reader *r, const char *wanted)
{
    return vg_fail(r->err, VG_BAD_INPUT, "", "the WKT is wrong at offset %zu: %s was expected",
                   r->at, vg_text(r->err ? r->err->lang : VG_EN, wanted));
}

static void skip_space(struct reader *r)
{
    while (r->at < r->text.len && is_space(r->text.ptr[r->at]))
        r->at++;
}

/* The next character after white space; 0 at the end. */
static char peek(struct reader *r)
{
    skip_space(r);
    return r->at < r->text.len ? r->text.ptr[r->at] : 0;
}

static bool accept(struct reader *r, char c)
{
    if (peek(r) != c)
        return false;
    r->at++;
    return true;
}

static struct vg_str word(struct reader *r)
{
    skip_space(r);
    struct vg_str w = {r->text.ptr + r->at, 0};
    while (r->at < r->text.len && is_letter(r->text.ptr[r->at])) {
        r->at++;
        w.len++;
    }
    return w;
}

/* A word that is there may be looked at without being taken. */
static bool accept_word(struct reader *r, const char *wanted)
{
    size_t start = r->at;
    if (vg_str_is_nocase(word(r), wanted))
        return true;
    r->at = start;
    return false;
}

static struct vg_str number_text(struct reader *r)
{
    skip_space(r);
    struct vg_str n = {r->text.ptr + r->at, 0};
    while (r->at + n.len < r->text.len && is_numeric(r->text.ptr[r->at + n.len]))
        n.len++;
    return n;
}

/* "Z", "M", "ZM" as a word, or as the end of a type's name. */
static bool dims_of(struct vg_str s, bool *z, bool *m)
{
    *z = vg_str_is_nocase(s, "Z") || vg_str_is_nocase(s, "ZM");
    *m = vg_str_is_nocase(s, "M") || vg_str_is_nocase(s, "ZM");
    return *z || *m;
}

/* Split "POINTZM" into the type and "ZM"; a plain name leaves the rest empty. */
static enum vg_geom_type type_of(struct vg_str w, struct vg_str *rest)
{
    for (size_t cut = 0; cut <= 2 && cut < w.len; cut++) {
        enum vg_geom_type type = vg_geom_type_exact((struct vg_str){w.ptr, w.len - cut});
        *rest = (struct vg_str){w.ptr + w.len - cut, cut};
        bool z, m;
        if (type != VG_GEOM_ANY && (cut == 0 || dims_of(*rest, &z, &m)))
            return type;
    }
    return VG_GEOM_ANY;
}

static int count_numbers(struct reader *r)
{
    int n = 0;
    for (;;) {
        struct vg_str s = number_text(r);
        if (s.len == 0 || n > 4)
            return n;
        r->at += s.len;
        n++;
    }
}

/* The dimensions: told by the first Z, M or ZM, else by the first position. */
static void find_dims(struct reader *r)
{
    while (r->at < r->text.len) {
        char c = peek(r);
        if (is_letter(c)) {
            struct vg_str w = word(r), rest;
            bool z, m;
            if (dims_of(w, &z, &m) || (type_of(w, &rest) && dims_of(rest, &z, &m))) {
                r->has_z = z;
                r->has_m = m;
                break;
            }
        } else if (is_numeric(c)) {
            int n = count_numbers(r);
            r->has_z = n > 2;
            r->has_m = n > 3;
            break;
        } else {
            r->at++;
        }
    }
    r->dims = 2 + r->has_z + r->has_m;
    r->at = 0;
}

static void put_u32(struct reader *r, uint32_t v)
{
    vg_buf_add(r->to, &v, sizeof(v));
}

static void put_type(struct reader *r, enum vg_geom_type type)
{
    unsigned char head[5];
    wkb_put_type(head, type, r->has_z, r->has_m);
    vg_buf_add(r->to, head, sizeof(head));
}

/* A count that is not known yet; where it stands. */
static size_t reserve_count(struct reader *r)
{
    size_t at = r->to->len;
    put_u32(r, 0);
    return at;
}

static void set_count(struct reader *r, size_t at, uint32_t n)
{
    if (r->to->failed == VG_OK)
        memcpy(r->to->ptr + at, &n, sizeof(n));
}

static enum vg_status position(struct reader *r)
{
    for (int d = 0; d < r->dims; d++) {
        struct vg_str s = number_text(r);
        double v;
        if (!vg_str_double(s, &v))
            return fault(r, "a finite number");
        r->at += s.len;
        v += 0.0; /* −0 becomes 0: for PostGIS a ring from the one to the other is open */
        vg_buf_add(r->to, &v, sizeof(v));
    }
    if (number_text(r).len > 0)
        return fault(r, "a position of as many numbers as the first");
    return VG_OK;
}

static enum vg_status point(struct reader *r)
{
    if (accept_word(r, "EMPTY")) {
        const double none = NAN;
        for (int d = 0; d < r->dims; d++)
            vg_buf_add(r->to, &none, sizeof(none));
        return VG_OK;
    }
    if (!accept(r, '('))
        return fault(r, "'(' or EMPTY");
    enum vg_status s = position(r);
    if (s != VG_OK)
        return s;
    return accept(r, ')') ? VG_OK : fault(r, "')'");
}

static enum vg_status geometry(struct reader *r, const struct geom_kind *parent, int depth);
static enum vg_status body(struct reader *r, enum vg_geom_type type, int depth);
static enum vg_status members(struct reader *r, const struct geom_kind *kind, int depth);

static enum vg_status member(struct reader *r, const struct geom_kind *kind, int depth)
{
    if (kind->layout == LAYOUT_RINGS)
        return members(r, NULL, depth);
    char c = peek(r);
    if (kind->bare == VG_GEOM_POINT && is_numeric(c) && !is_letter(c)) {
        put_type(r, VG_GEOM_POINT);
        return position(r);
    }
    return geometry(r, kind, depth + 1);
}

/* kind: NULL for a sequence of positions. */
static enum vg_status members(struct reader *r, const struct geom_kind *kind, int depth)
{
    size_t at = reserve_count(r);
    if (accept_word(r, "EMPTY"))
        return VG_OK;
    if (!accept(r, '('))
        return fault(r, "'(' or EMPTY");
    uint32_t n = 0;
    do {
        enum vg_status s = kind ? member(r, kind, depth) : position(r);
        if (s != VG_OK)
            return s;
        n++;
    } while (accept(r, ','));
    set_count(r, at, n);
    return accept(r, ')') ? VG_OK : fault(r, "',' or ')'");
}

/* What follows the word. */
static enum vg_status body(struct reader *r, enum vg_geom_type type, int depth)
{
    put_type(r, type);
    const struct geom_kind *kind = geom_kind(type);
    switch (kind->layout) {
    case LAYOUT_POINT:
        return point(r);
    case LAYOUT_POINTS:
        return members(r, NULL, depth);
    default:
        return members(r, kind, depth);
    }
}

/* Z, M or ZM, if given, must be those of the whole. */
static enum vg_status same_dims(struct reader *r, struct vg_str glued)
{
    size_t start = r->at;
    bool z, m;
    if (!dims_of(glued, &z, &m) && !dims_of(word(r), &z, &m)) {
        r->at = start;
        return VG_OK;
    }
    if (z == r->has_z && m == r->has_m)
        return VG_OK;
    r->at = start;
    return fault(r, "the same Z and M in all parts");
}

/* A geometry with its word, or without where its place allows that. */
static enum vg_status geometry(struct reader *r, const struct geom_kind *parent, int depth)
{
    if (depth > VG_GEOM_MAX_DEPTH)
        return vg_fail(r->err, VG_BAD_INPUT, "",
                       "the WKT is nested deeper than %d levels at offset %zu", VG_GEOM_MAX_DEPTH,
                       r->at);
    size_t start = r->at;
    struct vg_str w = word(r), glued = {0};
    if (parent && parent->bare && (w.len == 0 || vg_str_is_nocase(w, "EMPTY"))) {
        r->at = start;
        return body(r, parent->bare, depth);
    }
    enum vg_geom_type type = w.len <= WORD_MAX ? type_of(w, &glued) : VG_GEOM_ANY;
    if (type == VG_GEOM_ANY || geom_kind(type)->layout == LAYOUT_ABSTRACT ||
        (parent && !(parent->parts & GEOM_BIT(type)))) {
        r->at = start;
        skip_space(r);
        return fault(r, parent ? "a geometry that can be part of the one around it"
                               : "a geometry type such as 'POINT'");
    }
    enum vg_status s = same_dims(r, glued);
    return s == VG_OK ? body(r, type, depth) : s;
}

enum vg_status vg_geom_from_wkt(struct vg_str wkt, struct vg_arena *a, struct vg_geom *out,
                                struct vg_error *err)
{
    VG_AUTO(vg_buf_finish) struct vg_buf b;
    vg_buf_init(&b, (wkt.len + 1) * BYTES_PER_CHAR);
    struct reader r = {.text = wkt, .to = &b, .err = err};
    find_dims(&r);
    enum vg_status s = geometry(&r, NULL, 1);
    if (s != VG_OK)
        return s;
    if (peek(&r) != 0 || r.at < wkt.len)
        return fault(&r, "the end");
    if ((s = vg_buf_check(&b, err)) != VG_OK)
        return s;
    unsigned char *copy = vg_arena_alloc(a, b.len);
    if (!copy)
        return vg_arena_check(a, err);
    memcpy(copy, b.ptr, b.len);
    *out = (struct vg_geom){copy, b.len};
    return VG_OK;
}
