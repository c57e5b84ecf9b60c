/* OGC filters: geometries of GML 2, 3.1 and 3.2, which become WKT that geo reads.
 *
 * One table says of each element what it is in WKT and how its inside is written; positions come as pos, posList,
 * coordinates or coord.  Wrappers that add nothing (exterior, pointMember, segments…) are looked through. */
#include <vigie/base/keyword.h>
#include <vigie/base/number.h>

#include "cql2_literal.h"
#include "fes.h"

struct writer {
    struct fes *f;
    struct vg_buf wkt;
    int dims;         /* of its positions; 0: none seen yet */
    int said;         /* by srsDimension; 0: nothing */
    struct vg_str srs;
};

typedef enum vg_status putter(struct writer *w, const xmlNode *element);

static putter put_positions, put_rings, put_members, put_curve, put_surface;

/* Sorted by name. */
static const struct shape {
    const char *name, *wkt;
    putter *put;
    const char *member; /* of put_members: the WKT of what is within; NULL: anything */
} shapes[] = {
    {"Curve", "LINESTRING", put_curve, NULL},
    {"LineString", "LINESTRING", put_positions, NULL},
    {"MultiCurve", "MULTILINESTRING", put_members, "LINESTRING"},
    {"MultiGeometry", "GEOMETRYCOLLECTION", put_members, NULL},
    {"MultiLineString", "MULTILINESTRING", put_members, "LINESTRING"},
    {"MultiPoint", "MULTIPOINT", put_members, "POINT"},
    {"MultiPolygon", "MULTIPOLYGON", put_members, "POLYGON"},
    {"MultiSurface", "MULTIPOLYGON", put_members, "POLYGON"},
    {"Point", "POINT", put_positions, NULL},
    {"Polygon", "POLYGON", put_rings, NULL},
    {"Surface", "POLYGON", put_surface, NULL},
};

static const struct shape *shape_of(const xmlNode *element)
{
    return VG_KEYWORD(vg_str_of((const char *)element->name), shapes);
}

static bool is_box(const xmlNode *element)
{
    return vg_fes_is(element, "Envelope") || vg_fes_is(element, "Box");
}

static bool in_gml(const xmlNode *element)
{
    return !element->ns || xmlStrEqual(element->ns->href, BAD_CAST "http://www.opengis.net/gml") ||
           xmlStrEqual(element->ns->href, BAD_CAST "http://www.opengis.net/gml/3.2");
}

bool vg_fes_is_geometry(const xmlNode *element)
{
    return in_gml(element) && (is_box(element) || shape_of(element));
}

/* --- positions ------------------------------------------------------------------------------------ */

/* How the numbers of a text are parted: pos and posList by blanks, coordinates by what it says itself. */
struct signs {
    char between_numbers, between_positions, decimal; /* 0: any blank */
};

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

static bool parts(char c, char sign)
{
    return sign ? c == sign : is_blank(c);
}

/* The next number; false at the end, or where it is none (then *bad). */
static bool next_number(struct vg_str *rest, const struct signs *signs, double *out, bool *bad)
{
    char text[VG_NUMBER_MAX + 24];
    size_t n = 0;

    while (rest->len && (is_blank(*rest->ptr) || parts(*rest->ptr, signs->between_numbers) ||
                         parts(*rest->ptr, signs->between_positions))) {
        rest->ptr++;
        rest->len--;
    }
    if (!rest->len)
        return false;
    while (rest->len && !is_blank(*rest->ptr) && !parts(*rest->ptr, signs->between_numbers) &&
           !parts(*rest->ptr, signs->between_positions) && n < sizeof text) {
        text[n++] = *rest->ptr == signs->decimal ? '.' : *rest->ptr;
        rest->ptr++;
        rest->len--;
    }
    struct vg_str number = {text, n};
    if (n > 1 && *text == '+')
        number = (struct vg_str){text + 1, n - 1};
    *bad = !vg_str_double(number, out);
    return !*bad;
}

/* How many numbers a position has, where nothing says it: as many as stand before the first sign between positions. */
static int dims_of(const struct writer *w, const xmlNode *element, struct vg_str text, const struct signs *signs)
{
    struct vg_str first = text;
    double v;
    bool bad = false;
    int n = 0;

    if (w->said)
        return w->said;
    if (vg_fes_is(element, "posList"))
        return w->dims ? w->dims : 2;
    for (size_t i = 0; signs->between_numbers && i < text.len; i++)
        if (parts(text.ptr[i], signs->between_positions)) {
            first.len = i;
            break;
        }
    while (next_number(&first, signs, &v, &bad))
        n++;
    return n;
}

static enum vg_status put_numbers(struct writer *w, const xmlNode *element, struct vg_str text,
                                  const struct signs *signs, bool *first)
{
    int dims = dims_of(w, element, text, signs), n = 0;
    bool bad = false;
    double v;

    if (dims < 2 || dims > 3 || (w->dims && w->dims != dims))
        return vg_fes_expected(w->f, element, "positions of 2 numbers, or all of 3");
    w->dims = dims;
    for (; next_number(&text, signs, &v, &bad); n++) {
        if (n % dims || !*first)
            vg_buf_char(&w->wkt, n % dims ? ' ' : ',');
        vg_buf_double(&w->wkt, v);
        *first = false;
    }
    return bad || n == 0 || n % dims ? vg_fes_expected(w->f, element, "numbers, so many for each position") : VG_OK;
}

