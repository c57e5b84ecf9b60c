/* tracking.c — triggers that write the log when others change a table.
 *
 * Each table has a function of its own, which names the key's columns: one for all tables would have to turn whole rows
 * into JSON, shapes included.  It runs with the rights of who installed it, so that an editor of the table needs none on
 * the log.  vigie's own edits are logged by vigie and say so in a setting of their transaction. */
#include "../pg.h"

/* The id of a row as its address has it (query/id.c). */
void vg_pg_put_id(struct vg_buf *b, const struct vg_collection *c, const char *row)
{
    for (int i = 0; i < c->n_key; i++) {
        bool escape = c->n_key > 1 && c->fields[c->key[i]].type == VG_T_TEXT;
        vg_buf_printf(b, "%s%s%s%s%s::text%s", i ? " || ',' || " : "",
                      escape ? "replace(replace(" : "", row, *row ? "." : "", c->table->columns[c->key[i]],
                      escape ? ", '\\', '\\\\'), ',', '\\,')" : "");
    }
}

static void put_literal(struct vg_buf *b, const char *text)
{
    vg_buf_char(b, '\'');
    for (; *text; text++) {
        if (*text == '\'')
            vg_buf_char(b, '\'');
        vg_buf_char(b, *text);
    }
    vg_buf_char(b, '\'');
}

static void put_log(struct vg_buf *b, const struct vg_collection *c, const char *condition, const char *row, const char *kind)
{
    vg_buf_printf(b, "  if %s then\n    insert into vigie.change (collection, item, kind) values (", condition);
    put_literal(b, c->id);
    VG_BUF_LIT(b, ", ");
    vg_pg_put_id(b, c, row);
    vg_buf_printf(b, ", '%s');\n  end if;\n", kind);
}

static void put_function(struct vg_buf *b, const struct vg_collection *c, const char *name)
{
    vg_buf_printf(b, "create or replace function vigie.%s() returns trigger language plpgsql security definer\n"
                     "set search_path = pg_catalog, pg_temp as $vigie$\ndeclare renamed boolean := false;\nbegin\n"
                     "  if current_setting('vigie.logged', true) = 'on' then return null; end if;\n", name);
    VG_BUF_LIT(b, "  if tg_op = 'TRUNCATE' then\n    insert into vigie.change (collection, item, kind) select ");
    put_literal(b, c->id);
    VG_BUF_LIT(b, ", ");
    vg_pg_put_id(b, c, "");
    vg_buf_printf(b, ", 'delete' from %s;\n    return null;\n  end if;\n  if tg_op = 'UPDATE' then\n    renamed := ",
                  c->table->from);
    vg_pg_put_id(b, c, "old");
    VG_BUF_LIT(b, " <> ");
    vg_pg_put_id(b, c, "new");
    VG_BUF_LIT(b, ";\n  end if;\n");
    put_log(b, c, "tg_op = 'DELETE' or renamed", "old", "delete");
    put_log(b, c, "tg_op = 'INSERT' or renamed", "new", "create");
    put_log(b, c, "tg_op = 'UPDATE' and not renamed", "new", "update");
    VG_BUF_LIT(b, "  return null;\nend $vigie$;\n");
}

static void put_triggers(struct vg_buf *b, const struct vg_collection *c, const char *name)
{
    const char *from = c->table->from;

    vg_buf_printf(b, "drop trigger if exists vigie_change on %s;\n"
                     "create trigger vigie_change after insert or update or delete on %s for each row execute function vigie.%s();\n",
                  from, from, name);
    vg_buf_printf(b, "drop trigger if exists vigie_truncate on %s;\n"
                     "create trigger vigie_truncate before truncate on %s for each statement execute function vigie.%s();\n",
                  from, from, name);
}

enum vg_status vg_pg_tracking(struct vg_store *base, const struct vg_collection *c, bool *installed, struct vg_buf *sql,
                              struct vg_error *err)
{
    struct vg_pg_store *s = (struct vg_pg_store *)base;
    const struct vg_pg_table *t = vg_pg_table_of(c->table);
    struct vg_pg_conn *conn;

    if (t->kind != 'r' && t->kind != 'p')
        return vg_fail(err, VG_BAD_INPUT, c->id, "'%s' is a view: what changes is the tables behind it", c->id);
    enum vg_status r = vg_pg_take(s, &conn, err);
    if (r != VG_OK)
        return r;
    r = vg_pg_is_so(conn, "select " VG_PG_IS_TRACKED, t->base.from, installed, err);
    vg_pool_give(s->pool, conn, conn->broken);
    if (r != VG_OK)
        return r;
    VG_AUTO(vg_arena_freep) struct vg_arena *a = vg_arena_new(1 << 16);
    char hash[33];
    vg_hash_hex(vg_hash_bytes(t->base.from, strlen(t->base.from)), hash);
    const char *name = a ? vg_sql_quote(a, vg_arena_printf(a, "log_%.16s", hash)) : NULL;
    if (!name)
        return vg_fail(err, VG_NO_MEMORY, "", "out of memory");
    put_function(sql, c, name);
    put_triggers(sql, c, name);
    return vg_buf_check(sql, err);
}
