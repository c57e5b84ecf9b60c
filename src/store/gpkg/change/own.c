/* vigie's own tables in a GeoPackage: registered attribute tables, made by the numbered files of schemas/sql/gpkg. */
#include "../gpkg.h"
#include "../write_sql.h"

/* In the order of their numbers; a file is run where the table that it makes is not there. */
static const struct {
    const char *makes;
    const char *sql;
} files[] = {
    {"vigie_collection", vg_gpkg_sql_vigie},
    {"vigie_change", vg_gpkg_sql_change},
};

static enum vg_status make(sqlite3 *db, struct vg_error *err)
{
    enum vg_status r = VG_OK;

    for (size_t i = 0; r == VG_OK && i < VG_COUNT(files); i++) {
        if (!vg_gpkg_has_table(db, files[i].makes))
            r = vg_gpkg_sql_exec(db, err, "%s", files[i].sql);
    }
    return r;
}

enum vg_status vg_gpkg_make_tables(struct vg_store *s, struct vg_error *err)
{
    struct vg_gpkg_conn *c;
    enum vg_status r = vg_gpkg_connect_writer((struct vg_gpkg_store *)s, &c, err);

    if (r != VG_OK)
        return r;
    r = vg_gpkg_exec(c, "begin immediate", err);
    if (r == VG_OK)
        r = make(c->db, err);
    if (r == VG_OK)
        r = vg_gpkg_exec(c, "commit", err);
    vg_gpkg_disconnect(c); /* undoes what is not committed */
    return r;
}
