/* From parameters to a query: bbox, datetime, crs, field values, paging (Features Part 1, 7.15; Part 2, 6). */
#include "features.h"

#include <stdio.h>

static enum vg_status find_crs(struct vg_call *call, const struct vg_collection *c, size_t n, const char *param,
                               struct vg_str text, const struct vg_crs **out, struct vg_error *err)
{
    const struct vg_crs *crs;
    struct vg_error ignored = {0};
    if (vg_crs_find(vg_call_crs(call), text, &crs, &ignored) == VG_OK) {
        if (!c->n_crs && crs == vg_crs84(vg_call_crs(call))) { /* the default, which a table lists alone */
            *out = crs;
            return VG_OK;
        }
        for (size_t i = 0; i < n; i++)
            if (c->crs_list[i] == crs) {
                *out = crs;
                return VG_OK;
            }
    }
    return vg_fail(err, VG_BAD_INPUT, param, "'%.*s' is none of this collection's CRS; its 'crs' lists them",
                   vg_cut_uri(text), text.ptr);
}

enum vg_status vg_question_crs_named(struct vg_call *call, const struct vg_collection *c, const char *param,
                                     struct vg_str text, const struct vg_crs **out, struct vg_error *err)
{
    return find_crs(call, c, c->n_crs, param, text, out, err);
}

enum vg_status vg_question_crs(struct vg_call *call, const struct vg_collection *c, const struct vg_crs **out,
                               struct vg_error *err)
{
    const struct vg_param_value *p = vg_call_param(call, "crs");
    const struct vg_crs *of_table; /* the only one there is; it has no coordinates to be written in it */
    *out = c->n_crs ? c->crs_list[0] : NULL;
    if (!c->n_crs)
        return p->given ? find_crs(call, c, 0, "crs", p->text, &of_table, err) : VG_OK;
    return p->given ? find_crs(call, c, vg_collection_answer_crs(c), "crs", p->text, out, err) : VG_OK;
}

static void swap_axes(struct vg_bbox *b)
{
    double x = b->min[0], X = b->max[0];
    b->min[0] = b->min[1];
    b->max[0] = b->max[1];
    b->min[1] = x;
    b->max[1] = X;
}

/* The authority's axis order holds in bbox-crs; an inverted x is a box across the antimeridian, in degrees only. */
static enum vg_status read_bbox(struct vg_call *call, const struct vg_crs *crs, struct vg_bbox *out, struct vg_error *err)
{
    struct vg_str text = vg_call_param(call, "bbox")->text;
    enum vg_status r = vg_bbox_parse(text, !crs->flipped && crs->geographic, out, err);
    if (r != VG_OK && crs->flipped && crs->geographic) { /* the second axis may wrap here: try it turned */
        struct vg_str part[6], rest = text;
        int n = 0;
        while (rest.ptr && n < 6)
            part[n++] = vg_str_cut(rest, ',', &rest);
        char turned[512];
        if (rest.ptr || (n != 4 && n != 6) || text.len > 400)
            return r;
        int h = n / 2;
        int len = snprintf(turned, sizeof turned, "%.*s,%.*s%s%.*s,%.*s,%.*s%s%.*s", (int)part[1].len, part[1].ptr,
                           (int)part[0].len, part[0].ptr, h == 3 ? "," : "", h == 3 ? (int)part[2].len : 0,
                           part[2].ptr, (int)part[h + 1].len, part[h + 1].ptr, (int)part[h].len, part[h].ptr,
                           h == 3 ? "," : "", h == 3 ? (int)part[5].len : 0, h == 3 ? part[5].ptr : "");
        return vg_bbox_parse((struct vg_str){turned, (size_t)len}, true, out, err);
    }
    if (r == VG_OK && crs->flipped)
        swap_axes(out);
    return r;
}

static enum vg_status add_bbox(struct vg_call *call, const struct vg_collection *c, struct vg_query *q,
                               struct vg_error *err)
{
    const struct vg_param_value *crs_param = vg_call_param(call, "bbox-crs");
    const struct vg_crs *crs = vg_crs84(vg_call_crs(call));
    if (crs_param->given) {
        enum vg_status r = vg_question_crs_named(call, c, "bbox-crs", crs_param->text, &crs, err);
        if (r != VG_OK)
            return r;
    }
    if (!vg_call_param(call, "bbox")->given)
        return VG_OK;
    struct vg_bbox box;
    const struct vg_expr *e;
    enum vg_status r = read_bbox(call, crs, &box, err);
    if (r == VG_OK)
        r = vg_expr_bbox(vg_call_crs(call), c, &box, crs, call->arena, &e, err);
    if (r != VG_OK) {
        if (err && !err->where[0])
            snprintf(err->where, sizeof err->where, "bbox");
        return r;
    }
    q->filter = vg_expr_and(call->arena, q->filter, e);
    return VG_OK;
}

