/* statistics.h — aggregates of a collection by place and class, private to this folder. */
#ifndef API_STATISTICS_STATISTICS_H
#define API_STATISTICS_STATISTICS_H

#include "../common/call.h"

#include <vigie/store/tally.h>

vg_handler vg_get_aggregate; /* aggregate.c */
vg_handler vg_get_crossing;  /* crossing.c */
vg_handler vg_get_series;    /* series.c */

/* What is asked for of each group; also the columns, in this order. */
enum vg_stat_function {
    VG_F_ROWS, VG_F_COUNT, VG_F_AREA, VG_F_LENGTH, VG_F_SHARE, VG_F_SUM, VG_F_MEAN, VG_F_MIN, VG_F_MAX, VG_F_PEOPLE,
    VG_F_SHARE_PEOPLE, VG_F_PLACE_AREA, VG_F_COVER, VG_F_N
};
extern const char *const vg_stat_functions[]; /* their names, ending in NULL */

enum vg_stat_by { VG_BY_WHOLE, VG_BY_LEVEL, VG_BY_COLLECTION };
extern const char *const vg_stat_levels[]; /* by enum vg_place_level, ending in NULL */

struct vg_stat_question {
    const struct vg_collection *collection;
    struct vg_query rows, units;          /* narrowed */
    enum vg_stat_by by;
    enum vg_place_level level;            /* of VG_BY_LEVEL */
    const struct vg_collection *reference;/* the places; NULL: none that are published */
    int code, name, population;           /* fields of it; -1 */
    int class_field;                      /* -1: none */
    const struct vg_style *style;         /* that tells names and colours of classes; NULL: none */
    int property;                         /* -1: none */
    const struct vg_crossing *crossing;   /* that is asked for; NULL: none */
    unsigned functions;                   /* bits of enum vg_stat_function */
    struct vg_tally_question tally;       /* points to rows and units */
};

/* question.c: by what, of what and what of it; *out must stay where it is. */
enum vg_status vg_stat_question_read(struct vg_call *call, struct vg_stat_question *out, struct vg_error *err) VG_MUST_USE;

/* question.c: the places of q->crossing, and the tally of what q->rows have in common with them. */
enum vg_status vg_stat_question_cross(struct vg_call *call, struct vg_stat_question *q, struct vg_error *err) VG_MUST_USE;

/* aggregate.c: read the question, tally (at once, or by a job on a copy of the call), and answer. */
struct vg_stat_table;
typedef enum vg_status vg_stat_reader(struct vg_call *call, struct vg_stat_question *out, struct vg_error *err);
typedef enum vg_status vg_stat_answerer(struct vg_call *call, const struct vg_stat_question *q, const struct vg_stat_table *t,
                                        struct vg_error *err);
enum vg_status vg_stat_tell(struct vg_call *call, vg_stat_reader *read, vg_stat_answerer *put, struct vg_error *err) VG_MUST_USE;
/* The tally of the question, at once. */
enum vg_status vg_stat_tally_now(const struct vg_call *call, const struct vg_stat_question *q, struct vg_tally *out,
                                 struct vg_error *err) VG_MUST_USE;

/* crossing.c */
const struct vg_product *vg_stat_crossing_kind(void);

/* units.c: the places by name. */
struct vg_stat_unit {
    struct vg_str code, name;
    int64_t population; /* -1: unknown */
};
struct vg_stat_units {
    struct vg_arena *arena;
    struct vg_stat_unit *list; /* by code */
    size_t n;
};
/* All of the reference; nothing where no places are asked for.  On success the caller frees out->arena. */
enum vg_status vg_stat_units_read(struct vg_call *call, const struct vg_stat_question *q, struct vg_stat_units *out,
                                  struct vg_error *err) VG_MUST_USE;
const struct vg_stat_unit *vg_stat_unit_find(const struct vg_stat_units *u, struct vg_str code); /* NULL */
/* The code of the place of the level asked for that holds the unit; absent: not known. */
struct vg_str vg_stat_place_of(const struct vg_call *call, const struct vg_stat_question *q, struct vg_str unit);

/* territory_row.c: what a value of this field is called: by its kind of products, by its list of codes; NULL: by no other
 * name. */
const char *vg_stat_value_title(const struct vg_call *call, const struct vg_collection *c, int field, const struct vg_value *v);

/* groups.c: from tallies to what is told. */
struct vg_stat_row {
    struct vg_tally_group group;      /* unit: the place of the level; unit_size is that of single places alone */
    struct vg_str name;               /* of the place; absent: unknown */
    const char *title;                /* of the class; NULL: none */
    const struct vg_rule *rule;       /* that draws it; NULL: none */
    size_t order;                     /* of its group in the tally */
    double share;                     /* of the place, by size or count; NaN: of nothing */
    double people, share_people;      /* NaN: unknown */
};
struct vg_stat_table {
    struct vg_stat_row *rows;
    size_t n;
    struct vg_stat_row total;
    enum vg_size_kind size_kind;
};
enum vg_status vg_stat_table_make(struct vg_call *call, const struct vg_stat_question *q, const struct vg_stat_units *u,
                                  const struct vg_tally *t, struct vg_arena *a, struct vg_stat_table *out,
                                  struct vg_error *err) VG_MUST_USE;
/* Rows of the whole that the style draws alike become one, in the order of the style; what it does not draw comes last. */
void vg_stat_table_fold(const struct vg_stat_question *q, struct vg_stat_table *t);
/* What the row's class is called, and the colour that its style fills it with, "#rrggbb"; NULL: none. */
const char *vg_stat_title(struct vg_call *call, const struct vg_stat_row *r);
const char *vg_stat_colour(struct vg_call *call, const struct vg_stat_row *r);
/* The value of a function; NaN: none. */
double vg_stat_value(const struct vg_stat_row *r, enum vg_stat_function f);
int vg_stat_decimals(enum vg_stat_function f); /* -1: as many as it has */
/* Those that are told: asked for, and there to be told. */
unsigned vg_stat_columns(const struct vg_stat_question *q, const struct vg_stat_table *t);

/* chart.c: the shares of the whole by class, those that the style draws alike as one.  VG_BAD_INPUT: there are none to draw. */
enum vg_status vg_stat_chart_put(struct vg_call *call, const struct vg_stat_question *q, const struct vg_stat_table *t, bool alone,
                                 struct vg_buf *b, struct vg_error *err) VG_MUST_USE;
const char *vg_stat_chart(struct vg_call *call, const struct vg_stat_question *q, const struct vg_stat_table *t); /* NULL: none */
/* Where the pages of a collection find their charts: members of `chart`. */
void vg_stat_chart_links(struct vg_call *call, const struct vg_collection *c, struct vg_node *chart);

/* present.c */
enum vg_status vg_stat_answer(struct vg_call *call, const struct vg_stat_question *q, const struct vg_stat_table *t,
                              struct vg_error *err) VG_MUST_USE;
void vg_stat_begin(struct vg_call *call); /* the answer's buffer and headers */

#endif
