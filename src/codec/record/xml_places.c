/* Boxes, polygons and times of an extent: GML in either of its namespaces, with what is wrong in the field mended where
 * the meaning is plain. */
#include <math.h>

#include <vigie/base/keyword.h>
#include <vigie/base/number.h>

#include "xml_map.h"

#define MAX_POSITIONS 200000

/* --- boxes --- */

/* The sides as they came.  A side of 0 is a side, so vg_xml_read_rows would not do. */
static void read_sides(struct vg_xml_reader *x, const struct vg_xml_row *row, xmlNode *node, void *to)
{
    for (size_t i = 0; i < row->rows->n; i++) {
        const struct vg_xml_row *side = &row->rows->rows[i];
        xmlNode *at = vg_xml_child(node, side->path);
        if (at) {
            vg_xml_took(at);
            side->kind->read(x, side, at, (char *)to + side->at);
        }
    }
}

static bool box_read(struct vg_xml_reader *x, const struct vg_xml_row *row, xmlNode *node, void *member)
{
    struct vg_record_box b = {.west = NAN, .east = NAN, .south = NAN, .north = NAN};
    const struct vg_record_box none = b;

    read_sides(x, row, node, &b);
    if (memcmp(&b, &none, sizeof(b)) == 0)
        return false;
    if (!vg_xml_settle_box(x, node, &b)) {
        vg_xml_took(node); /* and told */
        return false;
    }
    memcpy(member, &b, sizeof(b));
    return true;
}

static bool within(double v, double limit)
{
    return isfinite(v) && v >= -limit - 1e-6 && v <= limit + 1e-6;
}

static void swap(double *a, double *b)
{
    double t = *a;
    *a = *b;
    *b = t;
}

/* A box that would span more than half the globe by crossing the antimeridian has its sides exchanged. */
static bool inverted(const struct vg_record_box *b)
{
    return b->west > b->east && b->east + 360 - b->west > 180;
}

bool vg_xml_settle_box(struct vg_xml_reader *x, const xmlNode *at, struct vg_record_box *b)
{
    if (!isfinite(b->west) || !isfinite(b->east) || !isfinite(b->south) || !isfinite(b->north)) {
        vg_xml_tell(x, VG_RECORD_LOST, at, "the box lacks a side");
        return false;
    }
    if (!within(b->south, 90) || !within(b->north, 90) || !within(b->west, 360) || !within(b->east, 360)) {
        vg_xml_tell(x, VG_RECORD_LOST, at, "the box %g, %g, %g, %g is not in degrees", b->west, b->south, b->east, b->north);
        return false;
    }
    if (b->south > b->north) {
        swap(&b->south, &b->north);
        vg_xml_tell(x, VG_RECORD_REPAIRED, at, "the box had south above north: exchanged");
    }
    if (inverted(b)) {
        swap(&b->west, &b->east);
        vg_xml_tell(x, VG_RECORD_REPAIRED, at, "the box had west and east exchanged");
    }
    if (b->west < -180 || b->east > 180) {
        bool whole = b->east - b->west >= 360;
        b->west = whole ? -180 : remainder(b->west, 360);
        b->east = whole ? 180 : remainder(b->east, 360);
        vg_xml_tell(x, VG_RECORD_REPAIRED, at, "the box went past 180 degrees");
    }
    return true;
}

static bool always(const struct vg_xml_row *row, const void *member)
{
    (void)row;
    (void)member;
    return true;
}

static bool side_read(struct vg_xml_reader *x, const struct vg_xml_row *row, xmlNode *node, void *member)
{
    double v = 0;

    if (!vg_xml_content(x->arena, node))
        return false;
    vg_xml_number.read(x, row, node, &v); /* tells what is no number */
    if (v == 0) {
        const char *text = vg_xml_content(x->arena, node);
        if (text[strspn(text, "+-0.,")])
            return false;
    }
    memcpy(member, &v, sizeof(v));
    return true;
}

static void side_write(struct vg_xml_writer *x, const struct vg_xml_row *row, const void *member)
{
    vg_xml_number.write(x, row, member);
}

const struct vg_xml_kind vg_xml_side = {false, side_read, always, side_write, NULL};

static void box_write(struct vg_xml_writer *x, const struct vg_xml_row *row, const void *member)
{
    const struct vg_record_box *b = member;

    vg_xml_open(x, row->path, NULL, NULL);
    for (size_t i = 0; i < row->rows->n; i++) {
        const struct vg_xml_row *side = &row->rows->rows[i];
        if (side->kind->has(side, (const char *)b + side->at))
            side->kind->write(x, side, (const char *)b + side->at);
    }
    vg_xml_close(x, row->path);
}

