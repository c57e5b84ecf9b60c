/* number.c — integers and coordinates as text.
 *
 * vg_fixed_write makes every coordinate of every page, so it works on integers throughout.  A
 * double is m * 2^-shift with m below 2^53: its whole part is a conversion, what remains is exact,
 * and so is the product with a power of ten before it is rounded once.
 *
 * Eight digits are made at once in one 64-bit word, one a byte, first digit lowest: leading and
 * trailing zeros are then counted in the word rather than looked for in a loop. */
#include <math.h>

#include <vigie/base/number.h>

#include "shortest.h"

__extension__ typedef unsigned __int128 uint128;

#define ZEROS UINT64_C(0x3030303030303030) /* "00000000" */

static const uint32_t powers[] = {1,      10,      100,      1000,      10000,
                                  100000, 1000000, 10000000, 100000000, 1000000000};

/* The digits of two numbers, each below 10^4, as values 0 to 9, first digit in the lowest byte:
 * pairs, then digits, are split side by side by multiplications that are exact in their range. */
static inline uint64_t split_digits(uint32_t first, uint32_t second)
{
    uint64_t four = first | (uint64_t)second << 32;
    uint64_t high = four * 10486 >> 20 & UINT64_C(0x7F0000007F);
    uint64_t two = high | (four - 100 * high) << 16;
    uint64_t tens = two * 103 >> 10 & UINT64_C(0x000F000F000F000F);
    return tens | (two - 10 * tens) << 8;
}

/* v < 10^8 */
static inline uint64_t eight_digits(uint32_t v)
{
    return split_digits(v / 10000, v % 10000);
}

static inline void store8(char *p, uint64_t w)
{
    if (__BYTE_ORDER__ == __ORDER_BIG_ENDIAN__)
        w = __builtin_bswap64(w);
    memcpy(p, &w, sizeof(w));
}

static inline void put8(char *p, uint32_t v)
{
    store8(p, eight_digits(v) | ZEROS);
}

/* 1 to 8 digits without leading zeros.  Up to 8 bytes are written. */
static inline char *write_below_1e8(char *p, uint32_t v)
{
    if (v < 10) {
        *p = (char)('0' + v);
        return p + 1;
    }
    if (v < 100) { /* degrees */
        p[0] = (char)('0' + v / 10);
        p[1] = (char)('0' + v % 10);
        return p + 2;
    }
    uint64_t digits = eight_digits(v);
    unsigned skip = (unsigned)__builtin_ctzll(digits) / 8 * 8;
    store8(p, (digits | ZEROS) >> skip);
    return p + 8 - skip / 8;
}

static inline char *write_uint32(char *p, uint32_t v)
{
    if (v < 100000000)
        return write_below_1e8(p, v);
    p = write_below_1e8(p, v / 100000000);
    put8(p, v % 100000000);
    return p + 8;
}

char *vg_int64_write(char *p, int64_t v)
{
    uint64_t u = (uint64_t)v;
    if (v < 0) {
        *p++ = '-';
        u = 0 - u;
    }
    if (u <= UINT32_MAX)
        return write_uint32(p, (uint32_t)u);
    uint64_t high = u / 100000000;
    if (high <= UINT32_MAX) {
        p = write_uint32(p, (uint32_t)high);
    } else {
        p = write_uint32(p, (uint32_t)(high / 100000000));
        put8(p, (uint32_t)(high % 100000000));
        p += 8;
    }
    put8(p, (uint32_t)(u % 100000000));
    return p + 8;
}

/* ".25" for 250 000 000 billionths; nothing for 0. */
static inline char *write_billionths(char *p, uint32_t billionths)
{
    if (billionths == 0)
        return p;
    uint32_t first = billionths / 100000000, five = billionths / 10000;
    uint64_t digits = split_digits(five - first * 10000, billionths - five * 10000);
    p[0] = '.';
    p[1] = (char)('0' + first);
    store8(p + 2, digits | ZEROS);
    if (digits == 0)
        return p + 2;
    return p + 10 - __builtin_clzll(digits) / 8;
}

