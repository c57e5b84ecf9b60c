#include "../arena.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include <vigie/codec/json.h>

static struct vg_node *parse(const char *text)
{
    struct vg_node *n = NULL;
    struct vg_error err = {0};

    if (vg_json_parse(vg_str_of(text), arena, &n, &err) != VG_OK)
        fail_msg("%s: %s", err.where, err.text);
    return n;
}

static void assert_same(const char *text, const char *want)
{
    struct vg_buf b;

    vg_buf_init(&b, 1 << 16);
    vg_node_put_json(&b, parse(text), 0);
    assert_string_equal(b.ptr, want);
    vg_buf_finish(&b);
}

static void assert_refused(struct vg_str text, const char *where, const char *part)
{
    struct vg_node *n = NULL;
    struct vg_error err = {0};

    assert_int_equal(vg_json_parse(text, arena, &n, &err), VG_BAD_INPUT);
    assert_null(n);
    assert_string_equal(err.where, where);
    if (!strstr(err.text, part))
        fail_msg("'%s' is not in '%s'", part, err.text);
}

static void values_keep_their_kind_and_order(void **state)
{
    (void)state;
    const char *text = "{\"z\":[1,-2.5,true,false,null,\"é\\n\"],\"a\":{},\"m\":{\"k\":9223372036854775807}}";
    struct vg_node *n = parse(text);

    assert_same(text, text);
    assert_int_equal(n->kind, VG_N_MAP);
    assert_true(vg_str_is(n->first->key, "z"));
    assert_int_equal(vg_node_at(n, "z.0")->kind, VG_N_INT);
    assert_int_equal(vg_node_at(n, "z.1")->kind, VG_N_DOUBLE);
    assert_int_equal(vg_node_at(n, "z.4")->kind, VG_N_NULL);
    assert_int_equal(vg_node_at(n, "m.k")->integer, INT64_MAX);
    assert_int_equal(vg_node_at(n, "a")->n, 0);
}

static void a_bare_value_is_a_document(void **state)
{
    (void)state;
    assert_same("12", "12");
    assert_same(" \"\" ", "\"\"");
    assert_same("null", "null");
}

static void errors_say_line_and_column(void **state)
{
    (void)state;
    assert_refused(VG_STR("{\n  \"a\": 1,\n  \"b\": é\n}"), "line 3, column 8", "invalid token");
    assert_refused(VG_STR("{\"a\":1,\"a\":2}"), "line 1, column 10", "duplicate");
    assert_refused(VG_STR(""), "line 1, column 0", "end of file");
    assert_refused((struct vg_str){0}, "line 1, column 0", "end of file");
    assert_refused(VG_STR("[1,2"), "line 1, column 4", "']' expected");
    assert_refused(VG_STR("[1] x"), "line 1, column 5", "end of file expected");
}

static void nul_and_what_is_not_utf8_are_refused(void **state)
{
    struct vg_node *n = NULL;

    (void)state;
    assert_int_equal(vg_json_parse(VG_STR("\"a\\u0000b\""), arena, &n, NULL), VG_BAD_INPUT);
    assert_int_equal(vg_json_parse(VG_STR("\"a\0b\""), arena, &n, NULL), VG_BAD_INPUT);
    assert_int_equal(vg_json_parse(VG_STR("\"caf\xe9\""), arena, &n, NULL), VG_BAD_INPUT);
    assert_int_equal(vg_json_parse(VG_STR("{\"\\u0000\":1}"), arena, &n, NULL), VG_BAD_INPUT);
}

static void numbers_that_do_not_fit_are_refused(void **state)
{
    struct vg_node *n = NULL;

    (void)state;
    assert_int_equal(vg_json_parse(VG_STR("9223372036854775808"), arena, &n, NULL), VG_BAD_INPUT);
    assert_int_equal(vg_json_parse(VG_STR("1e999"), arena, &n, NULL), VG_BAD_INPUT);
    assert_int_equal(vg_json_parse(VG_STR("NaN"), arena, &n, NULL), VG_BAD_INPUT);
}

static struct vg_str nested(char *to, size_t depth)
{
    memset(to, '[', depth);
    memset(to + depth, ']', depth);
    return (struct vg_str){to, 2 * depth};
}

static void depth_is_bounded_and_the_place_is_told(void **state)
{
    char text[400000];
    struct vg_node *n = NULL;

    (void)state;
    assert_int_equal(vg_json_parse(nested(text, 64), arena, &n, NULL), VG_OK);
    n = NULL;
    assert_refused(nested(text, 65), "line 1, column 65", "more than 64 levels");
    assert_refused(nested(text, 200000), "line 1, column 65", "more than 64 levels");
}

static void brackets_in_texts_are_no_depth(void **state)
{
    char text[256] = "\"\\\"\\\\";

    (void)state;
    memset(text + 5, '[', 100);
    text[105] = '"';
    assert_same(text, text);
}

static void a_tree_larger_than_the_arena_is_too_large(void **state)
{
    struct vg_arena *small = vg_arena_new(256);
    struct vg_node *n = NULL;
    struct vg_error err = {0};

    (void)state;
    assert_int_equal(vg_json_parse(VG_STR("[1,2,3,4,5,6,7,8,9,[10,11,[12]]]"), small, &n, &err), VG_TOO_LARGE);
    assert_null(n);
    vg_arena_free(small);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(values_keep_their_kind_and_order),
        cmocka_unit_test(a_bare_value_is_a_document),
        cmocka_unit_test(errors_say_line_and_column),
        cmocka_unit_test(nul_and_what_is_not_utf8_are_refused),
        cmocka_unit_test(numbers_that_do_not_fit_are_refused),
        cmocka_unit_test(depth_is_bounded_and_the_place_is_told),
        cmocka_unit_test(brackets_in_texts_are_no_depth),
        cmocka_unit_test(a_tree_larger_than_the_arena_is_too_large),
    };
    return cmocka_run_group_tests_name("json", tests, set_up, tear_down);
}
