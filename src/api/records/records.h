/* records.h — OGC API Records over the catalogue, private to this folder. */
#ifndef API_RECORDS_RECORDS_H
#define API_RECORDS_RECORDS_H

#include "../common/call.h"

#include <vigie/catalog/entry.h>
#include <vigie/codec/items.h>

#define VG_RECORDS_PROFILE "http://www.opengis.net/def/profile/OGC/0/ogc-" /* "record", "catalog" */

/* forms.c: the forms of records, and one record in a form that is kept ready. */
extern const struct vg_format *const vg_records_forms[]; /* of a page of records */
extern const struct vg_format *const vg_record_forms[];  /* of one */
vg_handler vg_get_record, vg_get_original;

/* json.c: ready-made Record JSON on its way out, with links of the moment. */
extern const struct vg_item_codec vg_codec_records_json;
/* page.c: records as results of a search, and one as a page. */
extern const struct vg_item_codec vg_codec_records_page;
/* What both need; vg_item_writer.context. */
const void *vg_records_context(struct vg_call *call, const struct vg_collection *c);
struct vg_records_context {
    struct vg_call *call;
    struct vg_html_items *page; /* NULL: not a page */
    const char *items_url;
};

/* narrow.c: what the parameters of records ask for, into the question. */
enum vg_status vg_records_narrow(struct vg_call *call, const struct vg_collection *c, struct vg_query *q,
                                 struct vg_error *err) VG_MUST_USE;
enum vg_status vg_record_narrow(struct vg_call *call, const struct vg_collection *c, struct vg_query *q,
                                struct vg_error *err) VG_MUST_USE;
/* facets.c: the parameter facets and its answer, {facets: {…}}. */
enum vg_status vg_records_facets(struct vg_call *call, struct vg_session *x, const struct vg_query *q,
                                 const struct vg_node **out, struct vg_error *err) VG_MUST_USE;

/* names.c: what people call an address that themes, licences and the like are given by ("http://inspire.ec.europa.eu/theme/hy":
 * Hydrography), in the language of the call; NULL: it has no name but itself. */
const char *vg_records_name(struct vg_call *call, struct vg_str address);

/* suggest.c: what a text that is being typed may become. */
vg_handler vg_get_suggestions;

/* post.c: a filter as the body of a request. */
vg_handler vg_post_records;
/* local.c: /collections searched. */
enum vg_status vg_records_find_collections(struct vg_call *call, const struct vg_collection *const **out, size_t *n,
                                           int64_t *matched, struct vg_error *err) VG_MUST_USE;

/* The catalogue: the path has no variable for it.  VG_NOT_FOUND: none is kept. */
enum vg_status vg_records_collection(struct vg_call *call, const struct vg_collection **out, struct vg_error *err) VG_MUST_USE;

#endif
