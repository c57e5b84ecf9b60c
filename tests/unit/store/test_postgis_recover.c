/* What goes wrong under a store that serves: killed connections, altered tables, slow statements, a server away. */
#include "postgis_db.h"
#include "question.h"

#include <pthread.h>

static const struct vg_collection *rows, *slow;
static int fields[] = {0, 1};

static int open_store(void **state)
{
    (void)state;
    run("create table if not exists rows (id int primary key, v text, geom geometry(Point, 4326));"
        "insert into rows select i, 'x', null from generate_series(1, 2000) i on conflict do nothing;"
        "create or replace function drowsy(text) returns text stable language plpgsql as"
        " $$begin perform pg_sleep(0.02); return repeat($1, 9000); end$$;"
        "create or replace view slow as select id, drowsy(v) as v, geom from rows; analyze rows");
    store = open_store_with((struct vg_store_options){.pool_size = 2, .statement_ms = 700});
    struct vg_error err = {0};
    struct vg_discovery d = {0};
    struct vg_key_hint hint = {"slow", "id"};
    assert_int_equal(vg_store_discover(store, &hint, 1, db.arena, &d, &err), VG_OK);
    rows = find_collection(&d, "rows");
    slow = find_collection(&d, "slow");
    assert_non_null(rows);
    assert_non_null(slow);
    return 0;
}

static int close_store(void **state)
{
    (void)state;
    vg_store_close(store);
    return 0;
}

static struct vg_query first(const struct vg_collection *c, int64_t limit)
{
    return (struct vg_query){.collection = c, .limit = limit, .fields = fields, .n_fields = 2};
}

static void kill_connections(void)
{
    run("select pg_terminate_backend(pid, 5000) from pg_stat_activity where datname = current_database()"
        " and application_name = 'vigie' and pid <> pg_backend_pid()");
}

/* How many rows q gives, or the failure. */
static enum vg_status read_in(struct vg_session *x, const struct vg_query *q, int *n, struct vg_error *err)
{
    struct vg_cursor *c = NULL;
    const struct vg_feature *f;
    *n = 0;
    enum vg_status r = vg_session_select(x, q, &c, err);
    while (r == VG_OK && (r = vg_cursor_next(c, &f, err)) == VG_OK)
        ++*n;
    vg_cursor_close(c);
    return r;
}

static enum vg_status read_rows(const struct vg_query *q, int *n, struct vg_error *err)
{
    struct vg_session *x = NULL;
    enum vg_status r = vg_session_begin(store, (struct vg_hold){0}, &x, err);
    if (r == VG_OK)
        r = read_in(x, q, n, err);
    vg_session_end(x);
    return r;
}

static void assert_reads(const struct vg_query *q, int expected)
{
    struct vg_error err = {0};
    int n = 0;
    if (read_rows(q, &n, &err) != VG_END)
        fail_msg("%s", err.text);
    assert_int_equal(n, expected);
}

static void a_connection_killed_while_idle_is_not_noticed(void **state)
{
    (void)state;
    struct vg_query q = first(rows, 5);
    assert_reads(&q, 5);
    for (int i = 0; i < 3; i++) {
        kill_connections();
        assert_reads(&q, 5);
    }
}

static void a_connection_killed_inside_a_session_is_replaced(void **state)
{
    (void)state;
    struct vg_error err = {0};
    struct vg_query q = first(rows, 5);
    struct vg_session *x = begin(false);
    int n;
    assert_int_equal(read_in(x, &q, &n, &err), VG_END);
    kill_connections();
    assert_int_equal(read_in(x, &q, &n, &err), VG_END);
    assert_int_equal(n, 5);
    vg_session_end(x);
    x = begin(true); /* a snapshot that has not begun yet */
    kill_connections();
    assert_int_equal(read_in(x, &q, &n, &err), VG_END);
    assert_int_equal(n, 5);
    vg_session_end(x);
}

