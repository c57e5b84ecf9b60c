#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include <vigie/base/yaml.h>

static struct vg_node *parse(struct vg_arena *a, const char *text)
{
    struct vg_node *root = NULL;
    struct vg_error err = {0};
    if (vg_yaml_parse(vg_str_of(text), a, &root, &err) != VG_OK)
        fail_msg("%s: %s", err.where, err.text);
    return root;
}

static void expect_error(struct vg_str text, const char *where, const char *part)
{
    VG_AUTO(vg_arena_freep) struct vg_arena *a = vg_arena_new(1 << 20);
    struct vg_node *root = NULL;
    struct vg_error err = {0};
    assert_int_equal(vg_yaml_parse(text, a, &root, &err), VG_BAD_INPUT);
    assert_null(root);
    assert_string_equal(err.where, where);
    if (!strstr(err.text, part))
        fail_msg("'%s' is not in '%s'", part, err.text);
}

static void scalars_are_typed_by_the_core_schema(void **state)
{
    (void)state;
    static const struct {
        const char *text, *json;
    } cases[] = {
        {"true", "true"},
        {"False", "false"},
        {"no", "\"no\""},
        {"on", "\"on\""},
        {"~", "null"},
        {"", "null"},
        {"Null", "null"},
        {"nul", "\"nul\""},
        {"12", "12"},
        {"-0", "0"},
        {"+7", "7"},
        {"0x1F", "31"},
        {"0o17", "15"},
        {"017", "17"},
        {"0x", "\"0x\""},
        {"1_000", "\"1_000\""},
        {"1.5", "1.5"},
        {".5e3", "500"},
        {"-.inf", "null"},
        {".NaN", "null"},
        {"1e400", "\"1e400\""},
        {"nan", "\"nan\""},
        {"99999999999999999999", "1e+20"},
        {"'12'", "\"12\""},
        {"\"\\u00e9\"", "\"é\""},
        {"!!str 12", "\"12\""},
        {"! 12", "\"12\""},
        {"2018-02-12", "\"2018-02-12\""},
        {"48.5,2.3", "\"48.5,2.3\""},
    };
    for (size_t i = 0; i < VG_COUNT(cases); i++) {
        VG_AUTO(vg_arena_freep) struct vg_arena *a = vg_arena_new(100000);
        char text[100];
        snprintf(text, sizeof(text), "v: %s\n", cases[i].text);
        struct vg_buf b;
        vg_buf_init(&b, 1000);
        vg_node_put_json(&b, vg_node_get(parse(a, text), "v"), 0);
        assert_string_equal(b.ptr, cases[i].json);
        vg_buf_finish(&b);
    }
}

static void special_numbers_and_the_text_as_written_are_kept(void **state)
{
    (void)state;
    VG_AUTO(vg_arena_freep) struct vg_arena *a = vg_arena_new(100000);
    struct vg_node *root = parse(a, "- .inf\n- -.INF\n- .nan\n- 010\n");
    assert_true(vg_node_at(root, "0")->real == INFINITY);
    assert_true(vg_node_at(root, "1")->real == -INFINITY);
    assert_true(isnan(vg_node_at(root, "2")->real));
    assert_int_equal(vg_node_at(root, "3")->integer, 10);
    assert_string_equal(vg_node_at(root, "3")->text.ptr, "010");
}

static void structure_and_places_are_kept(void **state)
{
    (void)state;
    VG_AUTO(vg_arena_freep) struct vg_arena *a = vg_arena_new(100000);
    const char *text = "\xEF\xBB\xBF# a comment\n"
                       "title:\n"
                       "  fr: |\n"
                       "    Deux\n"
                       "    lignes\n"
                       "crs: [EPSG:2154, {a: 1}]\n"
                       "fields:\n"
                       "  - name: x\n"
                       "  -   name: y\n";
    struct vg_node *root = parse(a, text);
    assert_string_equal(vg_node_at(root, "title.fr")->text.ptr, "Deux\nlignes\n");
    assert_string_equal(vg_node_at(root, "crs.0")->text.ptr, "EPSG:2154");
    assert_int_equal(vg_node_at(root, "crs.1.a")->integer, 1);
    const struct vg_node *y = vg_node_at(root, "fields.1.name");
    assert_string_equal(y->text.ptr, "y");
    assert_int_equal(y->line, 9);
    assert_int_equal(y->column, 7);
    assert_int_equal(vg_node_at(root, "title")->line, 2);
    assert_int_equal(vg_node_at(root, "crs.0")->column, 7);
}

