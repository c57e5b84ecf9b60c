/* Formats that exist to point elsewhere are left out. */
#include "ogr_library.h"

#include <stddef.h>

const char *const vg_gdal_drivers[] = {
    "AVCBin", "AVCE00", "CAD", "DGN", "DXF", "EDIGEO", "ESRI Shapefile", "ESRIJSON", "FlatGeobuf", "GML", "GPKG", "GPX",
    "GeoJSON", "GeoJSONSeq", "GeoRSS", "Geoconcept", "Idrisi", "Interlis 1", "Interlis 2", "JML", "KML", "LIBKML",
    "LVBAG", "MVT", "MapInfo File", "MapML", "NAS", "ODS", "OGR_GMT", "OGR_SDTS", "OSM", "OpenFileGDB", "Parquet",
    "S57", "SQLite", "SVG", "SXF", "Selafin", "TIGER", "TopoJSON", "UK .NTF", "VDV", "VFK", "WAsP", "XLS", "XLSX", NULL,
};
