/* Legends, as pictures of text (SVG) and of pixels (PNG). */
#include "styles.h"

static enum vg_status answer(struct vg_call *call, const struct vg_styled *s, struct vg_error *err)
{
    const struct vg_style_writing w = vg_style_writing_of(call, s);
    struct vg_buf *b = vg_style_begin(call, call->format);
    if (call->format == &vg_format_png) {
        call->rs->compressible = false;
        enum vg_status r = vg_style_put_png(&w, b, err);
        return r == VG_OK ? vg_buf_check(b, err) : r;
    }
    vg_style_put_svg(&w, b);
    return vg_buf_check(b, err);
}

enum vg_status vg_get_legend(struct vg_call *call, struct vg_error *err)
{
    struct vg_styled s;
    enum vg_status r = vg_styled_find(call, &s, err);
    return r == VG_OK ? answer(call, &s, err) : r;
}

enum vg_status vg_get_any_legend(struct vg_call *call, struct vg_error *err)
{
    struct vg_styled s;
    enum vg_status r = vg_styled_find_any(call, &s, err);
    return r == VG_OK ? answer(call, &s, err) : r;
}

enum vg_status vg_get_usual_legend(struct vg_call *call, struct vg_error *err)
{
    struct vg_styled s = {.usual = true};
    const struct vg_styles *all;
    enum vg_status r = vg_call_collection(call, &s.collection, err);
    if (r == VG_OK)
        r = vg_call_styles(call, s.collection, &all, err);
    if (r != VG_OK)
        return r;
    s.style = all->list;
    return answer(call, &s, err);
}
