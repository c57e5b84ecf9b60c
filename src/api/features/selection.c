/* How much of each feature is wanted: properties, exclude-properties and skipGeometry (Features Part 6), zoom-level
 * (Part 7) and max-allowable-offset.  What is not wanted is not read from the store.
 *
 * A geometry is a property like others: where names are given it comes if it is among them, or if skipGeometry=false asks
 * for it. */
#include "features.h"

#include <math.h>

#define GEOMETRY (-1)
/* Width of a pixel of WebMercatorQuad at level 0, metres on the equator; half of it is seen by nobody. */
#define PIXEL_0_M 156543.03392804097
#define MAX_ZOOM 30

enum { YES, NO };

struct selection {
    bool *fields; /* by field */
    bool geometry;
};

/* A name, or the geometry's: in GeoJSON it is called geometry whatever the column is. */
static enum vg_status next_name(struct vg_name_list *l, int *field, struct vg_error *err)
{
    const struct vg_collection *c = l->collection;
    struct vg_str rest, name = vg_str_cut(l->rest, ',', &rest);
    bool geometry = c->geom_name && (vg_str_is(name, c->geom_name) || vg_str_is(name, "geometry"));
    if (!geometry || vg_collection_field(c, name) >= 0)
        return vg_names_next(l, field, err);
    l->rest = rest;
    *field = GEOMETRY;
    return VG_OK;
}

static enum vg_status mark_names(struct vg_call *call, const struct vg_collection *c, const char *param, bool value,
                                 struct selection *s, struct vg_error *err)
{
    struct vg_name_list names = {call, c, param, VG_RETURNABLE, vg_call_param(call, param)->text};
    if (names.rest.len == 0)
        return VG_OK; /* none at all */
    while (names.rest.ptr) {
        int field;
        enum vg_status r = next_name(&names, &field, err);
        if (r != VG_OK)
            return r;
        *(field == GEOMETRY ? &s->geometry : &s->fields[field]) = value;
    }
    return VG_OK;
}

static enum vg_status select_names(struct vg_call *call, const struct vg_collection *c, struct selection *s,
                                   struct vg_error *err)
{
    const struct vg_param_value *skip = vg_call_param(call, "skipGeometry");
    enum vg_status r = mark_names(call, c, "properties", true, s, err);
    if (r == VG_OK)
        r = mark_names(call, c, "exclude-properties", false, s, err);
    if (skip->given)
        s->geometry = skip->choice == NO;
    return r;
}

static enum vg_status choose_fields(struct vg_call *call, const struct vg_collection *c, struct vg_query *q,
                                    struct vg_error *err)
{
    bool all = !vg_call_param(call, "properties")->given;
    struct selection s = {.fields = vg_arena_array(call->arena, c->n_fields + 1, sizeof *s.fields), .geometry = all};
    int *chosen = vg_arena_array(call->arena, c->n_fields + 1, sizeof *chosen);
    if (!s.fields || !chosen)
        return vg_arena_check(call->arena, err);
    for (size_t i = 0; i < c->n_fields; i++)
        s.fields[i] = all;
    enum vg_status r = select_names(call, c, &s, err);
    q->no_geometry = !s.geometry;
    q->fields = chosen;
    q->n_fields = 0;
    for (size_t i = 0; i < c->n_fields; i++)
        if (s.fields[i])
            chosen[q->n_fields++] = (int)i;
    return r;
}

static enum vg_status read_number(const struct vg_call *call, const char *param, double max, double *out,
                                  struct vg_error *err)
{
    struct vg_str text = vg_call_param(call, param)->text;
    if (vg_str_double(text, out) && *out >= 0 && *out <= max)
        return VG_OK;
    return vg_fail(err, VG_BAD_INPUT, param, "'%.*s' is not a number from 0 to %g", vg_cut(text), text.ptr, max);
}

/* Both are bounds: the finer one holds.  A degree of latitude is the measure of degrees. */
static enum vg_status choose_tolerance(struct vg_call *call, const struct vg_crs *crs, struct vg_query *q,
                                       struct vg_error *err)
{
    double offset = INFINITY, zoom, pixel = INFINITY;
    enum vg_status r = VG_OK;
    if (vg_call_param(call, "max-allowable-offset")->given)
        r = read_number(call, "max-allowable-offset", 1e9, &offset, err);
    if (r == VG_OK && vg_call_param(call, "zoom-level")->given) {
        r = read_number(call, "zoom-level", MAX_ZOOM, &zoom, err);
        if (r == VG_OK && crs)
            pixel = PIXEL_0_M / exp2(zoom) / crs->metres_per_unit;
    }
    double tolerance = fmin(offset, pixel / 2);
    q->tolerance = isfinite(tolerance) ? tolerance : 0;
    return r;
}

enum vg_status vg_question_select(struct vg_call *call, const struct vg_collection *c, const struct vg_crs *crs,
                                  struct vg_query *q, struct vg_error *err)
{
    enum vg_status r = choose_fields(call, c, q, err);
    return r == VG_OK ? choose_tolerance(call, crs, q, err) : r;
}
