/* PostgreSQL's binary forms: what is written reads back as itself, and is what the server would write. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <math.h>

#include "../arena.h"
#include "../../../src/store/postgis/values/value.h"

static struct vg_value there_and_back(Oid type, struct vg_value v)
{
    struct vg_buf b;
    struct vg_value out = {0};
    vg_buf_init(&b, 1 << 20);
    assert_true(vg_pg_encode(&b, type, &v));
    unsigned char *copy = vg_arena_alloc(arena, b.len + 1);
    memcpy(copy, b.ptr ? b.ptr : "", b.len);
    assert_true(vg_pg_decoder(type)(copy, (int)b.len, arena, &out));
    vg_buf_finish(&b);
    return out;
}

static struct vg_value number(const char *text)
{
    return (struct vg_value){.kind = VG_V_NUMBER, .text = vg_str_of(text)};
}

static void assert_number(const char *text, const char *expected)
{
    struct vg_value v = there_and_back(VG_PG_NUMERIC, number(text));
    assert_int_equal(v.kind, VG_V_NUMBER);
    assert_string_equal(vg_arena_cstr(arena, v.text), expected);
}

static void decimals_keep_every_digit(void **state)
{
    (void)state;
    static const char *const same[] = {
        "0", "1", "-1", "10", "9999", "10000", "100000000", "1.50", "0.1", "0.0001", "0.00001", "-0.00001",
        "12345.6789", "0.00", "123456789012345678901234567890.123456789012345678901234567890", "10000.00010000", "0.12345",
    };
    for (size_t i = 0; i < VG_COUNT(same); i++)
        assert_number(same[i], same[i]);
    assert_number("1e3", "1000");
    assert_number("1.5E-3", "0.0015");
    assert_number("-12.5e1", "-125");
    assert_number("1e-5", "0.00001");
    assert_number("0e5", "0");
}

static void a_decimal_is_written_as_the_server_writes_it(void **state)
{
    (void)state;
    /* select numeric_send(12345.678) */
    static const unsigned char expected[] = {0, 3, 0, 1, 0, 0, 0, 3, 0, 1, 0x09, 0x29, 0x1a, 0x7c};
    struct vg_buf b;
    vg_buf_init(&b, 100);
    assert_true(vg_pg_numeric_put(&b, VG_STR("12345.678")));
    assert_int_equal(b.len, sizeof expected);
    assert_memory_equal(b.ptr, expected, sizeof expected);
    vg_buf_finish(&b);
}

static void what_is_no_decimal_is_refused(void **state)
{
    (void)state;
    static const char *const bad[] = {"", "-", ".", "1.2.3", "abc", "1e", "1e99999999999", "1 ", "0x10"};
    struct vg_buf b;
    vg_buf_init(&b, 1000);
    for (size_t i = 0; i < VG_COUNT(bad); i++)
        assert_false(vg_pg_numeric_put(&b, vg_str_of(bad[i])));
    vg_buf_finish(&b);
}

static void special_decimals_are_doubles(void **state)
{
    (void)state;
    struct vg_value nan = there_and_back(VG_PG_NUMERIC, (struct vg_value){.kind = VG_V_DOUBLE, .real = NAN}), inf;
    assert_int_equal(nan.kind, VG_V_DOUBLE);
    assert_true(isnan(nan.real));
    static const unsigned char minus_infinity[] = {0, 0, 0, 0, 0xf0, 0, 0, 0};
    assert_true(vg_pg_numeric_read(minus_infinity, 8, arena, &inf));
    assert_true(isinf(inf.real) && inf.real < 0);
}

static void integers_have_their_bounds(void **state)
{
    (void)state;
    struct vg_buf b;
    vg_buf_init(&b, 100);
    struct vg_value big = {.kind = VG_V_INT, .integer = INT64_C(1) << 31};
    assert_false(vg_pg_encode(&b, VG_PG_INT4, &big));
    big.integer = -32769;
    assert_false(vg_pg_encode(&b, VG_PG_INT2, &big));
    vg_buf_finish(&b);
    struct vg_value v = there_and_back(VG_PG_INT8, (struct vg_value){.kind = VG_V_INT, .integer = INT64_MIN});
    assert_int_equal(v.integer, INT64_MIN);
    v = there_and_back(VG_PG_INT2, (struct vg_value){.kind = VG_V_INT, .integer = -32768});
    assert_int_equal(v.integer, -32768);
}

