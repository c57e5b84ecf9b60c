/* dialect.c — how PostgreSQL reads, compares and tests what the builder asks for.
 *
 * Text compares by code point: COLLATE "C" on whatever is ordered, and nothing on what is only tested
 * for equality, so that the table's own indexes serve.  How each column reads was settled at
 * discovery (struct vg_pg_column).
 *
 * Boxes: && compares single-precision boxes, rounded outwards, so it finds too much but never too
 * little.  What is inside the box beyond doubt is settled by a second such comparison, with a box
 * rounded inwards; only the rest, along the edges, is tested exactly.  The exact test stands in a CASE:
 * as a plain OR it would be taken apart into two index scans. */
#include "../pg.h"

#include <math.h>

static const struct vg_pg_column *column_of(const struct vg_sql *s, int field)
{
    return &vg_pg_table_of(s->table)->columns[field];
}

static void put_column(struct vg_sql *s, const struct vg_column *col)
{
    vg_sql_put(s, column_of(s, col->field)->read);
}

static void put_geometry(struct vg_sql *s)
{
    vg_sql_put(s, vg_pg_table_of(s->table)->geometry);
}

static void put_from(struct vg_sql *s, const struct vg_expr *drive)
{
    (void)drive; /* the planner finds the way, from its statistics */
    vg_sql_put(s, s->table->from);
    vg_sql_put(s, " t");
}

static void put_operand(struct vg_sql *s, int field)
{
    vg_sql_put(s, column_of(s, field)->operand);
}

static void put_value(struct vg_sql *s, int field, const struct vg_value *v)
{
    vg_sql_param(s, field, v);
}

static bool put_compare(struct vg_sql *s, enum vg_op op, int field, const struct vg_value *v)
{
    if (op != VG_OP_EQ && op != VG_OP_NE)
        return false;
    vg_sql_put(s, column_of(s, field)->equal);
    vg_sql_put(s, vg_sql_op(op));
    vg_sql_param(s, field, v);
    return true;
}

static void put_keys(struct vg_sql *s, const struct vg_query *q)
{
    char number[VG_NUMBER_MAX];
    struct vg_buf b;

    vg_buf_init(&b, 2 + q->n_keys * VG_NUMBER_MAX);
    vg_buf_char(&b, '{');
    for (size_t i = 0; i < q->n_keys; i++) {
        if (i)
            vg_buf_char(&b, ',');
        vg_buf_add(&b, number, (size_t)(vg_int64_write(number, q->keys[i]) - number));
    }
    vg_buf_char(&b, '}');
    vg_sql_put(s, " = any(");
    vg_sql_param(s, VG_NO_FIELD, &(struct vg_value){.kind = VG_V_TEXT,
                                                    .text = vg_arena_str(s->arena, (struct vg_str){b.ptr ? b.ptr : "", b.len})});
    vg_sql_put(s, "::int8[])");
    vg_buf_finish(&b);
}

/* PostgreSQL refuses a pattern that ends in an escape of nothing: it stands for itself. */
static struct vg_str whole_pattern(struct vg_arena *a, struct vg_str pattern)
{
    size_t n = 0;

    while (n < pattern.len && pattern.ptr[pattern.len - 1 - n] == '\\')
        n++;
    const char *whole = n % 2 ? vg_arena_printf(a, "%.*s\\", (int)pattern.len, pattern.ptr) : NULL;
    return whole ? vg_str_of(whole) : pattern;
}

static void put_like(struct vg_sql *s, int field, const struct vg_value *pattern)
{
    vg_sql_put(s, column_of(s, field)->operand);
    vg_sql_put(s, " like ");
    vg_sql_param(s, VG_NO_FIELD, &(struct vg_value){.kind = VG_V_TEXT, .text = whole_pattern(s->arena, pattern->text)});
    vg_sql_put(s, " escape '\\'");
}

/* ----------------------------------------------------------------------------------------- spatial */

static double float_up(double v)
{
    float f = (float)v;
    return f < v ? nextafterf(f, INFINITY) : f;
}

static double float_down(double v)
{
    float f = (float)v;
    return f > v ? nextafterf(f, -INFINITY) : f;
}

/* The largest box of single-precision sides within; NULL where there is none. */
static const struct vg_shape *inner_of(struct vg_arena *a, const struct vg_bbox *b)
{
    struct vg_bbox in = {.min = {float_up(b->min[0]), float_up(b->min[1])},
                         .max = {float_down(b->max[0]), float_down(b->max[1])}};
    if (!(in.min[0] <= in.max[0] && in.min[1] <= in.max[1]))
        return NULL;
    struct vg_shape *s = VG_NEW(a, struct vg_shape);
    if (s)
        *s = (struct vg_shape){.geom = vg_geom_of_box(a, &in, 1), .box = in, .is_box = true};
    return s;
}

static void put_call(struct vg_sql *s, const char *function, const char *geom, const struct vg_shape *shape)
{
    vg_sql_put(s, function);
    vg_sql_put(s, "(");
    vg_sql_put(s, geom);
    vg_sql_put(s, ", ");
    vg_sql_param_shape(s, shape);
    vg_sql_put(s, ")");
}

static bool is_collection(struct vg_geom g)
{
    struct vg_wkb r = vg_wkb_of(g);
    struct vg_geom_head h;

    return vg_wkb_head(&r, &h, NULL) == VG_OK && h.type == VG_GEOM_COLLECTION;
}

/* A collection meets part by part: of one, GEOS overlooks points where the other is a line that PostGIS has prepared. */
static void put_meets(struct vg_sql *s, const char *geom, const struct vg_shape *shape)
{
    if (!is_collection(shape->geom)) {
        put_call(s, "st_intersects", geom, shape);
        return;
    }
    vg_sql_put(s, "case when ");
    vg_sql_put(s, geom);
    vg_sql_put(s, " is not null then exists (select 1 from st_dump(");
    vg_sql_param_shape(s, shape);
    vg_sql_put(s, ") l where st_intersects(");
    vg_sql_put(s, geom);
    vg_sql_put(s, ", l.geom)) end");
}

