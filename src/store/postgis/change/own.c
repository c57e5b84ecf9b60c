/* own.c — vigie's own tables: the schema vigie, made by the numbered files of schemas/sql/postgis. */
#include "../pg.h"

extern const char vg_pg_sql_change[];

/* In the order of their numbers; a file is run where the table that it makes is not there. */
static const struct {
    const char *makes;
    const char *sql;
} files[] = {
    {"vigie.change", vg_pg_sql_change},
};

/* Two commands at once: the second one waits, and then finds all there. */
static const char begin_sql[] = "begin; select pg_advisory_xact_lock(hashtext('vigie.make_tables'))";

enum vg_status vg_pg_is_so(struct vg_pg_conn *c, const char *question, const char *text, bool *out, struct vg_error *err)
{
    const char *values[] = {text};
    const Oid types[] = {VG_PG_TEXT};
    const int lengths[] = {(int)strlen(text)}, formats[] = {0};
    struct vg_pg_params p = {1, types, values, lengths, formats};
    VG_AUTO(vg_pg_clearp) PGresult *r = NULL;
    enum vg_status st = vg_pg_ask(c, question, &p, VG_PG_WHOLE, 0, &r, err);

    if (st == VG_OK)
        *out = *PQgetvalue(r, 0, 0) != 0;
    return st;
}

static enum vg_status make(struct vg_pg_conn *c, struct vg_error *err)
{
    enum vg_status r = vg_pg_run(c, begin_sql, err);

    for (size_t i = 0; r == VG_OK && i < VG_COUNT(files); i++) {
        bool there = false;
        r = vg_pg_is_so(c, "select to_regclass($1) is not null", files[i].makes, &there, err);
        if (r == VG_OK && !there)
            r = vg_pg_run(c, files[i].sql, err);
    }
    return r == VG_OK ? vg_pg_run(c, "commit", err) : r;
}

enum vg_status vg_pg_make_tables(struct vg_store *base, struct vg_error *err)
{
    struct vg_pg_conn *c;
    enum vg_status r = vg_pg_connect(((struct vg_pg_store *)base)->primary, &c, err);

    if (r != VG_OK)
        return r;
    r = make(c, err);
    vg_pg_disconnect(c); /* undoes what is not committed */
    return r;
}
