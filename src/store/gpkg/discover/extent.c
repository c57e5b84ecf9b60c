/* The root node of an R*Tree, read as SQLite keeps it: two bytes of depth, two of count, then cells of an eight-byte
 * id and four four-byte floats (min x, max x, min y, max y), all big-endian. */
#include "extent.h"

#define CELL_BYTES 24

static double float_at(const unsigned char *p)
{
    uint32_t bits = (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3];
    float v;

    memcpy(&v, &bits, sizeof v);
    return v;
}

static bool read_node(const unsigned char *node, size_t len, struct vg_bbox *out)
{
    size_t n = len < 4 ? 0 : (size_t)node[2] << 8 | node[3];

    vg_bbox_none(out);
    for (size_t i = 0; i < n && 4 + (i + 1) * CELL_BYTES <= len; i++) {
        const unsigned char *box = node + 4 + i * CELL_BYTES + 8;
        vg_bbox_add(out, float_at(box), float_at(box + 8));
        vg_bbox_add(out, float_at(box + 4), float_at(box + 12));
    }
    return !vg_bbox_is_none(out);
}

bool vg_gpkg_rtree_box(struct vg_gpkg_conn *c, const char *rtree, struct vg_bbox *out)
{
    char *sql = sqlite3_mprintf("select data from \"%w_node\" where nodeno = 1", rtree);
    sqlite3_stmt *st = NULL;
    bool found = false;

    if (sql && sqlite3_prepare_v2(c->db, sql, -1, &st, NULL) == SQLITE_OK && sqlite3_step(st) == SQLITE_ROW &&
        sqlite3_column_type(st, 0) == SQLITE_BLOB)
        found = read_node(sqlite3_column_blob(st, 0), (size_t)sqlite3_column_bytes(st, 0), out);
    sqlite3_finalize(st);
    sqlite3_free(sql);
    return found;
}
