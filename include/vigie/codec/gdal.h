/* gdal.h — GDAL as we use it: files only, no network, its messages caught.  Loading it takes longer than all else at the
 * start of a server, so nothing calls it before it is needed. */
#ifndef VIGIE_CODEC_GDAL_H
#define VIGIE_CODEC_GDAL_H

#include <stdbool.h>

/* Once before anything else of GDAL; may be called again, on any thread. */
void vg_gdal_init(void);

/* Between begin and end, what GDAL would print on this thread is kept here instead. */
struct vg_gdal_words {
    bool failed;        /* an error, not only warnings */
    char text[200];     /* the first error, or the first warning where there is no error */
    bool duplicate_ids; /* GDAL said that features share an id */
};
void vg_gdal_begin(struct vg_gdal_words *w);
void vg_gdal_end(void);

#endif
