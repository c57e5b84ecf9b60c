/* Simplification after Douglas and Peucker, in runs of a bounded length: a run's ends always stay, so that the work for n
 * positions is at most n times that length, whatever shape they make. */
#include "shape.h"

#define RUN 1024

struct chord {
    struct mvt_cell from;
    double dx, dy, length2;
};

/* Square of the distance of p from the chord. */
static double distance2(const struct chord *c, struct mvt_cell p)
{
    double x = p.x - c->from.x, y = p.y - c->from.y;
    if (c->length2 > 0) {
        double t = (x * c->dx + y * c->dy) / c->length2;
        t = t < 0 ? 0 : t > 1 ? 1 : t;
        x -= t * c->dx;
        y -= t * c->dy;
    }
    return x * x + y * y;
}

/* The position between the ends that is farthest from the line between them; 0: none is beyond the tolerance. */
static size_t farthest(const struct mvt_cell *at, size_t first, size_t last, double tolerance2)
{
    struct chord c = {.from = at[first], .dx = at[last].x - at[first].x, .dy = at[last].y - at[first].y};
    c.length2 = c.dx * c.dx + c.dy * c.dy;
    size_t found = 0;
    for (size_t i = first + 1; i < last; i++) {
        double d = distance2(&c, at[i]);
        if (d > tolerance2) {
            tolerance2 = d;
            found = i;
        }
    }
    return found;
}

/* Write what stays of at[first..last], without the last, to `to`; the ends to come wait on a stack. */
static struct mvt_cell *thin_run(const struct mvt_cell *at, size_t first, size_t last, double tolerance2,
                                 struct mvt_cell *to)
{
    size_t ends[RUN + 1], n = 0;
    ends[n++] = last;
    while (n > 0) {
        size_t split = farthest(at, first, ends[n - 1], tolerance2);
        if (split) {
            ends[n++] = split;
            continue;
        }
        *to++ = at[first];
        first = ends[--n];
    }
    return to;
}

void vg_mvt_simplify(struct mvt_shaper *s, double tolerance)
{
    struct mvt_cells *c = &s->cells;
    if (c->n < 3)
        return;
    struct mvt_cell *to = c->at, end = c->at[c->n - 1];
    for (size_t i = 0; i + 1 < c->n; i += RUN)
        to = thin_run(c->at, i, i + RUN < c->n - 1 ? i + RUN : c->n - 1, tolerance * tolerance, to);
    *to++ = end;
    c->n = (size_t)(to - c->at);
}
