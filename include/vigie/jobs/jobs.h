/* jobs.h — work in the background that makes a file, once for each key, and the folder where the files are kept.
 *
 * A file is named by the hash of all that decides its bytes, so it never changes: it is made under another name,
 * renamed when it is whole, and goes when the folder is over its ceiling (the oldest first), when it is too old, or when
 * somebody deletes it, which is safe at any time.  Several processes may share a folder.
 * All functions are thread-safe. */
#ifndef VIGIE_JOBS_JOBS_H
#define VIGIE_JOBS_JOBS_H

#include <vigie/base/hash.h>

struct vg_jobs;
struct vg_job; /* one piece of work under way */

struct vg_jobs_options {
    const char *folder;  /* made where it is not there */
    int64_t max_bytes;   /* of all files together, and so of one */
    int workers;         /* pieces of work at once */
    int queue_length;    /* that may wait for a worker */
    int failed_ms;       /* work that failed is not tried again for so long: its error is told instead */
};

/* Also removes what a process that died left half made. */
enum vg_status vg_jobs_new(const struct vg_jobs_options *o, struct vg_jobs **out, struct vg_error *err) VG_MUST_USE;
/* Nothing new begins, work under way is told to end, waiters are sent away with VG_UNAVAILABLE. */
void vg_jobs_stop(struct vg_jobs *j);
/* Stops, waits for the work to end, frees.  Bears NULL. */
void vg_jobs_free(struct vg_jobs *j);

/* What a file is found by: its name is the hash and the extension, "0123…cdef.gpkg". */
struct vg_job_key {
    struct vg_hash hash;
    const char *extension;
    int64_t max_age_ms; /* an older file counts as not there; 0: no bound */
};

/* A file that is there, open for reading: it stays whole even if it is dropped from the folder meanwhile. */
struct vg_job_file {
    int fd;             /* the caller's to close */
    int64_t size;       /* what the work wrote; behind it lies a sum */
    int64_t made_us;
};

/* What has to be done where there is no file.  run makes vg_job_path(), on a worker's thread; free is called once, when ctx
 * is no longer needed, also where run never was. */
struct vg_job_work {
    enum vg_status (*run)(void *ctx, struct vg_job *job, struct vg_error *err);
    void (*free)(void *ctx);
    void *ctx;
};

/* Is the file there?  Only its size is told: for links. */
bool vg_jobs_has(struct vg_jobs *j, const struct vg_job_key *k, int64_t *size_out);

/* The file, if it is there. */
bool vg_jobs_open(struct vg_jobs *j, const struct vg_job_key *k, struct vg_job_file *out);
/* It is not what it should be: it goes, so that it is made anew. */
void vg_jobs_drop(struct vg_jobs *j, const struct vg_job_key *k);

/* The file of a key, made by w where it is not there; who asks for the same meanwhile waits for the same work.
 * Waits at most wait_ms.  VG_END: the work goes on.  VG_UNAVAILABLE: too much waits already; otherwise what the work
 * failed with.  Takes over w in any case. */
enum vg_status vg_jobs_file(struct vg_jobs *j, const struct vg_job_key *k, const struct vg_job_work *w, int wait_ms,
                            struct vg_job_file *out, struct vg_error *err) VG_MUST_USE;

/* --- for the work itself ------------------------------------------------------------------------- */

/* The path of the file to make; others that begin with it may stand beside it and are removed with it. */
const char *vg_job_path(const struct vg_job *job);
/* To be asked now and then, with the bytes made so far.  VG_UNAVAILABLE: the process is to end; VG_TOO_LARGE: more than
 * the folder may hold. */
enum vg_status vg_job_check(const struct vg_job *job, int64_t bytes, struct vg_error *err) VG_MUST_USE;

#endif
