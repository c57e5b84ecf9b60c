/* Rows in a box: whichever way they are found, from the R*Tree or along the order, they are the same.  A twin table
 * without R*Tree is what the answers are compared with. */
#include "ask.h"

#include "../../../src/store/gpkg/read/search.h"

#define ROWS 2500

/* Points and small rectangles over 0..100 x 0..50, ids with gaps, some below 0; every fortieth without geometry where
 * asked for. */
static void fill(const char *table, bool nulls)
{
    features(table, "fid integer primary key not null, rank integer, name text not null", "GEOMETRY", 4326);
    run("with recursive n(i) as (select 1 union all select i + 1 from n where i < %d), "
        "p as (select i, (i * 7919 %% 10007) * 100.0 / 10007 as x, (i * 104729 %% 9973) * 50.0 / 9973 as y from n) "
        "insert into \"%w\" select i * 3 - 900, nullif(i * 31 %% 97, 0), 'n' || (i * 17 %% 211), "
        "case when %d and i %% 40 = 0 then null when i %% 5 then geom('POINT(' || x || ' ' || y || ')') else "
        "geom(printf('POLYGON((%%f %%f, %%f %%f, %%f %%f, %%f %%f))', x, y, x + 2, y, x + 2, y + 1, x, y)) end from p",
        ROWS, table, nulls);
}

static void fill_all(void)
{
    new_file("walk");
    fill("whole", false);
    fill("whole_plain", false);
    fill("gaps", true);
    fill("gaps_plain", true);
    spatial_index("whole");
    spatial_index("gaps");
    run("create index gaps_no_geom on gaps (fid) where geom is null");
}

static int walk_set_up(void **state)
{
    int failed = file_set_up(state);
    if (!failed)
        fill_all();
    return failed;
}

static const struct box {
    double x0, y0, x1, y1;
} boxes[] = {
    {10, 10, 10.5, 10.5}, {10, 10, 30, 20}, {-5, -5, 105, 55}, {99, 0, 250, 1}, {200, 60, 210, 70}, {0, 0, 50, 50}, {33, 3, 33, 47},
};

/* What there was when the store was opened for the test at hand. */
static struct vg_discovery found_first;

static int open_and_discover(void **state)
{
    int failed = open_store(state);
    if (!failed)
        found_first = discover_with(NULL, 0);
    return failed;
}

static struct vg_query in_box(const char *table, const struct box *b)
{
    struct vg_collection *c = find_collection(&found_first, table);
    struct vg_query q = query_on(c ? c : collection(table));
    q.filter = box_of(q.collection, b->x0, b->y0, b->x1, b->y1);
    return q;
}

static struct vg_query as_twin(const char *table, const struct box *b)
{
    return in_box(vg_arena_printf(file.arena, "%s_plain", table), b);
}

static void the_same_rows_are_found_with_and_without_an_index(void **state)
{
    (void)state;
    static const int64_t limits[] = {1, 10, 1000, -1};
    static const char *const tables[] = {"whole", "gaps"};
    for (size_t t = 0; t < VG_COUNT(tables); t++) {
        for (size_t i = 0; i < VG_COUNT(boxes); i++) {
            for (size_t k = 0; k < VG_COUNT(limits); k++) {
                struct vg_query a = in_box(tables[t], &boxes[i]), b = as_twin(tables[t], &boxes[i]);
                a.limit = b.limit = limits[k];
                assert_string_equal(ids(&a), ids(&b));
            }
        }
    }
}

static void the_same_rows_are_counted(void **state)
{
    (void)state;
    static const char *const tables[] = {"whole", "gaps"};
    for (size_t t = 0; t < VG_COUNT(tables); t++) {
        for (size_t i = 0; i < VG_COUNT(boxes); i++) {
            struct vg_query a = in_box(tables[t], &boxes[i]), b = as_twin(tables[t], &boxes[i]);
            int64_t n = count(&b, 0);
            assert_int_equal(count(&a, 0), n);
            assert_int_equal(count(&a, 5), n > 5 ? 6 : n);
            if (n > 0) {
                assert_int_equal(count(&a, n), n);
                assert_int_equal(count(&a, n + 1), n);
            }
        }
    }
}

static void other_conditions_hold_beside_the_box(void **state)
{
    (void)state;
    for (size_t i = 0; i < VG_COUNT(boxes); i++) {
        struct vg_query a = in_box("whole", &boxes[i]), b = as_twin("whole", &boxes[i]);
        a.filter = vg_expr_and(file.arena, a.filter, equals(&a, "rank", "31"));
        b.filter = vg_expr_and(file.arena, b.filter, equals(&b, "rank", "31"));
        a.limit = b.limit = 100;
        assert_string_equal(ids(&a), ids(&b));
        assert_int_equal(count(&a, 0), count(&b, 0));
    }
}

