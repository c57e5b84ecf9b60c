/* The state of a row, for entity tags: a hash of what it says, alike for both kinds of store, whose bytes differ. */
#include <vigie/store/edit.h>

#include "ops.h"

#define MAX_STATE ((size_t)1 << 30)
#define MAX_POINTS 64 /* turned to machine order at a time */

static struct vg_hash add_value(struct vg_hash h, const struct vg_value *v, struct vg_buf *b)
{
    uint64_t len;

    vg_buf_clear(b);
    vg_value_put_text(b, v);
    len = v->kind == VG_V_NULL ? UINT64_MAX : b->len;
    return vg_hash_more(vg_hash_more(h, &len, sizeof len), b->ptr ? b->ptr : "", b->len);
}

static bool add_points(struct vg_wkb *r, uint32_t n, int dims, struct vg_hash *h)
{
    double buf[4 * MAX_POINTS];

    for (uint32_t some; n > 0; n -= some) {
        some = n < MAX_POINTS ? n : MAX_POINTS;
        const double *p = vg_wkb_points(r, some, dims, buf);
        if (!p)
            return false;
        *h = vg_hash_more(*h, p, (size_t)some * (size_t)dims * sizeof *p);
    }
    return true;
}

static bool add_geometry(struct vg_wkb *r, struct vg_hash *h, int depth)
{
    struct vg_geom_head head;
    uint32_t n;

    if (depth > VG_GEOM_MAX_DEPTH || vg_wkb_head(r, &head, NULL) != VG_OK)
        return false;
    const uint32_t facts[] = {head.type, head.has_z, head.has_m, head.count};
    *h = vg_hash_more(*h, facts, sizeof facts);
    switch (head.type) {
    case VG_GEOM_POINT:
    case VG_GEOM_LINESTRING:
    case VG_GEOM_CIRCULARSTRING:
        return add_points(r, head.count, head.dims, h);
    case VG_GEOM_POLYGON:
    case VG_GEOM_TRIANGLE:
        for (uint32_t i = 0; i < head.count; i++) {
            if (vg_wkb_ring(r, head.dims, &n, NULL) != VG_OK)
                return false;
            *h = vg_hash_more(*h, &n, sizeof n);
            if (!add_points(r, n, head.dims, h))
                return false;
        }
        return true;
    default:
        for (uint32_t i = 0; i < head.count; i++) {
            if (!add_geometry(r, h, depth + 1))
                return false;
        }
        return true;
    }
}

struct vg_hash vg_cursor_state(const struct vg_cursor *c)
{
    struct vg_wkb r = vg_wkb_of(c->geom);
    struct vg_hash h = {0};
    struct vg_buf b;

    vg_buf_init(&b, MAX_STATE);
    for (size_t i = 0; i < c->query->n_fields; i++)
        h = add_value(h, &c->values[i], &b);
    vg_buf_finish(&b);
    /* What is broken is hashed as it is. */
    if (c->geom.wkb && !add_geometry(&r, &h, 0))
        h = vg_hash_more(h, c->geom.wkb, c->geom.len);
    return h;
}
