/* Statements that make the indexes a table lacks. */
#include "../pg.h"

#include <vigie/base/arena.h>

bool vg_pg_orders_plainly(const struct vg_pg_table *t, int field)
{
    const char *column = t->base.columns[field], *operand = t->columns[field].operand;
    size_t n = strlen(column);

    return strncmp(operand, "t.", 2) == 0 && strncmp(operand + 2, column, n) == 0 &&
           (!operand[2 + n] || strcmp(operand + 2 + n, " collate \"C\"") == 0);
}

/* The key's columns as they are ordered: texts by code point.  False: one is ordered by something computed. */
static bool put_key(struct vg_buf *b, const struct vg_collection *c, const struct vg_pg_table *t)
{
    for (int i = 0; i < c->n_key; i++) {
        if (!vg_pg_orders_plainly(t, c->key[i]))
            return false;
        vg_buf_printf(b, "%s%s", i ? ", " : "", t->columns[c->key[i]].operand + strlen("t."));
    }
    return c->n_key > 0;
}

const char *vg_pg_index_statement(const struct vg_collection *c, enum vg_index what, int field, struct vg_arena *a)
{
    const struct vg_pg_table *t = vg_pg_table_of(c->table);
    const char *statement = NULL;
    struct vg_buf b;

    if (!strchr("rmp", t->kind) || (what == VG_INDEX_KEY && t->walkable))
        return NULL;
    if (what == VG_INDEX_SPACE)
        return vg_arena_printf(a, "CREATE INDEX ON %s USING gist (%s);", t->base.from, t->base.geometry);
    if (what == VG_INDEX_FIELD)
        return vg_arena_printf(a, "CREATE INDEX ON %s (%s);", t->base.from, t->base.columns[field]);
    vg_buf_init(&b, 4096);
    if (put_key(&b, c, t) && !b.failed)
        statement = vg_arena_printf(a, "CREATE INDEX ON %s (%s);", t->base.from, b.ptr);
    vg_buf_finish(&b);
    return statement;
}
