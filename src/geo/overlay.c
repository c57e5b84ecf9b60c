/* overlay.c — the area is prepared once; most rows lie within it or beside it as a whole, and only those on its border are
 * cut. */
#include <vigie/geo/overlay.h>

#include <stdlib.h>

#include <vigie/geo/predicate.h>

#include "geos.h"

#define ROW_MAX_BYTES ((size_t)256 << 20)

struct vg_overlay {
    struct geos geos;
    struct vg_arena *memory; /* of the row in hand, its part included */
    GEOSGeometry *area;
    const GEOSPreparedGeometry *prepared;
    struct vg_bbox box;
};

/* Valid, or mended; NULL: GEOS cannot take it. */
static GEOSGeometry *import(struct vg_overlay *o, struct vg_geom g, const struct vg_geom_info *info)
{
    vg_arena_reset(o->memory);
    if (!info->finite || info->empty)
        return NULL;
    if (info->has_curve && vg_geom_linearize(g, 0, o->memory, &g, NULL) != VG_OK)
        return NULL;
    GEOSGeometry *geom = vg_geos_import(&o->geos, g, GEOS_MEND, false);
    if (geom && !vg_geom_surely_valid(g, o->memory) && GEOSisValid_r(o->geos.ctx, geom) != 1)
        geom = vg_geos_make_valid(&o->geos, geom);
    return geom;
}

enum vg_status vg_overlay_new(struct vg_geom area, struct vg_overlay **out, struct vg_error *err)
{
    struct vg_geom_info info;
    enum vg_status s = vg_geom_check(area, &info, err);
    if (s != VG_OK)
        return s;
    struct vg_overlay *o = calloc(1, sizeof(*o));
    if (!o || !(o->memory = vg_arena_new(ROW_MAX_BYTES)) || !vg_geos_begin(&o->geos)) {
        vg_overlay_free(o);
        return vg_fail(err, VG_NO_MEMORY, "", "there is no memory left");
    }
    o->box = info.box;
    o->area = import(o, area, &info);
    if (o->area && GEOSGeom_getDimensions_r(o->geos.ctx, o->area) == 2)
        o->prepared = GEOSPrepare_r(o->geos.ctx, o->area);
    if (!o->prepared) {
        vg_overlay_free(o);
        return vg_fail(err, VG_BAD_INPUT, "", "the geometry is no area");
    }
    *out = o;
    return VG_OK;
}

void vg_overlay_free(struct vg_overlay *o)
{
    if (!o)
        return;
    if (o->prepared)
        GEOSPreparedGeom_destroy_r(o->geos.ctx, o->prepared);
    if (o->area)
        GEOSGeom_destroy_r(o->geos.ctx, o->area);
    vg_geos_end(&o->geos);
    vg_arena_free(o->memory);
    free(o);
}

static bool boxes_meet(const struct vg_bbox *a, const struct vg_bbox *b)
{
    return a->min[0] <= b->max[0] && a->max[0] >= b->min[0] && a->min[1] <= b->max[1] && a->max[1] >= b->min[1];
}

/* What touches the border alone leaves a line or a point of an area: no part. */
static enum vg_overlay_place cut(struct vg_overlay *o, const GEOSGeometry *row, struct vg_geom *part)
{
    GEOSContextHandle_t ctx = o->geos.ctx;
    enum vg_overlay_place place = VG_OVERLAY_OUTSIDE;
    GEOSGeometry *common = GEOSIntersection_r(ctx, o->area, row);

    if (common && GEOSisEmpty_r(ctx, common) == 0 &&
        GEOSGeom_getDimensions_r(ctx, common) == GEOSGeom_getDimensions_r(ctx, row) &&
        vg_geos_export(&o->geos, common, o->memory, part, NULL) == VG_OK)
        place = VG_OVERLAY_PART;
    if (common)
        GEOSGeom_destroy_r(ctx, common);
    return place;
}

enum vg_overlay_place vg_overlay_cut(struct vg_overlay *o, struct vg_geom row, struct vg_geom *part)
{
    struct vg_geom_info info;
    enum vg_overlay_place place = VG_OVERLAY_OUTSIDE;

    if (vg_geom_check(row, &info, NULL) != VG_OK || info.empty || !boxes_meet(&info.box, &o->box))
        return place;
    GEOSGeometry *other = import(o, row, &info);
    if (!other)
        return place;
    if (GEOSPreparedContains_r(o->geos.ctx, o->prepared, other) == 1)
        place = VG_OVERLAY_WHOLE;
    else if (GEOSPreparedIntersects_r(o->geos.ctx, o->prepared, other) == 1)
        place = cut(o, other, part);
    GEOSGeom_destroy_r(o->geos.ctx, other);
    return place;
}