static enum vg_status add_datetime(struct vg_call *call, const struct vg_collection *c, struct vg_query *q,
                                   struct vg_error *err)
{
    const struct vg_param_value *p = vg_call_param(call, "datetime");
    const struct vg_expr *e = NULL;
    if (!p->given)
        return VG_OK;
    enum vg_status r = vg_expr_datetime(c, &p->interval, call->arena, &e, err);
    if (r == VG_OK)
        q->filter = vg_expr_and(call->arena, q->filter, e);
    return r;
}

static enum vg_status add_field_values(struct vg_call *call, const struct vg_collection *c, struct vg_query *q,
                                       struct vg_error *err)
{
    for (size_t i = 0; i < call->n_query; i++) {
        if (!call->is_field_param[i])
            continue;
        struct vg_str name = call->query[i].name;
        int field = vg_collection_field(c, name);
        if (field < 0 || !vg_gate_may_ask(&call->who, c, field)) {
            char where[48];
            snprintf(where, sizeof where, "%.*s", vg_cut(name), name.ptr);
            return vg_fail(err, VG_BAD_INPUT, where,
                           "'%s' is neither a parameter of items nor a field of this collection; /api lists both",
                           where);
        }
        const struct vg_expr *e;
        enum vg_status r = vg_expr_equals_text(c, field, call->query[i].value, call->arena, &e, err);
        if (r != VG_OK)
            return r;
        q->filter = vg_expr_and(call->arena, q->filter, e);
    }
    return VG_OK;
}

static enum vg_status add_place(struct vg_call *call, struct vg_query *q, struct vg_error *err)
{
    const struct vg_param_value *token = vg_call_param(call, "token");
    const struct vg_param_value *offset = vg_call_param(call, "offset");
    if (token->given && offset->given)
        return vg_fail(err, VG_BAD_INPUT, "offset", "'token' and 'offset' cannot go together");
    q->offset = offset->given ? offset->integer : 0;
    if (!token->given)
        return VG_OK;
    struct vg_position *from;
    enum vg_status r = vg_token_parse(token->text, q, call->arena, &from, err);
    if (r == VG_OK)
        q->from = from;
    else if (err)
        snprintf(err->where, sizeof err->where, "token");
    return r;
}

enum vg_status vg_question_what(struct vg_call *call, const struct vg_collection *c, struct vg_question *out,
                                struct vg_error *err)
{
    struct vg_question q = {.codec = vg_items_codec(call)};
    q.query.collection = c;
    q.query.limit = -1;
    q.query.deadline_ms = call->rq->deadline_ms;
    enum vg_status r = vg_question_crs(call, c, &q.crs, err);
    q.query.crs = q.crs;
    if (r == VG_OK)
        r = add_bbox(call, c, &q.query, err);
    if (r == VG_OK)
        r = add_datetime(call, c, &q.query, err);
    if (r == VG_OK)
        r = add_field_values(call, c, &q.query, err);
    if (r == VG_OK)
        r = vg_question_filter(call, c, &q.query, err);
    if (r == VG_OK)
        r = vg_question_sort(call, c, &q.query, err);
    if (r == VG_OK && call->route->extra && call->route->extra->narrow)
        r = call->route->extra->narrow(call, c, &q.query, err);
    if (r == VG_OK)
        r = vg_question_select(call, c, q.crs, &q.query, err);
    if (r == VG_OK && call->route->extra && call->route->extra->select)
        r = call->route->extra->select(call, c, &q.query, err);
    q.references = VG_N_PROFILES;
    if (r == VG_OK && c->item_type == VG_ITEM_FEATURE)
        r = vg_question_references(call, &q, err);
    *out = q;
    return r;
}

enum vg_status vg_question_read(struct vg_call *call, const struct vg_collection *c, struct vg_question *out,
                                struct vg_error *err)
{
    struct vg_question q;
    const struct vg_param_value *limit = vg_call_param(call, "limit");
    enum vg_status r = vg_question_what(call, c, &q, err);
    q.query.limit = limit->integer;
    if (r == VG_OK)
        r = add_place(call, &q.query, err);
    if (r == VG_OK)
        r = vg_gate_narrow(&call->who, &q.query, call->gen->site.limits.items_max, call->arena, err);
    if (r == VG_OK)
        r = vg_arena_check(call->arena, err);
    if (r != VG_OK)
        return r;
    const struct vg_param_value *type = vg_call_param(call, "resultType");
    q.hits = type->given && type->choice == 1;
    q.count = c->small || c->item_type == VG_ITEM_RECORD || q.hits || (limit->given && limit->integer == 1);
    *out = q;
    return VG_OK;
}

enum vg_status vg_items_question(struct vg_call *call, const struct vg_collection *c, struct vg_query *out,
                                 struct vg_error *err)
{
    struct vg_question q;
    enum vg_status r = vg_question_read(call, c, &q, err);
    if (r == VG_OK)
        *out = q.query;
    return r;
}
