/* edit.h — between edit.c and its helpers. */
#ifndef STORE_EDIT_H
#define STORE_EDIT_H

#include <vigie/store/edit.h>

#include "ops.h"

struct vg_edit {
    struct vg_session *session;        /* on the writing connection, in its transaction */
    const struct vg_collection *collection;
    struct vg_cursor *cursor;          /* of the item last locked */
    struct vg_query query;             /* its question */
    struct vg_str wanted;
    struct vg_value key[VG_MAX_KEY_PARTS];
    struct vg_transform *transform;    /* to the storage CRS */
    const struct vg_crs *from;         /* which CRS it is from */
    struct vg_buf transformed;
    struct vg_edit_done done;
};

/* edit_geom.c — the geometry as it is to be stored: of the column's type, in its CRS, valid; in the session's arena. */
enum vg_status vg_edit_geometry(struct vg_edit *e, const struct vg_edit_row *row, struct vg_geom *out,
                                struct vg_error *err) VG_MUST_USE;

#endif
