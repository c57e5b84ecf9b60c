/* surely_valid.c — polygons that are certainly valid, found in a fraction of the time GEOS takes to say so.
 *
 * If no two sides of all rings meet but neighbours in their common corner, rings neither cross nor touch anything,
 * themselves included.  Then only their nesting is left: holes within their shell and beside each other, parts beside
 * each other.  Whatever else there may be (rings that touch in a point, parts within holes) is left to GEOS. */
#include <vigie/geo/predicate.h>

#include <math.h>

#include "orient.h"

#define MAX_RINGS 2048   /* nesting is asked of each pair */
#define LEAF_SIDES 4     /* consecutive sides under one box */
#define LOOKS_A_SIDE 400 /* at pairs of boxes and of sides, before it is left to GEOS */

struct point {
    double x, y;
};

struct ring {
    struct point *corners; /* closed: corners[n] is corners[0]; none equals the next */
    size_t n;
    struct vg_bbox box;
    uint32_t part;
    bool hole;
};

struct side {
    struct point a, b;
    uint32_t ring, at; /* its number in the ring */
};

/* Sides stand as they follow each other, so that those of a stretch lie close together: a binary tree of boxes over
 * stretches finds the pairs that are near each other.  Node 1 is the root, node i has 2i and 2i + 1 below it. */
struct box {
    double x0, x1, y0, y1;
};

struct shape {
    struct ring *rings;
    size_t n_rings, max_rings;
    struct side *sides;
    size_t n_sides;
    struct box *boxes;
    size_t n_leaves; /* a power of two */
    size_t looks;    /* still allowed */
    struct vg_arena *arena;
};

/* ---- reading ---- */

static bool room_for_ring(struct shape *s)
{
    if (s->n_rings < s->max_rings)
        return true;
    size_t max = s->max_rings ? s->max_rings * 4 : 8;
    struct ring *more = max <= MAX_RINGS ? vg_arena_array(s->arena, max, sizeof *more) : NULL;
    if (!more)
        return false;
    if (s->n_rings)
        memcpy(more, s->rings, s->n_rings * sizeof *more);
    s->rings = more;
    s->max_rings = max;
    return true;
}

static bool add_ring(struct shape *s, struct vg_wkb *r, int dims, uint32_t part, bool hole)
{
    uint32_t n;
    if (!room_for_ring(s) || vg_wkb_ring(r, dims, &n, NULL) != VG_OK || n < 4)
        return false;
    double *room = vg_arena_array(s->arena, (size_t)n * (size_t)dims, sizeof *room);
    struct ring *ring = &s->rings[s->n_rings++];
    ring->corners = vg_arena_array(s->arena, n, sizeof *ring->corners);
    if (!room || !ring->corners)
        return false;
    const double *v = vg_wkb_points(r, n, dims, room);
    vg_bbox_none(&ring->box);
    ring->part = part;
    ring->hole = hole;
    size_t kept = 0;
    for (uint32_t i = 0; i < n; i++, v += dims) {
        struct point p = { v[0], v[1] };
        if (kept && p.x == ring->corners[kept - 1].x && p.y == ring->corners[kept - 1].y)
            continue;
        ring->corners[kept++] = p;
        vg_bbox_add(&ring->box, p.x, p.y);
    }
    struct point first = ring->corners[0], last = ring->corners[kept - 1];
    ring->n = kept - 1;
    s->n_sides += ring->n;
    return kept >= 4 && first.x == last.x && first.y == last.y;
}

static bool add_polygon(struct shape *s, struct vg_wkb *r, const struct vg_geom_head *h, uint32_t part)
{
    for (uint32_t i = 0; i < h->count; i++)
        if (!add_ring(s, r, h->dims, part, i > 0))
            return false;
    return true;
}

