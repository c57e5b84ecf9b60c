/* A report is sent by mail and opened from a disk: its style stands inside it, and nothing of share/ is used, whose
 * pages need a server beside them. */
#include "report_html.h"

#include <vigie/base/escape.h>

void vg_report_cell(struct vg_buf *b, const char *tag, struct vg_str text)
{
    vg_buf_printf(b, "<%s>", tag);
    vg_xml_put_text(b, text);
    vg_buf_printf(b, "</%s>", tag);
}

void vg_report_begin(struct vg_buf *b, enum vg_lang lang, struct vg_str title)
{
    vg_buf_printf(b, "<!DOCTYPE html>\n<html lang=\"%s\">\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width\">\n",
                  lang == VG_FR ? "fr" : "en");
    vg_report_cell(b, "title", title);
    VG_BUF_LIT(b, "\n<style>body{font:1rem/1.5 sans-serif;margin:2rem auto;max-width:70rem;padding:0 1rem}table{border-collapse:collapse}"
                  "th,td{border:1px solid #767676;padding:.3rem .6rem;text-align:left;vertical-align:top}"
                  "td{overflow-wrap:anywhere}h2{margin:2rem 0 .2rem;font-size:1.15rem}</style>\n<main>\n");
}

void vg_report_end(struct vg_buf *b)
{
    VG_BUF_LIT(b, "\n</main>\n");
}
