/* picture.h — the colour of a cell: that of its class, else a shade of grey, else what its bands are. */
#ifndef CODEC_RASTER_PICTURE_H
#define CODEC_RASTER_PICTURE_H

#include <vigie/codec/raster.h>

/* values: of the first band, or of the first four of a raster of colours (the fourth 255 where there is none).  Without data
 * rgba stays as it is. */
void vg_raster_colour(const struct vg_raster *r, const float *values, uint8_t rgba[4]);

#endif
