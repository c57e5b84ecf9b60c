/* kinds.c — which kind of products a table was imported as: a row of vigie.collection.  That table is made by the first
 * import that names a kind; a reader that may not see it finds no kinds. */
#include "discover.h"
#include "load.h"

extern const char vg_pg_sql_collection[];

static const char there_sql[] =
    "select c.oid::regclass::text from pg_class c join pg_namespace n on n.oid = c.relnamespace"
    " where n.nspname = 'vigie' and c.relname = 'collection' and has_schema_privilege(n.oid, 'usage')"
    " and has_table_privilege(c.oid, 'select')";

/* --- writing ---------------------------------------------------------------------------------- */

static enum vg_status quoted_run(struct vg_pg_loader *l, const char *fmt, struct vg_error *err)
{
    const char *kind = l->c->kind ? l->c->kind : "";
    char *schema = PQescapeLiteral(l->conn->pq, l->schema, strlen(l->schema));
    char *table = PQescapeLiteral(l->conn->pq, l->table, strlen(l->table));
    char *product = PQescapeLiteral(l->conn->pq, kind, strlen(kind));
    enum vg_status r = schema && table && product ? vg_pg_load_run(l, err, fmt, schema, table, product)
                                                  : vg_fail(err, VG_NO_MEMORY, "", "out of memory");
    PQfreemem(schema);
    PQfreemem(table);
    PQfreemem(product);
    return r;
}

enum vg_status vg_pg_kind_write(struct vg_pg_loader *l, struct vg_error *err)
{
    const char *there = NULL;
    enum vg_status r = vg_pg_load_ask(l, there_sql, NULL, 0, &there, err);
    if (r == VG_OK && !there && l->c->kind)
        r = vg_pg_load_run(l, err, "%s", vg_pg_sql_collection);
    if (r != VG_OK || (!there && !l->c->kind))
        return r;
    if (!l->c->kind)
        return quoted_run(l, "delete from vigie.collection where schema_name = %s and table_name = %s and %s = ''", err);
    return quoted_run(l, "insert into vigie.collection values (%s, %s, %s)"
                         " on conflict (schema_name, table_name) do update set product = excluded.product", err);
}

/* --- reading ---------------------------------------------------------------------------------- */

static enum vg_status ask(struct vg_pg_conn *c, const char *sql, PGresult **out, struct vg_error *err)
{
    return vg_pg_ask(c, sql, &(struct vg_pg_params){0}, VG_PG_WHOLE, 0, out, err);
}

static void adopt(const PGresult *rows, int i, struct vg_arena *a, struct vg_collection *c)
{
    const struct vg_table *t = c->table;
    if (t->schema && !strcmp(t->schema, PQgetvalue(rows, i, 0)) && !strcmp(t->name, PQgetvalue(rows, i, 1)))
        c->kind = vg_arena_strdup(a, PQgetvalue(rows, i, 2));
}

enum vg_status vg_pg_kinds_read(struct vg_pg_conn *c, struct vg_arena *a, struct vg_collection *const *list, size_t n,
                                struct vg_error *err)
{
    VG_AUTO(vg_pg_clearp) PGresult *there = NULL;
    VG_AUTO(vg_pg_clearp) PGresult *rows = NULL;
    enum vg_status r = ask(c, there_sql, &there, err);
    if (r != VG_OK || PQntuples(there) == 0)
        return r;
    r = ask(c, "select schema_name, table_name, product from vigie.collection", &rows, err);
    for (int i = 0; r == VG_OK && i < PQntuples(rows); i++)
        for (size_t k = 0; k < n; k++)
            adopt(rows, i, a, list[k]);
    return r == VG_OK ? vg_arena_check(a, err) : r;
}
