/* tile_files.h — tiles as files: FOLDER/tiles/01/0123…cdef.tile, in 256 folders so that none grows long. */
#ifndef VIGIE_SRC_JOBS_TILE_FILES_H
#define VIGIE_SRC_JOBS_TILE_FILES_H

#include <vigie/jobs/tile_cache.h>

struct vg_tile_files;

enum vg_status vg_tile_files_new(const char *folder, int64_t max_bytes, struct vg_tile_files **out, struct vg_error *err) VG_MUST_USE;
void vg_tile_files_free(struct vg_tile_files *f); /* bears NULL */

/* The caller frees what is returned, into which the tile points; NULL: none that is whole and young enough. */
char *vg_tile_files_read(struct vg_tile_files *f, struct vg_hash key, int64_t max_age_ms, struct vg_tile *out, int64_t *made_us);
/* A tile that cannot be written is made again when it is asked for; an empty one is not worth a file. */
void vg_tile_files_write(struct vg_tile_files *f, struct vg_hash key, const struct vg_tile *t);

#endif
