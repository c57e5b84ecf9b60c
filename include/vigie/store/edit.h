/* edit.h — change items of a collection: one transaction, whole or not at all.
 *
 * An edit holds the store's writing connection: on PostgreSQL one to the primary, in a GeoPackage the only one there is,
 * so that further edits wait their turn.  What vg_edit_commit() acknowledges is on the disk; what is dropped before that,
 * or by a process that dies, leaves no trace.  Each change is in the log (change.h), where the store has one.  Both
 * kinds of store give the same results and errors.  An edit belongs to one thread.
 *
 * Errors of all functions: VG_BAD_INPUT and VG_CONFLICT name in err->where the field whose rule was broken, where the
 * database tells; VG_FORBIDDEN: the store may not be written; VG_UNAVAILABLE: locked, full, away.  After an error only
 * vg_edit_end() is left to call, unless it is said otherwise. */
#ifndef VIGIE_STORE_EDIT_H
#define VIGIE_STORE_EDIT_H

#include <vigie/base/hash.h>
#include <vigie/store/store.h>

struct vg_edit;

/* What to write.  What is not given keeps its value where an item is updated, and gets its column's default, or null,
 * where one is made. */
struct vg_edit_row {
    const struct vg_value *values; /* by field of the collection */
    const bool *given;             /* by field */
    bool has_rowid;                /* where n_key is 0: the item's id */
    int64_t rowid;
    bool has_geom;
    struct vg_geom geom;           /* {0}: null; x then y */
    const struct vg_crs *crs;      /* of geom; NULL: the storage CRS */
};

/* VG_UNAVAILABLE: no writing connection came free in time. */
enum vg_status vg_edit_begin(struct vg_store *s, const struct vg_collection *c, struct vg_edit **out,
                             struct vg_error *err) VG_MUST_USE;
void vg_edit_end(struct vg_edit *e); /* undoes what is not committed; bears NULL */

/* A new item; *id lives as long as the edit.  Without a key of its own (nor a default) a text or uuid key becomes a random
 * UUID.  VG_CONFLICT: the id is there already. */
enum vg_status vg_edit_insert(struct vg_edit *e, const struct vg_edit_row *row, struct vg_str *id,
                              struct vg_error *err) VG_MUST_USE;

/* Take hold of an item until the end, and read it as it stands now: a precondition looked at from here on holds when the
 * edit is committed.  *current has all fields in their order, and the geometry in the storage CRS; it lives until the
 * next call.  *state as vg_cursor_state().  VG_NOT_FOUND: no such item (the edit goes on). */
enum vg_status vg_edit_lock(struct vg_edit *e, struct vg_str id, const struct vg_feature **current,
                            struct vg_hash *state, struct vg_error *err) VG_MUST_USE;

/* As vg_session_item_changed() of change.h, of an item that has been locked. */
enum vg_status vg_edit_item_changed(struct vg_edit *e, struct vg_str id, int64_t *us, struct vg_error *err) VG_MUST_USE;

/* Change the item of that id, which has been locked.  *id_out: its id afterwards, should its key be among what is given. */
enum vg_status vg_edit_update(struct vg_edit *e, struct vg_str id, const struct vg_edit_row *row, struct vg_str *id_out,
                              struct vg_error *err) VG_MUST_USE;
enum vg_status vg_edit_delete(struct vg_edit *e, struct vg_str id, struct vg_error *err) VG_MUST_USE;

/* Make it all visible and durable.  On PostgreSQL a rule may break only now (deferred constraints): VG_CONFLICT, and nothing of
 * it is kept. */
enum vg_status vg_edit_commit(struct vg_edit *e, struct vg_error *err) VG_MUST_USE;

/* The state of the row a cursor gave last, for entity tags: of its values and its geometry as they are stored, so that it
 * does not depend on CRS or form.  The query must read all fields that are not hidden, in their order. */
struct vg_hash vg_cursor_state(const struct vg_cursor *c);

#endif
