/* Tallies of single places become rows of the level asked for, with what follows from them: shares, means, people. */
#include "statistics.h"

#include <math.h>
#include <stdlib.h>

static const int decimals[VG_F_N] = {
    [VG_F_ROWS] = 0, [VG_F_COUNT] = 6, [VG_F_AREA] = 2, [VG_F_LENGTH] = 2, [VG_F_SHARE] = 6, [VG_F_SUM] = 9, [VG_F_MEAN] = 9,
    [VG_F_MIN] = -1, [VG_F_MAX] = -1, [VG_F_PEOPLE] = 1, [VG_F_SHARE_PEOPLE] = 6, [VG_F_PLACE_AREA] = 2, [VG_F_COVER] = 6,
};

int vg_stat_decimals(enum vg_stat_function f)
{
    return decimals[f];
}

const char *vg_stat_title(struct vg_call *call, const struct vg_stat_row *r)
{
    return r->title ? r->title : r->group.class.ptr ? vg_arena_cstr(call->arena, r->group.class) : vg_text(call->lang, "no value");
}

const char *vg_stat_colour(struct vg_call *call, const struct vg_stat_row *r)
{
    return !r->rule ? NULL : vg_arena_printf(call->arena, "#%02x%02x%02x", r->rule->symbol.fill.red, r->rule->symbol.fill.green,
                                             r->rule->symbol.fill.blue);
}

double vg_stat_value(const struct vg_stat_row *r, enum vg_stat_function f)
{
    const struct vg_tally_group *g = &r->group;

    switch (f) {
    case VG_F_ROWS: return (double)g->rows;
    case VG_F_COUNT: return g->count;
    case VG_F_AREA:
    case VG_F_LENGTH: return g->size;
    case VG_F_SHARE: return r->share;
    case VG_F_SUM: return g->weight > 0 ? g->sum : NAN;
    case VG_F_MEAN: return g->weight > 0 ? g->sum / g->weight : NAN;
    case VG_F_MIN: return g->lowest;
    case VG_F_MAX: return g->highest;
    case VG_F_PEOPLE: return r->people;
    case VG_F_PLACE_AREA: return g->unit_size > 0 ? g->unit_size : NAN;
    case VG_F_COVER: return g->unit_size > 0 ? g->size / g->unit_size : NAN;
    default: return r->share_people;
    }
}

unsigned vg_stat_columns(const struct vg_stat_question *q, const struct vg_stat_table *t)
{
    unsigned f = q->functions;

    if (t->size_kind != VG_SIZE_AREA)
        f &= ~(1u << VG_F_AREA | 1u << VG_F_PLACE_AREA | 1u << VG_F_COVER);
    if (t->size_kind != VG_SIZE_LENGTH)
        f &= ~(1u << VG_F_LENGTH);
    return f;
}

/* --- people --------------------------------------------------------------------------------------- */

static int64_t population_of(const struct vg_call *call, const struct vg_stat_question *q, const struct vg_stat_units *u,
                             struct vg_str code)
{
    const struct vg_stat_unit *unit = vg_stat_unit_find(u, code);

    if (unit && unit->population >= 0)
        return unit->population;
    if (q->by == VG_BY_COLLECTION)
        return -1;
    const struct vg_place *p = vg_places_find(vg_call_options(call)->places, VG_PLACE_COMMUNE, code);
    return p ? p->population : -1;
}

/* Those who live in a place are spread evenly over it; who lives in a place that has a row of its own is told whole. */
static double people_of(const struct vg_call *call, const struct vg_stat_question *q, const struct vg_stat_units *u,
                        const struct vg_tally_group *g)
{
    int64_t n = g->unit.ptr ? population_of(call, q, u, g->unit) : -1;

    if (n < 0)
        return NAN;
    if (!q->tally.units)
        return (double)n;
    return g->unit_size > 0 ? (double)n * fmin(g->size / g->unit_size, 1) : NAN;
}

/* --- rows ----------------------------------------------------------------------------------------- */

static int compare_codes(struct vg_str a, struct vg_str b)
{
    if (!a.ptr || !b.ptr)
        return !a.ptr - !b.ptr;
    size_t n = a.len < b.len ? a.len : b.len;
    int c = n ? memcmp(a.ptr, b.ptr, n) : 0;
    return c ? c : (a.len > b.len) - (a.len < b.len);
}

static int by_place(const void *l, const void *r)
{
    const struct vg_stat_row *a = l, *b = r;
    int c = compare_codes(a->group.unit, b->group.unit);

    if (!c)
        c = vg_tally_compare(a->group.class, b->group.class);
    return c ? c : (a->order > b->order) - (a->order < b->order);
}

