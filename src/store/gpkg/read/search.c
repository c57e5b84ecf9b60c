/* A search in an R*Tree, as SQLite documents the table behind it (rtree.html, "Shadow tables"): a node is a blob of
 * two bytes of depth (node 1, the root, only; 0: a leaf), two of count, then cells of an eight-byte id (of a row or a
 * node below) and four-byte floats min x, max x, min y, max y, all big-endian.  Boxes are rounded outwards. */
#include "search.h"

#include <stdlib.h>

#define NODE_HEAD 4
#define CELL_BYTES 24
#define MAX_NODE_BYTES 2048 /* SQLite makes nodes of 51 cells at most */
#define MAX_DEPTH 40
#define CLOCK_NODES 64 /* read between two looks at the clock */
#define LARGEST_ID (INT64_MAX / 2)
#define MAX_SQL_BYTES (64 * 1024)

struct cell {
    int64_t id;
    float min_x, max_x, min_y, max_y;
};

struct node {
    size_t n;
    unsigned depth; /* of the root */
    unsigned char bytes[MAX_NODE_BYTES];
};

struct walk {
    struct vg_gpkg_conn *conn;
    const struct vg_gpkg_search *search;
    sqlite3_stmt *st;
    struct vg_gpkg_found *found;
    unsigned n_read;                /* nodes */
    int budget;                     /* nodes that may still be read for an estimate */
    double cells[MAX_DEPTH + 1];    /* seen on each level, 0 being the leaves */
    double nodes[MAX_DEPTH + 1];
};

static bool open_walk(struct walk *w, const struct vg_gpkg_table *t)
{
    struct vg_buf sql;

    vg_buf_init(&sql, MAX_SQL_BYTES);
    VG_BUF_LIT(&sql, "select data from \"");
    for (const char *p = t->plain_rtree; *p; p++)
        vg_buf_add(&sql, *p == '"' ? "\"\"" : p, *p == '"' ? 2 : 1);
    VG_BUF_LIT(&sql, "_node\" where nodeno = ?1");
    bool good = !sql.failed
                && vg_gpkg_prepare(w->conn, (struct vg_str){sql.ptr, sql.len}, &w->st, NULL) == VG_OK;
    vg_buf_finish(&sql);
    return good;
}

static void close_walk(struct walk *w)
{
    vg_gpkg_release(w->conn, w->st);
}

/* A tree that bites its own tail is read until the deadline, no longer. */
static bool read_node(struct walk *w, int64_t number, struct node *out)
{
    bool good = false;

    if (++w->n_read % CLOCK_NODES == 0 && vg_gpkg_is_late(w->conn))
        return false;
    sqlite3_reset(w->st);
    sqlite3_bind_int64(w->st, 1, number);
    if (sqlite3_step(w->st) == SQLITE_ROW && sqlite3_column_type(w->st, 0) == SQLITE_BLOB) {
        size_t len = (size_t)sqlite3_column_bytes(w->st, 0);
        const unsigned char *p = sqlite3_column_blob(w->st, 0);
        if (len >= NODE_HEAD && len <= MAX_NODE_BYTES) {
            out->depth = (unsigned)p[0] << 8 | p[1];
            out->n = (size_t)p[2] << 8 | p[3];
            good = NODE_HEAD + out->n * CELL_BYTES <= len && out->depth <= MAX_DEPTH;
            if (good)
                memcpy(out->bytes, p, NODE_HEAD + out->n * CELL_BYTES);
        }
    }
    sqlite3_reset(w->st);
    return good;
}

static float float_at(const unsigned char *p)
{
    uint32_t bits;
    float v;

    memcpy(&bits, p, sizeof bits);
    bits = __builtin_bswap32(bits);
    memcpy(&v, &bits, sizeof v);
    return v;
}

static struct cell cell_at(const struct node *node, size_t i)
{
    const unsigned char *p = node->bytes + NODE_HEAD + i * CELL_BYTES;
    uint64_t id;

    memcpy(&id, p, sizeof id);
    return (struct cell){(int64_t)__builtin_bswap64(id), float_at(p + 8), float_at(p + 12), float_at(p + 16),
                         float_at(p + 20)};
}

static bool overlaps(const struct cell *c, const struct vg_bbox *b)
{
    return c->min_x <= b->max[0] && c->max_x >= b->min[0] && c->min_y <= b->max[1] && c->max_y >= b->min[1];
}

