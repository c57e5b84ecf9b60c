/* Where things stand in a legend: one row for the title, one for each rule. */
#include "legend.h"

#include <vigie/base/str.h>

/* About as wide as letters of this size are; they are all counted alike, so the guess is on the wide side. */
static int width_of(const char *text, bool bold)
{
    int letters = (int)vg_utf8_count(vg_str_of(text));
    return letters * (bold ? 9 : 8) + letters / 2;
}

int vg_legend_top(size_t row)
{
    return VG_LEGEND_PAD + (int)row * VG_LEGEND_ROW + (VG_LEGEND_ROW - VG_LEGEND_SIGN) / 2;
}

int vg_legend_base(size_t row)
{
    return vg_legend_top(row) + VG_LEGEND_SIGN - 3;
}

struct vg_colour vg_legend_fill(const struct vg_symbol *s)
{
    const uint8_t in[] = {s->fill.red, s->fill.green, s->fill.blue};
    uint8_t out[3];
    for (size_t i = 0; i < 3; i++)
        out[i] = (uint8_t)(255 - (255 - in[i]) * s->opacity + .5);
    return (struct vg_colour){out[0], out[1], out[2]};
}

void vg_legend_lay_out(const struct vg_style_writing *w, struct vg_legend *out)
{
    struct vg_style_shapes shapes = vg_style_shapes(w->collection);
    int width = VG_LEGEND_PAD + width_of(w->style->title, true);
    for (size_t i = 0; i < w->style->n_rules; i++) {
        int row = VG_LEGEND_NAMES + width_of(w->style->rules[i].title, false);
        width = row > width ? row : width;
    }
    width += VG_LEGEND_PAD;
    *out = (struct vg_legend){
        .width = width < VG_LEGEND_MAX_WIDTH ? width : VG_LEGEND_MAX_WIDTH,
        .height = 2 * VG_LEGEND_PAD + (int)(w->style->n_rules + 1) * VG_LEGEND_ROW,
        .sign = shapes.areas ? VG_SIGN_AREA : shapes.lines ? VG_SIGN_LINE : VG_SIGN_POINT,
    };
}
