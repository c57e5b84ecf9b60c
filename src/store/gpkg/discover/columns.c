/* Columns and indexes of one table, by SQLite's own pragmas. */
#include "columns.h"

#include <stdlib.h>
#include <strings.h>

static const struct {
    const char *name;
    enum vg_type type;
} types[] = {
    {"BIGINT", VG_T_INT},     {"BLOB", VG_T_BYTES},       {"BOOLEAN", VG_T_BOOL},  {"DATE", VG_T_DATE},
    {"DATETIME", VG_T_DATETIME}, {"DOUBLE", VG_T_DOUBLE}, {"FLOAT", VG_T_FLOAT},   {"INT", VG_T_INT},
    {"INTEGER", VG_T_INT},    {"JSON", VG_T_JSON},        {"MEDIUMINT", VG_T_INT}, {"REAL", VG_T_DOUBLE},
    {"SMALLINT", VG_T_INT},   {"TEXT", VG_T_TEXT},        {"TIMESTAMP", VG_T_DATETIME}, {"TINYINT", VG_T_INT},
};

static bool holds(const char *declared, const char *part)
{
    return strcasestr(declared, part) != NULL;
}

/* https://www.sqlite.org/datatype3.html, 3.1, in its order */
static enum vg_type by_affinity(const char *declared)
{
    if (holds(declared, "INT"))
        return VG_T_INT;
    if (holds(declared, "CHAR") || holds(declared, "CLOB") || holds(declared, "TEXT"))
        return VG_T_TEXT;
    if (holds(declared, "BLOB"))
        return VG_T_BYTES;
    if (holds(declared, "REAL") || holds(declared, "FLOA") || holds(declared, "DOUB") || holds(declared, "NUMERIC") ||
        holds(declared, "DECIMAL"))
        return VG_T_DOUBLE;
    return VG_T_TEXT;
}

enum vg_type vg_gpkg_type_of(const char *declared, int *width)
{
    size_t len = strcspn(declared, "( ");
    const char *open = strchr(declared, '(');
    enum vg_type type = by_affinity(declared);

    for (size_t i = 0; i < VG_COUNT(types); i++) {
        if (strncasecmp(declared, types[i].name, len) == 0 && types[i].name[len] == '\0')
            type = types[i].type;
    }
    *width = type == VG_T_TEXT && open ? atoi(open + 1) : 0;
    return type;
}

static const char *text_at(sqlite3_stmt *st, int column, struct vg_arena *a)
{
    return vg_arena_strdup(a, (const char *)sqlite3_column_text(st, column));
}

struct vg_gpkg_column *vg_gpkg_column_named(const struct vg_gpkg_columns *k, const char *name)
{
    for (size_t i = 0; name && i < k->n; i++) {
        if (strcasecmp(k->list[i].name, name) == 0)
            return &k->list[i];
    }
    return NULL;
}

/* A view over a table that has gone breaks when it is looked at: that is its own misfortune. */
static enum vg_status ended(struct vg_gpkg_conn *c, int code, struct vg_arena *a, struct vg_gpkg_columns *k,
                            struct vg_error *err)
{
    if (code == SQLITE_DONE)
        return vg_arena_check(a, err);
    if ((code & 0xff) != SQLITE_ERROR)
        return vg_gpkg_fail(c, code, err);
    k->why = vg_arena_printf(a, "it cannot be read: %s", sqlite3_errmsg(c->db));
    return vg_arena_check(a, err);
}

/* Hidden columns of virtual tables are left out; generated ones (2, 3) are columns like others. */
static enum vg_status list(struct vg_gpkg_conn *c, const char *table, struct vg_arena *a, struct vg_gpkg_columns *k,
                           struct vg_error *err)
{
    sqlite3_stmt *st = NULL;
    int code = sqlite3_prepare_v2(c->db,
                                  "select name, type, \"notnull\", pk, count(*) over (), dflt_value is not null, "
                                  "hidden in (2, 3) from pragma_table_xinfo(?1) where hidden <> 1", -1, &st, NULL);
    if (code == SQLITE_OK)
        code = sqlite3_bind_text(st, 1, table, -1, SQLITE_STATIC);
    while (code == SQLITE_OK && (code = sqlite3_step(st)) == SQLITE_ROW) {
        if (!k->list && !(k->list = vg_arena_array(a, (size_t)sqlite3_column_int(st, 4), sizeof(*k->list))))
            break;
        k->list[k->n++] = (struct vg_gpkg_column){.name = text_at(st, 0, a), .declared = text_at(st, 1, a),
                                                  .not_null = sqlite3_column_int(st, 2), .pk = sqlite3_column_int(st, 3),
                                                  .has_default = sqlite3_column_int(st, 5), .generated = sqlite3_column_int(st, 6)};
        code = SQLITE_OK;
    }
    enum vg_status r = ended(c, code, a, k, err);
    sqlite3_finalize(st);
    return r;
}

static void mark_columns(struct vg_gpkg_conn *c, const char *table, struct vg_gpkg_columns *k)
{
    int n_pk = 0;
    struct vg_gpkg_column *first = NULL;

    for (size_t i = 0; i < k->n; i++) {
        const char *collation = NULL;
        if (sqlite3_table_column_metadata(c->db, NULL, table, k->list[i].name, NULL, &collation, NULL, NULL, NULL) ==
            SQLITE_OK)
            k->list[i].collate = collation && strcasecmp(collation, "BINARY") != 0;
        n_pk += k->list[i].pk > 0;
        if (k->list[i].pk == 1)
            first = &k->list[i];
    }
    if (first && n_pk == 1 && strcasecmp(first->declared, "INTEGER") == 0) {
        k->integer_key = first->name;
        first->indexed = first->not_null = first->has_default = true;
    }
}

