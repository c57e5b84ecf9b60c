/* base64.c — base64url without padding (RFC 4648 section 5). */
#include <vigie/base/escape.h>

static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

void vg_base64url_put(struct vg_buf *b, const void *bytes, size_t len)
{
    const unsigned char *p = bytes;
    for (; len > 0; p += 3) {
        size_t take = len < 3 ? len : 3;
        uint32_t v = (uint32_t)p[0] << 16;
        if (take > 1)
            v |= (uint32_t)p[1] << 8;
        if (take > 2)
            v |= p[2];
        char text[4] = {alphabet[v >> 18], alphabet[v >> 12 & 63], alphabet[v >> 6 & 63],
                        alphabet[v & 63]};
        vg_buf_add(b, text, take + 1);
        len -= take;
    }
}

static int value_of(char c)
{
    if (c >= 'A' && c <= 'Z')
        return c - 'A';
    if (c >= 'a' && c <= 'z')
        return c - 'a' + 26;
    if (c >= '0' && c <= '9')
        return c - '0' + 52;
    return c == '-' ? 62 : c == '_' ? 63 : -1;
}

/* One text for one value: bits that no byte uses must be zero, and no length is left over. */
enum vg_status vg_base64url_decode(struct vg_str s, struct vg_arena *a, struct vg_str *out,
                                   struct vg_error *err)
{
    if (s.len % 4 == 1)
        return vg_fail(err, VG_BAD_INPUT, "", "base64url text is cut short");
    unsigned char *bytes = vg_arena_alloc(a, s.len / 4 * 3 + 3);
    if (!bytes)
        return vg_arena_check(a, err);
    size_t n = 0;
    uint32_t bits = 0;
    unsigned held = 0;
    for (size_t i = 0; i < s.len; i++) {
        int v = value_of(s.ptr[i]);
        if (v < 0)
            return vg_fail(err, VG_BAD_INPUT, "",
                           "byte %zu of base64url text is not of its alphabet", i + 1);
        bits = bits << 6 | (uint32_t)v;
        held += 6;
        if (held >= 8) {
            held -= 8;
            bytes[n++] = (unsigned char)(bits >> held);
            bits &= (1U << held) - 1;
        }
    }
    if (bits != 0)
        return vg_fail(err, VG_BAD_INPUT, "", "base64url text is cut short");
    *out = (struct vg_str){(char *)bytes, n};
    return VG_OK;
}
