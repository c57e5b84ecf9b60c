/* The pool of connections: bounded, fair, and rid of what is broken.  Connections are small blocks that count. */
#include <pthread.h>
#include <sched.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>

#include <cmocka.h>

#include <vigie/base/time.h>

#include "../../../src/store/pool.h"

#define LONG_MS 60000

static struct {
    pthread_mutex_t lock;
    int opened, closed;
    bool fails, unfit;
} seen = {.lock = PTHREAD_MUTEX_INITIALIZER};

static enum vg_status open_conn(void *owner, void **out, struct vg_error *err)
{
    (void)owner;
    pthread_mutex_lock(&seen.lock);
    bool fails = seen.fails;
    seen.opened += !fails;
    pthread_mutex_unlock(&seen.lock);
    if (fails)
        return vg_fail(err, VG_UNAVAILABLE, "", "no connection today");
    *out = malloc(1);
    return VG_OK;
}

static void close_conn(void *owner, void *conn)
{
    (void)owner;
    free(conn);
    pthread_mutex_lock(&seen.lock);
    seen.closed++;
    pthread_mutex_unlock(&seen.lock);
}

static bool is_usable(void *owner, void *conn)
{
    (void)owner;
    (void)conn;
    return !seen.unfit;
}

static struct vg_pool *new_pool(int size, int wait_ms, int queue_length)
{
    const struct vg_pool_options o = {.size = size, .wait_ms = wait_ms, .queue_length = queue_length,
                                      .open = open_conn, .close = close_conn, .usable = is_usable};
    struct vg_error err = {0};
    struct vg_pool *p = NULL;
    seen.opened = seen.closed = 0;
    seen.fails = seen.unfit = false;
    assert_int_equal(vg_pool_new(&o, &p, &err), VG_OK);
    return p;
}

static void *take(struct vg_pool *p)
{
    struct vg_error err = {0};
    void *conn = NULL;
    if (vg_pool_take(p, 0, &conn, &err) != VG_OK)
        fail_msg("%s", err.text);
    return conn;
}

/* Every connection that was opened is closed, none twice. */
static void end(struct vg_pool *p)
{
    vg_pool_free(p);
    assert_int_equal(seen.opened, seen.closed);
}

struct taker {
    pthread_t thread;
    struct vg_pool *pool;
    int *turn, served_as;
    enum vg_status status;
    void *conn;
};

static void *wait_for_one(void *ctx)
{
    struct taker *t = ctx;
    t->status = vg_pool_take(t->pool, 0, &t->conn, NULL);
    if (t->status == VG_OK) {
        t->served_as = __atomic_add_fetch(t->turn, 1, __ATOMIC_SEQ_CST);
        vg_pool_give(t->pool, t->conn, false);
    }
    return NULL;
}

/* n threads that stand in the queue in the order of the array. */
static void queue_up(struct vg_pool *p, struct taker *takers, int n, int *turn)
{
    for (int i = 0; i < n; i++) {
        takers[i] = (struct taker){.pool = p, .turn = turn};
        assert_int_equal(pthread_create(&takers[i].thread, NULL, wait_for_one, &takers[i]), 0);
        while (vg_pool_look(p).waiting < i + 1)
            sched_yield();
    }
}

static void join(struct taker *takers, int n)
{
    for (int i = 0; i < n; i++)
        pthread_join(takers[i].thread, NULL);
}

static void what_was_given_back_last_is_taken_first(void **state)
{
    (void)state;
    struct vg_pool *p = new_pool(2, LONG_MS, 1);
    void *a = take(p), *b = take(p);
    vg_pool_give(p, a, false);
    vg_pool_give(p, b, false);
    assert_ptr_equal(take(p), b);
    assert_ptr_equal(take(p), a);
    assert_int_equal(seen.opened, 2);
    vg_pool_give(p, a, false);
    vg_pool_give(p, b, false);
    end(p);
}

static void no_more_than_its_size_are_opened(void **state)
{
    (void)state;
    struct vg_error err = {0};
    struct vg_pool *p = new_pool(1, 1, 1);
    void *a = take(p), *b = NULL;
    assert_int_equal(vg_pool_take(p, 0, &b, &err), VG_UNAVAILABLE);
    assert_string_equal(err.text, "no store connection came free in time");
    assert_int_equal(vg_pool_look(p).waiting, 0);
    assert_int_equal(seen.opened, 1);
    vg_pool_give(p, a, false);
    end(p);
}

