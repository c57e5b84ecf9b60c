/* Series from a store: rows of a place in the order of their time, or the columns of one row whose names end in a year or a
 * month. */
#include <math.h>
#include <stdlib.h>
#include <strings.h>

#include <vigie/store/aggregate.h>

#include "series.h"

/* --- what kind ------------------------------------------------------------------------------------ */

static const char *const year_names[] = {"annee", "année", "year", "millesime", "millésime", "an", "mois", "month",
                                         "annee_mois", "periode", "période", "date", "dates"};

/* Fields by which tables of measurements tell where each was taken. */
static const char *const station_names[] = {"station", "code_station", "id_station", "station_id", "site", "code_site", "site_id", "capteur",
                                            "sensor", "sensor_id"};

static bool is_digits(const char *p, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (p[i] < '0' || p[i] > '9')
            return false;
    return true;
}

static bool is_number(enum vg_type t)
{
    return t == VG_T_INT || t == VG_T_FLOAT || t == VG_T_DOUBLE || t == VG_T_DECIMAL;
}

/* "f2014_03", "radiance_2014": what stands before the step, and the step as text.  Years from 1850 to 2150. */
static bool split_name(const char *name, struct vg_str *prefix, char step[8])
{
    size_t len = strlen(name), at;
    bool month = len >= 8 && name[len - 3] == '_' && is_digits(name + len - 2, 2) && is_digits(name + len - 7, 4);

    at = month ? len - 7 : len >= 5 && is_digits(name + len - 4, 4) ? len - 4 : 0;
    if (at == 0 || is_digits(name + at - 1, 1))
        return false;
    int year = atoi((char[]){name[at], name[at + 1], name[at + 2], name[at + 3], '\0'});
    int m = month ? atoi(name + len - 2) : 1;
    if (year < 1850 || year > 2150 || m < 1 || m > 12)
        return false;
    *prefix = (struct vg_str){name, name[at - 1] == '_' ? at - 1 : at};
    memcpy(step, name + at, 4);
    step[4] = '\0';
    if (month) {
        step[4] = '-';
        memcpy(step + 5, name + len - 2, 3);
    }
    return prefix->len > 0;
}

/* The first field of one of the names that is a number or a text and may be asked for; -1: none. */
static int find_named(const struct vg_call *call, const struct vg_collection *c, const char *const *names, size_t n, bool or_date)
{
    for (size_t k = 0; k < n; k++)
        for (size_t i = 0; i < c->n_fields; i++) {
            enum vg_type type = c->fields[i].type;
            if (strcasecmp(c->fields[i].name, names[k]) == 0 && vg_gate_may_ask(&call->who, c, (int)i) &&
                (type == VG_T_INT || type == VG_T_TEXT || (type == VG_T_DATE && or_date)))
                return (int)i;
        }
    return -1;
}

static int find_time(const struct vg_call *call, const struct vg_collection *c)
{
    int field = find_named(call, c, year_names, VG_COUNT(year_names), true);
    return field >= 0 ? field : c->time_start;
}

static bool has_columns_of_steps(const struct vg_call *call, const struct vg_collection *c)
{
    struct vg_str prefix, first = {0};
    char step[8];
    for (size_t i = 0; i < c->n_fields; i++) {
        if (!is_number(c->fields[i].type) || !vg_gate_may_ask(&call->who, c, (int)i) ||
            !split_name(c->fields[i].name, &prefix, step))
            continue;
        if (first.ptr && first.len == prefix.len && memcmp(first.ptr, prefix.ptr, prefix.len) == 0)
            return true;
        first = prefix;
    }
    return false;
}

void vg_series_kind_of(const struct vg_call *call, const struct vg_collection *c, struct vg_series_kind *out)
{
    *out = (struct vg_series_kind){.collection = c, .key = vg_collection_place_field(c), .time = -1};
    if (out->key >= 0 && !vg_gate_may_ask(&call->who, c, out->key))
        out->key = -1;
    out->wide = has_columns_of_steps(call, c);
    if (!out->wide)
        out->time = find_time(call, c);
    if (out->key < 0 && out->time >= 0)
        out->key = find_named(call, c, station_names, VG_COUNT(station_names), false);
    if (out->key < 0 && c->n_key >= 1)
        out->key = c->key[0];
}

