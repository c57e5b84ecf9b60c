/* Features as JSON-FG 1.0 (OGC 21-045r1): GeoJSON, and beside it what GeoJSON cannot say.
 *
 * `geometry` is for every reader: degrees, longitude first, straight lines.  `place` is there where that is not the
 * whole truth: another CRS (then alone, in the authority's axis order), curves, measures.  Solids are written as
 * the surfaces they are kept as.  What the root has to declare is told by the collection, so that features
 * can be written as they come. */
#include <vigie/base/escape.h>
#include <vigie/base/time.h>

#include "geojson.h"
#include "jsonfg.h"

#define CLASS "\"http://www.opengis.net/spec/json-fg-1/1.0/conf/"

struct state {
    struct vg_geojson_row row;
    struct vg_geojson_form place;
    bool elsewhere;          /* another CRS than that of `geometry` */
    int start, end;          /* of the values: the time; -1: none */
    bool has_rows;
};

static bool is_crs84(const struct vg_crs *crs)
{
    return strcmp(crs->auth, "OGC") == 0;
}

static int place_of(const struct vg_item_writer *w, int field)
{
    for (size_t i = 0; field >= 0 && i < w->n_fields; i++)
        if (w->fields[i] == field)
            return (int)i;
    return -1;
}

static enum vg_status prepare(struct vg_item_writer *w, struct state **out, struct vg_error *err)
{
    const struct vg_collection *c = w->collection;
    struct state *s = VG_NEW(w->arena, struct state);
    enum vg_status r = vg_arena_check(w->arena, err);

    if (r != VG_OK)
        return r;
    r = vg_geojson_prepare(w, &s->row, err);
    s->place = s->row.form;
    s->place.measures = true;
    s->elsewhere = w->crs && !is_crs84(w->crs);
    s->start = place_of(w, c->time_start);
    s->end = c->time_end == c->time_start ? -1 : place_of(w, c->time_end);
    if (c->time_end >= 0 && c->time_end != c->time_start && (s->start < 0 || s->end < 0))
        s->start = s->end = -1; /* half an interval would be told as an instant */
    w->state = *out = s;
    return r;
}

/* --- the head ------------------------------------------------------------------------------------ */

static bool may_have_arcs(const struct vg_collection *c)
{
    return c->geom_type == VG_GEOM_ANY || (c->geom_type >= VG_GEOM_CIRCULARSTRING && c->geom_type <= VG_GEOM_SURFACE);
}

/* conformsTo, featureType and coordRefSys of the root object. */
static void put_root(const struct vg_item_writer *w, const struct state *s)
{
    const struct vg_collection *c = w->collection;
    struct vg_buf *b = w->out;

    VG_BUF_LIT(b, ",\"conformsTo\":[" CLASS "core\"," CLASS "types-schemas\"");
    if (w->crs && may_have_arcs(c))
        VG_BUF_LIT(b, "," CLASS "circular-arcs\"");
    if (w->crs && c->geom_m)
        VG_BUF_LIT(b, "," CLASS "measures\"");
    VG_BUF_LIT(b, "],\"featureType\":");
    vg_json_put_str(b, vg_str_of(c->id));
    if (s->elsewhere)
        vg_geojson_put_text(b, ",\"coordRefSys\":", w->crs->uri);
}

/* Of a table whose column holds one kind of geometry only. */
static int dimension_of(enum vg_geom_type t)
{
    switch (t) {
    case VG_GEOM_POINT:
    case VG_GEOM_MULTIPOINT:
        return 0;
    case VG_GEOM_LINESTRING:
    case VG_GEOM_MULTILINESTRING:
    case VG_GEOM_CIRCULARSTRING:
    case VG_GEOM_COMPOUNDCURVE:
    case VG_GEOM_MULTICURVE:
        return 1;
    case VG_GEOM_POLYGON:
    case VG_GEOM_MULTIPOLYGON:
    case VG_GEOM_CURVEPOLYGON:
    case VG_GEOM_MULTISURFACE:
        return 2;
    default:
        return -1;
    }
}

/* --- time ----------------------------------------------------------------------------------------- */

static bool is_moment(const struct vg_value *v)
{
    bool kind = v->kind == VG_V_DATE || v->kind == VG_V_DATETIME || v->kind == VG_V_LOCALTIME;
    return kind && vg_geojson_has_text(v);
}

static int64_t instant_of(const struct vg_value *v)
{
    return v->kind == VG_V_DATE ? v->integer * VG_US_PER_DAY : v->integer;
}

/* As a date, or as an instant in UTC: moments without a zone are taken as UTC, as the parameter datetime does. */
static void put_moment(struct vg_buf *b, const struct vg_value *v, bool as_date)
{
    vg_buf_char(b, '"');
    if (as_date)
        (void)vg_date_put(b, v->integer);
    else
        (void)vg_datetime_put(b, instant_of(v), true);
    vg_buf_char(b, '"');
}

static void put_side(struct vg_buf *b, const struct vg_value *v, bool as_date)
{
    if (is_moment(v))
        put_moment(b, v, as_date);
    else
        VG_BUF_LIT(b, "\"..\"");
}

