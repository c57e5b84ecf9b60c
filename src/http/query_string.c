/* query_string.c — "a=1&b=%C3%A9" into pairs. */
#include <stdio.h>

#include <vigie/base/escape.h>
#include <vigie/http/negotiate.h>

static size_t count_parts(struct vg_str query)
{
    size_t n = 0;
    while (query.ptr)
        n += vg_str_cut(query, '&', &query).len > 0;
    return n;
}

static enum vg_status decode_part(struct vg_str part, struct vg_arena *a,
                                  struct vg_query_param *out, struct vg_error *err)
{
    struct vg_str value, name = vg_str_cut(part, '=', &value);
    if (!value.ptr)
        value = (struct vg_str){part.ptr + part.len, 0};

    *out = (struct vg_query_param){.raw = part};
    enum vg_status r = vg_url_decode(name, true, a, &out->name, err);
    if (r != VG_OK)
        return r;
    r = vg_url_decode(value, true, a, &out->value, err);
    if (r == VG_BAD_INPUT && err)
        snprintf(err->where, sizeof(err->where), "%.*s", (int)out->name.len, out->name.ptr);
    return r;
}

enum vg_status vg_query_split(struct vg_str query, size_t max_params, struct vg_arena *a,
                              struct vg_query_param **out, size_t *n_out, struct vg_error *err)
{
    size_t n = count_parts(query);
    if (n > max_params)
        return vg_fail(err, VG_TOO_LARGE, "", "there are %zu parameters, at most %zu are read", n,
                       max_params);

    struct vg_query_param *params = vg_arena_array(a, n, sizeof(*params));
    if (!params)
        return vg_arena_check(a, err);

    size_t i = 0;
    while (query.ptr) {
        struct vg_str part = vg_str_cut(query, '&', &query);
        if (part.len == 0)
            continue;
        enum vg_status r = decode_part(part, a, &params[i++], err);
        if (r != VG_OK)
            return r;
    }
    *out = params;
    *n_out = n;
    return VG_OK;
}
