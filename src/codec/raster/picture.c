/* What a raster says of its own colours comes first, be it bands of colours or classes; one that says nothing is grey
 * between its least and its greatest value. */
#include "picture.h"

#include <math.h>

/* The class of a value, by halves; NULL: none. */
static const struct vg_raster_class *class_of(const struct vg_raster *r, double value)
{
    size_t low = 0, high = r->n_classes;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (r->classes[middle].value == value)
            return &r->classes[middle];
        if (r->classes[middle].value < value)
            low = middle + 1;
        else
            high = middle;
    }
    return NULL;
}

static uint8_t grey_of(const struct vg_raster *r, double value)
{
    double share = (value - r->min) / (r->max - r->min);
    return (uint8_t)lrint(255 * fmin(1, fmax(0, share)));
}

/* A colour is absent where all of its bands are: the red of a green meadow may be what stands for no data. */
static bool is_absent(const struct vg_raster *r, const float *values)
{
    for (int i = 0; i < (r->rgb ? 3 : 1); i++)
        if (!isnan(values[i]) && !(r->bands[i].has_nodata && values[i] == (float)r->bands[i].nodata))
            return false;
    return true;
}

void vg_raster_colour(const struct vg_raster *r, const float *values, uint8_t rgba[4])
{
    if (is_absent(r, values))
        return;
    if (r->rgb) {
        for (int i = 0; i < 4; i++)
            rgba[i] = (uint8_t)values[i];
    } else if (r->n_classes) {
        const struct vg_raster_class *k = class_of(r, values[0]);
        if (k)
            memcpy(rgba, k->rgba, sizeof k->rgba);
    } else {
        rgba[0] = rgba[1] = rgba[2] = grey_of(r, values[0]);
        rgba[3] = 255;
    }
}
