/* simplify.c — fewer positions for a map.
 *
 * Each line and ring is thinned by itself, so a ring may come to cross itself or another one.  That is looked at
 * afterwards, and where it happened the whole is tried again with less: mending would cost more and change the shape. */
#include <vigie/geo/predicate.h>

#include <math.h>
#include <stdlib.h>

#include "wkb.h"

#define TRIES 4 /* tolerances, each a quarter of the one before, until the geometry stays as it is */
#define MAX_WORK_BYTES ((size_t)1 << 30)
#define RING_LEAST 4

struct vg_simplifier {
    double tolerance;
    struct vg_arena *arena; /* of one geometry */
    struct vg_buf out;
};

struct line {
    double *at; /* n positions of dims doubles */
    size_t n;
    int dims;
    unsigned char *keep; /* by position: 1 where it stays */
    size_t kept;
};

struct thinner {
    struct vg_simplifier *s;
    struct vg_wkb r;
    unsigned char *to;
    double tolerance;
    bool changed, failed; /* failed: no memory, or what is broken */
};

struct vg_simplifier *vg_simplifier_new(double tolerance)
{
    struct vg_simplifier *s = calloc(1, sizeof *s);
    if (!s)
        return NULL;
    s->tolerance = tolerance;
    s->arena = vg_arena_new(MAX_WORK_BYTES);
    vg_buf_init(&s->out, MAX_WORK_BYTES);
    if (s->arena)
        return s;
    vg_simplifier_free(s);
    return NULL;
}

void vg_simplifier_free(struct vg_simplifier *s)
{
    if (!s)
        return;
    vg_arena_free(s->arena);
    vg_buf_finish(&s->out);
    free(s);
}

/* ---- one line ---- */

/* Square of the distance of p from the segment ab. */
static double distance2(const double *p, const double *a, const double *b)
{
    double dx = b[0] - a[0], dy = b[1] - a[1], length2 = dx * dx + dy * dy;
    double t = length2 > 0 ? ((p[0] - a[0]) * dx + (p[1] - a[1]) * dy) / length2 : 0;
    t = t < 0 ? 0 : t > 1 ? 1 : t;
    double x = a[0] + t * dx - p[0], y = a[1] + t * dy - p[1];
    return x * x + y * y;
}

static const double *position(const struct line *l, size_t i)
{
    return l->at + i * (size_t)l->dims;
}

static size_t farthest(const struct line *l, size_t from, size_t to, double *d2_out)
{
    size_t best = from;
    double most = -1;
    for (size_t i = from + 1; i < to; i++) {
        double d2 = distance2(position(l, i), position(l, from), position(l, to));
        if (d2 > most) {
            most = d2;
            best = i;
        }
    }
    *d2_out = most;
    return best;
}

static void keep(struct line *l, size_t i)
{
    l->kept += !l->keep[i];
    l->keep[i] = 1;
}

struct span {
    size_t from, to;
};

/* The larger part is left for later, so that the heap of spans stays as low as the logarithm of their number. */
static bool thin_span(struct thinner *t, struct line *l, size_t first, size_t last)
{
    struct span heap[2 * 8 * sizeof(size_t)], now = {first, last};
    size_t n = 0;
    double limit = t->tolerance * t->tolerance;
    for (;;) {
        double d2 = 0;
        size_t at = now.to > now.from + 1 ? farthest(l, now.from, now.to, &d2) : now.from;
        if (d2 > limit) {
            keep(l, at);
            struct span low = {now.from, at}, high = {at, now.to};
            bool low_first = low.to - low.from < high.to - high.from;
            if (n == VG_COUNT(heap))
                return false;
            heap[n++] = low_first ? high : low;
            now = low_first ? low : high;
        } else if (n) {
            now = heap[--n];
        } else {
            return true;
        }
    }
}

/* The positions at the reader as a line with its ends kept. */
static bool read_line(struct thinner *t, const struct vg_geom_head *h, uint32_t n, struct line *l)
{
    size_t doubles = (size_t)n * (size_t)h->dims;
    if (doubles * sizeof(double) > wkb_left(&t->r))
        return false;
    *l = (struct line){.n = n, .dims = h->dims};
    l->at = vg_arena_array(t->s->arena, doubles + 1, sizeof(double));
    l->keep = vg_arena_array(t->s->arena, (size_t)n + 1, 1);
    if (!l->at || !l->keep)
        return false;
    vg_wkb_copy(l->at, t->r.at, doubles, t->r.swap);
    t->r.at += doubles * sizeof(double);
    if (n) {
        keep(l, 0);
        keep(l, n - 1);
    }
    return true;
}

