/* bind.c — parameters in binary form, with the types that let the table's indexes serve.
 *
 * Types are told by number, so that the statement's text needs no casts: an integer is bound as int8
 * whatever the column's width (the operators between widths belong to the same index family), a value
 * for a uuid or numeric column as what the column is. */
#include "../pg.h"

#include <math.h>

#include <vigie/base/escape.h>

#define VG_MAX_PARAMETER_BYTES (32u << 20)
#define EWKB_SRID 0x20 /* in the highest byte of the type */

struct bound {
    Oid *types;
    const char **values;
    int *lengths, *formats;
};

/* The type a value is bound as, given the column it meets. */
static Oid type_for(Oid column, const struct vg_value *v)
{
    if (column == VG_PG_UUID && v->kind == VG_V_TEXT)
        return VG_PG_UUID;
    if (column == VG_PG_NUMERIC &&
        (v->kind == VG_V_NUMBER || ((v->kind == VG_V_DOUBLE || v->kind == VG_V_FLOAT) && !isinf(v->real))))
        return VG_PG_NUMERIC;
    if (v->kind == VG_V_NUMBER && (column == VG_PG_FLOAT8 || column == VG_PG_FLOAT4))
        return VG_PG_FLOAT8;
    return vg_pg_type_of(v->kind);
}

/* Kinds of values that PostgreSQL compares with one another. */
enum family { F_TEXT, F_NUMBER, F_MOMENT, F_TIME, F_BOOL, F_BYTES };

static enum family family_of_kind(enum vg_value_kind k)
{
    switch (k) {
    case VG_V_BOOL: return F_BOOL;
    case VG_V_INT:
    case VG_V_DOUBLE:
    case VG_V_FLOAT:
    case VG_V_NUMBER: return F_NUMBER;
    case VG_V_DATE:
    case VG_V_DATETIME:
    case VG_V_LOCALTIME: return F_MOMENT;
    case VG_V_TIME: return F_TIME;
    case VG_V_BYTES: return F_BYTES;
    default: return F_TEXT;
    }
}

static enum family family_of_type(enum vg_type t)
{
    switch (t) {
    case VG_T_BOOL: return F_BOOL;
    case VG_T_INT:
    case VG_T_FLOAT:
    case VG_T_DOUBLE:
    case VG_T_DECIMAL: return F_NUMBER;
    case VG_T_DATE:
    case VG_T_DATETIME:
    case VG_T_LOCALTIME: return F_MOMENT;
    case VG_T_TIME: return F_TIME;
    case VG_T_BYTES: return F_BYTES;
    default: return F_TEXT;
    }
}

/* A page token may be forged: what it holds need not suit the column. */
static bool can_meet(const struct vg_sql *s, const struct vg_sql_param *p)
{
    return p->field < 0 || p->value.kind == VG_V_NULL ||
           family_of_kind(p->value.kind) == family_of_type(s->collection->fields[p->field].type);
}

/* EWKB: as WKB, but for a flag in the type and the SRID after it, in the bytes' own order. */
void vg_pg_put_ewkb(struct vg_buf *b, struct vg_geom g, int srid)
{
    if (g.len < 9)
        return;
    bool little = g.wkb[0] == 1;
    size_t flags = little ? 4 : 1; /* the byte of the type that holds the flags */
    unsigned char head[9];
    memcpy(head, g.wkb, 5);
    bool has_srid = head[flags] & EWKB_SRID;
    head[flags] |= EWKB_SRID;
    for (int i = 0; i < 4; i++)
        head[5 + i] = (unsigned char)((uint32_t)srid >> (little ? 8 * i : 24 - 8 * i));
    size_t skip = has_srid ? 9 : 5;
    vg_buf_add(b, head, sizeof head);
    vg_buf_add(b, g.wkb + skip, g.len - skip);
}

static enum vg_status put_param(struct vg_sql *s, const struct vg_sql_param *p, Oid geometry, struct vg_buf *b,
                                Oid *type, struct vg_error *err)
{
    if (p->shape) {
        *type = geometry;
        vg_pg_put_ewkb(b, p->shape->geom, s->table->srid);
        return VG_OK;
    }
    Oid column = p->field >= 0 ? vg_pg_table_of(s->table)->columns[p->field].type : 0;
    *type = type_for(column, &p->value);
    if (can_meet(s, p) && (p->value.kind == VG_V_NULL || vg_pg_encode(b, *type, &p->value)))
        return VG_OK;
    return vg_fail(err, VG_BAD_INPUT, p->field >= 0 ? s->collection->fields[p->field].name : "",
                   "the value cannot be compared with a field of type '%s'",
                   p->field >= 0 ? vg_type_name(s->collection->fields[p->field].type) : "text");
}

