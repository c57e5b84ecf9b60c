/* STAC's Query Extension: any bytes are refused with a sentence or give a tree, whose text gives the same tree. */
#include "cql2.h"
#include "fuzz.h"

#define MAX_INPUT 65536
#define MAX_ARENA (64u << 20)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct vg_str json = {(const char *)data, size < MAX_INPUT ? size : MAX_INPUT};
    struct vg_arena *a = vg_arena_new(MAX_ARENA);
    const struct vg_syntax *tree = NULL;
    struct vg_error err = {0};

    if (vg_stac_query(json, a, &tree, &err) == VG_OK)
        check_canonical(tree, a);
    else
        assert(err.text[0] && !tree);
    vg_arena_free(a);
    return 0;
}
