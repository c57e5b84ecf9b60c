/* archive.h — a zip of many files: its directory is read once, and each file by its place in it (libzip).
 *
 * GDAL's /vsizip/ looks for each name among all of them, which with 100 000 files is the work of minutes. */
#ifndef INGEST_ARCHIVE_H
#define INGEST_ARCHIVE_H

#include <stdint.h>

#include <vigie/base/arena.h>

struct vg_archive;

struct vg_archive_entry {
    const char *name; /* as it stands there; a folder's ends with '/' */
    uint64_t index;   /* in the directory */
};

/* VG_BAD_INPUT: it is no zip that can be read, or has no file; VG_TOO_LARGE: it has more than VG_ARCHIVE_MAX_FILES; VG_UNAVAILABLE: it
 * cannot be opened.  vg_archive_close. */
enum vg_status vg_archive_open(const char *path, struct vg_archive **out, struct vg_error *err) VG_MUST_USE;
#define VG_ARCHIVE_MAX_FILES 1000000
/* Sorted by name, by code point. */
const struct vg_archive_entry *vg_archive_entries(const struct vg_archive *z, size_t *n_out);
/* All bytes of one file, in the arena.  VG_TOO_LARGE past max; VG_BAD_INPUT: encrypted, damaged, or packed otherwise. */
enum vg_status vg_archive_read(struct vg_archive *z, const struct vg_archive_entry *e, size_t max, struct vg_arena *a, struct vg_str *out,
                           struct vg_error *err) VG_MUST_USE;
void vg_archive_close(struct vg_archive *z); /* bears NULL */

#endif
