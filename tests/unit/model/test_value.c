#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>
#include <math.h>

#include <vigie/model/feature.h>

#define BOOL(v) {.kind = VG_V_BOOL, .boolean = (v)}
#define INT(v) {.kind = VG_V_INT, .integer = (v)}
#define REAL(v) {.kind = VG_V_DOUBLE, .real = (v)}
#define FLOAT(v) {.kind = VG_V_FLOAT, .real = (v)}
#define TEXT(v) {.kind = VG_V_TEXT, .text = {v, sizeof(v) - 1}}
#define NUMBER(v) {.kind = VG_V_NUMBER, .text = {v, sizeof(v) - 1}}
#define BYTES(v) {.kind = VG_V_BYTES, .text = {v, sizeof(v) - 1}}

/* Each value comes strictly before the next. */
static void assert_ascending(const struct vg_value *v, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        for (size_t j = 0; j < n; j++) {
            int want = (i > j) - (i < j);
            if (vg_value_compare(&v[i], &v[j]) != want)
                fail_msg("values %zu and %zu compare as %d", i, j, vg_value_compare(&v[i], &v[j]));
        }
    }
}

static void numbers_then_nan_then_text_then_bytes_then_null(void **state)
{
    (void)state;
    const struct vg_value v[] = {REAL(-INFINITY), INT(-5), FLOAT(-0.5), BOOL(false), BOOL(true),
                                 REAL(1.5), INT(2), REAL(INFINITY), REAL(NAN), TEXT(""), TEXT("0"),
                                 BYTES("\0"), {.kind = VG_V_NULL}};
    assert_ascending(v, VG_COUNT(v));
}

static void integers_and_doubles_compare_exactly_past_2_to_the_53(void **state)
{
    (void)state;
    const struct vg_value v[] = {REAL(-0x1p63 * 2), INT(INT64_MIN), INT(9007199254740992),
                                 INT(9007199254740993), REAL(9007199254740994.0), INT(INT64_MAX),
                                 REAL(0x1p63)};
    assert_ascending(v, VG_COUNT(v));

    const struct vg_value a = INT(INT64_MIN), b = REAL(-0x1p63);
    assert_int_equal(vg_value_compare(&a, &b), 0);
}

static void decimals_compare_by_value_not_by_text(void **state)
{
    (void)state;
    const struct vg_value v[] = {NUMBER("-10.5"), NUMBER("-9.99"), NUMBER("0.09"), NUMBER("0.1"), INT(9),
                                 NUMBER("10"), NUMBER("10.000000000000000000000000000001"),
                                 REAL(10.25), NUMBER("1e3"), NUMBER("100000000000000000000")};
    assert_ascending(v, VG_COUNT(v));

    const struct vg_value a = NUMBER("-0.0"), b = NUMBER("0"), c = NUMBER("007.50"), d = NUMBER("7.5");
    assert_int_equal(vg_value_compare(&a, &b), 0);
    assert_int_equal(vg_value_compare(&c, &d), 0);
}

static void text_sorts_by_code_point(void **state)
{
    (void)state;
    /* U+FFFD comes before U+1F600, although UTF-16 would turn them round; 'Z' before 'a' before 'é' */
    const struct vg_value v[] = {TEXT("Z"), TEXT("a"), TEXT("a\0"), TEXT("ab"), TEXT("é"),
                                 TEXT("\xef\xbf\xbd"), TEXT("\xf0\x9f\x98\x80")};
    assert_ascending(v, VG_COUNT(v));
}

static void times_of_one_kind_sort_by_instant(void **state)
{
    (void)state;
    const struct vg_value v[] = {{.kind = VG_V_DATETIME, .integer = INT64_MIN},
                                 {.kind = VG_V_DATETIME, .integer = -1},
                                 {.kind = VG_V_DATETIME, .integer = INT64_MAX},
                                 {.kind = VG_V_NULL}};
    assert_ascending(v, VG_COUNT(v));
}

static void assert_text(struct vg_value v, const char *want)
{
    struct vg_buf b;
    vg_buf_init(&b, 4096);
    vg_buf_cstr(&b, "");
    vg_value_put_text(&b, &v);
    if (want[0])
        assert_string_equal(b.ptr, want);
    else
        assert_int_equal(b.len, 0);
    vg_buf_finish(&b);
}

static void values_have_plain_text(void **state)
{
    (void)state;
    assert_text((struct vg_value){.kind = VG_V_NULL}, "");
    assert_text((struct vg_value)BOOL(true), "true");
    assert_text((struct vg_value)INT(INT64_MIN), "-9223372036854775808");
    assert_text((struct vg_value)REAL(0.1), "0.1");
    assert_text((struct vg_value)FLOAT(0.1f), "0.1");
    assert_text((struct vg_value)REAL(NAN), "NaN");
    assert_text((struct vg_value)REAL(-INFINITY), "-Infinity");
    assert_text((struct vg_value)TEXT("l'été"), "l'été");
    assert_text((struct vg_value)NUMBER("12.50"), "12.50");
    assert_text((struct vg_value){.kind = VG_V_DATE, .integer = -1}, "1969-12-31");
    assert_text((struct vg_value){.kind = VG_V_DATETIME, .integer = 500000}, "1970-01-01T00:00:00.5Z");
    assert_text((struct vg_value){.kind = VG_V_LOCALTIME, .integer = 0}, "1970-01-01T00:00:00");
    assert_text((struct vg_value){.kind = VG_V_TIME, .integer = 3723000000}, "01:02:03");
    assert_text((struct vg_value){.kind = VG_V_DATETIME, .integer = INT64_MAX}, "");
}

static void bytes_are_padded_base64(void **state)
{
    (void)state;
    assert_text((struct vg_value)BYTES(""), "");
    assert_text((struct vg_value)BYTES("f"), "Zg==");
    assert_text((struct vg_value)BYTES("fo"), "Zm8=");
    assert_text((struct vg_value)BYTES("foo"), "Zm9v");
    assert_text((struct vg_value)BYTES("\xff\xfe\0\xfb"), "//4A+w==");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers_then_nan_then_text_then_bytes_then_null),
        cmocka_unit_test(integers_and_doubles_compare_exactly_past_2_to_the_53),
        cmocka_unit_test(decimals_compare_by_value_not_by_text),
        cmocka_unit_test(text_sorts_by_code_point),
        cmocka_unit_test(times_of_one_kind_sort_by_instant),
        cmocka_unit_test(values_have_plain_text),
        cmocka_unit_test(bytes_are_padded_base64),
    };
    return cmocka_run_group_tests_name("value", tests, NULL, NULL);
}
