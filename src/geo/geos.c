/* geos.c — the border to GEOS.
 *
 * Geometries are built from our own reader, which has checked them, rather than by GEOS's: that
 * takes no second look at the heads, and lets us say what to do with rings that GEOS refuses. */
#include "geos.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "wkb.h"

/* Beyond any place, and below anything that can be told apart, whatever the unit. */
#define FAR 1e12
#define TINY 1e-12

struct import {
    struct geos *g;
    enum geos_manner manner;
    bool keep_z;
};

static void keep_message(const char *text, void *data)
{
    struct geos *g = data;
    snprintf(g->message, sizeof(g->message), "%s", text);
}

bool vg_geos_begin(struct geos *g)
{
    *g = (struct geos){.ctx = GEOS_init_r()};
    if (g->ctx)
        GEOSContext_setErrorMessageHandler_r(g->ctx, keep_message, g);
    return g->ctx;
}

void vg_geos_end(struct geos *g)
{
    if (g->ctx)
        GEOS_finish_r(g->ctx);
    free(g->room);
    *g = (struct geos){0};
}

static double *room_for(struct geos *g, size_t n_doubles)
{
    size_t size = n_doubles * sizeof(double);
    if (size > g->room_size) {
        double *more = realloc(g->room, size);
        if (!more) {
            keep_message("there is no memory left", g);
            return NULL;
        }
        g->room = more;
        g->room_size = size;
    }
    return g->room;
}

/* GEOS loses its footing, and memory with it, among numbers of wildly different size. */
static bool is_sane(double *v)
{
    if (fabs(*v) < TINY)
        *v = 0;
    return fabs(*v) <= FAR;
}

/* n positions as x, y(, z) in room, with space for one more; false: no memory, or no such places. */
static bool gather(struct import *m, struct vg_wkb *r, const struct vg_geom_head *h, size_t n)
{
    size_t keep = h->has_z && m->keep_z ? 3 : 2, stride = (size_t)h->dims * sizeof(double);
    double *to = room_for(m->g, (n + 1) * keep);
    if (!to)
        return false;
    const unsigned char *p = r->at;
    r->at += n * stride;
    bool sane = true;
    for (size_t i = 0; i < n; i++) {
        double *v = to + i * keep;
        vg_wkb_copy(v, p + i * stride, keep, r->swap);
        sane &= is_sane(v);
        sane &= is_sane(v + 1);
    }
    if (!sane)
        keep_message("a coordinate is beyond any place", m->g);
    return sane;
}

static GEOSCoordSequence *sequence(struct import *m, const struct vg_geom_head *h, size_t n)
{
    if (n > UINT32_MAX)
        return NULL;
    return GEOSCoordSeq_copyFromBuffer_r(m->g->ctx, m->g->room, (unsigned)n, h->has_z && m->keep_z,
                                         0);
}

static void complain(struct import *m, const char *what, const double *xy)
{
    snprintf(m->g->message, sizeof(m->g->message), "%s at %.12g %.12g", what, xy[0], xy[1]);
}

/* *left_out becomes true where the ring has too few points and is not wanted any more. */
static GEOSGeometry *ring(struct import *m, struct vg_wkb *r, const struct vg_geom_head *h,
                          bool *left_out, struct vg_error *err)
{
    uint32_t count;
    *left_out = false;
    if (vg_wkb_ring(r, h->dims, &count, err) != VG_OK || !gather(m, r, h, count))
        return NULL;
    size_t n = count, keep = h->has_z && m->keep_z ? 3 : 2;
    double *v = m->g->room;
    if (n > 0 && (v[0] != v[(n - 1) * keep] || v[1] != v[(n - 1) * keep + 1])) {
        if (m->manner == GEOS_STRICT) {
            complain(m, "Ring is not closed", v);
            return NULL;
        }
        memcpy(v + n * keep, v, keep * sizeof(double));
        n++;
    }
    if (n > 0 && n < 4) {
        *left_out = m->manner == GEOS_MEND;
        complain(m, "Ring has fewer than 4 points", v);
        return NULL;
    }
    GEOSCoordSequence *s = sequence(m, h, n);
    return s ? GEOSGeom_createLinearRing_r(m->g->ctx, s) : NULL;
}

static void destroy_all(struct geos *g, GEOSGeometry **parts, size_t n)
{
    for (size_t i = 0; i < n; i++)
        GEOSGeom_destroy_r(g->ctx, parts[i]);
}

/* A polygon whose shell is left out is empty. */
static GEOSGeometry *polygon(struct import *m, struct vg_wkb *r, const struct vg_geom_head *h)
{
    if (h->count == 0)
        return GEOSGeom_createEmptyPolygon_r(m->g->ctx);
    GEOSGeometry **rings = calloc(h->count, sizeof(*rings)), *made = NULL;
    unsigned n = 0;
    bool no_shell = false, failed = !rings;
    for (uint32_t i = 0; i < h->count && !failed; i++) {
        bool left_out;
        GEOSGeometry *one = ring(m, r, h, &left_out, NULL);
        no_shell |= left_out && i == 0;
        failed = !one && !left_out;
        if (one)
            rings[n++] = one;
    }
    if (failed || no_shell) {
        destroy_all(m->g, rings, n);
        made = failed ? NULL : GEOSGeom_createEmptyPolygon_r(m->g->ctx);
    } else {
        made = GEOSGeom_createPolygon_r(m->g->ctx, rings[0], rings + 1, n - 1);
    }
    free(rings);
    return made;
}

