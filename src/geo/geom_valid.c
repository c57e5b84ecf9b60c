/* geom_valid.c — is a geometry valid (OGC 06-103r4), and if not, what valid one is meant? */
#include <vigie/geo/predicate.h>

#include <math.h>

#include <vigie/base/number.h>

#include "geos.h"

#define UNKNOWN_REASON "Invalid geometry"

/* Taken as it stands, without curves. */
static const char *reason_of_straight(struct geos *g, struct vg_geom geom, struct vg_arena *a)
{
    GEOSGeometry *strict = vg_geos_import(g, geom, GEOS_STRICT, false), *place = NULL;
    const char *said = NULL;
    char *reason = NULL;
    if (!strict) {
        said = vg_arena_strdup(a, *g->message ? g->message : UNKNOWN_REASON);
        return said ? said : UNKNOWN_REASON;
    }
    if (GEOSisValidDetail_r(g->ctx, strict, 0, &reason, &place) != 1) {
        double x, y;
        bool placed = place && GEOSGeomGetX_r(g->ctx, place, &x) == 1 &&
                      GEOSGeomGetY_r(g->ctx, place, &y) == 1;
        if (placed && reason)
            said = vg_arena_printf(a, "%s at %.12g %.12g", reason, x, y);
        else if (reason)
            said = vg_arena_strdup(a, reason);
        said = said ? said : UNKNOWN_REASON;
    }
    if (reason)
        GEOSFree_r(g->ctx, reason);
    if (place)
        GEOSGeom_destroy_r(g->ctx, place);
    GEOSGeom_destroy_r(g->ctx, strict);
    return said;
}

/* What GEOS and geos.c say is wrong, in the words of who reads it, with the place kept; what else they may say stays as it is. */
static const char *in_words(const char *said, enum vg_lang lang, struct vg_arena *a)
{
    static const char *const known[] = {
        UNKNOWN_REASON,
        "Coordinate that is not a finite number",
        "Duplicate Rings",
        "Hole lies outside shell",
        "Holes are nested",
        "Interior is disconnected",
        "Invalid Coordinate",
        "Line has fewer than 2 points",
        "Nested shells",
        "Repeated Point",
        "Ring Self-intersection",
        "Ring has fewer than 4 points",
        "Ring is not closed",
        "Self-intersection",
        "Too few points in geometry component",
    };
    const char *at = said && lang != VG_EN ? strstr(said, " at ") : NULL;
    size_t n = at ? (size_t)(at - said) : said ? strlen(said) : 0;
    for (size_t i = 0; n && lang != VG_EN && i < VG_COUNT(known); i++) {
        if (strlen(known[i]) != n || memcmp(known[i], said, n) != 0)
            continue;
        const char *words = vg_text(lang, known[i]);
        const char *placed = at ? vg_arena_printf(a, vg_text(lang, "%s at %s"), words, at + strlen(" at ")) : words;
        return placed ? placed : said;
    }
    return said;
}

const char *vg_geom_invalid_reason(struct vg_geom g, enum vg_lang lang, struct vg_arena *a)
{
    struct vg_geom_info info;
    struct vg_error err = {.lang = lang};
    struct geos geos;
    if (vg_geom_check(g, &info, &err) != VG_OK || vg_geom_linearize(g, 0, a, &g, &err) != VG_OK) {
        const char *said = vg_arena_strdup(a, err.text);
        return said ? said : UNKNOWN_REASON;
    }
    if (!info.finite)
        return in_words("Coordinate that is not a finite number", lang, a);
    if (!vg_geos_begin(&geos))
        return in_words(UNKNOWN_REASON, lang, a);
    const char *said = in_words(reason_of_straight(&geos, g, a), lang, a);
    vg_geos_end(&geos);
    return said;
}

static int multi_of(enum vg_geom_type type)
{
    switch (type) {
    case VG_GEOM_MULTIPOINT:
        return GEOS_MULTIPOINT;
    case VG_GEOM_MULTILINESTRING:
    case VG_GEOM_MULTICURVE:
        return GEOS_MULTILINESTRING;
    case VG_GEOM_MULTIPOLYGON:
    case VG_GEOM_MULTISURFACE:
        return GEOS_MULTIPOLYGON;
    default:
        return -1;
    }
}

