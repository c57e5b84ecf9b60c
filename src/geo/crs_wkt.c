/* crs_wkt.c — definitions as text, for stores that keep them beside the data. */
#include <proj.h>

#include "registry.h"

const char *vg_crs_wkt(struct vg_crs_registry *r, const struct vg_crs *crs, struct vg_arena *a)
{
    const struct crs_entry *e = (const struct crs_entry *)crs;
    static const char *const one_line[] = {"MULTILINE=NO", NULL};
    pthread_mutex_lock(&r->proj_lock);
    const char *wkt = proj_as_wkt(r->ctx, e->pj, PJ_WKT1_GDAL, one_line);
    if (!wkt) /* what WKT 1 cannot say, such as a geographic system with heights */
        wkt = proj_as_wkt(r->ctx, e->pj, PJ_WKT2_2019, one_line);
    const char *kept = vg_arena_strdup(a, wkt);
    pthread_mutex_unlock(&r->proj_lock);
    return kept;
}
