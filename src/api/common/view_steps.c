/* The steps in time of a collection, for its page: years where it spans some, else months, else days. */
#include "call.h"

#define MOST_STEPS 80
#define MOST_DAYS (MOST_STEPS * 3653) /* in decades; where it goes on longer, no step would tell much */

enum unit { DAY, MONTH, YEAR, DECADE };

/* The first day of the unit that holds this day, and of the next. */
static void span_of(enum unit u, int64_t day, int64_t *first, int64_t *next)
{
    int64_t year;
    int month, of_month;
    vg_civil_from_days(day, &year, &month, &of_month);
    switch (u) {
    case DAY:
        *first = day;
        *next = day + 1;
        break;
    case MONTH:
        *first = vg_days_from_civil(year, month, 1);
        *next = month == 12 ? vg_days_from_civil(year + 1, 1, 1) : vg_days_from_civil(year, month + 1, 1);
        break;
    case YEAR:
        *first = vg_days_from_civil(year, 1, 1);
        *next = vg_days_from_civil(year + 1, 1, 1);
        break;
    case DECADE:
        *first = vg_days_from_civil(year - year % 10, 1, 1);
        *next = vg_days_from_civil(year - year % 10 + 10, 1, 1);
        break;
    }
}

/* A column of years has no days: whole years, where all of it is. */
static enum unit least_of(const struct vg_collection *c, int64_t from, int64_t to)
{
    int64_t year, first, next;
    int month, day;
    if (!c->year_field)
        return DAY;
    vg_civil_from_days(from, &year, &month, &day);
    bool begins = month == 1 && day == 1;
    span_of(YEAR, to, &first, &next);
    return begins && to == next - 1 ? YEAR : MONTH;
}

static enum unit unit_of(const struct vg_collection *c, int64_t from, int64_t to)
{
    int64_t days = to - from + 1;
    enum unit u = days > MOST_STEPS * 365 ? DECADE : days > 3 * 365 ? YEAR : days > 62 ? MONTH : DAY, least = least_of(c, from, to);
    return u > least ? u : least;
}

static const char *date_text(struct vg_call *call, int64_t day, int letters)
{
    const char *text = vg_time_text(call->arena, day * VG_US_PER_DAY);
    return text ? vg_arena_printf(call->arena, "%.*s", letters, text) : "";
}

static void add_step(struct vg_call *call, const struct vg_collection *c, struct vg_node *list, enum unit u, int64_t first,
                     int64_t next)
{
    static const int letters[] = {[DAY] = 10, [MONTH] = 7, [YEAR] = 4, [DECADE] = 4};
    struct vg_arena *a = call->arena;
    struct vg_node *one = vg_node_add_map(a, list, NULL);
    const char *from = date_text(call, first, 10), *to = date_text(call, next - 1, 10), *name = date_text(call, first, letters[u]);
    const char *datetime = u == DAY ? from : vg_arena_printf(a, "%s/%s", from, to);
    if (u == DECADE)
        name = vg_arena_printf(a, "%s – %s", name, date_text(call, next - 1, 4));
    vg_node_add_str(a, one, "title", name);
    vg_node_add_str(a, one, "datetime", datetime);
    vg_node_add_str(a, one, "href", vg_page_keep(call, vg_call_url(call, "/collections/%s/items?datetime=%s", c->id, datetime ? datetime : "")));
}

static int64_t day_of(int64_t us)
{
    return us >= 0 ? us / VG_US_PER_DAY : -((-us + VG_US_PER_DAY - 1) / VG_US_PER_DAY);
}

void vg_view_steps(struct vg_call *call, const struct vg_collection *c, struct vg_node *view)
{
    const struct vg_interval *i = &c->interval;
    struct vg_node *list = vg_node_add_list(call->arena, view, "steps");
    if (!c->has_interval || !i->has_start || !i->has_end || (c->time_start < 0 && !c->year_field))
        return;
    int64_t from = day_of(i->start_us), to = day_of(i->end_us), first, next;
    if (to - from > MOST_DAYS)
        return;
    enum unit u = unit_of(c, from, to);
    for (int64_t day = from, n = 0; day <= to && n < MOST_STEPS; day = next, n++) {
        span_of(u, day, &first, &next);
        add_step(call, c, list, u, first, next);
    }
    vg_node_add_bool(call->arena, view, "has_steps", list && list->n > 1);
}
