/* Charts over steps: one frame, in which lines, steps or bars are drawn.  Everything is written as attributes of SVG, since
 * the pages allow no style within. */
#include "chart.h"

#include <math.h>

#include <vigie/base/escape.h>
#include <vigie/base/number.h>

#define HEIGHT 300
#define LEFT 64
#define RIGHT 12
#define TOP 30
#define BOTTOM 34
#define LABEL_WIDTH 56 /* of one under the axis */
#define YEAR_WIDTH 38
#define DAY_WIDTH 84
#define DAY_LENGTH 10  /* of "2025-07-01": an instant has too many letters for an axis */
#define HALF_LETTER 4
#define MOST_TOLD 40   /* steps that the description reads out */
#define NAME_ROW 18    /* of the names of several series, above the field */
#define NAME_SIGN 17   /* a name's colour and what parts it from its text */
#define NAME_GAP 23
#define LETTER 7
#define UNIT_WIDTH 70

static const char *const palette[VG_MAX_CHART_SERIES] = {"#0b6e99", "#d1603d", "#3f9b5f", "#7a6bb8",
                                                          "#e08e0b", "#b5417a", "#5c7080", "#4fb6c8"};

const char *vg_chart_colour(const struct vg_chart *c, size_t series)
{
    return c->series[series].colour ? c->series[series].colour : palette[series % VG_MAX_CHART_SERIES];
}

static void put_number(struct vg_buf *b, double v)
{
    vg_buf_fixed(b, v, 2);
}

static void put_attribute(struct vg_buf *b, const char *name, double v)
{
    vg_buf_printf(b, " %s=\"", name);
    put_number(b, v);
    vg_buf_char(b, '"');
}

static void put_escaped(struct vg_buf *b, const char *text)
{
    vg_xml_put_text(b, vg_str_of(text));
}

void vg_chart_put_text(struct vg_buf *b, double x, double y, const char *anchor, const char *text)
{
    VG_BUF_LIT(b, "<text");
    put_attribute(b, "x", x);
    put_attribute(b, "y", y);
    vg_buf_printf(b, " text-anchor=\"%s\">", anchor);
    put_escaped(b, text);
    VG_BUF_LIT(b, "</text>\n");
}

/* --- axes ----------------------------------------------------------------------------------------- */

static void find_range(const struct vg_chart *c, double *min, double *max)
{
    *min = *max = 0; /* a bar, or a line, is read against zero */
    for (size_t s = 0; s < c->n_series; s++)
        for (size_t i = 0; i < c->n_steps; i++) {
            double v = c->series[s].values[i];
            if (isfinite(v)) {
                *min = fmin(*min, v);
                *max = fmax(*max, v);
            }
        }
    if (*min == *max)
        *max = 1;
}

/* The range and the step of an axis that people can read: whole multiples of 1, 2 or 5 times a power of ten. */
struct axis {
    double min, max, step;
};

static struct axis axis_of(const struct vg_chart *c, int most_ticks)
{
    static const double nice[] = {1, 2, 5, 10};
    double min, max;

    find_range(c, &min, &max);
    double rough = (max - min) / most_ticks, power = pow(10, floor(log10(rough)));
    struct axis a = {.step = power * 10};
    for (size_t i = 0; i < VG_COUNT(nice); i++)
        if (nice[i] * power >= rough * (1 - 1e-9)) {
            a.step = nice[i] * power;
            break;
        }
    a.min = floor(min / a.step) * a.step;
    a.max = ceil(max / a.step - 1e-9) * a.step;
    return a;
}

struct frame {
    const struct vg_chart *chart;
    struct vg_buf *out;
    struct axis axis;
    double top, width, height; /* of the inner field */
    bool named;                /* its series have their names above it */
};

static double y_of(const struct frame *f, double v)
{
    return f->top + f->height * (1 - (v - f->axis.min) / (f->axis.max - f->axis.min));
}

/* Bars have a place, points a position. */
static double x_of(const struct frame *f, size_t step)
{
    const struct vg_chart *c = f->chart;
    double n = (double)c->n_steps;

    if (c->form == VG_DRAW_BARS || c->form == VG_DRAW_STEPS || c->n_steps < 2)
        return LEFT + f->width * ((double)step + 0.5) / (n > 0 ? n : 1);
    return LEFT + f->width * (double)step / (n - 1);
}

