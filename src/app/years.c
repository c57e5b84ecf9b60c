/* The span of a column of years: whole numbers, or texts "2021" and "2021-03".  A year stands for all of it. */
#include "years.h"

#include <vigie/base/time.h>
#include <vigie/store/aggregate.h>

#define FEW_ROWS 50000     /* a look through so many takes some ten milliseconds */
#define LOOK_MS 500
#define MEMORY ((size_t)1 << 20)

struct look {
    struct vg_session *session;
    struct vg_arena *arena;
    int field;
    struct vg_query query;
};

static bool is_cheap(const struct vg_collection *c, int field)
{
    return c->small || c->fields[field].indexed || (c->estimate >= 0 && c->estimate <= FEW_ROWS);
}

static const struct vg_expr *compare(const struct look *l, enum vg_op op, const char *text)
{
    const struct vg_value v = {.kind = VG_V_TEXT, .text = vg_str_of(text)};
    return vg_expr_compare(l->arena, op, vg_expr_property(l->arena, l->field), vg_expr_literal(l->arena, v));
}

/* "2021" or "2021-03"; month 0: it has none. */
static bool read_value(const struct vg_value *v, int64_t *year, int *month)
{
    int64_t of_year = 0;
    *month = 0;
    if (v->kind == VG_V_INT)
        *year = v->integer;
    else if (v->kind != VG_V_TEXT || v->text.len < 4 || !vg_str_int64((struct vg_str){v->text.ptr, 4}, year))
        return false;
    else if (v->text.len == 7 && v->text.ptr[4] == '-' && vg_str_int64((struct vg_str){v->text.ptr + 5, 2}, &of_year) &&
             of_year >= 1 && of_year <= 12)
        *month = (int)of_year;
    else if (v->text.len != 4)
        return false;
    return *year >= 1 && *year <= 9999;
}

/* As texts "2021" comes before "2021-03", and reaches further. */
static enum vg_status has_whole_year(struct look *l, int64_t year, bool *out, struct vg_error *err)
{
    int64_t n = 0;
    const char *text = vg_arena_printf(l->arena, "%04lld", (long long)year);
    l->query.filter = text ? compare(l, VG_OP_EQ, text) : NULL;
    enum vg_status r = vg_arena_check(l->arena, err);
    if (r == VG_OK)
        r = vg_session_count(l->session, &l->query, 1, &n, err);
    *out = n > 0;
    return r;
}

static int64_t first_us(int64_t year, int month)
{
    return vg_days_from_civil(year, month ? month : 1, 1) * VG_US_PER_DAY;
}

static int64_t last_us(int64_t year, int month)
{
    bool is_last = !month || month == 12;
    return vg_days_from_civil(is_last ? year + 1 : year, is_last ? 1 : month + 1, 1) * VG_US_PER_DAY - 1;
}

static enum vg_status find_span(struct look *l, struct vg_interval *out, struct vg_error *err)
{
    bool is_text = l->query.collection->fields[l->field].type == VG_T_TEXT, whole = false;
    const struct vg_aggregate g = {.query = &l->query, .measures = {{VG_M_MIN, l->field}, {VG_M_MAX, l->field}}, .n_measures = 2,
                                   .limit = 1};
    struct vg_group *found = NULL;
    size_t n = 0;
    int64_t year;
    int month;
    if (is_text) /* no word that stands for no year: digits alone begin one */
        l->query.filter = vg_expr_and(l->arena, compare(l, VG_OP_GE, "0"), compare(l, VG_OP_LT, ":"));
    enum vg_status r = vg_arena_check(l->arena, err);
    if (r == VG_OK)
        r = vg_session_aggregate(l->session, &g, l->arena, &found, &n, err);
    if (r != VG_OK || !n)
        return r;
    if ((out->has_start = read_value(&found->measures[0], &year, &month)))
        out->start_us = first_us(year, month);
    if (!(out->has_end = read_value(&found->measures[1], &year, &month)))
        return VG_OK;
    if (month)
        r = has_whole_year(l, year, &whole, err);
    out->end_us = last_us(year, whole ? 0 : month);
    return r;
}

enum vg_status vg_years_measure(struct vg_collection *c, struct vg_error *err)
{
    int field = c->year_field && c->time_start < 0 ? vg_collection_field(c, vg_str_of(c->year_field)) : -1;
    struct vg_error why = {.lang = err->lang};
    struct vg_interval span = {0};
    if (field < 0 || !is_cheap(c, field))
        return VG_OK;
    VG_AUTO(vg_arena_freep) struct vg_arena *a = vg_arena_new(MEMORY);
    struct look l = {.arena = a, .field = field,
                     .query = {.collection = c, .limit = -1, .no_geometry = true, .deadline_ms = vg_monotonic_ms() + LOOK_MS}};
    enum vg_status r = a ? vg_session_begin(c->store, (struct vg_hold){0}, &l.session, &why) : vg_fail(&why, VG_NO_MEMORY, "", "out of memory");
    if (r == VG_OK) {
        r = find_span(&l, &span, &why);
        vg_session_end(l.session);
    }
    if (r == VG_UNAVAILABLE || r == VG_NO_MEMORY)
        return vg_fail(err, r, why.where, "%s", why.text);
    if (r == VG_OK && (span.has_start || span.has_end)) {
        c->interval = span;
        c->has_interval = true;
    }
    return VG_OK;
}
