/* ogc:SortBy and fes:SortBy, which stand beside a filter. */
#include <vigie/query/fes.h>
#include <vigie/query/query.h>

#include "fes.h"

static enum vg_status read_sort_key(struct fes *f, const xmlNode *property, struct vg_fes_sort_key *out)
{
    const xmlNode *name = vg_fes_first(property), *order = name ? vg_fes_next(name) : NULL;

    if (!vg_fes_is(property, "SortProperty") || !name || !vg_fes_is_property(name) ||
        (order && !vg_fes_is(order, "SortOrder")))
        return vg_fes_expected(f, property, "a SortProperty with a property and a SortOrder");
    struct vg_str way = order ? vg_fes_text(f, order) : VG_STR("ASC");
    *out = (struct vg_fes_sort_key){vg_fes_text(f, name),
                                    vg_str_is_nocase(way, "DESC") || vg_str_is_nocase(way, "DESCENDING")};
    if (!out->name.len)
        return vg_fes_expected(f, name, "a property's name");
    if (!out->descending && !vg_str_is_nocase(way, "ASC") && !vg_str_is_nocase(way, "ASCENDING"))
        return vg_fes_expected(f, order, "ASC or DESC");
    return VG_OK;
}

enum vg_status vg_fes_sort(const struct _xmlNode *sort_by, struct vg_arena *a, const struct vg_fes_sort_key **out,
                           size_t *n_out, struct vg_error *err)
{
    struct fes f = {.maker = {.arena = a, .err = err}};
    struct vg_fes_sort_key *keys = vg_arena_array(a, VG_MAX_SORT_KEYS, sizeof *keys);
    size_t n = 0;
    enum vg_status r = keys ? vg_fes_begin(&f, sort_by, "SortBy") : vg_arena_check(a, err);

    for (const xmlNode *p = vg_fes_first(sort_by); r == VG_OK && p; p = vg_fes_next(p)) {
        if (n == VG_MAX_SORT_KEYS)
            return vg_fes_expected(&f, p, "no more than 8 properties to sort by");
        r = read_sort_key(&f, p, &keys[n++]);
    }
    if (r == VG_OK && n == 0)
        return vg_fes_expected(&f, sort_by, "a SortProperty with a property and a SortOrder");
    if (r != VG_OK)
        return r;
    *out = keys;
    *n_out = n;
    return VG_OK;
}
