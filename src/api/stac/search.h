/* search.h — a search over several collections, between the files that answer it. */
#ifndef API_STAC_SEARCH_H
#define API_STAC_SEARCH_H

#include "stac.h"

#include <vigie/codec/stac_items.h>

/* How far a collection has been read. */
struct vg_stac_begun {
    const char *id;
    struct vg_str token; /* the features' own; empty: from its first row */
};

struct vg_stac_search {
    struct vg_call *call;
    struct vg_item_writer writer;
    struct vg_stac_place place;
    struct vg_param_value *token;
    const struct vg_collection **collections; /* that are asked, by their ids */
    size_t n_collections;
    struct vg_stac_begun *begun; /* what the token says */
    size_t n_begun;
    int64_t limit, returned, matched; /* the last: -1: not counted */
    const char *next;          /* token of the next page; NULL: this is the last */
};

/* items.c: what is asked of one of the collections, from a place on; no row of it, where q->ids and no n_ids. */
enum vg_status vg_stac_search_question(struct vg_stac_search *s, const struct vg_collection *c, struct vg_str from,
                                       struct vg_query *q, struct vg_error *err) VG_MUST_USE;
/* The rows to be written are those that q reads. */
enum vg_status vg_stac_search_turn(struct vg_stac_search *s, const struct vg_query *q, struct vg_error *err) VG_MUST_USE;
/* One more place of the next page's token; at NULL: from the first row of the collection. */
void vg_stac_search_put_place(struct vg_buf *token, const struct vg_query *q, const struct vg_position *at);
enum vg_status vg_stac_search_set_next(struct vg_stac_search *s, const struct vg_buf *token, struct vg_error *err) VG_MUST_USE;

/* merge.c: a page of all collections in the order of sortby. */
enum vg_status vg_stac_search_merge(struct vg_stac_search *s, struct vg_session *x, struct vg_error *err) VG_MUST_USE;

#endif
