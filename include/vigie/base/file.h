/* file.h — small helpers on files. */
#ifndef VIGIE_BASE_FILE_H
#define VIGIE_BASE_FILE_H

#include <vigie/base/arena.h>

/* The whole file, NUL-ended, in the arena.  VG_NOT_FOUND, VG_TOO_LARGE (over max_bytes), VG_UNAVAILABLE. */
enum vg_status vg_file_read(const char *path, size_t max_bytes, struct vg_arena *a, struct vg_str *out,
                            struct vg_error *err) VG_MUST_USE;

#endif
