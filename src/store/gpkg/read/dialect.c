/* How SQLite reads, compares and tests what the builder asks for.
 *
 * Moments are texts: ordered and compared as numbers (vigie_us), since "…00Z" sorts after "…00.5Z", and files hold other
 * forms than the one that GeoPackage demands. */
#include "../gpkg.h"

#include <math.h>
#include <stdio.h>

static const struct vg_gpkg_table *table_of(const struct vg_sql *s)
{
    return (const struct vg_gpkg_table *)s->table;
}

static void put_name(struct vg_sql *s, int field)
{
    vg_sql_put(s, "t.");
    vg_sql_put(s, field == VG_ROWID ? s->table->rowid : s->table->columns[field]);
}

static bool is_moment(const struct vg_sql *s, int field)
{
    enum vg_type t = field == VG_ROWID ? VG_T_INT : s->collection->fields[field].type;
    return t == VG_T_DATETIME || t == VG_T_LOCALTIME;
}

static void put_us(struct vg_sql *s, int field)
{
    vg_sql_put(s, "vigie_us(");
    put_name(s, field);
    vg_sql_put(s, ")");
}

static void put_column(struct vg_sql *s, const struct vg_column *col)
{
    if (col->raw && is_moment(s, col->field))
        put_us(s, col->field);
    else
        put_name(s, col->field);
}

static void put_geometry(struct vg_sql *s)
{
    vg_sql_put(s, "t.");
    vg_sql_put(s, s->table->geometry);
}

/* What the R*Tree gave stands first: a cross join is walked from the left, and so in its order. */
static void put_from(struct vg_sql *s, const struct vg_expr *drive)
{
    if (drive) {
        vg_sql_put(s, "vigie_found(");
        vg_sql_param_found(s);
        vg_sql_put(s, ") r cross join ");
    }
    vg_sql_put(s, s->table->from);
    vg_sql_put(s, " t");
    if (drive) {
        vg_sql_put(s, " on t.");
        vg_sql_put(s, table_of(s)->row_id);
        vg_sql_put(s, " = r.id");
    }
}

/* The last double on the way to the next float that still rounds to v. */
static double half_way(float v, double towards)
{
    double next = nextafterf(v, (float)towards);
    double middle = v + (isfinite(next) ? next - v : v - nextafterf(v, 0)) / 2;

    return (float)middle == v ? middle : nextafter(middle, v);
}

static void put_operand(struct vg_sql *s, int field)
{
    put_name(s, field);
    if (field != VG_ROWID && table_of(s)->collate[field])
        vg_sql_put(s, " collate binary");
}

static void put_order(struct vg_sql *s, int field)
{
    if (is_moment(s, field))
        put_us(s, field);
    else
        put_operand(s, field);
}

static void put_value(struct vg_sql *s, int field, const struct vg_value *v)
{
    vg_sql_param(s, field, v);
}

/* Whatever form and zone a moment is written in, its text begins with a day that is at most one off the day in UTC:
 * so far an index on the texts serves. */
static void put_days(struct vg_sql *s, enum vg_op op, int field, int64_t us)
{
    int64_t day = us / VG_US_PER_DAY - (us % VG_US_PER_DAY < 0);
    bool from = op == VG_OP_EQ || op == VG_OP_GT || op == VG_OP_GE, to = op == VG_OP_EQ || op == VG_OP_LT || op == VG_OP_LE;

    if (s->negated || !s->collection->fields[field].indexed)
        return;
    for (int side = 0; side < 2; side++) {
        struct vg_buf b;
        vg_buf_init(&b, 32);
        if ((side ? to : from) && vg_date_put(&b, side ? day + 2 : day - 1)) {
            put_operand(s, field);
            vg_sql_put(s, side ? " < " : " >= ");
            vg_sql_param(s, VG_NO_FIELD, &(struct vg_value){.kind = VG_V_TEXT,
                                                            .text = vg_arena_str(s->arena, (struct vg_str){b.ptr, b.len})});
            vg_sql_put(s, " and ");
        }
        vg_buf_finish(&b);
    }
}

static void put_moment(struct vg_sql *s, enum vg_op op, int field, int64_t us)
{
    vg_sql_put(s, "(");
    put_days(s, op, field, us);
    put_us(s, field);
    vg_sql_put(s, vg_sql_op(op));
    vg_sql_param(s, VG_NO_FIELD, &(struct vg_value){.kind = VG_V_INT, .integer = us});
    vg_sql_put(s, ")");
}

