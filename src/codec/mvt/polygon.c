/* Polygons: rings read, turned the right way, and valid.
 *
 * Rounding and simplifying each ring by itself may make rings cross that did not.  Most polygons are certainly valid after
 * it, which is quick to see; the others GEOS makes valid on the grid of whole numbers, since clients refuse or misdraw
 * polygons that are not. */
#include "shape.h"

#include <stdlib.h>

#include <vigie/geo/predicate.h>

#define SQUARE 4 /* corners */

/* --- rings ------------------------------------------------------------------------------------- */

/* Positive where it runs clockwise as seen, y growing downwards. */
static double signed_area(const struct mvt_cell *at, size_t n)
{
    int64_t sum = 0;
    for (size_t i = 0; i < n; i++) {
        const struct mvt_cell *a = &at[i], *b = &at[i + 1 < n ? i + 1 : 0];
        sum += (int64_t)a->x * b->y - (int64_t)b->x * a->y;
    }
    return (double)sum / 2;
}

/* From the first position to itself: the farthest from it stays in any case, so a ring does not fall together. */
static void simplify_ring(struct mvt_shaper *s)
{
    struct mvt_cells *c = &s->cells;
    c->at[c->n++] = c->at[0];
    vg_mvt_simplify(s, MVT_TOLERANCE);
    c->n--;
}

static bool ends_meet(const struct mvt_cells *c)
{
    return c->n > 1 && c->at[0].x == c->at[c->n - 1].x && c->at[0].y == c->at[c->n - 1].y;
}

/* s->in becomes the ring at r, not closed. */
static bool read_ring(struct mvt_shaper *s, struct vg_wkb *r, int dims, uint32_t n)
{
    if (!vg_mvt_read_sequence(s, r, dims, n))
        return false;
    s->in.n -= s->in.n > 1; /* the last is the first */
    return true;
}

/* s->cells becomes the ring s->in; false: nothing of it is seen. */
static bool round_ring(struct mvt_shaper *s)
{
    if (!vg_mvt_is_inside(s))
        vg_mvt_clip_ring(s, s->low, s->high);
    if (s->in.n == 0 || !vg_mvt_cells_room(s, &s->cells, s->in.n + SQUARE))
        return false;
    s->cells.n = 0;
    for (size_t i = 0; i < s->in.n; i++)
        vg_mvt_add_cell(&s->cells, vg_mvt_cell_of(s->in.xy + 2 * i));
    while (ends_meet(&s->cells))
        s->cells.n--;
    if (!s->as_it_is && s->cells.n > 3)
        simplify_ring(s);
    return true;
}

/* Append s->cells to the polygon; outside rings run clockwise as seen, holes the other way, each from its first position. */
static bool keep_ring(struct mvt_shaper *s, bool reversed)
{
    const struct mvt_cells *c = &s->cells;
    if (!vg_mvt_cells_room(s, &s->rings, s->rings.n + c->n))
        return false;
    if (s->n_rings == s->cap_rings) {
        size_t cap = s->cap_rings ? 2 * s->cap_rings : 16;
        size_t *ends = realloc(s->ring_ends, cap * sizeof *ends);
        s->short_of_memory |= !ends;
        if (!ends)
            return false;
        s->ring_ends = ends;
        s->cap_rings = cap;
    }
    for (size_t i = 0; i < c->n; i++)
        s->rings.at[s->rings.n++] = c->at[reversed && i ? c->n - i : i];
    s->ring_ends[s->n_rings++] = s->rings.n;
    return true;
}

/* s->cells, which have room for it. */
static void become_square(struct mvt_shaper *s, struct mvt_cell at)
{
    int side = s->side;
    const struct mvt_cell square[SQUARE] = {at, {at.x + side, at.y}, {at.x + side, at.y + side}, {at.x, at.y + side}};
    memcpy(s->cells.at, square, sizeof square);
    s->cells.n = SQUARE;
}

/* Polygons too small to be drawn add up: one in so many is drawn for all, as large as they are together. */
static bool stands_for_lost(struct mvt_shaper *s)
{
    s->lost_at = s->cells.at[0];
    s->lost_area += fmin(s->ring_area, s->smallest);
    if (s->layer->make || s->lost_area < s->smallest)
        return false;
    s->lost_area -= s->smallest;
    become_square(s, s->cells.at[0]);
    return true;
}

bool vg_mvt_add_ring(struct mvt_shaper *s, bool hole)
{
    if (!round_ring(s))
        return false;
    double area = signed_area(s->cells.at, s->cells.n);
    if (fabs(area) >= s->smallest)
        return keep_ring(s, (area < 0) != hole);
    if (!hole && stands_for_lost(s))
        (void)keep_ring(s, false);
    return false;
}

/* --- validity ---------------------------------------------------------------------------------- */

static unsigned char *put_bytes(unsigned char *to, const void *from, size_t n)
{
    memcpy(to, from, n);
    return to + n;
}

static unsigned char *put_number(unsigned char *to, size_t n)
{
    uint32_t v = (uint32_t)n;
    return put_bytes(to, &v, sizeof v);
}

static unsigned char *put_position(unsigned char *to, struct mvt_cell at)
{
    const double xy[] = {at.x, at.y};
    return put_bytes(to, xy, sizeof xy);
}

