/* The columns of a table as fields, and what makes an item's id: the configuration's word, what the import recorded,
 * the primary key, the narrowest unique index without nulls, a view's first column. */
#include "discover.h"

#include <strings.h>

/* --- fields --------------------------------------------------------------------------------------- */

/* A feature has one geometry: columns of others are no properties. */
static bool is_geometry(const struct vg_gpkg_contents *row, const struct vg_gpkg_column *col)
{
    if (row->geometry && strcasecmp(col->name, row->geometry) == 0)
        return true;
    return strcasecmp(col->declared, "GEOMETRY") == 0 ||
           vg_geom_type_of_name(vg_str_of(col->declared)) != VG_GEOM_ANY;
}

/* A column without a declared type, as expressions in views have, is what its first values are. */
static enum vg_type type_of_values(struct vg_gpkg_discovery *d, const char *table, const char *column)
{
    static const enum vg_type types[] = {VG_T_TEXT, VG_T_INT, VG_T_DOUBLE, VG_T_TEXT, VG_T_BYTES};
    int64_t kind;
    char *sql = sqlite3_mprintf("select case typeof(\"%w\") when 'integer' then 1 when 'real' then 2 when 'text' then 3 "
                                "when 'blob' then 4 end from \"%w\" where \"%w\" is not null limit 1",
                                column, table, column);

    if (vg_gpkg_measure_int(d, sql, 0, &kind) != VG_OK || kind < 0 || kind >= (int64_t)VG_COUNT(types))
        return VG_T_TEXT;
    return types[kind];
}

static void read_titles(struct vg_gpkg_discovery *d, const char *table, struct vg_collection *c)
{
    sqlite3_stmt *st = NULL;
    static const char sql[] = "select column_name, coalesce(title, name), description, mime_type from gpkg_data_columns "
                              "where lower(table_name) = lower(?1)";

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
        if (mime && strcmp(mime, "application/json") == 0 && c->fields[field].type == VG_T_TEXT)
            c->fields[field].type = VG_T_JSON;
    }
    sqlite3_finalize(st);
}

void vg_gpkg_make_fields(struct vg_gpkg_discovery *d, const struct vg_gpkg_contents *row,
                         const struct vg_gpkg_columns *k, struct vg_collection *c, struct vg_gpkg_table *t)
{
    struct vg_field *fields = vg_arena_array(d->a, k->n, sizeof(*fields));
    const char **names = vg_arena_array(d->a, k->n, sizeof(*names));
    bool *collate = vg_arena_array(d->a, k->n, sizeof(*collate));

    if (!fields || !names || !collate)
        return;
    for (size_t i = 0; i < k->n; i++) {
        const struct vg_gpkg_column *col = &k->list[i];
        if (is_geometry(row, col))
            continue;
        struct vg_field *f = &fields[c->n_fields];
        f->name = col->name;
        f->type = *col->declared ? vg_gpkg_type_of(col->declared, &f->width)
                                 : type_of_values(d, row->table, col->name);
        f->nullable = !col->not_null;
        f->indexed = col->indexed;
        f->has_default = col->has_default;
        f->computed = col->generated;
        names[c->n_fields] = vg_sql_quote(d->a, col->name);
        collate[c->n_fields++] = col->collate;
    }
    c->fields = fields;
    t->base.columns = names;
    t->collate = collate;
    read_titles(d, row->table, c);
    vg_gpkg_read_domains(d, row->table, c);
    vg_gpkg_read_references(d, row->table, c);
}

/* --- key ------------------------------------------------------------------------------------------ */

static bool take_columns(struct vg_collection *c, const struct vg_gpkg_unique *u)
{
    int key[VG_MAX_KEY_PARTS];

    for (int i = 0; i < u->n; i++) {
        key[i] = vg_collection_field(c, vg_str_of(u->columns[i]));
        if (key[i] < 0 || !vg_store_serves_as_id(&c->fields[key[i]]))
            return false;
    }
    memcpy(c->key, key, (size_t)u->n * sizeof(*key));
    c->n_key = u->n;
    return true;
}

