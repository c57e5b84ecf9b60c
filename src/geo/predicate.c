/* predicate.c — exact relations between many rows and one constant geometry.
 *
 * Most rows are settled by their boxes alone, and where the constant is a box and the question
 * whether they meet, no row needs GEOS at all. */
#include <vigie/geo/predicate.h>

#include <stdlib.h>

#include "geos.h"

/* What a row may need on its way into GEOS: its curves as lines, a look at its validity. */
#define ROW_MAX_BYTES ((size_t)64 << 20)

struct vg_predicate {
    struct geos geos;
    struct vg_arena *memory; /* of the row in hand */
    GEOSGeometry *constant;
    const GEOSPreparedGeometry *prepared;
    struct vg_bbox box;
    bool empty;
    bool is_box; /* the constant is just its box: a rectangle or a point */
    uint64_t skipped;
};

/* What a relation asks of the two boxes, lest it be false. */
enum boxes { MEET, ROW_WITHIN, ROW_AROUND, EQUAL };

static const struct relation {
    enum boxes boxes;
    /* Asked of the prepared constant, with the row as the other; NULL: see plain; both NULL: see meets(). */
    char (*prepared)(GEOSContextHandle_t, const GEOSPreparedGeometry *, const GEOSGeometry *);
    char (*plain)(GEOSContextHandle_t, const GEOSGeometry *, const GEOSGeometry *);
} relations[] = {
    [VG_REL_INTERSECTS] = {MEET, NULL, NULL},
    [VG_REL_DISJOINT] = {MEET, NULL, NULL},
    [VG_REL_EQUALS] = {EQUAL, NULL, GEOSEquals_r},
    [VG_REL_TOUCHES] = {MEET, GEOSPreparedTouches_r, NULL},
    [VG_REL_CROSSES] = {MEET, GEOSPreparedCrosses_r, NULL},
    [VG_REL_WITHIN] = {ROW_WITHIN, GEOSPreparedContains_r, NULL},
    [VG_REL_CONTAINS] = {ROW_AROUND, GEOSPreparedWithin_r, NULL},
    [VG_REL_OVERLAPS] = {MEET, GEOSPreparedOverlaps_r, NULL},
};

static bool holds(const struct vg_bbox *a, const struct vg_bbox *b)
{
    return a->min[0] <= b->min[0] && a->min[1] <= b->min[1] && a->max[0] >= b->max[0] &&
           a->max[1] >= b->max[1];
}

static bool boxes_allow(enum boxes asked, const struct vg_bbox *row, const struct vg_bbox *constant)
{
    switch (asked) {
    case ROW_WITHIN:
        return holds(constant, row);
    case ROW_AROUND:
        return holds(row, constant);
    case EQUAL:
        return holds(row, constant) && holds(constant, row);
    default:
        return row->min[0] <= constant->max[0] && row->max[0] >= constant->min[0] &&
               row->min[1] <= constant->max[1] && row->max[1] >= constant->min[1];
    }
}

/* One geometry for what GEOS cannot relate: a collection of overlapping or adjacent parts. */
static GEOSGeometry *united(struct geos *g, GEOSGeometry *geom)
{
    if (!geom || GEOSGeomTypeId_r(g->ctx, geom) != GEOS_GEOMETRYCOLLECTION)
        return geom;
    GEOSGeometry *one = GEOSUnaryUnion_r(g->ctx, geom);
    GEOSGeom_destroy_r(g->ctx, geom);
    return one;
}

/* A geometry that info tells of, as GEOS wants it; NULL: it cannot be taken.
 *
 * GEOS leaks when it finds out amid a relation that a geometry is invalid, so that is settled
 * before where the relation is one that may find out. */
static GEOSGeometry *import(struct vg_predicate *p, struct vg_geom g,
                            const struct vg_geom_info *info, bool must_be_valid)
{
    if (!info->finite)
        return NULL;
    vg_arena_reset(p->memory);
    if (info->has_curve && vg_geom_linearize(g, 0, p->memory, &g, NULL) != VG_OK)
        return NULL;
    GEOSContextHandle_t ctx = p->geos.ctx;
    GEOSGeometry *geom = vg_geos_import(&p->geos, g, GEOS_MEND, false);
    if (!geom)
        return NULL;
    must_be_valid |= GEOSGeomTypeId_r(ctx, geom) == GEOS_GEOMETRYCOLLECTION;
    if (must_be_valid && !vg_geom_surely_valid(g, p->memory) && GEOSisValid_r(ctx, geom) != 1)
        geom = vg_geos_make_valid(&p->geos, geom);
    return united(&p->geos, geom);
}

