/* gpkg.h — the parts of the GeoPackage store that its own files share.
 *
 * Readers live in a pool, each a read-only connection with its own prepared statements.  The way in (write/loader.c)
 * opens a connection of its own: SQLite lets one writer in at a time. */
#ifndef VIGIE_STORE_GPKG_H
#define VIGIE_STORE_GPKG_H

#include <pthread.h>
#include <sqlite3.h>
#include <stdatomic.h>
#include <sys/types.h>

#include "../ops.h"
#include "../pool.h"
#include "../sql/sql.h"

#define VG_GPKG_APPLICATION_ID 0x47504B47 /* "GPKG", version in user_version; 1.0 and 1.1 had GP10 and GP11 */
#define VG_GPKG_STATEMENTS 64             /* prepared statements kept by one connection */
#define VG_GPKG_STATEMENT_BYTES 16384     /* longer texts are not kept */
#define VG_GPKG_MMAP_BYTES (INT64_C(64) << 20) /* of all connections: mapped pages count as ours, once for each */

/* Which file a connection has open: a path may come to mean another. */
struct vg_gpkg_file {
    dev_t device;
    ino_t inode;
    int64_t modified_ns;
};

struct vg_gpkg_store {
    struct vg_store base;
    struct vg_pool *pool;
    bool in_memory;          /* there is no file: */
    sqlite3 *memory;         /* this connection keeps what there is */
    struct vg_pool *writers;           /* one connection: SQLite lets one writer in at a time, and the pool's queue is fair */
    atomic_bool measured_once;
    pthread_mutex_t watch_lock; /* over these two: a connection that sees what is committed, and of which file */
    sqlite3 *watch;
    ino_t watch_inode;
    atomic_bool look_again; /* the first discovery ran out of time before it had measured all: a second one has more */
};

/* Whether all texts of a column of moments are of one form, and in which state of the file that was so (read/moments.c). */
struct vg_gpkg_plain {
    uint64_t column; /* hash of what was asked; 0: nothing yet */
    int64_t version;
    bool plain;
};

/* One connection; belongs to one thread at a time. */
struct vg_gpkg_conn {
    struct vg_gpkg_store *store;
    sqlite3 *db;
    struct vg_gpkg_file file;
    bool frozen;                       /* opened as immutable: nothing watches for changes in it */
    bool writer;                       /* may write: there is one of these, for edits (write/edit.c) and for own tables */
    struct vg_gpkg_statement *cache;   /* connection/statements.c */
    unsigned cache_clock;
    struct vg_gpkg_plain plain;
    int64_t deadline_ms;               /* what the progress handler stops at; 0: nothing */
    bool timed_out;                    /* the deadline has stopped a statement */
    int64_t locked_since_ms;           /* the lock that is being waited for was met then */
};

struct vg_gpkg_session {
    struct vg_session base;
    struct vg_gpkg_conn *conn;
    bool log_known, logs;     /* of an edit: does it write the log itself? */
};

/* What a table is to this store (vg_collection.table). */
struct vg_gpkg_table {
    struct vg_table base;
    const char *plain_rtree;          /* name of the R*Tree without quotes, NULL: none */
    const char *row_id;               /* name by which the R*Tree's ids are found in the table; NULL: none */
    bool null_index;                  /* rows without geometry are found by an index */
    const bool *collate;              /* by field: text whose declared collation is not BINARY */
    bool is_view;
};

#define VG_GPKG_RECORDS "vigie_record" /* the table of records: a collection of its own kind */

extern const struct vg_store_ops vg_gpkg_ops;
extern const struct vg_sql_dialect vg_gpkg_dialect;

/* store.c — a connection of the pool.  VG_UNAVAILABLE for whatever keeps it from being had, a file that has gone or
 * turned into something else since the store was opened included. */
enum vg_status vg_gpkg_take(struct vg_gpkg_store *s, struct vg_gpkg_conn **out, struct vg_error *err) VG_MUST_USE;
void vg_gpkg_give(struct vg_gpkg_store *s, struct vg_gpkg_conn *c, bool broken);

