/* Geometries into GeoJSON (RFC 7946, section 3.1), straight from the bytes of the WKB.
 *
 * Most of what the server sends is coordinates, so a run of them costs one reservation in the buffer and one
 * write for each number; nothing is allocated.  Curves, which are rare, are linearized into memory of
 * their own first.  Rings are turned the right-hand way (section 3.1.6): shapes outside are counter-clockwise, holes
 * clockwise, whatever the store holds. */
#include <math.h>

#include <vigie/base/number.h>
#include <vigie/geo/geom.h>

#include "geojson.h"

#define CHUNK 128 /* positions written at once */
#define POSITION_MAX (4 * VG_NUMBER_MAX + 6)
#define MAX_LINEARIZED (64u << 20)

struct writer {
    struct vg_buf *b;
    struct vg_wkb in;
    struct vg_geojson_form form;
    struct vg_error *err;
};

static enum vg_status not_finite(struct writer *w)
{
    return vg_fail(w->err, VG_BAD_INPUT, "", "a coordinate is not finite");
}

static int decimals_of_z(const struct vg_geojson_form *form)
{
    return form->decimals < VG_GEOJSON_Z_DECIMALS ? form->decimals : VG_GEOJSON_Z_DECIMALS;
}

static char *write_position(char *p, const double *at, const struct vg_geom_head *h, const struct vg_geojson_form *form)
{
    *p++ = '[';
    p = vg_fixed_write(p, at[form->flipped], form->decimals);
    *p++ = ',';
    p = vg_fixed_write(p, at[!form->flipped], form->decimals);
    if (h->has_z && isfinite(at[2])) {
        *p++ = ',';
        p = vg_fixed_write(p, at[2], decimals_of_z(form));
    }
    if (form->measures && h->has_m && isfinite(at[h->dims - 1])) {
        *p++ = ',';
        p = vg_double_write(p, at[h->dims - 1]);
    }
    *p++ = ']';
    return p;
}

/* n positions with commas between, nothing around; the last one first where reversed. */
static enum vg_status put_sequence(struct writer *w, const struct vg_geom_head *h, uint32_t n, bool reversed)
{
    double copy[CHUNK * 4];
    size_t position = (size_t)h->dims * sizeof(double);
    struct vg_wkb whole = w->in;

    for (uint32_t done = 0; done < n;) {
        uint32_t step = n - done < CHUNK ? n - done : CHUNK;
        if (reversed)
            w->in.at = whole.at + (n - done - step) * position;
        const double *at = vg_wkb_points(&w->in, step, h->dims, copy);
        int forward = reversed ? -h->dims : h->dims;
        char *start = vg_buf_reserve(w->b, (size_t)step * POSITION_MAX), *p = start;
        if (!at)
            return vg_fail(w->err, VG_BAD_INPUT, "", "the geometry ends in the middle");
        if (!start)
            return VG_OK; /* the buffer is full */
        if (reversed)
            at += (size_t)(step - 1) * (size_t)h->dims;
        for (uint32_t i = 0; i < step; i++, at += forward) {
            if (!isfinite(at[0]) || !isfinite(at[1]))
                return not_finite(w);
            p = write_position(p, at, h, &w->form);
            *p++ = ',';
        }
        done += step;
        vg_buf_commit(w->b, (size_t)(p - start) - (done == n));
    }
    w->in.at = whole.at + n * position;
    return VG_OK;
}

static enum vg_status put_positions(struct writer *w, const struct vg_geom_head *h, uint32_t n)
{
    return put_sequence(w, h, n, false);
}

/* Twice the area, positive where the ring runs counter-clockwise; from its first point, so that large
 * coordinates cost no digits. */
static double signed_area(struct vg_wkb in, const struct vg_geom_head *h, uint32_t n)
{
    double copy[CHUNK * 4], x0 = 0, y0 = 0, x = 0, y = 0, area = 0;

    for (uint32_t done = 0; done < n;) {
        uint32_t step = n - done < CHUNK ? n - done : CHUNK;
        const double *at = vg_wkb_points(&in, step, h->dims, copy);
        if (!at)
            return 0;
        if (done == 0) {
            x0 = at[0];
            y0 = at[1];
        }
        for (uint32_t i = 0; i < step; i++, at += h->dims) {
            double next_x = at[0] - x0, next_y = at[1] - y0;
            area += x * next_y - next_x * y;
            x = next_x;
            y = next_y;
        }
        done += step;
    }
    return area;
}