static bool read_shape(struct vg_geom g, struct shape *s)
{
    struct vg_wkb r = vg_wkb_of(g);
    struct vg_geom_head h;
    if (vg_wkb_head(&r, &h, NULL) != VG_OK)
        return false;
    if (h.type == VG_GEOM_POLYGON)
        return add_polygon(s, &r, &h, 0);
    if (h.type != VG_GEOM_MULTIPOLYGON)
        return false;
    for (uint32_t i = 0; i < h.count; i++) {
        struct vg_geom_head part;
        if (vg_wkb_head(&r, &part, NULL) != VG_OK || part.type != VG_GEOM_POLYGON || !add_polygon(s, &r, &part, i))
            return false;
    }
    return true;
}

/* ---- sides ---- */

static const struct box nowhere = { INFINITY, -INFINITY, INFINITY, -INFINITY };

static inline void grow(struct box *b, struct point p)
{
    b->x0 = p.x < b->x0 ? p.x : b->x0;
    b->x1 = p.x > b->x1 ? p.x : b->x1;
    b->y0 = p.y < b->y0 ? p.y : b->y0;
    b->y1 = p.y > b->y1 ? p.y : b->y1;
}

static inline bool meet(const struct box *a, const struct box *b)
{
    return a->x0 <= b->x1 && a->x1 >= b->x0 && a->y0 <= b->y1 && a->y1 >= b->y0;
}

static void fill_boxes(struct shape *s)
{
    for (size_t leaf = 0; leaf < s->n_leaves; leaf++) {
        struct box *b = &s->boxes[s->n_leaves + leaf];
        *b = nowhere;
        for (size_t i = leaf * LEAF_SIDES; i < (leaf + 1) * LEAF_SIDES && i < s->n_sides; i++) {
            grow(b, s->sides[i].a);
            grow(b, s->sides[i].b);
        }
    }
    for (size_t i = s->n_leaves - 1; i > 0; i--) {
        const struct box *l = &s->boxes[2 * i], *r = &s->boxes[2 * i + 1];
        s->boxes[i] = (struct box){ l->x0 < r->x0 ? l->x0 : r->x0, l->x1 > r->x1 ? l->x1 : r->x1,
                                    l->y0 < r->y0 ? l->y0 : r->y0, l->y1 > r->y1 ? l->y1 : r->y1 };
    }
}

static bool make_sides(struct shape *s)
{
    s->sides = vg_arena_array(s->arena, s->n_sides + 1, sizeof *s->sides);
    for (s->n_leaves = 1; s->n_leaves * LEAF_SIDES < s->n_sides;)
        s->n_leaves *= 2;
    s->boxes = vg_arena_array(s->arena, 2 * s->n_leaves, sizeof *s->boxes);
    if (!s->sides || !s->boxes)
        return false;
    struct side *to = s->sides;
    for (size_t k = 0; k < s->n_rings; k++)
        for (size_t i = 0; i < s->rings[k].n; i++)
            *to++ = (struct side){ s->rings[k].corners[i], s->rings[k].corners[i + 1], (uint32_t)k, (uint32_t)i };
    fill_boxes(s);
    s->looks = (s->n_sides + LEAF_SIDES) * LOOKS_A_SIDE;
    return true;
}

static int turn(struct point a, struct point b, struct point c)
{
    return vg_orient(a.x, a.y, b.x, b.y, c.x, c.y);
}

/* Sides a-b and b-c: no spike, which would run back over itself. */
static bool bend(struct point a, struct point b, struct point c)
{
    return turn(a, b, c) != 0 || (b.x - a.x) * (c.x - b.x) + (b.y - a.y) * (c.y - b.y) > 0;
}

static bool apart(const struct shape *s, const struct side *p, const struct side *q)
{
    size_t n = s->rings[p->ring].n;
    if (p->ring == q->ring && (p->at + 1) % n == q->at)
        return bend(p->a, p->b, q->b);
    if (p->ring == q->ring && (q->at + 1) % n == p->at)
        return bend(q->a, q->b, p->b);
    int one = turn(p->a, p->b, q->a), other = turn(p->a, p->b, q->b);
    if (one * other > 0)
        return true;
    one = turn(q->a, q->b, p->a);
    other = turn(q->a, q->b, p->b);
    return one * other > 0;
}

