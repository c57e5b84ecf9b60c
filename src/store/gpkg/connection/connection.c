/* One SQLite connection: opened for what the file and its folder allow, with our functions and limits. */
#include "../gpkg.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#define PROGRESS_STEPS 4000 /* virtual machine steps between two looks at the clock: well under a millisecond */
#define LOCK_NAP_US 2000    /* between two tries at a file that is locked */
#define MAX_PATH_TEXT (64 * 1024)
#define APPLICATION_GP10 0x47503130
#define APPLICATION_GP11 0x47503131
#define FIRST_UNKNOWN_VERSION 20000

bool vg_gpkg_file_of(const char *path, struct vg_gpkg_file *out)
{
    struct stat st;

    if (stat(path, &st) != 0)
        return false;
    *out = (struct vg_gpkg_file){st.st_dev, st.st_ino, (int64_t)st.st_mtim.tv_sec * 1000000000 + st.st_mtim.tv_nsec};
    return true;
}

enum vg_status vg_gpkg_fail(struct vg_gpkg_conn *c, int code, struct vg_error *err)
{
    const char *name = c->store->base.name;

    switch (code & 0xff) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        return vg_fail(err, VG_UNAVAILABLE, "", "'%s' is locked by another program", name);
    case SQLITE_FULL:
        return vg_fail(err, VG_UNAVAILABLE, "", "the disk that holds '%s' is full", name);
    case SQLITE_NOMEM:
        return vg_fail(err, VG_NO_MEMORY, "", "no memory to read '%s'", name);
    case SQLITE_NOTADB:
    case SQLITE_CORRUPT:
        return vg_fail(err, VG_UNAVAILABLE, "", "'%s' is damaged: %s", name, sqlite3_errmsg(c->db));
    case SQLITE_CANTOPEN:
    case SQLITE_PERM:
    case SQLITE_AUTH:
    case SQLITE_IOERR:
    case SQLITE_READONLY: /* a log that only somebody with the right to write could bring in */
        return vg_fail(err, VG_UNAVAILABLE, "", "'%s' cannot be read: %s", name, sqlite3_errmsg(c->db));
    case SQLITE_TOOBIG:
        return vg_fail(err, VG_TOO_LARGE, "", "a row of '%s' is larger than SQLite takes", name);
    default:
        break;
    }
    const char *text = sqlite3_errmsg(c->db);
    if (strstr(text, "no such table") || strstr(text, "no such column"))
        return vg_fail(err, VG_NOT_FOUND, "", "the table has changed: %s", text);
    if (strstr(text, "parser stack overflow")) /* each bracket takes of its 100 places */
        return vg_fail(err, VG_BAD_INPUT, "filter", "the filter is nested deeper than this store takes");
    return vg_fail(err, VG_BUG, "", "SQLite: %s", text);
}

enum vg_status vg_gpkg_exec(struct vg_gpkg_conn *c, const char *sql, struct vg_error *err)
{
    int code = sqlite3_exec(c->db, sql, NULL, NULL, NULL);

    return code == SQLITE_OK ? VG_OK : vg_gpkg_fail(c, code, err);
}

bool vg_gpkg_is_late(struct vg_gpkg_conn *c)
{
    if (!c->deadline_ms || vg_monotonic_ms() < c->deadline_ms)
        return false;
    c->timed_out = true;
    return true;
}

static int look_at_clock(void *ctx)
{
    return vg_gpkg_is_late(ctx);
}

/* A reader waits for a locked file as long as for a connection, but not past its deadline. */
static int wait_for_lock(void *ctx, int tries)
{
    struct vg_gpkg_conn *c = ctx;

    if (!tries)
        c->locked_since_ms = vg_monotonic_ms();
    if (vg_monotonic_ms() - c->locked_since_ms >= c->store->base.options.wait_ms || vg_gpkg_is_late(c))
        return 0;
    usleep(LOCK_NAP_US);
    return 1;
}

void vg_gpkg_set_deadline(struct vg_gpkg_conn *c, int64_t deadline_ms)
{
    c->deadline_ms = deadline_ms;
    c->timed_out = false;
}

/* --- opening -------------------------------------------------------------------------------------- */

static bool folder_is_writable(const char *path)
{
    char *slash = strrchr(path, '/');
    char *folder = slash ? strndup(path, slash == path ? 1 : (size_t)(slash - path)) : strdup(".");
    bool writable = !folder || access(folder, W_OK) == 0;

    free(folder);
    return writable;
}

