/* Records into a GeoPackage.  Each batch is one transaction of a writer of its own; readers see the state before it until
 * it is committed. */
#include "../../records.h"

#include <stdlib.h>
#include <unistd.h>

#include "../gpkg.h"
#include "../values/bind.h"
#include "../write_sql.h"
#include "create.h"

#define MAX_INSERT 4096
#define MAX_BLOB ((size_t)64 << 20)

enum statement { FIND, RETIRE, INSERT, FORM, TEXT, WORD, QUARANTINE, N_STATEMENTS };

struct writer {
    struct vg_records base;
    sqlite3 *db;
    struct vg_gpkg_conn conn; /* what the functions of the R*Tree's triggers are registered for */
    sqlite3_stmt *statements[N_STATEMENTS];
    struct vg_buf blob;
    int64_t next_version;
};

static enum vg_status failed(struct writer *w, struct vg_error *err)
{
    return vg_gpkg_sql_fail(w->db, w->base.store->name, err);
}

/* --- statements ----------------------------------------------------------------------------------- */

static const char *const texts[] = {
    [FIND] = "SELECT version, number, hash, origin, vigie_us(updated) FROM vigie_record WHERE id = ?1 AND removed IS NULL",
    [RETIRE] = "UPDATE vigie_record SET removed = ?2 WHERE version = ?1",
    [FORM] = "INSERT INTO vigie_record_form (version, form, media_type, bytes) VALUES (?1, ?2, ?3, ?4)",
    [TEXT] = "INSERT INTO vigie_record_text (rowid, fr, en) VALUES (?1, ?2, ?3)",
    [WORD] = "INSERT OR IGNORE INTO vigie_record_word (ending, word) VALUES (?1, ?2)",
    [QUARANTINE] = "INSERT OR REPLACE INTO vigie_record_quarantine (source, reason, bytes) VALUES (?1, ?2, ?3)",
};

/* ?1 to ?6: version, number, added, hash, origin, footprint; then the columns that may be asked for. */
#define FIRST_FIELD 7

static void put_insert(struct vg_buf *b)
{
    VG_BUF_LIT(b, "INSERT INTO vigie_record (version, number, added, hash, origin, footprint");
    for (int i = 0; i < VG_R_N_FIELDS; i++)
        vg_buf_printf(b, ", \"%s\"", vg_record_columns[i].name);
    VG_BUF_LIT(b, ") VALUES (?");
    for (int i = 1; i < FIRST_FIELD - 1 + VG_R_N_FIELDS; i++)
        VG_BUF_LIT(b, ", ?");
    VG_BUF_LIT(b, ")");
}

static enum vg_status prepare_all(struct writer *w, struct vg_error *err)
{
    VG_AUTO(vg_buf_finish) struct vg_buf insert;
    vg_buf_init(&insert, MAX_INSERT);
    put_insert(&insert);
    bool words = vg_gpkg_has_table(w->db, "vigie_record_word"); /* a catalogue that was made before it gets it with the next import */
    for (int i = 0; i < N_STATEMENTS; i++)
        if ((i != WORD || words) && sqlite3_prepare_v3(w->db, i == INSERT ? insert.ptr : texts[i], -1, SQLITE_PREPARE_PERSISTENT,
                               &w->statements[i], NULL) != SQLITE_OK)
            return failed(w, err);
    return VG_OK;
}

static void bind_text(sqlite3_stmt *st, int at, struct vg_str s)
{
    sqlite3_bind_text64(st, at, s.ptr ? s.ptr : "", s.len, SQLITE_STATIC, SQLITE_UTF8);
}

/* Run a statement without rows. */
static enum vg_status run(struct writer *w, enum statement which, struct vg_error *err)
{
    int code = sqlite3_step(w->statements[which]);
    enum vg_status r = code == SQLITE_DONE ? VG_OK : failed(w, err);
    sqlite3_reset(w->statements[which]);
    return r;
}

/* --- operations ----------------------------------------------------------------------------------- */

static void copy_text(sqlite3_stmt *st, int column, char *out, size_t size)
{
    const char *text = (const char *)sqlite3_column_text(st, column);
    size_t len = text ? strlen(text) : 0;
    if (len >= size)
        len = size - 1;
    memcpy(out, text ? text : "", len);
    out[len] = '\0';
}

