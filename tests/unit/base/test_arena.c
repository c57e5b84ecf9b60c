#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include <stdalign.h>
#include <stdint.h>

#include <vigie/base/arena.h>

static void pieces_are_zeroed_aligned_and_apart(void **state)
{
    (void)state;
    VG_AUTO(vg_arena_freep) struct vg_arena *a = vg_arena_new(1 << 20);
    char *last = NULL;
    for (size_t size = 0; size < 600; size++) {
        char *p = vg_arena_alloc(a, size);
        assert_non_null(p);
        assert_int_equal((uintptr_t)p % alignof(max_align_t), 0);
        assert_ptr_not_equal(p, last);
        for (size_t i = 0; i < size; i++)
            assert_int_equal(p[i], 0);
        memset(p, 0xAA, size);
        last = p;
    }
}

static void past_the_ceiling_all_fail_and_the_error_names_it(void **state)
{
    (void)state;
    VG_AUTO(vg_arena_freep) struct vg_arena *a = vg_arena_new(1000);
    struct vg_error err = {0};
    assert_non_null(vg_arena_alloc(a, 1000));
    assert_int_equal(vg_arena_check(a, &err), VG_OK);
    assert_null(vg_arena_alloc(a, 1));
    assert_null(vg_arena_strdup(a, "x"));
    assert_true(vg_arena_failed(a));
    assert_int_equal(vg_arena_check(a, &err), VG_TOO_LARGE);
    assert_string_equal(err.text, "this takes more than the limit of 1000 bytes of memory");
}

static void a_product_that_overflows_is_refused(void **state)
{
    (void)state;
    VG_AUTO(vg_arena_freep) struct vg_arena *a = vg_arena_new(SIZE_MAX);
    assert_null(vg_arena_array(a, SIZE_MAX / 2, 4));
    assert_null(vg_arena_alloc(a, SIZE_MAX));
    assert_true(vg_arena_failed(a));
}

static void a_reset_forgets_everything(void **state)
{
    (void)state;
    VG_AUTO(vg_arena_freep) struct vg_arena *a = vg_arena_new(100000);
    for (int round = 0; round < 3; round++) {
        char *p = vg_arena_alloc(a, 60000);
        assert_non_null(p);
        assert_int_equal(p[59999], 0);
        memset(p, 1, 60000);
        assert_null(vg_arena_alloc(a, 60000));
        vg_arena_reset(a);
        assert_false(vg_arena_failed(a));
    }
}

static void texts_are_copied_and_absent_ones_stay_absent(void **state)
{
    (void)state;
    VG_AUTO(vg_arena_freep) struct vg_arena *a = vg_arena_new(10000);
    char text[] = "abc";
    struct vg_str copy = vg_arena_str(a, vg_str_of(text));
    text[0] = 'x';
    assert_string_equal(copy.ptr, "abc");
    assert_int_equal(copy.len, 3);
    assert_string_equal(vg_arena_cstr(a, VG_STR("")), "");
    assert_null(vg_arena_strdup(a, NULL));
    assert_null(vg_arena_str(a, (struct vg_str){0}).ptr);
    assert_string_equal(vg_arena_printf(a, "%s-%05d", "a", 42), "a-00042");
    vg_arena_free(NULL);
}

static void a_list_grows_and_keeps_its_items(void **state)
{
    (void)state;
    VG_AUTO(vg_arena_freep) struct vg_arena *a = vg_arena_new(10000);
    size_t n = 0, cap = 0;
    int *list = NULL;
    while (vg_arena_room(a, &list, n, &cap, sizeof *list)) {
        list[n] = (int)n;
        n++;
    }
    assert_true(vg_arena_failed(a));
    assert_int_equal(n, cap);
    assert_in_range(n, 512, 2048);
    for (size_t i = 0; i < n; i++)
        assert_int_equal(list[i], i);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pieces_are_zeroed_aligned_and_apart),
        cmocka_unit_test(past_the_ceiling_all_fail_and_the_error_names_it),
        cmocka_unit_test(a_product_that_overflows_is_refused),
        cmocka_unit_test(a_reset_forgets_everything),
        cmocka_unit_test(a_list_grows_and_keeps_its_items),
        cmocka_unit_test(texts_are_copied_and_absent_ones_stay_absent),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
