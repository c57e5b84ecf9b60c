/* A small map as SVG: the shapes of a collection within the outline of a commune.  It needs no script, prints, and stays with
 * the page; the way to the map that one can move leads through the links beside it. */
#include <math.h>

#include <vigie/base/escape.h>
#include <vigie/base/number.h>

#include "territory.h"

#define WIDTH 1280 /* in halves of a pixel: whole numbers and steps from point to point keep a page light */
#define HEIGHT 840
#define MARGIN 24
#define TOLERANCE 1.4
#define MAX_BYTES (2u << 20)
#define MOST_SHAPES 20000

struct map {
    struct vg_call *call;
    struct vg_buf out;
    double x, y, scale; /* of the plane: left, top, halves of a pixel a unit */
    int64_t at[2];      /* the last point, in them */
    size_t shapes;
    double room[256 * 4];
};

/* The first point of a line as it is, the others as steps from the one before; what rounds to no step is left out. */
static void put_point(struct map *m, const double *v, bool first)
{
    int64_t x = llround((v[0] - m->x) * m->scale), y = llround((m->y - v[1]) * m->scale);
    int64_t dx = first ? x : x - m->at[0], dy = first ? y : y - m->at[1];

    if (!first && dx == 0 && dy == 0)
        return;
    vg_buf_char(&m->out, first ? 'M' : 'l');
    vg_buf_int64(&m->out, dx);
    if (dy >= 0)
        vg_buf_char(&m->out, ' ');
    vg_buf_int64(&m->out, dy);
    m->at[0] = x;
    m->at[1] = y;
}

static void put_points(struct map *m, struct vg_wkb *w, int dims, uint32_t n)
{
    bool first = true;

    while (n) {
        uint32_t some = n < 256 ? n : 256;
        const double *v = vg_wkb_points(w, some, dims, m->room);
        for (uint32_t i = 0; v && i < some; i++) {
            put_point(m, v + (size_t)i * (size_t)dims, first);
            first = false;
        }
        if (!v)
            return;
        n -= some;
    }
}

/* Checked geometries without curves. */
static void put_shape(struct map *m, struct vg_wkb *w)
{
    struct vg_geom_head h;

    if (vg_wkb_head(w, &h, NULL) != VG_OK)
        return;
    if (h.type == VG_GEOM_POINT) {
        const double *v = vg_wkb_points(w, 1, h.dims, m->room);
        if (v && isfinite(v[0]))
            put_point(m, v, true);
        VG_BUF_LIT(&m->out, "h0");
    } else if (h.type == VG_GEOM_LINESTRING) {
        put_points(m, w, h.dims, h.count);
    } else if (h.type == VG_GEOM_POLYGON || h.type == VG_GEOM_TRIANGLE) {
        for (uint32_t i = 0; i < h.count; i++) {
            uint32_t n;
            if (vg_wkb_ring(w, h.dims, &n, NULL) != VG_OK)
                return;
            put_points(m, w, h.dims, n);
            vg_buf_char(&m->out, 'Z');
        }
    } else {
        for (uint32_t i = 0; i < h.count; i++)
            put_shape(m, w);
    }
}

static void put_path(struct map *m, struct vg_geom g)
{
    struct vg_geom_info info;
    struct vg_geom straight = g;

    VG_BUF_LIT(&m->out, "<path d=\"");
    if (vg_geom_check(g, &info, NULL) == VG_OK && info.finite &&
        (!info.has_curve || vg_geom_linearize(g, 0, m->call->arena, &straight, NULL) == VG_OK)) {
        struct vg_wkb w = vg_wkb_of(straight);
        put_shape(m, &w);
    }
    vg_buf_char(&m->out, '"');
}

/* --- the shapes ----------------------------------------------------------------------------------- */

static bool is_line(const struct vg_collection *c)
{
    return c->geom_type == VG_GEOM_LINESTRING || c->geom_type == VG_GEOM_MULTILINESTRING;
}

static bool is_point(const struct vg_collection *c)
{
    return c->geom_type == VG_GEOM_POINT || c->geom_type == VG_GEOM_MULTIPOINT;
}

/* How a shape looks: its attributes, from the fill on. */
struct look {
    void (*put)(struct map *m, const struct look *k, const struct vg_value *v); /* v: of the first field asked for, or null */
    const struct vg_collection *collection;
    const struct vg_style *style; /* may be NULL */
    struct vg_str own;            /* the value of what is shown among its neighbours */
};

