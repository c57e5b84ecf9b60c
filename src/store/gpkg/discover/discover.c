/* What a GeoPackage holds, from its own tables: gpkg_contents and its kin. */
#include "discover.h"

#include <stdio.h>
#include <strings.h>
#include <sys/stat.h>

#include "../../records.h"
#include "../metadata.h"

/* The first answer is not kept waiting; a second look, behind requests, may take longer. */
#define MEASURE_MS 1000
#define MEASURE_AGAIN_MS 2000

static void refuse(struct vg_gpkg_discovery *d, const char *table, const char *reason)
{
    struct vg_discovery *out = d->out;

    if (vg_arena_room(d->a, &out->unpublished, out->n_unpublished, &d->cap_unpublished, sizeof *out->unpublished))
        out->unpublished[out->n_unpublished++] = (struct vg_unpublished){table, reason};
}

static void publish(struct vg_gpkg_discovery *d, struct vg_collection *c)
{
    struct vg_discovery *out = d->out;

    if (vg_arena_room(d->a, &out->collections, out->n_collections, &d->cap_collections, sizeof *out->collections))
        out->collections[out->n_collections++] = c;
}

/* --- small questions ------------------------------------------------------------------------------ */

enum vg_status vg_gpkg_measure_int(struct vg_gpkg_discovery *d, char *sql, int64_t otherwise, int64_t *out)
{
    vg_gpkg_set_deadline(d->conn, d->measure_until_ms);
    *out = otherwise;
    if (vg_gpkg_is_late(d->conn))
        sqlite3_free(sql);
    else
        *out = vg_gpkg_ask_int(d->conn, sql, otherwise);
    bool late = d->conn->timed_out;
    d->late |= late;
    vg_gpkg_set_deadline(d->conn, 0);
    return late ? VG_END : VG_OK;
}

/* --- one table ------------------------------------------------------------------------------------ */

static void begin_collection(struct vg_gpkg_discovery *d, const struct vg_gpkg_contents *row,
                             const struct vg_gpkg_columns *k, struct vg_collection *c, struct vg_gpkg_table *t)
{
    c->id = vg_store_id_is_reserved(row->table) ? vg_arena_printf(d->a, "main.%s", row->table) : row->table;
    c->title = row->title && strcmp(row->title, row->table) != 0 ? row->title : NULL;
    c->description = row->description;
    c->modified_us = d->modified_us;
    c->table = &t->base;
    t->base.name = row->table;
    t->base.from = vg_sql_quote(d->a, row->table);
    t->is_view = k->is_view;
}

/* NULL, or why the table cannot be published. */
static const char *describe(struct vg_gpkg_discovery *d, const struct vg_gpkg_contents *row,
                            const struct vg_gpkg_columns *k, const struct vg_gpkg_meta *meta, struct vg_collection *c,
                            struct vg_gpkg_table *t)
{
    begin_collection(d, row, k, c, t);
    vg_gpkg_make_fields(d, row, k, c, t);
    if (vg_arena_failed(d->a))
        return NULL;
    const char *why = vg_gpkg_find_key(d, k, meta->id_field, c, t);
    vg_gpkg_add_recorded(meta, c);
    if (!why && row->geometry)
        why = vg_gpkg_find_place(d, row, k, c, t);
    return why;
}

static enum vg_status adopt_records(struct vg_gpkg_discovery *d, struct vg_collection *c, struct vg_gpkg_table *t,
                                    struct vg_error *err)
{
    t->base.versions = true;
    t->base.forms = "vigie_record_form";
    t->base.texts = "vigie_record_text";
    t->base.words = vg_gpkg_is_table(d->conn, "vigie_record_word") ? "vigie_record_word" : NULL;
    c->estimate = vg_gpkg_ask_int(d->conn, sqlite3_mprintf("select count(*) from " VG_GPKG_RECORDS " where removed is null"),
                                  -1);
    c->small = c->estimate >= 0 && c->estimate <= VG_SMALL_COLLECTION;
    return vg_store_adopt_records(d->store, c, d->a, err);
}

