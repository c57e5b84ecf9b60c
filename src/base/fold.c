/* Folding by table.  Bytes that are not UTF-8 are passed on as they are. */
#include <vigie/base/fold.h>

#include "fold_table.h"
#include "utf8.h"

static uint32_t decode(const unsigned char *p, size_t len)
{
    switch (len) {
    case 1: return p[0];
    case 2: return (uint32_t)(p[0] & 0x1F) << 6 | (p[1] & 0x3F);
    case 3: return (uint32_t)(p[0] & 0x0F) << 12 | (uint32_t)(p[1] & 0x3F) << 6 | (p[2] & 0x3F);
    default:
        return (uint32_t)(p[0] & 0x07) << 18 | (uint32_t)(p[1] & 0x3F) << 12 | (uint32_t)(p[2] & 0x3F) << 6 |
               (p[3] & 0x3F);
    }
}

static void put(struct vg_buf *b, uint32_t c)
{
    char out[4];
    size_t n = c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;

    if (n == 1)
        out[0] = (char)c;
    for (size_t i = n - 1; i > 0; i--, c >>= 6)
        out[i] = (char)(0x80 | (c & 0x3F));
    if (n > 1)
        out[0] = (char)((n == 2 ? 0xC0 : n == 3 ? 0xE0 : 0xF0) | c);
    vg_buf_add(b, out, n);
}

static uint32_t mapped(const struct fold_run *runs, size_t n, uint32_t c)
{
    size_t low = 0, high = n;

    while (low < high) { /* the last run that begins at or before c */
        size_t middle = (low + high) / 2;
        if (runs[middle].first <= c)
            low = middle + 1;
        else
            high = middle;
    }
    /* runs of every other letter may lie within each other: look at two */
    for (size_t i = low, tries = 0; i > 0 && tries < 2; i--, tries++) {
        const struct fold_run *r = &runs[i - 1];
        if (c <= r->last && (c - r->first) % (uint32_t)r->stride == 0)
            return (uint32_t)((int64_t)c + r->delta);
    }
    return c;
}

static bool put_many(struct vg_buf *b, uint32_t c)
{
    for (size_t i = 0; i < VG_COUNT(upper_many) && upper_many[i].from <= c; i++) {
        if (upper_many[i].from != c)
            continue;
        for (int k = 0; k < 3 && upper_many[i].to[k]; k++)
            put(b, upper_many[i].to[k]);
        return true;
    }
    return false;
}

static void put_upper(struct vg_buf *b, uint32_t c)
{
    if (!put_many(b, c))
        put(b, mapped(upper_runs, VG_COUNT(upper_runs), c));
}

static void put_plain(struct vg_buf *b, uint32_t c)
{
    if (c < 0x300 || c > 0x36F)
        put(b, mapped(plain_runs, VG_COUNT(plain_runs), c));
}

/* The one letter whose small form is of two. */
static void put_lower(struct vg_buf *b, uint32_t c)
{
    if (c == 0x130)
        VG_BUF_LIT(b, "i\xCC\x87");
    else
        put(b, mapped(lower_runs, VG_COUNT(lower_runs), c));
}

enum manner { UPPER, LOWER, PLAIN };

static char ascii(char c, enum manner manner)
{
    if (manner == UPPER && c >= 'a' && c <= 'z')
        return (char)(c - 'a' + 'A');
    return manner == LOWER && c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

static void fold(struct vg_buf *b, struct vg_str s, enum manner manner)
{
    static void (*const puts[])(struct vg_buf *b, uint32_t c) = {put_upper, put_lower, put_plain};
    const unsigned char *p = (const unsigned char *)s.ptr;

    for (size_t at = 0, n; at < s.len; at += n) {
        n = vg_utf8_length(p + at, s.len - at);
        if (n == 1 && p[at] < 0x80)
            vg_buf_char(b, ascii(s.ptr[at], manner));
        else if (n == 0)
            vg_buf_add(b, s.ptr + at, n = 1);
        else
            puts[manner](b, decode(p + at, n));
    }
}

void vg_fold_case(struct vg_buf *b, struct vg_str s)
{
    fold(b, s, UPPER);
}

void vg_fold_lower(struct vg_buf *b, struct vg_str s)
{
    fold(b, s, LOWER);
}

void vg_fold_accents(struct vg_buf *b, struct vg_str s)
{
    fold(b, s, PLAIN);
}
