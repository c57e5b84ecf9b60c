/* records.h — the catalogue's records in a store: written in batches, read as features of a collection.
 *
 * A record is a row of queryable columns, its forms beside it (ready-made texts by name, 'original' among them) and
 * the terms it is found by.  Where a store has the tables, vg_store_discover() gives them as the collection
 * VG_CATALOGUE, whose item type is record; all that asks of features asks of records, with three things more in
 * struct vg_query: `form`, `moment`, and the condition VG_OP_TEXT.
 *
 * Nothing is ever overwritten: a changed record is a new version, so that an answer of several pages can be given as of
 * one moment.  Versions that hold no more are purged VG_RECORD_KEPT_S after. */
#ifndef VIGIE_STORE_RECORDS_H
#define VIGIE_STORE_RECORDS_H

#include <vigie/base/hash.h>
#include <vigie/store/store.h>

#define VG_CATALOGUE "catalogue"  /* id of the collection, reserved */
#define VG_RECORD_ORIGINAL "original"
#define VG_RECORD_KEPT_S 3600     /* how long a version that was replaced or removed is still there */
#define VG_MAX_RECORD_TERMS 16000 /* of one record's text; what follows is not found by */
#define VG_MAX_RECORD_BYTES ((size_t)32 << 20) /* of one form */

/* The columns that may be asked for, in the order of the table; arrays are JSON arrays of texts. */
enum vg_record_field {
    VG_R_ID, VG_R_TYPE, VG_R_TITLE, VG_R_DESCRIPTION, VG_R_KEYWORDS, VG_R_THEMES, VG_R_LANGUAGE, VG_R_LANGUAGES,
    VG_R_CONTACTS, VG_R_FORMATS, VG_R_LICENSE, VG_R_EXTERNAL_IDS, VG_R_RELATIONS, VG_R_PARENT, VG_R_SOURCE,
    VG_R_CREATED, VG_R_UPDATED, VG_R_TIME_START, VG_R_TIME_END,
    VG_R_N_FIELDS
};
/* Index of such a column among the fields of the collection; -1: it is no collection of records. */
int vg_record_column(const struct vg_collection *c, enum vg_record_field f);
const char *vg_record_field_title(enum vg_record_field f, enum vg_lang lang);
/* The number that was given when the record came in: the order for harvesting.  A hidden field. */
int vg_record_number_column(const struct vg_collection *c);

struct vg_record_form {
    const char *name, *media_type;
    struct vg_str bytes;
};

/* What is written.  All views: they must live until vg_records_put() returns. */
struct vg_record_row {
    struct vg_value values[VG_R_N_FIELDS]; /* VG_V_NULL, VG_V_TEXT, VG_V_JSON for arrays, VG_V_DATETIME; id and title are texts */
    struct vg_geom footprint;              /* lon/lat; {0}: none */
    const char *origin;                    /* "import", "data", "harvest:NAME"; a record is never taken over from another origin
                                            * but by "import" */
    struct vg_str text;                    /* all that it may be found by, as people wrote it */
    const struct vg_record_form *forms;
    size_t n_forms;
    struct vg_hash hash;                   /* of what it was made from and how; the same again is no change */
};

enum vg_record_fate {
    VG_RECORD_ADDED,
    VG_RECORD_CHANGED, /* there was one of this id: it keeps its number */
    VG_RECORD_SAME,    /* nothing to do */
    VG_RECORD_KEPT,    /* what is there comes from another origin, and stays */
    VG_RECORD_TWICE,   /* this batch has put another record of this id already: it is left out */
};

struct vg_records;

/* Begin a batch: one transaction, one writer at a time.  create: make the tables (and the store, if it was opened so)
 * where they are not there.  VG_NOT_FOUND: no tables and not create; VG_FORBIDDEN: the store or its role may not
 * write; VG_UNAVAILABLE.  The store itself need not be open for writing. */
enum vg_status vg_records_begin(struct vg_store *s, bool create, struct vg_records **out, struct vg_error *err) VG_MUST_USE;
/* VG_BAD_INPUT, VG_TOO_LARGE: this row cannot be kept; the batch is as it was before, and goes on. */
enum vg_status vg_records_put(struct vg_records *w, const struct vg_record_row *row, enum vg_record_fate *fate,
                              struct vg_error *err) VG_MUST_USE;
/* The date that the record of this id has in the catalogue (VG_R_UPDATED, µs since 1970, UTC).  VG_NOT_FOUND: there is no such
 * record, or it has none. */
