/* One SQLite connection: opened for what the file and its folder allow, with our functions and limits. */
#include "gpkg.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#define PROGRESS_STEPS 4000 /* virtual machine steps between two looks at the clock: well under a millisecond */

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
        return vg_fail(err, VG_UNAVAILABLE, "", "'%s' cannot be read: %s", name, sqlite3_errmsg(c->db));
    default:
        break;
    }
    const char *text = sqlite3_errmsg(c->db);
    if (strstr(text, "no such table") || strstr(text, "no such column"))
        return vg_fail(err, VG_NOT_FOUND, "", "the table has changed: %s", text);
    return vg_fail(err, VG_BUG, "", "SQLite: %s", text);
}

enum vg_status vg_gpkg_exec(struct vg_gpkg_conn *c, const char *sql, struct vg_error *err)
{
    int code = sqlite3_exec(c->db, sql, NULL, NULL, NULL);

    return code == SQLITE_OK ? VG_OK : vg_gpkg_fail(c, code, err);
}

static int look_at_clock(void *ctx)
{
    struct vg_gpkg_conn *c = ctx;

    if (!c->deadline_ms || vg_monotonic_ms() < c->deadline_ms)
        return 0;
    c->timed_out = true;
    return 1;
}

void vg_gpkg_set_deadline(struct vg_gpkg_conn *c, int64_t deadline_ms)
{
    c->deadline_ms = deadline_ms;
    c->timed_out = false;
}

/* --- opening -------------------------------------------------------------------------------------- */

/* A file in a folder that cannot be written has no -wal and -shm made: if the file itself is in WAL mode, SQLite
 * then reads it only when told that nothing changes it. */
static bool must_be_frozen(const char *path)
{
    char *slash = strrchr(path, '/');
    char *folder = slash ? strndup(path, slash == path ? 1 : (size_t)(slash - path)) : strdup(".");
    bool frozen = folder && access(folder, W_OK) != 0;

    free(folder);
    return frozen;
}

static char *uri_of(const char *path, bool frozen)
{
    struct vg_buf b;
    char *uri;

    vg_buf_init(&b, 64 * 1024);
    VG_BUF_LIT(&b, "file:");
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

static enum vg_status check_format(struct vg_gpkg_conn *c, struct vg_error *err)
{
    const char *name = c->store->base.name;
    sqlite3_stmt *st = NULL;
    int code = sqlite3_prepare_v2(c->db, "select table_name, data_type from gpkg_contents limit 0", -1, &st, NULL);

    sqlite3_finalize(st);
    if ((code & 0xff) == SQLITE_NOTADB)
        return vg_fail(err, VG_BAD_INPUT, "", "'%s' is no GeoPackage: it is not an SQLite file", name);
    if ((code & 0xff) == SQLITE_BUSY || (code & 0xff) == SQLITE_LOCKED || (code & 0xff) == SQLITE_CANTOPEN ||
        (code & 0xff) == SQLITE_IOERR)
        return vg_gpkg_fail(c, code, err);
    if (code != SQLITE_OK)
        return vg_fail(err, VG_BAD_INPUT, "", "'%s' is no GeoPackage: it has no table gpkg_contents", name);
    if (pragma_int(c->db, "pragma application_id") == VG_GPKG_APPLICATION_ID &&
        pragma_int(c->db, "pragma user_version") >= 20000)
        return vg_fail(err, VG_BAD_INPUT, "", "'%s' is of a GeoPackage version newer than 1.x", name);
    return VG_OK;
}

static enum vg_status set_up(struct vg_gpkg_conn *c, struct vg_error *err)
{
    char sql[128];

    sqlite3_busy_timeout(c->db, VG_GPKG_BUSY_MS);
    sqlite3_progress_handler(c->db, PROGRESS_STEPS, look_at_clock, c);
    if (vg_gpkg_register_functions(c->db) != SQLITE_OK || vg_gpkg_register_meets(c) != SQLITE_OK)
        return vg_fail(err, VG_BUG, "", "SQLite takes no functions: %s", sqlite3_errmsg(c->db));
    snprintf(sql, sizeof sql, "pragma mmap_size = %lld; pragma temp_store = memory; pragma cache_size = -4000",
             (long long)VG_GPKG_MMAP_BYTES);
    enum vg_status r = check_format(c, err);
    if (r == VG_OK)
        r = vg_gpkg_exec(c, sql, err);
    if (r == VG_OK && c->writable)
        r = vg_gpkg_exec(c, "pragma journal_mode = wal; pragma synchronous = full; pragma foreign_keys = off", err);
    return r;
}

static enum vg_status open_file(struct vg_gpkg_conn *c, const char *path, struct vg_error *err)
{
    if (!vg_gpkg_file_of(path, &c->file)) {
        int why = errno;
        return why == ENOENT ? vg_fail(err, VG_NOT_FOUND, "", "there is no file '%s'", path)
                             : vg_fail(err, VG_UNAVAILABLE, "", "'%s' cannot be read: %s", path, strerror(why));
    }
    c->frozen = !c->writable && must_be_frozen(path);
    char *uri = uri_of(path, c->frozen);
    if (!uri)
        return vg_fail(err, VG_NO_MEMORY, "", "no memory to open '%s'", path);
    int flags = SQLITE_OPEN_URI | SQLITE_OPEN_NOMUTEX | (c->writable ? SQLITE_OPEN_READWRITE : SQLITE_OPEN_READONLY);
    int code = sqlite3_open_v2(uri, &c->db, flags, NULL);
    free(uri);
    return code == SQLITE_OK ? set_up(c, err) : vg_gpkg_fail(c, code, err);
}

enum vg_status vg_gpkg_connect(struct vg_gpkg_store *s, bool writable, struct vg_gpkg_conn **out,
                               struct vg_error *err)
{
    struct vg_gpkg_conn *c = calloc(1, sizeof(*c));

    if (!c)
        return vg_fail(err, VG_NO_MEMORY, "", "no memory for a connection");
    c->store = s;
    c->writable = writable;
    enum vg_status r = open_file(c, s->base.address, err);
    if (r != VG_OK)
        vg_gpkg_disconnect(c);
    else
        *out = c;
    return r;
}

void vg_gpkg_disconnect(struct vg_gpkg_conn *c)
{
    if (!c)
        return;
    vg_gpkg_drop_statements(c);
    sqlite3_close(c->db);
    free(c);
}
