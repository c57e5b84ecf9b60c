/* time.c — RFC 3339 instants, OGC API intervals, HTTP dates. */
#include <vigie/base/time.h>

#define US_PER_SECOND INT64_C(1000000)
#define MIN_DAY INT64_C(-719528) /* 0000-01-01 */
#define MAX_DAY INT64_C(2932896) /* 9999-12-31 */

static const char months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
static const char weekdays[] = "ThuFriSatSunMonTueWed"; /* 1970-01-01 was a Thursday */

/* Readers take a cursor: on success they step over what they read. */
static bool read_digits(struct vg_str *s, size_t n, int *out)
{
    if (s->len < n)
        return false;
    int v = 0;
    for (size_t i = 0; i < n; i++) {
        unsigned digit = (unsigned)(s->ptr[i] - '0');
        if (digit > 9)
            return false;
        v = v * 10 + (int)digit;
    }
    s->ptr += n;
    s->len -= n;
    *out = v;
    return true;
}

/* One of the few characters in `any`; inlined, it costs no more than comparing with each. */
static inline bool read_char(struct vg_str *s, const char *any)
{
    for (; s->len > 0 && *any; any++) {
        if (s->ptr[0] == *any) {
            s->ptr++;
            s->len--;
            return true;
        }
    }
    return false;
}

static int days_in_month(int year, int month)
{
    static const char days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    return month == 2 && leap ? 29 : days[month - 1];
}

static bool is_civil(int year, int month, int day)
{
    return month >= 1 && month <= 12 && day >= 1 && day <= days_in_month(year, month);
}

static bool read_date(struct vg_str *s, int64_t *days)
{
    int year, month, day;
    if (!read_digits(s, 4, &year) || !read_char(s, "-") || !read_digits(s, 2, &month) ||
        !read_char(s, "-") || !read_digits(s, 2, &day) || !is_civil(year, month, day))
        return false;
    *days = vg_days_from_civil(year, month, day);
    return true;
}

/* hh:mm:ss; a leap second passes as second 60, whatever the hour: UTC offsets hide where it fell. */
static bool read_clock(struct vg_str *s, int64_t *seconds)
{
    int hour, minute, second;
    if (!read_digits(s, 2, &hour) || !read_char(s, ":") || !read_digits(s, 2, &minute) ||
        !read_char(s, ":") || !read_digits(s, 2, &second) || hour > 23 || minute > 59 ||
        second > 60)
        return false;
    *seconds = (hour * 60 + minute) * 60 + second;
    return true;
}

/* Nothing, or a point and 1 to 9 digits of which microseconds are kept. */
static bool read_fraction(struct vg_str *s, int64_t *us)
{
    *us = 0;
    if (!read_char(s, "."))
        return true;
    int64_t unit = US_PER_SECOND;
    size_t n = 0;
    for (int digit; read_digits(s, 1, &digit); n++) {
        unit /= 10;
        *us += digit * unit;
    }
    return n >= 1 && n <= 9;
}

/* Nothing, Z or ±hh:mm. */
static bool read_offset(struct vg_str *s, bool *given, int64_t *seconds)
{
    *seconds = 0;
    *given = read_char(s, "Zz");
    if (*given || s->len == 0)
        return true;
    bool west = s->ptr[0] == '-';
    int hour, minute;
    if (!read_char(s, "+-") || !read_digits(s, 2, &hour) || !read_char(s, ":") ||
        !read_digits(s, 2, &minute) || hour > 23 || minute > 59)
        return false;
    *given = true;
    *seconds = (west ? -1 : 1) * (hour * 60 + minute) * 60;
    return true;
}

static bool read_instant(struct vg_str s, struct vg_instant *out)
{
    int64_t days, seconds, us, offset;
    if (!read_date(&s, &days))
        return false;
    if (s.len == 0) {
        *out = (struct vg_instant){.us = days * VG_US_PER_DAY, .date_only = true};
        return true;
    }
    bool given;
    if (!read_char(&s, "Tt ") || !read_clock(&s, &seconds) || !read_fraction(&s, &us) ||
        !read_offset(&s, &given, &offset) || s.len > 0)
        return false;
    *out = (struct vg_instant){
        .us = days * VG_US_PER_DAY + (seconds - offset) * US_PER_SECOND + us,
        .has_offset = given,
    };
    return true;
}

enum vg_status vg_instant_parse(struct vg_str s, struct vg_instant *out, struct vg_error *err)
{
    struct vg_instant t;
    if (!read_instant(s, &t))
        return vg_fail(
            err, VG_BAD_INPUT, "",
            "'%.*s' is not a date (2018-02-12) or a date and time (2018-02-12T23:20:50Z)",
            (int)(s.len < 60 ? s.len : 60), s.len ? s.ptr : "");
    if (t.us < MIN_DAY * VG_US_PER_DAY || t.us >= (MAX_DAY + 1) * VG_US_PER_DAY)
        return vg_fail(err, VG_BAD_INPUT, "", "'%.*s' is not within the years 0000 to 9999 in UTC",
                       (int)s.len, s.ptr);
    *out = t;
    return VG_OK;
}