static enum vg_status put_rings(struct writer *w, const struct vg_geom_head *h)
{
    const char *between = "";

    vg_buf_char(w->b, '[');
    for (uint32_t i = 0; i < h->count; i++) {
        uint32_t n;
        enum vg_status r = vg_wkb_ring(&w->in, h->dims, &n, w->err);
        if (r != VG_OK)
            return r;
        if (n == 0)
            continue;
        vg_buf_cstr(w->b, between);
        vg_buf_char(w->b, '[');
        double area = signed_area(w->in, h, n);
        r = put_sequence(w, h, n, i == 0 ? area < 0 : area > 0);
        if (r != VG_OK)
            return r;
        vg_buf_char(w->b, ']');
        between = ",";
    }
    vg_buf_char(w->b, ']');
    return VG_OK;
}

/* What the members of a geometry must be; VG_GEOM_ANY where it has none. */
static enum vg_geom_type part_type(enum vg_geom_type t)
{
    switch (t) {
    case VG_GEOM_MULTIPOINT:
        return VG_GEOM_POINT;
    case VG_GEOM_MULTILINESTRING:
        return VG_GEOM_LINESTRING;
    case VG_GEOM_MULTIPOLYGON:
    case VG_GEOM_POLYHEDRALSURFACE:
        return VG_GEOM_POLYGON;
    case VG_GEOM_TIN:
        return VG_GEOM_TRIANGLE;
    default:
        return VG_GEOM_ANY;
    }
}

static enum vg_status put_coordinates(struct writer *w, const struct vg_geom_head *h);

static enum vg_status put_parts(struct writer *w, const struct vg_geom_head *h)
{
    const char *between = "";

    vg_buf_char(w->b, '[');
    for (uint32_t i = 0; i < h->count; i++) {
        struct vg_geom_head part;
        enum vg_status r = vg_wkb_head(&w->in, &part, w->err);
        if (r != VG_OK)
            return r;
        if (part.type != part_type(h->type))
            return vg_fail(w->err, VG_BAD_INPUT, "", "a %s holds a %s", vg_geom_type_name(h->type),
                           vg_geom_type_name(part.type));
        if (vg_wkb_skip_empty(&w->in, &part))
            continue;
        vg_buf_cstr(w->b, between);
        between = ",";
        r = put_coordinates(w, &part);
        if (r != VG_OK)
            return r;
    }
    vg_buf_char(w->b, ']');
    return VG_OK;
}

static enum vg_status put_coordinates(struct writer *w, const struct vg_geom_head *h)
{
    enum vg_status r;

    switch (h->type) {
    case VG_GEOM_POINT:
        if (!vg_wkb_skip_empty(&w->in, h))
            return put_positions(w, h, 1);
        VG_BUF_LIT(w->b, "[]");
        return VG_OK;
    case VG_GEOM_LINESTRING:
    case VG_GEOM_CIRCULARSTRING:
        vg_buf_char(w->b, '[');
        r = put_positions(w, h, h->count);
        vg_buf_char(w->b, ']');
        return r;
    case VG_GEOM_POLYGON:
    case VG_GEOM_TRIANGLE:
        return put_rings(w, h);
    case VG_GEOM_MULTIPOINT:
    case VG_GEOM_MULTILINESTRING:
    case VG_GEOM_MULTIPOLYGON:
    case VG_GEOM_POLYHEDRALSURFACE:
    case VG_GEOM_TIN:
        return put_parts(w, h);
    default:
        return vg_fail(w->err, VG_BAD_INPUT, "", "a %s has no GeoJSON form", vg_geom_type_name(h->type));
    }
}

