/* ogr_library.h — GDAL as we use it: file formats only, no network, its messages caught. */
#ifndef INGEST_OGR_LIBRARY_H
#define INGEST_OGR_LIBRARY_H

#include <stdbool.h>

/* Once before anything else of GDAL; may be called again. */
void vg_gdal_init(void);

/* Drivers that read files and nothing else, NULL-ended, for GDALOpenEx. */
extern const char *const vg_gdal_drivers[];

/* Between begin and end, what GDAL would print on this thread is kept here instead. */
struct vg_gdal_words {
    bool failed;       /* an error, not only warnings */
    char text[200];    /* the first error, or the first warning where there is no error */
    bool duplicate_ids; /* GDAL said that features share an id */
};
void vg_gdal_begin(struct vg_gdal_words *w);
void vg_gdal_end(void);

#endif
