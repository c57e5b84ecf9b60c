/* vigie check --product KIND FILE, --schema SCHEMA.json FILE: which rows break which rules. */
#include "check_table.h"

#include <stdio.h>
#include <string.h>

#include <vigie/base/file.h>
#include <vigie/codec/products.h>
#include <vigie/ingest/import.h>

#define SCHEMA_BYTES ((size_t)16 << 20)
#define MEMORY ((size_t)512 << 20)

int vg_cli_write_check(const char *command, const char *path, const struct vg_check_report *r, enum vg_lang lang)
{
    VG_AUTO(vg_buf_finish) struct vg_buf page;
    vg_buf_init(&page, MEMORY);
    vg_check_put_html(r, lang, &page);
    struct vg_error err = {.lang = lang};
    return vg_cli_write(path, (struct vg_str){page.ptr, page.len}, &err) == VG_OK ? VG_EXIT_OK : vg_cli_fail(command, &err);
}

static enum vg_status find_schema(const struct vg_cli_table *t, struct vg_import_options *o, struct vg_table_schema **own,
                                  struct vg_arena *a, struct vg_error *err)
{
    struct vg_str text;
    if (t->product) {
        enum vg_status r = vg_products_need(t->product, &o->product, err);
        o->schema = r == VG_OK ? o->product->schema : NULL;
        return r;
    }
    enum vg_status r = vg_file_read(t->schema, SCHEMA_BYTES, a, &text, err);
    if (r == VG_OK) {
        r = vg_table_schema_parse(text, a, own, err);
        if (r == VG_BAD_INPUT) /* which file, then where in it */
            snprintf(err->where, sizeof err->where, "%.60s", t->schema);
    }
    o->schema = r == VG_OK ? *own : NULL;
    return r;
}

static void print(const struct vg_cli_table *t, const struct vg_check_report *r, struct vg_arena *a)
{
    VG_AUTO(vg_buf_finish) struct vg_buf b;
    vg_buf_init(&b, MEMORY);
    if (t->json) {
        vg_node_put_json(&b, vg_check_node(r, a), 2);
        vg_buf_char(&b, '\n');
    } else {
        vg_check_put_text(r, t->lang, VG_CHECK_LISTED, &b);
    }
    fputs(b.ptr ? b.ptr : "", stdout);
}

int vg_cli_check_table(const struct vg_cli_table *t)
{
    struct vg_error err = {.lang = t->lang};
    struct vg_import_options o = {.source = t->file, .rows_only = true};
    struct vg_check_report report;
    struct vg_table_schema *own = NULL;
    VG_AUTO(vg_arena_freep) struct vg_arena *a = vg_arena_new(MEMORY);
    enum vg_status r = a ? find_schema(t, &o, &own, a, &err) : vg_fail(&err, VG_NO_MEMORY, "", "out of memory");
    if (r == VG_OK)
        r = vg_check_file(&o, a, &report, &err);
    int status = VG_EXIT_OK;
    if (r == VG_OK) {
        print(t, &report, a);
        if (t->html)
            status = vg_cli_write_check("check", t->html, &report, t->lang);
    }
    vg_table_schema_finish(own);
    return r != VG_OK ? vg_cli_fail("check", &err) : status != VG_EXIT_OK ? status : report.n_faults ? VG_EXIT_INPUT : VG_EXIT_OK;
}
