/* background.h — what runs beside the requests: jobs, and the downloads they make. */
#ifndef VIGIE_SRC_APP_BACKGROUND_H
#define VIGIE_SRC_APP_BACKGROUND_H

#include <vigie/app/config.h>
#include <vigie/jobs/download.h>
#include <vigie/jobs/tile_cache.h>

struct vg_background {
    struct vg_jobs *jobs;
    struct vg_downloads *downloads;
    struct vg_tile_cache *tiles; /* NULL: none are kept */
};

/* cache: the folder; NULL: $XDG_CACHE_HOME/vigie, else ~/.cache/vigie; without either there are no downloads, tiles
 * are kept in memory alone, and the log says so.  store: the address. */
enum vg_status vg_background_start(const struct vg_config *c, const char *cache, const char *store,
                                   struct vg_crs_registry *crs, struct vg_background *out, struct vg_error *err) VG_MUST_USE;
/* No work begins any more and what is under way is told to end; then, when no request is left, wait for it and free. */
void vg_background_stop(struct vg_background *b);
void vg_background_free(struct vg_background *b);

#endif
