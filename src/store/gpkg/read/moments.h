/* moments.h — rows ordered by a moment, window by window along the index of its text. */
#ifndef VIGIE_STORE_GPKG_MOMENTS_H
#define VIGIE_STORE_GPKG_MOMENTS_H

#include "../gpkg.h"

#define VG_GPKG_SECOND 19 /* bytes of "2024-03-01T12:00:00": what a window begins and ends with */

/* The stretch of texts that the rows of one statement have; all rows of the next one come after all of its. */
struct vg_gpkg_window {
    bool on, last;     /* last: it reaches to the end */
    bool down;         /* along the index from its end */
    int64_t rows;      /* about as many as it holds */
    char from[VG_GPKG_SECOND + 2], until[VG_GPKG_SECOND + 2];
    struct vg_sql_window sql; /* for the statement */
};

/* Is q ordered by a moment whose column has an index, and all its texts the form that sorts by whole seconds?  Then the
 * first window for `limit` rows, on; all that is read from here on is of one moment of the file. */
void vg_gpkg_window_begin(struct vg_gpkg_conn *c, const struct vg_query *q, enum vg_part part, int64_t limit,
                          struct vg_gpkg_window *w);
/* The one after it; false: there is none. */
bool vg_gpkg_window_next(struct vg_gpkg_conn *c, const struct vg_query *q, struct vg_gpkg_window *w);

#endif
