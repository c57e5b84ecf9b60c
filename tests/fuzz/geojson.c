/* Any bytes as a geometry: what the GeoJSON codec accepts is well-formed JSON, and so is it for geom_check. */
#include "fuzz.h"

#include <assert.h>

#include <vigie/codec/items.h>
#include <vigie/codec/json.h>

#define MAX_INPUT 4096
#define MAX_ARENA (256u << 20)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct vg_geom g = {data, size < MAX_INPUT ? size : MAX_INPUT};
    struct vg_arena *a = vg_arena_new(MAX_ARENA);
    const struct vg_crs crs = {.decimals = 9, .flipped = size & 1};
    const struct vg_collection c = {.id = "c"};
    struct vg_buf b;
    vg_buf_init(&b, MAX_ARENA / 4);
    struct vg_item_writer w = {.out = &b, .arena = a, .collection = &c, .crs = &crs};
    const struct vg_feature f = {.id = VG_STR("1"), .geom = g};
    const struct vg_page_info p = {.matched = -1};
    struct vg_error err = {0};
    struct vg_node *n = NULL;

    if (vg_codec_geojson.single(&w, &f, &p, &err) == VG_OK && b.failed == VG_OK) {
        /* deep collections make JSON deeper than our own reader takes */
        enum vg_status r = vg_json_parse((struct vg_str){b.ptr, b.len}, a, &n, &err);
        assert(r == VG_OK || r == VG_TOO_LARGE || strstr(err.text, "nested"));
        (void)r;
    } else {
        struct vg_geom_info info;
        /* what geom_check has passed can only lack a finite coordinate */
        if (b.failed == VG_OK && vg_geom_check(g, &info, NULL) == VG_OK)
            assert(!info.finite);
    }
    vg_buf_finish(&b);
    vg_arena_free(a);
    return 0;
}
