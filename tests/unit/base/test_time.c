#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include <vigie/base/time.h>

static int64_t at(int64_t year, int month, int day, int hour, int minute, int second)
{
    return vg_days_from_civil(year, month, day) * VG_US_PER_DAY +
           ((hour * 60 + minute) * 60 + second) * INT64_C(1000000);
}

static struct vg_instant instant(const char *text)
{
    struct vg_instant t = {0};
    struct vg_error err = {0};
    if (vg_instant_parse(vg_str_of(text), &t, &err) != VG_OK)
        fail_msg("%s", err.text);
    return t;
}

static void civil_dates_and_days_agree_over_the_whole_range(void **state)
{
    (void)state;
    assert_int_equal(vg_days_from_civil(1970, 1, 1), 0);
    assert_int_equal(vg_days_from_civil(0, 1, 1), -719528);
    assert_int_equal(vg_days_from_civil(9999, 12, 31), 2932896);
    int64_t year = 0;
    int month = 1, day = 0;
    for (int64_t d = -719528; d <= 2932896; d += 1) {
        int64_t y;
        int m, dd;
        vg_civil_from_days(d, &y, &m, &dd);
        bool next = (y == year && m == month && dd == day + 1) ||
                    (y == year && m == month + 1 && dd == 1) ||
                    (y == year + 1 && m == 1 && dd == 1);
        if (!next || vg_days_from_civil(y, m, dd) != d)
            fail_msg("day %lld", (long long)d);
        year = y;
        month = m;
        day = dd;
    }
    assert_int_equal(year, 9999);
}

static void instants_are_read_in_every_allowed_form(void **state)
{
    (void)state;
    assert_true(instant("2018-02-12T23:20:50Z").us == at(2018, 2, 12, 23, 20, 50));
    assert_true(instant("2018-02-12t23:20:50.52z").us == at(2018, 2, 12, 23, 20, 50) + 520000);
    assert_true(instant("2018-02-12 23:20:50").us == at(2018, 2, 12, 23, 20, 50));
    assert_true(instant("2018-02-12T23:20:50+02:00").us == at(2018, 2, 12, 21, 20, 50));
    assert_true(instant("2018-02-12T23:20:50-00:30").us == at(2018, 2, 12, 23, 50, 50));
    assert_true(instant("2016-12-31T23:59:60Z").us == at(2017, 1, 1, 0, 0, 0));
    assert_true(instant("1969-12-31T23:59:59.123456789Z").us == -876544);
    assert_true(instant("0000-01-01").us == at(0, 1, 1, 0, 0, 0));
    assert_true(instant("2000-02-29").us == at(2000, 2, 29, 0, 0, 0));
}

static void what_the_text_said_of_itself_is_kept(void **state)
{
    (void)state;
    assert_true(instant("2018-02-12").date_only);
    assert_false(instant("2018-02-12").has_offset);
    assert_false(instant("2018-02-12T00:00:00").has_offset);
    assert_true(instant("2018-02-12T00:00:00Z").has_offset);
    assert_true(instant("2018-02-12T00:00:00+01:00").has_offset);
}

static void anything_else_is_no_instant(void **state)
{
    (void)state;
    static const char *const wrong[] = {"",
                                        "2018",
                                        "2018-02",
                                        "2018-2-12",
                                        "2018-02-30",
                                        "1900-02-29",
                                        "2018-13-01",
                                        "2018-00-01",
                                        "2018-01-00",
                                        "20180212",
                                        "2018/02/12",
                                        "2018-02-12T",
                                        "2018-02-12T23",
                                        "2018-02-12T23:20",
                                        "2018-02-12T24:00:00Z",
                                        "2018-02-12T23:60:00Z",
                                        "2018-02-12T23:00:61Z",
                                        "2018-02-12T23:00:00.Z",
                                        "2018-02-12T23:00:00.1234567890Z",
                                        "2018-02-12T23:00:00+1:00",
                                        "2018-02-12T23:00:00+24:00",
                                        "2018-02-12T23:00:00+0100",
                                        "2018-02-12T23:00:00ZZ",
                                        " 2018-02-12",
                                        "2018-02-12 ",
                                        "..",
                                        "2018-02-12T23:00:00Z/..",
                                        "+018-02-12",
                                        "now",
                                        "12018-02-12",
                                        "0000-01-01T00:00:00+00:01",
                                        "9999-12-31T23:59:59-00:01"};
    struct vg_instant t;
    for (size_t i = 0; i < VG_COUNT(wrong); i++) {
        struct vg_error err = {0};
        if (vg_instant_parse(vg_str_of(wrong[i]), &t, &err) != VG_BAD_INPUT)
            fail_msg("'%s' passes", wrong[i]);
        assert_string_not_equal(err.text, "");
    }
}