static GEOSGeometry *line(struct import *m, struct vg_wkb *r, const struct vg_geom_head *h)
{
    if (!gather(m, r, h, h->count))
        return NULL;
    if (h->count == 1 && m->manner == GEOS_MEND)
        return GEOSGeom_createEmptyLineString_r(m->g->ctx);
    if (h->count == 1) {
        complain(m, "Line has fewer than 2 points", m->g->room);
        return NULL;
    }
    GEOSCoordSequence *s = sequence(m, h, h->count);
    return s ? GEOSGeom_createLineString_r(m->g->ctx, s) : NULL;
}

static GEOSGeometry *point(struct import *m, struct vg_wkb *r, const struct vg_geom_head *h)
{
    if (isnan(wkb_f64(r->at, r->swap))) { /* an empty one */
        r->at += (size_t)h->dims * sizeof(double);
        return GEOSGeom_createEmptyPoint_r(m->g->ctx);
    }
    if (!gather(m, r, h, 1))
        return NULL;
    GEOSCoordSequence *s = sequence(m, h, 1);
    return s ? GEOSGeom_createPoint_r(m->g->ctx, s) : NULL;
}

static GEOSGeometry *any(struct import *m, struct vg_wkb *r);

static int collection_type(enum vg_geom_type type)
{
    switch (type) {
    case VG_GEOM_MULTIPOINT:
        return GEOS_MULTIPOINT;
    case VG_GEOM_MULTILINESTRING:
        return GEOS_MULTILINESTRING;
    case VG_GEOM_MULTIPOLYGON:
        return GEOS_MULTIPOLYGON;
    default:
        return GEOS_GEOMETRYCOLLECTION;
    }
}

static GEOSGeometry *collection(struct import *m, struct vg_wkb *r, const struct vg_geom_head *h)
{
    int type = collection_type(h->type);
    if (h->count == 0)
        return GEOSGeom_createEmptyCollection_r(m->g->ctx, type);
    GEOSGeometry **parts = calloc(h->count, sizeof(*parts)), *made = NULL;
    unsigned n = 0;
    while (parts && n < h->count && (parts[n] = any(m, r)))
        n++;
    if (parts && n == h->count)
        made = GEOSGeom_createCollection_r(m->g->ctx, type, parts, n);
    else if (parts)
        destroy_all(m->g, parts, n);
    free(parts);
    return made;
}

static GEOSGeometry *any(struct import *m, struct vg_wkb *r)
{
    struct vg_geom_head h;
    if (vg_wkb_head(r, &h, NULL) != VG_OK)
        return NULL;
    switch (geom_kind(h.type)->layout) {
    case LAYOUT_POINT:
        return point(m, r, &h);
    case LAYOUT_POINTS:
        return line(m, r, &h);
    case LAYOUT_RINGS:
        return polygon(m, r, &h);
    default:
        return collection(m, r, &h);
    }
}

GEOSGeometry *vg_geos_import(struct geos *g, struct vg_geom geom, enum geos_manner manner,
                             bool keep_z)
{
    struct import m = {g, manner, keep_z};
    struct vg_wkb r = vg_wkb_of(geom);
    g->message[0] = '\0';
    return any(&m, &r);
}

GEOSGeometry *vg_geos_make_valid(struct geos *g, GEOSGeometry *geom)
{
    GEOSMakeValidParams *params = geom ? GEOSMakeValidParams_create_r(g->ctx) : NULL;
    GEOSGeometry *made = NULL;
    if (params) {
        GEOSMakeValidParams_setMethod_r(g->ctx, params, GEOS_MAKE_VALID_STRUCTURE);
        GEOSMakeValidParams_setKeepCollapsed_r(g->ctx, params, 0);
        made = GEOSMakeValidWithParams_r(g->ctx, geom, params);
        GEOSMakeValidParams_destroy_r(g->ctx, params);
    }
    bool kept = made && GEOSisEmpty_r(g->ctx, made) == 0 &&
                GEOSGeom_getDimensions_r(g->ctx, made) == GEOSGeom_getDimensions_r(g->ctx, geom);
    if (made && !kept)
        GEOSGeom_destroy_r(g->ctx, made);
    if (geom)
        GEOSGeom_destroy_r(g->ctx, geom);
    return kept ? made : NULL;
}

enum vg_status vg_geos_export(struct geos *g, const GEOSGeometry *geom, struct vg_arena *a,
                              struct vg_geom *out, struct vg_error *err)
{
    size_t len = 0;
    unsigned char *wkb = NULL, *copy = NULL;
    GEOSWKBWriter *w = GEOSWKBWriter_create_r(g->ctx);
    if (w) {
        GEOSWKBWriter_setOutputDimension_r(g->ctx, w, GEOSHasZ_r(g->ctx, geom) == 1 ? 3 : 2);
        GEOSWKBWriter_setFlavor_r(g->ctx, w, GEOS_WKB_ISO);
        GEOSWKBWriter_setByteOrder_r(g->ctx, w, WKB_ORDER ? GEOS_WKB_NDR : GEOS_WKB_XDR);
        wkb = GEOSWKBWriter_write_r(g->ctx, w, geom, &len);
        GEOSWKBWriter_destroy_r(g->ctx, w);
    }
    if (!wkb)
        return vg_fail(err, VG_NO_MEMORY, "", "there is no memory left");
    copy = vg_arena_alloc(a, len);
    if (copy) {
        memcpy(copy, wkb, len);
        *out = (struct vg_geom){copy, len};
    }
    GEOSFree_r(g->ctx, wkb);
    return copy ? VG_OK : vg_arena_check(a, err);
}
