#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include <vigie/model/collection.h>

static struct vg_field fields[] = {
    {.name = "code", .type = VG_T_TEXT},
    {.name = "nom", .type = VG_T_TEXT},
    {.name = "élevé", .type = VG_T_INT},
    {.name = "", .type = VG_T_INT},
};

static const struct vg_collection communes = {
    .id = "communes", .fields = fields, .n_fields = VG_COUNT(fields), .key = {1, 0}, .n_key = 2};

static void a_field_is_found_by_its_exact_name(void **state)
{
    (void)state;
    assert_int_equal(vg_collection_field(&communes, VG_STR("code")), 0);
    assert_int_equal(vg_collection_field(&communes, VG_STR("élevé")), 2);
    assert_int_equal(vg_collection_field(&communes, VG_STR("")), 3);
}

static void another_case_part_or_a_nul_finds_nothing(void **state)
{
    (void)state;
    assert_int_equal(vg_collection_field(&communes, VG_STR("Code")), -1);
    assert_int_equal(vg_collection_field(&communes, VG_STR("cod")), -1);
    assert_int_equal(vg_collection_field(&communes, VG_STR("codes")), -1);
    assert_int_equal(vg_collection_field(&communes, VG_STR("code\0x")), -1);
    assert_int_equal(vg_collection_field(&communes, VG_STR("\0")), -1);
}

static void key_fields_are_told_from_the_others(void **state)
{
    (void)state;
    assert_true(vg_collection_is_key(&communes, 0));
    assert_true(vg_collection_is_key(&communes, 1));
    assert_false(vg_collection_is_key(&communes, 2));

    struct vg_collection by_row_id = communes;
    by_row_id.n_key = 0;
    assert_false(vg_collection_is_key(&by_row_id, 0));
}

static void every_type_has_a_name_and_all_but_json_a_json_type(void **state)
{
    (void)state;
    for (int t = VG_T_BOOL; t <= VG_T_BYTES; t++) {
        assert_non_null(vg_type_name(t));
        if (t == VG_T_JSON)
            assert_null(vg_type_json(t));
        else
            assert_non_null(vg_type_json(t));
    }
    assert_string_equal(vg_type_json(VG_T_DECIMAL), "number");
    assert_string_equal(vg_type_json_format(VG_T_DATETIME), "date-time");
    assert_string_equal(vg_type_json_format(VG_T_LOCALTIME), "date-time-local");
    assert_null(vg_type_json_format(VG_T_TEXT));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_field_is_found_by_its_exact_name),
        cmocka_unit_test(another_case_part_or_a_nul_finds_nothing),
        cmocka_unit_test(key_fields_are_told_from_the_others),
        cmocka_unit_test(every_type_has_a_name_and_all_but_json_a_json_type),
    };
    return cmocka_run_group_tests_name("collection", tests, NULL, NULL);
}