/* As below for what has bits more than 63 places behind the point: rare, and often exactly zero. */
static uint32_t scale_small_fraction(double frac, uint32_t power)
{
    uint64_t bits;
    memcpy(&bits, &frac, sizeof(bits));
    unsigned shift = 1075 - (unsigned)(bits >> 52); /* 53 or more */
    if (shift > 84)
        return 0; /* below 2^-31, less than half of 10^-9: zero and subnormals among them */
    uint64_t mantissa = (bits & ((UINT64_C(1) << 52) - 1)) | UINT64_C(1) << 52;
    uint128 product = (uint128)mantissa * power + ((uint128)1 << (shift - 1));
    return (uint32_t)(product >> shift);
}

/* frac * power rounded half up, for 0 <= frac < 1; exact.  power is at most 10^9. */
static inline uint32_t scale_fraction(double frac, uint32_t power)
{
    if (frac < 0x1p-11)
        return scale_small_fraction(frac, power);
    uint64_t scaled = (uint64_t)(int64_t)(frac * 0x1p63);
    uint128 product = (uint128)scaled * ((uint64_t)power * 2);
    return (uint32_t)((product + (UINT64_C(1) << 63)) >> 64);
}

char *vg_fixed_write(char *p, double v, int decimals)
{
    double size = fabs(v);
    if (!(size < 1e9))
        return vg_double_write(p, v);

    uint32_t power = powers[decimals];
    uint32_t whole = (uint32_t)size;
    uint32_t part = scale_fraction(size - whole, power);
    if (part == power) {
        whole++;
        part = 0;
    }
    *p = '-';
    p += v < 0 && (whole | part) != 0;
    p = write_uint32(p, whole);
    return write_billionths(p, part * powers[9 - decimals]);
}

/* Most doubles in tables are decimals that people typed, such as 12.5.  A quotient of two integers
 * below 2^53 is rounded correctly, so n / 10^6 == v says that the text of n / 10^6 reads back as v;
 * and no other text of up to 15 digits does, so without trailing zeros it is the shortest. */
static inline bool is_in_millionths(double size, uint64_t *millionths)
{
    if (!(size >= 1e-5 && size < 1e9))
        return false;
    *millionths = (uint64_t)(size * 1e6 + 0.5);
    return (double)*millionths / 1e6 == size;
}

char *vg_double_write(char *p, double v)
{
    double size = fabs(v);
    if (size < 9007199254740992.0 && v == (double)(int64_t)v && (v != 0 || !signbit(v)))
        return vg_int64_write(p, (int64_t)v);
    uint64_t millionths;
    if (!is_in_millionths(size, &millionths))
        return vg_shortest_double(p, v);
    if (v < 0)
        *p++ = '-';
    p = write_uint32(p, (uint32_t)(millionths / 1000000));
    return write_billionths(p, (uint32_t)(millionths % 1000000) * 1000);
}

char *vg_float_write(char *p, float v)
{
    if (fabsf(v) < 16777216.0F && v == (float)(int32_t)v && (v != 0 || !signbit(v)))
        return vg_int64_write(p, (int32_t)v);
    return vg_shortest_float(p, v);
}

void vg_buf_int64(struct vg_buf *b, int64_t v)
{
    char *p = vg_buf_reserve(b, VG_NUMBER_MAX);
    if (p)
        vg_buf_commit(b, (size_t)(vg_int64_write(p, v) - p));
}

void vg_buf_double(struct vg_buf *b, double v)
{
    char *p = vg_buf_reserve(b, VG_NUMBER_MAX);
    if (!p)
        return;
    if (isfinite(v))
        vg_buf_commit(b, (size_t)(vg_double_write(p, v) - p));
    else
        VG_BUF_LIT(b, "null");
}

void vg_buf_fixed(struct vg_buf *b, double v, int decimals)
{
    char *p = vg_buf_reserve(b, VG_NUMBER_MAX);
    if (!p)
        return;
    if (isfinite(v))
        vg_buf_commit(b, (size_t)(vg_fixed_write(p, v, decimals) - p));
    else
        VG_BUF_LIT(b, "null");
}