/* Both ends are of one kind, and the start is not after the end (requirement interval). */
static void put_interval(struct vg_buf *b, const struct vg_value *start, const struct vg_value *end)
{
    bool both = is_moment(start) && is_moment(end);
    bool dates = (!is_moment(start) || start->kind == VG_V_DATE) && (!is_moment(end) || end->kind == VG_V_DATE);

    if ((!is_moment(start) && !is_moment(end)) || (both && instant_of(start) > instant_of(end))) {
        VG_BUF_LIT(b, "null");
        return;
    }
    VG_BUF_LIT(b, "{\"interval\":[");
    put_side(b, start, dates);
    vg_buf_char(b, ',');
    put_side(b, end, dates);
    VG_BUF_LIT(b, "]}");
}

static void put_time(struct vg_buf *b, const struct state *s, const struct vg_feature *f)
{
    VG_BUF_LIT(b, ",\"time\":");
    if (s->start >= 0 && s->end >= 0) {
        put_interval(b, &f->values[s->start], &f->values[s->end]);
    } else if (s->start >= 0 && is_moment(&f->values[s->start])) {
        bool date = f->values[s->start].kind == VG_V_DATE;
        vg_buf_cstr(b, date ? "{\"date\":" : "{\"timestamp\":");
        put_moment(b, &f->values[s->start], date);
        vg_buf_char(b, '}');
    } else {
        VG_BUF_LIT(b, "null");
    }
}

/* --- geometry ------------------------------------------------------------------------------------- */

struct shape {
    bool empty;              /* a geometry without a position, for which there is no valid form */
    bool arcs, measured;
};

static struct shape shape_of(struct vg_geom g)
{
    struct vg_wkb in = vg_wkb_of(g);
    struct vg_geom_head h;
    struct vg_geom_info info;
    struct shape s = {0};

    if (!g.wkb || vg_wkb_head(&in, &h, NULL) != VG_OK)
        return s; /* the writer says what is wrong */
    s.measured = h.has_m;
    s.empty = h.count == 0 || (h.type == VG_GEOM_POINT && vg_geom_check(g, &info, NULL) == VG_OK && info.empty);
    s.arcs = vg_jsonfg_has_arcs(g);
    return s;
}

static enum vg_status put_places(const struct vg_item_writer *w, const struct state *s, const struct vg_feature *f,
                                 struct vg_error *err)
{
    static const struct vg_feature nowhere;
    struct vg_buf *b = w->out;
    struct shape shape = shape_of(f->geom);
    bool here = !shape.empty && f->geom.wkb, extended = here && (s->elsewhere || shape.arcs || shape.measured);
    struct vg_geojson_form form = s->place;

    form.arcs = shape.arcs;
    if (extended && shape.measured)
        VG_BUF_LIT(b, ",\"measures\":{\"enabled\":true}");
    VG_BUF_LIT(b, ",\"place\":");
    enum vg_status r = vg_geojson_put_geometry(b, extended ? f : &nowhere, &form, err);
    VG_BUF_LIT(b, ",\"geometry\":");
    if (r == VG_OK)
        r = vg_geojson_put_geometry(b, here && !s->elsewhere ? f : &nowhere, &s->row.form, err);
    return r;
}

/* All but the head and the closing brace. */
static enum vg_status put_rest(struct vg_item_writer *w, const struct state *s, const struct vg_feature *f,
                               struct vg_error *err)
{
    put_time(w->out, s, f);
    enum vg_status r = put_places(w, s, f, err);
    if (r == VG_OK)
        vg_geojson_put_properties(w->out, &s->row, w, f);
    return r;
}

/* --- the codec ------------------------------------------------------------------------------------ */

static enum vg_status begin(struct vg_item_writer *w, struct vg_error *err)
{
    struct state *s;
    enum vg_status r = prepare(w, &s, err);

    if (r != VG_OK)
        return r;
    VG_BUF_LIT(w->out, "{\"type\":\"FeatureCollection\"");
    put_root(w, s);
    int dimension = w->crs ? dimension_of(w->collection->geom_type) : -1;
    if (dimension >= 0)
        vg_buf_printf(w->out, ",\"geometryDimension\":%d", dimension);
    VG_BUF_LIT(w->out, ",\"features\":[");
    return VG_OK;
}

static enum vg_status item(struct vg_item_writer *w, const struct vg_feature *f, struct vg_error *err)
{
    struct state *s = w->state;

    if (s->has_rows)
        vg_buf_char(w->out, ',');
    s->has_rows = true;
    vg_geojson_put_head(w->out, &s->row, f);
    enum vg_status r = put_rest(w, s, f, err);
    vg_buf_char(w->out, '}');
    return r;
}

static enum vg_status end(struct vg_item_writer *w, const struct vg_page_info *p, struct vg_error *err)
{
    (void)err;
    vg_buf_char(w->out, ']');
    if (p->links)
        vg_geojson_put_links(w->out, p);
    vg_geojson_put_counts(w->out, p);
    vg_buf_char(w->out, '}');
    return VG_OK;
}

static enum vg_status single(struct vg_item_writer *w, const struct vg_feature *f, const struct vg_page_info *p,
                             struct vg_error *err)
{
    struct state *s;
    enum vg_status r = prepare(w, &s, err);

    if (r != VG_OK)
        return r;
    vg_geojson_put_head(w->out, &s->row, f);
    put_root(w, s);
    r = put_rest(w, s, f, err);
    if (r != VG_OK)
        return r;
    vg_geojson_put_links(w->out, p);
    vg_buf_char(w->out, '}');
    return VG_OK;
}

const struct vg_item_codec vg_codec_jsonfg = {
    .name = "jsonfg",
    .media_type = "application/vnd.ogc.fg+json",
    .title = "JSON-FG",
    .tells_references = true,
    .begin = begin,
    .item = item,
    .end = end,
    .single = single,
};