static enum vg_status find(struct vg_records *base, struct vg_str id, struct vg_record_there *out, struct vg_error *err)
{
    struct writer *w = (struct writer *)base;
    sqlite3_stmt *st = w->statements[FIND];
    bind_text(st, 1, id);
    int code = sqlite3_step(st);
    enum vg_status r = code == SQLITE_ROW ? VG_OK : code == SQLITE_DONE ? VG_NOT_FOUND : failed(w, err);
    if (r == VG_OK) {
        out->version = sqlite3_column_int64(st, 0);
        out->number = sqlite3_column_int64(st, 1);
        copy_text(st, 2, out->hash, sizeof out->hash);
        copy_text(st, 3, out->origin, sizeof out->origin);
        out->updated_us = sqlite3_column_type(st, 4) == SQLITE_INTEGER ? sqlite3_column_int64(st, 4) : INT64_MIN;
    }
    sqlite3_reset(st);
    return r;
}

static enum vg_status new_moment(struct vg_records *base, int64_t *out, struct vg_error *err)
{
    struct writer *w = (struct writer *)base;
    enum vg_status r = vg_gpkg_sql_exec(w->db, err, "INSERT INTO vigie_record_moment DEFAULT VALUES");
    *out = sqlite3_last_insert_rowid(w->db);
    return r;
}

static enum vg_status retire(struct vg_records *base, int64_t version, struct vg_error *err)
{
    struct writer *w = (struct writer *)base;
    sqlite3_bind_int64(w->statements[RETIRE], 1, version);
    sqlite3_bind_int64(w->statements[RETIRE], 2, base->moment);
    return run(w, RETIRE, err);
}

static enum vg_status bind_footprint(struct writer *w, struct vg_geom g, struct vg_error *err)
{
    struct vg_geom_info info;
    sqlite3_bind_null(w->statements[INSERT], FIRST_FIELD - 1);
    if (!g.wkb)
        return VG_OK;
    enum vg_status r = vg_geom_check(g, &info, err);
    if (r == VG_OK) {
        vg_gpkg_put_blob(&w->blob, g, &info, 4326);
        r = vg_buf_check(&w->blob, err);
    }
    if (r == VG_OK)
        sqlite3_bind_blob64(w->statements[INSERT], FIRST_FIELD - 1, w->blob.ptr, w->blob.len, SQLITE_STATIC);
    return r;
}

static enum vg_status insert_row(struct writer *w, const struct vg_record_version *v, int64_t version,
                                 struct vg_error *err)
{
    sqlite3_stmt *st = w->statements[INSERT];
    sqlite3_bind_int64(st, 1, version);
    sqlite3_bind_int64(st, 2, v->number ? v->number : version);
    sqlite3_bind_int64(st, 3, w->base.moment);
    sqlite3_bind_text(st, 4, v->hash, -1, SQLITE_STATIC);
    sqlite3_bind_text(st, 5, v->row->origin, -1, SQLITE_STATIC);
    for (int i = 0; i < VG_R_N_FIELDS; i++)
        if (!vg_gpkg_bind(st, FIRST_FIELD + i, &v->row->values[i]))
            return vg_fail(err, VG_BAD_INPUT, vg_record_columns[i].name, "a date outside the years 0 to 9999");
    enum vg_status r = bind_footprint(w, v->row->footprint, err);
    return r == VG_OK ? run(w, INSERT, err) : r;
}

static enum vg_status add_words(struct writer *w, struct vg_str words, struct vg_error *err)
{
    enum vg_status r = VG_OK;
    if (!w->statements[WORD])
        return VG_OK;
    for (struct vg_str rest = {words.len ? words.ptr : NULL, words.len}; rest.ptr;) {
        struct vg_str word = vg_str_cut(rest, ' ', &rest);
        for (size_t i = 0; r == VG_OK && i < word.len; i++) {
            bind_text(w->statements[WORD], 1, (struct vg_str){word.ptr + i, word.len - i});
            bind_text(w->statements[WORD], 2, word);
            r = run(w, WORD, err);
        }
    }
    return r;
}

