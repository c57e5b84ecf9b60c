/* Geometries as GML 3.2.1, straight from the bytes of the WKB.
 *
 * Curves stay curves: a circular string is one gml:Arc for every three positions, of which each begins where the one before
 * ends; a whole circle, which WKB has as three positions of which the last is the first, is two half ones, since three
 * such positions are no arc.  Measures are left out, GML having none. */
#include <math.h>

#include <vigie/base/escape.h>
#include <vigie/base/number.h>
#include <vigie/geo/geom.h>

#include "../geojson.h"
#include "gml.h"

#define CHUNK 128 /* positions written at once */
#define POSITION_MAX (3 * (VG_NUMBER_MAX + 1))

struct writer {
    struct vg_buf *b;
    struct vg_wkb in;
    struct vg_gml_form *form;
    bool has_z;
    struct vg_error *err;
};

/* By type: its element, and what its parts stand in. */
struct shape {
    enum vg_geom_type type;
    const char *element, *member;
};

static const struct shape shapes[] = {
    {VG_GEOM_POINT, "Point", NULL},
    {VG_GEOM_LINESTRING, "LineString", NULL},
    {VG_GEOM_POLYGON, "Polygon", NULL},
    {VG_GEOM_MULTIPOINT, "MultiPoint", "pointMember"},
    {VG_GEOM_MULTILINESTRING, "MultiCurve", "curveMember"},
    {VG_GEOM_MULTIPOLYGON, "MultiSurface", "surfaceMember"},
    {VG_GEOM_COLLECTION, "MultiGeometry", "geometryMember"},
    {VG_GEOM_CIRCULARSTRING, "Curve", NULL},
    {VG_GEOM_COMPOUNDCURVE, "Curve", NULL},
    {VG_GEOM_CURVEPOLYGON, "Polygon", NULL},
    {VG_GEOM_MULTICURVE, "MultiCurve", "curveMember"},
    {VG_GEOM_MULTISURFACE, "MultiSurface", "surfaceMember"},
    {VG_GEOM_POLYHEDRALSURFACE, "PolyhedralSurface", "PolygonPatch"},
    {VG_GEOM_TIN, "TriangulatedSurface", "Triangle"},
    {VG_GEOM_TRIANGLE, "Polygon", NULL},
};

static const struct shape *shape_of(enum vg_geom_type t)
{
    for (size_t i = 0; i < VG_COUNT(shapes); i++)
        if (shapes[i].type == t)
            return &shapes[i];
    return NULL;
}

bool vg_gml_is_empty(struct vg_geom g)
{
    struct vg_wkb in = vg_wkb_of(g);
    struct vg_geom_head h;
    struct vg_geom_info info;
    double copy[4];

    if (vg_wkb_head(&in, &h, NULL) != VG_OK)
        return false; /* the writer tells what is wrong */
    if (h.type == VG_GEOM_POINT) {
        const double *at = vg_wkb_points(&in, 1, h.dims, copy);
        return at && isnan(at[0]) && isnan(at[1]);
    }
    if (h.count == 0)
        return true;
    return !shape_of(h.type) || !shape_of(h.type)->member ? false : vg_geom_check(g, &info, NULL) == VG_OK && info.empty;
}

/* --- positions ------------------------------------------------------------------------------------ */

static char *write_position(const struct writer *w, char *p, const double *at)
{
    const struct vg_gml_form *f = w->form;
    int z_decimals = f->decimals < VG_GEOJSON_Z_DECIMALS ? f->decimals : VG_GEOJSON_Z_DECIMALS;

    p = vg_fixed_write(p, at[f->flipped], f->decimals);
    *p++ = ' ';
    p = vg_fixed_write(p, at[!f->flipped], f->decimals);
    if (w->has_z) {
        *p++ = ' ';
        p = vg_fixed_write(p, isfinite(at[2]) ? at[2] : 0, z_decimals);
    }
    return p;
}

