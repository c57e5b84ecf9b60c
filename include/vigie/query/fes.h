/* fes.h — OGC Filter Encoding 1.1 and 2.0 (XML), read into the tree that CQL2 is read into (cql2.h).
 *
 * The namespace says which of the two it is: http://www.opengis.net/ogc or http://www.opengis.net/fes/2.0; elements of no
 * namespace are taken for either.  Names of properties stay as they are said ("dc:title", "/gmd:…"): the scope of
 * vg_filter_type() looks them up.  Literals are of no type until they meet a property.  Coordinates are in the axis order
 * of their srsName: of its authority for a URN or a URL, x then y for "EPSG:4326" and "…epsg.xml#4326"; without srsName
 * they are in the scope's CRS, in its order.
 *
 * Nothing is fetched and no entity is known; the limits are those of cql2.h.  All errors are VG_BAD_INPUT that name the
 * line and the element. */
#ifndef VIGIE_QUERY_FES_H
#define VIGIE_QUERY_FES_H

#include <vigie/query/cql2.h>

struct _xmlNode;

/* A whole document whose root is a Filter. */
enum vg_status vg_fes_xml(struct vg_str xml, struct vg_arena *a, const struct vg_syntax **out,
                          struct vg_error *err) VG_MUST_USE;

/* A Filter within a document already parsed (without entities: the caller's care), which may go once the tree is made. */
enum vg_status vg_fes_node(const struct _xmlNode *filter, struct vg_arena *a, const struct vg_syntax **out,
                           struct vg_error *err) VG_MUST_USE;

struct vg_fes_sort_key {
    struct vg_str name; /* as it was said */
    bool descending;
};

/* A SortBy within a document already parsed: 1 to VG_MAX_SORT_KEYS keys, in the arena. */
enum vg_status vg_fes_sort(const struct _xmlNode *sort_by, struct vg_arena *a, const struct vg_fes_sort_key **out,
                           size_t *n_out, struct vg_error *err) VG_MUST_USE;

#endif
