#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include <float.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include <vigie/base/number.h>

static uint64_t next_random(uint64_t *seed)
{
    uint64_t x = *seed += UINT64_C(0x9E3779B97F4A7C15);
    x = (x ^ x >> 30) * UINT64_C(0xBF58476D1CE4E5B9);
    x = (x ^ x >> 27) * UINT64_C(0x94D049BB133111EB);
    return x ^ x >> 31;
}

static double from_bits(uint64_t bits)
{
    double v;
    memcpy(&v, &bits, sizeof(v));
    return v;
}

static const char *fixed(double v, int decimals)
{
    static char text[VG_NUMBER_MAX + 1];
    *vg_fixed_write(text, v, decimals) = '\0';
    return text;
}

static const char *shortest(double v)
{
    static char text[VG_NUMBER_MAX + 1];
    *vg_double_write(text, v) = '\0';
    return text;
}

static const char *shortest_float(float v)
{
    static char text[VG_NUMBER_MAX + 1];
    *vg_float_write(text, v) = '\0';
    return text;
}

/* The same by the exact decimal expansion that printf gives, rounded by hand. */
static void expect_fixed(double v, int decimals)
{
    char exact[128], *digits = exact + 1;
    exact[0] = '0';
    int n = snprintf(digits, sizeof(exact) - 1, "%.90f", fabs(v));
    assert_in_range(n, 92, 126);
    char *point = strchr(digits, '.');
    char *end = point + 1 + decimals;
    bool up = *end >= '5';
    *end = '\0';
    for (char *p = end - 1; up && p >= exact; p--) {
        if (*p == '.')
            continue;
        up = *p == '9';
        *p = up ? '0' : (char)(*p + 1);
    }
    while (end[-1] == '0' && end > point + 1)
        *--end = '\0';
    if (end == point + 1)
        *point = '\0';
    char *first = exact[0] == '0' ? digits : exact;
    char expected[130];
    snprintf(expected, sizeof(expected), "%s%s", v < 0 && strcmp(first, "0") != 0 ? "-" : "",
             first);
    if (strcmp(fixed(v, decimals), expected) != 0)
        fail_msg("%.17g to %d places: %s instead of %s", v, decimals, fixed(v, decimals), expected);
}

static void coordinates_are_rounded_half_away_from_zero(void **state)
{
    (void)state;
    assert_string_equal(fixed(2.3522219, 9), "2.3522219");
    assert_string_equal(fixed(-61.5, 9), "-61.5");
    assert_string_equal(fixed(0.5, 0), "1");
    assert_string_equal(fixed(-2.5, 0), "-3");
    assert_string_equal(fixed(0.125, 2), "0.13");
    assert_string_equal(fixed(-0.125, 2), "-0.13");
    assert_string_equal(fixed(0.9999999996, 9), "1");
    assert_string_equal(fixed(179.9999999999, 9), "180");
    assert_string_equal(fixed(0.000000001, 9), "0.000000001");
    assert_string_equal(fixed(100, 9), "100");
    assert_string_equal(fixed(700000.10, 4), "700000.1");
    assert_string_equal(fixed(1.00000001, 8), "1.00000001");
}

static void zero_has_no_sign(void **state)
{
    (void)state;
    assert_string_equal(fixed(0.0, 9), "0");
    assert_string_equal(fixed(-0.0, 9), "0");
    assert_string_equal(fixed(-0.0000000004, 9), "0");
    assert_string_equal(fixed(-0.04, 1), "0");
    assert_string_equal(fixed(-DBL_MIN / 4, 9), "0");
}

static void beyond_a_thousand_million_the_shortest_form_is_written(void **state)
{
    (void)state;
    assert_string_equal(fixed(999999999.9999, 4), "999999999.9999");
    assert_string_equal(fixed(999999999.99999, 4), "1000000000");
    assert_string_equal(fixed(-999999999.6, 0), "-1000000000");
    assert_string_equal(fixed(1e9, 4), "1000000000");
    assert_string_equal(fixed(1234567890.123456, 2), "1234567890.123456");
    assert_string_equal(fixed(-1e300, 2), "-1e+300");
}

