/* YAML of any bytes.  What is accepted is written as JSON, which is YAML too: read again, it must
 * say the same. */
#include <assert.h>

#include <vigie/base/yaml.h>

#include "fuzz.h"

/* YAML forbids some characters that JSON does not escape, and folds others. */
static bool is_printable_ascii(struct vg_str s)
{
    for (size_t i = 0; i < s.len; i++) {
        if (s.ptr[i] < ' ' || s.ptr[i] > '~')
            return false;
    }
    return true;
}

/* As JSON, or nothing where that is not YAML: a key past libyaml's 1 024 characters is allowed in
 * one of the styles only. */
static bool read_again(struct vg_str json, struct vg_arena *a, struct vg_buf *out)
{
    struct vg_node *again;
    if (!is_printable_ascii(json) || vg_yaml_parse(json, a, &again, NULL) != VG_OK)
        return false;
    vg_buf_clear(out);
    vg_node_put_json(out, again, 0);
    return out->failed == VG_OK;
}

/* The first reading may still turn the real number -0.0, written -0, into an integer. */
static void expect_same_again(struct vg_str json, struct vg_arena *a)
{
    struct vg_buf second, third;
    vg_buf_init(&second, 1 << 22);
    vg_buf_init(&third, 1 << 22);
    if (read_again(json, a, &second)) {
        struct vg_str text = {second.ptr, second.len};
        assert(read_again(text, a, &third) &&
               vg_str_eq(text, (struct vg_str){third.ptr, third.len}));
    }
    vg_buf_finish(&third);
    vg_buf_finish(&second);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    VG_AUTO(vg_arena_freep) struct vg_arena *a = vg_arena_new(1 << 24);
    if (!a)
        return 0;
    if (size > 65536)
        size = 65536;
    struct vg_error err = {0};
    struct vg_node *root = NULL;
    if (vg_yaml_parse((struct vg_str){(const char *)data, size}, a, &root, &err) != VG_OK) {
        assert(!root && err.kind != VG_OK && err.text[0] != '\0');
        return 0;
    }
    struct vg_buf b;
    vg_buf_init(&b, 1 << 22);
    vg_node_put_json(&b, root, 0);
    assert(vg_utf8_valid((struct vg_str){b.ptr, b.len}, NULL));
    if (b.failed == VG_OK)
        expect_same_again((struct vg_str){b.ptr, b.len}, a);
    vg_buf_finish(&b);
    return 0;
}
