/* What a filter asks of SQLite's planner: conditions that an index can serve are served by it. */
#include "ask.h"

#include <vigie/query/cql2.h>

#include "../../../src/store/sql/sql.h"

static bool any_field(void *user, int field)
{
    (void)user;
    (void)field;
    return true;
}

static struct vg_query filtered(const char *filter)
{
    struct vg_query q = query_of("rows");
    const struct vg_filter_scope scope = {.collection = q.collection, .may_ask = any_field, .registry = file.crs,
                                          .crs = vg_crs84(file.crs)};
    const struct vg_syntax *tree;
    struct vg_error err = {0};

    if (vg_cql2_text(vg_str_of(filter), file.arena, &tree, &err) != VG_OK ||
        vg_filter_type(tree, &scope, file.arena, &q.filter, &err) != VG_OK)
        fail_msg("%s: %s", filter, err.text);
    return q;
}

/* The steps of the plan, one a line. */
static const char *plan(const char *filter)
{
    struct vg_query q = filtered(filter);
    struct vg_error err = {0};
    struct vg_sql s = {0};
    struct vg_buf b;
    sqlite3_stmt *st = NULL;

    vg_sql_init(&s, &vg_gpkg_dialect, q.collection, file.arena);
    assert_int_equal(vg_sql_count(&s, &q, VG_WALK_ORDER, 0, &err), VG_OK);
    const char *sql = vg_arena_printf(file.arena, "explain query plan %s", s.text.ptr);
    if (sqlite3_prepare_v2(file.sql, sql, -1, &st, NULL) != SQLITE_OK)
        fail_msg("%s: %s", sql, sqlite3_errmsg(file.sql));
    vg_buf_init(&b, 65536);
    while (sqlite3_step(st) == SQLITE_ROW)
        vg_buf_printf(&b, "%s\n", (const char *)sqlite3_column_text(st, 3));
    sqlite3_finalize(st);
    vg_sql_finish(&s);
    const char *text = vg_arena_strdup(file.arena, b.ptr);
    vg_buf_finish(&b);
    return text;
}

static void assert_uses(const char *filter, const char *what)
{
    if (!strstr(plan(filter), what))
        fail_msg("%s: '%s' is not in the plan:\n%s", filter, what, plan(filter));
}

static int set_up(void **state)
{
    static struct vg_gpkg_conn conn;
    int failed = file_set_up(state);

    if (failed)
        return failed;
    features("rows", "fid integer primary key not null, n integer, name text, day date, at datetime, free text", "POINT", 4326);
    run("create index by_n on rows (n); create index by_name on rows (name); create index by_day on rows (day);"
        "create index by_at on rows (at)");
    run("insert into rows values (1, 1, 'a', '2020-01-01', '2020-01-01T00:00:00Z', 'x', geom('POINT(1 1)'))");
    spatial_index("rows");
    conn.db = file.sql;
    return vg_gpkg_register_like(&conn) != SQLITE_OK || vg_gpkg_register_meets(&conn) != SQLITE_OK;
}

static void comparisons_use_the_index_of_their_field(void **state)
{
    (void)state;
    assert_uses("n = 5", "USING COVERING INDEX by_n (n=?)");
    assert_uses("n > 5 and n <= 7", "INDEX by_n (n>? AND n<?)");
    assert_uses("n between 5 and 7", "INDEX by_n (n>? AND n<?)");
    assert_uses("n in (1, 2, 3)", "INDEX by_n (n=?)");
    assert_uses("name = 'x' and free = 'y'", "INDEX by_name (name=?)");
    assert_uses("day = date('2020-01-01')", "INDEX by_day (day=?)");
    assert_uses("resourceid('7')", "INTEGER PRIMARY KEY (rowid=?)");
    assert_uses("n is null", "INDEX by_n (n=?)");
}

static void patterns_with_a_fixed_beginning_are_ranges(void **state)
{
    (void)state;
    assert_uses("name like 'Saint-%'", "INDEX by_name (name>? AND name<?)");
    assert_uses("name like 'a\\%b_c'", "INDEX by_name (name>? AND name<?)");
    assert_uses("name like '%st'", "SCAN");
    assert_uses("name not like 'Saint-%'", "SCAN");
}

static void moments_use_the_index_of_their_texts(void **state)
{
    (void)state;
    assert_uses("at > timestamp('2020-01-01T00:00:00Z')", "INDEX by_at (at>?)");
    assert_uses("at = date('2020-01-01')", "INDEX by_at (at>? AND at<?)");
    assert_uses("t_during(at, interval('2020-01-01', '2020-02-01'))", "INDEX by_at (at>? AND at<?)");
    assert_uses("not at > timestamp('2020-01-01T00:00:00Z')", "SCAN");
}

static void either_of_two_uses_both_indexes(void **state)
{
    (void)state;
    assert_uses("n = 5 or name = 'x'", "MULTI-INDEX OR");
    assert_uses("n = 5 or name like 'Saint-%' or at = date('2020-01-01')", "MULTI-INDEX OR");
}

