/* A sequence of positions from WKB to the tile.
 *
 * Thinning comes first and in the row's own CRS, since projecting a position costs a hundred times as much as looking at
 * it: at low zoom most positions fall on the whole number of the one before.  Of a stretch outside one side of the
 * tile only the ends matter. */
#include "shape.h"

#include <math.h>
#include <stdlib.h>

#define CHUNK 256

/* --- memory ----------------------------------------------------------------------------------- */

static void *with_room(struct mvt_shaper *s, void *at, size_t *cap, size_t n, size_t size)
{
    if (n <= *cap)
        return at;
    size_t more = n < 2 * *cap ? 2 * *cap : n + CHUNK;
    void *p = realloc(at, more * size);
    if (p)
        *cap = more;
    else
        s->short_of_memory = true;
    return p;
}

bool vg_mvt_points_room(struct mvt_shaper *s, struct mvt_points *p, size_t n)
{
    void *at = with_room(s, p->xy, &p->cap, n, 2 * sizeof(double));
    if (at)
        p->xy = at;
    return at != NULL;
}

bool vg_mvt_cells_room(struct mvt_shaper *s, struct mvt_cells *c, size_t n)
{
    void *at = with_room(s, c->at, &c->cap, n, sizeof(struct mvt_cell));
    if (at)
        c->at = at;
    return at != NULL;
}

/* --- thinning ---------------------------------------------------------------------------------- */

/* On which sides of the reach it lies. */
static unsigned sides_of(const struct vg_bbox *r, const double *p)
{
    return (p[0] < r->min[0]) | (p[0] > r->max[0]) << 1 | (p[1] < r->min[1]) << 2 | (p[1] > r->max[1]) << 3;
}

struct thinning {
    unsigned last, before; /* sides of the last position kept and of the one before it */
    unsigned all;          /* sides on which every position lies */
    double first[2], from[2], area; /* twice what the positions so far enclose, seen from the first one */
};

static void measure(struct thinning *t, const double *p)
{
    double x = p[0] - t->first[0], y = p[1] - t->first[1];
    t->area += t->from[0] * y - x * t->from[1];
    t->from[0] = x;
    t->from[1] = y;
}

static void take(struct mvt_shaper *s, struct thinning *t, const double *p, bool is_end)
{
    struct mvt_points *in = &s->in;
    double *last = in->xy + 2 * in->n - 2;
    if (in->n > 0 && !is_end && fabs(p[0] - last[0]) < s->step[0] && fabs(p[1] - last[1]) < s->step[1])
        return;
    unsigned sides = sides_of(&s->reach, p);
    t->all &= sides;
    if (in->n >= 2 && (sides & t->last & t->before)) {
        in->n--; /* nothing between these three is seen */
    } else {
        t->before = t->last;
    }
    t->last = sides;
    in->xy[2 * in->n] = p[0];
    in->xy[2 * in->n + 1] = p[1];
    in->n++;
}

/* How large a whole number is here: for shapes of a whole grid, whose projection is not alike everywhere. */
static void measure_cell(struct mvt_shaper *s, const double *p)
{
    double h = s->nearby, at[3][2] = {{p[0], p[1]}, {p[0] + h, p[1]}, {p[0], p[1] + h}}, by[2][2];
    vg_mvt_project(s, at[0], 3);
    for (int i = 0; i < 2; i++)
        for (int k = 0; k < 2; k++)
            by[i][k] = (at[i + 1][k] - at[0][k]) / h;
    double area = fabs(by[0][0] * by[1][1] - by[0][1] * by[1][0]);
    if (!(area > 0) || !isfinite(area))
        return;
    s->cell_area = 1 / area;
    for (int i = 0; i < 2; i++)
        s->step[i] = MVT_THIN / fmax(fabs(by[i][0]), fabs(by[i][1]));
    for (int i = 0; i < 2 && !s->around; i++)
        s->across[i] = VG_MVT_EXTENT / fmax(fabs(by[i][0]), fabs(by[i][1]));
}

/* The n positions at r into s->in, thinned; false: none of them can be seen. */
static bool read_thinned(struct mvt_shaper *s, struct vg_wkb *r, int dims, uint32_t n)
{
    double copy[CHUNK * 4];
    struct thinning t = {.all = ~0u};
    s->in.n = 0;
    if (!vg_mvt_points_room(s, &s->in, n))
        return false;
    for (uint32_t done = 0; done < n;) {
        uint32_t some = n - done < CHUNK ? n - done : CHUNK;
        const double *p = vg_wkb_points(r, some, dims, copy);
        if (!p)
            return false;
        if (done == 0) {
            memcpy(t.first, p, sizeof t.first);
            if (s->layer->make)
                measure_cell(s, p);
        }
        for (uint32_t i = 0; i < some; i++, p += dims) {
            measure(&t, p);
            take(s, &t, p, done + i + 1 == n);
        }
        done += some;
    }
    s->ring_area = fabs(t.area) / 2 / s->cell_area;
    return s->in.n > 0 && !t.all;
}

void vg_mvt_project(struct mvt_shaper *s, double *xy, size_t n)
{
    vg_transform_points(s->layer->to_tile, xy, n, 2);
    for (double *p = xy; p < xy + 2 * n; p += 2) {
        p[0] = (p[0] - s->left) * s->scale;
        p[1] = (s->top - p[1]) * s->scale;
    }
}

static void to_tile(struct mvt_shaper *s)
{
    vg_mvt_project_points(s, s->in.xy, s->in.n);
    double *to = s->in.xy;
    for (const double *p = to, *end = to + 2 * s->in.n; p < end; p += 2) {
        if (!isfinite(p[0]) || !isfinite(p[1]))
            continue; /* has no place on this map */
        to[0] = p[0];
        to[1] = p[1];
        to += 2;
    }
    s->in.n = (size_t)(to - s->in.xy) / 2;
}

bool vg_mvt_is_inside(const struct mvt_shaper *s)
{
    for (size_t i = 0; i < 2 * s->in.n; i++)
        if (!(s->in.xy[i] >= s->low && s->in.xy[i] <= s->high))
            return false;
    return true;
}

bool vg_mvt_read_sequence(struct mvt_shaper *s, struct vg_wkb *r, int dims, uint32_t n)
{
    if (!read_thinned(s, r, dims, n))
        return false;
    to_tile(s);
    return s->in.n > 0;
}
