/* overview.h — how large each row of a collection is and where it lies, in a file made once by a job and kept until the data
 * changes: so that a tile in which more rows lie than can be drawn need not read them all to find those that count. */
#ifndef VIGIE_JOBS_OVERVIEW_H
#define VIGIE_JOBS_OVERVIEW_H

#include <vigie/jobs/download.h>

struct vg_overview_row {
    int64_t key;               /* its id */
    float min[2], max[2], size;/* box; area in the plane of the storage CRS, of lines their length */
    float unused;
};

struct vg_overview {
    const struct vg_overview_row *rows; /* ascending by key; without those that have no size */
    size_t n;
    void *file;                /* mapped */
    size_t file_bytes;
};

/* Of collections of lines or of straight polygons whose ids are whole numbers. */
bool vg_overview_serves(const struct vg_collection *c);

/* Of the rows that q asks for (collection and filter; the rest is not looked at).  q lives until release is called, once.
 * Waits at most wait_ms; VG_END: the work goes on.  On success the caller finishes *out. */
enum vg_status vg_overview_get(struct vg_downloads *d, const struct vg_query *q, void (*release)(void *owner), void *owner,
                               int wait_ms, struct vg_overview *out, struct vg_error *err) VG_MUST_USE;
void vg_overview_finish(struct vg_overview *o); /* bears {0} */

#endif