static enum vg_status put_position(struct writer *w, const double *at)
{
    if (!isfinite(at[0]) || !isfinite(at[1]))
        return vg_fail(w->err, VG_BAD_INPUT, "", "a coordinate is not finite");
    char *start = vg_buf_reserve(w->b, POSITION_MAX);
    if (start)
        vg_buf_commit(w->b, (size_t)(write_position(w, start, at) - start));
    return VG_OK;
}

static enum vg_status ends_early(struct writer *w)
{
    return vg_fail(w->err, VG_BAD_INPUT, "", "the geometry ends in the middle");
}

/* n positions with blanks between. */
static enum vg_status put_list(struct writer *w, const struct vg_geom_head *h, uint32_t n)
{
    double copy[CHUNK * 4];

    VG_BUF_LIT(w->b, "<gml:posList>");
    for (uint32_t done = 0; done < n;) {
        uint32_t step = n - done < CHUNK ? n - done : CHUNK;
        const double *at = vg_wkb_points(&w->in, step, h->dims, copy);
        if (!at)
            return ends_early(w);
        for (uint32_t i = 0; i < step; i++, at += h->dims) {
            if (done + i)
                vg_buf_char(w->b, ' ');
            enum vg_status r = put_position(w, at);
            if (r != VG_OK)
                return r;
        }
        done += step;
    }
    VG_BUF_LIT(w->b, "</gml:posList>");
    return VG_OK;
}

/* --- elements ------------------------------------------------------------------------------------- */

static void put_open(struct writer *w, const char *element, bool outermost)
{
    vg_buf_printf(w->b, "<gml:%s gml:id=\"_.g%lld\"", element, (long long)++w->form->n_ids);
    if (outermost) {
        VG_BUF_LIT(w->b, " srsName=\"");
        vg_xml_put_text(w->b, vg_str_of(w->form->srs));
        vg_buf_cstr(w->b, w->has_z ? "\" srsDimension=\"3\"" : "\"");
    }
    vg_buf_char(w->b, '>');
}

static void put_tag(struct writer *w, const char *open, const char *element)
{
    vg_buf_cstr(w->b, open);
    vg_buf_cstr(w->b, element);
    vg_buf_char(w->b, '>');
}

static enum vg_status put_rings(struct writer *w, const struct vg_geom_head *h)
{
    const char *side = "exterior";

    for (uint32_t i = 0; i < h->count; i++) {
        uint32_t n;
        enum vg_status r = vg_wkb_ring(&w->in, h->dims, &n, w->err);
        if (r != VG_OK)
            return r;
        if (n == 0)
            continue;
        put_tag(w, "<gml:", side);
        VG_BUF_LIT(w->b, "<gml:LinearRing>");
        r = put_list(w, h, n);
        VG_BUF_LIT(w->b, "</gml:LinearRing>");
        put_tag(w, "</gml:", side);
        side = "interior";
        if (r != VG_OK)
            return r;
    }
    return VG_OK;
}

/* --- curves --------------------------------------------------------------------------------------- */

static enum vg_status put_arc(struct writer *w, const double *a, const double *b, const double *c)
{
    const double *const at[] = {a, b, c};

    VG_BUF_LIT(w->b, "<gml:Arc><gml:posList>");
    for (int i = 0; i < 3; i++) {
        enum vg_status r = put_position(w, at[i]);
        if (r != VG_OK)
            return r;
        if (i < 2)
            vg_buf_char(w->b, ' ');
    }
    VG_BUF_LIT(w->b, "</gml:posList></gml:Arc>");
    return VG_OK;
}

/* From a round over the point opposite and back. */
static enum vg_status put_circle(struct writer *w, const double *a, const double *b)
{
    double x = (a[0] + b[0]) / 2, y = (a[1] + b[1]) / 2, dx = a[0] - x, dy = a[1] - y, z = w->has_z ? (a[2] + b[2]) / 2 : 0;
    const double one[] = {x - dy, y + dx, z}, other[] = {x + dy, y - dx, z};
    enum vg_status r = put_arc(w, a, one, b);

