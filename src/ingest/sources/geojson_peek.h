/* geojson_peek.h — does a GeoJSON file give its features ids of their own?
 *
 * OGR numbers features that have none, and afterwards nobody can tell its numbers from theirs. */
#ifndef INGEST_GEOJSON_PEEK_H
#define INGEST_GEOJSON_PEEK_H

#include <stdbool.h>

struct vg_geojson_peek {
    bool number_id, text_id; /* of the first feature */
    bool bare;               /* the file is one geometry, no feature */
};

/* path as GDAL opens it.  Reads no further than the end of the first feature. */
void vg_geojson_peek(const char *path, struct vg_geojson_peek *out);

#endif