/* Does a whole number fit the column it is to be stored in? */
static enum vg_status check_width(struct vg_sql *s, const struct vg_sql_param *p, struct vg_error *err)
{
    Oid column = p->field >= 0 ? vg_pg_table_of(s->table)->columns[p->field].type : 0;
    int64_t most = column == VG_PG_INT2 ? INT16_MAX : column == VG_PG_INT4 ? INT32_MAX : INT64_MAX;
    const char *name = p->field >= 0 ? s->collection->fields[p->field].name : "";
    if (p->value.kind != VG_V_INT || (p->value.integer <= most && p->value.integer >= -most - 1))
        return VG_OK;
    return vg_fail(err, VG_BAD_INPUT, name, "the field '%s' takes whole numbers up to %lld", name, (long long)most);
}

static void put_text(struct vg_buf *b, const struct vg_value *v)
{
    size_t from = b->len;
    vg_value_put_text(b, v);
    /* ISO 8601 has a year 0, which the server calls 1 BC. */
    if (family_of_kind(v->kind) != F_MOMENT || b->failed || !vg_str_starts((struct vg_str){b->ptr + from, b->len - from}, VG_STR("0000-")))
        return;
    b->ptr[from + 3] = '1';
    VG_BUF_LIT(b, " BC");
}

/* What is stored goes as text of no type: the server reads it as the column's own type, whatever that is, enumerations
 * and ranges among them.  Bytes and geometries have a binary form that no text is needed for. */
static enum vg_status put_stored(struct vg_sql *s, const struct vg_sql_param *p, struct vg_buf *b, Oid *type, int *format,
                                 struct vg_error *err)
{
    *type = p->value.kind == VG_V_BYTES ? VG_PG_BYTEA : 0;
    *format = p->value.kind == VG_V_BYTES;
    if (*format)
        vg_buf_str(b, p->value.text);
    else
        put_text(b, &p->value);
    return check_width(s, p, err);
}

static enum vg_status fill(struct vg_sql *s, Oid geometry, const struct bound *out, struct vg_buf *b,
                           bool *spatial, struct vg_error *err)
{
    for (size_t i = 0; i < s->n_params; i++) {
        const struct vg_sql_param *p = &s->params[i];
        b->len = 0;
        out->formats[i] = 1;
        enum vg_status r = p->stored && !p->shape
                               ? put_stored(s, p, b, &out->types[i], &out->formats[i], err)
                               : put_param(s, p, geometry, b, &out->types[i], err);
        if (r == VG_OK)
            r = vg_buf_check(b, err);
        if (r != VG_OK)
            return r;
        *spatial |= p->shape != NULL;
        out->lengths[i] = (int)b->len;
        if (p->shape || p->value.kind != VG_V_NULL)
            out->values[i] = vg_arena_cstr(s->arena, (struct vg_str){b->ptr ? b->ptr : "", b->len});
    }
    return vg_arena_check(s->arena, err);
}

enum vg_status vg_pg_bind(struct vg_sql *s, Oid geometry, struct vg_pg_params *out, bool *spatial,
                          struct vg_error *err)
{
    size_t n = s->n_params ? s->n_params : 1;
    struct bound p = {
        .types = vg_arena_array(s->arena, n, sizeof *p.types),
        .values = vg_arena_array(s->arena, n, sizeof *p.values),
        .lengths = vg_arena_array(s->arena, n, sizeof *p.lengths),
        .formats = vg_arena_array(s->arena, n, sizeof *p.formats),
    };
    enum vg_status r = vg_arena_check(s->arena, err);
    if (r != VG_OK)
        return r;
    struct vg_buf b;
    vg_buf_init(&b, VG_MAX_PARAMETER_BYTES);
    *spatial = false;
    r = fill(s, geometry, &p, &b, spatial, err);
    vg_buf_finish(&b);
    *out = (struct vg_pg_params){(int)s->n_params, p.types, p.values, p.lengths, p.formats};
    return r;
}