static enum vg_status look_at(struct vg_gpkg_discovery *d, const struct vg_gpkg_contents *row, struct vg_error *err)
{
    struct vg_collection *c = VG_NEW(d->a, struct vg_collection);
    struct vg_gpkg_table *t = VG_NEW(d->a, struct vg_gpkg_table);
    struct vg_gpkg_columns columns;
    struct vg_gpkg_meta meta = {0};

    if (!c || !t)
        return vg_arena_check(d->a, err);
    enum vg_status r = vg_gpkg_columns_read(d->conn, row->table, d->a, &columns, err);
    if (r == VG_OK)
        r = vg_gpkg_meta_read(d->conn->db, row->table, d->a, &meta, err);
    if (r != VG_OK)
        return r;
    const char *why = columns.why ? columns.why : describe(d, row, &columns, &meta, c, t);
    r = vg_arena_check(d->a, err);
    if (r != VG_OK)
        return r;
    if (why) {
        refuse(d, row->table, why);
        return vg_arena_check(d->a, err);
    }
    c->lang = meta.lang;
    c->kind = meta.product;
    r = vg_gpkg_metadata_read(d->conn->db, row->table, d->a, &c->metadata, err);
    if (r != VG_OK)
        return r;
    vg_gpkg_measure(d, &columns, c, t);
    r = strcmp(row->table, VG_GPKG_RECORDS) ? vg_store_complete(d->store, c, d->a, err) : adopt_records(d, c, t, err);
    if (r != VG_OK)
        return r;
    vg_gpkg_measure_time(d, c, t);
    publish(d, c);
    return vg_arena_check(d->a, err);
}

/* --- all of them ---------------------------------------------------------------------------------- */

static const char *kept(struct vg_gpkg_discovery *d, sqlite3_stmt *st, int column)
{
    const char *text = (const char *)sqlite3_column_text(st, column);

    return text && *text ? vg_arena_strdup(d->a, text) : NULL;
}

static struct vg_gpkg_contents contents_of(struct vg_gpkg_discovery *d, sqlite3_stmt *st)
{
    struct vg_gpkg_contents row = {
        .table = kept(d, st, 0), .title = kept(d, st, 1), .description = kept(d, st, 2),
        .geometry = kept(d, st, 7), .geometry_type = kept(d, st, 8), .z = sqlite3_column_int(st, 9),
        .m = sqlite3_column_int(st, 10), .srs_id = sqlite3_column_int(st, 11), .organization = kept(d, st, 12),
        .code = sqlite3_column_int(st, 13), .definition = kept(d, st, 14), .definition_wkt2 = kept(d, st, 15)};

    row.has_box = true;
    for (int i = 0; i < 4; i++)
        row.has_box = row.has_box && sqlite3_column_type(st, 3 + i) != SQLITE_NULL;
    row.box = (struct vg_bbox){.min = {sqlite3_column_double(st, 3), sqlite3_column_double(st, 4)},
                               .max = {sqlite3_column_double(st, 5), sqlite3_column_double(st, 6)}};
    row.has_box = row.has_box && row.box.min[0] <= row.box.max[0] && row.box.min[1] <= row.box.max[1];
    return row;
}

/* All but our own.  Tables with two geometry columns break a rule of the standard: they come twice, and the first is
 * it. */
#define TABLES "data_type in ('features', 'attributes', 'aspatial') and (lower(substr(table_name, 1, 6)) <> 'vigie_' or " \
               "table_name = '" VG_GPKG_RECORDS "')"

