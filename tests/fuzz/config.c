/* A configuration of any bytes: it is refused with the line at fault, or every number in it lies within its bounds. */
#include <assert.h>

#include <vigie/app/config.h>

#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    VG_AUTO(vg_arena_freep) struct vg_arena *a = vg_arena_new(1 << 24);
    struct vg_config c;
    struct vg_error err = {0};

    if (!a)
        return 0;
    if (vg_config_parse((struct vg_str){(const char *)data, size > 32768 ? 32768 : size}, "vigie.yaml", a, &c, &err) != VG_OK) {
        assert(err.kind != VG_OK && err.text[0] != '\0');
        return 0;
    }
    assert(c.listen && c.limits.items_default >= 1 && c.limits.items_max >= 1 && c.limits.statement_ms > 0);
    for (size_t i = 0; i < c.n_collections; i++)
        assert(c.collections[i].id && c.collections[i].line > 0);
    for (size_t i = 0; i < c.n_tokens; i++)
        assert(c.tokens[i].name && c.tokens[i].sha256);
    return 0;
}
