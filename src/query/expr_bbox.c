/* The bbox parameter as a tree (OGC API Features Part 1, 7.15.3; Part 2, 6.3).
 *
 * A box of degrees is first brought to continuous longitudes: west in [-180, 180], east less than a world
 * further.  One that passes 180 is asked for twice, as it is and a world further west, so that rows on
 * either side are found whichever way they count.
 *
 * A box in another CRS than the rows becomes a polygon there (box_image.c).  Projections are made for a part
 * of the world and give nonsense without saying so far away from it (a box in the Pacific turns into one that
 * covers France in Lambert-93), so the box is first cut to the CRS's area of use with a wide margin; if even then
 * a position has no image, to the area itself; and what then has no image meets no row. */
#include <math.h>

#include <vigie/query/expr.h>

#include "box_image.h"

#define MOST_PIECES 4

struct pieces {
    struct vg_bbox box[MOST_PIECES];
    int n;
};

struct work {
    struct vg_crs_registry *registry;
    const struct vg_collection *collection;
    const struct vg_crs *crs; /* of the box */
    struct vg_arena *arena;
    struct vg_error *err;
    bool box_3d;
};

/* Latitudes and longitudes of a box as the client wrote it into continuous ones. */
static enum vg_status to_continuous(struct vg_bbox *b, double turn, struct vg_error *err)
{
    double pole = turn / 4, half = turn / 2;
    bool wider = b->min[1] < -pole && b->max[1] > pole;

    for (int i = 0; i < 2 && !wider; i++) {
        double lat = i ? b->max[1] : b->min[1];
        if (lat < -pole || lat > pole)
            return vg_fail(err, VG_BAD_INPUT, "bbox",
                           "latitude '%.10g' does not exist: latitudes go from -%g to %g", lat, pole, pole);
    }
    b->min[1] = fmax(b->min[1], -pole);
    b->max[1] = fmin(b->max[1], pole);

    double width = b->max[0] - b->min[0];
    if (width < 0) {
        width = fmod(width, turn);
        width += width < 0 ? turn : 0;
    }
    if (!(width < turn)) {
        b->min[0] = -half;
        b->max[0] = half;
    } else if (b->min[0] < -half || b->max[0] > half || b->min[0] > b->max[0]) {
        double west = fmod(b->min[0] + half, turn);
        b->min[0] = west + (west < 0 ? half : -half);
        b->max[0] = b->min[0] + width;
    }
    return VG_OK;
}

static void add_piece(struct pieces *p, const struct vg_bbox *box, double west, double east)
{
    if (p->n == MOST_PIECES)
        return;
    p->box[p->n] = *box;
    p->box[p->n].min[0] = west;
    p->box[p->n].max[0] = east;
    p->n++;
}

/* An area in degrees, made continuous and grown by a share of its size, but not past the world. */
static struct vg_bbox grown(struct vg_bbox a, double share)
{
    if (a.max[0] < a.min[0])
        a.max[0] += 360;
    double dx = fmin(share * (a.max[0] - a.min[0]), (360 - (a.max[0] - a.min[0])) / 2);
    double dy = share * (a.max[1] - a.min[1]);
    a.min[0] -= fmax(dx, 0);
    a.max[0] += fmax(dx, 0);
    a.min[1] = fmax(a.min[1] - dy, -90);
    a.max[1] = fmin(a.max[1] + dy, 90);
    return a;
}

/* What of a continuous box of degrees lies in the area: up to three pieces, since longitudes come round. */
static void cut_to_area(const struct vg_bbox *b, const struct vg_bbox *area, struct pieces *out)
{
    struct vg_bbox cut = *b;

    cut.min[1] = fmax(b->min[1], area->min[1]);
    cut.max[1] = fmin(b->max[1], area->max[1]);
    if (cut.min[1] > cut.max[1])
        return;
    for (int turn = -1; turn <= 1; turn++) {
        double west = fmax(b->min[0] + 360 * turn, area->min[0]);
        double east = fmin(b->max[0] + 360 * turn, area->max[0]);
        if (west < east || (west == east && b->min[0] == b->max[0]))
            add_piece(out, &cut, west, east);
    }
}

/* Where the storage CRS is used; of one that does not say, where the rows are. */
static bool storage_area(const struct work *w, double share, struct vg_bbox *out)
{
    const struct vg_collection *c = w->collection;

    if (c->crs->has_area || c->has_extent)
        *out = grown(c->crs->has_area ? c->crs->area : c->extent, share);
    return c->crs->has_area || c->has_extent;
}

