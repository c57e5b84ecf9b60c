/* SQLite documents the tables behind an R*Tree (rtree.html, "Shadow tables"), so a tree can be written whole instead
 * of row by row: sort the boxes along a Hilbert curve, cut them into full leaves, do the same with the leaves' boxes
 * until one node is left, and that is the root, node 1.  It takes a third of the time of inserts, and the tree is
 * better: full nodes that hardly overlap.
 *
 * A node is a blob: depth of the tree (the root only; 16 bits), number of cells (16 bits), then cells of a 64-bit id
 * (row or child node) and four 32-bit floats minx, maxx, miny, maxy, all big-endian, zeros up to the node size. */
#include "rtree.h"

#include <math.h>
#include <stdlib.h>

#include "../write_sql.h"

#define CELL_BYTES 24
#define NODE_HEAD 4
#define FIRST_NODE 2 /* after the root */

struct cell {
    int64_t id;
    float x0, x1, y0, y1;
};

struct vg_rtree {
    sqlite3 *db;
    char *table;
    bool packed; /* the next batch may be written as nodes */
    struct cell *cells;
    size_t n, cap, batch;
};

/* Floats that surely hold the double: R*Tree boxes may be a little larger, never smaller. */
static float float_below(double v)
{
    float f = (float)v;
    return (double)f > v ? nextafterf(f, -INFINITY) : f;
}

static float float_above(double v)
{
    float f = (float)v;
    return (double)f < v ? nextafterf(f, INFINITY) : f;
}

/* ---- order ---- */

/* Place of (x, y) on a Hilbert curve over 65 536 x 65 536 squares. */
static uint32_t hilbert(uint32_t x, uint32_t y)
{
    uint32_t d = 0;
    for (uint32_t s = 1u << 15; s; s >>= 1) {
        uint32_t rx = (x & s) != 0, ry = (y & s) != 0;
        d += s * s * ((3 * rx) ^ ry);
        if (!ry) {
            if (rx) {
                x = 65535 - x;
                y = 65535 - y;
            }
            uint32_t t = x;
            x = y;
            y = t;
        }
    }
    return d;
}

/* 0 to 65 535; a position that is not finite has no place, and gets the first. */
static uint32_t scaled(double v, double low, double range)
{
    double share = (v - low) / range;
    return share >= 0 && share <= 1 ? (uint32_t)(share * 65535.0) : 0;
}

struct keyed {
    uint32_t key, at;
};

static int by_key(const void *a, const void *b)
{
    const struct keyed *p = a, *q = b;
    return p->key != q->key ? (p->key < q->key ? -1 : 1) : (p->at > q->at) - (p->at < q->at);
}

/* Indexes of the cells in the order of the curve; caller frees; NULL: no memory. */
static struct keyed *curve_order(const struct cell *c, size_t n)
{
    struct keyed *order = malloc((n ? n : 1) * sizeof *order);
    if (!order)
        return NULL;
    double x0 = INFINITY, x1 = -INFINITY, y0 = INFINITY, y1 = -INFINITY;
    for (size_t i = 0; i < n; i++) {
        double x = ((double)c[i].x0 + (double)c[i].x1) / 2, y = ((double)c[i].y0 + (double)c[i].y1) / 2;
        x0 = fmin(x0, x);
        x1 = fmax(x1, x);
        y0 = fmin(y0, y);
        y1 = fmax(y1, y);
    }
    for (size_t i = 0; i < n; i++) {
        double x = ((double)c[i].x0 + (double)c[i].x1) / 2, y = ((double)c[i].y0 + (double)c[i].y1) / 2;
        order[i] = (struct keyed){ hilbert(scaled(x, x0, x1 - x0), scaled(y, y0, y1 - y0)), (uint32_t)i };
    }
    qsort(order, n, sizeof *order, by_key);
    return order;
}

/* ---- nodes ---- */

static unsigned char *put_be(unsigned char *p, uint64_t v, int bytes)
{
    for (int i = bytes - 1; i >= 0; i--)
        *p++ = (unsigned char)(v >> (8 * i));
    return p;
}

static unsigned char *put_float(unsigned char *p, float f)
{
    uint32_t bits;
    memcpy(&bits, &f, sizeof bits);
    return put_be(p, bits, 4);
}

struct packer {
    sqlite3_stmt *node, *row, *parent;
    unsigned char *blob;
    int node_bytes;
    size_t max_cells;
    int64_t next_node;
};

static void packer_finish(struct packer *p)
{
    sqlite3_finalize(p->node);
    sqlite3_finalize(p->row);
    sqlite3_finalize(p->parent);
    free(p->blob);
}

static bool step(sqlite3_stmt *s)
{
    bool done = sqlite3_step(s) == SQLITE_DONE;
    return sqlite3_reset(s) == SQLITE_OK && done;
}