/* --- its properties ------------------------------------------------------------------------------- */

static bool is_known(const struct vg_series_property *list, size_t n, struct vg_str prefix)
{
    for (size_t i = 0; i < n; i++)
        if (list[i].prefix.len == prefix.len && memcmp(list[i].prefix.ptr, prefix.ptr, prefix.len) == 0)
            return true;
    return false;
}

size_t vg_series_properties(struct vg_call *call, const struct vg_series_kind *k, struct vg_series_property *out)
{
    const struct vg_collection *c = k->collection;
    size_t n = 0;
    char step[8];

    for (size_t i = 0; i < c->n_fields && n < VG_MAX_SERIES_PROPERTIES; i++) {
        const struct vg_field *f = &c->fields[i];
        struct vg_series_property p = {.name = f->name, .title = f->title ? f->title : f->name, .unit = f->unit, .field = (int)i};
        if (!is_number(f->type) || !vg_gate_may_ask(&call->who, c, (int)i))
            continue;
        if (k->wide) {
            if (!split_name(f->name, &p.prefix, step) || is_known(out, n, p.prefix))
                continue;
            p.name = p.title = vg_arena_cstr(call->arena, p.prefix);
            p.field = -1;
        } else if ((int)i == k->key || (int)i == k->time || vg_collection_is_key(c, (int)i)) {
            continue;
        }
        out[n++] = p;
    }
    return n;
}

/* --- values --------------------------------------------------------------------------------------- */

static double number_of(const struct vg_value *v)
{
    double d;
    switch (v->kind) {
    case VG_V_INT: return (double)v->integer;
    case VG_V_DOUBLE:
    case VG_V_FLOAT: return isfinite(v->real) ? v->real : NAN;
    case VG_V_NUMBER: return vg_str_double(v->text, &d) ? d : NAN;
    default: return NAN;
    }
}

static enum vg_status make_room(struct vg_call *call, struct vg_series *s, size_t n, struct vg_error *err)
{
    s->steps = vg_arena_array(call->arena, n + 1, sizeof *s->steps);
    for (size_t p = 0; p < s->n_properties; p++) {
        s->values[p] = vg_arena_array(call->arena, n + 1, sizeof(double));
        for (size_t i = 0; s->values[p] && i < n; i++)
            s->values[p][i] = NAN;
    }
    return vg_arena_check(call->arena, err);
}

/* The fields of the steps, in the order of time: columns may stand in any. */
struct column {
    char step[8];
    size_t property;
    int field;
    size_t place; /* among the steps */
};

static int by_step(const void *a, const void *b)
{
    return strcmp(((const struct column *)a)->step, ((const struct column *)b)->step);
}

static enum vg_status find_columns(struct vg_call *call, struct vg_series *s, struct column **out, size_t *n_out,
                                   struct vg_error *err)
{
    const struct vg_collection *c = s->kind.collection;
    struct column *list = vg_arena_array(call->arena, c->n_fields + 1, sizeof *list);
    size_t n = 0;
    for (size_t i = 0; list && i < c->n_fields; i++) {
        struct vg_str prefix;
        if (!is_number(c->fields[i].type) || !vg_gate_may_ask(&call->who, c, (int)i) ||
            !split_name(c->fields[i].name, &prefix, list[n].step))
            continue;
        for (size_t p = 0; p < s->n_properties; p++)
            if (is_known(&s->properties[p], 1, prefix)) {
                list[n].property = p;
                list[n++].field = (int)i;
                break;
            }
    }
    enum vg_status r = make_room(call, s, n, err);
    if (r != VG_OK)
        return r;
    qsort(list, n, sizeof *list, by_step);
    for (size_t i = 0; i < n; i++) {
        if (i == 0 || strcmp(list[i].step, list[i - 1].step) != 0)
            s->steps[s->n_steps++] = list[i].step;
        list[i].place = s->n_steps - 1;
    }
    *out = list;
    *n_out = n;
    return VG_OK;
}

