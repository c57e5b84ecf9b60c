/* Entity tags, preconditions, ranges. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "../../../src/http/conditional.h"

static const struct vg_hash hash = {.hi = 0x0123456789abcdef, .lo = 0xfedcba9876543210};

#define TAG "0123456789abcdeffedcba9876543210"

static void each_coding_has_a_tag_of_its_own(void **state)
{
    (void)state;
    char tag[VG_ETAG_TEXT];
    vg_etag_text(hash, VG_CODING_IDENTITY, tag);
    assert_string_equal(tag, "\"" TAG "\"");
    vg_etag_text(hash, VG_CODING_GZIP, tag);
    assert_string_equal(tag, "\"" TAG "-gzip\"");
    vg_etag_text(hash, VG_CODING_ZSTD, tag);
    assert_string_equal(tag, "\"" TAG "-zstd\"");
}

static bool matches(const char *field, enum vg_coding chosen, enum vg_coding told)
{
    enum vg_coding c = chosen;
    bool yes = vg_if_none_match(vg_str_of(field), hash, &c);
    assert_int_equal(c, yes ? told : chosen);
    return yes;
}

static void if_none_match_is_a_list_compared_weakly(void **state)
{
    (void)state;
    const enum vg_coding I = VG_CODING_IDENTITY, G = VG_CODING_GZIP, Z = VG_CODING_ZSTD;
    assert_true(matches("\"" TAG "\"", I, I));
    assert_true(matches("W/\"" TAG "\"", I, I));
    assert_true(matches("\"x\" , \"a,b\", \"" TAG "-gzip\"", G, G));
    assert_true(matches("*", G, G));
    assert_true(matches(" * ", Z, Z));
    assert_false(matches(NULL, I, I));
    assert_false(matches("", I, I));
    assert_false(matches(TAG, I, I));
    assert_false(matches("\"" TAG, I, I));
    assert_false(matches("\"0123456789abcdeffedcba9876543211\"", I, I));
    assert_false(matches("\"a, \\\"" TAG "\\\"\"", I, I));
}

static void the_tag_of_another_coding_is_good_too(void **state)
{
    (void)state;
    assert_true(matches("\"" TAG "-gzip\"", VG_CODING_IDENTITY, VG_CODING_GZIP));
    assert_true(matches("\"" TAG "\"", VG_CODING_ZSTD, VG_CODING_IDENTITY));
    assert_true(matches("\"" TAG "\", \"" TAG "-zstd\"", VG_CODING_ZSTD, VG_CODING_ZSTD));
}

static void dates_count_whole_seconds(void **state)
{
    (void)state;
    const struct vg_str date = VG_STR("Sun, 06 Nov 1994 08:49:37 GMT");
    const int64_t us = INT64_C(784111777) * 1000000;
    assert_true(vg_not_modified_since(date, us));
    assert_true(vg_not_modified_since(date, us + 999999));
    assert_true(vg_not_modified_since(date, us - 5));
    assert_false(vg_not_modified_since(date, us + 1000000));
    assert_false(vg_not_modified_since(date, 0));
    assert_false(vg_not_modified_since(VG_STR("yesterday"), us));
    assert_false(vg_not_modified_since((struct vg_str){0}, us));
}

static void if_range_wants_the_very_same(void **state)
{
    (void)state;
    const int64_t us = INT64_C(784111777) * 1000000;
    const struct vg_str date = VG_STR("Sun, 06 Nov 1994 08:49:37 GMT");
    assert_true(vg_if_range((struct vg_str){0}, NULL, 0));
    assert_true(vg_if_range(VG_STR("\"a\""), "\"a\"", 0));
    assert_false(vg_if_range(VG_STR("W/\"a\""), "\"a\"", 0));
    assert_false(vg_if_range(VG_STR("\"b\""), "\"a\"", us));
    assert_false(vg_if_range(VG_STR("\"b\""), NULL, us));
    assert_true(vg_if_range(date, "\"a\"", us + 7));
    assert_false(vg_if_range(date, "\"a\"", us - 1));
    assert_false(vg_if_range(date, "\"a\"", 0));
}

static void expect_range(const char *field, int64_t size, enum vg_range r, int64_t start,
                         int64_t length)
{
    int64_t s = -1, n = -1;
    assert_int_equal(vg_range_parse(vg_str_of(field), size, &s, &n), r);
    assert_int_equal(s, r == VG_RANGE_PART ? start : -1);
    assert_int_equal(n, r == VG_RANGE_PART ? length : -1);
}

static void one_range_of_bytes_is_understood(void **state)
{
    (void)state;
    expect_range("bytes=0-0", 100, VG_RANGE_PART, 0, 1);
    expect_range("bytes=10-19", 100, VG_RANGE_PART, 10, 10);
    expect_range("Bytes = 90-", 100, VG_RANGE_PART, 90, 10);
    expect_range("bytes=90-1000000000000000000000000", 100, VG_RANGE_PART, 90, 10);
    expect_range("bytes=-1", 100, VG_RANGE_PART, 99, 1);
    expect_range("bytes=-1000", 100, VG_RANGE_PART, 0, 100);
    expect_range("bytes=0-", 1, VG_RANGE_PART, 0, 1);
    expect_range("bytes=5000000000-", INT64_C(6000000000), VG_RANGE_PART, INT64_C(5000000000),
                 INT64_C(1000000000));
}

static void a_range_past_the_end_is_refused(void **state)
{
    (void)state;
    expect_range("bytes=100-", 100, VG_RANGE_NONE, 0, 0);
    expect_range("bytes=99999999999999999999999-", 100, VG_RANGE_NONE, 0, 0);
    expect_range("bytes=-0", 100, VG_RANGE_NONE, 0, 0);
    expect_range("bytes=0-", 0, VG_RANGE_NONE, 0, 0);
    expect_range("bytes=-5", 0, VG_RANGE_NONE, 0, 0);
}

static void everything_else_sends_the_whole(void **state)
{
    (void)state;
    static const char *const fields[] = {
        NULL,        "",           "bytes",      "bytes=",    "bytes=-",
        "bytes=5-4", "bytes=a-b",  "bytes=1-2x", "lines=1-2", "bytes=0-1,5-6",
        "bytes=--5", "bytes=1--5", "bytes=+1-2"};
    for (size_t i = 0; i < VG_COUNT(fields); i++)
        expect_range(fields[i], 100, VG_RANGE_WHOLE, 0, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_coding_has_a_tag_of_its_own),
        cmocka_unit_test(if_none_match_is_a_list_compared_weakly),
        cmocka_unit_test(the_tag_of_another_coding_is_good_too),
        cmocka_unit_test(dates_count_whole_seconds),
        cmocka_unit_test(if_range_wants_the_very_same),
        cmocka_unit_test(one_range_of_bytes_is_understood),
        cmocka_unit_test(a_range_past_the_end_is_refused),
        cmocka_unit_test(everything_else_sends_the_whole),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
