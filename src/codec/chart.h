/* chart.h — between the files that draw charts. */
#ifndef CODEC_CHART_H
#define CODEC_CHART_H

#include <vigie/codec/chart.h>

#define CHART_INK "#33414c"
#define CHART_GRID "#d5dce1"
#define CHART_WIDTH 420 /* so that its words have 11 pixels at least on a phone of 390, too */

void vg_chart_put_text(struct vg_buf *b, double x, double y, const char *anchor, const char *text);
const char *vg_chart_colour(const struct vg_chart *c, size_t series);
/* chart_parts.c */
int vg_chart_parts_height(const struct vg_chart *c);
void vg_chart_put_parts(const struct vg_chart *c, struct vg_buf *b);

#endif