static enum vg_status make_query(struct vg_call *call, const struct vg_series *s, struct vg_str key, struct vg_query *q,
                                 struct vg_error *err)
{
    const struct vg_collection *c = s->kind.collection;
    const struct vg_expr *of_key = NULL;
    enum vg_status r = VG_OK;

    *q = (struct vg_query){.collection = c, .limit = VG_MAX_CHART_STEPS + 1, .no_geometry = true,
                           .deadline_ms = call->rq->deadline_ms};
    r = vg_gate_narrow(&call->who, q, 0, call->arena, err);
    q->limit = VG_MAX_CHART_STEPS + 1;
    if (r == VG_OK)
        r = vg_expr_equals_text(c, s->kind.key, key, call->arena, &of_key, err);
    q->filter = vg_expr_and(call->arena, q->filter, of_key);
    return r;
}

static enum vg_status read_wide(struct vg_call *call, struct vg_session *x, struct vg_query *q, struct vg_series *s,
                                struct vg_error *err)
{
    struct column *columns;
    struct vg_cursor *cursor;
    const struct vg_feature *f;
    size_t n;
    enum vg_status r = find_columns(call, s, &columns, &n, err);
    int *fields = r == VG_OK ? vg_arena_array(call->arena, n + 1, sizeof *fields) : NULL;

    if (!fields)
        return r == VG_OK ? vg_arena_check(call->arena, err) : r;
    for (size_t i = 0; i < n; i++)
        fields[i] = columns[i].field;
    q->fields = fields;
    q->n_fields = n;
    q->limit = 1;
    if ((r = vg_session_select(x, q, &cursor, err)) != VG_OK)
        return r;
    if ((r = vg_cursor_next(cursor, &f, err)) == VG_OK) {
        s->rows = 1;
        for (size_t i = 0; i < n; i++)
            s->values[columns[i].property][columns[i].place] = number_of(&f->values[i]);
    }
    vg_cursor_close(cursor);
    return r == VG_END ? VG_OK : r;
}

/* Rows of one step: the mean of those that have a value. */
struct mean {
    double sum;
    int64_t n;
};

static void close_step(struct vg_series *s, struct mean *m)
{
    for (size_t p = 0; s->n_steps && p < s->n_properties; p++) {
        s->values[p][s->n_steps - 1] = m[p].n ? m[p].sum / (double)m[p].n : NAN;
        m[p] = (struct mean){0};
    }
}

static const char *step_of(struct vg_call *call, const struct vg_value *v)
{
    struct vg_buf b;
    vg_buf_init(&b, 4096);
    vg_value_put_text(&b, v);
    const char *text = vg_arena_cstr(call->arena, (struct vg_str){b.ptr ? b.ptr : "", b.len});
    vg_buf_finish(&b);
    return text;
}

static enum vg_status put_rows(struct vg_call *call, struct vg_cursor *cursor, struct vg_series *s, struct vg_error *err)
{
    struct mean means[VG_MAX_SERIES_PROPERTIES] = {{0}};
    const struct vg_feature *f;
    enum vg_status r;

    while ((r = vg_cursor_next(cursor, &f, err)) == VG_OK) {
        if (f->values[0].kind == VG_V_NULL)
            continue;
        if (s->rows++ == VG_MAX_CHART_STEPS)
            return vg_fail(err, VG_TOO_LARGE, "key", "this is more than a series of %d rows", VG_MAX_CHART_STEPS);
        const char *step = step_of(call, &f->values[0]);
        if (!s->n_steps || !step || strcmp(step, s->steps[s->n_steps - 1]) != 0) {
            close_step(s, means);
            s->steps[s->n_steps++] = step;
        }
        for (size_t p = 0; p < s->n_properties; p++) {
            double v = number_of(&f->values[1 + p]);
            means[p].sum += isfinite(v) ? v : 0;
            means[p].n += isfinite(v);
        }
    }
    close_step(s, means);
    return r == VG_END ? vg_arena_check(call->arena, err) : r;
}

