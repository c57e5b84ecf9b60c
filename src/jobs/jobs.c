/* Work that is done once for each key, by few threads.
 *
 * A piece of work is in the list from the first request for its file until it is done and nobody waits for it any
 * more; one that failed stays a while, so that what cannot be made is not tried again by each request.
 * Threads begin when there is work and end when there is none. */
#include <vigie/jobs/jobs.h>

#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include <vigie/base/log.h>
#include <vigie/base/time.h>

#include "folder.h"
#include "sum.h"

#define OTHER_PROCESS_MS 200 /* between looks for a file that another process makes */
#define MOST_KNOWN 1024      /* files that need not be read again to know that they are whole */

enum state { QUEUED, RUNNING, DONE };

struct vg_job {
    struct vg_jobs *jobs;
    struct vg_job *next;
    char name[VG_JOB_NAME];
    int64_t max_age_ms;
    struct vg_job_work work;
    struct vg_part part;
    enum state state;
    enum vg_status result;
    struct vg_error err;
    int waiters;
    int64_t done_ms;
};

/* A file that this process has found to be what was written; it was not written to since. */
struct known {
    ino_t inode;
    int64_t made_us;
};

struct vg_jobs {
    struct vg_jobs_options o;
    char *folder;
    pthread_mutex_t lock; /* over all below */
    pthread_cond_t changed;
    struct vg_job *first; /* oldest first */
    int threads;
    struct known known[MOST_KNOWN]; /* each in the place that its inode has */
    atomic_bool stop;
};

/* --- the list, under the lock --------------------------------------------------------------------- */

static void job_free(struct vg_job *job)
{
    if (job->work.free)
        job->work.free(job->work.ctx);
    free(job);
}

static bool is_over(const struct vg_jobs *j, const struct vg_job *job)
{
    bool remembered = job->result != VG_OK && vg_monotonic_ms() < job->done_ms + j->o.failed_ms;
    return job->state == DONE && job->waiters == 0 && !remembered;
}

static void forget_old(struct vg_jobs *j)
{
    for (struct vg_job **at = &j->first; *at;) {
        struct vg_job *job = *at;
        if (is_over(j, job)) {
            *at = job->next;
            job_free(job);
        } else {
            at = &job->next;
        }
    }
}

static struct vg_job *find(struct vg_jobs *j, const char *name)
{
    struct vg_job *job = j->first;
    while (job && strcmp(job->name, name) != 0)
        job = job->next;
    return job;
}

static struct vg_job *next_queued(struct vg_jobs *j)
{
    struct vg_job *job = j->first;
    while (job && job->state != QUEUED)
        job = job->next;
    return job;
}

static int count_queued(const struct vg_jobs *j)
{
    int n = 0;
    for (const struct vg_job *job = j->first; job; job = job->next)
        n += job->state == QUEUED;
    return n;
}

/* --- files that are whole --------------------------------------------------------------------------- */

static bool inode_of(const struct vg_job_file *file, ino_t *out)
{
    struct stat st;
    bool done = fstat(file->fd, &st) == 0;
    *out = done ? st.st_ino : 0;
    return done;
}

static bool is_known(struct vg_jobs *j, ino_t inode, int64_t made_us)
{
    pthread_mutex_lock(&j->lock);
    const struct known k = j->known[inode % MOST_KNOWN];
    pthread_mutex_unlock(&j->lock);
    return k.inode == inode && k.made_us == made_us;
}

static void remember(struct vg_jobs *j, ino_t inode, int64_t made_us)
{
    pthread_mutex_lock(&j->lock);
    j->known[inode % MOST_KNOWN] = (struct known){inode, made_us};
    pthread_mutex_unlock(&j->lock);
}

/* A file of a gigabyte is read whole once in a process, not for each range that is asked of it. */
static bool open_whole(struct vg_jobs *j, const char *name, int64_t max_age_ms, struct vg_job_file *out)
{
    ino_t inode;

    if (!vg_folder_open(j->folder, name, max_age_ms, out))
        return false;
    bool known = inode_of(out, &inode) && is_known(j, inode, out->made_us);
    if (vg_sum_take(out, known)) {
        if (!known)
            remember(j, inode, out->made_us);
        return true;
    }
    close(out->fd);
    vg_folder_damaged(j->folder, name);
    return false;
}

/* --- work ----------------------------------------------------------------------------------------- */

const char *vg_job_path(const struct vg_job *job)
{
    return job->part.path;
}

enum vg_status vg_job_check(const struct vg_job *job, int64_t bytes, struct vg_error *err)
{
    const struct vg_jobs *j = job->jobs;

    if (atomic_load(&j->stop))
        return vg_fail(err, VG_UNAVAILABLE, "", "the service is stopping");
    if (bytes > j->o.max_bytes)
        return vg_fail(err, VG_TOO_LARGE, "", "the file grows over cache_bytes (%lld): ask for less",
                       (long long)j->o.max_bytes);
    return VG_OK;
}

