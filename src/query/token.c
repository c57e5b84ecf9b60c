/* Page tokens: a place in the total order as opaque text.
 *
 * The bytes, in base64url: version, direction, four of a hash over collection, sort and key, then each sort
 * value and each part of the key as a tag (its kind; null is a kind) and its content, numbers low byte first, texts
 * with their length before them.  The hash keeps an honest client from using a token where it means
 * nothing; it is no secret, so all that is read is checked as any other input. */
#include <vigie/base/escape.h>
#include <vigie/base/hash.h>
#include <vigie/query/query.h>

#include "literal.h"

#define VERSION 1
#define HEAD_BYTES 6
#define MAX_TOKEN_TEXT 65536 /* bytes of one text in a token */

struct reader {
    const unsigned char *at, *end;
    struct vg_arena *arena;
};

static struct vg_hash hash_text(struct vg_hash h, const char *s)
{
    return vg_hash_more(h, s, strlen(s) + 1);
}

static struct vg_hash hash_field(struct vg_hash h, const struct vg_field *f, bool descending)
{
    unsigned char shape[2] = {(unsigned char)f->type, descending};

    return vg_hash_more(hash_text(h, f->name), shape, sizeof(shape));
}

/* Names rather than numbers of fields: all nodes must agree, and a column may come or go between two pages. */
static uint32_t bound_to(const struct vg_query *q)
{
    const struct vg_collection *c = q->collection;
    unsigned char counts[2] = {(unsigned char)q->n_sort, (unsigned char)c->n_key};
    struct vg_hash h = hash_text(vg_hash_bytes(counts, sizeof(counts)), c->id);

    for (int i = 0; i < q->n_sort; i++)
        h = hash_field(h, &c->fields[q->sort[i].field], q->sort[i].descending);
    for (int i = 0; i < c->n_key; i++)
        h = hash_field(h, &c->fields[c->key[i]], false);
    return (uint32_t)h.lo;
}

static void put_number(struct vg_buf *b, uint64_t v, int n_bytes)
{
    for (int i = 0; i < n_bytes; i++)
        vg_buf_char(b, (char)(v >> 8 * i & 0xFF));
}

static uint64_t bits_of(double v)
{
    uint64_t bits;

    memcpy(&bits, &v, sizeof(bits));
    return bits;
}

static void put_value(struct vg_buf *b, const struct vg_value *v)
{
    /* a float is the double that it is: PostgreSQL says which it was, SQLite does not */
    vg_buf_char(b, (char)(v->kind == VG_V_FLOAT ? VG_V_DOUBLE : v->kind));
    switch (v->kind) {
    case VG_V_NULL:
        break;
    case VG_V_BOOL:
        put_number(b, v->boolean, 1);
        break;
    case VG_V_INT:
    case VG_V_DATE:
    case VG_V_DATETIME:
    case VG_V_LOCALTIME:
    case VG_V_TIME:
        put_number(b, (uint64_t)v->integer, 8);
        break;
    case VG_V_DOUBLE:
    case VG_V_FLOAT:
        put_number(b, bits_of(v->real), 8);
        break;
    case VG_V_TEXT:
    case VG_V_NUMBER:
    case VG_V_JSON:
    case VG_V_BYTES:
        put_number(b, v->text.len, 4);
        vg_buf_str(b, v->text);
        break;
    }
}

static int n_key_values(const struct vg_collection *c)
{
    return c->n_key == 0 ? 1 : c->n_key;
}

void vg_token_put(struct vg_buf *b, const struct vg_query *q, const struct vg_position *p)
{
    struct vg_buf bytes;

    vg_buf_init(&bytes, b->max);
    vg_buf_char(&bytes, VERSION);
    vg_buf_char(&bytes, p->backwards ? 1 : 0);
    put_number(&bytes, bound_to(q), 4);
    for (int i = 0; i < q->n_sort; i++)
        put_value(&bytes, &p->sort[i]);
    for (int i = 0; i < n_key_values(q->collection); i++)
        put_value(&bytes, &p->key[i]);
    vg_base64url_put(b, bytes.ptr, bytes.len);
    if (bytes.failed && !b->failed)
        b->failed = bytes.failed;
    vg_buf_finish(&bytes);
}

static bool get_number(struct reader *r, int n_bytes, uint64_t *out)
{
    uint64_t v = 0;

    if (r->end - r->at < n_bytes)
        return false;
    for (int i = 0; i < n_bytes; i++)
        v |= (uint64_t)r->at[i] << 8 * i;
    r->at += n_bytes;
    *out = v;
    return true;
}