static double add_known(double a, double b)
{
    return isnan(a) ? b : isnan(b) ? a : a + b;
}

static void merge(struct vg_stat_row *to, const struct vg_stat_row *from)
{
    struct vg_tally_group *g = &to->group;
    const struct vg_tally_group *f = &from->group;

    g->rows += f->rows;
    g->count += f->count;
    g->size += f->size;
    g->sum += f->sum;
    g->weight += f->weight;
    g->lowest = fmin(g->lowest, f->lowest);
    g->highest = fmax(g->highest, f->highest);
    to->people = add_known(to->people, from->people);
}

static bool same_group(const struct vg_tally_group *a, const struct vg_tally_group *b)
{
    return compare_codes(a->unit, b->unit) == 0 && compare_codes(a->class, b->class) == 0;
}

/* Groups come by unit and class; within one group of the level they are merged in that order, whatever the sort does. */
static void fill_rows(const struct vg_call *call, const struct vg_stat_question *q, const struct vg_stat_units *u,
                      const struct vg_tally *t, struct vg_stat_table *out)
{
    for (size_t i = 0; i < t->n; i++) {
        struct vg_stat_row *r = &out->rows[i];
        r->group = t->groups[i];
        r->people = people_of(call, q, u, &t->groups[i]);
        r->group.unit = vg_stat_place_of(call, q, t->groups[i].unit);
        r->order = i;
    }
    qsort(out->rows, t->n, sizeof *out->rows, by_place);
    for (size_t i = 0; i < t->n; i++) {
        if (out->n && same_group(&out->rows[out->n - 1].group, &out->rows[i].group))
            merge(&out->rows[out->n - 1], &out->rows[i]);
        else
            out->rows[out->n++] = out->rows[i];
    }
}

/* --- what follows --------------------------------------------------------------------------------- */

static double measure_of(const struct vg_stat_table *t, const struct vg_tally_group *g)
{
    return t->size_kind == VG_SIZE_NONE ? g->count : g->size;
}

struct denominator {
    struct vg_str place;
    double people;
};

static int by_denominator(const void *l, const void *r)
{
    return compare_codes(((const struct denominator *)l)->place, ((const struct denominator *)r)->place);
}

/* People of each place of the level: of all its communes; of the whole, of the communes that have rows. */
static size_t add_denominators(const struct vg_call *call, const struct vg_stat_question *q, const struct vg_stat_units *u,
                               const struct vg_tally *t, struct denominator *list)
{
    size_t n = 0, m = 0;

    for (size_t i = 0; q->by != VG_BY_WHOLE && i < u->n; i++)
        list[n++] = (struct denominator){vg_stat_place_of(call, q, u->list[i].code),
                                         (double)population_of(call, q, u, u->list[i].code)};
    for (size_t i = 0; (q->by == VG_BY_WHOLE || !u->n) && i < t->n; i++)
        if (t->groups[i].unit.ptr && (i == 0 || compare_codes(t->groups[i - 1].unit, t->groups[i].unit) != 0))
            list[n++] = (struct denominator){vg_stat_place_of(call, q, t->groups[i].unit),
                                             (double)population_of(call, q, u, t->groups[i].unit)};
    if (n)
        qsort(list, n, sizeof *list, by_denominator);
    for (size_t i = 0; i < n; i++) {
        double people = list[i].people > 0 ? list[i].people : 0; /* whole numbers: their order makes no difference */
        if (m && compare_codes(list[m - 1].place, list[i].place) == 0) {
            list[m - 1].people += people;
        } else {
            list[m] = list[i];
            list[m++].people = people;
        }
    }
    return m;
}

static double denominator_of(const struct denominator *list, size_t n, struct vg_str place)
{
    const struct denominator wanted = {.place = place}, *d = n ? bsearch(&wanted, list, n, sizeof wanted, by_denominator) : NULL;
    return d && d->people > 0 ? d->people : NAN;
}

static void set_shares(struct vg_stat_table *t, bool of_place)
{
    for (size_t i = 0, end; i < t->n; i = end) {
        double sum = 0;
        for (end = i; end < t->n && (!of_place || compare_codes(t->rows[i].group.unit, t->rows[end].group.unit) == 0); end++)
            sum += measure_of(t, &t->rows[end].group);
        for (size_t k = i; k < end; k++)
            t->rows[k].share = sum > 0 ? measure_of(t, &t->rows[k].group) / sum : NAN;
    }
}