    return r == VG_OK ? put_arc(w, b, other, a) : r;
}

static enum vg_status put_arcs(struct writer *w, const struct vg_geom_head *h)
{
    double from[4], copy[8];

    if (h->count < 3 || h->count % 2 == 0)
        return vg_fail(w->err, VG_BAD_INPUT, "", "a circular string has %u positions", (unsigned)h->count);
    const double *at = vg_wkb_points(&w->in, 1, h->dims, copy);
    size_t position = (size_t)h->dims * sizeof *from;
    if (at)
        memcpy(from, at, position);
    for (uint32_t done = 1; at && done < h->count; done += 2) {
        at = vg_wkb_points(&w->in, 2, h->dims, copy);
        if (!at)
            break;
        const double *to = at + h->dims;
        enum vg_status r = from[0] == to[0] && from[1] == to[1] ? put_circle(w, from, at) : put_arc(w, from, at, to);
        if (r != VG_OK)
            return r;
        memcpy(from, to, position);
    }
    return at ? VG_OK : ends_early(w);
}

static enum vg_status put_segments(struct writer *w, const struct vg_geom_head *h)
{
    enum vg_status r = VG_OK;

    if (h->type == VG_GEOM_CIRCULARSTRING)
        return put_arcs(w, h);
    if (h->type == VG_GEOM_LINESTRING) {
        VG_BUF_LIT(w->b, "<gml:LineStringSegment>");
        r = put_list(w, h, h->count);
        VG_BUF_LIT(w->b, "</gml:LineStringSegment>");
        return r;
    }
    for (uint32_t i = 0; r == VG_OK && i < h->count; i++) {
        struct vg_geom_head part;
        r = vg_wkb_head(&w->in, &part, w->err);
        if (r == VG_OK && part.type != VG_GEOM_LINESTRING && part.type != VG_GEOM_CIRCULARSTRING)
            return vg_fail(w->err, VG_BAD_INPUT, "", "a %s holds a %s", vg_geom_type_name(h->type), vg_geom_type_name(part.type));
        if (r == VG_OK && part.count)
            r = put_segments(w, &part);
    }
    return r;
}

static enum vg_status put_curve(struct writer *w, const struct vg_geom_head *h, bool outermost)
{
    put_open(w, "Curve", outermost);
    VG_BUF_LIT(w->b, "<gml:segments>");
    enum vg_status r = put_segments(w, h);
    VG_BUF_LIT(w->b, "</gml:segments></gml:Curve>");
    return r;
}

static enum vg_status put_curved_rings(struct writer *w, const struct vg_geom_head *h)
{
    const char *side = "exterior";

    for (uint32_t i = 0; i < h->count; i++) {
        struct vg_geom_head ring;
        enum vg_status r = vg_wkb_head(&w->in, &ring, w->err);
        if (r != VG_OK)
            return r;
        if (ring.count == 0)
            continue;
        put_tag(w, "<gml:", side);
        if (ring.type == VG_GEOM_LINESTRING) {
            VG_BUF_LIT(w->b, "<gml:LinearRing>");
            r = put_list(w, &ring, ring.count);
            VG_BUF_LIT(w->b, "</gml:LinearRing>");
        } else {
            VG_BUF_LIT(w->b, "<gml:Ring><gml:curveMember>");
            r = put_curve(w, &ring, false);
            VG_BUF_LIT(w->b, "</gml:curveMember></gml:Ring>");
        }
        put_tag(w, "</gml:", side);
        side = "interior";
        if (r != VG_OK)
            return r;
    }
    return VG_OK;
}

/* --- any ------------------------------------------------------------------------------------------ */

static enum vg_status put_shape(struct writer *w, const struct vg_geom_head *h, bool outermost, int depth);

