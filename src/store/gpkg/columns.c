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

static struct vg_gpkg_column *find(struct vg_gpkg_columns *k, const char *name)
{
    for (size_t i = 0; name && i < k->n; i++) {
        if (strcasecmp(k->list[i].name, name) == 0)
            return &k->list[i];
    }
    return NULL;
}

static enum vg_status list(struct vg_gpkg_conn *c, const char *table, struct vg_arena *a, struct vg_gpkg_columns *k,
                           struct vg_error *err)
{
    sqlite3_stmt *st = NULL;
    int code = sqlite3_prepare_v2(c->db, "select name, type, \"notnull\", pk, count(*) over () from pragma_table_info(?1)",
                                  -1, &st, NULL);
    if (code == SQLITE_OK)
        code = sqlite3_bind_text(st, 1, table, -1, SQLITE_STATIC);
    while (code == SQLITE_OK && (code = sqlite3_step(st)) == SQLITE_ROW) {
        if (!k->list && !(k->list = vg_arena_array(a, (size_t)sqlite3_column_int(st, 4), sizeof(*k->list))))
            break;
        k->list[k->n++] = (struct vg_gpkg_column){.name = text_at(st, 0, a), .declared = text_at(st, 1, a),
                                                  .not_null = sqlite3_column_int(st, 2), .pk = sqlite3_column_int(st, 3)};
        code = SQLITE_OK;
    }
    sqlite3_finalize(st);
    if (vg_arena_failed(a))
        return vg_arena_check(a, err);
    return code == SQLITE_DONE ? VG_OK : vg_gpkg_fail(c, code, err);
}

/* First columns of indexes are cheap to ask for; a unique index of one column can be an id. */
static enum vg_status mark_indexes(struct vg_gpkg_conn *c, const char *table, struct vg_gpkg_columns *k,
                                   struct vg_error *err)
{
    static const char sql[] =
        "select (select name from pragma_index_info(l.name) where seqno = 0), l.\"unique\" and not l.partial and "
        "(select count(*) from pragma_index_info(l.name)) = 1, l.partial from pragma_index_list(?1) l";
    sqlite3_stmt *st = NULL;
    int code = sqlite3_prepare_v2(c->db, sql, -1, &st, NULL);

    if (code == SQLITE_OK)
        code = sqlite3_bind_text(st, 1, table, -1, SQLITE_STATIC);
    while (code == SQLITE_OK && (code = sqlite3_step(st)) == SQLITE_ROW) {
        struct vg_gpkg_column *column = find(k, (const char *)sqlite3_column_text(st, 0));
        if (column) {
            column->indexed = column->indexed || !sqlite3_column_int(st, 2);
            column->unique = column->unique || sqlite3_column_int(st, 1);
        }
        code = SQLITE_OK;
    }
    sqlite3_finalize(st);
    return code == SQLITE_DONE ? VG_OK : vg_gpkg_fail(c, code, err);
}

static void mark_rest(struct vg_gpkg_conn *c, const char *table, struct vg_gpkg_columns *k)
{
    int n_pk = 0;
    struct vg_gpkg_column *first = NULL;

    for (size_t i = 0; i < k->n; i++) {
        const char *collation = NULL;
        if (sqlite3_table_column_metadata(c->db, NULL, table, k->list[i].name, NULL, &collation, NULL, NULL, NULL) ==
            SQLITE_OK)
            k->list[i].collate = collation && strcasecmp(collation, "BINARY") != 0;
        if (k->list[i].pk) {
            n_pk++;
            if (k->list[i].pk == 1)
                first = &k->list[i];
        }
    }
    if (first)
        first->indexed = true;
    if (first && n_pk == 1 && strcasecmp(first->declared, "INTEGER") == 0)
        k->integer_key = first->name;
}

enum vg_status vg_gpkg_columns_read(struct vg_gpkg_conn *c, const char *table, struct vg_arena *a,
                                    struct vg_gpkg_columns *out, struct vg_error *err)
{
    struct vg_gpkg_columns k = {0};
    enum vg_status r = list(c, table, a, &k, err);

    if (r == VG_OK)
        r = mark_indexes(c, table, &k, err);
    if (r == VG_OK) {
        mark_rest(c, table, &k);
        *out = k;
    }
    return r;
}