static struct vg_interval interval(const char *text)
{
    struct vg_interval v = {0};
    struct vg_error err = {0};
    if (vg_interval_parse(vg_str_of(text), &v, &err) != VG_OK)
        fail_msg("%s", err.text);
    return v;
}

static void an_interval_has_two_one_or_no_ends(void **state)
{
    (void)state;
    struct vg_interval v = interval("2018-02-12T00:00:00Z/2018-03-18T12:31:12Z");
    assert_true(v.has_start && v.has_end && !v.is_instant);
    assert_true(v.start_us == at(2018, 2, 12, 0, 0, 0) && v.end_us == at(2018, 3, 18, 12, 31, 12));
    static const char *const open_end[] = {"2018-02-12/..", "2018-02-12/"};
    static const char *const open_start[] = {"../2018-02-12", "/2018-02-12"};
    for (size_t i = 0; i < 2; i++) {
        v = interval(open_end[i]);
        assert_true(v.has_start && !v.has_end && v.start_us == at(2018, 2, 12, 0, 0, 0));
        v = interval(open_start[i]);
        assert_true(!v.has_start && v.has_end && v.end_us == at(2018, 2, 13, 0, 0, 0) - 1);
    }
}

static void one_date_stands_for_its_whole_day(void **state)
{
    (void)state;
    struct vg_interval v = interval("2018-02-12");
    assert_true(v.is_instant && v.has_start && v.has_end);
    assert_true(v.end_us - v.start_us == VG_US_PER_DAY - 1);
    v = interval("2018-02-12T10:00:00Z");
    assert_true(v.is_instant && v.start_us == v.end_us);
    v = interval("2018-02-12/2018-02-12");
    assert_true(!v.is_instant && v.end_us - v.start_us == VG_US_PER_DAY - 1);
}

static void a_senseless_interval_is_refused(void **state)
{
    (void)state;
    static const char *const wrong[] = {"",
                                        "/",
                                        "../..",
                                        "/..",
                                        "../",
                                        "..",
                                        "2018-02-12/2018-02-11",
                                        "a/b",
                                        "2018-02-12/..",
                                        "2018-02-12/2018-02-13/2018-02-14",
                                        ".../2018-02-12",
                                        "2018-02-12T00:00:01Z/2018-02-12T00:00:00Z"};
    struct vg_interval v;
    for (size_t i = 0; i < VG_COUNT(wrong); i++) {
        bool right = vg_str_is(VG_STR("2018-02-12/.."), wrong[i]);
        if ((vg_interval_parse(vg_str_of(wrong[i]), &v, NULL) == VG_OK) != right)
            fail_msg("'%s'", wrong[i]);
    }
}

static void instants_are_written_in_utc_without_needless_digits(void **state)
{
    (void)state;
    struct vg_buf b;
    vg_buf_init(&b, 1000);
    assert_true(vg_datetime_put(&b, at(2018, 2, 12, 23, 20, 50) + 520000, true));
    vg_buf_char(&b, ' ');
    assert_true(vg_datetime_put(&b, -1, true));
    vg_buf_char(&b, ' ');
    assert_true(vg_datetime_put(&b, at(1, 1, 1, 0, 0, 0), false));
    vg_buf_char(&b, ' ');
    assert_true(vg_date_put(&b, -719528));
    vg_buf_char(&b, ' ');
    assert_true(vg_timeofday_put(&b, INT64_C(45296000100)));
    assert_string_equal(b.ptr, "2018-02-12T23:20:50.52Z 1969-12-31T23:59:59.999999Z "
                               "0001-01-01T00:00:00 0000-01-01 12:34:56.0001");
    vg_buf_finish(&b);
}