static bool is_there(const struct vg_job *job)
{
    struct vg_job_file file;
    bool there = vg_folder_open(job->jobs->folder, job->name, job->max_age_ms, &file);
    if (there)
        close(file.fd);
    return there;
}

/* Another process is at it: its file will come (an older one may be there), or its lock will go. */
static enum vg_status begin_part(struct vg_job *job, struct vg_error *err)
{
    struct vg_jobs *j = job->jobs;
    enum vg_status r;

    while ((r = vg_part_begin(&job->part, j->folder, job->name, err)) == VG_END) {
        if (is_there(job))
            return VG_END;
        const struct timespec pause = {0, OTHER_PROCESS_MS * 1000000L};
        nanosleep(&pause, NULL);
        r = vg_job_check(job, 0, err);
        if (r != VG_OK)
            return r;
    }
    if (r != VG_OK || !is_there(job))
        return r;
    r = vg_part_end(&job->part, j->folder, job->name, false, err); /* it came before its lock went */
    return r == VG_OK ? VG_END : r;
}

static enum vg_status make(struct vg_job *job, struct vg_error *err)
{
    struct vg_jobs *j = job->jobs;
    enum vg_status r = begin_part(job, err);

    if (r == VG_END)
        return VG_OK; /* another process has made it */
    if (r != VG_OK)
        return r;
    r = job->work.run(job->work.ctx, job, err);
    enum vg_status ended = vg_part_end(&job->part, j->folder, job->name, r == VG_OK, err);
    if (r == VG_OK)
        r = ended;
    if (r != VG_OK)
        return r;
    remember(j, job->part.inode, job->part.made_us);
    vg_folder_trim(j->folder, j->o.max_bytes, job->name);
    return VG_OK;
}

static void tell_failure(const struct vg_job *job)
{
    struct vg_log_line l;
    vg_log_begin(&l, VG_LOG_WARN, "a file could not be made");
    vg_log_str(&l, "file", vg_str_of(job->name));
    vg_log_str(&l, "kind", vg_str_of(vg_status_name(job->err.kind)));
    vg_log_str(&l, "detail", vg_str_of(job->err.text));
    vg_log_end(&l);
}

static void *work_loop(void *arg)
{
    struct vg_jobs *j = arg;
    struct vg_job *job;

    pthread_mutex_lock(&j->lock);
    while (!atomic_load(&j->stop) && (job = next_queued(j))) {
        job->state = RUNNING;
        pthread_mutex_unlock(&j->lock);
        job->err = (struct vg_error){0};
        enum vg_status r = make(job, &job->err);
        if (r != VG_OK)
            tell_failure(job);
        pthread_mutex_lock(&j->lock);
        job->result = r;
        job->state = DONE;
        job->done_ms = vg_monotonic_ms();
        if (job->work.free)
            job->work.free(job->work.ctx);
        job->work.free = NULL;
        pthread_cond_broadcast(&j->changed);
    }
    j->threads--;
    pthread_cond_broadcast(&j->changed);
    pthread_mutex_unlock(&j->lock);
    return NULL;
}

static bool start_thread(struct vg_jobs *j)
{
    pthread_t thread;

    if (j->threads >= j->o.workers)
        return true;
    if (pthread_create(&thread, NULL, work_loop, j) != 0)
        return j->threads > 0;
    pthread_detach(thread);
    j->threads++;
    return true;
}

/* --- asking --------------------------------------------------------------------------------------- */

static void drop_work(const struct vg_job_work *w)
{
    if (w->free)
        w->free(w->ctx);
}

static enum vg_status add(struct vg_jobs *j, const char *name, int64_t max_age_ms, const struct vg_job_work *w,
                          struct vg_job **out, struct vg_error *err)
{
    struct vg_job *job = NULL, **last = &j->first;
    enum vg_status r = VG_OK;

    if (atomic_load(&j->stop))
        r = vg_fail(err, VG_UNAVAILABLE, "", "the service is stopping");
    else if (count_queued(j) >= j->o.queue_length)
        r = vg_fail(err, VG_UNAVAILABLE, "", "too many files are being made already");
    else if (!(job = calloc(1, sizeof(*job))))
        r = vg_fail(err, VG_NO_MEMORY, "", "out of memory");
    else if (!start_thread(j))
        r = vg_fail(err, VG_UNAVAILABLE, "", "cannot start a thread");
    if (r != VG_OK) {
        free(job);
        drop_work(w);
        return r;
    }
    job->jobs = j;
    job->work = *w;
    job->max_age_ms = max_age_ms;
    memcpy(job->name, name, sizeof(job->name));
    while (*last)
        last = &(*last)->next;
    *last = *out = job;
    return VG_OK;
}

