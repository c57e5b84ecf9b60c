/* A window of a raster as a picture.
 *
 * Where each cell of the picture lies in the raster is found exactly for every sixteenth cell and in between by straight lines,
 * since one projection costs as much as all else for a cell; where that would be off by more than half a cell, all are
 * projected.  The window around them is read in one piece, reduced to about the picture's own size: GDAL takes it
 * from the overview that fits.  Each cell of the picture then has the value of the nearest one read. */
#include "raster.h"

#include <math.h>
#include <stdlib.h>

#include <vigie/codec/png.h>

#include "picture.h"

#define STEP 16
#define MOST_SIDE 1024

struct window {
    double from[2], to[2]; /* cells of the raster, columns then rows */
    int x, y, width, height; /* whole cells */
    int read_width, read_height;
};

/* --- where the cells lie ------------------------------------------------------------------------------ */

/* The middles of the picture's cells i * step, in the raster's cells; NaN where there is none. */
static void project(const struct vg_raster *r, const struct vg_raster_view *v, int n, double step, double *xy)
{
    double unit = (v->box.max[0] - v->box.min[0]) / v->side;
    for (int row = 0; row < n; row++)
        for (int column = 0; column < n; column++) {
            double *p = xy + 2 * ((size_t)row * (size_t)n + (size_t)column);
            p[0] = v->box.min[0] + (column * step + 0.5) * unit;
            p[1] = v->box.max[1] - (row * step + 0.5) * unit;
        }
    (void)vg_transform_points(v->to_cells, xy, (size_t)n * (size_t)n, 2);
    for (size_t i = 0; i < (size_t)n * (size_t)n; i++) {
        xy[2 * i] = (xy[2 * i] - r->box.min[0]) / r->cell[0];
        xy[2 * i + 1] = (r->box.max[1] - xy[2 * i + 1]) / r->cell[1];
    }
}

/* Between the four corners of the coarse square that holds (column, row). */
static void between(const double *coarse, int n, double column, double row, double out[2])
{
    int c = (int)(column / STEP), w = (int)(row / STEP);
    c = c < n - 1 ? c : n - 2;
    w = w < n - 1 ? w : n - 2;
    double x = column / STEP - c, y = row / STEP - w;
    const double *top = coarse + 2 * ((size_t)w * (size_t)n + (size_t)c), *bottom = top + 2 * (size_t)n;
    for (int i = 0; i < 2; i++)
        out[i] = (top[i] * (1 - x) + top[2 + i] * x) * (1 - y) + (bottom[i] * (1 - x) + bottom[2 + i] * x) * y;
}

/* Is a straight line good enough?  It is worst in the middles of the squares. */
static bool is_straight(const struct vg_raster *r, const struct vg_raster_view *v, const double *coarse, int n, double cells)
{
    for (int i = 0; i + 1 < n; i++)
        for (int k = 0; k + 1 < n; k += 3) {
            double exact[2], guess[2], unit = (v->box.max[0] - v->box.min[0]) / v->side;
            double column = (i + 0.5) * STEP, row = (k + 0.5) * STEP;
            exact[0] = v->box.min[0] + (column + 0.5) * unit;
            exact[1] = v->box.max[1] - (row + 0.5) * unit;
            (void)vg_transform_points(v->to_cells, exact, 1, 2);
            exact[0] = (exact[0] - r->box.min[0]) / r->cell[0];
            exact[1] = (r->box.max[1] - exact[1]) / r->cell[1];
            between(coarse, n, column, row, guess);
            if (!(fabs(exact[0] - guess[0]) <= cells && fabs(exact[1] - guess[1]) <= cells))
                return false;
        }
    return true;
}

static bool fill(const struct vg_raster *r, const struct vg_raster_view *v, double *xy)
{
    int n = v->side / STEP + 1;
    double *coarse = malloc((size_t)n * (size_t)n * 2 * sizeof *coarse);
    if (!coarse)
        return false;
    project(r, v, n, STEP, coarse);
    double across = fabs(coarse[2 * (n - 1)] - coarse[0]) / v->side; /* cells of the raster a cell of the picture */
    if (is_straight(r, v, coarse, n, fmax(across, 1) / 2)) {
        for (int row = 0; row < v->side; row++)
            for (int column = 0; column < v->side; column++)
                between(coarse, n, column, row, xy + 2 * ((size_t)row * (size_t)v->side + (size_t)column));
    } else {
        project(r, v, v->side, 1, xy);
    }
    free(coarse);
    return true;
}

/* --- the window ---------------------------------------------------------------------------------------- */

static int reduced(double cells, double span, int side)
{
    double n = span > side ? ceil(cells * side / span) : cells;
    return n < 1 ? 1 : n > MOST_SIDE ? MOST_SIDE : (int)n;
}

