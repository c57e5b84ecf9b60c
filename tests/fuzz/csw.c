/* Bodies of CSW requests: any bytes are a request taken apart, or refused with an exception report's words. */
#include <assert.h>

#include "../../src/api/csw/csw.h"
#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    VG_AUTO(vg_arena_freep) struct vg_arena *a = vg_arena_new(16 << 20);
    struct vg_call call = {.arena = a};
    struct csw c = {.call = &call, .version = &vg_csw_versions[CSW_202], .operation = &vg_csw_operations[0]};
    struct vg_error err = {0};
    struct vg_str body = {(const char *)data, size < 65536 ? size : 65536};
    if (!a)
        return 0;
    enum vg_status r = vg_csw_read_body(&c, body, &err);
    assert(r == VG_OK || (err.text[0] && c.code));
    if (r == VG_OK) {
        size_t n;
        assert(c.root && vg_csw_get(&c, "request").len);
        (void)vg_csw_get_all(&c, "id", &n);
        for (size_t i = 0; i < c.n_pairs; i++)
            assert(vg_utf8_valid(c.pairs[i].value, NULL));
        struct vg_buf echo;
        vg_buf_init(&echo, 1 << 20);
        vg_csw_echo(&c, &echo);
        vg_buf_finish(&echo);
    }
    vg_csw_drop_body(&c);
    return 0;
}
