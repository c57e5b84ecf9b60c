/* check_expr.h — what a CHECK constraint says of the values of one column. */
#ifndef VIGIE_STORE_POSTGIS_CHECK_EXPR_H
#define VIGIE_STORE_POSTGIS_CHECK_EXPR_H

#include <vigie/model/domain.h>

/* An expression as pg_get_expr() writes it, about `column` (VALUE in a type's own), added to *out: values listed, bounds
 * of numbers.  False, and *out as it was, where it says anything else or more.  Codes live in the arena. */
bool vg_pg_check_read(struct vg_str expression, const char *column, enum vg_type type, struct vg_arena *a,
                      struct vg_domain *out);

#endif