/* A log with something in it, beside the file. */
static bool has_log(const char *path)
{
    char wal[PATH_MAX];
    struct stat st;
    int n = snprintf(wal, sizeof wal, "%s-wal", path);

    return n > 0 && (size_t)n < sizeof wal && stat(wal, &st) == 0 && st.st_size > 0;
}

/* "file:" and the path with what has a meaning in a URI escaped; "//" before a root, or it would name a host. */
static char *uri_of(const char *path, bool frozen)
{
    struct vg_buf b;
    char *uri;

    vg_buf_init(&b, MAX_PATH_TEXT);
    vg_buf_cstr(&b, *path == '/' ? "file://" : "file:");
    for (const char *p = path; *p; p++) {
        if (*p == '?' || *p == '#' || *p == '%')
            vg_buf_printf(&b, "%%%02x", (unsigned char)*p);
        else
            vg_buf_char(&b, *p);
    }
    if (frozen)
        VG_BUF_LIT(&b, "?immutable=1");
    uri = b.failed ? NULL : strdup(b.ptr);
    vg_buf_finish(&b);
    return uri;
}

static int64_t pragma_int(sqlite3 *db, const char *sql)
{
    sqlite3_stmt *st = NULL;
    int64_t v = -1;

    if (sqlite3_prepare_v2(db, sql, -1, &st, NULL) == SQLITE_OK && sqlite3_step(st) == SQLITE_ROW)
        v = sqlite3_column_int64(st, 0);
    sqlite3_finalize(st);
    return v;
}

/* Versions before 1.2 say theirs in the application id; some programs forget it altogether. */
static enum vg_status check_version(struct vg_gpkg_conn *c, struct vg_error *err)
{
    const char *name = c->store->base.name;
    int64_t application = pragma_int(c->db, "pragma application_id");
    int64_t version = pragma_int(c->db, "pragma user_version");

    if (application == 0 || application == APPLICATION_GP10 || application == APPLICATION_GP11)
        return VG_OK;
    if (application != VG_GPKG_APPLICATION_ID)
        return vg_fail(err, VG_BAD_INPUT, "", "'%s' is no GeoPackage: its application id is 0x%08x", name,
                       (unsigned)application);
    if (version >= FIRST_UNKNOWN_VERSION)
        return vg_fail(err, VG_BAD_INPUT, "", "'%s' is of GeoPackage version %d.%d: versions 1.x can be read", name,
                       (int)(version / 10000), (int)(version / 100 % 100));
    return VG_OK;
}

/* code: of the first statement that looks into the file. */
static enum vg_status check_format(struct vg_gpkg_conn *c, int code, struct vg_error *err)
{
    const char *name = c->store->base.name;

    if ((code & 0xff) == SQLITE_NOTADB)
        return vg_fail(err, VG_BAD_INPUT, "", "'%s' is no GeoPackage: it is not an SQLite file", name);
    if ((code & 0xff) == SQLITE_ERROR)
        return vg_fail(err, VG_BAD_INPUT, "", "'%s' is no GeoPackage: it has no table gpkg_contents", name);
    return code == SQLITE_OK ? check_version(c, err) : vg_gpkg_fail(c, code, err);
}

static char *memory_uri(const struct vg_gpkg_store *s)
{
    char *uri;

    return asprintf(&uri, "file:/vigie-%p?vfs=memdb", (const void *)s) < 0 ? NULL : uri;
}

int vg_gpkg_open_raw(const struct vg_gpkg_store *s, int flags, bool frozen, sqlite3 **out)
{
    char *uri = s->in_memory ? memory_uri(s) : uri_of(s->base.address, frozen);
    int code = uri ? sqlite3_open_v2(uri, out, flags | SQLITE_OPEN_URI | SQLITE_OPEN_NOMUTEX, NULL) : SQLITE_NOMEM;

    free(uri);
    return code;
}

