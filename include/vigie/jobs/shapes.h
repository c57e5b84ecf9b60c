/* shapes.h — the shapes of a collection for all tiles of one zoom, in a file made once by a job and kept until the data
 * changes: so that a tile of many positions reads those that are drawn, and no geometry of its rows. */
#ifndef VIGIE_JOBS_SHAPES_H
#define VIGIE_JOBS_SHAPES_H

#include <vigie/codec/mvt.h>
#include <vigie/geo/tile_grid.h>
#include <vigie/jobs/row_file.h>

struct vg_shapes_place {
    const struct vg_tile_grid *grid;
    const struct vg_crs *crs;        /* its own */
    struct vg_crs_registry *registry;
    int zoom;
};

struct vg_shapes {
    const struct vg_mvt_made *first; /* ascending by key */
    const char *end;
    struct vg_row_file file;
};

/* As vg_overview_get(); of collections that vg_overview_serves(). */
enum vg_status vg_shapes_get(struct vg_downloads *d, const struct vg_query *q, const struct vg_shapes_place *place,
                             void (*release)(void *owner), void *owner, int wait_ms, struct vg_shapes *out,
                             struct vg_error *err) VG_MUST_USE;
/* That of the rows of q, if it is there already. */
bool vg_shapes_open(struct vg_downloads *d, const struct vg_query *q, const struct vg_shapes_place *place, struct vg_shapes *out);
void vg_shapes_finish(struct vg_shapes *s); /* bears {0} */

/* The one after w, NULL: that was the last.  Begin with NULL. */
const struct vg_mvt_made *vg_shapes_next(const struct vg_shapes *s, const struct vg_mvt_made *w);

#endif
