/* Which representation is meant, of those that can be had here. */
#include "call.h"

#include <vigie/codec/items.h>

bool vg_format_is_there(const struct vg_format *f)
{
    return !f->items || !f->items->is_there || f->items->is_there();
}

bool vg_format_linked(const struct vg_format *f)
{
    return !f->is_twin && vg_format_is_there(f);
}

bool vg_format_alternate(const struct vg_format *f, const struct vg_format *of)
{
    return f != of && (of == &vg_format_html ? vg_format_linked(f) : vg_format_is_there(f));
}

const struct vg_format *vg_format_named(const struct vg_format *const *formats, struct vg_str name)
{
    for (; *formats; formats++)
        if (vg_str_is(name, (*formats)->name) ||
            (vg_str_is(name, "geojson") && *formats == &vg_format_geojson))
            return *formats;
    return NULL;
}

const struct vg_format *vg_format_accepted(const struct vg_format *const *formats, struct vg_str accept)
{
    const char *types[64];
    const struct vg_format *of[64];
    size_t n = 0;
    for (; *formats && n + 4 <= VG_COUNT(types); formats++) {
        if (!vg_format_is_there(*formats))
            continue;
        types[n] = (*formats)->media_type;
        of[n++] = *formats;
        for (int i = 0; i < 3 && (*formats)->also[i]; i++) {
            types[n] = (*formats)->also[i];
            of[n++] = *formats;
        }
    }
    int best = vg_accept_best(accept, types, n);
    return best < 0 ? NULL : of[best];
}
