/* walk.h — every file under a path: of folders, of zips, or the file itself. */
#ifndef INGEST_WALK_H
#define INGEST_WALK_H

#include "archive.h"

struct vg_walk_file {
    const char *name;                 /* as it is told, beginning with the last part of the path given */
    const char *path;                 /* to be opened; NULL: it is in an archive */
    struct vg_archive *zip;
    const struct vg_archive_entry *entry; /* of that */
};
typedef enum vg_status vg_walk_take(void *to, const struct vg_walk_file *file, struct vg_error *err);

/* In the order of their names.  VG_NOT_FOUND: nothing is there; VG_BAD_INPUT: an archive that cannot be read. */
enum vg_status vg_walk_files(const char *path, vg_walk_take *take, void *to, struct vg_error *err) VG_MUST_USE;

/* All bytes of a file; VG_TOO_LARGE past max. */
enum vg_status vg_walk_read(const char *path, size_t max, struct vg_arena *a, struct vg_str *out,
                            struct vg_error *err) VG_MUST_USE;
/* The same of a file that was met; VG_BAD_INPUT too: what an archive holds of it cannot be read. */
enum vg_status vg_walk_read_file(const struct vg_walk_file *f, size_t max, struct vg_arena *a, struct vg_str *out,
                                 struct vg_error *err) VG_MUST_USE;

#endif
