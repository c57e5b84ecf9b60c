/* check.h — what `vigie check` finds: is the configuration right, and what of the store is published? */
#ifndef VIGIE_APP_CHECK_H
#define VIGIE_APP_CHECK_H

#include <vigie/base/node.h>

/* Either of store and config may be NULL.  The report is a map:
 * collections [{id, title, summary, …, missing_indexes [{why, statement}]}], unpublished [{table, reason}], warnings [text]. */
enum vg_status vg_check(const char *store, const char *config, struct vg_arena *a, struct vg_node **out,
                        struct vg_error *err) VG_MUST_USE;

#endif
