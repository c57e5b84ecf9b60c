/* features.h — from the parameters of a request to a query, private to this folder. */
#ifndef API_FEATURES_FEATURES_H
#define API_FEATURES_FEATURES_H

#include "../common/call.h"

#include <vigie/codec/items.h>

vg_handler vg_get_download; /* download.c */
/* Links to the files of the whole collection that are there. */
void vg_download_links(struct vg_call *call, const struct vg_collection *c, struct vg_node *links);
vg_handler vg_get_functions; /* functions.c */
vg_handler vg_get_schema, vg_get_queryables, vg_get_sortables; /* schema.c */
extern const struct vg_format vg_format_xsd; /* of schema alone */

/* profile.c: the values of the parameter profile. */
enum vg_profile {
    VG_PROFILE_CODELIST_INLINE, VG_PROFILE_CODELIST_REF, VG_PROFILE_VALID_DOMAIN,
    VG_PROFILE_REL_AS_KEY, VG_PROFILE_REL_AS_LINK, VG_PROFILE_REL_AS_URI,
    VG_N_PROFILES
};
extern const char *const vg_profiles[]; /* their names, ending in NULL */
const char *vg_profile_uri(struct vg_call *call, enum vg_profile profile);
void vg_profile_header(struct vg_call *call, enum vg_profile profile); /* a Link header */
/* The first profile asked for from first to last, which exclude each other, to *out; unchanged where none of them is. */
enum vg_status vg_profile_choose(struct vg_call *call, enum vg_profile first, enum vg_profile last, enum vg_profile *out,
                                 struct vg_error *err) VG_MUST_USE;
/* The id of the collection that a field refers to; NULL: to none that the asker sees, so that it is a value like others. */
const char *vg_reference_of(struct vg_call *call, const struct vg_field *f);
struct vg_question;
enum vg_status vg_question_references(struct vg_call *call, struct vg_question *q, struct vg_error *err) VG_MUST_USE;
/* As vg_item_writer.references. */
struct vg_item_reference *vg_items_references(struct vg_call *call, const struct vg_question *q);

/* question.c: what is asked, and in which form the answer goes. */
struct vg_question {
    struct vg_query query;
    const struct vg_item_codec *codec;
    const struct vg_crs *crs;   /* of the answer; NULL where the collection has no geometry */
    bool hits;                  /* resultType=hits: only the count */
    enum vg_profile references; /* how they are told; VG_N_PROFILES: there are none */
    bool count;                 /* numberMatched is given even where the answer is not complete */
};
/* Which features, in what order and CRS; all of them, and not yet narrowed to what the asker may have. */
enum vg_status vg_question_what(struct vg_call *call, const struct vg_collection *c, struct vg_question *out,
                                struct vg_error *err) VG_MUST_USE;
/* The same narrowed, and which page of it. */
enum vg_status vg_question_read(struct vg_call *call, const struct vg_collection *c, struct vg_question *out,
                                struct vg_error *err) VG_MUST_USE;

/* crs= of a collection: one of its list, CRS84 (or CRS84h) without.  *out NULL: no geometry. */
enum vg_status vg_question_crs(struct vg_call *call, const struct vg_collection *c, const struct vg_crs **out,
                               struct vg_error *err) VG_MUST_USE;
/* The CRS that a parameter names, one of the collection's. */
enum vg_status vg_question_crs_named(struct vg_call *call, const struct vg_collection *c, const char *param,
                                     struct vg_str text, const struct vg_crs **out, struct vg_error *err) VG_MUST_USE;

/* filter.c: narrow q by filter, in filter-lang and filter-crs. */
enum vg_status vg_question_filter(struct vg_call *call, const struct vg_collection *c, struct vg_query *q,
                                  struct vg_error *err) VG_MUST_USE;

/* names.c: what a property may be used for; hidden ones for nothing. */
enum vg_purpose { VG_RETURNABLE, VG_QUERYABLE, VG_SORTABLE };
bool vg_property_is(const struct vg_call *call, const struct vg_collection *c, int field, enum vg_purpose purpose);

/* A list of names in a parameter, read one after the other while `rest` is there. */
struct vg_name_list {
    struct vg_call *call;
    const struct vg_collection *collection;
    const char *param;
    enum vg_purpose purpose;
    struct vg_str rest;
};
/* VG_BAD_INPUT names what is not known and lists what is. */
enum vg_status vg_names_next(struct vg_name_list *l, int *field, struct vg_error *err) VG_MUST_USE;

/* selection.c: which properties, and how much of the geometry, whose CRS is crs. */
enum vg_status vg_question_select(struct vg_call *call, const struct vg_collection *c, const struct vg_crs *crs,
                                  struct vg_query *q, struct vg_error *err) VG_MUST_USE;

/* sortby.c: the order that sortby asks for, into q. */
enum vg_status vg_question_sort(struct vg_call *call, const struct vg_collection *c, struct vg_query *q,
                                struct vg_error *err) VG_MUST_USE;

/* forms.c: the forms of items, most liked first, ending in NULL. */
extern const struct vg_format *const vg_item_forms[];
/* Those in which a whole collection can be had as a file. */
extern const struct vg_format *const vg_download_forms[];
/* Room for the links of an answer: one for each form, and those that lead elsewhere. */
#define VG_MAX_ITEM_LINKS 24

const char *vg_items_content_type(struct vg_call *call, const struct vg_item_codec *codec);
/* Start the answer: the body's buffer, its headers and the writer over them. */
void vg_items_start(struct vg_call *call, const struct vg_question *q, struct vg_item_writer *w);
/* The link to the profile of references, where there are any: how many links that is. */
size_t vg_items_profile_link(struct vg_call *call, const struct vg_question *q, struct vg_link *link);
/* Those of the links that are told as Link headers in this form. */
void vg_items_link_headers(struct vg_call *call, const struct vg_link *links, size_t n);
/* page.c: the page's data for the HTML codec; NULL for the others.  item_id NULL: a page of items. */
struct vg_html_items *vg_items_page(struct vg_call *call, const struct vg_query *q, const char *item_id);
/* How many items a page shows to who comes from the page of the collection. */
#define VG_PAGE_ITEMS 50
/* filter_form.c: the filter form with what it was filled with, and links that take each condition away. */
void vg_items_form(struct vg_call *call, const struct vg_collection *c, struct vg_node *view);
/* items.c: the codec of the form asked for, and what it needs beside. */
const struct vg_item_codec *vg_items_codec(const struct vg_call *call);
const void *vg_items_context(struct vg_call *call, const struct vg_query *q, const char *item_id);
/* ETag of the body without its time stamp (which may be NULL). */
enum vg_status vg_items_etag(struct vg_call *call, const char *timestamp, struct vg_error *err) VG_MUST_USE;

#endif
