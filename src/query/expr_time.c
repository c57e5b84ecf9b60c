/* The datetime parameter as a tree (OGC API Features Part 1, 7.15.4).
 *
 * A row's time is an instant (one field) or a closed interval (a start and an end field, null: open).  It is
 * asked for by what meets the parameter's closed interval.  Rows that have no time at all match every
 * datetime (requirement fc-time-response, C), as do collections without a time field.  A row that has but a year, or a year
 * and a month, stands for all of it. */
#include <vigie/base/time.h>
#include <vigie/query/expr.h>

/* The moment as the field counts time; a date stands for its whole day, so the day the moment lies in. */
static bool bound_of(const struct vg_field *f, int64_t us, struct vg_value *out)
{
    switch (f->type) {
    case VG_T_DATE: {
        int64_t day = us / VG_US_PER_DAY - (us % VG_US_PER_DAY < 0);
        *out = (struct vg_value){.kind = VG_V_DATE, .integer = day};
        return true;
    }
    case VG_T_DATETIME:
        *out = (struct vg_value){.kind = VG_V_DATETIME, .integer = us};
        return true;
    case VG_T_LOCALTIME:
        *out = (struct vg_value){.kind = VG_V_LOCALTIME, .integer = us};
        return true;
    default:
        return false;
    }
}

/* field op us, or the field is null; NULL where the side is open. */
static const struct vg_expr *bounded_or_null(const struct vg_collection *c, int field, enum vg_op op,
                                             bool has_bound, int64_t us, struct vg_arena *a)
{
    struct vg_value v;

    if (!has_bound || !bound_of(&c->fields[field], us, &v))
        return NULL; /* the type was checked */

    const struct vg_expr *property = vg_expr_property(a, field);
    const struct vg_expr *e = vg_expr_compare(a, op, property, vg_expr_literal(a, v));
    return c->fields[field].nullable ? vg_expr_or(a, e, vg_expr_is_null(a, property)) : e;
}

static const struct vg_expr *instant_meets(const struct vg_collection *c, int field,
                                           const struct vg_interval *t, struct vg_arena *a)
{
    struct vg_value start, end;
    const struct vg_expr *property = vg_expr_property(a, field), *e = NULL;

    if (t->has_start && bound_of(&c->fields[field], t->start_us, &start))
        e = vg_expr_compare(a, VG_OP_GE, property, vg_expr_literal(a, start));
    if (t->has_end && bound_of(&c->fields[field], t->end_us, &end))
        e = vg_expr_and(a, e, vg_expr_compare(a, VG_OP_LE, property, vg_expr_literal(a, end)));
    if (e && c->fields[field].nullable)
        e = vg_expr_or(a, e, vg_expr_is_null(a, property));
    return e;
}

/* --- years ---------------------------------------------------------------------------------------- */

struct month {
    int64_t year;
    int month;
};

static struct month month_of(int64_t us)
{
    struct month m;
    int day;

    vg_civil_from_days(us / VG_US_PER_DAY - (us % VG_US_PER_DAY < 0), &m.year, &m.month, &day);
    return m;
}

static const struct vg_expr *text_compare(struct vg_arena *a, enum vg_op op, int field, const char *text)
{
    const struct vg_value v = {.kind = VG_V_TEXT, .text = vg_str_of(text ? text : "")};

    return vg_expr_compare(a, op, vg_expr_property(a, field), vg_expr_literal(a, v));
}

/* As texts a year comes before its months, and years have four digits: "2021" < "2021-05" < "2021-12" < "2022". */
static const struct vg_expr *text_year_meets(int field, const struct vg_interval *t, struct vg_arena *a)
{
    const struct vg_expr *e = NULL;

    if (t->has_end) {
        struct month last = month_of(t->end_us);
        e = text_compare(a, VG_OP_LE, field, vg_arena_printf(a, "%04d-%02d", (int)last.year, last.month));
    }
    if (t->has_start) {
        struct month first = month_of(t->start_us);
        const struct vg_expr *later = text_compare(a, VG_OP_GE, field, vg_arena_printf(a, "%04d-%02d", (int)first.year, first.month));
        const struct vg_expr *same_year = text_compare(a, VG_OP_EQ, field, vg_arena_printf(a, "%04d", (int)first.year));
        e = vg_expr_and(a, e, vg_expr_or(a, later, same_year));
    }
    return e;
}

static const struct vg_expr *year_meets(int field, const struct vg_interval *t, struct vg_arena *a)
{
    const struct vg_expr *property = vg_expr_property(a, field), *e = NULL;

    if (t->has_start) {
        const struct vg_value first = {.kind = VG_V_INT, .integer = month_of(t->start_us).year};
        e = vg_expr_compare(a, VG_OP_GE, property, vg_expr_literal(a, first));
    }
    if (t->has_end) {
        const struct vg_value last = {.kind = VG_V_INT, .integer = month_of(t->end_us).year};
        e = vg_expr_and(a, e, vg_expr_compare(a, VG_OP_LE, property, vg_expr_literal(a, last)));
    }
    return e;
}

static const struct vg_expr *in_years(const struct vg_collection *c, const struct vg_interval *t, struct vg_arena *a)
{
    int field = c->year_field ? vg_collection_field(c, vg_str_of(c->year_field)) : -1;
    if (field < 0)
        return NULL;
    const struct vg_expr *e = c->fields[field].type == VG_T_TEXT ? text_year_meets(field, t, a) : year_meets(field, t, a);
    return e && c->fields[field].nullable ? vg_expr_or(a, e, vg_expr_is_null(a, vg_expr_property(a, field))) : e;
}

/* --- the parameter -------------------------------------------------------------------------------- */

/* Whoever declared the field as the time of the rows had to look at its type. */
static enum vg_status check_field(const struct vg_collection *c, int field, struct vg_error *err)
{
    struct vg_value v;

    if (field < 0 || bound_of(&c->fields[field], 0, &v))
        return VG_OK;
    return vg_fail(err, VG_BUG, c->fields[field].name, "a field of type %s is no time of a row",
                   vg_type_name(c->fields[field].type));
}

enum vg_status vg_expr_datetime(const struct vg_collection *c, const struct vg_interval *t,
                                struct vg_arena *a, const struct vg_expr **out, struct vg_error *err)
{
    const struct vg_expr *e = NULL;
    enum vg_status r = check_field(c, c->time_start, err);

    if (r == VG_OK)
        r = check_field(c, c->time_end, err);
    if (r != VG_OK)
        return r;
    if (c->time_start >= 0 && c->time_end >= 0 && c->time_end != c->time_start)
        e = vg_expr_and(a,
                        bounded_or_null(c, c->time_start, VG_OP_LE, t->has_end, t->end_us, a),
                        bounded_or_null(c, c->time_end, VG_OP_GE, t->has_start, t->start_us, a));
    else if (c->time_start >= 0)
        e = instant_meets(c, c->time_start, t, a);
    else if (c->time_end >= 0)
        e = instant_meets(c, c->time_end, t, a);
    else
        e = in_years(c, t, a);

    r = vg_arena_check(a, err);
    if (r == VG_OK)
        *out = e;
    return r;
}
