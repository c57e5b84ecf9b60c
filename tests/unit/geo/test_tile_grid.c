#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <math.h>

#include <vigie/geo/tile_grid.h>

static const struct vg_tile_grid *mercator(void)
{
    return vg_tile_grid_find(VG_STR("WebMercatorQuad"));
}

static void grids_are_found_by_name_in_order(void **state)
{
    (void)state;
    assert_non_null(mercator());
    assert_null(vg_tile_grid_find(VG_STR("webmercatorquad")));
    for (size_t i = 1; i < vg_n_tile_grids; i++)
        assert_true(strcmp(vg_tile_grids[i - 1].id, vg_tile_grids[i].id) < 0);
}

static void scales_are_those_of_the_registered_set(void **state)
{
    (void)state;
    /* 17-083r4, annex D.1 */
    assert_true(fabs(vg_tile_cell(mercator(), 0) / 0.00028 - 559082264.028717) < 0.01);
    assert_true(fabs(vg_tile_cell(mercator(), 18) - 0.597164283559817) < 1e-9);
}

static void rows_count_from_the_top(void **state)
{
    (void)state;
    struct vg_bbox b;
    vg_tile_box(mercator(), 1, 0, 1, &b);
    assert_true(b.min[0] == 0 && fabs(b.min[1]) < 1e-6);
    assert_true(b.max[0] == -mercator()->left && b.max[1] == mercator()->top);
}

static void lambert_covers_metropolitan_france(void **state)
{
    (void)state;
    const struct vg_tile_grid *g = vg_tile_grid_find(VG_STR("Lambert93Quad"));
    struct vg_bbox whole;
    vg_tile_box(g, 0, 0, 0, &whole);
    assert_true(whole.min[0] <= 99000 && whole.max[0] >= 1243000 && whole.min[1] <= 6046000 && whole.max[1] >= 7111000);
    assert_true(vg_tile_cell(g, 13) == 1);
}

static void ranges_are_cut_to_the_grid(void **state)
{
    (void)state;
    struct vg_tile_range t;
    const struct vg_bbox world = {.min = {-1e9, -1e9}, .max = {1e9, 1e9}}, beyond = {.min = {3e7, 0}, .max = {4e7, 1}};
    assert_true(vg_tile_range(mercator(), 2, &world, &t));
    assert_int_equal(t.min_row, 0);
    assert_int_equal(t.max_row, 3);
    assert_int_equal(t.max_column, 3);
    assert_false(vg_tile_range(mercator(), 2, &beyond, &t));
    const struct vg_bbox point = {.min = {1, 1}, .max = {1, 1}};
    assert_true(vg_tile_range(mercator(), 1, &point, &t));
    assert_int_equal(t.min_row, 0);
    assert_int_equal(t.max_row, 0);
    assert_int_equal(t.min_column, 1);
    assert_int_equal(t.max_column, 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(grids_are_found_by_name_in_order),
        cmocka_unit_test(scales_are_those_of_the_registered_set),
        cmocka_unit_test(rows_count_from_the_top),
        cmocka_unit_test(lambert_covers_metropolitan_france),
        cmocka_unit_test(ranges_are_cut_to_the_grid),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
