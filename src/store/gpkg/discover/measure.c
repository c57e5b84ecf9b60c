/* How many rows, whether all of them have a geometry, and when they were.
 *
 * Small tables are looked at whole.  Of large ones the file itself knows enough: GDAL keeps a count of rows, the R*Tree
 * has as many entries as there are geometries with a place, and an index whose condition is that there is no geometry
 * (the import makes one) answers at once.  A null that is only feared costs time, one that is overlooked is a wrong
 * answer; so what cannot be told in time counts as there. */
#include "discover.h"

#include <math.h>

/* A table with no more rows may be gone through before the first answer. */
#define QUICKLY_READ 100000

/* So much longer a small table may take for its box: answers depend on it, and only its geometries can be large. */
#define SMALL_BOX_MS 5000

/* Ids are mostly given in turn, with few left out.  Two questions: one for both would go through all rows. */
static int64_t span_of_ids(struct vg_gpkg_discovery *d, const struct vg_gpkg_table *t)
{
    if (!t->row_id)
        return -1;
    return vg_gpkg_ask_int(d->conn, sqlite3_mprintf("select (select max(%s) from %s) - (select min(%s) from %s) + 1",
                                                    t->row_id, t->base.from, t->row_id, t->base.from), -1);
}

/* A question that goes through all rows, or all entries of an index: of large tables it waits for the second look.  No
 * deadline would do: SQLite counts in one step. */
static enum vg_status measure_all(struct vg_gpkg_discovery *d, const struct vg_gpkg_table *t, char *sql,
                                  int64_t otherwise, int64_t *out)
{
    if (d->again || t->base.estimate <= QUICKLY_READ)
        return vg_gpkg_measure_int(d, sql, otherwise, out);
    sqlite3_free(sql);
    d->late = true;
    *out = otherwise;
    return VG_END;
}

static int64_t count_rows(struct vg_gpkg_discovery *d, const struct vg_gpkg_table *t)
{
    int64_t known = vg_gpkg_ask_int(d->conn, sqlite3_mprintf("select feature_count from gpkg_ogr_contents where "
                                                             "lower(table_name) = lower(%Q)", t->base.name), -1);
    int64_t n;

    if (known >= 0)
        return known;
    (void)measure_all(d, t, sqlite3_mprintf("select count(*) from %s", t->base.from), -1, &n);
    return n;
}

/* Rows, up to one more than a small collection has.  Answers depend on it, so it is known whatever the time; only a view
 * may take long for it. */
static int64_t count_bounded(struct vg_gpkg_discovery *d, const struct vg_gpkg_table *t)
{
    char *sql = sqlite3_mprintf("select count(*) from (select 1 from %s limit %d)", t->base.from, VG_SMALL_COLLECTION + 1);
    int64_t n;

    if (!t->is_view)
        return vg_gpkg_ask_int(d->conn, sql, -1);
    (void)vg_gpkg_measure_int(d, sql, -1, &n);
    return n;
}

static void find_counts(struct vg_gpkg_discovery *d, struct vg_collection *c, struct vg_gpkg_table *t)
{
    int64_t bounded = count_bounded(d, t);

    c->small = bounded >= 0 && bounded <= VG_SMALL_COLLECTION;
    t->base.estimate = c->small ? bounded : span_of_ids(d, t);
    c->estimate = c->small ? bounded : count_rows(d, t);
    if (!c->small && c->estimate < bounded)
        c->estimate = -1; /* it was not kept up to date */
    if (c->estimate >= 0)
        t->base.estimate = c->estimate;
    if (t->base.estimate < bounded)
        t->base.estimate = bounded;
}

/* --- rows without geometry ------------------------------------------------------------------------ */

/* Would a search for null geometries go by an index? */
static bool has_null_index(struct vg_gpkg_discovery *d, const struct vg_gpkg_table *t)
{
    char *sql = sqlite3_mprintf("explain query plan select 1 from %s where %s is null", t->base.from, t->base.geometry);
    sqlite3_stmt *st = NULL;
    bool found = false;

    if (sql && sqlite3_prepare_v2(d->conn->db, sql, -1, &st, NULL) == SQLITE_OK && sqlite3_step(st) == SQLITE_ROW) {
        const char *plan = (const char *)sqlite3_column_text(st, 3);
        found = plan && strstr(plan, "INDEX");
    }
    sqlite3_finalize(st);
    sqlite3_free(sql);
    return found;
}

static bool finds_null(struct vg_gpkg_discovery *d, const struct vg_gpkg_table *t)
{
    int64_t found;
    char *sql = sqlite3_mprintf("select 1 from %s where %s is null limit 1", t->base.from, t->base.geometry);

    return (t->null_index ? vg_gpkg_measure_int(d, sql, 0, &found) : measure_all(d, t, sql, 0, &found)) != VG_OK || found;
}

/* Fewer entries than rows: null or empty geometries, who knows which. */
static bool has_fewer_entries(struct vg_gpkg_discovery *d, const struct vg_collection *c, const struct vg_gpkg_table *t)
{
    int64_t entries;
    char *sql = sqlite3_mprintf("select count(*) from \"%w_rowid\"", t->plain_rtree);

    return measure_all(d, t, sql, -1, &entries) != VG_OK || c->estimate < 0 || entries != c->estimate;
}