static int open_database(struct vg_gpkg_conn *c)
{
    sqlite3_stmt *st = NULL;
    int code = vg_gpkg_open_raw(c->store, c->writer ? SQLITE_OPEN_READWRITE : SQLITE_OPEN_READONLY, c->frozen, &c->db);

    if (code != SQLITE_OK)
        return code;
    sqlite3_busy_handler(c->db, wait_for_lock, c);
    sqlite3_progress_handler(c->db, PROGRESS_STEPS, look_at_clock, c);
    code = sqlite3_prepare_v2(c->db, "select table_name, data_type from gpkg_contents limit 0", -1, &st, NULL);
    sqlite3_finalize(st);
    return code;
}

/* A file in WAL mode in a folder where no -wal and -shm can be made is read only when SQLite is told that nothing
 * changes it.  That is not tried where a log lies beside it: what is in there would be left out. */
static int open_somehow(struct vg_gpkg_conn *c, const char *path)
{
    int code = open_database(c);
    int kind = code & 0xff;

    if (c->writer || (kind != SQLITE_CANTOPEN && kind != SQLITE_READONLY) || folder_is_writable(path) ||
        access(path, R_OK) != 0 || has_log(path))
        return code;
    sqlite3_close(c->db);
    c->db = NULL;
    c->frozen = true;
    return open_database(c);
}

static enum vg_status set_up(struct vg_gpkg_conn *c, struct vg_error *err)
{
    char sql[128];

    if (vg_gpkg_register_functions(c->db) != SQLITE_OK || vg_gpkg_register_like(c) != SQLITE_OK || vg_gpkg_register_meets(c) != SQLITE_OK ||
        vg_gpkg_register_found(c->db) != SQLITE_OK)
        return vg_fail(err, VG_BUG, "", "SQLite takes no functions: %s", sqlite3_errmsg(c->db));
    snprintf(sql, sizeof sql, "pragma mmap_size = %lld; pragma temp_store = memory; pragma cache_size = -4000",
             (long long)VG_GPKG_MMAP_BYTES / c->store->base.options.pool_size);
    return vg_gpkg_exec(c, sql, err);
}

static enum vg_status open_file(struct vg_gpkg_conn *c, const char *path, struct vg_error *err)
{
    if (!c->store->in_memory && !vg_gpkg_file_of(path, &c->file)) {
        int why = errno;
        return why == ENOENT ? vg_fail(err, VG_NOT_FOUND, "", "there is no file '%s'", path)
                             : vg_fail(err, VG_UNAVAILABLE, "", "'%s' cannot be read: %s", path, strerror(why));
    }
    enum vg_status r = check_format(c, open_somehow(c, path), err);
    return r == VG_OK ? set_up(c, err) : r;
}

/* Where somebody keeps the file in another journal mode, that one is as safe, only slower.  SQLite opens a file that may
 * only be read without a word. */
static enum vg_status set_up_writer(struct vg_gpkg_conn *c, struct vg_error *err)
{
    if (sqlite3_db_readonly(c->db, "main") == 1)
        return vg_fail(err, VG_FORBIDDEN, "", "the store '%s' cannot be written to", c->store->base.name);
    sqlite3_extended_result_codes(c->db, 1);
    sqlite3_exec(c->db, "pragma journal_mode = wal", NULL, NULL, NULL);
    return vg_gpkg_exec(c, "pragma synchronous = full; pragma foreign_keys = on", err);
}

static enum vg_status connect(struct vg_gpkg_store *s, bool writer, struct vg_gpkg_conn **out, struct vg_error *err)
{
    struct vg_gpkg_conn *c = calloc(1, sizeof(*c));

    if (!c)
        return vg_fail(err, VG_NO_MEMORY, "", "no memory for a connection");
    c->store = s;
    c->writer = writer;
    enum vg_status r = open_file(c, s->base.address, err);
    if (r == VG_OK && writer)
        r = set_up_writer(c, err);
    if (r != VG_OK)
        vg_gpkg_disconnect(c);
    else
        *out = c;
    return r;
}

enum vg_status vg_gpkg_connect(struct vg_gpkg_store *s, struct vg_gpkg_conn **out, struct vg_error *err)
{
    return connect(s, false, out, err);
}

enum vg_status vg_gpkg_connect_writer(struct vg_gpkg_store *s, struct vg_gpkg_conn **out, struct vg_error *err)
{
    return connect(s, true, out, err);
}

void vg_gpkg_disconnect(struct vg_gpkg_conn *c)
{
    if (!c)
        return;
    vg_gpkg_drop_statements(c);
    sqlite3_close(c->db);
    free(c);
}
