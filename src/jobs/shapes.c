/* At low zoom a tile may hold most of a collection's positions.  Thinned shapes of all rows are a small part of them,
 * and serve every tile of the zoom; tiles then copy what lies within them (codec/mvt/made.c). */
#include <vigie/jobs/shapes.h>

#include <stdlib.h>
#include <string.h>

#define MAGIC "vgshape2"
#define ROW_BYTES ((size_t)256 << 20)

struct shaping {
    struct vg_mvt *writer;
    struct vg_transform *to_tile;
    struct vg_buf row;
    void (*release)(void *owner);
    void *owner;
};

static enum vg_status put(void *ctx, const struct vg_feature *f, FILE *to, uint64_t *n, struct vg_error *err)
{
    struct shaping *s = ctx;
    int64_t key;
    if (!vg_str_int64(f->id, &key))
        return VG_OK;
    vg_buf_clear(&s->row);
    enum vg_status r = vg_mvt_make(s->writer, f, key, &s->row, n, err);
    if (r == VG_OK && s->row.len)
        fwrite(s->row.ptr, s->row.len, 1, to);
    return r;
}

static void free_shaping(void *ctx)
{
    struct shaping *s = ctx;
    vg_mvt_free(s->writer);
    vg_transform_return(s->to_tile);
    vg_buf_finish(&s->row);
    s->release(s->owner);
    free(s);
}

static enum vg_status begin(struct shaping *s, const struct vg_collection *c, const struct vg_shapes_place *p,
                            struct vg_error *err)
{
    struct vg_mvt_layer layer = {.name = c->id, .collection = c, .make = true};
    enum vg_status r = vg_transform_borrow(p->registry, c->crs, p->crs, c->has_extent ? &c->extent : NULL, &s->to_tile, err);
    layer.to_tile = s->to_tile;
    vg_tile_box(p->grid, p->zoom, 0, 0, &layer.tile);
    vg_buf_init(&s->row, ROW_BYTES);
    return r == VG_OK ? vg_mvt_new(&layer, &s->writer, err) : r;
}

static struct vg_row_file_work work_of(const struct vg_query *q, const struct vg_shapes_place *p, struct shaping *s)
{
    const char *grid = p->grid->id;
    struct vg_hash h = vg_hash_bytes(grid, strlen(grid));
    return (struct vg_row_file_work){.magic = MAGIC, .more = vg_hash_more(h, &p->zoom, sizeof p->zoom), .query = q, .put = put,
                                     .ctx = s, .release = free_shaping, .owner = s};
}

/* A file that ends within an entry ends before it, and so does one in which a number is none that was written there. */
static bool is_whole(const struct vg_shapes *s, const struct vg_mvt_made *w)
{
    size_t left = (size_t)(s->end - (const char *)w);
    return left >= sizeof *w && left >= vg_mvt_made_size(w) && vg_mvt_made_is_sound(w);
}

const struct vg_mvt_made *vg_shapes_next(const struct vg_shapes *s, const struct vg_mvt_made *w)
{
    const void *next = w ? (const char *)w + vg_mvt_made_size(w) : (const char *)s->first;
    return is_whole(s, next) ? next : NULL;
}

static void give(const struct vg_row_file *file, struct vg_shapes *out)
{
    *out = (struct vg_shapes){.first = file->first, .end = (const char *)file->first + file->bytes, .file = *file};
}

bool vg_shapes_open(struct vg_downloads *d, const struct vg_query *q, const struct vg_shapes_place *place, struct vg_shapes *out)
{
    const struct vg_row_file_work w = work_of(q, place, NULL);
    struct vg_row_file file;
    if (!vg_row_file_open(d, &w, &file))
        return false;
    give(&file, out);
    return true;
}

enum vg_status vg_shapes_get(struct vg_downloads *d, const struct vg_query *q, const struct vg_shapes_place *place,
                             void (*release)(void *owner), void *owner, int wait_ms, struct vg_shapes *out,
                             struct vg_error *err)
{
    struct shaping *s = calloc(1, sizeof *s);
    struct vg_row_file file;
    if (!s) {
        release(owner);
        return vg_fail(err, VG_NO_MEMORY, "", "out of memory");
    }
    *s = (struct shaping){.release = release, .owner = owner};
    enum vg_status r = begin(s, q->collection, place, err);
    if (r != VG_OK) {
        free_shaping(s);
        return r;
    }
    const struct vg_row_file_work w = work_of(q, place, s);
    if ((r = vg_row_file_get(d, &w, wait_ms, &file, err)) == VG_OK)
        give(&file, out);
    return r;
}

void vg_shapes_finish(struct vg_shapes *s)
{
    vg_row_file_finish(&s->file);
    *s = (struct vg_shapes){0};
}
