#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include <vigie/base/str.h>

static void views_are_compared_by_content(void **state)
{
    (void)state;
    assert_true(vg_str_eq(VG_STR("abc"), vg_str_of("abc")));
    assert_false(vg_str_eq(VG_STR("abc"), VG_STR("abd")));
    assert_false(vg_str_eq(VG_STR("abc"), VG_STR("ab")));
    assert_true(vg_str_eq((struct vg_str){0}, VG_STR("")));
    assert_true(vg_str_is(VG_STR("bbox"), "bbox"));
    assert_false(vg_str_is(VG_STR("bbox"), "bbox-crs"));
    assert_true(vg_str_is_nocase(VG_STR("GZip"), "gzip"));
    assert_false(vg_str_is_nocase(VG_STR("gzi"), "gzip"));
    assert_false(vg_str_is_nocase(VG_STR("gzip2"), "gzip"));
    assert_true(vg_str_starts(VG_STR("urn:ogc"), VG_STR("urn:")));
    assert_false(vg_str_starts(VG_STR("ur"), VG_STR("urn:")));
    assert_true(vg_str_starts(VG_STR("x"), VG_STR("")));
}

static void trimming_takes_white_space_at_both_ends(void **state)
{
    (void)state;
    assert_true(vg_str_is(vg_str_trim(VG_STR(" \t\r\n a b \v")), "a b"));
    assert_int_equal(vg_str_trim(VG_STR("   ")).len, 0);
}

static void cutting_gives_each_part_and_then_nothing(void **state)
{
    (void)state;
    static const char *const expected[] = {"a", "", "b", ""};
    size_t n = 0;
    for (struct vg_str rest = VG_STR("a,,b,"); rest.ptr; n++) {
        struct vg_str part = vg_str_cut(rest, ',', &rest);
        assert_true(n < 4);
        assert_true(vg_str_is(part, expected[n]));
    }
    assert_int_equal(n, 4);
}

static void integers_are_read_whole_or_not_at_all(void **state)
{
    (void)state;
    int64_t v = 77;
    assert_true(vg_str_int64(VG_STR("-9223372036854775808"), &v) && v == INT64_MIN);
    assert_true(vg_str_int64(VG_STR("9223372036854775807"), &v) && v == INT64_MAX);
    assert_true(vg_str_int64(VG_STR("+007"), &v) && v == 7);
    static const char *const wrong[] = {"",
                                        "-",
                                        "+",
                                        " 1",
                                        "1 ",
                                        "1.0",
                                        "0x1",
                                        "--1",
                                        "1e3",
                                        "9223372036854775808",
                                        "-9223372036854775809",
                                        "99999999999999999999999"};
    for (size_t i = 0; i < VG_COUNT(wrong); i++)
        assert_false(vg_str_int64(vg_str_of(wrong[i]), &v));
    assert_int_equal(v, 7);
}

static void numbers_are_read_whole_and_finite(void **state)
{
    (void)state;
    double v = 77;
    assert_true(vg_str_double(VG_STR("-0.5e-2"), &v) && v == -0.005);
    assert_true(vg_str_double(VG_STR("+12"), &v) && v == 12);
    assert_true(vg_str_double(VG_STR(".5"), &v) && v == 0.5);
    assert_true(vg_str_double(VG_STR("1e-400"), &v) && v == 0);
    assert_true(vg_str_double(VG_STR("0.1"), &v) && v == 0.1);
    static const char *const wrong[] = {"",      "-",    "+",   "nan",    "inf",  "-inf",
                                        "1,5",   "0x10", "1 ",  " 1",     "1e",   ".",
                                        "1e400", "--1",  "+-1", "-1e999", "1.2.3"};
    for (size_t i = 0; i < VG_COUNT(wrong); i++)
        assert_false(vg_str_double(vg_str_of(wrong[i]), &v));
    assert_true(v == 0.1);
}

static void well_formed_utf8_is_told_from_broken(void **state)
{
    (void)state;
    size_t at = 99;
    assert_true(vg_utf8_valid(VG_STR("plain ASCII that is longer than eight"), &at));
    assert_true(
        vg_utf8_valid(VG_STR("é€\xF0\x9F\x8C\x8D \xED\x9F\xBF\xEE\x80\x80\xF4\x8F\xBF\xBF"), &at));
    assert_true(vg_utf8_valid((struct vg_str){0}, &at));
    assert_int_equal(at, 99);
    static const struct {
        struct vg_str text;
        size_t at;
    } broken[] = {
        {{"12345678\xE9t\xE9", 11}, 8},
        {{"\xC0\x80", 2}, 0},
        {{"a\xE2\x82", 3}, 1},
        {{"\xED\xA0\x80", 3}, 0},
        {{"\xF4\x90\x80\x80", 4}, 0},
        {{"\xE0\x9F\xBF", 3}, 0},
        {{"\xF0\x8F\xBF\xBF", 4}, 0},
        {{"ab\0cdefghij", 12}, 2},
        {{"\xFF", 1}, 0},
        {{"1234567\x80", 8}, 7},
        {{"\xC3", 1}, 0},
        {{"ok\xF5\x80\x80\x80", 6}, 2},
    };
    for (size_t i = 0; i < VG_COUNT(broken); i++) {
        assert_false(vg_utf8_valid(broken[i].text, &at));
        assert_int_equal(at, broken[i].at);
    }
    assert_false(vg_utf8_valid(VG_STR("\xFF"), NULL));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(views_are_compared_by_content),
        cmocka_unit_test(trimming_takes_white_space_at_both_ends),
        cmocka_unit_test(cutting_gives_each_part_and_then_nothing),
        cmocka_unit_test(integers_are_read_whole_or_not_at_all),
        cmocka_unit_test(numbers_are_read_whole_and_finite),
        cmocka_unit_test(well_formed_utf8_is_told_from_broken),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