static void a_snapshot_that_was_lost_is_not_replaced(void **state)
{
    (void)state;
    struct vg_error err = {0};
    struct vg_query q = first(rows, 5);
    struct vg_session *x = begin(true);
    int n;
    assert_int_equal(read_in(x, &q, &n, &err), VG_END);
    kill_connections();
    assert_int_equal(read_in(x, &q, &n, &err), VG_UNAVAILABLE);
    assert_int_equal(read_in(x, &q, &n, &err), VG_UNAVAILABLE);
    vg_session_end(x);
    assert_reads(&q, 5);
}

static void a_connection_killed_in_the_middle_of_a_page_fails_that_page_only(void **state)
{
    (void)state;
    struct vg_error err = {0};
    struct vg_query q = first(slow, -1);
    struct vg_session *x = begin(false);
    struct vg_cursor *c = NULL;
    const struct vg_feature *f;
    q.limit = 500;
    assert_int_equal(vg_session_select(x, &q, &c, &err), VG_OK);
    assert_int_equal(vg_cursor_next(c, &f, &err), VG_OK);
    kill_connections();
    enum vg_status r;
    while ((r = vg_cursor_next(c, &f, &err)) == VG_OK)
        ;
    assert_int_equal(r, VG_UNAVAILABLE);
    vg_cursor_close(c);
    vg_session_end(x);
    q = first(rows, 5);
    assert_reads(&q, 5);
}

static void a_slow_statement_ends_at_its_limit(void **state)
{
    (void)state;
    struct vg_error err = {0};
    struct vg_query q = first(slow, 200);
    int n;
    assert_int_equal(read_rows(&q, &n, &err), VG_TOO_LARGE);
    assert_non_null(strstr(err.text, "statement_ms"));
    q = first(slow, 500); /* row by row */
    assert_int_equal(read_rows(&q, &n, &err), VG_TOO_LARGE);
    q = first(rows, 5);
    assert_reads(&q, 5);
}

static void a_request_out_of_time_stops_its_statement(void **state)
{
    (void)state;
    struct vg_error err = {0};
    struct vg_query q = first(slow, 200), quick = first(rows, 5);
    struct vg_session *x = begin(false);
    int n;
    q.deadline_ms = vg_monotonic_ms() + 60;
    assert_int_equal(read_in(x, &q, &n, &err), VG_UNAVAILABLE); /* not VG_TOO_LARGE, as the statement's own limit gives */
    assert_int_equal(read_in(x, &quick, &n, &err), VG_END); /* on the same connection */
    assert_int_equal(n, 5);
    vg_session_end(x);
}

static void an_altered_table_is_read_as_it_is_now(void **state)
{
    (void)state;
    run("create table altered (id int primary key, v text, geom geometry(Point, 4326));"
        "insert into altered select i, 'x', null from generate_series(1, 9) i");
    struct vg_discovery d = discover(store);
    struct vg_query q = first(find_collection(&d, "altered"), 5);
    for (int i = 0; i < 7; i++)
        assert_reads(&q, 5); /* past the first generic plan */
    run("alter table altered alter column v type varchar(50)");
    assert_reads(&q, 5);
    run("alter table altered alter column id type bigint");
    struct vg_error err = {0};
    struct vg_session *x = begin(true);
    int n;
    assert_int_equal(read_in(x, &q, &n, &err), VG_END);
    assert_int_equal(n, 5);
    vg_session_end(x);
}

static void a_table_made_anew_is_read(void **state)
{
    (void)state;
    struct vg_query q = first(rows, 5);
    assert_reads(&q, 5);
    run("drop view slow; drop table rows");
    struct vg_error err = {0};
    int n;
    assert_int_equal(read_rows(&q, &n, &err), VG_NOT_FOUND);
    run("create table rows (v text, id int primary key, geom geometry(Point, 4326)); insert into rows values ('y', 3)");
    assert_reads(&q, 1);
    run("drop table rows");
}

