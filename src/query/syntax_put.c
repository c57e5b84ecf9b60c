/* The tree as canonical CQL2 text: every property quoted, operators in lower case, every condition in brackets but where
 * a list may stand, since a bracket there begins one. */
#include "syntax.h"

#include <vigie/base/number.h>
#include <vigie/base/time.h>

static void put(struct vg_buf *b, const struct vg_syntax *s);
static void put_op(struct vg_buf *b, const struct vg_syntax *s, bool bare);

void vg_cql2_put_name(struct vg_buf *b, struct vg_str s)
{
    vg_buf_char(b, '"');
    for (size_t i = 0; i < s.len; i++) {
        if (s.ptr[i] == '"')
            vg_buf_char(b, '"');
        vg_buf_char(b, s.ptr[i]);
    }
    vg_buf_char(b, '"');
}

/* A quote after a backslash is \': the two would else be one. */
void vg_cql2_put_text(struct vg_buf *b, struct vg_str s)
{
    vg_buf_char(b, '\'');
    for (size_t i = 0; i < s.len; i++) {
        if (s.ptr[i] == '\'')
            vg_buf_char(b, i && s.ptr[i - 1] == '\\' ? '\\' : '\'');
        vg_buf_char(b, s.ptr[i]);
    }
    vg_buf_char(b, '\'');
}

static void put_number(struct vg_buf *b, const struct vg_syntax *s)
{
    int64_t whole;

    if (vg_str_int64(s->text, &whole))
        vg_buf_int64(b, whole);
    else
        vg_buf_double(b, s->real == 0 ? 0 : s->real); /* no -0 */
}

static void put_time(struct vg_buf *b, const struct vg_syntax *s)
{
    vg_buf_char(b, '\'');
    if (s->kind == VG_S_DATE)
        vg_date_put(b, s->time / VG_US_PER_DAY);
    else
        vg_datetime_put(b, s->time, true);
    vg_buf_char(b, '\'');
}

static void put_box(struct vg_buf *b, const struct vg_bbox *box)
{
    VG_BUF_LIT(b, "bbox(");
    for (int i = 0; i < (box->has_z ? 3 : 2); i++) {
        vg_buf_double(b, box->min[i]);
        vg_buf_char(b, ',');
    }
    for (int i = 0; i < (box->has_z ? 3 : 2); i++) {
        vg_buf_double(b, box->max[i]);
        vg_buf_char(b, i == (box->has_z ? 2 : 1) ? ')' : ',');
    }
}

static void put_geometry(struct vg_buf *b, struct vg_geom g)
{
    if (vg_geom_put_wkt(b, g, VG_WKT_EXACT, NULL) != VG_OK)
        VG_BUF_LIT(b, "?"); /* cannot be: the reader checked it */
}

/* CQL2 has no way to say the CRS of one geometry: this is for people, and so that what differs looks different. */
static void put_placed(struct vg_buf *b, const struct vg_syntax *s)
{
    if (s->crs.ptr) {
        VG_BUF_LIT(b, "in_crs(");
        vg_cql2_put_text(b, s->crs);
        vg_buf_char(b, ',');
    }
    if (s->kind == VG_S_BOX)
        put_box(b, &s->box);
    else
        put_geometry(b, s->geom);
    if (s->crs.ptr)
        vg_buf_char(b, ')');
}

/* From first on, by commas; bare: a list may stand in their place. */
static void put_args(struct vg_buf *b, const struct vg_syntax *first, bool bare)
{
    for (const struct vg_syntax *s = first; s; s = s->next) {
        if (s != first)
            vg_buf_char(b, ',');
        if (bare && s->kind == VG_S_OP)
            put_op(b, s, true);
        else
            put(b, s);
    }
}

/* The sides of an interval stand without DATE and TIMESTAMP. */
static void put_interval(struct vg_buf *b, const struct vg_syntax *s)
{
    VG_BUF_LIT(b, "interval(");
    for (const struct vg_syntax *side = s->first; side; side = side->next) {
        if (side->kind == VG_S_DATE || side->kind == VG_S_TIMESTAMP)
            put_time(b, side);
        else
            put(b, side);
        vg_buf_char(b, side->next ? ',' : ')');
    }
}

static void put_infix(struct vg_buf *b, const struct vg_syntax *s)
{
    for (const struct vg_syntax *arg = s->first; arg; arg = arg->next) {
        if (s->fold)
            VG_BUF_LIT(b, "casei(");
        put(b, arg);
        if (s->fold)
            vg_buf_char(b, ')');
        if (arg->next)
            vg_buf_printf(b, " %s ", arg == s->first || s->op->class != VG_SC_BETWEEN ? s->op->name : "and");
    }
}

static void put_op(struct vg_buf *b, const struct vg_syntax *s, bool bare)
{
    if (vg_syntax_is_call(s->op)) {
        vg_buf_cstr(b, s->op->name);
        vg_buf_char(b, '(');
        put_args(b, s->first, vg_syntax_takes_lists(s));
        vg_buf_char(b, ')');
        return;
    }
    if (!bare)
        vg_buf_char(b, '(');
    if (s->op->class == VG_SC_IN) {
        put(b, s->first);
        VG_BUF_LIT(b, " in (");
        put_args(b, s->first->next, false);
        vg_buf_char(b, ')');
    } else if (s->op->class == VG_SC_NULL) {
        put(b, s->first);
        VG_BUF_LIT(b, " is null");
    } else {
        if (s->n_args == 1)
            vg_buf_printf(b, "%s ", s->op->name); /* not */
        put_infix(b, s);
    }
    if (!bare)
        vg_buf_char(b, ')');
}

static void put(struct vg_buf *b, const struct vg_syntax *s)
{
    switch (s->kind) {
    case VG_S_OP: put_op(b, s, false); break;
    case VG_S_CALL:
        vg_buf_str(b, s->text);
        vg_buf_char(b, '(');
        put_args(b, s->first, vg_syntax_takes_lists(s));
        vg_buf_char(b, ')');
        break;
    case VG_S_PROPERTY: vg_cql2_put_name(b, s->text.len ? s->text : VG_STR("geometry")); break;
    case VG_S_TEXT:
    case VG_S_UNTYPED: vg_cql2_put_text(b, s->text); break;
    case VG_S_NUMBER: put_number(b, s); break;
    case VG_S_BOOL: vg_buf_cstr(b, s->boolean ? "true" : "false"); break;
    case VG_S_DATE:
    case VG_S_TIMESTAMP:
        vg_buf_cstr(b, s->kind == VG_S_DATE ? "date(" : "timestamp(");
        put_time(b, s);
        vg_buf_char(b, ')');
        break;
    case VG_S_OPEN: VG_BUF_LIT(b, "'..'"); break;
    case VG_S_INTERVAL: put_interval(b, s); break;
    case VG_S_GEOMETRY:
    case VG_S_BOX: put_placed(b, s); break;
    case VG_S_ARRAY:
        vg_buf_char(b, '(');
        put_args(b, s->first, true);
        vg_buf_char(b, ')');
        break;
    }
}

void vg_syntax_put(struct vg_buf *b, const struct vg_syntax *s)
{
    put(b, s);
}
