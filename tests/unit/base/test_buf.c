#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>

#include <vigie/base/number.h>

static const struct vg_spill_options tiny = {.mem_max = 100};

static void a_new_buffer_is_an_empty_text(void **state)
{
    (void)state;
    struct vg_buf b;
    vg_buf_init(&b, 10);
    assert_string_equal(b.ptr, "");
    struct vg_str all;
    assert_int_equal(vg_buf_seal(&b, &all, NULL), VG_OK);
    assert_non_null(all.ptr);
    assert_int_equal(all.len, 0);
    vg_buf_finish(&b);
    vg_buf_finish(&b);
}

static void what_is_added_stands_in_order_and_is_ended(void **state)
{
    (void)state;
    struct vg_buf b;
    vg_buf_init(&b, 100000);
    for (int i = 0; i < 3000; i++) {
        vg_buf_char(&b, 'a');
        vg_buf_str(&b, (struct vg_str){0});
        VG_BUF_LIT(&b, "bc");
        vg_buf_cstr(&b, "d");
        vg_buf_cstr(&b, NULL);
        vg_buf_printf(&b, "%d", i % 10);
        assert_int_equal(b.ptr[b.len], '\0');
    }
    assert_int_equal(vg_buf_total(&b), 15000);
    assert_memory_equal(b.ptr + 14990, "abcd8abcd9", 11);
    vg_buf_finish(&b);
}

static void a_buffer_fills_to_its_limit_and_not_past_it(void **state)
{
    (void)state;
    struct vg_buf b;
    struct vg_error err = {0};
    vg_buf_init(&b, 5);
    VG_BUF_LIT(&b, "12345");
    assert_int_equal(vg_buf_check(&b, &err), VG_OK);
    assert_string_equal(b.ptr, "12345");
    vg_buf_char(&b, '6');
    assert_string_equal(b.ptr, "12345");
    assert_int_equal(vg_buf_check(&b, &err), VG_TOO_LARGE);
    assert_string_equal(err.text, "what is written passes the limit of 5 bytes");
    vg_buf_finish(&b);
}

static void a_failure_stays_even_when_less_would_fit(void **state)
{
    (void)state;
    struct vg_buf b;
    vg_buf_init(&b, 5);
    VG_BUF_LIT(&b, "123456");
    vg_buf_char(&b, 'x');
    vg_buf_printf(&b, "y");
    vg_buf_int64(&b, 1);
    assert_null(vg_buf_reserve(&b, 1));
    vg_buf_commit(&b, 0);
    assert_int_equal(b.len, 0);
    assert_int_equal(b.failed, VG_TOO_LARGE);
    vg_buf_clear(&b);
    VG_BUF_LIT(&b, "again");
    assert_string_equal(b.ptr, "again");
    assert_int_equal(b.failed, VG_OK);
    vg_buf_finish(&b);
}

static void a_number_may_end_at_the_very_limit(void **state)
{
    (void)state;
    for (size_t spill = 0; spill < 2; spill++) {
        struct vg_buf b;
        if (spill)
            vg_buf_init_spill(&b, 300, &tiny);
        else
            vg_buf_init(&b, 300);
        for (int i = 0; i < 100; i++)
            vg_buf_int64(&b, 123);
        assert_int_equal(b.failed, VG_OK);
        assert_int_equal(vg_buf_total(&b), 300);
        vg_buf_int64(&b, 4);
        assert_int_equal(b.failed, VG_TOO_LARGE);
        assert_int_equal(vg_buf_total(&b), 300);
        vg_buf_finish(&b);
    }
}

static void a_formatted_text_is_whole_or_absent(void **state)
{
    (void)state;
    struct vg_buf b;
    vg_buf_init(&b, 2000);
    vg_buf_printf(&b, "%1500d", 7);
    assert_int_equal(b.len, 1500);
    vg_buf_printf(&b, "%1500d", 7);
    assert_int_equal(b.len, 1500);
    assert_int_equal(b.failed, VG_TOO_LARGE);
    vg_buf_finish(&b);
    vg_buf_init(&b, 0);
    vg_buf_printf(&b, "%s", "");
    assert_int_equal(b.failed, VG_OK);
    vg_buf_printf(&b, "x");
    assert_int_equal(b.failed, VG_TOO_LARGE);
    vg_buf_finish(&b);
}

