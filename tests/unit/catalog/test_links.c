#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "../../../src/catalog/entry.h"

static void last(const char *json, const char *want)
{
    VG_AUTO(vg_arena_freep) struct vg_arena *a = vg_arena_new(1 << 20);
    struct vg_str got = vg_catalog_links_last(vg_str_of(json), a);

    assert_string_equal(vg_arena_cstr(a, got), want);
}

static void links_are_brought_to_the_end(void **state)
{
    (void)state;
    last("{\"id\":\"a\",\"links\":[{\"href\":\"x\"}],\"z\":{\"links\":[1]}}",
         "{\"id\":\"a\",\"z\":{\"links\":[1]},\"links\":[{\"href\":\"x\"}]}");
    last("{\"links\":[],\"id\":\"a\"}", "{\"id\":\"a\",\"links\":[]}");
    last("{ \"id\" : \"\\\"links\\\":[\" , \"links\" : [ ] }", "{ \"id\" : \"\\\"links\\\":[\" ,\"links\":[ ]}");
    last("{\"links\":[1]}", "{\"links\":[1]}");
    last("{\"id\":1}", "{\"id\":1,\"links\":[]}");
    last("{}", "{\"links\":[]}");
}

static void broken_json_breaks_nothing(void **state)
{
    static const char *const broken[] = {"", "{", "{\"", "{\"links", "{\"links\"", "{\"links\":", "[", "{\"a\":\"\\", "}"};

    (void)state;
    for (size_t i = 0; i < VG_COUNT(broken); i++) {
        VG_AUTO(vg_arena_freep) struct vg_arena *a = vg_arena_new(1 << 20);
        (void)vg_catalog_links_last(vg_str_of(broken[i]), a);
    }
}

static void links_and_the_address_are_spliced_in(void **state)
{
    const struct vg_link self = {.href = "http://h/b", .rel = "self"};
    struct vg_buf b;

    (void)state;
    vg_buf_init(&b, 1000);
    vg_catalog_splice_links(&b, VG_STR("{\"a\":\"" VG_CATALOG_BASE "/c\",\"links\":[]}"), "http://h", &self, 1);
    assert_string_equal(b.ptr, "{\"a\":\"http://h/c\",\"links\":[{\"href\":\"http://h/b\",\"rel\":\"self\"}]}");
    vg_buf_clear(&b);
    vg_catalog_splice_links(&b, VG_STR("{\"links\":[{\"href\":\"" VG_CATALOG_BASE "/\"}]}"), "http://h", &self, 1);
    assert_string_equal(b.ptr, "{\"links\":[{\"href\":\"http://h/\"},{\"href\":\"http://h/b\",\"rel\":\"self\"}]}");
    vg_buf_clear(&b);
    vg_catalog_splice(&b, VG_STR(VG_CATALOG_BASE VG_CATALOG_BASE " x"), "http://h");
    assert_string_equal(b.ptr, "http://hhttp://h x");
    vg_buf_finish(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(links_are_brought_to_the_end),
        cmocka_unit_test(broken_json_breaks_nothing),
        cmocka_unit_test(links_and_the_address_are_spliced_in),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
