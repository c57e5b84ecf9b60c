/* fixture.h — a collection with a field of every type, and the tree of a filter as readable text. */
#ifndef VIGIE_TESTS_QUERY_FIXTURE_H
#define VIGIE_TESTS_QUERY_FIXTURE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include <vigie/base/number.h>
#include <vigie/query/query.h>

enum { F_BOOL, F_INT, F_FLOAT, F_DOUBLE, F_DECIMAL, F_TEXT, F_DATE, F_DATETIME, F_LOCALTIME, F_TIME,
       F_UUID, F_JSON, F_BYTES, F_COUNT };

static struct vg_field fields[F_COUNT] = {
    {.name = "ok", .type = VG_T_BOOL},         {.name = "n", .type = VG_T_INT},
    {.name = "f", .type = VG_T_FLOAT},         {.name = "d", .type = VG_T_DOUBLE},
    {.name = "price", .type = VG_T_DECIMAL},   {.name = "nom", .type = VG_T_TEXT},
    {.name = "day", .type = VG_T_DATE},        {.name = "at", .type = VG_T_DATETIME},
    {.name = "local", .type = VG_T_LOCALTIME}, {.name = "hour", .type = VG_T_TIME},
    {.name = "uuid", .type = VG_T_UUID},       {.name = "doc", .type = VG_T_JSON},
    {.name = "blob", .type = VG_T_BYTES},
};

__attribute__((unused)) static struct vg_collection collection_of_all(void)
{
    return (struct vg_collection){.id = "all", .fields = fields, .n_fields = F_COUNT,
                                  .time_start = -1, .time_end = -1};
}

static void put_expr(struct vg_buf *b, const struct vg_collection *c, const struct vg_expr *e);

static void put_args(struct vg_buf *b, const struct vg_collection *c, const struct vg_expr *e, const char *between)
{
    vg_buf_char(b, '(');
    for (size_t i = 0; i < e->n_args; i++) {
        if (i)
            vg_buf_cstr(b, between);
        put_expr(b, c, e->args[i]);
    }
    vg_buf_char(b, ')');
}

static void put_expr(struct vg_buf *b, const struct vg_collection *c, const struct vg_expr *e)
{
    if (!e) {
        vg_buf_cstr(b, "all");
        return;
    }
    switch (e->op) {
    case VG_OP_AND: put_args(b, c, e, " and "); break;
    case VG_OP_OR: put_args(b, c, e, " or "); break;
    case VG_OP_TRUE: vg_buf_cstr(b, "true"); break;
    case VG_OP_FALSE: vg_buf_cstr(b, "false"); break;
    case VG_OP_EQ: put_args(b, c, e, " = "); break;
    case VG_OP_LE: put_args(b, c, e, " <= "); break;
    case VG_OP_GE: put_args(b, c, e, " >= "); break;
    case VG_OP_IS_NULL: put_args(b, c, e, ""); vg_buf_cstr(b, " is null"); break;
    case VG_OP_PROPERTY: vg_buf_cstr(b, c->fields[e->field].name); break;
    case VG_OP_GEOMETRY: vg_buf_cstr(b, "geometry"); break;
    case VG_OP_LITERAL:
        vg_buf_printf(b, "%d:", (int)e->literal.kind);
        vg_value_put_text(b, &e->literal);
        break;
    case VG_OP_SPATIAL:
        vg_buf_cstr(b, e->shape->is_box ? "box[" : "area[");
        for (int i = 0; i < (e->shape->box_3d ? 6 : 4); i++) {
            int n = e->shape->box_3d ? 3 : 2;
            if (i)
                vg_buf_char(b, ' ');
            vg_buf_fixed(b, i < n ? e->shape->box.min[i] : e->shape->box.max[i - n], 4);
        }
        vg_buf_char(b, ']');
        break;
    default: vg_buf_printf(b, "op %d", (int)e->op);
    }
}

__attribute__((unused)) static void assert_expr(const struct vg_collection *c, const struct vg_expr *e,
                                                const char *want)
{
    struct vg_buf b;

    vg_buf_init(&b, 65536);
    put_expr(&b, c, e);
    assert_string_equal(b.ptr, want);
    vg_buf_finish(&b);
}

#endif