/* All rows, page by page. */
static const char *paged(struct vg_query q)
{
    struct vg_session *x = begin(true);
    struct vg_position last = {0}, at;
    struct vg_buf b;
    vg_buf_init(&b, 1 << 20);
    for (;;) {
        const char *page = ids_in(x, &q, NULL, &last);
        if (!*page)
            break;
        vg_buf_printf(&b, "%s%s", b.len ? " " : "", page);
        at = last;
        q.from = &at;
    }
    vg_session_end(x);
    const char *text = vg_arena_strdup(file.arena, b.ptr);
    vg_buf_finish(&b);
    return text;
}

static const char *reversed(const char *words)
{
    char *out = vg_arena_strdup(file.arena, ""), *rest = vg_arena_strdup(file.arena, words);
    for (char *word = strtok(rest, " "); word; word = strtok(NULL, " "))
        out = vg_arena_printf(file.arena, "%s%s%s", word, *out ? " " : "", out);
    return out;
}

static void pages_in_a_box_give_each_row_once_in_both_directions(void **state)
{
    (void)state;
    static const struct {
        const char *field;
        bool descending;
    } orders[] = {{NULL, false}, {"rank", false}, {"rank", true}, {"name", true}, {"fid", false}, {"fid", true}};
    const struct box box = {20, 10, 40, 14};
    for (size_t i = 0; i < VG_COUNT(orders); i++) {
        struct vg_query q = in_box("gaps", &box), all;
        if (orders[i].field)
            sort_by(&q, orders[i].field, orders[i].descending);
        q.limit = 7;
        all = q;
        all.limit = -1;
        const char *whole = ids(&all);
        assert_string_equal(paged(q), whole);
        struct vg_query twin = as_twin("gaps", &box);
        memcpy(twin.sort, q.sort, sizeof q.sort);
        twin.n_sort = q.n_sort;
        twin.limit = -1;
        assert_string_equal(ids(&twin), whole);
        struct vg_query back = q;
        struct vg_position last = {0};
        struct vg_session *x = begin(false);
        (void)ids_in(x, &all, NULL, &last);
        vg_session_end(x);
        last.backwards = true;
        back.from = &last;
        back.limit = -1;
        const char *before_last = reversed(ids(&back));
        assert_int_equal(strncmp(whole, before_last, strlen(before_last)), 0);
        assert_string_equal(strrchr(whole, ' '), whole + strlen(before_last));
    }
}

static void an_offset_counts_rows_of_the_box(void **state)
{
    (void)state;
    struct vg_query a = in_box("whole", &boxes[1]), b = as_twin("whole", &boxes[1]);
    a.offset = b.offset = 25;
    assert_string_equal(ids(&a), ids(&b));
}

static void a_box_on_both_sides_of_the_antimeridian_finds_a_row_once(void **state)
{
    (void)state;
    features("pacific", "fid integer primary key not null", "POINT", 4326);
    run("with recursive n(i) as (select 1 union all select i + 1 from n where i < 900) insert into pacific select i, "
        "geom('POINT(' || case i %% 3 when 0 then 179.5 when 1 then -179.5 else 0 end || ' ' || (i %% 60) || ')') from n");
    spatial_index("pacific");
    struct vg_query q = query_of("pacific");
    q.filter = box_of(q.collection, 179, 10, -179, 11);
    q.limit = 100;
    assert_string_equal(ids(&q), "10 70 130 190 250 310 370 430 490 550 610 670 730 790 850");
    assert_int_equal(count(&q, 0), 15);
}

static void relations_other_than_boxes_are_tested_row_by_row(void **state)
{
    (void)state;
    static const char triangle[] = "POLYGON((10 10, 30 10, 10 30, 10 10))";
    static const enum vg_relation relations[] = {VG_REL_INTERSECTS, VG_REL_WITHIN, VG_REL_DISJOINT};
    for (size_t i = 0; i < VG_COUNT(relations); i++) {
        struct vg_query a = in_box("whole", &boxes[0]), b = as_twin("whole", &boxes[0]);
        a.filter = b.filter = related(relations[i], triangle);
        a.limit = b.limit = 50;
        assert_string_equal(ids(&a), ids(&b));
        assert_int_equal(count(&a, 0), count(&b, 0));
    }
}

/* --- the search itself ------------------------------------------------------------------------------------ */

