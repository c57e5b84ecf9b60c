/* Query strings of any bytes. */
#include <assert.h>

#include <vigie/http/negotiate.h>

#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    VG_AUTO(vg_arena_freep) struct vg_arena *a = vg_arena_new(1 << 20);
    struct vg_query_param *params = NULL;
    size_t n = 0;
    struct vg_error err = {0};
    if (vg_query_split((struct vg_str){(const char *)data, size}, 100, a, &params, &n, &err) !=
        VG_OK) {
        assert(err.text[0]);
        return 0;
    }
    for (size_t i = 0; i < n; i++) {
        assert(vg_utf8_valid(params[i].name, NULL) && vg_utf8_valid(params[i].value, NULL));
        assert(params[i].raw.len > 0);
    }
    return 0;
}