/* Five positions along the sides of the box, closed. */
static bool is_box(struct vg_geom g, const struct vg_geom_info *info)
{
    struct vg_wkb r = vg_wkb_of(g);
    struct vg_geom_head h;
    uint32_t n;
    double room[5 * 4];
    if (info->type != VG_GEOM_POLYGON || vg_wkb_head(&r, &h, NULL) != VG_OK || h.count != 1 ||
        vg_wkb_ring(&r, h.dims, &n, NULL) != VG_OK || n != 5)
        return false;
    const double *v = vg_wkb_points(&r, n, h.dims, room);
    size_t d = (size_t)h.dims;
    if (v[0] != v[4 * d] || v[1] != v[4 * d + 1])
        return false;
    bool along = v[0] == v[d]; /* the first side goes along y */
    for (size_t i = 0; i < 4; i++, along = !along) {
        const double *from = v + i * d, *to = from + d;
        if (along ? from[0] != to[0] || from[1] == to[1] : from[1] != to[1] || from[0] == to[0])
            return false;
    }
    return true;
}

enum vg_status vg_predicate_new(struct vg_geom constant, struct vg_predicate **out,
                                struct vg_error *err)
{
    struct vg_geom_info info;
    enum vg_status s = vg_geom_check(constant, &info, err);
    if (s != VG_OK)
        return s;
    struct vg_predicate *p = calloc(1, sizeof(*p));
    if (!p || !(p->memory = vg_arena_new(ROW_MAX_BYTES)) || !vg_geos_begin(&p->geos)) {
        vg_predicate_free(p);
        return vg_fail(err, VG_NO_MEMORY, "", "there is no memory left");
    }
    p->box = info.box;
    p->empty = info.empty;
    p->is_box = info.type == VG_GEOM_POINT || is_box(constant, &info);
    p->constant = import(p, constant, &info, !info.empty);
    p->prepared = p->constant ? GEOSPrepare_r(p->geos.ctx, p->constant) : NULL;
    if (!p->prepared) {
        const char *why = info.finite ? p->geos.message : "a coordinate is not a finite number";
        s = vg_fail(err, VG_BAD_INPUT, "", "the geometry cannot be compared with others: %s", why);
        vg_predicate_free(p);
        return s;
    }
    *out = p;
    return VG_OK;
}

void vg_predicate_free(struct vg_predicate *p)
{
    if (!p)
        return;
    if (p->prepared)
        GEOSPreparedGeom_destroy_r(p->geos.ctx, p->prepared);
    if (p->constant)
        GEOSGeom_destroy_r(p->geos.ctx, p->constant);
    vg_geos_end(&p->geos);
    vg_arena_free(p->memory);
    free(p);
}

uint64_t vg_predicate_skipped(const struct vg_predicate *p)
{
    return p->skipped;
}

static bool skip(struct vg_predicate *p)
{
    p->skipped++;
    return false;
}

/* Does it meet the constant?  A collection part by part: of one, GEOS overlooks points where a line is prepared. */
static char meets(const struct vg_predicate *p, const GEOSGeometry *other)
{
    GEOSContextHandle_t ctx = p->geos.ctx;
    char answer = 0;

    if (GEOSGeomTypeId_r(ctx, other) != GEOS_GEOMETRYCOLLECTION)
        return GEOSPreparedIntersects_r(ctx, p->prepared, other);
    for (int i = 0, n = GEOSGetNumGeometries_r(ctx, other); answer == 0 && i < n; i++)
        answer = meets(p, GEOSGetGeometryN_r(ctx, other, i));
    return answer;
}

static char relate(const struct vg_predicate *p, enum vg_relation rel, const GEOSGeometry *other)
{
    const struct relation *asked = &relations[rel];

    if (asked->prepared)
        return asked->prepared(p->geos.ctx, p->prepared, other);
    if (asked->plain)
        return asked->plain(p->geos.ctx, other, p->constant);
    char answer = meets(p, other);
    return rel == VG_REL_INTERSECTS || answer == 2 ? answer : !answer;
}

bool vg_predicate_test(struct vg_predicate *p, enum vg_relation rel, struct vg_geom row)
{
    const struct relation *asked = &relations[rel];
    struct vg_geom_info info;
    if (vg_geom_check(row, &info, NULL) != VG_OK || !info.finite)
        return skip(p);
    if (info.empty || p->empty)
        return rel == VG_REL_DISJOINT || (rel == VG_REL_EQUALS && info.empty && p->empty);
    if (!boxes_allow(asked->boxes, &info.box, &p->box))
        return rel == VG_REL_DISJOINT;
    if (p->is_box && (rel == VG_REL_INTERSECTS || rel == VG_REL_DISJOINT))
        return vg_geom_meets_box(row, &p->box) == (rel == VG_REL_INTERSECTS);

    GEOSGeometry *other = import(p, row, &info, rel != VG_REL_INTERSECTS && rel != VG_REL_DISJOINT);
    if (!other)
        return skip(p);
    char answer = relate(p, rel, other);
    GEOSGeom_destroy_r(p->geos.ctx, other);
    return answer == 2 ? skip(p) : answer == 1;
}
