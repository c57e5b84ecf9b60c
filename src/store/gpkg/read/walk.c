/* Which way to the rows: along the order asked for, testing each, or from the R*Tree, then ordered.
 *
 * The R*Tree itself says about how many rows a box holds; their even spread over the extent would be a bad guess for
 * any country with islands far away. */
#include "walk.h"

/* Microseconds a row, measured on a million points and on the communes; only their ratios matter. */
#define WALKED 0.13 /* looked at along the key */
#define FOUND 0.04  /* found in the R*Tree */
#define FETCHED 0.8 /* looked up by its id, far from the one before */
#define SORTED 0.4  /* by something that no index orders */

#define SMALL_TABLE 200      /* rows; below, nothing is worth a thought */
#define OTHER_CONDITION 0.2  /* the share of rows that conditions beside the box are thought to let pass */

struct plan {
    const struct vg_query *q;
    const struct vg_expr *drive;
    const struct vg_gpkg_table *table;
    bool by_row_id;          /* the id that the R*Tree knows is the only thing ordered by */
    double wanted;           /* rows; less than 0: all */
};

static double least(double a, double b)
{
    return a < b ? a : b;
}

static double cost_along(const struct plan *p, double rows, double found)
{
    const struct vg_query *q = p->q;
    int first = q->n_sort ? q->sort[0].field : q->collection->n_key ? q->collection->key[0] : VG_ROWID;
    bool ordered = p->by_row_id || (first != VG_ROWID && q->collection->fields[first].indexed);

    if (!ordered)
        return rows * WALKED + found * SORTED;
    double walked = p->wanted < 0 ? rows : least(rows, p->wanted * rows / (found > 1 ? found : 1));
    return walked * (p->by_row_id ? WALKED : WALKED + FETCHED);
}

static double cost_from_space(const struct plan *p, double rows, double found)
{
    double fetched = p->by_row_id && p->wanted >= 0 ? least(found, p->wanted) : found;
    double nulls = vg_sql_drive_nulls(p->drive) && !p->table->null_index ? rows * WALKED / 2 : 0;

    return found * FOUND + fetched * FETCHED + (p->by_row_id ? 0 : found * SORTED) + nulls;
}

static bool make_plan(const struct vg_query *q, struct plan *p)
{
    *p = (struct plan){.q = q, .table = (const struct vg_gpkg_table *)q->collection->table};
    if (q->ids || !p->table->plain_rtree)
        return false;
    p->drive = vg_sql_drive(q);
    p->by_row_id = vg_sql_is_by_row_id(q);
    return p->drive != NULL;
}

/* All that is read from here on must be of one moment. */
static bool hold_moment(struct vg_gpkg_conn *c)
{
    return !sqlite3_get_autocommit(c->db) || vg_gpkg_run(c, VG_STR("begin"), NULL) == VG_OK;
}

static enum vg_walk choose(struct vg_gpkg_conn *c, const struct plan *p, const struct vg_gpkg_search *s,
                           struct vg_gpkg_found *found)
{
    double n_found, rows;

    if (!hold_moment(c) || !vg_gpkg_search_estimate(c, p->table, s, &n_found, &rows))
        return VG_WALK_ORDER;
    if (rows < SMALL_TABLE && !s->count_only)
        return VG_WALK_ORDER;
    if (!s->count_only && cost_along(p, rows, n_found) <= cost_from_space(p, rows, n_found))
        return VG_WALK_ORDER;
    return vg_gpkg_search_run(c, p->table, s, found) ? VG_WALK_SPACE : VG_WALK_ORDER;
}

enum vg_walk vg_gpkg_walk(struct vg_gpkg_conn *c, const struct vg_query *q, int64_t limit, struct vg_gpkg_found *found)
{
    struct vg_gpkg_search s;
    struct plan p;

    if (!make_plan(q, &p))
        return VG_WALK_ORDER;
    vg_gpkg_search_of(p.drive, &s);
    p.wanted = limit < 0 ? -1 : (double)limit + (double)q->offset;
    if (p.drive != q->filter)
        p.wanted /= OTHER_CONDITION;
    if (p.by_row_id && q->from) {
        s.has_from = q->from->key[0].kind == VG_V_INT;
        s.from = s.has_from ? q->from->key[0].integer : 0;
        s.inclusive = q->from->inclusive;
        s.backwards = q->from->backwards;
    }
    return choose(c, &p, &s, found);
}

enum vg_walk vg_gpkg_walk_to_count(struct vg_gpkg_conn *c, const struct vg_query *q, int64_t max,
                                   struct vg_gpkg_found *found)
{
    struct vg_gpkg_search s;
    struct plan p;

    if (!make_plan(q, &p))
        return VG_WALK_ORDER;
    vg_gpkg_search_of(p.drive, &s);
    s.count_only = p.drive == q->filter && !p.table->base.versions; /* what holds no more is in the R*Tree, too */
    p.by_row_id = true; /* no order counts */
    p.wanted = max > 0 ? (double)max : -1;
    if (!s.count_only)
        p.wanted /= OTHER_CONDITION;
    return choose(c, &p, &s, found);
}
