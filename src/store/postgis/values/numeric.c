/* numeric.c — PostgreSQL's numeric in binary: groups of four decimal digits and a weight.
 *
 * The text is written digit for digit as the server would, so that 1.50 stays 1.50, and is a JSON
 * number.  numeric_send: int16 number of groups, int16 weight of the first (in groups), uint16 sign,
 * uint16 decimals shown, then the groups. */
#include "value.h"

#include <math.h>

#define SIGN_NEGATIVE 0x4000
#define SIGN_NAN 0xC000
#define SIGN_INFINITY 0xD000
#define SIGN_MINUS_INFINITY 0xF000

/* What the server itself bounds: 131072 digits before the point, 16383 after. */
#define MAX_BEFORE 131072
#define MAX_AFTER 16383

static bool read_special(unsigned sign, struct vg_value *out)
{
    double d = sign == SIGN_NAN ? NAN : sign == SIGN_INFINITY ? INFINITY : -INFINITY;
    *out = (struct vg_value){.kind = VG_V_DOUBLE, .real = d};
    return sign == SIGN_NAN || sign == SIGN_INFINITY || sign == SIGN_MINUS_INFINITY;
}

static unsigned group(const unsigned char *p, int n, int i)
{
    return i >= 0 && i < n ? vg_pg_get16(p + 8 + 2 * i) : 0;
}

static char *write_group(char *q, unsigned g, bool first)
{
    char d[4] = {(char)('0' + g / 1000 % 10), (char)('0' + g / 100 % 10), (char)('0' + g / 10 % 10),
                 (char)('0' + g % 10)};
    int skip = 0;
    while (first && skip < 3 && d[skip] == '0')
        skip++;
    memcpy(q, d + skip, (size_t)(4 - skip));
    return q + 4 - skip;
}

bool vg_pg_numeric_read(const unsigned char *p, int len, struct vg_arena *row, struct vg_value *out)
{
    if (len < 8)
        return false;
    int n = vg_pg_get16(p), weight = (int16_t)vg_pg_get16(p + 2), decimals = vg_pg_get16(p + 6) & 0x3fff;
    unsigned sign = vg_pg_get16(p + 4);
    if (len != 8 + 2 * n)
        return false;
    if (sign != 0 && sign != SIGN_NEGATIVE)
        return read_special(sign, out);
    char *text = vg_arena_alloc(row, (size_t)(weight > 0 ? weight : 0) * 4 + (size_t)decimals + 16);
    if (!text)
        return false;
    char *q = text;
    if (sign == SIGN_NEGATIVE)
        *q++ = '-';
    if (weight < 0)
        *q++ = '0';
    for (int i = 0; i <= weight; i++)
        q = write_group(q, group(p, n, i), i == 0);
    if (decimals) {
        *q++ = '.';
        char *end = q + decimals;
        for (int i = weight + 1; q < end; i++)
            q = write_group(q, group(p, n, i), false);
        q = end; /* the last group may have gone past it by up to three digits; there is room */
    }
    *out = (struct vg_value){.kind = VG_V_NUMBER, .text = {text, (size_t)(q - text)}};
    return true;
}

/* ----------------------------------------------------------------------------------------- writing */

struct decimal {
    struct vg_str digits; /* as they stand, with the point among them */
    bool negative;
    int64_t before;       /* digits before the point, the exponent applied; may be negative */
    int64_t n;            /* digits in all */
};

static bool parse(struct vg_str s, struct decimal *out)
{
    *out = (struct decimal){.before = -1};
    size_t i = 0;
    if (i < s.len && (s.ptr[i] == '-' || s.ptr[i] == '+'))
        out->negative = s.ptr[i++] == '-';
    size_t start = i;
    for (; i < s.len && ((s.ptr[i] >= '0' && s.ptr[i] <= '9') || (s.ptr[i] == '.' && out->before < 0)); i++) {
        if (s.ptr[i] == '.')
            out->before = out->n;
        else
            out->n++;
    }
    out->digits = (struct vg_str){s.ptr + start, i - start};
    if (out->before < 0)
        out->before = out->n;
    int64_t exponent = 0;
    if (i < s.len && (s.ptr[i] | 32) == 'e') {
        struct vg_str e = {s.ptr + i + 1, s.len - i - 1};
        if (e.len && *e.ptr == '+')
            e = (struct vg_str){e.ptr + 1, e.len - 1};
        if (!vg_str_int64(e, &exponent) || exponent > MAX_BEFORE || exponent < -MAX_BEFORE)
            return false;
        i = s.len;
    }
    out->before += exponent;
    return i == s.len && out->n > 0 && out->before <= MAX_BEFORE && out->n - out->before <= MAX_AFTER;
}

/* Digit number i counted from the first written one; 0 outside. */
static unsigned digit(const struct decimal *d, int64_t i)
{
    if (i < 0 || i >= d->n)
        return 0;
    const char *point = memchr(d->digits.ptr, '.', d->digits.len);
    size_t at = (size_t)i;
    if (point && at >= (size_t)(point - d->digits.ptr))
        at++;
    return (unsigned)(d->digits.ptr[at] - '0');
}

static unsigned group_of(const struct decimal *d, int64_t weight)
{
    unsigned g = 0;
    for (int64_t i = d->before - 4 * (weight + 1), end = i + 4; i < end; i++)
        g = g * 10 + digit(d, i);
    return g;
}

static int64_t floor_div4(int64_t v)
{
    return v >= 0 ? v / 4 : -((-v + 3) / 4);
}

bool vg_pg_numeric_put(struct vg_buf *b, struct vg_str text)
{
    struct decimal d;
    if (vg_str_is(text, "NaN")) {
        vg_pg_put64(b, (uint64_t)SIGN_NAN << 16);
        return true;
    }
    if (!parse(text, &d))
        return false;
    int64_t first = floor_div4(d.before - 1), last = floor_div4(d.before - d.n);
    while (first >= last && !group_of(&d, first)) /* the server wants no zero groups at either end */
        first--;
    while (last <= first && !group_of(&d, last))
        last++;
    int64_t n = first >= last ? first - last + 1 : 0, decimals = d.n - d.before;
    vg_pg_put16(b, (uint16_t)n);
    vg_pg_put16(b, n ? (uint16_t)first : 0);
    vg_pg_put16(b, n && d.negative ? SIGN_NEGATIVE : 0);
    vg_pg_put16(b, (uint16_t)(decimals > 0 ? decimals : 0));
    for (int64_t w = first; n && w >= last; w--)
        vg_pg_put16(b, (uint16_t)group_of(&d, w));
    return true;
}
