/* httpdate.c — the three forms of a date that HTTP allows (RFC 9110 section 5.6.7).
 *
 * Only the first is written today, but a server must read them all.  Each is a pattern: a letter
 * reads a part, any other character stands for itself.  The name of the day is not compared. */
#include <vigie/base/time.h>

static const char *const patterns[] = {
    "w, D b Y h:m:s GMT", /* Sun, 06 Nov 1994 08:49:37 GMT */
    "W, D-b-y h:m:s GMT", /* Sunday, 06-Nov-94 08:49:37 GMT */
    "w b d h:m:s Y",      /* Sun Nov  6 08:49:37 1994 */
};

struct parts {
    int year, month, day, hour, minute, second;
};

static bool read_number(struct vg_str *s, size_t n, int *out)
{
    int64_t v;
    if (s->len < n || s->ptr[0] == '-' || s->ptr[0] == '+' ||
        !vg_str_int64((struct vg_str){s->ptr, n}, &v))
        return false;
    s->ptr += n;
    s->len -= n;
    *out = (int)v;
    return true;
}

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool read_letters(struct vg_str *s, size_t min, size_t max)
{
    size_t n = 0;
    while (n < s->len && n < max && is_letter(s->ptr[n]))
        n++;
    s->ptr += n;
    s->len -= n;
    return n >= min;
}

static bool read_month(struct vg_str *s, int *out)
{
    static const char months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
    for (int i = 0; i < 12; i++) {
        if (vg_str_starts(*s, (struct vg_str){months + 3 * i, 3})) {
            s->ptr += 3;
            s->len -= 3;
            *out = i + 1;
            return true;
        }
    }
    return false;
}

/* asctime pads the day with a space. */
static bool read_padded_day(struct vg_str *s, int *out)
{
    if (s->len > 0 && s->ptr[0] == ' ') {
        s->ptr++;
        s->len--;
        return read_number(s, 1, out);
    }
    return read_number(s, 2, out);
}

/* Two digits that seem more than 50 years away mean the century before; who still sends them
 * means this one or the last. */
static bool read_short_year(struct vg_str *s, int *out)
{
    if (!read_number(s, 2, out))
        return false;
    *out += *out < 70 ? 2000 : 1900;
    return true;
}

static bool read_part(struct vg_str *s, char what, struct parts *t)
{
    switch (what) {
    case 'w':
        return read_letters(s, 3, 3);
    case 'W':
        return read_letters(s, 6, 9);
    case 'D':
        return read_number(s, 2, &t->day);
    case 'd':
        return read_padded_day(s, &t->day);
    case 'b':
        return s->len >= 3 && read_month(s, &t->month);
    case 'Y':
        return read_number(s, 4, &t->year);
    case 'y':
        return read_short_year(s, &t->year);
    case 'h':
        return read_number(s, 2, &t->hour);
    case 'm':
        return read_number(s, 2, &t->minute);
    case 's':
        return read_number(s, 2, &t->second);
    default:
        if (s->len == 0 || s->ptr[0] != what)
            return false;
        s->ptr++;
        s->len--;
        return true;
    }
}

static bool read_pattern(struct vg_str s, const char *pattern, struct parts *t)
{
    for (; *pattern; pattern++) {
        if (!read_part(&s, *pattern, t))
            return false;
    }
    return s.len == 0;
}

bool vg_httpdate_parse(struct vg_str s, int64_t *us_out)
{
    for (size_t i = 0; i < VG_COUNT(patterns); i++) {
        struct parts t = {0};
        if (!read_pattern(s, patterns[i], &t))
            continue;
        int64_t days = vg_days_from_civil(t.year, t.month, t.day), year;
        int month, day;
        vg_civil_from_days(days, &year, &month, &day);
        if (month != t.month || day != t.day || t.hour > 23 || t.minute > 59 || t.second > 60)
            return false; /* no such day or time */
        *us_out = ((days * 24 + t.hour) * 60 + t.minute) * INT64_C(60000000) +
                  t.second * INT64_C(1000000);
        return true;
    }
    return false;
}