static void coordinates_are_rounded_exactly(void **state)
{
    (void)state;
    uint64_t seed = 1;
    for (int i = 0; i < 8000; i++) {
        uint64_t bits = next_random(&seed);
        int decimals = (int)(bits % 10);
        double unit = (double)(bits >> 11) * 0x1p-53;
        expect_fixed((unit - 0.5) * 360, decimals);
        expect_fixed((unit - 0.5) * 2e9, decimals);
        expect_fixed(ldexp(unit, -(int)(bits >> 4 & 63)), decimals);
        /* ties: few bits behind the point */
        expect_fixed((double)(int64_t)(bits >> 40) / 1024 * (bits & 16 ? 1 : -1), decimals);
        /* next to ties */
        double tie = ((double)(bits >> 44) + 0.5) / pow(10, decimals);
        expect_fixed(tie, decimals);
        expect_fixed(nextafter(tie, 0), decimals);
        expect_fixed(nextafter(tie, 1e9), decimals);
    }
}

static void doubles_are_written_short_and_plain(void **state)
{
    (void)state;
    assert_string_equal(shortest(0), "0");
    assert_string_equal(shortest(-0.0), "-0");
    assert_string_equal(shortest(0.1), "0.1");
    assert_string_equal(shortest(-12.5), "-12.5");
    assert_string_equal(shortest(1.0 / 3), "0.3333333333333333");
    assert_string_equal(shortest(1000000), "1000000");
    assert_string_equal(shortest(9007199254740991), "9007199254740991");
    assert_string_equal(shortest(1e15), "1000000000000000");
    assert_string_equal(shortest(1e16), "1e+16");
    assert_string_equal(shortest(1e30), "1e+30");
    assert_string_equal(shortest(0.00001), "0.00001");
    assert_string_equal(shortest(0.000001), "1e-06");
    assert_string_equal(shortest(0.3), "0.3");
    assert_string_equal(shortest(0.1 + 0.2), "0.30000000000000004");
    assert_string_equal(shortest(999999999.999999), "999999999.999999");
    assert_string_equal(shortest(5e-324), "5e-324");
    assert_string_equal(shortest(DBL_MAX), "1.7976931348623157e+308");
}

/* RFC 8259: a sign, no needless zero in front, a digit behind the point. */
static bool is_json_number(const char *p)
{
    p += *p == '-';
    if (*p == '0')
        p++;
    else if (*p >= '1' && *p <= '9')
        p += strspn(p, "0123456789");
    else
        return false;
    if (*p == '.') {
        size_t n = strspn(++p, "0123456789");
        if (n == 0)
            return false;
        p += n;
    }
    if (*p == 'e') {
        p++;
        p += *p == '-' || *p == '+';
        size_t n = strspn(p, "0123456789");
        if (n == 0)
            return false;
        p += n;
    }
    return *p == '\0';
}

static size_t digits_of(const char *text)
{
    const char *end = text + strcspn(text, "e");
    size_t n = 0, zeros = 0;
    for (const char *p = text; p < end; p++) {
        if (*p < '0' || *p > '9' || (n == 0 && *p == '0'))
            continue;
        n++;
        zeros = *p == '0' ? zeros + 1 : 0;
    }
    return n - zeros;
}

static void expect_round_trip(double v)
{
    const char *text = shortest(v);
    if (!is_json_number(text) || strlen(text) >= VG_NUMBER_MAX || strtod(text, NULL) != v)
        fail_msg("%.17g is written %s", v, text);
    double back;
    assert_true(vg_str_double(vg_str_of(text), &back) && back == v);
    for (int precision = 1; precision < 17; precision++) {
        char shorter[40];
        snprintf(shorter, sizeof(shorter), "%.*g", precision, v);
        if (strtod(shorter, NULL) == v) {
            if (digits_of(text) > (size_t)precision)
                fail_msg("%s would do for %s", shorter, text);
            return;
        }
    }
}