static void wait_for(struct vg_jobs *j, struct vg_job *job, int wait_ms)
{
    struct timespec until;

    clock_gettime(CLOCK_MONOTONIC, &until);
    until.tv_sec += wait_ms / 1000;
    until.tv_nsec += (long)(wait_ms % 1000) * 1000000;
    if (until.tv_nsec >= 1000000000) {
        until.tv_sec++;
        until.tv_nsec -= 1000000000;
    }
    job->waiters++;
    while (job->state != DONE && !atomic_load(&j->stop))
        if (pthread_cond_timedwait(&j->changed, &j->lock, &until) == ETIMEDOUT)
            break;
    job->waiters--;
}

static enum vg_status outcome(struct vg_jobs *j, const struct vg_job *job, struct vg_error *err)
{
    if (job->state != DONE && atomic_load(&j->stop))
        return vg_fail(err, VG_UNAVAILABLE, "", "the service is stopping");
    if (job->state != DONE)
        return VG_END;
    if (job->result != VG_OK && err) {
        enum vg_lang lang = err->lang;
        *err = job->err;
        err->lang = lang;
    }
    return job->result;
}

bool vg_jobs_has(struct vg_jobs *j, const struct vg_job_key *k, int64_t *size_out)
{
    char name[VG_JOB_NAME];
    int64_t size;

    vg_job_name(k, name);
    if (!vg_folder_has(j->folder, name, k->max_age_ms, &size) || size < VG_SUM_BYTES)
        return false;
    *size_out = size - VG_SUM_BYTES;
    return true;
}

bool vg_jobs_open(struct vg_jobs *j, const struct vg_job_key *k, struct vg_job_file *out)
{
    char name[VG_JOB_NAME];

    vg_job_name(k, name);
    return open_whole(j, name, k->max_age_ms, out);
}

void vg_jobs_drop(struct vg_jobs *j, const struct vg_job_key *k)
{
    char name[VG_JOB_NAME];

    vg_job_name(k, name);
    vg_folder_drop(j->folder, name);
}

enum vg_status vg_jobs_file(struct vg_jobs *j, const struct vg_job_key *k, const struct vg_job_work *w, int wait_ms,
                            struct vg_job_file *out, struct vg_error *err)
{
    char name[VG_JOB_NAME];
    enum vg_status r = VG_OK;

    vg_job_name(k, name);
    if (open_whole(j, name, k->max_age_ms, out)) {
        drop_work(w);
        return VG_OK;
    }
    pthread_mutex_lock(&j->lock);
    forget_old(j);
    struct vg_job *job = find(j, name);
    if (job)
        drop_work(w);
    else
        r = add(j, name, k->max_age_ms, w, &job, err);
    if (r == VG_OK) {
        wait_for(j, job, wait_ms);
        r = outcome(j, job, err);
    }
    pthread_mutex_unlock(&j->lock);
    if (r == VG_OK && !open_whole(j, name, 0, out))
        return vg_fail(err, VG_UNAVAILABLE, "", "the file was dropped at once: cache_bytes is small");
    return r;
}

/* --- starting and stopping ------------------------------------------------------------------------ */

enum vg_status vg_jobs_new(const struct vg_jobs_options *o, struct vg_jobs **out, struct vg_error *err)
{
    struct vg_jobs *j = calloc(1, sizeof(*j));
    pthread_condattr_t monotonic;

    if (!j || !(j->folder = strdup(o->folder))) {
        free(j);
        return vg_fail(err, VG_NO_MEMORY, "", "out of memory");
    }
    j->o = *o;
    j->o.folder = j->folder;
    vg_folder_clean(j->folder);
    pthread_mutex_init(&j->lock, NULL);
    pthread_condattr_init(&monotonic);
    pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
    pthread_cond_init(&j->changed, &monotonic);
    pthread_condattr_destroy(&monotonic);
    *out = j;
    return VG_OK;
}

void vg_jobs_stop(struct vg_jobs *j)
{
    pthread_mutex_lock(&j->lock);
    atomic_store(&j->stop, true);
    pthread_cond_broadcast(&j->changed);
    pthread_mutex_unlock(&j->lock);
}

void vg_jobs_free(struct vg_jobs *j)
{
    if (!j)
        return;
    vg_jobs_stop(j);
    pthread_mutex_lock(&j->lock);
    while (j->threads > 0)
        pthread_cond_wait(&j->changed, &j->lock);
    pthread_mutex_unlock(&j->lock);
    while (j->first) {
        struct vg_job *job = j->first;
        j->first = job->next;
        job_free(job);
    }
    pthread_cond_destroy(&j->changed);
    pthread_mutex_destroy(&j->lock);
    free(j->folder);
    free(j);
}
