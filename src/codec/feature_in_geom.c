/* GeoJSON geometries, and the curves of JSON-FG 1.0, into WKB; the coordinates are in the axis order of their reference
 * system, and change places here. */
#include "feature_in.h"

#include <math.h>

#define MAX_NESTING 8
#define MAX_WKB ((size_t)256 << 20)

enum shape { POSITION, LINE, AREA, POSITIONS, LINES, AREAS, PARTS };

static const struct {
    const char *name;
    enum vg_geom_type type;
    enum shape shape;
} kinds[] = {
    {"Point", VG_GEOM_POINT, POSITION},
    {"LineString", VG_GEOM_LINESTRING, LINE},
    {"Polygon", VG_GEOM_POLYGON, AREA},
    {"MultiPoint", VG_GEOM_MULTIPOINT, POSITIONS},
    {"MultiLineString", VG_GEOM_MULTILINESTRING, LINES},
    {"MultiPolygon", VG_GEOM_MULTIPOLYGON, AREAS},
    {"GeometryCollection", VG_GEOM_COLLECTION, PARTS},
    {"CircularString", VG_GEOM_CIRCULARSTRING, LINE},
    {"CompoundCurve", VG_GEOM_COMPOUNDCURVE, PARTS},
    {"CurvePolygon", VG_GEOM_CURVEPOLYGON, PARTS},
    {"MultiCurve", VG_GEOM_MULTICURVE, PARTS},
    {"MultiSurface", VG_GEOM_MULTISURFACE, PARTS},
};

struct writer {
    struct body *b;
    struct vg_buf out;
    const struct vg_crs *crs;
    size_t dims;        /* of the first position; 0: none met yet */
};

static bool fault(struct writer *w, const char *what)
{
    FAULT(w->b, "%s", vg_text(w->b->o->lang, what));
    return false;
}

/* The first position tells how many numbers each has. */
static size_t find_dims(const json_t *j, int depth)
{
    const json_t *parts = json_is_object(j) ? json_object_get(j, "coordinates") : j;
    size_t dims = 0;

    if (json_is_object(j) && !parts)
        parts = json_object_get(j, "geometries");
    if (json_is_number(json_array_get(parts, 0)))
        return json_array_size(parts);
    for (size_t i = 0; !dims && depth < MAX_NESTING && i < json_array_size(parts); i++)
        dims = find_dims(json_array_get(parts, i), depth + 1);
    return dims;
}

static void put_u32(struct writer *w, size_t v)
{
    uint32_t n = (uint32_t)v;

    vg_buf_add(&w->out, &n, sizeof n);
}

static void put_head(struct writer *w, enum vg_geom_type type)
{
    vg_buf_char(&w->out, 1); /* little endian, as every machine we run on */
    put_u32(w, (size_t)type + (w->dims == 3 ? 1000 : 0));
}

static bool put_position(struct writer *w, const json_t *j)
{
    double v[3];

    if (!json_is_array(j) || json_array_size(j) != w->dims)
        return fault(w, w->dims == 3 ? "a position here is three numbers" : "a position here is two numbers");
    for (size_t i = 0; i < w->dims; i++) {
        const json_t *n = json_array_get(j, i);
        if (!json_is_number(n))
            return fault(w, "a position is made of numbers");
        v[i] = json_number_value(n) + 0.0; /* −0 becomes 0: for PostGIS a ring from the one to the other is open */
    }
    if (w->crs->flipped) {
        double first = v[0];
        v[0] = v[1];
        v[1] = first;
    }
    if (w->crs->geographic && fabs(v[1]) > 90)
        return fault(w, "a latitude lies between -90 and 90: is the order of the axes that of the reference system?");
    vg_buf_add(&w->out, v, w->dims * sizeof v[0]);
    return true;
}

static bool put_list(struct writer *w, const json_t *j, bool (*put)(struct writer *, const json_t *))
{
    if (!json_is_array(j))
        return fault(w, "a list is wanted here");
    put_u32(w, json_array_size(j));
    for (size_t i = 0; i < json_array_size(j); i++) {
        size_t back = vg_body_enter_at(w->b, i);
        bool ok = put(w, json_array_get(j, i));
        vg_body_leave(w->b, back);
        if (!ok)
            return false;
    }
    return true;
}