static enum vg_status add(struct vg_records *base, const struct vg_record_version *v, int64_t *version_out,
                          struct vg_error *err)
{
    struct writer *w = (struct writer *)base;
    int64_t version = w->next_version++;
    enum vg_status r = insert_row(w, v, version, err);
    for (size_t i = 0; r == VG_OK && i < v->row->n_forms; i++) {
        const struct vg_record_form *f = &v->row->forms[i];
        sqlite3_stmt *st = w->statements[FORM];
        sqlite3_bind_int64(st, 1, version);
        sqlite3_bind_text(st, 2, f->name, -1, SQLITE_STATIC);
        sqlite3_bind_text(st, 3, f->media_type, -1, SQLITE_STATIC);
        sqlite3_bind_blob64(st, 4, f->bytes.len ? f->bytes.ptr : "", f->bytes.len, SQLITE_STATIC);
        r = run(w, FORM, err);
    }
    if (r != VG_OK)
        return r;
    sqlite3_bind_int64(w->statements[TEXT], 1, version);
    bind_text(w->statements[TEXT], 2, v->terms[VG_FR]);
    bind_text(w->statements[TEXT], 3, v->terms[VG_EN]);
    *version_out = version;
    r = run(w, TEXT, err);
    return r == VG_OK ? add_words(w, v->words, err) : r;
}

static enum vg_status count_others(struct vg_records *base, const char *origin, const char *versions, int64_t *n_out,
                                   struct vg_error *err)
{
    return vg_gpkg_sql_int(((struct writer *)base)->db, n_out, err,
                           "SELECT count(*) FROM vigie_record WHERE removed IS NULL AND origin = %Q AND version NOT IN "
                           "(SELECT value FROM json_each('[%s]'))", origin, versions);
}

static enum vg_status retire_others(struct vg_records *base, const char *origin, const char *versions,
                                    struct vg_error *err)
{
    return vg_gpkg_sql_exec(((struct writer *)base)->db, err,
                            "UPDATE vigie_record SET removed = %lld WHERE removed IS NULL AND origin = %Q AND version NOT "
                            "IN (SELECT value FROM json_each('[%s]'))", (long long)base->moment, origin, versions);
}

static enum vg_status quarantine(struct vg_records *base, const char *source, const char *reason, struct vg_str bytes,
                                 struct vg_error *err)
{
    struct writer *w = (struct writer *)base;
    sqlite3_stmt *st = w->statements[QUARANTINE];
    sqlite3_bind_text(st, 1, source, -1, SQLITE_STATIC);
    sqlite3_bind_text(st, 2, reason, -1, SQLITE_STATIC);
    sqlite3_bind_blob64(st, 3, bytes.len ? bytes.ptr : "", bytes.len, SQLITE_STATIC);
    return run(w, QUARANTINE, err);
}

#define OLD "(SELECT version FROM vigie_record WHERE removed <= (SELECT max(moment) FROM vigie_record_moment WHERE at < " \
            "strftime('%%Y-%%m-%%dT%%H:%%M:%%fZ', 'now', '-%d seconds')))"

/* One line a record in the log of changes, where there is one. */
static enum vg_status log_changes(struct writer *w, struct vg_error *err)
{
    long long m = (long long)w->base.moment;
    if (!vg_gpkg_has_table(w->db, "vigie_change"))
        return VG_OK;
    return vg_gpkg_sql_exec(w->db, err,
                            "INSERT INTO vigie_change (collection, item, kind) SELECT '" VG_CATALOGUE "', id, CASE WHEN "
                            "max(removed = %lld) IS NOT 1 THEN 'create' WHEN max(added = %lld) IS NOT 1 THEN 'delete' ELSE "
                            "'update' END FROM vigie_record WHERE added = %lld OR removed = %lld GROUP BY number, id",
                            m, m, m, m);
}

/* A moment is when its batch ends: who asks for what is newer than an answer of his misses none that was under way. */
static enum vg_status end_moment(struct writer *w, struct vg_error *err)
{
    return vg_gpkg_sql_exec(w->db, err,
                            "UPDATE vigie_record_moment SET at = strftime('%%Y-%%m-%%dT%%H:%%M:%%fZ','now') WHERE moment = %lld",
                            (long long)w->base.moment);
}

static enum vg_status finish(struct vg_records *base, struct vg_error *err)
{
    struct writer *w = (struct writer *)base;
    enum vg_status r = log_changes(w, err);
    if (r == VG_OK)
        r = end_moment(w, err);
    if (r != VG_OK)
        return r;
    return vg_gpkg_sql_exec(w->db, err,
                            "DELETE FROM vigie_record_form WHERE version IN " OLD ";"
                            "DELETE FROM vigie_record_text WHERE rowid IN " OLD ";"
                            "DELETE FROM vigie_record WHERE version IN " OLD ";"
                            "UPDATE gpkg_contents SET last_change = strftime('%%Y-%%m-%%dT%%H:%%M:%%fZ','now') WHERE "
                            "table_name = '" VG_GPKG_RECORDS "'",
                            VG_RECORD_KEPT_S, VG_RECORD_KEPT_S, VG_RECORD_KEPT_S);
}

