/* bare.h — what item codecs share whose page is a beginning and its items, with nothing of its own for one item alone; private to
 * this folder. */
#ifndef CODEC_BARE_H
#define CODEC_BARE_H

#include <vigie/codec/items.h>

/* vg_item_codec.end that writes nothing: links and counts are told beside the page. */
enum vg_status vg_bare_end(struct vg_item_writer *w, const struct vg_page_info *p, struct vg_error *err) VG_MUST_USE;
/* vg_item_codec.single as a page of one item. */
enum vg_status vg_bare_single(struct vg_item_writer *w, const struct vg_feature *f, const struct vg_page_info *p,
                              struct vg_error *err) VG_MUST_USE;

#endif
