/* Types of columns: what is surely a number or a date is one, what may be a code stays a text. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "../../../src/ingest/sources/csv_type.h"

/* cells are separated by '~' */
static enum vg_csv_form guess(const char *name, const char *cells, char separator)
{
    struct vg_csv_guess g;
    vg_csv_guess_init(&g, vg_str_of(name), separator);
    for (struct vg_str rest = vg_str_of(cells); rest.ptr;)
        vg_csv_guess_cell(&g, vg_str_cut(rest, '~', &rest));
    return vg_csv_guess_form(&g);
}

static void assert_form(const char *cells, enum vg_csv_form form)
{
    enum vg_csv_form got = guess("x", cells, ';');
    if (got != form)
        fail_msg("%s: %d instead of %d", cells, got, form);
}

static void numbers_are_numbers(void **state)
{
    (void)state;
    assert_form("1~-2~~300", VG_CSV_INT);
    assert_form("0", VG_CSV_INT);
    assert_form("9223372036854775807", VG_CSV_INT);
    assert_form("1~2.5", VG_CSV_DOUBLE);
    assert_form("-9999~0.5~1.5e-7~1e+20", VG_CSV_DOUBLE);
    assert_form("46.220199999999998", VG_CSV_DOUBLE);
    assert_form("1,5~2", VG_CSV_COMMA);
    assert_form("true~FALSE~True", VG_CSV_BOOL);
}

static void codes_stay_texts(void **state)
{
    (void)state;
    assert_form("01001~75056", VG_CSV_TEXT);
    assert_form("75056~2A004", VG_CSV_TEXT);
    assert_form("007", VG_CSV_TEXT);
    assert_form("+33123456789", VG_CSV_TEXT);
    assert_form("12E4~13E5", VG_CSV_TEXT);
    assert_form("1~x", VG_CSV_TEXT);
    assert_form("9223372036854775808", VG_CSV_TEXT);
    assert_form("12345678901234567~1.5", VG_CSV_TEXT); /* digits that a double would lose */
    assert_form("1 234", VG_CSV_TEXT);
    assert_form("NaN~1.5", VG_CSV_TEXT);
    assert_form("oui~non", VG_CSV_TEXT);
    assert_form("", VG_CSV_TEXT);
}

static void names_that_say_codes_are_believed(void **state)
{
    (void)state;
    static const char *const names[] = { "code_insee", "INSEE", "Code postal", "num_siret", "cp", "codeinsee_x.code" };
    for (size_t i = 0; i < VG_COUNT(names); i++)
        assert_int_equal(guess(names[i], "59163~59350", ';'), VG_CSV_TEXT);
    assert_int_equal(guess("decode", "1~2", ';'), VG_CSV_INT);
    assert_int_equal(guess("population", "1~2", ';'), VG_CSV_INT);
    assert_int_equal(guess("code_date", "2018-02-12", ';'), VG_CSV_DATE);
}

static void a_decimal_comma_needs_another_separator(void **state)
{
    (void)state;
    assert_int_equal(guess("x", "1,5~2,5", ','), VG_CSV_TEXT);
    assert_form("43.79,3.37", VG_CSV_TEXT);
    assert_form("1,5~2.5", VG_CSV_TEXT);
    assert_form("1,~2,5", VG_CSV_TEXT);
}

static void dates_are_dates_when_all_agree(void **state)
{
    (void)state;
    assert_form("2018-02-12~~1969-12-31", VG_CSV_DATE);
    assert_form("12/02/2018~31/12/1969", VG_CSV_DATE_FR);
    assert_form("12/31/2018", VG_CSV_TEXT); /* no month 31 */
    assert_form("2018-02-30", VG_CSV_TEXT);
    assert_form("2018-02~2018-03", VG_CSV_TEXT);
    assert_form("2018-02-12~12/02/2018", VG_CSV_TEXT);
    assert_form("2018-02-12T10:00:00Z~1987-05-22 23:07:44+02:00", VG_CSV_DATETIME);
    assert_form("2018-02-12T10:00:00", VG_CSV_LOCAL);
    assert_form("2018-02-12T10:00:00Z~2018-02-12T10:00:00", VG_CSV_TEXT);
    assert_form("10:00:00~23:59:59", VG_CSV_TIME);
    assert_form("25:00:00", VG_CSV_TEXT);
}

static void values_are_read_in_their_form(void **state)
{
    (void)state;
    struct vg_value v;
    assert_true(vg_csv_value(VG_CSV_COMMA, vg_str_of("-1,25"), &v));
    assert_int_equal(v.kind, VG_V_DOUBLE);
    assert_true(v.real == -1.25);
    assert_true(vg_csv_value(VG_CSV_DATE_FR, vg_str_of("02/01/1970"), &v));
    assert_int_equal(v.kind, VG_V_DATE);
    assert_int_equal(v.integer, 1);
    assert_true(vg_csv_value(VG_CSV_DATE, vg_str_of("1969-12-31"), &v));
    assert_int_equal(v.integer, -1);
    assert_true(vg_csv_value(VG_CSV_DATETIME, vg_str_of("1970-01-01T01:00:00+01:00"), &v));
    assert_int_equal(v.kind, VG_V_DATETIME);
    assert_int_equal(v.integer, 0);
    assert_true(vg_csv_value(VG_CSV_INT, vg_str_of(""), &v));
    assert_int_equal(v.kind, VG_V_NULL);
    assert_false(vg_csv_value(VG_CSV_INT, vg_str_of("1.5"), &v));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers_are_numbers),
        cmocka_unit_test(codes_stay_texts),
        cmocka_unit_test(names_that_say_codes_are_believed),
        cmocka_unit_test(a_decimal_comma_needs_another_separator),
        cmocka_unit_test(dates_are_dates_when_all_agree),
        cmocka_unit_test(values_are_read_in_their_form),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
