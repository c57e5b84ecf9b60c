/* Parts of a whole, or values of few classes: a horizontal bar each, its name above it, so that long names have room. */
#include "chart.h"

#include <math.h>

#include <vigie/base/escape.h>
#include <vigie/base/number.h>

#define ROW 42
#define MARGIN 6
#define NAME 13 /* down to its letters' feet */
#define BAR 19  /* down to the bar's top */
#define HIGH 18 /* of a bar */
#define VALUES 70

int vg_chart_parts_height(const struct vg_chart *c)
{
    return c->n_steps ? (int)c->n_steps * ROW + 2 * MARGIN : 4 * ROW;
}

/* Of a share nobody reads more than a tenth of a percent. */
static void put_value(const struct vg_chart *c, double x, double y, double v, struct vg_buf *b)
{
    bool share = c->unit && strcmp(c->unit, "%") == 0, least = share && v > 0 && v < 0.1;
    struct vg_buf text;

    vg_buf_init(&text, 1024);
    if (least)
        VG_BUF_LIT(&text, "<\u00a0");
    vg_chart_put_number(&text, c->lang, least ? 0.1 : v, share && v < 10 ? 2 : 3);
    if (c->unit)
        vg_buf_printf(&text, "\u00a0%s", c->unit);
    vg_chart_put_text(b, x, y, "start", text.ptr ? text.ptr : "");
    vg_buf_finish(&text);
}

/* A name that is too long for its place ends in an ellipsis; the description has it whole. */
static void put_name(double y, const char *name, const char *key, struct vg_buf *b)
{
    const size_t most = 58;
    struct vg_buf text;
    size_t n = 0, characters = 0;

    while (name[n] && characters < most)
        characters += (name[++n] & 0xc0) != 0x80;
    vg_buf_init(&text, 1024);
    vg_buf_add(&text, name, n);
    if (name[n])
        VG_BUF_LIT(&text, "…");
    VG_BUF_LIT(b, "<text class=\"name\"");
    if (key) {
        VG_BUF_LIT(b, " data-key=\"");
        vg_xml_put_text(b, vg_str_of(key));
        vg_buf_char(b, '"');
    }
    VG_BUF_LIT(b, " x=\"0\" y=\"");
    vg_buf_fixed(b, y, 2);
    VG_BUF_LIT(b, "\">");
    vg_xml_put_text(b, (struct vg_str){text.ptr, text.len});
    VG_BUF_LIT(b, "</text>\n");
    vg_buf_finish(&text);
}

void vg_chart_put_parts(const struct vg_chart *c, struct vg_buf *b)
{
    double most = 0, width = CHART_WIDTH - VALUES;

    for (size_t i = 0; i < c->n_steps; i++)
        if (isfinite(c->series[0].values[i]))
            most = fmax(most, fabs(c->series[0].values[i]));
    for (size_t i = 0; i < c->n_steps; i++) {
        double v = c->series[0].values[i], y = MARGIN + (double)i * ROW;
        double length = most > 0 && isfinite(v) ? width * fabs(v) / most : 0;
        put_name(y + NAME, c->labels[i], c->keys ? c->keys[i] : NULL, b);
        vg_buf_printf(b, "<rect x=\"0.5\" height=\"%d\" y=\"", HIGH);
        vg_buf_fixed(b, y + BAR, 2);
        VG_BUF_LIT(b, "\" width=\"");
        vg_buf_fixed(b, length, 2);
        vg_buf_printf(b, "\" fill=\"%s\" stroke=\"%s\" stroke-width=\"0.5\"/>\n",
                      c->colours && c->colours[i] ? c->colours[i] : vg_chart_colour(c, 0), CHART_INK);
        put_value(c, length + 7, y + BAR + 14, v, b);
    }
}
