/* load_append.c — rows for a table that is there: it must take them column by column. */
#include "load.h"

/* What a column's type may be given, by field type. */
struct taker {
    Oid oid;
    unsigned takes;
};

#define TAKES(t) (1u << VG_T_##t)

static const struct taker takers[] = {
    {VG_PG_BOOL, TAKES(BOOL)},
    {VG_PG_INT2, TAKES(INT)},
    {VG_PG_INT4, TAKES(INT)},
    {VG_PG_INT8, TAKES(INT)},
    {VG_PG_FLOAT4, TAKES(INT) | TAKES(FLOAT) | TAKES(DOUBLE)},
    {VG_PG_FLOAT8, TAKES(INT) | TAKES(FLOAT) | TAKES(DOUBLE) | TAKES(DECIMAL)},
    {VG_PG_NUMERIC, TAKES(INT) | TAKES(FLOAT) | TAKES(DOUBLE) | TAKES(DECIMAL)},
    {VG_PG_TEXT, TAKES(TEXT) | TAKES(UUID) | TAKES(JSON)},
    {VG_PG_VARCHAR, TAKES(TEXT) | TAKES(UUID) | TAKES(JSON)},
    {VG_PG_BPCHAR, TAKES(TEXT)},
    {VG_PG_DATE, TAKES(DATE)},
    {VG_PG_TIME, TAKES(TIME)},
    {VG_PG_TIMESTAMP, TAKES(DATE) | TAKES(LOCALTIME)},
    {VG_PG_TIMESTAMPTZ, TAKES(DATE) | TAKES(DATETIME)},
    {VG_PG_UUID, TAKES(UUID)},
    {VG_PG_JSON, TAKES(JSON)},
    {VG_PG_JSONB, TAKES(JSON)},
    {VG_PG_BYTEA, TAKES(BYTES)},
};

/* An enum and citext are read from their text. */
static bool takes(Oid type, const char *kind, const char *name, enum vg_type t)
{
    for (size_t i = 0; i < VG_COUNT(takers); i++)
        if (takers[i].oid == type)
            return takers[i].takes & 1u << t;
    return t == VG_T_TEXT && (*kind == 'e' || !strcmp(name, "citext"));
}

static enum vg_status check_field(struct vg_pg_loader *l, const char *oid, size_t i, struct vg_error *err)
{
    static const char sql[] =
        "select b.oid || ' ' || b.typtype::text || ' ' || b.typname from pg_attribute a join pg_type t on t.oid = a.atttypid"
        " join pg_type b on b.oid = case when t.typtype = 'd' then t.typbasetype else t.oid end"
        " where a.attrelid = $1::oid and a.attname = $2 and a.attnum > 0 and not a.attisdropped";
    const struct vg_field *f = &l->c->fields[i];
    const char *found = NULL, *values[] = {oid, f->name};
    enum vg_status r = vg_pg_load_ask(l, sql, values, 2, &found, err);
    if (r != VG_OK)
        return r;
    if (!found)
        return vg_fail(err, VG_CONFLICT, f->name, "the collection '%s' has no field '%s'", l->c->id, f->name);
    struct vg_str rest, number = vg_str_cut(vg_str_of(found), ' ', &rest);
    int64_t type = 0;
    const char *kind = rest.ptr, *name = rest.ptr + 2;
    if (!vg_str_int64(number, &type) || !takes((Oid)type, kind, name, f->type))
        return vg_fail(err, VG_CONFLICT, f->name, "the field '%s' is %s here and %s in the collection '%s'", f->name,
                       vg_type_name(f->type), name, l->c->id);
    l->types[i] = (Oid)type;
    return VG_OK;
}

