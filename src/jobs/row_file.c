/* What tiles need to know of every row, written once and mapped by every process: pages that the system shares, and
 * drops when memory is short.  The head is completed last, so that what was cut short is not taken for whole; the state
 * of the data is in the name, so a change makes another file and none is ever rewritten. */
#include <vigie/jobs/row_file.h>

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "download.h"

#define MAGIC_BYTES 8
#define LOOK_ROWS 4096

struct head {
    char magic[MAGIC_BYTES];
    uint64_t n, bytes; /* of entries, and of the whole file; both are written last */
};

struct making {
    struct vg_downloads *downloads;
    struct vg_row_file_work work;
    struct vg_query query;
};

/* --- making --------------------------------------------------------------------------------------- */

static enum vg_status put_rows(FILE *f, const struct vg_row_file_work *w, struct vg_cursor *cursor, const struct vg_job *job,
                               struct vg_error *err)
{
    struct head head = {.n = 0};
    const struct vg_feature *feature;
    enum vg_status r;

    memcpy(head.magic, w->magic, sizeof head.magic);
    fwrite(&head, sizeof head, 1, f);
    for (uint64_t rows = 1; (r = vg_cursor_next(cursor, &feature, err)) == VG_OK; rows++) {
        r = w->put(w->ctx, feature, f, &head.n, err);
        if (r == VG_OK && rows % LOOK_ROWS == 0)
            r = vg_job_check(job, ftell(f), err);
        if (r != VG_OK)
            return r;
    }
    if (r == VG_END)
        r = w->end ? w->end(w->ctx, f, err) : VG_OK;
    if (r != VG_OK)
        return r;
    int64_t size = ftell(f);
    head.bytes = (uint64_t)size;
    if (fseek(f, 0, SEEK_SET) == 0)
        fwrite(&head, sizeof head, 1, f);
    return vg_job_check(job, size, err);
}

static enum vg_status write_file(const struct vg_job *job, const struct vg_row_file_work *w, struct vg_cursor *cursor,
                                 struct vg_error *err)
{
    FILE *f = fopen(vg_job_path(job), "wxe");

    if (!f)
        return vg_fail(err, VG_UNAVAILABLE, "", "cannot write '%s': %s", vg_job_path(job), strerror(errno));
    enum vg_status r = put_rows(f, w, cursor, job, err);
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
        r = write_file(job, &m->work, cursor, err);
        vg_cursor_close(cursor);
    }
    vg_session_end(session);
    return r;
}

static void making_free(void *ctx)
{
    struct making *m = ctx;

    m->work.release(m->work.owner);
    free(m);
}

/* --- asking --------------------------------------------------------------------------------------- */

static struct vg_query rows_of(const struct vg_query *q)
{
    return (struct vg_query){.collection = q->collection, .filter = q->filter, .limit = -1, .crs = q->collection->crs};
}

static struct vg_job_key key_of(const struct vg_downloads *d, const struct vg_row_file_work *w)
{
    const struct vg_query q = rows_of(w->query);
    struct vg_hash h = vg_query_hash(&q);
    struct vg_data_state state;

    h = vg_hash_more(h, w->magic, MAGIC_BYTES);
    h = vg_hash_more(h, &w->more, sizeof w->more);
    h = vg_hash_more(h, d->address, strlen(d->address));
    vg_store_data_state(q.collection->store, q.collection, &state);
    h = vg_hash_more(h, &state.stamp, sizeof state.stamp);
    return (struct vg_job_key){h, "overview", state.kind == VG_STATE_KNOWN ? 0 : d->o.max_age_ms};
}

/* Takes over the file.  VG_BUG: it is not what was made. */
static enum vg_status map_file(const struct vg_job_file *file, const char *magic, struct vg_row_file *out, struct vg_error *err)
{
    size_t bytes = (size_t)file->size;
    void *p = bytes >= sizeof(struct head) ? mmap(NULL, bytes, PROT_READ, MAP_SHARED, file->fd, 0) : MAP_FAILED;
    const struct head *head = p;

    close(file->fd);
    if (p == MAP_FAILED)
        return vg_fail(err, VG_BUG, "", "an overview in the cache folder cannot be read");
    *out = (struct vg_row_file){.first = head + 1, .bytes = bytes - sizeof *head, .n = head->n, .map = p, .map_bytes = bytes};
    if (memcmp(head->magic, magic, sizeof head->magic) == 0 && head->bytes == bytes)
        return VG_OK;
    vg_row_file_finish(out);
    return vg_fail(err, VG_BUG, "", "an overview in the cache folder is broken");
}

bool vg_row_file_open(struct vg_downloads *d, const struct vg_row_file_work *w, struct vg_row_file *out)
{
    const struct vg_job_key key = key_of(d, w);
    struct vg_job_file file;

    if (!vg_jobs_open(d->o.jobs, &key, &file))
        return false;
    if (map_file(&file, w->magic, out, NULL) == VG_OK)
        return true;
    vg_jobs_drop(d->o.jobs, &key);
    return false;
}

enum vg_status vg_row_file_get(struct vg_downloads *d, const struct vg_row_file_work *w, int wait_ms, struct vg_row_file *out,
                               struct vg_error *err)
{
    if (vg_row_file_open(d, w, out)) {
        w->release(w->owner);
        return VG_OK;
    }
    struct making *m = calloc(1, sizeof(*m));
    struct vg_job_file file;

    if (!m) {
        w->release(w->owner);
        return vg_fail(err, VG_NO_MEMORY, "", "out of memory");
    }
    *m = (struct making){.downloads = d, .work = *w, .query = rows_of(w->query)};
    const struct vg_job_key key = key_of(d, w);
    const char *magic = w->magic; /* of the work nothing may be left after it */
    const struct vg_job_work work = {run, making_free, m};
    enum vg_status r = vg_jobs_file(d->o.jobs, &key, &work, wait_ms, &file, err);
    return r == VG_OK ? map_file(&file, magic, out, err) : r;
}

void vg_row_file_finish(struct vg_row_file *f)
{
    if (f->map)
        munmap(f->map, f->map_bytes);
    *f = (struct vg_row_file){0};
}
