/* One typed value: its order among the values of its field, and its plain text.
 *
 * The order is the one both stores are asked for, so that a page token means the same place in either.  A
 * field may hold values of several kinds where the store does not insist (SQLite): numbers come before
 * text, text before bytes, as SQLite has it. */
#include <math.h>

#include <vigie/base/number.h>
#include <vigie/base/time.h>
#include <vigie/model/feature.h>

enum rank { RANK_NUMBER, RANK_TIME, RANK_TEXT, RANK_BYTES, RANK_NULL };

static enum rank rank_of(enum vg_value_kind k)
{
    switch (k) {
    case VG_V_BOOL:
    case VG_V_INT:
    case VG_V_DOUBLE:
    case VG_V_FLOAT:
    case VG_V_NUMBER:
        return RANK_NUMBER;
    case VG_V_DATE:
    case VG_V_DATETIME:
    case VG_V_LOCALTIME:
    case VG_V_TIME:
        return RANK_TIME;
    case VG_V_TEXT:
    case VG_V_JSON:
        return RANK_TEXT;
    case VG_V_BYTES:
        return RANK_BYTES;
    case VG_V_NULL:
        break;
    }
    return RANK_NULL;
}

static int sign_of(int64_t a, int64_t b)
{
    return (a > b) - (a < b);
}

static int compare_bytes(struct vg_str a, struct vg_str b)
{
    size_t n = a.len < b.len ? a.len : b.len;
    int d = n ? memcmp(a.ptr, b.ptr, n) : 0;

    /* UTF-8 keeps the order of code points */
    return d ? (d > 0) - (d < 0) : sign_of((int64_t)a.len, (int64_t)b.len);
}

static int compare_doubles(double a, double b)
{
    if (isnan(a) || isnan(b))
        return (isnan(a) != 0) - (isnan(b) != 0);
    return (a > b) - (a < b);
}

/* Exact also where the integer has more digits than a double holds. */
static int compare_int_double(int64_t i, double d)
{
    if (isnan(d) || d >= 0x1p63)
        return -1;
    if (d < -0x1p63)
        return 1;

    int64_t whole = (int64_t)d;
    return i != whole ? sign_of(i, whole) : compare_doubles(0, d - (double)whole);
}

/* A decimal number cut into sign, digits before the point and digits after it, idle zeros left out. */
struct decimal {
    bool negative;
    struct vg_str whole, fraction;
};

static bool decimal_of(struct vg_str s, struct decimal *out)
{
    struct decimal d = {0};

    if (s.len && (*s.ptr == '-' || *s.ptr == '+')) {
        d.negative = *s.ptr == '-';
        s = (struct vg_str){s.ptr + 1, s.len - 1};
    }
    for (size_t i = 0; i < s.len; i++) {
        if (s.ptr[i] != '.' && (s.ptr[i] < '0' || s.ptr[i] > '9'))
            return false;
    }
    d.whole = vg_str_cut(s, '.', &d.fraction);
    while (d.whole.len && *d.whole.ptr == '0')
        d.whole = (struct vg_str){d.whole.ptr + 1, d.whole.len - 1};
    while (d.fraction.len && d.fraction.ptr[d.fraction.len - 1] == '0')
        d.fraction.len--;
    if (d.whole.len == 0 && d.fraction.len == 0)
        d.negative = false;
    *out = d;
    return true;
}

static int compare_decimals(const struct decimal *a, const struct decimal *b)
{
    if (a->negative != b->negative)
        return a->negative ? -1 : 1;

    int d = sign_of((int64_t)a->whole.len, (int64_t)b->whole.len);
    if (d == 0)
        d = compare_bytes(a->whole, b->whole);
    if (d == 0)
        d = compare_bytes(a->fraction, b->fraction);
    return a->negative ? -d : d;
}

static bool is_integer(const struct vg_value *v)
{
    return v->kind == VG_V_INT || v->kind == VG_V_BOOL;
}

static int64_t integer_of(const struct vg_value *v)
{
    return v->kind == VG_V_BOOL ? v->boolean : v->integer;
}

static double double_of(const struct vg_value *v)
{
    double d = NAN;

    if (v->kind == VG_V_NUMBER)
        return vg_str_double(v->text, &d) ? d : NAN;
    return is_integer(v) ? (double)integer_of(v) : v->real;
}

