/* The document of metadata that tells of a table, where the standard keeps it (OGC 12-128r18, annex F.8), so that other
 * programs find it and theirs is found.  QGIS and GDAL keep documents of their own kinds in the same tables. */
#include "metadata.h"

#include "write_sql.h"

#define ISO_URI "http://www.isotc211.org/2005/gmd"

static bool has_tables(sqlite3 *db)
{
    return vg_gpkg_has_table(db, "gpkg_metadata") && vg_gpkg_has_table(db, "gpkg_metadata_reference");
}

/* Of several the one kept last. */
enum vg_status vg_gpkg_metadata_read(sqlite3 *db, const char *table, struct vg_arena *a, struct vg_str *out, struct vg_error *err)
{
    static const char sql[] =
        "SELECT m.metadata FROM gpkg_metadata m JOIN gpkg_metadata_reference r ON r.md_file_id = m.id "
        "WHERE r.reference_scope = 'table' AND lower(r.table_name) = lower(?1) AND length(m.metadata) BETWEEN 1 AND ?2 "
        "AND (m.md_standard_uri LIKE '%isotc211%' OR m.md_standard_uri LIKE '%19139%' OR m.md_standard_uri LIKE '%19115%') "
        "ORDER BY m.id DESC LIMIT 1";
    VG_AUTO(vg_gpkg_finalize) sqlite3_stmt *s = NULL;
    *out = (struct vg_str){0};
    if (!has_tables(db))
        return VG_OK;
    if (sqlite3_prepare_v2(db, sql, -1, &s, NULL) != SQLITE_OK)
        return VG_OK; /* not as the standard has them: nothing that could be read */
    sqlite3_bind_text(s, 1, table, -1, SQLITE_STATIC);
    sqlite3_bind_int(s, 2, VG_GPKG_MAX_METADATA);
    int step = sqlite3_step(s);
    if (step == SQLITE_ROW) {
        const char *text = (const char *)sqlite3_column_text(s, 0);
        *out = text ? vg_arena_str(a, (struct vg_str){text, (size_t)sqlite3_column_bytes(s, 0)}) : (struct vg_str){0};
    }
    return step == SQLITE_ROW || step == SQLITE_DONE ? vg_arena_check(a, err)
                                                     : vg_gpkg_sql_fail(db, sqlite3_db_filename(db, "main"), err);
}

enum vg_status vg_gpkg_metadata_forget(sqlite3 *db, const char *table, struct vg_error *err)
{
    if (!has_tables(db))
        return VG_OK;
    enum vg_status r = vg_gpkg_sql_exec(db, err,
                                        "DELETE FROM gpkg_metadata_reference WHERE lower(table_name) = lower(%Q)", table);
    return r != VG_OK ? r : vg_gpkg_sql_exec(db, err,
                                             "DELETE FROM gpkg_metadata WHERE md_standard_uri = '" ISO_URI "' AND id NOT IN "
                                             "(SELECT md_file_id FROM gpkg_metadata_reference UNION "
                                             "SELECT md_parent_id FROM gpkg_metadata_reference WHERE md_parent_id IS NOT NULL)");
}

enum vg_status vg_gpkg_metadata_write(sqlite3 *db, const char *table, struct vg_str document, struct vg_error *err)
{
    enum vg_status r = vg_gpkg_metadata_forget(db, table, err);
    if (r == VG_OK && !has_tables(db))
        r = vg_gpkg_sql_exec(db, err, "%s", vg_gpkg_sql_metadata_extension);
    if (r == VG_OK)
        r = vg_gpkg_sql_exec(db, err, "INSERT INTO gpkg_metadata (md_standard_uri, metadata) VALUES ('" ISO_URI "', '%.*q')",
                             (int)document.len, document.ptr);
    return r != VG_OK ? r : vg_gpkg_sql_exec(db, err,
                                             "INSERT INTO gpkg_metadata_reference (reference_scope, table_name, md_file_id) "
                                             "VALUES ('table', %Q, last_insert_rowid())", table);
}
