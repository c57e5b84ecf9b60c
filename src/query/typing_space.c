/* Spatial conditions: a literal against the collection's geometry, brought to its CRS.
 *
 * Coordinates stand in the axis order of the filter's CRS and are turned here, at the edge.  A box that rows shall
 * meet goes the way of the bbox parameter, with densified sides; other literals are transformed point by point. */
#include "typing.h"

#include <math.h>

#define EVERYWHERE 1e30 /* in whatever units a CRS has; a float holds it */

/* --- literals ------------------------------------------------------------------------------------- */

/* A box as a geometry of the filter's CRS, x then y; two where it crosses the antimeridian. */
static enum vg_status geometry_of_box(struct vg_typing *t, const struct vg_syntax *s, const struct vg_crs *crs,
                                      const struct vg_bbox *box, struct vg_geom *out)
{
    struct vg_bbox part[2] = {*box, *box};
    int n = crs->geographic ? vg_bbox_split(box, part) : 1;

    for (int i = 0; i < n; i++)
        if (!(part[i].min[0] <= part[i].max[0] && part[i].min[1] <= part[i].max[1]))
            return vg_typing_wrong_geometry(t, s, vg_text(t->err ? t->err->lang : VG_EN, "the box ends before it begins"));
    if (n == 1) {
        *out = vg_geom_of_box(t->arena, &part[0], t->collection->crs && vg_crs_same(crs, t->collection->crs) ? 1 : 16);
        return VG_OK;
    }
    struct vg_buf wkt;
    vg_buf_init(&wkt, 1024);
    for (int i = 0; i < 2; i++) {
        const double *a = part[i].min, *b = part[i].max;
        vg_buf_printf(&wkt, "%s((%.17g %.17g,%.17g %.17g,%.17g %.17g,%.17g %.17g,%.17g %.17g))",
                      i ? "," : "MULTIPOLYGON(", a[0], a[1], b[0], a[1], b[0], b[1], a[0], b[1], a[0], a[1]);
    }
    VG_BUF_LIT(&wkt, ")");
    enum vg_status r = vg_geom_from_wkt((struct vg_str){wkt.ptr, wkt.len}, t->arena, out, t->err);
    vg_buf_finish(&wkt);
    return r;
}

enum vg_status vg_typing_transformed(struct vg_typing *t, const struct vg_syntax *s, struct vg_geom g,
                                     const struct vg_crs *from, const struct vg_crs *to, struct vg_geom *out)
{
    const struct vg_collection *c = t->collection;
    struct vg_transform *tr;
    struct vg_geom image;
    struct vg_buf buf;

    *out = g;
    if (vg_crs_same(from, to))
        return VG_OK;
    enum vg_status r = vg_transform_borrow(t->scope->registry, from, to, c->has_extent ? &c->extent : NULL, &tr, t->err);
    if (r != VG_OK)
        return r;
    struct vg_error why = {.lang = t->err ? t->err->lang : VG_EN};
    vg_buf_init(&buf, 64 * VG_MAX_FILTER_BYTES);
    r = vg_transform_geom(tr, g, &buf, &image, &why);
    if (r == VG_OK) {
        struct vg_str copy = vg_arena_str(t->arena, (struct vg_str){(const char *)image.wkb, image.len});
        *out = (struct vg_geom){(const unsigned char *)copy.ptr, copy.len};
        r = vg_arena_check(t->arena, t->err);
    } else {
        r = vg_typing_wrong_geometry(t, s, why.text);
    }
    vg_buf_finish(&buf);
    vg_transform_return(tr);
    return r;
}

enum vg_status vg_typing_geometry(struct vg_typing *t, const struct vg_syntax *s, const struct vg_frame *f,
                                  struct vg_geom *out)
{
    if (s->kind == VG_S_BOX) {
        struct vg_bbox box = vg_typing_turned_box(f, &s->box);
        return geometry_of_box(t, s, f->crs, &box, out);
    }
    const char *invalid = vg_geom_surely_valid(s->geom, t->arena) ? NULL : vg_geom_invalid_reason(s->geom, t->err ? t->err->lang : VG_EN, t->arena);
    return invalid ? vg_typing_wrong_geometry(t, s, invalid) : vg_typing_turned(t, f, s->geom, out);
}

enum vg_status vg_typing_shape(struct vg_typing *t, struct vg_geom g, enum vg_relation relation,
                               const struct vg_expr **out)
{
    struct vg_shape *shape = VG_NEW(t->arena, struct vg_shape);
    struct vg_geom_info info;

    if (!shape)
        return vg_arena_check(t->arena, t->err);
    enum vg_status r = vg_geom_check(g, &info, t->err);
    if (r != VG_OK)
        return r;
    *shape = (struct vg_shape){.relation = relation, .geom = g, .box = info.box};
    *out = vg_expr_spatial(t->arena, shape);
    return VG_OK;
}

static enum vg_status shape_of(struct vg_typing *t, const struct vg_syntax *s, const struct vg_frame *f,
                               enum vg_relation relation, const struct vg_expr **out)
{
    struct vg_geom g = {0};
    enum vg_status r = vg_typing_geometry(t, s, f, &g);

    if (r == VG_OK)
        r = vg_typing_transformed(t, s, g, f->crs, t->collection->crs, &g);
    return r == VG_OK ? vg_typing_shape(t, g, relation, out) : r;
}

