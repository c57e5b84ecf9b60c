/* report_html.h — reports as a page that stands alone: no script, no other file. */
#ifndef INGEST_REPORT_HTML_H
#define INGEST_REPORT_HTML_H

#include <vigie/base/str.h>

void vg_report_begin(struct vg_buf *b, enum vg_lang lang, struct vg_str title);
void vg_report_end(struct vg_buf *b);
/* <tag>text</tag>, the text escaped. */
void vg_report_cell(struct vg_buf *b, const char *tag, struct vg_str text);

#endif
