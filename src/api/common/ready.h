/* ready.h — a JSON list of what is kept ready as text: the state that such an item codec keeps between its items. */
#ifndef API_COMMON_READY_H
#define API_COMMON_READY_H

#include <vigie/codec/items.h>

/* For the codec's begin: the list opens with head.  Its drop is vg_ready_drop. */
enum vg_status vg_ready_begin(struct vg_item_writer *w, struct vg_str head, struct vg_error *err) VG_MUST_USE;
void vg_ready_drop(struct vg_item_writer *w);

/* For its item: what parts it from the one before, and *url, its address under that of the list; it lives until the next. */
enum vg_status vg_ready_next(struct vg_item_writer *w, const char *list, struct vg_str id, const char **url,
                             struct vg_error *err) VG_MUST_USE;

#endif
