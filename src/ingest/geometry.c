/* The type of a geometry column is settled by its rows: what contradicts it widens the collection, and the load begins
 * again with what was learnt (import.c).  Validity is asked of GEOS only where a quick look does not settle it, and only
 * of areas: lines and points are drawn and queried as they are. */
#include "geometry.h"

#include <vigie/geo/predicate.h>

#include "sources/kin.h"

#define ROW_ARENA ((size_t)1 << 30)
#define MAX_PROMOTED ((size_t)1 << 30)
#define WKB_HEAD 5 /* byte order and type */

enum vg_status vg_geometry_intake_init(struct vg_geometry_intake *g, const struct vg_import_options *o,
                                       const struct vg_collection *c, struct vg_error *err)
{
    *g = (struct vg_geometry_intake){ .rule = o->geometry, .z = c->geom_z, .m = c->geom_m };
    if (c->geom_name && c->geom_type != VG_GEOM_ANY)
        g->types = 1u << c->geom_type;
    vg_buf_init(&g->promoted, MAX_PROMOTED);
    g->row = vg_arena_new(ROW_ARENA);
    return g->row ? VG_OK : vg_fail(err, VG_NO_MEMORY, "", "out of memory");
}

void vg_geometry_intake_finish(struct vg_geometry_intake *g)
{
    vg_arena_free(g->row);
    vg_buf_finish(&g->promoted);
}

static bool has_area(enum vg_geom_type t)
{
    return t == VG_GEOM_POLYGON || t == VG_GEOM_MULTIPOLYGON || t == VG_GEOM_COLLECTION;
}

static enum vg_status make_valid(struct vg_geometry_intake *g, struct vg_geom *geom, struct vg_geom_info *info,
                                 const char **reason, struct vg_error *err)
{
    if (g->rule == VG_GEOMETRY_KEEP || info->empty || info->has_curve || !has_area(info->type))
        return VG_OK;
    if (vg_geom_surely_valid(*geom, g->row))
        return VG_OK;
    *reason = vg_geom_invalid_reason(*geom, err ? err->lang : VG_EN, g->row);
    if (!*reason || g->rule == VG_GEOMETRY_REFUSE)
        return vg_arena_check(g->row, err);
    struct vg_geom repaired;
    enum vg_status r = vg_geom_make_valid(*geom, g->row, &repaired, err);
    if (r != VG_OK)
        return r;
    *geom = repaired;
    return vg_geom_check(repaired, info, err);
}

/* A single one as the only part of its multi kind: the type's word with its dimensions (ISO: +1000, +2000, +3000). */
static enum vg_status promote(struct vg_geometry_intake *g, enum vg_geom_type to, const struct vg_geom_info *info,
                              struct vg_geom *geom, struct vg_error *err)
{
    uint32_t type = (uint32_t)to + (info->has_z ? 1000u : 0) + (info->has_m ? 2000u : 0);
    uint32_t parts = info->empty ? 0 : 1; /* an empty one has none: a part that is empty is not the same */
    unsigned char head[WKB_HEAD + 4] = {1};
    for (int i = 0; i < 4; i++) {
        head[1 + i] = (unsigned char)(type >> (8 * i));
        head[WKB_HEAD + i] = (unsigned char)(parts >> (8 * i));
    }
    g->promoted.len = 0;
    vg_buf_add(&g->promoted, head, sizeof head);
    if (parts)
        vg_buf_add(&g->promoted, geom->wkb, geom->len);
    *geom = (struct vg_geom){ (const unsigned char *)g->promoted.ptr, g->promoted.len };
    return vg_buf_check(&g->promoted, err);
}

static enum vg_status fit(struct vg_geometry_intake *g, struct vg_collection *c, const struct vg_geom_info *info,
                          struct vg_geom *geom, bool *widened, struct vg_error *err)
{
    g->types |= 1u << info->type;
    g->z = g->z || info->has_z;
    g->m = g->m || info->has_m;
    enum vg_geom_type must = c->geom_type == VG_GEOM_ANY ? VG_GEOM_ANY : vg_kin_type(g->types);
    if (must != c->geom_type || g->z != c->geom_z || g->m != c->geom_m) {
        c->geom_type = must;
        c->geom_z = g->z;
        c->geom_m = g->m;
        *widened = true;
        return VG_OK;
    }
    if (g->z != info->has_z || g->m != info->has_m)
        return vg_fail(err, VG_BAD_INPUT, "", "its geometry has no height or measure, which others have");
    return must != VG_GEOM_ANY && must != info->type ? promote(g, must, info, geom, err) : VG_OK;
}

enum vg_status vg_geometry_take(struct vg_geometry_intake *g, struct vg_collection *c, struct vg_geom *geom,
                                const char **reason, bool *widened, struct vg_error *err)
{
    *reason = NULL;
    *widened = false;
    if (!geom->wkb)
        return VG_OK;
    struct vg_geom_info info;
    enum vg_status r = vg_geom_check(*geom, &info, err);
    if (r != VG_OK)
        return r;
    if (!info.finite && g->rule != VG_GEOMETRY_KEEP)
        return vg_fail(err, VG_BAD_INPUT, "", "its geometry has a position that is not a number");
    vg_arena_reset(g->row);
    r = make_valid(g, geom, &info, reason, err);
    return r != VG_OK ? r : fit(g, c, &info, geom, widened, err);
}
