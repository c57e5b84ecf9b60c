/* walk.h — the choice between the key and the R*Tree. */
#ifndef VIGIE_STORE_GPKG_WALK_H
#define VIGIE_STORE_GPKG_WALK_H

#include "gpkg.h"

/* The way to at most `limit` rows of q (-1: all of them). */
enum vg_walk vg_gpkg_walk(const struct vg_query *q, int64_t limit);

#endif