static bool may_have_nulls(struct vg_gpkg_discovery *d, const struct vg_gpkg_columns *k, const struct vg_collection *c,
                           const struct vg_gpkg_table *t)
{
    const struct vg_gpkg_column *column = vg_gpkg_column_named(k, c->geom_name);

    if (column && column->not_null && !t->is_view)
        return false;
    if (c->small || t->null_index || !t->plain_rtree)
        return finds_null(d, t);
    return has_fewer_entries(d, c, t);
}

/* The box of a small table that neither an index nor gpkg_contents knows. */
static void find_small_box(struct vg_gpkg_discovery *d, struct vg_collection *c, struct vg_gpkg_table *t)
{
    char *sql = sqlite3_mprintf("select %s from %s where %s is not null", t->base.geometry, t->base.from,
                                t->base.geometry);
    sqlite3_stmt *st = NULL;
    struct vg_bbox box;
    int code = sql ? sqlite3_prepare_v2(d->conn->db, sql, -1, &st, NULL) : SQLITE_NOMEM;

    vg_bbox_none(&box);
    vg_gpkg_set_deadline(d->conn, d->measure_until_ms + SMALL_BOX_MS);
    while (code == SQLITE_OK && !vg_gpkg_is_late(d->conn) && (code = sqlite3_step(st)) == SQLITE_ROW) {
        struct vg_gpkg_blob blob;
        struct vg_geom_info info;
        const void *bytes = sqlite3_column_blob(st, 0);
        code = SQLITE_OK;
        if (sqlite3_column_type(st, 0) == SQLITE_BLOB &&
            !vg_gpkg_blob_read(bytes, (size_t)sqlite3_column_bytes(st, 0), &blob) &&
            vg_geom_check(blob.geom, &info, NULL) == VG_OK && !info.empty && info.finite)
            vg_bbox_join(&box, &info.box);
    }
    d->late |= d->conn->timed_out;
    vg_gpkg_set_deadline(d->conn, 0);
    sqlite3_finalize(st);
    sqlite3_free(sql);
    if (code != SQLITE_DONE || vg_bbox_is_none(&box))
        return;
    box.has_z = false;
    t->base.box = box;
    t->base.has_box = true;
    vg_gpkg_find_extent(d, c, t);
}

void vg_gpkg_measure(struct vg_gpkg_discovery *d, const struct vg_gpkg_columns *k, struct vg_collection *c,
                     struct vg_gpkg_table *t)
{
    find_counts(d, c, t);
    if (!c->geom_name)
        return;
    if (c->small)
        find_small_box(d, c, t);
    t->null_index = has_null_index(d, t);
    c->geom_nulls = may_have_nulls(d, k, c, t);
}

/* --- times ---------------------------------------------------------------------------------------- */

/* Only texts count, which lie between all numbers and all blobs: dates are kept as such. */
static bool bound_of(struct vg_gpkg_discovery *d, const char *table, const char *function, const char *column,
                     struct vg_interval *out)
{
    char *sql = sqlite3_mprintf("select %s(%s) from %s where %s >= '' and %s < x''", function, column, table, column,
                                column);
    sqlite3_stmt *st = NULL;
    bool found = false;

    vg_gpkg_set_deadline(d->conn, d->measure_until_ms);
    if (sql && sqlite3_prepare_v2(d->conn->db, sql, -1, &st, NULL) == SQLITE_OK && sqlite3_step(st) == SQLITE_ROW &&
        sqlite3_column_type(st, 0) == SQLITE_TEXT) {
        struct vg_str text = {(const char *)sqlite3_column_text(st, 0), (size_t)sqlite3_column_bytes(st, 0)};
        found = vg_interval_parse(text, out, NULL) == VG_OK && out->is_instant;
    }
    d->late |= d->conn->timed_out;
    vg_gpkg_set_deadline(d->conn, 0);
    sqlite3_finalize(st);
    sqlite3_free(sql);
    return found;
}

/* The interval of the time fields, where finding it costs no scan of a large table. */
void vg_gpkg_measure_time(struct vg_gpkg_discovery *d, struct vg_collection *c, const struct vg_gpkg_table *t)
{
    if (c->time_start < 0)
        return;
    int start = c->time_start, end = c->time_end >= 0 ? c->time_end : start;
    struct vg_interval first, last;
    if (!c->small && !(c->fields[start].indexed && c->fields[end].indexed))
        return;
    c->interval = (struct vg_interval){.has_start = bound_of(d, t->base.from, "min", t->base.columns[start], &first),
                                       .has_end = bound_of(d, t->base.from, "max", t->base.columns[end], &last)};
    if (c->interval.has_start)
        c->interval.start_us = first.start_us;
    if (c->interval.has_end)
        c->interval.end_us = last.end_us;
    c->has_interval = c->interval.has_start || c->interval.has_end;
}
