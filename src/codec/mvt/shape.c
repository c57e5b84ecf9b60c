/* From a row's WKB to commands: read a sequence, clip, round, simplify, write.  Polygons have a file of their own. */
#include "shape.h"

#include <math.h>
#include <stdlib.h>

#include "wire.h"

/* In whole numbers. */
#define THIN_EXACT 0.5 /* positions nearer than that in both directions are one */
#define SMALLEST 16.0  /* a quarter of a pixel where a tile is drawn at 512 */
#define MAX_SCRATCH ((size_t)64 << 20)

static void see_everything(struct mvt_shaper *s)
{
    const struct vg_crs *crs = s->layer->collection->crs;
    s->reach = (struct vg_bbox){.min = {-INFINITY, -INFINITY}, .max = {INFINITY, INFINITY}};
    s->low = -MVT_FARTHEST;
    s->high = MVT_FARTHEST;
    s->nearby = crs && crs->geographic ? 1e-4 : 10;
    s->cell_area = 1;
    s->step[0] = s->step[1] = 0;
}

void vg_mvt_shaper_init(struct mvt_shaper *s, const struct vg_mvt_layer *l)
{
    double side = l->tile.max[0] - l->tile.min[0];
    double across = VG_MVT_EXTENT + 2 * VG_MVT_MARGIN;
    *s = (struct mvt_shaper){.layer = l, .left = l->tile.min[0], .top = l->tile.max[1], .scale = VG_MVT_EXTENT / side,
                             .low = MVT_LOW, .high = MVT_HIGH, .reach = l->reach, .as_it_is = l->exact};
    s->smallest = l->smallest > 0 ? l->smallest : SMALLEST;
    s->side = (int)lround(sqrt(s->smallest));
    s->cell_area = 1;
    for (int i = 0; i < 2; i++) {
        double cell = (l->reach.max[i] - l->reach.min[i]) / across;
        s->step[i] = (l->exact ? THIN_EXACT : MVT_THIN) * cell;
        s->cell_area *= cell;
    }
    if (l->make)
        see_everything(s);
    vg_buf_init(&s->commands, (size_t)1 << 30);
    s->scratch = vg_arena_new(MAX_SCRATCH);
    s->short_of_memory = !s->scratch;
}

void vg_mvt_shaper_finish(struct mvt_shaper *s)
{
    for (size_t i = 0; i < MVT_LATTICES; i++)
        free(s->lattices[i]);
    free(s->in.xy);
    free(s->turned.xy);
    free(s->cells.at);
    free(s->kept.at);
    free(s->rings.at);
    free(s->ring_ends);
    vg_arena_free(s->scratch);
    vg_buf_finish(&s->commands);
    *s = (struct mvt_shaper){0};
}

/* --- commands ---------------------------------------------------------------------------------- */

void vg_mvt_put_command(struct mvt_shaper *s, enum mvt_command id, size_t count)
{
    wire_varint(&s->commands, (uint64_t)id | (uint64_t)count << 3);
}

void vg_mvt_put_cell(struct mvt_shaper *s, struct mvt_cell at)
{
    char *p = vg_buf_reserve(&s->commands, 2 * WIRE_VARINT_MAX);
    if (!p)
        return;
    size_t n = wire_varint_write(p, wire_zigzag((int64_t)at.x - s->pen.x));
    n += wire_varint_write(p + n, wire_zigzag((int64_t)at.y - s->pen.y));
    vg_buf_commit(&s->commands, n);
    s->pen = at;
}

/* --- points ------------------------------------------------------------------------------------ */

static void add_point(struct mvt_shaper *s, struct vg_wkb *r, int dims)
{
    if (!vg_mvt_read_sequence(s, r, dims, 1))
        return;
    if (vg_mvt_is_inside(s) && vg_mvt_cells_room(s, &s->kept, s->kept.n + 1))
        vg_mvt_add_cell(&s->kept, vg_mvt_cell_of(s->in.xy));
}

