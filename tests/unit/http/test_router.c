/* Which route does a raw path belong to? */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include <vigie/http/router.h>

struct fixture {
    struct vg_router *router;
    struct vg_arena *arena;
};

static const char landing[] = "landing", items[] = "items", post[] = "post", item[] = "item",
                  queryables[] = "queryables", deep[] = "deep", tile[] = "tile";

static void add(struct vg_router *r, const char *method, const char *pattern, const void *target)
{
    struct vg_error err = {0};
    assert_int_equal(vg_router_add(r, method, pattern, target, &err), VG_OK);
}

static int setup(void **state)
{
    static struct fixture f;
    f.router = vg_router_new();
    f.arena = vg_arena_new(65536);
    add(f.router, "GET", "/", landing);
    add(f.router, "GET", "/collections/{c}/items", items);
    add(f.router, "POST", "/collections/{c}/items", post);
    add(f.router, "GET", "/collections/{c}/items/{f}", item);
    add(f.router, "GET", "/collections/{c}/queryables", queryables);
    add(f.router, "GET", "/collections/all/items/x/deep", deep);
    add(f.router, "GET", "/{a}/{b}/{c}/{d}/{e}/{f}", tile);
    *state = &f;
    return 0;
}

static int teardown(void **state)
{
    struct fixture *f = *state;
    vg_router_free(f->router);
    vg_arena_free(f->arena);
    return 0;
}

static enum vg_status match(struct fixture *f, const char *method, const char *path,
                            struct vg_route_match *m)
{
    struct vg_error err = {0};
    *m = (struct vg_route_match){0};
    return vg_router_match(f->router, vg_str_of(method), vg_str_of(path), f->arena, m, &err);
}

static void expect_var(const struct vg_route_match *m, int i, const char *text)
{
    assert_true(i < m->n_vars);
    assert_true(vg_str_is(m->vars[i], text));
}

static void the_root_has_no_segments(void **state)
{
    struct vg_route_match m;
    assert_int_equal(match(*state, "GET", "/", &m), VG_OK);
    assert_ptr_equal(m.target, landing);
    assert_int_equal(m.n_vars, 0);
    assert_int_equal(match(*state, "GET", "//", &m), VG_NOT_FOUND);
    assert_int_equal(match(*state, "GET", "", &m), VG_NOT_FOUND);
    assert_int_equal(match(*state, "OPTIONS", "*", &m), VG_NOT_FOUND);
}

static void variables_are_decoded_after_the_path_is_split(void **state)
{
    struct vg_route_match m;
    assert_int_equal(match(*state, "GET", "/collections/a%2Fb/items/%C3%A9%20%25+", &m), VG_OK);
    assert_ptr_equal(m.target, item);
    assert_string_equal(m.pattern, "/collections/{c}/items/{f}");
    assert_int_equal(m.n_vars, 2);
    expect_var(&m, 0, "a/b");
    expect_var(&m, 1, "\xC3\xA9 %+");
}

static void literals_are_compared_decoded(void **state)
{
    struct vg_route_match m;
    assert_int_equal(match(*state, "GET", "/collections/a/%69tems", &m), VG_OK);
    assert_ptr_equal(m.target, items);
}

static void one_slash_at_the_end_is_ignored_and_no_more(void **state)
{
    struct vg_route_match m;
    assert_int_equal(match(*state, "GET", "/collections/a/items/", &m), VG_OK);
    assert_ptr_equal(m.target, items);
    assert_int_equal(match(*state, "GET", "/collections/a/items//", &m), VG_NOT_FOUND);
}

static void an_empty_segment_is_no_value(void **state)
{
    struct vg_route_match m;
    assert_int_equal(match(*state, "GET", "/collections//items", &m), VG_NOT_FOUND);
    assert_int_equal(match(*state, "GET", "//collections/a/items", &m), VG_NOT_FOUND);
}

static void a_literal_wins_over_a_variable(void **state)
{
    struct vg_route_match m;
    assert_int_equal(match(*state, "GET", "/collections/a/queryables", &m), VG_OK);
    assert_ptr_equal(m.target, queryables);
}