static enum vg_status tell(struct vg_records *base, const char *sql, struct vg_error *err)
{
    return vg_gpkg_sql_exec(((struct writer *)base)->db, err, "%s", sql);
}

static enum vg_status commit(struct vg_records *base, struct vg_error *err)
{
    return vg_gpkg_sql_exec(((struct writer *)base)->db, err, "COMMIT");
}

/* What conditions call (LIKE, shapes, lists of what was found) is registered for those who read. */
static enum vg_status lend(struct vg_records *base, struct vg_session *x, struct vg_error *err)
{
    struct writer *w = (struct writer *)base;
    if (vg_gpkg_register_like(&w->conn) != SQLITE_OK || vg_gpkg_register_meets(&w->conn) != SQLITE_OK ||
        vg_gpkg_register_found(w->db) != SQLITE_OK)
        return failed(w, err);
    ((struct vg_gpkg_session *)x)->conn = &w->conn;
    return VG_OK;
}

static void free_writer(struct vg_records *base)
{
    struct writer *w = (struct writer *)base;
    vg_gpkg_drop_statements(&w->conn);
    for (int i = 0; i < N_STATEMENTS; i++)
        sqlite3_finalize(w->statements[i]);
    sqlite3_close(w->db); /* rolls back what is not committed */
    vg_buf_finish(&w->blob);
    free(w);
}

static const struct vg_records_ops ops = {
    .find = find,
    .new_moment = new_moment,
    .retire = retire,
    .add = add,
    .count_others = count_others,
    .retire_others = retire_others,
    .quarantine = quarantine,
    .tell = tell,
    .finish = finish,
    .commit = commit,
    .lend = lend,
    .free = free_writer,
};

/* --- beginning ------------------------------------------------------------------------------------ */

static enum vg_status open_file(struct writer *w, struct vg_gpkg_store *s, bool create, struct vg_error *err)
{
    bool make = create && s->base.options.create;
    if (vg_gpkg_open_raw(s, SQLITE_OPEN_READWRITE | (make ? SQLITE_OPEN_CREATE : 0), false, &w->db) != SQLITE_OK)
        return failed(w, err);
    sqlite3_extended_result_codes(w->db, 1);
    sqlite3_busy_timeout(w->db, s->base.options.wait_ms);
    if (sqlite3_db_readonly(w->db, "main") == 1)
        return vg_fail(err, VG_FORBIDDEN, "", "the store '%s' cannot be written to", s->base.name);
    w->conn.store = s;
    w->conn.db = w->db;
    if (vg_gpkg_register_functions(w->db) != SQLITE_OK)
        return failed(w, err);
    return s->in_memory ? VG_OK
                        : vg_gpkg_sql_exec(w->db, err, "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; "
                                                       "PRAGMA cache_size = -65536");
}

/* Younger than the other tables: a catalogue that was made before gets them with the next import. */
static enum vg_status make_younger(struct writer *w, struct vg_error *err)
{
    enum vg_status r = vg_gpkg_has_table(w->db, "vigie_record_word") ? VG_OK : vg_gpkg_sql_exec(w->db, err, "%s", vg_gpkg_sql_record_words);
    return r == VG_OK ? vg_gpkg_sql_exec(w->db, err, "%s", vg_gpkg_sql_record_times) : r;
}

static enum vg_status make_tables(struct writer *w, struct vg_error *err)
{
    char *rtree = NULL;
    enum vg_status r = vg_gpkg_make_base(w->db, err);
    if (r == VG_OK && !vg_gpkg_has_table(w->db, "vigie_change"))
        r = vg_gpkg_sql_exec(w->db, err, "%s", vg_gpkg_sql_change);
    if (r == VG_OK && vg_gpkg_has_table(w->db, VG_GPKG_RECORDS))
        return make_younger(w, err);
    if (r == VG_OK)
        r = vg_gpkg_ensure_optional(w->db, err);
    if (r == VG_OK)
        r = vg_gpkg_sql_exec(w->db, err, "%s", vg_gpkg_sql_records);
    if (r == VG_OK)
        r = vg_gpkg_create_rtree(w->db, VG_GPKG_RECORDS, "footprint", &rtree, err);
    sqlite3_free(rtree);
    if (r == VG_OK)
        r = vg_gpkg_create_rtree_triggers(w->db, VG_GPKG_RECORDS, "footprint", "version", err);
    return r == VG_OK ? make_younger(w, err) : r;
}

