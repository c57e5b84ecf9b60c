/* JSON text: what is accepted is written, read and written again to the same bytes. */
#include "fuzz.h"

#include <assert.h>

#include <vigie/codec/json.h>

#define MAX_INPUT 65536
#define MAX_ARENA (64u << 20)

static void put(struct vg_buf *b, const struct vg_node *n)
{
    vg_buf_init(b, MAX_ARENA);
    vg_node_put_json(b, n, 0);
    assert(b->failed == VG_OK);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct vg_str text = {(const char *)data, size < MAX_INPUT ? size : MAX_INPUT};
    struct vg_arena *a = vg_arena_new(MAX_ARENA);
    struct vg_node *n = NULL;
    struct vg_error err = {0};

    if (vg_json_parse(text, a, &n, &err) == VG_OK) {
        struct vg_buf once, twice;
        put(&once, n);
        struct vg_str written = {once.ptr, once.len};
        enum vg_status r = vg_json_parse(written, a, &n, &err);
        assert(r == VG_OK);
        (void)r;
        put(&twice, n);
        assert(vg_str_eq(written, (struct vg_str){twice.ptr, twice.len}));
        vg_buf_finish(&once);
        vg_buf_finish(&twice);
    } else {
        assert(err.text[0]);
    }
    vg_arena_free(a);
    return 0;
}