static enum vg_status put_text_of(struct writer *w, const xmlNode *element, bool *first)
{
    struct signs signs = {0};
    struct vg_str dims = vg_fes_attr(w->f, element, "srsDimension");
    int64_t said;

    if (dims.ptr && vg_str_int64(dims, &said) && said >= 2 && said <= 3)
        w->said = (int)said;
    if (vg_fes_is(element, "coordinates")) {
        struct vg_str cs = vg_fes_attr(w->f, element, "cs"), ts = vg_fes_attr(w->f, element, "ts"),
                      decimal = vg_fes_attr(w->f, element, "decimal");
        signs.between_numbers = cs.len == 1 ? *cs.ptr : ',';
        signs.between_positions = ts.len == 1 && !is_blank(*ts.ptr) ? *ts.ptr : 0;
        signs.decimal = decimal.len == 1 ? *decimal.ptr : 0;
    }
    return put_numbers(w, element, vg_fes_text(w->f, element), &signs, first);
}

/* <coord><X>1</X><Y>2</Y></coord>, of GML 2. */
static enum vg_status put_coord(struct writer *w, const xmlNode *element, bool *first)
{
    struct vg_buf b;

    vg_buf_init(&b, VG_MAX_FILTER_BYTES);
    for (const xmlNode *n = vg_fes_first(element); n; n = vg_fes_next(n)) {
        vg_buf_str(&b, vg_fes_text(w->f, n));
        vg_buf_char(&b, ' ');
    }
    enum vg_status r = put_numbers(w, element, (struct vg_str){b.ptr, b.len}, &(struct signs){0}, first);
    vg_buf_finish(&b);
    return r;
}

/* All positions within, by commas; those of a point within are a point's, and go no deeper. */
static enum vg_status put_all(struct writer *w, const xmlNode *element, bool *first)
{
    enum vg_status r = VG_OK;

    for (const xmlNode *n = vg_fes_first(element); r == VG_OK && n; n = vg_fes_next(n)) {
        if (vg_fes_is(n, "coord"))
            r = put_coord(w, n, first);
        else if (!vg_fes_is(element, "Point") && vg_fes_is(n, "pointProperty") && vg_fes_is(vg_fes_first(n), "Point"))
            r = put_all(w, vg_fes_first(n), first);
        else if (vg_fes_is(n, "pos") || vg_fes_is(n, "posList") || vg_fes_is(n, "coordinates"))
            r = put_text_of(w, n, first);
        else
            r = vg_fes_expected(w->f, n, "gml:pos, gml:posList or gml:coordinates");
    }
    return r == VG_OK && *first ? vg_fes_expected(w->f, element, "gml:pos, gml:posList or gml:coordinates") : r;
}

static enum vg_status put_positions(struct writer *w, const xmlNode *element)
{
    bool first = true;

    vg_buf_char(&w->wkt, '(');
    enum vg_status r = put_all(w, element, &first);
    vg_buf_char(&w->wkt, ')');
    return r;
}

/* --- what is made of parts ------------------------------------------------------------------------ */

/* exterior and interior, which GML 2 called otherwise; each holds a LinearRing. */
static enum vg_status put_rings(struct writer *w, const xmlNode *element)
{
    enum vg_status r = VG_OK;
    int n_rings = 0;

    vg_buf_char(&w->wkt, '(');
    for (const xmlNode *n = vg_fes_first(element); r == VG_OK && n; n = vg_fes_next(n), n_rings++) {
        const xmlNode *ring = vg_fes_first(n);
        bool outer = vg_fes_is(n, "exterior") || vg_fes_is(n, "outerBoundaryIs");
        bool inner = vg_fes_is(n, "interior") || vg_fes_is(n, "innerBoundaryIs");
        if (!vg_fes_is(ring, "LinearRing") || outer != (n_rings == 0) || (!outer && !inner))
            return vg_fes_expected(w->f, n, "gml:exterior, then any gml:interior, each with a gml:LinearRing");
        if (n_rings)
            vg_buf_char(&w->wkt, ',');
        r = put_positions(w, ring);
    }
    vg_buf_char(&w->wkt, ')');
    return r == VG_OK && !n_rings ? vg_fes_expected(w->f, element, "gml:exterior") : r;
}

static enum vg_status put_part(struct writer *w, const xmlNode *part, const char *member)
{
    const struct shape *shape = in_gml(part) ? shape_of(part) : NULL;

    if (!shape || (member && strcmp(shape->wkt, member) != 0))
        return vg_fes_expected(w->f, part, "a geometry of the kind that its parent holds");
    if (!member)
        vg_buf_printf(&w->wkt, "%s ", shape->wkt);
    enum vg_status r = vg_syntax_enter(&w->f->maker);
    if (r == VG_OK)
        r = shape->put(w, part);
    vg_syntax_leave(&w->f->maker);
    return r;
}

