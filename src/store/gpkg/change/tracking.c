/* Triggers that write the log when others change a table.  Stock SQL, since whoever edits the file runs them. */
#include "../gpkg.h"
#include "../write_sql.h"


static const struct {
    const char *name, *event;
    const char *when;      /* how the ids before and after compare */
    const char *old, *new; /* what is told of the id before and of the one after; NULL: nothing */
} triggers[] = {
    {"insert", "INSERT", NULL, NULL, "create"},
    {"update", "UPDATE", "=", NULL, "update"},
    {"rename", "UPDATE", "<>", "delete", "create"},
    {"delete", "DELETE", NULL, "delete", NULL},
};

bool vg_gpkg_is_tracked(sqlite3 *db, const char *table)
{
    int64_t n = 0;
    struct vg_error ignored = {0};

    return vg_gpkg_sql_int(db, &n, &ignored,
                           "SELECT 1 FROM sqlite_master WHERE type = 'trigger' AND name = 'vigie_change_' || %Q || '_insert'",
                           table) == VG_OK;
}

/* The id of NEW or OLD as its address has it (query/id.c). */
void vg_gpkg_put_id(struct vg_buf *b, const struct vg_collection *c, const char *row)
{
    const struct vg_table *t = c->table;

    for (int i = 0; i < (c->n_key ? c->n_key : 1); i++) {
        const char *column = c->n_key ? t->columns[c->key[i]] : t->rowid;
        bool escape = c->n_key > 1 && c->fields[c->key[i]].type == VG_T_TEXT;
        vg_buf_printf(b, "%s%sCAST(%s.%s AS TEXT)%s", i ? " || ',' || " : "", escape ? "replace(replace(" : "", row, column,
                      escape ? ", '\\', '\\\\'), ',', '\\,')" : "");
    }
}

static void put_log(struct vg_buf *b, const struct vg_collection *c, const char *id, const char *row, const char *kind)
{
    if (!kind)
        return;
    vg_buf_printf(b, " INSERT INTO vigie_change (collection, item, kind) VALUES (%s, ", id);
    vg_gpkg_put_id(b, c, row);
    vg_buf_printf(b, ", '%s');", kind);
}

static void put_trigger(struct vg_buf *b, const struct vg_collection *c, size_t i)
{
    const struct vg_table *t = c->table;
    VG_AUTO(vg_gpkg_freetext) char *name = sqlite3_mprintf("\"vigie_change_%w_%s\"", t->name, triggers[i].name);
    VG_AUTO(vg_gpkg_freetext) char *id = sqlite3_mprintf("%Q", c->id);

    if (!name || !id) {
        b->failed = VG_NO_MEMORY;
        return;
    }
    vg_buf_printf(b, "DROP TRIGGER IF EXISTS %s;\nCREATE TRIGGER %s AFTER %s ON %s", name, name, triggers[i].event, t->from);
    if (triggers[i].when) {
        VG_BUF_LIT(b, " WHEN ");
        vg_gpkg_put_id(b, c, "OLD");
        vg_buf_printf(b, " %s ", triggers[i].when);
        vg_gpkg_put_id(b, c, "NEW");
    }
    VG_BUF_LIT(b, "\nBEGIN");
    put_log(b, c, id, "OLD", triggers[i].old);
    put_log(b, c, id, "NEW", triggers[i].new);
    VG_BUF_LIT(b, " END;\n");
}

enum vg_status vg_gpkg_tracking(struct vg_store *s, const struct vg_collection *c, bool *installed, struct vg_buf *sql,
                                struct vg_error *err)
{
    struct vg_gpkg_store *store = (struct vg_gpkg_store *)s;
    struct vg_gpkg_conn *conn;

    if (((const struct vg_gpkg_table *)c->table)->is_view)
        return vg_fail(err, VG_BAD_INPUT, c->id, "'%s' is a view: what changes is the tables behind it", c->id);
    enum vg_status r = vg_gpkg_take(store, &conn, err);
    if (r != VG_OK)
        return r;
    *installed = vg_gpkg_is_tracked(conn->db, c->table->name);
    vg_gpkg_give(store, conn, false);
    for (size_t i = 0; i < VG_COUNT(triggers); i++)
        put_trigger(sql, c, i);
    return vg_buf_check(sql, err);
}
