/* gzip.h — bytes packed once, to be kept and sent often. */
#ifndef VIGIE_HTTP_GZIP_H
#define VIGIE_HTTP_GZIP_H

#include <vigie/base/str.h>

/* Append body, packed as well as is worth it; false: no memory, or no room in out. */
bool vg_gzip(struct vg_str body, struct vg_buf *out) VG_MUST_USE;

#endif
