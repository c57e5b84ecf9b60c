/* value.c — PostgreSQL's binary forms, as its *_send and *_recv functions write them: big-endian,
 * dates and times counted from 2000-01-01, with the ends of the range standing for infinity. */
#include "value.h"

#include <math.h>

#include <vigie/base/number.h>

/* ----------------------------------------------------------------------------------------- reading */

static bool read_bool(const unsigned char *p, int len, struct vg_arena *row, struct vg_value *out)
{
    (void)row;
    if (len != 1)
        return false;
    *out = (struct vg_value){.kind = VG_V_BOOL, .boolean = *p != 0};
    return true;
}

static bool read_int2(const unsigned char *p, int len, struct vg_arena *row, struct vg_value *out)
{
    (void)row;
    if (len != 2)
        return false;
    *out = (struct vg_value){.kind = VG_V_INT, .integer = (int16_t)vg_pg_get16(p)};
    return true;
}

static bool read_int4(const unsigned char *p, int len, struct vg_arena *row, struct vg_value *out)
{
    (void)row;
    if (len != 4)
        return false;
    *out = (struct vg_value){.kind = VG_V_INT, .integer = (int32_t)vg_pg_get32(p)};
    return true;
}

static bool read_int8(const unsigned char *p, int len, struct vg_arena *row, struct vg_value *out)
{
    (void)row;
    if (len != 8)
        return false;
    *out = (struct vg_value){.kind = VG_V_INT, .integer = (int64_t)vg_pg_get64(p)};
    return true;
}

static bool read_oid(const unsigned char *p, int len, struct vg_arena *row, struct vg_value *out)
{
    (void)row;
    if (len != 4)
        return false;
    *out = (struct vg_value){.kind = VG_V_INT, .integer = vg_pg_get32(p)};
    return true;
}

static bool read_float4(const unsigned char *p, int len, struct vg_arena *row, struct vg_value *out)
{
    (void)row;
    if (len != 4)
        return false;
    uint32_t bits = vg_pg_get32(p);
    float f;
    memcpy(&f, &bits, 4);
    *out = (struct vg_value){.kind = VG_V_FLOAT, .real = f + 0.0};
    return true;
}

static bool read_float8(const unsigned char *p, int len, struct vg_arena *row, struct vg_value *out)
{
    (void)row;
    if (len != 8)
        return false;
    uint64_t bits = vg_pg_get64(p);
    *out = (struct vg_value){.kind = VG_V_DOUBLE};
    memcpy(&out->real, &bits, 8);
    out->real += 0.0; /* no -0: the other kind of store cannot keep it */
    return true;
}

static bool read_text(const unsigned char *p, int len, struct vg_arena *row, struct vg_value *out)
{
    (void)row;
    *out = (struct vg_value){.kind = VG_V_TEXT, .text = {(const char *)p, (size_t)len}};
    return true;
}

static bool read_bytea(const unsigned char *p, int len, struct vg_arena *row, struct vg_value *out)
{
    (void)row;
    *out = (struct vg_value){.kind = VG_V_BYTES, .text = {(const char *)p, (size_t)len}};
    return true;
}

static bool read_json(const unsigned char *p, int len, struct vg_arena *row, struct vg_value *out)
{
    (void)row;
    *out = (struct vg_value){.kind = VG_V_JSON, .text = {(const char *)p, (size_t)len}};
    return true;
}

/* jsonb_send: one byte of version, then the text, which PostgreSQL writes with a space after each comma and colon:
 * taken out again, so that it reads as it does elsewhere. */
static bool read_jsonb(const unsigned char *p, int len, struct vg_arena *row, struct vg_value *out)
{
    bool in_string = false;
    char *t = len > 1 && *p == 1 ? vg_arena_alloc(row, (size_t)len) : NULL;
    if (!t)
        return false;
    size_t n = 0;
    for (int i = 1; i < len; i++) {
        if (p[i] == '"')
            in_string = !in_string;
        if (p[i] == ' ' && !in_string)
            continue;
        t[n++] = (char)p[i];
        if (in_string && p[i] == '\\' && i + 1 < len)
            t[n++] = (char)p[++i];
    }
    *out = (struct vg_value){.kind = VG_V_JSON, .text = {t, n}};
    return true;
}

static bool read_uuid(const unsigned char *p, int len, struct vg_arena *row, struct vg_value *out)
{
    static const char hex[] = "0123456789abcdef";
    char *t = len == 16 ? vg_arena_alloc(row, 36) : NULL;
    if (!t)
        return false;
    char *q = t;
    for (int i = 0; i < 16; i++) {
        if (i == 4 || i == 6 || i == 8 || i == 10)
            *q++ = '-';
        *q++ = hex[p[i] >> 4];
        *q++ = hex[p[i] & 15];
    }
    *out = (struct vg_value){.kind = VG_V_TEXT, .text = {t, 36}};
    return true;
}

