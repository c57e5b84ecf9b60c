/* Parameters that are lists, a,b,c.
 *
 * Clients encode the comma as often as not, so "a%2Cb" is two values, too; where ids may hold a comma the whole is looked
 * for beside its parts. */
#include "call.h"

#include <vigie/base/escape.h>
#include <vigie/base/terms.h>
#include <vigie/query/expr.h>

#define MAX_VALUES 1000

static const struct vg_query_param *sent(const struct vg_call *call, const char *name)
{
    for (size_t i = 0; i < call->n_query; i++)
        if (vg_str_is(call->query[i].name, name))
            return &call->query[i];
    return NULL;
}

static enum vg_status cut_at_commas(struct vg_call *call, struct vg_str text, bool decode, struct vg_str *out, size_t *n,
                                    const char *name, struct vg_error *err)
{
    for (struct vg_str rest = text; rest.ptr;) {
        struct vg_str part = vg_str_cut(rest, ',', &rest);
        if (*n == MAX_VALUES)
            return vg_fail(err, VG_BAD_INPUT, name, "more than %d values", MAX_VALUES);
        enum vg_status r = decode ? vg_url_decode(part, true, call->arena, &part, err) : VG_OK;
        if (r != VG_OK)
            return r;
        if (part.len)
            out[(*n)++] = part;
    }
    return VG_OK;
}

enum vg_status vg_call_values(struct vg_call *call, const char *name, bool whole, struct vg_str **out, size_t *n,
                                 struct vg_error *err)
{
    const struct vg_query_param *p = sent(call, name);
    *n = 0;
    *out = vg_arena_array(call->arena, MAX_VALUES + 1, sizeof **out);
    if (!p || !*out)
        return vg_arena_check(call->arena, err);
    struct vg_str raw = p->raw;
    (void)vg_str_cut(raw, '=', &raw);
    bool bare = raw.ptr && memchr(raw.ptr, ',', raw.len);
    enum vg_status r = cut_at_commas(call, bare ? raw : p->value, bare, *out, n, name, err);
    if (r == VG_OK && whole && !bare && *n > 1)
        (*out)[(*n)++] = p->value;
    return r;
}

enum vg_status vg_call_words(struct vg_call *call, struct vg_query *q, struct vg_error *err)
{
    struct vg_str *values;
    size_t n, said = 0;
    if (!vg_call_param(call, "q")->given)
        return VG_OK;
    enum vg_status r = vg_call_values(call, "q", false, &values, &n, err);
    for (size_t i = 0; i < n; i++)
        if (vg_terms_any(values[i]))
            values[said++] = values[i];
    if (r == VG_OK && said)
        q->filter = vg_expr_and(call->arena, q->filter, vg_expr_text(call->arena, values, said));
    return r;
}
