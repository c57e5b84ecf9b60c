/* Sizes are computed here from the geometry, not asked of the database, so that they are the same from every store. */
#include <vigie/jobs/overview.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define MAGIC "vgovrvw4"
#define CHUNK 256
#define LARGEST_KEY (INT64_MAX / 2)

bool vg_overview_serves(const struct vg_collection *c)
{
    switch (c->geom_type) {
    case VG_GEOM_LINESTRING:
    case VG_GEOM_MULTILINESTRING:
    case VG_GEOM_POLYGON:
    case VG_GEOM_MULTIPOLYGON:
        return c->item_type == VG_ITEM_FEATURE && vg_query_has_numbers(c);
    default:
        return false;
    }
}

/* --- sizes ---------------------------------------------------------------------------------------- */

struct measured {
    struct vg_bbox box;
    double size;
    uint32_t positions;
};

struct run {
    double first[2], last[2];
    double area; /* twice, seen from the first position */
    double length;
};

static void widen(struct vg_bbox *box, const double *p)
{
    for (int i = 0; i < 2; i++) {
        box->min[i] = p[i] < box->min[i] ? p[i] : box->min[i];
        box->max[i] = p[i] > box->max[i] ? p[i] : box->max[i];
    }
}

static struct run read_run(struct vg_wkb *r, int dims, uint32_t n, bool ring, struct vg_bbox *box)
{
    double room[CHUNK * 4];
    struct run run = {0};

    for (uint32_t done = 0; done < n;) {
        uint32_t some = n - done < CHUNK ? n - done : CHUNK;
        const double *p = vg_wkb_points(r, some, dims, room);
        if (!p)
            break;
        if (done == 0)
            memcpy(run.first, p, sizeof run.first), memcpy(run.last, p, sizeof run.last);
        for (uint32_t i = 0; i < some; i++, p += dims) {
            if (ring)
                run.area += (run.last[0] - run.first[0]) * (p[1] - run.first[1]) -
                            (p[0] - run.first[0]) * (run.last[1] - run.first[1]);
            else
                run.length += hypot(p[0] - run.last[0], p[1] - run.last[1]);
            memcpy(run.last, p, sizeof run.last);
            widen(box, p);
        }
        done += some;
    }
    return run;
}

static enum vg_status measure(struct vg_wkb *r, struct measured *m, struct vg_error *err)
{
    struct vg_geom_head h;
    enum vg_status s = vg_wkb_head(r, &h, err);

    if (s == VG_OK && h.type == VG_GEOM_LINESTRING) {
        m->size += read_run(r, h.dims, h.count, false, &m->box).length;
        m->positions += h.count;
        return VG_OK;
    }
    for (uint32_t i = 0; s == VG_OK && i < h.count; i++) {
        uint32_t n;
        if (h.type != VG_GEOM_POLYGON)
            s = measure(r, m, err);
        else if ((s = vg_wkb_ring(r, h.dims, &n, err)) == VG_OK) {
            m->size += (i ? -0.5 : 0.5) * fabs(read_run(r, h.dims, n, true, &m->box).area);
            m->positions += n;
        }
    }
    return s;
}

/* false: nothing of it can be drawn. */
static bool describe(const struct vg_feature *f, struct vg_overview_row *out)
{
    struct measured m = {.box = {.min = {INFINITY, INFINITY}, .max = {-INFINITY, -INFINITY}}};
    struct vg_wkb r = vg_wkb_of(f->geom);
    int64_t key;

    if (!f->geom.wkb || !vg_str_int64(f->id, &key) || key > LARGEST_KEY || key < -LARGEST_KEY ||
        measure(&r, &m, NULL) != VG_OK || !(m.size > 0) || !isfinite(m.size))
        return false;
    *out = (struct vg_overview_row){.key = key, .size = (float)m.size, .positions = m.positions,
                                    .min = {(float)m.box.min[0], (float)m.box.min[1]},
                                    .max = {(float)m.box.max[0], (float)m.box.max[1]}};
    return true;
}

/* --- making --------------------------------------------------------------------------------------- */

struct making {
    struct vg_overview_block *blocks;
    size_t n_rows; /* so far */
    void (*release)(void *owner);
    void *owner;
};

static const struct vg_overview_block nowhere = {.min = {INFINITY, INFINITY}, .max = {-INFINITY, -INFINITY}};