/* The value as decimal text: an exact number as it is, an integer written into digits. */
static bool decimal_of_value(const struct vg_value *v, char digits[VG_NUMBER_MAX], struct decimal *out)
{
    if (v->kind == VG_V_NUMBER)
        return decimal_of(v->text, out);
    if (!is_integer(v))
        return false;

    char *end = vg_int64_write(digits, integer_of(v));
    return decimal_of((struct vg_str){digits, (size_t)(end - digits)}, out);
}

static int compare_numbers(const struct vg_value *a, const struct vg_value *b)
{
    if (is_integer(a) && is_integer(b))
        return sign_of(integer_of(a), integer_of(b));
    if (a->kind == VG_V_NUMBER || b->kind == VG_V_NUMBER) {
        char digits_a[VG_NUMBER_MAX], digits_b[VG_NUMBER_MAX];
        struct decimal x, y;
        if (decimal_of_value(a, digits_a, &x) && decimal_of_value(b, digits_b, &y))
            return compare_decimals(&x, &y);
        return compare_doubles(double_of(a), double_of(b));
    }
    if (is_integer(a))
        return compare_int_double(integer_of(a), b->real);
    if (is_integer(b))
        return -compare_int_double(integer_of(b), a->real);
    return compare_doubles(a->real, b->real);
}

int vg_value_compare(const struct vg_value *a, const struct vg_value *b)
{
    enum rank r = rank_of(a->kind);

    if (r != rank_of(b->kind))
        return r < rank_of(b->kind) ? -1 : 1;
    switch (r) {
    case RANK_NUMBER:
        return compare_numbers(a, b);
    case RANK_TIME:
        return a->kind != b->kind ? sign_of(a->kind, b->kind) : sign_of(a->integer, b->integer);
    case RANK_TEXT:
    case RANK_BYTES:
        return compare_bytes(a->text, b->text);
    case RANK_NULL:
        break;
    }
    return 0;
}

static void put_base64(struct vg_buf *b, struct vg_str s)
{
    static const char alphabet[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    const unsigned char *p = (const unsigned char *)s.ptr;

    for (size_t i = 0; i < s.len; i += 3) {
        size_t left = s.len - i;
        uint32_t bits = (uint32_t)p[i] << 16 | (left > 1 ? (uint32_t)p[i + 1] << 8 : 0)
                        | (left > 2 ? p[i + 2] : 0);
        char four[4] = {alphabet[bits >> 18], alphabet[bits >> 12 & 63],
                        left > 1 ? alphabet[bits >> 6 & 63] : '=',
                        left > 2 ? alphabet[bits & 63] : '='};
        vg_buf_add(b, four, sizeof(four));
    }
}

static void put_real(struct vg_buf *b, double v, bool is_float)
{
    char digits[VG_NUMBER_MAX];

    if (isnan(v)) {
        VG_BUF_LIT(b, "NaN");
    } else if (isinf(v)) {
        vg_buf_cstr(b, v < 0 ? "-Infinity" : "Infinity");
    } else {
        char *end = is_float ? vg_float_write(digits, (float)v) : vg_double_write(digits, v);
        vg_buf_add(b, digits, (size_t)(end - digits));
    }
}

void vg_value_put_text(struct vg_buf *b, const struct vg_value *v)
{
    switch (v->kind) {
    case VG_V_NULL:
        break;
    case VG_V_BOOL:
        vg_buf_cstr(b, v->boolean ? "true" : "false");
        break;
    case VG_V_INT:
        vg_buf_int64(b, v->integer);
        break;
    case VG_V_DOUBLE:
    case VG_V_FLOAT:
        put_real(b, v->real, v->kind == VG_V_FLOAT);
        break;
    case VG_V_TEXT:
    case VG_V_NUMBER:
    case VG_V_JSON:
        vg_buf_str(b, v->text);
        break;
    /* a time out of the years 0 to 9999 (PostgreSQL's infinity) has no text, like NULL */
    case VG_V_DATE:
        (void)vg_date_put(b, v->integer);
        break;
    case VG_V_DATETIME:
        (void)vg_datetime_put(b, v->integer, true);
        break;
    case VG_V_LOCALTIME:
        (void)vg_datetime_put(b, v->integer, false);
        break;
    case VG_V_TIME:
        (void)vg_timeofday_put(b, v->integer);
        break;
    case VG_V_BYTES:
        put_base64(b, v->text);
        break;
    }
}
