/* SHA-256 on the examples of FIPS 180-4 and around the ends of its blocks. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>

#include <cmocka.h>

#include <vigie/base/sha256.h>

static void known_texts_have_known_hashes(void **state)
{
    (void)state;
    static const struct {
        const char *text, *hash;
    } known[] = {
        {"", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"},
        {"abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"},
        {"abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
         "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"},
        {"abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmnhijklmnoijklmnopjklmnopqklmnopqrlmnopqrsmnopqrstnopqrstu",
         "cf5b16a778af8380036ce59e7b0492370b249b11e8f07a51afac45037afee9d1"},
    };
    for (size_t i = 0; i < VG_COUNT(known); i++) {
        char hex[VG_SHA256_HEX + 1];
        vg_sha256_hex(vg_str_of(known[i].text), hex);
        assert_string_equal(hex, known[i].hash);
    }
}

static void a_million_letters(void **state)
{
    (void)state;
    char *text = malloc(1000000), hex[VG_SHA256_HEX + 1];
    memset(text, 'a', 1000000);
    vg_sha256_hex((struct vg_str){text, 1000000}, hex);
    assert_string_equal(hex, "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
    free(text);
}

static void digits_are_read_back(void **state)
{
    (void)state;
    unsigned char bytes[VG_SHA256_BYTES], again[VG_SHA256_BYTES];
    vg_sha256(VG_STR("abc"), bytes);
    assert_true(vg_sha256_parse(VG_STR("BA7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"), again));
    assert_memory_equal(bytes, again, sizeof bytes);
    assert_false(vg_sha256_parse(VG_STR("ba78"), again));
    assert_false(vg_sha256_parse(VG_STR("xa7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"), again));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(known_texts_have_known_hashes),
        cmocka_unit_test(a_million_letters),
        cmocka_unit_test(digits_are_read_back),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
