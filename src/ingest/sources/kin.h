/* kin.h — the one geometry type that holds several. */
#ifndef INGEST_KIN_H
#define INGEST_KIN_H

#include <vigie/geo/geom.h>

/* types: bits 1 << enum vg_geom_type.  Polygon and MultiPolygon: MultiPolygon; strangers: VG_GEOM_ANY. */
enum vg_geom_type vg_kin_type(unsigned types);

#endif
