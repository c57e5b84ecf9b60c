/* Dates as people and programs write them in metadata, made what they should be: "2007", "2007-03", "2007-03-01" or a
 * date and time.  What is certain is kept and what is not is dropped, coarser rather than wrong: "2007-13-45" is 2007. */
#include <ctype.h>

#include <vigie/model/record.h>

struct parts {
    int64_t year;
    int month, day; /* 0: not given */
    struct vg_str rest;
};

static bool digits(struct vg_str *s, size_t min, size_t max, int64_t *out)
{
    size_t n = 0;
    int64_t v = 0;

    while (n < max && n < s->len && isdigit((unsigned char)s->ptr[n]))
        v = v * 10 + (s->ptr[n++] - '0');
    if (n < min)
        return false;
    *s = (struct vg_str){s->ptr + n, s->len - n};
    *out = v;
    return true;
}

static bool take(struct vg_str *s, const char *any)
{
    if (s->len == 0 || !strchr(any, s->ptr[0]))
        return false;
    *s = (struct vg_str){s->ptr + 1, s->len - 1};
    return true;
}

/* "2007", "2007-3", "2007/03/01", "20070301" */
static bool year_first(struct vg_str s, struct parts *p, bool *repaired)
{
    int64_t month = 0, day = 0;
    struct vg_str before = s;

    if (!digits(&s, 4, 4, &p->year))
        return false;
    bool compact = s.len && isdigit((unsigned char)s.ptr[0]);
    if (compact || take(&s, "-/.")) {
        size_t at = s.len;
        if (!digits(&s, compact ? 2 : 1, 2, &month))
            return false;
        bool more = compact ? s.len && isdigit((unsigned char)s.ptr[0]) : take(&s, "-/.");
        if (more && !digits(&s, compact ? 2 : 1, 2, &day))
            return false;
        *repaired = compact || before.ptr[4] != '-' || month == 0 || (more && day == 0)
                    || at - s.len < (more ? 5 : 2) || (more && before.ptr[7] != '-');
    }
    p->month = (int)month;
    p->day = (int)day;
    p->rest = s;
    return true;
}

/* "1/3/2007", "01-03-2007": the day first, as in Europe, unless it can only be a month. */
static bool day_first(struct vg_str s, struct parts *p)
{
    int64_t a, b;

    if (!digits(&s, 1, 2, &a) || !take(&s, "-/.") || !digits(&s, 1, 2, &b) || !take(&s, "-/.")
        || !digits(&s, 4, 4, &p->year))
        return false;
    bool american = b > 12 && a <= 12;
    p->day = (int)(american ? b : a);
    p->month = (int)(american ? a : b);
    p->rest = s;
    return true;
}

static int days_in(int64_t year, int month)
{
    int64_t next = month == 12 ? vg_days_from_civil(year + 1, 1, 1) : vg_days_from_civil(year, month + 1, 1);
    return (int)(next - vg_days_from_civil(year, month, 1));
}

/* Drop the parts that no calendar has. */
static void cut_to_calendar(struct parts *p, bool *repaired)
{
    bool bad_month = p->month > 12 || (p->day && !p->month);
    bool bad_day = !bad_month && p->month && p->day > days_in(p->year, p->month);

    if (bad_month)
        p->month = p->day = 0;
    if (bad_day)
        p->day = 0;
    *repaired = *repaired || bad_month || bad_day;
}

/* "+02:00", "Z" or nothing behind a date: xs:date allows it. */
static bool is_zone(struct vg_str s)
{
    return s.len == 0 || vg_str_is(s, "Z") || (s.len == 6 && (s.ptr[0] == '+' || s.ptr[0] == '-') && s.ptr[3] == ':');
}

/* The time behind a whole date, as text to put behind it; NULL: none to be made out. */
static const char *time_of(struct vg_str rest, const char *date, struct vg_arena *a, int64_t *us, bool *repaired)
{
    struct vg_instant at;
    bool spaced = rest.ptr[0] != 'T';
    struct vg_str clock = vg_str_trim((struct vg_str){rest.ptr + 1, rest.len - 1});
    /* hh:mm and the like; seconds are added where they lack */
    static const char *const added[] = {"", ":00", ":00Z", ":00:00"};

    for (size_t i = 0; i < VG_COUNT(added); i++) {
        struct vg_str body = clock;
        if (i == 2 && body.len && body.ptr[body.len - 1] == 'Z')
            body.len--;
        const char *text = vg_arena_printf(a, "%sT%.*s%s", date, (int)body.len, body.ptr, added[i]);
        if (text && vg_instant_parse(vg_str_of(text), &at, NULL) == VG_OK) {
            *us = at.us;
            *repaired = *repaired || spaced || i > 0;
            return text;
        }
    }
    return NULL;
}

static const char *date_text(const struct parts *p, struct vg_arena *a)
{
    return p->day     ? vg_arena_printf(a, "%04lld-%02d-%02d", (long long)p->year, p->month, p->day)
           : p->month ? vg_arena_printf(a, "%04lld-%02d", (long long)p->year, p->month)
                      : vg_arena_printf(a, "%04lld", (long long)p->year);
}

bool vg_record_when_parse(struct vg_str s, struct vg_arena *a, struct vg_record_when *out, bool *repaired)
{
    struct parts p = {0};
    bool mended = false;

    s = vg_str_trim(s);
    if (s.len > 64)
        return false;
    if (!year_first(s, &p, &mended)) {
        mended = true;
        if (!day_first(s, &p))
            return false;
    }
    if (p.year == 0 || (p.rest.len && !strchr(p.day ? "T tZ+-" : "Z+-", p.rest.ptr[0])))
        return false;
    cut_to_calendar(&p, &mended);

    const char *text = date_text(&p, a);
    int64_t us = vg_days_from_civil(p.year, p.month ? p.month : 1, p.day ? p.day : 1) * VG_US_PER_DAY;
    if (!text)
        return false;
    if (!is_zone(p.rest)) {
        const char *with_time = p.day && strchr("T t", p.rest.ptr[0]) ? time_of(p.rest, text, a, &us, &mended) : NULL;
        mended = mended || !with_time;
        text = with_time ? with_time : text;
    }
    *out = (struct vg_record_when){text, us};
    *repaired = mended;
    return true;
}
