/* pg.h — the store over PostGIS: what its files share. */
#ifndef VIGIE_STORE_POSTGIS_PG_H
#define VIGIE_STORE_POSTGIS_PG_H

#include <pthread.h>

#include "../ops.h"
#include "../pool.h"
#include "../sql/sql.h"
#include "connection/conn.h"
#include "values/value.h"

/* Keeps a server that is away from being asked by every thread at once: after a failure one tries
 * again, no sooner than after VG_PG_RETRY_MS, and the others are told what it was told. */
struct vg_pg_gate {
    pthread_mutex_t lock;
    bool down, trying;
    int64_t again_ms; /* vg_monotonic_ms() */
    struct vg_error last;
};
#define VG_PG_RETRY_MS 250

/* read/together.c: what is known of a statement's time. */
struct vg_pg_habit {
    uint64_t key;
    int64_t alone_until_ms; /* vg_monotonic_ms(); 0: it is short */
};

/* Short reads that gather while others are on their way. */
struct vg_pg_together {
    pthread_mutex_t lock;
    struct asker *first, *last;
    int n_waiting, n_leading, most_leading;
    int64_t sent_ms; /* when the last packet was */
    struct vg_pg_habit habits[256];
};

struct vg_pg_store {
    struct vg_store base;
    struct vg_pg_target *target, *primary, *current; /* to read from, to write to, to read from what is written to */
    struct vg_pool *pool, *writers, *fresh;          /* of each of these */
    struct vg_pg_gate gate, writers_gate, fresh_gate;
    struct vg_pg_together together;
    _Atomic bool has_standbys;   /* some connection to read from leads to one */
    _Atomic uint64_t written;    /* connection/standby.c: how far this node has written; 0: nothing yet */
    pthread_t warmer;
    bool has_warmer;
    struct vg_pg_states *states; /* discover/data_state.c */
    /* discover/changed.c: rows written, and the log replayed, when rows were last said to have changed */
    uint64_t counted, replayed;
    uint64_t rows_changes;       /* how often they were */
    int64_t rows_ms;
    _Atomic bool lists;          /* discover/discover.c: vigie.collection may be read */
};

struct vg_pg_session {
    struct vg_session base;
    struct vg_pg_conn *conn;          /* NULL: none is needed yet, or, where begun, it is lost and not to be had again */
    struct vg_pool *from;             /* where it goes back to */
    bool begun;                       /* the snapshot is taken: the session stays on this connection */
    bool log_known, has_log;          /* of an edit: is there a log of changes? */
    const struct vg_pg_cursor *reading; /* whose rows are still on their way */
};

struct vg_pg_cursor {
    struct vg_cursor base;
    struct vg_sql sql;
    PGresult *rows;              /* the whole of the result, or one row of it */
    int row, n_rows;             /* the next one to give, and how many there are in `rows` */
    bool streaming;              /* single rows: more may be on their way */
    int64_t wanted, given;       /* rows asked of this statement, -1: all; rows it gave */
    struct vg_arena *texts;      /* of the row last given: what had to be written out as text */
    vg_pg_decode **decoders;     /* by column */
};

/* How a column is read and compared, where its own name does not do. */
enum vg_pg_form {
    VG_PG_PLAIN,
    VG_PG_AS_TEXT,  /* cast to text: enums, network addresses… */
    VG_PG_AS_JSON,  /* to_jsonb: arrays, composites, hstore */
    VG_PG_AS_INT8,  /* oid */
};

struct vg_pg_column {
    Oid type;            /* as it arrives: of the cast, where there is one */
    const char *read;    /* as it stands in the select list: t."name", t."name"::text … */
    const char *operand; /* as it is ordered and compared: with collate "C" where that is needed */
    const char *equal;   /* as it is compared for equality: without it where that changes nothing but indexes */
};

/* What a table is to this store (vg_collection.table). */
struct vg_pg_table {
    struct vg_table base;
    const struct vg_pg_column *columns; /* by field */
    bool never_null;                    /* the geometry column is declared so */
    char kind;                          /* pg_class.relkind */
    const char *geometry;               /* t."geom", or its cast from geography; NULL: none */
    bool walkable;                      /* an index has the rows in the order of the key, as we compare it */
    bool parts;                         /* may hold what GEOS must be asked of part by part: polyhedral surfaces, collections */
};

static inline const struct vg_pg_table *vg_pg_table_of(const struct vg_table *t)
{
    return (const struct vg_pg_table *)t;
}

/* The oids of spatial tables, with $1 and $2 the types geometry and geography: pg_depend's index knows every column that
 * depends on them, where a look through pg_attribute would read all columns of the database.  And those of the tables
 * that vigie.collection lists, which stands for them where they have no geometry. */