static void put_line(struct vg_buf *b, double x1, double y1, double x2, double y2, const char *colour)
{
    VG_BUF_LIT(b, "<line");
    put_attribute(b, "x1", x1);
    put_attribute(b, "y1", y1);
    put_attribute(b, "x2", x2);
    put_attribute(b, "y2", y2);
    vg_buf_printf(b, " stroke=\"%s\"/>\n", colour);
}

/* Of one series what it is, and its unit; of several, named beside, the unit alone. */
static void put_scale_name(const struct frame *f)
{
    const struct vg_chart *c = f->chart;
    const char *title = c->n_series == 1 && !f->named ? c->series[0].title : NULL;
    struct vg_buf b;
    vg_buf_init(&b, 4096);
    if (title && c->unit && strcmp(title, c->unit) != 0)
        vg_buf_printf(&b, "%s (%s)", title, c->unit);
    else if (title || c->unit)
        vg_buf_cstr(&b, title ? title : c->unit);
    if (b.len)
        vg_chart_put_text(f->out, 4, TOP - 12, "start", b.ptr);
    vg_buf_finish(&b);
}

static void put_value_axis(const struct frame *f)
{
    int n = (int)lround((f->axis.max - f->axis.min) / f->axis.step);

    for (int i = 0; i <= n; i++) {
        double v = f->axis.min + i * f->axis.step, y = y_of(f, v);
        struct vg_buf text;
        if (fabs(v) < f->axis.step * 1e-9)
            v = 0;
        vg_buf_init(&text, 256);
        vg_chart_put_number(&text, f->chart->lang, v, v == 0 ? 1 : 1 + (int)floor(log10(fabs(v)) - floor(log10(f->axis.step)) + 1e-9));
        put_line(f->out, LEFT, y, LEFT + f->width, y, v == 0 ? CHART_INK : CHART_GRID);
        vg_chart_put_text(f->out, LEFT - 6, y + 4, "end", text.ptr ? text.ptr : "");
        vg_buf_finish(&text);
    }
    put_scale_name(f);
}

static void put_step_axis(const struct frame *f)
{
    const struct vg_chart *c = f->chart;
    bool years = c->n_steps > 24 && strlen(c->labels[0]) == 7; /* of many months, the years are enough */
    bool days = strlen(c->labels[0]) >= DAY_LENGTH;
    size_t most = (size_t)(f->width / (years ? YEAR_WIDTH : days ? DAY_WIDTH : LABEL_WIDTH)), every = (c->n_steps + most - 1) / most;

    if (years)
        every = (every + 11) / 12 * 12;
    for (size_t i = 0; i < c->n_steps; i += every) {
        struct vg_str label = vg_str_of(c->labels[i]);
        if (years && label.len == 7)
            label.len = 4;
        char text[64];
        size_t n = days && label.len > DAY_LENGTH && label.ptr[DAY_LENGTH] == 'T' ? DAY_LENGTH : label.len;
        n = n < sizeof text - 1 ? n : sizeof text - 1;
        memcpy(text, label.ptr, n);
        text[n] = '\0';
        double last = CHART_WIDTH - HALF_LETTER * (double)n; /* it ends within the chart */
        vg_chart_put_text(f->out, fmin(x_of(f, i), last), f->top + f->height + 18, "middle", text);
    }
}

/* --- marks ---------------------------------------------------------------------------------------- */

static void put_bars(const struct frame *f, size_t series)
{
    const struct vg_chart *c = f->chart;
    double slot = f->width / (double)c->n_steps, width = slot * 0.8 / (double)c->n_series;

    for (size_t i = 0; i < c->n_steps; i++) {
        double v = c->series[series].values[i];
        if (!isfinite(v))
            continue;
        double y = y_of(f, fmax(v, 0)), bottom = y_of(f, fmin(v, 0));
        VG_BUF_LIT(f->out, "<rect");
        put_attribute(f->out, "x", LEFT + slot * ((double)i + 0.1) + width * (double)series);
        put_attribute(f->out, "y", y);
        put_attribute(f->out, "width", width);
        put_attribute(f->out, "height", bottom - y);
        vg_buf_printf(f->out, " fill=\"%s\"/>\n", vg_chart_colour(c, series));
    }
}

