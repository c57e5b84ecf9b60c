/* beside.c — what vigie keeps beside a table, a row each in tables of its own: the kind of products that it was imported as,
 * the document of metadata that came with it.  That there is a row for its kind, be it of none, says that a table was imported:
 * so one without geometry is told from those that are nobody's business.  Such a table is made by the first import that has something to keep; a
 * reader that may not see it finds nothing. */
#include "discover/discover.h"
#include "write/load.h"

extern const char vg_pg_sql_collection[], vg_pg_sql_metadata[];

static const char there_sql[] =
    "select c.oid::regclass::text from pg_class c join pg_namespace n on n.oid = c.relnamespace"
    " where n.nspname = 'vigie' and c.relname = $1 and has_schema_privilege(n.oid, 'usage')"
    " and has_table_privilege(c.oid, 'select')";

static struct vg_str kind_of(const struct vg_collection *c)
{
    return vg_str_of(c->kind);
}

static void set_kind(struct vg_collection *c, struct vg_str value)
{
    c->kind = value.len ? value.ptr : NULL;
}

static struct vg_str metadata_of(const struct vg_collection *c)
{
    return c->metadata;
}

static void set_metadata(struct vg_collection *c, struct vg_str value)
{
    c->metadata = value;
}

#define LIST 0 /* whose row also says that a table without geometry is to be published */

static const struct fact {
    const char *table, *column, *sql;
    struct vg_str (*get)(const struct vg_collection *c);
    void (*set)(struct vg_collection *c, struct vg_str value); /* value ends in NUL */
} facts[] = {
    {"collection", "product", vg_pg_sql_collection, kind_of, set_kind},
    {"metadata", "document", vg_pg_sql_metadata, metadata_of, set_metadata},
};

/* One row: it is there, and may be read. */
static enum vg_status ask_whether_there(struct vg_pg_conn *c, const struct fact *f, PGresult **out, struct vg_error *err)
{
    const char *values[] = {f->table};
    const int lengths[] = {(int)strlen(f->table)}, formats[] = {0};
    const struct vg_pg_params name = {.n = 1, .values = values, .lengths = lengths, .formats = formats};
    return vg_pg_ask(c, there_sql, &name, VG_PG_WHOLE, 0, out, err);
}

enum vg_status vg_pg_beside_lists(struct vg_pg_conn *c, bool *out, struct vg_error *err)
{
    VG_AUTO(vg_pg_clearp) PGresult *there = NULL;
    enum vg_status r = ask_whether_there(c, &facts[LIST], &there, err);
    if (r == VG_OK)
        *out = PQntuples(there) > 0;
    return r;
}

/* --- writing ---------------------------------------------------------------------------------- */

static enum vg_status run_with(struct vg_pg_loader *l, const struct fact *f, struct vg_str value, struct vg_error *err)
{
    const struct vg_table *there = l->table ? NULL : l->before->table; /* rows are added to it */
    const char *in = there ? there->schema : l->schema, *name = there ? there->name : l->table;
    char *schema = PQescapeLiteral(l->conn->pq, in, strlen(in));
    char *table = PQescapeLiteral(l->conn->pq, name, strlen(name));
    char *text = PQescapeLiteral(l->conn->pq, value.ptr ? value.ptr : "", value.len);
    enum vg_status r = VG_OK;
    if (!schema || !table || !text)
        r = vg_fail(err, VG_NO_MEMORY, "", "out of memory");
    else if (!value.ptr)
        r = vg_pg_load_run(l, err, "delete from vigie.%s where schema_name = %s and table_name = %s", f->table, schema, table);
    else
        r = vg_pg_load_run(l, err, "insert into vigie.%s values (%s, %s, %s) on conflict (schema_name, table_name)"
                                   " do update set %s = excluded.%s", f->table, schema, table, text, f->column, f->column);
    PQfreemem(schema);
    PQfreemem(table);
    PQfreemem(text);
    return r;
}

enum vg_status vg_pg_beside_write(struct vg_pg_loader *l, bool fresh, struct vg_error *err)
{
    enum vg_status r = VG_OK;
    for (size_t i = 0; i < VG_COUNT(facts) && r == VG_OK; i++) {
        struct vg_str value = facts[i].get(l->c);
        if (i == LIST && !value.ptr && fresh && !l->geometry)
            value = VG_STR(""); /* of no kind, but listed */
        const char *there = NULL;
        if (!value.ptr && !fresh)
            continue;
        r = vg_pg_load_ask(l, there_sql, &facts[i].table, 1, &there, err);
        if (r == VG_OK && !there && value.ptr)
            r = vg_pg_load_run(l, err, "%s", facts[i].sql);
        if (r == VG_OK && (there || value.ptr))
            r = run_with(l, &facts[i], value, err);
    }
    return r;
}

/* --- reading ---------------------------------------------------------------------------------- */

static void adopt(const struct fact *f, const PGresult *rows, int i, struct vg_arena *a, struct vg_collection *c)
{
    const struct vg_table *t = c->table;
    if (t->schema && !strcmp(t->schema, PQgetvalue(rows, i, 0)) && !strcmp(t->name, PQgetvalue(rows, i, 1)))
        f->set(c, vg_arena_str(a, (struct vg_str){PQgetvalue(rows, i, 2), (size_t)PQgetlength(rows, i, 2)}));
}

static enum vg_status read_fact(struct vg_pg_conn *c, const struct fact *f, struct vg_arena *a, struct vg_collection *const *list,
                                size_t n, struct vg_error *err)
{
    VG_AUTO(vg_pg_clearp) PGresult *there = NULL;
    VG_AUTO(vg_pg_clearp) PGresult *rows = NULL;
    enum vg_status r = ask_whether_there(c, f, &there, err);
    if (r != VG_OK || PQntuples(there) == 0)
        return r;
    const char *sql = vg_arena_printf(a, "select schema_name, table_name, %s from vigie.%s", f->column, f->table);
    r = sql ? vg_pg_ask(c, sql, &(struct vg_pg_params){0}, VG_PG_WHOLE, 0, &rows, err) : vg_arena_check(a, err);
    for (int i = 0; r == VG_OK && i < PQntuples(rows); i++)
        for (size_t k = 0; k < n; k++)
            adopt(f, rows, i, a, list[k]);
    return r == VG_OK ? vg_arena_check(a, err) : r;
}

enum vg_status vg_pg_beside_read(struct vg_pg_conn *c, struct vg_arena *a, struct vg_collection *const *list, size_t n,
                                 struct vg_error *err)
{
    enum vg_status r = VG_OK;
    for (size_t i = 0; i < VG_COUNT(facts) && r == VG_OK; i++)
        r = read_fact(c, &facts[i], a, list, n, err);
    return r;
}
