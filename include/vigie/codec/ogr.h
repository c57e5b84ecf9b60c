/* ogr.h — the forms that GDAL writes.
 *
 * Each makes a file: at vg_item_writer.path, or a temporary one that is copied to out at the end.  Geometries of
 * CRS84 are told as EPSG:4326, longitude first as these formats have it.  A value that a form has no type for is
 * written as text.  VG_BAD_INPUT: the form cannot hold a feature, which is named. */
#ifndef VIGIE_CODEC_OGR_H
#define VIGIE_CODEC_OGR_H

#include <vigie/codec/items.h>

extern const struct vg_item_codec
    vg_codec_flatgeobuf, /* in the order asked for, and so without an index */
    vg_codec_gpkg,       /* one table with its R*Tree; at a path without it, see leaves_index */
    vg_codec_parquet,    /* GeoParquet; is_there where the GDAL that vigie was built with and the one at hand have the driver */
    vg_codec_shapefile;  /* zip of one layer, or one for each kind of geometry where they are mixed; names.csv says how
                          * fields are called whose name is too long */

#endif
