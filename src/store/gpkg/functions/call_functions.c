/* The functions of filters in SQLite, each registered as vigie_<name>: what they give is what PostgreSQL is asked for in
 * postgis/read/calls.c.  Numbers are doubles; an argument of another kind, or a result that is none, is null. */
#include <math.h>
#include <stdio.h>

#include <vigie/base/fold.h>
#include <vigie/base/keyword.h>
#include <vigie/base/number.h>
#include <vigie/base/time.h>
#include <vigie/query/function.h>

#include "../gpkg.h"

#define MAX_RESULT ((size_t)16 << 20)

typedef void function(sqlite3_context *ctx, sqlite3_value **args);

static bool text_of(sqlite3_value *v, struct vg_str *out)
{
    if (sqlite3_value_type(v) != SQLITE_TEXT)
        return false;
    *out = (struct vg_str){(const char *)sqlite3_value_text(v), (size_t)sqlite3_value_bytes(v)};
    return out->ptr != NULL;
}

static bool number_of(sqlite3_value *v, double *out)
{
    int type = sqlite3_value_type(v);

    *out = sqlite3_value_double(v);
    return (type == SQLITE_INTEGER || type == SQLITE_FLOAT) && isfinite(*out);
}

static void give_text(sqlite3_context *ctx, struct vg_str s)
{
    sqlite3_result_text64(ctx, s.len ? s.ptr : "", s.len, SQLITE_TRANSIENT, SQLITE_UTF8);
}

static void give_buffer(sqlite3_context *ctx, struct vg_buf *b)
{
    if (b->failed != VG_OK)
        sqlite3_result_error_toobig(ctx);
    else
        give_text(ctx, (struct vg_str){b->ptr, b->len});
    vg_buf_finish(b);
}

/* --- numbers -------------------------------------------------------------------------------------- */

static double round_half_away(double v)
{
    return v < 0 ? -floor(0.5 - v) : floor(v + 0.5);
}

static double sign_of(double v)
{
    return v < 0 ? -1 : v > 0;
}

static void give_number_of(sqlite3_context *ctx, sqlite3_value **args, double (*of)(double v))
{
    double v;

    if (!number_of(args[0], &v))
        return;
    v = of(v);
    if (isfinite(v))
        sqlite3_result_double(ctx, v);
}

static void fn_abs(sqlite3_context *ctx, sqlite3_value **args) { give_number_of(ctx, args, fabs); }
static void fn_ceil(sqlite3_context *ctx, sqlite3_value **args) { give_number_of(ctx, args, ceil); }
static void fn_floor(sqlite3_context *ctx, sqlite3_value **args) { give_number_of(ctx, args, floor); }
static void fn_round(sqlite3_context *ctx, sqlite3_value **args) { give_number_of(ctx, args, round_half_away); }
static void fn_sign(sqlite3_context *ctx, sqlite3_value **args) { give_number_of(ctx, args, sign_of); }
static void fn_sqrt(sqlite3_context *ctx, sqlite3_value **args) { give_number_of(ctx, args, sqrt); }

/* Digits, a fraction, an exponent of at most two digits: what no double overflows. */
static bool writes_number(struct vg_str s)
{
    size_t i = s.len && *s.ptr == '-', digits = i;

    while (i < s.len && s.ptr[i] >= '0' && s.ptr[i] <= '9')
        i++;
    if (i == digits || i - digits > 200)
        return false;
    if (i < s.len && s.ptr[i] == '.')
        for (digits = ++i; i < s.len && s.ptr[i] >= '0' && s.ptr[i] <= '9';)
            i++;
    if (i == digits || i - digits > 200)
        return false;
    if (i < s.len && (s.ptr[i] == 'e' || s.ptr[i] == 'E')) {
        i++;
        i += i < s.len && (s.ptr[i] == '-' || s.ptr[i] == '+');
        for (digits = i; i < s.len && s.ptr[i] >= '0' && s.ptr[i] <= '9';)
            i++;
        if (i == digits || i - digits > 2)
            return false;
    }
    return i == s.len;
}

static void fn_to_number(sqlite3_context *ctx, sqlite3_value **args)
{
    struct vg_str s;
    double v;

    if (text_of(args[0], &s) && writes_number(s) && vg_str_double(s, &v))
        sqlite3_result_double(ctx, v);
}

