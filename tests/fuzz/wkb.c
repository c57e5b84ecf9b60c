/* WKB of any bytes: nothing reads beyond them, and what passes the check fails nowhere after it. */
#include "fuzz.h"

#include <assert.h>
#include <math.h>

#include <vigie/geo/crs.h>

#define MAX_INPUT 65536
#define MAX_ARENA (64u << 20)

/* A geometry without curves lies in its own box, and on its edge. */
static void check_box(struct vg_geom g, const struct vg_geom_info *info)
{
    static const struct vg_bbox some = {{-1, -1}, {5, 5}, false};
    bool met = vg_geom_meets_box(g, &some);
    if (info->empty || !info->finite || info->has_curve) {
        assert(!(info->empty && met));
        return;
    }
    assert(vg_geom_meets_box(g, &info->box));
    struct vg_bbox left = info->box, beside = info->box;
    left.max[0] = left.min[0];
    assert(vg_geom_meets_box(g, &left));
    beside.min[0] = beside.max[0] = nextafter(info->box.min[0], -INFINITY);
    assert(!vg_geom_meets_box(g, &beside));
}

static void check_linear(struct vg_geom g, const struct vg_geom_info *info, struct vg_arena *a)
{
    struct vg_geom straight;
    struct vg_geom_info after;
    enum vg_status s = vg_geom_linearize(g, 0, a, &straight, NULL);
    assert(s == VG_OK || s == VG_TOO_LARGE);
    if (s != VG_OK)
        return;
    s = vg_geom_check(straight, &after, NULL);
    assert(s == VG_OK && !after.has_curve);
    /* A joint of a compound curve is one point where it was two. */
    assert(info->has_curve || after.n_points == info->n_points);
}

static void check_text(struct vg_geom g, const struct vg_geom_info *info, struct vg_arena *a)
{
    struct vg_buf b;
    struct vg_geom again;
    struct vg_geom_info after;
    vg_buf_init(&b, MAX_ARENA);
    enum vg_status s = vg_geom_put_wkt(&b, g, 9, NULL);
    assert(s == VG_OK);
    if (vg_geom_from_wkt((struct vg_str){b.ptr, b.len}, a, &again, NULL) == VG_OK) {
        s = vg_geom_check(again, &after, NULL);
        assert(s == VG_OK && after.type == info->type && after.n_points == info->n_points);
    }
    vg_buf_finish(&b);
}

static struct vg_transform *transform(void)
{
    static struct vg_crs_registry *registry; /* one for all inputs: it takes a while to open */
    static struct vg_transform *t;
    const struct vg_crs *web;
    if (!t) {
        registry = vg_crs_registry_new(NULL);
        assert(registry);
        enum vg_status s = vg_crs_find(registry, VG_STR("EPSG:3857"), &web, NULL);
        assert(s == VG_OK);
        s = vg_transform_borrow(registry, web, vg_crs84(registry), NULL, &t, NULL);
        assert(s == VG_OK);
        (void)s;
    }
    return t;
}

static void check_transform(struct vg_geom g, const struct vg_geom_info *info)
{
    struct vg_buf b;
    struct vg_geom image;
    struct vg_geom_info after;
    vg_buf_init(&b, MAX_ARENA);
    if (vg_transform_geom(transform(), g, &b, &image, NULL) == VG_OK) {
        enum vg_status s = vg_geom_check(image, &after, NULL);
        assert(s == VG_OK && after.finite && after.empty == info->empty);
        (void)s;
    }
    vg_buf_finish(&b);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct vg_geom g = {data, size < MAX_INPUT ? size : MAX_INPUT};
    struct vg_geom_info info;
    struct vg_error err = {0};
    static const struct vg_bbox box = {{-1, -1}, {5, 5}, false};

    if (vg_geom_check(g, &info, &err) != VG_OK) {
        assert(err.text[0]);
        (void)vg_geom_meets_box(g, &box);
        return 0;
    }
    struct vg_arena *a = vg_arena_new(MAX_ARENA);
    check_box(g, &info);
    check_linear(g, &info, a);
    check_text(g, &info, a);
    check_transform(g, &info);
    vg_arena_free(a);
    return 0;
}
