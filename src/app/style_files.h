/* style_files.h — the style sheets that the configuration names for collections. */
#ifndef APP_STYLE_FILES_H
#define APP_STYLE_FILES_H

#include <vigie/app/config.h>

/* Read them, in this language, once all else is laid over the collections.  file: the configuration's own path.  A sheet that
 * cannot be read or drawn is VG_BAD_INPUT: err->where is its key. */
enum vg_status vg_style_files_add(const struct vg_config *c, const char *file, enum vg_lang lang, struct vg_discovery *d,
                                  struct vg_arena *a, struct vg_error *err) VG_MUST_USE;

#endif