/* --- texts ---------------------------------------------------------------------------------------- */

/* Where the character begins that so many stand before. */
static size_t offset_of(struct vg_str s, double n_before)
{
    size_t i = 0;

    for (; i < s.len; i++)
        if (((unsigned char)s.ptr[i] & 0xC0) != 0x80 && n_before-- < 1)
            break;
    return i;
}

static void give_folded(sqlite3_context *ctx, sqlite3_value **args, void (*fold)(struct vg_buf *b, struct vg_str s))
{
    struct vg_str s;
    struct vg_buf b;

    if (!text_of(args[0], &s))
        return;
    vg_buf_init(&b, MAX_RESULT);
    fold(&b, s);
    give_buffer(ctx, &b);
}

static void fn_lower(sqlite3_context *ctx, sqlite3_value **args) { give_folded(ctx, args, vg_fold_lower); }
static void fn_upper(sqlite3_context *ctx, sqlite3_value **args) { give_folded(ctx, args, vg_fold_case); }

static void fn_length(sqlite3_context *ctx, sqlite3_value **args)
{
    struct vg_str s;

    if (text_of(args[0], &s))
        sqlite3_result_double(ctx, (double)vg_utf8_count(s));
}

static void fn_trim(sqlite3_context *ctx, sqlite3_value **args)
{
    struct vg_str s;

    if (!text_of(args[0], &s))
        return;
    while (s.len && *s.ptr == ' ') {
        s.ptr++;
        s.len--;
    }
    while (s.len && s.ptr[s.len - 1] == ' ')
        s.len--;
    give_text(ctx, s);
}

static void fn_concat(sqlite3_context *ctx, sqlite3_value **args)
{
    struct vg_str l, r;
    struct vg_buf b;

    if (!text_of(args[0], &l) || !text_of(args[1], &r))
        return;
    vg_buf_init(&b, MAX_RESULT);
    vg_buf_str(&b, l);
    vg_buf_str(&b, r);
    give_buffer(ctx, &b);
}

static void fn_substring(sqlite3_context *ctx, sqlite3_value **args)
{
    struct vg_str s;
    double first, count;

    if (!text_of(args[0], &s) || !number_of(args[1], &first) || !number_of(args[2], &count))
        return;
    size_t skip = offset_of(s, fmax(trunc(first), 1) - 1);
    s = (struct vg_str){s.ptr + skip, s.len - skip};
    s.len = offset_of(s, fmax(trunc(count), 0));
    give_text(ctx, s);
}

/* Where the part stands in the text: at the front, at the end, anywhere. */
static void fn_starts_with(sqlite3_context *ctx, sqlite3_value **args)
{
    struct vg_str s, part;

    if (text_of(args[0], &s) && text_of(args[1], &part))
        sqlite3_result_int(ctx, vg_str_starts(s, part));
}

static void fn_ends_with(sqlite3_context *ctx, sqlite3_value **args)
{
    struct vg_str s, part;

    if (text_of(args[0], &s) && text_of(args[1], &part))
        sqlite3_result_int(ctx, s.len >= part.len && memcmp(s.ptr + s.len - part.len, part.ptr, part.len) == 0);
}

static void fn_contains(sqlite3_context *ctx, sqlite3_value **args)
{
    struct vg_str s, part;

    if (text_of(args[0], &s) && text_of(args[1], &part))
        sqlite3_result_int(ctx, memmem(s.ptr, s.len, part.ptr, part.len) != NULL);
}

static void fn_position(sqlite3_context *ctx, sqlite3_value **args)
{
    struct vg_str s, part;

    if (!text_of(args[0], &s) || !text_of(args[1], &part))
        return;
    const char *at = memmem(s.ptr, s.len, part.ptr, part.len);
    struct vg_str before = {s.ptr, at ? (size_t)(at - s.ptr) : 0};
    sqlite3_result_double(ctx, at ? (double)vg_utf8_count(before) + 1 : 0);
}

/* --- times ---------------------------------------------------------------------------------------- */

/* A moment is a number of microseconds by now; dates and local times are texts. */
static bool moment_of(sqlite3_value *v, int64_t *out)
{
    struct vg_instant t;
    struct vg_str s;

    if (sqlite3_value_type(v) == SQLITE_INTEGER) {
        *out = sqlite3_value_int64(v);
        return true;
    }
    if (!text_of(v, &s) || vg_instant_parse(s, &t, NULL) != VG_OK)
        return false;
    *out = t.us;
    return true;
}

