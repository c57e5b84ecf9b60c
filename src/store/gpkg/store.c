/* The GeoPackage store: opening, watching, and the table of operations. */
#include "read/read.h"

#include <stdio.h>
#include <stdlib.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

#include <vigie/base/hash.h>
#include <vigie/base/time.h>

#include "write/create.h"
#include "write_sql.h"

static bool claims(const char *address)
{
    size_t len = strlen(address);

    return len > 5 && strcasecmp(address + len - 5, ".gpkg") == 0;
}

static bool is_memory(const char *address)
{
    return strncmp(address, VG_STORE_MEMORY, strlen(VG_STORE_MEMORY)) == 0;
}

static enum vg_status open_connection(void *owner, void **out, struct vg_error *err)
{
    struct vg_gpkg_conn *c;
    enum vg_status r = vg_gpkg_connect(owner, &c, err);

    if (r == VG_OK)
        *out = c;
    return r;
}

static enum vg_status open_writer(void *owner, void **out, struct vg_error *err)
{
    struct vg_gpkg_conn *c;
    enum vg_status r = vg_gpkg_connect_writer(owner, &c, err);

    if (r == VG_OK)
        *out = c;
    return r;
}

static void close_connection(void *owner, void *conn)
{
    (void)owner;
    vg_gpkg_disconnect(conn);
}

/* The path still means the file that this connection has open, and a frozen one has not been written since. */
static bool is_usable(void *owner, void *conn)
{
    struct vg_gpkg_store *s = owner;
    struct vg_gpkg_conn *c = conn;
    struct vg_gpkg_file now;

    if (s->in_memory)
        return true;
    return vg_gpkg_file_of(s->base.address, &now) && now.device == c->file.device && now.inode == c->file.inode &&
           (!c->frozen || now.modified_ns == c->file.modified_ns);
}

enum vg_status vg_gpkg_take(struct vg_gpkg_store *s, struct vg_gpkg_conn **out, struct vg_error *err)
{
    struct vg_error why = {.lang = err ? err->lang : VG_EN};
    void *conn;
    enum vg_status r = vg_pool_take(s->pool, 0, &conn, &why);

    if (r == VG_OK) {
        *out = conn;
        return VG_OK;
    }
    if (r == VG_NOT_FOUND || r == VG_BAD_INPUT)
        r = VG_UNAVAILABLE;
    return vg_fail(err, r, why.where, "%s", why.text);
}

void vg_gpkg_give(struct vg_gpkg_store *s, struct vg_gpkg_conn *c, bool broken)
{
    vg_pool_give(s->pool, c, broken);
}

/* A store without a file lives as long as one connection to it is open. */
static enum vg_status open_memory(struct vg_gpkg_store *s, struct vg_error *err)
{
    int code = vg_gpkg_open_raw(s, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, false, &s->memory);
    enum vg_status r = code == SQLITE_OK ? vg_gpkg_make_base(s->memory, err)
                                         : vg_gpkg_sql_fail(s->memory, s->base.name, err);

    if (r != VG_OK) {
        sqlite3_close(s->memory);
        vg_pool_free(s->pool);
        vg_pool_free(s->writers);
    }
    return r;
}

static enum vg_status open_store(struct vg_store *base, struct vg_error *err)
{
    struct vg_gpkg_store *s = (struct vg_gpkg_store *)base;
    const struct vg_pool_options o = {
        .owner = s,
        .size = base->options.pool_size,
        .wait_ms = base->options.wait_ms,
        .queue_length = base->options.queue_length,
        .open = open_connection,
        .close = close_connection,
        .usable = is_usable,
    };
    struct vg_pool_options writer = o;
    pthread_mutex_init(&s->watch_lock, NULL);
    enum vg_status r = vg_pool_new(&o, &s->pool, err);

