/* What keeps a table's R*Tree and GDAL's count of its features right, whoever edits the table: triggers.
 *
 * Those of the R*Tree call ST_MinX and its kin, which the program that edits must supply, as the standard has it. */
#include "create.h"

#include "../write_sql.h"

static const char extension_rtree[] = "http://www.geopackage.org/spec131/#extension_rtree";

enum vg_status vg_gpkg_create_rtree(sqlite3 *db, const char *table, const char *geom, char **name, struct vg_error *err)
{
    VG_AUTO(vg_gpkg_freetext) char *rtree = sqlite3_mprintf("rtree_%s_%s", table, geom);
    if (!rtree)
        return vg_fail(err, VG_NO_MEMORY, "", "out of memory");
    enum vg_status r = vg_gpkg_sql_exec(db, err, "CREATE VIRTUAL TABLE \"%w\" USING rtree(id, minx, maxx, miny, maxy)", rtree);
    if (r == VG_OK)
        r = vg_gpkg_sql_exec(db, err,
                         "INSERT INTO gpkg_extensions VALUES (%Q, %Q, 'gpkg_rtree_index', %Q, 'write-only')",
                         table, geom, extension_rtree);
    if (r == VG_OK) {
        *name = rtree;
        rtree = NULL;
    }
    return r;
}

/* The six triggers of annex F.3, word for word but for names.  $T, $C and $I stand for table, geometry column and
 * integer primary key. */
static const struct {
    const char *suffix, *event, *when, *action;
} rtree_triggers[] = {
    { "insert", "INSERT", "(new.$C NOT NULL AND NOT ST_IsEmpty(NEW.$C))", "P" },
    { "update1", "UPDATE OF $C", "OLD.$I = NEW.$I AND (NEW.$C NOTNULL AND NOT ST_IsEmpty(NEW.$C))", "P" },
    { "update2", "UPDATE OF $C", "OLD.$I = NEW.$I AND (NEW.$C ISNULL OR ST_IsEmpty(NEW.$C))", "D" },
    { "update3", "UPDATE", "OLD.$I != NEW.$I AND (NEW.$C NOTNULL AND NOT ST_IsEmpty(NEW.$C))", "DP" },
    { "update4", "UPDATE", "OLD.$I != NEW.$I AND (NEW.$C ISNULL OR ST_IsEmpty(NEW.$C))", "B" },
    { "delete", "DELETE", "old.$C NOT NULL", "D" },
};

static const struct {
    char letter;
    const char *sql;
} rtree_actions[] = {
    { 'P', "INSERT OR REPLACE INTO $R VALUES (NEW.$I, ST_MinX(NEW.$C), ST_MaxX(NEW.$C), ST_MinY(NEW.$C), "
           "ST_MaxY(NEW.$C)); " },
    { 'D', "DELETE FROM $R WHERE id = OLD.$I; " },
    { 'B', "DELETE FROM $R WHERE id IN (OLD.$I, NEW.$I); " },
};

struct rtree_names {
    const char *geom, *fid, *rtree;
};

static void put_template(struct vg_buf *b, const char *text, const struct rtree_names *n)
{
    for (const char *p = text; *p; p++) {
        if (*p != '$') {
            vg_buf_char(b, *p);
            continue;
        }
        p++;
        vg_gpkg_put_name(b, *p == 'C' ? n->geom : *p == 'I' ? n->fid : n->rtree);
    }
}

static void put_actions(struct vg_buf *b, const char *letters, const struct rtree_names *n)
{
    for (; *letters; letters++)
        for (size_t i = 0; i < VG_COUNT(rtree_actions); i++)
            if (rtree_actions[i].letter == *letters)
                put_template(b, rtree_actions[i].sql, n);
}

enum vg_status vg_gpkg_create_rtree_triggers(sqlite3 *db, const char *table, const char *geom, const char *fid,
                                             struct vg_error *err)
{
    VG_AUTO(vg_gpkg_freetext) char *rtree = sqlite3_mprintf("rtree_%s_%s", table, geom);
    if (!rtree)
        return vg_fail(err, VG_NO_MEMORY, "", "out of memory");
    const struct rtree_names names = { geom, fid, rtree };
    for (size_t i = 0; i < VG_COUNT(rtree_triggers); i++) {
        VG_AUTO(vg_buf_finish) struct vg_buf b;
        vg_buf_init(&b, 1 << 20);
        put_template(&b, rtree_triggers[i].event, &names);
        VG_BUF_LIT(&b, " ON ");
        vg_gpkg_put_name(&b, table);
        VG_BUF_LIT(&b, " WHEN ");
        put_template(&b, rtree_triggers[i].when, &names);
        VG_BUF_LIT(&b, " BEGIN ");
        put_actions(&b, rtree_triggers[i].action, &names);
        VG_BUF_LIT(&b, "END");
        enum vg_status r = vg_buf_check(&b, err);
        if (r == VG_OK)
            r = vg_gpkg_sql_exec(db, err, "CREATE TRIGGER \"%w_%s\" AFTER %s", rtree, rtree_triggers[i].suffix, b.ptr);
        if (r != VG_OK)
            return r;
    }
    return VG_OK;
}

enum vg_status vg_gpkg_create_count(sqlite3 *db, const char *table, int64_t rows, struct vg_error *err)
{
    return vg_gpkg_sql_exec(db, err,
                        "INSERT OR REPLACE INTO gpkg_ogr_contents VALUES (%Q, %lld);"
                        "CREATE TRIGGER \"trigger_insert_feature_count_%w\" AFTER INSERT ON \"%w\" BEGIN UPDATE "
                        "gpkg_ogr_contents SET feature_count = feature_count + 1 WHERE lower(table_name) = lower(%Q); END;"
                        "CREATE TRIGGER \"trigger_delete_feature_count_%w\" AFTER DELETE ON \"%w\" BEGIN UPDATE "
                        "gpkg_ogr_contents SET feature_count = feature_count - 1 WHERE lower(table_name) = lower(%Q); END;",
                        table, (long long)rows, table, table, table, table, table, table);
}
