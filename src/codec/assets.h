/* assets.h — the files built into the program, as tools/embed lists them (share/README.md). */
#ifndef VIGIE_SRC_CODEC_ASSETS_H
#define VIGIE_SRC_CODEC_ASSETS_H

#include <stddef.h>

struct vg_asset_row {
    const char *name, *media_type;
    const unsigned char *bytes; /* a NUL follows */
    size_t len;
    const unsigned char *gzip;  /* NULL where it would not be smaller */
    size_t gzip_len;
};

extern const struct vg_asset_row vg_asset_rows[]; /* sorted by name */
extern const size_t vg_asset_count;
extern const char vg_asset_release[];

#endif
