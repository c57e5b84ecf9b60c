/* load_table.c — the table a load makes, and what it gets when its rows are there.
 *
 * A table that is replaced stays readable until the end: the rows go into a new one beside it, which
 * takes its name, its grants and its place at commit.  Whether the old one may go (privileges, views
 * that need it) is tried at the start, inside a savepoint, rather than found out after an hour. */
#include <strings.h>

#include "load.h"

#define MAX_NAME_BYTES 63 /* NAMEDATALEN - 1: longer ones would be cut without a word */
#define MAX_VARCHAR 10485760

struct column_type {
    Oid oid;
    const char *name;
};

static const struct column_type column_types[] = {
    [VG_T_BOOL] = {VG_PG_BOOL, "boolean"},
    [VG_T_INT] = {VG_PG_INT8, "bigint"},
    [VG_T_FLOAT] = {VG_PG_FLOAT4, "real"},
    [VG_T_DOUBLE] = {VG_PG_FLOAT8, "double precision"},
    [VG_T_DECIMAL] = {VG_PG_NUMERIC, "numeric"},
    [VG_T_TEXT] = {VG_PG_TEXT, "text"},
    [VG_T_DATE] = {VG_PG_DATE, "date"},
    [VG_T_DATETIME] = {VG_PG_TIMESTAMPTZ, "timestamp with time zone"},
    [VG_T_LOCALTIME] = {VG_PG_TIMESTAMP, "timestamp without time zone"},
    [VG_T_TIME] = {VG_PG_TIME, "time without time zone"},
    [VG_T_UUID] = {VG_PG_UUID, "uuid"},
    [VG_T_JSON] = {VG_PG_JSONB, "jsonb"},
    [VG_T_BYTES] = {VG_PG_BYTEA, "bytea"},
};

/* ------------------------------------------------------------------------------------------ names */

static enum vg_status check_name(const char *name, struct vg_error *err)
{
    static const char *const system[] = {"cmax", "cmin", "ctid", "tableoid", "xmax", "xmin"};
    if (!*name)
        return vg_fail(err, VG_BAD_INPUT, "", "a collection or field has no name");
    if (strlen(name) > MAX_NAME_BYTES)
        return vg_fail(err, VG_BAD_INPUT, name, "the name '%s' is longer than the %d bytes that PostgreSQL allows", name,
                       MAX_NAME_BYTES);
    for (size_t i = 0; i < VG_COUNT(system); i++)
        if (!strcmp(name, system[i]))
            return vg_fail(err, VG_BAD_INPUT, name, "PostgreSQL keeps the name '%s' for itself", name);
    return VG_OK;
}

static enum vg_status check_names(const struct vg_collection *c, struct vg_error *err)
{
    enum vg_status r = check_name(c->id, err);
    for (size_t i = 0; r == VG_OK && i < c->n_fields; i++)
        r = check_name(c->fields[i].name, err);
    return r == VG_OK && c->geom_name ? check_name(c->geom_name, err) : r;
}

/* The first name that no field has, in any case: the same that another kind of store would take. */
static const char *free_fid(const struct vg_collection *c, struct vg_arena *a)
{
    static const char *const names[] = {"fid", "ogc_fid", "fid_1", "fid_2"};
    for (size_t k = 0;; k++) {
        const char *name = k < VG_COUNT(names) ? names[k] : vg_arena_printf(a, "fid_%zu", k);
        bool used = name && c->geom_name && !strcasecmp(c->geom_name, name);
        for (size_t i = 0; name && i < c->n_fields; i++)
            used |= !strcasecmp(c->fields[i].name, name);
        if (!used)
            return name;
    }
}

/* -------------------------------------------------------------------------------------------- CRS */

