/* In which CRS the coordinates of a literal stand, and in which order: turned to x, y here, at the edge. */
#include "typing.h"

enum vg_status vg_typing_wrong_geometry(struct vg_typing *t, const struct vg_syntax *s, const char *why)
{
    return vg_fail(t->err, VG_BAD_INPUT, "filter", "%s: %.180s", vg_syntax_place(s, t->arena, t->err), why);
}

enum vg_status vg_typing_frame(struct vg_typing *t, const struct vg_syntax *s, struct vg_frame *out)
{
    struct vg_error why = {.lang = t->err ? t->err->lang : VG_EN};
    const struct vg_crs *crs = t->scope->crs;

    if (s->crs.ptr && vg_crs_find(t->scope->registry, s->crs, &crs, &why) != VG_OK)
        return vg_typing_wrong_geometry(t, s, why.text);
    *out = (struct vg_frame){crs, crs->flipped && !s->is_xy};
    return VG_OK;
}

static void swap_positions(unsigned char *at, uint32_t n, int dims)
{
    for (uint32_t i = 0; i < n; i++, at += (size_t)dims * sizeof(double)) {
        double xy[2], yx[2];
        memcpy(xy, at, sizeof xy);
        yx[0] = xy[1];
        yx[1] = xy[0];
        memcpy(at, yx, sizeof yx);
    }
}

/* r walks a copy that is ours to write, in this machine's order: what the reader of WKT makes. */
static enum vg_status swap_walk(struct vg_wkb *r, unsigned char *bytes, const unsigned char *start,
                                struct vg_error *err)
{
    struct vg_geom_head h;
    enum vg_status s = vg_wkb_head(r, &h, err);

    if (s != VG_OK)
        return s;
    size_t step = (size_t)h.dims * sizeof(double);
    if (h.type == VG_GEOM_POINT || h.type == VG_GEOM_LINESTRING) {
        swap_positions(bytes + (r->at - start), h.count, h.dims);
        r->at += h.count * step;
        return VG_OK;
    }
    for (uint32_t i = 0; s == VG_OK && i < h.count; i++) {
        uint32_t n;
        if (h.type != VG_GEOM_POLYGON) {
            s = swap_walk(r, bytes, start, err);
            continue;
        }
        s = vg_wkb_ring(r, h.dims, &n, err);
        if (s == VG_OK) {
            swap_positions(bytes + (r->at - start), n, h.dims);
            r->at += n * step;
        }
    }
    return s;
}

enum vg_status vg_typing_turned(struct vg_typing *t, const struct vg_frame *f, struct vg_geom g, struct vg_geom *out)
{
    unsigned char *bytes = f->flipped ? vg_arena_alloc(t->arena, g.len) : NULL;

    *out = g;
    if (!f->flipped)
        return VG_OK;
    if (!bytes)
        return vg_arena_check(t->arena, t->err);
    memcpy(bytes, g.wkb, g.len);
    struct vg_wkb r = vg_wkb_of((struct vg_geom){bytes, g.len});
    *out = (struct vg_geom){bytes, g.len};
    return swap_walk(&r, bytes, bytes, t->err);
}

struct vg_bbox vg_typing_turned_box(const struct vg_frame *f, const struct vg_bbox *b)
{
    struct vg_bbox o = *b;

    if (!f->flipped)
        return o;
    o.min[0] = b->min[1];
    o.min[1] = b->min[0];
    o.max[0] = b->max[1];
    o.max[1] = b->max[0];
    return o;
}
