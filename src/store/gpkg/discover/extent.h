/* extent.h — how far a table's data reaches, without a scan. */
#ifndef VIGIE_STORE_GPKG_EXTENT_H
#define VIGIE_STORE_GPKG_EXTENT_H

#include "../gpkg.h"

/* The box of the root of an R*Tree (plain name): that of all its entries, rounded outwards.  false: it is empty. */
bool vg_gpkg_rtree_box(struct vg_gpkg_conn *c, const char *rtree, struct vg_bbox *out);

#endif
