/* series.h — one place's values over time, private to this folder. */
#ifndef API_STATISTICS_SERIES_H
#define API_STATISTICS_SERIES_H

#include "statistics.h"

#include <vigie/codec/chart.h>

/* How a collection tells of time: a row for each place and step, or a column for each step. */
struct vg_series_kind {
    const struct vg_collection *collection;
    int key;        /* field of the place; -1: none is known */
    int time;       /* field of the step; -1: columns are steps, or there is no time */
    bool wide;
};
void vg_series_kind_of(const struct vg_call *call, const struct vg_collection *c, struct vg_series_kind *out);
static inline bool vg_series_is(const struct vg_series_kind *k)
{
    return k->wide || k->time >= 0;
}

struct vg_series_property {
    const char *name, *title, *unit;
    int field;                    /* of rows; -1 */
    struct vg_str prefix;         /* of columns: what stands before the step */
};
#define VG_MAX_SERIES_PROPERTIES VG_MAX_CHART_SERIES
/* The properties that may be asked for; returns their number. */
size_t vg_series_properties(struct vg_call *call, const struct vg_series_kind *k, struct vg_series_property *out);

struct vg_series {
    struct vg_series_kind kind;
    struct vg_series_property properties[VG_MAX_SERIES_PROPERTIES];
    size_t n_properties;
    const char **steps;           /* "2014", "2014-03", "2014-03-01" */
    double *values[VG_MAX_SERIES_PROPERTIES]; /* NaN: none */
    size_t n_steps;
    int64_t rows;                 /* that were found */
};
/* Read the properties that s->properties name, of the rows whose key is this text. */
enum vg_status vg_series_read(struct vg_call *call, struct vg_str key, struct vg_series *s, struct vg_error *err) VG_MUST_USE;
/* The steps alone, of all places. */
enum vg_status vg_series_steps(struct vg_call *call, struct vg_series *s, struct vg_error *err) VG_MUST_USE;
/* Its chart: bars of years, lines of months and days. */
void vg_series_put_chart(struct vg_call *call, const struct vg_series *s, const char *id, const char *title, bool alone,
                         struct vg_buf *b);

#endif
