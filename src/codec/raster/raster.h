/* raster.h — what the files that call GDAL share, private to this folder. */
#ifndef CODEC_RASTER_RASTER_H
#define CODEC_RASTER_RASTER_H

#include <gdal.h>
#include <vigie/codec/gdal.h>
#include <vigie/codec/raster.h>

/* The file as a GeoTIFF and nothing else, its neighbours in the folder not looked at; the words are begun by the caller.
 * NULL: it cannot be opened.  Closed with GDALClose. */
GDALDatasetH vg_raster_dataset(const char *path);

#endif