static void doubles_read_back_as_they_were_and_are_shortest(void **state)
{
    (void)state;
    uint64_t seed = 2;
    for (int i = 0; i < 2000; i++) {
        uint64_t bits = next_random(&seed);
        double any = from_bits(bits), unit = (double)(bits >> 11) * 0x1p-53;
        if (isfinite(any))
            expect_round_trip(any);
        expect_round_trip((unit - 0.5) * 360);
        expect_round_trip((double)(int64_t)(bits >> 30) / 1e6);
        expect_round_trip((double)(int64_t)(bits >> 50) / 100 * (bits & 1 ? 1 : -1));
        expect_round_trip(nextafter((double)(int64_t)(bits >> 34) / 1e6, 0));
    }
}

static void floats_have_the_digits_of_a_float(void **state)
{
    (void)state;
    assert_string_equal(shortest_float(0.1F), "0.1");
    assert_string_equal(shortest_float(16777216.0F), "16777216");
    assert_string_equal(shortest_float(-3), "-3");
    assert_string_equal(shortest_float(3.4028235e38F), "3.4028235e+38");
    assert_string_equal(shortest_float(-0.0F), "-0");
    uint64_t seed = 3;
    for (int i = 0; i < 10000; i++) {
        uint32_t bits = (uint32_t)next_random(&seed);
        float v;
        memcpy(&v, &bits, sizeof(v));
        if (!isfinite(v))
            continue;
        const char *text = shortest_float(v);
        assert_true(is_json_number(text));
        assert_true(strtof(text, NULL) == v);
    }
}

static void integers_of_every_length_are_written(void **state)
{
    (void)state;
    uint64_t seed = 4;
    for (int i = 0; i < 20000; i++) {
        int64_t v = (int64_t)next_random(&seed) >> (i % 64);
        char text[VG_NUMBER_MAX + 1], expected[32];
        *vg_int64_write(text, v) = '\0';
        snprintf(expected, sizeof(expected), "%lld", (long long)v);
        assert_string_equal(text, expected);
    }
    static const int64_t edges[] = {
        0,          9,          10,        99,        100, 99999999,           100000000,
        4294967295, 4294967296, INT64_MAX, INT64_MIN, -1,  429496729599999999, 429496729600000000};
    for (size_t i = 0; i < VG_COUNT(edges); i++) {
        char text[VG_NUMBER_MAX + 1], expected[32];
        *vg_int64_write(text, edges[i]) = '\0';
        snprintf(expected, sizeof(expected), "%lld", (long long)edges[i]);
        assert_string_equal(text, expected);
    }
}

static void what_json_cannot_say_is_null(void **state)
{
    (void)state;
    struct vg_buf b;
    vg_buf_init(&b, 100);
    vg_buf_double(&b, NAN);
    vg_buf_char(&b, ' ');
    vg_buf_double(&b, INFINITY);
    vg_buf_char(&b, ' ');
    vg_buf_fixed(&b, -INFINITY, 3);
    vg_buf_char(&b, ' ');
    vg_buf_fixed(&b, 1.5, 3);
    vg_buf_char(&b, ' ');
    vg_buf_int64(&b, -7);
    assert_string_equal(b.ptr, "null null null 1.5 -7");
    vg_buf_finish(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(coordinates_are_rounded_half_away_from_zero),
        cmocka_unit_test(zero_has_no_sign),
        cmocka_unit_test(beyond_a_thousand_million_the_shortest_form_is_written),
        cmocka_unit_test(coordinates_are_rounded_exactly),
        cmocka_unit_test(doubles_are_written_short_and_plain),
        cmocka_unit_test(doubles_read_back_as_they_were_and_are_shortest),
        cmocka_unit_test(floats_have_the_digits_of_a_float),
        cmocka_unit_test(integers_of_every_length_are_written),
        cmocka_unit_test(what_json_cannot_say_is_null),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