/* Connections to the database are let in, or are not. */
static void let_in(bool yes)
{
    char sql[128];
    snprintf(sql, sizeof sql, "alter database %s allow_connections %s", db.name, yes ? "true" : "false");
    run_on(db.admin, sql);
}

static void a_server_away_is_unavailable_and_comes_back(void **state)
{
    (void)state;
    struct vg_error err = {0};
    struct vg_query q = first(rows, 5);
    int n;
    let_in(false);
    kill_connections();
    for (int i = 0; i < 20; i++)
        assert_int_equal(read_rows(&q, &n, &err), VG_UNAVAILABLE);
    assert_int_equal(vg_store_ping(store, &err), VG_UNAVAILABLE);
    let_in(true);
    int64_t end = vg_monotonic_ms() + 5000;
    enum vg_status r;
    while ((r = read_rows(&q, &n, &err)) == VG_UNAVAILABLE && vg_monotonic_ms() < end)
        ;
    assert_int_equal(r, VG_END);
    assert_int_equal(vg_store_ping(store, &err), VG_OK);
}

static void more_statements_than_are_kept_prepared_still_run(void **state)
{
    (void)state;
    /* Each set of fields is a statement of its own. */
    char sql[4000] = "create table if not exists wide (id int primary key, geom geometry(Point, 4326)";
    for (int i = 0; i < 12; i++)
        snprintf(sql + strlen(sql), 40, ", c%d int", i);
    strcat(sql, "); insert into wide (id) values (1) on conflict do nothing");
    run(sql);
    struct vg_discovery d = discover(store);
    struct vg_query q = {.collection = find_collection(&d, "wide"), .limit = 5};
    for (unsigned set = 1; set < 400; set++) {
        int chosen[12];
        q.fields = chosen;
        q.n_fields = 0;
        for (int i = 0; i < 12; i++)
            if (set * 10 & 1u << i)
                chosen[q.n_fields++] = i + 1;
        assert_reads(&q, 1);
    }
}

/* Reads 100 times; what it cannot answer it must say is unavailable.  *arg: how many answers were wrong. */
static void *read_often(void *arg)
{
    int *wrong = arg;
    for (int i = 0; i < 100; i++) {
        struct vg_query q = first(rows, i % 2 ? 5 : 100);
        struct vg_error err = {0};
        int n = 0;
        enum vg_status r = read_rows(&q, &n, &err);
        if (r != VG_UNAVAILABLE && (r != VG_END || n != q.limit))
            ++*wrong;
    }
    return NULL;
}

static void threads_share_few_connections_that_die(void **state)
{
    (void)state;
    pthread_t threads[8];
    int wrong[8] = {0};
    for (size_t i = 0; i < VG_COUNT(threads); i++)
        assert_int_equal(pthread_create(&threads[i], NULL, read_often, &wrong[i]), 0);
    for (int i = 0; i < 5; i++)
        kill_connections();
    for (size_t i = 0; i < VG_COUNT(threads); i++) {
        pthread_join(threads[i], NULL);
        assert_int_equal(wrong[i], 0);
    }
    struct vg_query q = first(rows, 5);
    assert_reads(&q, 5);
}

/* One thread's reads of a few rows, which go in packets with those of others. */
struct reader {
    struct vg_query q;
    int n_reads, wrong, n_late;
    int64_t longest_ms;
};

#define LATE_MS 200 /* of a read that takes a millisecond */

static void *read_few(void *arg)
{
    struct reader *r = arg;
    for (int i = 0; i < r->n_reads; i++) {
        struct vg_error err = {0};
        int n = 0;
        int64_t began = vg_monotonic_ms();
        r->wrong += read_rows(&r->q, &n, &err) != VG_END || n != r->q.limit;
        int64_t took = vg_monotonic_ms() - began;
        r->longest_ms = took > r->longest_ms ? took : r->longest_ms;
        r->n_late += took >= LATE_MS;
    }
    return NULL;
}

