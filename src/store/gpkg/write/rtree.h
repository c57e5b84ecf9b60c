/* rtree.h — fill an R*Tree with many boxes at once.
 *
 * Boxes are collected while rows are written, in memory up to VG_RTREE_BATCH of them, and put into the tree in the
 * order of a Hilbert curve: the first batch of an empty tree as ready-made full nodes, all else by inserts. */
#ifndef STORE_GPKG_RTREE_H
#define STORE_GPKG_RTREE_H

#include <sqlite3.h>

#include <vigie/geo/bbox.h>

#define VG_RTREE_BATCH 4000000 /* boxes in memory; 32 bytes each */

struct vg_rtree;

/* table: the virtual table.  packed: it is empty and of the default shape (id and two dimensions).
 * batch: 0 for VG_RTREE_BATCH. */
enum vg_status vg_rtree_new(sqlite3 *db, const char *table, bool packed, size_t batch, struct vg_rtree **out,
                            struct vg_error *err) VG_MUST_USE;
void vg_rtree_free(struct vg_rtree *t);

/* The box of row `id`; ids need no order.  May write a batch. */
enum vg_status vg_rtree_add(struct vg_rtree *t, int64_t id, const struct vg_bbox *box, struct vg_error *err) VG_MUST_USE;

/* Write what is still in memory. */
enum vg_status vg_rtree_end(struct vg_rtree *t, struct vg_error *err) VG_MUST_USE;

#endif
