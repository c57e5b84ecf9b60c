/* What a GeoPackage holds, from its own tables: gpkg_contents and its kin, the columns' declarations, the R*Trees. */
#include "read.h"

#include <stdio.h>
#include <strings.h>
#include <sys/stat.h>

#include "columns.h"
#include "extent.h"
#include "meta.h"

struct discovery {
    struct vg_gpkg_conn *conn;
    struct vg_store *store;
    struct vg_arena *a;
    const struct vg_key_hint *hints;
    size_t n_hints;
    int64_t modified_us;
    struct vg_discovery *out;
    size_t cap_collections, cap_unpublished;
};

/* One row of gpkg_contents with what gpkg_geometry_columns and gpkg_spatial_ref_sys say of it. */
struct row {
    const char *table, *title, *description;
    bool has_box;
    struct vg_bbox box;
    const char *geometry, *geometry_type;
    int z, m, srs_id;
    const char *organization, *definition;
    int code;
};

static enum vg_status refuse(struct discovery *d, const char *table, const char *reason)
{
    struct vg_discovery *out = d->out;

    if (out->n_unpublished == d->cap_unpublished) {
        size_t cap = d->cap_unpublished ? 2 * d->cap_unpublished : 16;
        struct vg_unpublished *grown = vg_arena_array(d->a, cap, sizeof(*grown));
        if (!grown)
            return VG_OK;
        if (out->n_unpublished)
            memcpy(grown, out->unpublished, out->n_unpublished * sizeof(*grown));
        out->unpublished = grown;
        d->cap_unpublished = cap;
    }
    out->unpublished[out->n_unpublished++] = (struct vg_unpublished){table, reason};
    return VG_OK;
}

static void accept(struct discovery *d, struct vg_collection *c)
{
    struct vg_discovery *out = d->out;

    if (out->n_collections == d->cap_collections) {
        size_t cap = d->cap_collections ? 2 * d->cap_collections : 64;
        struct vg_collection **grown = vg_arena_array(d->a, cap, sizeof(*grown));
        if (!grown)
            return;
        if (out->n_collections)
            memcpy(grown, out->collections, out->n_collections * sizeof(*grown));
        out->collections = grown;
        d->cap_collections = cap;
    }
    out->collections[out->n_collections++] = c;
}

/* --- small questions ------------------------------------------------------------------------------ */

static int64_t ask_int(struct vg_gpkg_conn *c, char *sql, int64_t otherwise)
{
    sqlite3_stmt *st = NULL;
    int64_t v = otherwise;

    if (sql && sqlite3_prepare_v2(c->db, sql, -1, &st, NULL) == SQLITE_OK && sqlite3_step(st) == SQLITE_ROW &&
        sqlite3_column_type(st, 0) == SQLITE_INTEGER)
        v = sqlite3_column_int64(st, 0);
    sqlite3_finalize(st);
    sqlite3_free(sql);
    return v;
}

static bool has_table(struct vg_gpkg_conn *c, const char *name)
{
    return ask_int(c, sqlite3_mprintf("select 1 from sqlite_master where lower(name) = lower(%Q)", name), 0) == 1;
}

/* --- fields and key ------------------------------------------------------------------------------- */

static void make_fields(struct discovery *d, const struct row *row, const struct vg_gpkg_columns *k,
                                  struct vg_collection *c, struct vg_gpkg_table *t)
{
    struct vg_field *fields = vg_arena_array(d->a, k->n + 1, sizeof(*fields));
    const char **names = vg_arena_array(d->a, k->n + 1, sizeof(*names));
    bool *collate = vg_arena_array(d->a, k->n + 1, sizeof(*collate));

    for (size_t i = 0; fields && names && collate && i < k->n; i++) {
        const struct vg_gpkg_column *col = &k->list[i];
        if (row->geometry && strcasecmp(col->name, row->geometry) == 0)
            continue;
        struct vg_field *f = &fields[c->n_fields];
        f->name = col->name;
        f->type = vg_gpkg_type_of(col->declared, &f->width);
        f->nullable = !col->not_null && !(k->integer_key && strcmp(k->integer_key, col->name) == 0);
        f->indexed = col->indexed;
        names[c->n_fields] = vg_sql_quote(d->a, col->name);
        collate[c->n_fields++] = col->collate;
    }
    c->fields = fields;
    t->base.columns = names;
    t->collate = collate;
}