/* connection/connection.c — open, with all pragmas set and the functions registered (vigie_*).
 * VG_NOT_FOUND: no file; VG_BAD_INPUT: not a GeoPackage; VG_UNAVAILABLE: locked, no right to read. */
enum vg_status vg_gpkg_connect(struct vg_gpkg_store *s, struct vg_gpkg_conn **out, struct vg_error *err) VG_MUST_USE;
void vg_gpkg_disconnect(struct vg_gpkg_conn *c); /* bears NULL */
/* The same for writing: WAL, and each commit on the disk before it returns.  VG_FORBIDDEN: the file or its folder may only
 * be read. */
enum vg_status vg_gpkg_connect_writer(struct vg_gpkg_store *s, struct vg_gpkg_conn **out, struct vg_error *err) VG_MUST_USE;
/* A failed SQLite call as an error: busy, full, read-only, corrupt, no such table… */
enum vg_status vg_gpkg_fail(struct vg_gpkg_conn *c, int code, struct vg_error *err);
/* Run statements without result. */
enum vg_status vg_gpkg_exec(struct vg_gpkg_conn *c, const char *sql, struct vg_error *err) VG_MUST_USE;
/* A database of this store, without anything set up; code is SQLite's.  *out is to be closed whatever it is. */
int vg_gpkg_open_raw(const struct vg_gpkg_store *s, int flags, bool frozen, sqlite3 **out);
/* The file a path means now; false: none. */
bool vg_gpkg_file_of(const char *path, struct vg_gpkg_file *out);
/* Let statements run until then (0: no bound) and forget that one was stopped. */
void vg_gpkg_set_deadline(struct vg_gpkg_conn *c, int64_t deadline_ms);
/* Is the deadline over?  Notes that something was stopped by it. */
bool vg_gpkg_is_late(struct vg_gpkg_conn *c);

/* connection/statements.c — a prepared statement for this text, kept by the connection; reset and without
 * bindings.  Give it back in any state. */
enum vg_status vg_gpkg_prepare(struct vg_gpkg_conn *c, struct vg_str sql, sqlite3_stmt **out,
                               struct vg_error *err) VG_MUST_USE;
void vg_gpkg_release(struct vg_gpkg_conn *c, sqlite3_stmt *st);
void vg_gpkg_drop_statements(struct vg_gpkg_conn *c);
/* Run a statement without result that is needed again and again. */
enum vg_status vg_gpkg_run(struct vg_gpkg_conn *c, struct vg_str sql, struct vg_error *err) VG_MUST_USE;

/* A question that has one integer as its answer; sql is freed.  `otherwise` where there is none. */
int64_t vg_gpkg_ask_int(struct vg_gpkg_conn *c, char *sql, int64_t otherwise);

/* values/blob.c — a geometry as a GeoPackage keeps it (clause 2.1.3): a header, maybe a box, then WKB. */
struct vg_gpkg_blob {
    struct vg_geom geom;
    bool empty;              /* the header says so */
    bool has_box;            /* min/max below were in the header */
    double min[2], max[2];
};
/* NULL, or a literal that says what is wrong.  The view is on the given bytes. */
const char *vg_gpkg_blob_read(const void *bytes, size_t len, struct vg_gpkg_blob *out);

/* values/values.c — read one column as the field's type says, but for what is really there (text in an integer column). */
void vg_gpkg_value(sqlite3_stmt *st, int column, enum vg_type type, struct vg_value *out);
/* As it compares in the database; of moments, what vigie_us() makes of them. */
void vg_gpkg_value_raw(sqlite3_stmt *st, int column, enum vg_type type, struct vg_value *out);

