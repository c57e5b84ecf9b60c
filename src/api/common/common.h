/* common.h — the handlers and page views of OGC API Common, private to this folder. */
#ifndef API_COMMON_COMMON_H
#define API_COMMON_COMMON_H

#include "call.h"

vg_handler vg_get_landing, vg_get_conformance, vg_get_collections, vg_get_collection; /* documents.c */
void vg_openapi_body(struct vg_call *call, struct vg_node *op, const struct vg_route *route); /* of one that takes a body */
void vg_openapi_write(struct vg_call *call, struct vg_node *op, const struct vg_route *route); /* openapi_write.c */
vg_handler vg_get_api;                                                                /* openapi.c */
vg_handler vg_get_asset, vg_get_health, vg_get_ready, vg_get_metrics;                 /* operator.c */

/* What only the pages need, beside the documents: see share/README.md. */
/* Cards of the collections: all, catalogues apart, or as many data sets as a landing page can bear. */
void vg_view_collections(struct vg_call *call, struct vg_node *data, bool all);
enum vg_status vg_view_collection(struct vg_call *call, const struct vg_collection *c, struct vg_node **out,
                                  struct vg_error *err) VG_MUST_USE;
/* A line of the list of facts, its label a key of the page texts; NULL: without a value there is none. */
struct vg_node *vg_view_fact(struct vg_call *call, struct vg_node *facts, const char *label, const char *value, const char *href);

/* raster.c: what the document of a raster tells of its cells, and its page. */
void vg_raster_add_facts(struct vg_arena *a, struct vg_node *doc, const struct vg_raster *r);
enum vg_status vg_view_raster(struct vg_call *call, const struct vg_collection *c, struct vg_node **out,
                              struct vg_error *err) VG_MUST_USE;

#endif