const struct vg_xml_kind vg_xml_box = {true, box_read, always, box_write, NULL};

static bool height_read(struct vg_xml_reader *x, const struct vg_xml_row *row, xmlNode *node, void *member)
{
    struct vg_record_height h = {.min = NAN, .max = NAN};

    read_sides(x, row, node, &h);
    if (!isfinite(h.min) || !isfinite(h.max)) {
        if (vg_xml_says(node))
            vg_xml_tell(x, VG_RECORD_LOST, node, "the heights lack one of the two");
        vg_xml_took(node);
        return false;
    }
    memcpy(member, &h, sizeof(h));
    return true;
}

static void height_write(struct vg_xml_writer *x, const struct vg_xml_row *row, const void *member)
{
    vg_xml_group.write(x, row, member);
}

const struct vg_xml_kind vg_xml_height = {true, height_read, always, height_write, NULL};

/* extentTypeCode: false where the resource is outside. */
static bool outside_read(struct vg_xml_reader *x, const struct vg_xml_row *row, xmlNode *node, void *member)
{
    const char *value = NULL;
    bool outside;

    if (!vg_xml_boolean.read(x, row, node, &value))
        return false;
    outside = strcmp(value, "false") == 0;
    memcpy(member, &outside, sizeof(outside));
    return true;
}

static bool outside_has(const struct vg_xml_row *row, const void *member)
{
    (void)row;
    return *(const bool *)member;
}

static void outside_write(struct vg_xml_writer *x, const struct vg_xml_row *row, const void *member)
{
    const char *value = "false";

    (void)member;
    vg_xml_boolean.write(x, row, &value);
}

const struct vg_xml_kind vg_xml_outside = {false, outside_read, outside_has, outside_write, NULL};

/* --- polygons --- */

/* Whether a name of a CRS means latitude first. */
static bool is_flipped(const char *srs)
{
    return srs && strstr(srs, "EPSG") && (strstr(srs, "urn:") || strstr(srs, "/def/crs/")) && strstr(srs, "4326");
}

static void add_numbers(struct vg_xml_reader *x, struct vg_record_ring *ring, const char *text)
{
    struct vg_str rest = vg_str_of(text);
    double v;

    while (rest.len && ring->n_xy < 2 * MAX_POSITIONS) {
        size_t n = strcspn(rest.ptr, " ,\t\r\n");
        if (n && vg_str_double((struct vg_str){rest.ptr, n}, &v)) {
            double *to = VG_RECORD_ADD(x->arena, ring, xy);
            if (to)
                *to = v;
        }
        n += rest.ptr[n] ? 1 : 0;
        rest = (struct vg_str){rest.ptr + n, rest.len - n};
    }
}

/* posList, coordinates, or one pos a position. */
static void ring_read(struct vg_xml_reader *x, xmlNode *linear, bool flipped, struct vg_record_ring *ring)
{
    for (xmlNode *c = linear->children; c; c = c->next) {
        const char *text = c->type == XML_ELEMENT_NODE ? vg_xml_content(x->arena, c) : NULL;
        if (text)
            add_numbers(x, ring, text);
    }
    for (size_t i = 0; flipped && i + 1 < ring->n_xy; i += 2)
        swap(&ring->xy[i], &ring->xy[i + 1]);
}

static void rings_read(struct vg_xml_reader *x, xmlNode *node, bool flipped, struct vg_record_polygon *p)
{
    const char *srs = vg_xml_attr(x->arena, node, "srsName");

    flipped = srs ? is_flipped(srs) : flipped;
    for (xmlNode *c = node->children; c; c = c->next) {
        if (vg_xml_is(c, "LinearRing")) {
            struct vg_record_ring *ring = VG_RECORD_ADD(x->arena, p, rings);
            if (ring)
                ring_read(x, c, flipped, ring);
        } else if (c->type == XML_ELEMENT_NODE) {
            rings_read(x, c, flipped, p);
        }
    }
}

static bool ring_is_whole(const struct vg_record_ring *r)
{
    size_t n = r->n_xy;

    if (n < 8 || n % 2 != 0 || r->xy[0] != r->xy[n - 2] || r->xy[1] != r->xy[n - 1])
        return false;
    for (size_t i = 0; i < n; i += 2) {
        if (!within(r->xy[i], 360) || !within(r->xy[i + 1], 90))
            return false;
    }
    return true;
}