static enum vg_status check_geometry(struct vg_pg_loader *l, const char *oid, struct vg_error *err)
{
    const char *name = NULL, *srid = NULL, *values[] = {oid, NULL};
    enum vg_status r = vg_pg_load_ask(l,
                                      "select attname from pg_attribute where attrelid = $1::oid and attnum > 0"
                                      " and not attisdropped and atttypid = 'geometry'::regtype order by attnum limit 1",
                                      values, 1, &name, err);
    if (r != VG_OK)
        return r;
    if (!name)
        return vg_fail(err, VG_CONFLICT, "", "the collection '%s' has no geometry, the new rows have one", l->c->id);
    values[1] = name;
    r = vg_pg_load_ask(l,
                       "select postgis_typmod_srid(atttypmod)::text from pg_attribute where attrelid = $1::oid"
                       " and attname = $2", values, 2, &srid, err);
    int64_t v = 0;
    if (r != VG_OK)
        return r;
    if (srid && vg_str_int64(vg_str_of(srid), &v) && v != 0 && v != l->srid)
        return vg_fail(err, VG_CONFLICT, "", "the collection '%s' is in another coordinate reference system than '%s'",
                       l->c->id, l->c->crs->curie);
    l->geometry = name;
    return VG_OK;
}

/* Rows without an id of their own are numbered on; nobody else may add rows meanwhile. */
static enum vg_status number_on(struct vg_pg_loader *l, const char *oid, struct vg_error *err)
{
    const char *highest = NULL;
    enum vg_status r = vg_pg_load_ask(l,
                                      "select a.attname from pg_index i join pg_attribute a on a.attrelid = i.indrelid"
                                      " and a.attnum = i.indkey[0] where i.indrelid = $1::oid and i.indisprimary"
                                      " and i.indnkeyatts = 1 and a.atttypid = any('{int2,int4,int8}'::regtype[])",
                                      &oid, 1, &l->fid, err);
    if (r != VG_OK)
        return r;
    if (!l->fid)
        return vg_fail(err, VG_CONFLICT, "", "the table '%s' has no integer primary key: name the field that is the id",
                       l->c->id);
    if (vg_collection_field(l->c, vg_str_of(l->fid)) >= 0)
        return vg_fail(err, VG_CONFLICT, l->fid, "the field '%s' is the id of the collection '%s': load it as the id",
                       l->fid, l->c->id);
    r = vg_pg_load_run(l, err, "lock table %s in share row exclusive mode", l->loading);
    if (r == VG_OK)
        r = vg_pg_load_ask(l, vg_arena_printf(l->arena, "select max(%s)::text from %s", vg_sql_quote(l->arena, l->fid),
                                              l->loading), NULL, 0, &highest, err);
    int64_t v = 0;
    if (highest && !vg_str_int64(vg_str_of(highest), &v))
        v = 0;
    l->next_fid = v < 0 ? 1 : v + 1;
    return r;
}

static enum vg_status find_names(struct vg_pg_loader *l, const char *oid, struct vg_error *err)
{
    const char *kind = NULL;
    enum vg_status r = vg_pg_load_ask(l, "select relkind::text from pg_class where oid = $1::oid", &oid, 1, &kind, err);
    if (r == VG_OK && kind && *kind != 'r' && *kind != 'p')
        return vg_fail(err, VG_CONFLICT, "", "'%s' is no table, so that nothing can be appended", l->c->id);
    if (r == VG_OK)
        r = vg_pg_load_ask(l, "select format('%I.%I', n.nspname, c.relname) from pg_class c"
                              " join pg_namespace n on n.oid = c.relnamespace where c.oid = $1::oid",
                           &oid, 1, &l->loading, err);
    return r == VG_OK && !l->loading ? vg_fail(err, VG_NOT_FOUND, "", "the table '%s' has gone", l->c->id) : r;
}

enum vg_status vg_pg_load_append(struct vg_pg_loader *l, const char *oid, struct vg_error *err)
{
    enum vg_status r = find_names(l, oid, err);
    for (size_t i = 0; r == VG_OK && i < l->c->n_fields; i++)
        r = check_field(l, oid, i, err);
    if (r == VG_OK && l->c->geom_name)
        r = check_geometry(l, oid, err);
    if (r == VG_OK && l->c->n_key == 0)
        r = number_on(l, oid, err);
    return r;
}
