/* advice.h — which indexes a collection lacks that the queries on it would use. */
#ifndef VIGIE_STORE_ADVICE_H
#define VIGIE_STORE_ADVICE_H

#include <vigie/store/store.h>

#define VG_MAX_ADVICE 4

struct vg_advice {
    const char *why;       /* what is slow without it */
    const char *statement; /* what makes it, for the one who runs the store: nothing is made by vigie itself */
};

/* From what discovery found, without a question to the store; texts are in the arena.  Returns how many there are; none
 * for views, and for a collection that is small (VG_SMALL_COLLECTION), which is read whole as fast. */
size_t vg_store_advise(const struct vg_store *s, const struct vg_collection *c, struct vg_arena *a,
                       struct vg_advice out[VG_MAX_ADVICE]);

#endif
