/* rasters.h — the raster files that the configuration names, as collections beside those of the store. */
#ifndef APP_RASTERS_H
#define APP_RASTERS_H

#include <vigie/app/config.h>

/* Add a collection for each file that can be published.  The others, and what keeps a file from being cloud-optimised,
 * are told in warnings, a sentence a line.  file: the configuration's own path, which relative ones start from. */
enum vg_status vg_rasters_add(const struct vg_config *c, const char *file, struct vg_store *store, struct vg_crs_registry *crs,
                              struct vg_arena *a, struct vg_discovery *d, struct vg_buf *warnings, struct vg_error *err) VG_MUST_USE;

/* Their titles in a language; `collections` may still change them. */
void vg_rasters_name(const struct vg_config *c, enum vg_lang lang, struct vg_discovery *d);

#endif
