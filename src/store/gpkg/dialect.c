/* How SQLite reads, compares and tests what the builder asks for.
 *
 * Moments are texts: ordered as they stand (the form that GeoPackage demands sorts like the moments), but compared
 * with a moment of a filter as numbers (vigie_us), since files hold other forms too. */
#include "gpkg.h"

static const struct vg_gpkg_table *table_of(const struct vg_sql *s)
{
    return (const struct vg_gpkg_table *)s->table;
}

static void put_name(struct vg_sql *s, int field)
{
    vg_sql_put(s, "t.");
    vg_sql_put(s, field == VG_ROWID ? s->table->rowid : s->table->columns[field]);
}

static void put_column(struct vg_sql *s, const struct vg_column *col)
{
    put_name(s, col->field);
}

static void put_geometry(struct vg_sql *s)
{
    vg_sql_put(s, "t.");
    vg_sql_put(s, s->table->geometry);
}

/* ids whose boxes meet one shape's box */
static void put_candidates(struct vg_sql *s, const struct vg_shape *shape)
{
    vg_sql_put(s, "select id from ");
    vg_sql_put(s, s->table->rtree);
    vg_sql_put(s, " where maxx >= ");
    vg_sql_param_double(s, shape->box.min[0]);
    vg_sql_put(s, " and minx <= ");
    vg_sql_param_double(s, shape->box.max[0]);
    vg_sql_put(s, " and maxy >= ");
    vg_sql_param_double(s, shape->box.min[1]);
    vg_sql_put(s, " and miny <= ");
    vg_sql_param_double(s, shape->box.max[1]);
    if (s->inside_from) {
        vg_sql_put(s, s->inside > 0 ? " and id > " : " and id < ");
        vg_sql_param(s, VG_NO_FIELD, s->inside_from);
    }
}

/* The limit keeps SQLite from taking the subquery apart, and its order with it; a cross join is walked from the left. */
static void put_from(struct vg_sql *s, const struct vg_expr *drive)
{
    const struct vg_shape *shapes[8];
    size_t n = drive ? vg_sql_drive_shapes(drive, shapes, VG_COUNT(shapes)) : 0;

    if (n) {
        vg_sql_put(s, "(");
        for (size_t i = 0; i < n; i++) {
            vg_sql_put(s, i ? " union " : "");
            put_candidates(s, shapes[i]);
        }
        if (s->inside)
            vg_sql_put(s, s->inside > 0 ? " order by id limit -1" : " order by id desc limit -1");
        vg_sql_put(s, ") r cross join ");
    }
    vg_sql_put(s, s->table->from);
    vg_sql_put(s, " t");
    if (n) {
        vg_sql_put(s, " on t.");
        vg_sql_put(s, table_of(s)->row_id);
        vg_sql_put(s, " = r.id");
    }
}

static void put_operand(struct vg_sql *s, int field)
{
    put_name(s, field);
    if (field != VG_ROWID && table_of(s)->collate[field])
        vg_sql_put(s, " collate binary");
}

static void put_value(struct vg_sql *s, int field, const struct vg_value *v)
{
    vg_sql_param(s, field, v);
}

static bool put_compare(struct vg_sql *s, enum vg_op op, int field, const struct vg_value *v)
{
    if (field < 0 || v->kind != VG_V_DATETIME || s->collection->fields[field].type != VG_T_DATETIME)
        return false;
    vg_sql_put(s, "vigie_us(");
    put_name(s, field);
    vg_sql_put(s, ")");
    vg_sql_put(s, vg_sql_op(op));
    vg_sql_param(s, VG_NO_FIELD, &(struct vg_value){.kind = VG_V_INT, .integer = v->integer});
    return true;
}

static void put_spatial(struct vg_sql *s, const struct vg_shape *shape, bool driven)
{
    (void)driven; /* the exact test looks at the box first in any case */
    vg_sql_put(s, "vigie_meets(");
    put_geometry(s);
    vg_sql_put(s, ", ");
    vg_sql_param_shape(s, shape);
    vg_sql_put(s, ")");
}

/* SQLite's own LIKE folds ASCII case; vigie_like does not. */
static void put_like(struct vg_sql *s, int field, const struct vg_value *pattern)
{
    vg_sql_put(s, "vigie_like(");
    put_name(s, field);
    vg_sql_put(s, ", ");
    vg_sql_param(s, VG_NO_FIELD, pattern);
    vg_sql_put(s, ")");
}

const struct vg_sql_dialect vg_gpkg_dialect = {
    .mark = '?',
    .orders_inside = true,
    .nulls_first = true,
    .put_column = put_column,
    .put_geometry = put_geometry,
    .put_from = put_from,
    .put_operand = put_operand,
    .put_value = put_value,
    .put_compare = put_compare,
    .put_spatial = put_spatial,
    .put_like = put_like,
};
