/* The parameters of a request: names in any case (07-006r1, 10.3; 12-176r7, 6.5.4), values as they are. */
#include "csw.h"

#include <stdio.h>

void vg_csw_add(struct csw *c, struct vg_str name, struct vg_str value, bool is_list)
{
    c->too_many |= c->n_pairs == CSW_MAX_PAIRS;
    if (!c->too_many && vg_arena_room(c->call->arena, &c->pairs, c->n_pairs, &c->cap_pairs, sizeof *c->pairs))
        c->pairs[c->n_pairs++] = (struct csw_pair){name, value, is_list};
}

struct vg_str vg_csw_get(const struct csw *c, const char *name)
{
    for (size_t i = 0; i < c->n_pairs; i++)
        if (vg_str_is_nocase(c->pairs[i].name, name) && c->pairs[i].value.len)
            return c->pairs[i].value;
    return (struct vg_str){0};
}

static size_t members(const struct csw_pair *p)
{
    size_t n = p->value.len > 0;
    for (size_t i = 0; p->is_list && i < p->value.len; i++)
        n += p->value.ptr[i] == ',';
    return n;
}

struct vg_str *vg_csw_get_all(struct csw *c, const char *name, size_t *n)
{
    size_t most = 0;
    *n = 0;
    for (size_t i = 0; i < c->n_pairs; i++)
        if (vg_str_is_nocase(c->pairs[i].name, name))
            most += members(&c->pairs[i]);
    struct vg_str *list = vg_arena_array(c->call->arena, most + 1, sizeof *list);
    for (size_t i = 0; list && i < c->n_pairs; i++) {
        const struct csw_pair *p = &c->pairs[i];
        if (!vg_str_is_nocase(p->name, name))
            continue;
        for (struct vg_str rest = p->value; rest.ptr;) {
            struct vg_str one = p->is_list ? vg_str_cut(rest, ',', &rest) : rest;
            if (!p->is_list)
                rest = (struct vg_str){0};
            one = vg_str_trim(one);
            if (one.len && *n < most)
                list[(*n)++] = one;
        }
    }
    return list;
}

enum vg_status vg_csw_missing(struct csw *c, const char *name, struct vg_error *err)
{
    c->code = "MissingParameterValue";
    return vg_fail(err, VG_BAD_INPUT, name, "the parameter '%s' is missing", name);
}

enum vg_status vg_csw_invalid(struct csw *c, const char *name, struct vg_str value, const char *right, struct vg_error *err)
{
    c->code = "InvalidParameterValue";
    return vg_fail(err, VG_BAD_INPUT, name, "'%.*s' is not one of %s", vg_cut(value), value.ptr, right);
}

enum vg_status vg_csw_get_int(struct csw *c, const char *name, int64_t min, int64_t dflt, int64_t *out,
                              struct vg_error *err)
{
    struct vg_str text = vg_csw_get(c, name);
    int64_t n = dflt;
    bool right = !text.ptr || (vg_str_int64(text, &n) && n >= min);
    *out = right ? n : dflt;
    if (right)
        return VG_OK;
    c->code = "InvalidParameterValue";
    return vg_fail(err, VG_BAD_INPUT, name, "'%.*s' is not a whole number from %lld on", vg_cut(text), text.ptr,
                   (long long)min);
}

enum vg_status vg_csw_get_choice(struct csw *c, const char *name, const char *const *values, int dflt, int *out,
                                 struct vg_error *err)
{
    struct vg_str text = vg_csw_get(c, name);
    const char *known = "";
    *out = dflt;
    if (!text.ptr)
        return VG_OK;
    for (int i = 0; values[i]; i++) {
        if (vg_str_is(text, values[i])) {
            *out = i;
            return VG_OK;
        }
        known = vg_arena_printf(c->call->arena, "%s%s'%s'", known ? known : "", i ? ", " : "", values[i]);
    }
    return vg_csw_invalid(c, name, text, known ? known : "", err);
}
