/* offsets.h — where the rows behind so many rows begin, remembered.
 *
 * A client that pages by `offset` makes a store walk over all rows before its page, each time anew.  Where the rows have not
 * changed since (vg_store_data_state), a place that an earlier page of the same question reached leads there at once: what
 * is left to skip is counted from the nearest one before.  The answer is the same without; nothing is kept on disk. */
#ifndef VIGIE_STORE_OFFSETS_H
#define VIGIE_STORE_OFFSETS_H

#include <vigie/store/store.h>

/* The question whose places these are, in the state that its rows are in. */
struct vg_offset_key {
    bool known; /* false: the state of the rows is not known, nothing is remembered of them */
    struct vg_hash hash;
};

/* To be asked before a session begins. */
struct vg_offset_key vg_offset_key(struct vg_store *s, const struct vg_query *q);

/* Set q->from to the nearest place remembered at or before q->offset rows, and lessen q->offset by the rows before it; where there is
 * none, q stays as it is. */
void vg_offset_find(struct vg_store *s, struct vg_offset_key key, struct vg_query *q, struct vg_arena *a);

/* `at` is the place of the row before which, or with which where it is not inclusive, there are `rows` rows. */
void vg_offset_keep(struct vg_store *s, struct vg_offset_key key, const struct vg_query *q, int64_t rows,
                    const struct vg_position *at);

#endif
