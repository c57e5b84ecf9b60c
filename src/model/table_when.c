/* Dates and times as Table Schema writes them: ISO 8601, or a format of strptime. */
#include <vigie/base/time.h>

#include "table_value.h"

#define US INT64_C(1000000)

struct parts {
    int year, month, day, hour, minute, second;
    int64_t fraction_us, offset_s;
    bool has_offset;
};

static bool digits(struct vg_str *s, size_t least, size_t most, int *out)
{
    size_t n = 0;
    int v = 0;
    while (n < most && n < s->len && s->ptr[n] >= '0' && s->ptr[n] <= '9')
        v = v * 10 + s->ptr[n++] - '0';
    s->ptr += n;
    s->len -= n;
    *out = v;
    return n >= least;
}

static bool take(struct vg_str *s, char c)
{
    if (!s->len || *s->ptr != c)
        return false;
    s->ptr++;
    s->len--;
    return true;
}

static bool read_fraction(struct vg_str *s, struct parts *p)
{
    int64_t unit = US / 10;
    size_t n = 0;
    for (; n < 9 && s->len && *s->ptr >= '0' && *s->ptr <= '9'; n++, unit /= 10) {
        p->fraction_us += (*s->ptr - '0') * unit;
        s->ptr++;
        s->len--;
    }
    return n > 0;
}

static bool read_offset(struct vg_str *s, struct parts *p)
{
    int h, m;
    p->has_offset = true;
    if (take(s, 'Z'))
        return true;
    int sign = take(s, '+') ? 1 : take(s, '-') ? -1 : 0;
    if (!sign || !digits(s, 2, 2, &h))
        return false;
    take(s, ':');
    p->offset_s = digits(s, 2, 2, &m) ? sign * (h * 3600 + m * 60) : 0;
    return h < 24;
}

static bool short_year(struct vg_str *s, int *out)
{
    if (!digits(s, 2, 2, out))
        return false;
    *out += *out < 69 ? 2000 : 1900; /* as strptime */
    return true;
}

static bool directive(char c, struct vg_str *s, struct parts *p)
{
    switch (c) {
    case 'Y': return digits(s, 4, 4, &p->year);
    case 'y': return short_year(s, &p->year);
    case 'm': return digits(s, 1, 2, &p->month);
    case 'd': return digits(s, 1, 2, &p->day);
    case 'H': return digits(s, 1, 2, &p->hour);
    case 'M': return digits(s, 1, 2, &p->minute);
    case 'S': return digits(s, 1, 2, &p->second);
    case 'f': return read_fraction(s, p);
    case 'z': return read_offset(s, p);
    case 'T': return directive('H', s, p) && take(s, ':') && directive('M', s, p) && take(s, ':') && directive('S', s, p);
    case '%': return take(s, '%');
    default: return false;
    }
}

bool vg_when_format(const char *format)
{
    for (; *format; format++)
        if (*format == '%' && (!*++format || !strchr("YymdHMSfzT%", *format)))
            return false;
    return true;
}

static bool read_format(struct vg_str s, const char *format, struct parts *p)
{
    *p = (struct parts){.year = 1900, .month = 1, .day = 1};
    for (; *format; format++)
        if (*format == '%' ? !directive(*++format, &s, p) : !take(&s, *format))
            return false;
    int64_t y;
    int m, d;
    vg_civil_from_days(vg_days_from_civil(p->year, p->month, p->day), &y, &m, &d);
    return s.len == 0 && m == p->month && d == p->day && p->hour < 24 && p->minute < 60 && p->second < 60;
}

static int64_t time_us(const struct parts *p)
{
    return ((p->hour * 60 + p->minute) * INT64_C(60) + p->second) * US + p->fraction_us;
}

/* The first of the formats that fits. */
static bool read_any(struct vg_str s, const char *format, const char *dflt, const char *const *usual, size_t n, struct parts *p)
{
    if (!format)
        return read_format(s, dflt, p);
    if (strcmp(format, "any") != 0)
        return read_format(s, format, p);
    for (size_t i = 0; i < n; i++)
        if (read_format(s, usual[i], p))
            return true;
    return false;
}

bool vg_read_date(struct vg_str s, const char *format, struct vg_value *out)
{
    static const char *const usual[] = {"%Y-%m-%d", "%d/%m/%Y", "%Y/%m/%d", "%Y%m%d", "%d-%m-%Y"};
    struct parts p;
    if (!format && s.len != 10)
        return false;
    if (!read_any(s, format, "%Y-%m-%d", usual, VG_COUNT(usual), &p))
        return false;
    *out = (struct vg_value){.kind = VG_V_DATE, .integer = vg_days_from_civil(p.year, p.month, p.day)};
    return true;
}

bool vg_read_datetime(struct vg_str s, const char *format, struct vg_value *out)
{
    struct vg_instant t;
    struct parts p;
    if (!format || !strcmp(format, "any")) {
        if (vg_instant_parse(s, &t, NULL) != VG_OK || (t.date_only && !format))
            return false;
        *out = (struct vg_value){.kind = VG_V_DATETIME, .integer = t.us};
        return true;
    }
    if (!read_format(s, format, &p))
        return false;
    int64_t us = vg_days_from_civil(p.year, p.month, p.day) * VG_US_PER_DAY + time_us(&p) - p.offset_s * US;
    *out = (struct vg_value){.kind = VG_V_DATETIME, .integer = us};
    return true;
}

bool vg_read_timeofday(struct vg_str s, const char *format, struct vg_value *out)
{
    static const char *const usual[] = {"%H:%M:%S", "%H:%M", "%H:%M:%S.%f"};
    struct parts p;
    if ((!format && s.len != 8) || !read_any(s, format, "%H:%M:%S", usual, VG_COUNT(usual), &p))
        return false;
    *out = (struct vg_value){.kind = VG_V_TIME, .integer = time_us(&p)};
    return true;
}

bool vg_read_yearmonth(struct vg_str s, int64_t *months_out)
{
    int year, month;
    if (!digits(&s, 4, 4, &year) || !take(&s, '-') || !digits(&s, 2, 2, &month) || s.len || month < 1 || month > 12)
        return false;
    *months_out = year * INT64_C(12) + month - 1;
    return true;
}

/* P[nY][nM][nW][nD][T[nH][nM][nS]], at least one of them. */
bool vg_is_duration(struct vg_str s)
{
    static const char before[] = "YMWD", after[] = "HMS";
    const char *units = before;
    bool any = false;
    take(&s, '-');
    if (!take(&s, 'P'))
        return false;
    while (s.len) {
        int n;
        if (units == before || (units >= before && units <= before + 4)) {
            if (take(&s, 'T')) {
                units = after;
                any = false;
                continue;
            }
        }
        if (!digits(&s, 1, 9, &n))
            return false;
        if ((take(&s, '.') || take(&s, ',')) && !digits(&s, 1, 9, &n))
            return false;
        const char *unit = s.len ? strchr(units, *s.ptr) : NULL;
        if (!unit || !*unit)
            return false;
        units = unit + 1;
        any = true;
        s.ptr++;
        s.len--;
    }
    return any;
}
