/* Statements that make the indexes a GeoPackage lacks.  The R*Tree with its triggers is made by GDAL's own function, as
 * `ogrinfo FILE -sql "SELECT CreateSpatialIndex(…)"` or QGIS calls it. */
#include "../gpkg.h"

static const char *in_quotes(struct vg_arena *a, const char *name)
{
    char *sql = sqlite3_mprintf("%Q", name);
    const char *copy = vg_arena_strdup(a, sql);

    sqlite3_free(sql);
    return copy;
}

const char *vg_gpkg_index_statement(const struct vg_collection *c, enum vg_index what, int field, struct vg_arena *a)
{
    const struct vg_gpkg_table *t = (const struct vg_gpkg_table *)c->table;

    if (t->is_view || what == VG_INDEX_KEY) /* the key is a primary key: its index has its order */
        return NULL;
    if (what == VG_INDEX_SPACE)
        return vg_arena_printf(a, "SELECT CreateSpatialIndex(%s, %s);", in_quotes(a, t->base.name),
                               in_quotes(a, c->geom_name));
    const char *name = vg_arena_printf(a, "%s_%s", t->base.name, c->fields[field].name);
    return name ? vg_arena_printf(a, "CREATE INDEX %s ON %s (%s);", vg_sql_quote(a, name), t->base.from,
                                  t->base.columns[field])
                : NULL;
}