static void put_bounded(struct vg_sql *s, enum vg_op op, int field, double v)
{
    put_operand(s, field);
    vg_sql_put(s, vg_sql_op(op));
    vg_sql_param_double(s, v);
}

/* SQLite keeps a float as whatever double was written, "0.1" or the float next to it: all that round to the float are
 * it.  Half way to the neighbours, to the even one. */
static void put_float(struct vg_sql *s, enum vg_op op, int field, double real)
{
    float v = (float)real;
    double low = half_way(v, -INFINITY), high = half_way(v, INFINITY);

    switch (op) {
    case VG_OP_LT:
        put_bounded(s, VG_OP_LT, field, low);
        break;
    case VG_OP_LE:
        put_bounded(s, VG_OP_LE, field, high);
        break;
    case VG_OP_GT:
        put_bounded(s, VG_OP_GT, field, high);
        break;
    case VG_OP_GE:
        put_bounded(s, VG_OP_GE, field, low);
        break;
    default:
        vg_sql_put(s, op == VG_OP_NE ? "not (" : "(");
        put_bounded(s, VG_OP_GE, field, low);
        vg_sql_put(s, " and ");
        put_bounded(s, VG_OP_LE, field, high);
        vg_sql_put(s, ")");
    }
}

static bool put_compare(struct vg_sql *s, enum vg_op op, int field, const struct vg_value *v)
{
    if (v->kind == VG_V_DATETIME || v->kind == VG_V_LOCALTIME)
        put_moment(s, op, field, v->integer);
    else if (v->kind == VG_V_FLOAT && isfinite(v->real))
        put_float(s, op, field, v->real);
    else
        return false;
    return true;
}

static void put_spatial(struct vg_sql *s, const struct vg_shape *shape, bool driven)
{
    vg_sql_put(s, driven ? "(r.settled or vigie_meets(" : "vigie_meets(");
    put_geometry(s);
    vg_sql_put(s, ", ");
    vg_sql_param_shape(s, shape);
    vg_sql_put(s, driven ? "))" : ")");
}

static void put_keys(struct vg_sql *s, const struct vg_query *q)
{
    (void)q; /* the cursor has put them where the R*Tree puts what it finds */
    vg_sql_put(s, " in (select id from vigie_found(");
    vg_sql_param_found(s);
    vg_sql_put(s, "))");
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

static void put_text(struct vg_sql *s, struct vg_str fr, struct vg_str en)
{
    struct vg_buf b;

    vg_buf_init(&b, 2 * (fr.len + en.len) + 64);
    vg_buf_printf(&b, "fr : (%.*s) OR en : (%.*s)", (int)fr.len, fr.ptr, (int)en.len, en.ptr);
    vg_sql_put(s, "t.version in (select rowid from ");
    vg_sql_put(s, s->table->texts);
    vg_sql_put(s, " where ");
    vg_sql_put(s, s->table->texts);
    vg_sql_put(s, " match ");
    vg_sql_param(s, VG_NO_FIELD, &(struct vg_value){.kind = VG_V_TEXT, .text = vg_arena_str(s->arena, (struct vg_str){b.ptr, b.len})});
    vg_sql_put(s, ")");
    vg_buf_finish(&b);
}

static void put_elements(struct vg_sql *s, int i, int field)
{
    char name[32];

    vg_sql_put(s, " join json_each(case when json_valid(");
    put_name(s, field);
    vg_sql_put(s, ") then case json_type(");
    put_name(s, field);
    vg_sql_put(s, ") when 'array' then ");
    put_name(s, field);
    vg_sql_put(s, " end end)");
    snprintf(name, sizeof name, " g%d", i);
    vg_sql_put(s, name);
}

static void put_element(struct vg_sql *s, int i)
{
    char name[32];

    snprintf(name, sizeof name, "g%d.atom", i);
    vg_sql_put(s, name);
}

const struct vg_sql_dialect vg_gpkg_dialect = {
    .mark = '?',
    .drive_is_ordered = true,
    .lock = "",
    .nulls_first = true,
    .put_column = put_column,
    .put_geometry = put_geometry,
    .put_from = put_from,
    .put_operand = put_operand,
    .put_order = put_order,
    .put_value = put_value,
    .put_compare = put_compare,
    .put_spatial = put_spatial,
    .put_keys = put_keys,
    .put_like = put_like,
    .put_term = vg_gpkg_put_term,
    .text = {.quote = "\"", .followed_by = " + ", .or_else = " OR ", .goes_on = " *"},
    .put_text = put_text,
    .put_elements = put_elements,
    .put_element = put_element,
};
