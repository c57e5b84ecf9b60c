#include "../arena.h"
#include "fixture.h"

#include <math.h>

#include <vigie/base/escape.h>

static struct vg_str token_of(const struct vg_query *q, const struct vg_position *p)
{
    struct vg_buf b;

    vg_buf_init(&b, 1 << 20);
    vg_token_put(&b, q, p);
    assert_int_equal(b.failed, VG_OK);
    struct vg_str s = vg_arena_str(arena, (struct vg_str){b.ptr, b.len});
    vg_buf_finish(&b);
    return s;
}

static void assert_refused(struct vg_str token, const struct vg_query *q)
{
    struct vg_position *p = NULL;
    struct vg_error err = {0};

    assert_int_equal(vg_token_parse(token, q, arena, &p, &err), VG_BAD_INPUT);
    assert_null(p);
    assert_non_null(strstr(err.text, "no page token"));
}

static struct vg_query sorted(const struct vg_collection *c)
{
    return (struct vg_query){.collection = c, .sort = {{F_DOUBLE, true}, {F_TEXT, false}, {F_DATE, false}},
                             .n_sort = 3};
}

static const struct vg_position somewhere = {
    .sort = {{.kind = VG_V_DOUBLE, .real = -0.1}, {.kind = VG_V_NULL}, {.kind = VG_V_TEXT, .text = {"2022-07", 7}}},
    .key = {{.kind = VG_V_TEXT, .text = {"a,é", 4}}, {.kind = VG_V_INT, .integer = INT64_MIN}},
    .backwards = true};

static struct vg_collection keyed(void)
{
    struct vg_collection c = collection_of_all();

    c.n_key = 2;
    c.key[0] = F_TEXT;
    c.key[1] = F_INT;
    return c;
}

static void a_position_comes_back_as_it_was(void **state)
{
    (void)state;
    struct vg_collection c = keyed();
    struct vg_query q = sorted(&c);
    struct vg_position *p = NULL;
    struct vg_error err = {0};

    assert_int_equal(vg_token_parse(token_of(&q, &somewhere), &q, arena, &p, &err), VG_OK);
    assert_true(p->backwards);
    for (int i = 0; i < 3; i++) {
        assert_int_equal(p->sort[i].kind, somewhere.sort[i].kind);
        assert_int_equal(vg_value_compare(&p->sort[i], &somewhere.sort[i]), 0);
    }
    for (int i = 0; i < 2; i++)
        assert_int_equal(vg_value_compare(&p->key[i], &somewhere.key[i]), 0);
}

static void a_token_needs_no_escape_in_an_address(void **state)
{
    (void)state;
    struct vg_collection c = keyed();
    struct vg_query q = sorted(&c);
    struct vg_str t = token_of(&q, &somewhere);

    for (size_t i = 0; i < t.len; i++)
        assert_non_null(strchr("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_", t.ptr[i]));
}

static void nan_and_the_row_id_are_kept(void **state)
{
    (void)state;
    struct vg_collection c = collection_of_all();
    struct vg_query q = {.collection = &c, .sort = {{F_FLOAT, false}}, .n_sort = 1};
    struct vg_position in = {.sort = {{.kind = VG_V_DOUBLE, .real = NAN}},
                             .key = {{.kind = VG_V_INT, .integer = 42}}}, *p = NULL;

    assert_int_equal(vg_token_parse(token_of(&q, &in), &q, arena, &p, NULL), VG_OK);
    assert_true(isnan(p->sort[0].real));
    assert_int_equal(p->key[0].integer, 42);
    assert_false(p->backwards);
}

static void another_collection_sort_or_key_refuses_the_token(void **state)
{
    (void)state;
    struct vg_collection c = keyed(), other = keyed();
    struct vg_query q = sorted(&c);
    struct vg_str t = token_of(&q, &somewhere);

    other.id = "others";
    q.collection = &other;
    assert_refused(t, &q);
    q.collection = &c;
    q.sort[0].descending = false;
    assert_refused(t, &q);
    q = sorted(&c);
    q.n_sort = 2;
    assert_refused(t, &q);
    q = sorted(&c);
    c.n_key = 1;
    assert_refused(t, &q);
}

static void a_column_that_comes_before_changes_nothing(void **state)
{
    (void)state;
    struct vg_collection c = keyed();
    struct vg_query q = sorted(&c);
    struct vg_str t = token_of(&q, &somewhere);
    struct vg_field more[F_COUNT + 1] = {{.name = "new", .type = VG_T_INT}};
    struct vg_position *p = NULL;

    memcpy(more + 1, fields, sizeof(fields));
    c.fields = more;
    for (int i = 0; i < 3; i++)
        q.sort[i].field++;
    for (int i = 0; i < 2; i++)
        c.key[i]++;
    assert_int_equal(vg_token_parse(t, &q, arena, &p, NULL), VG_OK);
}

