/* tracking.h — the log of changes from the operator's side: its tables made, its triggers printed. */
#ifndef VIGIE_APP_TRACKING_H
#define VIGIE_APP_TRACKING_H

#include <vigie/base/str.h>

/* Make vigie's own tables in the store, where they are missing. */
enum vg_status vg_tracking_make_tables(const char *store, struct vg_error *err) VG_MUST_USE;

/* The statements that make the store log what others change, for every published collection that has not got
 * them; a comment says which have, and which cannot.  config may be NULL. */
enum vg_status vg_tracking_print(const char *store, const char *config, struct vg_buf *sql, struct vg_error *err) VG_MUST_USE;

#endif
