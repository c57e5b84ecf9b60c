/* value.h — values on their way between us and PostgreSQL, in its binary form. */
#ifndef VIGIE_STORE_POSTGIS_VALUE_H
#define VIGIE_STORE_POSTGIS_VALUE_H

#include <libpq-fe.h>

#include <vigie/model/feature.h>

/* Object ids of built-in types: fixed since ever, named in the server's pg_type.dat. */
enum {
    VG_PG_BOOL = 16, VG_PG_BYTEA = 17, VG_PG_NAME = 19, VG_PG_INT8 = 20, VG_PG_INT2 = 21, VG_PG_INT4 = 23,
    VG_PG_TEXT = 25, VG_PG_OID = 26, VG_PG_JSON = 114, VG_PG_FLOAT4 = 700, VG_PG_FLOAT8 = 701,
    VG_PG_BPCHAR = 1042, VG_PG_VARCHAR = 1043, VG_PG_DATE = 1082, VG_PG_TIME = 1083, VG_PG_TIMESTAMP = 1114,
    VG_PG_TIMESTAMPTZ = 1184, VG_PG_NUMERIC = 1700, VG_PG_UUID = 2950, VG_PG_JSONB = 3802,
};

/* From PostgreSQL's epoch, 2000-01-01, to ours. */
#define VG_PG_EPOCH_DAYS 10957
#define VG_PG_EPOCH_US (VG_PG_EPOCH_DAYS * VG_US_PER_DAY)

typedef bool vg_pg_decode(const unsigned char *p, int len, struct vg_arena *row, struct vg_value *out);

/* How to read values of a type; NULL: a type we never ask for. */
vg_pg_decode *vg_pg_decoder(Oid type);

/* A value in binary form, appended to b.  Dates and times that stand for infinity (INT64_MAX,
 * INT64_MIN) come out as such.  False where the value cannot be had as this type. */
bool vg_pg_encode(struct vg_buf *b, Oid type, const struct vg_value *v);

/* The type a value of this kind is bound as. */
Oid vg_pg_type_of(enum vg_value_kind kind);

/* numeric (src/backend/utils/adt/numeric.c): decimal text, digit for digit, and back. */
bool vg_pg_numeric_read(const unsigned char *p, int len, struct vg_arena *row, struct vg_value *out);
bool vg_pg_numeric_put(struct vg_buf *b, struct vg_str text);

void vg_pg_put16(struct vg_buf *b, uint16_t v);
void vg_pg_put32(struct vg_buf *b, uint32_t v);
void vg_pg_put64(struct vg_buf *b, uint64_t v);

/* Big-endian, at any address; compilers make one load and one swap of it. */
static inline uint16_t vg_pg_get16(const unsigned char *p)
{
    return (uint16_t)(p[0] << 8 | p[1]);
}

static inline uint32_t vg_pg_get32(const unsigned char *p)
{
    return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3];
}

static inline uint64_t vg_pg_get64(const unsigned char *p)
{
    return (uint64_t)vg_pg_get32(p) << 32 | vg_pg_get32(p + 4);
}

static inline void vg_pg_set32(void *at, uint32_t v)
{
    unsigned char *p = at;
    p[0] = (unsigned char)(v >> 24);
    p[1] = (unsigned char)(v >> 16);
    p[2] = (unsigned char)(v >> 8);
    p[3] = (unsigned char)v;
}

#endif