static int64_t last_us(const struct vg_instant *t)
{
    return t->date_only ? t->us + VG_US_PER_DAY - 1 : t->us;
}

static bool is_open(struct vg_str side)
{
    return side.len == 0 || vg_str_is(side, "..");
}

enum vg_status vg_interval_parse(struct vg_str s, struct vg_interval *out, struct vg_error *err)
{
    struct vg_interval v = {0};
    struct vg_instant t;
    struct vg_str end, start = vg_str_cut(s, '/', &end);
    bool pair = end.ptr != NULL;
    if (s.len == 0 || (pair && is_open(start) && is_open(end)))
        return vg_fail(err, VG_BAD_INPUT, "",
                       "give an instant or an interval such as 2018-02-12/.. or ../2018-03-18");
    if (!pair || !is_open(start)) {
        enum vg_status r = vg_instant_parse(start, &t, err);
        if (r != VG_OK)
            return r;
        v.has_start = true;
        v.start_us = t.us;
    }
    if (!pair) {
        v.has_end = v.is_instant = true;
        v.end_us = last_us(&t);
    } else if (!is_open(end)) {
        enum vg_status r = vg_instant_parse(end, &t, err);
        if (r != VG_OK)
            return r;
        v.has_end = true;
        v.end_us = last_us(&t);
    }
    if (v.has_start && v.has_end && v.start_us > v.end_us)
        return vg_fail(err, VG_BAD_INPUT, "", "the interval '%.*s' starts after its end",
                       (int)(s.len < 80 ? s.len : 80), s.ptr);
    *out = v;
    return VG_OK;
}

static char *write_digits(char *p, int v, int n)
{
    for (int i = n - 1; i >= 0; i--) {
        p[i] = (char)('0' + v % 10);
        v /= 10;
    }
    return p + n;
}

static char *write_date(char *p, int64_t days)
{
    int64_t year;
    int month, day;
    vg_civil_from_days(days, &year, &month, &day);
    p = write_digits(p, (int)year, 4);
    *p++ = '-';
    p = write_digits(p, month, 2);
    *p++ = '-';
    return write_digits(p, day, 2);
}

static char *write_seconds(char *p, int seconds)
{
    p = write_digits(p, seconds / 3600, 2);
    *p++ = ':';
    p = write_digits(p, seconds / 60 % 60, 2);
    *p++ = ':';
    return write_digits(p, seconds % 60, 2);
}

static char *write_clock(char *p, int64_t us)
{
    p = write_seconds(p, (int)(us / US_PER_SECOND));
    if (us % US_PER_SECOND == 0)
        return p;
    *p++ = '.';
    p = write_digits(p, (int)(us % US_PER_SECOND), 6);
    while (p[-1] == '0')
        p--;
    return p;
}

/* Division that rounds down: instants before 1970 belong to the day they fall in. */
static int64_t day_of(int64_t us)
{
    return us / VG_US_PER_DAY - (us % VG_US_PER_DAY < 0);
}

bool vg_date_put(struct vg_buf *b, int64_t days)
{
    if (days < MIN_DAY || days > MAX_DAY)
        return false;
    char *p = vg_buf_reserve(b, 16);
    if (p)
        vg_buf_commit(b, (size_t)(write_date(p, days) - p));
    return true;
}

bool vg_datetime_put(struct vg_buf *b, int64_t us, bool utc)
{
    int64_t days = day_of(us);
    if (days < MIN_DAY || days > MAX_DAY)
        return false;
    char *p = vg_buf_reserve(b, 32);
    if (!p)
        return true;
    char *end = write_date(p, days);
    *end++ = 'T';
    end = write_clock(end, us - days * VG_US_PER_DAY);
    if (utc)
        *end++ = 'Z';
    vg_buf_commit(b, (size_t)(end - p));
    return true;
}

bool vg_timeofday_put(struct vg_buf *b, int64_t us)
{
    if (us < 0 || us > VG_US_PER_DAY) /* PostgreSQL knows 24:00:00 */
        return false;
    char *p = vg_buf_reserve(b, 16);
    if (p)
        vg_buf_commit(b, (size_t)(write_clock(p, us) - p));
    return true;
}

void vg_httpdate_put(struct vg_buf *b, int64_t us)
{
    int64_t days = day_of(us), year;
    int month, day, weekday = (int)(((days % 7) + 7) % 7);
    if (days < MIN_DAY || days > MAX_DAY)
        return;
    vg_civil_from_days(days, &year, &month, &day);
    char *p = vg_buf_reserve(b, 32);
    if (!p)
        return;
    memcpy(p, weekdays + 3 * weekday, 3);
    memcpy(p + 3, ", ", 2);
    char *end = write_digits(p + 5, day, 2);
    *end++ = ' ';
    memcpy(end, months + 3 * (month - 1), 3);
    end[3] = ' ';
    end = write_digits(end + 4, (int)year, 4);
    *end++ = ' ';
    end = write_seconds(end, (int)((us - days * VG_US_PER_DAY) / US_PER_SECOND));
    memcpy(end, " GMT", 4);
    vg_buf_commit(b, (size_t)(end + 4 - p));
}
