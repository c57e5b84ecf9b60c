/* What a filter asks of PostgreSQL's planner: an index that can serve a condition is used once scans are dear.  Plans are
 * generic: what serves must not hang on the values. */
#include "postgis_db.h"

#include <vigie/query/cql2.h>
#include <vigie/store/advice.h>

#include "../../../src/store/postgis/pg.h"

static struct vg_store *store;
static struct vg_discovery found;

static bool any_field(void *user, int field)
{
    (void)user;
    (void)field;
    return true;
}

static const char *statement_of(const char *filter, size_t *n_params)
{
    struct vg_collection *c = find_collection(&found, "rows");
    struct vg_query q = {.collection = c, .limit = -1};
    const struct vg_filter_scope scope = {.collection = c, .may_ask = any_field, .registry = db.crs,
                                          .crs = vg_crs84(db.crs)};
    const struct vg_syntax *tree;
    struct vg_error err = {0};
    struct vg_sql s = {0};

    if (vg_cql2_text(vg_str_of(filter), db.arena, &tree, &err) != VG_OK ||
        vg_filter_type(tree, &scope, db.arena, &q.filter, &err) != VG_OK)
        fail_msg("%s: %s", filter, err.text);
    vg_sql_init(&s, &vg_pg_dialect, c, db.arena);
    assert_int_equal(vg_sql_count(&s, &q, VG_WALK_ORDER, 0, &err), VG_OK);
    const char *sql = vg_arena_strdup(db.arena, s.text.ptr);
    *n_params = s.n_params;
    vg_sql_finish(&s);
    return sql;
}

static const char *plan(const char *filter)
{
    size_t n;
    const char *sql = statement_of(filter, &n);
    struct vg_buf b;

    run("deallocate all");
    run(vg_arena_printf(db.arena, "prepare x as %s", sql));
    vg_buf_init(&b, 1 << 20);
    vg_buf_cstr(&b, "explain (costs off) execute x");
    for (size_t i = 0; i < n; i++)
        vg_buf_cstr(&b, i ? ", null" : "(null");
    PGresult *r = PQexec(db.sql, vg_arena_printf(db.arena, "%s%s", b.ptr, n ? ")" : ""));
    if (PQresultStatus(r) != PGRES_TUPLES_OK)
        fail_msg("%s: %s", sql, PQresultErrorMessage(r));
    vg_buf_clear(&b);
    for (int i = 0; i < PQntuples(r); i++)
        vg_buf_printf(&b, "%s\n", PQgetvalue(r, i, 0));
    PQclear(r);
    const char *text = vg_arena_strdup(db.arena, b.ptr);
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
    int failed = db_set_up(state);
    if (failed)
        return failed;
    run("create table rows (id int primary key, n int, name text collate \"C\", day date, at timestamptz, free text, geom geometry(Point, 4326));"
        "create index by_n on rows (n); create index by_name on rows (name); create index by_day on rows (day);"
        "create index by_at on rows (at); create index by_geom on rows using gist (geom);"
        "insert into rows select i, i, 'n' || i, '2020-01-01', '2020-01-01', 'x', st_setsrid(st_makepoint(i % 90, i % 80), 4326) "
        "from generate_series(1, 2000) i;"
        "create table bare (code text collate \"und-x-icu\" primary key, at timestamptz, geom geometry(Point, 4326));"
        "insert into bare select i::text, now(), st_setsrid(st_makepoint(i % 90, i % 80), 4326) from generate_series(1, 2000) i;"
        "analyze; set enable_seqscan = off; set plan_cache_mode = force_generic_plan");
    store = open_store_with((struct vg_store_options){.pool_size = 1});
    found = discover(store);
    return 0;
}

static int tear_down(void **state)
{
    vg_store_close(store);
    return db_tear_down(state);
}

static void comparisons_use_the_index_of_their_field(void **state)
{
    (void)state;
    assert_uses("n = 5", "by_n");
    assert_uses("n > 5 and n <= 7", "by_n");
    assert_uses("n in (1, 2, 3)", "by_n");
    assert_uses("name >= 'x' and name < 'y'", "by_name");
    assert_uses("day between date('2020-01-01') and date('2020-02-01')", "by_day");
    assert_uses("at = date('2020-01-01')", "by_at");
    assert_uses("t_during(at, interval('2020-01-01', '2020-02-01'))", "by_at");
    assert_uses("resourceid('7')", "rows_pkey");
}

static void patterns_with_a_fixed_beginning_are_ranges(void **state)
{
    (void)state;
    assert_uses("name like 'Saint-%'", "Index Cond: ((name >= ");
}

static void either_of_two_uses_both_indexes(void **state)
{
    (void)state;
    assert_uses("n = 5 or name > 'x'", "BitmapOr");
    assert_uses("n = 5 or name > 'x' or s_intersects(geom, bbox(0,0,2,2))", "BitmapOr");
}

static void boxes_use_the_spatial_index(void **state)
{
    (void)state;
    assert_uses("s_intersects(geom, bbox(0,0,2,2))", "by_geom");
    assert_uses("free = 'x' and s_within(geom, polygon((0 0,1 0,1 1,0 0)))", "by_geom");
    assert_uses("s_dwithin(geom, point(1 1), 100) and free = 'x'", "by_geom");
    assert_uses("s_intersects(geom, bbox(0,0,2,2)) or s_intersects(geom, bbox(5,5,6,6))", "by_geom");
}

static void missing_indexes_are_told_with_what_makes_them(void **state)
{
    static const char *const statements[] = {
        "CREATE INDEX ON \"public\".\"bare\" USING gist (\"geom\");",
        "CREATE INDEX ON \"public\".\"bare\" (\"code\" collate \"C\");",
        "CREATE INDEX ON \"public\".\"bare\" (\"at\");",
    };
    struct vg_advice advice[VG_MAX_ADVICE];

    (void)state;
    assert_int_equal(vg_store_advise(store, find_collection(&found, "rows"), db.arena, advice), 0);
    size_t n = vg_store_advise(store, find_collection(&found, "bare"), db.arena, advice);
    assert_int_equal(n, VG_COUNT(statements));
    for (size_t i = 0; i < n; i++) {
        assert_string_equal(advice[i].statement, statements[i]);
        run(advice[i].statement);
    }
    struct vg_discovery again = discover(store);
    assert_int_equal(vg_store_advise(store, find_collection(&again, "bare"), db.arena, advice), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(comparisons_use_the_index_of_their_field),
        cmocka_unit_test(patterns_with_a_fixed_beginning_are_ranges),
        cmocka_unit_test(either_of_two_uses_both_indexes),
        cmocka_unit_test(boxes_use_the_spatial_index),
        cmocka_unit_test(missing_indexes_are_told_with_what_makes_them),
    };
    if (!getenv("VIGIE_TEST_PG")) {
        puts("skipped: VIGIE_TEST_PG names no server");
        return 77;
    }
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