/* The R*Tree is looked up by code of ours, which starts from what vg_sql_drive() finds. */
static void boxes_are_looked_up_wherever_every_row_must_meet_them(void **state)
{
    static const struct {
        const char *filter;
        bool driven;
    } rows[] = {
        {"s_intersects(geom, bbox(0,0,2,2))", true},
        {"n > 5 and s_within(geom, polygon((0 0,1 0,1 1,0 0)))", true},
        {"n > 5 and (name = 'x' and s_dwithin(geom, point(1 1), 100))", true},
        {"s_intersects(geom, bbox(0,0,2,2)) or s_intersects(geom, bbox(5,5,6,6))", true},
        {"s_intersects(geom, bbox(0,0,2,2)) or n = 5", false},
        {"not s_intersects(geom, bbox(0,0,2,2))", false},
        {"s_disjoint(geom, bbox(0,0,2,2))", false},
        {"s_beyond(geom, point(1 1), 100)", false},
    };

    (void)state;
    for (size_t i = 0; i < VG_COUNT(rows); i++) {
        struct vg_query q = filtered(rows[i].filter);
        if ((vg_sql_drive(&q) != NULL) != rows[i].driven)
            fail_msg("%s", rows[i].filter);
    }
}

/* One more level around what is there, whichever way costs the parser's stack most. */
static const char *wrapped(const char *inside, bool is_value, unsigned kind)
{
    static const char *const conditions[] = {
        "not (%s or n = 5)", "n = 5 and (name = 'x' or %s)", "at > timestamp('2020-01-01T00:00:00Z') and %s", "not (%s)",
        "free like 'Saint-%%' or (n = 5 and %s)", "s_intersects(geom, bbox(0,0,2,2)) and (%s)",
    };
    static const char *const values[] = {
        "(1 - %s)", "(%s + 1)", "(2 ^ %s)", "abs(%s)", "length(concat('x', casei(substring(name, 1, %s))))", "(1 div (%s))",
    };
    size_t n = is_value ? VG_COUNT(values) : VG_COUNT(conditions);

    return vg_arena_printf(file.arena, (is_value ? values : conditions)[kind % n], inside);
}

static int levels_of(const struct vg_expr *e)
{
    int deepest = 0;

    for (size_t i = 0; i < e->n_args; i++)
        deepest = levels_of(e->args[i]) > deepest ? levels_of(e->args[i]) : deepest;
    return e->n_args ? deepest + 1 : 0;
}

/* The levels of the filter, which is explained; 0: it is refused. */
static int explained(const char *filter)
{
    const struct vg_filter_scope scope = {.collection = query_of("rows").collection, .may_ask = any_field,
                                          .registry = file.crs, .crs = vg_crs84(file.crs)};
    const struct vg_syntax *tree;
    const struct vg_expr *e;
    struct vg_error err = {0};

    if (vg_cql2_text(vg_str_of(filter), file.arena, &tree, &err) != VG_OK)
        fail_msg("%s: %s", filter, err.text);
    if (vg_filter_type(tree, &scope, file.arena, &e, &err) != VG_OK) {
        assert_true(vg_str_starts(vg_str_of(err.text), VG_STR("more than 16 conditions")));
        return 0;
    }
    (void)plan(filter);
    return levels_of(e);
}

/* As deep as a filter may be, of any mixture, and what stands innermost as large as it can be. */
static void filters_as_deep_as_they_may_be_are_taken(void **state)
{
    static const char *const leaves[] = {
        "name like 'Saint-%'", "at = date('2020-01-01')", "n in (1, 2, 3)", "s_dwithin(geom, point(1 1), 100)",
        "casei(name) like casei(free)", "a_equals(('a', 'b'), ('a'))",
    };
    unsigned random = 1;
    int deepest = 0;

    (void)state;
    for (unsigned round = 0; round < 100; round++) {
        bool is_value = round % 2;
        const char *text = is_value ? "n" : leaves[round / 2 % VG_COUNT(leaves)];
        for (unsigned i = 0, levels = 1; levels && i < 30; i++) {
            random = random * 1103515245 + 12345;
            bool last_value = is_value && i == round / 2 % 15;
            text = last_value ? vg_arena_printf(file.arena, "%s >= 7", text)
                              : wrapped(text, is_value, round < 40 ? round / 2 : random >> 16);
            is_value = is_value && !last_value;
            levels = is_value ? levels : (unsigned)explained(text);
            deepest = (int)levels > deepest ? (int)levels : deepest;
        }
    }
    assert_int_equal(deepest, VG_MAX_FILTER_LEVELS);
}

#define WITH_STORE(test) cmocka_unit_test_setup_teardown(test, open_store, close_store)

int main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_STORE(comparisons_use_the_index_of_their_field),
        WITH_STORE(patterns_with_a_fixed_beginning_are_ranges),
        WITH_STORE(moments_use_the_index_of_their_texts),
        WITH_STORE(either_of_two_uses_both_indexes),
        WITH_STORE(boxes_are_looked_up_wherever_every_row_must_meet_them),
        WITH_STORE(filters_as_deep_as_they_may_be_are_taken),
    };
    return cmocka_run_group_tests(tests, set_up, file_tear_down);
}