/* Titles and descriptions of columns (the schema extension); JSON is a text with a media type there. */
static void add_titles(struct discovery *d, struct vg_collection *c, const char *table)
{
    sqlite3_stmt *st = NULL;
    static const char sql[] = "select column_name, coalesce(title, name), description, mime_type from gpkg_data_columns "
                              "where table_name = ?1";

    if (sqlite3_prepare_v2(d->conn->db, sql, -1, &st, NULL) != SQLITE_OK)
        return; /* no such extension */
    sqlite3_bind_text(st, 1, table, -1, SQLITE_STATIC);
    while (sqlite3_step(st) == SQLITE_ROW) {
        int field = vg_collection_field(c, vg_str_of((const char *)sqlite3_column_text(st, 0)));
        const char *mime = (const char *)sqlite3_column_text(st, 3);
        if (field < 0)
            continue;
        c->fields[field].title = vg_arena_strdup(d->a, (const char *)sqlite3_column_text(st, 1));
        c->fields[field].description = vg_arena_strdup(d->a, (const char *)sqlite3_column_text(st, 2));
        if (mime && strcmp(mime, "application/json") == 0)
            c->fields[field].type = VG_T_JSON;
    }
    sqlite3_finalize(st);
}

static bool key_by_name(struct vg_collection *c, const char *name)
{
    int field = name ? vg_collection_field(c, vg_str_of(name)) : -1;

    if (field < 0)
        return false;
    c->key[0] = field;
    c->n_key = 1;
    return true;
}

static bool key_by_columns(struct vg_collection *c, const struct vg_gpkg_columns *k)
{
    for (int place = 1; place <= VG_MAX_KEY_PARTS; place++) {
        bool found = false;
        for (size_t i = 0; i < k->n && !found; i++) {
            if (k->list[i].pk == place) {
                c->key[c->n_key++] = vg_collection_field(c, vg_str_of(k->list[i].name));
                found = true;
            }
        }
        if (!found)
            break;
    }
    for (size_t i = 0; !c->n_key && i < k->n; i++) {
        if (k->list[i].unique && k->list[i].not_null)
            key_by_name(c, k->list[i].name);
    }
    return c->n_key > 0;
}

/* The configuration's word, then what the import recorded, then the table's own keys; a view's first column. */
static bool find_key(struct discovery *d, struct vg_collection *c, const struct vg_gpkg_columns *k, const char *recorded,
                     bool is_view)
{
    for (size_t i = 0; i < d->n_hints; i++) {
        if (strcmp(d->hints[i].collection, c->id) == 0 && key_by_name(c, d->hints[i].field))
            return true;
    }
    if (key_by_name(c, recorded) || key_by_columns(c, k))
        return true;
    return is_view && k->n && key_by_name(c, k->list[0].name);
}

/* What the import knew and the table cannot say. */
static void add_recorded(struct vg_collection *c, const struct vg_gpkg_meta *m)
{
    for (size_t i = 0; i < c->n_fields; i++) {
        struct vg_field *f = &c->fields[i];
        if (f->type == VG_T_DATETIME && vg_gpkg_meta_is_local(m, f->name))
            f->type = VG_T_LOCALTIME;
        if (m->row_id && strcmp(f->name, m->row_id) == 0 && !vg_collection_is_key(c, (int)i))
            f->hidden = true;
    }
}

/* --- space ---------------------------------------------------------------------------------------- */

static const struct vg_crs *crs_of(struct discovery *d, const struct row *row)
{
    struct vg_crs_registry *registry = d->store->options.crs;
    const struct vg_crs *crs = NULL;
    char name[128];

    if (row->srs_id == 0)
        return vg_crs84(registry); /* undefined geographic: lon/lat of who knows what */
    if (row->organization && row->code > 0) {
        int n = snprintf(name, sizeof name, "%s:%d", row->organization, row->code);
        if (n > 0 && (size_t)n < sizeof name &&
            vg_crs_find(registry, (struct vg_str){name, (size_t)n}, &crs, NULL) == VG_OK)
            return crs;
    }
    if (row->definition && vg_crs_from_wkt(registry, vg_str_of(row->definition), &crs, NULL) == VG_OK)
        return crs;
    return NULL;
}

