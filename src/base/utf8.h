/* utf8.h — one character of UTF-8 at a time (RFC 3629), for the scanners of this folder. */
#ifndef VIGIE_SRC_BASE_UTF8_H
#define VIGIE_SRC_BASE_UTF8_H

#include <stdint.h>
#include <string.h>

/* Bytes of the well-formed character at p, which has `left` bytes after it at most (left > 0);
 * 0 where it is broken.  Overlong forms, surrogates and code points past U+10FFFF are broken. */
static inline size_t vg_utf8_length(const unsigned char *p, size_t left)
{
    unsigned char c = p[0];
    if (c < 0x80)
        return 1;
    if (c < 0xC2)
        return 0;
    if (c < 0xE0)
        return left > 1 && (p[1] & 0xC0) == 0x80 ? 2 : 0;
    if (c < 0xF0) {
        unsigned char low = c == 0xE0 ? 0xA0 : 0x80, high = c == 0xED ? 0x9F : 0xBF;
        return left > 2 && p[1] >= low && p[1] <= high && (p[2] & 0xC0) == 0x80 ? 3 : 0;
    }
    if (c < 0xF5) {
        unsigned char low = c == 0xF0 ? 0x90 : 0x80, high = c == 0xF4 ? 0x8F : 0xBF;
        return left > 3 && p[1] >= low && p[1] <= high && (p[2] & 0xC0) == 0x80 &&
                       (p[3] & 0xC0) == 0x80
                   ? 4
                   : 0;
    }
    return 0;
}

/* The longest length up to n that does not cut a character of text in two. */
static inline size_t vg_utf8_floor(const char *text, size_t n)
{
    size_t start = n;
    while (start > 0 && n - start < 4) {
        start--;
        if (((unsigned char)text[start] & 0xC0) != 0x80)
            return vg_utf8_length((const unsigned char *)text + start, n - start) ? n : start;
    }
    return n;
}

/* Eight bytes at once, whatever the alignment. */
static inline uint64_t vg_load8(const void *p)
{
    uint64_t w;
    memcpy(&w, p, sizeof(w));
    return w;
}

#define VG_BYTES8(byte) (UINT64_C(0x0101010101010101) * (byte))

#endif
