/* tally.h — groups while rows come in, between tally.c and tally_shares.c. */
#ifndef STORE_TALLY_H
#define STORE_TALLY_H

#include <vigie/store/tally.h>

/* A sum that keeps what a double loses (Neumaier 1974). */
struct vg_tally_sum {
    double sum, lost;
};

struct vg_tally_open {
    struct vg_tally_group group;
    struct vg_tally_sum count, size, sum, weight;
};

struct vg_tallying {
    const struct vg_tally_question *asked;
    struct vg_session *session;
    struct vg_arena *arena;        /* of the result */
    struct vg_buf text;            /* of a class, of a code */
    struct vg_ruler *ruler;        /* NULL: nothing is measured */
    struct vg_tally_open *groups;
    size_t n, cap;
    uint32_t *slots;               /* of the hash table: number of a group + 1, 0: free */
    size_t n_slots;
    enum vg_size_kind kind;
    int fields[3];                 /* that are read, and where each stands; -1: it is not */
    size_t n_fields;
    int at_class, at_property, at_unit;
    int64_t n_rows;
    double unit_size;              /* of the unit in hand */
};

/* One row, or the share of it, in its group. */
enum vg_status vg_tally_put(struct vg_tallying *t, struct vg_str unit, const struct vg_feature *f, double share, double size,
                            struct vg_error *err) VG_MUST_USE;
/* Size of a geometry; 0 of none and where nothing is measured. */
enum vg_status vg_tally_size(struct vg_tallying *t, struct vg_geom g, double *out, struct vg_error *err) VG_MUST_USE;
enum vg_status vg_tally_go_on(struct vg_tallying *t, struct vg_error *err) VG_MUST_USE;
/* tally_shares.c: all rows, shared out to the units. */
enum vg_status vg_tally_share_out(struct vg_tallying *t, struct vg_error *err) VG_MUST_USE;

#endif
