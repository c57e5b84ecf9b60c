/* load_log.h — what a load changes, in the log of changes, within the load's own transaction.
 *
 * Rows that are appended are created.  Where a table is replaced, items that were there and are there again count as updated,
 * whatever became of them; the others are created or deleted. */
#ifndef STORE_GPKG_LOAD_LOG_H
#define STORE_GPKG_LOAD_LOG_H

#include "target.h"

struct vg_load_log;

/* Before the table is touched; `before` is the collection as it is there, and lives as long.  *out is NULL where nothing is to
 * be told: there is no log, or the table's own triggers tell.  The log lives in the arena, but for what _free() frees. */
enum vg_status vg_load_log_begin(sqlite3 *db, const struct vg_collection *before, enum vg_load_mode mode, struct vg_arena *a,
                                 struct vg_load_log **out, struct vg_error *err) VG_MUST_USE;
/* A row has been written. */
enum vg_status vg_load_log_row(struct vg_load_log *l, int64_t rowid, struct vg_error *err) VG_MUST_USE;
/* All rows have been; the triggers that a table had which is replaced are put among those of t that are made again. */
enum vg_status vg_load_log_end(struct vg_load_log *l, const struct vg_collection *c, struct vg_gpkg_target *t,
                               struct vg_error *err) VG_MUST_USE;
void vg_load_log_free(struct vg_load_log *l); /* bears NULL */

#endif
