/* place.h — what a SOURCE argument means: a file, or the one readable source inside an archive. */
#ifndef INGEST_PLACE_H
#define INGEST_PLACE_H

#include <vigie/base/arena.h>

enum vg_place_kind { VG_PLACE_OGR, VG_PLACE_CSV };

struct vg_place {
    enum vg_place_kind kind;
    const char *path;  /* as GDAL opens it: "/vsizip/{a.zip}/b/c.shp" */
    const char *file;  /* for messages: "c.shp" */
    const char *stem;  /* file without its endings: "c" */
    const char *layer; /* layer still to be chosen inside; NULL: none was asked for, or it was the file's name */
    char *temp;        /* copy to be removed by vg_place_finish; NULL: none */
};

/* VG_NOT_FOUND: no such file; VG_BAD_INPUT: a network address, an archive that holds none or several.
 * Texts live in `a`. */
enum vg_status vg_place_find(const char *source, const char *layer, struct vg_arena *a, struct vg_place *out,
                             struct vg_error *err) VG_MUST_USE;
/* What is read is this text instead, under the same name. */
enum vg_status vg_place_replace(struct vg_place *p, struct vg_str text, const char *ending, struct vg_arena *a,
                                struct vg_error *err) VG_MUST_USE;
/* ../sources/stac_place.c: STAC Items as features whose properties hold all that an Item says beside its links. */
enum vg_status vg_place_as_stac(struct vg_place *p, struct vg_arena *a, struct vg_error *err) VG_MUST_USE;
void vg_place_finish(struct vg_place *p); /* bears {0} */

#endif
