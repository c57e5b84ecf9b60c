/* aggregate.h — rows counted and summed by group, in the store: facets of a catalogue, indicators of a territory. */
#ifndef VIGIE_STORE_AGGREGATE_H
#define VIGIE_STORE_AGGREGATE_H

#include <vigie/store/store.h>

#define VG_MAX_GROUP_FIELDS 4
#define VG_MAX_MEASURES 8
#define VG_MAX_GROUPS 10000 /* in one answer */

enum vg_measure_kind {
    VG_M_COUNT, /* rows; with a field: those where it is not null */
    VG_M_SUM, VG_M_MEAN, /* of numbers, as VG_V_DOUBLE; null where there is no number */
    VG_M_MIN, VG_M_MAX,  /* of the field's own kind */
};

struct vg_measure {
    enum vg_measure_kind kind;
    int field; /* -1: none, for VG_M_COUNT */
};

enum vg_group_order {
    VG_BY_GROUP, VG_BY_GROUP_DOWN,
    VG_LARGEST_FIRST, VG_SMALLEST_FIRST, /* by the first measure, then by group */
};

struct vg_aggregate {
    const struct vg_query *query; /* which rows: collection, filter, ids, moment, deadline_ms; the rest is not looked at */
    int group[VG_MAX_GROUP_FIELDS]; /* fields.  One that holds JSON arrays: a row counts once for each text of its array */
    int n_group;                    /* 0: one group, of all rows */
    struct vg_measure measures[VG_MAX_MEASURES];
    int n_measures;                 /* at least 1 */
    int64_t limit;                  /* most groups, at most VG_MAX_GROUPS; -1: so many */
    enum vg_group_order order;      /* null comes last */
};

struct vg_group {
    struct vg_value keys[VG_MAX_GROUP_FIELDS], measures[VG_MAX_MEASURES];
};

/* The groups, in the arena.  VG_BAD_INPUT: a field that can be no group or has no such measure. */
enum vg_status vg_session_aggregate(struct vg_session *x, const struct vg_aggregate *g, struct vg_arena *a,
                                    struct vg_group **out, size_t *n_out, struct vg_error *err) VG_MUST_USE;

#endif
