/* Bodies packed whole. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include <libdeflate.h>
#include <stdlib.h>
#include <zstd.h>

#include "../../../src/http/compress.h"

#define LARGE (17 * 1024 * 1024) /* more than is packed in one call */

static const struct vg_spill_options spill = {.mem_max = 100000};

static struct vg_str unpack(enum vg_coding coding, struct vg_str packed, size_t room)
{
    char *out = malloc(room);
    size_t n = 0;
    if (coding == VG_CODING_ZSTD) {
        n = ZSTD_decompress(out, room, packed.ptr, packed.len);
    } else {
        struct libdeflate_decompressor *d = libdeflate_alloc_decompressor();
        assert_int_equal(libdeflate_gzip_decompress(d, packed.ptr, packed.len, out, room, &n),
                         LIBDEFLATE_SUCCESS);
        libdeflate_free_decompressor(d);
    }
    return (struct vg_str){out, n};
}

static void expect_round_trip(struct vg_compressors *c, struct vg_unpacked body)
{
    static const enum vg_coding codings[] = {VG_CODING_GZIP, VG_CODING_ZSTD};
    for (size_t i = 0; i < VG_COUNT(codings); i++) {
        struct vg_buf out;
        struct vg_str packed;
        vg_buf_init_spill(&out, body.bytes.len, &spill);
        assert_true(vg_compress(c, codings[i], body, &out));
        assert_int_equal(vg_buf_seal(&out, &packed, NULL), VG_OK);
        assert_true(packed.len < body.bytes.len);
        struct vg_str again = unpack(codings[i], packed, body.bytes.len + 1);
        assert_true(vg_str_eq(again, body.bytes));
        free((char *)again.ptr);
        vg_buf_finish(&out);
    }
}

static void what_is_packed_unpacks_to_the_same(void **state)
{
    char text[5000];
    for (size_t i = 0; i < sizeof(text); i++)
        text[i] = "0123456789,.-"[i * i / 7 % 13];
    expect_round_trip(*state, (struct vg_unpacked){.bytes = {text, sizeof(text)}});
}

/* Of whatever length: a whole number of pieces, and not. */
static void a_large_body_is_packed_in_pieces(void **state)
{
    static const size_t sizes[] = {LARGE, LARGE + 1, LARGE - 1};
    for (size_t k = 0; k < VG_COUNT(sizes); k++) {
        struct vg_unpacked body;
        struct vg_buf b;
        uint32_t x = 1;
        vg_buf_init_spill(&b, LARGE + 1, &spill);
        for (size_t i = 0; i < sizes[k]; i++)
            vg_buf_char(&b, "[2.35,48.85],"[(x = x * 1664525 + 1013904223) >> 24 & 7]);
        assert_int_equal(vg_buf_seal(&b, &body.bytes, NULL), VG_OK);
        body.buf = &b;
        expect_round_trip(*state, body);
        vg_buf_finish(&b);
    }
}

static void what_would_not_get_smaller_is_left_alone(void **state)
{
    unsigned char noise[3000];
    uint64_t x = 1;
    for (size_t i = 0; i < sizeof(noise); i++) {
        x = x * 6364136223846793005u + 1442695040888963407u;
        noise[i] = (unsigned char)(x >> 56);
    }
    struct vg_unpacked body = {.bytes = {(char *)noise, sizeof(noise)}};
    struct vg_buf out;
    vg_buf_init(&out, sizeof(noise));
    assert_false(vg_compress(*state, VG_CODING_GZIP, body, &out));
    assert_false(vg_compress(*state, VG_CODING_ZSTD, body, &out));
    vg_buf_finish(&out);
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
        cmocka_unit_test(a_large_body_is_packed_in_pieces),
        cmocka_unit_test(what_would_not_get_smaller_is_left_alone),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