/* Longitude before latitude is what PostGIS means by 4326 anyhow. */
static enum vg_status find_srid(struct vg_pg_loader *l, struct vg_error *err)
{
    const struct vg_crs *crs = l->c->crs;
    if (!crs)
        return vg_fail(err, VG_BAD_INPUT, "", "the collection '%s' has a geometry but no coordinate reference system",
                       l->c->id);
    const char *auth = crs->auth, *code = crs->code, *srid = NULL;
    if (auth && code && !strcmp(auth, "OGC") && (!strcmp(code, "CRS84") || !strcmp(code, "CRS84h"))) {
        auth = "EPSG";
        code = code[5] ? "4979" : "4326";
    }
    const char *values[] = {auth, code};
    enum vg_status r = vg_pg_load_ask(l,
                                      "select srid::text from spatial_ref_sys where upper(auth_name) = upper($1)"
                                      " and auth_srid::text = $2 order by srid limit 1",
                                      values, 2, &srid, err);
    if (r != VG_OK)
        return r;
    int64_t v;
    if (!srid || !vg_str_int64(vg_str_of(srid), &v))
        return vg_fail(err, VG_BAD_INPUT, "",
                       "the coordinate reference system '%s' is not in the table spatial_ref_sys of the database",
                       crs->curie ? crs->curie : crs->name);
    l->srid = (int)v;
    return VG_OK;
}

/* ------------------------------------------------------------------------------------ making a table */

static void put_type(struct vg_buf *b, const struct vg_field *f)
{
    if (f->type == VG_T_TEXT && f->width > 0 && f->width <= MAX_VARCHAR)
        vg_buf_printf(b, "varchar(%d)", f->width);
    else
        vg_buf_cstr(b, column_types[f->type].name);
}

static void put_geometry(struct vg_buf *b, const struct vg_pg_loader *l)
{
    const struct vg_collection *c = l->c;
    const char *type = c->geom_type == VG_GEOM_ANY ? "GEOMETRY" : vg_geom_type_name(c->geom_type);
    vg_buf_printf(b, "geometry(%s%s%s, %d)", type, c->geom_z ? "Z" : "", c->geom_m ? "M" : "", l->srid);
}

static enum vg_status create_table(struct vg_pg_loader *l, struct vg_error *err)
{
    const struct vg_collection *c = l->c;
    VG_AUTO(vg_buf_finish) struct vg_buf b;
    vg_buf_init(&b, 16 << 20);
    int n = 0;
    if (l->fid)
        vg_buf_printf(&b, "%s%s bigint generated by default as identity", n++ ? ", " : "",
                      vg_sql_quote(l->arena, l->fid));
    for (size_t i = 0; i < c->n_fields; i++) {
        const struct vg_field *f = &c->fields[i];
        vg_buf_printf(&b, "%s%s ", n++ ? ", " : "", vg_sql_quote(l->arena, f->name));
        put_type(&b, f);
        /* By code point, so that the key's own index has the order pages are given in. */
        if (f->type == VG_T_TEXT && vg_collection_is_key(c, (int)i))
            VG_BUF_LIT(&b, " collate \"C\"");
        if (!f->nullable)
            VG_BUF_LIT(&b, " not null");
        l->types[i] = column_types[f->type].oid;
    }
    if (l->geometry) {
        vg_buf_printf(&b, "%s%s ", n++ ? ", " : "", vg_sql_quote(l->arena, l->geometry));
        put_geometry(&b, l);
    }
    enum vg_status r = vg_buf_check(&b, err);
    return r == VG_OK ? vg_pg_load_run(l, err, "create table %s (%s)", l->loading, b.ptr) : r;
}

/* The collection's table, where there is one: as the search path has it, else as "schema.table". */
static enum vg_status find_table(struct vg_pg_loader *l, const char **out, struct vg_error *err)
{
    static const char sql[] =
        "select c.oid::text from pg_class c join pg_namespace n on n.oid = c.relnamespace"
        " where c.oid = coalesce(to_regclass(quote_ident($1)), to_regclass(quote_ident(split_part($1, '.', 1)) || '.' ||"
        "  quote_ident(substr($1, strpos($1, '.') + 1))))"
        " and n.nspname !~ '^pg_'";
    return vg_pg_load_ask(l, sql, &l->c->id, 1, out, err);
}

static enum vg_status find_schema(struct vg_pg_loader *l, struct vg_error *err)
{
    enum vg_status r = vg_pg_load_ask(l,
                                      "select s from unnest(current_schemas(false)) with ordinality u(s, n)"
                                      " where has_schema_privilege(s, 'create') order by n limit 1",
                                      NULL, 0, &l->schema, err);
    if (r == VG_OK && !l->schema)
        return vg_fail(err, VG_FORBIDDEN, "", "there is no schema in which this role may make a table");
    l->table = l->c->id;
    return r;
}

static const char *qualified(struct vg_pg_loader *l, const char *name)
{
    return vg_arena_printf(l->arena, "%s.%s", vg_sql_quote(l->arena, l->schema), vg_sql_quote(l->arena, name));
}

