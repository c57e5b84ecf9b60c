/* write_sql.h — the few SQLite calls that writing a GeoPackage needs, with our errors, and the statements that are built in. */
#ifndef STORE_GPKG_WRITE_SQL_H
#define STORE_GPKG_WRITE_SQL_H

#include <sqlite3.h>

#include <vigie/base/str.h>

/* What SQLite last said of db as an error of ours: busy, full and unreadable files are VG_UNAVAILABLE, a
 * broken constraint is VG_CONFLICT (unique) or VG_BAD_INPUT, the rest is VG_BUG.  `path` names the file. */
enum vg_status vg_gpkg_sql_fail(sqlite3 *db, const char *path, struct vg_error *err);

/* Run statements; fmt as of sqlite3_mprintf (%Q a literal, %w inside an identifier). */
enum vg_status vg_gpkg_sql_exec(sqlite3 *db, struct vg_error *err, const char *fmt, ...) VG_MUST_USE;

/* The first column of the first row; VG_END where there is no row.  A text is allocated by SQLite
 * (sqlite3_free), NULL for SQL NULL. */
enum vg_status vg_gpkg_sql_int(sqlite3 *db, int64_t *out, struct vg_error *err, const char *fmt, ...) VG_MUST_USE;
enum vg_status vg_gpkg_sql_text(sqlite3 *db, char **out, struct vg_error *err, const char *fmt, ...) VG_MUST_USE;

/* schemas/sql/gpkg, built in */
extern const char vg_gpkg_sql_geopackage[];
extern const char vg_gpkg_sql_vigie[];
extern const char vg_gpkg_sql_change[];
extern const char vg_gpkg_sql_records[], vg_gpkg_sql_record_words[], vg_gpkg_sql_record_times[];
extern const char vg_gpkg_sql_schema_extension[];
extern const char vg_gpkg_sql_metadata_extension[];

/* Is there a table or view of this name (as SQLite compares names)? */
bool vg_gpkg_has_table(sqlite3 *db, const char *name);

/* A name as an identifier, in double quotes. */
void vg_gpkg_put_name(struct vg_buf *b, const char *name);

void vg_gpkg_finalize(sqlite3_stmt **s); /* for VG_AUTO */
void vg_gpkg_freetext(char **s);         /* for VG_AUTO */

#endif
