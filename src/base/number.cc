/* number.cc — shortest decimal text of a binary number, and the way back.
 *
 * The only C++ of this folder: std::to_chars and std::from_chars are exact, quick and know no
 * locale, and the C library has nothing that is all three. */
#include <charconv>
#include <cmath>

extern "C" {
#include <vigie/base/number.h>
}

#include "shortest.h"

/* Plain digits where people expect them, an exponent beyond. */
template <typename T> static char *write_shortest(char *p, T v)
{
    T size = std::fabs(v);
    bool plain = size == 0 || (size >= T(1e-5) && size < T(1e16));
    auto r = std::to_chars(p, p + VG_NUMBER_MAX, v,
                           plain ? std::chars_format::fixed : std::chars_format::scientific);
    return r.ptr;
}

extern "C" char *vg_shortest_double(char *p, double v)
{
    return write_shortest(p, v);
}

extern "C" char *vg_shortest_float(char *p, float v)
{
    return write_shortest(p, v);
}

/* from_chars says only "out of range".  Too small (it reads as zero) is what has few digits before
 * the point and a negative exponent or none; all else is too large. */
static bool is_tiny(struct vg_str s)
{
    size_t digits = 0;
    while (digits < s.len && s.ptr[digits] >= '0' && s.ptr[digits] <= '9')
        digits++;
    size_t e = digits;
    while (e < s.len && (s.ptr[e] | 0x20) != 'e')
        e++;
    return digits < 300 && (e + 1 >= s.len || s.ptr[e + 1] == '-');
}

extern "C" bool vg_str_double(struct vg_str s, double *out)
{
    bool negative = s.len > 0 && s.ptr[0] == '-';
    if (s.len > 0 && (s.ptr[0] == '-' || s.ptr[0] == '+')) {
        s.ptr++;
        s.len--;
    }
    /* No sign twice, and neither "inf" nor "nan". */
    if (s.len == 0 || !((s.ptr[0] >= '0' && s.ptr[0] <= '9') || s.ptr[0] == '.'))
        return false;
    double v = 0;
    auto r = std::from_chars(s.ptr, s.ptr + s.len, v);
    if (r.ec == std::errc::invalid_argument || r.ptr != s.ptr + s.len)
        return false;
    if (r.ec == std::errc::result_out_of_range) {
        if (!is_tiny(s))
            return false;
        v = 0;
    }
    *out = negative ? -v : v;
    return true;
}
