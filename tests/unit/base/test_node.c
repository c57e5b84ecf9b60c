#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include <math.h>

#include <vigie/base/node.h>

static void expect_json(const struct vg_node *n, int indent, const char *expected)
{
    struct vg_buf b;
    vg_buf_init(&b, 10000);
    vg_node_put_json(&b, n, indent);
    assert_string_equal(b.ptr, expected);
    vg_buf_finish(&b);
}

static struct vg_node *sample(struct vg_arena *a)
{
    struct vg_node *root = vg_node_map(a);
    vg_node_add_str(a, root, "title", "Sète \"été\"");
    vg_node_add_str(a, root, "absent", NULL);
    struct vg_node *list = vg_node_add_list(a, root, "crs");
    vg_node_add_int(a, list, NULL, 4326);
    vg_node_add_double(a, list, NULL, 0.5);
    vg_node_add_double(a, list, NULL, NAN);
    vg_node_add_bool(a, list, NULL, true);
    vg_node_add_null(a, list, NULL);
    struct vg_node *contact = vg_node_add_map(a, root, "contact");
    vg_node_add_text(a, contact, "email", VG_STR("a@b.fr"));
    vg_node_add_map(a, root, "empty");
    return root;
}

static void a_tree_is_written_as_json(void **state)
{
    (void)state;
    VG_AUTO(vg_arena_freep) struct vg_arena *a = vg_arena_new(100000);
    struct vg_node *root = sample(a);
    assert_int_equal(root->n, 4);
    expect_json(root, 0,
                "{\"title\":\"Sète \\\"été\\\"\",\"crs\":[4326,0.5,null,true,null],"
                "\"contact\":{\"email\":\"a@b.fr\"},\"empty\":{}}");
    expect_json(vg_node_get(root, "contact"), 2, "{\n  \"email\": \"a@b.fr\"\n}");
    expect_json(vg_node_list(a), 2, "[]");
    expect_json(NULL, 0, "null");
}

static void members_are_found_by_name_and_by_path(void **state)
{
    (void)state;
    VG_AUTO(vg_arena_freep) struct vg_arena *a = vg_arena_new(100000);
    struct vg_node *root = sample(a);
    assert_string_equal(vg_node_cstr(vg_node_at(root, "contact"), "email", "-"), "a@b.fr");
    assert_string_equal(vg_node_at(root, "contact.email")->text.ptr, "a@b.fr");
    assert_int_equal(vg_node_at(root, "crs.0")->integer, 4326);
    assert_string_equal(vg_node_cstr(root, "nothing", "-"), "-");
    assert_string_equal(vg_node_cstr(root, "crs", "-"), "-");
    vg_node_add_int(a, root, "rows", 12);
    assert_int_equal(vg_node_count(root, "rows"), 12);
    assert_int_equal(vg_node_count(root, "nothing"), 0);
    assert_int_equal(vg_node_count(root, "title"), 0);
    assert_null(vg_node_at(root, "crs.5"));
    assert_null(vg_node_at(root, "crs.-1"));
    assert_null(vg_node_at(root, "crs.x"));
    assert_null(vg_node_at(root, "title.x"));
    assert_null(vg_node_at(root, "contact.email.x"));
    assert_null(vg_node_get(NULL, "x"));
    assert_null(vg_node_get(vg_node_get(root, "crs"), "x"));
}

static void children_keep_their_order(void **state)
{
    (void)state;
    VG_AUTO(vg_arena_freep) struct vg_arena *a = vg_arena_new(100000);
    struct vg_node *list = vg_node_list(a);
    for (int i = 0; i < 10; i++)
        vg_node_add_int(a, list, NULL, i);
    int expected = 0;
    VG_EACH(child, list)
        assert_int_equal(child->integer, expected++);
    assert_int_equal(expected, 10);
    VG_EACH(child, (const struct vg_node *)NULL)
        fail();
}

static void an_exhausted_arena_is_borne_until_the_end(void **state)
{
    (void)state;
    VG_AUTO(vg_arena_freep) struct vg_arena *a = vg_arena_new(600);
    struct vg_error err = {0};
    struct vg_node *root = vg_node_map(a);
    for (int i = 0; i < 10; i++) {
        struct vg_node *child = vg_node_add_map(a, root, "child");
        vg_node_add_str(a, child, "name", "a text of some length");
        vg_node_append(a, child, "none", NULL);
    }
    vg_node_append(a, NULL, "orphan", root);
    assert_int_equal(vg_arena_check(a, &err), VG_TOO_LARGE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_tree_is_written_as_json),
        cmocka_unit_test(members_are_found_by_name_and_by_path),
        cmocka_unit_test(children_keep_their_order),
        cmocka_unit_test(an_exhausted_arena_is_borne_until_the_end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