/* Where, in continuous degrees, both the CRS of the box (of other units) and the storage CRS are used. */
static void common_area(const struct work *w, double share, struct pieces *out)
{
    struct vg_bbox own = grown(w->crs->area, share), other;

    if (!w->collection->crs->geographic && storage_area(w, share, &other))
        cut_to_area(&other, &own, out);
    else
        add_piece(out, &own, own.min[0], own.max[0]);
}

/* The parts of such a box that lie in that area.  *whole is false where an area has no image. */
static enum vg_status cut_projected(struct work *w, const struct vg_bbox *box, double share, struct pieces *out,
                                    bool *whole)
{
    struct pieces areas = {.n = 0};
    struct vg_transform *t;
    enum vg_status r = vg_transform_borrow(w->registry, vg_crs84(w->registry), w->crs, NULL, &t, w->err);

    if (r != VG_OK)
        return r;
    common_area(w, share, &areas);
    for (int i = 0; i < areas.n; i++) {
        struct vg_box_image limit;
        struct vg_bbox b = *box;
        if (!vg_box_image_make(&areas.box[i], t, w->crs, w->arena, &limit)) {
            *whole = false;
            continue;
        }
        for (int axis = 0; axis < 2; axis++) {
            b.min[axis] = fmax(b.min[axis], limit.box.min[axis]);
            b.max[axis] = fmin(b.max[axis], limit.box.max[axis]);
        }
        if (b.min[0] <= b.max[0] && b.min[1] <= b.max[1])
            add_piece(out, &b, b.min[0], b.max[0]);
    }
    vg_transform_return(t);
    return VG_OK;
}

/* The pieces of the box that both CRS can be trusted with; the area of use has a margin of so much of its size. */
static enum vg_status cut_to_domain(struct work *w, const struct vg_bbox *box, double share, struct pieces *out,
                                    bool *whole)
{
    bool degrees = w->crs->geographic && vg_box_turn(w->crs) == 360;
    struct vg_bbox area;

    if (!degrees && w->crs->has_area)
        return cut_projected(w, box, share, out, whole);
    if (degrees && storage_area(w, share, &area))
        cut_to_area(box, &area, out);
    else
        add_piece(out, box, box->min[0], box->max[0]);
    return VG_OK;
}

static const struct vg_expr *shape_expr(struct work *w, const struct vg_bbox *source,
                                        const struct vg_box_image *image, bool is_box)
{
    struct vg_shape *s = VG_NEW(w->arena, struct vg_shape);
    struct vg_geom valid;

    if (!s)
        return NULL;
    s->relation = VG_REL_INTERSECTS;
    s->geom = vg_box_image_wkb(image, w->arena);
    s->box = image->box;
    s->is_box = is_box;
    s->box_3d = s->box.has_z = w->box_3d;
    s->box.min[2] = w->box_3d ? source->min[2] : 0;
    s->box.max[2] = w->box_3d ? source->max[2] : 0;
    /* the image of a box around a pole touches itself */
    if (!is_box && s->geom.wkb && vg_geom_invalid_reason(s->geom, VG_EN, w->arena)
        && vg_geom_make_valid(s->geom, w->arena, &valid, NULL) == VG_OK)
        s->geom = valid;
    return vg_expr_spatial(w->arena, s);
}

/* The outline of a box that needs no transformation: its four corners. */
static const struct vg_expr *box_expr(struct work *w, const struct vg_bbox *box)
{
    struct vg_box_image image;

    if (!vg_box_image_make(box, NULL, w->collection->crs, w->arena, &image))
        return NULL;
    return shape_expr(w, box, &image, true);
}

/* A box of the storage CRS; one of longitudes that pass 180 is also asked for a world further west. */
static const struct vg_expr *same_crs_expr(struct work *w, const struct vg_bbox *box)
{
    const struct vg_expr *e = box_expr(w, box);
    const struct vg_crs *crs = w->collection->crs;
    double turn = vg_box_turn(crs), half = turn / 2;
    struct vg_bbox other = *box;

    if (!crs->geographic || (box->min[0] > -half && box->max[0] < half) ||
        (box->min[0] <= -half && box->max[0] == half))
        return e;
    if (box->max[0] > half) {
        other.min[0] -= turn;
        other.max[0] -= turn;
    } else {
        other.min[0] = other.max[0] = box->min[0] <= -half ? half : -half; /* the same meridian by its other name */
    }
    return vg_expr_or(w->arena, e, box_expr(w, &other));
}