static enum vg_status read_long(struct vg_call *call, struct vg_session *x, struct vg_query *q, struct vg_series *s,
                                struct vg_error *err)
{
    int fields[1 + VG_MAX_SERIES_PROPERTIES] = {s->kind.time};
    struct vg_cursor *cursor;
    enum vg_status r = make_room(call, s, VG_MAX_CHART_STEPS, err);

    for (size_t p = 0; p < s->n_properties; p++)
        fields[1 + p] = s->properties[p].field;
    q->fields = fields;
    q->n_fields = 1 + s->n_properties;
    q->n_sort = 1;
    q->sort[0] = (struct vg_sort_key){.field = s->kind.time};
    if (r == VG_OK)
        r = vg_session_select(x, q, &cursor, err);
    if (r != VG_OK)
        return r;
    r = put_rows(call, cursor, s, err);
    vg_cursor_close(cursor);
    return r;
}

enum vg_status vg_series_read(struct vg_call *call, struct vg_str key, struct vg_series *s, struct vg_error *err)
{
    struct vg_session *x;
    struct vg_query q;
    enum vg_status r = make_query(call, s, key, &q, err);

    if (r == VG_OK)
        r = vg_call_session(call, s->kind.collection->store, false, &x, err);
    if (r != VG_OK)
        return r;
    r = s->kind.wide ? read_wide(call, x, &q, s, err) : read_long(call, x, &q, s, err);
    vg_session_end(x);
    return r;
}

/* --- steps ---------------------------------------------------------------------------------------- */

static enum vg_status steps_of_rows(struct vg_call *call, struct vg_series *s, struct vg_error *err)
{
    const struct vg_query q = {.collection = s->kind.collection, .limit = -1, .deadline_ms = call->rq->deadline_ms};
    const struct vg_aggregate ask = {.query = &q, .group = {s->kind.time}, .n_group = 1, .measures = {{VG_M_COUNT, -1}},
                                     .n_measures = 1, .limit = VG_MAX_CHART_STEPS, .order = VG_BY_GROUP};
    struct vg_session *x;
    struct vg_group *groups;
    size_t n = 0;
    enum vg_status r = vg_call_session(call, q.collection->store, false, &x, err);

    if (r != VG_OK)
        return r;
    r = vg_session_aggregate(x, &ask, call->arena, &groups, &n, err);
    vg_session_end(x);
    if (r == VG_OK)
        r = make_room(call, s, n, err);
    for (size_t i = 0; r == VG_OK && i < n; i++)
        if (groups[i].keys[0].kind != VG_V_NULL)
            s->steps[s->n_steps++] = step_of(call, &groups[i].keys[0]);
    return r == VG_OK ? vg_arena_check(call->arena, err) : r;
}

enum vg_status vg_series_steps(struct vg_call *call, struct vg_series *s, struct vg_error *err)
{
    struct column *columns;
    size_t n;
    return s->kind.wide ? find_columns(call, s, &columns, &n, err) : steps_of_rows(call, s, err);
}

static bool is_flat_zero(const double *values, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (isfinite(values[i]) && values[i] != 0)
            return false;
    return true;
}

void vg_series_put_chart(struct vg_call *call, const struct vg_series *s, const char *id, const char *title, bool alone,
                         struct vg_buf *b)
{
    bool years = s->n_steps > 0 && s->n_steps <= 60 && strlen(s->steps[0]) == 4;
    struct vg_chart c = {.form = years ? VG_DRAW_BARS : VG_DRAW_LINE, .lang = call->lang, .id = id, .title = title,
                         .labels = s->steps, .n_steps = s->n_steps};

    for (size_t p = 0; p < s->n_properties; p++) /* beside others, one that has nothing to show is left out */
        if (s->n_properties == 1 || !is_flat_zero(s->values[p], s->n_steps))
            c.series[c.n_series++] = (struct vg_chart_series){.title = s->properties[p].title, .unit = s->properties[p].unit,
                                                              .values = s->values[p]};
    if (c.n_series == 1 && !c.series[0].unit)
        c.unit = c.series[0].title;
    vg_chart_put_svg(&c, alone, b);
}
