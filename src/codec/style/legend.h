/* legend.h — where things stand in a legend, for those who draw it; private to this folder.  Lengths are pixels. */
#ifndef CODEC_STYLE_LEGEND_H
#define CODEC_STYLE_LEGEND_H

#include <vigie/codec/style.h>

#define VG_LEGEND_PAD 10
#define VG_LEGEND_TEXT 14
#define VG_LEGEND_ROW 24
#define VG_LEGEND_SIGN 16
#define VG_LEGEND_SIGN_WIDTH 26
#define VG_LEGEND_NAMES (VG_LEGEND_PAD + VG_LEGEND_SIGN_WIDTH + 8)
#define VG_LEGEND_MAX_WIDTH 900

enum vg_sign { VG_SIGN_AREA, VG_SIGN_LINE, VG_SIGN_POINT };

struct vg_legend {
    int width, height;
    enum vg_sign sign;
};

void vg_legend_lay_out(const struct vg_style_writing *w, struct vg_legend *out);
/* The top of the sign, and the line that letters stand on, of a row: 0 is the title's. */
int vg_legend_top(size_t row);
int vg_legend_base(size_t row);
/* The colour as it looks over white. */
struct vg_colour vg_legend_fill(const struct vg_symbol *s);

#endif
