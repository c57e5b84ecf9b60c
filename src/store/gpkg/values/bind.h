/* bind.h — values and geometries as a GeoPackage keeps them. */
#ifndef STORE_GPKG_BIND_H
#define STORE_GPKG_BIND_H

#include <sqlite3.h>

#include <vigie/model/feature.h>

/* Bind v to parameter i, to be stored or compared with what is: moments as "2018-02-12T23:20:50.520Z", whose texts sort
 * like the moments they name as far as whole seconds go.  Texts and bytes must live until the statement is stepped.  False:
 * the value has no form here (a date outside the years 0 to 9999). */
bool vg_gpkg_bind(sqlite3_stmt *s, int i, const struct vg_value *v);

/* A geometry as a GeoPackage's blob (OGC 12-128r18 clause 2.1.3), written to b, which is emptied first.  The box is
 * in the head of all but points, which are no longer than their box. */
void vg_gpkg_put_blob(struct vg_buf *b, struct vg_geom g, const struct vg_geom_info *info, int srs_id);

#endif
