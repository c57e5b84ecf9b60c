/* Rows go from the store's cursor through the codec into the file, some hundred kilobytes at a time: memory does not
 * grow with the collection.  Forms that GDAL writes get the path instead. */
#include "download.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <vigie/base/time.h>
#include <vigie/store/index_file.h>

#define FLUSH_BYTES ((size_t)512 << 10)
#define LOOK_ROWS 1024             /* between looks whether to go on */
#define ARENA_BYTES ((size_t)64 << 20)

struct making {
    struct vg_downloads *downloads;
    struct vg_download what;
    struct vg_job *job;
    struct vg_item_writer writer;
    struct vg_buf buf;
    int fd;                        /* -1: the codec writes the file itself */
    int64_t written, rows;
};

/* --- the file ------------------------------------------------------------------------------------- */

static enum vg_status write_all(struct making *m, struct vg_error *err)
{
    for (size_t done = 0; done < m->buf.len;) {
        ssize_t n = write(m->fd, m->buf.ptr + done, m->buf.len - done);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return vg_fail(err, VG_UNAVAILABLE, "", "cannot write '%s': %s", vg_job_path(m->job), strerror(errno));
        done += (size_t)n;
    }
    m->written += (int64_t)m->buf.len;
    vg_buf_clear(&m->buf);
    return VG_OK;
}

static int64_t size_so_far(const struct making *m)
{
    struct stat st;

    if (m->fd >= 0)
        return m->written;
    return stat(vg_job_path(m->job), &st) == 0 ? st.st_size : 0;
}

static enum vg_status after_row(struct making *m, struct vg_error *err)
{
    enum vg_status r = vg_buf_check(&m->buf, err);

    if (r == VG_OK && m->buf.len >= FLUSH_BYTES)
        r = write_all(m, err);
    if (r == VG_OK && ++m->rows % LOOK_ROWS == 0)
        r = vg_job_check(m->job, size_so_far(m), err);
    return r;
}

/* --- the rows ------------------------------------------------------------------------------------- */

static enum vg_status put_rows(struct making *m, struct vg_cursor *cursor, struct vg_error *err)
{
    const struct vg_item_codec *codec = m->what.codec;
    const struct vg_feature *f;
    enum vg_status r = codec->begin(&m->writer, err);

    while (r == VG_OK && (r = vg_cursor_next(cursor, &f, err)) == VG_OK) {
        r = codec->item(&m->writer, f, err);
        if (r == VG_OK)
            r = after_row(m, err);
    }
    if (r != VG_END)
        return r;
    const struct vg_page_info info = {.returned = m->rows, .matched = m->rows};
    r = codec->end(&m->writer, &info, err);
    if (r == VG_OK)
        r = vg_buf_check(&m->buf, err);
    if (r == VG_OK && m->fd >= 0)
        r = write_all(m, err);
    return r == VG_OK ? vg_job_check(m->job, size_so_far(m), err) : r;
}

/* The store is opened once, and looked at before each use: its file may have been replaced.
 *
 * What is made is kept for the state of the data that was told before, to a node that may have written it, and the jobs'
 * store knows nothing of that; besides, a stand-by ends long reads for what it has to replay.  So jobs read the primary. */
enum vg_status vg_downloads_session(struct vg_downloads *d, bool snapshot, struct vg_session **out, struct vg_error *err)
{
    bool changed;

    pthread_mutex_lock(&d->lock);
    enum vg_status r = d->store ? VG_OK : vg_store_open(d->address, &d->o.open, &d->store, err);
    if (r == VG_OK)
        r = vg_store_changed(d->store, &d->stamp, &changed, err);
    pthread_mutex_unlock(&d->lock);
    return r == VG_OK ? vg_session_begin(d->store, (struct vg_hold){.snapshot = snapshot, .fresh = true}, out, err) : r;
}

static enum vg_status read_rows(struct making *m, struct vg_error *err)
{
    struct vg_query query = *m->what.query;
    struct vg_session *session;
    struct vg_cursor *cursor;
    enum vg_status r = vg_downloads_session(m->downloads, false, &session, err);

    query.deadline_ms = 0; /* the request's is not the job's */
    if (r != VG_OK)
        return r;
    r = vg_session_select(session, &query, &cursor, err);
    if (r == VG_OK) {
        r = put_rows(m, cursor, err);
        vg_cursor_close(cursor);
    }
    vg_session_end(session);
    return r;
}

static enum vg_status write_file(struct making *m, struct vg_arena *a, struct vg_error *err)
{
    const struct vg_download *w = &m->what;