/* The block of the next row; NULL: no memory.  There is room for a power of two of them. */
static struct vg_overview_block *next_block(struct making *m)
{
    size_t i = m->n_rows / VG_OVERVIEW_BLOCK;
    if (m->n_rows % VG_OVERVIEW_BLOCK)
        return &m->blocks[i];
    if ((i & (i - 1)) == 0) {
        struct vg_overview_block *more = realloc(m->blocks, (i ? 2 * i : 1) * sizeof *more);
        if (!more)
            return NULL;
        m->blocks = more;
    }
    m->blocks[i] = nowhere;
    return &m->blocks[i];
}

static enum vg_status put(void *ctx, const struct vg_feature *f, FILE *to, uint64_t *n, struct vg_error *err)
{
    struct making *m = ctx;
    struct vg_overview_row row;
    if (!describe(f, &row))
        return VG_OK;
    struct vg_overview_block *b = next_block(m);
    if (!b)
        return vg_fail(err, VG_NO_MEMORY, "", "out of memory");
    for (int i = 0; i < 2; i++) {
        b->min[i] = fminf(b->min[i], row.min[i]);
        b->max[i] = fmaxf(b->max[i], row.max[i]);
    }
    b->positions += row.positions;
    m->n_rows++;
    *n += fwrite(&row, sizeof row, 1, to);
    return VG_OK;
}

static size_t blocks_of(size_t n_rows)
{
    return (n_rows + VG_OVERVIEW_BLOCK - 1) / VG_OVERVIEW_BLOCK;
}

static enum vg_status put_blocks(void *ctx, FILE *to, struct vg_error *err)
{
    const struct making *m = ctx;
    (void)err;
    if (m->n_rows)
        fwrite(m->blocks, sizeof *m->blocks, blocks_of(m->n_rows), to);
    return VG_OK;
}

static void free_making(void *ctx)
{
    struct making *m = ctx;
    m->release(m->owner);
    free(m->blocks);
    free(m);
}

/* --- asking --------------------------------------------------------------------------------------- */

static struct vg_row_file_work work_of(const struct vg_query *q, struct making *m)
{
    return (struct vg_row_file_work){.magic = MAGIC, .query = q, .put = put, .end = put_blocks, .ctx = m, .release = free_making,
                                     .owner = m};
}

static void give(const struct vg_row_file *file, struct vg_overview *out)
{
    size_t n = file->n;
    *out = (struct vg_overview){.rows = file->first, .file = *file};
    if (file->bytes == n * sizeof *out->rows + blocks_of(n) * sizeof *out->blocks)
        out->n = n;
    out->blocks = (const void *)(out->rows + n);
}

bool vg_overview_open(struct vg_downloads *d, const struct vg_query *q, struct vg_overview *out)
{
    const struct vg_row_file_work w = work_of(q, NULL);
    struct vg_row_file file;
    if (!vg_row_file_open(d, &w, &file))
        return false;
    give(&file, out);
    return true;
}

enum vg_status vg_overview_get(struct vg_downloads *d, const struct vg_query *q, void (*release)(void *owner), void *owner,
                               int wait_ms, struct vg_overview *out, struct vg_error *err)
{
    struct making *m = calloc(1, sizeof *m);
    struct vg_row_file file;
    if (!m) {
        release(owner);
        return vg_fail(err, VG_NO_MEMORY, "", "out of memory");
    }
    *m = (struct making){.release = release, .owner = owner};
    const struct vg_row_file_work w = work_of(q, m);
    enum vg_status r = vg_row_file_get(d, &w, wait_ms, &file, err);
    if (r == VG_OK)
        give(&file, out);
    return r;
}

static bool meets(const struct vg_bbox *box, const float *min, const float *max)
{
    return (double)min[0] <= box->max[0] && (double)max[0] >= box->min[0] && (double)min[1] <= box->max[1] &&
           (double)max[1] >= box->min[1];
}

const struct vg_overview_row *vg_overview_next(const struct vg_overview *o, const struct vg_bbox *box, size_t *at)
{
    for (size_t i = *at; i < o->n; i++) {
        const struct vg_overview_block *b = &o->blocks[i / VG_OVERVIEW_BLOCK];
        if (i % VG_OVERVIEW_BLOCK == 0 && !meets(box, b->min, b->max)) {
            i += VG_OVERVIEW_BLOCK - 1;
        } else if (meets(box, o->rows[i].min, o->rows[i].max)) {
            *at = i + 1;
            return &o->rows[i];
        }
    }
    return NULL;
}

uint64_t vg_overview_positions(const struct vg_overview *o)
{
    uint64_t sum = 0;
    for (size_t i = 0; i < blocks_of(o->n); i++)
        sum += o->blocks[i].positions;
    return sum;
}

void vg_overview_finish(struct vg_overview *o)
{
    vg_row_file_finish(&o->file);
    *o = (struct vg_overview){0};
}
