/* catalog.c — the catalogue of the database, read for all tables at once.
 *
 * Start-up must not grow with the number of tables times a round trip: six queries suffice for any
 * number. */
#include "catalog.h"

#include <limits.h>

#include "../pg.h"
#include "../values/value.h"

/* Schemas of PostGIS's own and ours.  Tables that an extension brought are no data of the user's;
 * partitions are read through their parent. */
#define RELATIONS(tables) \
    "select c.oid, n.nspname, c.relname, c.relkind::text, obj_description(c.oid, 'pg_class')," \
    " coalesce(array_position(current_schemas(false), n.nspname), 2147483647)," \
    " case c.relkind when 'p' then" \
    "   (select case when min(p.reltuples) < 0 then -1 else sum(p.reltuples) end" \
    "    from pg_partition_tree(c.oid) l join pg_class p on p.oid = l.relid where l.isleaf)" \
    "  else c.reltuples end::float8, c.oid in (" VG_PG_SPATIAL ")" \
    " from pg_class c join pg_namespace n on n.oid = c.relnamespace" \
    " where c.oid in (" tables ")" \
    " and c.relkind in ('r', 'v', 'm', 'f', 'p') and not c.relispartition and c.relpersistence <> 't'" \
    " and n.nspname !~ '^pg_' and n.nspname not in ('information_schema', 'topology', 'tiger', 'tiger_data')" \
    " and (n.nspname <> 'vigie' or c.relname = '" VG_PG_RECORDS "')" \
    " and has_schema_privilege(n.oid, 'usage') and has_any_column_privilege(c.oid, 'select')" \
    " and not exists (select from pg_depend e where e.classid = 'pg_class'::regclass and e.objid = c.oid" \
    "   and e.deptype = 'e')" \
    " order by 6, n.nspname collate \"C\", c.relname collate \"C\""

static const char *const relations_sql[] = {RELATIONS(VG_PG_SPATIAL), RELATIONS(VG_PG_SPATIAL VG_PG_LISTED)};

/* A domain counts as what it is made of, one domain on another included. */
static const char columns_sql[] =
    "select o.place::int4 - 1, a.attnum::int4, a.attname, col_description(a.attrelid, a.attnum), b.oid, m.typmod,"
    " a.attnotnull or t.typnotnull, b.typname, b.typtype::text, b.typcategory::text,"
    " a.attcollation <> 0 and not (co.collname in ('C', 'POSIX', 'ucs_basic') or (a.attcollation = 100 and $4)),"
    " coalesce(not co.collisdeterministic, false),"
    " case when b.oid in ($1, $2) then postgis_typmod_srid(m.typmod) else 0 end,"
    " case when b.oid in ($1, $2) then postgis_typmod_type(m.typmod) end,"
    " a.atthasdef or a.attidentity <> '' or t.typdefault is not null, a.attgenerated <> '' or a.attidentity = 'a'"
    " from unnest($3::oid[]) with ordinality o(oid, place) join pg_attribute a on a.attrelid = o.oid"
    " join pg_type t on t.oid = a.atttypid"
    " left join pg_type t1 on t.typtype = 'd' and t1.oid = t.typbasetype"
    " left join pg_type t2 on t1.typtype = 'd' and t2.oid = t1.typbasetype"
    " cross join lateral (select case when a.atttypmod >= 0 then a.atttypmod when t.typtypmod >= 0 then t.typtypmod"
    "   when t1.typtypmod >= 0 then t1.typtypmod else -1 end as typmod) m"
    " join pg_type b on b.oid = coalesce(t2.oid, t1.oid, t.oid)"
    " left join pg_collation co on co.oid = a.attcollation"
    " where a.attnum > 0 and not a.attisdropped and has_column_privilege(a.attrelid, a.attnum, 'select')"
    " order by o.place, a.attnum";