    m->writer = (struct vg_item_writer){.codec = w->codec, .out = &m->buf, .arena = a, .collection = w->query->collection,
                                        .fields = w->query->fields, .n_fields = w->query->n_fields,
                                        .crs = w->query->no_geometry ? NULL : w->crs, .home = w->home};
    if (w->codec->writes_files) {
        m->writer.path = vg_job_path(m->job);
    } else {
        m->fd = open(vg_job_path(m->job), O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0600);
        if (m->fd < 0)
            return vg_fail(err, VG_UNAVAILABLE, "", "cannot write '%s': %s", vg_job_path(m->job), strerror(errno));
    }
    enum vg_status r = read_rows(m, err);
    if (w->codec->drop)
        w->codec->drop(&m->writer);
    if (m->fd >= 0 && close(m->fd) != 0 && r == VG_OK)
        r = vg_fail(err, VG_UNAVAILABLE, "", "cannot write '%s': %s", vg_job_path(m->job), strerror(errno));
    return r;
}

static enum vg_status look(void *user, struct vg_error *err)
{
    const struct making *m = user;

    return vg_job_check(m->job, size_so_far(m), err);
}

static enum vg_status run(void *ctx, struct vg_job *job, struct vg_error *err)
{
    struct making *m = ctx;
    VG_AUTO(vg_arena_freep) struct vg_arena *a = vg_arena_new(ARENA_BYTES);

    if (!a)
        return vg_fail(err, VG_NO_MEMORY, "", "out of memory");
    m->job = job;
    m->fd = -1;
    vg_buf_init(&m->buf, m->downloads->o.feature_bytes + FLUSH_BYTES);
    enum vg_status r = write_file(m, a, err);
    if (r == VG_OK && m->what.codec->leaves_index)
        r = vg_gpkg_index_file(vg_job_path(job), look, m, err);
    if (r == VG_OK && m->what.codec->leaves_index)
        r = look(m, err);
    vg_buf_finish(&m->buf);
    return r;
}

static void making_free(void *ctx)
{
    struct making *m = ctx;

    if (m->what.release)
        m->what.release(m->what.owner);
    free(m);
}

/* --- asking --------------------------------------------------------------------------------------- */

struct vg_job_key vg_download_key(const struct vg_downloads *d, const struct vg_download *what)
{
    const struct vg_collection *c = what->query->collection;
    struct vg_hash h = vg_query_hash(what->query);

    h = vg_hash_more(h, d->address, strlen(d->address));
    h = vg_hash_more(h, what->codec->name, strlen(what->codec->name));
    if (what->codec->names_home && what->home)
        h = vg_hash_more(h, what->home, strlen(what->home));
    h = vg_hash_more(h, &c->modified_us, sizeof(c->modified_us));
    return (struct vg_job_key){h, what->extension, c->modified_us ? 0 : d->o.max_age_ms};
}

bool vg_download_has(struct vg_downloads *d, const struct vg_download *what, int64_t *size_out)
{
    const struct vg_job_key key = vg_download_key(d, what);
    return vg_jobs_has(d->o.jobs, &key, size_out);
}

enum vg_status vg_download_file(struct vg_downloads *d, const struct vg_download *what, int wait_ms,
                                struct vg_job_file *out, struct vg_error *err)
{
    const struct vg_job_key key = vg_download_key(d, what);
    struct making *m = calloc(1, sizeof(*m));

    if (!m) {
        what->release(what->owner);
        return vg_fail(err, VG_NO_MEMORY, "", "out of memory");
    }
    m->downloads = d;
    m->what = *what;
    const struct vg_job_work work = {run, making_free, m};
    return vg_jobs_file(d->o.jobs, &key, &work, wait_ms, out, err);
}

/* --- starting and stopping ------------------------------------------------------------------------ */

enum vg_status vg_downloads_new(const struct vg_downloads_options *o, struct vg_downloads **out, struct vg_error *err)
{
    struct vg_downloads *d = calloc(1, sizeof(*d));
    char *real = realpath(o->store, NULL);

    if (d)
        d->address = real ? real : strdup(o->store);
    if (!d || !d->address) {
        free(d);
        return vg_fail(err, VG_NO_MEMORY, "", "out of memory");
    }
    d->o = *o;
    pthread_mutex_init(&d->lock, NULL);
    *out = d;
    return VG_OK;
}

void vg_downloads_free(struct vg_downloads *d)
{
    if (!d)
        return;
    vg_store_close(d->store);
    pthread_mutex_destroy(&d->lock);
    free(d->address);
    free(d);
}
