/* A geometry on its way in: what the column takes, or a sentence that says why not. */
#include "edit.h"

#include <stdio.h>

#define WKB_HEAD 9 /* byte order, type, count */

/* The type of which many make one of `type`; VG_GEOM_ANY: there is none. */
static enum vg_geom_type part_of(enum vg_geom_type type)
{
    switch (type) {
    case VG_GEOM_MULTIPOINT: return VG_GEOM_POINT;
    case VG_GEOM_MULTILINESTRING: return VG_GEOM_LINESTRING;
    case VG_GEOM_MULTIPOLYGON: return VG_GEOM_POLYGON;
    case VG_GEOM_MULTICURVE: return VG_GEOM_LINESTRING;
    case VG_GEOM_MULTISURFACE: return VG_GEOM_POLYGON;
    default: return VG_GEOM_ANY;
    }
}

/* One alone as many: so do the programs that people edit with. */
static struct vg_geom as_multi(struct vg_geom g, enum vg_geom_type type, const struct vg_geom_info *info, struct vg_arena *a)
{
    uint32_t code = (uint32_t)type + (info->has_z ? 1000u : 0) + (info->has_m ? 2000u : 0), one = 1;
    unsigned char *p = vg_arena_alloc(a, WKB_HEAD + g.len);

    if (!p)
        return (struct vg_geom){0};
    p[0] = 1; /* as every machine we run on */
    memcpy(p + 1, &code, 4);
    memcpy(p + 5, &one, 4);
    memcpy(p + WKB_HEAD, g.wkb, g.len);
    return (struct vg_geom){p, WKB_HEAD + g.len};
}

static enum vg_status fail_type(const struct vg_collection *c, const struct vg_geom_info *info, struct vg_error *err)
{
    return vg_fail(err, VG_BAD_INPUT, "geometry", "the collection '%s' takes %s, this is %s", c->id,
                   vg_geom_type_name(c->geom_type), vg_geom_type_name(info->type));
}

static enum vg_status check_type(const struct vg_collection *c, struct vg_geom *g, struct vg_geom_info *info,
                                 struct vg_arena *a, struct vg_error *err)
{
    enum vg_geom_type t = c->geom_type;

    if (t == VG_GEOM_ANY)
        return VG_OK;
    if (c->geom_z != info->has_z)
        return vg_fail(err, VG_BAD_INPUT, "geometry", c->geom_z ? "the collection '%s' wants a height in each position"
                                                                : "the collection '%s' takes no heights", c->id);
    if (t == info->type || (t == VG_GEOM_CURVE && info->type == VG_GEOM_LINESTRING) ||
        (t == VG_GEOM_SURFACE && info->type == VG_GEOM_POLYGON) ||
        (t == VG_GEOM_COLLECTION && info->type >= VG_GEOM_MULTIPOINT && info->type <= VG_GEOM_COLLECTION))
        return VG_OK;
    if (part_of(t) == VG_GEOM_ANY || part_of(t) != info->type)
        return fail_type(c, info, err);
    *g = as_multi(*g, t, info, a);
    return vg_arena_check(a, err);
}

static enum vg_status check_validity(struct vg_geom g, const struct vg_geom_info *info, struct vg_arena *a,
                                     struct vg_error *err)
{
    if (!info->finite)
        return vg_fail(err, VG_BAD_INPUT, "geometry", "a coordinate is not a number");
    if (info->empty || vg_geom_surely_valid(g, a))
        return VG_OK;
    const char *why = vg_geom_invalid_reason(g, err ? err->lang : VG_EN, a);
    return why ? vg_fail(err, VG_BAD_INPUT, "geometry", "the geometry is not valid: %s", why) : VG_OK;
}

static enum vg_status borrow(struct vg_edit *e, const struct vg_crs *from, struct vg_error *err)
{
    const struct vg_collection *c = e->collection;

    if (e->transform && e->from == from)
        return VG_OK;
    vg_transform_return(e->transform);
    e->transform = NULL;
    e->from = from;
    return vg_transform_borrow(e->session->store->options.crs, from, c->crs, c->has_extent ? &c->extent : NULL, &e->transform,
                               err);
}

static enum vg_status to_storage(struct vg_edit *e, const struct vg_crs *from, struct vg_geom *g, struct vg_error *err)
{
    struct vg_arena *a = e->session->arena;
    struct vg_geom moved;

    if (!from || vg_crs_same(from, e->collection->crs))
        return VG_OK;
    enum vg_status r = borrow(e, from, err);
    if (r == VG_OK)
        r = vg_transform_geom(e->transform, *g, &e->transformed, &moved, err);
    if (r == VG_BAD_INPUT)
        return vg_fail(err, VG_BAD_INPUT, "geometry", "a position has no image in the reference system of the data (%s)",
                       e->collection->crs->curie);
    if (r != VG_OK)
        return r;
    /* The buffer is used again for the next one. */
    struct vg_str kept = vg_arena_str(a, (struct vg_str){(const char *)moved.wkb, moved.len});
    *g = (struct vg_geom){(const unsigned char *)kept.ptr, kept.len};
    return vg_arena_check(a, err);
}

enum vg_status vg_edit_geometry(struct vg_edit *e, const struct vg_edit_row *row, struct vg_geom *out, struct vg_error *err)
{
    const struct vg_collection *c = e->collection;
    struct vg_arena *a = e->session->arena;
    struct vg_geom g = row->geom;
    struct vg_geom_info info;

    if (!row->has_geom || !g.wkb)
        return VG_OK;
    if (!c->geom_name)
        return vg_fail(err, VG_BAD_INPUT, "geometry", "the collection '%s' has no geometry", c->id);
    enum vg_status r = vg_geom_check(g, &info, err);
    if (r == VG_BAD_INPUT && err)
        snprintf(err->where, sizeof err->where, "geometry");
    if (r == VG_OK)
        r = check_type(c, &g, &info, a, err);
    if (r == VG_OK)
        r = check_validity(g, &info, a, err);
    if (r == VG_OK)
        r = to_storage(e, row->crs, &g, err);
    if (r == VG_OK)
        r = vg_geom_check(g, &info, err);
    if (r != VG_OK)
        return r;
    if (!info.empty)
        vg_bbox_join(&e->done.box, &info.box);
    *out = g;
    return VG_OK;
}
