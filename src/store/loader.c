/* The way in: handed to the kind of store. */
#include <string.h>

#include "ops.h"

#define FOUND_BYTES ((size_t)256 << 20) /* what discovery says of all tables of the store */

/* The collection that is there already, by the id that it is published with where no configuration gives it another. */
static enum vg_status find_before(struct vg_store *s, const char *id, struct vg_arena **found,
                                  const struct vg_collection **out, struct vg_error *err)
{
    struct vg_discovery d = {0};
    struct vg_arena *a = vg_arena_new(FOUND_BYTES);

    if (!a)
        return vg_fail(err, VG_NO_MEMORY, "", "out of memory");
    *found = a;
    enum vg_status r = vg_store_discover(s, NULL, 0, a, &d, err);
    for (size_t i = 0; r == VG_OK && i < d.n_collections; i++) {
        if (strcmp(d.collections[i]->id, id) == 0)
            *out = d.collections[i];
    }
    return r;
}

enum vg_status vg_loader_begin(struct vg_store *s, const struct vg_collection *c, enum vg_load_mode mode,
                               struct vg_loader **out, struct vg_error *err)
{
    const struct vg_collection *before = NULL;
    struct vg_arena *found = NULL;
    struct vg_loader *l = NULL;

    if (!s->options.writable || !s->ops->loader_begin)
        return vg_fail(err, VG_FORBIDDEN, "", "the store '%s' is open for reading only", s->name);
    bool makes = mode == VG_LOAD_CREATE || (s->ops->absent && s->ops->absent(s)); /* nothing can be there */
    enum vg_status r = makes ? VG_OK : find_before(s, c->id, &found, &before, err);
    if (r == VG_OK)
        r = s->ops->loader_begin(s, c, before, mode, &l, err);
    if (r != VG_OK) {
        vg_arena_free(found);
        return r;
    }
    l->found = found;
    *out = l;
    return VG_OK;
}

enum vg_status vg_loader_put(struct vg_loader *l, int64_t fid, const struct vg_value *values,
                             struct vg_geom geom, struct vg_error *err)
{
    return l->ops->put(l, fid, values, geom, err);
}

enum vg_status vg_loader_commit(struct vg_loader *l, struct vg_error *err)
{
    return l->ops->commit(l, err);
}

void vg_loader_free(struct vg_loader *l)
{
    struct vg_arena *found = l ? l->found : NULL;

    if (l)
        l->ops->free(l);
    vg_arena_free(found);
}