static void damaged_tokens_are_refused(void **state)
{
    (void)state;
    struct vg_collection c = keyed();
    struct vg_query q = sorted(&c);
    struct vg_str t = token_of(&q, &somewhere);

    assert_refused((struct vg_str){0}, &q);
    assert_refused(VG_STR(""), &q);
    assert_refused(VG_STR("100"), &q);
    assert_refused(VG_STR("!!!!"), &q);
    for (size_t n = 0; n < t.len; n++)
        assert_refused((struct vg_str){t.ptr, n}, &q);

    struct vg_buf longer;
    vg_buf_init(&longer, 4096);
    vg_buf_str(&longer, t);
    vg_buf_cstr(&longer, "AAAA");
    assert_refused((struct vg_str){longer.ptr, longer.len}, &q);
    vg_buf_finish(&longer);
}

/* The bytes of a good token with one value replaced: what a forger could send. */
static void keys_that_do_not_suit_their_field_are_refused(void **state)
{
    (void)state;
    struct vg_collection c = keyed();
    struct vg_query q = sorted(&c);
    struct vg_position p = somewhere;

    p.key[1] = (struct vg_value){.kind = VG_V_TEXT, .text = VG_STR("1")};
    assert_refused(token_of(&q, &p), &q);
    p.key[1] = (struct vg_value){.kind = VG_V_NULL};
    assert_refused(token_of(&q, &p), &q);
    p = somewhere;
    p.key[0].text = VG_STR("\xff");
    assert_refused(token_of(&q, &p), &q);
    p.key[0].text = VG_STR("a\0b");
    assert_refused(token_of(&q, &p), &q);
}

/* SQLite keeps any kind of value in any column, and any bytes as text. */
static void a_sort_value_may_be_anything_a_column_holds(void **state)
{
    (void)state;
    static const struct vg_value values[] = {
        {.kind = VG_V_NULL},
        {.kind = VG_V_BOOL, .boolean = true},
        {.kind = VG_V_INT, .integer = INT64_MIN},
        {.kind = VG_V_DOUBLE, .real = -INFINITY},
        {.kind = VG_V_TEXT, .text = {"\xff\0", 2}},
        {.kind = VG_V_NUMBER, .text = {"-1.50", 5}},
        {.kind = VG_V_DATE, .integer = -719528},
        {.kind = VG_V_DATETIME, .integer = INT64_MAX},
        {.kind = VG_V_LOCALTIME, .integer = 1},
        {.kind = VG_V_TIME, .integer = 1},
        {.kind = VG_V_BYTES, .text = {"\0\1", 2}},
    };
    struct vg_collection c = keyed();

    for (size_t i = 0; i < VG_COUNT(values); i++) {
        struct vg_query q = {.collection = &c, .sort = {{F_INT, i % 2}}, .n_sort = 1};
        struct vg_position in = somewhere, *p = NULL;
        in.sort[0] = values[i];
        assert_int_equal(vg_token_parse(token_of(&q, &in), &q, arena, &p, NULL), VG_OK);
        assert_int_equal(p->sort[0].kind, values[i].kind);
        assert_int_equal(vg_value_compare(&p->sort[0], &values[i]), 0);
    }
}

static void a_float_is_kept_as_the_double_it_is(void **state)
{
    (void)state;
    struct vg_collection c = collection_of_all();
    struct vg_query q = {.collection = &c, .sort = {{F_FLOAT, true}}, .n_sort = 1};
    struct vg_position in = {.sort = {{.kind = VG_V_FLOAT, .real = 1.5}}, .key = {{.kind = VG_V_INT}}}, *p = NULL;

    assert_int_equal(vg_token_parse(token_of(&q, &in), &q, arena, &p, NULL), VG_OK);
    assert_int_equal(p->sort[0].kind, VG_V_DOUBLE);
    assert_true(p->sort[0].real == 1.5);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_position_comes_back_as_it_was),
        cmocka_unit_test(a_token_needs_no_escape_in_an_address),
        cmocka_unit_test(nan_and_the_row_id_are_kept),
        cmocka_unit_test(another_collection_sort_or_key_refuses_the_token),
        cmocka_unit_test(a_column_that_comes_before_changes_nothing),
        cmocka_unit_test(damaged_tokens_are_refused),
        cmocka_unit_test(keys_that_do_not_suit_their_field_are_refused),
        cmocka_unit_test(a_sort_value_may_be_anything_a_column_holds),
        cmocka_unit_test(a_float_is_kept_as_the_double_it_is),
    };
    return cmocka_run_group_tests_name("token", tests, set_up, tear_down);
}
