/* Where the rows of a table lie: coordinate reference system, box, R*Tree. */
#include "discover.h"

#include <float.h>
#include <math.h>
#include <stdio.h>

#include "extent.h"

/* srs_id 0 says longitude and latitude of who knows what, and -1 that nobody knows.  Others are found by the
 * authority's number, else by their definition. */
static const struct vg_crs *crs_of(struct vg_gpkg_discovery *d, const struct vg_gpkg_contents *row)
{
    struct vg_crs_registry *registry = d->store->options.crs;
    const char *definitions[] = {row->definition_wkt2, row->definition};
    const struct vg_crs *crs = NULL;
    char name[128];

    if (row->srs_id == 0)
        return vg_crs84(registry);
    if (row->organization && row->code > 0) {
        int n = snprintf(name, sizeof name, "%s:%d", row->organization, row->code);
        if (n > 0 && (size_t)n < sizeof name &&
            vg_crs_find(registry, (struct vg_str){name, (size_t)n}, &crs, NULL) == VG_OK)
            return crs;
    }
    for (size_t i = 0; i < VG_COUNT(definitions); i++) {
        if (definitions[i] && vg_crs_from_wkt(registry, vg_str_of(definitions[i]), &crs, NULL) == VG_OK)
            return crs;
    }
    return NULL;
}

/* Single-precision numbers, rounded outwards: so much may an index's side lie off. */
static bool is_about(double side, double of_index)
{
    return fabs(side - of_index) <= 2 * FLT_EPSILON * fabs(side) + FLT_MIN;
}

static bool is_about_box(const struct vg_bbox *box, const struct vg_bbox *index)
{
    return is_about(box->min[0], index->min[0]) && is_about(box->min[1], index->min[1]) &&
           is_about(box->max[0], index->max[0]) && is_about(box->max[1], index->max[1]);
}

static bool is_finite_box(const struct vg_bbox *b)
{
    return isfinite(b->min[0]) && isfinite(b->min[1]) && isfinite(b->max[0]) && isfinite(b->max[1]);
}

/* The index knows best; the recorded box has more digits where the two agree, and is all there is without an index. */
static void find_box(struct vg_gpkg_discovery *d, const struct vg_gpkg_contents *row, struct vg_gpkg_table *t)
{
    struct vg_bbox index;
    bool has_index = t->plain_rtree && vg_gpkg_rtree_box(d->conn, t->plain_rtree, &index) && is_finite_box(&index);
    bool has_record = row->has_box && is_finite_box(&row->box);

    t->base.has_box = has_record || has_index;
    if (has_record && (!has_index || is_about_box(&row->box, &index)))
        t->base.box = row->box;
    else if (has_index)
        t->base.box = index;
}

void vg_gpkg_find_extent(struct vg_gpkg_discovery *d, struct vg_collection *c, const struct vg_gpkg_table *t)
{
    struct vg_crs_registry *registry = d->store->options.crs;
    const struct vg_crs *lonlat = vg_crs84(registry);
    struct vg_transform *transform = NULL;

    if (!t->base.has_box)
        return;
    if (vg_crs_same(c->crs, lonlat)) {
        c->extent = t->base.box;
        c->has_extent = true;
    } else if (vg_transform_borrow(registry, c->crs, lonlat, NULL, &transform, NULL) == VG_OK) {
        c->has_extent = vg_transform_bbox(transform, &t->base.box, &c->extent);
        vg_transform_return(transform);
    }
}

/* The ids in an R*Tree are those of the integer primary key, or SQLite's own where there is none. */
static void find_rtree(struct vg_gpkg_discovery *d, const struct vg_gpkg_contents *row, const struct vg_gpkg_columns *k,
                       struct vg_gpkg_table *t)
{
    const char *name = vg_arena_printf(d->a, "rtree_%s_%s", row->table, row->geometry);

    t->row_id = k->integer_key ? vg_sql_quote(d->a, k->integer_key) : k->row_id;
    if (!t->row_id || !name || !vg_gpkg_is_table(d->conn, name))
        return;
    t->plain_rtree = name;
    t->base.rtree = vg_sql_quote(d->a, name);
    t->base.spatial_index = true;
    t->base.rowid = t->row_id;
}

const char *vg_gpkg_find_place(struct vg_gpkg_discovery *d, const struct vg_gpkg_contents *row,
                               const struct vg_gpkg_columns *k, struct vg_collection *c, struct vg_gpkg_table *t)
{
    const struct vg_gpkg_column *column = vg_gpkg_column_named(k, row->geometry);

    if (!column)
        return vg_arena_printf(d->a, "gpkg_geometry_columns names '%s' as its geometry: there is no such column",
                               row->geometry);
    if (row->srs_id == -1)
        return "its coordinate reference system is undefined (srs_id -1)";
    c->crs = crs_of(d, row);
    if (!c->crs)
        return vg_arena_printf(d->a, "its coordinate reference system (srs_id %d) is unknown to PROJ", row->srs_id);
    c->geom_name = column->name;
    c->geom_type = vg_geom_type_of_name(vg_str_of(row->geometry_type));
    c->geom_z = row->z == 1; /* 2: allowed, not demanded */
    c->geom_m = row->m == 1;
    t->base.geometry = vg_sql_quote(d->a, column->name);
    t->base.srid = row->srs_id;
    find_rtree(d, row, k, t);
    find_box(d, row, t);
    vg_gpkg_find_extent(d, c, t);
    return NULL;
}
