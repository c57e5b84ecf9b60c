/* change.h — what a kind of store supplies for the log of changes, and the place a token stands for. */
#ifndef STORE_CHANGE_H
#define STORE_CHANGE_H

#include <vigie/store/change.h>

/* How far a reader has come.  A window is what the transactions from <= tx < upto changed; within it changes come by
 * seq.  upto 0: the next window has not been opened.  A GeoPackage knows one window that never ends, and seq alone. */
struct vg_change_place {
    int64_t from, upto, seq;
};

/* The place as the token of a collection, NULL: of all; and back. */
const char *vg_change_token(const char *collection, const struct vg_change_place *p, struct vg_arena *a);
enum vg_status vg_change_token_parse(struct vg_str text, const char *collection, struct vg_arena *a,
                                     struct vg_change_place *out, struct vg_error *err) VG_MUST_USE;

/* Read on from *place, at most q->limit changes, and move it; q->since has been read already. */
typedef enum vg_status vg_changes_read(struct vg_session *x, const struct vg_change_question *q,
                                       struct vg_change_place *place, struct vg_arena *a, struct vg_changes *out,
                                       struct vg_error *err);

/* As vg_session_item_changed(). */
typedef enum vg_status vg_item_changed(struct vg_session *x, const struct vg_collection *c, struct vg_str id, int64_t *us,
                                       struct vg_error *err);

/* Add one change to out->list, whose room is for q->limit of them; the texts are copied. */
void vg_change_keep(struct vg_changes *out, struct vg_arena *a, struct vg_str collection, struct vg_str item,
                    struct vg_str kind, int64_t at_us);

/* The errors that both kinds of store tell. */
enum vg_status vg_change_no_log(struct vg_error *err);
enum vg_status vg_change_other_log(struct vg_error *err);

#endif