/* SQLite's own row id, by whichever of its names is not that of a column. */
static void find_row_id(struct vg_gpkg_conn *c, const char *table, struct vg_gpkg_columns *k)
{
    static const char *const names[] = {"rowid", "_rowid_", "oid"};

    for (size_t i = 0; !k->is_view && !k->row_id && i < VG_COUNT(names); i++) {
        if (vg_gpkg_column_named(k, names[i]))
            continue;
        char *sql = sqlite3_mprintf("select %s from \"%w\" limit 0", names[i], table);
        sqlite3_stmt *st = NULL;
        if (sql && sqlite3_prepare_v2(c->db, sql, -1, &st, NULL) == SQLITE_OK)
            k->row_id = names[i];
        sqlite3_finalize(st);
        sqlite3_free(sql);
    }
}

/* --- indexes -------------------------------------------------------------------------------------- */

static void add_unique(struct vg_gpkg_columns *k, struct vg_arena *a, const struct vg_gpkg_unique *u)
{
    struct vg_gpkg_unique *grown = vg_arena_array(a, k->n_unique + 1, sizeof(*grown));

    if (!grown)
        return;
    if (k->n_unique)
        memcpy(grown, k->unique, k->n_unique * sizeof(*grown));
    grown[k->n_unique++] = *u;
    k->unique = grown;
}

/* The primary key, which for a row id has no index of its own. */
static void add_primary_key(struct vg_gpkg_columns *k, struct vg_arena *a)
{
    struct vg_gpkg_unique u = {.n = 0};

    for (int place = 1; place <= (int)k->n; place++) {
        for (size_t i = 0; i < k->n; i++) {
            if (k->list[i].pk != place)
                continue;
            if (u.n == VG_MAX_KEY_PARTS)
                return; /* more than an id can have */
            u.columns[u.n++] = k->list[i].name;
        }
    }
    if (u.n)
        add_unique(k, a, &u);
}

struct index_row {
    const char *index;
    bool unique, partial;
    struct vg_gpkg_unique columns;
    bool other; /* an expression, too many columns, or one that may be null */
};

static void end_index(struct vg_gpkg_columns *k, struct vg_arena *a, const struct index_row *x)
{
    struct vg_gpkg_column *first = x->columns.n ? vg_gpkg_column_named(k, x->columns.columns[0]) : NULL;

    if (!x->index || x->partial || !first)
        return;
    first->indexed |= !first->collate;
    if (x->unique && !x->other)
        add_unique(k, a, &x->columns);
}

static void add_index_column(struct vg_gpkg_columns *k, struct index_row *x, const char *name)
{
    const struct vg_gpkg_column *column = vg_gpkg_column_named(k, name);

    if (column && x->columns.n < VG_MAX_KEY_PARTS)
        x->columns.columns[x->columns.n++] = column->name;
    else
        x->other = true;
    if (!column || !column->not_null)
        x->other = true;
}

static enum vg_status read_indexes(struct vg_gpkg_conn *c, const char *table, struct vg_arena *a,
                                   struct vg_gpkg_columns *k, struct vg_error *err)
{
    static const char sql[] =
        "select l.name, l.\"unique\", l.partial, i.name from pragma_index_list(?1) l, pragma_index_info(l.name) i "
        "order by (select count(*) from pragma_index_info(l.name)), l.name, i.seqno";
    struct index_row x = {.index = NULL};
    sqlite3_stmt *st = NULL;
    int code = sqlite3_prepare_v2(c->db, sql, -1, &st, NULL);

    if (code == SQLITE_OK)
        code = sqlite3_bind_text(st, 1, table, -1, SQLITE_STATIC);
    while (code == SQLITE_OK && (code = sqlite3_step(st)) == SQLITE_ROW) {
        const char *name = (const char *)sqlite3_column_text(st, 0);
        code = SQLITE_OK;
        if (!x.index || strcmp(x.index, name) != 0) {
            end_index(k, a, &x);
            x = (struct index_row){.index = text_at(st, 0, a), .unique = sqlite3_column_int(st, 1),
                                   .partial = sqlite3_column_int(st, 2)};
            if (!x.index)
                break;
        }
        add_index_column(k, &x, (const char *)sqlite3_column_text(st, 3));
    }
    end_index(k, a, &x);
    enum vg_status r = vg_arena_failed(a) ? vg_arena_check(a, err) : ended(c, code, a, k, err);
    sqlite3_finalize(st);
    return r;
}

bool vg_gpkg_is_table(struct vg_gpkg_conn *c, const char *table)
{
    return sqlite3_table_column_metadata(c->db, "main", table, NULL, NULL, NULL, NULL, NULL, NULL) == SQLITE_OK;
}

enum vg_status vg_gpkg_columns_read(struct vg_gpkg_conn *c, const char *table, struct vg_arena *a,
                                    struct vg_gpkg_columns *out, struct vg_error *err)
{
    struct vg_gpkg_columns k = {.n = 0};
    enum vg_status r = list(c, table, a, &k, err);

    if (r == VG_OK && !k.why && !k.n)
        k.why = "gpkg_contents names it, but there is no such table";
    if (r == VG_OK && !k.why) {
        k.is_view = !vg_gpkg_is_table(c, table);
        mark_columns(c, table, &k);
        find_row_id(c, table, &k);
        add_primary_key(&k, a);
        r = read_indexes(c, table, a, &k, err);
    }
    if (r == VG_OK)
        *out = k;
    return r;
}
