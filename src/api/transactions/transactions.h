/* transactions.h — OGC API Features Part 4 (create, replace, update, delete) and the feed of changes. */
#ifndef API_TRANSACTIONS_H
#define API_TRANSACTIONS_H

#include <vigie/codec/feature_in.h>
#include <vigie/store/change.h>
#include <vigie/store/edit.h>

#include "../common/call.h"

vg_handler vg_post_items, vg_options_items;                                  /* items.c */
vg_handler vg_put_item, vg_patch_item, vg_delete_item, vg_options_item;      /* item.c */
vg_handler vg_get_changes;                                                   /* changes.c */

/* --- permit.c --- */

extern const char vg_accept_post[], vg_accept_patch[];

/* May the caller change items of the collection that the path names?  405 with Allow, 401 with WWW-Authenticate, or 403. */
enum vg_status vg_permit(struct vg_call *call, const struct vg_collection **out, struct vg_error *err) VG_MUST_USE;
/* Answer OPTIONS: what the caller may do at this address, for `writes` those methods that change something. */
enum vg_status vg_answer_options(struct vg_call *call, const char *writes, struct vg_error *err) VG_MUST_USE;

/* --- body.c --- */

/* The body's media type among those of `accepted` (separated by ", "): 400 where none is named, 415 for others. */
enum vg_status vg_body_type(struct vg_call *call, const char *accepted, const char *header, struct vg_error *err) VG_MUST_USE;
/* The body as features; 422 with all faults where they are not to be had.  Memory of a body is an arena of its own. */
enum vg_status vg_body_read(struct vg_call *call, const struct vg_collection *c, enum vg_body_use use, struct vg_arena *a,
                            struct vg_feature_in **out, size_t *n, bool *collection, struct vg_error *err) VG_MUST_USE;
/* The feature as a row to be stored; its id, where the client has a say in that, is among its values. */
enum vg_status vg_body_row(struct vg_call *call, const struct vg_collection *c, const struct vg_feature_in *f,
                           struct vg_arena *a, struct vg_edit_row *out, struct vg_error *err) VG_MUST_USE;
/* 422 with this one fault. */
enum vg_status vg_fault_at(struct vg_call *call, const char *pointer, enum vg_status failure, const struct vg_error *err);
/* What an edit said: what the rules of the table forbid is 422, naming the place in the feature (NULL: there is none), whose
 * number among several is index (-1: it is the only one). */
enum vg_status vg_edit_failed(struct vg_call *call, const struct vg_collection *c, const struct vg_feature_in *f, int64_t index,
                              enum vg_status r, struct vg_error *err);

#define VG_BODY_MEMORY ((size_t)256 << 20)

/* --- written.c --- */

/* Answer a change that is committed: with `status` (201 or 204), where a new item is and in which state, and with the item as
 * GET gives it where the client prefers that.  Fails for lack of memory alone. */
enum vg_status vg_answer_written(struct vg_call *call, const struct vg_collection *c, struct vg_str id, int status,
                                 struct vg_hash state, struct vg_error *err) VG_MUST_USE;

/* --- lock.c --- */

/* 428 where the collection demands a precondition and there is none. */
enum vg_status vg_lock_demanded(struct vg_call *call, const struct vg_collection *c, struct vg_error *err) VG_MUST_USE;
/* The item as it was locked. */
struct vg_lock {
    const struct vg_collection *collection;
    struct vg_str id;
    const struct vg_feature *current;
    struct vg_hash state;
};
/* 412 where the item is not in a state that the request's preconditions name; 428 where they name none and the collection
 * demands one. */
enum vg_status vg_lock_check(struct vg_call *call, struct vg_edit *e, const struct vg_lock *lock, struct vg_error *err) VG_MUST_USE;
/* Sets the field that tells when an item was changed last. */
void vg_lock_touch(const struct vg_collection *c, struct vg_edit_row *row, struct vg_value *values, bool *given);

#endif
