/* The log of changes in a GeoPackage, and the triggers with which any program writes it. */
#include "ask.h"

#include "changes.h"

static const char *next;

#define TOLD(...) told(store, (struct vg_change_question)__VA_ARGS__, &next, file.arena)
#define ALL {.collection = "lots"}
#define TWO {.collection = "lots", .limit = 2}

static void without_tables_there_is_no_log(void **state)
{
    (void)state;
    struct vg_changes got;
    struct vg_error err = {0};
    struct vg_change_question q = {.collection = "lots", .limit = 1};
    assert_int_equal(ask_changes(store, &q, file.arena, &got, &err), VG_NOT_FOUND);
    assert_non_null(strstr(err.text, "--make-tables"));
    assert_int_equal(vg_store_make_tables(store, &err), VG_FORBIDDEN);
    store->options.writable = true;
    assert_int_equal(vg_store_make_tables(store, &err), VG_OK);
    assert_int_equal(vg_store_make_tables(store, &err), VG_OK);
    assert_int_equal(ask_number("select count(*) from gpkg_contents where table_name like 'vigie%'"), 2);
    assert_string_equal(TOLD(ALL), "");
}

static void pages_go_on_where_they_stopped(void **state)
{
    (void)state;
    run("insert into vigie_change (collection, item, kind) values ('lots', 1, 'create'), ('other', 1, 'create'),"
        " ('lots', 2, 'create'), ('lots', 1, 'delete')");
    assert_string_equal(TOLD(TWO), "create 1|create 2|+");
    assert_string_equal(TOLD(TWO), "delete 1|");
    assert_string_equal(TOLD(TWO), "");
    run("insert into vigie_change (collection, item, kind) values ('lots', 2, 'update')");
    assert_string_equal(TOLD(ALL), "update 2|");
}

static void one_may_begin_with_a_time(void **state)
{
    (void)state;
    const char *begin = NULL;
    run("insert into vigie_change (collection, item, kind, at) values ('lots', 7, 'create', '2100-01-01T00:00:00.520Z')");
    struct vg_change_question q = {.collection = "lots", .has_time = true, .time_us = INT64_C(4102444800519999)};
    assert_string_equal(told(store, q, &begin, file.arena), "create 7|");
    begin = NULL;
    q.time_us = INT64_C(4102444800521000);
    assert_string_equal(told(store, q, &begin, file.arena), "");
    run("insert into vigie_change (collection, item, kind) values ('lots', 8, 'create')");
    assert_string_equal(told(store, (struct vg_change_question)ALL, &begin, file.arena), "create 8|");
}

static void tokens_are_of_one_log(void **state)
{
    (void)state;
    const char *old = next, *bad = "AAAA";
    assert_non_null(strstr(told(store, (struct vg_change_question)ALL, &bad, file.arena), "neither a time nor a token"));
    run("delete from vigie_change; delete from sqlite_sequence where name = 'vigie_change'");
    assert_non_null(strstr(told(store, (struct vg_change_question)ALL, &old, file.arena), "another log"));
}

static void others_changes_are_logged_by_triggers(void **state)
{
    (void)state;
    struct vg_error err = {0};
    bool installed = true;
    struct vg_buf sql;
    vg_buf_init(&sql, 1 << 20);
    features("lots", "fid integer primary key, v text", "POINT", 4326);
    const struct vg_collection *c = collection("lots");
    assert_int_equal(vg_store_tracking(store, c, &installed, &sql, &err), VG_OK);
    assert_false(installed);
    run("%s", sql.ptr);
    run("%s", sql.ptr); /* again: nothing is doubled */
    assert_int_equal(vg_store_tracking(store, c, &installed, &sql, &err), VG_OK);
    assert_true(installed);
    next = NULL;
    run("insert into lots values (50, 'a', null), (51, 'b', null); update lots set v = 'x' where fid = 50;"
        "update lots set fid = 52 where fid = 51; delete from lots where fid = 50");
    assert_string_equal(TOLD(ALL), "create 50|create 51|update 50|delete 51|create 52|delete 50|");
    vg_buf_finish(&sql);
}

static int set_up(void **state)
{
    return file_set_up(state) || open_store(state);
}

static int tear_down(void **state)
{
    close_store(state);
    return file_tear_down(state);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(without_tables_there_is_no_log),
        cmocka_unit_test(pages_go_on_where_they_stopped),
        cmocka_unit_test(one_may_begin_with_a_time),
        cmocka_unit_test(tokens_are_of_one_log),
        cmocka_unit_test(others_changes_are_logged_by_triggers),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
