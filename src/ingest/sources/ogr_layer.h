/* ogr_layer.h — opening a dataset with GDAL, and choosing the layer that is meant. */
#ifndef INGEST_OGR_LAYER_H
#define INGEST_OGR_LAYER_H

#include <gdal.h>
#include <ogr_api.h>

#include "../files/place.h"
#include "source.h"

struct vg_ogr_opened {
    GDALDatasetH dataset;
    OGRLayerH layer;
    bool only_layer;      /* the file is the layer: its name says nothing more */
    const char *encoding; /* found out from the bytes; NULL: told by the source */
    bool recode;          /* the driver knows no encodings: texts are to be taken from `encoding` by the caller */
};

/* VG_BAD_INPUT: no known format, damaged, several layers and none chosen.  The caller closes out->dataset. */
enum vg_status vg_ogr_open_layer(const struct vg_place *p, const struct vg_import_options *o, struct vg_arena *a,
                                 struct vg_ogr_opened *out, struct vg_error *err) VG_MUST_USE;

#endif
