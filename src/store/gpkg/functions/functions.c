/* SQL functions: those that the R*Tree's triggers call (ST_MinX and its kin, annex F.3), and vigie_us, the moment that
 * a text names as a number that compares. */
#include "../gpkg.h"

enum side { MIN_X, MAX_X, MIN_Y, MAX_Y, IS_EMPTY };

static void st_side(sqlite3_context *ctx, int n, sqlite3_value **args)
{
    enum side side = (enum side)(intptr_t)sqlite3_user_data(ctx);
    struct vg_gpkg_blob blob;
    struct vg_geom_info info;

    (void)n;
    if (sqlite3_value_type(args[0]) != SQLITE_BLOB ||
        vg_gpkg_blob_read(sqlite3_value_blob(args[0]), (size_t)sqlite3_value_bytes(args[0]), &blob) ||
        vg_geom_check(blob.geom, &info, NULL) != VG_OK)
        return; /* null */
    if (side == IS_EMPTY)
        sqlite3_result_int(ctx, info.empty);
    else if (!info.empty)
        sqlite3_result_double(ctx, side == MIN_X   ? info.box.min[0]
                                   : side == MAX_X ? info.box.max[0]
                                   : side == MIN_Y ? info.box.min[1]
                                                   : info.box.max[1]);
}

static void moment(sqlite3_context *ctx, int n, sqlite3_value **args)
{
    struct vg_instant t;

    (void)n;
    if (sqlite3_value_type(args[0]) != SQLITE_TEXT)
        return;
    struct vg_str text = {(const char *)sqlite3_value_text(args[0]), (size_t)sqlite3_value_bytes(args[0])};
    if (vg_instant_parse(text, &t, NULL) == VG_OK)
        sqlite3_result_int64(ctx, t.us);
}

static void plain_moment(sqlite3_context *ctx, int n, sqlite3_value **args)
{
    (void)n;
    bool text = sqlite3_value_type(args[0]) == SQLITE_TEXT;
    struct vg_str s = {text ? (const char *)sqlite3_value_text(args[0]) : "", text ? (size_t)sqlite3_value_bytes(args[0]) : 0};
    sqlite3_result_int(ctx, vg_gpkg_is_plain_moment(s));
}

int vg_gpkg_register_functions(sqlite3 *db)
{
    static const struct {
        const char *name;
        enum side side;
    } sides[] = {{"ST_MinX", MIN_X}, {"ST_MaxX", MAX_X}, {"ST_MinY", MIN_Y}, {"ST_MaxY", MAX_Y}, {"ST_IsEmpty", IS_EMPTY}};
    int flags = SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_INNOCUOUS, code = SQLITE_OK;

    for (size_t i = 0; code == SQLITE_OK && i < VG_COUNT(sides); i++)
        code = sqlite3_create_function_v2(db, sides[i].name, 1, flags, (void *)(intptr_t)sides[i].side, st_side, NULL,
                                          NULL, NULL);
    if (code == SQLITE_OK)
        code = sqlite3_create_function_v2(db, "vigie_us", 1, flags, NULL, moment, NULL, NULL, NULL);
    if (code == SQLITE_OK)
        code = sqlite3_create_function_v2(db, "vigie_is_plain", 1, flags, NULL, plain_moment, NULL, NULL, NULL);
    if (code == SQLITE_OK)
        code = vg_gpkg_register_calls(db);
    return code == SQLITE_OK ? vg_gpkg_register_terms(db) : code;
}
