/* wire.h — the few forms of Protocol Buffers that a tile is made of. */
#ifndef CODEC_MVT_WIRE_H
#define CODEC_MVT_WIRE_H

#include <vigie/base/str.h>

#define WIRE_VARINT_MAX 10
#define WIRE_KEY(field, type) ((field) << 3 | (type))
enum wire_type { WIRE_VARINT = 0, WIRE_64 = 1, WIRE_BYTES = 2, WIRE_32 = 5 };

static inline size_t wire_varint_write(char *p, uint64_t v)
{
    size_t n = 0;
    while (v >= 0x80) {
        p[n++] = (char)(v | 0x80);
        v >>= 7;
    }
    p[n++] = (char)v;
    return n;
}

static inline size_t wire_varint_size(uint64_t v)
{
    size_t n = 1;
    while (v >>= 7)
        n++;
    return n;
}

static inline void wire_varint(struct vg_buf *b, uint64_t v)
{
    char *p = vg_buf_reserve(b, WIRE_VARINT_MAX);
    if (p)
        vg_buf_commit(b, wire_varint_write(p, v));
}

static inline uint64_t wire_zigzag(int64_t v)
{
    return (uint64_t)v << 1 ^ (uint64_t)(v >> 63);
}

static inline void wire_bytes(struct vg_buf *b, int field, struct vg_str s)
{
    wire_varint(b, (uint64_t)WIRE_KEY(field, WIRE_BYTES));
    wire_varint(b, s.len);
    vg_buf_str(b, s);
}

#endif