    writer.size = 1;
    writer.open = open_writer;
    if (r == VG_OK)
        r = vg_pool_new(&writer, &s->writers, err);
    if (r != VG_OK) {
        vg_pool_free(s->pool);
        return r;
    }
    s->in_memory = is_memory(base->address);
    if (s->in_memory)
        return open_memory(s, err);
    if (base->options.create && access(base->address, F_OK) != 0)
        return VG_OK; /* the loader makes the file when it commits */
    r = vg_pool_warm(s->pool, 1, err);
    if (r != VG_OK) {
        vg_pool_free(s->pool);
        vg_pool_free(s->writers);
    }
    return r;
}

/* The last connection to close clears the log away, unless it may only read: so one that may write comes last. */
static void clear_log(const char *path)
{
    sqlite3 *db = NULL;

    if (sqlite3_open_v2(path, &db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL) == SQLITE_OK)
        sqlite3_exec(db, "select 1 from sqlite_master", NULL, NULL, NULL);
    sqlite3_close(db);
}

static void close_store(struct vg_store *base)
{
    struct vg_gpkg_store *s = (struct vg_gpkg_store *)base;

    vg_pool_free(s->writers);
    vg_pool_free(s->pool);
    sqlite3_close(s->watch);
    pthread_mutex_destroy(&s->watch_lock);
    sqlite3_close(s->memory);
    if ((base->options.writable || base->options.editable) && !s->in_memory)
        clear_log(base->address);
}

static enum vg_status create_store(const char *address, struct vg_error *err)
{
    (void)address; /* the loader makes the file: a store that nothing was put into leaves none behind */
    (void)err;
    return VG_OK;
}

/* --- watching ------------------------------------------------------------------------------------- */

/* What any write changes is the file itself, or its log.  A change is in the log before readers see it, for as long as the disk takes:
 * what is read meanwhile is of before, and the files tell no more of it afterwards.  So for a while after a write SQLite's
 * own count of what has been committed belongs to the state, too. */
#define SETTLED_US INT64_C(10000000)
/* A file's clock ticks some milliseconds at a time: two writes within one tick may look like one. */
#define TICK_US INT64_C(50000)

struct look {
    struct vg_hash stamp;
    int64_t newest_us;
};

static void look_at(struct look *l, const char *path)
{
    struct stat st;

    if (stat(path, &st) != 0)
        return;
    int64_t us = (int64_t)st.st_mtim.tv_sec * 1000000 + st.st_mtim.tv_nsec / 1000;
    int64_t facts[] = {(int64_t)st.st_dev, (int64_t)st.st_ino, (int64_t)st.st_size, (int64_t)st.st_mtim.tv_sec,
                       st.st_mtim.tv_nsec};
    l->stamp = vg_hash_more(l->stamp, facts, sizeof facts);
    l->newest_us = us > l->newest_us ? us : l->newest_us;
}

static int take_version(void *out, int n, char **values, char **names)
{
    (void)names;
    *(int64_t *)out = n && values[0] ? atoll(values[0]) : 0;
    return 0;
}

/* As one connection sees it that does nothing else; opened anew where the path has come to mean another file. */
static int64_t committed(struct vg_gpkg_store *s)
{
    struct stat st = {0};
    int64_t version = 0;

    pthread_mutex_lock(&s->watch_lock);
    bool same = stat(s->base.address, &st) == 0 && s->watch && st.st_ino == s->watch_inode;
    if (!same) {
        sqlite3_close(s->watch);
        s->watch = NULL;
        s->watch_inode = st.st_ino;
        if (vg_gpkg_open_raw(s, SQLITE_OPEN_READONLY, false, &s->watch) != SQLITE_OK) {
            sqlite3_close(s->watch);
            s->watch = NULL;
        }
    }
    if (s->watch)
        sqlite3_exec(s->watch, "select 1 from gpkg_contents limit 1; pragma data_version", take_version, &version, NULL);
    pthread_mutex_unlock(&s->watch_lock);
    return version;
}

