/* OGC filters: times of GML — instants, periods with open ends, and the years and months that stand for all their days. */
#include "fes.h"

#include <vigie/base/time.h>

/* Where a period says its begin and its end. */
static const char *const sides[2][2] = {{"beginPosition", "begin"}, {"endPosition", "end"}};

bool vg_fes_is_time(const xmlNode *element)
{
    return vg_fes_is(element, "TimeInstant") || vg_fes_is(element, "TimePeriod");
}

/* The first and the last day of "2005" or "2005-10". */
static bool whole_days(struct vg_str text, int64_t day[2])
{
    struct vg_str month_text, year_text = vg_str_cut(text, '-', &month_text);
    int64_t year, month = 1;

    if (year_text.len != 4 || !vg_str_int64(year_text, &year) || year < 0)
        return false;
    if (month_text.ptr && (month_text.len != 2 || !vg_str_int64(month_text, &month) || month < 1 || month > 12))
        return false;
    int64_t last = month_text.ptr ? month : 12;
    day[0] = vg_days_from_civil(year, (int)month, 1);
    day[1] = vg_days_from_civil(last == 12 ? year + 1 : year, (int)(last == 12 ? 1 : last + 1), 1) - 1;
    return true;
}

static enum vg_status append_day(struct fes *f, const xmlNode *element, int64_t day, struct vg_syntax *to)
{
    struct vg_syntax *s;
    enum vg_status r = vg_fes_new(f, element, VG_S_DATE, &s);

    if (r == VG_OK) {
        s->time = day * VG_US_PER_DAY;
        vg_syntax_append(to, s);
    }
    return r;
}

enum vg_status vg_fes_time_text(struct fes *f, const xmlNode *element, struct vg_str text, struct vg_syntax **out)
{
    int64_t day[2];
    bool whole = whole_days(text, day);
    enum vg_status r = vg_fes_new(f, element, whole ? VG_S_INTERVAL : VG_S_DATE, out);

    for (int i = 0; r == VG_OK && whole && i < 2; i++)
        r = append_day(f, element, day[i], *out);
    if (r == VG_OK && !whole && !vg_syntax_set_time(*out, VG_S_DATE, text) &&
        !vg_syntax_set_time(*out, VG_S_TIMESTAMP, text))
        return vg_fes_expected(f, element, "a time such as '2018', '2018-02', '2018-02-12' or '2018-02-12T23:20:50Z'");
    return r;
}

/* A position, or what holds one: <timePosition>, <begin><TimeInstant><timePosition>. */
static const xmlNode *position_in(const xmlNode *n)
{
    for (const xmlNode *inner = n ? vg_fes_first(n) : NULL; inner; inner = vg_fes_first(inner))
        n = inner;
    return n;
}

/* One end of a period: open where its position is not determined. */
static enum vg_status append_side(struct fes *f, const xmlNode *at, bool is_end, struct vg_syntax *to)
{
    const xmlNode *position = position_in(at);
    struct vg_str text = vg_fes_text(f, position), vague = vg_fes_attr(f, position, "indeterminatePosition");
    struct vg_syntax *s;
    enum vg_status r = VG_OK;

    if (!text.len && (vg_str_is(vague, "unknown") || vg_str_is(vague, "before") || vg_str_is(vague, "after")))
        r = vg_fes_new(f, position, VG_S_OPEN, &s);
    else
        r = vg_fes_time_text(f, position, text, &s);
    if (r == VG_OK && s->kind == VG_S_INTERVAL) { /* of a year the first day, or the last */
        s = is_end ? s->last : s->first;
        s->next = NULL;
    }
    if (r == VG_OK)
        vg_syntax_append(to, s);
    return r;
}

static enum vg_status read_period(struct fes *f, const xmlNode *element, struct vg_syntax **out)
{
    const xmlNode *n = vg_fes_first(element);
    enum vg_status r = vg_fes_new(f, element, VG_S_INTERVAL, out);

    for (int i = 0; r == VG_OK && i < 2; i++, n = vg_fes_next(n)) {
        if (!n || !(vg_fes_is(n, sides[i][0]) || vg_fes_is(n, sides[i][1])))
            return vg_fes_expected(f, element, "gml:beginPosition and gml:endPosition");
        r = append_side(f, n, i == 1, *out);
    }
    return r;
}

enum vg_status vg_fes_time(struct fes *f, const xmlNode *element, struct vg_syntax **out)
{
    if (vg_fes_is(element, "TimePeriod"))
        return read_period(f, element, out);
    const xmlNode *position = vg_fes_first(element);
    if (!vg_fes_is(position, "timePosition"))
        return vg_fes_expected(f, element, "gml:timePosition");
    return vg_fes_time_text(f, position, vg_fes_text(f, position), out);
}