static bool read_date(const unsigned char *p, int len, struct vg_arena *row, struct vg_value *out)
{
    (void)row;
    if (len != 4)
        return false;
    int32_t d = (int32_t)vg_pg_get32(p);
    int64_t days = d == INT32_MAX ? INT64_MAX : d == INT32_MIN ? INT64_MIN : d + (int64_t)VG_PG_EPOCH_DAYS;
    *out = (struct vg_value){.kind = VG_V_DATE, .integer = days};
    return true;
}

static bool read_moment(const unsigned char *p, int len, enum vg_value_kind kind, struct vg_value *out)
{
    if (len != 8)
        return false;
    int64_t us = (int64_t)vg_pg_get64(p);
    if (us < INT64_MAX - VG_PG_EPOCH_US && us != INT64_MIN)
        us += VG_PG_EPOCH_US;
    *out = (struct vg_value){.kind = kind, .integer = us};
    return true;
}

static bool read_timestamp(const unsigned char *p, int len, struct vg_arena *row, struct vg_value *out)
{
    (void)row;
    return read_moment(p, len, VG_V_LOCALTIME, out);
}

static bool read_timestamptz(const unsigned char *p, int len, struct vg_arena *row, struct vg_value *out)
{
    (void)row;
    return read_moment(p, len, VG_V_DATETIME, out);
}

static bool read_time(const unsigned char *p, int len, struct vg_arena *row, struct vg_value *out)
{
    (void)row;
    if (len != 8)
        return false;
    *out = (struct vg_value){.kind = VG_V_TIME, .integer = (int64_t)vg_pg_get64(p)};
    return true;
}

vg_pg_decode *vg_pg_decoder(Oid type)
{
    switch (type) {
    case VG_PG_BOOL:
        return read_bool;
    case VG_PG_INT2:
        return read_int2;
    case VG_PG_INT4:
        return read_int4;
    case VG_PG_INT8:
        return read_int8;
    case VG_PG_OID:
        return read_oid;
    case VG_PG_FLOAT4:
        return read_float4;
    case VG_PG_FLOAT8:
        return read_float8;
    case VG_PG_NUMERIC:
        return vg_pg_numeric_read;
    case VG_PG_NAME:
    case VG_PG_TEXT:
    case VG_PG_VARCHAR:
        return read_text;
    case VG_PG_BYTEA:
        return read_bytea;
    case VG_PG_JSON:
        return read_json;
    case VG_PG_JSONB:
        return read_jsonb;
    case VG_PG_UUID:
        return read_uuid;
    case VG_PG_DATE:
        return read_date;
    case VG_PG_TIME:
        return read_time;
    case VG_PG_TIMESTAMP:
        return read_timestamp;
    case VG_PG_TIMESTAMPTZ:
        return read_timestamptz;
    default:
        return NULL;
    }
}

/* ----------------------------------------------------------------------------------------- writing */

void vg_pg_put16(struct vg_buf *b, uint16_t v)
{
    const unsigned char bytes[2] = {(unsigned char)(v >> 8), (unsigned char)v};
    vg_buf_add(b, bytes, sizeof bytes);
}

void vg_pg_put32(struct vg_buf *b, uint32_t v)
{
    unsigned char bytes[4];
    vg_pg_set32(bytes, v);
    vg_buf_add(b, bytes, sizeof bytes);
}

void vg_pg_put64(struct vg_buf *b, uint64_t v)
{
    unsigned char bytes[8];
    vg_pg_set32(bytes, (uint32_t)(v >> 32));
    vg_pg_set32(bytes + 4, (uint32_t)v);
    vg_buf_add(b, bytes, sizeof bytes);
}

static bool put_integer(struct vg_buf *b, const struct vg_value *v, int bytes)
{
    int64_t i = v->integer;
    if (v->kind == VG_V_BOOL)
        i = v->boolean;
    else if (v->kind != VG_V_INT)
        return false;
    if (bytes == 8) {
        vg_pg_put64(b, (uint64_t)i);
        return true;
    }
    if (bytes == 4 ? i != (int32_t)i : i != (int16_t)i)
        return false;
    if (bytes == 4)
        vg_pg_put32(b, (uint32_t)i);
    else
        vg_pg_put16(b, (uint16_t)i);
    return true;
}

static bool put_real(struct vg_buf *b, const struct vg_value *v, int bytes)
{
    double d;
    if (v->kind == VG_V_DOUBLE || v->kind == VG_V_FLOAT)
        d = v->real;
    else if (v->kind == VG_V_INT)
        d = (double)v->integer;
    else if (v->kind != VG_V_NUMBER || !vg_str_double(v->text, &d))
        return false;
    if (bytes == 8) {
        uint64_t bits;
        memcpy(&bits, &d, 8);
        vg_pg_put64(b, bits);
        return true;
    }
    float f = (float)d;
    uint32_t bits;
    memcpy(&bits, &f, 4);
    vg_pg_put32(b, bits);
    return isfinite(f) || !isfinite(d);
}

