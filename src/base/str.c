/* str.c — views: compare, cut, trim, read whole numbers, check UTF-8. */
#include <vigie/base/str.h>

#include "utf8.h"

static bool is_space(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c + ('a' - 'A')) : c;
}

bool vg_str_eq(struct vg_str a, struct vg_str b)
{
    return a.len == b.len && (a.len == 0 || memcmp(a.ptr, b.ptr, a.len) == 0);
}

bool vg_str_is(struct vg_str a, const char *b)
{
    return vg_str_eq(a, vg_str_of(b));
}

bool vg_str_is_nocase(struct vg_str a, const char *b)
{
    for (size_t i = 0; i < a.len; i++) {
        if (b[i] == '\0' || lower(a.ptr[i]) != lower(b[i]))
            return false;
    }
    return b[a.len] == '\0';
}

bool vg_str_starts(struct vg_str s, struct vg_str prefix)
{
    return s.len >= prefix.len && vg_str_eq((struct vg_str){s.ptr, prefix.len}, prefix);
}

struct vg_str vg_str_trim(struct vg_str s)
{
    while (s.len > 0 && is_space(s.ptr[0])) {
        s.ptr++;
        s.len--;
    }
    while (s.len > 0 && is_space(s.ptr[s.len - 1]))
        s.len--;
    return s;
}

struct vg_str vg_str_cut(struct vg_str s, char sep, struct vg_str *rest)
{
    const char *at = s.len > 0 ? memchr(s.ptr, sep, s.len) : NULL;
    if (!at) {
        *rest = (struct vg_str){0};
        return s;
    }
    size_t head = (size_t)(at - s.ptr);
    *rest = (struct vg_str){at + 1, s.len - head - 1};
    return (struct vg_str){s.ptr, head};
}

bool vg_str_int64(struct vg_str s, int64_t *out)
{
    size_t i = 0;
    bool negative = s.len > 0 && s.ptr[0] == '-';
    if (s.len > 0 && (s.ptr[0] == '-' || s.ptr[0] == '+'))
        i = 1;
    if (i == s.len)
        return false;

    uint64_t v = 0, max = negative ? (uint64_t)INT64_MAX + 1 : (uint64_t)INT64_MAX;
    for (; i < s.len; i++) {
        unsigned digit = (unsigned)(s.ptr[i] - '0');
        if (digit > 9 || v > (max - digit) / 10)
            return false;
        v = v * 10 + digit;
    }
    *out = (int64_t)(negative ? 0 - v : v);
    return true;
}

size_t vg_utf8_count(struct vg_str s)
{
    size_t n = 0;

    for (size_t i = 0; i < s.len; i++)
        n += ((unsigned char)s.ptr[i] & 0xC0) != 0x80;
    return n;
}

bool vg_utf8_valid(struct vg_str s, size_t *bad_at)
{
    const unsigned char *p = (const unsigned char *)s.ptr;
    size_t i = 0;
    while (i < s.len) {
        /* Most text is ASCII: no high bit and no NUL in eight bytes. */
        while (s.len - i >= 8) {
            uint64_t w = vg_load8(p + i);
            if ((w | (w - VG_BYTES8(0x01))) & VG_BYTES8(0x80))
                break;
            i += 8;
        }
        if (i == s.len)
            break;
        size_t n = p[i] == '\0' ? 0 : vg_utf8_length(p + i, s.len - i);
        if (n == 0) {
            if (bad_at)
                *bad_at = i;
            return false;
        }
        i += n;
    }
    return true;
}
