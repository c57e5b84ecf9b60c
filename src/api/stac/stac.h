/* stac.h — the catalogue as a STAC API 1.0.0, private to this folder. */
#ifndef API_STAC_STAC_H
#define API_STAC_STAC_H

#include "../common/call.h"

#define VG_STAC_REL_QUERYABLES "http://www.opengis.net/def/rel/ogc/1.0/queryables"
#define VG_STAC_REL_SORTABLES "http://www.opengis.net/def/rel/ogc/1.0/sortables"

/* collections.c: records of data as STAC Collections, a list of them or one. */
extern const struct vg_items_extra vg_stac_extra;
extern const struct vg_format *const vg_stac_forms[];
vg_handler vg_stac_collections, vg_stac_collection;

/* names.c: what a name of a filter means of the items of a collection; of a search, where c is one of those asked. */
struct vg_meaning;
bool vg_stac_name(const struct vg_call *call, const struct vg_collection *c, struct vg_str name, struct vg_meaning *out);
bool vg_stac_search_name(const struct vg_call *call, const struct vg_collection *c, struct vg_str name, struct vg_meaning *out);
bool vg_stac_is_span(const struct vg_collection *c); /* its items have a start and an end */

/* fields.c: what the parameter "fields" wants, *out NULL: all; and what of the collection is read for it. */
struct vg_stac_fields;
enum vg_status vg_stac_read_fields(struct vg_call *call, const struct vg_stac_fields **out, struct vg_error *err) VG_MUST_USE;
enum vg_status vg_stac_select(struct vg_call *call, const struct vg_collection *c, struct vg_query *q, struct vg_error *err) VG_MUST_USE;

/* properties.c: of a collection, and of all. */
vg_handler vg_stac_queryables, vg_stac_all_queryables, vg_stac_sortables, vg_stac_all_sortables;

/* items.c: items of a collection, one of them, and the search among all. */
extern const struct vg_items_extra vg_stac_items_extra, vg_stac_search_extra;
extern const struct vg_format *const vg_stac_item_forms[];
/* The collection of the path.  VG_NOT_FOUND: it has no items. */
enum vg_status vg_stac_collection_of_items(struct vg_call *call, const struct vg_collection **out, struct vg_error *err) VG_MUST_USE;
vg_handler vg_stac_items, vg_stac_item, vg_stac_search;
vg_handler vg_stac_post_search; /* body.c */

#endif
