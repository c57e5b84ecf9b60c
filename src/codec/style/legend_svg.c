/* A legend as a picture that stays text: the style's title, and a sign and a name for each rule. */
#include <vigie/base/escape.h>
#include <vigie/codec/style.h>

#include "legend.h"

static void put_colour(struct vg_buf *b, const char *attribute, struct vg_colour c)
{
    vg_buf_printf(b, " %s=\"", attribute);
    vg_colour_put(b, c);
    VG_BUF_LIT(b, "\"");
}

static void put_sign(struct vg_buf *b, const struct vg_legend *l, const struct vg_symbol *s, int top)
{
    int middle = top + VG_LEGEND_SIGN / 2;
    switch (l->sign) {
    case VG_SIGN_AREA:
        vg_buf_printf(b, "<rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" rx=\"2\" stroke-width=\"1\"", VG_LEGEND_PAD, top,
                      VG_LEGEND_SIGN_WIDTH, VG_LEGEND_SIGN);
        put_colour(b, "fill", vg_legend_fill(s));
        put_colour(b, "stroke", s->stroke);
        break;
    case VG_SIGN_LINE:
        vg_buf_printf(b, "<line x1=\"%d\" y1=\"%d\" x2=\"%d\" y2=\"%d\" stroke-width=\"4\" stroke-linecap=\"round\"",
                      VG_LEGEND_PAD + 2, middle, VG_LEGEND_PAD + VG_LEGEND_SIGN_WIDTH - 2, middle);
        put_colour(b, "stroke", s->fill);
        break;
    case VG_SIGN_POINT:
        vg_buf_printf(b, "<circle cx=\"%d\" cy=\"%d\" r=\"6\" stroke=\"#54636e\" stroke-width=\"1\"",
                      VG_LEGEND_PAD + VG_LEGEND_SIGN_WIDTH / 2, middle);
        put_colour(b, "fill", s->fill);
        break;
    }
    VG_BUF_LIT(b, "/>");
}

static void put_line(struct vg_buf *b, int x, int y, bool bold, const char *text)
{
    vg_buf_printf(b, "<text x=\"%d\" y=\"%d\"%s>", x, y, bold ? " font-weight=\"600\"" : "");
    vg_xml_put_text(b, vg_str_of(text));
    VG_BUF_LIT(b, "</text>\n");
}

void vg_style_put_svg(const struct vg_style_writing *w, struct vg_buf *out)
{
    struct vg_legend l;
    vg_legend_lay_out(w, &l);
    vg_buf_printf(out, "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" viewBox=\"0 0 %d %d\" role=\"img\" "
                  "font-family=\"system-ui, sans-serif\" font-size=\"%d\" fill=\"#1c2830\">\n<title>", l.width, l.height, l.width,
                  l.height, VG_LEGEND_TEXT);
    vg_xml_put_text(out, vg_str_of(w->style->title));
    vg_buf_printf(out, "</title>\n<rect width=\"%d\" height=\"%d\" fill=\"#ffffff\"/>\n", l.width, l.height);
    put_line(out, VG_LEGEND_PAD, vg_legend_base(0), true, w->style->title);
    for (size_t i = 0; i < w->style->n_rules; i++) {
        const struct vg_rule *r = &w->style->rules[i];
        put_sign(out, &l, &r->symbol, vg_legend_top(i + 1));
        put_line(out, VG_LEGEND_NAMES, vg_legend_base(i + 1), false, r->title);
    }
    VG_BUF_LIT(out, "</svg>\n");
}
