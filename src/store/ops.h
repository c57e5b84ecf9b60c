/* ops.h — what a kind of store supplies, and what the common code does for all of them.
 *
 * A store, a session and a cursor are each one block: the structs below come first in it, the
 * backend's own members after them.  The common code allocates the block, zeroed, with the size the
 * ops table names, and frees it; a backend releases only what it acquired itself.
 *
 * The common code (store.c, session.c, cursor.c) chooses the store by its address, fills in default
 * options, sorts the discovered collections, makes item ids from key values, refuses broken
 * geometries, brings geometries to q->crs, gives positions for page tokens, closes cursors with
 * their session, and asks for the rows with a null first sort value after those that have one. */
#ifndef VIGIE_STORE_OPS_H
#define VIGIE_STORE_OPS_H

#include <stdatomic.h>

#include <vigie/base/number.h>
#include <vigie/store/loader.h>
#include <vigie/store/store.h>

#include "aggregate.h"
#include "change.h"

struct vg_records;
struct vg_store_ops;
struct vg_sql;
struct vg_sql_dialect;

/* The rules of a table that an edit may break; name: the field, or what the rule is called, or says. */
enum vg_edit_rule {
    VG_RULE_ID, VG_RULE_UNIQUE, VG_RULE_NOT_NULL, VG_RULE_CHECK, VG_RULE_REFERENCE, VG_RULE_TRIGGER
};
enum vg_status vg_edit_fail(enum vg_edit_rule rule, const char *name, struct vg_error *err); /* edit_fail.c */

/* What an edit came to, for the store's own records of the table. */
struct vg_edit_done {
    bool changed;
    struct vg_bbox box; /* of the geometries written, in the storage CRS */
};

struct vg_moment {
    int64_t number, us; /* since 1970, UTC */
};

enum vg_moment_question {
    VG_MOMENT_NEWEST, /* arg is 0 */
    VG_MOMENT_SINCE,  /* the first one at `arg` µs or later */
    VG_MOMENT_TIME,   /* the moment of the number `arg` */
};

struct vg_store {
    const struct vg_store_ops *ops;
    struct vg_store_options options; /* defaults filled in */
    const char *address;             /* as given; the store's own copy */
    const char *name;                /* for messages, without password: open() may replace it, from arena */
    struct vg_arena *arena;          /* lives as long as the store */
    struct vg_readings *readings;    /* readings.c */
    struct vg_counts *counts;        /* counts.c */
    struct vg_offsets *offsets;      /* offsets.c */
    _Atomic int64_t edited_us;       /* when the last edit through this store was committed; 0: none yet */
};

struct vg_session {
    struct vg_store *store;
    bool snapshot, fresh;      /* as in struct vg_hold */
    struct vg_arena *arena;    /* of this session: statement texts, parameters, the cursors themselves */
    struct vg_cursor *cursors; /* those still open */
    struct vg_moment newest;   /* of the records, once a snapshot has been asked for it; us 0: not yet */
};

/* Which rows one statement is to give.  Where the first sort key may be null, the rows with a value come
 * first and those without after, in both directions; asking for them apart lets each statement walk an
 * index on that column, in any database. */
enum vg_part {
    VG_PART_ALL,    /* in one statement */
    VG_PART_VALUES, /* first sort key is not null */
    VG_PART_NULLS,  /* first sort key is null */
};

#define VG_STORE_MEMORY "memory:" /* how the address of a store without a file begins (records.h) */

/* One column to be read. */
struct vg_column {
    int field; /* VG_ROWID, or an index into the collection's fields */
    bool raw;  /* for the page token only: the value as it compares in the database (see vg_store_ops.sorts_raw) */
};

/* What a cursor reads, in the order of the result's columns: first the query's fields, then what key and sort
 * need beyond them.  A geometry, when asked for, is the column after these. */
struct vg_columns {
    struct vg_column *list;
    size_t n;
    int n_key;                  /* parts of the id: 1 for VG_ROWID */
    int key[VG_MAX_KEY_PARTS];  /* places in list */
    int sort[VG_MAX_SORT_KEYS]; /* places in list */
    bool geometry;
    bool form, form_type;       /* after it the form's bytes, and after these its media type */
};

struct vg_cursor {
    struct vg_session *session;
    const struct vg_query *query;
    struct vg_columns columns;
    int64_t deadline_ms;      /* the nearer one of query->deadline_ms and statement_ms from now */
    bool deadline_is_query;   /* the query's own was the nearer one */

    /* Where ops->row puts a row; both live until the next call. */
    struct vg_value *values;  /* columns.n of them */
    struct vg_geom geom;      /* in the storage CRS; {0}: null */

    /* The common code's own. */
    struct vg_feature feature;
    struct vg_transform *transform;
    struct vg_simplifier *simplifier; /* NULL: geometries stay as they are */
    struct vg_buf transformed, id;
    char id_number[VG_NUMBER_MAX];
    enum vg_part parts[2];
    int n_parts, part;
    int64_t remaining;        /* rows still wanted; -1: all */
    bool started, on_row;
    struct vg_cursor *next;   /* of the session */
};