/* SQLite lets a primary key that is no row id be null, in as many rows as it likes.  Its index tells. */
static bool has_null(struct vg_gpkg_discovery *d, const struct vg_collection *c, const struct vg_gpkg_table *t)
{
    for (int i = 0; i < c->n_key; i++) {
        if (!c->fields[c->key[i]].nullable)
            continue;
        if (vg_gpkg_ask_int(d->conn, sqlite3_mprintf("select 1 from %s where %s is null limit 1", t->base.from,
                                                     t->base.columns[c->key[i]]), 0) == 1)
            return true;
    }
    return false;
}

/* A view can only be searched through, as long as there is time: after that an integer is believed to be an id. */
static bool can_be_id(struct vg_gpkg_discovery *d, const struct vg_collection *c, const struct vg_gpkg_table *t)
{
    const char *name = t->base.columns[c->key[0]];
    int64_t found;
    char *sql = sqlite3_mprintf("select 1 from %s group by %s having count(*) > 1 or %s is null limit 1", t->base.from,
                                name, name);

    return vg_gpkg_measure_int(d, sql, 0, &found) == VG_OK ? !found : c->fields[c->key[0]].type == VG_T_INT;
}

static const char *take_field(struct vg_gpkg_discovery *d, struct vg_collection *c, const char *name, const char *who)
{
    int field = vg_collection_field(c, vg_str_of(name));

    if (field < 0)
        return vg_arena_printf(d->a, "%s names '%s' as its id: there is no such column", who, name);
    if (!vg_store_serves_as_id(&c->fields[field]))
        return vg_arena_printf(d->a, "%s names '%s' as its id: its type cannot be one", who, name);
    c->key[0] = field;
    c->n_key = 1;
    return NULL;
}

static const char *hint_for(const struct vg_gpkg_discovery *d, const char *id)
{
    for (size_t i = 0; i < d->n_hints; i++) {
        if (strcmp(d->hints[i].collection, id) == 0)
            return d->hints[i].field;
    }
    return NULL;
}

/* By convention the first column of a view is the id. */
static const char *key_of_view(struct vg_gpkg_discovery *d, struct vg_collection *c, const struct vg_gpkg_table *t)
{
    if (c->n_fields == 0 || take_field(d, c, c->fields[0].name, "it"))
        return "it is a view whose first column cannot be an id: name another as its 'id' in the configuration";
    if (can_be_id(d, c, t))
        return NULL;
    return vg_arena_printf(d->a, "it is a view whose first column '%s' is null or the same in several rows: name the "
                                 "column that is its 'id' in the configuration", c->fields[0].name);
}

static const char *choose_key(struct vg_gpkg_discovery *d, const struct vg_gpkg_columns *k, const char *recorded,
                              struct vg_collection *c, const struct vg_gpkg_table *t)
{
    const char *hint = hint_for(d, c->id), *null_key = NULL;

    if (hint)
        return take_field(d, c, hint, "the configuration");
    if (recorded && !take_field(d, c, recorded, "the import"))
        return NULL;
    for (size_t i = 0; i < k->n_unique; i++) {
        if (!take_columns(c, &k->unique[i]))
            continue;
        if (!has_null(d, c, t))
            return NULL;
        null_key = k->unique[i].columns[0];
    }
    if (t->is_view)
        return key_of_view(d, c, t);
    return null_key ? vg_arena_printf(d->a, "its primary key '%s' is null in some row", null_key)
                    : "it has no primary key and no unique not-null column";
}

const char *vg_gpkg_find_key(struct vg_gpkg_discovery *d, const struct vg_gpkg_columns *k, const char *recorded,
                             struct vg_collection *c, const struct vg_gpkg_table *t)
{
    const char *why = choose_key(d, k, recorded, c, t);

    for (int i = 0; !why && i < c->n_key; i++)
        c->fields[c->key[i]].nullable = false;
    return why;
}

void vg_gpkg_add_recorded(const struct vg_gpkg_meta *m, struct vg_collection *c)
{
    for (size_t i = 0; i < c->n_fields; i++) {
        struct vg_field *f = &c->fields[i];
        if (f->type == VG_T_DATETIME && vg_gpkg_meta_is_local(m, f->name))
            f->type = VG_T_LOCALTIME;
        if (m->row_id && strcmp(f->name, m->row_id) == 0 && !vg_collection_is_key(c, (int)i))
            f->hidden = true;
    }
}