static int64_t day_of(int64_t us)
{
    return us / VG_US_PER_DAY - (us % VG_US_PER_DAY < 0);
}

enum part { YEAR, MONTH, DAY, DAY_OF_YEAR, DAY_OF_WEEK, HOUR, MINUTE, SECOND };

static double part_of(int64_t us, enum part part)
{
    int64_t days = day_of(us), in_day = us - days * VG_US_PER_DAY, year;
    int month, day;

    vg_civil_from_days(days, &year, &month, &day);
    switch (part) {
    case YEAR: return (double)year;
    case MONTH: return month;
    case DAY: return day;
    case DAY_OF_YEAR: return (double)(days - vg_days_from_civil(year, 1, 1) + 1);
    case DAY_OF_WEEK: return (double)(((days + 3) % 7 + 7) % 7 + 1); /* 1970 began on a Thursday */
    case HOUR: return (double)(in_day / 3600000000);
    case MINUTE: return (double)(in_day / 60000000 % 60);
    case SECOND: break;
    }
    return (double)(in_day % 60000000) / 1e6;
}

static void give_part(sqlite3_context *ctx, sqlite3_value **args, enum part part)
{
    int64_t us;

    if (moment_of(args[0], &us))
        sqlite3_result_double(ctx, part_of(us, part));
}

static void fn_year(sqlite3_context *ctx, sqlite3_value **args) { give_part(ctx, args, YEAR); }
static void fn_month(sqlite3_context *ctx, sqlite3_value **args) { give_part(ctx, args, MONTH); }
static void fn_day(sqlite3_context *ctx, sqlite3_value **args) { give_part(ctx, args, DAY); }
static void fn_day_of_year(sqlite3_context *ctx, sqlite3_value **args) { give_part(ctx, args, DAY_OF_YEAR); }
static void fn_day_of_week(sqlite3_context *ctx, sqlite3_value **args) { give_part(ctx, args, DAY_OF_WEEK); }
static void fn_hour(sqlite3_context *ctx, sqlite3_value **args) { give_part(ctx, args, HOUR); }
static void fn_minute(sqlite3_context *ctx, sqlite3_value **args) { give_part(ctx, args, MINUTE); }
static void fn_second(sqlite3_context *ctx, sqlite3_value **args) { give_part(ctx, args, SECOND); }

/* --- the table ------------------------------------------------------------------------------------ */

/* Sorted by name: those of vg_functions() but array_length, which is JSON's own. */
static const struct row {
    const char *name;
    function *call;
} rows[] = {
    {"abs", fn_abs}, {"ceil", fn_ceil}, {"concat", fn_concat}, {"contains", fn_contains}, {"day", fn_day},
    {"day_of_week", fn_day_of_week}, {"day_of_year", fn_day_of_year}, {"ends_with", fn_ends_with}, {"floor", fn_floor},
    {"hour", fn_hour}, {"length", fn_length}, {"lower", fn_lower}, {"minute", fn_minute}, {"month", fn_month},
    {"position", fn_position}, {"round", fn_round}, {"second", fn_second}, {"sign", fn_sign}, {"sqrt", fn_sqrt},
    {"starts_with", fn_starts_with}, {"substring", fn_substring}, {"to_number", fn_to_number}, {"trim", fn_trim},
    {"upper", fn_upper}, {"year", fn_year},
};

static void dispatch(sqlite3_context *ctx, int n, sqlite3_value **args)
{
    const struct row *row = sqlite3_user_data(ctx);

    (void)n;
    row->call(ctx, args);
}

int vg_gpkg_register_calls(sqlite3 *db)
{
    int flags = SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_INNOCUOUS, code = SQLITE_OK;

    for (size_t i = 0; code == SQLITE_OK && i < VG_COUNT(rows); i++) {
        const struct vg_function *f = vg_function_find(vg_str_of(rows[i].name));
        char name[40];
        snprintf(name, sizeof name, "vigie_%s", rows[i].name);
        code = sqlite3_create_function_v2(db, name, (int)f->n_args, flags, (void *)(intptr_t)&rows[i], dispatch, NULL,
                                          NULL, NULL);
    }
    return code;
}
