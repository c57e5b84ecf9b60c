/* Indexes that are missing: what every kind of store would want, said in its own statements. */
#include <vigie/store/advice.h>

#include "ops.h"
#include "sql/sql.h"

static size_t add(struct vg_advice *out, size_t n, const char *why, const char *statement)
{
    if (n == VG_MAX_ADVICE || !why || !statement)
        return n;
    out[n] = (struct vg_advice){why, statement};
    return n + 1;
}

size_t vg_store_advise(const struct vg_store *s, const struct vg_collection *c, struct vg_arena *a,
                       struct vg_advice out[VG_MAX_ADVICE])
{
    const char *(*statement)(const struct vg_collection *c, enum vg_index what, int field, struct vg_arena *a) =
        s->ops->index_statement;
    const int time[] = {c->time_start, c->time_end, c->year_field ? vg_collection_field(c, vg_str_of(c->year_field)) : -1};
    size_t n = 0;

    if (!statement || !c->table || c->small)
        return 0;
    if (c->table->geometry && !c->table->spatial_index)
        n = add(out, n, "no spatial index: bbox and spatial filters read every row", statement(c, VG_INDEX_SPACE, -1, a));
    n = add(out, n, "no index in the order of the pages: each page sorts all rows", statement(c, VG_INDEX_KEY, -1, a));
    for (size_t i = 0; i < VG_COUNT(time); i++)
        if (time[i] >= 0 && !c->fields[time[i]].indexed && (i == 0 || time[i] != time[0]))
            n = add(out, n, vg_arena_printf(a, "no index on '%s': datetime reads every row", c->fields[time[i]].name),
                    statement(c, VG_INDEX_FIELD, time[i], a));
    return n;
}