static bool lies_in(const struct cell *c, const struct vg_bbox *b)
{
    return c->min_x >= b->min[0] && c->max_x <= b->max[0] && c->min_y >= b->min[1] && c->max_y <= b->max[1];
}

enum how { OUTSIDE, PARTLY, INSIDE };

static enum how how_far(const struct vg_gpkg_search *s, const struct cell *c)
{
    enum how how = OUTSIDE;

    for (size_t i = 0; i < s->n_shapes; i++) {
        const struct vg_bbox *box = &s->shapes[i]->box;
        if (overlaps(c, box)) {
            if (lies_in(c, box))
                return INSIDE;
            how = PARTLY;
        }
    }
    return how;
}

/* --- all rows ------------------------------------------------------------------------------------- */

static bool keep(struct walk *w, int64_t id, bool settled)
{
    const struct vg_gpkg_search *s = w->search;
    struct vg_gpkg_found *f = w->found;

    if (s->has_from && !(s->inclusive && id == s->from) && (s->backwards ? id >= s->from : id <= s->from))
        return true;
    if (settled && s->count_only) {
        f->n_counted++;
        return true;
    }
    if (id > LARGEST_ID || id < -LARGEST_ID || f->n == VG_GPKG_MOST_FOUND)
        return false;
    if (f->n == f->cap) {
        size_t cap = f->cap ? 2 * f->cap : 1024;
        int64_t *more = realloc(f->coded, cap * sizeof(*more));
        if (!more)
            return false;
        f->coded = more;
        f->cap = cap;
    }
    f->coded[f->n++] = id * 2 + !settled;
    return true;
}

static bool descend(struct walk *w, int64_t number, const struct node *root, unsigned level, bool inside)
{
    struct node own;
    const struct node *node = root;

    if (!root) {
        if (!read_node(w, number, &own))
            return false;
        node = &own;
    }
    for (size_t i = 0; i < node->n; i++) {
        struct cell c = cell_at(node, i);
        enum how how = inside ? INSIDE : how_far(w->search, &c);
        if (how == OUTSIDE)
            continue;
        bool good = level == 0 ? keep(w, c.id, how == INSIDE && w->search->settles)
                               : descend(w, c.id, NULL, level - 1, how == INSIDE);
        if (!good)
            return false;
    }
    return true;
}

static bool add_nulls(struct walk *w, const struct vg_gpkg_table *t)
{
    struct vg_buf sql;
    sqlite3_stmt *st = NULL;

    vg_buf_init(&sql, MAX_SQL_BYTES);
    vg_buf_printf(&sql, "select %s from %s where %s is null", t->row_id, t->base.from, t->base.geometry);
    int code = !sql.failed && vg_gpkg_prepare(w->conn, (struct vg_str){sql.ptr, sql.len}, &st, NULL) == VG_OK
                   ? SQLITE_ROW
                   : SQLITE_ERROR;
    vg_buf_finish(&sql);
    while (code == SQLITE_ROW && (code = sqlite3_step(st)) == SQLITE_ROW) {
        if (!keep(w, sqlite3_column_int64(st, 0), true))
            code = SQLITE_ABORT;
    }
    vg_gpkg_release(w->conn, st);
    return code == SQLITE_DONE;
}

/* By one byte after the other, those skipped that are alike in all. */
static bool sort_found(struct vg_gpkg_found *f)
{
    uint64_t *from = (uint64_t *)f->coded, differ = 0;

    if (f->n <= 1)
        return true;
    uint64_t *spare = malloc(f->n * sizeof(*spare)), *to = spare;
    if (!spare)
        return false;
    for (size_t i = 0; i < f->n; i++) {
        from[i] ^= UINT64_C(1) << 63;
        differ |= from[i] ^ from[0];
    }
    for (int shift = 0; shift < 64; shift += 8) {
        size_t at[256] = {0}, sum = 0;
        if (!(differ >> shift & 0xFF))
            continue;
        for (size_t i = 0; i < f->n; i++)
            at[from[i] >> shift & 0xFF]++;
        for (int b = 0; b < 256; b++) {
            size_t n = at[b];
            at[b] = sum;
            sum += n;
        }
        for (size_t i = 0; i < f->n; i++)
            to[at[from[i] >> shift & 0xFF]++] = from[i];
        uint64_t *swap = from;
        from = to;
        to = swap;
    }
    for (size_t i = 0; i < f->n; i++)
        from[i] ^= UINT64_C(1) << 63;
    if (from == spare)
        memcpy(f->coded, spare, f->n * sizeof(*spare));
    free(spare);
    return true;
}

