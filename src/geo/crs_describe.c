/* crs_describe.c — from PROJ's object to the plain facts of struct vg_crs.
 *
 * Whether the axes are flipped is not guessed from names: PROJ is asked for the system as it
 * would be drawn, which is also what it transforms to, and the first axes of the two are
 * compared. */
#include <math.h>
#include <stdio.h>

#include "registry.h"

#define EARTH_RADIUS_M 6378137.0
#define DECIMALS_OF_A_METRE 4

struct axis {
    char name[64], direction[32];
    double unit;
};

/* The part of a system that has x and y: its own copy, to be destroyed. */
static PJ *horizontal(PJ_CONTEXT *ctx, const PJ *pj)
{
    switch (proj_get_type(pj)) {
    case PJ_TYPE_COMPOUND_CRS: {
        PJ *part = proj_crs_get_sub_crs(ctx, pj, 0);
        PJ *inner = part ? horizontal(ctx, part) : NULL;
        proj_destroy(part);
        return inner;
    }
    case PJ_TYPE_BOUND_CRS: {
        PJ *part = proj_get_source_crs(ctx, pj);
        PJ *inner = part ? horizontal(ctx, part) : NULL;
        proj_destroy(part);
        return inner;
    }
    case PJ_TYPE_GEOGRAPHIC_2D_CRS:
    case PJ_TYPE_GEOGRAPHIC_3D_CRS:
    case PJ_TYPE_PROJECTED_CRS:
        return proj_clone(ctx, pj);
    default: /* vertical, geocentric, engineering: no place on a map */
        return NULL;
    }
}

/* The first axis, and the number of axes; 0: there are none. */
static int first_axis(PJ_CONTEXT *ctx, const PJ *pj, struct axis *out)
{
    PJ *cs = proj_crs_get_coordinate_system(ctx, pj);
    if (!cs)
        return 0;
    const char *name = NULL, *direction = NULL;
    int n = proj_cs_get_axis_count(ctx, cs);
    if (n < 2 ||
        !proj_cs_get_axis_info(ctx, cs, 0, &name, NULL, &direction, &out->unit, NULL, NULL, NULL))
        n = 0;
    snprintf(out->name, sizeof(out->name), "%s", name ? name : "");
    snprintf(out->direction, sizeof(out->direction), "%s", direction ? direction : "");
    proj_destroy(cs);
    return n;
}

static bool is_flipped(PJ_CONTEXT *ctx, const PJ *pj, const struct axis *first)
{
    PJ *drawn = proj_normalize_for_visualization(ctx, pj);
    struct axis drawn_first;
    bool flipped = drawn && first_axis(ctx, drawn, &drawn_first) &&
                   (strcmp(first->name, drawn_first.name) != 0 ||
                    strcmp(first->direction, drawn_first.direction) != 0);
    proj_destroy(drawn);
    return flipped;
}

/* So many that the last is worth about what the fourth of a metre is. */
static int decimals(double metres_per_unit)
{
    int n = DECIMALS_OF_A_METRE + (int)lround(log10(metres_per_unit));
    return n < DECIMALS_OF_A_METRE ? DECIMALS_OF_A_METRE : n < 9 ? n : 9;
}

static void put_area(PJ_CONTEXT *ctx, const PJ *pj, struct vg_crs *out)
{
    double west, south, east, north;
    if (!proj_get_area_of_use(ctx, pj, &west, &south, &east, &north, NULL) || west < -180 ||
        !(south <= north))
        return;
    out->area = (struct vg_bbox){{west, south}, {east, north}, false};
    out->has_area = true;
}

static void put_names(struct vg_arena *a, const PJ *pj, const char *auth, const char *code,
                      struct vg_crs *out)
{
    const char *name = proj_get_name(pj);
    out->name = vg_arena_strdup(a, name ? name : "");
    out->auth = vg_arena_strdup(a, auth);
    out->code = vg_arena_strdup(a, code);
    out->uri = out->curie = "";
    if (!*auth)
        return;
    /* OGC's own are filed under the version of WMS that named them; the one with height came
     * later. */
    const char *version = strcmp(auth, "OGC") == 0 && strcmp(code, "CRS84h") != 0 ? "1.3" : "0";
    out->curie = vg_arena_printf(a, "%s:%s", auth, code);
    out->uri = vg_arena_printf(a, "http://www.opengis.net/def/crs/%s/%s/%s", auth, version, code);
}

struct crs_entry *vg_crs_describe(struct vg_crs_registry *r, PJ *pj, const char *auth,
                                  const char *code)
{
    PJ *flat = horizontal(r->ctx, pj);
    struct axis first;
    int axes = flat ? first_axis(r->ctx, flat, &first) : 0;
    struct crs_entry *e = axes ? VG_NEW(r->memory, struct crs_entry) : NULL;
    if (e) {
        PJ_TYPE type = proj_get_type(flat);
        struct vg_crs *c = &e->crs;
        put_names(r->memory, pj, auth, code, c);
        put_area(r->ctx, pj, c);
        c->flipped = is_flipped(r->ctx, flat, &first);
        c->geographic = type == PJ_TYPE_GEOGRAPHIC_2D_CRS || type == PJ_TYPE_GEOGRAPHIC_3D_CRS;
        c->has_z = axes > 2 || proj_get_type(pj) == PJ_TYPE_COMPOUND_CRS;
        c->metres_per_unit = first.unit > 0 ? first.unit * (c->geographic ? EARTH_RADIUS_M : 1) : 1;
        c->decimals = decimals(c->metres_per_unit);
        e->pj = pj;
    }
    proj_destroy(flat);
    return vg_arena_failed(r->memory) ? NULL : e;
}
