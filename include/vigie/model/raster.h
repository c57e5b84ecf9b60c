/* raster.h — a grid of cells published as a collection: what is known of it without reading the cells. */
#ifndef VIGIE_MODEL_RASTER_H
#define VIGIE_MODEL_RASTER_H

#include <stdint.h>

#include <vigie/geo/bbox.h>

struct vg_raster_band {
    const char *name; /* NULL: it has none */
    const char *unit; /* as the file says it; NULL */
    const char *type; /* "Byte", "Int16", "Float32" */
    bool has_nodata;
    double nodata;
};

/* What a value looks like, and means where that is known. */
struct vg_raster_class {
    double value;
    uint8_t rgba[4];
    const char *title; /* NULL */
};

struct vg_raster {
    const char *path;
    int64_t width, height;        /* cells */
    struct vg_bbox box;           /* in its CRS, x then y; the first row is the northern one */
    double cell[2];               /* units of the CRS a cell, both positive */
    const struct vg_raster_band *bands;
    size_t n_bands;
    bool rgb, opacity;            /* the first three bands are colours; the fourth is their opacity */
    const struct vg_raster_class *classes; /* by value; none: shades of grey from min to max */
    size_t n_classes;
    double min, max;              /* of the first band, about */
    int n_overviews;
    int64_t bytes, modified_us;   /* of the file, when it was looked at */
};

#endif
