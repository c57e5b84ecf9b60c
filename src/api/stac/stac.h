/* stac.h — the catalogue as a STAC API 1.0.0, private to this folder. */
#ifndef API_STAC_STAC_H
#define API_STAC_STAC_H

#include "../common/call.h"

/* collections.c: records of data as STAC Collections, a list of them or one. */
extern const struct vg_items_extra vg_stac_extra;
extern const struct vg_format *const vg_stac_forms[];
vg_handler vg_stac_collections, vg_stac_collection;

/* items.c: items of a collection, one of them, and the search among all. */
extern const struct vg_items_extra vg_stac_items_extra;
extern const struct vg_format *const vg_stac_item_forms[];
vg_handler vg_stac_items, vg_stac_item, vg_stac_search, vg_stac_post_search;

#endif
