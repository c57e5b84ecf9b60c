/* vigie_found: a set of row ids as a table, for statements that begin with what the R*Tree gave. */
#include <stdlib.h>

#include "search.h"

enum column { ID, SETTLED, SET };

struct cursor {
    sqlite3_vtab_cursor base;
    const struct vg_gpkg_found *found;
    size_t at; /* rows given so far */
};

static int connect(sqlite3 *db, void *aux, int argc, const char *const *argv, sqlite3_vtab **out, char **err)
{
    int code = sqlite3_declare_vtab(db, "create table x(id integer, settled integer, found hidden)");

    (void)aux, (void)argc, (void)argv, (void)err;
    if (code != SQLITE_OK)
        return code;
    *out = sqlite3_malloc(sizeof(**out));
    if (!*out)
        return SQLITE_NOMEM;
    memset(*out, 0, sizeof(**out));
    return SQLITE_OK;
}

static int disconnect(sqlite3_vtab *table)
{
    sqlite3_free(table);
    return SQLITE_OK;
}

/* The set is given as an argument. */
static int best_index(sqlite3_vtab *table, sqlite3_index_info *info)
{
    bool given = false;

    (void)table;
    for (int i = 0; i < info->nConstraint; i++) {
        if (info->aConstraint[i].iColumn != SET)
            continue;
        if (!info->aConstraint[i].usable || info->aConstraint[i].op != SQLITE_INDEX_CONSTRAINT_EQ)
            return SQLITE_CONSTRAINT;
        info->aConstraintUsage[i].argvIndex = 1;
        info->aConstraintUsage[i].omit = 1;
        given = true;
    }
    info->estimatedCost = 1;
    info->estimatedRows = 100;
    return given ? SQLITE_OK : SQLITE_CONSTRAINT;
}

static int open_cursor(sqlite3_vtab *table, sqlite3_vtab_cursor **out)
{
    struct cursor *c = calloc(1, sizeof(*c));

    (void)table;
    if (!c)
        return SQLITE_NOMEM;
    *out = &c->base;
    return SQLITE_OK;
}

static int close_cursor(sqlite3_vtab_cursor *c)
{
    free(c);
    return SQLITE_OK;
}

static int filter(sqlite3_vtab_cursor *base, int number, const char *text, int argc, sqlite3_value **argv)
{
    static const struct vg_gpkg_found none = {0};
    struct cursor *c = (struct cursor *)base;
    const struct vg_gpkg_found *found = argc > 0 ? sqlite3_value_pointer(argv[0], VG_GPKG_FOUND_TYPE) : NULL;

    (void)number, (void)text;
    c->found = found ? found : &none;
    c->at = 0;
    return SQLITE_OK;
}

static int next(sqlite3_vtab_cursor *base)
{
    ((struct cursor *)base)->at++;
    return SQLITE_OK;
}

static int is_over(sqlite3_vtab_cursor *base)
{
    const struct cursor *c = (const struct cursor *)base;

    return c->at >= c->found->n;
}

static int64_t coded_at(const struct cursor *c)
{
    return c->found->coded[c->found->backwards ? c->found->n - 1 - c->at : c->at];
}

static int column(sqlite3_vtab_cursor *base, sqlite3_context *ctx, int n)
{
    int64_t coded = coded_at((const struct cursor *)base);

    if (n == ID)
        sqlite3_result_int64(ctx, coded >> 1);
    else if (n == SETTLED)
        sqlite3_result_int(ctx, !(coded & 1));
    return SQLITE_OK;
}

static int row_id(sqlite3_vtab_cursor *base, sqlite3_int64 *out)
{
    *out = coded_at((const struct cursor *)base) >> 1;
    return SQLITE_OK;
}

bool vg_gpkg_found_of(const int64_t *ids, size_t n, struct vg_gpkg_found *out)
{
    int64_t *coded = malloc((n + 1) * sizeof(*coded));

    if (!coded)
        return false;
    for (size_t i = 0; i < n; i++)
        coded[i] = (int64_t)((uint64_t)ids[i] << 1);
    *out = (struct vg_gpkg_found){.coded = coded, .n = n, .cap = n};
    return true;
}

int vg_gpkg_register_found(sqlite3 *db)
{
    static const sqlite3_module module = {
        .xConnect = connect,
        .xDisconnect = disconnect,
        .xBestIndex = best_index,
        .xOpen = open_cursor,
        .xClose = close_cursor,
        .xFilter = filter,
        .xNext = next,
        .xEof = is_over,
        .xColumn = column,
        .xRowid = row_id,
    };

    return sqlite3_create_module_v2(db, "vigie_found", &module, NULL, NULL);
}
