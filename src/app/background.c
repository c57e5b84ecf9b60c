/* Jobs and downloads, set up by the configuration. */
#include "background.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>

#include <vigie/base/log.h>

/* The XDG base directory specification: an empty variable counts as none. */
static bool cache_folder(const char *given, char path[PATH_MAX])
{
    const char *xdg = getenv("XDG_CACHE_HOME"), *home = getenv("HOME");
    int n = -1;

    if (given)
        n = snprintf(path, PATH_MAX, "%s", given);
    else if (xdg && *xdg == '/')
        n = snprintf(path, PATH_MAX, "%s/vigie", xdg);
    else if (home && *home == '/')
        n = snprintf(path, PATH_MAX, "%s/.cache/vigie", home);
    return n > 0 && n < PATH_MAX;
}

static enum vg_status start_downloads(const struct vg_limits *l, const char *store, struct vg_crs_registry *crs,
                                      struct vg_background *b, struct vg_error *err)
{
    const struct vg_downloads_options options = {
        .jobs = b->jobs,
        .store = store,
        .open = {.crs = crs, .pool_size = l->download_jobs, .wait_ms = l->store_wait_ms,
                 .queue_length = l->download_jobs, .statement_ms = l->download_ms},
        .feature_bytes = l->feature_bytes,
        .max_age_ms = l->download_age_ms,
    };
    return vg_downloads_new(&options, &b->downloads, err);
}

static enum vg_status start_tiles(const struct vg_limits *l, const char *folder, struct vg_background *b, struct vg_error *err)
{
    const struct vg_tile_cache_options options = {.folder = folder, .memory_bytes = l->tile_memory,
                                                  .folder_bytes = (int64_t)l->tile_cache_bytes};

    if (!l->tile_memory && !(folder && l->tile_cache_bytes))
        return VG_OK;
    return vg_tile_cache_new(&options, &b->tiles, err);
}

enum vg_status vg_background_start(const struct vg_config *c, const char *cache, const char *store,
                                   struct vg_crs_registry *crs, struct vg_background *out, struct vg_error *err)
{
    char folder[PATH_MAX];
    const struct vg_limits *l = &c->limits;
    const struct vg_jobs_options options = {.folder = folder, .max_bytes = (int64_t)l->cache_bytes,
                                            .workers = l->download_jobs, .queue_length = l->download_queue,
                                            .failed_ms = l->download_failed_ms};

    if (!cache_folder(cache, folder)) {
        vg_log(VG_LOG_WARN, "no downloads: there is no place for a cache folder; --cache names one");
        return start_tiles(l, NULL, out, err);
    }
    enum vg_status r = vg_jobs_new(&options, &out->jobs, err);
    if (r == VG_OK)
        r = start_tiles(l, folder, out, err);
    return r == VG_OK ? start_downloads(l, store, crs, out, err) : r;
}

void vg_background_stop(struct vg_background *b)
{
    if (b->jobs)
        vg_jobs_stop(b->jobs);
}

void vg_background_free(struct vg_background *b)
{
    vg_jobs_free(b->jobs);
    vg_downloads_free(b->downloads);
    vg_tile_cache_free(b->tiles);
}
