/* Geometry blobs of a GeoPackage (OGC 12-128r18, clause 2.1.3): read in place. */
#include "../gpkg.h"

/* Bytes of the box by the envelope code in the flags. */
static const int envelope_bytes[] = {0, 32, 48, 48, 64};

static double read_double(const unsigned char *p, bool swap)
{
    uint64_t bits;
    double v;

    memcpy(&bits, p, sizeof bits);
    if (swap)
        bits = __builtin_bswap64(bits);
    memcpy(&v, &bits, sizeof v);
    return v;
}

const char *vg_gpkg_blob_read(const void *bytes, size_t len, struct vg_gpkg_blob *out)
{
    const unsigned char *p = bytes;

    if (len < 8 || p[0] != 'G' || p[1] != 'P')
        return "it does not begin as a GeoPackage geometry";
    unsigned flags = p[3], envelope = (flags >> 1) & 7;
    if (flags & 0x20)
        return "it is of an extended type that is not part of the standard";
    if (envelope >= VG_COUNT(envelope_bytes) || len < 8 + (size_t)envelope_bytes[envelope])
        return "its header is cut short or names an unknown box";

    bool swap = !(flags & 1); /* 1: little endian, like every machine we run on */
    size_t head = 8 + (size_t)envelope_bytes[envelope];
    *out = (struct vg_gpkg_blob){.geom = {p + head, len - head}, .empty = flags & 0x10, .has_box = envelope != 0};
    if (out->has_box) {
        out->min[0] = read_double(p + 8, swap);
        out->max[0] = read_double(p + 16, swap);
        out->min[1] = read_double(p + 24, swap);
        out->max[1] = read_double(p + 32, swap);
    }
    return NULL;
}