static enum vg_status begin(struct writer *w, bool create, struct vg_error *err)
{
    struct vg_gpkg_store *s = (struct vg_gpkg_store *)w->base.store;
    enum vg_status r = open_file(w, s, create, err);
    if (r == VG_OK)
        r = vg_gpkg_sql_exec(w->db, err, "BEGIN IMMEDIATE");
    if (r == VG_OK && create)
        r = make_tables(w, err);
    if (r == VG_OK && !create && !vg_gpkg_has_table(w->db, VG_GPKG_RECORDS))
        return vg_fail(err, VG_NOT_FOUND, "", "the store '%s' has no tables for records: 'vigie records import' makes them", s->base.name);
    if (r == VG_OK)
        r = vg_gpkg_sql_int(w->db, &w->next_version, err,
                            "SELECT 1 + coalesce((SELECT seq FROM sqlite_sequence WHERE name = '" VG_GPKG_RECORDS "'), 0)");
    return r == VG_OK ? prepare_all(w, err) : r;
}

enum vg_status vg_gpkg_records_begin(struct vg_store *s, bool create, struct vg_records **out, struct vg_error *err)
{
    struct writer *w = calloc(1, sizeof *w);
    if (!w)
        return vg_fail(err, VG_NO_MEMORY, "", "out of memory");
    w->base.ops = &ops;
    w->base.store = s;
    vg_buf_init(&w->blob, MAX_BLOB);
    enum vg_status r = begin(w, create, err);
    if (r == VG_OK)
        *out = &w->base;
    else
        free_writer(&w->base);
    return r;
}

/* --- reading -------------------------------------------------------------------------------------- */

enum vg_status vg_gpkg_moment(struct vg_session *x, const struct vg_collection *catalogue,
                              enum vg_moment_question what, int64_t arg, struct vg_moment *out, struct vg_error *err)
{
#define MOMENTS "select moment, vigie_us(at) from vigie_record_moment "
    static const char *const questions[] = {
        [VG_MOMENT_NEWEST] = MOMENTS "where ?1 = 0 order by moment desc limit 1",
        [VG_MOMENT_SINCE] = MOMENTS "where vigie_us(at) >= ?1 order by moment limit 1",
        [VG_MOMENT_TIME] = MOMENTS "where moment = ?1",
    };
#undef MOMENTS
    (void)catalogue;
    struct vg_gpkg_conn *c = ((struct vg_gpkg_session *)x)->conn;
    sqlite3_stmt *st = NULL;
    enum vg_status r = vg_gpkg_prepare(c, vg_str_of(questions[what]), &st, err);
    if (r != VG_OK)
        return r;
    sqlite3_bind_int64(st, 1, arg);
    int code = sqlite3_step(st);
    if (code == SQLITE_ROW)
        *out = (struct vg_moment){sqlite3_column_int64(st, 0), sqlite3_column_int64(st, 1)};
    else
        r = code == SQLITE_DONE ? VG_END : vg_gpkg_fail(c, sqlite3_errcode(c->db), err);
    vg_gpkg_release(c, st);
    return r;
}

enum vg_status vg_gpkg_words(struct vg_session *x, const struct vg_collection *catalogue, struct vg_str from, struct vg_str until,
                             size_t most, struct vg_arena *a, struct vg_str **out, size_t *n_out, struct vg_error *err)
{
    struct vg_gpkg_conn *c = ((struct vg_gpkg_session *)x)->conn;
    struct vg_str *words = vg_arena_array(a, most, sizeof *words);
    sqlite3_stmt *st = NULL;
    size_t n = 0;
    int code = SQLITE_ROW;
    (void)catalogue;
    enum vg_status r = vg_gpkg_prepare(c, VG_STR("select distinct word from vigie_record_word where ending >= ?1 and ending < ?2 limit ?3"),
                                       &st, err);
    if (r != VG_OK)
        return r;
    bind_text(st, 1, from);
    bind_text(st, 2, until);
    sqlite3_bind_int64(st, 3, (int64_t)most);
    while (words && (code = sqlite3_step(st)) == SQLITE_ROW)
        words[n++] = vg_arena_str(a, vg_str_of((const char *)sqlite3_column_text(st, 0)));
    r = code == SQLITE_DONE ? vg_arena_check(a, err) : !words ? VG_NO_MEMORY : vg_gpkg_fail(c, sqlite3_errcode(c->db), err);
    vg_gpkg_release(c, st);
    *out = words;
    *n_out = n;
    return r;
}
