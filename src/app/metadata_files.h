/* metadata_files.h — documents of metadata that the configuration names, or the store holds, into the collections. */
#ifndef APP_METADATA_FILES_H
#define APP_METADATA_FILES_H

#include <vigie/app/config.h>
#include <vigie/store/store.h>

/* Read them all: c->metadata and c->described of d's collections.  A file that cannot be read, or is no record of data, is a
 * fault of the configuration (VG_BAD_INPUT); what the store holds and cannot be read is worth a warning.  file: the
 * configuration's own, for relative paths. */
enum vg_status vg_metadata_files_read(const struct vg_config *c, const char *file, struct vg_discovery *d, struct vg_arena *a,
                                      struct vg_buf *warnings, struct vg_error *err) VG_MUST_USE;

/* What they say for people, in this language, before the configuration is laid over it. */
void vg_metadata_files_adopt(struct vg_discovery *d, enum vg_lang lang, struct vg_arena *a);

#endif
