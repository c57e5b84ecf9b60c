/* A legend in pixels, for clients that show pictures alone (WMS readers, documents).
 *
 * All is drawn as strokes and rectangles whose edges are softened by how far a pixel lies from them. */
#include <vigie/codec/png.h>
#include <vigie/codec/style.h>

#include <math.h>
#include <stdlib.h>

#include "legend.h"
#include "letters.h"

#define INK {0x1c, 0x28, 0x30}

struct canvas {
    int width, height;
    uint8_t *pixels;
    struct vg_colour colour;
    double half;          /* of a stroke's width */
    double left, base;    /* of the text being written */
    double last_x, last_y;
};

static void blend(struct canvas *c, int x, int y, double alpha)
{
    if (x < 0 || y < 0 || x >= c->width || y >= c->height || alpha <= 0)
        return;
    uint8_t *p = c->pixels + 4 * ((size_t)y * (size_t)c->width + (size_t)x);
    const uint8_t rgb[] = {c->colour.red, c->colour.green, c->colour.blue};
    for (int i = 0; i < 3; i++)
        p[i] = (uint8_t)lrint(p[i] + (rgb[i] - p[i]) * fmin(alpha, 1));
}

static double distance(double px, double py, double ax, double ay, double bx, double by)
{
    double dx = bx - ax, dy = by - ay, len = dx * dx + dy * dy;
    double t = len > 0 ? fmax(0, fmin(1, ((px - ax) * dx + (py - ay) * dy) / len)) : 0;
    return hypot(px - ax - t * dx, py - ay - t * dy);
}

static void stroke(struct canvas *c, double ax, double ay, double bx, double by)
{
    double reach = c->half + 1;
    for (int y = (int)floor(fmin(ay, by) - reach); y <= (int)ceil(fmax(ay, by) + reach); y++)
        for (int x = (int)floor(fmin(ax, bx) - reach); x <= (int)ceil(fmax(ax, bx) + reach); x++)
            blend(c, x, y, c->half + .5 - distance(x + .5, y + .5, ax, ay, bx, by));
}

static void letter_point(void *ctx, double x, double y, bool first)
{
    struct canvas *c = ctx;
    double px = c->left + x, py = c->base - y;
    if (first)
        stroke(c, px, py, px, py);
    else
        stroke(c, c->last_x, c->last_y, px, py);
    c->last_x = px;
    c->last_y = py;
}

static void write_line(struct canvas *c, int left, int base, bool bold, const char *text)
{
    c->colour = (struct vg_colour)INK;
    c->half = bold ? .85 : .55;
    c->left = left + 1;
    c->base = base;
    (void)vg_letters_draw(vg_str_of(text), letter_point, c);
}

static void fill(struct canvas *c, int left, int top, int width, int height, struct vg_colour colour)
{
    c->colour = colour;
    for (int y = top; y < top + height; y++)
        for (int x = left; x < left + width; x++)
            blend(c, x, y, 1);
}

static void draw_sign(struct canvas *c, enum vg_sign sign, const struct vg_symbol *s, int top)
{
    double middle = top + VG_LEGEND_SIGN / 2.0, left = VG_LEGEND_PAD, right = left + VG_LEGEND_SIGN_WIDTH;
    switch (sign) {
    case VG_SIGN_AREA:
        fill(c, VG_LEGEND_PAD, top, VG_LEGEND_SIGN_WIDTH, VG_LEGEND_SIGN, s->stroke);
        fill(c, VG_LEGEND_PAD + 1, top + 1, VG_LEGEND_SIGN_WIDTH - 2, VG_LEGEND_SIGN - 2, vg_legend_fill(s));
        break;
    case VG_SIGN_LINE:
        c->colour = s->fill;
        c->half = 2;
        stroke(c, left + 2, middle, right - 2, middle);
        break;
    case VG_SIGN_POINT:
        c->colour = (struct vg_colour){0x54, 0x63, 0x6e};
        c->half = 6.5;
        stroke(c, (left + right) / 2, middle, (left + right) / 2, middle);
        c->colour = s->fill;
        c->half = 5.5;
        stroke(c, (left + right) / 2, middle, (left + right) / 2, middle);
        break;
    }
}

static int width_of(const struct vg_style *s)
{
    int width = VG_LEGEND_PAD + vg_letters_width(vg_str_of(s->title)) + 2;
    for (size_t i = 0; i < s->n_rules; i++) {
        int row = VG_LEGEND_NAMES + vg_letters_width(vg_str_of(s->rules[i].title));
        width = row > width ? row : width;
    }
    width += VG_LEGEND_PAD;
    return width < VG_LEGEND_MAX_WIDTH ? width : VG_LEGEND_MAX_WIDTH;
}

enum vg_status vg_style_put_png(const struct vg_style_writing *w, struct vg_buf *out, struct vg_error *err)
{
    struct vg_legend l;
    vg_legend_lay_out(w, &l);
    struct canvas c = {.width = width_of(w->style), .height = l.height};
    size_t size = 4 * (size_t)c.width * (size_t)c.height;
    c.pixels = malloc(size);
    if (!c.pixels)
        return vg_fail(err, VG_NO_MEMORY, "", "out of memory");
    memset(c.pixels, 255, size);
    write_line(&c, VG_LEGEND_PAD, vg_legend_base(0), true, w->style->title);
    for (size_t i = 0; i < w->style->n_rules; i++) {
        const struct vg_rule *r = &w->style->rules[i];
        draw_sign(&c, l.sign, &r->symbol, vg_legend_top(i + 1));
        write_line(&c, VG_LEGEND_NAMES, vg_legend_base(i + 1), false, r->title);
    }
    enum vg_status r = vg_png_put(c.pixels, c.width, c.height, out, err);
    free(c.pixels);
    return r;
}
