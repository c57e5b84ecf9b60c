/* search.h — which records a request means, and in what form they are given. */
#ifndef API_CSW_SEARCH_H
#define API_CSW_SEARCH_H

#include "csw.h"

#include "names.h"
#include "view.h"

#include <vigie/query/query.h>

/* How records are given: outputSchema, ElementSetName or ElementName, outputFormat. */
struct csw_presentation {
    const struct csw_schema *schema;
    struct csw_view view;    /* of csw:Record; all other schemas are given whole */
    const char *media_type;
    bool atom;               /* as Atom entries, whatever the schema (3.0 alone) */
};
enum vg_status vg_csw_presentation(struct csw *c, struct csw_presentation *out, struct vg_error *err) VG_MUST_USE;

/* The catalogue.  VG_UNAVAILABLE: there is none at the moment. */
enum vg_status vg_csw_catalogue(struct csw *c, const struct vg_collection **out, struct vg_error *err) VG_MUST_USE;

/* A question for records in that presentation, so far without conditions. */
enum vg_status vg_csw_query(struct csw *c, const struct csw_presentation *p, struct vg_query *out,
                            struct vg_error *err) VG_MUST_USE;
/* Narrow it by a csw:Constraint.  VG_BAD_INPUT: it is none, or an empty one. */
enum vg_status vg_csw_constrain(struct csw *c, const struct _xmlNode *constraint, struct vg_query *q,
                                struct vg_error *err) VG_MUST_USE;
/* Narrow and order it as GetRecords asks: constraint, search parameters, SortBy. */
enum vg_status vg_csw_narrow(struct csw *c, struct vg_query *q, struct vg_error *err) VG_MUST_USE;

/* rewrite.c: the condition as catalogues mean it, type_field being the field of a record's type. */
const struct vg_expr *vg_csw_rewritten(struct vg_arena *a, const struct vg_expr *e, const struct vg_collection *catalogue);

/* One record. */
enum vg_status vg_csw_put_record(struct csw *c, const struct csw_presentation *p, const struct vg_feature *f,
                                 struct vg_buf *b, struct vg_error *err) VG_MUST_USE;

#endif
