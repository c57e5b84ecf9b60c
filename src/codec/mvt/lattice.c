/* Projecting by a lattice: over the part of the plane that one tile shows, a projection is so smooth that its values at the
 * nodes of a lattice tell it everywhere between, by a tenth of a whole number of the tile or better; that is looked at before it
 * is believed.  It costs a fiftieth of what most projections do, which pays from a few thousand positions on. */
#include "shape.h"

#include <stdlib.h>

#define CELLS MVT_LATTICE_CELLS
#define NODES (CELLS + 1)
#define TRIED_EVERY 5      /* of the cells along a side, the middle of one in so many is compared */
#define TOLERANCE 0.1
#define WORTH_FROM 2000    /* positions projected one by one before */

static void place(const struct mvt_lattice *l, double column, double row, double *out)
{
    out[0] = l->min[0] + column / l->per[0];
    out[1] = l->min[1] + row / l->per[1];
}

/* Of a position in the lattice; the last of its nodes belong to the last cell. */
static void between(const struct mvt_lattice *l, double x, double y, double *out)
{
    double u = (x - l->min[0]) * l->per[0], v = (y - l->min[1]) * l->per[1];
    int column = u < CELLS ? (int)u : CELLS - 1, row = v < CELLS ? (int)v : CELLS - 1;
    const double(*at)[2] = l->nodes + row * NODES + column;
    u -= column;
    v -= row;
    for (int i = 0; i < 2; i++) {
        double low = at[0][i] + u * (at[1][i] - at[0][i]);
        double high = at[NODES][i] + u * (at[NODES + 1][i] - at[NODES][i]);
        out[i] = low + v * (high - low);
    }
}

static bool is_right(struct mvt_shaper *s, const struct mvt_lattice *l)
{
    for (size_t i = 0; i < NODES * NODES; i++)
        if (!isfinite(l->nodes[i][0]) || !isfinite(l->nodes[i][1]))
            return false;
    for (int row = 0; row < CELLS; row += TRIED_EVERY) {
        for (int column = 0; column < CELLS; column += TRIED_EVERY) {
            double exact[2], middle[2];
            place(l, column + 0.5, row + 0.5, exact);
            between(l, exact[0], exact[1], middle);
            vg_mvt_project(s, exact, 1);
            if (!(fabs(exact[0] - middle[0]) <= TOLERANCE && fabs(exact[1] - middle[1]) <= TOLERANCE))
                return false;
        }
    }
    return true;
}

static struct mvt_lattice *lattice_of(struct mvt_shaper *s, const struct vg_bbox *reach)
{
    struct mvt_lattice *l = malloc(sizeof *l);
    if (!l)
        return NULL;
    for (int i = 0; i < 2; i++) {
        l->min[i] = reach->min[i];
        l->max[i] = reach->max[i];
        l->per[i] = CELLS / (reach->max[i] - reach->min[i]);
    }
    for (int row = 0; row < NODES; row++)
        for (int column = 0; column < NODES; column++)
            place(l, column, row, l->nodes[row * NODES + column]);
    vg_mvt_project(s, l->nodes[0], NODES * NODES);
    l->right = is_right(s, l);
    return l;
}

/* Of the part of the plane, as wide as a tile, where p lies; NULL: the first parts that were asked for have theirs. */
static const struct mvt_lattice *lattice_around(struct mvt_shaper *s, const double *p)
{
    const struct mvt_lattice *now = s->around;
    if (now && p[0] >= now->min[0] && p[0] < now->max[0] && p[1] >= now->min[1] && p[1] < now->max[1])
        return now;
    double column = floor(p[0] / s->across[0]), row = floor(p[1] / s->across[1]);
    if (!(fabs(column) < 1e9 && fabs(row) < 1e9))
        return NULL;
    struct vg_bbox part = {.min = {column * s->across[0], row * s->across[1]},
                           .max = {(column + 1) * s->across[0], (row + 1) * s->across[1]}};
    for (size_t i = 0; i < MVT_LATTICES; i++) {
        if (!s->lattices[i] && !(s->lattices[i] = lattice_of(s, &part)))
            return NULL;
        if (s->lattices[i]->min[0] == part.min[0] && s->lattices[i]->min[1] == part.min[1])
            return s->around = s->lattices[i];
    }
    return NULL;
}

static void project_anywhere(struct mvt_shaper *s, double *xy, size_t n)
{
    for (double *p = xy; p < xy + 2 * n; p += 2) {
        const struct mvt_lattice *l = lattice_around(s, p);
        if (l && l->right)
            between(l, p[0], p[1], p);
        else
            vg_mvt_project(s, p, 1);
    }
}

void vg_mvt_project_points(struct mvt_shaper *s, double *xy, size_t n)
{
    if (s->layer->make) {
        project_anywhere(s, xy, n);
        return;
    }
    if (!s->layer->exact && s->n_projected < WORTH_FROM && (s->n_projected += n) >= WORTH_FROM)
        s->lattices[0] = lattice_of(s, &s->layer->reach);
    const struct mvt_lattice *l = s->lattices[0];
    if (!l || !l->right) {
        vg_mvt_project(s, xy, n);
        return;
    }
    for (double *p = xy; p < xy + 2 * n; p += 2) {
        if (p[0] >= l->min[0] && p[0] <= l->max[0] && p[1] >= l->min[1] && p[1] <= l->max[1])
            between(l, p[0], p[1], p);
        else
            vg_mvt_project(s, p, 1);
    }
}
