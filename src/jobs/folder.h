/* folder.h — the files on disk: where they are, what is half made, what has to go. */
#ifndef VIGIE_SRC_JOBS_FOLDER_H
#define VIGIE_SRC_JOBS_FOLDER_H

#include <limits.h>
#include <sys/types.h>

#include <vigie/jobs/jobs.h>

#define VG_JOB_NAME 64 /* "0123…cdef.extension" */

void vg_job_name(const struct vg_job_key *k, char name[VG_JOB_NAME]);

/* Make the folder and those above it, where they are not there. */
enum vg_status vg_folder_make(const char *folder, struct vg_error *err) VG_MUST_USE;
/* Remove half-made files whose makers are no more. */
void vg_folder_clean(const char *folder);

/* Open a file that is young enough; false: there is none. */
bool vg_folder_open(const char *folder, const char *name, int64_t max_age_ms, struct vg_job_file *out);
void vg_folder_drop(const char *folder, const char *name);
/* The same, and the log tells: its bytes have changed on the disk. */
void vg_folder_damaged(const char *folder, const char *name);
bool vg_folder_has(const char *folder, const char *name, int64_t max_age_ms, int64_t *size_out);

/* A file being made: the lock tells other processes that its maker lives. */
struct vg_part {
    char path[PATH_MAX], lock[PATH_MAX];
    int lock_fd;
    ino_t inode;     /* which file got its name at the end, */
    int64_t made_us; /* and when it was written */
};
/* VG_END: another process makes the same one. */
enum vg_status vg_part_begin(struct vg_part *p, const char *folder, const char *name, struct vg_error *err) VG_MUST_USE;
/* Give it a sum (sum.h) and its name where made is true, once its bytes are on the disk: so a name never stands for less, whatever
 * happens; remove all that begins like it otherwise. */
enum vg_status vg_part_end(struct vg_part *p, const char *folder, const char *name, bool made, struct vg_error *err) VG_MUST_USE;

/* Drop the oldest files until the rest is within max_bytes; `keep` is not dropped. */
void vg_folder_trim(const char *folder, int64_t max_bytes, const char *keep);

#endif