/* An index that queries want. */
enum vg_index {
    VG_INDEX_SPACE,
    VG_INDEX_KEY,   /* holds the rows in the order of the item ids */
    VG_INDEX_FIELD,
};

/* One kind of store.  Members are filled unless it is said that they may be NULL. */
struct vg_store_ops {
    const char *kind; /* "gpkg" */
    size_t store_size, session_size, cursor_size;

    bool (*claims)(const char *address);

    /* Open; s->address and s->options are set.  On failure close() is not called. */
    enum vg_status (*open)(struct vg_store *s, struct vg_error *err);
    void (*close)(struct vg_store *s);

    /* Fill out->collections and out->unpublished, in any order.  Call vg_store_complete() for each collection. */
    enum vg_status (*discover)(struct vg_store *s, const struct vg_key_hint *hints, size_t n_hints, struct vg_arena *a,
                               struct vg_discovery *out, struct vg_error *err);
    enum vg_status (*changed)(struct vg_store *s, uint64_t *stamp, bool *changed, struct vg_error *err);
    enum vg_status (*ping)(struct vg_store *s, struct vg_error *err);
    /* As vg_store_data_state(); *out is VG_STATE_UNKNOWN, and its stamp is to be added to. */
    void (*data_state)(struct vg_store *s, const struct vg_collection *c, struct vg_data_state *out);

    /* Take and give back a connection.  session_end is called only after a session_begin that succeeded. */
    enum vg_status (*session_begin)(struct vg_session *x, struct vg_error *err);
    void (*session_end)(struct vg_session *x);

    /* Begin reading `part`, at most `limit` rows (-1: all); c->query->limit is not to be looked at.  Called again for the
     * next part after row() gave VG_END. */
    enum vg_status (*cursor_start)(struct vg_cursor *c, enum vg_part part, int64_t limit, struct vg_error *err);
    /* The next row into c->values and c->geom: VG_OK, or VG_END.  A blob that holds no readable geometry at all is
     * given as {0} with `*broken` set to a literal that says why: the common code knows the item's id. */
    enum vg_status (*cursor_row)(struct vg_cursor *c, const char **broken, struct vg_error *err);
    void (*cursor_close)(struct vg_cursor *c); /* also after a cursor_start that failed */

    enum vg_status (*count)(struct vg_session *x, const struct vg_query *q, int64_t max, int64_t *out, struct vg_error *err);

    /* Does the database order this field by something else than the value we give (text of a date, a wider float)?
     * Then it is read a second time, raw, for page tokens.  NULL: never. */
    bool (*sorts_raw)(const struct vg_collection *c, int field);

    /* Begin a load; *out is the backend's block, whose first member is struct vg_loader with ops set.  before: the
     * collection as it is there, which lives as long as the load; what the load changes of its items goes to the log of
     * changes.  NULL: it is not there, or none.  The whole is NULL where the store cannot be written. */
    enum vg_status (*loader_begin)(struct vg_store *s, const struct vg_collection *c, const struct vg_collection *before,
                                   enum vg_load_mode mode, struct vg_loader **out, struct vg_error *err);
    /* Is there nothing at the address yet, so that a load makes it?  NULL: never. */
    bool (*absent)(const struct vg_store *s);
    /* Make an empty store at the address, called before open() where options.create is set; it does nothing where
     * one is there.  NULL: cannot be made. */
    enum vg_status (*create)(const char *address, struct vg_error *err);

    /* Editing (edit.h); all NULL where nothing can be edited.  edit_begin: x comes on a writing connection, in a
     * transaction of its own; its cursors see what it wrote.  edit_run: one statement of sql/edit.c, the key of its row
     * into key (texts in x's arena), *found: there was one.  edit_end: undo what is not committed, give the connection
     * back; called only after an edit_begin that succeeded. */
    enum vg_status (*edit_begin)(struct vg_session *x, struct vg_error *err);
    enum vg_status (*edit_run)(struct vg_session *x, struct vg_sql *sql, struct vg_value *key, bool *found,
                               struct vg_error *err);
    enum vg_status (*edit_log)(struct vg_session *x, const struct vg_collection *c, struct vg_str id,
                               enum vg_change_kind kind, struct vg_error *err);
    enum vg_status (*edit_commit)(struct vg_session *x, const struct vg_collection *c, const struct vg_edit_done *done,
                                  struct vg_error *err);
    void (*edit_end)(struct vg_session *x);
    const struct vg_sql_dialect *dialect;

