/* The file is a head and the rows as they lie in memory, so that it is used where the kernel maps it: a tile that looks at a
 * million rows of it takes some milliseconds and no memory of its own.
 *
 * Sizes are computed here from the geometry, not asked of the database, so that they are the same from every store. */
#include <vigie/jobs/overview.h>

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "download.h"

#define MAGIC "vgovrvw1"
#define LOOK_ROWS 4096
#define CHUNK 256
#define LARGEST_KEY (INT64_MAX / 2)

struct head {
    char magic[8];
    uint64_t n;
};

struct making {
    struct vg_downloads *downloads;
    struct vg_query query;
    void (*release)(void *owner);
    void *owner;
};

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
        return VG_OK;
    }
    for (uint32_t i = 0; s == VG_OK && i < h.count; i++) {
        uint32_t n;
        if (h.type != VG_GEOM_POLYGON)
            s = measure(r, m, err);
        else if ((s = vg_wkb_ring(r, h.dims, &n, err)) == VG_OK)
            m->size += (i ? -0.5 : 0.5) * fabs(read_run(r, h.dims, n, true, &m->box).area);
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
    *out = (struct vg_overview_row){.key = key, .size = (float)m.size,
                                    .min = {(float)m.box.min[0], (float)m.box.min[1]},
                                    .max = {(float)m.box.max[0], (float)m.box.max[1]}};
    return true;
}

/* --- making --------------------------------------------------------------------------------------- */

static enum vg_status put_rows(FILE *f, struct vg_cursor *cursor, const struct vg_job *job, struct vg_error *err)
{
    struct head head = {.n = 0};
    const struct vg_feature *feature;
    struct vg_overview_row row;
    enum vg_status r;

    memcpy(head.magic, MAGIC, sizeof head.magic);
    fwrite(&head, sizeof head, 1, f);
    while ((r = vg_cursor_next(cursor, &feature, err)) == VG_OK) {
        if (!describe(feature, &row))
            continue;
        fwrite(&row, sizeof row, 1, f);
        if (++head.n % LOOK_ROWS == 0 && (r = vg_job_check(job, (int64_t)(head.n * sizeof row), err)) != VG_OK)
            return r;
    }
    if (r != VG_END)
        return r;
    if (fseek(f, 0, SEEK_SET) == 0)
        fwrite(&head, sizeof head, 1, f);
    return vg_job_check(job, (int64_t)(head.n * sizeof row), err);
}

static enum vg_status write_file(const struct vg_job *job, struct vg_cursor *cursor, struct vg_error *err)
{
    FILE *f = fopen(vg_job_path(job), "wxe");

    if (!f)
        return vg_fail(err, VG_UNAVAILABLE, "", "cannot write '%s': %s", vg_job_path(job), strerror(errno));
    enum vg_status r = put_rows(f, cursor, job, err);
    bool bad = ferror(f);
    if ((fclose(f) != 0 || bad) && r == VG_OK)
        r = vg_fail(err, VG_UNAVAILABLE, "", "cannot write '%s': %s", vg_job_path(job), strerror(errno));
    return r;
}

static enum vg_status run(void *ctx, struct vg_job *job, struct vg_error *err)
{
    struct making *m = ctx;
    struct vg_session *session;
    struct vg_cursor *cursor;
    enum vg_status r = vg_downloads_session(m->downloads, false, &session, err);

    if (r != VG_OK)
        return r;
    r = vg_session_select(session, &m->query, &cursor, err);
    if (r == VG_OK) {
        r = write_file(job, cursor, err);
        vg_cursor_close(cursor);
    }
    vg_session_end(session);
    return r;
}

static void making_free(void *ctx)
{
    struct making *m = ctx;

    m->release(m->owner);
    free(m);
}

/* --- asking --------------------------------------------------------------------------------------- */

static struct vg_job_key key_of(const struct vg_downloads *d, const struct vg_query *q)
{
    struct vg_hash h = vg_query_hash(q);
    struct vg_data_state state;

    h = vg_hash_more(h, MAGIC, strlen(MAGIC));
    h = vg_hash_more(h, d->address, strlen(d->address));
    vg_store_data_state(q->collection->store, q->collection, &state);
    h = vg_hash_more(h, &state.stamp, sizeof state.stamp);
    return (struct vg_job_key){h, "overview", state.kind == VG_STATE_KNOWN ? 0 : d->o.max_age_ms};
}

/* Takes over the file. */
static enum vg_status map_file(const struct vg_job_file *file, struct vg_overview *out, struct vg_error *err)
{
    size_t bytes = (size_t)file->size;
    void *p = bytes >= sizeof(struct head) ? mmap(NULL, bytes, PROT_READ, MAP_SHARED, file->fd, 0) : MAP_FAILED;
    const struct head *head = p;

    close(file->fd);
    if (p == MAP_FAILED)
        return vg_fail(err, VG_BUG, "", "an overview in the cache folder cannot be read");
    *out = (struct vg_overview){.rows = (const struct vg_overview_row *)(head + 1), .n = head->n, .file = p, .file_bytes = bytes};
    if (memcmp(head->magic, MAGIC, sizeof head->magic) == 0 &&
        out->n == (bytes - sizeof *head) / sizeof(struct vg_overview_row))
        return VG_OK;
    vg_overview_finish(out);
    return vg_fail(err, VG_BUG, "", "an overview in the cache folder is none");
}

enum vg_status vg_overview_get(struct vg_downloads *d, const struct vg_query *q, void (*release)(void *owner), void *owner,
                               int wait_ms, struct vg_overview *out, struct vg_error *err)
{
    struct making *m = calloc(1, sizeof(*m));
    struct vg_job_file file;

    if (!m) {
        release(owner);
        return vg_fail(err, VG_NO_MEMORY, "", "out of memory");
    }
    *m = (struct making){.downloads = d, .release = release, .owner = owner,
                         .query = {.collection = q->collection, .filter = q->filter, .limit = -1, .crs = q->collection->crs}};
    const struct vg_job_key key = key_of(d, &m->query);
    const struct vg_job_work work = {run, making_free, m};
    enum vg_status r = vg_jobs_file(d->o.jobs, &key, &work, wait_ms, &file, err);
    return r == VG_OK ? map_file(&file, out, err) : r;
}

void vg_overview_finish(struct vg_overview *o)
{
    if (o->file)
        munmap(o->file, o->file_bytes);
    *o = (struct vg_overview){0};
}
