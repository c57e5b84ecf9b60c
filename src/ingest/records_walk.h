/* records_walk.h — every file under a path: of folders, of zips, or the file itself. */
#ifndef INGEST_RECORDS_WALK_H
#define INGEST_RECORDS_WALK_H

#include <vigie/base/arena.h>

/* name: as it is told, beginning with the last part of the path given; path: to be opened (vg_walk_read). */
typedef enum vg_status vg_walk_take(void *to, const char *name, const char *path, struct vg_error *err);

/* In the order of their names.  VG_NOT_FOUND: nothing is there; VG_BAD_INPUT: an archive that cannot be read. */
enum vg_status vg_walk_files(const char *path, vg_walk_take *take, void *to, struct vg_error *err) VG_MUST_USE;

/* All bytes of a file; VG_TOO_LARGE past max. */
enum vg_status vg_walk_read(const char *path, size_t max, struct vg_arena *a, struct vg_str *out,
                            struct vg_error *err) VG_MUST_USE;

#endif