static const char indexes_sql[] =
    "select o.place::int4 - 1, i.indexrelid, i.indisunique, i.indisprimary,"
    " i.indisvalid and i.indisready and i.indpred is null and i.indexprs is null, m.amname = 'gist',"
    " i.indnkeyatts::int4, i.indkey::text, m.amname = 'btree' and not exists (select from unnest(i.indcollation::oid[]) x(c)"
    " join pg_collation co on co.oid = x.c where co.collname not in ('C', 'POSIX', 'ucs_basic'))"
    " from unnest($1::oid[]) with ordinality o(oid, place) join pg_index i on i.indrelid = o.oid"
    " join pg_class c on c.oid = i.indexrelid join pg_am m on m.oid = c.relam"
    " order by o.place, not i.indisprimary, i.indnkeyatts, i.indexrelid";

/* What binds the values of columns: labels in their order, constraints on one column, those of domains, foreign keys. */
static const char rules_sql[] =
    "with o as (select oid, place::int4 - 1 as place from unnest($1::oid[]) with ordinality o(oid, place))"
    " select o.place, a.attnum::int4, 0, e.enumlabel::text, e.enumsortorder::float8"
    "  from o join pg_attribute a on a.attrelid = o.oid join pg_enum e on e.enumtypid = a.atttypid where a.attnum > 0"
    " union all select o.place, c.conkey[1]::int4, 1, pg_get_expr(c.conbin, c.conrelid), c.oid::int8::float8"
    "  from o join pg_constraint c on c.conrelid = o.oid where c.contype = 'c' and cardinality(c.conkey) = 1"
    "  and c.convalidated"
    " union all select o.place, a.attnum::int4, 2, pg_get_expr(c.conbin, 0), c.oid::int8::float8"
    "  from o join pg_attribute a on a.attrelid = o.oid join pg_constraint c on c.contypid = a.atttypid"
    "  where a.attnum > 0 and c.contype = 'c' and c.convalidated"
    " union all select o.place, c.conkey[1]::int4, 3, concat_ws(chr(31), n.nspname, r.relname, a.attname), c.oid::int8::float8"
    "  from o join pg_constraint c on c.conrelid = o.oid join pg_class r on r.oid = c.confrelid"
    "  join pg_namespace n on n.oid = r.relnamespace join pg_attribute a on a.attrelid = r.oid and a.attnum = c.confkey[1]"
    "  where c.contype = 'f' and cardinality(c.conkey) = 1 and c.convalidated"
    " order by 1, 2, 3, 5";

/* Tables of before PostGIS 2 bind the SRID by a constraint, which the view geometry_columns knows how to
 * read. */
static const char constraints_sql[] =
    "select c.oid, a.attnum::int4, g.srid, g.type || case when g.type like '%M' then ''"
    "  when g.coord_dimension = 3 then 'Z' when g.coord_dimension = 4 then 'ZM' else '' end"
    " from geometry_columns g join pg_namespace n on n.nspname = g.f_table_schema"
    " join pg_class c on c.relnamespace = n.oid and c.relname = g.f_table_name"
    " join pg_attribute a on a.attrelid = c.oid and a.attname = g.f_geometry_column"
    " where c.oid = any ($1::oid[]) and g.srid > 0";

static const char crs_sql[] =
    "select srid, auth_name, auth_srid, srtext from spatial_ref_sys where srid = any ($1::int4[])";

/* ------------------------------------------------------------------------------------------- cells */

static struct vg_value cell(const PGresult *r, int row, int column)
{
    struct vg_value v = {.kind = VG_V_NULL};
    vg_pg_decode *decode = vg_pg_decoder(PQftype(r, column));
    if (PQgetisnull(r, row, column) || !decode ||
        !decode((const unsigned char *)PQgetvalue(r, row, column), PQgetlength(r, row, column), NULL, &v))
        v.kind = VG_V_NULL;
    return v;
}

static int64_t integer(const PGresult *r, int row, int column)
{
    struct vg_value v = cell(r, row, column);
    return v.kind == VG_V_INT ? v.integer : 0;
}

static bool boolean(const PGresult *r, int row, int column)
{
    struct vg_value v = cell(r, row, column);
    return v.kind == VG_V_BOOL && v.boolean;
}