enum vg_status vg_records_updated(struct vg_records *w, struct vg_str id, int64_t *us_out, struct vg_error *err) VG_MUST_USE;
/* VG_NOT_FOUND: there is none. */
enum vg_status vg_records_remove(struct vg_records *w, struct vg_str id, struct vg_error *err) VG_MUST_USE;
/* Remove all of an origin that this batch did not put; *n_out: how many. */
enum vg_status vg_records_remove_others(struct vg_records *w, const char *origin, int64_t *n_out,
                                        struct vg_error *err) VG_MUST_USE;
/* Keep what could not become a record; the same source again replaces it.  Of a source longer than 1 000 bytes its beginning is
 * kept, with the hash of the whole. */
enum vg_status vg_records_quarantine(struct vg_records *w, const char *source, const char *reason, struct vg_str bytes,
                                     struct vg_error *err) VG_MUST_USE;
/* Make it all visible and durable. */
enum vg_status vg_records_commit(struct vg_records *w, struct vg_error *err) VG_MUST_USE;
/* A session on the batch's own connection: it reads what the batch has written so far.  It belongs to the batch, lives as long
 * as that, and is not to be ended by the caller. */
enum vg_status vg_records_session(struct vg_records *w, struct vg_session **out, struct vg_error *err) VG_MUST_USE;
/* Undo what was not committed.  Bears NULL. */
void vg_records_free(struct vg_records *w);

/* The newest moment, for query.moment of all pages of one answer; 0: nothing was ever changed. */
enum vg_status vg_session_moment(struct vg_session *x, const struct vg_collection *catalogue, int64_t *out,
                                 struct vg_error *err) VG_MUST_USE;

/* Moments are when batches were committed, in that order.  The first one at this time (µs since 1970, UTC) or later; one
 * more than the newest where there is none. */
enum vg_status vg_session_moment_since(struct vg_session *x, const struct vg_collection *catalogue, int64_t us,
                                       int64_t *out, struct vg_error *err) VG_MUST_USE;
/* When that moment was.  VG_NOT_FOUND: there is no such moment. */
enum vg_status vg_session_moment_time(struct vg_session *x, const struct vg_collection *catalogue, int64_t moment,
                                      int64_t *us_out, struct vg_error *err) VG_MUST_USE;
/* An answer of several pages whose client says no more than a position is given as of the moment of its first page.  Which
 * one that was is kept under the hash of the question and the hash of who asks, for VG_READING_S: in this process, and
 * where the database lets us write a table of its own, in it, for all nodes of one service.  Neither ever fails: what cannot
 * be kept is not found, and such a page is given as of now.
 *
 * This process also keeps where the last page ended, so that the next one need not skip all rows before it. */
#define VG_READING_S (VG_RECORD_KEPT_S - 60)
#define VG_MAX_PLACE 96
struct vg_reading {
    int64_t moment;           /* 0: none is known */
    int64_t rows;             /* that lie up to and including the place */
    char place[VG_MAX_PLACE]; /* a page token; "": none is known, or it is longer */
};
/* Begin a reading, or begin it anew. */
void vg_store_keep_reading(struct vg_store *s, struct vg_hash question, struct vg_hash client,
                           const struct vg_reading *reading);
/* Go on with one: its time runs from its beginning. */
void vg_store_move_reading(struct vg_store *s, struct vg_hash question, struct vg_hash client,
                           const struct vg_reading *reading);
struct vg_reading vg_store_find_reading(struct vg_store *s, struct vg_hash question, struct vg_hash client);

/* Index of the field with the moment that a record's version was added; hidden; -1: no collection of records. */
int vg_record_added_column(const struct vg_collection *c);

/* The words of the records' texts that hold these letters (folded as terms are), or that end with them.  VG_NOT_FOUND, and nothing
 * told: the store keeps no words, or the letters are not of one word; VG_TOO_LARGE, and nothing told: there are more than `most`. */
enum vg_status vg_session_words(struct vg_session *x, const struct vg_collection *catalogue, struct vg_str letters, bool ends,
                                size_t most, struct vg_arena *a, struct vg_str **out, size_t *n_out,
                                struct vg_error *err) VG_MUST_USE;

/* A store of its own in memory, with the tables of records and nothing else: for what is derived where the store that
 * is served has no such tables. */
enum vg_status vg_store_open_memory(const struct vg_store_options *o, struct vg_store **out, struct vg_error *err) VG_MUST_USE;

#endif
