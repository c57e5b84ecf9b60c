/* ogr_library.h — which of GDAL's drivers an import uses. */
#ifndef INGEST_OGR_LIBRARY_H
#define INGEST_OGR_LIBRARY_H

#include <vigie/codec/gdal.h>

/* Drivers that read files and nothing else, NULL-ended, for GDALOpenEx. */
extern const char *const vg_gdal_drivers[];

#endif