static const char *text(const PGresult *r, int row, int column, struct vg_arena *a)
{
    struct vg_value v = cell(r, row, column);
    return v.kind == VG_V_TEXT ? vg_arena_cstr(a, v.text) : NULL;
}

/* ------------------------------------------------------------------------------------------ asking */

#define MAX_PARAMS 4

struct params {
    struct vg_pg_params p;
    Oid types[MAX_PARAMS];
    const char *values[MAX_PARAMS];
    int lengths[MAX_PARAMS], formats[MAX_PARAMS];
    char numbers[2][16];
};

static void add_text(struct params *q, const char *value)
{
    q->values[q->p.n++] = value;
}

/* $1 and $2 are the types geometry and geography wherever both are asked for. */
static void add_types(struct params *q, const struct vg_pg_conn *c)
{
    snprintf(q->numbers[0], sizeof q->numbers[0], "%u", c->geometry);
    snprintf(q->numbers[1], sizeof q->numbers[1], "%u", c->geography);
    q->types[0] = q->types[1] = VG_PG_OID;
    add_text(q, q->numbers[0]);
    add_text(q, q->numbers[1]);
}

static enum vg_status ask(struct vg_pg_conn *c, const char *sql, struct params *q, PGresult **out,
                          struct vg_error *err)
{
    q->p.types = q->types;
    q->p.values = q->values;
    q->p.lengths = q->lengths;
    q->p.formats = q->formats;
    return vg_pg_ask(c, sql, &q->p, VG_PG_WHOLE, 0, out, err);
}

static enum vg_status read_relations(struct vg_pg_conn *c, struct vg_arena *a, bool listed, struct vg_pg_catalog *k,
                                     struct vg_error *err)
{
    VG_AUTO(vg_pg_clearp) PGresult *r = NULL;
    struct params q = {0};
    add_types(&q, c);
    enum vg_status st = ask(c, relations_sql[listed], &q, &r, err);
    if (st != VG_OK)
        return st;
    k->n_relations = (size_t)PQntuples(r);
    k->relations = vg_arena_array(a, k->n_relations + 1, sizeof *k->relations);
    for (int i = 0; k->relations && i < PQntuples(r); i++) {
        const char *kind = text(r, i, 3, a);
        struct vg_value rows = cell(r, i, 6);
        k->relations[i] = (struct vg_pg_relation){
            .oid = (Oid)integer(r, i, 0),
            .schema = text(r, i, 1, a),
            .name = text(r, i, 2, a),
            .kind = kind ? *kind : '?',
            .comment = text(r, i, 4, a),
            .path = (int)integer(r, i, 5),
            .spatial = boolean(r, i, 7),
            .rows = rows.kind == VG_V_DOUBLE ? rows.real : -1,
            .counted = -1,
        };
    }
    return vg_arena_check(a, err);
}

/* '{1,2,3}': the array of all relations, as text. */
static const char *oids_of(const struct vg_pg_catalog *k, struct vg_arena *a)
{
    char *s = vg_arena_alloc(a, k->n_relations * 12 + 3), *p = s;
    if (!s)
        return NULL;
    *p++ = '{';
    for (size_t i = 0; i < k->n_relations; i++)
        p += sprintf(p, i ? ",%u" : "%u", k->relations[i].oid);
    *p = '}';
    return s;
}

static void read_column(const PGresult *r, int i, struct vg_arena *a, struct vg_pg_attribute *out)
{
    const char *kind = text(r, i, 8, a), *category = text(r, i, 9, a);
    *out = (struct vg_pg_attribute){
        .number = (int)integer(r, i, 1),
        .name = text(r, i, 2, a),
        .comment = text(r, i, 3, a),
        .type = (Oid)integer(r, i, 4),
        .typmod = (int)integer(r, i, 5),
        .not_null = boolean(r, i, 6),
        .type_name = text(r, i, 7, a),
        .type_kind = kind ? *kind : '?',
        .type_category = category ? *category : '?',
        .collated = boolean(r, i, 10),
        .folds = boolean(r, i, 11),
        .srid = (int)integer(r, i, 12),
        .shape = text(r, i, 13, a),
        .has_default = boolean(r, i, 14),
        .computed = boolean(r, i, 15),
    };
}

