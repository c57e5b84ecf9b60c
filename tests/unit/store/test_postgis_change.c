/* The log of changes while writers run: none missed, none told twice, and triggers for what others change. */
#include "postgis_db.h"

#include "changes.h"

static struct vg_store *store;
static const char *next;

#define TOLD(...) told(store, (struct vg_change_question)__VA_ARGS__, &next, db.arena)
#define ALL {.collection = "lots"}
#define TWO {.collection = "lots", .limit = 2}

static int set_up(void **state)
{
    (void)state;
    run("create table lots (id int primary key, v text, geom geometry(Point, 4326));"
        "create table pairs (a text, b int, geom geometry(Point, 4326), primary key (a, b));"
        "create view seen as select * from lots");
    store = open_store_with((struct vg_store_options){.pool_size = 2, .writable = true});
    return 0;
}

static int close_store(void **state)
{
    (void)state;
    vg_store_close(store);
    return 0;
}

static void without_tables_there_is_no_log(void **state)
{
    (void)state;
    struct vg_changes got;
    struct vg_error err = {0};
    struct vg_change_question q = {.collection = "lots", .limit = 1};
    assert_int_equal(ask_changes(store, &q, db.arena, &got, &err), VG_NOT_FOUND);
    assert_non_null(strstr(err.text, "--make-tables"));
    assert_int_equal(vg_store_make_tables(store, &err), VG_OK);
    assert_int_equal(vg_store_make_tables(store, &err), VG_OK);
    assert_string_equal(TOLD(ALL), "");
}

static void log_to(PGconn *c, const char *kind, int item)
{
    char sql[128];
    snprintf(sql, sizeof sql, "insert into vigie.change (collection, item, kind) values ('lots', '%d', '%s')", item, kind);
    run_on(c, sql);
}

static void a_running_transaction_holds_back_what_is_newer(void **state)
{
    (void)state;
    PGconn *slow = PQconnectdb(db.address);
    log_to(db.sql, "create", 1);
    run_on(slow, "begin");
    log_to(slow, "create", 2);
    log_to(db.sql, "create", 3);
    assert_string_equal(TOLD(ALL), "create 1|");
    assert_string_equal(TOLD(ALL), "");
    log_to(slow, "delete", 2);
    run_on(slow, "commit");
    log_to(db.sql, "update", 1);
    assert_string_equal(TOLD(ALL), "create 2|create 3|delete 2|update 1|");
    assert_string_equal(TOLD(ALL), "");
    PQfinish(slow);
}

/* The transaction with the lower number changes the item later. */
static void one_items_changes_come_in_the_order_they_happened(void **state)
{
    (void)state;
    PGconn *early = PQconnectdb(db.address);
    run_on(early, "begin");
    run_on(early, "select pg_current_xact_id()");
    log_to(db.sql, "delete", 9);
    log_to(early, "create", 9);
    assert_string_equal(TOLD(ALL), "");
    run_on(early, "commit");
    assert_string_equal(TOLD(ALL), "delete 9|create 9|");
    PQfinish(early);
}

static void pages_go_on_where_they_stopped(void **state)
{
    (void)state;
    for (int i = 20; i < 25; i++)
        log_to(db.sql, "create", i);
    assert_string_equal(TOLD(TWO), "create 20|create 21|+");
    log_to(db.sql, "create", 25);
    assert_string_equal(TOLD(TWO), "create 22|create 23|+");
    assert_string_equal(TOLD(TWO), "create 24|");
    assert_string_equal(TOLD(TWO), "create 25|");
}

static void one_may_begin_with_a_time(void **state)
{
    (void)state;
    const char *begin = NULL;
    struct vg_change_question q = {.collection = "lots", .has_time = true, .time_us = vg_now_us() + VG_US_PER_DAY};
    assert_string_equal(told(store, q, &begin, db.arena), "");
    log_to(db.sql, "update", 30);
    assert_string_equal(told(store, (struct vg_change_question)ALL, &begin, db.arena), "update 30|");
    begin = NULL;
    q.time_us = INT64_C(-62167219200000000); /* the year 0 */
    assert_string_equal(told(store, (struct vg_change_question){.collection = "lots", .has_time = true, .limit = 1,
                                                                .time_us = q.time_us}, &begin, db.arena), "create 1|+");
}

static void tokens_are_of_one_collection_and_one_log(void **state)
{
    (void)state;
    const char *bad = "AAAA", *own = next;
    assert_non_null(strstr(told(store, (struct vg_change_question)ALL, &bad, db.arena), "neither a time nor a token"));
    assert_non_null(strstr(told(store, (struct vg_change_question){.collection = "pairs"}, &own, db.arena), "another collection"));
    const char *future = "AAAAAAAAAAAAAAB_AAAAAAAAAAAAAAAAAAAAAA";
    assert_non_null(strstr(told(store, (struct vg_change_question){0}, &future, db.arena), "since: "));
}

static void others_changes_are_logged_by_triggers(void **state)
{
    (void)state;
    struct vg_discovery d = discover(store);
    struct vg_error err = {0};
    struct vg_buf sql;
    bool installed = true;
    vg_buf_init(&sql, 1 << 20);
    const char *from = NULL;
    told(store, (struct vg_change_question){0}, &from, db.arena);
    for (int i = 0; i < 2; i++)
        assert_int_equal(vg_store_tracking(store, find_collection(&d, i ? "pairs" : "lots"), &installed, &sql, &err), VG_OK);
    assert_false(installed);
    run(sql.ptr);
    run(sql.ptr); /* again: nothing is doubled */
    assert_int_equal(vg_store_tracking(store, find_collection(&d, "pairs"), &installed, &sql, &err), VG_OK);
    assert_true(installed);
    run("insert into lots values (50), (51); update lots set v = 'x' where id = 50; update lots set id = 52 where id = 51;"
        "delete from lots where id = 50; insert into pairs values ('a,b\\c', 1); truncate lots");
    assert_string_equal(told(store, (struct vg_change_question){0}, &from, db.arena),
                        "create 50|create 51|update 50|delete 51|create 52|delete 50|create a\\,b\\\\c,1|delete 52|");
    run("begin; set local vigie.logged = 'on'; insert into lots values (60); commit");
    assert_string_equal(told(store, (struct vg_change_question){0}, &from, db.arena), "");
    vg_buf_finish(&sql);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(without_tables_there_is_no_log, set_up),
        cmocka_unit_test(a_running_transaction_holds_back_what_is_newer),
        cmocka_unit_test(one_items_changes_come_in_the_order_they_happened),
        cmocka_unit_test(pages_go_on_where_they_stopped),
        cmocka_unit_test(one_may_begin_with_a_time),
        cmocka_unit_test(tokens_are_of_one_collection_and_one_log),
        cmocka_unit_test_teardown(others_changes_are_logged_by_triggers, close_store),
    };
    RUN_WITH_DB(tests);
}
