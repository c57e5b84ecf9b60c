/* newfile.h — a file that appears under its name only when it is whole.
 *
 * It is written beside its place under a hidden name, ".<name>.vigie-new", locked while somebody writes it: what a
 * killed process left behind is nobody's, and the next one clears it away. */
#ifndef STORE_GPKG_NEWFILE_H
#define STORE_GPKG_NEWFILE_H

#include <vigie/base/error.h>

struct vg_newfile;

/* VG_CONFLICT: the path exists; VG_UNAVAILABLE: the folder is not there or not writable, or another process is
 * making the same file. */
enum vg_status vg_newfile_begin(const char *path, struct vg_newfile **out, struct vg_error *err) VG_MUST_USE;

/* Where to write. */
const char *vg_newfile_path(const struct vg_newfile *f);

/* Write it to the disk and give it its name; nobody may have it open any more.  VG_CONFLICT: the path came into
 * being meanwhile. */
enum vg_status vg_newfile_commit(struct vg_newfile *f, struct vg_error *err) VG_MUST_USE;

/* Removes it unless committed.  Bears NULL. */
void vg_newfile_free(struct vg_newfile *f);

#endif
