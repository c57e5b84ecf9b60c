/* name=value pairs of a query string or form. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include <vigie/http/negotiate.h>

struct result {
    struct vg_arena *arena;
    struct vg_query_param *params;
    size_t n;
    struct vg_error err;
};

static enum vg_status split(struct result *r, struct vg_str query)
{
    vg_arena_reset(r->arena);
    r->params = NULL;
    r->n = 99;
    r->err = (struct vg_error){0};
    return vg_query_split(query, 4, r->arena, &r->params, &r->n, &r->err);
}

static void expect(const struct result *r, size_t i, const char *name, const char *value,
                   const char *raw)
{
    assert_true(i < r->n);
    assert_true(vg_str_is(r->params[i].name, name));
    assert_non_null(r->params[i].value.ptr);
    assert_true(vg_str_is(r->params[i].value, value));
    assert_true(vg_str_is(r->params[i].raw, raw));
}

static void pairs_come_decoded_and_in_order(void **state)
{
    struct result *r = *state;
    assert_int_equal(split(r, VG_STR("b=1&a=%C3%A9+%2B&a=x=y")), VG_OK);
    assert_int_equal(r->n, 3);
    expect(r, 0, "b", "1", "b=1");
    expect(r, 1, "a", "\xC3\xA9 +", "a=%C3%A9+%2B");
    expect(r, 2, "a", "x=y", "a=x=y");
}

static void empty_parts_are_no_parameters(void **state)
{
    struct result *r = *state;
    assert_int_equal(split(r, (struct vg_str){0}), VG_OK);
    assert_int_equal(r->n, 0);
    assert_int_equal(split(r, VG_STR("")), VG_OK);
    assert_int_equal(r->n, 0);
    assert_int_equal(split(r, VG_STR("&&a=1&&&&&&&")), VG_OK);
    assert_int_equal(r->n, 1);
    expect(r, 0, "a", "1", "a=1");
}

static void a_value_may_be_missing(void **state)
{
    struct result *r = *state;
    assert_int_equal(split(r, VG_STR("a&b=&=c&%66")), VG_OK);
    assert_int_equal(r->n, 4);
    expect(r, 0, "a", "", "a");
    expect(r, 1, "b", "", "b=");
    expect(r, 2, "", "c", "=c");
    expect(r, 3, "f", "", "%66");
}

static void what_does_not_decode_names_the_parameter(void **state)
{
    struct result *r = *state;
    assert_int_equal(split(r, VG_STR("a=1&limit=%G0")), VG_BAD_INPUT);
    assert_string_equal(r->err.where, "limit");
    assert_int_equal(split(r, VG_STR("a=%00")), VG_BAD_INPUT);
    assert_int_equal(split(r, VG_STR("a=%")), VG_BAD_INPUT);
    assert_int_equal(split(r, VG_STR("%FF=1")), VG_BAD_INPUT);
    assert_string_equal(r->err.where, "");
}

static void too_many_are_refused(void **state)
{
    struct result *r = *state;
    assert_int_equal(split(r, VG_STR("a&b&c&d")), VG_OK);
    assert_int_equal(split(r, VG_STR("a&b&c&d&e")), VG_TOO_LARGE);
}

static int setup(void **state)
{
    static struct result r;
    r.arena = vg_arena_new(65536);
    *state = &r;
    return 0;
}

static int teardown(void **state)
{
    vg_arena_free(((struct result *)*state)->arena);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pairs_come_decoded_and_in_order),
        cmocka_unit_test(empty_parts_are_no_parameters),
        cmocka_unit_test(a_value_may_be_missing),
        cmocka_unit_test(what_does_not_decode_names_the_parameter),
        cmocka_unit_test(too_many_are_refused),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
