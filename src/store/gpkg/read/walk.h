/* walk.h — the choice between the key and the R*Tree. */
#ifndef VIGIE_STORE_GPKG_WALK_H
#define VIGIE_STORE_GPKG_WALK_H

#include "search.h"

/* The way to at most `limit` rows of q (-1: all of them); for VG_WALK_SPACE, *found is what the R*Tree gave. */
enum vg_walk vg_gpkg_walk(struct vg_gpkg_conn *c, const struct vg_query *q, int64_t limit, struct vg_gpkg_found *found);
/* The way to count q's rows up to max (0: all).  Rows that need no look are counted in *found alone. */
enum vg_walk vg_gpkg_walk_to_count(struct vg_gpkg_conn *c, const struct vg_query *q, int64_t max,
                                   struct vg_gpkg_found *found);

#endif
