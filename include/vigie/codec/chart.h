/* chart.h — a chart as SVG, drawn whole by the server: no script, no style sheet, readable aloud by its title and text. */
#ifndef VIGIE_CODEC_CHART_H
#define VIGIE_CODEC_CHART_H

#include <vigie/base/str.h>

enum vg_chart_form {
    VG_DRAW_LINE,  /* a value at each step, joined; a gap where there is none */
    VG_DRAW_STEPS, /* a value that holds until the next step */
    VG_DRAW_BARS,  /* a bar for each step */
    VG_DRAW_PARTS, /* a horizontal bar for each step, its label above it and its value behind */
};

#define VG_MAX_CHART_STEPS 4000
#define VG_MAX_CHART_SERIES 8

struct vg_chart_series {
    const char *title;    /* NULL: there is but one */
    const char *unit;     /* NULL: the chart's; series of different units have a frame each, one below the other */
    const char *colour;   /* "#rrggbb"; NULL: the chart's own choice */
    const double *values; /* one a step; NaN: none */
};

struct vg_chart {
    enum vg_chart_form form;
    enum vg_lang lang;
    const char *id;       /* of the element, unique in its page */
    const char *title;
    const char *unit;     /* of the values; NULL: none */
    const char *const *labels;  /* of the steps, in their order */
    const char *const *keys;    /* of VG_DRAW_PARTS: data-key of each name, for scripts; NULL: none */
    const char *const *colours; /* of VG_DRAW_PARTS: of each bar; NULL: one colour */
    size_t n_steps;
    struct vg_chart_series series[VG_MAX_CHART_SERIES];
    size_t n_series;      /* VG_DRAW_PARTS draws the first */
};

/* The element <svg>.  alone: a document of its own, with the namespace declared. */
void vg_chart_put_svg(const struct vg_chart *c, bool alone, struct vg_buf *out);

/* A number as people of that language write it, with so many significant digits at least: 12 345,6 or 12,345.6. */
void vg_chart_put_number(struct vg_buf *b, enum vg_lang lang, double v, int digits);
/* A step as people write it: "2014-03" is mars 2014 or March 2014, dates likewise; anything else as it is. */
void vg_chart_put_step(struct vg_buf *b, enum vg_lang lang, struct vg_str step);

#endif