static void put_parts(struct vg_sql *s, const char *geom, const struct vg_shape *shape)
{
    vg_sql_put(s, " when geometrytype(");
    vg_sql_put(s, geom);
    vg_sql_put(s, ") in ('POLYHEDRALSURFACE', 'GEOMETRYCOLLECTION') then exists (select 1 from st_dump(");
    vg_sql_put(s, geom);
    vg_sql_put(s, ") d where ");
    put_meets(s, "d.geom", shape);
    vg_sql_put(s, ")");
}

/* The exact test of those that && alone does not settle. */
static void put_exact(struct vg_sql *s, const char *geom, const struct vg_shape *shape)
{
    bool parts = vg_pg_table_of(s->table)->parts;
    const struct vg_shape *inner = shape->is_box ? inner_of(s->arena, &shape->box) : NULL;
    vg_sql_put(s, " and ");
    if (inner || parts)
        vg_sql_put(s, "case");
    if (inner) {
        vg_sql_put(s, " when ");
        vg_sql_put(s, geom);
        vg_sql_put(s, " @ ");
        vg_sql_param_shape(s, inner);
        vg_sql_put(s, " then true");
    }
    if (parts)
        put_parts(s, geom, shape);
    if (inner || parts)
        vg_sql_put(s, " else ");
    put_meets(s, geom, shape);
    if (inner || parts)
        vg_sql_put(s, " end");
}

/* z counts where the geometry has one (3DZ or 4D by its flag). */
static void put_z(struct vg_sql *s, const char *geom, const struct vg_shape *shape)
{
    vg_sql_put(s, " and (st_zmflag(");
    vg_sql_put(s, geom);
    vg_sql_put(s, ") < 2 or (st_zmax(");
    vg_sql_put(s, geom);
    vg_sql_put(s, ") >= ");
    vg_sql_param_double(s, shape->box.min[2]);
    vg_sql_put(s, " and st_zmin(");
    vg_sql_put(s, geom);
    vg_sql_put(s, ") <= ");
    vg_sql_param_double(s, shape->box.max[2]);
    vg_sql_put(s, "))");
}

static void put_intersects(struct vg_sql *s, const char *geom, const struct vg_shape *shape)
{
    vg_sql_put(s, geom);
    vg_sql_put(s, " && ");
    vg_sql_param_shape(s, shape);
    put_exact(s, geom, shape);
    if (shape->box_3d)
        put_z(s, geom, shape);
}

static const char *const relations[] = {
    [VG_REL_EQUALS] = "st_equals",     [VG_REL_TOUCHES] = "st_touches",   [VG_REL_CROSSES] = "st_crosses",
    [VG_REL_WITHIN] = "st_within",     [VG_REL_CONTAINS] = "st_contains", [VG_REL_OVERLAPS] = "st_overlaps",
};

static void put_spatial(struct vg_sql *s, const struct vg_shape *shape, bool driven)
{
    (void)driven;
    const char *geom = vg_pg_table_of(s->table)->geometry;
    vg_sql_put(s, "(");
    if (shape->relation == VG_REL_INTERSECTS) {
        put_intersects(s, geom, shape);
    } else if (shape->relation == VG_REL_DISJOINT) {
        vg_sql_put(s, "not (");
        put_intersects(s, geom, shape);
        vg_sql_put(s, ")");
    } else {
        put_call(s, relations[shape->relation], geom, shape);
    }
    vg_sql_put(s, ")");
}

/* ------------------------------------------------------------------------------------------- text */

static void put_terms(struct vg_sql *s, const char *column, struct vg_str phrases)
{
    vg_sql_put(s, column);
    vg_sql_put(s, " @@ ");
    vg_sql_param(s, VG_NO_FIELD, &(struct vg_value){.kind = VG_V_TEXT, .text = vg_arena_str(s->arena, phrases)});
    vg_sql_put(s, "::tsquery");
}

static void put_text(struct vg_sql *s, struct vg_str fr, struct vg_str en)
{
    put_terms(s, "(t.terms_fr", fr);
    put_terms(s, " or t.terms_en", en);
    vg_sql_put(s, ")");
}

static void put_elements(struct vg_sql *s, int i, int field)
{
    const char *column = vg_pg_table_of(s->table)->columns[field].read;
    vg_sql_put(s, vg_arena_printf(s->arena,
                                  " cross join lateral jsonb_array_elements_text(case jsonb_typeof((%s)::jsonb) when 'array'"
                                  " then (%s)::jsonb else '[]'::jsonb end) g%d(value)", column, column, i));
}

static void put_element(struct vg_sql *s, int i)
{
    vg_sql_put(s, vg_arena_printf(s->arena, "g%d.value collate \"C\"", i));
}

const struct vg_sql_dialect vg_pg_dialect = {
    .mark = '$',
    .returns_aliased = true,
    .lock = " for update",
    .nulls_first = false,
    .put_column = put_column,
    .put_geometry = put_geometry,
    .put_from = put_from,
    .put_operand = put_operand,
    .put_value = put_value,
    .put_compare = put_compare,
    .put_mixed = vg_pg_put_mixed,
    .put_spatial = put_spatial,
    .put_keys = put_keys,
    .put_like = put_like,
    .put_term = vg_pg_put_term,
    .text = {.quote = "'", .followed_by = " <-> ", .or_else = " | ", .goes_on = ":*"},
    .put_text = put_text,
    .put_elements = put_elements,
    .put_element = put_element,
};
