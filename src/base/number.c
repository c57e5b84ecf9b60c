/* number.c — integers and coordinates as text.
 *
 * vg_fixed_write makes every coordinate of every page, so it works on integers throughout.  A
 * double is m * 2^e with m below 2^53: its whole part is a conversion, what remains is exact, and
 * m * 10^decimals (below 2^83) shifted right by -e is the exact product to round.  No digit depends
 * on a rounded multiplication. */
#include <math.h>

#include <vigie/base/number.h>

__extension__ typedef unsigned __int128 uint128;

static const char pairs[] = "00010203040506070809"
                            "10111213141516171819"
                            "20212223242526272829"
                            "30313233343536373839"
                            "40414243444546474849"
                            "50515253545556575859"
                            "60616263646566676869"
                            "70717273747576777879"
                            "80818283848586878889"
                            "90919293949596979899";

static const uint32_t powers[] = {1,      10,      100,      1000,      10000,
                                  100000, 1000000, 10000000, 100000000, 1000000000};

static inline void put2(char *p, uint32_t v)
{
    memcpy(p, pairs + 2 * v, 2);
}

static inline void put4(char *p, uint32_t v)
{
    put2(p, v / 100);
    put2(p + 2, v % 100);
}

static inline void put8(char *p, uint32_t v)
{
    put4(p, v / 10000);
    put4(p + 4, v % 10000);
}

/* 1 to 10 digits without leading zeros. */
static inline char *write_uint32(char *p, uint32_t v)
{
    if (v < 100) {
        if (v < 10) {
            *p = (char)('0' + v);
            return p + 1;
        }
        put2(p, v);
        return p + 2;
    }
    if (v < 10000) {
        uint32_t high = v / 100;
        p = write_uint32(p, high);
        put2(p, v % 100);
        return p + 2;
    }
    if (v < 100000000) {
        p = write_uint32(p, v / 10000);
        put4(p, v % 10000);
        return p + 4;
    }
    p = write_uint32(p, v / 100000000);
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

/* frac * power rounded half up, for 0 <= frac < 1; exact.  power is at most 10^9. */
static inline uint32_t scale_fraction(double frac, uint32_t power)
{
    uint64_t bits;
    memcpy(&bits, &frac, sizeof(bits));
    unsigned exponent = (unsigned)(bits >> 52);
    uint64_t mantissa = (bits & ((UINT64_C(1) << 52) - 1)) | UINT64_C(1) << 52;
    unsigned shift = 1075 - exponent; /* frac = mantissa / 2^shift, and shift is 53 or more */
    if (shift > 84)
        return 0; /* below 2^-31, and so below half of 10^-9 (a subnormal or zero among them) */
    uint128 product = (uint128)mantissa * power;
    product += (uint128)1 << (shift - 1);
    return (uint32_t)(product >> shift);
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
    if (part == 0)
        return p;

    *p++ = '.';
    uint32_t nine = part * powers[9 - decimals];
    uint32_t low = nine % 100000000;
    *p = (char)('0' + nine / 100000000);
    put8(p + 1, low);
    p += decimals;
    while (p[-1] == '0')
        p--;
    return p;
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