/* Each Polygon or PolygonPatch on its own, however deep in surfaces of several. */
static void polygons_of(struct vg_xml_reader *x, xmlNode *node, bool flipped, void *list)
{
    const char *srs = vg_xml_attr(x->arena, node, "srsName");
    struct vg_record_polygon p = {0}, *to;
    bool whole = true;

    flipped = srs ? is_flipped(srs) : flipped;
    if (!vg_xml_child(node, "exterior") && !vg_xml_child(node, "outerBoundaryIs")) {
        for (xmlNode *c = node->children; c; c = c->next) {
            if (c->type == XML_ELEMENT_NODE)
                polygons_of(x, c, flipped, list);
        }
        return;
    }
    rings_read(x, node, flipped, &p);
    for (size_t i = 0; i < p.n_rings; i++)
        whole = whole && ring_is_whole(&p.rings[i]);
    if (!whole || p.n_rings == 0)
        vg_xml_tell(x, VG_RECORD_LOST, node, "the polygon is not a closed line of degrees");
    else if ((to = vg_record_grow(x->arena, list, sizeof(*to))))
        *to = p;
}

static size_t polygons_in(const void *list, const struct vg_record_polygon **items)
{
    size_t n;

    memcpy(items, list, sizeof(*items));
    memcpy(&n, (const char *)list + sizeof(void *), sizeof(n));
    return n;
}

static bool polygons_read(struct vg_xml_reader *x, const struct vg_xml_row *row, xmlNode *node, void *member)
{
    const struct vg_record_polygon *items;
    size_t before = polygons_in(member, &items), told = x->report->counts[VG_RECORD_LOST];

    (void)row;
    polygons_of(x, node, false, member);
    bool any = polygons_in(member, &items) > before;
    if (!any && told == x->report->counts[VG_RECORD_LOST] && vg_xml_says(node))
        vg_xml_tell(x, VG_RECORD_LOST, node, "the polygon is not a closed line of degrees");
    vg_xml_took(node);
    return any;
}

static bool polygons_has(const struct vg_xml_row *row, const void *member)
{
    const struct vg_record_polygon *items;

    (void)row;
    return polygons_in(member, &items) > 0;
}

static void put_ring(struct vg_xml_writer *x, const struct vg_record_ring *r, const char *side)
{
    char path[64];

    snprintf(path, sizeof(path), "%s/gml:LinearRing", side);
    vg_xml_open(x, path, NULL, NULL);
    vg_xml_line(x);
    VG_BUF_LIT(x->b, "<gml:posList>");
    for (size_t i = 0; i < r->n_xy; i++) {
        if (i > 0)
            vg_buf_char(x->b, ' ');
        vg_buf_fixed(x->b, r->xy[i], 9);
    }
    VG_BUF_LIT(x->b, "</gml:posList>");
    vg_xml_close(x, path);
}

/* With a unique gml:id; the caller closes it. */
static void open_gml(struct vg_xml_writer *x, const char *name, const char *attributes)
{
    vg_xml_line(x);
    vg_buf_printf(x->b, "<%s gml:id=\"g%u\"%s>", name, ++x->ids, attributes);
    x->depth++;
}

static void polygon_write(struct vg_xml_writer *x, const struct vg_xml_row *row, const struct vg_record_polygon *p)
{
    vg_xml_open(x, row->path, NULL, NULL);
    open_gml(x, "gml:Polygon", " srsName=\"http://www.opengis.net/def/crs/OGC/1.3/CRS84\"");
    for (size_t i = 0; i < p->n_rings; i++)
        put_ring(x, &p->rings[i], i == 0 ? "gml:exterior" : "gml:interior");
    vg_xml_close(x, "gml:Polygon");
    vg_xml_close(x, row->path);
}

static void polygons_write(struct vg_xml_writer *x, const struct vg_xml_row *row, const void *member)
{
    const struct vg_record_polygon *items;
    size_t n = polygons_in(member, &items);

    for (size_t i = 0; i < n; i++)
        polygon_write(x, row, &items[i]);
}

const struct vg_xml_kind vg_xml_polygons = {true, polygons_read, polygons_has, polygons_write, NULL};

/* --- times --- */

struct word {
    const char *name, *meaning;
};

static const struct word positions[] = { /* sorted */
    {"Now", "now"},
    {"Present", "now"},
    {"Unknown", "unknown"},
    {"after", "after"},
    {"before", "before"},
    {"now", "now"},
    {"present", "now"},
    {"unknown", "unknown"},
};

