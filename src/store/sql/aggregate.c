/* select groups and measures … group by: the rows are those of the query, found as for counting. */
#include "filter.h"

static void put_group(struct vg_sql *s, int i, int field)
{
    if (s->collection->fields[field].type == VG_T_JSON)
        s->dialect->put_element(s, i);
    else
        s->dialect->put_operand(s, field);
}

static const char *const functions[] = {
    [VG_M_COUNT] = "count(", [VG_M_SUM] = "sum(", [VG_M_MEAN] = "avg(", [VG_M_MIN] = "min(", [VG_M_MAX] = "max(",
};

static void put_measure(struct vg_sql *s, const struct vg_measure *m)
{
    bool real = m->kind == VG_M_SUM || m->kind == VG_M_MEAN;

    vg_sql_put(s, real ? "cast(" : "");
    vg_sql_put(s, functions[m->kind]);
    if (m->field >= 0)
        s->dialect->put_operand(s, m->field);
    else
        vg_sql_put(s, "*");
    vg_sql_put(s, real ? ") as double precision)" : ")");
}

static void put_number(struct vg_sql *s, const char *before, int n, const char *after)
{
    vg_sql_put(s, before);
    vg_buf_int64(&s->text, n);
    vg_sql_put(s, after);
}

static void put_order(struct vg_sql *s, const struct vg_aggregate *g)
{
    for (int i = 0; i < g->n_group; i++)
        put_number(s, i ? ", " : " group by ", i + 1, "");
    bool by_measure = g->order == VG_LARGEST_FIRST || g->order == VG_SMALLEST_FIRST || !g->n_group;
    vg_sql_put(s, " order by ");
    if (by_measure)
        put_number(s, "", g->n_group + 1, g->order == VG_SMALLEST_FIRST ? " nulls last" : " desc nulls last");
    for (int i = 0; i < g->n_group; i++)
        put_number(s, i || by_measure ? ", " : "", i + 1,
                   g->order == VG_BY_GROUP_DOWN ? " desc nulls last" : " nulls last");
    vg_sql_put(s, " limit ");
    vg_sql_param(s, VG_NO_FIELD, &(struct vg_value){.kind = VG_V_INT, .integer = g->limit});
}

enum vg_status vg_sql_aggregate(struct vg_sql *s, const struct vg_aggregate *g, enum vg_walk walk, struct vg_error *err)
{
    const struct vg_query *q = g->query;
    const struct vg_expr *drive = walk == VG_WALK_SPACE ? vg_sql_drive(q) : NULL;

    s->spatial = drive != NULL;
    vg_sql_put(s, "select ");
    for (int i = 0; i < g->n_group; i++) {
        vg_sql_put(s, i ? ", " : "");
        put_group(s, i, g->group[i]);
    }
    for (int i = 0; i < g->n_measures; i++) {
        vg_sql_put(s, i || g->n_group ? ", " : "");
        put_measure(s, &g->measures[i]);
    }
    vg_sql_put(s, " from ");
    s->dialect->put_from(s, drive);
    for (int i = 0; i < g->n_group; i++)
        if (s->collection->fields[g->group[i]].type == VG_T_JSON)
            s->dialect->put_elements(s, i, g->group[i]);
    vg_sql_put_rows(s, q, drive);
    put_order(s, g);
    enum vg_status r = vg_arena_check(s->arena, err);
    return r == VG_OK ? vg_buf_check(&s->text, err) : r;
}
