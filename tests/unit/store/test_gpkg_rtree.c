/* The packed R*Tree: SQLite's own check must find nothing wrong, and queries must find what inserts would. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>

#include <cmocka.h>

#include "../../../src/store/gpkg/write/rtree.h"

static sqlite3 *new_tree(void)
{
    sqlite3 *db;
    assert_int_equal(sqlite3_open(":memory:", &db), SQLITE_OK);
    assert_int_equal(sqlite3_exec(db, "CREATE VIRTUAL TABLE t USING rtree(id, minx, maxx, miny, maxy)", NULL, NULL, NULL),
                     SQLITE_OK);
    return db;
}

static int64_t ask(sqlite3 *db, const char *sql)
{
    sqlite3_stmt *s;
    assert_int_equal(sqlite3_prepare_v2(db, sql, -1, &s, NULL), SQLITE_OK);
    assert_int_equal(sqlite3_step(s), SQLITE_ROW);
    int64_t n = sqlite3_column_int64(s, 0);
    sqlite3_finalize(s);
    return n;
}

static void assert_sound(sqlite3 *db)
{
    sqlite3_stmt *s;
    assert_int_equal(sqlite3_prepare_v2(db, "SELECT rtreecheck('t')", -1, &s, NULL), SQLITE_OK);
    assert_int_equal(sqlite3_step(s), SQLITE_ROW);
    assert_string_equal((const char *)sqlite3_column_text(s, 0), "ok");
    sqlite3_finalize(s);
}

/* Points of a fixed sequence over 0..1000; every seventh is a box of 3 by 3. */
static struct vg_bbox box_of(int i)
{
    uint32_t h = (uint32_t)i * 2654435761u;
    double x = h % 100000 / 100.0, y = h / 100000 % 100000 / 100.0, size = i % 7 ? 0 : 3;
    return (struct vg_bbox){ .min = { x, y }, .max = { x + size, y + size } };
}

static void fill(sqlite3 *db, int first, int n, bool packed, size_t batch)
{
    struct vg_error err = {0};
    struct vg_rtree *t;
    assert_int_equal(vg_rtree_new(db, "t", packed, batch, &t, &err), VG_OK);
    for (int i = first; i < first + n; i++) {
        struct vg_bbox b = box_of(i);
        assert_int_equal(vg_rtree_add(t, i, &b, &err), VG_OK);
    }
    assert_int_equal(vg_rtree_end(t, &err), VG_OK);
    vg_rtree_free(t);
}

static int64_t expected_in_box(int n)
{
    int64_t found = 0;
    for (int i = 1; i <= n; i++) {
        struct vg_bbox b = box_of(i);
        found += b.max[0] >= 100 && b.min[0] <= 300 && b.max[1] >= 0 && b.min[1] <= 250;
    }
    return found;
}

static void assert_holds(sqlite3 *db, int n)
{
    assert_sound(db);
    assert_int_equal(ask(db, "SELECT count(*) FROM t"), n);
    assert_int_equal(ask(db, "SELECT count(*) FROM t WHERE maxx >= 100 AND minx <= 300 AND maxy >= 0 AND miny <= 250"),
                     expected_in_box(n));
}

static void trees_of_every_height_are_sound(void **state)
{
    (void)state;
    static const int sizes[] = { 0, 1, 50, 51, 52, 102, 103, 2601, 2602, 20000 };
    for (size_t i = 0; i < VG_COUNT(sizes); i++) {
        sqlite3 *db = new_tree();
        fill(db, 1, sizes[i], true, 0);
        assert_holds(db, sizes[i]);
        sqlite3_close(db);
    }
}

static void later_batches_are_inserted(void **state)
{
    (void)state;
    sqlite3 *db = new_tree();
    fill(db, 1, 1000, true, 300);
    assert_holds(db, 1000);
    fill(db, 1001, 500, false, 0);
    assert_holds(db, 1500);
    sqlite3_close(db);
}

static void packed_tree_bears_edits(void **state)
{
    (void)state;
    sqlite3 *db = new_tree();
    fill(db, 1, 5000, true, 0);
    assert_int_equal(sqlite3_exec(db, "DELETE FROM t WHERE id % 3 = 0; INSERT INTO t VALUES (9000, 1, 2, 1, 2)", NULL, NULL,
                                  NULL),
                     SQLITE_OK);
    assert_sound(db);
    assert_int_equal(ask(db, "SELECT count(*) FROM t"), 5000 - 1666 + 1);
    sqlite3_close(db);
}

static void boxes_are_rounded_outwards(void **state)
{
    (void)state;
    sqlite3 *db = new_tree();
    struct vg_error err = {0};
    struct vg_rtree *t;
    struct vg_bbox b = { .min = { 0.1, -0.1 }, .max = { 0.1, -0.1 } };
    assert_int_equal(vg_rtree_new(db, "t", true, 0, &t, &err), VG_OK);
    assert_int_equal(vg_rtree_add(t, 1, &b, &err), VG_OK);
    assert_int_equal(vg_rtree_end(t, &err), VG_OK);
    vg_rtree_free(t);
    assert_int_equal(ask(db, "SELECT minx <= 0.1 AND maxx >= 0.1 AND miny <= -0.1 AND maxy >= -0.1 FROM t"), 1);
    sqlite3_close(db);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(trees_of_every_height_are_sound),
        cmocka_unit_test(later_batches_are_inserted),
        cmocka_unit_test(packed_tree_bears_edits),
        cmocka_unit_test(boxes_are_rounded_outwards),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