static struct look look(struct vg_store *s, struct vg_hash before)
{
    struct look l = {.stamp = before};
    char wal[4096];

    look_at(&l, s->address);
    if ((size_t)snprintf(wal, sizeof wal, "%s-wal", s->address) < sizeof wal)
        look_at(&l, wal);
    if (vg_now_us() - l.newest_us < SETTLED_US) {
        int64_t version = committed((struct vg_gpkg_store *)s);
        l.stamp = vg_hash_more(l.stamp, &version, sizeof version);
    }
    return l;
}

static enum vg_status has_changed(struct vg_store *s, uint64_t *stamp, bool *changed, struct vg_error *err)
{
    struct vg_gpkg_store *store = (struct vg_gpkg_store *)s;

    if (is_memory(s->address)) {
        *changed = false;
        return VG_OK;
    }
    if (access(s->address, R_OK) != 0)
        return vg_fail(err, VG_UNAVAILABLE, "", "'%s' cannot be read", s->name);
    struct look l = look(s, (struct vg_hash){0});
    bool again = atomic_exchange(&store->look_again, false);
    *changed = *stamp != l.stamp.lo || again;
    *stamp = l.stamp.lo;
    return VG_OK;
}

static void data_state(struct vg_store *s, const struct vg_collection *c, struct vg_data_state *out)
{
    (void)c; /* one file holds all */
    if (is_memory(s->address))
        return;
    struct look l = look(s, out->stamp);
    out->stamp = l.stamp;
    out->kind = vg_now_us() - l.newest_us > TICK_US ? VG_STATE_KNOWN : VG_STATE_MOVING;
}

static enum vg_status ping(struct vg_store *s, struct vg_error *err)
{
    struct vg_gpkg_store *store = (struct vg_gpkg_store *)s;
    struct vg_gpkg_conn *conn;
    enum vg_status r = vg_gpkg_take(store, &conn, err);

    if (r != VG_OK)
        return r;
    r = vg_gpkg_exec(conn, "select 1 from gpkg_contents limit 1", err);
    vg_gpkg_give(store, conn, r != VG_OK);
    return r;
}

static bool is_absent(const struct vg_store *s)
{
    return access(s->address, F_OK) != 0;
}

const struct vg_store_ops vg_gpkg_ops = {
    .kind = "gpkg",
    .store_size = sizeof(struct vg_gpkg_store),
    .session_size = sizeof(struct vg_gpkg_session),
    .cursor_size = sizeof(struct vg_gpkg_cursor),
    .claims = claims,
    .open = open_store,
    .close = close_store,
    .discover = vg_gpkg_discover,
    .changed = has_changed,
    .data_state = data_state,
    .ping = ping,
    .session_begin = vg_gpkg_session_begin,
    .session_end = vg_gpkg_session_end,
    .cursor_start = vg_gpkg_cursor_start,
    .cursor_row = vg_gpkg_cursor_row,
    .cursor_close = vg_gpkg_cursor_close,
    .count = vg_gpkg_count,
    .sorts_raw = vg_gpkg_sorts_raw,
    .loader_begin = vg_gpkg_loader_begin,
    .absent = is_absent,
    .create = create_store,
    .edit_begin = vg_gpkg_edit_begin,
    .edit_run = vg_gpkg_edit_run,
    .edit_log = vg_gpkg_edit_log,
    .edit_commit = vg_gpkg_edit_commit,
    .edit_end = vg_gpkg_edit_end,
    .dialect = &vg_gpkg_dialect,
    .make_tables = vg_gpkg_make_tables,
    .changes = vg_gpkg_changes,
    .item_changed = vg_gpkg_item_changed,
    .tracking = vg_gpkg_tracking,
    .index_statement = vg_gpkg_index_statement,
    .records_begin = vg_gpkg_records_begin,
    .aggregate = vg_gpkg_aggregate,
    .moment = vg_gpkg_moment,
    .words = vg_gpkg_words,
};