/* Where the old table stands, and whether it may go. */
static enum vg_status try_drop(struct vg_pg_loader *l, const char *oid, struct vg_error *err)
{
    const char *kind = NULL;
    enum vg_status r = vg_pg_load_ask(l, "select relkind::text from pg_class where oid = $1::oid", &oid, 1, &kind, err);
    if (r == VG_OK)
        r = vg_pg_load_ask(l, "select n.nspname from pg_class c join pg_namespace n on n.oid = c.relnamespace"
                              " where c.oid = $1::oid", &oid, 1, &l->schema, err);
    if (r == VG_OK)
        r = vg_pg_load_ask(l, "select relname from pg_class where oid = $1::oid", &oid, 1, &l->table, err);
    if (r != VG_OK)
        return r;
    if (!kind || (*kind != 'r' && *kind != 'p'))
        return vg_fail(err, VG_CONFLICT, "", "'%s' is no table, so that it cannot be replaced", l->c->id);
    l->old = qualified(l, l->table);
    r = vg_pg_load_run(l, err, "savepoint vigie; drop table %s; rollback to savepoint vigie; release savepoint vigie",
                       l->old);
    return r;
}

static enum vg_status make_table(struct vg_pg_loader *l, struct vg_error *err)
{
    const char *oid = NULL;
    enum vg_status r = find_table(l, &oid, err);
    if (r == VG_OK && oid && l->mode == VG_LOAD_CREATE)
        return vg_fail(err, VG_CONFLICT, "", "the collection '%s' is there already", l->c->id);
    if (r == VG_OK)
        r = oid ? try_drop(l, oid, err) : find_schema(l, err);
    if (r != VG_OK)
        return r;
    l->loading = qualified(l, l->old ? vg_arena_printf(l->arena, "vigie_load_%d", PQbackendPID(l->conn->pq)) : l->table);
    l->fid = l->c->n_key == 0 ? free_fid(l->c, l->arena) : NULL;
    l->geometry = l->c->geom_name;
    l->next_fid = 1;
    return create_table(l, err);
}

enum vg_status vg_pg_load_table(struct vg_pg_loader *l, struct vg_error *err)
{
    const char *oid = NULL;
    enum vg_status r = check_names(l->c, err);
    if (r == VG_OK && l->c->n_key > 1)
        r = vg_fail(err, VG_BUG, "", "a composite key cannot be loaded");
    l->types = vg_arena_array(l->arena, l->c->n_fields + 1, sizeof *l->types);
    if (r == VG_OK)
        r = vg_arena_check(l->arena, err);
    if (r == VG_OK && l->c->geom_name)
        r = find_srid(l, err);
    if (r != VG_OK)
        return r;
    if (l->mode != VG_LOAD_APPEND)
        return make_table(l, err);
    r = find_table(l, &oid, err);
    if (r == VG_OK && !oid)
        return vg_fail(err, VG_NOT_FOUND, "", "there is no collection '%s' to append to", l->c->id);
    return r == VG_OK ? vg_pg_load_append(l, oid, err) : r;
}

/* --------------------------------------------------------------------------------------- afterwards */

static enum vg_status add_key(struct vg_pg_loader *l, struct vg_error *err)
{
    const char *key = l->fid ? l->fid : l->c->fields[l->c->key[0]].name;
    enum vg_status r = vg_pg_load_run(l, err, "alter table %s add primary key (%s)", l->loading,
                                      vg_sql_quote(l->arena, key));
    return r;
}

/* The sequence behind the added column goes on after the highest id. */
static enum vg_status move_sequence(struct vg_pg_loader *l, struct vg_error *err)
{
    if (!l->fid || l->n_rows == 0)
        return VG_OK;
    const char *unused, *values[] = {l->loading, l->fid};
    return vg_pg_load_ask(l,
                          vg_arena_printf(l->arena,
                                          "select setval(q, %lld)::text from pg_get_serial_sequence($1, $2) q"
                                          " where q is not null", (long long)(l->next_fid - 1)),
                          values, 2, &unused, err);
}

