/* zip.h — a zip of many files: its directory is read once, and each file by where the directory says it is.
 *
 * GDAL's /vsizip/ looks for each name among all of them, which with 100 000 files is the work of minutes. */
#ifndef INGEST_ZIP_H
#define INGEST_ZIP_H

#include <stdint.h>

#include <vigie/base/arena.h>

struct vg_zip;

struct vg_zip_entry {
    const char *name; /* as it stands there; a folder's ends with '/' */
    uint64_t at, packed, size; /* of its local head in the file; bytes */
    uint32_t crc;
    unsigned method, flags;
};

/* VG_BAD_INPUT: it is no zip that can be read; VG_TOO_LARGE: its directory is.  vg_zip_close. */
enum vg_status vg_zip_open(const char *path, struct vg_zip **out, struct vg_error *err) VG_MUST_USE;
/* Sorted by name, by code point. */
const struct vg_zip_entry *vg_zip_entries(const struct vg_zip *z, size_t *n_out);
/* All bytes of one file, in the arena.  VG_TOO_LARGE past max; VG_BAD_INPUT: encrypted, damaged, or packed otherwise. */
enum vg_status vg_zip_read(struct vg_zip *z, const struct vg_zip_entry *e, size_t max, struct vg_arena *a, struct vg_str *out,
                           struct vg_error *err) VG_MUST_USE;
void vg_zip_close(struct vg_zip *z);

#endif
