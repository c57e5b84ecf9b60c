/* tally.h — rows counted, measured and summed by place and class: what aggregates of a product are made of.
 *
 * Where aggregate.h asks the database, whose sums of reals depend on the order in which it happens to read, this reads the
 * rows in the order of their ids and sums here, so that every store gives the same digits.  Memory grows with the groups,
 * never with the rows. */
#ifndef VIGIE_STORE_TALLY_H
#define VIGIE_STORE_TALLY_H

#include <vigie/geo/measure.h>
#include <vigie/store/store.h>

#define VG_MAX_TALLY_GROUPS 300000

struct vg_tally_question {
    const struct vg_query *rows; /* which rows: collection, filter, ids, deadline_ms; the rest is not looked at */
    int class_field;             /* groups by its value; -1: none */
    int property;                /* a field of numbers to sum; -1: none */
    int unit_field;              /* groups by the place whose code this field holds; -1: none */
    const struct vg_query *units;/* rows of the same store, areas: each row of `rows` is shared out to those it meets, by how
                                  * much of it lies in each; NULL: none.  Instead of unit_field. */
    int unit_key;                /* the field of units that holds their code */
    bool sizes;                  /* measure geometries */
    /* Asked now and then; another status than VG_OK ends the work with it.  May be NULL. */
    enum vg_status (*go_on)(void *ctx, struct vg_error *err);
    void *ctx;
};

struct vg_tally_group {
    struct vg_str unit;     /* code of the place; absent: no place was asked for, or the row names none */
    struct vg_str class;    /* text of the value; absent: none asked, or null */
    int64_t rows;           /* that lie here, if only in part */
    double count;           /* rows, each as the share of it that lies here */
    double size;            /* square metres or metres that lie here */
    double sum;             /* of the property, each value times that share */
    double weight;          /* shares of the rows whose property is a number: the mean is sum / weight */
    double lowest, highest; /* of those */
    double unit_size;       /* of the whole place, in square metres; 0 where rows are not shared out */
};

struct vg_tally {
    struct vg_arena *arena;
    struct vg_tally_group *groups; /* by unit, then by class, as texts; absent last */
    size_t n;
    enum vg_size_kind size_kind;
};

/* On success the caller finishes *out.  The session must be a snapshot where units are asked for.
 * VG_TOO_LARGE: more than VG_MAX_TALLY_GROUPS groups. */
enum vg_status vg_session_tally(struct vg_session *x, const struct vg_tally_question *q, struct vg_tally *out,
                                struct vg_error *err) VG_MUST_USE;
void vg_tally_finish(struct vg_tally *t); /* bears {0} */
/* Order of two texts of classes: numbers by value, then others by code point, absent last. */
int vg_tally_compare(struct vg_str a, struct vg_str b);

#endif
