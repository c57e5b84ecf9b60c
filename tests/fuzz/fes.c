/* OGC filters: any bytes are refused with a sentence or give a tree whose canonical text, read as CQL2, is the same. */
#include "fuzz.h"

#include <vigie/query/fes.h>

#include "cql2.h"

#define MAX_INPUT 65536
#define MAX_ARENA (256u << 20)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct vg_str xml = {(const char *)data, size < MAX_INPUT ? size : MAX_INPUT};
    struct vg_arena *a = vg_arena_new(MAX_ARENA);
    const struct vg_syntax *tree = NULL;
    struct vg_error err = {0};

    if (vg_fes_xml(xml, a, &tree, &err) == VG_OK) {
        check_canonical(tree, a);
    } else {
        assert(err.text[0] && !tree);
    }
    vg_arena_free(a);
    return 0;
}