static bool write_pair(sqlite3_stmt *s, int64_t a, int64_t b)
{
    sqlite3_bind_int64(s, 1, a);
    sqlite3_bind_int64(s, 2, b);
    return step(s);
}

static bool write_node(struct packer *p, int64_t number, int depth, const struct cell *c, size_t n)
{
    memset(p->blob, 0, (size_t)p->node_bytes);
    unsigned char *at = put_be(put_be(p->blob, (uint64_t)depth, 2), n, 2);
    for (size_t i = 0; i < n; i++) {
        at = put_be(at, (uint64_t)c[i].id, 8);
        at = put_float(put_float(put_float(put_float(at, c[i].x0), c[i].x1), c[i].y0), c[i].y1);
    }
    sqlite3_bind_int64(p->node, 1, number);
    sqlite3_bind_blob(p->node, 2, p->blob, p->node_bytes, SQLITE_STATIC);
    return step(p->node);
}

static struct cell around(const struct cell *c, size_t n, int64_t id)
{
    struct cell box = c[0];
    box.id = id;
    for (size_t i = 1; i < n; i++) {
        box.x0 = fminf(box.x0, c[i].x0);
        box.x1 = fmaxf(box.x1, c[i].x1);
        box.y0 = fminf(box.y0, c[i].y0);
        box.y1 = fmaxf(box.y1, c[i].y1);
    }
    return box;
}

/* Write one level but the root, in equal shares so that no node is nearly empty; share k holds the cells from
 * first_of(n, nodes, k).  The cells of the level above take the place of these; their number is returned, 0 on failure. */
static size_t first_of(size_t n, size_t nodes, size_t k)
{
    return n / nodes * k + (k < n % nodes ? k : n % nodes);
}

static size_t write_level(struct packer *p, struct cell *c, size_t n, bool leaves)
{
    size_t nodes = (n + p->max_cells - 1) / p->max_cells;
    for (size_t k = 0; k < nodes; k++) {
        size_t from = first_of(n, nodes, k), to = first_of(n, nodes, k + 1);
        int64_t number = p->next_node++;
        if (!write_node(p, number, 0, c + from, to - from))
            return 0;
        for (size_t i = from; !leaves && i < to; i++)
            if (!write_pair(p->parent, c[i].id, number))
                return 0;
        c[k] = around(c + from, to - from, number);
    }
    return nodes;
}

/* Which leaf holds which row, in the order the rows came: mostly ascending, so that each lands at the table's end. */
static bool write_rows(struct packer *p, const struct cell *rows, const struct keyed *order, size_t n)
{
    size_t leaves = (n + p->max_cells - 1) / p->max_cells;
    uint32_t *leaf_of = malloc(n * sizeof *leaf_of);
    if (!leaf_of)
        return false;
    for (size_t k = 0; k < leaves; k++)
        for (size_t i = first_of(n, leaves, k); i < first_of(n, leaves, k + 1); i++)
            leaf_of[order[i].at] = leaves == 1 ? 1 : (uint32_t)(FIRST_NODE + k);
    bool ok = true;
    for (size_t i = 0; ok && i < n; i++)
        ok = write_pair(p->row, rows[i].id, leaf_of[i]);
    free(leaf_of);
    return ok;
}

static bool write_tree(struct packer *p, struct cell *c, size_t n)
{
    int depth = 0;
    while (n > p->max_cells) {
        n = write_level(p, c, n, depth == 0);
        if (!n)
            return false;
        depth++;
    }
    if (!write_node(p, 1, depth, c, n))
        return false;
    for (size_t i = 0; depth > 0 && i < n; i++)
        if (!write_pair(p->parent, c[i].id, 1))
            return false;
    return true;
}

static bool prepare(sqlite3 *db, sqlite3_stmt **s, const char *fmt, const char *table)
{
    VG_AUTO(vg_gpkg_freetext) char *sql = sqlite3_mprintf(fmt, table);
    return sql && sqlite3_prepare_v3(db, sql, -1, SQLITE_PREPARE_PERSISTENT, s, NULL) == SQLITE_OK;
}

static enum vg_status failed(const struct vg_rtree *t, struct vg_error *err)
{
    return vg_gpkg_sql_fail(t->db, sqlite3_db_filename(t->db, "main"), err);
}