#define VG_PG_SPATIAL \
    "select d.objid as oid from pg_depend d" \
    "  where d.classid = 'pg_class'::regclass and d.objsubid > 0 and d.refclassid = 'pg_type'::regclass" \
    "  and d.refobjid in (select t.oid from pg_type t where t.oid in ($1, $2) or t.typbasetype in ($1, $2))"
#define VG_PG_LISTED \
    " union select b.oid from vigie.collection k join pg_namespace s on s.nspname = k.schema_name" \
    "  join pg_class b on b.relnamespace = s.oid and b.relname = k.table_name"

#define VG_PG_RECORDS "record" /* in the schema vigie, the table of records: a collection of its own kind */

extern const struct vg_store_ops vg_postgis_ops;
/* discover/advice.c; is a field ordered by its column itself, at most with the collation "C"? */
bool vg_pg_orders_plainly(const struct vg_pg_table *t, int field);
const char *vg_pg_index_statement(const struct vg_collection *c, enum vg_index what, int field, struct vg_arena *a);
/* read/calls.c: a function; a text in whose places $1 to $3 the arguments of e are put; read/terms.c: an array as jsonb. */
void vg_pg_put_call(struct vg_sql *s, const struct vg_expr *e);
void vg_pg_put_template(struct vg_sql *s, const char *text, const struct vg_expr *e,
                        void (*put)(struct vg_sql *s, const struct vg_expr *e, int i));
void vg_pg_put_json(struct vg_sql *s, const struct vg_expr *e);
bool vg_pg_put_mixed(struct vg_sql *s, const struct vg_expr *e);
void vg_pg_put_term(struct vg_sql *s, const struct vg_expr *e); /* read/terms.c, of the dialect */
extern const struct vg_sql_dialect vg_pg_dialect;

/* store.c — a connection for work that belongs to no request; given back with vg_pool_give. */
enum vg_status vg_pg_take(struct vg_pg_store *s, struct vg_pg_conn **out, struct vg_error *err) VG_MUST_USE;

/* connection/standby.c — a connection to read with, into x: to a stand-by where there is one, unless it is behind what has
 * been written through this store; and after a commit on c, how far that is. */
enum vg_status vg_pg_take_reader(struct vg_pg_session *x, struct vg_error *err) VG_MUST_USE;
void vg_pg_note_write(struct vg_pg_store *s, struct vg_pg_conn *c);

/* read/together.c — one read with those of other requests; VG_END: it has no answer, so that it is to be asked alone.
 * The session holds no connection, before and after. */
enum vg_status vg_pg_read_together(struct vg_pg_session *x, const char *sql, const struct vg_pg_params *p, int mode,
                                   PGresult **out, struct vg_error *err) VG_MUST_USE;
bool vg_pg_is_short(struct vg_pg_store *s, const char *sql, bool walks);
void vg_pg_note_time(struct vg_pg_store *s, const char *sql, int64_t ms); /* it took so long, alone */

/* read/select.c — a connection for the session, if it has none yet; and back with it. */
enum vg_status vg_pg_hold(struct vg_pg_session *x, struct vg_error *err) VG_MUST_USE;
void vg_pg_give_back(struct vg_pg_session *x);
enum vg_status vg_pg_session_begin(struct vg_session *x, struct vg_error *err) VG_MUST_USE;
void vg_pg_session_end(struct vg_session *x);
enum vg_status vg_pg_cursor_start(struct vg_cursor *c, enum vg_part part, int64_t limit,
                                  struct vg_error *err) VG_MUST_USE;
enum vg_status vg_pg_cursor_row(struct vg_cursor *c, const char **broken, struct vg_error *err) VG_MUST_USE;
void vg_pg_cursor_close(struct vg_cursor *c);
enum vg_status vg_pg_count(struct vg_session *x, const struct vg_query *q, int64_t max, int64_t *out,
                           struct vg_error *err) VG_MUST_USE;
enum vg_status vg_pg_aggregate(struct vg_session *x, struct vg_groups *g, struct vg_error *err) VG_MUST_USE;

/* values/bind.c — the parameters of a built statement in binary form; they live in its arena.  *spatial:
 * a shape is among them.  VG_BAD_INPUT: a value its column cannot hold. */
enum vg_status vg_pg_bind(struct vg_sql *s, Oid geometry, struct vg_pg_params *out, bool *spatial,
                          struct vg_error *err) VG_MUST_USE;

/* A geometry with its SRID, whether or not it had one. */
void vg_pg_put_ewkb(struct vg_buf *b, struct vg_geom g, int srid);

/* discover/discover.c, discover/changed.c */
enum vg_status vg_pg_discover(struct vg_store *s, const struct vg_key_hint *hints, size_t n_hints, struct vg_arena *a,
                              struct vg_discovery *out, struct vg_error *err) VG_MUST_USE;