static enum vg_status comment(struct vg_pg_loader *l, const char *what, const char *name, const char *first,
                              const char *rest, struct vg_error *err)
{
    if (!first && !rest)
        return VG_OK;
    const char *text = vg_arena_printf(l->arena, "%s%s%s", first ? first : "", first && rest ? "\n" : "", rest ? rest : "");
    char *quoted = text ? PQescapeLiteral(l->conn->pq, text, strlen(text)) : NULL;
    if (!quoted)
        return vg_fail(err, VG_NO_MEMORY, "", "no memory for a comment");
    enum vg_status r = vg_pg_load_run(l, err, "comment on %s %s is %s", what, name, quoted);
    PQfreemem(quoted);
    return r;
}

static enum vg_status add_comments(struct vg_pg_loader *l, struct vg_error *err)
{
    const struct vg_collection *c = l->c;
    const char *title = c->title && strcmp(c->title, c->id) ? c->title : NULL;
    enum vg_status r = comment(l, "table", l->loading, title, c->description, err);
    for (size_t i = 0; r == VG_OK && i < c->n_fields; i++) {
        const struct vg_field *f = &c->fields[i];
        const char *name = vg_arena_printf(l->arena, "%s.%s", l->loading, vg_sql_quote(l->arena, f->name));
        r = comment(l, "column", name, f->description ? f->description : f->title, NULL, err);
    }
    return r;
}

/* The roles that could read the old table can read the new one. */
static enum vg_status copy_grants(struct vg_pg_loader *l, struct vg_error *err)
{
    static const char sql[] =
        "select string_agg(format('grant %s on table %s to %s%s', x.privilege_type, $2::text,"
        "  case x.grantee when 0 then 'public' else quote_ident(pg_get_userbyid(x.grantee)) end,"
        "  case when x.is_grantable then ' with grant option' else '' end), '; ')"
        " from pg_class c cross join lateral aclexplode(c.relacl) x"
        " where c.oid = $1::regclass and x.grantee <> c.relowner";
    const char *grants = NULL, *values[] = {l->old, l->loading};
    enum vg_status r = vg_pg_load_ask(l, sql, values, 2, &grants, err);
    return r == VG_OK && grants ? vg_pg_load_run(l, err, "%s", grants) : r;
}

static enum vg_status take_place(struct vg_pg_loader *l, struct vg_error *err)
{
    static const char names_sql[] =
        "select string_agg(format('alter index %I.%I rename to %I', $2::text, i.relname,"
        "  replace(i.relname, $3::text, $4::text)), '; ')"
        " from pg_index x join pg_class i on i.oid = x.indexrelid where x.indrelid = to_regclass($1)"
        " and to_regclass(format('%I.%I', $2::text, replace(i.relname, $3::text, $4::text))) is null";
    if (!l->old)
        return VG_OK;
    const char *triggers = NULL;
    enum vg_status r = copy_grants(l, err);
    if (r == VG_OK)
        r = vg_pg_load_triggers(l, &triggers, err);
    if (r == VG_OK)
        r = vg_pg_load_run(l, err, "drop table %s; alter table %s rename to %s", l->old, l->loading,
                           vg_sql_quote(l->arena, l->table));
    if (r == VG_OK && triggers)
        r = vg_pg_load_run(l, err, "%s", triggers);
    const char *renames = NULL;
    const char *made = vg_arena_printf(l->arena, "vigie_load_%d", PQbackendPID(l->conn->pq));
    const char *values[] = {l->old, l->schema, made, l->table};
    if (r == VG_OK)
        r = vg_pg_load_ask(l, names_sql, values, 4, &renames, err);
    return r == VG_OK && renames ? vg_pg_load_run(l, err, "%s", renames) : r;
}

enum vg_status vg_pg_load_finish(struct vg_pg_loader *l, struct vg_error *err)
{
    bool fresh = l->mode != VG_LOAD_APPEND;
    enum vg_status r = fresh ? add_key(l, err) : VG_OK;
    if (r == VG_OK && fresh && l->geometry)
        r = vg_pg_load_run(l, err, "create index on %s using gist (%s)", l->loading, vg_sql_quote(l->arena, l->geometry));
    if (r == VG_OK)
        r = move_sequence(l, err);
    if (r == VG_OK && fresh)
        r = add_comments(l, err);
    if (r == VG_OK)
        r = vg_pg_beside_write(l, fresh, err);
    if (r == VG_OK)
        r = vg_pg_load_run(l, err, "analyze %s", l->loading);
    if (r == VG_OK)
        r = vg_pg_load_log(l, err);
    return r == VG_OK ? take_place(l, err) : r;
}
