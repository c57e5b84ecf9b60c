/* What a check found, for people and for programs. */
#include <vigie/ingest/check.h>

#include "report_html.h"

static void put_place(struct vg_buf *b, enum vg_lang lang, const struct vg_check_fault *f)
{
    if (!f->row)
        vg_buf_cstr(b, vg_text(lang, "header"));
    else if (f->line)
        vg_buf_printf(b, vg_text(lang, "line %lld"), (long long)f->line);
    else
        vg_buf_printf(b, vg_text(lang, "row %lld"), (long long)f->row);
}

static void put_summary(struct vg_buf *b, enum vg_lang lang, const struct vg_check_report *r)
{
    if (!r->n_faults)
        vg_buf_printf(b, vg_text(lang, "'%s': %lld rows, no fault"), r->file, (long long)r->rows);
    else
        vg_buf_printf(b, vg_text(lang, "'%s': %lld rows, %lld of them faulty, %lld faults"), r->file, (long long)r->rows,
                      (long long)r->faulty, (long long)r->n_faults);
}

void vg_check_put_text(const struct vg_check_report *r, enum vg_lang lang, size_t most, struct vg_buf *b)
{
    size_t n = r->n_listed < most ? r->n_listed : most;
    for (size_t i = 0; i < n; i++) {
        const struct vg_check_fault *f = &r->faults[i];
        put_place(b, lang, f);
        if (f->field && f->row)
            vg_buf_printf(b, vg_text(lang, ", field '%s'"), f->field);
        vg_buf_printf(b, vg_text(lang, ": %s (%s)\n"), f->text, vg_schema_rule_name(f->rule));
    }
    if (r->n_faults > (int64_t)n)
        vg_buf_printf(b, vg_text(lang, "… and %lld more\n"), (long long)r->n_faults - (long long)n);
    for (size_t i = 0; i < r->n_extra; i++)
        vg_buf_printf(b, vg_text(lang, "note: the schema does not know the column '%s'\n"), r->extra[i]);
    if (!r->compared_all)
        vg_buf_printf(b, vg_text(lang, "note: values that must be unique were compared in the first %d rows only\n"), VG_CHECK_KEYS);
    put_summary(b, lang, r);
    vg_buf_char(b, '\n');
}

struct vg_node *vg_check_node(const struct vg_check_report *r, struct vg_arena *a)
{
    struct vg_node *root = vg_node_map(a);
    vg_node_add_bool(a, root, "valid", r->n_faults == 0);
    vg_node_add_str(a, root, "file", r->file);
    vg_node_add_str(a, root, "schema", r->schema);
    vg_node_add_int(a, root, "rows", r->rows);
    vg_node_add_int(a, root, "faultyRows", r->faulty);
    vg_node_add_int(a, root, "faultCount", r->n_faults);
    struct vg_node *rules = vg_node_add_map(a, root, "byRule");
    for (int i = 1; i < VG_BREAKS_N; i++)
        if (r->by_rule[i])
            vg_node_add_int(a, rules, vg_schema_rule_name((enum vg_schema_rule)i), r->by_rule[i]);
    struct vg_node *list = vg_node_add_list(a, root, "faults");
    for (size_t i = 0; i < r->n_listed; i++) {
        const struct vg_check_fault *f = &r->faults[i];
        struct vg_node *n = vg_node_add_map(a, list, NULL);
        if (f->line)
            vg_node_add_int(a, n, "line", f->line);
        if (f->row)
            vg_node_add_int(a, n, "row", f->row);
        vg_node_add_str(a, n, "field", f->field);
        vg_node_add_str(a, n, "rule", vg_schema_rule_name(f->rule));
        vg_node_add_str(a, n, "text", f->text);
    }
    struct vg_node *extra = vg_node_add_list(a, root, "unknownColumns");
    for (size_t i = 0; i < r->n_extra; i++)
        vg_node_add_str(a, extra, NULL, r->extra[i]);
    return root;
}

static void put_row(struct vg_buf *b, enum vg_lang lang, const struct vg_check_fault *f)
{
    VG_AUTO(vg_buf_finish) struct vg_buf place;
    vg_buf_init(&place, 1024);
    put_place(&place, lang, f);
    VG_BUF_LIT(b, "<tr>");
    vg_report_cell(b, "td", (struct vg_str){place.ptr, place.len});
    vg_report_cell(b, "td", vg_str_of(f->field ? f->field : ""));
    vg_report_cell(b, "td", vg_str_of(f->text));
    vg_report_cell(b, "td", vg_str_of(vg_schema_rule_name(f->rule)));
    VG_BUF_LIT(b, "</tr>\n");
}

void vg_check_put_html(const struct vg_check_report *r, enum vg_lang lang, struct vg_buf *b)
{
    static const char *const heads[] = {"place", "field", "fault", "rule"};
    VG_AUTO(vg_buf_finish) struct vg_buf summary;
    vg_buf_init(&summary, 4096);
    put_summary(&summary, lang, r);
    vg_report_begin(b, lang, (struct vg_str){summary.ptr, summary.len});
    vg_report_cell(b, "h1", vg_str_of(r->schema ? r->schema : r->file));
    vg_report_cell(b, "p", (struct vg_str){summary.ptr, summary.len});
    if (r->n_listed) {
        VG_BUF_LIT(b, "\n<table>\n<tr>");
        for (size_t i = 0; i < VG_COUNT(heads); i++)
            vg_report_cell(b, "th", vg_str_of(vg_text(lang, heads[i])));
        VG_BUF_LIT(b, "</tr>\n");
        for (size_t i = 0; i < r->n_listed; i++)
            put_row(b, lang, &r->faults[i]);
        VG_BUF_LIT(b, "</table>");
    }
    vg_report_end(b);
}