/* What passes 180 is also asked for a world further on, where rows may count it the other way. */
static const struct vg_expr *image_expr(struct work *w, const struct vg_bbox *source, struct vg_box_image *i)
{
    const struct vg_expr *e = shape_expr(w, source, i, false);
    const struct vg_crs *crs = w->collection->crs;
    double turn = vg_box_turn(crs);

    if (!crs->geographic || (i->box.min[0] >= -turn / 2 && i->box.max[0] <= turn / 2))
        return e;
    vg_box_image_shift(i, i->box.max[0] > turn / 2 ? -turn : turn);
    return vg_expr_or(w->arena, e, shape_expr(w, source, i, false));
}

/* All pieces through t; *whole becomes false where one has a position without image. */
static const struct vg_expr *pieces_expr(struct work *w, struct vg_transform *t, const struct pieces *p,
                                         bool *whole)
{
    const struct vg_expr *e = vg_expr_constant(w->arena, false);

    for (int i = 0; i < p->n; i++) {
        struct vg_box_image image;
        if (!vg_box_image_make(&p->box[i], t, w->collection->crs, w->arena, &image))
            *whole = false;
        else
            e = vg_expr_or(w->arena, e, image_expr(w, &p->box[i], &image));
    }
    return e;
}

/* Two names for the same longitudes and latitudes, as far as anybody knows (ETRS89 and WGS 84): no reason to cut. */
static bool same_degrees(struct work *w, struct vg_transform *t, const struct vg_bbox *box)
{
    struct vg_box_image image;

    return vg_box_image_make(box, t, w->collection->crs, w->arena, &image) && image.unchanged;
}

/* Boxes are written, and positions projected, to some digits: a row on the very edge of what the client projected
 * itself is not to be lost to the last of them. */
#define EDGE_METRES 1e-7

static struct vg_bbox with_edge(struct vg_bbox b, const struct vg_crs *crs)
{
    for (int axis = 0; axis < 2; axis++) {
        double edge = b.min[axis] < b.max[axis] ? EDGE_METRES / crs->metres_per_unit : 0;
        b.min[axis] -= edge;
        b.max[axis] += edge;
    }
    return b;
}

static enum vg_status transformed_expr(struct work *w, const struct vg_bbox *box, const struct vg_expr **out)
{
    static const double margins[] = {0.5, 0};
    const struct vg_collection *c = w->collection;
    struct vg_transform *t = NULL;
    enum vg_status r = vg_transform_borrow(w->registry, w->crs, c->crs, c->has_extent ? &c->extent : NULL,
                                           &t, w->err);

    if (r == VG_OK && w->crs->geographic && c->crs->geographic && same_degrees(w, t, box)) {
        *out = same_crs_expr(w, box);
        vg_transform_return(t);
        return VG_OK;
    }
    for (size_t i = 0; r == VG_OK && i < VG_COUNT(margins); i++) {
        struct pieces p = {.n = 0};
        bool whole = true;
        r = cut_to_domain(w, box, margins[i], &p, &whole);
        if (r == VG_OK)
            *out = pieces_expr(w, t, &p, &whole);
        if (whole)
            break;
    }
    vg_transform_return(t);
    return r;
}

enum vg_status vg_expr_bbox(struct vg_crs_registry *registry, const struct vg_collection *c,
                            const struct vg_bbox *box, const struct vg_crs *crs, struct vg_arena *a,
                            const struct vg_expr **out, struct vg_error *err)
{
    if (!c->geom_name || !c->crs) {
        *out = NULL;
        return VG_OK;
    }

    struct work w = {registry, c, crs, a, err, box->has_z && c->geom_z};
    struct vg_bbox b = *box;
    enum vg_status r = crs->geographic ? to_continuous(&b, vg_box_turn(crs), err) : VG_OK;
    const struct vg_expr *e = NULL;
    if (r == VG_OK && vg_crs_same(crs, c->crs))
        e = same_crs_expr(&w, &b);
    else if (r == VG_OK) {
        b = crs->geographic ? b : with_edge(b, crs);
        r = transformed_expr(&w, &b, &e);
    }
    if (r == VG_OK && c->geom_nulls)
        e = vg_expr_or(a, e, vg_expr_is_null(a, vg_expr_geometry(a)));
    if (r == VG_OK)
        r = vg_arena_check(a, err);
    if (r == VG_OK)
        *out = e;
    return r;
}
