/* A Table Schema of any bytes, and the bytes as a value of each of its fields: nothing but an answer may come of it. */
#include <assert.h>

#include <vigie/codec/products.h>

#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    VG_AUTO(vg_arena_freep) struct vg_arena *a = vg_arena_new(1 << 24);
    struct vg_table_schema *s = NULL;
    struct vg_error err = {0};
    if (!a)
        return 0;
    size = size > 16384 ? 16384 : size;
    const struct vg_str text = {(const char *)data, size};
    if (vg_table_schema_parse(text, a, &s, &err) != VG_OK) {
        assert(!s && err.kind != VG_OK && err.text[0] != '\0');
        return 0;
    }
    const char *cells[] = {"2024-01-31", "1 234,5", "[1, 2]", "{\"type\": \"Point\"}", "2.3, 48.8", "P1D", ""};
    for (size_t i = 0; i < s->n_fields && i < 64; i++)
        for (size_t k = 0; k <= VG_COUNT(cells); k++) {
            struct vg_value v = {.kind = VG_V_TEXT, .text = k < VG_COUNT(cells) ? vg_str_of(cells[k]) : (struct vg_str){text.ptr, size > 256 ? 256 : size}};
            struct vg_value out;
            struct vg_error says = {.lang = VG_FR};
            enum vg_schema_rule rule = vg_schema_check(s, &s->fields[i], &v, &out, &says);
            assert((rule == VG_KEEPS) == (says.text[0] == '\0'));
        }
    vg_table_schema_finish(s);
    return 0;
}