static void put_symbol(struct map *m, const struct look *k, const struct vg_value *v)
{
    const struct vg_collection *c = k->collection;
    int rule = k->style ? vg_style_rule(k->style, v) : -1;
    struct vg_colour fill = {0x0b, 0x6e, 0x99};

    if (rule >= 0)
        fill = k->style->rules[rule].symbol.fill;
    vg_buf_cstr(&m->out, is_line(c)    ? " fill=\"none\" stroke-linecap=\"round\" stroke-width=\"10\" stroke=\""
                         : is_point(c) ? " fill=\"none\" stroke-linecap=\"round\" stroke-width=\"24\" stroke=\"" : " fill-opacity=\"0.85\" stroke-width=\"0.6\" "
               "stroke=\"#33414c\" fill=\"");
    vg_colour_put(&m->out, fill);
    VG_BUF_LIT(&m->out, "\"/>\n");
}

static void put_neighbour(struct map *m, const struct look *k, const struct vg_value *v)
{
    bool own = v->kind == VG_V_TEXT && vg_str_eq(v->text, k->own);
    vg_buf_printf(&m->out, " fill=\"%s\" stroke=\"#ffffff\" stroke-width=\"3\"/>\n", own ? "#0b6e99" : "#d5dce1");
}

static enum vg_status put_rows(struct map *m, struct vg_session *x, const struct vg_query *q, const struct look *k,
                               struct vg_error *err)
{
    static const struct vg_value none = {.kind = VG_V_NULL};
    struct vg_cursor *cursor;
    const struct vg_feature *f;
    enum vg_status r = vg_session_select(x, q, &cursor, err);

    if (r != VG_OK)
        return r;
    while ((r = vg_cursor_next(cursor, &f, err)) == VG_OK && !m->out.failed) {
        if (!f->geom.wkb)
            continue;
        put_path(m, f->geom);
        k->put(m, k, q->n_fields ? &f->values[0] : &none);
        m->shapes++;
    }
    vg_cursor_close(cursor);
    return r == VG_END ? VG_OK : r;
}

static enum vg_status put_outline(struct map *m, struct vg_session *x, const struct vg_query *q, const char *after,
                                  struct vg_error *err)
{
    struct vg_cursor *cursor;
    const struct vg_feature *f;
    enum vg_status r = vg_session_select(x, q, &cursor, err);

    if (r != VG_OK)
        return r;
    if ((r = vg_cursor_next(cursor, &f, err)) == VG_OK && f->geom.wkb) {
        put_path(m, f->geom);
        vg_buf_cstr(&m->out, after);
    }
    vg_cursor_close(cursor);
    return r == VG_END ? VG_OK : r;
}

/* --- the frame ------------------------------------------------------------------------------------ */

/* The plane that is drawn in, and the commune's box in it. */
static enum vg_status find_frame(struct vg_call *call, const struct vg_territory *t, const struct vg_collection *c,
                                 const struct vg_crs **crs, struct vg_bbox *box, struct vg_error *err)
{
    struct vg_crs_registry *registry = vg_call_crs(call);
    struct vg_transform *to;
    enum vg_status r = VG_OK;

    *crs = c->crs;
    if (c->crs->geographic)
        r = vg_crs_find(registry, VG_STR("EPSG:3857"), crs, err);
    if (r == VG_OK)
        r = vg_transform_borrow(registry, vg_crs84(registry), *crs, &t->box, &to, err);
    if (r != VG_OK)
        return r;
    bool good = vg_transform_bbox(to, &t->box, box);
    vg_transform_return(to);
    return good ? VG_OK : VG_END;
}

static void put_head(struct map *m, const struct vg_bbox *box, const char *title)
{
    double width = box->max[0] - box->min[0], height = box->max[1] - box->min[1];

    m->scale = fmin((WIDTH - 2 * MARGIN) / width, (HEIGHT - 2 * MARGIN) / height);
    m->x = (box->min[0] + box->max[0]) / 2 - WIDTH / 2.0 / m->scale;
    m->y = (box->min[1] + box->max[1]) / 2 + HEIGHT / 2.0 / m->scale;
    vg_buf_printf(&m->out, "<svg class=\"plan\" role=\"img\" viewBox=\"0 0 %d %d\" aria-label=\"", WIDTH, HEIGHT);
    vg_xml_put_text(&m->out, vg_str_of(title));
    VG_BUF_LIT(&m->out, "\">\n");
}

/* The map of that box, and what is asked of the collection for it. */
static enum vg_status begin_map(struct map *m, const struct vg_territory *t, const char *title, struct vg_query *q,
                                struct vg_error *err)
{
    struct vg_crs_registry *registry = vg_call_crs(m->call);
    const struct vg_expr *near = NULL;
    struct vg_bbox box;
    enum vg_status r = find_frame(m->call, t, q->collection, &q->crs, &box, err);