/* The recorded box where the index agrees but for its rounding; the index where the record is too small. */
static void find_box(struct discovery *d, const struct row *row, struct vg_gpkg_table *t)
{
    struct vg_bbox index;
    bool has_index = t->plain_rtree && vg_gpkg_rtree_box(d->conn, t->plain_rtree, &index);

    t->base.has_box = row->has_box || has_index;
    t->base.box = row->has_box ? row->box : index;
    if (!row->has_box || !has_index)
        return;
    for (int k = 0; k < 2; k++) {
        double slack = 1e-6 * (1 + (index.max[k] > -index.min[k] ? index.max[k] : -index.min[k]));
        if (index.min[k] < row->box.min[k] - slack || index.max[k] > row->box.max[k] + slack) {
            vg_bbox_join(&t->base.box, &index);
            return;
        }
    }
}

static void find_extent(struct discovery *d, struct vg_collection *c, const struct vg_gpkg_table *t)
{
    struct vg_crs_registry *registry = d->store->options.crs;
    const struct vg_crs *lonlat = vg_crs84(registry);
    struct vg_transform *transform = NULL;

    if (!t->base.has_box)
        return;
    if (vg_crs_same(c->crs, lonlat)) {
        c->extent = t->base.box;
        c->has_extent = true;
    } else if (vg_transform_borrow(registry, c->crs, lonlat, NULL, &transform, NULL) == VG_OK) {
        c->has_extent = vg_transform_bbox(transform, &t->base.box, &c->extent);
        vg_transform_return(transform);
    }
}

static void find_rtree(struct discovery *d, const struct row *row, const struct vg_gpkg_columns *k,
                       struct vg_collection *c, struct vg_gpkg_table *t)
{
    const char *name = vg_arena_printf(d->a, "rtree_%s_%s", row->table, row->geometry);

    t->row_id = k->integer_key ? vg_sql_quote(d->a, k->integer_key) : "rowid";
    if (t->is_view || !name || !has_table(d->conn, name))
        return;
    t->plain_rtree = name;
    t->base.rtree = vg_sql_quote(d->a, name);
    t->base.spatial_index = true;
    t->base.rowid = t->row_id;
    if (c->n_key == 1 && k->integer_key && strcmp(c->fields[c->key[0]].name, k->integer_key) == 0)
        t->key_for_rtree = t->row_id;
}

static const char *add_geometry(struct discovery *d, const struct row *row, const struct vg_gpkg_columns *k,
                                struct vg_collection *c, struct vg_gpkg_table *t)
{
    if (row->srs_id == -1)
        return "its coordinate reference system is undefined (srs_id -1)";
    c->crs = crs_of(d, row);
    if (!c->crs)
        return "its coordinate reference system is unknown to PROJ";
    c->geom_name = row->geometry;
    c->geom_type = vg_geom_type_of_name(vg_str_of(row->geometry_type));
    c->geom_z = row->z == 1; /* 2: allowed, not demanded */
    c->geom_m = row->m == 1;
    t->base.geometry = vg_sql_quote(d->a, row->geometry);
    t->base.srid = row->srs_id;
    find_rtree(d, row, k, c, t);
    find_box(d, row, t);
    find_extent(d, c, t);
    return NULL;
}

/* --- counts and times ----------------------------------------------------------------------------- */

static void find_counts(struct discovery *d, const char *table, struct vg_collection *c, struct vg_gpkg_table *t)
{
    int64_t bounded = ask_int(d->conn, sqlite3_mprintf("select count(*) from (select 1 from \"%w\" limit %d)", table,
                                                       VG_SMALL_COLLECTION + 1), -1);

    c->small = bounded >= 0 && bounded <= VG_SMALL_COLLECTION;
    c->estimate = c->small ? bounded
                           : ask_int(d->conn, sqlite3_mprintf("select feature_count from gpkg_ogr_contents where "
                                                              "lower(table_name) = lower(%Q)", table), -1);
    if (c->estimate < bounded)
        c->estimate = bounded;
    t->base.estimate = c->estimate;
}