static bool put_line(struct writer *w, const json_t *j)
{
    if (json_array_size(j) == 1)
        return fault(w, "a line has at least two positions");
    return put_list(w, j, put_position);
}

static bool put_ring(struct writer *w, const json_t *j)
{
    size_t n = json_array_size(j);

    if (json_is_array(j) && (n < 4 || !json_equal(json_array_get(j, 0), json_array_get(j, n - 1))))
        return fault(w, "a ring has at least four positions and ends where it begins");
    return put_list(w, j, put_position);
}

static bool put_point_part(struct writer *w, const json_t *j)
{
    put_head(w, VG_GEOM_POINT);
    return put_position(w, j);
}

static bool put_line_part(struct writer *w, const json_t *j)
{
    put_head(w, VG_GEOM_LINESTRING);
    return put_line(w, j);
}

static bool put_polygon_part(struct writer *w, const json_t *j)
{
    put_head(w, VG_GEOM_POLYGON);
    return put_list(w, j, put_ring);
}

static bool put_geometry(struct writer *w, const json_t *j);

static bool put_coordinates(struct writer *w, enum shape shape, const json_t *j)
{
    switch (shape) {
    case POSITION: return put_position(w, j);
    case LINE: return put_line(w, j);
    case AREA: return put_list(w, j, put_ring);
    case POSITIONS: return put_list(w, j, put_point_part);
    case LINES: return put_list(w, j, put_line_part);
    case AREAS: return put_list(w, j, put_polygon_part);
    default: return put_list(w, j, put_geometry);
    }
}

/* Nesting was bounded when the text was read. */
static bool put_geometry(struct writer *w, const json_t *j)
{
    const char *type = json_string_value(json_object_get(j, "type"));

    if (!type)
        return fault(w, "a geometry is an object with a 'type'");
    for (size_t i = 0; i < VG_COUNT(kinds); i++) {
        if (strcmp(kinds[i].name, type))
            continue;
        const char *member = kinds[i].shape == PARTS ? "geometries" : "coordinates";
        put_head(w, kinds[i].type);
        size_t back = vg_body_enter(w->b, member);
        bool ok = put_coordinates(w, kinds[i].shape, json_object_get(j, member));
        vg_body_leave(w->b, back);
        return ok;
    }
    FAULT(w->b, "geometries of type '%.40s' cannot be taken", type);
    return false;
}

/* An empty point has no position to write: not a number, twice. */
static bool is_empty_point(const json_t *j)
{
    const char *type = json_string_value(json_object_get(j, "type"));
    const json_t *c = json_object_get(j, "coordinates");

    return type && !strcmp(type, "Point") && json_is_array(c) && json_array_size(c) == 0;
}

bool vg_body_geometry(struct body *b, const json_t *j, const struct vg_crs *crs, struct vg_geom *out)
{
    struct writer w = {.b = b, .crs = crs, .dims = find_dims(j, 0)};
    bool ok;

    vg_buf_init(&w.out, MAX_WKB);
    if (is_empty_point(j)) {
        const double nowhere[2] = {NAN, NAN};
        put_head(&w, VG_GEOM_POINT);
        vg_buf_add(&w.out, nowhere, sizeof nowhere);
        ok = true;
    } else if (w.dims != 0 && w.dims != 2 && w.dims != 3) {
        ok = fault(&w, "a position is two numbers, or three");
    } else {
        w.dims = w.dims ? w.dims : 2;
        ok = put_geometry(&w, j);
    }
    if (ok && w.out.failed)
        ok = fault(&w, "the geometry is too large");
    struct vg_str kept = ok ? vg_arena_str(b->arena, (struct vg_str){w.out.ptr, w.out.len}) : (struct vg_str){0};
    vg_buf_finish(&w.out);
    *out = (struct vg_geom){(const unsigned char *)kept.ptr, kept.len};
    return ok;
}
