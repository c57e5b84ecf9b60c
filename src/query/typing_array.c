/* Array conditions: a field of JSON against a list of literals, which becomes JSON itself. */
#include <vigie/base/escape.h>
#include <vigie/base/number.h>
#include <vigie/base/time.h>

#include "typing.h"

/* Times are texts in JSON; so they are in what they meet. */
static void put_time(struct vg_buf *b, const struct vg_syntax *s)
{
    vg_buf_char(b, '"');
    if (s->kind == VG_S_DATE)
        vg_date_put(b, s->time / VG_US_PER_DAY);
    else
        vg_datetime_put(b, s->time, true);
    vg_buf_char(b, '"');
}

static enum vg_status put_element(struct vg_typing *t, struct vg_buf *b, const struct vg_syntax *s)
{
    switch (s->kind) {
    case VG_S_TEXT:
        vg_json_put_str(b, s->text);
        return VG_OK;
    case VG_S_NUMBER:
        vg_buf_double(b, s->real);
        return VG_OK;
    case VG_S_BOOL:
        vg_buf_cstr(b, s->boolean ? "true" : "false");
        return VG_OK;
    case VG_S_DATE:
    case VG_S_TIMESTAMP:
        put_time(b, s);
        return VG_OK;
    case VG_S_ARRAY:
        vg_buf_char(b, '[');
        for (const struct vg_syntax *item = s->first; item; item = item->next) {
            enum vg_status r = put_element(t, b, item);
            if (r != VG_OK)
                return r;
            if (item->next)
                vg_buf_char(b, ',');
        }
        vg_buf_char(b, ']');
        return VG_OK;
    default:
        return vg_typing_wrong(t, s, "a text, a number, true, false, a date or a list");
    }
}

enum vg_status vg_typing_array_operand(struct vg_typing *t, const struct vg_syntax *s, const struct vg_expr **out)
{
    struct vg_operand o;
    struct vg_buf b;
    enum vg_status r = vg_typing_operand(t, s, &o);

    if (r == VG_OK && o.sort != VG_SORT_ARRAY)
        return vg_typing_wrong(t, s, "a list");
    if (r != VG_OK || !o.is_literal) {
        *out = o.expr;
        return r;
    }
    vg_buf_init(&b, 8 * VG_MAX_FILTER_BYTES);
    r = put_element(t, &b, s);
    if (r == VG_OK)
        r = vg_buf_check(&b, t->err);
    if (r == VG_OK)
        *out = vg_expr_literal(t->arena, (struct vg_value){.kind = VG_V_JSON,
                                                           .text = vg_arena_str(t->arena, (struct vg_str){b.ptr, b.len})});
    vg_buf_finish(&b);
    return r;
}

enum vg_status vg_typing_array(struct vg_typing *t, const struct vg_syntax *s, const struct vg_expr **out)
{
    const struct vg_expr *l = NULL, *r = NULL;
    enum vg_status status = vg_typing_array_operand(t, s->first, &l);

    if (status == VG_OK)
        status = vg_typing_array_operand(t, s->last, &r);
    if (status == VG_OK)
        *out = vg_expr_compare(t->arena, (enum vg_op)s->op->meaning, l, r);
    return status;
}