static void dates_reach_both_infinities(void **state)
{
    (void)state;
    static const int64_t days[] = {0, -1, 10957, -719528, 2932896, INT64_MAX, INT64_MIN};
    for (size_t i = 0; i < VG_COUNT(days); i++) {
        struct vg_value v = there_and_back(VG_PG_DATE, (struct vg_value){.kind = VG_V_DATE, .integer = days[i]});
        assert_int_equal(v.kind, VG_V_DATE);
        assert_int_equal(v.integer, days[i]);
    }
    static const int64_t moments[] = {0, -1, INT64_C(-62167219200000000), INT64_MAX, INT64_MIN};
    for (size_t i = 0; i < VG_COUNT(moments); i++) {
        struct vg_value v = {.kind = VG_V_DATETIME, .integer = moments[i]};
        assert_int_equal(there_and_back(VG_PG_TIMESTAMPTZ, v).integer, moments[i]);
    }
}

static void a_uuid_is_read_in_any_spelling(void **state)
{
    (void)state;
    struct vg_value v = {.kind = VG_V_TEXT, .text = VG_STR("{A0EEBC99-9C0B4EF8-BB6D-6BB9BD380A11}")};
    v = there_and_back(VG_PG_UUID, v);
    assert_string_equal(vg_arena_cstr(arena, v.text), "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11");
    struct vg_buf b;
    vg_buf_init(&b, 100);
    struct vg_value bad = {.kind = VG_V_TEXT, .text = VG_STR("a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a1")};
    assert_false(vg_pg_encode(&b, VG_PG_UUID, &bad));
    vg_buf_finish(&b);
}

static void jsonb_loses_the_blanks_nobody_wrote(void **state)
{
    (void)state;
    static const char text[] = "\1{\"a b\": [1, \"x, \\\"y: z\"], \"c\\\\\": null}";
    struct vg_value v;
    assert_true(vg_pg_decoder(VG_PG_JSONB)((const unsigned char *)text, (int)strlen(text), arena, &v));
    assert_string_equal(vg_arena_cstr(arena, v.text), "{\"a b\":[1,\"x, \\\"y: z\"],\"c\\\\\":null}");
}

static void zero_has_no_sign(void **state)
{
    (void)state;
    struct vg_value v = there_and_back(VG_PG_FLOAT8, (struct vg_value){.kind = VG_V_DOUBLE, .real = -0.0});
    assert_false(signbit(v.real));
    v = there_and_back(VG_PG_FLOAT4, (struct vg_value){.kind = VG_V_FLOAT, .real = -0.0});
    assert_false(signbit(v.real));
}

static void a_value_of_another_length_is_no_value(void **state)
{
    (void)state;
    static const Oid types[] = {VG_PG_BOOL, VG_PG_INT2, VG_PG_INT4, VG_PG_INT8, VG_PG_FLOAT4, VG_PG_FLOAT8, VG_PG_NUMERIC,
                                VG_PG_DATE, VG_PG_TIME, VG_PG_TIMESTAMP, VG_PG_TIMESTAMPTZ, VG_PG_UUID};
    static const unsigned char bytes[32] = {0};
    struct vg_value out;
    for (size_t i = 0; i < VG_COUNT(types); i++)
        assert_false(vg_pg_decoder(types[i])(bytes, 17, arena, &out));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(decimals_keep_every_digit, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_decimal_is_written_as_the_server_writes_it, set_up, tear_down),
        cmocka_unit_test_setup_teardown(what_is_no_decimal_is_refused, set_up, tear_down),
        cmocka_unit_test_setup_teardown(special_decimals_are_doubles, set_up, tear_down),
        cmocka_unit_test_setup_teardown(integers_have_their_bounds, set_up, tear_down),
        cmocka_unit_test_setup_teardown(dates_reach_both_infinities, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_uuid_is_read_in_any_spelling, set_up, tear_down),
        cmocka_unit_test_setup_teardown(jsonb_loses_the_blanks_nobody_wrote, set_up, tear_down),
        cmocka_unit_test_setup_teardown(zero_has_no_sign, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_value_of_another_length_is_no_value, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
