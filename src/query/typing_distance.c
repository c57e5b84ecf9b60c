/* Within a distance of a geometry, or beyond it: rows that meet, or do not meet, the area around it.
 *
 * The area is made once, so that both kinds of store answer alike and their spatial indexes serve.  Metres are those on
 * the ground around the geometry's middle: measured in its UTM zone, whose scale there is allowed for, true to a
 * thousandth up to the greatest distance.  Zones are few, as the registry keeps every CRS it was ever asked for. */
#include "typing.h"

#include <math.h>

#define MAX_DISTANCE_M 500000.0
#define SIDES_A_QUARTER 64
#define EARTH_RADIUS_M 6378137.0

/* Metres around a box of degrees: a UTM zone, or the polar one. */
static enum vg_status local_crs(struct vg_typing *t, const struct vg_bbox *box, const struct vg_crs **out)
{
    double lon = (box->min[0] + box->max[0]) / 2, lat = (box->min[1] + box->max[1]) / 2;
    int zone = (int)floor((lon + 180) / 6) % 60 + 1;
    int code = lat > 84 ? 32661 : lat < -80 ? 32761 : (lat < 0 ? 32700 : 32600) + (zone < 1 ? zone + 60 : zone);

    return vg_crs_find(t->scope->registry, vg_str_of(vg_arena_printf(t->arena, "EPSG:%d", code)), out, t->err);
}

/* How many units of the zone a metre is at the middle of a geometry in it; x is 500 000 at its central meridian. */
static double scale_at(struct vg_geom g)
{
    struct vg_geom_info info;

    if (vg_geom_check(g, &info, NULL) != VG_OK || info.empty)
        return 1;
    double off = ((info.box.min[0] + info.box.max[0]) / 2 - 500000) / EARTH_RADIUS_M;
    return 0.9996 * (1 + off * off / 2);
}

static enum vg_status area_around(struct vg_typing *t, const struct vg_syntax *s, double metres, struct vg_geom *out)
{
    const struct vg_crs *lonlat = vg_crs84(t->scope->registry), *local = NULL;
    struct vg_frame frame;
    struct vg_geom_info info;
    struct vg_geom g = {0};
    enum vg_status r = vg_typing_frame(t, s, &frame);

    if (r == VG_OK)
        r = vg_typing_geometry(t, s, &frame, &g);
    if (r == VG_OK)
        r = vg_typing_transformed(t, s, g, frame.crs, lonlat, &g);
    if (r == VG_OK)
        r = vg_geom_check(g, &info, t->err);
    if (r == VG_OK && info.empty)
        return vg_typing_wrong_geometry(t, s, vg_text(t->err ? t->err->lang : VG_EN, "the geometry is empty"));
    if (r == VG_OK)
        r = local_crs(t, &info.box, &local);
    if (r == VG_OK)
        r = vg_typing_transformed(t, s, g, lonlat, local, &g);
    if (r == VG_OK && metres > 0)
        r = vg_geom_buffer(g, metres * scale_at(g), SIDES_A_QUARTER, t->arena, &g, t->err);
    return r == VG_OK ? vg_typing_transformed(t, s, g, local, t->collection->crs, out) : r;
}

enum vg_status vg_typing_distance(struct vg_typing *t, const struct vg_syntax *s, const struct vg_expr **out)
{
    const struct vg_syntax *literal = s->first->next, *metres = s->last;
    struct vg_operand property, shape;
    struct vg_geom area = {0};
    enum vg_status r = vg_typing_operand(t, s->first, &property);

    if (r == VG_OK)
        r = vg_typing_operand(t, literal, &shape);
    if (r == VG_OK && (property.sort != VG_SORT_GEOMETRY || property.is_literal))
        return vg_typing_wrong(t, s->first, "the geometry's property");
    if (r == VG_OK && (shape.sort != VG_SORT_GEOMETRY || !shape.is_literal))
        return vg_typing_wrong(t, literal, "a geometry");
    if (r == VG_OK && (metres->kind != VG_S_NUMBER || !(metres->real >= 0 && metres->real <= MAX_DISTANCE_M)))
        return vg_typing_wrong(t, metres, "a distance of 0 to 500000 metres");
    if (r == VG_OK)
        r = area_around(t, literal, metres->real, &area);
    return r == VG_OK ? vg_typing_shape(t, area, (enum vg_relation)s->op->meaning, out) : r;
}
