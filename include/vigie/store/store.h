/* store.h — where collections and features are kept: one interface over GeoPackage and PostGIS.
 *
 * A store is opened once and shared by all threads.  A session is one request's hold on one
 * connection; it and its cursors belong to one thread.  Both kinds of store answer alike to the byte. */
#ifndef VIGIE_STORE_STORE_H
#define VIGIE_STORE_STORE_H

#include <vigie/base/hash.h>
#include <vigie/query/query.h>

struct vg_store;
struct vg_session;
struct vg_cursor;

struct vg_store_options {
    struct vg_crs_registry *crs;  /* must outlive the store */
    int pool_size;                /* connections at most; 0: 4 */
    int wait_ms;                  /* a session waits for a connection at most so long; 0: 2 000 */
    int queue_length;             /* sessions that may wait at once; 0: 64 */
    int statement_ms;             /* one statement runs at most so long; 0: 30 000 */
    bool writable;                /* open for import and editing; otherwise nothing can be written */
    bool editable;                /* open for editing alone (edit.h): connections that read stay unable to write */
    bool create;                  /* make the GeoPackage (or the schema vigie) when it is not there */
};

/* A path that ends in .gpkg, or postgresql://…, postgres://…, or "service=name".
 * VG_NOT_FOUND: no such file or database; VG_BAD_INPUT: not a GeoPackage, wrong version, no PostGIS;
 * VG_UNAVAILABLE: the server does not answer. */
enum vg_status vg_store_open(const char *address, const struct vg_store_options *o, struct vg_store **out,
                             struct vg_error *err) VG_MUST_USE;
void vg_store_close(struct vg_store *s); /* bears NULL; no session may be open */

/* The address without any password, for logs and messages. */
const char *vg_store_name(const struct vg_store *s);

/* A table that cannot be published, and why ("has no primary key and no unique not-null column"). */
struct vg_unpublished {
    const char *table, *reason;
};

struct vg_discovery {
    struct vg_collection **collections; /* sorted by id; the configuration may still change them */
    size_t n_collections;
    struct vg_unpublished *unpublished;
    size_t n_unpublished;
};

/* What the configuration says of a table before it is discovered: the field that is its id. */
struct vg_key_hint {
    const char *collection, *field;
};

/* Look at the database and describe all that can be published.  Everything lives in arena `a`. */
enum vg_status vg_store_discover(struct vg_store *s, const struct vg_key_hint *hints, size_t n_hints, struct vg_arena *a,
                                 struct vg_discovery *out, struct vg_error *err) VG_MUST_USE;

/* Has anything discover() tells of changed since the value in *stamp (0 at first)?  Cheap: it may be asked every
 * second.  Writes the new stamp. */
enum vg_status vg_store_changed(struct vg_store *s, uint64_t *stamp, bool *changed, struct vg_error *err) VG_MUST_USE;

/* In which state the rows of a collection are.  Two alike mean the same rows: what was made of them in one is still right.
 * It is told before the rows are read. */
enum vg_state_kind {
    VG_STATE_UNKNOWN, /* the store can't tell: what is made of the rows may be kept for a time, and no longer */
    VG_STATE_MOVING,  /* written to this moment: nothing that is made of the rows now is to be kept */
    VG_STATE_KNOWN,
};
struct vg_data_state {
    enum vg_state_kind kind;
    struct vg_hash stamp; /* also where it is unknown: it holds the changes made through this store */
};
/* Cheap enough for each request.  Others' changes show in a GeoPackage at once, in PostGIS some seconds later (its
 * statistics tell of them); views, foreign and partitioned tables and stand-bys stay VG_STATE_UNKNOWN. */
void vg_store_data_state(struct vg_store *s, const struct vg_collection *c, struct vg_data_state *out);

/* Can it answer now?  For /ready. */
enum vg_status vg_store_ping(struct vg_store *s, struct vg_error *err) VG_MUST_USE;

/* How a session reads. */
struct vg_hold {
    bool snapshot; /* all its reads see one moment (needed only for more than one statement) */
    bool fresh;    /* where it is written: all that was acknowledged by then, by this process or another, is seen, unless what
                    * takes writes is away */
};

/* Take a connection.  VG_UNAVAILABLE: none came free in time, or too many wait already. */
enum vg_status vg_session_begin(struct vg_store *s, struct vg_hold how, struct vg_session **out, struct vg_error *err) VG_MUST_USE;
void vg_session_end(struct vg_session *x); /* bears NULL; closes what is still open */

/* Start answering q.  Rows come in the order q->sort asks for, then by id.  q must outlive the cursor.
 * Errors: VG_NOT_FOUND (the table has gone), VG_UNAVAILABLE, VG_TOO_LARGE (statement time).
 * The caller closes *out with vg_cursor_close(). */
enum vg_status vg_session_select(struct vg_session *x, const struct vg_query *q, struct vg_cursor **out,
                                 struct vg_error *err) VG_MUST_USE;

/* Next feature: VG_OK, or VG_END after the last.  *out lives until the next call.
 * A geometry whose bytes are broken is VG_BUG naming the item (the client gets a 5xx, never half a page). */
enum vg_status vg_cursor_next(struct vg_cursor *c, const struct vg_feature **out, struct vg_error *err) VG_MUST_USE;

/* Is there one more row?  It is not looked at, so a fault in it does not matter; the cursor is then at its end and
 * the row last given no longer lives. */
enum vg_status vg_cursor_more(struct vg_cursor *c, bool *out, struct vg_error *err) VG_MUST_USE;

/* The place of the row last given, for a page token; its texts are copied into a. */
enum vg_status vg_cursor_position(struct vg_cursor *c, struct vg_arena *a, struct vg_position *out,
                                  struct vg_error *err) VG_MUST_USE;
void vg_cursor_close(struct vg_cursor *c); /* bears NULL */

/* How many rows q matches (limit, offset and from left aside), counted up to max (0: no bound); *out = max + 1 means more. */
enum vg_status vg_session_count(struct vg_session *x, const struct vg_query *q, int64_t max, int64_t *out,
                                struct vg_error *err) VG_MUST_USE;

#endif
