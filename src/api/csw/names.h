/* names.h — the names that CSW has for things: types of records, output schemas, queryables; one table each. */
#ifndef API_CSW_NAMES_H
#define API_CSW_NAMES_H

#include "csw.h"

#include <vigie/query/cql2.h>
#include <vigie/store/records.h>

#define CSW_ATOM_SCHEMA "http://www.w3.org/2005/Atom"

/* outputSchema: which ready-made form of a record it is. */
struct csw_schema {
    const char *uri, *form;
    unsigned versions;
};
extern const struct csw_schema vg_csw_schemas[];
extern const size_t vg_csw_n_schemas;

/* typeNames: what records are looked for as.  All records can be had as any of them. */
struct csw_type {
    const char *name;      /* "gmd:MD_Metadata" */
    const char *space;     /* its namespace */
    const char *schema;    /* the outputSchema that goes with it; NULL: that of csw:Record */
    unsigned versions;
};
extern const struct csw_type vg_csw_types[];
extern const size_t vg_csw_n_types;

/* A name that a filter or an order may use, without prefix and in any case; what it means here. */
struct csw_name {
    const char *name;      /* lower case, "modified" */
    enum vg_meaning_kind kind;
    enum vg_record_field field;
    const char *listed;    /* as the capabilities list it; NULL: an alias */
};
extern const struct csw_name vg_csw_names[]; /* sorted */
extern const size_t vg_csw_n_names;

/* What a name of any prefix ("dc:title", "apiso:Title", "ows:BoundingBox", an XPath of ISO) means; false: nothing. */
bool vg_csw_name_find(struct vg_str name, const struct csw_name **out);

void vg_csw_put_filter_capabilities(struct csw *c, struct vg_buf *b); /* filter_capabilities.c */

#endif
