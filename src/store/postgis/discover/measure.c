/* measure.c — how large the tables are: their boxes, and the rows of small ones.
 *
 * All of it is told by spatial indexes and the planner's statistics; rows are looked at only in tables
 * believed to be small, and never more than 1 001.  What goes wrong here costs a box or a count, not
 * the discovery: a view may well fail. */
#include "catalog.h"

#include <vigie/base/number.h>

#include "../../sql/sql.h"
#include "../values/value.h"

/* A table the planner believes to hold no more is counted. */
#define MAYBE_SMALL (VG_SMALL_COLLECTION + VG_SMALL_COLLECTION / 5)
/* What a look at views and foreign tables may cost: each, and all together. */
#define VIEW_MS 100
#define VIEWS_MS 400
#define MAX_SQL (64u << 20)

/* -------------------------------------------------------------------------------------------- boxes */

/* The parent of partitions has no index of its own to ask: its partitions have.  Without an index the
 * planner's statistics tell, about; st_estimatedextent takes no name that holds a quote. */
static const char boxes_sql[] =
    "select o.place::int4 - 1, min(st_xmin(e.box)), min(st_ymin(e.box)), max(st_xmax(e.box)), max(st_ymax(e.box)),"
    " coalesce(bool_or((select s.null_frac > 0 from pg_stats s where not s.inherited and s.schemaname = n.nspname"
    "  and s.tablename = c.relname and s.attname = a.attname)), false)"
    " from unnest($1::oid[], $2::int4[]) with ordinality o(oid, number, place)"
    " join pg_attribute a on a.attrelid = o.oid and a.attnum = o.number"
    " cross join lateral (select l.relid from pg_partition_tree(o.oid) l where l.isleaf"
    "   union all select o.oid where not exists (select from pg_partition_tree(o.oid))) l(relid)"
    " join pg_class c on c.oid = l.relid and c.relkind in ('r', 'm') join pg_namespace n on n.oid = c.relnamespace"
    " cross join lateral (select coalesce(_postgis_index_extent(c.oid::regclass, a.attname), case"
    "  when n.nspname || c.relname || a.attname !~ '\"' then st_estimatedextent(n.nspname, c.relname, a.attname) end)) e(box)"
    " group by 1";

static bool has_statistics(const struct vg_pg_relation *r)
{
    return r->kind == 'r' || r->kind == 'm' || r->kind == 'p';
}

static bool read_box(const PGresult *r, int row, int first, double box[4])
{
    for (int i = 0; i < 4; i++) {
        struct vg_value v;
        if (PQgetisnull(r, row, first + i) || PQgetlength(r, row, first + i) != 8)
            return false;
        vg_pg_decoder(VG_PG_FLOAT8)((const unsigned char *)PQgetvalue(r, row, first + i), 8, NULL, &v);
        box[i] = v.real;
    }
    return true;
}

static int64_t read_int(const PGresult *r, int row, int column)
{
    struct vg_value v = {0};
    vg_pg_decode *decode = vg_pg_decoder(PQftype(r, column));
    if (decode && !PQgetisnull(r, row, column))
        decode((const unsigned char *)PQgetvalue(r, row, column), PQgetlength(r, row, column), NULL, &v);
    return v.kind == VG_V_INT ? v.integer : 0;
}

static bool read_bool(const PGresult *r, int row, int column)
{
    return PQgetlength(r, row, column) == 1 && *PQgetvalue(r, row, column);
}

/* Two arrays as text: of relations and of their geometry columns; 0 stands for "none to be asked". */
static void put_arrays(const struct vg_pg_conn *c, const struct vg_pg_catalog *k, struct vg_buf *oids,
                       struct vg_buf *numbers)
{
    vg_buf_char(oids, '{');
    vg_buf_char(numbers, '{');
    for (size_t i = 0; i < k->n_relations; i++) {
        const struct vg_pg_relation *r = &k->relations[i];
        const struct vg_pg_attribute *g = vg_pg_catalog_geometry(c, k, r);
        bool asked = g && has_statistics(r) && g->type == c->geometry;
        vg_buf_printf(oids, i ? ",%u" : "%u", asked ? r->oid : 0);
        vg_buf_printf(numbers, i ? ",%d" : "%d", asked ? g->number : 0);
    }
    vg_buf_char(oids, '}');
    vg_buf_char(numbers, '}');
}

static enum vg_status read_boxes(struct vg_pg_conn *c, struct vg_pg_catalog *k, struct vg_error *err)
{
    VG_AUTO(vg_buf_finish) struct vg_buf oids, numbers;
    vg_buf_init(&oids, MAX_SQL);
    VG_AUTO(vg_pg_clearp) PGresult *r = NULL;
    vg_buf_init(&numbers, MAX_SQL);
    put_arrays(c, k, &oids, &numbers);
    const char *values[] = {oids.ptr, numbers.ptr};
    Oid types[] = {0, 0};
    int zeros[] = {0, 0};
    struct vg_pg_params p = {2, types, values, zeros, zeros};
    enum vg_status st = vg_buf_check(&oids, err);
    if (st == VG_OK)
        st = vg_buf_check(&numbers, err);
    if (st == VG_OK)
        st = vg_pg_ask(c, boxes_sql, &p, VG_PG_WHOLE, 0, &r, err);
    for (int i = 0; st == VG_OK && i < PQntuples(r); i++) {
        struct vg_pg_relation *of = &k->relations[read_int(r, i, 0)];
        of->has_box = read_box(r, i, 1, of->box);
        of->nulls = read_bool(r, i, 5);
    }
    return st;
}