static bool look(struct shape *s)
{
    return s->looks > 0 && s->looks-- > 0;
}

/* The sides of two leaves; of one, each pair once. */
static bool sides_apart(struct shape *s, size_t leaf, size_t other)
{
    size_t i_end = (leaf + 1) * LEAF_SIDES, j_end = (other + 1) * LEAF_SIDES;
    for (size_t i = leaf * LEAF_SIDES; i < i_end && i < s->n_sides; i++) {
        const struct side *p = &s->sides[i];
        struct box box = nowhere;
        grow(&box, p->a);
        grow(&box, p->b);
        if (!meet(&box, &s->boxes[s->n_leaves + other]))
            continue;
        for (size_t j = leaf == other ? i + 1 : other * LEAF_SIDES; j < j_end && j < s->n_sides; j++) {
            const struct side *q = &s->sides[j];
            if ((q->a.x < box.x0 && q->b.x < box.x0) || (q->a.x > box.x1 && q->b.x > box.x1) ||
                (q->a.y < box.y0 && q->b.y < box.y0) || (q->a.y > box.y1 && q->b.y > box.y1))
                continue;
            if (!look(s) || !apart(s, p, q))
                return false;
        }
    }
    return true;
}

/* Two different nodes of the same level. */
static bool nodes_apart(struct shape *s, size_t a, size_t b)
{
    if (!meet(&s->boxes[a], &s->boxes[b]))
        return true;
    if (!look(s))
        return false;
    if (a >= s->n_leaves)
        return sides_apart(s, a - s->n_leaves, b - s->n_leaves);
    return nodes_apart(s, 2 * a, 2 * b) && nodes_apart(s, 2 * a, 2 * b + 1) && nodes_apart(s, 2 * a + 1, 2 * b) &&
           nodes_apart(s, 2 * a + 1, 2 * b + 1);
}

static bool all_apart(struct shape *s)
{
    for (size_t i = 1; i < s->n_leaves; i++)
        if (!nodes_apart(s, 2 * i, 2 * i + 1))
            return false;
    for (size_t leaf = 0; leaf < s->n_leaves; leaf++)
        if (!sides_apart(s, leaf, leaf))
            return false;
    return true;
}

/* ---- nesting ---- */

/* Is a corner of the one within the other?  They do not meet, so any corner tells. */
static bool within(const struct ring *inner, const struct ring *outer)
{
    struct point p = inner->corners[0];
    bool in = false;
    if (p.x < outer->box.min[0] || p.x > outer->box.max[0] || p.y < outer->box.min[1] || p.y > outer->box.max[1])
        return false;
    for (size_t i = 0; i < outer->n; i++) {
        struct point a = outer->corners[i], b = outer->corners[i + 1];
        if ((a.y > p.y) != (b.y > p.y))
            in ^= b.y > a.y ? turn(a, b, p) > 0 : turn(a, b, p) < 0;
    }
    return in;
}

static bool well_nested(const struct shape *s)
{
    const struct ring *shell = NULL;
    for (size_t i = 0; i < s->n_rings; i++) {
        const struct ring *r = &s->rings[i];
        if (!r->hole)
            shell = r;
        else if (!within(r, shell))
            return false;
        for (size_t k = 0; k < i; k++) {
            const struct ring *other = &s->rings[k];
            bool beside = r->hole == other->hole && (!r->hole || r->part == other->part);
            if (beside && (within(r, other) || within(other, r)))
                return false;
        }
    }
    return true;
}

bool vg_geom_surely_valid(struct vg_geom g, struct vg_arena *a)
{
    struct shape s = { .arena = a };
    return read_shape(g, &s) && make_sides(&s) && all_apart(&s) && well_nested(&s);
}
