/* CQL2 text: what is read, written in the canonical form and read again is the same. */
#include "fuzz.h"

#include <assert.h>

#include "../../src/query/syntax.h"

#define MAX_INPUT 65536
#define MAX_ARENA (64u << 20)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct vg_str text = {(const char *)data, size < MAX_INPUT ? size : MAX_INPUT};
    struct vg_arena *a = vg_arena_new(MAX_ARENA);
    const struct vg_syntax *first = NULL, *second = NULL;
    struct vg_error err = {0};

    if (vg_cql2_text(text, a, &first, &err) != VG_OK) {
        assert(err.text[0] && !first);
    } else {
        struct vg_buf once, twice;
        vg_buf_init(&once, VG_MAX_FILTER_BYTES);
        vg_buf_init(&twice, 2 * VG_MAX_FILTER_BYTES);
        vg_syntax_put(&once, first);
        /* The canonical form may be longer, and its brackets deeper, than what may be read. */
        if (once.failed == VG_OK && vg_cql2_text((struct vg_str){once.ptr, once.len}, a, &second, &err) == VG_OK) {
            vg_syntax_put(&twice, second);
            assert(vg_str_eq((struct vg_str){once.ptr, once.len}, (struct vg_str){twice.ptr, twice.len}));
        } else {
            assert(once.failed != VG_OK || strstr(err.text, "deeper"));
        }
        vg_buf_finish(&once);
        vg_buf_finish(&twice);
    }
    vg_arena_free(a);
    return 0;
}