static void read_side_by_side(struct reader *readers, size_t n)
{
    pthread_t threads[16];
    for (size_t i = 0; i < n; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, read_few, &readers[i]), 0);
    for (size_t i = 0; i < n; i++) {
        pthread_join(threads[i], NULL);
        assert_int_equal(readers[i].wrong, 0);
    }
}

static void each_of_many_readers_gets_its_own_rows(void **state)
{
    (void)state;
    struct reader readers[16];
    for (size_t i = 0; i < VG_COUNT(readers); i++)
        readers[i] = (struct reader){.q = first(rows, 1 + (int64_t)i), .n_reads = 200};
    read_side_by_side(readers, VG_COUNT(readers));
}

/* Each of a table's scans is counted by the server, and told when its connection ends. */
static void what_is_asked_alike_at_once_is_read_once(void **state)
{
    (void)state;
    enum { READS = 200 };
    run("create table asked (id int primary key, v text, geom geometry(Point, 4326));"
        "insert into asked select i, 'x', null from generate_series(1, 20) i; analyze asked");
    struct vg_discovery d = discover(store);
    const struct vg_collection *asked = find_collection(&d, "asked");
    struct reader readers[16];
    for (size_t i = 0; i < VG_COUNT(readers); i++)
        readers[i] = (struct reader){.q = first(asked, i % 8 ? 5 : 2), .n_reads = READS};
    read_side_by_side(readers, VG_COUNT(readers));
    kill_connections();
    const char *scans = "0";
    for (int64_t end = vg_monotonic_ms() + 5000; !strcmp(scans, "0") && vg_monotonic_ms() < end;)
        scans = ask_text("select (coalesce(seq_scan, 0) + coalesce(idx_scan, 0))::text from pg_stat_user_tables where relname = 'asked'");
    assert_in_range(atoi(scans), READS, READS * VG_COUNT(readers) - READS);
    run("drop table asked");
}

/* Whether a plan holds is found out in the packet: each reader asks again by itself and is answered. */
static void readers_of_a_table_that_is_altered_are_all_answered(void **state)
{
    (void)state;
    run("create table changing (id int primary key, v text, geom geometry(Point, 4326));"
        "insert into changing select i, 'x', null from generate_series(1, 20) i");
    struct vg_discovery d = discover(store);
    struct reader readers[8];
    for (int round = 0; round < 4; round++) {
        for (size_t i = 0; i < VG_COUNT(readers); i++)
            readers[i] = (struct reader){.q = first(i % 2 ? find_collection(&d, "changing") : rows, 1 + (int64_t)i), .n_reads = 50};
        read_side_by_side(readers, VG_COUNT(readers));
        run(round % 2 ? "alter table changing alter column v type text"
                      : "alter table changing alter column v type varchar(50)");
    }
    run("drop table changing");
}

static void a_statement_that_turned_slow_is_taken_out_of_the_packet(void **state)
{
    (void)state;
    run("create table mood (slow bool); insert into mood values (false);"
        "create function moody(t text) returns text volatile language plpgsql as"
        " $$begin if (select m.slow from mood m) then perform pg_sleep(0.5); end if; return t; end$$;"
        "create view moody as select id, moody(v) as v, geom from rows where id = 1");
    struct vg_error err = {0};
    struct vg_discovery d = {0};
    struct vg_key_hint hint = {"moody", "id"};
    assert_int_equal(vg_store_discover(store, &hint, 1, db.arena, &d, &err), VG_OK);
    struct vg_query moody = first(find_collection(&d, "moody"), 1);
    for (int i = 0; i < 5; i++)
        assert_reads(&moody, 1); /* known as a short one from the first on */
    run("update mood set slow = true");
    struct reader readers[8];
    for (size_t i = 0; i < VG_COUNT(readers); i++)
        readers[i] = i == 0 ? (struct reader){.q = moody, .n_reads = 3} : (struct reader){.q = first(rows, 3), .n_reads = 300};
    read_side_by_side(readers, VG_COUNT(readers));
    /* It waited for the packet's end, and then for its own. */
    assert_true(readers[0].longest_ms >= 500);
    for (size_t i = 1; i < VG_COUNT(readers); i++)
        assert_true(readers[i].longest_ms < readers[0].longest_ms);
    run("drop view moody");
}

