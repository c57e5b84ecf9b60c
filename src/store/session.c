/* A request's hold on one connection. */
#include <stdlib.h>

#include "ops.h"

#define SESSION_MEMORY (64 << 20) /* statements and their parameters: a long list of ids, a large shape */

enum vg_status vg_session_begin(struct vg_store *s, struct vg_hold how, struct vg_session **out,
                                struct vg_error *err)
{
    struct vg_session *x = calloc(1, s->ops->session_size);

    if (!x)
        return vg_fail(err, VG_NO_MEMORY, "", "no memory for a session");
    x->store = s;
    x->snapshot = how.snapshot;
    x->fresh = how.fresh;
    x->arena = vg_arena_new(SESSION_MEMORY);

    enum vg_status r = x->arena ? s->ops->session_begin(x, err)
                                : vg_fail(err, VG_NO_MEMORY, "", "no memory for a session");
    if (r != VG_OK) {
        vg_arena_free(x->arena);
        free(x);
    } else {
        *out = x;
    }
    return r;
}

void vg_session_end(struct vg_session *x)
{
    if (!x)
        return;
    while (x->cursors)
        vg_cursor_close(x->cursors);
    x->store->ops->session_end(x);
    vg_arena_free(x->arena);
    free(x);
}