/* The rings as WKB of one polygon, in the scratch arena; {0}: no memory. */
static struct vg_geom polygon_of(struct mvt_shaper *s)
{
    size_t size = 9 + s->n_rings * 4 + (s->rings.n + s->n_rings) * 16, from = 0;
    unsigned char *bytes = vg_arena_alloc(s->scratch, size), *to = bytes;
    if (!bytes)
        return (struct vg_geom){0};
    *to++ = __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__;
    to = put_number(to, VG_GEOM_POLYGON);
    to = put_number(to, s->n_rings);
    for (size_t i = 0; i < s->n_rings; from = s->ring_ends[i++]) {
        to = put_number(to, s->ring_ends[i] - from + 1);
        for (size_t k = from; k < s->ring_ends[i]; k++)
            to = put_position(to, s->rings.at[k]);
        to = put_position(to, s->rings.at[from]);
    }
    return (struct vg_geom){bytes, size};
}

static void put_rings(struct mvt_shaper *s)
{
    size_t from = 0;
    for (size_t i = 0; i < s->n_rings; from = s->ring_ends[i++]) {
        const struct mvt_cell *at = s->rings.at + from;
        size_t n = s->ring_ends[i] - from;
        vg_mvt_put_command(s, MVT_MOVE_TO, 1);
        vg_mvt_put_cell(s, at[0]);
        vg_mvt_put_command(s, MVT_LINE_TO, n - 1);
        for (size_t k = 1; k < n; k++)
            vg_mvt_put_cell(s, at[k]);
        vg_mvt_put_command(s, MVT_CLOSE_PATH, 1);
        s->measure += signed_area(at, n); /* holes are negative */
    }
    s->n_rings = s->rings.n = 0;
}

/* A ring as GEOS gave it back. */
static void keep_mended(struct mvt_shaper *s, struct vg_wkb *r, int dims, uint32_t n, bool hole)
{
    double xy[4];
    if (!vg_mvt_cells_room(s, &s->cells, n))
        return;
    s->cells.n = 0;
    for (uint32_t i = 0; i < n; i++) {
        const double *p = vg_wkb_points(r, 1, dims, xy);
        if (!p)
            return;
        vg_mvt_add_cell(&s->cells, vg_mvt_cell_of(p));
    }
    while (ends_meet(&s->cells))
        s->cells.n--;
    double area = signed_area(s->cells.at, s->cells.n);
    if (area != 0)
        (void)keep_ring(s, (area > 0) == hole);
}

static enum vg_status put_mended(struct mvt_shaper *s, struct vg_wkb *r, struct vg_error *err)
{
    struct vg_geom_head h;
    enum vg_status st = vg_wkb_head(r, &h, err);
    if (st != VG_OK || (h.type != VG_GEOM_POLYGON && h.type != VG_GEOM_MULTIPOLYGON))
        return st;
    for (uint32_t i = 0; i < h.count && st == VG_OK; i++) {
        uint32_t n;
        if (h.type == VG_GEOM_MULTIPOLYGON)
            st = put_mended(s, r, err);
        else if ((st = vg_wkb_ring(r, h.dims, &n, err)) == VG_OK)
            keep_mended(s, r, h.dims, n, i > 0);
    }
    if (h.type == VG_GEOM_POLYGON && st == VG_OK)
        put_rings(s);
    return st;
}

/* Write the polygon collected, which may turn out to be several, or none. */
enum vg_status vg_mvt_put_polygon(struct mvt_shaper *s, struct vg_error *err)
{
    struct vg_geom g;
    vg_arena_reset(s->scratch);
    g = polygon_of(s);
    if (g.wkb && vg_geom_surely_valid(g, s->scratch)) {
        put_rings(s);
        return VG_OK;
    }
    s->n_rings = s->rings.n = 0;
    enum vg_status st = g.wkb ? vg_geom_on_grid(g, 1, s->scratch, &g, err) : vg_arena_check(s->scratch, err);
    if (st != VG_OK || !g.wkb)
        return st;
    struct vg_wkb r = vg_wkb_of(g);
    return put_mended(s, &r, err);
}

enum vg_status vg_mvt_add_polygon(struct mvt_shaper *s, struct vg_wkb *r, const struct vg_geom_head *h, bool wanted,
                                  struct vg_error *err)
{
    bool drawn = wanted;
    for (uint32_t i = 0; i < h->count; i++) {
        uint32_t n;
        enum vg_status st = vg_wkb_ring(r, h->dims, &n, err);
        if (st != VG_OK)
            return st;
        struct vg_wkb ring = *r;
        r->at += (size_t)n * (size_t)h->dims * sizeof(double);
        if (!drawn)
            continue;
        bool kept = read_ring(s, &ring, h->dims, n) && vg_mvt_add_ring(s, i > 0);
        drawn = kept || i > 0;
    }
    return s->n_rings ? vg_mvt_put_polygon(s, err) : VG_OK;
}

void vg_mvt_put_square(struct mvt_shaper *s, struct mvt_cell at)
{
    if (!vg_mvt_cells_room(s, &s->cells, SQUARE))
        return;
    become_square(s, at);
    (void)keep_ring(s, false);
    put_rings(s);
}

enum vg_status vg_mvt_shape_square(struct mvt_shaper *s, double x, double y, struct vg_error *err)
{
    double at[2] = {x, y};
    vg_mvt_shape_begin(s);
    vg_mvt_project_points(s, at, 1);
    if (!(fmin(at[0], at[1]) >= MVT_LOW && fmax(at[0], at[1]) <= MVT_HIGH))
        return VG_OK;
    double half = s->side / 2.0;
    vg_mvt_put_square(s, vg_mvt_cell_of((double[]){at[0] - half, at[1] - half}));
    return s->short_of_memory ? vg_fail(err, VG_NO_MEMORY, "", "there is no memory left") : vg_buf_check(&s->commands, err);
}
