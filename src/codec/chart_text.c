/* Numbers and steps of time as people of a language write them. */
#include <math.h>

#include <vigie/base/number.h>

#include "chart.h"

static const char *const months[][12] = {
    [VG_EN] = {"January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
               "December"},
    [VG_FR] = {"janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre",
               "décembre"},
};

/* Places after the point for so many digits that count. */
static int places_of(double v, int digits)
{
    int whole = v == 0 ? 1 : (int)floor(log10(fabs(v))) + 1;
    int places = digits - whole;
    return places < 0 ? 0 : places > 9 ? 9 : places;
}

void vg_chart_put_number(struct vg_buf *b, enum vg_lang lang, double v, int digits)
{
    char text[VG_NUMBER_MAX + 1];

    if (!isfinite(v)) {
        VG_BUF_LIT(b, "–");
        return;
    }
    *vg_fixed_write(text, v, places_of(v, digits)) = '\0';
    const char *p = text;
    if (*p == '-') {
        VG_BUF_LIT(b, "−");
        p++;
    }
    size_t whole = strspn(p, "0123456789");
    for (size_t i = 0; i < whole; i++) {
        if (i > 0 && (whole - i) % 3 == 0 && whole > 4)
            vg_buf_cstr(b, lang == VG_FR ? "\u202f" : ",");
        vg_buf_char(b, p[i]);
    }
    if (p[whole] == '.') {
        vg_buf_char(b, lang == VG_FR ? ',' : '.');
        whole++;
    }
    vg_buf_cstr(b, p + whole);
}

static bool is_digits(struct vg_str s, size_t from, size_t n)
{
    for (size_t i = from; i < from + n; i++)
        if (i >= s.len || s.ptr[i] < '0' || s.ptr[i] > '9')
            return false;
    return true;
}

static int two_digits(const char *p)
{
    return (p[0] - '0') * 10 + p[1] - '0';
}

void vg_chart_put_step(struct vg_buf *b, enum vg_lang lang, struct vg_str s)
{
    bool month = s.len >= 7 && is_digits(s, 0, 4) && s.ptr[4] == '-' && is_digits(s, 5, 2);
    bool day = month && s.len >= 10 && s.ptr[7] == '-' && is_digits(s, 8, 2);
    int m = month ? two_digits(s.ptr + 5) : 0;

    if (m < 1 || m > 12 || (s.len != 7 && !day)) {
        vg_buf_str(b, s);
        return;
    }
    if (day) {
        vg_buf_int64(b, two_digits(s.ptr + 8));
        vg_buf_char(b, ' ');
    }
    vg_buf_printf(b, "%s %.4s", months[lang][m - 1], s.ptr);
}