static enum vg_status read_columns(struct vg_pg_conn *c, struct vg_arena *a, const char *oids,
                                   struct vg_pg_catalog *k, struct vg_error *err)
{
    VG_AUTO(vg_pg_clearp) PGresult *r = NULL;
    struct params q = {0};
    add_types(&q, c);
    add_text(&q, oids);
    add_text(&q, c->codepoint ? "t" : "f");
    enum vg_status st = ask(c, columns_sql, &q, &r, err);
    if (st != VG_OK)
        return st;
    k->n_columns = (size_t)PQntuples(r);
    k->columns = vg_arena_array(a, k->n_columns + 1, sizeof *k->columns);
    for (size_t i = 0; k->columns && i < k->n_columns; i++) {
        struct vg_pg_relation *of = &k->relations[integer(r, (int)i, 0)];
        read_column(r, (int)i, a, &k->columns[i]);
        k->columns[i].relation = of->oid;
        if (of->n_columns++ == 0)
            of->first_column = i;
    }
    return vg_arena_check(a, err);
}

static void read_index(const PGresult *r, int i, struct vg_pg_index *out)
{
    struct vg_value keys = cell(r, i, 7);
    struct vg_str rest = keys.kind == VG_V_TEXT ? keys.text : (struct vg_str){0};
    *out = (struct vg_pg_index){
        .oid = (Oid)integer(r, i, 1),
        .unique = boolean(r, i, 2),
        .primary = boolean(r, i, 3),
        .whole = boolean(r, i, 4),
        .gist = boolean(r, i, 5),
        .n_keys = (int)integer(r, i, 6),
        .codepoint = boolean(r, i, 8),
    };
    for (int n = 0; rest.ptr && n < out->n_keys && n < VG_MAX_KEY_PARTS; n++) {
        int64_t number = 0;
        if (!vg_str_int64(vg_str_cut(rest, ' ', &rest), &number))
            number = 0;
        out->keys[n] = (int)number;
    }
}

static enum vg_status read_indexes(struct vg_pg_conn *c, struct vg_arena *a, const char *oids,
                                   struct vg_pg_catalog *k, struct vg_error *err)
{
    VG_AUTO(vg_pg_clearp) PGresult *r = NULL;
    struct params q = {0};
    add_text(&q, oids);
    enum vg_status st = ask(c, indexes_sql, &q, &r, err);
    if (st != VG_OK)
        return st;
    k->n_indexes = (size_t)PQntuples(r);
    k->indexes = vg_arena_array(a, k->n_indexes + 1, sizeof *k->indexes);
    for (size_t i = 0; k->indexes && i < k->n_indexes; i++) {
        struct vg_pg_relation *of = &k->relations[integer(r, (int)i, 0)];
        read_index(r, (int)i, &k->indexes[i]);
        if (of->n_indexes++ == 0)
            of->first_index = i;
    }
    return vg_arena_check(a, err);
}

static struct vg_pg_attribute *find_column(struct vg_pg_catalog *k, int64_t place, int64_t number)
{
    const struct vg_pg_relation *of = &k->relations[place];
    for (size_t i = 0; i < of->n_columns; i++)
        if (k->columns[of->first_column + i].number == number)
            return &k->columns[of->first_column + i];
    return NULL;
}

static enum vg_status read_rules(struct vg_pg_conn *c, struct vg_arena *a, const char *oids, struct vg_pg_catalog *k,
                                 struct vg_error *err)
{
    VG_AUTO(vg_pg_clearp) PGresult *r = NULL;
    struct params q = {0};
    add_text(&q, oids);
    enum vg_status st = ask(c, rules_sql, &q, &r, err);
    if (st != VG_OK)
        return st;
    k->n_rules = (size_t)PQntuples(r);
    k->rules = vg_arena_array(a, k->n_rules + 1, sizeof *k->rules);
    for (size_t i = 0; k->rules && i < k->n_rules; i++) {
        struct vg_pg_attribute *of = find_column(k, integer(r, (int)i, 0), integer(r, (int)i, 1));
        k->rules[i] = (struct vg_pg_rule){(enum vg_pg_rule_kind)integer(r, (int)i, 2), text(r, (int)i, 3, a)};
        if (of && of->n_rules++ == 0)
            of->first_rule = i;
    }
    return vg_arena_check(a, err);
}