static enum vg_status write_packed(struct vg_rtree *t, struct cell *sorted, const struct keyed *order,
                                   struct vg_error *err)
{
    int64_t bytes = 0;
    enum vg_status r = vg_gpkg_sql_int(t->db, &bytes, err, "SELECT length(data) FROM \"%w_node\" WHERE nodeno = 1", t->table);
    if (r != VG_OK)
        return r == VG_END ? vg_fail(err, VG_BUG, "", "the R*Tree '%s' has no root", t->table) : r;
    if (bytes < NODE_HEAD + 2 * CELL_BYTES)
        return vg_fail(err, VG_BUG, "", "the R*Tree '%s' has nodes of %d bytes", t->table, (int)bytes);
    VG_AUTO(packer_finish) struct packer p = {
        .node_bytes = (int)bytes, .max_cells = ((size_t)bytes - NODE_HEAD) / CELL_BYTES, .next_node = FIRST_NODE,
    };
    p.blob = malloc((size_t)bytes);
    if (!p.blob)
        return vg_fail(err, VG_NO_MEMORY, "", "out of memory");
    bool ok = prepare(t->db, &p.node, "INSERT OR REPLACE INTO \"%w_node\" VALUES (?1, ?2)", t->table) &&
              prepare(t->db, &p.row, "INSERT OR REPLACE INTO \"%w_rowid\" VALUES (?1, ?2)", t->table) &&
              prepare(t->db, &p.parent, "INSERT OR REPLACE INTO \"%w_parent\" VALUES (?1, ?2)", t->table) &&
              write_rows(&p, t->cells, order, t->n) && write_tree(&p, sorted, t->n);
    return ok ? VG_OK : failed(t, err);
}

static enum vg_status insert_all(struct vg_rtree *t, const struct cell *c, struct vg_error *err)
{
    VG_AUTO(vg_gpkg_finalize) sqlite3_stmt *s = NULL;
    bool ok = prepare(t->db, &s, "INSERT OR REPLACE INTO \"%w\" VALUES (?1, ?2, ?3, ?4, ?5)", t->table);
    for (size_t i = 0; ok && i < t->n; i++) {
        sqlite3_bind_int64(s, 1, c[i].id);
        sqlite3_bind_double(s, 2, (double)c[i].x0);
        sqlite3_bind_double(s, 3, (double)c[i].x1);
        sqlite3_bind_double(s, 4, (double)c[i].y0);
        sqlite3_bind_double(s, 5, (double)c[i].y1);
        ok = step(s);
    }
    return ok ? VG_OK : failed(t, err);
}

static enum vg_status flush(struct vg_rtree *t, struct vg_error *err)
{
    if (t->n == 0)
        return VG_OK;
    struct keyed *order = curve_order(t->cells, t->n);
    struct cell *sorted = malloc(t->n * sizeof *sorted);
    if (!order || !sorted) {
        free(order);
        free(sorted);
        return vg_fail(err, VG_NO_MEMORY, "", "out of memory");
    }
    for (size_t i = 0; i < t->n; i++)
        sorted[i] = t->cells[order[i].at];
    enum vg_status r = t->packed ? write_packed(t, sorted, order, err) : insert_all(t, sorted, err);
    free(order);
    free(sorted);
    t->packed = false;
    t->n = 0;
    return r;
}

/* ---- public ---- */

enum vg_status vg_rtree_new(sqlite3 *db, const char *table, bool packed, size_t batch, struct vg_rtree **out,
                            struct vg_error *err)
{
    struct vg_rtree *t = calloc(1, sizeof *t);
    char *name = strdup(table);
    if (!t || !name) {
        free(t);
        free(name);
        return vg_fail(err, VG_NO_MEMORY, "", "out of memory");
    }
    *t = (struct vg_rtree){ .db = db, .table = name, .packed = packed, .batch = batch ? batch : VG_RTREE_BATCH };
    *out = t;
    return VG_OK;
}

void vg_rtree_free(struct vg_rtree *t)
{
    if (!t)
        return;
    free(t->cells);
    free(t->table);
    free(t);
}

static bool grow(struct vg_rtree *t)
{
    size_t cap = t->cap ? t->cap * 2 : 4096;
    if (cap > t->batch)
        cap = t->batch;
    struct cell *more = realloc(t->cells, cap * sizeof *more);
    if (!more)
        return false;
    t->cells = more;
    t->cap = cap;
    return true;
}

enum vg_status vg_rtree_add(struct vg_rtree *t, int64_t id, const struct vg_bbox *box, struct vg_error *err)
{
    if (t->n == t->batch) {
        enum vg_status r = flush(t, err);
        if (r != VG_OK)
            return r;
    }
    if (t->n == t->cap && !grow(t))
        return vg_fail(err, VG_NO_MEMORY, "", "out of memory");
    t->cells[t->n++] = (struct cell){ id, float_below(box->min[0]), float_above(box->max[0]),
                                      float_below(box->min[1]), float_above(box->max[1]) };
    return VG_OK;
}

enum vg_status vg_rtree_end(struct vg_rtree *t, struct vg_error *err)
{
    return flush(t, err);
}