bool vg_gpkg_search_run(struct vg_gpkg_conn *c, const struct vg_gpkg_table *t, const struct vg_gpkg_search *s,
                        struct vg_gpkg_found *out)
{
    struct walk w = {.conn = c, .search = s, .found = out};
    struct node root;

    *out = (struct vg_gpkg_found){.backwards = s->backwards};
    bool good = open_walk(&w, t) && read_node(&w, 1, &root) && descend(&w, 1, &root, root.depth, false)
                && (!s->nulls || add_nulls(&w, t)) && sort_found(out);
    close_walk(&w);
    if (!good)
        vg_gpkg_found_free(out);
    return good;
}

void vg_gpkg_found_free(struct vg_gpkg_found *f)
{
    free(f->coded);
    *f = (struct vg_gpkg_found){0};
}

/* --- estimate ------------------------------------------------------------------------------------- */

#define ESTIMATE_NODES 12
#define USUAL_CELLS 36 /* of 51, in a tree that grew row by row */

/* The share of a cell's box that one of the search's boxes covers, at most 1. */
static double share_of(const struct vg_gpkg_search *s, const struct cell *c)
{
    double share = 0;

    for (size_t i = 0; i < s->n_shapes; i++) {
        const struct vg_bbox *b = &s->shapes[i]->box;
        double width = (double)c->max_x - c->min_x, height = (double)c->max_y - c->min_y;
        if (!overlaps(c, b))
            continue;
        double x = (b->max[0] < c->max_x ? b->max[0] : c->max_x) - (b->min[0] > c->min_x ? b->min[0] : c->min_x);
        double y = (b->max[1] < c->max_y ? b->max[1] : c->max_y) - (b->min[1] > c->min_y ? b->min[1] : c->min_y);
        share += (width > 0 ? x / width : 1) * (height > 0 ? y / height : 1);
    }
    return share < 1 ? share : 1;
}

/* The share of a node's rows that the search finds, all its cells taken for equally full.  What lies partly in a box is
 * looked into while the budget lasts, then judged by its area. */
static double share_within(struct walk *w, const struct node *node, unsigned level)
{
    double share = 0;

    w->cells[level] += (double)node->n;
    w->nodes[level]++;
    for (size_t i = 0; i < node->n; i++) {
        struct cell c = cell_at(node, i);
        enum how how = how_far(w->search, &c);
        struct node below;
        if (how == INSIDE || (how == PARTLY && level == 0))
            share += 1;
        else if (how == PARTLY && w->budget > 0 && w->budget-- && read_node(w, c.id, &below))
            share += share_within(w, &below, level - 1);
        else if (how == PARTLY)
            share += share_of(w->search, &c);
    }
    return node->n ? share / (double)node->n : 0;
}

bool vg_gpkg_search_estimate(struct vg_gpkg_conn *c, const struct vg_gpkg_table *t, const struct vg_gpkg_search *s,
                             double *found_out, double *rows_out)
{
    struct walk w = {.conn = c, .search = s, .budget = ESTIMATE_NODES};
    struct node root;
    bool good = open_walk(&w, t) && read_node(&w, 1, &root);

    if (good) {
        double share = share_within(&w, &root, root.depth), rows = (double)root.n;
        for (unsigned level = 0; level < root.depth; level++)
            rows *= w.nodes[level] > 0 ? w.cells[level] / w.nodes[level] : USUAL_CELLS;
        *rows_out = rows;
        *found_out = share * rows;
    }
    close_walk(&w);
    return good;
}

void vg_gpkg_search_of(const struct vg_expr *drive, struct vg_gpkg_search *out)
{
    *out = (struct vg_gpkg_search){.settles = true};
    out->n_shapes = vg_sql_drive_shapes(drive, out->shapes);
    out->nulls = vg_sql_drive_nulls(drive);
    for (size_t i = 0; i < out->n_shapes; i++) {
        const struct vg_shape *s = out->shapes[i];
        out->settles = out->settles && s->is_box && s->relation == VG_REL_INTERSECTS && !s->box_3d;
    }
}
