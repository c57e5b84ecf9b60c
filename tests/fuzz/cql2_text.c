/* CQL2 text: what is read, written in the canonical form and read again is the same. */
#include "fuzz.h"

#include <assert.h>

#include "../../src/query/syntax.h"

#define MAX_INPUT 65536
#define MAX_ARENA (64u << 20)

/* Within an array a bracket begins an array: an operation there has no form with brackets, which the canonical form
 * would need. */
static bool has_bare_operation(const struct vg_syntax *s)
{
    for (const struct vg_syntax *arg = s->first; arg; arg = arg->next)
        if ((s->kind == VG_S_ARRAY && arg->kind == VG_S_OP) || has_bare_operation(arg))
            return true;
    return false;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct vg_str text = {(const char *)data, size < MAX_INPUT ? size : MAX_INPUT};
    struct vg_arena *a = vg_arena_new(MAX_ARENA);
    const struct vg_syntax *first = NULL, *second = NULL;
    struct vg_error err = {0};

    if (vg_cql2_text(text, a, &first, &err) != VG_OK) {
        assert(err.text[0] && !first);
    } else if (!has_bare_operation(first)) {
        struct vg_buf once, twice;
        vg_buf_init(&once, VG_MAX_FILTER_BYTES);
        vg_buf_init(&twice, 2 * VG_MAX_FILTER_BYTES);
        vg_syntax_put(&once, first);
        /* The canonical form may be longer, and its brackets deeper, than what may be read. */
        if (once.failed == VG_OK && vg_cql2_text((struct vg_str){once.ptr, once.len}, a, &second, &err) == VG_OK) {
            vg_syntax_put(&twice, second);
            /* An operation where an array is expected is written in brackets, and read again as an array of one. */
            assert(has_bare_operation(second) || vg_str_eq((struct vg_str){once.ptr, once.len}, (struct vg_str){twice.ptr, twice.len}));
        } else {
            assert(once.failed != VG_OK || strstr(err.text, "deeper"));
        }
        vg_buf_finish(&once);
        vg_buf_finish(&twice);
    }
    vg_arena_free(a);
    return 0;
}
