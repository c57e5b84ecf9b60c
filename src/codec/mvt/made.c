/* Shapes made once for all tiles of a zoom.
 *
 * On the wire only the first position of a shape is told from the corner of the tile, all others from the one before: so what
 * lies within a tile is copied, and only what crosses its border is read again, to be clipped.  What was thinned and made valid
 * stays so. */
#include "shape.h"

#include "wire.h"

/* --- making -------------------------------------------------------------------------------------- */

struct commands {
    const unsigned char *at, *end;
    struct mvt_cell pen;
};

static uint32_t next_number(struct commands *c)
{
    uint64_t v = 0;
    for (int shift = 0; c->at < c->end && shift < 64; shift += 7) {
        v |= (uint64_t)(*c->at & 0x7f) << shift;
        if (!(*c->at++ & 0x80))
            break;
    }
    return (uint32_t)v;
}

static int32_t next_step(struct commands *c)
{
    uint32_t v = next_number(c);
    return (int32_t)(v >> 1) ^ -(int32_t)(v & 1);
}

/* Steps that were never made may lead anywhere, and do no harm there. */
static int32_t stepped(int32_t from, int32_t by)
{
    return (int32_t)((uint32_t)from + (uint32_t)by);
}

static void move(struct commands *c)
{
    c->pen.x = stepped(c->pen.x, next_step(c));
    c->pen.y = stepped(c->pen.y, next_step(c));
}

static void widen(struct vg_mvt_made *w, struct mvt_cell p)
{
    const int32_t xy[] = {p.x, p.y};
    for (int i = 0; i < 2; i++) {
        w->min[i] = xy[i] < w->min[i] ? xy[i] : w->min[i];
        w->max[i] = xy[i] > w->max[i] ? xy[i] : w->max[i];
    }
}

/* The rest of c after its first position; w gets the box of all. */
static void measure_commands(struct commands *c, struct vg_mvt_made *w)
{
    struct commands rest;
    (void)next_number(c); /* the first is a move to one position */
    move(c);
    w->first[0] = c->pen.x;
    w->first[1] = c->pen.y;
    widen(w, c->pen);
    for (rest = *c; rest.at < rest.end;) {
        uint32_t command = next_number(&rest);
        for (uint32_t i = command >> 3; i > 0 && (command & 7) != MVT_CLOSE_PATH; i--) {
            move(&rest);
            widen(w, rest.pen);
        }
    }
}

void vg_mvt_put_made(const struct mvt_shaper *s, int64_t key, enum mvt_kind kind, struct vg_buf *out)
{
    static const char filling[8];
    struct vg_mvt_made w = {.key = key, .measure = s->measure, .kind = (uint16_t)kind, .small = (float)s->lost_area,
                            .small_at = {s->lost_at.x, s->lost_at.y},
                            .min = {INT32_MAX, INT32_MAX}, .max = {INT32_MIN, INT32_MIN}};
    const unsigned char *bytes = (const unsigned char *)s->commands.ptr;
    struct commands c = {.at = bytes, .end = bytes + s->commands.len};
    if (s->commands.len)
        measure_commands(&c, &w);
    if (s->lost_area > 0)
        widen(&w, s->lost_at);
    w.bytes = (uint32_t)(c.end - c.at);
    vg_buf_add(out, (const char *)&w, sizeof w);
    vg_buf_add(out, (const char *)c.at, w.bytes);
    vg_buf_add(out, filling, vg_mvt_made_size(&w) - sizeof w - w.bytes);
}

static bool is_near(const int32_t *xy)
{
    return xy[0] >= -MVT_FARTHEST && xy[0] <= MVT_FARTHEST && xy[1] >= -MVT_FARTHEST && xy[1] <= MVT_FARTHEST;
}

bool vg_mvt_made_is_sound(const struct vg_mvt_made *w)
{
    return w->kind >= MVT_POINT && w->kind <= MVT_POLYGON && isfinite(w->measure) && isfinite(w->small) && is_near(w->min) &&
           is_near(w->max) && is_near(w->first) && is_near(w->small_at);
}

/* --- drawing ------------------------------------------------------------------------------------- */

static bool is_within(const struct mvt_shaper *s, const int32_t *min, const int32_t *max)
{
    bool in = true;
    for (int i = 0; i < 2; i++)
        in &= min[i] - s->layer->corner[i] >= s->low && max[i] - s->layer->corner[i] <= s->high;
    return in;
}

