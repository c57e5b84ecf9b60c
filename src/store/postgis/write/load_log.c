/* load_log.c — what a load changes, in the log of changes.
 *
 * Rows that are appended are created.  Where a table is replaced, items that were there and are there again count as updated,
 * whatever became of them; the others are created or deleted.  All in a few statements of the load's own
 * transaction, while the old table is still there. */
#include "load.h"

static enum vg_status log_appended(struct vg_pg_loader *l, const char *collection, struct vg_error *err)
{
    VG_AUTO(vg_buf_finish) struct vg_buf id;
    const char *tracked = NULL;

    vg_buf_init(&id, 1 << 16);
    /* The table's triggers, where it has them, have told already. */
    enum vg_status r = vg_pg_load_ask(l, "select case when " VG_PG_IS_TRACKED " then '1' end", &l->loading, 1, &tracked, err);
    if (r != VG_OK || tracked)
        return r;
    vg_pg_put_id(&id, l->before, "t");
    r = vg_buf_check(&id, err);
    return r != VG_OK ? r : vg_pg_load_run(l, err, "insert into vigie.change (collection, item, kind) select %s, %s, 'create' from %s t"
                                                   " where t.xmin = pg_current_xact_id()::xid order by t.ctid",
                                           collection, id.ptr, l->loading);
}

static const char *key_column(const struct vg_pg_loader *l)
{
    return vg_sql_quote(l->arena, l->fid ? l->fid : l->c->fields[l->c->key[0]].name);
}

static enum vg_status log_replaced(struct vg_pg_loader *l, const char *collection, struct vg_error *err)
{
    VG_AUTO(vg_buf_finish) struct vg_buf id;
    const char *key = key_column(l);

    vg_buf_init(&id, 1 << 16);
    vg_pg_put_id(&id, l->before, "t");
    enum vg_status r = key ? vg_buf_check(&id, err) : vg_arena_check(l->arena, err);
    return r != VG_OK ? r : vg_pg_load_run(
        l, err, "insert into vigie.change (collection, item, kind) select %s, coalesce(o.item, n.item),"
                " case when n.item is null then 'delete' when o.item is null then 'create' else 'update' end"
                " from (select (%s) collate \"C\" as item from %s t) o"
                " full join (select t.%s::text collate \"C\" as item from %s t) n on o.item = n.item"
                " order by n.item is not null, coalesce(o.item, n.item)",
        collection, id.ptr, l->before->table->from, key, l->loading);
}

enum vg_status vg_pg_load_log(struct vg_pg_loader *l, struct vg_error *err)
{
    const char *log = NULL;

    if (!l->before)
        return VG_OK;
    enum vg_status r = vg_pg_load_ask(l, "select to_regclass('vigie.change')::text", NULL, 0, &log, err);
    if (r != VG_OK || !log)
        return r;
    char *collection = PQescapeLiteral(l->conn->pq, l->before->id, strlen(l->before->id));
    if (!collection)
        return vg_fail(err, VG_NO_MEMORY, "", "no memory for a statement");
    r = l->old ? log_replaced(l, collection, err) : log_appended(l, collection, err);
    PQfreemem(collection);
    return r;
}

/* They name the key's column, and the new table may have another. */
enum vg_status vg_pg_load_triggers(struct vg_pg_loader *l, const char **out, struct vg_error *err)
{
    const struct vg_collection *b = l->before;
    const char *key = key_column(l);

    *out = NULL;
    if (!key)
        return vg_arena_check(l->arena, err);
    if (!b || b->n_key != 1 || strcmp(b->table->columns[b->key[0]], key) != 0)
        return VG_OK;
    return vg_pg_load_ask(l, "select string_agg(pg_get_triggerdef(oid), '; ') from pg_trigger where tgrelid = to_regclass($1)"
                             " and tgname in ('vigie_change', 'vigie_truncate') and tgenabled <> 'D'", &l->old, 1, out, err);
}
