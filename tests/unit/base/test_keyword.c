#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include <vigie/base/keyword.h>

struct row {
    const char *name;
    int value;
};

static const struct row table[] = {
    {"bbox", 1}, {"bbox-crs", 2}, {"crs", 3}, {"limit", 4}, {"é", 5}};

static int find(const char *word)
{
    const struct row *r = VG_KEYWORD(vg_str_of(word), table);
    return r ? r->value : 0;
}

static void each_word_is_found_and_no_other(void **state)
{
    (void)state;
    for (size_t i = 0; i < VG_COUNT(table); i++)
        assert_int_equal(find(table[i].name), table[i].value);
    static const char *const unknown[] = {"",          "a",   "bbo",    "bbox-",
                                          "bbox-crs2", "Crs", "limits", "z"};
    for (size_t i = 0; i < VG_COUNT(unknown); i++)
        assert_int_equal(find(unknown[i]), 0);
    assert_null(VG_KEYWORD(VG_STR("crs\0"), table));
    assert_null(VG_KEYWORD((struct vg_str){0}, table));
    assert_null(vg_keyword_find(VG_STR("crs"), table, 0, sizeof(table[0])));
}

static void an_unsorted_table_is_told(void **state)
{
    (void)state;
    static const struct row unsorted[] = {{"b", 1}, {"a", 2}}, twice[] = {{"a", 1}, {"a", 2}};
    assert_true(vg_keyword_sorted(table, VG_COUNT(table), sizeof(table[0])));
    assert_true(vg_keyword_sorted(table, 0, sizeof(table[0])));
    assert_false(vg_keyword_sorted(unsorted, 2, sizeof(unsorted[0])));
    assert_false(vg_keyword_sorted(twice, 2, sizeof(twice[0])));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_word_is_found_and_no_other),
        cmocka_unit_test(an_unsorted_table_is_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