static void copy(struct mvt_shaper *s, const struct vg_mvt_made *w, struct mvt_cell first)
{
    vg_mvt_put_command(s, MVT_MOVE_TO, 1);
    vg_mvt_put_cell(s, first);
    vg_buf_add(&s->commands, (const char *)(w + 1), w->bytes);
    s->measure = w->measure;
}

/* The line or ring that begins at the pen into s->in, with a ring's sign as its area; then the pen to where the next one
 * begins. */
static bool read_part(struct mvt_shaper *s, struct commands *c, double *area)
{
    struct mvt_cell first = c->pen;
    double from[2] = {0, 0};
    uint32_t n = next_number(c) >> 3;
    double sum = 0;
    if (n > (size_t)(c->end - c->at) || !vg_mvt_points_room(s, &s->in, (size_t)n + 1))
        return false;
    s->in.xy[0] = first.x;
    s->in.xy[1] = first.y;
    for (uint32_t i = 1; i <= n; i++) {
        move(c);
        double by[2] = {(double)c->pen.x - first.x, (double)c->pen.y - first.y};
        sum += from[0] * by[1] - by[0] * from[1];
        memcpy(from, by, sizeof from);
        s->in.xy[2 * i] = c->pen.x;
        s->in.xy[2 * i + 1] = c->pen.y;
    }
    s->in.n = n + 1;
    *area = sum / 2;
    return true;
}

static enum vg_status put_ring(struct mvt_shaper *s, double area, bool *drawn, struct vg_error *err)
{
    enum vg_status r = VG_OK;
    bool hole = area < 0;
    if (!hole && s->n_rings)
        r = vg_mvt_put_polygon(s, err);
    s->ring_area = fabs(area);
    if (!hole)
        *drawn = vg_mvt_add_ring(s, false);
    else if (*drawn)
        (void)vg_mvt_add_ring(s, true);
    return r;
}

/* Each part by itself: some of them are cut. */
static enum vg_status cut(struct mvt_shaper *s, const struct vg_mvt_made *w, struct mvt_cell first, struct vg_error *err)
{
    const unsigned char *bytes = (const unsigned char *)(w + 1);
    struct commands c = {.at = bytes, .end = bytes + w->bytes, .pen = first};
    enum vg_status r = VG_OK;
    bool drawn = false;
    double area;
    while (r == VG_OK && c.at < c.end && read_part(s, &c, &area)) {
        if (w->kind == MVT_LINE)
            vg_mvt_add_line(s);
        else
            r = put_ring(s, area, &drawn, err);
        if (w->kind != MVT_LINE)
            (void)next_number(&c); /* it is closed */
        if (c.at < c.end) {
            (void)next_number(&c);
            move(&c);
        }
    }
    return r == VG_OK && s->n_rings ? vg_mvt_put_polygon(s, err) : r;
}

/* Of the parts too small to be drawn: does one have to be, for all since the last? */
static bool owes_square(struct mvt_shaper *s, const struct vg_mvt_made *w)
{
    if (!(w->small > 0) || !is_within(s, w->small_at, w->small_at))
        return false;
    s->lost_area += (double)w->small;
    if (s->lost_area < s->smallest)
        return false;
    s->lost_area = fmod(s->lost_area, s->smallest);
    return true;
}

enum vg_status vg_mvt_shape_made(struct mvt_shaper *s, const struct vg_mvt_made *w, struct vg_error *err)
{
    const int32_t *corner = s->layer->corner;
    struct mvt_cell first = {w->first[0] - corner[0], w->first[1] - corner[1]};
    enum vg_status r = VG_OK;
    bool square = owes_square(s, w);
    vg_mvt_shape_begin(s);
    s->as_it_is = true;
    if (w->bytes && !square && is_within(s, w->min, w->max))
        copy(s, w, first);
    else if (w->bytes)
        r = cut(s, w, first, err);
    if (square && r == VG_OK)
        vg_mvt_put_square(s, (struct mvt_cell){w->small_at[0] - corner[0], w->small_at[1] - corner[1]});
    if (r == VG_OK && s->short_of_memory)
        return vg_fail(err, VG_NO_MEMORY, "", "there is no memory left");
    return r == VG_OK ? vg_buf_check(&s->commands, err) : r;
}
