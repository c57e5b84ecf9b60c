/* Map tiles of a raster: pictures of it, cell by cell of the grid (Tiles Part 1 with tiles of data type map). */
#include "tiles.h"

#include <sys/stat.h>

#include <vigie/codec/raster.h>

#define MOST_PNG ((size_t)4 << 20)

/* The file may have been replaced since it was described. */
static bool add_file(struct vg_kept *k, const struct vg_raster *r)
{
    struct stat st;
    if (stat(r->path, &st) != 0)
        return false;
    const int64_t facts[] = {(int64_t)st.st_dev, (int64_t)st.st_ino, (int64_t)st.st_size, (int64_t)st.st_mtim.tv_sec,
                             (int64_t)st.st_mtim.tv_nsec, (int64_t)r->n_classes};
    k->key = vg_hash_more(k->key, r->path, strlen(r->path));
    k->key = vg_hash_more(k->key, facts, sizeof facts);
    for (size_t i = 0; i < r->n_classes; i++) {
        k->key = vg_hash_more(k->key, &r->classes[i].value, sizeof r->classes[i].value);
        k->key = vg_hash_more(k->key, r->classes[i].rgba, sizeof r->classes[i].rgba);
    }
    return true;
}

static enum vg_status draw(struct vg_call *call, const struct vg_collection *c, const struct vg_tile_place *t, struct vg_error *err)
{
    struct vg_raster_view view = {.box = t->box, .side = VG_TILE_PIXELS};
    enum vg_status r = vg_transform_borrow(vg_call_crs(call), t->crs, c->crs, c->has_extent ? &c->extent : NULL, &view.to_cells, err);
    if (r != VG_OK)
        return r;
    call->rs->body_kind = VG_BODY_BUF;
    call->rs->wants_etag = true;
    vg_buf_init(&call->rs->body, MOST_PNG);
    r = vg_raster_draw(c->raster, &view, &call->rs->body, err);
    vg_transform_return(view.to_cells);
    return r;
}

enum vg_status vg_get_map_tile(struct vg_call *call, struct vg_error *err)
{
    const struct vg_collection *c;
    struct vg_tile_place t;
    struct vg_kept kept;
    enum vg_status r = vg_call_raster(call, &c, err);
    if (r == VG_OK)
        r = vg_tiles_read_place(call, call->vars + 1, &t, err);
    if (r != VG_OK)
        return r;
    call->rs->content_type = VG_PNG_MEDIA_TYPE;
    vg_http_add_header(call->rq, call->rs, "Content-Crs", vg_arena_printf(call->arena, "<%s>", t.crs->uri));
    vg_kept_begin(call, "map", &kept);
    vg_kept_add_place(&kept, &t);
    if (!add_file(&kept, c->raster))
        return vg_fail(err, VG_UNAVAILABLE, "", "'%s' cannot be read", c->raster->path);
    if (vg_kept_answer(call, &kept))
        return VG_OK;
    r = draw(call, c, &t, err);
    return r == VG_OK ? vg_kept_keep(call, &kept, err) : r;
}
