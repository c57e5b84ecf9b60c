/* A kind of products of any bytes: an answer, and what it accepts tells each value of its classes and steps. */
#include <assert.h>

#include <vigie/base/yaml.h>
#include <vigie/model/product.h>

#include "fuzz.h"

static void try_values(const struct vg_product *p, struct vg_str text)
{
    const struct vg_value values[] = {
        {.kind = VG_V_TEXT, .text = text},       {.kind = VG_V_TEXT, .text = VG_STR("LCZ 3")},
        {.kind = VG_V_INT, .integer = 101},      {.kind = VG_V_DOUBLE, .real = -9999},
        {.kind = VG_V_DOUBLE, .real = 1.0 / 0.0}, {.kind = VG_V_NULL},
    };

    for (size_t i = 0; i < VG_COUNT(values); i++) {
        int code = vg_product_code(p, &values[i]);
        assert(code >= -1 && code < (int)p->n_classes);
    }
    for (size_t i = 0; i < p->n_steps; i++)
        assert(vg_product_step(p, p->steps[i].from) == (int)i);
    for (size_t i = 0; i < p->n_classes; i++) {
        struct vg_value own = {.kind = VG_V_TEXT, .text = vg_str_of(p->classes[i].code)};
        assert(vg_product_code(p, &own) == (int)i);
        assert(p->classes[i].group < (int)p->n_groups);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    VG_AUTO(vg_arena_freep) struct vg_arena *a = vg_arena_new(1 << 24);
    struct vg_product *p = NULL;
    struct vg_error err = {0};
    struct vg_node *root;

    if (!a)
        return 0;
    struct vg_str text = {(const char *)data, size > 32768 ? 32768 : size};
    if (vg_yaml_parse(text, a, &root, NULL) != VG_OK)
        return 0;
    if (vg_product_read(root, a, &p, &err) != VG_OK) {
        assert(!p && err.kind != VG_OK && err.text[0] != '\0');
        return 0;
    }
    try_values(p, text.len > 64 ? (struct vg_str){text.ptr, 64} : text);
    vg_table_schema_finish((struct vg_table_schema *)p->schema);
    return 0;
}
