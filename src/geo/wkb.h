/* wkb.h — reading and writing single values of WKB, for the modules that walk it themselves.
 *
 * Positions in WKB stand at any address, so values go through memcpy, which compiles to one
 * load. */
#ifndef GEO_WKB_H
#define GEO_WKB_H

#include <vigie/geo/geom.h>

#include "geom_type.h"

static inline uint32_t wkb_u32(const unsigned char *p, bool swap)
{
    uint32_t v;
    memcpy(&v, p, sizeof(v));
    return swap ? __builtin_bswap32(v) : v;
}

static inline double wkb_f64(const unsigned char *p, bool swap)
{
    uint64_t bits;
    double v;
    memcpy(&bits, p, sizeof(bits));
    bits = swap ? __builtin_bswap64(bits) : bits;
    memcpy(&v, &bits, sizeof(v));
    return v;
}

static inline size_t wkb_left(const struct vg_wkb *r)
{
    return (size_t)(r->end - r->at);
}

/* The byte of a geometry's head that says: this machine's order. */
#define WKB_ORDER (__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__)
#define WKB_HEAD_BYTES 9

/* ISO type code of a head. */
static inline uint32_t wkb_code(enum vg_geom_type type, bool has_z, bool has_m)
{
    return (uint32_t)type + (has_z ? 1000 : 0) + (has_m ? 2000 : 0);
}

static inline unsigned char *wkb_put_u32(unsigned char *p, uint32_t v)
{
    memcpy(p, &v, sizeof(v));
    return p + sizeof(v);
}

/* Byte order and type: what stands before a point's coordinates or another's count. */
static inline unsigned char *wkb_put_type(unsigned char *p, enum vg_geom_type type, bool has_z,
                                          bool has_m)
{
    *p = WKB_ORDER;
    return wkb_put_u32(p + 1, wkb_code(type, has_z, has_m));
}

/* n doubles from WKB to any address in this machine's order. */
void vg_wkb_copy(void *to, const unsigned char *from, size_t n, bool swap);

#endif
