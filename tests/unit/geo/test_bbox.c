#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include <math.h>

#include <vigie/geo/bbox.h>

static void four_numbers_make_a_flat_box(void **state)
{
    (void)state;
    struct vg_bbox b;
    assert_int_equal(vg_bbox_parse(VG_STR("-5.2,47.2,-1,48.9"), true, &b, NULL), VG_OK);
    assert_true(b.min[0] == -5.2 && b.min[1] == 47.2 && b.max[0] == -1 && b.max[1] == 48.9);
    assert_false(b.has_z);
}

static void six_numbers_make_a_box_with_heights(void **state)
{
    (void)state;
    struct vg_bbox b;
    assert_int_equal(vg_bbox_parse(VG_STR("1, 2, -10, 3, 4, 20"), false, &b, NULL), VG_OK);
    assert_true(b.has_z);
    assert_true(b.min[2] == -10 && b.max[2] == 20);
    assert_true(b.max[0] == 3 && b.max[1] == 4);
}

static void inverted_x_is_kept_only_where_boxes_wrap(void **state)
{
    (void)state;
    struct vg_bbox b;
    struct vg_error err = {0};
    assert_int_equal(vg_bbox_parse(VG_STR("170,-20,-170,20"), true, &b, NULL), VG_OK);
    assert_true(b.min[0] == 170 && b.max[0] == -170);
    assert_int_equal(vg_bbox_parse(VG_STR("170,-20,-170,20"), false, &b, &err), VG_BAD_INPUT);
    assert_non_null(strstr(err.text, "number 1"));
    assert_int_equal(vg_bbox_parse(VG_STR("1,30,2,20"), true, &b, &err), VG_BAD_INPUT);
    assert_non_null(strstr(err.text, "number 2"));
    assert_non_null(strstr(err.text, "number 4"));
    assert_int_equal(vg_bbox_parse(VG_STR("1,2,9,3,4,8"), true, &b, &err), VG_BAD_INPUT);
    assert_non_null(strstr(err.text, "number 3"));
}

static void faulty_boxes_are_refused_and_the_fault_named(void **state)
{
    (void)state;
    static const struct {
        const char *text, *says;
    } cases[] = {
        {"", "4 or 6"},
        {"  ", "4 or 6"},
        {"1,2,3", "3 numbers"},
        {"1,2,3,4,5", "5 numbers"},
        {"1,2,3,4,5,6,7", "more than 6"},
        {"1,2,x,4", "number 3, 'x'"},
        {"1,,3,4", "number 2, ''"},
        {"1,2,3,4,", "number 5, ''"},
        {"1,2,nan,4", "number 3, 'nan'"},
        {"1,2,inf,4", "number 3, 'inf'"},
        {"1,2,1e999,4", "number 3"},
        {"1;2;3;4", "number 1, '1;2;3;4'"},
    };
    for (size_t i = 0; i < VG_COUNT(cases); i++) {
        struct vg_bbox b = {.has_z = true};
        struct vg_error err = {0};
        assert_int_equal(vg_bbox_parse(vg_str_of(cases[i].text), true, &b, &err), VG_BAD_INPUT);
        assert_string_equal(err.where, "bbox");
        if (!strstr(err.text, cases[i].says))
            fail_msg("'%s': '%s' does not say '%s'", cases[i].text, err.text, cases[i].says);
        assert_true(b.has_z);
    }
    assert_int_equal(vg_bbox_parse((struct vg_str){0}, true, &(struct vg_bbox){0}, NULL),
                     VG_BAD_INPUT);
}

static void an_empty_box_grows_by_points_and_boxes(void **state)
{
    (void)state;
    struct vg_bbox b, c;
    vg_bbox_none(&b);
    vg_bbox_none(&c);
    assert_true(vg_bbox_is_none(&b));
    vg_bbox_join(&b, &c);
    assert_true(vg_bbox_is_none(&b));
    vg_bbox_add(&b, 1, 2);
    vg_bbox_add(&b, NAN, 7);
    vg_bbox_add(&b, -3, 5);
    assert_false(vg_bbox_is_none(&b));
    assert_true(b.min[0] == -3 && b.max[0] == 1 && b.min[1] == 2 && b.max[1] == 7);
    vg_bbox_join(&c, &b);
    assert_memory_equal(&b.min, &c.min, sizeof(b.min));
    struct vg_bbox high = {{0, 0, 100}, {9, 9, 200}, true};
    vg_bbox_join(&c, &high);
    assert_true(c.has_z && c.min[2] == 100 && c.max[2] == 200 && c.max[0] == 9);
    vg_bbox_join(&c, &b);
    assert_true(c.min[2] == 100);
}

static void joining_across_the_antimeridian_keeps_the_gap(void **state)
{
    (void)state;
    struct vg_bbox b = {{170, -10}, {-170, 10}, false};
    struct vg_bbox west = {{-175, 0}, {-160, 20}, false}, inside = {{172, 0}, {180, 1}, false};
    struct vg_bbox east = {{100, 0}, {110, 1}, false};
    vg_bbox_join(&b, &inside);
    assert_true(b.min[0] == 170 && b.max[0] == -170);
    vg_bbox_join(&b, &west);
    assert_true(b.min[0] == 170 && b.max[0] == -160 && b.max[1] == 20);
    vg_bbox_join(&east, &b);
    assert_true(east.min[0] == 100 && east.max[0] == -160);
    struct vg_bbox rest = {{-161, 0}, {101, 1}, false};
    vg_bbox_join(&b, &(struct vg_bbox){{100, 0}, {-165, 1}, false});
    vg_bbox_join(&b, &rest);
    assert_true(b.min[0] == -180 && b.max[0] == 180);
}

static void a_box_across_the_antimeridian_splits_in_two(void **state)
{
    (void)state;
    struct vg_bbox b = {{170, -10}, {-160, 10}, false}, part[2];
    assert_int_equal(vg_bbox_split(&b, part), 2);
    assert_true(part[0].min[0] == 170 && part[0].max[0] == 180);
    assert_true(part[1].min[0] == -180 && part[1].max[0] == -160);
    assert_true(part[1].min[1] == -10 && part[1].max[1] == 10);
    struct vg_bbox plain = {{1, 2}, {3, 4}, false};
    assert_int_equal(vg_bbox_split(&plain, part), 1);
    assert_true(part[0].max[0] == 3);
    vg_bbox_none(&plain);
    assert_int_equal(vg_bbox_split(&plain, part), 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(four_numbers_make_a_flat_box),
        cmocka_unit_test(six_numbers_make_a_box_with_heights),
        cmocka_unit_test(inverted_x_is_kept_only_where_boxes_wrap),
        cmocka_unit_test(faulty_boxes_are_refused_and_the_fault_named),
        cmocka_unit_test(an_empty_box_grows_by_points_and_boxes),
        cmocka_unit_test(joining_across_the_antimeridian_keeps_the_gap),
        cmocka_unit_test(a_box_across_the_antimeridian_splits_in_two),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
