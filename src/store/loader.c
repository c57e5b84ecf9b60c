/* The way in: handed to the kind of store. */
#include "ops.h"

enum vg_status vg_loader_begin(struct vg_store *s, const struct vg_collection *c, enum vg_load_mode mode,
                               struct vg_loader **out, struct vg_error *err)
{
    if (!s->options.writable || !s->ops->loader_begin)
        return vg_fail(err, VG_FORBIDDEN, "", "the store '%s' is open for reading only", s->name);
    return s->ops->loader_begin(s, c, mode, out, err);
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
    if (l)
        l->ops->free(l);
}