static bool bound_of(struct discovery *d, const char *table, const char *function, const char *column, int64_t *out,
                     bool is_end)
{
    char *sql = sqlite3_mprintf("select %s(\"%w\") from \"%w\"", function, column, table);
    sqlite3_stmt *st = NULL;
    struct vg_interval t;
    bool found = false;

    if (sql && sqlite3_prepare_v2(d->conn->db, sql, -1, &st, NULL) == SQLITE_OK && sqlite3_step(st) == SQLITE_ROW &&
        sqlite3_column_type(st, 0) == SQLITE_TEXT) {
        struct vg_str text = {(const char *)sqlite3_column_text(st, 0), (size_t)sqlite3_column_bytes(st, 0)};
        found = vg_interval_parse(text, &t, NULL) == VG_OK && t.is_instant;
        *out = found ? (is_end ? t.end_us : t.start_us) : 0;
    }
    sqlite3_finalize(st);
    sqlite3_free(sql);
    return found;
}

/* The interval of the time fields, where finding it costs no scan of a large table. */
static void find_interval(struct discovery *d, const char *table, struct vg_collection *c)
{
    if (c->time_start < 0)
        return;
    const struct vg_field *start = &c->fields[c->time_start];
    const struct vg_field *end = c->time_end >= 0 ? &c->fields[c->time_end] : start;
    if (!c->small && !(start->indexed && end->indexed))
        return;
    c->interval.has_start = bound_of(d, table, "min", start->name, &c->interval.start_us, false);
    c->interval.has_end = bound_of(d, table, "max", end->name, &c->interval.end_us, true);
    c->has_interval = c->interval.has_start || c->interval.has_end;
}

/* --- one table ------------------------------------------------------------------------------------ */

static enum vg_status look_at(struct discovery *d, const struct row *row, struct vg_error *err)
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
    if (!columns.n)
        return refuse(d, row->table, "gpkg_contents names it, but there is no such table");

    c->id = vg_store_id_is_reserved(row->table) ? vg_arena_printf(d->a, "main.%s", row->table) : row->table;
    c->title = row->title && strcmp(row->title, row->table) != 0 ? row->title : NULL;
    c->description = row->description;
    c->lang = meta.lang;
    c->modified_us = d->modified_us;
    c->table = &t->base;
    t->base.name = row->table;
    t->base.from = vg_sql_quote(d->a, row->table);
    t->is_view = ask_int(d->conn, sqlite3_mprintf("select 1 from sqlite_master where type = 'view' and lower(name) = lower(%Q)",
                                                  row->table), 0) == 1;
    make_fields(d, row, &columns, c, t);
    add_titles(d, c, row->table);
    if (vg_arena_failed(d->a))
        return vg_arena_check(d->a, err);
    if (!find_key(d, c, &columns, meta.id_field, t->is_view))
        return refuse(d, row->table, "it has no primary key and no unique not-null column");
    add_recorded(c, &meta);
    const char *why = row->geometry ? add_geometry(d, row, &columns, c, t) : NULL;
    if (why)
        return refuse(d, row->table, why);
    find_counts(d, row->table, c, t);
    r = vg_store_complete(d->store, c, d->a, err);
    if (r != VG_OK)
        return r;
    find_interval(d, row->table, c);
    accept(d, c);
    return vg_arena_check(d->a, err);
}

/* --- all of them ---------------------------------------------------------------------------------- */

static const char *kept(struct discovery *d, sqlite3_stmt *st, int column)
{
    const char *text = (const char *)sqlite3_column_text(st, column);

    return text && *text ? vg_arena_strdup(d->a, text) : NULL;
}

static struct row row_of(struct discovery *d, sqlite3_stmt *st)
{
    struct row row = {.table = kept(d, st, 0), .title = kept(d, st, 1), .description = kept(d, st, 2),
                      .geometry = kept(d, st, 7), .geometry_type = kept(d, st, 8), .z = sqlite3_column_int(st, 9),
                      .m = sqlite3_column_int(st, 10), .srs_id = sqlite3_column_int(st, 11),
                      .organization = kept(d, st, 12), .code = sqlite3_column_int(st, 13), .definition = kept(d, st, 14)};

