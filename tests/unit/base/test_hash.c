#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include <vigie/base/hash.h>

static const char *hex(struct vg_hash h)
{
    static char text[33];
    vg_hash_hex(h, text);
    return text;
}

/* The value of the empty text as published with XXH3. */
static void the_hash_is_xxh3_of_128_bits(void **state)
{
    (void)state;
    assert_string_equal(hex(vg_hash_bytes("", 0)), "99aa06d3014798d86001c324468d497f");
}

static void other_bytes_or_another_order_give_another_hash(void **state)
{
    (void)state;
    struct vg_hash none = vg_hash_bytes("", 0);
    struct vg_hash ab = vg_hash_more(vg_hash_more(none, "a", 1), "b", 1);
    struct vg_hash ba = vg_hash_more(vg_hash_more(none, "b", 1), "a", 1);
    assert_false(ab.hi == ba.hi || ab.lo == ba.lo);
    struct vg_hash same = vg_hash_more(vg_hash_more(none, "a", 1), "b", 1);
    assert_true(ab.hi == same.hi && ab.lo == same.lo);
    struct vg_hash nothing_more = vg_hash_more(ab, NULL, 0);
    assert_false(ab.hi == nothing_more.hi && ab.lo == nothing_more.lo);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_hash_is_xxh3_of_128_bits),
        cmocka_unit_test(other_bytes_or_another_order_give_another_hash),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
