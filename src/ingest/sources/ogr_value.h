/* ogr_value.h — OGR's field types and values as ours. */
#ifndef INGEST_OGR_VALUE_H
#define INGEST_OGR_VALUE_H

#include <ogr_api.h>

#include <vigie/model/feature.h>

/* The type a field of OGR becomes.  Lists become JSON. */
enum vg_type vg_ogr_type(OGRFieldDefnH field);

/* Time zones met in a date-time field: what has none is local time as long as none has one. */
struct vg_ogr_zones {
    bool with, without;
};

/* Field i of f.  Texts live in the feature or in `row`.  False: the text is not UTF-8, or a list too long. */
bool vg_ogr_value(OGRFeatureH f, int i, enum vg_type type, struct vg_arena *row, struct vg_ogr_zones *zones,
                  struct vg_value *out);

#endif