/* ------------------------------------------------------------------------------------------- counts */

/* "select 7, count(*), box" of at most 1 001 rows: of a small table the box is exact, which statistics are not. */
static void put_count(struct vg_buf *b, const struct vg_pg_conn *c, const struct vg_pg_catalog *k, size_t i,
                      struct vg_arena *a)
{
    const struct vg_pg_relation *r = &k->relations[i];
    const struct vg_pg_attribute *g = vg_pg_catalog_geometry(c, k, r);
    const char *name = g ? vg_sql_quote(a, g->name) : NULL, *table = vg_sql_quote(a, r->name);
    const char *schema = vg_sql_quote(a, r->schema);
    bool box = g && g->type == c->geometry;
    vg_buf_printf(b, "select %zu::int4, count(*)", i);
    for (int side = 0; side < 4; side++) {
        static const char *const sides[] = {"xmin", "ymin", "xmax", "ymax"};
        if (box)
            vg_buf_printf(b, ", st_%s(st_extent(x.g))", sides[side]);
        else
            VG_BUF_LIT(b, ", null::float8");
    }
    VG_BUF_LIT(b, ", count(*) > count(x.g) from (select ");
    vg_buf_cstr(b, name ? name : "1");
    VG_BUF_LIT(b, " as g from ");
    vg_buf_cstr(b, schema ? schema : "");
    vg_buf_char(b, '.');
    vg_buf_cstr(b, table ? table : "");
    vg_buf_printf(b, " limit %d) x", VG_SMALL_COLLECTION + 1);
}

static enum vg_status ask_counts(struct vg_pg_conn *c, const struct vg_buf *sql, struct vg_pg_catalog *k,
                                 struct vg_error *err)
{
    VG_AUTO(vg_pg_clearp) PGresult *r = NULL;
    enum vg_status st = vg_buf_check(sql, err);
    if (st == VG_OK)
        st = vg_pg_ask(c, sql->ptr, NULL, VG_PG_WHOLE, 0, &r, err);
    for (int i = 0; st == VG_OK && i < PQntuples(r); i++) {
        struct vg_pg_relation *of = &k->relations[read_int(r, i, 0)];
        double box[4];
        of->counted = read_int(r, i, 1);
        if (of->counted > VG_SMALL_COLLECTION)
            continue;
        of->nulls = read_bool(r, i, 6);
        if (!read_box(r, i, 2, box))
            continue;
        memcpy(of->box, box, sizeof box);
        of->has_box = true;
    }
    return st;
}

/* All tables in one statement. */
static enum vg_status count_tables(struct vg_pg_conn *c, struct vg_arena *a, struct vg_pg_catalog *k,
                                   struct vg_error *err)
{
    struct vg_buf sql;
    vg_buf_init(&sql, MAX_SQL);
    for (size_t i = 0; i < k->n_relations; i++) {
        const struct vg_pg_relation *r = &k->relations[i];
        if (!has_statistics(r) || r->n_columns == 0 || r->rows > MAYBE_SMALL)
            continue;
        if (sql.len)
            VG_BUF_LIT(&sql, " union all ");
        put_count(&sql, c, k, i, a);
    }
    enum vg_status st = sql.len ? ask_counts(c, &sql, k, err) : VG_OK;
    vg_buf_finish(&sql);
    return st;
}

/* Each view on its own, since one may fail or be slow, as long as there is time. */
static enum vg_status count_views(struct vg_pg_conn *c, struct vg_arena *a, struct vg_pg_catalog *k,
                                  struct vg_error *err)
{
    struct vg_error unused = vg_pg_apart(err);
    int64_t end = vg_monotonic_ms() + VIEWS_MS;
    enum vg_status st = vg_pg_limit_time(c, VIEW_MS, err);
    for (size_t i = 0; st == VG_OK && i < k->n_relations && vg_monotonic_ms() < end; i++) {
        const struct vg_pg_relation *r = &k->relations[i];
        if (has_statistics(r) || r->n_columns == 0)
            continue;
        struct vg_buf sql;
        vg_buf_init(&sql, MAX_SQL);
        put_count(&sql, c, k, i, a);
        if (ask_counts(c, &sql, k, &unused) != VG_OK && c->broken)
            st = vg_fail(err, unused.kind, unused.where, "%s", unused.text);
        vg_buf_finish(&sql);
    }
    return st == VG_OK ? vg_pg_limit_time(c, c->target->statement_ms, err) : st;
}

static bool has_views(const struct vg_pg_catalog *k)
{
    for (size_t i = 0; i < k->n_relations; i++)
        if (!has_statistics(&k->relations[i]))
            return true;
    return false;
}

enum vg_status vg_pg_catalog_measure(struct vg_pg_conn *c, struct vg_arena *a, struct vg_pg_catalog *k,
                                     struct vg_error *err)
{
    struct vg_error unused = vg_pg_apart(err);
    if (k->n_relations == 0)
        return VG_OK;
    enum vg_status r = read_boxes(c, k, &unused);
    if (r == VG_OK || !c->broken)
        r = count_tables(c, a, k, &unused);
    if (c->broken)
        return vg_fail(err, unused.kind, unused.where, "%s", unused.text);
    return has_views(k) ? count_views(c, a, k, err) : VG_OK;
}
