/* edit.h — statements that change one row. */
#ifndef STORE_SQL_EDIT_H
#define STORE_SQL_EDIT_H

#include <vigie/store/edit.h>

#include "sql.h"

/* Each gives the key of its row back, part by part, as vg_columns would read it. */
enum vg_status vg_sql_insert(struct vg_sql *s, const struct vg_edit_row *row, struct vg_geom geom,
                             struct vg_error *err) VG_MUST_USE;
enum vg_status vg_sql_update(struct vg_sql *s, const struct vg_edit_row *row, struct vg_geom geom,
                             const struct vg_value *key, struct vg_error *err) VG_MUST_USE;
enum vg_status vg_sql_delete(struct vg_sql *s, const struct vg_value *key, struct vg_error *err) VG_MUST_USE;
/* select the key, and keep others from changing the row until the transaction ends */
enum vg_status vg_sql_lock(struct vg_sql *s, const struct vg_value *key, struct vg_error *err) VG_MUST_USE;

#endif