static enum vg_status put_members(struct writer *w, const struct vg_geom_head *h, const struct shape *s, int depth)
{
    for (uint32_t i = 0; i < h->count; i++) {
        struct vg_geom_head part;
        enum vg_status r = vg_wkb_head(&w->in, &part, w->err);
        if (r != VG_OK)
            return r;
        if (vg_wkb_skip_empty(&w->in, &part))
            continue;
        put_tag(w, "<gml:", s->member);
        r = put_shape(w, &part, false, depth + 1);
        put_tag(w, "</gml:", s->member);
        if (r != VG_OK)
            return r;
    }
    return VG_OK;
}

static enum vg_status put_patches(struct writer *w, const struct vg_geom_head *h, const struct shape *s)
{
    enum vg_status r = VG_OK;

    VG_BUF_LIT(w->b, "<gml:patches>");
    for (uint32_t i = 0; r == VG_OK && i < h->count; i++) {
        struct vg_geom_head part;
        r = vg_wkb_head(&w->in, &part, w->err);
        if (r != VG_OK || part.count == 0)
            continue;
        put_tag(w, "<gml:", s->member);
        r = put_rings(w, &part);
        put_tag(w, "</gml:", s->member);
    }
    VG_BUF_LIT(w->b, "</gml:patches>");
    return r;
}

static enum vg_status put_point(struct writer *w, const struct vg_geom_head *h)
{
    double copy[4];
    const double *at = vg_wkb_points(&w->in, 1, h->dims, copy);

    if (!at)
        return ends_early(w);
    VG_BUF_LIT(w->b, "<gml:pos>");
    enum vg_status r = put_position(w, at);
    VG_BUF_LIT(w->b, "</gml:pos>");
    return r;
}

static enum vg_status put_inside(struct writer *w, const struct vg_geom_head *h, const struct shape *s, int depth)
{
    switch (h->type) {
    case VG_GEOM_POINT: return put_point(w, h);
    case VG_GEOM_LINESTRING: return put_list(w, h, h->count);
    case VG_GEOM_POLYGON:
    case VG_GEOM_TRIANGLE: return put_rings(w, h);
    case VG_GEOM_CURVEPOLYGON: return put_curved_rings(w, h);
    case VG_GEOM_POLYHEDRALSURFACE:
    case VG_GEOM_TIN: return put_patches(w, h, s);
    default: return put_members(w, h, s, depth);
    }
}

static enum vg_status put_shape(struct writer *w, const struct vg_geom_head *h, bool outermost, int depth)
{
    const struct shape *s = shape_of(h->type);

    if (!s)
        return vg_fail(w->err, VG_BAD_INPUT, "", "a %s has no form in GML", vg_geom_type_name(h->type));
    if (depth == VG_GEOM_MAX_DEPTH)
        return vg_fail(w->err, VG_BAD_INPUT, "", "the geometry is nested more than %d levels deep", VG_GEOM_MAX_DEPTH);
    w->has_z = h->has_z;
    if (h->type == VG_GEOM_CIRCULARSTRING || h->type == VG_GEOM_COMPOUNDCURVE)
        return put_curve(w, h, outermost);
    put_open(w, s->element, outermost);
    enum vg_status r = put_inside(w, h, s, depth);
    put_tag(w, "</gml:", s->element);
    return r;
}

enum vg_status vg_gml_put_geometry(struct vg_buf *b, struct vg_geom g, struct vg_gml_form *form, struct vg_error *err)
{
    struct writer w = {.b = b, .in = vg_wkb_of(g), .form = form, .err = err};
    struct vg_geom_head h;
    enum vg_status r = vg_wkb_head(&w.in, &h, err);

    if (r == VG_OK)
        r = put_shape(&w, &h, true, 0);
    if (r == VG_OK && b->failed == VG_OK && w.in.at != w.in.end)
        return vg_fail(err, VG_BAD_INPUT, "", "bytes are left over after the geometry");
    return r;
}
