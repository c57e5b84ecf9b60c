/* atom.h — records as Atom entries (RFC 4287; OpenSearch geo and time, 10-032r8), made from their columns. */
#ifndef API_CSW_ATOM_H
#define API_CSW_ATOM_H

#include "search.h"

#define CSW_ATOM "application/atom+xml"
#define CSW_OPENSEARCH "application/opensearchdescription+xml"

struct csw_feed {
    int64_t start, count, matched, returned; /* count: of a page, as asked for */
};

/* The fields that an entry is made of, in the query's order. */
enum vg_status vg_csw_atom_query(struct csw *c, struct vg_query *q, struct vg_error *err) VG_MUST_USE;

/* alone: the entry is the document. */
void vg_csw_put_entry(struct csw *c, const struct vg_feature *f, bool alone, struct vg_buf *b);
void vg_csw_put_feed(struct csw *c, const struct csw_feed *feed, struct vg_str entries, struct vg_buf *b);

/* opensearch.c: the OpenSearch description document. */
enum vg_status vg_csw_describe_search(struct csw *c, struct vg_error *err) VG_MUST_USE;
bool vg_csw_wants_opensearch(const struct csw *c);

#endif