    if (r == VG_OK)
        r = vg_expr_bbox(registry, q->collection, &t->box, vg_crs84(registry), m->call->arena, &near, err);
    if (r != VG_OK)
        return r;
    vg_buf_init(&m->out, MAX_BYTES);
    put_head(m, &box, title);
    q->filter = vg_expr_and(m->call->arena, near, q->filter);
    q->no_geometry = false;
    q->limit = MOST_SHAPES;
    q->tolerance = TOLERANCE / m->scale;
    return VG_OK;
}

/* With the result of what drew it.  A map without shapes is none. */
static enum vg_status end_map(struct map *m, enum vg_status r, const char **svg)
{
    if (r == VG_OK)
        VG_BUF_LIT(&m->out, "</svg>\n");
    if (r == VG_OK && m->shapes && !m->out.failed)
        *svg = vg_arena_cstr(m->call->arena, (struct vg_str){m->out.ptr, m->out.len});
    vg_buf_finish(&m->out);
    return r == VG_END ? VG_OK : r;
}

static enum vg_status draw(struct map *m, const struct vg_territory *t, const struct vg_query *shapes, const struct look *k,
                           struct vg_error *err)
{
    struct vg_query outline = t->row;
    struct vg_session *x;
    enum vg_status r = vg_call_session(m->call, shapes->collection->store, true, &x, err);

    if (r != VG_OK)
        return r;
    outline.fields = &t->reference.code;
    outline.n_fields = 1;
    outline.crs = shapes->crs;
    outline.tolerance = shapes->tolerance;
    bool over = !is_line(shapes->collection) && !is_point(shapes->collection); /* areas would hide the border */
    r = put_outline(m, x, &outline, over ? " fill=\"#f4f6f7\" stroke=\"none\"/>\n"
                                         : " fill=\"#f4f6f7\" stroke=\"#7b8a95\" stroke-width=\"3\"/>\n", err);
    if (r == VG_OK)
        r = put_rows(m, x, shapes, k, err);
    if (r == VG_OK && over)
        r = put_outline(m, x, &outline, " fill=\"none\" stroke=\"#1b262d\" stroke-width=\"4\"/>\n", err);
    vg_session_end(x);
    return r;
}

enum vg_status vg_territory_map(struct vg_call *call, const struct vg_territory *t, const struct vg_collection *c,
                                const struct vg_query *rows, const struct vg_style *style, const char **svg,
                                struct vg_error *err)
{
    struct map m = {.call = call};
    struct vg_query q = *rows;
    int field = style ? style->field : -1;
    const struct look look = {.put = put_symbol, .collection = c, .style = style};
    const char *title = vg_territory_sentence(call, "territory_of.map", "title", c->title, "name",
                                              vg_arena_cstr(call->arena, t->name), NULL);

    q.fields = &field;
    q.n_fields = field >= 0;
    enum vg_status r = begin_map(&m, t, title, &q, err);
    if (r == VG_OK)
        r = draw(&m, t, &q, &look, err);
    return end_map(&m, r, svg);
}

/* --- where it lies ---------------------------------------------------------------------------------- */

/* A box three times as wide, so that the neighbours can be seen. */
static struct vg_bbox widened(const struct vg_bbox *b)
{
    struct vg_bbox out = *b;
    for (int i = 0; i < 2; i++) {
        double size = b->max[i] - b->min[i];
        out.min[i] -= size;
        out.max[i] += size;
    }
    return out;
}

enum vg_status vg_territory_locator(struct vg_call *call, const struct vg_territory *t, const char **svg, struct vg_error *err)
{
    const struct vg_collection *c = t->reference.reference;
    struct map m = {.call = call};
    struct vg_query q = {.collection = c, .deadline_ms = call->rq->deadline_ms};
    const struct look look = {.put = put_neighbour, .own = t->code};
    struct vg_territory around = *t;
    struct vg_session *x;

    if (!c || !c->crs)
        return VG_OK;
    around.box = widened(&t->box);
    enum vg_status r = vg_gate_narrow(&call->who, &q, MOST_SHAPES, call->arena, err);
    q.fields = &t->reference.code;
    q.n_fields = 1;
    if (r == VG_OK)
        r = begin_map(&m, &around, vg_territory_sentence(call, "territory_of.locator", "name",
                                                         vg_arena_cstr(call->arena, t->name), NULL), &q, err);
    if (r == VG_OK)
        r = vg_call_session(call, c->store, false, &x, err);
    if (r == VG_OK) {
        r = put_rows(&m, x, &q, &look, err);
        vg_session_end(x);
    }
    return end_map(&m, r, svg);
}
