/* What a tile is made of, and where on the grid. */
#include "tiles.h"

#include <math.h>

enum vg_status vg_tiles_grid(struct vg_call *call, struct vg_str id, const struct vg_tile_grid **out,
                             struct vg_error *err)
{
    const struct vg_tile_grid *g = vg_tile_grid_find(id);
    if (g) {
        *out = g;
        return VG_OK;
    }
    const char *known = "";
    for (size_t i = 0; i < vg_n_tile_grids; i++)
        known = vg_arena_printf(call->arena, "%s%s%s", known, i ? ", " : "", vg_tile_grids[i].id);
    return vg_fail(err, VG_NOT_FOUND, "tileMatrixSetId", "no tile matrix set '%.*s'; there are %s", vg_cut(id), id.ptr,
                   known ? known : "");
}

const struct vg_crs *vg_tiles_crs(struct vg_call *call, const struct vg_tile_grid *g)
{
    const struct vg_crs *crs = NULL;
    struct vg_error ignored = {0};
    return vg_crs_find(vg_call_crs(call), vg_str_of(g->crs), &crs, &ignored) == VG_OK ? crs : NULL;
}

bool vg_tiles_has_field(const struct vg_call *call, const struct vg_collection *c, int field)
{
    return vg_gate_may_ask(&call->who, c, field) && c->fields[field].type != VG_T_BYTES;
}

/* --- collections ------------------------------------------------------------------------------ */

enum vg_status vg_tiles_one(struct vg_call *call, struct vg_tiles_layers *out, struct vg_error *err)
{
    const struct vg_collection *c;
    enum vg_status r = vg_call_collection(call, &c, err);
    if (r != VG_OK)
        return r;
    if (!c->geom_name || !c->crs || c->item_type != VG_ITEM_FEATURE)
        return vg_fail(err, VG_NOT_FOUND, "collectionId", "collection '%s' has no geometry, hence no tiles", c->id);
    out->list = vg_arena_alloc(call->arena, sizeof *out->list);
    if (!out->list)
        return vg_arena_check(call->arena, err);
    out->list[0] = c;
    out->n = 1;
    return VG_OK;
}

static enum vg_status add_named(struct vg_call *call, struct vg_str names, struct vg_tiles_layers *out,
                                struct vg_error *err)
{
    size_t most;
    (void)vg_call_collections(call, &most);
    for (struct vg_str rest = names; rest.ptr;) {
        struct vg_str id = vg_str_cut(rest, ',', &rest);
        const struct vg_collection *c = vg_call_find(call, id);
        if (!c || !c->geom_name || !c->crs || c->item_type == VG_ITEM_RECORD)
            return vg_fail(err, VG_BAD_INPUT, "collections", "no collection '%.*s' with a geometry; /collections lists them",
                           vg_cut(id), id.ptr);
        for (size_t i = 0; i < out->n; i++)
            if (out->list[i] == c)
                return vg_fail(err, VG_BAD_INPUT, "collections", "'%s' is given twice", c->id);
        if (out->n < most)
            out->list[out->n++] = c;
    }
    return VG_OK;
}

enum vg_status vg_tiles_several(struct vg_call *call, struct vg_tiles_layers *out, struct vg_error *err)
{
    size_t n;
    const struct vg_collection *const *all = vg_call_collections(call, &n);
    const struct vg_param_value *names = vg_call_param(call, "collections");
    *out = (struct vg_tiles_layers){.list = vg_arena_array(call->arena, n + 1, sizeof *out->list)};
    if (!out->list)
        return vg_arena_check(call->arena, err);
    if (names->given)
        return add_named(call, names->text, out, err);
    for (size_t i = 0; i < n; i++)
        if (all[i]->geom_name && all[i]->crs && all[i]->item_type == VG_ITEM_FEATURE && vg_gate_sees(&call->who, all[i]))
            out->list[out->n++] = all[i];
    return VG_OK;
}

/* --- places ----------------------------------------------------------------------------------- */

static struct vg_bbox whole_grid(const struct vg_tile_grid *g)
{
    struct vg_bbox b;
    vg_tile_box(g, 0, 0, 0, &b);
    return b;
}

bool vg_tiles_place(struct vg_call *call, const struct vg_tile_grid *g, const struct vg_bbox *degrees,
                    struct vg_bbox *out)
{
    const struct vg_crs *crs = vg_tiles_crs(call, g);
    struct vg_bbox whole = whole_grid(g), image;
    struct vg_transform *t;
    struct vg_error ignored = {0};
    if (!crs || vg_transform_borrow(vg_call_crs(call), vg_crs84(vg_call_crs(call)), crs, NULL, &t, &ignored) != VG_OK)
        return false;
    bool ok = vg_transform_bbox(t, degrees, &image);
    vg_transform_return(t);
    for (int i = 0; ok && i < 2; i++) {
        image.min[i] = fmax(image.min[i], whole.min[i]);
        image.max[i] = fmin(image.max[i], whole.max[i]);
        ok = image.min[i] <= image.max[i];
    }
    *out = image;
    return ok;
}
