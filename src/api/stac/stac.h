/* stac.h — the catalogue as a STAC API 1.0.0, private to this folder. */
#ifndef API_STAC_STAC_H
#define API_STAC_STAC_H

#include "../common/call.h"

/* collections.c: records of data as STAC Collections, a list of them or one. */
extern const struct vg_items_extra vg_stac_extra;
extern const struct vg_format *const vg_stac_forms[];
vg_handler vg_stac_collections, vg_stac_collection;

#endif