/* Reads a table that nobody can read just now, again and again; *arg: the others are to go on. */
static void *read_locked(void *arg)
{
    struct reader *r = arg;
    for (int i = 0; i < r->n_reads; i++) {
        struct vg_error err = {0};
        int n = 0;
        r->wrong += read_rows(&r->q, &n, &err) != VG_TOO_LARGE;
    }
    return NULL;
}

static void a_locked_table_keeps_no_other_reader_waiting_twice(void **state)
{
    (void)state;
    run("create table held (id int primary key, v text, geom geometry(Point, 4326));"
        "insert into held select i, 'x', null from generate_series(1, 20) i");
    struct vg_discovery d = discover(store);
    struct reader locked = {.q = first(find_collection(&d, "held"), 1), .n_reads = 4};
    struct reader other = {.q = first(rows, 3), .n_reads = 3000};
    assert_reads(&locked.q, 1);
    run("begin; lock table held in access exclusive mode");
    pthread_t threads[2];
    assert_int_equal(pthread_create(&threads[0], NULL, read_locked, &locked), 0);
    assert_int_equal(pthread_create(&threads[1], NULL, read_few, &other), 0);
    for (size_t i = 0; i < VG_COUNT(threads); i++)
        pthread_join(threads[i], NULL);
    run("commit; drop table held");
    assert_int_equal(locked.wrong, 0);
    assert_int_equal(other.wrong, 0);
    assert_true(other.n_late <= 1);
}

static void no_reader_can_write(void **state)
{
    (void)state;
    run("create or replace function scribble() returns int language plpgsql as"
        " $$begin insert into rows (id) values (99999); return 1; end$$;"
        "create or replace view writer as select id, scribble() as v, geom from rows");
    struct vg_error err = {0};
    struct vg_discovery d = {0};
    struct vg_key_hint hint = {"writer", "id"};
    int n;
    assert_int_equal(vg_store_discover(store, &hint, 1, db.arena, &d, &err), VG_OK);
    struct vg_query q = first(find_collection(&d, "writer"), 1);
    assert_int_equal(read_rows(&q, &n, &err), VG_FORBIDDEN);
    run("drop view writer");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup_teardown(name, open_store, close_store)
        TEST(a_connection_killed_while_idle_is_not_noticed),
        TEST(a_connection_killed_inside_a_session_is_replaced),
        TEST(a_snapshot_that_was_lost_is_not_replaced),
        TEST(a_connection_killed_in_the_middle_of_a_page_fails_that_page_only),
        TEST(a_slow_statement_ends_at_its_limit),
        TEST(a_request_out_of_time_stops_its_statement),
        TEST(an_altered_table_is_read_as_it_is_now),
        TEST(a_server_away_is_unavailable_and_comes_back),
        TEST(more_statements_than_are_kept_prepared_still_run),
        TEST(threads_share_few_connections_that_die),
        TEST(each_of_many_readers_gets_its_own_rows),
        TEST(what_is_asked_alike_at_once_is_read_once),
        TEST(readers_of_a_table_that_is_altered_are_all_answered),
        TEST(a_statement_that_turned_slow_is_taken_out_of_the_packet),
        TEST(a_locked_table_keeps_no_other_reader_waiting_twice),
        TEST(no_reader_can_write),
        TEST(a_table_made_anew_is_read),
    };
    RUN_WITH_DB(tests);
}