/* A column of multipolygons must not receive a polygon. */
static GEOSGeometry *as_multi(struct geos *g, GEOSGeometry *made, enum vg_geom_type type)
{
    int multi = multi_of(type), is = made ? GEOSGeomTypeId_r(g->ctx, made) : -1;
    if (!made || multi < 0 || is == multi || GEOSGetNumGeometries_r(g->ctx, made) != 1)
        return made;
    GEOSGeometry *wrapped = GEOSGeom_createCollection_r(g->ctx, multi, &made, 1);
    return wrapped;
}

enum vg_status vg_geom_make_valid(struct vg_geom g, struct vg_arena *a, struct vg_geom *out,
                                  struct vg_error *err)
{
    struct vg_geom_info info;
    enum vg_status s = vg_geom_check(g, &info, err);
    if (s != VG_OK)
        return s;
    const char *reason = vg_geom_invalid_reason(g, err ? err->lang : VG_EN, a);
    if (!reason) {
        *out = g;
        return VG_OK;
    }
    struct geos geos = {0};
    struct vg_geom straight;
    if ((s = vg_geom_linearize(g, 0, a, &straight, err)) != VG_OK)
        return s;
    if (!vg_geos_begin(&geos))
        return vg_fail(err, VG_NO_MEMORY, "", "there is no memory left");
    bool possible =
        info.finite && info.type != VG_GEOM_TIN && info.type != VG_GEOM_POLYHEDRALSURFACE;
    GEOSGeometry *made = possible ? vg_geos_import(&geos, straight, GEOS_MEND, true) : NULL;
    made = as_multi(&geos, vg_geos_make_valid(&geos, made), info.type);
    if (made)
        s = vg_geos_export(&geos, made, a, out, err);
    else
        s = vg_fail(err, VG_BAD_INPUT, "", "the geometry cannot be made valid: %s", reason);
    if (made)
        GEOSGeom_destroy_r(geos.ctx, made);
    vg_geos_end(&geos);
    return s;
}

static bool is_on_grid(struct vg_wkb *r, double cell)
{
    struct vg_geom_head h;
    double xy[4];
    if (vg_wkb_head(r, &h, NULL) != VG_OK)
        return false;
    for (uint32_t i = 0; i < h.count; i++) {
        uint32_t n = 0;
        if (h.type == VG_GEOM_MULTIPOLYGON) {
            if (!is_on_grid(r, cell))
                return false;
            continue;
        }
        if (h.type != VG_GEOM_POLYGON || vg_wkb_ring(r, h.dims, &n, NULL) != VG_OK)
            return false;
        for (uint32_t k = 0; k < n; k++) {
            const double *p = vg_wkb_points(r, 1, h.dims, xy);
            if (!p || remainder(p[0], cell) != 0 || remainder(p[1], cell) != 0)
                return false;
        }
    }
    return true;
}

/* Most that is mended has but its own corners: then it is done, and the costly noding to the grid is spared. */
static enum vg_status export_on_grid(struct geos *geos, const GEOSGeometry *valid, double cell, struct vg_arena *a,
                                     struct vg_geom *out, struct vg_error *err)
{
    enum vg_status s = vg_geos_export(geos, valid, a, out, err);
    struct vg_wkb r = vg_wkb_of(*out);
    if (s != VG_OK || is_on_grid(&r, cell))
        return s;
    GEOSGeometry *snapped = GEOSGeom_setPrecision_r(geos->ctx, valid, cell, 0);
    *out = (struct vg_geom){0};
    if (snapped && !GEOSisEmpty_r(geos->ctx, snapped))
        s = vg_geos_export(geos, snapped, a, out, err);
    if (snapped)
        GEOSGeom_destroy_r(geos->ctx, snapped);
    return s;
}

enum vg_status vg_geom_on_grid(struct vg_geom g, double cell, struct vg_arena *a, struct vg_geom *out,
                               struct vg_error *err)
{
    struct geos geos;
    enum vg_status s = VG_OK;
    if (!vg_geos_begin(&geos))
        return vg_fail(err, VG_NO_MEMORY, "", "there is no memory left");
    GEOSGeometry *valid = vg_geos_make_valid(&geos, vg_geos_import(&geos, g, GEOS_MEND, false));
    *out = (struct vg_geom){0};
    if (valid) {
        s = export_on_grid(&geos, valid, cell, a, out, err);
        GEOSGeom_destroy_r(geos.ctx, valid);
    }
    vg_geos_end(&geos);
    return s;
}
