/* overview.h — how large each row of a collection is and where it lies, in a file made once by a job and kept until the data
 * changes: so that a tile in which more rows lie than can be drawn need not read them all to find those that count. */
#ifndef VIGIE_JOBS_OVERVIEW_H
#define VIGIE_JOBS_OVERVIEW_H

#include <vigie/jobs/row_file.h>

struct vg_overview_row {
    int64_t key;               /* its id */
    float min[2], max[2], size;/* box; area in the plane of the storage CRS, of lines their length */
    uint32_t positions;        /* of its geometry */
};

/* Of so many rows that follow each other; the last are fewer. */
#define VG_OVERVIEW_BLOCK 256
struct vg_overview_block {
    float min[2], max[2];
    uint64_t positions;
};

struct vg_overview {
    const struct vg_overview_row *rows; /* ascending by key; without those that have no size */
    const struct vg_overview_block *blocks;
    size_t n;                  /* of rows */
    struct vg_row_file file;
};

/* Of collections of lines or of straight polygons whose ids are whole numbers. */
bool vg_overview_serves(const struct vg_collection *c);

/* That of the rows of q, if it is there already. */
bool vg_overview_open(struct vg_downloads *d, const struct vg_query *q, struct vg_overview *out);

/* Of the rows that q asks for (collection and filter; the rest is not looked at).  q lives until release is called, once.
 * Waits at most wait_ms; VG_END: the work goes on.  On success the caller finishes *out. */
enum vg_status vg_overview_get(struct vg_downloads *d, const struct vg_query *q, void (*release)(void *owner), void *owner,
                               int wait_ms, struct vg_overview *out, struct vg_error *err) VG_MUST_USE;
/* The next row whose box meets this one, from number *at on, which goes past it; NULL: none. */
const struct vg_overview_row *vg_overview_next(const struct vg_overview *o, const struct vg_bbox *box, size_t *at);
uint64_t vg_overview_positions(const struct vg_overview *o); /* of all rows */
void vg_overview_finish(struct vg_overview *o); /* bears {0} */

#endif