static void outside_the_years_0_to_9999_nothing_is_written(void **state)
{
    (void)state;
    struct vg_buf b;
    vg_buf_init(&b, 1000);
    assert_false(vg_date_put(&b, -719529));
    assert_false(vg_date_put(&b, 2932897));
    assert_false(vg_datetime_put(&b, INT64_MIN, true));
    assert_false(vg_datetime_put(&b, INT64_MAX, true));
    assert_false(vg_datetime_put(&b, at(10000, 1, 1, 0, 0, 0), true));
    assert_false(vg_timeofday_put(&b, -1));
    assert_false(vg_timeofday_put(&b, INT64_MAX));
    vg_httpdate_put(&b, INT64_MAX);
    assert_int_equal(vg_buf_total(&b), 0);
    vg_buf_finish(&b);
}

static void http_dates_are_written_in_one_form_and_read_in_three(void **state)
{
    (void)state;
    struct vg_buf b;
    vg_buf_init(&b, 1000);
    int64_t expected = at(1994, 11, 6, 8, 49, 37), us = 0;
    vg_httpdate_put(&b, expected + 999999);
    assert_string_equal(b.ptr, "Sun, 06 Nov 1994 08:49:37 GMT");
    static const char *const forms[] = {"Sun, 06 Nov 1994 08:49:37 GMT",
                                        "Sunday, 06-Nov-94 08:49:37 GMT",
                                        "Sun Nov  6 08:49:37 1994"};
    for (size_t i = 0; i < VG_COUNT(forms); i++) {
        us = 0;
        assert_true(vg_httpdate_parse(vg_str_of(forms[i]), &us));
        assert_true(us == expected);
    }
    vg_buf_finish(&b);
}

static void other_http_dates_are_not_read(void **state)
{
    (void)state;
    static const char *const wrong[] = {"",
                                        "Sun, 06 Nov 1994 08:49:37",
                                        "Sun, 06 Nov 1994 08:49:37 CET",
                                        "Sun, 6 Nov 1994 08:49:37 GMT",
                                        "Sun, 31 Feb 1994 08:49:37 GMT",
                                        "Sun, 06 Nox 1994 08:49:37 GMT",
                                        "Sun, 06 Nov 1994 24:49:37 GMT",
                                        "Sun, 06 Nov 1994 08:49:37 GMT ",
                                        "Sun, +6 Nov 1994 08:49:37 GMT",
                                        "1994-11-06",
                                        "Sun",
                                        "Sun, 06 No"};
    int64_t us;
    for (size_t i = 0; i < VG_COUNT(wrong); i++) {
        if (vg_httpdate_parse(vg_str_of(wrong[i]), &us))
            fail_msg("'%s' passes", wrong[i]);
    }
}

static void clocks_run(void **state)
{
    (void)state;
    assert_true(vg_now_us() > at(2020, 1, 1, 0, 0, 0));
    int64_t t = vg_monotonic_ms();
    assert_true(vg_monotonic_ms() >= t);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(civil_dates_and_days_agree_over_the_whole_range),
        cmocka_unit_test(instants_are_read_in_every_allowed_form),
        cmocka_unit_test(what_the_text_said_of_itself_is_kept),
        cmocka_unit_test(anything_else_is_no_instant),
        cmocka_unit_test(an_interval_has_two_one_or_no_ends),
        cmocka_unit_test(one_date_stands_for_its_whole_day),
        cmocka_unit_test(a_senseless_interval_is_refused),
        cmocka_unit_test(instants_are_written_in_utc_without_needless_digits),
        cmocka_unit_test(outside_the_years_0_to_9999_nothing_is_written),
        cmocka_unit_test(http_dates_are_written_in_one_form_and_read_in_three),
        cmocka_unit_test(other_http_dates_are_not_read),
        cmocka_unit_test(clocks_run),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