/* A path with a gap wherever there is no value; a value between two gaps is a dot, as a line of no length is. */
static void put_path(const struct frame *f, size_t series)
{
    const struct vg_chart *c = f->chart;
    double half = c->form == VG_DRAW_STEPS ? f->width / (double)c->n_steps / 2 : 0;
    bool drawn = false;

    VG_BUF_LIT(f->out, "<path d=\"");
    for (size_t i = 0; i < c->n_steps; i++) {
        double v = c->series[series].values[i], x = x_of(f, i), y;
        if (!isfinite(v)) {
            drawn = false;
            continue;
        }
        y = y_of(f, v);
        vg_buf_char(f->out, drawn ? 'L' : 'M');
        put_number(f->out, x - half);
        vg_buf_char(f->out, ' ');
        put_number(f->out, y);
        VG_BUF_LIT(f->out, "L");
        put_number(f->out, x + half);
        vg_buf_char(f->out, ' ');
        put_number(f->out, y);
        drawn = true;
    }
    vg_buf_printf(f->out, "\" fill=\"none\" stroke=\"%s\" stroke-width=\"2.5\" stroke-linejoin=\"round\" "
                          "stroke-linecap=\"round\"/>\n", vg_chart_colour(c, series));
}

static const char *title_of(const struct vg_chart *c, size_t series)
{
    return c->series[series].title ? c->series[series].title : "";
}

/* Where the names of the series are, row by row; returns how many rows they take. */
static int place_names(const struct vg_chart *c, double *x, int *row)
{
    double at = c->unit ? LEFT + UNIT_WIDTH : LEFT;
    int rows = 0;

    for (size_t s = 0; s < c->n_series; s++) {
        double width = NAME_SIGN + LETTER * (double)vg_utf8_count(vg_str_of(title_of(c, s)));
        if (s > 0 && at + width > CHART_WIDTH - RIGHT) {
            at = HALF_LETTER;
            rows++;
        }
        x[s] = at;
        row[s] = rows;
        at += width + NAME_GAP;
    }
    return rows + 1;
}

static void put_names(const struct frame *f)
{
    const struct vg_chart *c = f->chart;
    double x[VG_MAX_CHART_SERIES];
    int row[VG_MAX_CHART_SERIES];

    place_names(c, x, row);
    for (size_t s = 0; s < c->n_series; s++) {
        VG_BUF_LIT(f->out, "<rect width=\"12\" height=\"12\"");
        put_attribute(f->out, "x", x[s]);
        put_attribute(f->out, "y", 6 + row[s] * NAME_ROW);
        vg_buf_printf(f->out, " fill=\"%s\"/>\n", vg_chart_colour(c, s));
        vg_chart_put_text(f->out, x[s] + NAME_SIGN, 16 + row[s] * NAME_ROW, "start", title_of(c, s));
    }
}

/* What the names take that need more than one row. */
static int names_height(const struct vg_chart *c, bool named)
{
    double x[VG_MAX_CHART_SERIES];
    int row[VG_MAX_CHART_SERIES];

    return named && c->n_series ? (place_names(c, x, row) - 1) * NAME_ROW : 0;
}

static void put_frame(const struct vg_chart *c, bool named, struct vg_buf *b)
{
    struct frame f = {.chart = c, .out = b, .axis = axis_of(c, 5), .top = TOP + names_height(c, named), .width = CHART_WIDTH - LEFT - RIGHT,
                      .height = HEIGHT - TOP - BOTTOM, .named = named};

    put_value_axis(&f);
    put_step_axis(&f);
    for (size_t s = 0; s < c->n_series; s++) {
        if (c->form == VG_DRAW_BARS)
            put_bars(&f, s);
        else
            put_path(&f, s);
    }
    if (named)
        put_names(&f);
}

static const char *unit_of(const struct vg_chart *c, size_t series)
{
    return c->series[series].unit ? c->series[series].unit : c->unit;
}

static bool same_unit(const char *a, const char *b)
{
    return a == b || (a && b && strcmp(a, b) == 0);
}

