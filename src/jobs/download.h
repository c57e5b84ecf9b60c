/* download.h — the store of background work, for all kinds of it. */
#ifndef JOBS_DOWNLOAD_H
#define JOBS_DOWNLOAD_H

#include <pthread.h>

#include <vigie/jobs/download.h>

struct vg_downloads {
    struct vg_downloads_options o;
    char *address;                 /* as given, whole: the same path may mean another file elsewhere */
    pthread_mutex_t lock;          /* over the two below */
    struct vg_store *store;        /* opened by the first piece of work */
    uint64_t stamp;
};

/* A session on that store, fresh as in struct vg_hold. */
enum vg_status vg_downloads_session(struct vg_downloads *d, bool snapshot, struct vg_session **out,
                                    struct vg_error *err) VG_MUST_USE;

#endif