/* pointMember, pointMembers, … : whatever holds the parts. */
static enum vg_status put_members(struct writer *w, const xmlNode *element)
{
    const char *member = shape_of(element)->member;
    bool first = true;
    enum vg_status r = VG_OK;

    vg_buf_char(&w->wkt, '(');
    for (const xmlNode *holder = vg_fes_first(element); holder; holder = vg_fes_next(holder))
        for (const xmlNode *n = vg_fes_first(holder); r == VG_OK && n; n = vg_fes_next(n)) {
            if (!first)
                vg_buf_char(&w->wkt, ',');
            first = false;
            r = put_part(w, n, member);
        }
    vg_buf_char(&w->wkt, ')');
    return r == VG_OK && first ? vg_fes_expected(w->f, element, "geometries within") : r;
}

/* Segments follow each other: the end of one is the start of the next. */
static enum vg_status put_curve(struct writer *w, const xmlNode *element)
{
    const xmlNode *segments = vg_fes_first(element), *n = segments ? vg_fes_first(segments) : NULL;

    if (!n || vg_fes_next(n) || !vg_fes_is(n, "LineStringSegment"))
        return vg_fes_expected(w->f, element, "gml:segments with one gml:LineStringSegment");
    return put_positions(w, n);
}

static enum vg_status put_surface(struct writer *w, const xmlNode *element)
{
    const xmlNode *patches = vg_fes_first(element), *n = patches ? vg_fes_first(patches) : NULL;

    if (!n || vg_fes_next(n) || !vg_fes_is(n, "PolygonPatch"))
        return vg_fes_expected(w->f, element, "gml:patches with one gml:PolygonPatch");
    return put_rings(w, n);
}

/* --- a whole geometry ----------------------------------------------------------------------------- */

/* The short form and the one of GML 2 mean x, y; names of OGC mean what the authority says. */
static void set_crs(struct fes *f, const xmlNode *element, struct vg_syntax *s)
{
    struct vg_str name = vg_fes_attr(f, element, "srsName");

    if (!name.len)
        return;
    s->crs = name;
    s->is_xy = !vg_str_starts(name, VG_STR("urn:")) && !memmem(name.ptr, name.len, "/def/crs/", 9);
}

static enum vg_status read_box(struct writer *w, const xmlNode *element, struct vg_syntax *s)
{
    double numbers[6];
    size_t n = 0;
    bool first = true, bad = false;
    enum vg_status r = VG_OK;

    for (const xmlNode *c = vg_fes_first(element); r == VG_OK && c; c = vg_fes_next(c)) {
        if (vg_fes_is(c, "coord"))
            r = put_coord(w, c, &first);
        else if (vg_fes_is(c, "lowerCorner") || vg_fes_is(c, "upperCorner") || vg_fes_is(c, "pos") ||
                 vg_fes_is(c, "coordinates"))
            r = put_text_of(w, c, &first);
        else
            r = vg_fes_expected(w->f, c, "gml:lowerCorner and gml:upperCorner");
    }
    if (r != VG_OK)
        return r;
    struct vg_str all = {w->wkt.ptr, w->wkt.len};
    while (n < VG_COUNT(numbers) && next_number(&all, &(struct signs){.between_numbers = ','}, &numbers[n], &bad))
        n++;
    if (all.len || (n != 4 && n != 6))
        return vg_fes_expected(w->f, element, "gml:lowerCorner and gml:upperCorner");
    return vg_cql2_set_box(s, numbers, n, &w->f->maker);
}

static enum vg_status read_shape(struct writer *w, const xmlNode *element, struct vg_syntax *s)
{
    const struct shape *shape = shape_of(element);

    vg_buf_printf(&w->wkt, "%s ", shape->wkt);
    enum vg_status r = shape->put(w, element);
    if (r == VG_OK)
        r = vg_buf_check(&w->wkt, w->f->maker.err);
    return r == VG_OK ? vg_cql2_set_geometry(s, (struct vg_str){w->wkt.ptr, w->wkt.len}, &w->f->maker) : r;
}

enum vg_status vg_fes_geometry(struct fes *f, const xmlNode *element, struct vg_syntax **out)
{
    bool box = is_box(element);
    struct writer w = {.f = f};
    enum vg_status r = vg_fes_new(f, element, box ? VG_S_BOX : VG_S_GEOMETRY, out);
    struct vg_str dims = vg_fes_attr(f, element, "srsDimension");

    if (r != VG_OK)
        return r;
    if (dims.len == 1 && (*dims.ptr == '2' || *dims.ptr == '3'))
        w.said = *dims.ptr - '0';
    set_crs(f, element, *out);
    vg_buf_init(&w.wkt, 16 * VG_MAX_FILTER_BYTES);
    r = box ? read_box(&w, element, *out) : read_shape(&w, element, *out);
    vg_buf_finish(&w.wkt);
    return r;
}