    /* As vg_store_make_tables(), vg_session_changes() and vg_store_tracking() in store/change.h. */
    enum vg_status (*make_tables)(struct vg_store *s, struct vg_error *err);
    vg_changes_read *changes;
    vg_item_changed *item_changed;
    enum vg_status (*tracking)(struct vg_store *s, const struct vg_collection *c, bool *installed, struct vg_buf *sql,
                               struct vg_error *err);
    /* Begin a batch of records (records.h here); *out is the backend's block, whose first member is struct vg_records
     * with ops and store set.  NULL: the store keeps none. */
    enum vg_status (*records_begin)(struct vg_store *s, bool create, struct vg_records **out, struct vg_error *err);
    /* Read the groups of g->asked into g, n_columns values a row of g->types. */
    enum vg_status (*aggregate)(struct vg_session *x, struct vg_groups *g, struct vg_error *err);
    /* What is asked of the moments of records; VG_END: there is none. */
    enum vg_status (*moment)(struct vg_session *x, const struct vg_collection *catalogue, enum vg_moment_question what,
                             int64_t arg, struct vg_moment *out, struct vg_error *err);
    /* The words of records with an ending that is from <= it < until, each once, at most `most`.  Where table->words is not NULL. */
    enum vg_status (*words)(struct vg_session *x, const struct vg_collection *catalogue, struct vg_str from, struct vg_str until,
                            size_t most, struct vg_arena *a, struct vg_str **out, size_t *n_out, struct vg_error *err);
    /* Readings that all nodes know (records.h); both NULL where there are no other nodes.  VG_NOT_FOUND: no such reading;
     * what else fails: they cannot be kept there just now. */
    enum vg_status (*keep_reading)(struct vg_store *s, struct vg_hash key, int64_t moment, struct vg_error *err);
    enum vg_status (*find_reading)(struct vg_store *s, struct vg_hash key, int64_t *moment, struct vg_error *err);
    /* The statement that makes an index on the collection's table (advice.h), in the arena; NULL where there can be none,
     * and for VG_INDEX_KEY where there is one.  The whole may be NULL. */
    const char *(*index_statement)(const struct vg_collection *c, enum vg_index what, int field, struct vg_arena *a);
};

struct vg_loader {
    const struct vg_loader_ops *ops;
    struct vg_store *store;
    struct vg_arena *found; /* holds what was there before; the common code's own */
};

/* As in loader.h.  free() also releases the block. */
struct vg_loader_ops {
    enum vg_status (*put)(struct vg_loader *l, int64_t fid, const struct vg_value *values, struct vg_geom geom,
                          struct vg_error *err);
    enum vg_status (*commit)(struct vg_loader *l, struct vg_error *err);
    void (*free)(struct vg_loader *l);
};

/* The newest moment of the records, {0} where there is none; asked for once in a snapshot. */
enum vg_status vg_session_newest(struct vg_session *x, const struct vg_collection *catalogue, struct vg_moment *out,
                                 struct vg_error *err); /* records.c */

/* counts.c */
struct vg_counts *vg_counts_new(void); /* NULL: no memory */
void vg_counts_free(struct vg_counts *c);

/* offsets.c */
struct vg_offsets *vg_offsets_new(void); /* NULL: no memory */
void vg_offsets_free(struct vg_offsets *o);

/* readings.c */
struct vg_readings *vg_readings_new(void); /* NULL: no memory */
void vg_readings_free(struct vg_readings *r);

/* Every kind of store there is, NULL-ended (registry.c). */
extern const struct vg_store_ops *const vg_store_kinds[];

/* What every discovered collection needs and no database says: title after the id, the CRS list (CRS84 or CRS84h,
 * the storage CRS, EPSG:4326, EPSG:3857), the time fields guessed from types and names (time_start and time_end are
 * overwritten).  c->id, fields, key, geom_* and crs must be set. */
enum vg_status vg_store_complete(struct vg_store *s, struct vg_collection *c, struct vg_arena *a,
                                 struct vg_error *err) VG_MUST_USE;

/* Ids that addresses of our own use: a table of that name is published as "schema.table". */
bool vg_store_id_is_reserved(const char *id);
/* May the field be an id, or a part of one?  It must be text that leads back to the row, so not what has many spellings or
 * none. */
bool vg_store_serves_as_id(const struct vg_field *f);
/* The name of the id that a new table gets of itself: the first that no field has, in any case. */
const char *vg_store_free_fid(const struct vg_collection *c, struct vg_arena *a);

/* The columns a query needs; memory from the arena. */
enum vg_status vg_columns_of(const struct vg_store_ops *ops, const struct vg_query *q, struct vg_arena *a,
                             struct vg_columns *out, struct vg_error *err) VG_MUST_USE;

/* NULL when the bytes are one whole geometry of known types, else a literal that says what is wrong.  Looks at heads
 * and counts only, so it costs nothing beside reading the coordinates. */
const char *vg_store_geom_fault(struct vg_geom g);

/* The error for a statement that ran out of time: VG_UNAVAILABLE past the request's deadline, else VG_TOO_LARGE
 * naming statement_ms. */
enum vg_status vg_store_out_of_time(const struct vg_store *s, bool deadline_is_query, struct vg_error *err);
/* When a statement of q begun now must be done. */
int64_t vg_store_deadline(const struct vg_store *s, int64_t query_deadline_ms, bool *is_query);

#endif
