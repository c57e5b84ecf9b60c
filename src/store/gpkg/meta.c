/* A GeoPackage wants an integer primary key in each table, so an id that is a text ("01001") stands beside it.
 * Which field that is cannot be told from the table alone once it has two unique columns: it is recorded. */
#include "meta.h"

#include "write_sql.h"

/* Files of before have no column for it. */
static bool knows_products(sqlite3 *db)
{
    return sqlite3_table_column_metadata(db, NULL, "vigie_collection", "product", NULL, NULL, NULL, NULL, NULL) == SQLITE_OK;
}

enum vg_status vg_gpkg_meta_read(sqlite3 *db, const char *table, struct vg_arena *a, struct vg_gpkg_meta *out,
                                 struct vg_error *err)
{
    *out = (struct vg_gpkg_meta){0};
    if (!vg_gpkg_has_table(db, "vigie_collection"))
        return VG_OK;
    VG_AUTO(vg_gpkg_finalize) sqlite3_stmt *s = NULL;
    const char *sql = knows_products(db)
        ? "SELECT id_field, row_id, local_times, lang, product FROM vigie_collection WHERE lower(table_name) = lower(?1)"
        : "SELECT id_field, row_id, local_times, lang, NULL FROM vigie_collection WHERE lower(table_name) = lower(?1)";
    if (sqlite3_prepare_v2(db, sql, -1, &s, NULL) != SQLITE_OK)
        return vg_gpkg_sql_fail(db, sqlite3_db_filename(db, "main"), err);
    sqlite3_bind_text(s, 1, table, -1, SQLITE_STATIC);
    switch (sqlite3_step(s)) {
    case SQLITE_DONE:
        return VG_OK;
    case SQLITE_ROW:
        out->id_field = vg_arena_strdup(a, (const char *)sqlite3_column_text(s, 0));
        out->row_id = vg_arena_strdup(a, (const char *)sqlite3_column_text(s, 1));
        out->local_times = vg_arena_strdup(a, (const char *)sqlite3_column_text(s, 2));
        out->lang = vg_arena_strdup(a, (const char *)sqlite3_column_text(s, 3));
        out->product = vg_arena_strdup(a, (const char *)sqlite3_column_text(s, 4));
        return vg_arena_check(a, err);
    default:
        return vg_gpkg_sql_fail(db, sqlite3_db_filename(db, "main"), err);
    }
}

bool vg_gpkg_meta_is_local(const struct vg_gpkg_meta *m, const char *field)
{
    for (struct vg_str rest = vg_str_of(m->local_times); rest.ptr;)
        if (vg_str_is(vg_str_cut(rest, '\n', &rest), field))
            return true;
    return false;
}

enum vg_status vg_gpkg_meta_write(sqlite3 *db, const char *table, const struct vg_gpkg_meta *m, struct vg_error *err)
{
    if (!vg_gpkg_has_table(db, "vigie_collection")) {
        enum vg_status r = vg_gpkg_sql_exec(db, err, "%s", vg_gpkg_sql_vigie);
        if (r != VG_OK)
            return r;
    }
    if (!knows_products(db)) {
        enum vg_status r = vg_gpkg_sql_exec(db, err, "ALTER TABLE vigie_collection ADD COLUMN product TEXT");
        if (r != VG_OK)
            return r;
    }
    return vg_gpkg_sql_exec(db, err,
                            "INSERT OR REPLACE INTO vigie_collection (table_name, id_field, row_id, local_times, lang, product) "
                            "VALUES (%Q, %Q, %Q, %Q, %Q, %Q)",
                            table, m->id_field, m->row_id, m->local_times, m->lang, m->product);
}

enum vg_status vg_gpkg_meta_forget(sqlite3 *db, const char *table, struct vg_error *err)
{
    if (!vg_gpkg_has_table(db, "vigie_collection"))
        return VG_OK;
    return vg_gpkg_sql_exec(db, err, "DELETE FROM vigie_collection WHERE lower(table_name) = lower(%Q)", table);
}
