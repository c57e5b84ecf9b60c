/* WKT: what is accepted is sound WKB, and written, read and written again gives the same text. */
#include "fuzz.h"

#include <assert.h>

#include <vigie/geo/geom.h>

#define MAX_INPUT 65536
#define MAX_ARENA (16u << 20)

static void put(struct vg_buf *b, struct vg_geom g)
{
    vg_buf_init(b, MAX_ARENA);
    enum vg_status s = vg_geom_put_wkt(b, g, 9, NULL);
    assert(s == VG_OK);
    (void)s;
}

static void check(struct vg_geom g, struct vg_geom_info *info)
{
    enum vg_status s = vg_geom_check(g, info, NULL);
    assert(s == VG_OK && info->finite);
    (void)s;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct vg_str text = {(const char *)data, size < MAX_INPUT ? size : MAX_INPUT};
    struct vg_arena *a = vg_arena_new(MAX_ARENA);
    struct vg_geom first = {0}, second = {0};
    struct vg_error err = {0};

    if (vg_geom_from_wkt(text, a, &first, &err) == VG_OK) {
        struct vg_geom_info before, after;
        struct vg_buf once, twice;
        check(first, &before);
        put(&once, first);
        enum vg_status s = vg_geom_from_wkt((struct vg_str){once.ptr, once.len}, a, &second, &err);
        assert(s == VG_OK);
        (void)s;
        check(second, &after);
        assert(before.type == after.type && before.n_points == after.n_points);
        put(&twice, second);
        assert(
            vg_str_eq((struct vg_str){once.ptr, once.len}, (struct vg_str){twice.ptr, twice.len}));
        vg_buf_finish(&once);
        vg_buf_finish(&twice);
    } else {
        assert(err.text[0] && !first.wkb);
    }
    vg_arena_free(a);
    return 0;
}