enum vg_status vg_pg_changed(struct vg_store *s, uint64_t *stamp, bool *changed, struct vg_error *err) VG_MUST_USE;

/* discover/data_state.c: what the tables' states were when they were last looked at. */
struct vg_pg_states *vg_pg_states_new(void); /* NULL: no memory */
void vg_pg_states_free(struct vg_pg_states *s); /* bears NULL */
void vg_pg_data_state(struct vg_store *s, const struct vg_collection *c, struct vg_data_state *out);

/* write/records.c: the way in for records; read/select.c: the newest moment. */
extern const char vg_pg_sql_change[], vg_pg_sql_records[], vg_pg_sql_readings[], vg_pg_sql_record_words[],
    vg_pg_sql_record_forms[], vg_pg_sql_record_times[];
#define VG_PG_RECORDS_LOCK "7308332182" /* "vigie": any number that no other program locks */
enum vg_status vg_pg_records_begin(struct vg_store *s, bool create, struct vg_records **out, struct vg_error *err) VG_MUST_USE;
enum vg_status vg_pg_moment(struct vg_session *x, const struct vg_collection *catalogue, enum vg_moment_question what,
                            int64_t arg, struct vg_moment *out, struct vg_error *err) VG_MUST_USE;

enum vg_status vg_pg_words(struct vg_session *x, const struct vg_collection *catalogue, struct vg_str from, struct vg_str until,
                           size_t most, struct vg_arena *a, struct vg_str **out, size_t *n_out, struct vg_error *err) VG_MUST_USE;

/* write/record_forms.c: the table of forms, inside the transaction that is open on c; and one that keeps all forms in one
 * table copied into one that keeps them apart, in transactions of its own: where that cannot be, all stays as it was. */
enum vg_status vg_pg_make_record_forms(struct vg_pg_conn *c, struct vg_error *err) VG_MUST_USE;
enum vg_status vg_pg_part_record_forms(struct vg_pg_conn *c, struct vg_error *err) VG_MUST_USE;

/* read/readings.c */
enum vg_status vg_pg_keep_reading(struct vg_store *s, struct vg_hash key, int64_t moment, struct vg_error *err) VG_MUST_USE;
enum vg_status vg_pg_find_reading(struct vg_store *s, struct vg_hash key, int64_t *moment, struct vg_error *err) VG_MUST_USE;

/* write/loader.c */
enum vg_status vg_pg_loader_begin(struct vg_store *s, const struct vg_collection *c, const struct vg_collection *before,
                                  enum vg_load_mode mode, struct vg_loader **out, struct vg_error *err) VG_MUST_USE;

/* write/edit.c */
enum vg_status vg_pg_edit_begin(struct vg_session *x, struct vg_error *err) VG_MUST_USE;
enum vg_status vg_pg_edit_run(struct vg_session *x, struct vg_sql *sql, struct vg_value *key, bool *found,
                              struct vg_error *err) VG_MUST_USE;
enum vg_status vg_pg_edit_log(struct vg_session *x, const struct vg_collection *c, struct vg_str id,
                              enum vg_change_kind kind, struct vg_error *err) VG_MUST_USE;
enum vg_status vg_pg_edit_commit(struct vg_session *x, const struct vg_collection *c, const struct vg_edit_done *done,
                                 struct vg_error *err) VG_MUST_USE;
void vg_pg_edit_end(struct vg_session *x);

/* change/own.c, change/change.c, change/tracking.c: the log of changes. */
/* What a question with one text in it says: a row of one boolean. */
enum vg_status vg_pg_is_so(struct vg_pg_conn *c, const char *question, const char *text, bool *out, struct vg_error *err) VG_MUST_USE;
enum vg_status vg_pg_make_tables(struct vg_store *s, struct vg_error *err) VG_MUST_USE;
vg_changes_read vg_pg_changes;
vg_item_changed vg_pg_item_changed;
/* The id of an item as a text, from the columns of `row`. */
void vg_pg_put_id(struct vg_buf *b, const struct vg_collection *c, const char *row);
/* Has the table $1 the trigger that writes the log? */
#define VG_PG_IS_TRACKED "exists (select from pg_trigger where tgrelid = to_regclass($1::text) and tgname = 'vigie_change'" \
                         " and tgenabled <> 'D')"
enum vg_status vg_pg_tracking(struct vg_store *s, const struct vg_collection *c, bool *installed, struct vg_buf *sql,
                              struct vg_error *err) VG_MUST_USE;
/* Write one change inside the transaction that is open on c; VG_NOT_FOUND: the database has no log. */
enum vg_status vg_pg_log_change(struct vg_pg_conn *c, const char *collection, struct vg_str item,
                                enum vg_change_kind kind, struct vg_error *err) VG_MUST_USE;

#endif