static char *contents_sql(struct vg_gpkg_conn *c)
{
    bool wkt2 = vg_gpkg_ask_int(c, sqlite3_mprintf("select 1 from pragma_table_info('gpkg_spatial_ref_sys') "
                                                   "where lower(name) = 'definition_12_063'"), 0) == 1;

    if (!vg_gpkg_is_table(c, "gpkg_geometry_columns"))
        return sqlite3_mprintf("select table_name, identifier, description, min_x, min_y, max_x, max_y, null, null, 0, 0, "
                               "-1, null, 0, null, null from gpkg_contents where " TABLES " order by 1");
    return sqlite3_mprintf(
        "select c.table_name, c.identifier, c.description, c.min_x, c.min_y, c.max_x, c.max_y, g.column_name, "
        "g.geometry_type_name, g.z, g.m, g.srs_id, s.organization, s.organization_coordsys_id, s.definition, %s "
        "from (select * from gpkg_contents where " TABLES ") c "
        "left join gpkg_geometry_columns g on lower(g.table_name) = lower(c.table_name) "
        "left join gpkg_spatial_ref_sys s on s.srs_id = g.srs_id order by c.table_name, g.column_name",
        wkt2 ? "s.definition_12_063" : "null");
}

static enum vg_status read_contents(struct vg_gpkg_discovery *d, struct vg_error *err)
{
    char *sql = contents_sql(d->conn);
    sqlite3_stmt *st = NULL;
    int code = sql ? sqlite3_prepare_v2(d->conn->db, sql, -1, &st, NULL) : SQLITE_NOMEM;
    enum vg_status r = VG_OK;
    const char *last = "";

    sqlite3_free(sql);
    while (r == VG_OK && code == SQLITE_OK && (code = sqlite3_step(st)) == SQLITE_ROW) {
        struct vg_gpkg_contents row = contents_of(d, st);
        code = SQLITE_OK;
        if (!row.table || strcmp(row.table, last) == 0)
            continue;
        last = row.table;
        r = look_at(d, &row, err);
    }
    sqlite3_finalize(st);
    if (r != VG_OK)
        return r;
    return code == SQLITE_DONE ? VG_OK : vg_gpkg_fail(d->conn, code, err);
}

static int64_t time_of(const char *path)
{
    struct stat st;

    return stat(path, &st) == 0 ? (int64_t)st.st_mtim.tv_sec * 1000000 + st.st_mtim.tv_nsec / 1000 : 0;
}

/* The file's own time: it may be later than the last change of one table, but never earlier.  An empty log holds no
 * change: opening the file may have made it. */
static int64_t modified_us(const char *path)
{
    char wal[4096];
    struct stat st;
    int64_t file = time_of(path);
    int n = snprintf(wal, sizeof wal, "%s-wal", path);

    if (n < 0 || (size_t)n >= sizeof wal || stat(wal, &st) != 0 || st.st_size == 0)
        return file;
    int64_t log = time_of(wal);
    return log > file ? log : file;
}

enum vg_status vg_gpkg_discover(struct vg_store *s, const struct vg_key_hint *hints, size_t n_hints, struct vg_arena *a,
                                struct vg_discovery *out, struct vg_error *err)
{
    struct vg_gpkg_store *store = (struct vg_gpkg_store *)s;
    bool again = atomic_exchange(&store->measured_once, true);
    struct vg_gpkg_discovery d = {.store = s, .a = a, .hints = hints, .n_hints = n_hints, .out = out,
                                  .modified_us = modified_us(s->address), .again = again,
                                  .measure_until_ms = vg_monotonic_ms() + (again ? MEASURE_AGAIN_MS : MEASURE_MS)};
    enum vg_status r = vg_gpkg_take(store, &d.conn, err);

    if (r != VG_OK)
        return r;
    r = vg_gpkg_exec(d.conn, "begin", err);
    if (r == VG_OK) {
        r = read_contents(&d, err);
        sqlite3_exec(d.conn->db, "commit", NULL, NULL, NULL);
    }
    vg_gpkg_give(store, d.conn, r != VG_OK);
    if (r == VG_OK && d.late && !again)
        atomic_store(&store->look_again, true);
    return r;
}