/* What of the raster lies under the picture; false: nothing. */
static bool find_window(const struct vg_raster *r, const struct vg_raster_view *v, const double *xy, struct window *w)
{
    const double size[] = {(double)r->width, (double)r->height};
    double span[2];
    for (int i = 0; i < 2; i++) {
        w->from[i] = INFINITY;
        w->to[i] = -INFINITY;
        for (size_t k = 0; k < (size_t)v->side * (size_t)v->side; k++) {
            w->from[i] = fmin(w->from[i], xy[2 * k + (size_t)i]); /* NaN is passed over */
            w->to[i] = fmax(w->to[i], xy[2 * k + (size_t)i]);
        }
        span[i] = w->to[i] - w->from[i];
        w->from[i] = fmax(0, floor(w->from[i]) - 1);
        w->to[i] = fmin(size[i], ceil(w->to[i]) + 1);
        if (!(w->from[i] < w->to[i]))
            return false;
    }
    w->x = (int)w->from[0];
    w->y = (int)w->from[1];
    w->width = (int)(w->to[0] - w->from[0]);
    w->height = (int)(w->to[1] - w->from[1]);
    w->read_width = reduced(w->width, span[0], v->side);
    w->read_height = reduced(w->height, span[1], v->side);
    return true;
}

static bool read_window(GDALDatasetH d, const struct window *w, int n_bands, float *cells)
{
    size_t one = (size_t)w->read_width * (size_t)w->read_height;
    bool good = true;
    for (int b = 0; b < n_bands && good; b++)
        good = GDALRasterIO(GDALGetRasterBand(d, b + 1), GF_Read, w->x, w->y, w->width, w->height, cells + one * (size_t)b,
                            w->read_width, w->read_height, GDT_Float32, 0, 0) == CE_None;
    return good;
}

/* --- the picture ---------------------------------------------------------------------------------------- */

/* The place in what was read of each cell of the picture; SIZE_MAX: outside. */
static size_t place_of(const struct window *w, const struct vg_raster *r, const double *p)
{
    if (!(p[0] >= 0 && p[0] < (double)r->width && p[1] >= 0 && p[1] < (double)r->height))
        return SIZE_MAX;
    double x = (p[0] - w->x) * w->read_width / w->width, y = (p[1] - w->y) * w->read_height / w->height;
    if (!(x >= 0 && x < w->read_width && y >= 0 && y < w->read_height))
        return SIZE_MAX;
    return (size_t)y * (size_t)w->read_width + (size_t)x;
}

static void paint(const struct vg_raster *r, const struct window *w, const double *xy, const float *cells, int n_bands,
                  int side, uint8_t *pixels)
{
    size_t one = (size_t)w->read_width * (size_t)w->read_height;
    for (size_t i = 0; i < (size_t)side * (size_t)side; i++) {
        size_t at = place_of(w, r, xy + 2 * i);
        if (at == SIZE_MAX)
            continue;
        float values[4] = {0, 0, 0, 255};
        for (int b = 0; b < n_bands; b++)
            values[b] = cells[one * (size_t)b + at];
        vg_raster_colour(r, values, pixels + 4 * i);
    }
}

static enum vg_status draw(const struct vg_raster *r, const struct vg_raster_view *v, const double *xy, uint8_t *pixels,
                           struct vg_error *err)
{
    struct window w;
    int n_bands = r->rgb ? 3 + r->opacity : 1;
    if (!find_window(r, v, xy, &w))
        return VG_OK;
    GDALDatasetH d = vg_raster_dataset(r->path);
    if (!d)
        return vg_fail(err, VG_UNAVAILABLE, "", "'%s' cannot be opened", r->path);
    float *cells = malloc((size_t)w.read_width * (size_t)w.read_height * (size_t)n_bands * sizeof *cells);
    bool same = GDALGetRasterXSize(d) == r->width && GDALGetRasterYSize(d) == r->height && GDALGetRasterCount(d) >= n_bands;
    bool good = cells && same && read_window(d, &w, n_bands, cells);
    if (good)
        paint(r, &w, xy, cells, n_bands, v->side, pixels);
    free(cells);
    GDALClose(d);
    return good ? VG_OK : vg_fail(err, VG_UNAVAILABLE, "", "the cells of '%s' cannot be read", r->path);
}

enum vg_status vg_raster_draw(const struct vg_raster *r, const struct vg_raster_view *v, struct vg_buf *png,
                              struct vg_error *err)
{
    struct vg_gdal_words words;
    size_t n = (size_t)v->side * (size_t)v->side;
    double *xy = malloc(n * 2 * sizeof *xy);
    uint8_t *pixels = calloc(n, 4);
    enum vg_status s = xy && pixels && fill(r, v, xy) ? VG_OK : vg_fail(err, VG_NO_MEMORY, "", "out of memory");
    vg_gdal_init();
    vg_gdal_begin(&words);
    if (s == VG_OK)
        s = draw(r, v, xy, pixels, err);
    vg_gdal_end();
    if (s == VG_OK)
        s = vg_png_put(pixels, v->side, v->side, png, err);
    free(pixels);
    free(xy);
    return s;
}
