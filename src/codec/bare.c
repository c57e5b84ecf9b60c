/* The parts of bare.h. */
#include "bare.h"

enum vg_status vg_bare_end(struct vg_item_writer *w, const struct vg_page_info *p, struct vg_error *err)
{
    (void)w, (void)p, (void)err;
    return VG_OK;
}

enum vg_status vg_bare_single(struct vg_item_writer *w, const struct vg_feature *f, const struct vg_page_info *p, struct vg_error *err)
{
    enum vg_status r = w->codec->begin(w, err);
    if (r == VG_OK)
        r = w->codec->item(w, f, err);
    return r == VG_OK ? w->codec->end(w, p, err) : r;
}
