/* filter.h — between the builder's own files. */
#ifndef STORE_SQL_FILTER_H
#define STORE_SQL_FILTER_H

#include "sql.h"

/* The condition; what lies in `drive` (may be NULL) has been looked up in the spatial index. */
void vg_sql_put_filter(struct vg_sql *s, const struct vg_expr *e, const struct vg_expr *drive);
/* n parts with `between` between them, in brackets; `none` where there is none. */
void vg_sql_put_chain(struct vg_sql *s, size_t n, const char *between, const char *none,
                      void (*put)(struct vg_sql *s, const void *of, size_t i), const void *of);
/* select.c: the condition that says which rows are meant, with its `where`. */
void vg_sql_put_rows(struct vg_sql *s, const struct vg_query *q, const struct vg_expr *drive);
/* records.c: which versions hold; the form beside a row; VG_OP_TEXT. */
void vg_sql_put_versions(struct vg_sql *s, int64_t moment);
void vg_sql_put_form_column(struct vg_sql *s, const char *column, const char *form);
void vg_sql_put_text(struct vg_sql *s, const struct vg_expr *e);
/* field OP value, in the dialect's way. */
void vg_sql_put_compare(struct vg_sql *s, enum vg_op op, int field, const struct vg_value *v);

#endif
