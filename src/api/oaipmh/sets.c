/* Sets: "type:dataset", "theme:hy" for INSPIRE's themes, "topic:oceans" for those of ISO. */
#include "oaipmh.h"

#include <vigie/base/escape.h>
#include <vigie/model/record.h>

/* What the name of a set may be made of (OAI-PMH 2.0, 2.6). */
static bool is_spec(struct vg_str s)
{
    for (size_t i = 0; i < s.len; i++)
        if (!strchr("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.!~*'()", s.ptr[i]))
            return false;
    return s.len > 0;
}

bool vg_oai_put_set(struct vg_buf *b, enum vg_record_field field, struct vg_str value)
{
    const char *kind = field == VG_R_TYPE ? "type" : "topic";
    struct vg_str themes = VG_STR(VG_INSPIRE_THEMES);
    if (field == VG_R_THEMES && vg_str_starts(value, themes)) {
        kind = "theme";
        value = (struct vg_str){value.ptr + themes.len, value.len - themes.len};
    }
    if (!is_spec(value))
        return false;
    vg_buf_printf(b, "<setSpec>%s:", kind);
    vg_xml_put_text(b, value);
    VG_BUF_LIT(b, "</setSpec>");
    return true;
}

static const struct vg_expr *has(struct vg_arena *a, int field, const char *value)
{
    struct vg_buf json;
    struct vg_expr *e = VG_NEW(a, struct vg_expr);
    const struct vg_expr **args = vg_arena_array(a, 2, sizeof *args);
    if (!e || !args)
        return NULL;
    vg_buf_init(&json, 4096);
    VG_BUF_LIT(&json, "[");
    vg_json_put_str(&json, vg_str_of(value));
    VG_BUF_LIT(&json, "]");
    struct vg_str text = vg_arena_str(a, (struct vg_str){json.ptr, json.len});
    vg_buf_finish(&json);
    args[0] = vg_expr_property(a, field);
    args[1] = vg_expr_literal(a, (struct vg_value){.kind = VG_V_JSON, .text = text});
    *e = (struct vg_expr){.op = VG_OP_ARRAY_CONTAINS, .args = args, .n_args = 2};
    return e;
}

enum vg_status vg_oai_set_filter(struct oai *o, struct vg_str set, const struct vg_expr **out, struct vg_error *err)
{
    struct vg_arena *a = o->call->arena;
    struct vg_str value, kind = vg_str_cut(set, ':', &value);
    int type = vg_record_column(o->catalogue, VG_R_TYPE), themes = vg_record_column(o->catalogue, VG_R_THEMES);
    if (value.ptr && vg_str_is(kind, "type"))
        *out = vg_expr_compare(a, VG_OP_EQ, vg_expr_property(a, type),
                               vg_expr_literal(a, (struct vg_value){.kind = VG_V_TEXT, .text = value}));
    else if (value.ptr && vg_str_is(kind, "topic"))
        *out = has(a, themes, vg_arena_cstr(a, value));
    else if (value.ptr && vg_str_is(kind, "theme"))
        *out = has(a, themes, vg_arena_printf(a, "%s%.*s", VG_INSPIRE_THEMES, (int)value.len, value.ptr));
    else
        return vg_oai_fail(o, "noRecordsMatch", err, "there is no set '%.*s'", vg_cut(set), set.ptr);
    return vg_arena_check(a, err);
}
