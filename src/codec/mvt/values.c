/* A layer names an attribute's value by number (Mapbox Vector Tile 2.1, 4.1 and 4.4), so each is written once.  Two are
 * the same where their bytes on the wire are: the message itself is what is hashed and compared, which spares a table of
 * our own for each type. */
#include "values.h"

#include <math.h>
#include <stdlib.h>

#include <vigie/base/hash.h>

#include "wire.h"

#define MAX_VALUES_BYTES ((size_t)256 << 20)
#define FIRST_SLOTS 1024

enum value_field { STRING_VALUE = 1, FLOAT_VALUE, DOUBLE_VALUE, INT_VALUE, UINT_VALUE, SINT_VALUE, BOOL_VALUE };

void vg_mvt_values_init(struct mvt_values *v)
{
    *v = (struct mvt_values){0};
    vg_buf_init(&v->bytes, MAX_VALUES_BYTES);
}

void vg_mvt_values_finish(struct mvt_values *v)
{
    vg_buf_finish(&v->bytes);
    free(v->ends);
    free(v->slots);
    *v = (struct mvt_values){0};
}

/* --- a value as a message --------------------------------------------------------------------- */

/* Little endian, as the wire has it. */
static void put_fixed(struct vg_buf *b, int field, enum wire_type type, uint64_t bits, int n)
{
    wire_varint(b, (uint64_t)WIRE_KEY(field, type));
    for (int i = 0; i < n; i++)
        vg_buf_char(b, (char)(bits >> (8 * i)));
}

static void put_double(struct vg_buf *b, double v)
{
    uint64_t bits;
    memcpy(&bits, &v, sizeof bits);
    put_fixed(b, DOUBLE_VALUE, WIRE_64, bits, 8);
}

static void put_float(struct vg_buf *b, float v)
{
    uint32_t bits;
    memcpy(&bits, &v, sizeof bits);
    put_fixed(b, FLOAT_VALUE, WIRE_32, bits, 4);
}

static void put_integer(struct vg_buf *b, int64_t v)
{
    wire_varint(b, (uint64_t)WIRE_KEY(v < 0 ? SINT_VALUE : UINT_VALUE, WIRE_VARINT));
    wire_varint(b, v < 0 ? wire_zigzag(v) : (uint64_t)v);
}

static void put_as_text(struct vg_buf *b, const struct vg_value *v)
{
    struct vg_buf text;
    vg_buf_init(&text, 256);
    vg_value_put_text(&text, v);
    wire_bytes(b, STRING_VALUE, (struct vg_str){text.ptr, text.len});
    vg_buf_finish(&text);
}

/* false: an attribute that is left out. */
static bool put_message(struct vg_buf *b, const struct vg_value *v)
{
    double number;
    switch (v->kind) {
    case VG_V_NULL:
    case VG_V_BYTES:
        return false;
    case VG_V_BOOL:
        wire_varint(b, WIRE_KEY(BOOL_VALUE, WIRE_VARINT));
        wire_varint(b, v->boolean);
        return true;
    case VG_V_INT:
        put_integer(b, v->integer);
        return true;
    case VG_V_DOUBLE:
    case VG_V_FLOAT:
        if (!isfinite(v->real))
            return false;
        if (v->kind == VG_V_FLOAT)
            put_float(b, (float)v->real);
        else
            put_double(b, v->real);
        return true;
    case VG_V_NUMBER:
        if (!vg_str_double(v->text, &number))
            return false;
        put_double(b, number);
        return true;
    case VG_V_TEXT:
    case VG_V_JSON:
        wire_bytes(b, STRING_VALUE, v->text);
        return true;
    case VG_V_DATE:
    case VG_V_DATETIME:
    case VG_V_LOCALTIME:
    case VG_V_TIME:
        put_as_text(b, v);
        return true;
    }
    return false;
}

/* --- the table -------------------------------------------------------------------------------- */

static void *grown(struct mvt_values *v, void *old, size_t n, size_t size)
{
    void *p = realloc(old, n * size);
    if (!p)
        v->bytes.failed = VG_NO_MEMORY;
    return p;
}

static void place(struct mvt_values *v, struct vg_hash h, uint32_t number)
{
    uint32_t at = (uint32_t)h.lo & (v->n_slots - 1);
    while (v->slots[at])
        at = (at + 1) & (v->n_slots - 1);
    v->slots[at] = number + 1;
}

static bool make_room(struct mvt_values *v)
{
    if (v->n == v->cap) {
        uint32_t cap = v->cap ? 2 * v->cap : FIRST_SLOTS / 2;
        uint32_t *ends = grown(v, v->ends, cap, sizeof *ends);
        if (!ends)
            return false;
        v->ends = ends;
        v->cap = cap;
    }
    if (2 * (v->n + 1) <= v->n_slots)
        return true;
    uint32_t n = v->n_slots ? 2 * v->n_slots : FIRST_SLOTS;
    uint32_t *slots = grown(v, v->slots, n, sizeof *slots);
    if (!slots)
        return false;
    memset(slots, 0, n * sizeof *slots);
    v->slots = slots;
    v->n_slots = n;
    for (uint32_t i = 0; i < v->n; i++) {
        struct vg_str m = vg_mvt_values_message(v, i);
        place(v, vg_hash_bytes(m.ptr, m.len), i);
    }
    return true;
}

/* The message is the tail of v->bytes from `from`; it stays there if it is new. */
static uint32_t number_of_tail(struct mvt_values *v, size_t from)
{
    if (v->bytes.failed || !make_room(v))
        return MVT_NO_VALUE;
    struct vg_str tail = {v->bytes.ptr + from, v->bytes.len - from};
    struct vg_hash h = vg_hash_bytes(tail.ptr, tail.len);
    for (uint32_t at = (uint32_t)h.lo & (v->n_slots - 1); v->slots[at]; at = (at + 1) & (v->n_slots - 1)) {
        uint32_t i = v->slots[at] - 1;
        if (vg_str_eq(vg_mvt_values_message(v, i), tail)) {
            v->bytes.len = from;
            return i;
        }
    }
    v->ends[v->n] = (uint32_t)v->bytes.len;
    place(v, h, v->n);
    return v->n++;
}

uint32_t vg_mvt_values_number(struct mvt_values *v, const struct vg_value *value)
{
    size_t from = v->bytes.len;
    return put_message(&v->bytes, value) ? number_of_tail(v, from) : MVT_NO_VALUE;
}

uint32_t vg_mvt_values_number_of(struct mvt_values *v, struct vg_str message)
{
    size_t from = v->bytes.len;
    vg_buf_str(&v->bytes, message);
    return number_of_tail(v, from);
}
