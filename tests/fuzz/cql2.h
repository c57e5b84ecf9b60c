/* cql2.h — any bytes are refused with a sentence or give a tree, whose canonical text, read again, is the same. */
#ifndef VIGIE_TESTS_CQL2_H
#define VIGIE_TESTS_CQL2_H

#include <assert.h>

#include "../../src/query/syntax.h"
#include "fuzz.h"

/* What JSON and XML can say and text cannot: a text that ends in a backslash; a list of one where a bracket is no list's; a geometry
 * with a CRS of its own. */
static inline bool can_be_text(const struct vg_syntax *s, bool list_place)
{
    if (s->crs.ptr)
        return false;
    if ((s->kind == VG_S_TEXT || s->kind == VG_S_UNTYPED) && s->text.len && s->text.ptr[s->text.len - 1] == '\\')
        return false;
    if (s->kind == VG_S_ARRAY && s->n_args == 1 && !list_place)
        return false;
    for (const struct vg_syntax *arg = s->first; arg; arg = arg->next)
        if (!can_be_text(arg, s->kind == VG_S_ARRAY || vg_syntax_takes_lists(s)))
            return false;
    return true;
}

static inline void check_canonical(const struct vg_syntax *first, struct vg_arena *a)
{
    const struct vg_syntax *second = NULL;
    struct vg_error err = {0};
    struct vg_buf once, twice;

    vg_buf_init(&once, 64 * VG_MAX_FILTER_BYTES);
    vg_buf_init(&twice, 64 * VG_MAX_FILTER_BYTES);
    vg_syntax_put(&once, first);
    assert(once.failed == VG_OK && once.len > 0);
    struct vg_str text = {once.ptr, once.len};
    if (!can_be_text(first, false)) {
        /* nothing more to ask of it */
    } else if (vg_cql2_text(text, a, &second, &err) == VG_OK) {
        vg_syntax_put(&twice, second);
        assert(vg_str_eq(text, (struct vg_str){twice.ptr, twice.len}));
    } else {
        /* It may be longer, and its brackets deeper, than what may be read. */
        assert(strstr(err.text, "deeper than") || strstr(err.text, "longer than") || strstr(err.text, "more than"));
    }
    vg_buf_finish(&once);
    vg_buf_finish(&twice);
}

static inline void check_reader(enum vg_status (*read)(struct vg_str text, struct vg_arena *a, const struct vg_syntax **out,
                                                       struct vg_error *err),
                                const uint8_t *data, size_t size)
{
    const size_t most = 65536;
    struct vg_str text = {(const char *)data, size < most ? size : most};
    struct vg_arena *a = vg_arena_new(256u << 20);
    const struct vg_syntax *tree = NULL;
    struct vg_error err = {0};

    if (read(text, a, &tree, &err) == VG_OK)
        check_canonical(tree, a);
    else
        assert(err.text[0] && !tree);
    vg_arena_free(a);
}

#endif
