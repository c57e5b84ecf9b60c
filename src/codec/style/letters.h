/* letters.h — letters for legends drawn in pixels; private to this folder. */
#ifndef CODEC_STYLE_LETTERS_H
#define CODEC_STYLE_LETTERS_H

#include <vigie/base/str.h>

/* Where a stroke goes on, in pixels from the left end of the base line, y upwards.  first: a stroke begins here. */
typedef void vg_letter_point(void *ctx, double x, double y, bool first);

/* Draw one line of text, and tell how wide it is. */
int vg_letters_draw(struct vg_str text, vg_letter_point *point, void *ctx);
int vg_letters_width(struct vg_str text);

#endif
