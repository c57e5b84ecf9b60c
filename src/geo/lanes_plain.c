/* lanes_plain.c — for machines whose compiler must find its own way. */
#include "lanes.h"

#include "wkb.h"

bool vg_lanes_grow(const unsigned char *p, size_t n, size_t stride, double low[2], double high[2])
{
    bool nan = false;
    for (size_t i = 0; i < n; i++, p += stride) {
        for (int k = 0; k < 2; k++) {
            double v = wkb_f64(p + 8 * k, false);
            low[k] = v < low[k] ? v : low[k];
            high[k] = v > high[k] ? v : high[k];
            nan |= v != v;
        }
    }
    return nan;
}

void vg_lanes_place(const unsigned char *p, size_t n, size_t stride, const double low[2],
                    const double high[2], unsigned char *out)
{
    for (size_t i = 0; i < n; i++, p += stride) {
        double x = wkb_f64(p, false), y = wkb_f64(p + 8, false);
        /* Negated, so that a NaN sets both bits of its axis. */
        out[i] = (unsigned char)(!(x >= low[0]) * PLACE_LEFT | !(y >= low[1]) * PLACE_BELOW |
                                 !(x <= high[0]) * PLACE_RIGHT | !(y <= high[1]) * PLACE_ABOVE);
    }
}