    row.has_box = true;
    for (int i = 0; i < 4; i++)
        row.has_box = row.has_box && sqlite3_column_type(st, 3 + i) != SQLITE_NULL;
    row.box.min[0] = sqlite3_column_double(st, 3);
    row.box.min[1] = sqlite3_column_double(st, 4);
    row.box.max[0] = sqlite3_column_double(st, 5);
    row.box.max[1] = sqlite3_column_double(st, 6);
    row.has_box = row.has_box && row.box.min[0] <= row.box.max[0] && row.box.min[1] <= row.box.max[1];
    return row;
}

static enum vg_status read_contents(struct discovery *d, struct vg_error *err)
{
    static const char with_geometry[] =
        "select c.table_name, c.identifier, c.description, c.min_x, c.min_y, c.max_x, c.max_y, g.column_name, "
        "g.geometry_type_name, g.z, g.m, g.srs_id, s.organization, s.organization_coordsys_id, s.definition "
        "from gpkg_contents c left join gpkg_geometry_columns g on lower(g.table_name) = lower(c.table_name) "
        "left join gpkg_spatial_ref_sys s on s.srs_id = g.srs_id "
        "where c.data_type in ('features', 'attributes', 'aspatial') and c.table_name not like 'vigie\\_%' escape '\\'";
    static const char without[] =
        "select table_name, identifier, description, min_x, min_y, max_x, max_y, null, null, 0, 0, -1, null, 0, null "
        "from gpkg_contents where data_type in ('attributes', 'aspatial') and table_name not like 'vigie\\_%' escape '\\'";
    sqlite3_stmt *st = NULL;
    int code = sqlite3_prepare_v2(d->conn->db, has_table(d->conn, "gpkg_geometry_columns") ? with_geometry : without, -1,
                                  &st, NULL);
    enum vg_status r = VG_OK;

    while (r == VG_OK && code == SQLITE_OK && (code = sqlite3_step(st)) == SQLITE_ROW) {
        struct row row = row_of(d, st);
        if (row.table)
            r = look_at(d, &row, err);
        code = SQLITE_OK;
    }
    sqlite3_finalize(st);
    if (r != VG_OK)
        return r;
    return code == SQLITE_DONE ? VG_OK : vg_gpkg_fail(d->conn, code, err);
}

/* The file's own time: it may be later than the last change of one table, but never earlier. */
static int64_t modified_us(const char *path)
{
    char wal[4096];
    struct stat st;
    int64_t latest = 0;
    int n = snprintf(wal, sizeof wal, "%s-wal", path);

    if (stat(path, &st) == 0)
        latest = (int64_t)st.st_mtim.tv_sec * 1000000 + st.st_mtim.tv_nsec / 1000;
    if (n > 0 && (size_t)n < sizeof wal && stat(wal, &st) == 0) {
        int64_t us = (int64_t)st.st_mtim.tv_sec * 1000000 + st.st_mtim.tv_nsec / 1000;
        latest = us > latest ? us : latest;
    }
    return latest;
}

enum vg_status vg_gpkg_discover(struct vg_store *s, const struct vg_key_hint *hints, size_t n_hints, struct vg_arena *a,
                                struct vg_discovery *out, struct vg_error *err)
{
    struct vg_gpkg_store *store = (struct vg_gpkg_store *)s;
    struct discovery d = {.store = s, .a = a, .hints = hints, .n_hints = n_hints, .out = out,
                          .modified_us = modified_us(s->address)};
    void *conn;
    enum vg_status r = vg_pool_take(store->pool, 0, &conn, err);

    if (r != VG_OK)
        return r;
    d.conn = conn;
    vg_gpkg_set_deadline(d.conn, 0);
    r = vg_gpkg_exec(d.conn, "begin", err);
    if (r == VG_OK) {
        r = read_contents(&d, err);
        sqlite3_exec(d.conn->db, "commit", NULL, NULL, NULL);
    }
    vg_pool_give(store->pool, conn, r != VG_OK);
    return r;
}
