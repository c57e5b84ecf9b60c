/* wkt_write.c — well-known text (ISO) from WKB. */
#include <vigie/geo/geom.h>

#include <math.h>

#include <vigie/base/number.h>

#include "wkb.h"

struct writer {
    struct vg_buf *b;
    int decimals;
    bool flipped;
};

static char *write_number(const struct writer *w, char *p, double v)
{
    if (isfinite(v))
        return w->decimals < 0 ? vg_double_write(p, v) : vg_fixed_write(p, v, w->decimals);
    return stpcpy(p, isnan(v) ? "NaN" : v > 0 ? "Infinity" : "-Infinity");
}

static void put_positions(struct writer *w, struct vg_wkb *r, uint32_t n, int dims)
{
    if (n == 0)
        VG_BUF_LIT(w->b, "EMPTY");
    for (uint32_t i = 0; i < n && w->b->failed == VG_OK; i++) {
        char text[4 * (VG_NUMBER_MAX + 1) + 1], *p = text;
        *p++ = i == 0 ? '(' : ',';
        for (int d = 0; d < dims; d++) {
            int from = w->flipped && d < 2 ? 1 - d : d;
            if (d > 0)
                *p++ = ' ';
            p = write_number(w, p, wkb_f64(r->at + (size_t)from * sizeof(double), r->swap));
        }
        r->at += (size_t)dims * sizeof(double);
        vg_buf_add(w->b, text, (size_t)(p - text));
    }
    if (n > 0)
        vg_buf_char(w->b, ')');
}

static void put_point(struct writer *w, struct vg_wkb *r, int dims)
{
    if (isnan(wkb_f64(r->at, r->swap)) && isnan(wkb_f64(r->at + 8, r->swap))) {
        VG_BUF_LIT(w->b, "EMPTY");
        r->at += (size_t)dims * sizeof(double);
    } else {
        put_positions(w, r, 1, dims);
    }
}

static void put_word(struct writer *w, const struct vg_geom_head *h)
{
    vg_buf_cstr(w->b, vg_geom_type_name(h->type));
    if (h->dims > 2)
        vg_buf_cstr(w->b, h->dims == 4 ? " ZM" : h->has_z ? " Z" : " M");
    vg_buf_char(w->b, ' ');
}

/* bare: the type that needs no word in this place. */
static enum vg_status put(struct writer *w, struct vg_wkb *r, enum vg_geom_type bare,
                          struct vg_error *err);

static enum vg_status put_member(struct writer *w, struct vg_wkb *r, const struct vg_geom_head *h,
                                 const struct geom_kind *kind, struct vg_error *err)
{
    if (kind->layout == LAYOUT_PARTS)
        return put(w, r, kind->bare, err);
    uint32_t n;
    enum vg_status s = vg_wkb_ring(r, h->dims, &n, err);
    if (s == VG_OK)
        put_positions(w, r, n, h->dims);
    return s;
}

static enum vg_status put(struct writer *w, struct vg_wkb *r, enum vg_geom_type bare,
                          struct vg_error *err)
{
    struct vg_geom_head h;
    enum vg_status s = vg_wkb_head(r, &h, err);
    if (s != VG_OK)
        return s;
    const struct geom_kind *kind = geom_kind(h.type);
    if (h.type != bare)
        put_word(w, &h);
    if (kind->layout == LAYOUT_POINT) {
        put_point(w, r, h.dims);
        return VG_OK;
    }
    if (kind->layout == LAYOUT_POINTS || h.count == 0) {
        put_positions(w, r, h.count, h.dims);
        return VG_OK;
    }
    for (uint32_t i = 0; i < h.count && s == VG_OK && w->b->failed == VG_OK; i++) {
        vg_buf_char(w->b, i == 0 ? '(' : ',');
        s = put_member(w, r, &h, kind, err);
    }
    vg_buf_char(w->b, ')');
    return s;
}

enum vg_status vg_geom_put_wkt_in_order(struct vg_buf *b, struct vg_geom g, int decimals, bool flipped,
                                        struct vg_error *err)
{
    struct vg_geom_info info;
    enum vg_status s = vg_geom_check(g, &info, err);
    if (s != VG_OK)
        return s;
    struct writer w = {b, decimals < 9 ? decimals : 9, flipped};
    struct vg_wkb r = vg_wkb_of(g);
    s = put(&w, &r, VG_GEOM_ANY, err);
    return s == VG_OK ? vg_buf_check(b, err) : s;
}

enum vg_status vg_geom_put_wkt(struct vg_buf *b, struct vg_geom g, int decimals, struct vg_error *err)
{
    return vg_geom_put_wkt_in_order(b, g, decimals, false, err);
}
