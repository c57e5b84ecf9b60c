/* records.h — what a kind of store supplies for records, and what is alike in all of them. */
#ifndef VIGIE_STORE_RECORDS_PRIVATE_H
#define VIGIE_STORE_RECORDS_PRIVATE_H

#include <vigie/store/records.h>

#include "ops.h"
#include "record_words.h"
#include "records_since.h"

/* One of the columns that may be asked for, by enum vg_record_field. */
struct vg_record_column {
    const char *name;
    enum vg_type type;
    const char *title[2]; /* by enum vg_lang */
};
extern const struct vg_record_column vg_record_columns[VG_R_N_FIELDS];

struct vg_records {
    const struct vg_records_ops *ops;
    struct vg_store *store;
    struct vg_terms *terms[2];  /* by enum vg_lang */
    struct vg_buf indexed[2];   /* the terms of the row being put */
    struct vg_record_words words; /* that the batch has kept */
    struct vg_session *session; /* reads on the batch's connection; NULL: none yet */
    int64_t moment;             /* of this batch; 0: nothing changed yet */
    int64_t *put;               /* versions that this batch has put or found the same: an open hash table */
    size_t n_put, cap_put;
    bool marked;                /* there is a mark to go back to */
    struct vg_records_since since; /* what was put after it */
};

struct vg_record_there {
    int64_t version, number;
    int64_t updated_us; /* INT64_MIN: none */
    char hash[33], origin[64];
};

struct vg_record_version {
    const struct vg_record_row *row;
    int64_t number;             /* 0: a new one, which is the version's own */
    const char *hash;
    struct vg_str terms[2];     /* by enum vg_lang */
    struct vg_str words;        /* those that this batch has not kept yet, separated by spaces */
};

struct vg_records_ops {
    enum vg_status (*find)(struct vg_records *w, struct vg_str id, struct vg_record_there *out, struct vg_error *err);
    enum vg_status (*new_moment)(struct vg_records *w, int64_t *out, struct vg_error *err);
    enum vg_status (*retire)(struct vg_records *w, int64_t version, struct vg_error *err);
    enum vg_status (*add)(struct vg_records *w, const struct vg_record_version *v, int64_t *version_out,
                          struct vg_error *err);
    /* Those of the origin that hold and whose versions are not in this list, "1,2,3": how many there are, and retire
     * them. */
    enum vg_status (*count_others)(struct vg_records *w, const char *origin, const char *versions, int64_t *n_out,
                                   struct vg_error *err);
    enum vg_status (*retire_others)(struct vg_records *w, const char *origin, const char *versions, struct vg_error *err);
    enum vg_status (*quarantine)(struct vg_records *w, const char *source, const char *reason, struct vg_str bytes,
                                 struct vg_error *err);
    /* A statement about the transaction itself, in words that every kind of store knows: "savepoint x". */
    enum vg_status (*tell)(struct vg_records *w, const char *sql, struct vg_error *err);
    /* At the end of a batch that changed something: tell the log of changes, purge old versions. */
    enum vg_status (*finish)(struct vg_records *w, struct vg_error *err);
    enum vg_status (*commit)(struct vg_records *w, struct vg_error *err);
    /* Let this session, whose block is the kind's, read on the connection of the batch. */
    enum vg_status (*lend)(struct vg_records *w, struct vg_session *x, struct vg_error *err);
    void (*free)(struct vg_records *w); /* the block too */
};

/* A collection that was discovered is the one of records: its id, item type, key, titles, time fields, and which of
 * its fields are hidden. */
enum vg_status vg_store_adopt_records(struct vg_store *s, struct vg_collection *c, struct vg_arena *a,
                                      struct vg_error *err) VG_MUST_USE;

#endif
