/* Every statement here is made from names of tables and columns; values of rows are bound by the loader.
 * Names go through %w and %Q, so that any UTF-8 is safe in them. */
#include "write_sql.h"

static const char *file_name(const char *path)
{
    const char *slash = path ? strrchr(path, '/') : NULL;
    return slash ? slash + 1 : path ? path : "";
}

static enum vg_status fail_constraint(sqlite3 *db, struct vg_error *err)
{
    switch (sqlite3_extended_errcode(db)) {
    case SQLITE_CONSTRAINT_PRIMARYKEY:
    case SQLITE_CONSTRAINT_ROWID:
    case SQLITE_CONSTRAINT_UNIQUE:
        return vg_fail(err, VG_CONFLICT, "", "a value that must be unique is there twice (%s)",
                       sqlite3_errmsg(db));
    default:
        return vg_fail(err, VG_BAD_INPUT, "", "the store's rules do not allow this row (%s)",
                       sqlite3_errmsg(db));
    }
}

enum vg_status vg_gpkg_sql_fail(sqlite3 *db, const char *path, struct vg_error *err)
{
    const char *name = file_name(path);
    switch (db ? sqlite3_errcode(db) & 0xff : SQLITE_NOMEM) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        return vg_fail(err, VG_UNAVAILABLE, "", "the store '%s' is locked by another program", name);
    case SQLITE_FULL:
        return vg_fail(err, VG_UNAVAILABLE, "", "no room left on the disk of the store '%s'", name);
    case SQLITE_READONLY:
    case SQLITE_PERM:
    case SQLITE_AUTH:
        return vg_fail(err, VG_UNAVAILABLE, "", "the store '%s' cannot be written to", name);
    case SQLITE_CANTOPEN:
        return vg_fail(err, VG_UNAVAILABLE, "", "the store '%s' cannot be opened", name);
    case SQLITE_IOERR:
        return vg_fail(err, VG_UNAVAILABLE, "", "the disk of the store '%s' failed (%s)", name,
                       sqlite3_errmsg(db));
    case SQLITE_INTERRUPT:
        return vg_fail(err, VG_UNAVAILABLE, "", "interrupted");
    case SQLITE_NOTADB:
        return vg_fail(err, VG_BAD_INPUT, "", "'%s' is not a GeoPackage", name);
    case SQLITE_CORRUPT:
        return vg_fail(err, VG_BAD_INPUT, "", "the store '%s' is damaged (%s)", name, sqlite3_errmsg(db));
    case SQLITE_NOMEM:
        return vg_fail(err, VG_NO_MEMORY, "", "out of memory");
    case SQLITE_TOOBIG:
        return vg_fail(err, VG_TOO_LARGE, "", "a value is larger than SQLite takes (1 GB)");
    case SQLITE_CONSTRAINT:
        return fail_constraint(db, err);
    default:
        return vg_fail(err, VG_BUG, "", "SQLite: %s", sqlite3_errmsg(db));
    }
}

static const char *path_of(sqlite3 *db)
{
    return sqlite3_db_filename(db, "main");
}

void vg_gpkg_finalize(sqlite3_stmt **s)
{
    sqlite3_finalize(*s);
}

void vg_gpkg_freetext(char **s)
{
    sqlite3_free(*s);
}

enum vg_status vg_gpkg_sql_exec(sqlite3 *db, struct vg_error *err, const char *fmt, ...)
{
    va_list args;
    va_start(args, fmt);
    VG_AUTO(vg_gpkg_freetext) char *sql = sqlite3_vmprintf(fmt, args);
    va_end(args);
    if (!sql)
        return vg_fail(err, VG_NO_MEMORY, "", "out of memory");
    return sqlite3_exec(db, sql, NULL, NULL, NULL) == SQLITE_OK ? VG_OK : vg_gpkg_sql_fail(db, path_of(db), err);
}

static enum vg_status first_row(sqlite3 *db, sqlite3_stmt **out, struct vg_error *err, const char *fmt,
                                va_list args)
{
    VG_AUTO(vg_gpkg_freetext) char *sql = sqlite3_vmprintf(fmt, args);
    if (!sql)
        return vg_fail(err, VG_NO_MEMORY, "", "out of memory");
    if (sqlite3_prepare_v2(db, sql, -1, out, NULL) != SQLITE_OK)
        return vg_gpkg_sql_fail(db, path_of(db), err);
    switch (sqlite3_step(*out)) {
    case SQLITE_ROW:
        return VG_OK;
    case SQLITE_DONE:
        return VG_END;
    default:
        return vg_gpkg_sql_fail(db, path_of(db), err);
    }
}

enum vg_status vg_gpkg_sql_int(sqlite3 *db, int64_t *out, struct vg_error *err, const char *fmt, ...)
{
    VG_AUTO(vg_gpkg_finalize) sqlite3_stmt *s = NULL;
    va_list args;
    va_start(args, fmt);
    enum vg_status r = first_row(db, &s, err, fmt, args);
    va_end(args);
    if (r == VG_OK)
        *out = sqlite3_column_int64(s, 0);
    return r;
}

enum vg_status vg_gpkg_sql_text(sqlite3 *db, char **out, struct vg_error *err, const char *fmt, ...)
{
    VG_AUTO(vg_gpkg_finalize) sqlite3_stmt *s = NULL;
    va_list args;
    va_start(args, fmt);
    enum vg_status r = first_row(db, &s, err, fmt, args);
    va_end(args);
    if (r != VG_OK)
        return r;
    const char *text = (const char *)sqlite3_column_text(s, 0);
    *out = text ? sqlite3_mprintf("%s", text) : NULL;
    return VG_OK;
}

bool vg_gpkg_has_table(sqlite3 *db, const char *name)
{
    int64_t n = 0;
    struct vg_error ignored = {0};
    return vg_gpkg_sql_int(db, &n, &ignored,
                           "SELECT 1 FROM sqlite_master WHERE type IN ('table', 'view') AND lower(name) = lower(%Q)",
                           name) == VG_OK;
}

void vg_gpkg_put_name(struct vg_buf *b, const char *name)
{
    vg_buf_char(b, '"');
    for (const char *p = name; *p; p++) {
        if (*p == '"')
            vg_buf_char(b, '"');
        vg_buf_char(b, *p);
    }
    vg_buf_char(b, '"');
}
