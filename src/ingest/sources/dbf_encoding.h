/* dbf_encoding.h — the encoding of a Shapefile's texts, where neither a .cpg nor the .dbf itself says it. */
#ifndef INGEST_DBF_ENCODING_H
#define INGEST_DBF_ENCODING_H

/* path of the .shp or .dbf as GDAL opens it.  NULL: it is said, or all is ASCII.  Otherwise found out from
 * the bytes: "UTF-8", "ISO-8859-1" or "Windows-1252", as GDAL's ENCODING takes them. */
const char *vg_dbf_encoding(const char *path);

#endif
