/* Text of a request into a value of a field's type: one function a type, one sentence for each way to be wrong.
 *
 * What comes out can be bound by any store without a further check: well-formed text without NUL, numbers
 * that are finite, decimals of a bounded size (an exponent of nine digits would be a number of a gigabyte). */
#include <vigie/base/arena.h>
#include <vigie/base/number.h>

#include "literal.h"

#define MAX_DECIMAL_DIGITS 1000
#define MAX_EXPONENT_DIGITS 3
#define UUID_LENGTH 36
#define MOST_SHOWN 60

/* The culprit in a message: not all of a long one, so that what would be right is still read. */
static int shown(struct vg_str s)
{
    size_t n = s.len < MOST_SHOWN ? s.len : MOST_SHOWN;

    while (n && n < s.len && ((unsigned char)s.ptr[n] & 0xC0) == 0x80)
        n--;
    return (int)n;
}

static const char *bytes_of(struct vg_str s)
{
    return s.ptr ? s.ptr : "";
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static size_t skip_digits(struct vg_str s, size_t at)
{
    while (at < s.len && is_digit(s.ptr[at]))
        at++;
    return at;
}

bool vg_literal_is_number(struct vg_str s)
{
    size_t at = s.len && *s.ptr == '-' ? 1 : 0, from = at;

    at = skip_digits(s, at);
    if (at == from || s.len > MAX_DECIMAL_DIGITS || (at - from > 1 && s.ptr[from] == '0'))
        return false;
    if (at < s.len && s.ptr[at] == '.') {
        from = at + 1;
        at = skip_digits(s, from);
        if (at == from)
            return false;
    }
    if (at < s.len && (s.ptr[at] == 'e' || s.ptr[at] == 'E')) {
        from = at + 1;
        if (from < s.len && (s.ptr[from] == '-' || s.ptr[from] == '+'))
            from++;
        at = skip_digits(s, from);
        if (at == from || at - from > MAX_EXPONENT_DIGITS)
            return false;
    }
    return at == s.len;
}

static bool is_integer_text(struct vg_str s)
{
    size_t from = s.len && (*s.ptr == '-' || *s.ptr == '+') ? 1 : 0;

    return s.len > from && skip_digits(s, from) == s.len;
}

static enum vg_status parse_bool(const struct vg_field *f, struct vg_str s, struct vg_value *out,
                                 struct vg_error *err)
{
    if (!vg_str_is(s, "true") && !vg_str_is(s, "false"))
        return vg_fail(err, VG_BAD_INPUT, f->name, "'%.*s' is no boolean: write 'true' or 'false'",
                       shown(s), bytes_of(s));
    *out = (struct vg_value){.kind = VG_V_BOOL, .boolean = s.len == 4};
    return VG_OK;
}

static enum vg_status parse_int(const struct vg_field *f, struct vg_str s, struct vg_value *out,
                                struct vg_error *err)
{
    int64_t v;

    if (!vg_str_int64(s, &v)) {
        if (is_integer_text(s))
            return vg_fail(err, VG_BAD_INPUT, f->name,
                           "'%.*s' is too large: integers have 64 bits", shown(s), bytes_of(s));
        return vg_fail(err, VG_BAD_INPUT, f->name, "'%.*s' is no integer: write digits, as in '12'",
                       shown(s), bytes_of(s));
    }
    *out = (struct vg_value){.kind = VG_V_INT, .integer = v};
    return VG_OK;
}

static enum vg_status parse_real(const struct vg_field *f, struct vg_str s, struct vg_value *out,
                                 struct vg_error *err)
{
    double v;

    if (!vg_str_double(s, &v))
        return vg_fail(err, VG_BAD_INPUT, f->name, "'%.*s' is no number: write it as in '12.5'",
                       shown(s), bytes_of(s));
    *out = (struct vg_value){.kind = VG_V_DOUBLE, .real = v};
    if (f->type == VG_T_FLOAT && v >= -3.4028234663852886e38 && v <= 3.4028234663852886e38)
        *out = (struct vg_value){.kind = VG_V_FLOAT, .real = (float)v};
    return VG_OK;
}

static enum vg_status parse_decimal(const struct vg_field *f, struct vg_str s, struct vg_arena *a,
                                    struct vg_value *out, struct vg_error *err)
{
    if (!vg_literal_is_number(s))
        return vg_fail(err, VG_BAD_INPUT, f->name, "'%.*s' is no number: write it as in '12.5'",
                       shown(s), bytes_of(s));
    *out = (struct vg_value){.kind = VG_V_NUMBER, .text = vg_arena_str(a, s)};
    return vg_arena_check(a, err);
}

static enum vg_status parse_text(const struct vg_field *f, struct vg_str s, struct vg_arena *a,
                                 struct vg_value *out, struct vg_error *err)
{
    size_t bad_at;

    if (!vg_utf8_valid(s, &bad_at))
        return vg_fail(err, VG_BAD_INPUT, f->name, "the text is not UTF-8 at byte %zu", bad_at + 1);
    *out = (struct vg_value){.kind = VG_V_TEXT, .text = vg_arena_str(a, s.ptr ? s : VG_STR(""))};
    return vg_arena_check(a, err);
}

static enum vg_status parse_uuid(const struct vg_field *f, struct vg_str s, struct vg_arena *a,
                                 struct vg_value *out, struct vg_error *err)
{
    bool good = s.len == UUID_LENGTH;
    char text[UUID_LENGTH];

    for (size_t i = 0; good && i < UUID_LENGTH; i++) {
        char c = s.ptr[i];
        text[i] = c >= 'A' && c <= 'F' ? (char)(c + 'a' - 'A') : c;
        if (i == 8 || i == 13 || i == 18 || i == 23)
            good = c == '-';
        else
            good = is_digit(c) || (text[i] >= 'a' && text[i] <= 'f');
    }
    if (!good)
        return vg_fail(err, VG_BAD_INPUT, f->name,
                       "'%.*s' is no UUID: write 32 hexadecimal digits in groups of 8-4-4-4-12",
                       shown(s), bytes_of(s));
    *out = (struct vg_value){.kind = VG_V_TEXT,
                             .text = vg_arena_str(a, (struct vg_str){text, UUID_LENGTH})};
    return vg_arena_check(a, err);
}

static enum vg_status parse_date(const struct vg_field *f, struct vg_str s, struct vg_value *out,
                                 struct vg_error *err)
{
    struct vg_instant t;

    if (vg_instant_parse(s, &t, NULL) != VG_OK || !t.date_only)
        return vg_fail(err, VG_BAD_INPUT, f->name, "'%.*s' is no date: write it as in '2018-02-12'",
                       shown(s), bytes_of(s));
    /* a date begins at midnight: there is no remainder, and so no rounding before 1970 */
    *out = (struct vg_value){.kind = VG_V_DATE, .integer = t.us / VG_US_PER_DAY};
    return VG_OK;
}

static enum vg_status parse_datetime(const struct vg_field *f, struct vg_str s, struct vg_value *out,
                                     bool *whole_day_out, struct vg_error *err)
{
    struct vg_instant t;

    if (vg_instant_parse(s, &t, NULL) != VG_OK)
        return vg_fail(err, VG_BAD_INPUT, f->name,
                       "'%.*s' is no date and time: write it as in '2018-02-12T23:20:50Z'", shown(s),
                       bytes_of(s));
    *out = (struct vg_value){.kind = f->type == VG_T_DATETIME ? VG_V_DATETIME : VG_V_LOCALTIME,
                             .integer = t.us};
    *whole_day_out = t.date_only;
    return VG_OK;
}

static enum vg_status parse_time(const struct vg_field *f, struct vg_str s, struct vg_value *out,
                                 struct vg_error *err)
{
    /* a time of day is read as one of the first day there is */
    char text[64] = "1970-01-01T";
    size_t head = strlen(text);
    struct vg_instant t = {.us = -1};

    if (s.len && s.len <= sizeof(text) - head) {
        memcpy(text + head, s.ptr, s.len);
        if (vg_instant_parse((struct vg_str){text, head + s.len}, &t, NULL) != VG_OK || t.has_offset)
            t.us = -1;
    }
    if (t.us < 0 || t.us >= VG_US_PER_DAY)
        return vg_fail(err, VG_BAD_INPUT, f->name,
                       "'%.*s' is no time of day: write it as in '23:20:50'", shown(s), bytes_of(s));
    *out = (struct vg_value){.kind = VG_V_TIME, .integer = t.us};
    return VG_OK;
}

enum vg_status vg_literal_parse(const struct vg_field *f, struct vg_str text, struct vg_arena *a,
                                struct vg_value *out, bool *whole_day_out, struct vg_error *err)
{
    *whole_day_out = false;
    switch (f->type) {
    case VG_T_BOOL:
        return parse_bool(f, text, out, err);
    case VG_T_INT:
        return parse_int(f, text, out, err);
    case VG_T_FLOAT:
    case VG_T_DOUBLE:
        return parse_real(f, text, out, err);
    case VG_T_DECIMAL:
        return parse_decimal(f, text, a, out, err);
    case VG_T_TEXT:
        return parse_text(f, text, a, out, err);
    case VG_T_UUID:
        return parse_uuid(f, text, a, out, err);
    case VG_T_DATE:
        return parse_date(f, text, out, err);
    case VG_T_DATETIME:
    case VG_T_LOCALTIME:
        return parse_datetime(f, text, out, whole_day_out, err);
    case VG_T_TIME:
        return parse_time(f, text, out, err);
    case VG_T_JSON:
    case VG_T_BYTES:
        break;
    }
    return vg_fail(err, VG_BAD_INPUT, f->name, "a field of type %s cannot be compared with a text",
                   vg_text(err ? err->lang : VG_EN, vg_type_name(f->type)));
}

enum vg_status vg_expr_equals_text(const struct vg_collection *c, int field, struct vg_str text,
                                   struct vg_arena *a, const struct vg_expr **out, struct vg_error *err)
{
    struct vg_value v;
    bool whole_day;
    enum vg_status r = vg_literal_parse(&c->fields[field], text, a, &v, &whole_day, err);

    if (r != VG_OK)
        return r;

    const struct vg_expr *property = vg_expr_property(a, field);
    const struct vg_expr *e;
    if (whole_day) {
        struct vg_value last = v;
        last.integer += VG_US_PER_DAY - 1;
        e = vg_expr_and(a, vg_expr_compare(a, VG_OP_GE, property, vg_expr_literal(a, v)),
                        vg_expr_compare(a, VG_OP_LE, property, vg_expr_literal(a, last)));
    } else {
        e = vg_expr_compare(a, VG_OP_EQ, property, vg_expr_literal(a, v));
    }
    r = vg_arena_check(a, err);
    if (r == VG_OK)
        *out = e;
    return r;
}
