/* change.h — the log of changes: what was created, updated and deleted, told once each, none missed.
 *
 * One row a change, in vigie's own tables (vigie.change in PostgreSQL, vigie_change in a GeoPackage).  Edits made
 * through edit.h are in it by themselves, those that others make (psql, QGIS) where the operator has installed the
 * triggers of vg_store_tracking().  A load (loader.h) into a collection that is there tells of each item, by the id that it has where
 * no configuration gives it another: what is appended is created; of what replaces the old rows an item that was there before
 * counts as updated.  A collection that is new begins without a word.  Nothing takes a row away: the log is kept for ever, deletions included, so that a
 * harvester that was away for years still hears of each (OAI-PMH: deletedRecord persistent).
 *
 * Order: in a GeoPackage that of the one writer.  In PostgreSQL transactions end in another order than they begin, so an
 * answer tells of those alone that are older than the oldest one still running, and what they did in the order of
 * its sequence: for one item that is the order in which it happened. */
#ifndef VIGIE_STORE_CHANGE_H
#define VIGIE_STORE_CHANGE_H

#include <vigie/store/store.h>

enum vg_change_kind { VG_CHANGE_CREATE, VG_CHANGE_UPDATE, VG_CHANGE_DELETE };
const char *vg_change_name(enum vg_change_kind k); /* "create", "update", "delete": also what the log holds */

struct vg_change {
    struct vg_str collection, item; /* as in the addresses, not encoded */
    enum vg_change_kind kind;
    int64_t at_us;
};

struct vg_change_question {
    const char *collection; /* NULL: of all */
    struct vg_str since;    /* the last answer's `next`; absent: from the beginning */
    bool has_time;          /* instead of a token: */
    int64_t time_us;        /* changes of this moment and later */
    int64_t limit;          /* most changes in one answer, 1 or more */
};

struct vg_changes {
    struct vg_change *list;
    size_t n;
    bool more;        /* further ones could be told now */
    const char *next; /* opaque token, always there: what to ask with next time, on any node */
};

/* The changes since; all lives in a.  The session needs no snapshot.
 * VG_NOT_FOUND: the store keeps no log; VG_BAD_INPUT: not a token, or one of another collection or another log. */
enum vg_status vg_session_changes(struct vg_session *x, const struct vg_change_question *q, struct vg_arena *a,
                                  struct vg_changes *out, struct vg_error *err) VG_MUST_USE;

/* When item `id` of c was changed last, where the log holds each change of it, since c has the triggers of
 * vg_store_tracking().  VG_END: that is not known; there are none, or it has not been changed since there are.  It is to be
 * asked before the item is read: the item may then be newer than this says, and never older. */
enum vg_status vg_session_item_changed(struct vg_session *x, const struct vg_collection *c, struct vg_str id, int64_t *us,
                                       struct vg_error *err) VG_MUST_USE;

/* Make those of vigie's own tables that are not there (schemas/sql/<kind>, in the order of their numbers).  The store is
 * open with options.writable; nothing but a command of the operator calls this.  VG_FORBIDDEN: not allowed to. */
enum vg_status vg_store_make_tables(struct vg_store *s, struct vg_error *err) VG_MUST_USE;

/* What makes the store log changes that others make to c's table: *installed says whether it is there already; the
 * statements that install it (anew) are appended to sql.  In a GeoPackage they are stock SQL, which any program runs.
 * VG_BAD_INPUT: the items' id cannot be written by a trigger (its type), or c is a view. */
enum vg_status vg_store_tracking(struct vg_store *s, const struct vg_collection *c, bool *installed, struct vg_buf *sql,
                                 struct vg_error *err) VG_MUST_USE;

#endif