static struct vg_gpkg_conn *connection(void)
{
    struct vg_error err = {0};
    struct vg_gpkg_conn *c = NULL;
    if (vg_gpkg_take((struct vg_gpkg_store *)store, &c, &err) != VG_OK)
        fail_msg("%s", err.text);
    return c;
}

static void what_is_found_is_what_sqlite_finds(void **state)
{
    (void)state;
    struct vg_gpkg_conn *c = connection();
    for (size_t i = 0; i < VG_COUNT(boxes); i++) {
        const struct box *b = &boxes[i];
        struct vg_query q = in_box("whole", b);
        struct vg_gpkg_search s;
        struct vg_gpkg_found f;
        vg_gpkg_search_of(vg_sql_drive(&q), &s);
        assert_true(s.settles);
        assert_true(vg_gpkg_search_run(c, (const struct vg_gpkg_table *)q.collection->table, &s, &f));
        char *sql = sqlite3_mprintf("select count(*) from rtree_whole_geom where minx <= %f and maxx >= %f and miny <= %f "
                                    "and maxy >= %f", b->x1, b->x0, b->y1, b->y0);
        assert_int_equal((int64_t)f.n, ask_number(sql));
        sqlite3_free(sql);
        for (size_t k = 1; k < f.n; k++)
            assert_true(f.coded[k - 1] >> 1 < f.coded[k] >> 1);
        vg_gpkg_found_free(&f);
    }
    vg_gpkg_give((struct vg_gpkg_store *)store, c, false);
}

static void a_few_nodes_tell_about_how_many_rows_there_are(void **state)
{
    (void)state;
    struct vg_gpkg_conn *c = connection();
    for (size_t i = 0; i < VG_COUNT(boxes); i++) {
        struct vg_query q = in_box("whole", &boxes[i]);
        struct vg_gpkg_search s;
        double found = -1, rows = -1, truth = (double)count(&q, 0);
        vg_gpkg_search_of(vg_sql_drive(&q), &s);
        assert_true(vg_gpkg_search_estimate(c, (const struct vg_gpkg_table *)q.collection->table, &s, &found, &rows));
        assert_true(rows > ROWS * 0.7 && rows < ROWS * 1.4);
        assert_true(found >= truth * 0.6 - 30 && found <= truth * 1.5 + 30);
    }
    vg_gpkg_give((struct vg_gpkg_store *)store, c, false);
}

static void a_tree_that_cannot_be_read_is_done_without(void **state)
{
    (void)state;
    fill("broken", false);
    spatial_index("broken");
    struct vg_query q = in_box("broken", &boxes[1]), twin = as_twin("whole", &boxes[1]);
    q.limit = twin.limit = 20;
    run("update rtree_broken_geom_node set data = x'0001ffff' where nodeno = 1");
    assert_string_equal(ids(&q), ids(&twin));
    run("update rtree_broken_geom_node set data = zeroblob(100000) where nodeno = 1");
    assert_string_equal(ids(&q), ids(&twin));
    run("delete from rtree_broken_geom_node where nodeno = 1");
    assert_string_equal(ids(&q), ids(&twin));
    assert_int_equal(count(&q, 0), count(&twin, 0));
}

static void huge_ids_are_found(void **state)
{
    (void)state;
    fill("huge", false);
    run("update huge set fid = 9223372036854775807 where fid = 0");
    run("update huge set fid = -9223372036854775807 where fid = 3");
    spatial_index("huge");
    struct vg_query q = in_box("huge", &boxes[2]);
    q.limit = 1;
    assert_string_equal(ids(&q), "-9223372036854775807");
    assert_int_equal(count(&q, 0), ROWS);
}

#define WALK_TEST(name) cmocka_unit_test_setup_teardown(name, open_and_discover, close_store)

int main(void)
{
    const struct CMUnitTest tests[] = {
        WALK_TEST(the_same_rows_are_found_with_and_without_an_index),
        WALK_TEST(the_same_rows_are_counted),
        WALK_TEST(other_conditions_hold_beside_the_box),
        WALK_TEST(pages_in_a_box_give_each_row_once_in_both_directions),
        WALK_TEST(an_offset_counts_rows_of_the_box),
        WALK_TEST(a_box_on_both_sides_of_the_antimeridian_finds_a_row_once),
        WALK_TEST(relations_other_than_boxes_are_tested_row_by_row),
        WALK_TEST(what_is_found_is_what_sqlite_finds),
        WALK_TEST(a_few_nodes_tell_about_how_many_rows_there_are),
        WALK_TEST(a_tree_that_cannot_be_read_is_done_without),
        WALK_TEST(huge_ids_are_found),
    };
    return cmocka_run_group_tests(tests, walk_set_up, file_tear_down);
}