/* SRIDs bound by constraints, where the type alone does not. */
static enum vg_status read_constraints(struct vg_pg_conn *c, struct vg_arena *a, const char *oids,
                                       struct vg_pg_catalog *k, struct vg_error *err)
{
    bool needed = false;
    for (size_t i = 0; i < k->n_columns; i++)
        needed |= k->columns[i].type == c->geometry && k->columns[i].srid == 0;
    if (!needed)
        return VG_OK;
    VG_AUTO(vg_pg_clearp) PGresult *r = NULL;
    struct params q = {0};
    add_text(&q, oids);
    enum vg_status st = ask(c, constraints_sql, &q, &r, err);
    for (int i = 0; st == VG_OK && i < PQntuples(r); i++) {
        for (size_t j = 0; j < k->n_columns; j++) {
            struct vg_pg_attribute *at = &k->columns[j];
            if (at->relation != (Oid)integer(r, i, 0) || at->number != integer(r, i, 1) || at->srid)
                continue;
            at->srid = (int)integer(r, i, 2);
            at->shape = text(r, i, 3, a);
        }
    }
    return st;
}

static enum vg_status read_crs(struct vg_pg_conn *c, struct vg_arena *a, struct vg_pg_catalog *k,
                               struct vg_error *err)
{
    char *srids = vg_arena_alloc(a, k->n_columns * 12 + 8), *p = srids;
    if (!srids)
        return vg_arena_check(a, err);
    *p++ = '{';
    *p++ = '0';
    for (size_t i = 0; i < k->n_columns; i++)
        if (k->columns[i].srid)
            p += sprintf(p, ",%d", k->columns[i].srid);
    *p = '}';
    VG_AUTO(vg_pg_clearp) PGresult *r = NULL;
    struct params q = {0};
    add_text(&q, srids);
    enum vg_status st = ask(c, crs_sql, &q, &r, err);
    if (st != VG_OK)
        return st;
    k->n_crs = (size_t)PQntuples(r);
    k->crs = vg_arena_array(a, k->n_crs + 1, sizeof *k->crs);
    for (int i = 0; k->crs && i < PQntuples(r); i++)
        k->crs[i] = (struct vg_pg_crs){(int)integer(r, i, 0), text(r, i, 1, a), (int)integer(r, i, 2), text(r, i, 3, a)};
    return vg_arena_check(a, err);
}

enum vg_status vg_pg_catalog_read(struct vg_pg_conn *c, struct vg_arena *a, bool listed, struct vg_pg_catalog *out,
                                  struct vg_error *err)
{
    *out = (struct vg_pg_catalog){0};
    enum vg_status r = read_relations(c, a, listed, out, err);
    if (r != VG_OK || out->n_relations == 0)
        return r;
    const char *oids = oids_of(out, a);
    if (!oids)
        return vg_arena_check(a, err);
    r = read_columns(c, a, oids, out, err);
    if (r == VG_OK)
        r = read_indexes(c, a, oids, out, err);
    if (r == VG_OK)
        r = read_rules(c, a, oids, out, err);
    if (r == VG_OK)
        r = read_constraints(c, a, oids, out, err);
    if (r == VG_OK)
        r = read_crs(c, a, out, err);
    return r;
}

const struct vg_pg_attribute *vg_pg_catalog_geometry(const struct vg_pg_conn *c, const struct vg_pg_catalog *k,
                                                     const struct vg_pg_relation *r)
{
    const struct vg_pg_attribute *geography = NULL;
    for (size_t i = 0; i < r->n_columns; i++) {
        const struct vg_pg_attribute *at = &k->columns[r->first_column + i];
        if (at->type == c->geometry)
            return at;
        if (at->type == c->geography && !geography)
            geography = at;
    }
    return geography;
}
