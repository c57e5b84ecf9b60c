/* aggregate.h — between the common code and the kinds of store: rows of an aggregate on their way. */
#ifndef STORE_AGGREGATE_H
#define STORE_AGGREGATE_H

#include <vigie/store/aggregate.h>

struct vg_groups {
    const struct vg_aggregate *asked;
    struct vg_arena *arena;
    enum vg_type types[VG_MAX_GROUP_FIELDS + VG_MAX_MEASURES]; /* of the result's columns: groups, then measures */
    int n_columns;
    struct vg_group *list;
    size_t n, cap;
};

/* Keep one row of the result: n_columns values, whose texts are copied. */
void vg_groups_keep(struct vg_groups *g, const struct vg_value *row);

#endif
