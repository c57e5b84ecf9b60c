/* lanes_sse2.c — x and y in one register, as any x86-64 can. */
#include "lanes.h"

#include <emmintrin.h>

static inline __m128d load(const unsigned char *p)
{
    return _mm_castsi128_pd(_mm_loadu_si128((const __m128i_u *)p));
}

bool vg_lanes_grow(const unsigned char *p, size_t n, size_t stride, double low[2], double high[2])
{
    /* The minimum of an instruction is its second operand where the first is NaN.  Two positions
     * a turn, so that one's minimum need not wait for the other's. */
    __m128d low_a = _mm_loadu_pd(low), low_b = low_a;
    __m128d high_a = _mm_loadu_pd(high), high_b = high_a, nan = _mm_setzero_pd();
    for (; n >= 2; n -= 2, p += 2 * stride) {
        __m128d a = load(p), b = load(p + stride);
        low_a = _mm_min_pd(a, low_a);
        low_b = _mm_min_pd(b, low_b);
        high_a = _mm_max_pd(a, high_a);
        high_b = _mm_max_pd(b, high_b);
        nan = _mm_or_pd(nan, _mm_cmpunord_pd(a, b));
    }
    if (n > 0) {
        __m128d a = load(p);
        low_a = _mm_min_pd(a, low_a);
        high_a = _mm_max_pd(a, high_a);
        nan = _mm_or_pd(nan, _mm_cmpunord_pd(a, a));
    }
    _mm_storeu_pd(low, _mm_min_pd(low_a, low_b));
    _mm_storeu_pd(high, _mm_max_pd(high_a, high_b));
    return _mm_movemask_pd(nan) != 0;
}

void vg_lanes_place(const unsigned char *p, size_t n, size_t stride, const double low[2],
                    const double high[2], unsigned char *out)
{
    __m128d l = _mm_loadu_pd(low), h = _mm_loadu_pd(high);
    for (size_t i = 0; i < n; i++, p += stride) {
        __m128d v = load(p);
        out[i] = (unsigned char)(_mm_movemask_pd(_mm_cmpnge_pd(v, l)) |
                                 _mm_movemask_pd(_mm_cmpnle_pd(v, h)) << 2);
    }
}
