/* The report of records as a page: the counts, then each record with its score and what is to be said of it. */
#include <vigie/ingest/records.h>

#include "../check/report_html.h"

static void put_counts(struct vg_buf *b, const struct vg_node *report, enum vg_lang lang)
{
    vg_buf_printf(b, vg_text(lang, "%lld files, %lld records"), vg_node_count(report, "files"), vg_node_count(report, "records"));
    vg_buf_printf(b, vg_text(lang, "; %lld to be repaired, %lld that cannot be served"), vg_node_count(report, "repaired"),
                  vg_node_count(report, "quarantined"));
    if (vg_node_get(report, "score"))
        vg_buf_printf(b, vg_text(lang, "; mean score %lld of 100"), vg_node_count(report, "score"));
}

static void put_row(struct vg_buf *b, const char *what, const struct vg_node *said, enum vg_lang lang)
{
    VG_BUF_LIT(b, "<tr>");
    vg_report_cell(b, "td", vg_str_of(what));
    vg_report_cell(b, "td", vg_str_of(vg_text(lang, vg_node_cstr(said, "severity", ""))));
    vg_report_cell(b, "td", vg_str_of(vg_node_cstr(said, "text", "")));
    vg_report_cell(b, "td", vg_str_of(vg_node_cstr(said, "path", "")));
    VG_BUF_LIT(b, "</tr>\n");
}

static bool has_items(const struct vg_node *one, const char *key)
{
    const struct vg_node *list = vg_node_get(one, key);
    return list && list->n > 0;
}

static void put_table(struct vg_buf *b, const struct vg_node *one, enum vg_lang lang)
{
    static const char *const heads[] = {"rule", "severity", "fault", "place"};
    if (!has_items(one, "faults") && !has_items(one, "findings"))
        return;
    VG_BUF_LIT(b, "<table>\n<tr>");
    for (size_t i = 0; i < VG_COUNT(heads); i++)
        vg_report_cell(b, "th", vg_str_of(vg_text(lang, heads[i])));
    VG_BUF_LIT(b, "</tr>\n");
    VG_EACH(fault, vg_node_get(one, "faults"))
        put_row(b, vg_node_cstr(fault, "rule", ""), fault, lang);
    VG_EACH(finding, vg_node_get(one, "findings"))
        put_row(b, "", finding, lang);
    VG_BUF_LIT(b, "</table>\n");
}

static void put_record(struct vg_buf *b, const struct vg_node *one, enum vg_lang lang)
{
    const char *source = vg_node_cstr(one, "source", ""), *reason = vg_node_cstr(one, "reason", NULL);
    VG_AUTO(vg_buf_finish) struct vg_buf line;
    vg_buf_init(&line, 1u << 20);
    vg_report_cell(b, "h2", vg_str_of(vg_node_cstr(one, "title", source)));
    vg_buf_printf(&line, "%s · %s", source, vg_node_cstr(one, "id", "–"));
    if (vg_node_get(one, "score"))
        vg_buf_printf(&line, " · %s · ", vg_node_cstr(one, "type", ""));
    if (vg_node_get(one, "score"))
        vg_buf_printf(&line, vg_text(lang, "score %lld of 100"), vg_node_count(one, "score"));
    if (reason)
        vg_buf_printf(&line, " · %s", reason);
    vg_report_cell(b, "p", (struct vg_str){line.ptr, line.len});
    VG_BUF_LIT(b, "\n");
    put_table(b, one, lang);
}

void vg_records_put_html(const struct vg_node *report, enum vg_lang lang, struct vg_buf *b)
{
    VG_AUTO(vg_buf_finish) struct vg_buf counts;
    vg_buf_init(&counts, 4096);
    put_counts(&counts, report, lang);
    vg_report_begin(b, lang, (struct vg_str){counts.ptr, counts.len});
    vg_report_cell(b, "h1", vg_str_of(vg_text(lang, "Metadata records")));
    vg_report_cell(b, "p", (struct vg_str){counts.ptr, counts.len});
    VG_BUF_LIT(b, "\n");
    VG_EACH(one, vg_node_get(report, "list"))
        put_record(b, one, lang);
    vg_report_end(b);
}
