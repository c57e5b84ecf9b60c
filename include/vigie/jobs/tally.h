/* tally.h — tallies that take long (rows shared out to places, many rows measured), each made once by a job and kept in the
 * cache folder until one of its collections changes. */
#ifndef VIGIE_JOBS_TALLY_H
#define VIGIE_JOBS_TALLY_H

#include <vigie/jobs/download.h>
#include <vigie/store/tally.h>

/* The tally, from the folder where it is there.  The question and what it points to live until release is called, once.
 * Waits at most wait_ms; VG_END: the work goes on.  On success the caller finishes *out. */
enum vg_status vg_tally_get(struct vg_downloads *d, const struct vg_tally_question *q, void (*release)(void *owner),
                            void *owner, int wait_ms, struct vg_tally *out, struct vg_error *err) VG_MUST_USE;

#endif