static bool is_closed(const struct line *l)
{
    return l->n > 1 && memcmp(position(l, 0), position(l, l->n - 1), 2 * sizeof(double)) == 0;
}

static void keep_all(struct line *l)
{
    memset(l->keep, 1, l->n);
    l->kept = l->n;
}

/* What is closed has no ends: it is cut in two where it is farthest from its first position. */
static bool thin(struct thinner *t, struct line *l)
{
    double d2;
    if (l->n < 3)
        return true;
    if (!is_closed(l))
        return thin_span(t, l, 0, l->n - 1);
    size_t far = farthest(l, 0, l->n - 1, &d2);
    keep(l, far);
    return thin_span(t, l, 0, far) && thin_span(t, l, far, l->n - 1);
}

/* A ring that shrank to a line, as a triangle; as it was where it has no area. */
static void hold_open(struct line *l)
{
    double d2, before, after;
    size_t far = farthest(l, 0, l->n - 1, &d2);
    size_t a = far > 1 ? farthest(l, 0, far, &before) : 0, b = far + 2 < l->n ? farthest(l, far, l->n - 1, &after) : 0;
    if (!a)
        before = -1;
    if (!b)
        after = -1;
    if (before > 0 || after > 0)
        keep(l, before > after ? a : b);
    if (l->kept < RING_LEAST)
        keep_all(l);
}

static void write_line(struct thinner *t, const struct line *l)
{
    size_t bytes = (size_t)l->dims * sizeof(double);
    t->to = wkb_put_u32(t->to, (uint32_t)l->kept);
    for (size_t i = 0; i < l->n; i++) {
        if (!l->keep[i])
            continue;
        memcpy(t->to, position(l, i), bytes);
        t->to += bytes;
    }
    t->changed |= l->kept != l->n;
}

/* ---- geometries ---- */

static void fail(struct thinner *t)
{
    t->failed = true;
}

static void thin_line_string(struct thinner *t, const struct vg_geom_head *h)
{
    struct line l;
    if (!read_line(t, h, h->count, &l) || !thin(t, &l)) {
        fail(t);
        return;
    }
    write_line(t, &l);
}

/* Rings at the reader; false, and nothing written, where its shell has shrunk to nothing and `may_go`. */
static bool thin_rings(struct thinner *t, const struct vg_geom_head *h, bool may_go)
{
    unsigned char *head = t->to;
    uint32_t rings = 0;
    bool gone = false;
    t->to = wkb_put_u32(wkb_put_type(t->to, h->type, h->has_z, h->has_m), 0);
    for (uint32_t i = 0; i < h->count && !t->failed; i++) {
        uint32_t n;
        struct line l;
        if (vg_wkb_ring(&t->r, h->dims, &n, NULL) != VG_OK || !read_line(t, h, n, &l) || !thin(t, &l)) {
            fail(t);
            break;
        }
        bool shrunk = l.kept < RING_LEAST && l.kept < l.n;
        if (shrunk && i == 0 && !may_go)
            hold_open(&l);
        if (shrunk && (i > 0 || may_go)) {
            gone |= i == 0;
            t->changed = true;
        } else if (!gone) {
            write_line(t, &l);
            rings++;
        }
    }
    if (gone)
        t->to = head;
    else
        wkb_put_u32(head + 5, rings);
    return !gone;
}

static double size_of(struct vg_wkb *r, const struct vg_geom_head *h)
{
    double least[2] = {INFINITY, INFINITY}, most[2] = {-INFINITY, -INFINITY};
    for (uint32_t i = 0; i < h->count; i++) {
        uint32_t n;
        if (vg_wkb_ring(r, h->dims, &n, NULL) != VG_OK)
            return 0;
        for (uint32_t k = 0; k < n; k++, r->at += (size_t)h->dims * sizeof(double)) {
            for (int axis = 0; axis < 2; axis++) {
                double v = wkb_f64(r->at + (size_t)axis * sizeof(double), r->swap);
                least[axis] = fmin(least[axis], v);
                most[axis] = fmax(most[axis], v);
            }
        }
    }
    return (most[0] - least[0]) * (most[1] - least[1]);
}

/* The part with the largest box: the one that never goes. */
static uint32_t largest_part(struct vg_wkb r, uint32_t n)
{
    uint32_t best = 0;
    double most = -1;
    for (uint32_t i = 0; i < n; i++) {
        struct vg_geom_head h;
        if (vg_wkb_head(&r, &h, NULL) != VG_OK || h.type != VG_GEOM_POLYGON)
            return 0;
        double size = size_of(&r, &h);
        if (size > most) {
            most = size;
            best = i;
        }
    }
    return best;
}

