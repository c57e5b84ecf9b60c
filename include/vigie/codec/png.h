/* png.h — pixels as a PNG file, by GDAL's driver. */
#ifndef VIGIE_CODEC_PNG_H
#define VIGIE_CODEC_PNG_H

#include <vigie/base/str.h>

/* pixels: red, green, blue, alpha, a row after the other from the top.  Appends the file to out. */
enum vg_status vg_png_put(const uint8_t *pixels, int width, int height, struct vg_buf *out, struct vg_error *err) VG_MUST_USE;

#endif