static void position_read(struct vg_xml_reader *x, xmlNode *at, struct vg_record_when *when, const char **is)
{
    if (!at)
        return;
    vg_xml_when.read(x, NULL, at, when);
    const char *raw = vg_xml_attr(x->arena, at, "indeterminatePosition");
    const struct word *known = raw ? VG_KEYWORD(vg_str_of(raw), positions) : NULL;
    *is = known ? known->meaning : NULL;
    if (raw && !known)
        vg_xml_tell(x, VG_RECORD_LOST, at, "'%.80s' is no value of this list", raw);
}

/* beginPosition, or begin with an instant in it. */
static xmlNode *side_of(xmlNode *period, const char *position, const char *property)
{
    xmlNode *direct = vg_xml_child(period, position), *around = direct ? NULL : vg_xml_child(period, property);
    return around ? vg_xml_find(around, "timePosition") : direct;
}

/* Names, durations: only its ends and its description have a place. */
static void tell_others(struct vg_xml_reader *x, xmlNode *time)
{
    static const char *const known[] = {"begin", "beginPosition", "description", "end", "endPosition", "timePosition"};

    for (xmlNode *c = time->children; c; c = c->next) {
        size_t i = 0;
        while (c->type == XML_ELEMENT_NODE && i < VG_COUNT(known) && !vg_xml_is(c, known[i]))
            i++;
        if (i < VG_COUNT(known) || !vg_xml_says(c))
            continue;
        vg_xml_tell(x, VG_RECORD_LOST, c, "this has no place in the record; only the original says it");
        vg_xml_took(c);
    }
}

static bool time_read(struct vg_xml_reader *x, const struct vg_xml_row *row, xmlNode *node, void *member)
{
    struct vg_record_time t = {0};
    xmlNode *period = vg_xml_child(node, "TimePeriod"), *instant = vg_xml_child(node, "TimeInstant");
    xmlNode *said = period || instant ? vg_xml_child(period ? period : instant, "description") : NULL;

    (void)row;
    if (period) {
        position_read(x, side_of(period, "beginPosition", "begin"), &t.begin, &t.begin_is);
        position_read(x, side_of(period, "endPosition", "end"), &t.end, &t.end_is);
    } else if (instant) {
        position_read(x, vg_xml_child(instant, "timePosition"), &t.begin, &t.begin_is);
        t.end = t.begin;
        t.end_is = t.begin_is;
        t.instant = true;
    }
    if (period || instant)
        tell_others(x, period ? period : instant);
    if (said)
        t.description.value = vg_xml_content(x->arena, said);
    if (t.begin.text && t.end.text && t.begin.us > t.end.us) {
        struct vg_record_when later = t.begin;
        t.begin = t.end;
        t.end = later;
        vg_xml_tell(x, VG_RECORD_REPAIRED, node, "the period ended before it began: exchanged");
    }
    memcpy(member, &t, sizeof(t));
    return t.begin.text || t.end.text || t.begin_is || t.end_is || t.description.value;
}

static void put_position(struct vg_xml_writer *x, const char *name, const struct vg_record_when *when, const char *is)
{
    char attributes[64] = "";

    if (is || !when->text)
        snprintf(attributes, sizeof(attributes), " indeterminatePosition=\"%.20s\"", is ? is : "unknown");
    if (when->text) {
        vg_xml_leaf(x, name, attributes, vg_str_of(when->text));
    } else {
        vg_xml_line(x);
        vg_buf_printf(x->b, "<%s%s/>", name, attributes);
    }
}

static void time_write(struct vg_xml_writer *x, const struct vg_xml_row *row, const void *member)
{
    const struct vg_record_time *t = member;
    const char *name = t->instant ? "gml:TimeInstant" : "gml:TimePeriod";

    vg_xml_open(x, row->path, NULL, NULL);
    open_gml(x, name, "");
    if (t->description.value)
        vg_xml_leaf(x, "gml:description", "", vg_str_of(t->description.value));
    put_position(x, t->instant ? "gml:timePosition" : "gml:beginPosition", &t->begin, t->begin_is);
    if (!t->instant)
        put_position(x, "gml:endPosition", &t->end, t->end_is);
    vg_xml_close(x, name);
    vg_xml_close(x, row->path);
}

const struct vg_xml_kind vg_xml_time = {false, time_read, always, time_write, NULL};