static void a_literal_that_leads_nowhere_gives_way_to_a_variable(void **state)
{
    struct vg_route_match m;
    assert_int_equal(match(*state, "GET", "/collections/all/items/x", &m), VG_OK);
    assert_ptr_equal(m.target, item);
    assert_int_equal(m.n_vars, 2);
    expect_var(&m, 0, "all");
    expect_var(&m, 1, "x");
    assert_int_equal(match(*state, "GET", "/collections/all/items/x/deep", &m), VG_OK);
    assert_ptr_equal(m.target, deep);
    assert_int_equal(m.n_vars, 0);
    assert_int_equal(match(*state, "GET", "/collections/all/items/x/y/z", &m), VG_OK);
    assert_ptr_equal(m.target, tile);
    assert_int_equal(m.n_vars, 6);
    expect_var(&m, 0, "collections");
    expect_var(&m, 5, "z");
}

static void head_is_answered_by_get(void **state)
{
    struct vg_route_match m;
    assert_int_equal(match(*state, "HEAD", "/collections/a/items", &m), VG_OK);
    assert_ptr_equal(m.target, items);
}

static void another_method_finds_no_target_but_what_is_allowed(void **state)
{
    struct vg_route_match m;
    assert_int_equal(match(*state, "DELETE", "/collections/a/items", &m), VG_OK);
    assert_null(m.target);
    assert_string_equal(m.allow, "GET, HEAD, POST, OPTIONS");
    assert_int_equal(match(*state, "POST", "/collections/a/items/1", &m), VG_OK);
    assert_null(m.target);
    assert_string_equal(m.allow, "GET, HEAD, OPTIONS");
    assert_int_equal(match(*state, "get", "/", &m), VG_OK);
    assert_null(m.target);
}

static void a_path_without_pattern_is_not_found(void **state)
{
    struct vg_route_match m;
    assert_int_equal(match(*state, "GET", "/collections", &m), VG_NOT_FOUND);
    assert_int_equal(match(*state, "GET", "/nothing", &m), VG_NOT_FOUND);
    assert_int_equal(match(*state, "GET", "/1/2/3/4/5/6/7/8/9/10/11/12/13/14/15/16/17/18/19", &m),
                     VG_NOT_FOUND);
}

static void a_segment_that_does_not_decode_is_bad_input(void **state)
{
    struct vg_route_match m;
    assert_int_equal(match(*state, "GET", "/collections/%zz/items", &m), VG_BAD_INPUT);
    assert_int_equal(match(*state, "GET", "/collections/a%00b/items", &m), VG_BAD_INPUT);
    assert_int_equal(match(*state, "GET", "/collections/%FF/items", &m), VG_BAD_INPUT);
    assert_int_equal(match(*state, "GET", "/collections/a%2/items", &m), VG_BAD_INPUT);
}

static void mistakes_in_routes_are_refused(void **state)
{
    struct fixture *f = *state;
    struct vg_error err = {0};
    static const char *const wrong[] = {
        "collections", "/a//b", "/a{b}", "/{}", "/{a}.png", "/{a}/{b}/{c}/{d}/{e}/{f}/{g}/{h}/{i}"};
    for (size_t i = 0; i < VG_COUNT(wrong); i++)
        assert_int_equal(vg_router_add(f->router, "GET", wrong[i], items, &err), VG_BAD_INPUT);
    assert_int_equal(vg_router_add(f->router, "GET", "/collections/{other}/items", items, &err),
                     VG_CONFLICT);
}

static void an_exhausted_arena_is_told(void **state)
{
    struct fixture *f = *state;
    struct vg_arena *small = vg_arena_new(16);
    struct vg_route_match m;
    struct vg_error err = {0};
    assert_int_equal(vg_router_match(f->router, VG_STR("GET"),
                                     VG_STR("/collections/abcdefghijklmnopqrstuvwxyz/items"), small,
                                     &m, &err),
                     VG_TOO_LARGE);
    vg_arena_free(small);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_root_has_no_segments),
        cmocka_unit_test(variables_are_decoded_after_the_path_is_split),
        cmocka_unit_test(literals_are_compared_decoded),
        cmocka_unit_test(one_slash_at_the_end_is_ignored_and_no_more),
        cmocka_unit_test(an_empty_segment_is_no_value),
        cmocka_unit_test(a_literal_wins_over_a_variable),
        cmocka_unit_test(a_literal_that_leads_nowhere_gives_way_to_a_variable),
        cmocka_unit_test(head_is_answered_by_get),
        cmocka_unit_test(another_method_finds_no_target_but_what_is_allowed),
        cmocka_unit_test(a_path_without_pattern_is_not_found),
        cmocka_unit_test(a_segment_that_does_not_decode_is_bad_input),
        cmocka_unit_test(mistakes_in_routes_are_refused),
        cmocka_unit_test(an_exhausted_arena_is_told),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