/* Pieces of every size around the memory limit, compared with the same bytes made at once. */
static void what_spills_comes_back_whole(void **state)
{
    (void)state;
    char *expected = malloc(100000);
    size_t total = 0;
    struct vg_buf b;
    vg_buf_init_spill(&b, 100000, &tiny);
    for (size_t piece = 0; piece < 300; piece++) {
        for (size_t i = 0; i < piece; i++)
            expected[total + i] = (char)('a' + (piece + i) % 26);
        if (piece % 3 == 0) {
            char *room = vg_buf_reserve(&b, piece + 5);
            assert_non_null(room);
            memcpy(room, expected + total, piece);
            vg_buf_commit(&b, piece);
        } else {
            vg_buf_add(&b, expected + total, piece);
        }
        total += piece;
        assert_int_equal(vg_buf_total(&b), total);
        assert_in_range(b.len, 0, 310);
    }
    struct vg_str all;
    for (int twice = 0; twice < 2; twice++) {
        assert_int_equal(vg_buf_seal(&b, &all, NULL), VG_OK);
        assert_int_equal(all.len, total);
        assert_memory_equal(all.ptr, expected, total);
    }
    vg_buf_clear(&b);
    VG_BUF_LIT(&b, "anew");
    assert_int_equal(vg_buf_seal(&b, &all, NULL), VG_OK);
    assert_true(vg_str_is(all, "anew"));
    vg_buf_finish(&b);
    free(expected);
}

static void the_limit_holds_across_memory_and_file(void **state)
{
    (void)state;
    struct vg_buf b;
    struct vg_str all;
    struct vg_error err = {0};
    char piece[64] = {0};
    vg_buf_init_spill(&b, 1000, &tiny);
    for (int i = 0; i < 20; i++)
        vg_buf_add(&b, piece, sizeof(piece));
    assert_int_equal(b.failed, VG_TOO_LARGE);
    assert_int_equal(vg_buf_total(&b), 15 * 64);
    assert_int_equal(vg_buf_seal(&b, &all, &err), VG_TOO_LARGE);
    vg_buf_finish(&b);

    char large[1001] = {0};
    vg_buf_init_spill(&b, 1000, &tiny);
    vg_buf_add(&b, large, sizeof(large));
    assert_int_equal(b.failed, VG_TOO_LARGE);
    vg_buf_finish(&b);
}

static void a_folder_that_is_not_there_makes_it_unavailable(void **state)
{
    (void)state;
    struct vg_buf b;
    struct vg_error err = {0};
    struct vg_spill_options o = {.mem_max = 10, .folder = "/nonexistent/folder"};
    vg_buf_init_spill(&b, 1000, &o);
    VG_BUF_LIT(&b, "fits");
    assert_int_equal(b.failed, VG_OK);
    VG_BUF_LIT(&b, "does not fit any more");
    assert_int_equal(vg_buf_check(&b, &err), VG_UNAVAILABLE);
    vg_buf_finish(&b);
}

static void buffers_share_a_budget_and_give_it_back(void **state)
{
    (void)state;
    struct vg_budget *budget = vg_budget_new(6000);
    struct vg_spill_options o = {.mem_max = 1000000, .budget = budget};
    struct vg_buf a, b;
    static char piece[VG_BUF_FREE + 4000];
    memset(piece, 'x', sizeof(piece));
    vg_buf_init_spill(&a, 1000000, &o);
    vg_buf_init_spill(&b, 1000000, &o);
    vg_buf_add(&a, piece, sizeof(piece));
    assert_in_range(vg_budget_used(budget), 4000, 6000);
    vg_buf_add(&b, piece, VG_BUF_FREE / 2); /* is not charged */
    vg_buf_add(&b, piece, sizeof(piece));   /* is more than is left, but one piece is taken always */
    vg_buf_add(&a, piece, sizeof(piece));   /* makes do with what it has, and the file */
    struct vg_str all;
    assert_int_equal(vg_buf_seal(&a, &all, NULL), VG_OK);
    assert_int_equal(all.len, 2 * sizeof(piece));
    assert_true(vg_buf_file(&a) >= 0);
    vg_buf_rest(&a, all.len);
    assert_int_equal(all.ptr[all.len - 1], 'x');
    assert_int_equal(vg_buf_seal(&b, &all, NULL), VG_OK);
    assert_int_equal(all.len, VG_BUF_FREE / 2 + sizeof(piece));
    assert_int_equal(vg_budget_used(budget), 0);
    vg_buf_finish(&b);
    vg_buf_finish(&a);
    assert_int_equal(vg_budget_used(budget), 0);
    vg_budget_free(budget);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_new_buffer_is_an_empty_text),
        cmocka_unit_test(what_is_added_stands_in_order_and_is_ended),
        cmocka_unit_test(a_buffer_fills_to_its_limit_and_not_past_it),
        cmocka_unit_test(a_failure_stays_even_when_less_would_fit),
        cmocka_unit_test(a_number_may_end_at_the_very_limit),
        cmocka_unit_test(a_formatted_text_is_whole_or_absent),
        cmocka_unit_test(what_spills_comes_back_whole),
        cmocka_unit_test(the_limit_holds_across_memory_and_file),
        cmocka_unit_test(a_folder_that_is_not_there_makes_it_unavailable),
        cmocka_unit_test(buffers_share_a_budget_and_give_it_back),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