/* A chart for each unit, in the order of the series; returns how many. */
static size_t split(const struct vg_chart *c, struct vg_chart *frames)
{
    size_t n = 0;

    for (size_t s = 0; s < c->n_series; s++) {
        size_t k = 0;
        while (k < n && !same_unit(frames[k].unit, unit_of(c, s)))
            k++;
        if (k == n) {
            frames[n] = *c;
            frames[n].unit = unit_of(c, s);
            frames[n++].n_series = 0;
        }
        frames[k].series[frames[k].n_series] = c->series[s];
        frames[k].series[frames[k].n_series++].colour = vg_chart_colour(c, s);
    }
    return n;
}

static void put_frames(const struct vg_chart *frames, size_t n, bool named, struct vg_buf *b)
{
    int above = 0;

    for (size_t k = 0; k < n; k++) {
        if (n > 1)
            vg_buf_printf(b, "<g transform=\"translate(0 %d)\">\n", above);
        put_frame(&frames[k], named, b);
        vg_buf_cstr(b, n > 1 ? "</g>\n" : "");
        above += HEIGHT + names_height(&frames[k], named);
    }
}

static int frames_height(const struct vg_chart *frames, size_t n, bool named)
{
    int height = n ? 0 : HEIGHT;

    for (size_t k = 0; k < n; k++)
        height += HEIGHT + names_height(&frames[k], named);
    return height;
}

/* --- the whole ------------------------------------------------------------------------------------ */

/* The values in words, for those who do not see them; of many steps the first and the last. */
static void put_description(const struct vg_chart *c, struct vg_buf *b)
{
    for (size_t s = 0; s < c->n_series; s++) {
        if (c->n_series > 1 && c->series[s].title) {
            put_escaped(b, c->series[s].title);
            VG_BUF_LIT(b, ": ");
        }
        for (size_t i = 0; i < c->n_steps; i++) {
            if (c->n_steps > MOST_TOLD && i == MOST_TOLD / 2) {
                VG_BUF_LIT(b, "…; ");
                i = c->n_steps - MOST_TOLD / 2;
            }
            struct vg_buf label;
            vg_buf_init(&label, 4096);
            vg_chart_put_step(&label, c->lang, vg_str_of(c->labels[i]));
            put_escaped(b, label.ptr ? label.ptr : "");
            vg_buf_finish(&label);
            vg_buf_cstr(b, c->lang == VG_FR ? " : " : ": ");
            vg_chart_put_number(b, c->lang, c->series[s].values[i], 4);
            if (unit_of(c, s)) {
                vg_buf_char(b, ' ');
                put_escaped(b, unit_of(c, s));
            }
            vg_buf_cstr(b, i + 1 < c->n_steps ? "; " : ". ");
        }
    }
}

void vg_chart_put_svg(const struct vg_chart *c, bool alone, struct vg_buf *b)
{
    struct vg_chart frames[VG_MAX_CHART_SERIES];
    size_t n = split(c, frames);
    int height = c->form == VG_DRAW_PARTS ? vg_chart_parts_height(c) : frames_height(frames, n, c->n_series > 1);

    vg_buf_printf(b, "<svg%s class=\"chart\" id=\"%s\" role=\"img\" aria-labelledby=\"%s-t %s-d\" viewBox=\"0 0 %d %d\"",
                  alone ? " xmlns=\"http://www.w3.org/2000/svg\"" : "", c->id, c->id, c->id, CHART_WIDTH, height);
    if (alone)
        vg_buf_printf(b, " width=\"%d\" height=\"%d\"", CHART_WIDTH, height);
    vg_buf_printf(b, " font-family=\"system-ui, sans-serif\" font-size=\"13\" fill=\"%s\">\n<title id=\"%s-t\">", CHART_INK, c->id);
    put_escaped(b, c->title);
    vg_buf_printf(b, "</title>\n<desc id=\"%s-d\">", c->id);
    put_description(c, b);
    VG_BUF_LIT(b, "</desc>\n");
    if (alone)
        vg_buf_printf(b, "<rect width=\"%d\" height=\"%d\" fill=\"#ffffff\"/>\n", CHART_WIDTH, height);
    if (c->n_steps == 0 || c->n_series == 0)
        vg_chart_put_text(b, CHART_WIDTH / 2.0, height / 2.0, "middle", c->lang == VG_FR ? "aucune valeur" : "no values");
    else if (c->form == VG_DRAW_PARTS)
        vg_chart_put_parts(c, b);
    else
        put_frames(frames, n, c->n_series > 1, b);
    VG_BUF_LIT(b, "</svg>\n");
}