static bool put_decimal(struct vg_buf *b, const struct vg_value *v)
{
    char text[VG_NUMBER_MAX];
    struct vg_str s = {text, 0};
    if (v->kind == VG_V_NUMBER || v->kind == VG_V_TEXT)
        s = v->text;
    else if (v->kind == VG_V_INT)
        s.len = (size_t)(vg_int64_write(text, v->integer) - text);
    else if (v->kind != VG_V_DOUBLE && v->kind != VG_V_FLOAT)
        return false;
    else if (isnan(v->real))
        s = VG_STR("NaN");
    else if (isinf(v->real))
        return false; /* numeric has infinity since PostgreSQL 14 only */
    else
        s.len = (size_t)((v->kind == VG_V_FLOAT ? vg_float_write(text, (float)v->real)
                                                : vg_double_write(text, v->real)) - text);
    return vg_pg_numeric_put(b, s);
}

static bool put_date(struct vg_buf *b, const struct vg_value *v)
{
    int64_t d = v->integer;
    if (v->kind != VG_V_DATE)
        return false;
    bool infinite = d == INT64_MAX || d == INT64_MIN;
    if (!infinite)
        d -= VG_PG_EPOCH_DAYS;
    vg_pg_put32(b, d == INT64_MAX ? INT32_MAX : d == INT64_MIN ? (uint32_t)INT32_MIN : (uint32_t)d);
    return infinite || d == (int32_t)d;
}

static bool put_moment(struct vg_buf *b, const struct vg_value *v)
{
    int64_t us = v->integer;
    if (v->kind == VG_V_DATE) {
        if (us > INT64_MAX / VG_US_PER_DAY || us < INT64_MIN / VG_US_PER_DAY)
            us = us > 0 ? INT64_MAX : INT64_MIN;
        else
            us *= VG_US_PER_DAY;
    } else if (v->kind != VG_V_DATETIME && v->kind != VG_V_LOCALTIME) {
        return false;
    }
    if (us != INT64_MAX && us >= INT64_MIN + VG_PG_EPOCH_US)
        us -= VG_PG_EPOCH_US;
    vg_pg_put64(b, (uint64_t)us);
    return true;
}

static int hex_digit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    c |= 32;
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* 32 hex digits; hyphens and braces wherever they stand, as the server itself bears them. */
static bool put_uuid(struct vg_buf *b, const struct vg_value *v)
{
    unsigned char bytes[16];
    int n = 0;
    if (v->kind != VG_V_TEXT)
        return false;
    for (size_t i = 0; i < v->text.len; i++) {
        char c = v->text.ptr[i];
        int d = hex_digit(c);
        if (c == '-' || c == '{' || c == '}')
            continue;
        if (d < 0 || n == 32)
            return false;
        bytes[n / 2] = (unsigned char)(n % 2 ? bytes[n / 2] << 4 | d : d);
        n++;
    }
    vg_buf_add(b, bytes, 16);
    return n == 32;
}

static bool put_text(struct vg_buf *b, const struct vg_value *v)
{
    switch (v->kind) {
    case VG_V_TEXT:
    case VG_V_NUMBER:
    case VG_V_JSON:
    case VG_V_BYTES:
        vg_buf_str(b, v->text);
        return true;
    default:
        vg_value_put_text(b, v);
        return true;
    }
}

bool vg_pg_encode(struct vg_buf *b, Oid type, const struct vg_value *v)
{
    switch (type) {
    case VG_PG_BOOL:
        vg_buf_char(b, v->kind == VG_V_BOOL && v->boolean);
        return v->kind == VG_V_BOOL;
    case VG_PG_INT2:
        return put_integer(b, v, 2);
    case VG_PG_INT4:
        return put_integer(b, v, 4);
    case VG_PG_INT8:
        return put_integer(b, v, 8);
    case VG_PG_FLOAT4:
        return put_real(b, v, 4);
    case VG_PG_FLOAT8:
        return put_real(b, v, 8);
    case VG_PG_NUMERIC:
        return put_decimal(b, v);
    case VG_PG_DATE:
        return put_date(b, v);
    case VG_PG_TIME:
        vg_pg_put64(b, (uint64_t)v->integer);
        return v->kind == VG_V_TIME;
    case VG_PG_TIMESTAMP:
    case VG_PG_TIMESTAMPTZ:
        return put_moment(b, v);
    case VG_PG_UUID:
        return put_uuid(b, v);
    case VG_PG_JSONB:
        vg_buf_char(b, 1);
        return put_text(b, v);
    default:
        return put_text(b, v);
    }
}

Oid vg_pg_type_of(enum vg_value_kind kind)
{
    switch (kind) {
    case VG_V_BOOL:
        return VG_PG_BOOL;
    case VG_V_INT:
        return VG_PG_INT8;
    case VG_V_DOUBLE:
        return VG_PG_FLOAT8;
    case VG_V_FLOAT:
        return VG_PG_FLOAT4;
    case VG_V_NUMBER:
        return VG_PG_NUMERIC;
    case VG_V_DATE:
        return VG_PG_DATE;
    case VG_V_DATETIME:
        return VG_PG_TIMESTAMPTZ;
    case VG_V_LOCALTIME:
        return VG_PG_TIMESTAMP;
    case VG_V_TIME:
        return VG_PG_TIME;
    case VG_V_BYTES:
        return VG_PG_BYTEA;
    default:
        return VG_PG_TEXT;
    }
}
