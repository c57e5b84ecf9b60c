/* Prepared statements of one connection, by text: the least recently used one makes room. */
#include "../gpkg.h"

#include <stdlib.h>

#include <vigie/base/hash.h>

struct vg_gpkg_statement {
    sqlite3_stmt *st;
    uint64_t hash;
    unsigned used;   /* the connection's clock when it was last given back */
    bool busy;
};

static struct vg_gpkg_statement *find(struct vg_gpkg_conn *c, uint64_t hash, struct vg_str sql)
{
    for (int i = 0; i < VG_GPKG_STATEMENTS; i++) {
        struct vg_gpkg_statement *s = &c->cache[i];
        if (s->st && !s->busy && s->hash == hash && vg_str_is(sql, sqlite3_sql(s->st)))
            return s;
    }
    return NULL;
}

static struct vg_gpkg_statement *make_room(struct vg_gpkg_conn *c)
{
    struct vg_gpkg_statement *oldest = NULL;

    for (int i = 0; i < VG_GPKG_STATEMENTS; i++) {
        struct vg_gpkg_statement *s = &c->cache[i];
        if (!s->st)
            return s;
        if (!s->busy && (!oldest || s->used < oldest->used))
            oldest = s;
    }
    if (oldest) {
        sqlite3_finalize(oldest->st);
        *oldest = (struct vg_gpkg_statement){0};
    }
    return oldest;
}

enum vg_status vg_gpkg_prepare(struct vg_gpkg_conn *c, struct vg_str sql, sqlite3_stmt **out, struct vg_error *err)
{
    if (!c->cache && !(c->cache = calloc(VG_GPKG_STATEMENTS, sizeof(*c->cache))))
        return vg_fail(err, VG_NO_MEMORY, "", "no memory for statements");
    uint64_t hash = vg_hash_bytes(sql.ptr, sql.len).lo;
    struct vg_gpkg_statement *s = find(c, hash, sql);
    if (s) {
        s->busy = true;
        *out = s->st;
        return VG_OK;
    }
    sqlite3_stmt *st = NULL;
    int code = sqlite3_prepare_v3(c->db, sql.ptr, (int)sql.len, SQLITE_PREPARE_PERSISTENT, &st, NULL);
    if (code != SQLITE_OK)
        return vg_gpkg_fail(c, code, err);
    s = sql.len <= VG_GPKG_STATEMENT_BYTES ? make_room(c) : NULL;
    if (s)
        *s = (struct vg_gpkg_statement){.st = st, .hash = hash, .busy = true};
    *out = st;
    return VG_OK;
}

void vg_gpkg_release(struct vg_gpkg_conn *c, sqlite3_stmt *st)
{
    if (!st)
        return;
    sqlite3_reset(st);
    sqlite3_clear_bindings(st);
    for (int i = 0; i < VG_GPKG_STATEMENTS; i++) {
        if (c->cache[i].st == st) {
            c->cache[i].busy = false;
            c->cache[i].used = ++c->cache_clock;
            return;
        }
    }
    sqlite3_finalize(st); /* a long one, or one too many at once: it was never kept */
}

enum vg_status vg_gpkg_run(struct vg_gpkg_conn *c, struct vg_str sql, struct vg_error *err)
{
    sqlite3_stmt *st;
    enum vg_status r = vg_gpkg_prepare(c, sql, &st, err);

    if (r != VG_OK)
        return r;
    int code = sqlite3_step(st);
    if (code != SQLITE_DONE)
        r = vg_gpkg_fail(c, code, err);
    vg_gpkg_release(c, st);
    return r;
}

void vg_gpkg_drop_statements(struct vg_gpkg_conn *c)
{
    for (int i = 0; c->cache && i < VG_GPKG_STATEMENTS; i++)
        sqlite3_finalize(c->cache[i].st);
    free(c->cache);
    c->cache = NULL;
}

int64_t vg_gpkg_ask_int(struct vg_gpkg_conn *c, char *sql, int64_t otherwise)
{
    sqlite3_stmt *st = NULL;
    int64_t v = otherwise;

    if (sql && sqlite3_prepare_v2(c->db, sql, -1, &st, NULL) == SQLITE_OK && sqlite3_step(st) == SQLITE_ROW &&
        sqlite3_column_type(st, 0) == SQLITE_INTEGER)
        v = sqlite3_column_int64(st, 0);
    sqlite3_finalize(st);
    sqlite3_free(sql);
    return v;
}