/* As the bbox parameter, but that a row without geometry does not meet it. */
static enum vg_status meets_box(struct vg_typing *t, const struct vg_syntax *s, const struct vg_frame *f,
                                const struct vg_expr **out)
{
    struct vg_collection without_nulls = *t->collection;
    struct vg_bbox box = vg_typing_turned_box(f, &s->box);
    struct vg_error why = {.lang = t->err ? t->err->lang : VG_EN};

    without_nulls.geom_nulls = false;
    if (!(box.min[1] <= box.max[1]) || (!f->crs->geographic && !(box.min[0] <= box.max[0])))
        return vg_typing_wrong_geometry(t, s, vg_text(why.lang, "the box ends before it begins"));
    enum vg_status r = vg_expr_bbox(t->scope->registry, &without_nulls, &box, f->crs, t->arena, out, &why);
    return r == VG_OK ? r : vg_typing_wrong_geometry(t, s, why.text);
}

/* --- conditions ----------------------------------------------------------------------------------- */

static enum vg_relation turned(enum vg_relation r)
{
    return r == VG_REL_WITHIN ? VG_REL_CONTAINS : r == VG_REL_CONTAINS ? VG_REL_WITHIN : r;
}

/* A geometry and itself: null where it is, and what it is where it is anywhere: as a box around all there is tells. */
static enum vg_status with_itself(struct vg_typing *t, enum vg_relation relation, const struct vg_expr **out)
{
    struct vg_shape *all = VG_NEW(t->arena, struct vg_shape);

    if (!all)
        return vg_arena_check(t->arena, t->err);
    *all = (struct vg_shape){.relation = VG_REL_INTERSECTS, .box = {.min = {-EVERYWHERE, -EVERYWHERE}, .max = {EVERYWHERE, EVERYWHERE}}, .is_box = true};
    all->geom = vg_geom_of_box(t->arena, &all->box, 1);
    const struct vg_expr *somewhere = vg_expr_spatial(t->arena, all), *nowhere = vg_typing_node(t, VG_OP_NOT, &somewhere, 1);

    switch (relation) {
    case VG_REL_INTERSECTS:
    case VG_REL_WITHIN:
    case VG_REL_CONTAINS: *out = somewhere; break;
    case VG_REL_DISJOINT: *out = nowhere; break;
    case VG_REL_EQUALS: *out = vg_expr_or(t->arena, somewhere, nowhere); break;
    default: *out = vg_expr_and(t->arena, somewhere, nowhere); break;
    }
    return vg_arena_check(t->arena, t->err);
}

static enum vg_status between_literals(struct vg_typing *t, enum vg_relation relation, const struct vg_syntax *l,
                                       const struct vg_syntax *r, const struct vg_expr **out)
{
    struct vg_geom left = {0}, right = {0};
    struct vg_predicate *p;
    struct vg_error why = {.lang = t->err ? t->err->lang : VG_EN};
    struct vg_frame from, to;
    enum vg_status s = vg_typing_frame(t, l, &from);

    if (s == VG_OK)
        s = vg_typing_frame(t, r, &to);
    if (s == VG_OK)
        s = vg_typing_geometry(t, l, &from, &left);
    if (s == VG_OK)
        s = vg_typing_transformed(t, l, left, from.crs, to.crs, &left);
    if (s == VG_OK)
        s = vg_typing_geometry(t, r, &to, &right);
    if (s != VG_OK)
        return s;
    if (vg_predicate_new(right, &p, &why) != VG_OK)
        return vg_typing_wrong_geometry(t, r, why.text);
    *out = vg_expr_constant(t->arena, vg_predicate_test(p, relation, left));
    vg_predicate_free(p);
    return VG_OK;
}

enum vg_status vg_typing_space(struct vg_typing *t, const struct vg_syntax *s, const struct vg_expr **out)
{
    enum vg_relation relation = (enum vg_relation)s->op->meaning;
    struct vg_operand side[2];
    const struct vg_syntax *arg = s->first;

    for (int i = 0; i < 2; i++, arg = arg->next) {
        enum vg_status r = vg_typing_operand(t, arg, &side[i]);
        if (r == VG_OK && side[i].sort != VG_SORT_GEOMETRY)
            return vg_typing_wrong(t, arg, "a geometry");
        if (r != VG_OK)
            return r;
    }
    if (side[0].is_literal && side[1].is_literal)
        return between_literals(t, relation, s->first, s->last, out);
    if (!side[0].is_literal && !side[1].is_literal) {
        return with_itself(t, relation, out);
    }
    const struct vg_syntax *literal = side[0].is_literal ? s->first : s->last;
    struct vg_frame frame;
    enum vg_status r = vg_typing_frame(t, literal, &frame);
    if (r != VG_OK)
        return r;
    if (literal->kind == VG_S_BOX && (relation == VG_REL_INTERSECTS || relation == VG_REL_DISJOINT)) {
        r = meets_box(t, literal, &frame, out);
        if (r == VG_OK && relation == VG_REL_DISJOINT)
            *out = vg_typing_node(t, VG_OP_NOT, out, 1);
        return r;
    }
    return shape_of(t, literal, &frame, side[0].is_literal ? turned(relation) : relation, out);
}