/* functions/functions.c — ST_MinX … ST_IsEmpty, vigie_us. */
int vg_gpkg_register_functions(sqlite3 *db);
bool vg_gpkg_is_plain_moment(struct vg_str s); /* read/moments.c, of vigie_is_plain */
int vg_gpkg_register_calls(sqlite3 *db); /* functions/call_functions.c: vigie_<function> */
int vg_gpkg_register_terms(sqlite3 *db); /* functions/term_functions.c: vigie_math, vigie_fold */
void vg_gpkg_put_term(struct vg_sql *s, const struct vg_expr *e); /* read/terms.c, of the dialect */
/* discover/advice.c */
const char *vg_gpkg_index_statement(const struct vg_collection *c, enum vg_index what, int field, struct vg_arena *a);
/* functions/meets.c — vigie_meets. */
int vg_gpkg_register_like(struct vg_gpkg_conn *c); /* functions/like.c */
int vg_gpkg_register_meets(struct vg_gpkg_conn *c);
/* read/found.c — the table vigie_found. */
int vg_gpkg_register_found(sqlite3 *db);

/* discover/discover.c */
enum vg_status vg_gpkg_discover(struct vg_store *s, const struct vg_key_hint *hints, size_t n_hints, struct vg_arena *a,
                                struct vg_discovery *out, struct vg_error *err);

/* write/records.c: the way in for records, and the newest moment. */
enum vg_status vg_gpkg_records_begin(struct vg_store *s, bool create, struct vg_records **out, struct vg_error *err) VG_MUST_USE;
enum vg_status vg_gpkg_words(struct vg_session *x, const struct vg_collection *catalogue, struct vg_str from, struct vg_str until,
                             size_t most, struct vg_arena *a, struct vg_str **out, size_t *n_out, struct vg_error *err) VG_MUST_USE;
enum vg_status vg_gpkg_moment(struct vg_session *x, const struct vg_collection *catalogue,
                              enum vg_moment_question what, int64_t arg, struct vg_moment *out,
                              struct vg_error *err) VG_MUST_USE;

/* write/loader.c: the way in.  The file at s->address is made when it is not there: complete, at commit. */
enum vg_status vg_gpkg_loader_begin(struct vg_store *s, const struct vg_collection *c, const struct vg_collection *before,
                                    enum vg_load_mode mode, struct vg_loader **out, struct vg_error *err) VG_MUST_USE;

/* write/edit.c */
enum vg_status vg_gpkg_edit_begin(struct vg_session *x, struct vg_error *err) VG_MUST_USE;
enum vg_status vg_gpkg_edit_run(struct vg_session *x, struct vg_sql *sql, struct vg_value *key, bool *found,
                                struct vg_error *err) VG_MUST_USE;
enum vg_status vg_gpkg_edit_log(struct vg_session *x, const struct vg_collection *c, struct vg_str id,
                                enum vg_change_kind kind, struct vg_error *err) VG_MUST_USE;
enum vg_status vg_gpkg_edit_commit(struct vg_session *x, const struct vg_collection *c, const struct vg_edit_done *done,
                                   struct vg_error *err) VG_MUST_USE;
void vg_gpkg_edit_end(struct vg_session *x);

/* change/own.c, change/change.c, change/tracking.c: the log of changes. */
enum vg_status vg_gpkg_make_tables(struct vg_store *s, struct vg_error *err) VG_MUST_USE;
vg_changes_read vg_gpkg_changes;
vg_item_changed vg_gpkg_item_changed;
enum vg_status vg_gpkg_tracking(struct vg_store *s, const struct vg_collection *c, bool *installed, struct vg_buf *sql,
                                struct vg_error *err) VG_MUST_USE;
/* Write one change inside the writer's transaction; the file has a log. */
enum vg_status vg_gpkg_log_change(struct vg_gpkg_conn *c, const char *collection, struct vg_str item,
                                  enum vg_change_kind kind, struct vg_error *err) VG_MUST_USE;
/* Do triggers of ours (change/tracking.c) write the log for this table? */
bool vg_gpkg_is_tracked(sqlite3 *db, const char *table);
/* The id of an item as a text, from the columns of `row`. */
void vg_gpkg_put_id(struct vg_buf *b, const struct vg_collection *c, const char *row);

#endif