static void thin_polygons(struct thinner *t, const struct vg_geom_head *h)
{
    uint32_t stays = largest_part(t->r, h->count), parts = 0;
    unsigned char *count = t->to;
    t->to = wkb_put_u32(t->to, 0);
    for (uint32_t i = 0; i < h->count && !t->failed; i++) {
        struct vg_geom_head part;
        if (vg_wkb_head(&t->r, &part, NULL) != VG_OK || part.type != VG_GEOM_POLYGON) {
            fail(t);
            return;
        }
        parts += thin_rings(t, &part, i != stays);
    }
    wkb_put_u32(count, parts);
}

static void thin_one(struct thinner *t);

static void thin_parts(struct thinner *t, const struct vg_geom_head *h)
{
    t->to = wkb_put_u32(t->to, h->count);
    for (uint32_t i = 0; i < h->count && !t->failed; i++)
        thin_one(t);
}

/* As it is, in this machine's order. */
static void copy_positions(struct thinner *t, const struct vg_geom_head *h)
{
    size_t doubles = (size_t)h->count * (size_t)h->dims;
    if (doubles * sizeof(double) > wkb_left(&t->r)) {
        fail(t);
        return;
    }
    vg_wkb_copy(t->to, t->r.at, doubles, t->r.swap);
    t->to += doubles * sizeof(double);
    t->r.at += doubles * sizeof(double);
}

static void thin_one(struct thinner *t)
{
    struct vg_geom_head h;
    if (vg_wkb_head(&t->r, &h, NULL) != VG_OK) {
        fail(t);
        return;
    }
    if (h.type == VG_GEOM_POLYGON) {
        thin_rings(t, &h, false);
        return;
    }
    t->to = wkb_put_type(t->to, h.type, h.has_z, h.has_m);
    switch (h.type) {
    case VG_GEOM_POINT:
        copy_positions(t, &h);
        break;
    case VG_GEOM_LINESTRING:
        thin_line_string(t, &h);
        break;
    case VG_GEOM_MULTIPOLYGON:
        thin_polygons(t, &h);
        break;
    case VG_GEOM_MULTIPOINT:
    case VG_GEOM_MULTILINESTRING:
    case VG_GEOM_COLLECTION:
        thin_parts(t, &h);
        break;
    default:
        fail(t); /* a curve or a surface: left as it is */
    }
}

/* ---- the whole ---- */

static bool may_cross(const struct vg_geom_info *info)
{
    return info->type == VG_GEOM_POLYGON || info->type == VG_GEOM_MULTIPOLYGON || info->type == VG_GEOM_COLLECTION;
}

static bool is_valid(struct vg_geom g, struct vg_arena *a)
{
    return vg_geom_surely_valid(g, a) || !vg_geom_invalid_reason(g, VG_EN, a);
}

/* Once, with that tolerance; false: as it is, or not to be used. */
static bool try_once(struct vg_simplifier *s, struct vg_geom g, double tolerance, bool *unchanged, struct vg_geom *out)
{
    vg_arena_reset(s->arena);
    vg_buf_clear(&s->out);
    char *start = vg_buf_reserve(&s->out, g.len);
    struct thinner t = {.s = s, .r = vg_wkb_of(g), .to = (unsigned char *)start, .tolerance = tolerance};
    if (!start)
        return false;
    thin_one(&t);
    *unchanged = t.failed || !t.changed;
    *out = (struct vg_geom){(unsigned char *)start, (size_t)((char *)t.to - start)};
    return !*unchanged;
}

enum vg_status vg_simplify(struct vg_simplifier *s, struct vg_geom g, struct vg_geom *out, struct vg_error *err)
{
    struct vg_geom_info info;
    *out = g;
    enum vg_status r = g.wkb ? vg_geom_check(g, &info, err) : VG_OK;
    if (r != VG_OK || !g.wkb || !info.finite || !(s->tolerance > 0))
        return r;
    double tolerance = s->tolerance;
    bool unchanged = false;
    for (int i = 0; i < TRIES && !unchanged; i++, tolerance /= 4) {
        struct vg_geom made;
        if (try_once(s, g, tolerance, &unchanged, &made) && (!may_cross(&info) || is_valid(made, s->arena))) {
            *out = made;
            break;
        }
    }
    return VG_OK;
}