static void put_points(struct mvt_shaper *s)
{
    if (s->kept.n == 0)
        return;
    vg_mvt_put_command(s, MVT_MOVE_TO, s->kept.n);
    for (size_t i = 0; i < s->kept.n; i++)
        vg_mvt_put_cell(s, s->kept.at[i]);
    s->measure = (double)s->kept.n;
}

/* --- lines ------------------------------------------------------------------------------------- */

static void put_line(struct mvt_shaper *s)
{
    struct mvt_cells *c = &s->cells;
    if (!s->as_it_is)
        vg_mvt_simplify(s, MVT_TOLERANCE);
    if (c->n < 2)
        return;
    vg_mvt_put_command(s, MVT_MOVE_TO, 1);
    vg_mvt_put_cell(s, c->at[0]);
    vg_mvt_put_command(s, MVT_LINE_TO, c->n - 1);
    for (size_t i = 1; i < c->n; i++) {
        s->measure += hypot(c->at[i].x - c->at[i - 1].x, c->at[i].y - c->at[i - 1].y);
        vg_mvt_put_cell(s, c->at[i]);
    }
}

void vg_mvt_add_line(struct mvt_shaper *s)
{
    if (!vg_mvt_cells_room(s, &s->cells, 2 * s->in.n))
        return;
    s->cells.n = 0;
    for (size_t i = 0; i + 1 < s->in.n; i++) {
        double a[2], b[2];
        memcpy(a, s->in.xy + 2 * i, sizeof a);
        memcpy(b, s->in.xy + 2 * i + 2, sizeof b);
        if (!vg_mvt_clip_segment(a, b, s->low, s->high))
            continue;
        struct mvt_cell from = vg_mvt_cell_of(a);
        const struct mvt_cell *last = s->cells.n ? &s->cells.at[s->cells.n - 1] : NULL;
        if (last && (last->x != from.x || last->y != from.y)) {
            put_line(s); /* it had left the tile */
            s->cells.n = 0;
        }
        vg_mvt_add_cell(&s->cells, from);
        vg_mvt_add_cell(&s->cells, vg_mvt_cell_of(b));
    }
    put_line(s);
}

/* --- geometries -------------------------------------------------------------------------------- */

static enum vg_status add(struct mvt_shaper *s, struct vg_wkb *r, enum mvt_kind kind, struct vg_error *err)
{
    struct vg_geom_head h;
    enum vg_status st = vg_wkb_head(r, &h, err);
    if (st != VG_OK)
        return st;
    size_t position = (size_t)h.dims * sizeof(double);
    struct vg_wkb at = *r;
    switch (h.type) {
    case VG_GEOM_POINT:
        r->at += position;
        if (kind == MVT_POINT)
            add_point(s, &at, h.dims);
        return VG_OK;
    case VG_GEOM_LINESTRING:
        r->at += h.count * position;
        if (kind == MVT_LINE && vg_mvt_read_sequence(s, &at, h.dims, h.count))
            vg_mvt_add_line(s);
        return VG_OK;
    case VG_GEOM_POLYGON:
    case VG_GEOM_TRIANGLE:
        return vg_mvt_add_polygon(s, r, &h, kind == MVT_POLYGON, err);
    default: /* curves are straight by now: it has parts */
        for (uint32_t i = 0; i < h.count && st == VG_OK; i++)
            st = add(s, r, kind, err);
        return st;
    }
}

void vg_mvt_shape_begin(struct mvt_shaper *s)
{
    vg_buf_clear(&s->commands);
    s->kept.n = 0;
    s->measure = 0;
    s->pen = (struct mvt_cell){0, 0};
    if (s->layer->make)
        s->lost_area = 0;
}

enum vg_status vg_mvt_shape(struct mvt_shaper *s, struct vg_geom g, enum mvt_kind kind, struct vg_error *err)
{
    struct vg_wkb r = vg_wkb_of(g);
    vg_mvt_shape_begin(s);
    enum vg_status st = add(s, &r, kind, err);
    if (kind == MVT_POINT)
        put_points(s);
    if (st == VG_OK && s->short_of_memory)
        return vg_fail(err, VG_NO_MEMORY, "", "there is no memory left");
    return st == VG_OK ? vg_buf_check(&s->commands, err) : st;
}
