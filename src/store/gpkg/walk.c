/* Which way to the rows: along the order asked for, testing each, or from the R*Tree, then ordered. */
#include "walk.h"

static double area(const struct vg_bbox *b)
{
    return (b->max[0] - b->min[0]) * (b->max[1] - b->min[1]);
}

/* The share of the data's box that a shape's box covers. */
static double share_of(const struct vg_table *t, const struct vg_expr *drive)
{
    const struct vg_shape *shapes[VG_SQL_MAX_SHAPES];
    size_t n = vg_sql_drive_shapes(drive, shapes);
    double whole = t->has_box ? area(&t->box) : 0, share = 0;

    if (!(whole > 0))
        return 0.01;
    for (size_t i = 0; i < n; i++) {
        struct vg_bbox cut = shapes[i]->box;
        for (int k = 0; k < 2; k++) {
            cut.min[k] = cut.min[k] > t->box.min[k] ? cut.min[k] : t->box.min[k];
            cut.max[k] = cut.max[k] < t->box.max[k] ? cut.max[k] : t->box.max[k];
        }
        if (cut.min[0] <= cut.max[0] && cut.min[1] <= cut.max[1])
            share += area(&cut) / whole;
    }
    return share < 1e-9 ? 1e-9 : share > 1 ? 1 : share;
}

/* Costs in rows looked at along the key.  Sorting an id of the R*Tree costs about a third of that, fetching
 * a row by it one and a half; measured on a million points and on the communes. */
enum vg_walk vg_gpkg_walk(const struct vg_query *q, int64_t limit)
{
    const struct vg_table *t = q->collection->table;
    const struct vg_expr *drive = t->rtree ? vg_sql_drive(q) : NULL;
    const int fewest = 1000; /* below this many rows nothing is worth a thought */

    if (!drive)
        return VG_WALK_ORDER;
    double rows = t->estimate >= 0 ? (double)t->estimate : 1e6, share = share_of(t, drive);
    if (limit < 0 || rows < fewest)
        return share > 0.3 ? VG_WALK_ORDER : VG_WALK_SPACE;
    double wanted = (double)limit + (double)q->offset;
    bool ordered = q->n_sort == 0 || q->collection->fields[q->sort[0].field].indexed;
    double along = ordered ? wanted / share : rows;
    double space = rows * share / 3 + 1.5 * (q->n_sort == 0 ? wanted : rows * share);
    return (along < rows ? along : rows) <= space ? VG_WALK_ORDER : VG_WALK_SPACE;
}
