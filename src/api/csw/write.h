/* write.h — the catalogue as CSW changes it: Transaction and Harvest.  One batch, all or nothing. */
#ifndef API_CSW_WRITE_H
#define API_CSW_WRITE_H

#include "search.h"

#include <vigie/catalog/change.h>

#define CSW_MAX_WRITTEN 50000 /* records of one request */

/* Records that one action put in, for the answer. */
struct csw_inserted {
    const char *handle;  /* of the action; NULL */
    struct vg_str *ids;
    size_t n, cap;
    bool made;           /* one of them got its identifier from us: the client cannot know it otherwise */
};

struct csw_writing {
    struct csw *csw;
    const struct vg_collection *catalogue;
    struct vg_records *batch;
    struct vg_session *session; /* reads what the batch wrote */
    struct vg_arena *arena;     /* of one record: emptied by vg_csw_write_next */
    const char *origin;         /* of the records put in: "import" where they are somebody's own */
    int64_t inserted, updated, deleted, written;
};

/* May the caller change the catalogue, and is it one that can be changed?  401, 403. */
enum vg_status vg_csw_permit(struct csw *c, const struct vg_collection **catalogue, struct vg_error *err) VG_MUST_USE;
/* Does the configuration let it be changed by this operation? */
bool vg_csw_is_offered(const struct csw *c, const struct csw_operation *o);

enum vg_status vg_csw_write_begin(struct csw_writing *w, struct vg_error *err) VG_MUST_USE;
void vg_csw_write_end(struct csw_writing *w); /* undoes what was not committed */

/* Before each record: is there time left, and are there not too many? */
enum vg_status vg_csw_write_next(struct csw_writing *w, struct vg_error *err) VG_MUST_USE;

enum csw_put { CSW_PUT_NEW, CSW_PUT_OVER, CSW_PUT_ANY };

/* Put one record in.  CSW_PUT_NEW: VG_CONFLICT where there is one of this identifier; CSW_PUT_OVER: there must be one; id, where
 * it is not NULL: it must be this one.  source: what stands for an identifier that it lacks. */
enum vg_status vg_csw_write_put(struct csw_writing *w, const struct vg_record_found *found, enum csw_put how,
                                const char *source, struct vg_catalog_result *out, struct vg_error *err) VG_MUST_USE;
/* Is there a record of this identifier that may be changed?  VG_CONFLICT: there is one, made from a collection. */
enum vg_status vg_csw_write_find(struct csw_writing *w, struct vg_str id, bool *there, struct vg_error *err) VG_MUST_USE;
void vg_csw_note_inserted(struct csw_writing *w, struct csw_inserted *list, const struct vg_catalog_result *put);

/* Only records that may be changed: not those that are made from collections. */
void vg_csw_write_scope(struct csw_writing *w, struct vg_query *q);

/* csw:TransactionResponse: what was done, and the brief records of what was put in where the client asked for them.
 * Written before the batch is committed. */
enum vg_status vg_csw_write_response(struct csw_writing *w, const struct csw_inserted *list, size_t n, bool verbose,
                                     struct vg_buf *b, struct vg_error *err) VG_MUST_USE;

#endif