static void set_total(struct vg_stat_table *t)
{
    t->total = (struct vg_stat_row){.group = {.lowest = INFINITY, .highest = -INFINITY}, .people = NAN, .share_people = NAN,
                                    .share = t->n ? 1 : NAN};
    for (size_t i = 0; i < t->n; i++)
        merge(&t->total, &t->rows[i]);
    t->total.people = NAN; /* classes may share people: they add up to nothing */
}

/* --- names ---------------------------------------------------------------------------------------- */

static struct vg_value value_of(const struct vg_field *f, struct vg_str text)
{
    struct vg_value v = {.kind = VG_V_TEXT, .text = text};
    int64_t n;
    double d;

    if (f->type == VG_T_INT && vg_str_int64(text, &n))
        v = (struct vg_value){.kind = VG_V_INT, .integer = n};
    else if ((f->type == VG_T_DOUBLE || f->type == VG_T_FLOAT) && vg_str_double(text, &d))
        v = (struct vg_value){.kind = VG_V_DOUBLE, .real = d};
    else if (f->type == VG_T_BOOL)
        v = (struct vg_value){.kind = VG_V_BOOL, .boolean = vg_str_is(text, "true")};
    return v;
}

static void set_names(struct vg_call *call, const struct vg_stat_question *q, const struct vg_stat_units *u,
                      struct vg_stat_row *r)
{
    struct vg_str unit = r->group.unit, class = r->group.class;

    if (unit.ptr && (q->by == VG_BY_COLLECTION || q->level == VG_PLACE_COMMUNE)) {
        const struct vg_stat_unit *known = vg_stat_unit_find(u, unit);
        r->name = known ? known->name : (struct vg_str){0};
    }
    if (unit.ptr && !r->name.ptr && q->by == VG_BY_LEVEL) {
        const struct vg_place *p = vg_places_find(vg_call_options(call)->places, q->level, unit);
        r->name = p ? p->name : (struct vg_str){0};
    }
    if (q->class_field < 0 || !class.ptr)
        return;
    const struct vg_value v = value_of(&q->collection->fields[q->class_field], class);
    int rule = q->style ? vg_style_rule(q->style, &v) : -1;
    if (rule >= 0)
        r->rule = &q->style->rules[rule];
    r->title = r->rule ? r->rule->title : vg_stat_value_title(call, q->collection, q->class_field, &v);
}

enum vg_status vg_stat_table_make(struct vg_call *call, const struct vg_stat_question *q, const struct vg_stat_units *u,
                                  const struct vg_tally *t, struct vg_arena *a, struct vg_stat_table *out,
                                  struct vg_error *err)
{
    struct vg_stat_table table = {.size_kind = t->size_kind, .rows = vg_arena_array(a, t->n + 1, sizeof *table.rows)};
    struct denominator *people = vg_arena_array(a, t->n + u->n + 1, sizeof *people);
    enum vg_status r = vg_arena_check(a, err);

    if (r != VG_OK)
        return r;
    fill_rows(call, q, u, t, &table);
    size_t n_people = add_denominators(call, q, u, t, people);
    set_shares(&table, q->by != VG_BY_WHOLE && q->class_field >= 0);
    for (size_t i = 0; i < table.n; i++) {
        set_names(call, q, u, &table.rows[i]);
        table.rows[i].share_people = table.rows[i].people / denominator_of(people, n_people, table.rows[i].group.unit);
    }
    set_total(&table);
    *out = table;
    return VG_OK;
}

static int by_rule(const void *l, const void *r)
{
    const struct vg_stat_row *a = l, *b = r;

    if (!a->rule || !b->rule)
        return !a->rule != !b->rule ? !a->rule - !b->rule : vg_tally_compare(a->group.class, b->group.class);
    return a->rule != b->rule ? (a->rule > b->rule) - (a->rule < b->rule) : vg_tally_compare(a->group.class, b->group.class);
}

void vg_stat_table_fold(const struct vg_stat_question *q, struct vg_stat_table *t)
{
    size_t n = 0;

    if (!q->style || q->by != VG_BY_WHOLE || !t->n)
        return;
    qsort(t->rows, t->n, sizeof *t->rows, by_rule);
    for (size_t i = 0; i < t->n; i++) {
        struct vg_stat_row *last = n ? &t->rows[n - 1] : NULL;
        if (last && last->rule && last->rule == t->rows[i].rule) {
            merge(last, &t->rows[i]);
            last->share = add_known(last->share, t->rows[i].share);
            last->group.class = (struct vg_str){0}; /* of several values none is the class */
        } else {
            t->rows[n++] = t->rows[i];
        }
    }
    t->n = n;
}