/* A sort value may be whatever SQLite lets a column hold, broken UTF-8 too; `clean` is what a key is. */
static bool get_text(struct reader *r, enum vg_value_kind kind, bool clean, struct vg_str *out)
{
    uint64_t len;
    size_t bad_at;

    if (!get_number(r, 4, &len) || len > MAX_TOKEN_TEXT || len > (uint64_t)(r->end - r->at))
        return false;

    struct vg_str s = {(const char *)r->at, (size_t)len};
    r->at += len;
    if (clean && kind != VG_V_BYTES && !vg_utf8_valid(s, &bad_at))
        return false;
    if (kind == VG_V_NUMBER && !vg_literal_is_number(s))
        return false;
    *out = vg_arena_str(r->arena, s);
    return out->ptr != NULL;
}

static bool get_value(struct reader *r, struct vg_value *out, bool clean)
{
    uint64_t kind, bits;

    if (!get_number(r, 1, &kind) || kind > VG_V_BYTES)
        return false;
    out->kind = (enum vg_value_kind)kind;
    switch (out->kind) {
    case VG_V_NULL:
        return true;
    case VG_V_BOOL:
        if (!get_number(r, 1, &bits) || bits > 1)
            return false;
        out->boolean = bits;
        return true;
    case VG_V_INT:
    case VG_V_DATE:
    case VG_V_DATETIME:
    case VG_V_LOCALTIME:
    case VG_V_TIME:
        if (!get_number(r, 8, &bits))
            return false;
        out->integer = (int64_t)bits;
        return true;
    case VG_V_DOUBLE:
        if (!get_number(r, 8, &bits))
            return false;
        memcpy(&out->real, &bits, sizeof(bits));
        return true;
    case VG_V_FLOAT: /* written as a double, see put_value() */
        return false;
    case VG_V_TEXT:
    case VG_V_NUMBER:
    case VG_V_JSON:
    case VG_V_BYTES:
        return get_text(r, out->kind, clean, &out->text);
    }
    return false;
}

/* The kinds that a value of a field's type comes in. */
static bool kind_suits(enum vg_value_kind k, enum vg_type t)
{
    switch (t) {
    case VG_T_BOOL:
        return k == VG_V_BOOL;
    case VG_T_INT:
        return k == VG_V_INT;
    case VG_T_FLOAT:
    case VG_T_DOUBLE:
        return k == VG_V_DOUBLE;
    case VG_T_DECIMAL:
        return k == VG_V_NUMBER || k == VG_V_DOUBLE; /* the latter for NaN */
    case VG_T_TEXT:
    case VG_T_UUID:
        return k == VG_V_TEXT;
    case VG_T_DATE:
        return k == VG_V_DATE;
    case VG_T_DATETIME:
        return k == VG_V_DATETIME;
    case VG_T_LOCALTIME:
        return k == VG_V_LOCALTIME;
    case VG_T_TIME:
        return k == VG_V_TIME;
    case VG_T_JSON:
        return k == VG_V_JSON;
    case VG_T_BYTES:
        return k == VG_V_BYTES;
    }
    return false;
}

static bool get_position(struct reader *r, const struct vg_query *q, struct vg_position *p)
{
    const struct vg_collection *c = q->collection;
    uint64_t version, direction, hash;

    if (!get_number(r, 1, &version) || version != VERSION || !get_number(r, 1, &direction)
        || direction > 1 || !get_number(r, 4, &hash) || hash != bound_to(q))
        return false;
    p->backwards = direction;
    for (int i = 0; i < q->n_sort; i++) {
        if (!get_value(r, &p->sort[i], false))
            return false;
    }
    for (int i = 0; i < n_key_values(c); i++) {
        enum vg_type t = c->n_key == 0 ? VG_T_INT : c->fields[c->key[i]].type;
        if (!get_value(r, &p->key[i], true) || !kind_suits(p->key[i].kind, t))
            return false;
    }
    return r->at == r->end;
}

enum vg_status vg_token_parse(struct vg_str text, const struct vg_query *q, struct vg_arena *a,
                              struct vg_position **out, struct vg_error *err)
{
    struct vg_str bytes = {0};
    struct vg_position *p = VG_NEW(a, struct vg_position);
    bool good = p && vg_base64url_decode(text, a, &bytes, NULL) == VG_OK && bytes.len >= HEAD_BYTES;

    if (good) {
        const unsigned char *at = (const unsigned char *)bytes.ptr;
        good = get_position(&(struct reader){at, at + bytes.len, a}, q, p);
    }

    enum vg_status r = vg_arena_check(a, err);
    if (r != VG_OK)
        return r;
    if (!good)
        return vg_fail(err, VG_BAD_INPUT, "",
                       "this is no page token of this collection in this order: follow the links as "
                       "they are given");
    *out = p;
    return VG_OK;
}
