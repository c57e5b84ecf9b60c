/* style.h — what both targets of style sheets do. */
#ifndef VIGIE_TESTS_FUZZ_STYLE_H
#define VIGIE_TESTS_FUZZ_STYLE_H

#include "fuzz.h"

#include <assert.h>

#include <vigie/codec/style.h>

#define MAX_INPUT 65536
#define MAX_ARENA (64u << 20)

static inline int try_style(const uint8_t *data, size_t size, bool sld)
{
    static struct vg_field fields[] = {{.name = "kind", .type = VG_T_TEXT}, {.name = "rate", .type = VG_T_DOUBLE}, {.name = "n", .type = VG_T_INT}};
    static const struct vg_collection c = {.id = "c", .title = "C", .fields = fields, .n_fields = 3, .geom_name = "g", .geom_type = VG_GEOM_ANY};
    struct vg_str text = {(const char *)data, size < MAX_INPUT ? size : MAX_INPUT};
    struct vg_arena *a = vg_arena_new(MAX_ARENA);
    struct vg_style style, again;
    struct vg_error err = {0};
    struct vg_buf b;
    if (vg_style_read(text, &c, "s", a, &style, &err) != VG_OK) {
        assert(err.text[0]);
        vg_arena_free(a);
        return 0;
    }
    assert(style.n_rules > 0 && style.n_rules <= VG_MAX_RULES);
    const struct vg_style_writing w = {.collection = &c, .style = &style, .tiles = "t"};
    vg_buf_init(&b, MAX_ARENA);
    vg_style_put_svg(&w, &b);
    vg_buf_clear(&b);
    if (sld)
        vg_style_put_sld(&w, VG_SLD_11, &b);
    else
        vg_node_put_json(&b, vg_style_mapbox(&w, a), 0);
    assert(b.failed == VG_OK);
    enum vg_status r = vg_style_read((struct vg_str){b.ptr, b.len}, &c, "s", a, &again, &err);
    assert(r == VG_OK || err.text[0]);
    vg_buf_finish(&b);
    vg_arena_free(a);
    return 0;
}

#endif
