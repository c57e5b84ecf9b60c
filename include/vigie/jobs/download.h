/* download.h — a whole answer as a file: all rows that a query gives, in one form, made by a job.
 *
 * It has store connections of its own, so that no download keeps a page waiting. */
#ifndef VIGIE_JOBS_DOWNLOAD_H
#define VIGIE_JOBS_DOWNLOAD_H

#include <vigie/codec/items.h>
#include <vigie/jobs/jobs.h>
#include <vigie/store/store.h>

struct vg_downloads;

struct vg_downloads_options {
    struct vg_jobs *jobs;          /* must outlive the downloads */
    const char *store;             /* address */
    struct vg_store_options open;  /* of the jobs' own connections; statement_ms bounds one download */
    size_t feature_bytes;          /* one feature at most */
    int64_t max_age_ms;            /* of a file whose store cannot tell when its data changed */
};

/* o is copied; what it points to must outlive the downloads, but for the address.  The store is opened by the first job.
 * VG_NO_MEMORY. */
enum vg_status vg_downloads_new(const struct vg_downloads_options *o, struct vg_downloads **out, struct vg_error *err) VG_MUST_USE;
/* After the jobs have ended.  Bears NULL. */
void vg_downloads_free(struct vg_downloads *d);

/* What is to be in the file.  The query is narrowed already, has no bound, and lives until release is called. */
struct vg_download {
    const struct vg_query *query;
    const struct vg_item_codec *codec;
    const char *extension;
    const struct vg_crs *crs;      /* of the geometries; NULL: none */
    const char *home;              /* as in vg_item_writer */
    void (*release)(void *owner);  /* once, when the query is no longer needed; may be NULL for vg_download_key alone */
    void *owner;
};

/* The key of its file: the query, the form, the store and the state of the data are in it. */
struct vg_job_key vg_download_key(const struct vg_downloads *d, const struct vg_download *what);
/* As vg_jobs_has and vg_jobs_file. */
bool vg_download_has(struct vg_downloads *d, const struct vg_download *what, int64_t *size_out);
enum vg_status vg_download_file(struct vg_downloads *d, const struct vg_download *what, int wait_ms,
                                struct vg_job_file *out, struct vg_error *err) VG_MUST_USE;

#endif