static void an_empty_text_is_an_empty_map(void **state)
{
    (void)state;
    VG_AUTO(vg_arena_freep) struct vg_arena *a = vg_arena_new(100000);
    static const char *const empty[] = {"", "# only a comment\n", "\n\n"};
    for (size_t i = 0; i < VG_COUNT(empty); i++) {
        struct vg_node *root = parse(a, empty[i]);
        assert_int_equal(root->kind, VG_N_MAP);
        assert_int_equal(root->n, 0);
    }
}

static void what_is_not_plain_data_is_refused_with_its_place(void **state)
{
    (void)state;
    expect_error(VG_STR("a: &x 1\nb: *x\n"), "line 2, column 4", "aliases such as '*x'");
    expect_error(VG_STR("a: 1\nb: 2\na: 3\n"), "line 3, column 1",
                 "'a' stands here twice, first in line 1");
    expect_error(VG_STR("a: 1\n---\nb: 2\n"), "line 2, column 1", "second document");
    expect_error(VG_STR("[a, b]: 1\n"), "line 1, column 1", "a key must be");
    expect_error(VG_STR("a: !!binary aGk=\n"), "line 1, column 4", "tag:yaml.org,2002:binary");
    expect_error(VG_STR("a: !thing {b: 1}\n"), "line 1, column 4", "!thing");
    expect_error(VG_STR("a: [1, 2\nb: 3\n"), "line 2, column 2", "this is not YAML");
    expect_error(VG_STR("a: \"\\0\"\n"), "line 1, column 4", "NUL");
    expect_error(VG_STR("a: 1\nb: caf\xE9\n"), "line 2, column 7", "this is not YAML");
    expect_error(VG_STR("a: 1\n\tb: 2\n"), "line 2, column 1", "this is not YAML");
}

static void depth_is_bounded(void **state)
{
    (void)state;
    char text[300];
    VG_AUTO(vg_arena_freep) struct vg_arena *a = vg_arena_new(100000);
    memset(text, '[', 64);
    memset(text + 64, ']', 64);
    text[128] = '\0';
    parse(a, text);
    memset(text, '[', 65);
    memset(text + 65, ']', 65);
    expect_error((struct vg_str){text, 130}, "line 1, column 65", "64 levels");
}

static void an_exhausted_arena_is_told(void **state)
{
    (void)state;
    VG_AUTO(vg_arena_freep) struct vg_arena *a = vg_arena_new(500);
    struct vg_node *root = NULL;
    struct vg_error err = {0};
    assert_int_equal(vg_yaml_parse(VG_STR("[1,2,3,4,5,6,7,8,9]"), a, &root, &err), VG_TOO_LARGE);
    assert_null(root);
}

static void a_map_of_many_keys_is_checked_quickly(void **state)
{
    (void)state;
    VG_AUTO(vg_arena_freep) struct vg_arena *a = vg_arena_new(1 << 24);
    struct vg_buf b;
    vg_buf_init(&b, 1 << 20);
    for (int i = 0; i < 10000; i++)
        vg_buf_printf(&b, "k%d: 1\n", i);
    struct vg_node *root = parse(a, b.ptr);
    assert_int_equal(root->n, 10000);
    VG_BUF_LIT(&b, "k77: 1\n");
    struct vg_error err = {0};
    assert_int_equal(vg_yaml_parse((struct vg_str){b.ptr, b.len}, a, &root, &err), VG_BAD_INPUT);
    assert_string_equal(err.where, "line 10001, column 1");
    vg_buf_finish(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(scalars_are_typed_by_the_core_schema),
        cmocka_unit_test(special_numbers_and_the_text_as_written_are_kept),
        cmocka_unit_test(structure_and_places_are_kept),
        cmocka_unit_test(an_empty_text_is_an_empty_map),
        cmocka_unit_test(what_is_not_plain_data_is_refused_with_its_place),
        cmocka_unit_test(depth_is_bounded),
        cmocka_unit_test(an_exhausted_arena_is_told),
        cmocka_unit_test(a_map_of_many_keys_is_checked_quickly),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
