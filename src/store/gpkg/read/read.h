/* read.h — sessions, cursors and counts, for the table of operations (store.c). */
#ifndef VIGIE_STORE_GPKG_READ_H
#define VIGIE_STORE_GPKG_READ_H

#include "moments.h"
#include "search.h"

struct vg_gpkg_cursor {
    struct vg_cursor base;
    struct vg_sql sql;
    sqlite3_stmt *st;
    struct vg_gpkg_found found;
    struct vg_gpkg_window window;
    enum vg_part part;
    int64_t left;              /* rows of the part still wanted; -1: all */
};

enum vg_status vg_gpkg_session_begin(struct vg_session *x, struct vg_error *err);
void vg_gpkg_session_end(struct vg_session *x);
enum vg_status vg_gpkg_cursor_start(struct vg_cursor *c, enum vg_part part, int64_t limit, struct vg_error *err);
enum vg_status vg_gpkg_cursor_row(struct vg_cursor *c, const char **broken, struct vg_error *err);
void vg_gpkg_cursor_close(struct vg_cursor *c);
bool vg_gpkg_sorts_raw(const struct vg_collection *c, int field);
enum vg_status vg_gpkg_count(struct vg_session *x, const struct vg_query *q, int64_t max, int64_t *out,
                             struct vg_error *err);
enum vg_status vg_gpkg_aggregate(struct vg_session *x, struct vg_groups *g, struct vg_error *err);

#endif
