/* Bodies packed whole. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include <libdeflate.h>
#include <stdlib.h>
#include <zstd.h>

#include "../../../src/http/compress.h"

#define LARGE (17 * 1024 * 1024)

static struct vg_str unpack(enum vg_coding coding, const struct vg_packed *p, size_t room)
{
    char *out = malloc(room);
    size_t n = 0;
    if (coding == VG_CODING_ZSTD) {
        n = ZSTD_decompress(out, room, p->ptr, p->len);
    } else {
        struct libdeflate_decompressor *d = libdeflate_alloc_decompressor();
        assert_int_equal(libdeflate_gzip_decompress(d, p->ptr, p->len, out, room, &n),
                         LIBDEFLATE_SUCCESS);
        libdeflate_free_decompressor(d);
    }
    return (struct vg_str){out, n};
}

static void expect_round_trip(struct vg_compressors *c, struct vg_str body, bool mapped)
{
    static const enum vg_coding codings[] = {VG_CODING_GZIP, VG_CODING_ZSTD};
    for (size_t i = 0; i < VG_COUNT(codings); i++) {
        struct vg_packed p;
        assert_true(vg_compress(c, codings[i], body, &p));
        assert_true(p.len < body.len);
        assert_int_equal(p.mapped > 0, mapped);
        struct vg_str again = unpack(codings[i], &p, body.len + 1);
        assert_true(vg_str_eq(again, body));
        free((char *)again.ptr);
        vg_packed_finish(&p);
    }
}

static void what_is_packed_unpacks_to_the_same(void **state)
{
    char text[5000];
    for (size_t i = 0; i < sizeof(text); i++)
        text[i] = "0123456789,.-"[i * i / 7 % 13];
    expect_round_trip(*state, (struct vg_str){text, sizeof(text)}, false);
}

static void a_large_body_is_packed_into_a_file(void **state)
{
    char *text = malloc(LARGE);
    for (size_t i = 0; i < LARGE; i++)
        text[i] = "[2.35,48.85],"[i % 13];
    expect_round_trip(*state, (struct vg_str){text, LARGE}, true);
    free(text);
}

static void what_would_not_get_smaller_is_left_alone(void **state)
{
    unsigned char noise[3000];
    uint64_t x = 1;
    for (size_t i = 0; i < sizeof(noise); i++) {
        x = x * 6364136223846793005u + 1442695040888963407u;
        noise[i] = (unsigned char)(x >> 56);
    }
    struct vg_packed p = {0};
    assert_false(
        vg_compress(*state, VG_CODING_GZIP, (struct vg_str){(char *)noise, sizeof(noise)}, &p));
    assert_false(
        vg_compress(*state, VG_CODING_ZSTD, (struct vg_str){(char *)noise, sizeof(noise)}, &p));
}

static int setup(void **state)
{
    *state = vg_compressors_new(1);
    return *state ? 0 : -1;
}

static int teardown(void **state)
{
    vg_compressors_free(*state);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_packed_unpacks_to_the_same),
        cmocka_unit_test(a_large_body_is_packed_into_a_file),
        cmocka_unit_test(what_would_not_get_smaller_is_left_alone),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
