#include "../arena.h"
#include "fixture.h"

static struct vg_collection keyed_by(int n, int first, int second)
{
    struct vg_collection c = collection_of_all();

    c.n_key = n;
    c.key[0] = first;
    c.key[1] = second;
    return c;
}

/* The id is one of the collection's, and its values make the same id again. */
static void assert_id(const struct vg_collection *c, const char *id)
{
    struct vg_value key[VG_MAX_KEY_PARTS];
    struct vg_buf b;

    if (!vg_id_parse(c, vg_str_of(id), arena, key))
        fail_msg("'%s' should be an id", id);
    vg_buf_init(&b, 4096);
    vg_id_put(&b, c, key);
    assert_string_equal(b.ptr, id);
    vg_buf_finish(&b);
}

static void assert_no_id(const struct vg_collection *c, struct vg_str id)
{
    struct vg_value key[VG_MAX_KEY_PARTS];

    if (vg_id_parse(c, id, arena, key))
        fail_msg("'%.*s' should be no id", (int)id.len, id.ptr ? id.ptr : "");
}

static void a_row_id_is_an_integer_written_in_one_way(void **state)
{
    (void)state;
    struct vg_collection c = keyed_by(0, 0, 0);

    assert_id(&c, "0");
    assert_id(&c, "-7");
    assert_id(&c, "9223372036854775807");
    assert_no_id(&c, VG_STR("007"));
    assert_no_id(&c, VG_STR("+7"));
    assert_no_id(&c, VG_STR("-0"));
    assert_no_id(&c, VG_STR("7.0"));
    assert_no_id(&c, VG_STR("abc"));
    assert_no_id(&c, VG_STR(""));
    assert_no_id(&c, (struct vg_str){0});
}

static void a_text_key_is_taken_as_it_stands(void **state)
{
    (void)state;
    struct vg_collection c = keyed_by(1, F_TEXT, 0);
    struct vg_value key[VG_MAX_KEY_PARTS];

    assert_id(&c, "a/b:c%20 d,é\\");
    assert_true(vg_id_parse(&c, VG_STR("a\\,b"), arena, key));
    assert_true(vg_str_is(key[0].text, "a\\,b"));
    assert_no_id(&c, VG_STR("caf\xe9"));
    assert_no_id(&c, VG_STR("a\0b"));
}

static void other_types_have_their_plain_text_as_id(void **state)
{
    (void)state;
    struct vg_collection day = keyed_by(1, F_DATE, 0), at = keyed_by(1, F_DATETIME, 0);
    struct vg_collection uuid = keyed_by(1, F_UUID, 0), blob = keyed_by(1, F_BYTES, 0);

    assert_id(&day, "2018-02-12");
    assert_id(&at, "2018-02-12T10:00:00Z");
    assert_no_id(&at, VG_STR("2018-02-12T11:00:00+01:00"));
    assert_no_id(&at, VG_STR("2018-02-12"));
    assert_id(&uuid, "0189abcd-0000-7000-8000-00000000000f");
    assert_no_id(&uuid, VG_STR("0189ABCD-0000-7000-8000-00000000000F"));
    assert_no_id(&blob, VG_STR("AA=="));
}

static void parts_of_a_composite_key_are_joined_by_commas(void **state)
{
    (void)state;
    struct vg_collection c = keyed_by(2, F_TEXT, F_INT);
    struct vg_value key[VG_MAX_KEY_PARTS];

    assert_id(&c, "paris,75056");
    assert_id(&c, ",0");
    assert_id(&c, "a\\,b\\\\c,1");
    assert_true(vg_id_parse(&c, VG_STR("a\\,b,1"), arena, key));
    assert_true(vg_str_is(key[0].text, "a,b"));
    assert_int_equal(key[1].integer, 1);
    assert_no_id(&c, VG_STR("paris"));
    assert_no_id(&c, VG_STR("paris,1,2"));
    assert_no_id(&c, VG_STR("paris,1,"));
    assert_no_id(&c, VG_STR("paris,01"));
    assert_no_id(&c, VG_STR("par\\is,1"));
    assert_no_id(&c, VG_STR("paris,1\\"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_row_id_is_an_integer_written_in_one_way),
        cmocka_unit_test(a_text_key_is_taken_as_it_stands),
        cmocka_unit_test(other_types_have_their_plain_text_as_id),
        cmocka_unit_test(parts_of_a_composite_key_are_joined_by_commas),
    };
    return cmocka_run_group_tests_name("id", tests, set_up, tear_down);
}
