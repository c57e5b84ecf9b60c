#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include <stdio.h>

#include <vigie/base/file.h>

#include "../../../src/app/config_keys.h"

/* On a difference: `ninja config-schema` writes the three files again; read the change before it
 * is committed. */
static void expect_file(const char *path, void (*put)(struct vg_buf *b))
{
    VG_AUTO(vg_arena_freep) struct vg_arena *a = vg_arena_new(1 << 22);
    struct vg_str file = {0};
    struct vg_error err = {0};
    if (vg_file_read(path, 1 << 20, a, &file, &err) != VG_OK)
        fail_msg("%s", err.text);
    struct vg_buf b;
    vg_buf_init(&b, 1 << 20);
    put(&b);
    assert_int_equal(b.failed, VG_OK);
    size_t same = 0, line = 1;
    while (same < b.len && same < file.len && b.ptr[same] == file.ptr[same])
        line += b.ptr[same++] == '\n';
    if (same != b.len || same != file.len)
        fail_msg("%s differs from the table in line %zu: run 'ninja config-schema'", path, line);
    vg_buf_finish(&b);
}

static void the_schema_is_that_of_the_table(void **state)
{
    (void)state;
    expect_file(SOURCE_ROOT "/schemas/vigie.schema.json", vg_config_put_schema);
}

static void the_sample_is_that_of_the_table(void **state)
{
    (void)state;
    expect_file(SOURCE_ROOT "/conf/vigie.yaml", vg_config_put_sample);
}

static void the_manual_is_that_of_the_table(void **state)
{
    (void)state;
    expect_file(SOURCE_ROOT "/docs/configuration.md", vg_config_put_manual);
}

static void check_row(const struct vg_config_key *k)
{
    struct vg_str doc = vg_str_of(k->doc);
    if (doc.len == 0 || doc.ptr[doc.len - 1] != '.')
        fail_msg("%s has no doc sentence", k->name);
    bool number = k->kind == VG_K_INT || k->kind == VG_K_INT64 || k->kind == VG_K_DURATION ||
                  k->kind == VG_K_SIZE;
    int64_t v = 0;
    if (number && (!k->dflt || vg_config_read_number(k, vg_str_of(k->dflt), &v) ||
                   !vg_config_in_bounds(k, v)))
        fail_msg("the default of %s is not within its bounds", k->name);
    if (k->kind == VG_K_INT || k->kind == VG_K_DURATION)
        assert_true(k->max <= INT32_MAX);
    if (k->words && k->dflt)
        assert_true(vg_config_word(k, vg_str_of(k->dflt)) >= 0);
    if (!k->keys && !k->dflt && !k->example)
        fail_msg("%s has neither default nor example", k->name);
}

static void check_rows(const struct vg_config_key *keys, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        check_row(&keys[i]);
        for (size_t j = i + 1; j < n; j++)
            assert_string_not_equal(keys[i].name, keys[j].name);
        if (keys[i].keys)
            check_rows(keys[i].keys, keys[i].n_keys);
    }
}

static void every_row_is_documented_and_its_default_is_allowed(void **state)
{
    (void)state;
    check_rows(vg_config_keys, vg_config_keys_count);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_schema_is_that_of_the_table),
        cmocka_unit_test(the_sample_is_that_of_the_table),
        cmocka_unit_test(the_manual_is_that_of_the_table),
        cmocka_unit_test(every_row_is_documented_and_its_default_is_allowed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