/* The names that JSON-FG adds: what has no straight form here came through `arcs`. */
static const char *kept_type(enum vg_geom_type t)
{
    switch (t) {
    case VG_GEOM_CIRCULARSTRING:
        return "CircularString";
    case VG_GEOM_COMPOUNDCURVE:
        return "CompoundCurve";
    case VG_GEOM_CURVEPOLYGON:
        return "CurvePolygon";
    case VG_GEOM_MULTICURVE:
        return "MultiCurve";
    case VG_GEOM_MULTISURFACE:
        return "MultiSurface";
    default:
        return vg_geom_type_geojson(t);
    }
}

static bool has_members(enum vg_geom_type t)
{
    return t == VG_GEOM_COLLECTION || (t >= VG_GEOM_COMPOUNDCURVE && t <= VG_GEOM_MULTISURFACE);
}

static enum vg_status put_geometry(struct writer *w, const struct vg_geom_head *h, int depth);

static enum vg_status put_members(struct writer *w, const struct vg_geom_head *h, int depth)
{
    if (depth == VG_GEOM_MAX_DEPTH)
        return vg_fail(w->err, VG_BAD_INPUT, "", "the geometry is nested more than %d levels deep",
                       VG_GEOM_MAX_DEPTH);
    VG_BUF_LIT(w->b, "{\"type\":\"");
    vg_buf_cstr(w->b, kept_type(h->type));
    VG_BUF_LIT(w->b, "\",\"geometries\":[");
    for (uint32_t i = 0; i < h->count; i++) {
        struct vg_geom_head member;
        enum vg_status r = vg_wkb_head(&w->in, &member, w->err);
        if (i)
            vg_buf_char(w->b, ',');
        if (r == VG_OK)
            r = put_geometry(w, &member, depth + 1);
        if (r != VG_OK)
            return r;
    }
    VG_BUF_LIT(w->b, "]}");
    return VG_OK;
}

static enum vg_status put_geometry(struct writer *w, const struct vg_geom_head *h, int depth)
{
    if (has_members(h->type))
        return put_members(w, h, depth);
    if (h->type == VG_GEOM_POINT) {
        VG_BUF_LIT(w->b, "{\"type\":\"Point\",\"coordinates\":");
    } else {
        VG_BUF_LIT(w->b, "{\"type\":\"");
        vg_buf_cstr(w->b, kept_type(h->type));
        VG_BUF_LIT(w->b, "\",\"coordinates\":");
    }
    enum vg_status r = put_coordinates(w, h);
    vg_buf_char(w->b, '}');
    return r;
}

/* A collection may hide a curve; of the others the type itself says it. */
static bool has_curve(struct vg_geom g, const struct vg_geom_head *h)
{
    struct vg_geom_info info;

    if (h->type == VG_GEOM_COLLECTION)
        return vg_geom_check(g, &info, NULL) == VG_OK && info.has_curve;
    return h->type >= VG_GEOM_CIRCULARSTRING && h->type <= VG_GEOM_MULTISURFACE;
}

static enum vg_status put_linearized(struct vg_buf *b, struct vg_geom g, const struct vg_geojson_form *form,
                                     struct vg_error *err)
{
    VG_AUTO(vg_arena_freep) struct vg_arena *own = vg_arena_new(MAX_LINEARIZED);

    if (!own)
        return vg_fail(err, VG_NO_MEMORY, "", "there is no memory left");
    enum vg_status r = vg_geom_linearize(g, 0, own, &g, err);
    return r == VG_OK ? vg_geojson_put_geom(b, g, form, err) : r;
}

enum vg_status vg_geojson_put_geom(struct vg_buf *b, struct vg_geom g, const struct vg_geojson_form *form,
                                   struct vg_error *err)
{
    struct writer w = {b, vg_wkb_of(g), *form, err};
    struct vg_geom_head h;

    if (!g.wkb) {
        VG_BUF_LIT(b, "null");
        return VG_OK;
    }
    enum vg_status r = vg_wkb_head(&w.in, &h, err);
    if (r != VG_OK)
        return r;
    if (!form->arcs && has_curve(g, &h))
        return put_linearized(b, g, form, err);
    r = put_geometry(&w, &h, 0);
    if (b->failed != VG_OK)
        return VG_OK; /* what was not written was not read either; the buffer tells its own story */
    if (r == VG_OK && w.in.at != w.in.end)
        return vg_fail(err, VG_BAD_INPUT, "", "bytes are left over after the geometry");
    return r;
}
