/* sum.h — a sum behind a file's bytes on the disk, which tells later whether they are still those that were written. */
#ifndef VIGIE_SRC_JOBS_SUM_H
#define VIGIE_SRC_JOBS_SUM_H

#include <vigie/jobs/jobs.h>

#define VG_SUM_BYTES 24 /* that a file is longer by */

/* Put it behind what the file holds.  False: the file cannot be read or written, as errno says. */
bool vg_sum_put(const char *path) VG_MUST_USE;
/* Take it off the size of an open file, whose bytes are then read, all of them, unless is_known: it was whole before.  False: the
 * file is not what was written. */
bool vg_sum_take(struct vg_job_file *file, bool is_known) VG_MUST_USE;

#endif