static void a_deadline_cuts_the_wait_short(void **state)
{
    (void)state;
    struct vg_pool *p = new_pool(1, LONG_MS, 1);
    void *a = take(p), *b = NULL;
    assert_int_equal(vg_pool_take(p, vg_monotonic_ms() + 1, &b, NULL), VG_UNAVAILABLE);
    vg_pool_give(p, a, false);
    end(p);
}

static void a_full_queue_refuses_at_once(void **state)
{
    (void)state;
    struct vg_error err = {0};
    struct vg_pool *p = new_pool(1, LONG_MS, 2);
    struct taker takers[2];
    int turn = 0;
    void *a = take(p), *b = NULL;
    queue_up(p, takers, 2, &turn);
    assert_int_equal(vg_pool_take(p, 0, &b, &err), VG_UNAVAILABLE);
    assert_string_equal(err.text, "all 1 store connections are busy and 2 requests wait already");
    vg_pool_give(p, a, false);
    join(takers, 2);
    end(p);
}

static void who_asks_first_is_served_first(void **state)
{
    (void)state;
    struct vg_pool *p = new_pool(1, LONG_MS, 8);
    struct taker takers[8];
    int turn = 0;
    void *a = take(p);
    queue_up(p, takers, 8, &turn);
    vg_pool_give(p, a, false);
    join(takers, 8);
    for (int i = 0; i < 8; i++) {
        assert_int_equal(takers[i].served_as, i + 1);
        assert_ptr_equal(takers[i].conn, a);
    }
    end(p);
}

static void a_broken_one_leaves_its_place_to_the_next(void **state)
{
    (void)state;
    struct vg_pool *p = new_pool(1, LONG_MS, 1);
    struct taker taker;
    int turn = 0;
    void *a = take(p);
    queue_up(p, &taker, 1, &turn);
    vg_pool_give(p, a, true);
    join(&taker, 1);
    assert_int_equal(taker.status, VG_OK);
    assert_int_equal(seen.opened, 2);
    assert_int_equal(seen.closed, 1);
    assert_int_equal(vg_pool_look(p).open, 1);
    end(p);
}

static void an_unfit_idle_one_is_replaced(void **state)
{
    (void)state;
    struct vg_pool *p = new_pool(1, LONG_MS, 1);
    vg_pool_give(p, take(p), false);
    seen.unfit = true;
    void *b = take(p);
    assert_int_equal(seen.opened, 2);
    assert_int_equal(seen.closed, 1);
    vg_pool_give(p, b, false);
    end(p);
}

static void a_failure_to_open_costs_no_place(void **state)
{
    (void)state;
    struct vg_error err = {0};
    struct vg_pool *p = new_pool(1, LONG_MS, 1);
    void *conn = NULL;
    seen.fails = true;
    assert_int_equal(vg_pool_take(p, 0, &conn, &err), VG_UNAVAILABLE);
    assert_string_equal(err.text, "no connection today");
    assert_int_equal(vg_pool_look(p).open, 0);
    seen.fails = false;
    vg_pool_give(p, take(p), false);
    end(p);
}

static void a_failure_to_open_hands_the_place_on(void **state)
{
    (void)state;
    struct vg_pool *p = new_pool(1, LONG_MS, 2);
    struct taker takers[2];
    int turn = 0;
    void *a = take(p);
    queue_up(p, takers, 2, &turn);
    seen.fails = true;
    vg_pool_give(p, a, true);
    join(takers, 2);
    assert_int_equal(takers[0].status, VG_UNAVAILABLE);
    assert_int_equal(takers[1].status, VG_UNAVAILABLE);
    assert_int_equal(vg_pool_look(p).open, 0);
    end(p);
}

static void warming_opens_ahead(void **state)
{
    (void)state;
    struct vg_pool *p = new_pool(3, LONG_MS, 1);
    assert_int_equal(vg_pool_warm(p, 2, NULL), VG_OK);
    assert_int_equal(vg_pool_look(p).idle, 2);
    assert_int_equal(vg_pool_warm(p, 9, NULL), VG_OK);
    assert_int_equal(vg_pool_look(p).open, 3);
    end(p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_was_given_back_last_is_taken_first),
        cmocka_unit_test(no_more_than_its_size_are_opened),
        cmocka_unit_test(a_deadline_cuts_the_wait_short),
        cmocka_unit_test(a_full_queue_refuses_at_once),
        cmocka_unit_test(who_asks_first_is_served_first),
        cmocka_unit_test(a_broken_one_leaves_its_place_to_the_next),
        cmocka_unit_test(an_unfit_idle_one_is_replaced),
        cmocka_unit_test(a_failure_to_open_costs_no_place),
        cmocka_unit_test(a_failure_to_open_hands_the_place_on),
        cmocka_unit_test(warming_opens_ahead),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
