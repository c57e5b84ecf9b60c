/* The parameters of records (OGC API Records Part 1, 7.6) as a filter. */
#include "records.h"

/* --- conditions ----------------------------------------------------------------------------------- */

static const struct vg_expr *one_of(struct vg_arena *a, int field, const struct vg_str *values, size_t n)
{
    const struct vg_expr *e = NULL;
    for (size_t i = 0; i < n; i++)
        e = vg_expr_or(a, e, vg_expr_compare(a, VG_OP_EQ, vg_expr_property(a, field),
                                             vg_expr_literal(a, (struct vg_value){.kind = VG_V_TEXT, .text = values[i]})));
    return e;
}

/* Parameters whose values are those of a column. */
static const struct {
    const char *name;
    enum vg_record_field field;
    bool whole;
} column_params[] = {
    {"contacts", VG_R_CONTACTS, true}, {"externalIds", VG_R_EXTERNAL_IDS, true}, {"formats", VG_R_FORMATS, true},
    {"keywords", VG_R_KEYWORDS, true}, {"themes", VG_R_THEMES, true},            {"type", VG_R_TYPE, false},
};

/* Addresses of ours are kept without the host, which is the one asked. */
static void keep_ours(struct vg_call *call, struct vg_str *values, size_t n)
{
    struct vg_str base = vg_str_of(call->rq->base_url);
    for (size_t i = 0; i < n; i++)
        if (vg_str_starts(values[i], base))
            values[i] = vg_str_of(vg_arena_printf(call->arena, VG_CATALOG_BASE "%.*s", (int)(values[i].len - base.len),
                                                  values[i].ptr + base.len));
}

static enum vg_status add_columns(struct vg_call *call, const struct vg_collection *c, struct vg_query *q,
                                  struct vg_error *err)
{
    for (size_t i = 0; i < VG_COUNT(column_params); i++) {
        struct vg_str *values;
        size_t n;
        int field = vg_record_column(c, column_params[i].field);
        if (!vg_call_param(call, column_params[i].name)->given)
            continue;
        enum vg_status r = vg_call_values(call, column_params[i].name, column_params[i].whole, &values, &n, err);
        if (r != VG_OK)
            return r;
        keep_ours(call, values, n);
        const struct vg_expr *e = !n                                   ? vg_expr_constant(call->arena, false)
                                  : c->fields[field].type == VG_T_JSON ? vg_expr_overlaps(call->arena, vg_expr_property(call->arena, field), values, n)
                                                                       : one_of(call->arena, field, values, n);
        q->filter = vg_expr_and(call->arena, q->filter, e);
    }
    return VG_OK;
}

static enum vg_status add_ids(struct vg_call *call, struct vg_query *q, struct vg_error *err)
{
    struct vg_str *values;
    if (!vg_call_param(call, "ids")->given)
        return VG_OK;
    enum vg_status r = vg_call_values(call, "ids", true, &values, &q->n_ids, err);
    q->ids = values; /* none of them: none is wanted */
    return r;
}

/* A page shows columns; the other form is kept ready beside them. */
static void choose_form(struct vg_call *call, struct vg_query *q)
{
    static const int none[1];
    if (call->format != &vg_format_html) {
        q->fields = none;
        q->n_fields = 0;
        q->no_geometry = true;
    }
    q->form = VG_RECORD_JSON;
}

enum vg_status vg_records_narrow(struct vg_call *call, const struct vg_collection *c, struct vg_query *q,
                                 struct vg_error *err)
{
    enum vg_status r = vg_call_words(call, q, err);
    if (r == VG_OK)
        r = add_ids(call, q, err);
    if (r == VG_OK)
        r = add_columns(call, c, q, err);
    /* With no sort asked, by a key that never changes: pages hold their place whatever is written meanwhile. */
    if (r == VG_OK && q->n_sort == 0 && !q->ids)
        q->sort[q->n_sort++] = (struct vg_sort_key){vg_record_number_column(c), false};
    choose_form(call, q);
    return r == VG_OK ? vg_arena_check(call->arena, err) : r;
}

enum vg_status vg_record_narrow(struct vg_call *call, const struct vg_collection *c, struct vg_query *q,
                                struct vg_error *err)
{
    (void)c, (void)err;
    choose_form(call, q);
    return VG_OK;
}
